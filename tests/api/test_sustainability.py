"""What a service lives on, from the request to what is told of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from api.app import create_app
from tests.api.small_service import SmallService, small_service

GRANT = {
    "funder": "The Invented Fund",
    "pounds": 40_000,
    "since": "2026-01-01",
    "until": "2026-12-31",
    "criteria": "People with long-term conditions",
    "report_on": ["2026-04-30", "2026-12-15"],
}


@pytest.fixture
def machair(tmp_path: Path) -> Iterator[SmallService]:
    """A service in the middle of May."""
    with small_service(tmp_path) as service:
        service.on(5, 15)
        yield service


@pytest.fixture
def client(machair: SmallService) -> Iterator[TestClient[Any]]:
    with TestClient(create_app(machair.desk), base_url="http://127.0.0.1") as client:
        yield client


def funded(client: TestClient[Any], **changed: Any) -> str:
    answer = client.post("/api/v1/fundings", json={**GRANT, **changed})
    assert answer.status_code == 201, answer.text
    found: str = answer.json()["ids"]["funding"]
    return found


def test_money_its_reports_and_what_was_asked_for_are_told_together(
    client: TestClient[Any],
) -> None:
    assert 0 == client.get("/api/v1/sustainability").json()["months_covered"]
    funding = funded(client)
    client.post(
        f"/api/v1/fundings/{funding}/targets", json={"target": "PEOPLE_SUPPORTED", "number": 45}
    )
    cost = {"line": "STAFF", "pounds": 9_000, "since": "2026-01-01", "until": "2026-03-31"}
    assert 201 == client.post("/api/v1/service/costs", json=cost).status_code
    found = client.get("/api/v1/sustainability").json()
    (row,) = found["fundings"]

    assert ("2026-12-31", 7.6) == (found["covered_until"], found["months_covered"])
    assert {"STAFF": 9_000} == found["spent"]
    assert {"PEOPLE_SUPPORTED": 45} == row["targets"]
    assert ("2026-04-30", True) == (row["next_report_on"], row["report_late"])

    client.post(f"/api/v1/fundings/{funding}/reports", json={"due_on": "2026-04-30"})
    (row,) = client.get("/api/v1/sustainability").json()["fundings"]
    assert ("2026-12-15", False) == (row["next_report_on"], row["report_late"])


def test_money_for_one_thing_alone_pays_for_nothing_else(client: TestClient[Any]) -> None:
    funded(client, restricted_to="A course for carers")
    found = client.get("/api/v1/sustainability").json()

    assert (7.6, 0) == (found["months_covered"], found["free_months"])


def test_the_report_puts_what_a_funder_asked_for_beside_what_was_reached(
    machair: SmallService, client: TestClient[Any]
) -> None:
    machair.on(3, 20)
    funding = funded(client)
    client.post(
        f"/api/v1/fundings/{funding}/targets", json={"target": "SESSIONS_HELD", "number": 500}
    )
    machair.on(5, 15)
    asked = {"since": "2026-01-01", "until": "2026-03-31"}
    lines = client.get("/api/v1/service_report", params=asked).json()["lines"]
    told = {each["measure"]: each for each in lines if each["section"] == "targets"}

    assert 500 == told["asked_sessions_held"]["value"]
    assert "The Invented Fund" == told["reached_sessions_held"]["part"]
    assert 0 == told["reached_sessions_held"]["value"]
    later = {"since": "2025-01-01", "until": "2025-03-31"}
    lines = client.get("/api/v1/service_report", params=later).json()["lines"]
    assert not [each for each in lines if each["section"] == "targets"]
