"""A match: one person and one peer supporter, from the proposal to the ending.

States, guards and refusals are those of the domain reference, 2.3 and 3.3. A human proposes, with
reasons; both sides may say no without giving one. Proposing, agreeing, starting, extending and
beginning to end are decisions and can be refused. What the sides said, and what took place, is
recorded whenever it is reported; where it came too early, a flag says so (`domain.match_flags`).

Each module holds one idea: the words, the events, what they add up to, and then what can be asked,
in the order in which a match goes through it.
"""

from domain.match import agreeing, answering, ending, proposing, starting
from domain.match.agreeing import (
    AcceptAgreement,
    AgreeMatch,
    AgreementIncomplete,
    NothingToAgree,
)
from domain.match.answering import (
    AcceptProposal,
    DeclineProposal,
    RecordConfidentialityExplained,
    RecordIntroduction,
    RecordNotForUs,
)
from domain.match.asking import (
    AlreadyMatched,
    EndingHasStarted,
    ImpossibleTerms,
    MatchAsked,
    MatchIsOver,
    MatchNotActive,
    NotACoordinator,
    PeerAtCapacity,
    PeerNotInThisRole,
    SupervisionNotHeld,
    UnknownMatch,
)
from domain.match.ending import (
    EndMatch,
    StartEnding,
)
from domain.match.events import (
    ConfidentialityExplained,
    EndingStarted,
    IntroductionHeld,
    MatchActivated,
    MatchAgreementAccepted,
    MatchAgreementWritten,
    MatchDeclinedAfterIntroduction,
    MatchEnded,
    MatchProposalAccepted,
    MatchProposalDeclined,
    MatchProposed,
)
from domain.match.language import (
    BOTH_SIDES,
    FIRST_REVIEW_AFTER,
    KNOWING_HOLDS,
    OPEN_STAGES,
    RUNNING_STAGES,
    SAFETY,
    ChanceEncounter,
    EndKind,
    PlaceType,
    SharedCode,
    SharedCodes,
    Side,
    Stage,
)
from domain.match.proposing import (
    NoReasons,
    PeerNotMet,
    PersonNotMet,
    ProposeMatch,
    RankingNotAnswered,
    ReferralNotAccepted,
)
from domain.match.starting import (
    ActivateMatch,
    ConfidentialityNotExplained,
    NotAcceptedByBoth,
    NotAgreed,
    NotIntroduced,
)
from domain.match.state import (
    MATCH,
    NO_MATCHES,
    PEERS_MATCHES,
    PERSONS_MATCHES,
    Agreement,
    Match,
)

DECIDERS = (
    proposing.decider,
    answering.decider,
    agreeing.decider,
    starting.decider,
    ending.decider,
)
__all__ = [
    "BOTH_SIDES",
    "DECIDERS",
    "FIRST_REVIEW_AFTER",
    "KNOWING_HOLDS",
    "MATCH",
    "NO_MATCHES",
    "OPEN_STAGES",
    "PEERS_MATCHES",
    "PERSONS_MATCHES",
    "RUNNING_STAGES",
    "SAFETY",
    "AcceptAgreement",
    "AcceptProposal",
    "ActivateMatch",
    "AgreeMatch",
    "Agreement",
    "AgreementIncomplete",
    "AlreadyMatched",
    "ChanceEncounter",
    "ConfidentialityExplained",
    "ConfidentialityNotExplained",
    "DeclineProposal",
    "EndKind",
    "EndMatch",
    "EndingHasStarted",
    "EndingStarted",
    "ImpossibleTerms",
    "IntroductionHeld",
    "Match",
    "MatchActivated",
    "MatchAgreementAccepted",
    "MatchAgreementWritten",
    "MatchAsked",
    "MatchDeclinedAfterIntroduction",
    "MatchEnded",
    "MatchIsOver",
    "MatchNotActive",
    "MatchProposalAccepted",
    "MatchProposalDeclined",
    "MatchProposed",
    "NoReasons",
    "NotACoordinator",
    "NotAcceptedByBoth",
    "NotAgreed",
    "NotIntroduced",
    "NothingToAgree",
    "PeerAtCapacity",
    "PeerNotInThisRole",
    "PeerNotMet",
    "PersonNotMet",
    "PlaceType",
    "ProposeMatch",
    "RankingNotAnswered",
    "RecordConfidentialityExplained",
    "RecordIntroduction",
    "RecordNotForUs",
    "ReferralNotAccepted",
    "SharedCode",
    "SharedCodes",
    "Side",
    "Stage",
    "StartEnding",
    "SupervisionNotHeld",
    "UnknownMatch",
]
