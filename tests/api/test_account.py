"""One's own account: another password, another app, and the devices where one is signed in."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from api.app import create_app
from api.entrance import Entrance
from api.main import way_in_of
from domain.people import Subject
from tests.api.small_service import SERVICE, START, small_service
from tests.api.test_signing_in import HERE, PASSWORD, Door, text_of

OTHER = "violet anvil postcard moss"


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    """Isla has just signed in."""
    with small_service(tmp_path) as service, way_in_of(service.store) as way_in:
        service.clock.now = START
        app = create_app(service.desk, entrance=Entrance(way_in))
        with TestClient(app, base_url=HERE) as client:
            client.follow_redirects = False
            opened = Door(service, way_in, client)
            opened.take(opened.invite())
            yield opened


def changed(door: Door, current: str = PASSWORD, chosen: str = OTHER) -> Any:
    return door.client.post("/me/password", data={"current": current, "password": chosen})


def elsewhere(door: Door) -> dict[str, str]:
    """Isla signs in at another device; what the first one holds."""
    first = dict(door.client.cookies)
    door.client.cookies.clear()
    door.sign_in()
    return first


def is_in_with(door: Door, cookies: dict[str, str]) -> bool:
    here = dict(door.client.cookies)
    door.client.cookies.clear()
    door.client.cookies.update(cookies)
    standing = door.is_in()
    door.client.cookies.clear()
    door.client.cookies.update(here)
    return standing


def test_somebody_changes_their_own_password_and_only_the_new_one_opens(door: Door) -> None:
    before = dict(door.client.cookies)
    assert changed(door).headers["location"] == "/me?done=password"
    assert "Your password is changed" in text_of(door.client.get("/me?done=password").text)
    assert door.is_in()
    assert not is_in_with(door, before), "the session goes on under another secret"

    door.client.cookies.clear()
    assert door.password().status_code == 401
    given = {"name": "isla@example.org", "password": OTHER}
    assert door.client.post("/sign-in", data=given).headers["location"] == "/sign-in/code"
    assert not door.is_in(), "another password does not pass by the codes"


def test_another_password_signs_out_every_other_device_and_program(door: Door) -> None:
    first = elsewhere(door)
    account = door.way_in.accounts.named("isla@example.org").account
    token = door.way_in.tokens.make(account, "notebook", ("read",), timedelta(days=1))
    waiting = door.way_in.accounts.invite_again("isla@example.org", keeps_device=True).secret

    assert changed(door).status_code == 303

    assert door.is_in()
    assert not is_in_with(door, first)
    assert door.way_in.tokens.known(token) is None
    given = {"code": waiting, "password": "heather gravel window song"}
    assert door.client.post("/invitation", data=given).status_code == 410


@pytest.mark.parametrize(
    ("current", "chosen", "status", "said"),
    [
        ("something else entirely", OTHER, 401, "The password that you have now is not right."),
        (PASSWORD, "password1234", 422, "lists of common ones"),
        (PASSWORD, "isla@example.org", 422, "Use three or four words"),
    ],
)
def test_a_password_that_does_not_do_is_refused_beside_its_field_and_nothing_ends(
    door: Door, current: str, chosen: str, status: int, said: str
) -> None:
    first = elsewhere(door)
    refused = changed(door, current, chosen)

    assert refused.status_code == status
    assert said in text_of(refused.text)
    assert current not in refused.text
    assert is_in_with(door, first)
    door.client.cookies.clear()
    assert door.password().status_code == 303


def test_the_password_that_one_has_is_not_tried_out_on_that_page(door: Door) -> None:
    for _ in range(8):
        assert changed(door, "something else entirely").status_code == 401
    assert changed(door).status_code == 429


@pytest.mark.parametrize("page", ["/me/password", "/me/app"])
def test_how_one_signs_in_is_changed_only_right_after_showing_a_code(door: Door, page: str) -> None:
    given = {"current": PASSWORD, "password": OTHER, "code": "000000"}
    door.service.clock.now += timedelta(minutes=11)
    for answer in (door.client.get(page), door.client.post(page, data=given)):
        assert answer.headers["location"] == f"/me/prove?next={page}"

    proved = door.client.post("/me/prove", data={"code": door.code(), "next": page})
    assert proved.headers["location"] == page
    assert door.client.get(page).status_code == 200


def test_another_app_takes_the_place_of_the_one_before_with_its_recovery_codes(
    door: Door,
) -> None:
    first, old = elsewhere(door), door.seed
    shown = door.client.get("/me/app").text
    letters = re.search(r"Letters: <code>([^<]+)</code>", shown)
    assert letters is not None
    new = letters[1].replace(" ", "")
    assert new != old

    door.seed = new
    done = door.client.post("/me/app", data={"code": door.code()})
    assert len(re.findall(r"<li><code>", done.text)) == 8
    assert door.is_in()
    assert not is_in_with(door, first)

    door.client.cookies.clear()
    door.seed = old
    door.password()
    assert door.client.post("/sign-in/code", data={"code": door.code()}).status_code == 401
    door.seed = new
    assert door.client.post("/sign-in/code", data={"code": door.code()}).status_code == 303


def test_until_another_app_shows_a_code_the_one_before_stays(door: Door) -> None:
    door.client.get("/me/app")
    assert door.client.post("/me/app", data={"code": "000000"}).status_code == 401
    door.client.cookies.clear()
    door.sign_in()


def test_somebody_signs_out_everywhere_else_and_stays_in(door: Door) -> None:
    first = elsewhere(door)
    assert "Sign out everywhere else" in door.client.get("/me").text

    assert door.client.post("/me/sign-out-elsewhere").headers["location"] == "/me"

    assert door.is_in()
    assert not is_in_with(door, first)
    assert "Sign out everywhere else" not in door.client.get("/me").text


def test_other_devices_are_signed_out_only_right_after_showing_a_code(door: Door) -> None:
    first = elsewhere(door)
    there = re.findall(r'name="device" value="([^"]+)"', door.client.get("/me").text)[-1]
    door.service.clock.now += timedelta(minutes=11)
    for path, given in (("/sign-out", {"device": there}), ("/me/sign-out-elsewhere", {})):
        asked = door.client.post(path, data=given)
        assert asked.headers["location"] == "/me/prove?next=/me"
    assert is_in_with(door, first)


def test_nobody_ends_a_session_that_is_not_theirs(door: Door) -> None:
    hers = dict(door.client.cookies)
    account = door.way_in.accounts.named("isla@example.org").account
    (theirs,) = door.way_in.sessions.of(account)
    door.client.cookies.clear()
    fraser = door.way_in.accounts.invite("fraser@example.org", Subject("staff:fraser"), SERVICE)
    secret = door.way_in.sessions.start(fraser.account, "desk", shared=False, confirmed=True)
    door.client.cookies.set("alongside", secret)

    assert door.is_in()
    door.client.post("/sign-out", data={"device": theirs.session})

    assert is_in_with(door, hers)
