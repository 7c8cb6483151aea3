"""What can be done next about a referral or a match, by where it stands.

The first step is the one to take; the others stay within reach. This only chooses which forms are
offered: whether something may be done is decided by the decider.
"""

from collections.abc import Sequence

from domain.decider import Command
from domain.match import (
    AcceptAgreement,
    AcceptProposal,
    ActivateMatch,
    AgreeMatch,
    DeclineProposal,
    EndMatch,
    Match,
    ProposeMatch,
    RecordConfidentialityExplained,
    RecordIntroduction,
    RecordNotForUs,
    Side,
    StartEnding,
)
from domain.match import Stage as MatchStage
from domain.referral import (
    AcceptReferral,
    AcknowledgeReferral,
    ConsiderReadiness,
    DeclineReferral,
    EndSupport,
    RecordAgreement,
    RecordGettingToKnow,
    RecordWaitContact,
    Referral,
    TriageReferral,
    WithdrawReferral,
)
from domain.referral import Stage as ReferralStage
from domain.session import (
    AnswerWorry,
    CancelSession,
    ConfirmSession,
    PlanSession,
    RecordNotAttended,
    RecordSession,
    RescheduleSession,
    Session,
)
from domain.session import Stage as SessionStage

Steps = Sequence[type[Command]]

LEAVING: Steps = (DeclineReferral, WithdrawReferral)

OF_REFERRAL: dict[str, Steps] = {
    ReferralStage.ENQUIRY: (RecordAgreement, TriageReferral, *LEAVING),
    ReferralStage.RECEIVED: (TriageReferral, RecordGettingToKnow, *LEAVING),
    ReferralStage.TRIAGED: (RecordGettingToKnow, TriageReferral, *LEAVING),
    ReferralStage.EXPLORING: (ConsiderReadiness, RecordGettingToKnow, TriageReferral, *LEAVING),
    ReferralStage.READY: (AcceptReferral, TriageReferral, ConsiderReadiness, *LEAVING),
    ReferralStage.NOT_YET: (ConsiderReadiness, RecordGettingToKnow, *LEAVING),
    ReferralStage.WAITING: (ProposeMatch, RecordWaitContact, RecordGettingToKnow, *LEAVING),
    ReferralStage.IN_SERVICE: (ProposeMatch, RecordGettingToKnow, EndSupport, *LEAVING),
}

OF_MATCH: dict[str, Steps] = {
    MatchStage.PROPOSED: (AcceptProposal, DeclineProposal, RecordConfidentialityExplained),
    MatchStage.ACCEPTED: (
        RecordIntroduction,
        RecordConfidentialityExplained,
        DeclineProposal,
    ),
    MatchStage.INTRODUCED: (AgreeMatch, RecordConfidentialityExplained, RecordNotForUs),
    MatchStage.AGREED: (ActivateMatch, RecordConfidentialityExplained, AgreeMatch, RecordNotForUs),
    MatchStage.ACTIVE: (
        RecordSession,
        PlanSession,
        AgreeMatch,
        RecordConfidentialityExplained,
        StartEnding,
        EndMatch,
        RecordNotForUs,
    ),
    MatchStage.PAUSED: (RecordSession, EndMatch, RecordNotForUs),
    MatchStage.ENDING: (
        RecordSession,
        PlanSession,
        EndMatch,
    ),
}

PLANNED: Steps = (
    RecordSession,
    ConfirmSession,
    RescheduleSession,
    CancelSession,
    RecordNotAttended,
)


def steps_of_referral(referral: Referral, stage: str) -> Steps:
    """What can be done about a referral; the first is next."""
    steps = list(OF_REFERRAL.get(stage, ()))
    if steps and referral.acknowledged_at is None:
        steps.insert(1, AcknowledgeReferral)
    return steps


def steps_of_match(match: Match, stage: str) -> Steps:
    """What can be done about a match; the first is next."""
    steps = list(OF_MATCH.get(stage, ()))
    if stage == MatchStage.INTRODUCED and match.written:
        steps.insert(0, AcceptAgreement)
    if stage == MatchStage.AGREED and Side.PERSON not in match.explained_at:
        steps.remove(RecordConfidentialityExplained)
        steps.insert(0, RecordConfidentialityExplained)
    return steps


def steps_of_session(session: Session) -> Steps:
    """What can be done about a session that is to come, or whose record leaves something open."""
    if session.stage is SessionStage.PLANNED:
        return PLANNED
    if session.stage is SessionStage.HELD and session.worried is None:
        return (AnswerWorry,)
    return ()
