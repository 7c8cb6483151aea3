"""What somebody who has not signed in may send: how often and how much, by whatever disguise."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from api.app import create_app
from api.entrance import OPEN_TO_ALL, Entrance
from api.main import way_in_of
from api.outside import COOKIE, new_code, plain
from domain.access import AnswerRefused
from domain.people import Subject
from infrastructure.credentials import SigningIn
from tests.api.breaks_in_spring import ready_for_review, with_a_reviewer
from tests.api.small_service import START, SmallService, fill, small_service
from tests.api.test_break_pages import UPHELD, said
from tests.api.test_outside_review import Neighbour

MEGABYTE = b"words=" + b"x" * 1_000_001
EVERY_FORM = {
    "/complain",
    "/invitation",
    "/outside-review/{of_break}",
    "/sign-in",
    "/sign-in/app",
    "/sign-in/code",
    "/sign-in/passkey",
}
"""Whatever takes a form from somebody who has not signed in; each is held to a count below, but for
a passkey, whose signature nobody guesses (`tests/infrastructure/test_passkeys.py`)."""

TAKES_NOTHING = {"/sign-in/passkey/ask"}
"""What is asked for without sending anything, and of which nothing is kept."""


class Stranger(Neighbour):
    """Somebody in front of a service that has accounts, in which a record waits for a review."""

    def __init__(self, service: SmallService, way_in: SigningIn) -> None:
        super().__init__(service)
        self.way_in, self.numbers = way_in, count()
        self.app = create_app(service.desk, entrance=Entrance(way_in))

    def later(self) -> None:
        """An hour on, when no try counts any more, at another record in another browser."""
        self.service.clock.now += timedelta(hours=1)
        self.which = ready_for_review(self.service)
        self.path = f"/outside-review/{self.which}"
        self.outside = self.browser()

    def sends(self, path: str, **fields: str) -> int:
        """What comes of a form, each time from somewhere else by what the sender says."""
        number = next(self.numbers)
        forged = {"x-forwarded-for": f"192.0.2.{number}", "forwarded": f"for=192.0.2.{number}"}
        return self.outside.post(path, data=fields, headers=forged).status_code

    def complains(self) -> int:
        """What comes of a complaint."""
        return self.sends("/complain", key=new_code(), words="Nobody phoned.")

    def guesses(self, path: str = "") -> int:
        """What comes of a code that somebody made up."""
        return self.sends(path or self.path, press="code", code=new_code())


@pytest.fixture(scope="module")
def neighbourhood(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stranger]:
    """A service with an account and somebody who reviews, behind its way in."""
    folder = tmp_path_factory.mktemp("service")
    with small_service(folder) as service, way_in_of(service.store) as way_in:
        service.clock.now = START
        fill(service)
        with_a_reviewer(service)
        way_in.accounts.invite("isla@example.org", Subject("staff:isla"), service.desk.service)
        yield Stranger(service, way_in)


@pytest.fixture
def stranger(neighbourhood: Stranger) -> Stranger:
    neighbourhood.later()
    return neighbourhood


def test_every_form_that_is_open_to_strangers_is_known_here(stranger: Stranger) -> None:
    app: Any = stranger.outside.app
    open_to_all = {
        route.path_format
        for route in app.routes
        for handler in getattr(route, "route_handlers", ())
        if handler.http_methods - {"GET", "HEAD", "OPTIONS"}
        and any(f"{route.path_format}/".startswith(f"{each}/") for each in OPEN_TO_ALL)
    }

    assert open_to_all == EVERY_FORM | TAKES_NOTHING


@pytest.mark.parametrize("whole", [True, False], ids=["at once", "in pieces"])
def test_no_form_of_a_stranger_takes_more_than_it_needs(stranger: Stranger, *, whole: bool) -> None:
    before = stranger.service.store.ledger.head().position
    kind = {"content-type": "application/x-www-form-urlencoded"}
    for path in EVERY_FORM:
        sent = MEGABYTE if whole else (MEGABYTE[at : at + 9_999] for at in range(0, 10**6, 9_999))
        at = path.replace("{of_break}", stranger.which)
        assert stranger.outside.post(at, content=sent, headers=kind).status_code == 413, path

    assert before == stranger.service.store.ledger.head().position


def test_the_longest_complaint_in_any_script_is_taken(stranger: Stranger) -> None:
    assert 303 == stranger.sends("/complain", words="🙁" * 5_000, key=new_code())


def test_after_wrong_codes_the_right_one_waits_and_forged_addresses_change_nothing(
    stranger: Stranger,
) -> None:
    code = stranger.code()
    assert [403] * 8 == [stranger.guesses() for _ in range(8)]
    before = stranger.service.store.reads.position()
    waits = stranger.shows(code)

    assert 429 == waits.status_code
    assert "Try again in a quarter of an hour." in said(waits.text)
    assert {429} == {stranger.guesses() for _ in range(60)}
    refused = [each for each in stranger.noted(before) if isinstance(each.event, AnswerRefused)]
    assert not refused, "nobody fills the log of reads by trying"
    stranger.service.clock.now += timedelta(minutes=15)
    assert 303 == stranger.shows(code).status_code


def test_a_code_in_a_cookie_is_a_try_like_any_other(stranger: Stranger) -> None:
    code = stranger.code()
    for _ in range(8):
        stranger.outside.cookies.set(COOKIE, f"1.{plain(new_code())}", path=stranger.path)
        stranger.seen()

    assert 429 == stranger.shows(code).status_code
    stranger.outside.cookies.clear()
    stranger.outside.cookies.set(COOKIE, f"0.{plain(code)}", path=stranger.path)
    assert "goodbye" not in stranger.seen()


def test_a_link_that_is_over_is_one_wrong_try_however_often_its_page_is_looked_at(
    stranger: Stranger,
) -> None:
    stranger.shows(stranger.code())
    assert 303 == stranger.sent(**UPHELD).status_code
    for _ in range(20):
        stranger.seen()

    assert 403 == stranger.guesses()


def test_wrong_codes_for_one_record_keep_nobody_from_another(stranger: Stranger) -> None:
    for _ in range(9):
        stranger.guesses()
    other = ready_for_review(stranger.service, "Callum")

    assert 403 == stranger.guesses(f"/outside-review/{other}")
    signing_in = {"name": "isla@example.org", "password": "something else"}
    assert 401 == stranger.sends("/sign-in", **signing_in)


def test_codes_for_ever_other_records_are_counted_together(stranger: Stranger) -> None:
    code = stranger.code()
    tried = [stranger.guesses(f"/outside-review/made-up-{number}") for number in range(101)]

    assert [403] * 100 + [429] == tried
    assert 429 == stranger.shows(code).status_code


def test_whoever_shows_the_right_code_begins_again(stranger: Stranger) -> None:
    code = stranger.code()
    for _ in range(7):
        stranger.guesses()
    assert 303 == stranger.shows(code).status_code

    assert [403] * 8 == [stranger.guesses() for _ in range(8)]


def test_strangers_do_not_fill_the_list_of_complaints(stranger: Stranger) -> None:
    assert [303] * 20 == [stranger.complains() for _ in range(20)]
    before = stranger.service.store.ledger.head().position
    words = {"words": "My worker never came.", "key": new_code()}
    answer = stranger.outside.post("/complain", data=words)

    assert 429 == answer.status_code
    assert "send it again in a quarter of an hour, or phone us" in said(answer.text)
    assert "My worker never came." in answer.text
    assert before == stranger.service.store.ledger.head().position
    stranger.service.clock.now += timedelta(minutes=15)
    assert 303 == stranger.complains()


def test_what_strangers_sent_keeps_nobody_who_signed_in_from_complaining(
    stranger: Stranger,
) -> None:
    for _ in range(21):
        stranger.complains()
    account = ("callum@example.org", Subject("staff:callum"), stranger.service.desk.service)
    invited = stranger.way_in.accounts.invite(*account)
    made = stranger.way_in.sessions.start(invited.account, "desk", shared=False, confirmed=True)
    stranger.outside.cookies.set("alongside", made)

    assert 303 == stranger.complains()


def test_codes_of_invitations_are_counted_too(stranger: Stranger) -> None:
    given = {"password": "marsh lantern cobble tide"}
    tried = [stranger.sends("/invitation", code=new_code(), **given) for _ in range(101)]

    assert [410] * 100 + [429] == tried
    account = ("mairi@example.org", Subject("staff:mairi"), stranger.service.desk.service)
    right = stranger.way_in.accounts.invite(*account).secret
    assert 429 == stranger.sends("/invitation", code=right, **given)
    stranger.service.clock.now += timedelta(minutes=15)
    assert 200 == stranger.sends("/invitation", code=right, **given)
