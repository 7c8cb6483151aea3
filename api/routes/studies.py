"""What can be recorded of studies."""

from api.door import Row
from domain.study import IssueStudyReport, LockStudy, RecordStudyExtract

ROWS = (
    Row("POST", "/studies/{study}/lock", LockStudy),
    Row("POST", "/studies/{study}/reports", IssueStudyReport),
    Row("POST", "/studies/{study}/extracts", RecordStudyExtract),
)
