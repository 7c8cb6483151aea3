"""What a service agrees, and the way of a peer supporter, through the JSON interface."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from api.app import create_app
from tests.api.small_service import FRASER, WALKING, SmallService, small_service

HERE = "http://127.0.0.1"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[SmallService]:
    with small_service(tmp_path) as opened:
        yield opened


@pytest.fixture
def post(service: SmallService) -> Iterator[Any]:
    with TestClient(create_app(service.desk), base_url=HERE) as client:
        yield lambda path, body=None: client.post(f"/api/v1{path}", json=body)


def test_an_exception_from_a_profile_lets_somebody_take_a_role(
    post: Any, service: SmallService
) -> None:
    peer = service.active_peer("Davie")
    role = {"role": "BEFRIENDING", "offer": WALKING}
    asked = {"approved_by": FRASER, "courses": ["CONF", "SMHFA"]}
    assert post(f"/offers/{WALKING}/formality-profile", asked).status_code == 201
    refused = post(f"/peers/{peer}/roles", role)
    granted = post(
        f"/peers/{peer}/exceptions",
        {
            "requirement": "COURSE",
            "code": "SMHFA",
            "reason": "The course was called off.",
            "until": "2026-07-01",
            "granted_by": FRASER,
        },
    )

    assert (refused.status_code, refused.json()["type"]) == (409, "CoursesNotCurrent")
    assert granted.status_code == 201, granted.text
    assert post(f"/peers/{peer}/roles", role).status_code == 201


def test_health_is_not_on_the_list_of_grounds(post: Any, service: SmallService) -> None:
    peer = service.active_peer("Davie")
    answer = post(f"/peers/{peer}/suspension", {"ground": "HEALTH"})

    assert answer.status_code in {400, 422}
    assert "ground" in answer.text
    assert post(f"/peers/{peer}/suspension", {"ground": "COMPLAINT"}).status_code == 201


def test_a_number_is_added_and_removed(post: Any) -> None:
    given = {"line": "SOCIAL_WORK", "number": "0141 496 0000", "who": "Social work."}

    assert post("/help-numbers", given).status_code == 201
    assert post("/help-numbers/SOCIAL_WORK/removal").status_code == 201
    assert post("/help-numbers/EMERGENCY/removal").json()["type"] == "NumberForEverybody"


def test_who_was_removed_for_harm_is_reported_to_disclosure_scotland(
    post: Any, service: SmallService
) -> None:
    peer = service.active_peer("Davie")

    removal = {"ground": "HARM_TO_A_PERSON", "decided_by": FRASER}
    assert len(post(f"/peers/{peer}/removal", removal).json()["entries"]) == 2
    for path in ("pvg-referral", "pvg-departure", "exit-conversation"):
        assert post(f"/peers/{peer}/{path}", {}).status_code == 201


def test_how_alike_an_offer_asks_of_everybody_is_reported_as_of_any_day(
    post: Any, service: SmallService
) -> None:
    within, excepted, outside = (service.active_peer(name) for name in ("Davie", "Rhona", "Euan"))
    service.on(2, 1)
    asked = {"approved_by": FRASER, "courses": ["CONF", "SMHFA"]}
    assert post(f"/offers/{WALKING}/formality-profile", asked).status_code == 201
    assert post(f"/peers/{within}/courses", {"course": "SMHFA"}).status_code == 201
    until = {"reason": "The course was called off.", "until": "2026-07-01", "granted_by": FRASER}
    excuse = {"requirement": "COURSE", "code": "SMHFA", **until}
    assert post(f"/peers/{excepted}/exceptions", excuse).status_code == 201

    (row,) = read(service, "/consistency")["rows"]
    assert (row["offer"], row["active"], row["share"]) == (WALKING, 3, 1 / 3)
    assert (row["within"], row["by_exception"]) == (1, 1)
    assert {outside: ["COURSES"]} == row["outside"]
    for as_of in ("known_at", "true_at"):
        (before,) = read(service, f"/consistency?{as_of}=2026-01-31")["rows"]
        assert (before["within"], before["outside"]) == (3, {})


def test_that_professionals_were_taught_is_recorded(post: Any, service: SmallService) -> None:
    peer = service.active_peer("Davie")
    taught = {"audience": "GENERAL_PRACTICE", "taught": 12, "minutes": 90}

    assert post(f"/peers/{peer}/professional-training", taught).status_code == 201
    refused = post(f"/peers/{peer}/professional-training", taught | {"taught": 0})
    assert (refused.status_code, refused.json()["type"]) == (422, "NobodyTaught")


def read(service: SmallService, path: str) -> Any:
    with TestClient(create_app(service.desk), base_url=HERE) as client:
        return client.get(f"/api/v1{path}").json()
