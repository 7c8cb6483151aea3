"""The words of forms and pages about safeguarding concerns."""

from enum import StrEnum

from api.pages.form import Form
from domain.decider import Command
from domain.safeguarding import (
    AcknowledgeConcern,
    AnswerNoFurtherAction,
    CloseConcern,
    ConsiderConcern,
    ConsiderConcernDuties,
    KeepConcernWithin,
    NoteConcern,
    PassConcernOn,
    PlaceConcern,
    ProposeNoFurtherAction,
    RaiseConcern,
    RecordConcernAnswer,
    RecordConcernHelp,
    ReopenConcern,
    ReviewConcernPlan,
)
from domain.safeguarding.language import (
    Answer,
    CapacityView,
    ConsentSought,
    DutyOfService,
    HelpCalled,
    KindOfConcern,
    PassedOnTo,
    SourceOfConcern,
    Standing,
)

FORMS: dict[type[Command], Form] = {
    RaiseConcern: Form(
        "I am worried about somebody",
        "Tell the safeguarding lead",
        "If somebody is in danger now, call 999 first. Say only what you want to; nothing here is "
        "needed.",
    ),
    PlaceConcern: Form("Say that it is about somebody of the service", "Save"),
    RecordConcernHelp: Form("Record a call for help", "Save call"),
    AcknowledgeConcern: Form(
        "Take the concern on",
        "Take it on",
        "This stops the clock of taking it on, and no other.",
    ),
    ConsiderConcern: Form(
        "Think the three points through",
        "Save what you think",
        "An adult at risk is 16 or over and meets all three points. A condition alone makes nobody "
        "one, and whether they could decide for themselves is no part of it.",
    ),
    PassConcernOn: Form(
        "Record a report outside",
        "Save report",
        "If they had not agreed, a record of the break of confidentiality belongs to it.",
    ),
    KeepConcernWithin: Form("See to it by a plan", "Save plan"),
    ProposeNoFurtherAction: Form(
        "Propose that nothing more is done",
        "Ask the second person",
        "Two people decide this. Whoever you choose says whether they agree.",
    ),
    AnswerNoFurtherAction: Form("Say whether you agree", "Save answer"),
    RecordConcernAnswer: Form("Record what they answered", "Save answer"),
    ReviewConcernPlan: Form("Look at the plan", "Save what you found"),
    ConsiderConcernDuties: Form("Record what follows for the service", "Save"),
    NoteConcern: Form("Note something about the concern", "Save note"),
    CloseConcern: Form(
        "Close the concern",
        "Close it",
        "Whoever told of it hears what they may know.",
    ),
    ReopenConcern: Form("Look at the concern again", "Open it again"),
}

FIRST: dict[type[Command], tuple[str, ...]] = {
    RaiseConcern: ("in_danger", "about", "words", "of_service", "anonymous"),
}

QUESTIONS: dict[str, str] = {
    "RaiseConcern.in_danger": "Is anyone in danger now?",
    "RaiseConcern.words": "What worries you?",
    "RaiseConcern.about": "Who is it about?",
    "RaiseConcern.of_service": "Is it about somebody who supports or works here?",
    "RaiseConcern.anonymous": "May we keep your name with it?",
    "RaiseConcern.kind": "What kind of worry is it?",
    "RaiseConcern.source": "How do you know?",
    "RaiseConcern.told_by": "Who told you, if somebody did?",
    "RaiseConcern.at": "When was that?",
    "PlaceConcern.of_service": "Is it about somebody who supports or works here?",
    "RecordConcernHelp.called": "Who was called?",
    "RecordConcernHelp.reference": "Did they give a reference?",
    "ConsiderConcern.unable_to_safeguard": (
        "Are they unable to safeguard their own well-being, property, rights or other interests?"
    ),
    "ConsiderConcern.at_risk_of_harm": "Are they at risk of harm?",
    "ConsiderConcern.more_vulnerable": (
        "Are they more vulnerable to being harmed because of disability, mental disorder, illness "
        "or infirmity?"
    ),
    "ConsiderConcern.sixteen_or_over": "Are they 16 or over?",
    "ConsiderConcern.child_risk": "Is a child at risk of significant harm?",
    "ConsiderConcern.protected_adult": (
        "Are they a protected adult of the PVG scheme? This is another test."
    ),
    "ConsiderConcern.consent_answer": "Did they agree that somebody outside is told?",
    "ConsiderConcern.capacity": "Could they decide this for themselves, in your view?",
    "ConsiderConcern.words": "What do you go by?",
    "PassConcernOn.recipient": "Who was told?",
    "PassConcernOn.agreed": "Had they agreed to it?",
    "PassConcernOn.organisation": "Which organisation, and whom there?",
    "PassConcernOn.reference": "Did they give a reference?",
    "KeepConcernWithin.words": "What is the plan, without names?",
    "KeepConcernWithin.review_on": "When is it looked at again?",
    "ProposeNoFurtherAction.words": "Why is nothing more to be done, without names?",
    "ProposeNoFurtherAction.second": "Who must agree?",
    "AnswerNoFurtherAction.agrees": "Do you agree that nothing more is done?",
    "AnswerNoFurtherAction.words": "If not, what is still to be done?",
    "RecordConcernAnswer.words": "What did they say, without names?",
    "ReviewConcernPlan.words": "What did you find, without names?",
    "ReviewConcernPlan.review_on": "When is it looked at again, if it is?",
    "ConsiderConcernDuties.duties": "What was thought of?",
    "ConsiderConcernDuties.words": "What follows, without names?",
    "NoteConcern.words": "What is to be noted, without names?",
    "CloseConcern.outcome": "What came of it, without names?",
    "CloseConcern.feedback": "What was whoever raised it told?",
    "ReopenConcern.words": "Why is it looked at again?",
}

HINTS: dict[str, str] = {
    "RaiseConcern.about": "A name, or words for them.",
    "RaiseConcern.words": "In your words: what you saw, or what somebody said.",
}

CODES: dict[str, dict[str, str]] = {}

ANSWERS: dict[type[StrEnum], dict[str, str]] = {
    Answer: {Answer.YES: "Yes", Answer.NO: "No", Answer.UNCLEAR: "Not sure"},
    KindOfConcern: {
        KindOfConcern.PHYSICAL: "Somebody is hurt by another",
        KindOfConcern.PSYCHOLOGICAL: "Threats, control or humiliation",
        KindOfConcern.SEXUAL: "Sexual harm",
        KindOfConcern.FINANCIAL: "Money or property",
        KindOfConcern.NEGLECT: "They are not cared for",
        KindOfConcern.SELF_NEGLECT: "They do not look after themselves",
        KindOfConcern.SELF_HARM: "They hurt themselves",
        KindOfConcern.SUICIDE: "They may end their life",
        KindOfConcern.CHILD: "A child",
        KindOfConcern.BEHAVIOUR: "How somebody of the service behaves",
        KindOfConcern.OTHER: "Something else",
    },
    SourceOfConcern: {
        SourceOfConcern.SEEN: "I saw or heard it",
        SourceOfConcern.TOLD_BY_THEM: "They told me",
        SourceOfConcern.TOLD_BY_OTHERS: "Somebody else told me",
        SourceOfConcern.DOCUMENT: "I read it",
        SourceOfConcern.OTHER: "In another way",
    },
    HelpCalled: {
        HelpCalled.EMERGENCY_999: "999",
        HelpCalled.POLICE: "The police, 101",
        HelpCalled.NHS24: "NHS 24, 111",
        HelpCalled.OTHER: "Somebody else",
    },
    PassedOnTo: {
        PassedOnTo.COUNCIL_ASP: "The council, adult protection",
        PassedOnTo.CHILD_SERVICES: "The council, children's services",
        PassedOnTo.POLICE: "The police",
        PassedOnTo.GP: "Their GP",
        PassedOnTo.NHS24: "NHS 24",
        PassedOnTo.OTHER: "Somebody else",
    },
    CapacityView: {
        CapacityView.PRESUMED: "Yes; it is presumed",
        CapacityView.IN_DOUBT: "In doubt",
        CapacityView.LACKED: "No",
        CapacityView.NOT_KNOWN: "Not known",
    },
    ConsentSought: {
        ConsentSought.AGREED: "They agreed",
        ConsentSought.REFUSED: "They said no",
        ConsentSought.UNCLEAR: "It was not clear",
        ConsentSought.NOT_SOUGHT: "They were not asked",
    },
    DutyOfService: {
        DutyOfService.MATCH_COVER: "Cover for their matches",
        DutyOfService.PVG_REFERRAL: "Disclosure Scotland (PVG scheme)",
        DutyOfService.REGULATOR: "The charity regulator",
    },
}

STANDINGS: dict[Standing, str] = {
    Standing.RAISED: "nobody has taken it on",
    Standing.WITH_LEAD: "taken on",
    Standing.ASSESSED: "thought through",
    Standing.REPORTED: "reported outside",
    Standing.INTERNAL: "seen to by a plan",
    Standing.AWAITING_SECOND: "a second person is asked",
    Standing.NO_FURTHER_ACTION: "nothing more is done",
    Standing.CLOSED: "closed",
}

HAPPENED: dict[str, str] = {
    "ConcernRaised": "Somebody told of it",
    "ConcernPlaced": "It was said whom it is about",
    "ConcernHelpCalled": "Help was called",
    "ConcernAcknowledged": "It was taken on",
    "ConcernConsidered": "The three points were thought through",
    "ConcernPassedOn": "It was reported outside",
    "ConcernDecisionRecorded": "It was decided what the service does",
    "ConcernDecisionAnswered": "The second person answered",
    "ConcernAnswerReceived": "Those outside answered",
    "ConcernPlanReviewed": "The plan was looked at",
    "ConcernDutiesConsidered": "What follows for the service was thought of",
    "ConcernNoted": "Something was noted",
    "ConcernClosed": "It was closed",
    "ConcernReopened": "It was opened again",
}
