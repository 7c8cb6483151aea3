"""Health numbers and places at both doors: what is shown of them, and what is only counted."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from api.app import create_app
from domain.conditions import Condition
from domain.places import RecordHomeArea
from domain.referral import RecordGettingToKnow
from tests.api.small_service import ISLA, SmallService, small_service
from tests.api.terminal import Terminal, terminal

__all__ = ["terminal"]
NAMES = [f"Person{number} Testperson" for number in range(14)]
NUMBER = "0101011237"


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient[Any]]:
    """Fourteen people: nine in Edinburgh, three in Fife, of two nobody wrote it down."""
    with small_service(tmp_path_factory.mktemp("counted")) as service:
        for number, name in enumerate(NAMES):
            referral = service.accepted(name, "Somebody to walk with.")
            service.do(
                RecordGettingToKnow(
                    referral=referral,
                    coordinator=ISLA,
                    conditions=(Condition.COPD, *([Condition.SKIN] if number < 2 else [])),
                )
            )
            if number < 12:
                service.do(
                    RecordHomeArea(
                        person=service.people[name.split(maxsplit=1)[0]],
                        partnership="S37000012" if number < 9 else "S37000032",
                        simd_quintile=1 if number < 6 else 2,
                        simd_version="2020v2",
                    )
                )
        service.on(5, 5)
        with TestClient(create_app(service.desk), base_url="http://127.0.0.1") as client:
            yield client


@pytest.fixture
def machair(tmp_path: Path) -> Iterator[SmallService]:
    """One person, of whom something can be written down."""
    with small_service(tmp_path) as service:
        service.referred(NAMES[0], "Somebody to walk with.")
        yield service


@pytest.fixture
def client(machair: SmallService) -> Iterator[TestClient[Any]]:
    with TestClient(create_app(machair.desk), base_url="http://127.0.0.1") as client:
        yield client


def test_a_number_is_refused_until_the_service_holds_them_and_is_shown_masked(
    machair: SmallService, client: TestClient[Any]
) -> None:
    person = machair.people["Person0"]
    path, body = f"/api/v1/people/{person}/health-numbers", {"kind": "CHI", "number": NUMBER}
    refused = client.post(path, json=body)
    why = {"kind": "CHI", "reason": "The practice asks for it.", "approved_by": "fraser"}
    allowed = client.post("/api/v1/health-numbers", json=why)
    written = client.post(path, json=body)
    shown = client.get(f"/api/v1/health_numbers/{person}").json()
    whole = client.get(f"/api/v1/health_numbers/{person}?whole=true").json()

    assert (409, 201, 201) == (refused.status_code, allowed.status_code, written.status_code)
    assert refused.json()["type"].endswith("HealthNumbersNotHeld")
    assert ["••••••12••"] == [row["number"] for row in shown["rows"]]
    assert [NUMBER] == [row["number"] for row in whole["rows"]]


def test_no_history_and_no_page_that_corrects_it_tells_a_number(
    machair: SmallService, client: TestClient[Any]
) -> None:
    person = machair.people["Person0"]
    why = {"kind": "CHI", "reason": "The practice asks for it.", "approved_by": "fraser"}
    client.post("/api/v1/health-numbers", json=why)
    client.post(f"/api/v1/people/{person}/health-numbers", json={"kind": "CHI", "number": NUMBER})
    told = client.get(f"/api/v1/person_history/{person}").json()["entries"]
    (entry,) = (each for each in told if each["name"] == "HealthNumberRecorded")
    page = client.get(f"/entries/{entry['position']}/correction")

    assert entry["sentence"] == "Their CHI number was written down."
    assert NUMBER not in page.text
    assert NUMBER not in str(entry)


def test_places_are_counted_by_the_quarter_and_small_ones_are_closed_with_the_next(
    counted: TestClient[Any],
) -> None:
    answer = counted.get("/api/v1/reach").json()
    places = {row["name"] or "nowhere": row["people"] for row in answer["partnerships"]}
    boards = {row["board"] for row in answer["partnerships"]}

    assert {"Edinburgh": None, "Fife": None, "nowhere": None} == places
    assert {"Lothian", "Fife", ""} == boards


def test_conditions_are_counted_each_by_itself(counted: TestClient[Any]) -> None:
    rows = {row["condition"]: row for row in counted.get("/api/v1/reach").json()["conditions"]}

    assert (14, 1.0) == (rows["COPD"]["people"], rows["COPD"]["share"])
    assert (None, 0) == (rows["SKIN"]["people"], rows["STROKE"]["people"])


def test_the_fifth_of_areas_is_counted_where_nobody_answered_it(counted: TestClient[Any]) -> None:
    rows = counted.get("/api/v1/equality").json()["rows"]
    (row,) = (each for each in rows if each["question"] == "DEPRIVATION")

    assert {"1": None, "2": 6, "NOT_ASKED": None} == {
        each["answer"]: each["people"] for each in row["counts"] if each["people"] != 0
    }


def test_a_condition_that_is_not_on_the_list_is_refused_with_the_field(
    machair: SmallService, client: TestClient[Any]
) -> None:
    path = f"/api/v1/referrals/{machair.referrals['Person0']}/getting-to-know"
    answer = client.post(path, json={"coordinator": "isla", "conditions": ["bad lungs"]})

    assert 400 == answer.status_code
    assert "conditions" in answer.text


def test_the_terminal_tells_nothing_of_so_few(machair: SmallService, terminal: Terminal) -> None:
    person = machair.people["Person0"]
    machair.do(RecordHomeArea(person=person, partnership="S37000012"))
    machair.store.close()
    told = terminal("reach", "--data", "data", "--keys", "keys")

    assert 0 == told.status
    assert "too few to show people" in told.out
    assert "Edinburgh" not in told.out
