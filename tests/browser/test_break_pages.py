"""The pages of breaks in a real browser: open to everybody, by keyboard, wide and narrow."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from api.app import create_app
from domain.people import BreakId
from tests.api.breaks_in_spring import a_decision_not_to, ready_for_review, with_a_reviewer
from tests.api.small_service import SmallService, fill, small_service
from tests.browser.conftest import WIDTHS, Visit, serving, visiting
from tests.browser.test_pages import SMALLEST_TARGET, violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

Served = tuple[str, SmallService, BreakId]
FIVE = ("ground_met", "timely", "right_recipient", "minimum_necessary", "told_properly")
PLACES: dict[str, Callable[[BreakId], str]] = {
    "the register": lambda _: "/registers/breaks",
    "what may lack a record": lambda _: "/registers/gaps",
    "the evidence": lambda which: f"/evidence/{which}",
    "the queue": lambda _: "/reviews",
    "the end of a sitting": lambda _: "/reviews?reviewed=8&passed=1&returned=1",
    "a review": lambda which: f"/reviews/{which}",
    "a record": lambda which: f"/breaks/{which}",
    "a part of a record": lambda which: f"/breaks/{which}/sections?part=whom",
    "a decision not to share": lambda _: "/breaks/decided-not-to/new",
}
every_page = pytest.mark.parametrize("place", PLACES)


@pytest.fixture(scope="module")
def with_breaks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service in which three breaks and one decision not to share wait for a review."""
    with small_service(tmp_path_factory.mktemp("breaks")) as service:
        fill(service)
        with_a_reviewer(service)
        which = ready_for_review(service)
        for _each in range(2):
            ready_for_review(service)
        a_decision_not_to(service)
        with serving(create_app(service.desk)) as base:
            yield base, service, which


@pytest.fixture(params=WIDTHS)
def visit(
    request: pytest.FixtureRequest, browser: Browser, with_breaks: Served
) -> Iterator[tuple[Visit, BreakId]]:
    base, service, which = with_breaks
    for each in visiting(browser, request.param, (base, service)):
        yield each, which


@every_page
def test_every_page_of_breaks_is_open_to_everybody_and_fits_its_screen(
    visit: tuple[Visit, BreakId], place: str
) -> None:
    somebody, which = visit
    page = somebody.go(PLACES[place](which))
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")

    assert violations(page) == []
    assert page.viewport_size is not None
    assert page.viewport_size["width"] >= page.evaluate("document.documentElement.scrollWidth")
    assert 1 == page.locator("h1").count()
    small = page.locator("main button:visible, main .ds_button:visible").evaluate_all(
        "(all) => all.map((each) => each.getBoundingClientRect().height)"
    )
    assert all(height >= SMALLEST_TARGET for height in small)


def test_known_then_stands_beside_what_came_later_and_below_it_on_a_narrow_screen(
    visit: tuple[Visit, BreakId],
) -> None:
    somebody, which = visit
    page = somebody.go(f"/evidence/{which}")
    fourth = page.locator("section", has_text="4. What was known?")
    then = fourth.locator(".apart__side").nth(0).bounding_box()
    later = fourth.locator(".apart__side").nth(1).bounding_box()

    assert then is not None
    assert later is not None
    assert page.viewport_size is not None
    if page.viewport_size["width"] == WIDTHS[0]:
        assert then["y"] == later["y"]
        assert then["x"] + then["width"] <= later["x"]
    else:
        assert then["y"] + then["height"] <= later["y"]


def test_a_review_is_filled_in_by_keyboard_alone(with_breaks: Served, browser: Browser) -> None:
    base, service, which = with_breaks
    for somebody in visiting(browser, WIDTHS[0], (base, service)):
        page = somebody.go(f"/reviews/{which}")
        assert 0 == page.locator("main input:checked").count()
        page.locator("#reviewer").focus()
        page.keyboard.press("ArrowDown")
        for name in FIVE:
            _to(page, name)
            page.keyboard.press("Space")
        _to(page, "verdict")
        page.keyboard.press("Space")
        _to(page, "learning")
        page.keyboard.press("Tab")
        with page.expect_navigation():
            page.keyboard.press("Enter")

        expect(page.locator("h1")).to_contain_text("2 of 4")
        assert "reviewed=1" in page.url


def test_a_refused_review_leads_to_the_question(visit: tuple[Visit, BreakId]) -> None:
    somebody, which = visit
    page = somebody.go(f"/reviews/{which}")
    with page.expect_navigation():
        page.get_by_role("button", name="Save and next").click()

    expect(page.locator("#error-summary")).to_be_focused()
    assert page.title().startswith("Error: ")
    assert violations(page) == []


def test_the_evidence_prints_with_both_sides_and_no_buttons(
    with_breaks: Served, browser: Browser
) -> None:
    base, service, which = with_breaks
    for somebody in visiting(browser, WIDTHS[0], (base, service)):
        page = somebody.go(f"/evidence/{which}")
        page.emulate_media(media="print")

        expect(page.get_by_role("heading", name="Known then").first).to_be_visible()
        assert 0 == page.locator("main .ds_button:visible").count()


def _to(page: Page, field: str) -> None:
    """Press Tab until a field has the focus."""
    for _step in range(40):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.name || ''")
        if name == field:
            return
    raise AssertionError(f"{field} is not reached by keyboard")
