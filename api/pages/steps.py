"""What can be done next about a referral or a match, by where it stands.

The first step is the one to take; the others stay within reach. This only chooses which forms are
offered: whether something may be done is decided by the decider.
"""

from collections.abc import Sequence

from domain.boundaries import ReportBoundaryEvent, ReportChanceEncounter
from domain.contact import RecordContact
from domain.decider import Command
from domain.goals import SetGoal
from domain.match import (
    AcceptAgreement,
    AcceptProposal,
    ActivateMatch,
    AgreeMatch,
    AssignMatchCoordinator,
    DeclareContext,
    DeclineProposal,
    EndMatch,
    ExtendMatch,
    Match,
    PauseMatch,
    PostponeEnding,
    ProposeMatch,
    RecordAftercare,
    RecordConfidentialityExplained,
    RecordIntroduction,
    RecordNotForUs,
    RecordReview,
    ResumeMatch,
    Side,
    StartEnding,
)
from domain.match import Stage as MatchStage
from domain.referral import (
    AcceptReferral,
    AcknowledgeReferral,
    CloseEnquiry,
    ConsiderReadiness,
    DeclareContactLost,
    DeclineReferral,
    EndSupport,
    HandOverPerson,
    OfferTaster,
    PauseWait,
    RecordAgreement,
    RecordContactAttempt,
    RecordGettingToKnow,
    RecordInformation,
    RecordTasterTaken,
    RecordWaitContact,
    Referral,
    RequestInformation,
    ResumeWait,
    Triage,
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

TRYING: Steps = (RecordContactAttempt, DeclareContactLost)
LEAVING: Steps = (*TRYING, DeclineReferral, WithdrawReferral)
MISSING: Steps = (RequestInformation, RecordInformation)

OF_REFERRAL: dict[str, Steps] = {
    ReferralStage.ENQUIRY: (RecordAgreement, TriageReferral, *MISSING, CloseEnquiry, *LEAVING),
    ReferralStage.RECEIVED: (TriageReferral, RecordGettingToKnow, *MISSING, *LEAVING),
    ReferralStage.AWAITING_INFO: (RecordInformation, TriageReferral, RequestInformation, *LEAVING),
    ReferralStage.TRIAGED: (RecordGettingToKnow, TriageReferral, *MISSING, *LEAVING),
    ReferralStage.EXPLORING: (
        ConsiderReadiness,
        RecordGettingToKnow,
        OfferTaster,
        RecordTasterTaken,
        TriageReferral,
        *LEAVING,
    ),
    ReferralStage.READY: (
        AcceptReferral,
        TriageReferral,
        ConsiderReadiness,
        OfferTaster,
        RecordTasterTaken,
        *LEAVING,
    ),
    ReferralStage.NOT_YET: (ConsiderReadiness, RecordGettingToKnow, *LEAVING),
    ReferralStage.WAITING: (
        ProposeMatch,
        RecordWaitContact,
        RecordGettingToKnow,
        HandOverPerson,
        PauseWait,
        *LEAVING,
    ),
    ReferralStage.IN_SERVICE: (
        ProposeMatch,
        RecordGettingToKnow,
        HandOverPerson,
        EndSupport,
        *LEAVING,
    ),
}

AROUND: Steps = (
    SetGoal,
    ReportChanceEncounter,
    ReportBoundaryEvent,
    DeclareContext,
    AssignMatchCoordinator,
)
"""What may come up at any time while support is given."""

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
        RecordContact,
        RecordReview,
        AgreeMatch,
        RecordConfidentialityExplained,
        StartEnding,
        ExtendMatch,
        PauseMatch,
        *AROUND,
        EndMatch,
        RecordNotForUs,
    ),
    MatchStage.PAUSED: (
        ResumeMatch,
        RecordSession,
        RecordReview,
        *AROUND,
        EndMatch,
        RecordNotForUs,
    ),
    MatchStage.ENDING: (
        RecordSession,
        PlanSession,
        RecordContact,
        RecordReview,
        PostponeEnding,
        *AROUND,
        EndMatch,
    ),
    MatchStage.ENDED: (RecordAftercare,),
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
    if stage == ReferralStage.TRIAGED and referral.triage is not Triage.IN_REMIT:
        steps.remove(TriageReferral)
        steps.insert(0, TriageReferral)
    if stage == ReferralStage.TRIAGED and referral.triage is Triage.NEED_INFORMATION:
        steps.remove(RequestInformation)
        steps.insert(0, RequestInformation)
    if stage == ReferralStage.WAITING and referral.pauses and referral.pauses[-1].until is None:
        steps[steps.index(PauseWait)] = ResumeWait
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
