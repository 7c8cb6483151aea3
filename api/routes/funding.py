"""What can be recorded of what a service lives on."""

from api.door import Row
from domain.funding import RecordFunderReport, RecordFunding, RecordServiceCost, SetFunderTarget

ROWS = (
    Row("POST", "/fundings", RecordFunding),
    Row("POST", "/fundings/{funding}/targets", SetFunderTarget),
    Row("POST", "/fundings/{funding}/reports", RecordFunderReport),
    Row("POST", "/service/costs", RecordServiceCost),
)
