"""What can be recorded of studies."""

from api.door import Row
from domain.study import RecordStudyExtract

ROWS = (Row("POST", "/studies/{study}/extracts", RecordStudyExtract),)
