"""Whole tasks around a break in a real browser, within what people can spare (journeys, part 5)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from api.app import create_app
from api.cli.demonstrating import players_of
from api.entrance import Entrance
from domain.service import AdoptPolicy
from domain.training import Policy
from infrastructure.credentials import demonstrating
from tests.api.breaks_in_spring import ready_for_review, with_a_reviewer
from tests.api.small_service import FRASER, SERVICE, SmallService, fill, small_service
from tests.browser.conftest import HEIGHT, WIDTHS, Visit, serving, visited, visiting
from tests.browser.test_flows import Walk, nothing_is_in_anybodys_way, pictured

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TEN = 10


@pytest.fixture(scope="module")
def with_ten(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, SmallService]]:
    """A demonstration in which ten records wait for their review."""
    with small_service(tmp_path_factory.mktemp("ten")) as service:
        fill(service)
        with_a_reviewer(service)
        policy = Policy.CONFIDENTIALITY
        service.do(AdoptPolicy(service=SERVICE, policy=policy, version="1", approved_by=FRASER))
        for _each in range(TEN):
            ready_for_review(service)
        players = players_of(service.store, SERVICE)
        with demonstrating(SERVICE, players, service.store.ledger.now) as demo:
            app = create_app(service.desk, entrance=Entrance(demo, demo=demo))
            with serving(app) as base:
                yield base, service


@pytest.fixture(params=[(WIDTHS[0], True), (WIDTHS[1], False)], ids=["wide", "plain phone"])
def visit(
    request: pytest.FixtureRequest, browser: Browser, with_ten: tuple[str, SmallService]
) -> Iterator[Visit]:
    """A visit on a wide screen, and on a phone that runs no scripts."""
    width, scripts = request.param
    size = {"width": width, "height": HEIGHT}
    context = browser.new_context(viewport=size, java_script_enabled=scripts)  # type: ignore[arg-type]
    yield from visited(context, with_ten)


@pytest.fixture
def wide_visit(browser: Browser, with_ten: tuple[str, SmallService]) -> Iterator[Visit]:
    """A visit on a wide screen: what is reviewed once is not reviewed again on another."""
    yield from visiting(browser, WIDTHS[0], with_ten)


def test_anybody_calls_first_and_writes_down_whom_they_told_on_the_same_page(visit: Visit) -> None:
    walk = Walk(visit, "Peer supporter")
    ledger = visit.service.store.ledger
    before = ledger.head().position
    walk.click(walk.page.get_by_role("link", name="Help now").last)
    expect(walk.page.get_by_role("link", name="Call 999")).to_be_visible()
    walk.within(pages=1, clicks=1)  # the second click is the call
    walk.say("Who is it about?", "Morag")
    walk.answer("Why?", "Risk of suicide")
    walk.say("What was told, piece by piece?", "first name\naddress")
    walk.page.get_by_label("Who was told?").select_option(label="Ambulance")
    walk.clicks += 2  # the list is opened, and one of it chosen
    walk.answer("How?", "By phone")
    walk.save("Save emergency record")

    assert ledger.head().position > before
    walk.pages -= 1  # the last only shows that it is so
    walk.within(pages=1, clicks=8)


def test_ten_records_are_reviewed_in_one_sitting(wide_visit: Visit) -> None:
    walk = Walk(wide_visit, "Confidentiality reviewer")
    expect(walk.page.get_by_text("Reviews waiting for you: 10.")).to_be_visible()
    walk.link("Start reviews")
    pictured(walk.page, "review")
    for _each in range(TEN):
        for question in walk.page.locator("main fieldset").all():
            yes = question.get_by_text("Yes", exact=True)
            walk.click(yes if yes.count() else question.get_by_text("Upheld", exact=True))
        walk.save("Save and next")

    expect(walk.page.get_by_text("10 reviewed.")).to_be_visible()
    walk.within(pages=12, clicks=85)


def test_an_auditor_answers_eleven_questions_from_the_register(visit: Visit) -> None:
    walk = Walk(visit, "Auditor")
    walk.link("Break of")
    for number in (1, 11):
        expect(walk.page.get_by_text(f"{number}. ").first).to_be_visible()
    expect(walk.page.get_by_text("Known then").first).to_be_visible()
    pictured(walk.page, "evidence")
    walk.within(pages=3, clicks=4)


def test_the_pages_of_an_emergency_are_open_to_everybody(
    browser: Browser, with_ten: tuple[str, SmallService]
) -> None:
    for width in WIDTHS:
        size = {"width": width, "height": HEIGHT}
        for somebody in visited(browser.new_context(viewport=size), with_ten):  # type: ignore[arg-type]
            walk = Walk(somebody, "Safeguarding lead")
            somebody.go("/help-now")
            nothing_is_in_anybodys_way(walk.page)
            somebody.go("/registers/openings")
            nothing_is_in_anybodys_way(walk.page)
            somebody.go("/outside-review/nobody")
            nothing_is_in_anybodys_way(walk.page)
