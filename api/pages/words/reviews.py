"""The words of forms about what follows a decision about confidentiality, once it is recorded."""

from enum import StrEnum

from api.pages.form import Form
from domain.confidentiality.commands import (
    ConsiderBreak,
    DecideToBreak,
    RecordBreakDisclosure,
)
from domain.confidentiality.commands_after import (
    AgreeBreakAction,
    AssessDataProtection,
    CloseBreak,
    IssueReviewLink,
    RecordBreakActionDone,
    RecordBreakLessons,
    RecordRegulatorTold,
    RecordToldOfAssessment,
    RuleOutTelling,
    WithdrawReviewLink,
)
from domain.confidentiality.language import RiskToThem
from domain.confidentiality.receipts import GiveDecisionReceipt
from domain.decider import Command
from projections.breaks.words import CODES as SAID

FORMS: dict[type[Command], Form] = {
    ConsiderBreak: Form(
        "Write down that sharing is being thought about",
        "Save",
        "Nothing is decided by this. Whoever decides finds it on their list.",
    ),
    DecideToBreak: Form(
        "Record a decision to share",
        "Save decision",
        "Share no more than is needed, and record what was shared afterwards.",
    ),
    RecordBreakDisclosure: Form(
        "Record what was shared", "Save", "Piece by piece: what, with whom, and what was kept back."
    ),
    RuleOutTelling: Form(
        "Decide that they are not told at all",
        "Save decision",
        "Only a manager who had no part in it decides this.",
    ),
    IssueReviewLink: Form(
        "Ask somebody outside to review",
        "Make a link",
        "They see this one record and nothing else, until the link runs out. Send them the "
        "address, and tell them the code by phone. Both are shown once.",
    ),
    WithdrawReviewLink: Form(
        "Take a link back", "Take it back", "From then on it opens nothing any more."
    ),
    RecordBreakLessons: Form(
        "Record what was learned",
        "Save lessons",
        "Hindsight has its place here. Where nothing is to be learned, say so.",
    ),
    AgreeBreakAction: Form("Agree what is to be done", "Save action"),
    RecordBreakActionDone: Form("Record that it is done", "Save"),
    AssessDataProtection: Form(
        "Assess what it meant for their data",
        "Save assessment",
        "The regulator is told within 72 hours of the review, unless a risk to them is unlikely. "
        "They are told as well where the risk is high. Say why, or why not.",
    ),
    RecordRegulatorTold: Form("Record that the regulator was told", "Save"),
    RecordToldOfAssessment: Form("Record that they were told of it", "Save"),
    CloseBreak: Form(
        "Close the record", "Close record", "All that follows has been seen to. Nothing is deleted."
    ),
    GiveDecisionReceipt: Form(
        "Give them the proof of the decision",
        "Save that it is given",
        "It proves that the decision is recorded, and says nothing of it. It goes only to somebody "
        "who was told, in person or in a way that they said is safe. The file is then on the page "
        "of the record.",
    ),
}

FIRST: dict[type[Command], tuple[str, ...]] = {
    AssessDataProtection: ("assessed_by", "risk", "to_report", "to_tell", "reasons"),
}

_WHOM: dict[str, str] = {
    "about": "Who is it about, where it is none of these?",
    "person": "Who is it about, by their identifier?",
    "peer": "Is it about a peer supporter? Whom?",
    "first_aware_at": "When did somebody first know?",
}

QUESTIONS: dict[str, str] = {
    **{f"ConsiderBreak.{field}": asked for field, asked in _WHOM.items()},
    "ConsiderBreak.trigger": "What made you think of it?",
    "ConsiderBreak.raised_by": "Who thought of it?",
    "ConsiderBreak.words": "What happened?",
    "ConsiderBreak.at": "When was it thought of?",
    **{f"DecideToBreak.{field}": asked for field, asked in _WHOM.items()},
    "DecideToBreak.decided_by": "Who decided?",
    "DecideToBreak.decider_role": "As what?",
    "DecideToBreak.grounds": "Why?",
    "DecideToBreak.ground_words": "What was seen or said?",
    "DecideToBreak.at": "When was it decided?",
    "RecordBreakDisclosure.items": "What was told, piece by piece?",
    "RecordBreakDisclosure.kept_back": "What was kept back?",
    "RecordBreakDisclosure.recipient_kind": "Who was told?",
    "RecordBreakDisclosure.organisation": "Which organisation?",
    "RecordBreakDisclosure.recipient": "Name or number",
    "RecordBreakDisclosure.checked_how": "How was it checked who they were?",
    "RecordBreakDisclosure.channel": "How?",
    "RecordBreakDisclosure.reference": "Their reference",
    "RecordBreakDisclosure.shared_by": "Who told it?",
    "RecordBreakDisclosure.at": "When was it told?",
    "RuleOutTelling.decided_by": "Which manager decided?",
    "RuleOutTelling.because": "Why are they not told?",
    "RuleOutTelling.words": "What more is there to say?",
    "IssueReviewLink.to": "Who is asked?",
    "IssueReviewLink.issued_by": "Who asks them?",
    "IssueReviewLink.expires_at": "When does the link run out, if before its usual end?",
    "RecordBreakLessons.lessons": "What was learned? One thing on a line",
    "AgreeBreakAction.words": "What is to be done?",
    "AgreeBreakAction.owner": "Who sees to it?",
    "AgreeBreakAction.due_on": "By which day?",
    "RecordBreakActionDone.at": "When was it done?",
    "AssessDataProtection.assessed_by": "Who assessed it?",
    "AssessDataProtection.risk": "Which risk is there to them?",
    "AssessDataProtection.to_report": "Is the regulator to be told?",
    "AssessDataProtection.to_tell": "Are they to be told?",
    "AssessDataProtection.reasons": "What was found, and why, or why not?",
    "AssessDataProtection.reported_at": "If the regulator was told already, when?",
    "AssessDataProtection.apologised_at": "If an apology was made, when?",
    "AssessDataProtection.reference": "The regulator's reference",
    "RecordRegulatorTold.told_by": "Who told them?",
    "RecordRegulatorTold.reference": "Their reference",
    "RecordRegulatorTold.at": "When were they told?",
    "RecordToldOfAssessment.told_by": "Who told them?",
    "RecordToldOfAssessment.channel": "How?",
    "RecordToldOfAssessment.response": "What did they say to it?",
    "RecordToldOfAssessment.apologised": "Was an apology made?",
    "RecordToldOfAssessment.at": "When were they told?",
    "CloseBreak.closed_by": "Who closes it?",
    "GiveDecisionReceipt.channel": "How is it given?",
}

ANSWERS: dict[type[StrEnum], dict[str, str]] = {RiskToThem: SAID[RiskToThem]}
