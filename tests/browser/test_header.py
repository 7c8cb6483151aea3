"""The head of every page in a real browser: each role, wide and narrow, with and without script."""

from itertools import combinations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import WIDTHS, Visit
from tests.browser.test_flows import nothing_is_in_anybodys_way

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ROW = "header .ds_site-navigation__list > li > a, header summary"


def be(visit: Visit, role: str) -> Page:
    """Be somebody, at home."""
    page = visit.go("/demo")
    with page.expect_navigation():
        page.get_by_role("button", name=role, exact=True).click()
    return page


def boxes(page: Page, what: str) -> list[tuple[str, float, float, float, float]]:
    """What stands where: its words, and its left, top, right and bottom edges."""
    found = [each for each in page.locator(what).all() if each.is_visible()]
    placed = [(each.inner_text(), each.bounding_box()) for each in found]
    return [
        (words, box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"])
        for words, box in placed
        if box is not None
    ]


def test_nothing_in_the_header_lies_over_anything_else_and_a_wide_one_has_one_row_of_places(
    staged_visit: Visit,
) -> None:
    page = staged_visit.go("/demo")
    roles = page.locator(".part button").all_inner_texts()
    assert len(roles) > 8

    for role in roles:
        page = be(staged_visit, role)
        placed = boxes(page, f"header .ds_site-branding__link, header .account a, {ROW}")
        assert {"Alongside", "Your account"} <= {words for words, *_edges in placed}
        over = [
            (role, one[0], other[0])
            for one, other in combinations(placed, 2)
            if one[1] < other[3] and other[1] < one[3] and one[2] < other[4] and other[2] < one[4]
        ]
        assert over == []
        width = page.viewport_size
        assert width is not None
        if width["width"] == WIDTHS[0]:
            rows = {top for _words, _left, top, *_edges in boxes(page, ROW)}
            assert len(rows) <= 1, role


def test_what_one_row_does_not_hold_is_opened_by_keyboard(staged_visit: Visit) -> None:
    page = be(staged_visit, "Service manager")
    training = page.get_by_role("link", name="Training", exact=True)
    more = page.locator("header summary")
    expect(training).to_be_hidden()
    more.focus()
    page.keyboard.press("Enter")
    expect(training).to_be_visible()
    if page.evaluate("typeof window.htmx !== 'undefined'"):
        nothing_is_in_anybodys_way(page)
        page.keyboard.press("Escape")
        expect(training).to_be_hidden()
        expect(more).to_be_focused()
        page.keyboard.press("Enter")
    training.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Training", level=1)).to_be_visible()
    width = page.viewport_size
    assert width is not None
    assert width["width"] >= page.evaluate("document.documentElement.scrollWidth")
