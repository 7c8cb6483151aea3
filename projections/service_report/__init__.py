"""The service's report: counted, closed where it would tell of somebody, drawn and printed."""

from projections.service_report.asking import (
    IssuedRow,
    Looks,
    ServiceReport,
    ServiceReports,
    UnknownReport,
    counted_for,
    draft,
    issued_report,
    issued_reports,
    name_of,
    numbers_of,
)
from projections.service_report.lines import Line, as_csv

__all__ = [
    "IssuedRow",
    "Line",
    "Looks",
    "ServiceReport",
    "ServiceReports",
    "UnknownReport",
    "as_csv",
    "counted_for",
    "draft",
    "issued_report",
    "issued_reports",
    "name_of",
    "numbers_of",
]
