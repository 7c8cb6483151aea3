"""Supervision at both doors: private content for the two of them, and nobody else."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from api.app import create_app
from application.policy import OWN, VIEWS
from domain.access import Role
from tests.api.small_service import SmallService, small_service
from tests.api.terminal import Terminal, terminal

__all__ = ["terminal"]
SAID = {
    "supervisor": "isla",
    "minutes": 45,
    "themes": ["TRIGGERED_MEMORIES", "JOY"],
    "wellbeing": 2,
    "actions": "Ask for a lighter month.",
}


@pytest.fixture
def machair(tmp_path: Path) -> Iterator[SmallService]:
    """Davie supports people, and Isla holds his supervision."""
    with small_service(tmp_path) as service:
        service.active_peer("Davie Example")
        service.on(1, 19)
        yield service


@pytest.fixture
def client(machair: SmallService) -> Iterator[TestClient[Any]]:
    with TestClient(create_app(machair.desk), base_url="http://127.0.0.1") as client:
        yield client


def test_only_the_two_of_them_may_see_what_supervision_was_about() -> None:
    assert {Role.SUPERVISOR: OWN, Role.PEER_SUPPORTER: OWN} == VIEWS["supervision"]


def test_the_two_see_it_and_no_list_tells_of_it(
    machair: SmallService, client: TestClient[Any]
) -> None:
    davie = machair.peers["Davie"]
    answer = client.post(f"/api/v1/peers/{davie}/supervision", json=SAID)
    shown = client.get(f"/api/v1/supervision/{davie}").json()
    (row,) = shown["rows"]
    lists = "".join(
        client.get(f"/api/v1/{name}").text for name in ("peer_roster", "worklist", "match_board")
    )

    assert 201 == answer.status_code
    assert ("2026-02-16", "2026-03-02") == (shown["due_on"], shown["bars_matches_after"])
    assert (SAID["themes"], 2, SAID["actions"], True) == (
        row["themes"],
        row["wellbeing"],
        row["actions"],
        row["counts"],
    )
    for private in ("TRIGGERED", "lighter"):
        assert private not in lists


def test_a_theme_that_is_not_on_the_list_and_a_rating_that_cannot_be_are_refused(
    machair: SmallService, client: TestClient[Any]
) -> None:
    path = f"/api/v1/peers/{machair.peers['Davie']}/supervision"
    theme = client.post(path, json={**SAID, "themes": ["What he told me"]})
    rating = client.post(path, json={**SAID, "wellbeing": 6})

    assert (400, 422) == (theme.status_code, rating.status_code)
    assert "themes" in theme.text
    assert rating.json()["type"].endswith("NotAWellbeingRating")


def test_what_is_booked_and_called_off_twice_is_a_sign_for_the_two(
    machair: SmallService, client: TestClient[Any]
) -> None:
    davie = machair.peers["Davie"]
    for _time in range(2):
        booked = client.post(
            f"/api/v1/peers/{davie}/supervision/booking",
            json={"supervisor": "isla", "planned_for": "2026-01-26T10:00:00Z"},
        )
        client.post(
            f"/api/v1/peers/{davie}/supervision/cancellation", json={"cancelled_by": "PEER"}
        )
    shown = client.get(f"/api/v1/supervision/{davie}").json()
    roster = client.get("/api/v1/peer_roster").text

    assert 201 == booked.status_code
    assert ["SUPERVISION_CANCELLED"] == [each["code"] for each in shown["signs"]]
    assert shown["booked_for"] is None
    assert "called off" not in roster


def test_the_terminal_tells_the_same(machair: SmallService, terminal: Terminal) -> None:
    davie = machair.peers["Davie"]
    where = ("--data", "data", "--keys", "keys")
    machair.store.close()
    for _time in range(2):
        done = terminal(
            "do",
            "record-supervision",
            f"peer={davie}",
            "supervisor=isla",
            "in_group=true",
            "themes=JOY",
            *where,
        )
        assert 0 == done.status, done.err
    told = terminal("supervision", davie, *where).out

    assert "in a group: joy" in told
    assert "in a group, which does not count: joy" in told
    assert "The next is due by" in told


def test_an_absence_takes_what_is_due_to_whoever_covers_and_back_again(
    machair: SmallService, client: TestClient[Any]
) -> None:
    machair.on(2, 10)
    before = _called(client)
    begun = client.post("/api/v1/staff/isla/supervision-cover", json={"cover": "fraser"})
    during = _called(client)
    ended = client.post("/api/v1/staff/isla/supervision-cover/end", json={})

    assert (201, 201) == (begun.status_code, ended.status_code)
    assert (["isla"], ["fraser"], ["isla"]) == (before, during, _called(client))


def _called(client: TestClient[Any]) -> list[str]:
    rows = client.get("/api/v1/worklist").json()["rows"]
    return [row["responsible"] for row in rows if row["code"] == "SUPERVISION_DUE"]
