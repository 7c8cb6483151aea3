"""What can be asked about confidentiality breaks."""

from api.door import Row
from domain.confidentiality.commands import (
    AddToBreakRecord,
    CompleteBreakRecord,
    ConsiderBreak,
    DecideNotToBreak,
    DecideToBreak,
    NoteBreakFact,
    RecordBreakDisclosure,
    RecordEmergencyBreak,
)
from domain.confidentiality.commands_after import (
    AgreeBreakAction,
    AssessDataProtection,
    CloseBreak,
    IssueReviewLink,
    PassOnReview,
    PutOffTelling,
    RecordBreakActionDone,
    RecordBreakLessons,
    RecordToldOfSharing,
    ReturnBreakRecord,
    ReviewBreak,
    RuleOutTelling,
    UseReviewLink,
    WithdrawReviewLink,
)
from domain.confidentiality.receipts import GiveDecisionReceipt

ROWS = (
    Row("POST", "/breaks/considered", ConsiderBreak),
    Row("POST", "/breaks/emergency", RecordEmergencyBreak),
    Row("POST", "/breaks/decided", DecideToBreak),
    Row("POST", "/breaks/decided-not-to", DecideNotToBreak),
    Row("POST", "/breaks/{break_id}/disclosures", RecordBreakDisclosure),
    Row("POST", "/breaks/{break_id}/facts", NoteBreakFact),
    Row("POST", "/breaks/{break_id}/sections", AddToBreakRecord),
    Row("POST", "/breaks/{break_id}/completion", CompleteBreakRecord),
    Row("POST", "/breaks/{break_id}/telling", RecordToldOfSharing),
    Row("POST", "/breaks/{break_id}/telling/later", PutOffTelling),
    Row("POST", "/breaks/{break_id}/telling/never", RuleOutTelling),
    Row("POST", "/breaks/{break_id}/receipts", GiveDecisionReceipt),
    Row("POST", "/breaks/{break_id}/conflicts", PassOnReview),
    Row("POST", "/breaks/{break_id}/review-links", IssueReviewLink),
    Row("POST", "/breaks/{break_id}/review-links/use", UseReviewLink),
    Row("POST", "/breaks/{break_id}/review-links/{link}/withdrawal", WithdrawReviewLink),
    Row("POST", "/breaks/{break_id}/review", ReviewBreak),
    Row("POST", "/breaks/{break_id}/return", ReturnBreakRecord),
    Row("POST", "/breaks/{break_id}/lessons", RecordBreakLessons),
    Row("POST", "/breaks/{break_id}/actions", AgreeBreakAction),
    Row("POST", "/breaks/{break_id}/actions/{action}/completion", RecordBreakActionDone),
    Row("POST", "/breaks/{break_id}/data-protection", AssessDataProtection),
    Row("POST", "/breaks/{break_id}/closing", CloseBreak),
)
