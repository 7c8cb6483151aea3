"""The way in, through the real application: who is let in, who is not, and what they then are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pyotp
import pytest
from litestar.testing import TestClient

from api.app import create_app
from api.entrance import Entrance
from api.main import way_in_of
from api.routes import ROWS
from domain.access import GrantRole, Role
from domain.partnership import (
    NameReferrer,
    PartnerKind,
    RecordReferrerLeft,
    RegisterPartner,
)
from domain.people import ReferrerId, Subject
from infrastructure.credentials import SigningIn
from tests.api.small_service import SERVICE, START, SmallService, small_service

PASSWORD = "marsh lantern cobble tide"  # noqa: S105 - invented
HERE = "http://127.0.0.1:8000"
PUBLIC = "https://alongside.example.org"
Client = TestClient[Any]


@dataclass
class Door:
    """A service behind its way in, and Isla's telephone."""

    service: SmallService
    way_in: SigningIn
    client: Client
    seed: str = ""

    def invite(self, name: str = "isla@example.org", holder: str = "staff:isla") -> str:
        """Make an account; give the invitation's code."""
        return self.way_in.accounts.invite(name, Subject(holder), self.service.desk.service).secret

    def code(self) -> str:
        """What the app shows, each time another."""
        self.service.clock.now += timedelta(minutes=1)
        return pyotp.TOTP(self.seed).at(self.service.clock())

    def take(self, code: str) -> None:
        """Isla takes her account and connects her telephone."""
        given = {"code": code, "password": PASSWORD}
        assert self.client.post("/invitation", data=given).status_code == 200
        assert self.password().headers["location"] == "/sign-in/app"
        shown = self.client.get("/sign-in/app").text
        letters = re.search(r"Letters: <code>([^<]+)</code>", shown)
        assert letters is not None
        self.seed = letters[1].replace(" ", "")
        done = self.client.post("/sign-in/app", data={"code": self.code()})
        assert "Write these down" in done.text

    def password(self, name: str = "isla@example.org", **more: str) -> Any:
        """Send a name and a password."""
        given = {"name": name, "password": PASSWORD, **more}
        return self.client.post("/sign-in", data=given)

    def sign_in(self) -> None:
        """Isla signs in with both factors."""
        assert self.password().headers["location"] == "/sign-in/code"
        answer = self.client.post("/sign-in/code", data={"code": self.code()})
        assert answer.status_code == 303

    def is_in(self) -> bool:
        """Whether the interface answers."""
        return self.client.get("/api/v1/caseload").status_code == 200


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    with small_service(tmp_path) as service, way_in_of(service.store) as way_in:
        service.clock.now = START
        app = create_app(service.desk, entrance=Entrance(way_in))
        with TestClient(app, base_url=HERE) as client:
            client.follow_redirects = False
            yield Door(service, way_in, client)


def text_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_until_the_first_account_is_made_the_machines_holder_acts_alone(door: Door) -> None:
    assert door.is_in()
    door.invite()
    assert not door.is_in()


def test_somebody_takes_their_account_and_is_in_by_two_factors(door: Door) -> None:
    door.take(door.invite())
    assert door.is_in()

    door.client.cookies.clear()
    assert not door.is_in()
    door.sign_in()
    assert door.is_in()


def test_a_password_alone_opens_nothing(door: Door) -> None:
    door.take(door.invite())
    door.client.cookies.clear()
    door.password()

    assert not door.is_in()
    assert door.client.get("/caseload").headers["location"] == "/sign-in?next=/caseload"


def test_what_somebody_does_is_recorded_under_their_own_identifier(door: Door) -> None:
    door.take(door.invite(holder="staff:fraser"))
    answer = door.client.post("/api/v1/offers", json=_an_offer())
    assert answer.status_code == 201, answer.text

    entry = door.service.store.ledger.entry(answer.json()["position"])

    assert entry is not None
    assert entry.by == "fraser"


def _an_offer() -> dict[str, Any]:
    return {"offer": "tea", "name": "Tea", "model": "BEFRIENDING", "delivery": ["FACE_TO_FACE"]}


def test_no_request_is_taken_from_somebody_who_has_not_signed_in(door: Door) -> None:
    door.invite()
    before = door.service.store.ledger.head().position
    for path in sorted({row.path for row in ROWS}):
        answer = door.client.post("/api/v1" + re.sub(r"{(\w+)}", "1", path), json={})
        assert (path, answer.status_code, answer.json()["type"]) == (path, 401, "NotSignedIn")
    assert door.service.store.ledger.head().position == before


def test_no_page_and_no_view_is_shown_to_somebody_who_has_not_signed_in(door: Door) -> None:
    door.invite()
    app = create_app(door.service.desk, entrance=Entrance(door.way_in))
    shown = []
    for route in app.routes:
        path = re.sub(r"{[^}]+}", "1", route.path)
        answer = door.client.get(path)
        if path == "/calendar/1":  # no calendar asks for a password: of nobody's there is nothing
            assert answer.status_code == 404
            continue
        if answer.status_code not in {401, 303, 405} or (
            answer.status_code == 303 and not answer.headers["location"].startswith("/sign-in")
        ):
            shown.append(path)
    assert sorted(shown) == [
        "/accessibility",
        "/api/v1/openapi.json",
        "/complain",
        "/health/live",
        "/health/ready",
        "/help-now",
        "/invitation",
        "/outside-review/1",
        "/privacy",
        "/safe-online",
        "/sign-in",
        "/static/1",
    ]


def test_who_asked_for_a_page_lands_there_after_signing_in(door: Door) -> None:
    door.take(door.invite())
    door.client.cookies.clear()
    asked = door.password(next="/caseload")
    assert asked.headers["location"] == "/sign-in/code?next=/caseload"
    given = {"code": door.code(), "next": "/caseload"}
    assert door.client.post("/sign-in/code", data=given).headers["location"] == "/caseload"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://example.net", "//example.net", "/\\example.net", "javascript:1", "/a\r\nb: c"],
)
def test_nobody_is_sent_to_another_site_after_signing_in(door: Door, elsewhere: str) -> None:
    door.take(door.invite())
    door.client.cookies.clear()
    door.password()
    given = {"code": door.code(), "next": elsewhere}
    assert door.client.post("/sign-in/code", data=given).headers["location"] == "/"


def test_a_wrong_password_is_answered_beside_the_name_and_is_not_repeated(door: Door) -> None:
    door.take(door.invite())
    door.client.cookies.clear()
    given = {"name": "isla@example.org", "password": "something else entirely"}
    answer = door.client.post("/sign-in", data=given)

    assert answer.status_code == 401
    assert "The name or the password is not right." in text_of(answer.text)
    assert "something else entirely" not in answer.text
    assert "set-cookie" not in answer.headers


def test_after_too_many_tries_the_right_password_waits_too(door: Door) -> None:
    door.take(door.invite())
    door.client.cookies.clear()
    for number in range(8):
        forged = {"x-forwarded-for": f"192.0.2.{number}"}
        given = {"name": "isla@example.org", "password": "something else entirely"}
        assert door.client.post("/sign-in", data=given, headers=forged).status_code == 401
    assert door.password().status_code == 429


def test_a_cookie_says_nothing_and_no_script_or_other_site_gets_it(door: Door) -> None:
    door.take(door.invite())
    door.client.cookies.clear()
    cookie = door.password().headers["set-cookie"].lower()

    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "isla" not in cookie


def test_by_https_the_cookie_is_held_to_https_and_to_this_host(door: Door) -> None:
    door.take(door.invite())
    app = create_app(door.service.desk, entrance=Entrance(door.way_in, PUBLIC))
    with TestClient(app, base_url=PUBLIC) as client:
        given = {"name": "isla@example.org", "password": PASSWORD}
        cookie = client.post("/sign-in", data=given, follow_redirects=False).headers["set-cookie"]

    assert cookie.startswith("__Host-alongside=")
    assert "secure" in cookie.lower()
    assert "domain" not in cookie.lower()


def test_the_server_answers_to_its_public_name_and_to_no_other(door: Door) -> None:
    app = create_app(door.service.desk, entrance=Entrance(door.way_in, PUBLIC))
    for base, status in ((PUBLIC, 200), ("https://elsewhere.example.org", 403)):
        with TestClient(app, base_url=base) as client:
            forged = {"x-forwarded-host": "alongside.example.org"}
            assert client.get("/sign-in", headers=forged).status_code == status


def test_signing_out_ends_the_session_on_the_server(door: Door) -> None:
    door.take(door.invite())
    kept = dict(door.client.cookies)
    door.client.post("/sign-out")
    door.client.cookies.update(kept)
    assert not door.is_in()


def test_signing_out_everywhere_ends_every_session(door: Door) -> None:
    door.take(door.invite())
    first = dict(door.client.cookies)
    door.client.cookies.clear()
    door.sign_in()
    assert door.client.post("/me/sign-out-everywhere").status_code == 303
    for kept in (dict(door.client.cookies), first):
        door.client.cookies.clear()
        door.client.cookies.update(kept)
        assert not door.is_in()


def test_somebody_sees_where_they_are_signed_in_and_ends_one(door: Door) -> None:
    door.take(door.invite())
    first = dict(door.client.cookies)
    door.client.cookies.clear()
    door.sign_in()
    page = door.client.get("/me").text
    assert page.count("Sign out there") == 1
    there = re.findall(r'name="device" value="([^"]+)"', page)[-1]

    door.client.post("/sign-out", data={"device": there})

    assert door.is_in()
    door.client.cookies.clear()
    door.client.cookies.update(first)
    assert not door.is_in()


def test_a_session_that_nobody_uses_is_over(door: Door) -> None:
    door.take(door.invite())
    door.service.clock.now += timedelta(minutes=31)
    assert not door.is_in()


def test_a_token_looks_but_does_not_record(door: Door) -> None:
    door.invite()
    account = door.way_in.accounts.named("isla@example.org").account
    token = door.way_in.tokens.make(account, "notebook", ("read",), timedelta(days=1))
    bearer = {"authorization": f"Bearer {token}"}

    assert door.client.get("/api/v1/caseload", headers=bearer).status_code == 200
    refused = door.client.post("/api/v1/offers", json=_an_offer(), headers=bearer)
    assert refused.status_code == 401
    assert door.client.get("/caseload", headers=bearer).status_code == 303


def test_an_account_of_another_service_opens_nothing_here(door: Door) -> None:
    door.way_in.accounts.invite("euan@example.org", Subject("staff:euan"), "elsewhere")  # type: ignore[arg-type]
    account = door.way_in.accounts.named("euan@example.org").account
    token = door.way_in.tokens.make(account, "notebook", ("read",), timedelta(days=1))
    bearer = {"authorization": f"Bearer {token}"}
    assert door.client.get("/api/v1/caseload", headers=bearer).status_code == 401


def test_a_weak_password_is_refused_beside_its_field_and_the_invitation_stays(door: Door) -> None:
    code = door.invite()
    refused = door.client.post("/invitation", data={"code": code, "password": "password1234"})
    assert refused.status_code == 422
    assert "lists of common ones" in text_of(refused.text)
    door.take(code)


def test_what_asks_for_proof_sends_back_after_a_code(door: Door) -> None:
    door.take(door.invite())
    door.service.clock.now += timedelta(minutes=20)
    given = {"code": door.code(), "next": "/me"}
    assert door.client.post("/me/prove", data=given).headers["location"] == "/me"
    assert door.is_in()


def test_nobody_has_a_session_before_anybody_has_an_account(door: Door) -> None:
    assert "Nobody has an account here yet" in text_of(door.client.get("/me").text)


def test_whoever_stops_referring_reads_nothing_signed_in_or_anew(door: Door) -> None:
    partner = door.service.do(
        RegisterPartner(service=SERVICE, name="Example Practice", kind=PartnerKind.GENERAL_PRACTICE)
    )
    practice = partner.events[0].event.partner  # type: ignore[attr-defined]
    doctor = ReferrerId("dr-example")
    door.service.do(NameReferrer(partner=practice, referrer=doctor, name="Example"))
    door.service.do(GrantRole(service=SERVICE, role=Role.REFERRER, referrer=doctor))
    door.take(door.invite(holder="referrer:dr-example"))
    theirs = ("/my-referrals", "/api/v1/referrer_feedback", "/fhir/r4/Task")

    assert {200} == {door.client.get(each).status_code for each in theirs}
    door.service.do(RecordReferrerLeft(partner=practice, referrer=doctor))
    assert {403} == {door.client.get(each).status_code for each in theirs}
    door.client.cookies.clear()
    door.sign_in()
    assert {403} == {door.client.get(each).status_code for each in theirs}
