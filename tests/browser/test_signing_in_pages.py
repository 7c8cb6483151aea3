"""The pages of signing in, in a real browser: by keyboard, and on every screen."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from api.app import create_app
from api.entrance import Entrance
from api.main import way_in_of
from domain.people import Subject
from infrastructure.credentials import SigningIn
from tests.api.small_service import SERVICE, SmallService, fill, small_service
from tests.browser.conftest import HEIGHT, WIDTHS, Visit, serving
from tests.browser.test_flows import nothing_is_in_anybodys_way

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PASSWORD = "marsh lantern cobble tide"  # noqa: S105 - invented
Real = tuple[str, SmallService, SigningIn]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Real]:
    """A service at which people sign in."""
    with (
        small_service(tmp_path_factory.mktemp("real")) as service,
        way_in_of(service.store) as way_in,
    ):
        fill(service)
        with serving(create_app(service.desk, entrance=Entrance(way_in))) as base:
            yield base, service, way_in


@pytest.fixture(params=WIDTHS)
def stranger(request: pytest.FixtureRequest, browser: Browser, real: Real) -> Iterator[Visit]:
    """Somebody who has not signed in, on a wide and on a narrow screen."""
    base, service, _way_in = real
    context = browser.new_context(viewport={"width": request.param, "height": HEIGHT})
    visiting = Visit(context.new_page(), base, service)
    yield visiting
    context.close()

    assert visiting.strangers == []
    assert visiting.complaints == []


def invited(real: Real, name: str) -> str:
    """The code of an invitation."""
    _base, _service, way_in = real
    return way_in.accounts.invite(name, Subject("staff:isla"), SERVICE).secret


def fits(page: Page) -> None:
    """Nothing is wider than the screen, and nothing is in anybody's way."""
    page.wait_for_load_state()  # what it looks like is there as well
    size = page.viewport_size
    assert size is not None
    assert size["width"] >= page.evaluate("document.documentElement.scrollWidth")
    nothing_is_in_anybodys_way(page)


def test_somebody_takes_their_account_and_signs_in(real: Real, stranger: Visit) -> None:
    _base, service, _way_in = real
    name = f"isla-{stranger.page.viewport_size['width']}@example.org"  # type: ignore[index]
    code = invited(real, name)
    page = stranger.go("/invitation")
    fits(page)
    page.locator("#code").fill(code)
    page.locator("#password").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("main button[type=submit]").click()
    expect(page.get_by_text("Your password is chosen")).to_be_visible()
    fits(page)
    page.locator("#password").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/sign-in/app$"))
    fits(page)
    seed = page.locator("code").first.inner_text().replace(" ", "")
    page.locator("#code").fill(pyotp.TOTP(seed).at(service.clock()))
    with page.expect_navigation():
        page.locator("main button[type=submit]").click()
    expect(page.get_by_text("Write these down")).to_be_visible()
    fits(page)
    stranger.go("/me")
    fits(page)
    stranger.go("/")
    expect(page).to_have_url(re.compile("/worklist$"))

    page.context.clear_cookies()
    service.clock.now += timedelta(minutes=1)
    stranger.go("/sign-in")
    page.locator("#name").focus()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/sign-in/code$"))
    fits(page)
    page.locator("#code").focus()
    page.keyboard.type(pyotp.TOTP(seed).at(service.clock()))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/worklist$"))


def test_somebody_changes_how_they_sign_in(real: Real, stranger: Visit) -> None:
    _base, service, way_in = real
    name = f"changing-{stranger.page.viewport_size['width']}@example.org"  # type: ignore[index]
    account = way_in.accounts.accept(invited(real, name), PASSWORD)
    secret = way_in.sessions.start(account.account, "Firefox", shared=False, confirmed=True)
    stranger.page.context.add_cookies(
        [{"name": "alongside", "value": secret, "url": stranger.base}]
    )
    page = stranger.go("/me")
    with page.expect_navigation():
        page.get_by_role("link", name="Choose another password").click()
    fits(page)
    page.locator("#current").fill(PASSWORD)
    page.locator("#password").fill("isla")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("#error-summary")).to_be_focused()
    fits(page)
    page.locator("#current").fill(PASSWORD)
    page.locator("#password").fill("violet anvil postcard moss")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("Your password is changed")).to_be_visible()
    fits(page)

    with page.expect_navigation():
        page.get_by_role("link", name="Connect another app").click()
    fits(page)
    seed = page.locator("code").first.inner_text().replace(" ", "")
    page.locator("#code").fill(pyotp.TOTP(seed).at(service.clock()))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("Write these down")).to_be_visible()

    service.clock.now += timedelta(minutes=11)
    stranger.go("/me/app")
    expect(page).to_have_url(re.compile("/me/prove"))
    fits(page)


def test_a_stranger_is_shown_no_place_and_a_number_to_call(real: Real, stranger: Visit) -> None:
    invited(real, f"nobody-{stranger.page.viewport_size['width']}@example.org")  # type: ignore[index]
    page = stranger.go("/caseload")

    expect(page).to_have_url(re.compile(r"/sign-in\?next="))
    expect(page.get_by_role("navigation", name="Main")).to_have_count(0)
    fits(page)
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name="Help now").click()
    expect(page.get_by_role("link", name="Call 999")).to_be_visible()


def test_a_wrong_password_is_said_first_and_not_kept_on_the_page(
    real: Real, stranger: Visit
) -> None:
    invited(real, f"wrong-{stranger.page.viewport_size['width']}@example.org")  # type: ignore[index]
    page = stranger.go("/sign-in")
    page.locator("#name").fill("somebody@example.org")
    page.locator("#password").fill("something else entirely")
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()

    expect(page.locator("#error-summary")).to_be_focused()
    expect(page.locator("#password")).to_have_value("")
    assert page.title().startswith("Error: ")
    fits(page)
