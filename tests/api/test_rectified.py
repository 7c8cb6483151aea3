"""What was put right on somebody's wish is read wrongly on no page and in no answer, of any day."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from api.main import application
from domain.corrections import CorrectEntry, MarkEnteredInError
from domain.decider import Position
from domain.rectification import RecordRectification
from domain.session import RecordSession
from tests.api.small_service import SmallService, fill, small_service

HERE = "http://127.0.0.1"
WRONG, RIGHT = "zyxtwrong", "zyxtright"
DAYS = ("2026-04-20", "2026-05-03", "2026-05-04", "2026-05-05", "2026-12-31")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[SmallService]:
    with small_service(tmp_path) as made:
        fill(made)
        yield made


def worded(service: SmallService) -> Position:
    """A session of which somebody wrote down what was not so, two days ago."""
    service.on(5, 3, 20)
    made = service.do(
        RecordSession(match=service.matches["Morag"], minutes=50, worried=False, note=WRONG)
    )
    service.on(5, 5, 14)
    return made.position


def addresses(service: SmallService) -> list[str]:
    morag, match = service.people["Morag"], service.matches["Morag"]
    return [
        f"/people/{morag}",
        f"/api/v1/person_history/{morag}",
        f"/matches/{match}",
        f"/api/v1/match_page/{match}",
        "/caseload.csv",
        "/worklist",
    ]


def shown_on(service: SmallService, words: str) -> set[str]:
    """Where words stand, on whatever day, by either clock."""
    app: Any = application(service.store, service.desk.service)
    found, answered = set(), 0
    with TestClient(app, base_url=HERE) as client:
        for address in addresses(service):
            asked = [f"?{clock}={day}" for clock in ("known_at", "true_at") for day in DAYS]
            for query in ("", *asked):
                answer = client.get(address + query)
                answered += answer.status_code == 200
                if words in answer.text:
                    found.add(address + query)
    assert answered > 40, "hardly anything answers"
    return found


def test_a_correction_keeps_both_and_a_rectification_shows_what_is_right_alone(
    service: SmallService,
) -> None:
    position = worded(service)
    service.do(CorrectEntry(entry=position, changes={"note": RIGHT}))
    kept = shown_on(service, WRONG)
    service.do(RecordRectification(entry=position))
    history = f"/api/v1/person_history/{service.people['Morag']}"

    assert {history, f"{history}?known_at=2026-05-04"} <= kept
    assert shown_on(service, WRONG) == set()
    assert {history, f"{history}?known_at=2026-05-04"} <= shown_on(service, RIGHT)
    entry = service.store.ledger.entry(position)
    assert entry is not None
    assert WRONG == service.desk.opener.open(entry).event.note  # type: ignore[attr-defined]


def test_what_never_happened_is_on_no_day_once_it_was_put_right(service: SmallService) -> None:
    position = worded(service)
    service.do(MarkEnteredInError(entry=position))
    assert shown_on(service, WRONG)
    service.do(RecordRectification(entry=position))

    assert shown_on(service, WRONG) == set()
