"""A review by somebody outside: one record, by a link that runs out and opens nothing else."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from api.app import create_app
from api.identity import Asking
from api.outside import COOKIE, new_code, plain
from application.permissions import NotPermitted
from application.policy import BY_LINK, COMMANDS, VIEWS
from application.principal import Principal, Proof, outsider, staff_member
from domain.access import AnswerGiven, AnswerRefused
from domain.confidentiality import BREAK, Break
from domain.confidentiality.commands import RecordEmergencyBreak
from domain.confidentiality.commands_after import CloseBreak, PassOnReview
from domain.people import ActorId, BreakId, StaffId, subject
from infrastructure.codec import decode
from tests.api.breaks_in_spring import ready_for_review, with_a_reviewer
from tests.api.small_service import FRASER, SmallService, fill, small_service
from tests.api.test_break_pages import UPHELD, said
from tests.api.test_every_answer_is_noted import NOBODYS

FOR_ANYBODY = {"/accessibility", "/complain", "/privacy", "/safe-online"}
"""Pages that tell of the service and of nobody in it."""

CATRIONA = staff_member(StaffId("catriona")).shown(Proof.JUST_NOW)
DOES_NOT_OPEN = "This link has run out or was taken back, or the code is not right."


class Neighbour:
    """A service in which a record waits, somebody in front of its pages, and somebody outside."""

    def __init__(self, service: SmallService) -> None:
        self.service, self.principal = service, CATRIONA
        app = create_app(service.desk, identify=lambda _request: self.principal)
        self.app = app
        self.inside = TestClient(app, base_url="http://127.0.0.1")
        self.outside = self.browser()
        self.which = ready_for_review(service)
        self.path = f"/outside-review/{self.which}"

    def browser(self) -> TestClient[Any]:
        """Another browser, which shows nothing yet."""
        client = TestClient(self.app, base_url="http://127.0.0.1")
        client.follow_redirects = False
        return client

    def asked(self, **fields: str) -> Any:
        """What comes of asking somebody outside."""
        given = {"key": new_code(), "to": "A trustee of a neighbour", "issued_by": "catriona"}
        path = f"/breaks/{self.which}/review-links"
        return self.inside.post(path, data=given | fields, follow_redirects=False)

    def code(self) -> str:
        """The code of a new link."""
        answer = self.asked()
        assert answer.status_code == 200, said(answer.text)
        (code,) = re.findall(r"\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b", answer.text)
        return str(code)

    def shows(self, code: str, browser: TestClient[Any] | None = None) -> Any:
        """What comes of a code."""
        client = browser or self.outside
        return client.post(self.path, data={"press": "code", "code": code})

    def seen(self, browser: TestClient[Any] | None = None) -> str:
        """The page of the link, in words."""
        return said((browser or self.outside).get(self.path).text)

    def sent(self, browser: TestClient[Any] | None = None, /, **fields: str) -> Any:
        """What comes of the form."""
        return (browser or self.outside).post(self.path, data={"key": new_code(), **fields})

    @property
    def record(self) -> Break:
        """The record as it stands."""
        record: Break = self.service.desk.look()(BREAK, subject("break", self.which))
        return record

    def noted(self, since: int) -> list[Any]:
        """What was noted of reading since."""
        pages = self.service.store.reads.recorder.columns(since)
        return [decode(row) for page in pages for row in page]


@pytest.fixture
def neighbour(tmp_path: Path) -> Iterator[Neighbour]:
    with small_service(tmp_path) as opened:
        fill(opened)
        with_a_reviewer(opened)
        yield Neighbour(opened)


def test_somebody_outside_judges_one_record_by_its_address_and_a_code(
    neighbour: Neighbour,
) -> None:
    code = neighbour.code()
    assert "Your code" in neighbour.seen()
    assert "goodbye" not in neighbour.seen()
    opened = neighbour.shows(code.lower().replace("-", " "))
    assert 303 == opened.status_code, said(opened.text)
    cookie = opened.headers["set-cookie"]
    assert f"Path={neighbour.path}" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    page = neighbour.seen()
    for question in ("Who decided?", "On what ground?", "Was the person told?", "Was it upheld?"):
        assert question in page
    assert "She said goodbye on the phone." in page
    assert "Morag" not in page
    assert "Worklist" not in page
    done = neighbour.sent(**UPHELD)

    assert 303 == done.status_code, said(done.text)
    (review,) = neighbour.record.reviews
    assert review.outside
    assert "Your review is saved." in said(neighbour.outside.get(done.headers["location"]).text)
    assert "goodbye" not in neighbour.seen()


def test_the_code_is_shown_once_and_kept_nowhere(neighbour: Neighbour, tmp_path: Path) -> None:
    first = neighbour.asked(key="twice")
    again = neighbour.asked(key="twice")
    (code,) = re.findall(r"\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b", first.text)

    assert 409 == again.status_code
    assert code not in again.text
    assert not re.findall(r"\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b", again.text)
    kept = b"".join(each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())
    assert code.encode() not in kept
    assert plain(code).encode() not in kept
    assert 1 == len(neighbour.record.links)


def test_every_look_is_noted_and_so_is_a_code_that_opens_nothing(neighbour: Neighbour) -> None:
    code = neighbour.code()
    before = neighbour.service.store.reads.position()
    assert 403 == neighbour.shows("ABCD-EFGH-JKMN-PQRS").status_code
    refused = [each.event for each in neighbour.noted(before)]
    assert any(
        isinstance(each, AnswerRefused) and each.rule == "LinkDoesNotOpen" for each in refused
    )
    neighbour.shows(code)
    before = neighbour.service.store.reads.position()
    neighbour.seen()
    (entry,) = neighbour.noted(before)

    assert isinstance(entry.event, AnswerGiven)
    assert "outside_review" == entry.event.view
    assert ("LINK",) == entry.event.basis
    assert f"person:{neighbour.service.people['Morag']}" in entry.tags
    assert any(each.startswith("reader:outsider:") for each in entry.tags)
    (link,) = neighbour.record.links.values()
    assert 1 == len(link.used)


@pytest.mark.parametrize("closed", ["run out", "taken back", "passed on"])
def test_a_link_that_is_over_opens_nothing_at_once(neighbour: Neighbour, closed: str) -> None:
    code = neighbour.code()
    neighbour.shows(code)
    assert "goodbye" in neighbour.seen()
    if closed == "run out":
        neighbour.service.clock.now += timedelta(days=7)
    elif closed == "taken back":
        (link,) = neighbour.record.links
        path = f"/breaks/{neighbour.which}/review-links/{link}/withdrawal"
        assert 303 == neighbour.inside.post(path, data={}, follow_redirects=False).status_code
    else:
        assert 303 == neighbour.sent(press="passed", words="A cousin.").status_code

    assert "goodbye" not in neighbour.seen()
    assert DOES_NOT_OPEN in said(neighbour.sent(**UPHELD).text)
    assert DOES_NOT_OPEN in said(neighbour.shows(code).text)
    assert not neighbour.record.reviews


def test_the_last_browser_that_showed_the_code_is_the_only_one(neighbour: Neighbour) -> None:
    code = neighbour.code()
    neighbour.shows(code)
    other = neighbour.browser()
    neighbour.shows(code, other)

    assert "goodbye" in neighbour.seen(other)
    assert "goodbye" not in neighbour.seen()
    assert DOES_NOT_OPEN in said(neighbour.sent(**UPHELD).text)


def test_a_stale_form_judges_nothing_twice(neighbour: Neighbour) -> None:
    code = neighbour.code()
    neighbour.shows(code)
    assert 303 == neighbour.sent(**UPHELD).status_code
    other = {"verdict": "NOT_UPHELD", "timely": "NO", "why-timely": "It was late."}
    again = neighbour.sent(**{**UPHELD, **other})

    assert "is not waiting for a review now" in said(again.text)
    assert 1 == len(neighbour.record.reviews)


def test_the_cookie_of_a_link_opens_no_other_page(neighbour: Neighbour) -> None:
    """Sent to every address there is, it leads nowhere but to the one record."""
    code = neighbour.code()
    neighbour.shows(code)
    cookie = neighbour.outside.cookies[COOKIE]
    other = ready_for_review(neighbour.service, "Callum")
    (link,) = neighbour.record.links.values()

    def nobody(_request: Asking) -> Principal:
        return outsider(link.outsider)  # even if it were taken for them elsewhere

    app = create_app(neighbour.service.desk, identify=nobody)
    addresses = sorted(
        {
            route.path
            for route in app.routes
            for handler in getattr(route, "route_handlers", ())
            if "GET" in handler.http_methods and not route.path.startswith(NOBODYS)
        }
    )
    known = {
        "of_break": other,
        "break_id": other,
        "person": neighbour.service.people["Morag"],
        "peer": neighbour.service.peers["Davie"],
    }
    shown = []
    with TestClient(app, base_url="http://127.0.0.1") as client:
        client.follow_redirects = False
        for address in addresses:
            path = re.sub(r"{(\w+):\w+}", lambda each: str(known.get(each[1], "nobody")), address)
            answer = client.get(path, headers={"cookie": f"{COOKIE}={cookie}"})
            words = unescape(answer.text)
            if address != "/components":  # it shows how pages look, with people made up for it
                assert not re.search("Morag|Callum|Davie|goodbye", words), path
            if answer.status_code < 300:
                shown.append(path)
    assert 50 < len(addresses)
    assert [f"/outside-review/{other}"] == [
        each for each in shown if each not in {"/", "/components", *FOR_ANYBODY}
    ]


def test_somebody_outside_is_permitted_nothing_but_the_review() -> None:
    permitted = {each.__name__ for each in COMMANDS if each in BY_LINK}

    assert {"UseReviewLink", "PassOnReview", "ReviewBreak", "ReturnBreakRecord"} == permitted
    assert {} == VIEWS["outside_review"]


def test_somebody_outside_does_nothing_to_another_record(neighbour: Neighbour) -> None:
    neighbour.shows(neighbour.code())
    other = ready_for_review(neighbour.service, "Callum")
    (link,) = neighbour.record.links
    who = outsider(neighbour.record.links[link].outsider)
    desk = neighbour.service.desk.for_principal(who)
    for command in (
        PassOnReview(break_id=other, reviewer=who.actor),
        CloseBreak(break_id=neighbour.which, closed_by=FRASER),
        PassOnReview(break_id=BreakId("nobody"), reviewer=who.actor),
    ):
        with pytest.raises(NotPermitted):
            desk.perform(command)
    # what was done in danger is turned away from nobody
    assert desk.perform(RecordEmergencyBreak(about="Somebody next door")).events
    stranger = neighbour.service.desk.for_principal(outsider(ActorId("somebody")))
    with pytest.raises(NotPermitted):
        stranger.perform(PassOnReview(break_id=neighbour.which, reviewer=ActorId("somebody")))


def test_whoever_decided_asks_nobody_and_a_code_has_to_be_shown_first(
    neighbour: Neighbour,
) -> None:
    neighbour.principal = staff_member(StaffId("catriona"))
    unproved = neighbour.asked()
    neighbour.principal = staff_member(StaffId("isla")).shown(Proof.JUST_NOW)
    wrong = neighbour.asked()

    assert 403 == unproved.status_code
    assert "Show first that it is you" in said(unproved.text)
    assert 403 == wrong.status_code
    assert not neighbour.record.links
