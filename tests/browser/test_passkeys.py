"""Passkeys in a real browser, with an authenticator that Chromium plays."""

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs

import httpx
import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from api.app import create_app
from api.entrance import Entrance
from api.main import way_in_of
from application.identity import Account
from domain.people import Subject
from infrastructure.credentials import SigningIn
from tests.api.small_service import SERVICE, fill, small_service
from tests.browser.conftest import HEIGHT, WIDTHS, Visit, serving
from tests.browser.test_signing_in_pages import PASSWORD, Real, fits

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Real]:
    """A service at which people sign in, under a name to which a passkey answers."""
    with (
        small_service(tmp_path_factory.mktemp("passkeys")) as service,
        way_in_of(service.store) as way_in,
    ):
        fill(service)
        with serving(create_app(service.desk, entrance=Entrance(way_in))) as base:
            yield base.replace("127.0.0.1", "localhost"), service, way_in


@pytest.fixture(params=WIDTHS)
def stranger(request: pytest.FixtureRequest, browser: Browser, real: Real) -> Iterator[Visit]:
    """Somebody whose browser can make passkeys, on a wide and on a narrow screen."""
    base, service, _way_in = real
    context = browser.new_context(viewport={"width": request.param, "height": HEIGHT})
    visiting = Visit(context.new_page(), base, service)
    authenticator(visiting.page, verifies=True)
    yield visiting
    context.close()

    assert visiting.strangers == []
    assert visiting.complaints == []


def authenticator(page: Page, *, verifies: bool) -> None:
    """A vault of passkeys that makes sure of its owner, or does not."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": verifies,
                "automaticPresenceSimulation": True,
            }
        },
    )


def signed_in(way_in: SigningIn, visit: Visit, name: str) -> Account:
    """Somebody who has a password, an app, and has just shown both."""
    invited = way_in.accounts.invite(name, Subject("staff:isla"), SERVICE)
    account = way_in.accounts.accept(invited.secret, PASSWORD)
    secret = way_in.sessions.start(account.account, "Firefox", shared=False, confirmed=True)
    session = way_in.sessions.known(secret)
    assert session is not None
    seed, _address = way_in.offer(session)
    now = pyotp.TOTP(seed).at(visit.service.clock())
    secret, _recovery = way_in.with_first_code(session, now)
    visit.page.context.add_cookies([{"name": "alongside", "value": secret, "url": visit.base}])
    return account


def makes_one(visit: Visit) -> None:
    page = visit.go("/me/passkeys")
    page.locator("#label").fill("Work laptop")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("button", name=re.compile("Take it away.*Work laptop"))).to_be_visible(
        timeout=20_000
    )


def test_somebody_makes_a_passkey_signs_in_and_proves_by_it_and_takes_it_away(
    real: Real, stranger: Visit
) -> None:
    _base, service, way_in = real
    width = stranger.page.viewport_size["width"]  # type: ignore[index]
    account = signed_in(way_in, stranger, f"key-{width}@example.org")
    makes_one(stranger)
    page = stranger.page
    fits(page)

    page.context.clear_cookies()
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.post_data or ""))
    stranger.go("/sign-in?next=/caseload")
    fits(page)
    page.get_by_role("button", name="Sign in with a passkey").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{stranger.base}/caseload", timeout=20_000)

    (answer,) = [each for each in sent if "credential=" in each]
    again = httpx.post(
        f"{stranger.base}/sign-in/passkey",
        data={key: each[0] for key, each in parse_qs(answer).items()},
    )
    assert again.status_code == 401, "an answer is taken once"
    assert "set-cookie" not in again.headers

    service.clock.now += timedelta(minutes=11)
    stranger.go("/me/passkeys")
    expect(page).to_have_url(re.compile("/me/prove"))
    page.get_by_role("button", name="Show a passkey instead").click()
    expect(page).to_have_url(re.compile("/me/passkeys$"))
    page.get_by_role("button", name="Take it away").click()
    expect(page.get_by_text("You have none yet.")).to_be_visible()
    assert way_in.passkeys.of(account.account) == ()

    page.context.clear_cookies()
    stranger.go("/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="That did not work")).to_be_visible()
    fits(page)


def test_a_new_password_passes_by_no_passkey_and_a_lost_telephone_takes_them_along(
    real: Real, stranger: Visit
) -> None:
    _base, _service, way_in = real
    width = stranger.page.viewport_size["width"]  # type: ignore[index]
    account = signed_in(way_in, stranger, f"again-{width}@example.org")
    makes_one(stranger)

    stranger.page.context.clear_cookies()
    page = stranger.go("/sign-in")
    page.locator("label[for=shared]").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(re.compile("/worklist$"))
    assert [each.shared for each in way_in.sessions.of(account.account)].count(True) == 1

    invited = way_in.accounts.invite_again(account.name, keeps_device=True)
    way_in.accounts.accept(invited.secret, "violet anvil postcard moss")
    assert len(way_in.passkeys.of(account.account)) == 1
    waiting = way_in.with_password(account.name, "violet anvil postcard moss", "desk", shared=False)
    session = way_in.sessions.known(waiting)
    assert session is not None
    assert not session.confirmed

    invited = way_in.accounts.invite_again(account.name, keeps_device=False)
    way_in.accounts.accept(invited.secret, PASSWORD)
    assert way_in.passkeys.of(account.account) == ()


def test_a_passkey_that_made_sure_of_nobody_is_not_kept(real: Real, browser: Browser) -> None:
    base, service, way_in = real
    context = browser.new_context()
    visit = Visit(context.new_page(), base, service)
    authenticator(visit.page, verifies=False)
    account = signed_in(way_in, visit, "unsure@example.org")
    page = visit.go("/me/passkeys")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_text("Nothing was done.")).to_be_visible()
    assert way_in.passkeys.of(account.account) == ()
    context.close()


@pytest.mark.parametrize("answer", ["", "{}", "not a passkey", '{"response": 1}', "[]"])
def test_what_is_no_answer_of_a_passkey_is_refused(real: Real, answer: str) -> None:
    base, _service, _way_in = real
    sent = httpx.post(f"{base}/sign-in/passkey", data={"credential": answer})
    assert sent.status_code == 401
    assert "set-cookie" not in sent.headers
