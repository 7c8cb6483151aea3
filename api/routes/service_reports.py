"""What can be asked about the service's report."""

from api.door import Row
from domain.service_report import IssueServiceReport

ROWS = (Row("POST", "/service_reports", IssueServiceReport),)
