"""The gravest things ask for a code that was just shown, whoever asks and by whatever way."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from api.app import create_app
from api.entrance import Entrance
from api.main import way_in_of
from application.permissions import NotProved, must_have_proved
from application.policy import COMMANDS, GRAVEST, VIEWS
from application.principal import OPERATOR, Proof, staff_member
from domain.access import AnswerRefused
from domain.decider import Command
from domain.erasure import ErasePeer, ErasePerson, EraseStaff, LiftLegalHold
from domain.folds import ALWAYS
from domain.people import subject
from infrastructure.codec import decode
from tests.api.small_service import FRASER, START, small_service
from tests.api.test_signing_in import HERE, Door

NAMED = {"staff": "nessa", "name": "Nessa Example", "duties": ["COORDINATOR"]}
GRANTED = {"role": "EVALUATOR", "staff": "isla"}


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    """Fraser, who manages the service, has just signed in."""
    with small_service(tmp_path) as service, way_in_of(service.store) as way_in:
        service.clock.now = START
        app = create_app(service.desk, entrance=Entrance(way_in))
        with TestClient(app, base_url=HERE) as client:
            client.follow_redirects = False
            opened = Door(service, way_in, client)
            opened.take(opened.invite(holder="staff:fraser"))
            yield opened


def prove(door: Door, after: str = "/me") -> Any:
    return door.client.post("/me/prove", data={"code": door.code(), "next": after})


def test_the_gravest_are_commands_and_views_of_the_policy() -> None:
    assert {*COMMANDS, *VIEWS} >= GRAVEST
    assert {ErasePerson, ErasePeer, EraseStaff, LiftLegalHold} <= GRAVEST


@pytest.mark.parametrize("asked", sorted(GRAVEST, key=str))
def test_each_of_the_gravest_is_refused_without_a_code_and_to_programs(
    asked: type[Command] | str,
) -> None:
    fraser = staff_member(FRASER)

    must_have_proved(asked, fraser.shown(Proof.JUST_NOW))
    must_have_proved(asked, OPERATOR)
    with pytest.raises(NotProved, match="/me/prove"):
        must_have_proved(asked, fraser)
    with pytest.raises(NotProved, match="A program may not"):
        must_have_proved(asked, fraser.shown(Proof.OF_PROGRAM))


def test_what_is_grave_is_done_after_a_code_and_for_ten_minutes(door: Door) -> None:
    assert door.client.post("/api/v1/roles", json=GRANTED).status_code == 201
    door.service.clock.now += timedelta(minutes=11)
    before = door.service.store.ledger.head().position

    refused = door.client.post("/api/v1/staff", json=NAMED)
    assert (403, "NotProved") == (refused.status_code, refused.json()["type"])
    assert "/me/prove" in refused.json()["detail"]
    assert before == door.service.store.ledger.head().position

    assert prove(door).headers["location"] == "/me"
    done = door.client.post("/api/v1/staff", json=NAMED)
    assert done.status_code == 201, done.text


def test_what_is_not_grave_needs_no_other_code(door: Door) -> None:
    door.service.clock.now += timedelta(minutes=20)

    assert door.is_in()


def test_an_export_of_everything_about_somebody_asks_for_a_code(door: Door) -> None:
    door.service.referred("Morag Testperson", "Somebody to talk to.")
    path = f"/api/v1/subject_access/person.{door.service.people['Morag']}"
    door.service.clock.now += timedelta(minutes=11)

    refused = door.client.get(path)
    assert (403, "NotProved") == (refused.status_code, refused.json()["type"])
    assert "Morag" not in refused.text
    prove(door)
    assert door.client.get(path).status_code == 200


def test_a_program_does_nothing_grave_whatever_its_token_is_for(door: Door) -> None:
    account = door.way_in.accounts.named("isla@example.org").account
    token = door.way_in.tokens.make(account, "sync", ("read", "record"), timedelta(days=1))
    bearer = {"authorization": f"Bearer {token}"}
    door.client.cookies.clear()

    assert door.client.get("/api/v1/caseload", headers=bearer).status_code == 200
    refused = door.client.post("/api/v1/roles", json=GRANTED, headers=bearer)
    assert (403, "NotProved") == (refused.status_code, refused.json()["type"])
    assert "A program may not" in refused.json()["detail"]


def test_a_role_comes_before_the_code(door: Door) -> None:
    """Who may not do it anyway is not sent to show a code for it."""
    door.way_in.accounts.invite(
        "nessa@example.org", subject("staff", "nobody"), door.service.desk.service
    )
    account = door.way_in.accounts.named("nessa@example.org").account
    token = door.way_in.tokens.make(account, "sync", ("read", "record"), timedelta(days=1))

    refused = door.client.post(
        "/api/v1/roles", json=GRANTED, headers={"authorization": f"Bearer {token}"}
    )

    assert refused.json()["type"] == "NotPermitted"


def test_being_asked_for_a_code_is_noted(door: Door) -> None:
    door.service.clock.now += timedelta(minutes=11)
    door.client.post("/api/v1/roles", json=GRANTED)

    log = door.service.store.reads
    (row,) = next(log.recorder.columns(log.position() - 1))
    event = decode(row).event
    assert isinstance(event, AnswerRefused)
    assert ("GrantRole", "NotProved") == (event.view, event.rule)
    assert event.at < ALWAYS
