"""The words of forms about a match: proposal, agreement, start and end."""

from enum import StrEnum

from api.pages.form import Form
from api.pages.words.common import WHEN
from domain.decider import Command
from domain.match import (
    AcceptAgreement,
    AcceptProposal,
    ActivateMatch,
    AgreeMatch,
    ChanceEncounter,
    DeclineProposal,
    EndKind,
    EndMatch,
    PlaceType,
    ProposeMatch,
    RecordConfidentialityExplained,
    RecordIntroduction,
    RecordNotForUs,
    Side,
    StartEnding,
)

FORMS: dict[type[Command], Form] = {
    ProposeMatch: Form("Propose a match", "Propose this match"),
    AcceptProposal: Form("Record a yes to the proposal", "Save answer"),
    DeclineProposal: Form(
        "Record a no to the proposal", "Save answer", "No reason is ever needed."
    ),
    RecordConfidentialityExplained: Form(
        "Record that confidentiality was explained", "Save explanation"
    ),
    RecordIntroduction: Form("Record the introduction", "Save introduction"),
    RecordNotForUs: Form(
        "Record that this is not for them", "Save decision", "It is nobody's fault."
    ),
    AgreeMatch: Form("Write down the agreement", "Save agreement"),
    AcceptAgreement: Form("Record a yes to the agreement", "Save answer"),
    ActivateMatch: Form("Start the match", "Start match", "From then on sessions can be planned."),
    StartEnding: Form("Start the ending", "Save ending"),
    EndMatch: Form("Record that the match is over", "End match"),
}

FIRST: dict[type[Command], tuple[str, ...]] = {
    AgreeMatch: (
        "sessions_a_month",
        "minutes",
        "channels",
        "chance_encounter",
        "planned_end",
        "goals",
        "accepted_by",
    ),
    EndMatch: ("how", "at", "moving_on"),
}

QUESTIONS: dict[str, str] = {
    "EndMatch.how": "How did it end?",
    "MatchEnded.how": "How did it end?",
    "ProposeMatch.reasons": "Why these two?",
    "MatchProposed.reasons": "Why these two?",
    "AgreeMatch.minutes": "How many minutes each?",
    "MatchAgreementWritten.minutes": "How many minutes each?",
    "AcceptProposal.by": "Who said yes?",
    "MatchProposalAccepted.by": "Who said yes?",
    "DeclineProposal.by": "Who said no?",
    "MatchProposalDeclined.by": "Who said no?",
    "AcceptAgreement.by": "Who accepted it?",
    "MatchAgreementAccepted.by": "Who accepted it?",
}

HINTS: dict[str, str] = {
    "AgreeMatch.at": WHEN,
    "RecordConfidentialityExplained.version": "As the statement is headed.",
}

ANSWERS: dict[type[StrEnum], dict[str, str]] = {
    Side: {
        Side.PERSON: "{person}",
        Side.PEER: "{peer}",
    },
    PlaceType: {
        PlaceType.PERSONS_HOME: "{person}'s home",
        PlaceType.PEERS_HOME: "{peer}'s home",
        PlaceType.COMMUNITY_VENUE: "A community place",
        PlaceType.PUBLIC_PLACE: "A public place",
        PlaceType.HEALTH_SETTING: "A health setting",
        PlaceType.OUTDOORS: "Outdoors",
        PlaceType.REMOTE: "Each at home",
    },
    ChanceEncounter: {
        ChanceEncounter.PERSON_LEADS: "{person} leads",
        ChanceEncounter.NOD_ONLY: "A nod, no more",
        ChanceEncounter.OK_TO_CHAT: "They may chat",
        ChanceEncounter.INTRODUCE_AS: "{peer} is introduced as agreed",
    },
    EndKind: {
        EndKind.PLANNED: "As planned",
        EndKind.EARLY_PERSON: "Early, as {person} wished",
        EndKind.EARLY_PEER: "Early, as {peer} wished",
        EndKind.SERVICE: "By the service",
        EndKind.LOST: "Contact was lost",
        EndKind.DIED: "Somebody died",
    },
}
