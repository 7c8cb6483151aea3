"""What can be asked about a match and its sessions."""

from api.door import Row
from domain.match import (
    AcceptAgreement,
    AcceptProposal,
    ActivateMatch,
    AgreeMatch,
    DeclineProposal,
    EndMatch,
    ProposeMatch,
    RecordConfidentialityExplained,
    RecordIntroduction,
    RecordNotForUs,
    StartEnding,
)
from domain.session import (
    AnswerWorry,
    CancelSession,
    ConfirmSession,
    PlanSession,
    RecordNotAttended,
    RecordSession,
    RescheduleSession,
)

ROWS = (
    Row("POST", "/referrals/{referral}/matches", ProposeMatch),
    Row("POST", "/matches/{match}/acceptance", AcceptProposal),
    Row("POST", "/matches/{match}/decline", DeclineProposal),
    Row("POST", "/matches/{match}/confidentiality", RecordConfidentialityExplained),
    Row("POST", "/matches/{match}/introduction", RecordIntroduction),
    Row("POST", "/matches/{match}/not-for-us", RecordNotForUs),
    Row("POST", "/matches/{match}/agreement", AgreeMatch),
    Row("POST", "/matches/{match}/agreement/acceptance", AcceptAgreement),
    Row("POST", "/matches/{match}/activation", ActivateMatch),
    Row("POST", "/matches/{match}/ending", StartEnding),
    Row("POST", "/matches/{match}/end", EndMatch),
    Row("POST", "/matches/{match}/session-plans", PlanSession),
    Row("POST", "/matches/{match}/sessions", RecordSession),
    Row("POST", "/matches/{match}/sessions/{session}/confirmation", ConfirmSession),
    Row("POST", "/matches/{match}/sessions/{session}/new-time", RescheduleSession),
    Row("POST", "/matches/{match}/sessions/{session}/worry", AnswerWorry),
    Row("POST", "/matches/{match}/sessions/{session}/cancellation", CancelSession),
    Row("POST", "/matches/{match}/sessions/{session}/absence", RecordNotAttended),
)
