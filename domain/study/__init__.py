"""Studies: what they were going to do, what was taken out of the log for them, what they found.

A plan is locked before anybody looks, and stays as it was. Making an extract is a disclosure, so it
is recorded before anybody has it; a report that was issued is a fact, and another result later is
another report (design, section 8).
"""

from domain.study.deciding import (
    STUDY,
    IssueStudyReport,
    LockStudy,
    NoPlan,
    NotAnExtract,
    NotAReport,
    NotLocked,
    PlanLocked,
    RecordStudyExtract,
    Study,
    StudyAsked,
    decide,
    decider,
    gather,
)
from domain.study.events import (
    ExtractDates,
    ExtractForm,
    ExtractPurpose,
    StudyExtractMade,
    StudyLocked,
    StudyReportIssued,
)

__all__ = [
    "STUDY",
    "ExtractDates",
    "ExtractForm",
    "ExtractPurpose",
    "IssueStudyReport",
    "LockStudy",
    "NoPlan",
    "NotAReport",
    "NotAnExtract",
    "NotLocked",
    "PlanLocked",
    "RecordStudyExtract",
    "Study",
    "StudyAsked",
    "StudyExtractMade",
    "StudyLocked",
    "StudyReportIssued",
    "decide",
    "decider",
    "gather",
]
