"""What can be asked about a match."""

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
)
