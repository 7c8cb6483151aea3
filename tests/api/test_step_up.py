"""The gravest things ask for a code that was just shown, whoever asks and by whatever way."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from litestar.testing import TestClient

from api.app import create_app
from api.entrance import Entrance
from api.main import way_in_of
from api.pages import listings_of_breaks, listings_of_concerns
from api.pages.listings import LISTINGS
from application.permissions import NotProved, must_have_proved
from application.policy import COMMANDS, GRAVEST, TAKEN_AWAY, VIEWS
from application.principal import OPERATOR, Proof, staff_member
from domain.access import AnswerRefused
from domain.decider import Command
from domain.erasure import ErasePeer, ErasePerson, EraseStaff, LiftLegalHold
from domain.folds import ALWAYS
from domain.people import subject
from domain.study import RecordStudyExtract
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


def test_the_gravest_are_commands_views_and_files_of_the_policy() -> None:
    assert {*COMMANDS, *VIEWS, *TAKEN_AWAY} >= GRAVEST
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


EVERY_LIST = (*LISTINGS, *listings_of_breaks.LISTINGS, *listings_of_concerns.LISTINGS)


@pytest.mark.parametrize("path", ["/caseload", *(each.path for each in EVERY_LIST)])
def test_a_list_leaves_as_a_file_only_after_a_code(door: Door, path: str) -> None:
    """Fraser manages everybody; the page itself asks for no code, or not for this."""
    door.service.referred("Morag Testperson", "Somebody to talk to.")
    door.service.clock.now += timedelta(minutes=11)
    page, file = door.client.get(path), door.client.get(f"{path}.csv?sort=name")

    assert page.status_code in {200, 403}
    assert (303, "") == (file.status_code, file.text)
    way = file.headers["location"]
    assert f"/me/prove?next={quote(path)}.csv%3Fsort%3Dname" == way
    last = decode(next(door.service.store.reads.recorder.columns(last_read(door) - 1))[0]).event
    assert isinstance(last, AnswerRefused)
    assert ("list_as_file", "NotProved") == (last.view, last.rule)

    prove(door)
    again = door.client.get(f"{path}.csv")
    assert again.status_code == page.status_code
    assert ("text/csv" in again.headers["content-type"]) == (page.status_code == 200)


def last_read(door: Door) -> int:
    return door.service.store.reads.position()


def test_the_record_of_an_extract_and_a_bundle_ask_for_a_code_too(door: Door) -> None:
    door.service.clock.now += timedelta(minutes=11)

    bundle = door.client.get("/evidence/some-break/bundle")
    assert bundle.status_code == 303
    assert bundle.headers["location"].startswith("/me/prove")
    prove(door)
    assert door.client.get("/evidence/some-break/bundle").status_code == 404
    assert {RecordStudyExtract, "study_extract"} <= GRAVEST


def test_a_program_does_nothing_grave_whatever_its_token_is_for(door: Door) -> None:
    account = door.way_in.accounts.named("isla@example.org").account
    token = door.way_in.tokens.make(account, "sync", ("read", "record"), timedelta(days=1))
    bearer = {"authorization": f"Bearer {token}"}
    door.client.cookies.clear()

    assert door.client.get("/api/v1/caseload", headers=bearer).status_code == 200
    assert door.client.get("/caseload.csv", headers=bearer).status_code == 303  # to sign in
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
