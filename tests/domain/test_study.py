"""An extract is recorded: what it is for, who is given it, and what it holds."""

from hashlib import sha256
from typing import Any

import msgspec
import pytest

from domain.decider import Position
from domain.people import ServiceId, StudyId
from domain.service import Service, UnknownService
from domain.study import (
    ExtractDates,
    ExtractForm,
    ExtractPurpose,
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
    StudyExtractMade,
    StudyLocked,
    StudyReportIssued,
    decide,
)
from tests.events import MOMENT

OPEN = StudyAsked(Service(opened=True), MOMENT)


def asked(**changed: Any) -> RecordStudyExtract:
    said: dict[str, Any] = {
        "study": StudyId("mentoring"),
        "service": ServiceId("service"),
        "form": ExtractForm.CSV,
        "purpose": ExtractPurpose.EVALUATION,
        "dates": ExtractDates.SHIFTED,
        "reflects": Position(12),
        "people": 7,
        "entries": 40,
        "content": bytes(32),
        "recipient": "An invented university",
    }
    return RecordStudyExtract(**(said | changed))


def test_what_was_taken_out_is_recorded_with_whom_it_is_for() -> None:
    (made,) = decide(asked(), OPEN)

    assert isinstance(made, StudyExtractMade)
    assert (made.people, made.entries, made.reflects) == (7, 40, 12)
    assert made.recipient == "An invented university"
    assert made.subjects == ("study:mentoring", "service:service")


@pytest.mark.parametrize(
    ("field", "value"),
    [("people", -1), ("entries", -1), ("reflects", -1), ("recipient", " "), ("content", b"short")],
)
def test_what_cannot_be_is_refused_by_the_name_of_its_field(field: str, value: Any) -> None:
    with pytest.raises(NotAnExtract) as refused:
        decide(asked(**{field: value}), OPEN)

    assert refused.value.field == field


def test_nothing_is_taken_out_of_a_service_that_nobody_opened() -> None:
    with pytest.raises(UnknownService):
        decide(asked(), StudyAsked(Service(), MOMENT))


PLAN = 'study = "mentoring"\n'
DIGEST = sha256(PLAN.encode()).digest()
LOCKED = StudyAsked(Service(opened=True), MOMENT, Study(ServiceId("service"), DIGEST, MOMENT))


def lock(declared: str = PLAN) -> LockStudy:
    return LockStudy(study=StudyId("mentoring"), service=ServiceId("service"), declared=declared)


def issue(**changed: Any) -> IssueStudyReport:
    said: dict[str, Any] = {
        "study": StudyId("mentoring"),
        "service": ServiceId("service"),
        "plan": DIGEST,
        "reflects": Position(12),
        "found": bytes(32),
        "content": bytes(32),
        "people": 7,
    }
    return IssueStudyReport(**(said | changed))


def test_a_plan_is_locked_once_and_another_never_takes_its_place() -> None:
    (locked,) = decide(lock(), OPEN)

    assert isinstance(locked, StudyLocked)
    assert (locked.plan, locked.declared, locked.at) == (DIGEST, PLAN, MOMENT)
    assert decide(lock(), LOCKED) == []
    with pytest.raises(PlanLocked):
        decide(lock(PLAN + 'title = "Another"\n'), LOCKED)
    with pytest.raises(NoPlan):
        decide(lock(" "), OPEN)


def test_a_report_is_issued_under_the_locked_plan_and_the_same_one_once() -> None:
    (issued,) = decide(issue(), LOCKED)
    again = msgspec.structs.replace(
        LOCKED, study=msgspec.structs.replace(LOCKED.study, reports=(bytes(32),))
    )

    assert isinstance(issued, StudyReportIssued)
    assert decide(issue(), again) == []
    assert len(decide(issue(content=bytes(31) + b"1"), again)) == 1
    for state, command in ((OPEN, issue()), (LOCKED, issue(plan=bytes(32)))):
        with pytest.raises(NotLocked):
            decide(command, state)


@pytest.mark.parametrize(
    ("field", "value"),
    [("people", -1), ("reflects", -1), ("plan", b""), ("found", b"short"), ("content", b"short")],
)
def test_a_report_that_cannot_be_is_refused_by_the_name_of_its_field(
    field: str, value: Any
) -> None:
    with pytest.raises(NotAReport) as refused:
        decide(issue(**{field: value}), LOCKED)

    assert refused.value.field == field
