"""A request for support: from its arrival to the day when support starts or the answer is no.

States, guards and refusals are those of the domain reference, 3.1. A referral without the person's
agreement is an enquiry, not a referral. Reports of what happened are accepted in any order; only
decisions are refused. Each facet has a module for what is stored of it (``events_…``) and one for
what can be asked and what follows; where a referral stands is said once, in `state`.
"""

from domain.referral import arriving, knowing, leaving, waiting
from domain.referral.arriving import (
    AcknowledgeReferral,
    ReceiveReferral,
    RecordAgreement,
    TriageReferral,
)
from domain.referral.events_arriving import (
    EnquiryReceived,
    PersonAgreedToReferral,
    ReferralAcknowledged,
    ReferralReceived,
    ReferralTriaged,
)
from domain.referral.events_knowing import GettingToKnowHeld, ReadinessConsidered
from domain.referral.events_leaving import ReferralDeclined, ReferralWithdrawn, SupportEnded
from domain.referral.events_waiting import ReferralAccepted, SupportStarted, WaitContactMade
from domain.referral.knowing import ConsiderReadiness, RecordGettingToKnow
from domain.referral.language import (
    OPEN_STAGES,
    REASON_RISK,
    REVISIT_AFTER,
    AgreedHow,
    ByWayOf,
    Readiness,
    Source,
    Stage,
    Triage,
)
from domain.referral.leaving import DeclineReferral, EndSupport, WithdrawReferral
from domain.referral.refusals import (
    ManagerMustAgree,
    NothingOffered,
    NotReady,
    NotTriaged,
    NotYetNeedsADay,
    PersonHasNotAgreed,
    PersonNotKnownYet,
    PersonsViewMissing,
    ReferralIsOver,
    ServiceNotReady,
    SupportNotStarted,
    UnknownReferral,
)
from domain.referral.state import REFERRAL, Referral
from domain.referral.waiting import AcceptReferral, RecordWaitContact

__all__ = [
    "DECIDERS",
    "OPEN_STAGES",
    "REASON_RISK",
    "REFERRAL",
    "REVISIT_AFTER",
    "AcceptReferral",
    "AcknowledgeReferral",
    "AgreedHow",
    "ByWayOf",
    "ConsiderReadiness",
    "DeclineReferral",
    "EndSupport",
    "EnquiryReceived",
    "GettingToKnowHeld",
    "ManagerMustAgree",
    "NotReady",
    "NotTriaged",
    "NotYetNeedsADay",
    "NothingOffered",
    "PersonAgreedToReferral",
    "PersonHasNotAgreed",
    "PersonNotKnownYet",
    "PersonsViewMissing",
    "Readiness",
    "ReadinessConsidered",
    "ReceiveReferral",
    "RecordAgreement",
    "RecordGettingToKnow",
    "RecordWaitContact",
    "Referral",
    "ReferralAccepted",
    "ReferralAcknowledged",
    "ReferralDeclined",
    "ReferralIsOver",
    "ReferralReceived",
    "ReferralTriaged",
    "ReferralWithdrawn",
    "ServiceNotReady",
    "Source",
    "Stage",
    "SupportEnded",
    "SupportNotStarted",
    "SupportStarted",
    "Triage",
    "TriageReferral",
    "UnknownReferral",
    "WaitContactMade",
    "WithdrawReferral",
]

DECIDERS = (arriving.decider, knowing.decider, waiting.decider, leaving.decider)
"""The rules about a referral, one facet each."""
