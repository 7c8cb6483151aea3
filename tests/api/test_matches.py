"""A match over HTTP: looked at, resting, extended, ending, and remembered."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api.app import create_app
from tests.api.small_service import ISLA, SmallService, fill, small_service

HERE = "http://127.0.0.1"


@pytest.fixture
def spring(tmp_path: Path) -> Iterator[SmallService]:
    with small_service(tmp_path) as service:
        fill(service)
        yield service


@pytest.fixture
def client(spring: SmallService) -> Iterator[TestClient[Litestar]]:
    with TestClient(create_app(spring.desk), base_url=HERE) as asking:
        yield asking


def test_a_match_is_reviewed_paused_extended_ended_and_followed(
    spring: SmallService, client: TestClient[Litestar]
) -> None:
    match, person = f"/matches/{spring.matches['Morag']}", spring.people["Morag"]
    today = spring.clock.now.date()

    def asked(path: str, status: int = 201, **body: Any) -> dict[str, Any]:
        spring.clock.now += timedelta(minutes=5)
        answer = client.post(f"/api/v1{path}", json=body)
        assert answer.status_code == status, answer.text
        said: dict[str, Any] = answer.json()
        return said

    def line() -> dict[str, Any]:
        rows = client.get("/api/v1/caseload", params={"limit": 500}).json()["rows"]
        return dict(next(row for row in rows if row["person"] == person))

    before = {each["code"] for each in line()["flags"]}
    assert "REVIEW_DUE" in before
    assert "DEPUTY_MISSING" not in before
    extension: dict[str, Any] = {
        "new_end": str(date(2026, 8, 1)),
        "reason": "The second hill.",
        "moving_on": "The walking group.",
        "decided_by": ISLA,
    }
    assert asked(f"{match}/extensions", 409, **extension)["type"] == "NotReviewedLately"
    asked(
        f"{match}/reviews",
        decision="EXTEND",
        persons_view="I would like longer.",
        peers_view="So would I.",
        held_by=ISLA,
    )
    assert "REVIEW_DUE" not in {each["code"] for each in line()["flags"]}
    assert asked(f"{match}/extensions", 409, **extension)["type"] == "VarietyNotOffered"
    asked(f"/people/{person}/variety-of-peers", accepted=False)
    asked(f"{match}/extensions", **extension)
    asked(f"{match}/coordinator", coordinator=ISLA, deputy="fraser")
    asked(f"{match}/contexts", kind="FLARE_UP", until=str(today + timedelta(days=30)))
    asked(f"/people/{person}/overlaps", peer=spring.peers["Davie"], kind="CLUB", by="PEER")

    asked(f"{match}/pause", reason="SAFETY")
    assert line()["state"] == "PAUSED"
    plan: dict[str, Any] = {"planned_for": (spring.clock.now + timedelta(days=2)).isoformat()}
    assert asked(f"{match}/session-plans", 409, **plan)["type"] == "MatchNotActive"
    assert asked(f"{match}/resumption", 409)["type"] == "MayNotDecide"
    asked(f"{match}/resumption", decided_by=ISLA)
    assert line()["state"] == "ACTIVE"

    asked(f"/peers/{spring.peers['Davie']}/pause", asked_by="SELF")
    asked(f"{match}/cover", decision="KEEP_IN_TOUCH", decided_by=ISLA)
    asked(f"{match}/ending", planned_last=str(today + timedelta(days=14)))
    later = str(today + timedelta(days=21))
    asked(f"{match}/ending/postponements", planned_last=later, reason="Rain.", by="BOTH")
    assert line()["state"] == "ENDING"
    asked(f"{match}/end", how="PLANNED")
    asked(f"{match}/aftercare", by="PEER", note="A card.")

    entries = client.get(f"/api/v1/person_history/{person}").json()["entries"]
    told = {each["name"]: each["sentence"] for each in entries}
    assert told["MatchExtended"] == "The match was extended to 1 August 2026: “The second hill.”"
    assert told["AftercareContactMade"].endswith("“A card.”")
    assert {"MatchPaused", "MatchResumed", "MatchCoverDecided", "EndingPostponed"} <= set(told)


def test_a_death_over_http_closes_the_match(
    spring: SmallService, client: TestClient[Litestar]
) -> None:
    answer = client.post(f"/api/v1/peers/{spring.peers['Davie']}/death", json={})
    rows = client.get("/api/v1/caseload", params={"limit": 500}).json()["rows"]
    (row,) = (row for row in rows if row["person"] == spring.people["Morag"])

    assert answer.status_code == 201
    assert (row["state"], row["match"]) == ("IN_SERVICE", None)
