"""An extract is recorded: what it is for, who is given it, and what it holds."""

from typing import Any

import pytest

from domain.decider import Position
from domain.people import ServiceId, StudyId
from domain.service import Service, UnknownService
from domain.study import (
    ExtractDates,
    ExtractForm,
    ExtractPurpose,
    NotAnExtract,
    RecordStudyExtract,
    StudyAsked,
    StudyExtractMade,
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
