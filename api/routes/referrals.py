"""What can be asked about a referral."""

from api.door import Row
from domain.referral import (
    AcceptReferral,
    AcknowledgeReferral,
    ConsiderReadiness,
    DeclineReferral,
    EndSupport,
    ReceiveReferral,
    RecordAgreement,
    RecordGettingToKnow,
    RecordWaitContact,
    TriageReferral,
    WithdrawReferral,
)

ROWS = (
    Row("POST", "/referrals", ReceiveReferral),
    Row("POST", "/referrals/{referral}/agreement", RecordAgreement),
    Row("POST", "/referrals/{referral}/acknowledgement", AcknowledgeReferral),
    Row("POST", "/referrals/{referral}/triage", TriageReferral),
    Row("POST", "/referrals/{referral}/getting-to-know", RecordGettingToKnow),
    Row("POST", "/referrals/{referral}/readiness", ConsiderReadiness),
    Row("POST", "/referrals/{referral}/acceptance", AcceptReferral),
    Row("POST", "/referrals/{referral}/wait-contacts", RecordWaitContact),
    Row("POST", "/referrals/{referral}/decline", DeclineReferral),
    Row("POST", "/referrals/{referral}/withdrawal", WithdrawReferral),
    Row("POST", "/referrals/{referral}/end-of-support", EndSupport),
)
