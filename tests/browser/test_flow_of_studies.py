"""A study locked, run and read in a real browser, within what people can spare (journeys, 5)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from api.app import create_app
from api.cli.demonstrating import players_of
from api.entrance import Entrance
from api.study_runs import StudyRuns
from infrastructure.credentials import demonstrating
from infrastructure.engines import Engine
from tests.api.small_service import SERVICE, SmallService, fill, small_service
from tests.browser.conftest import HEIGHT, WIDTHS, Visit, serving, visited
from tests.browser.test_flows import Walk, nothing_in_the_way_where_scripts_run, pictured

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

DAYS = {
    "First day": ("5", "1", "2026"),
    "Last day": ("31", "3", "2026"),
    "Looked at until": ("30", "4", "2026"),
}


@pytest.fixture(scope="module")
def studied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, SmallService]]:
    """A demonstration that can run studies."""
    with small_service(tmp_path_factory.mktemp("studied")) as service:
        fill(service)
        players = players_of(service.store, SERVICE)
        with demonstrating(SERVICE, players, service.store.ledger.now) as demo:
            runs = StudyRuns(service.store, Engine.PROCESS)
            app = create_app(service.desk, entrance=Entrance(demo, demo=demo), runs=runs)
            with serving(app) as base:
                yield base, service


@pytest.fixture(
    params=[(WIDTHS[0], True), (WIDTHS[1], True), (WIDTHS[1], False)],
    ids=["wide", "phone", "plain phone"],
)
def visit(
    request: pytest.FixtureRequest, browser: Browser, studied: tuple[str, SmallService]
) -> Iterator[Visit]:
    """A visit on a wide screen, on a phone, and on one that runs no scripts."""
    width, scripts = request.param
    size = {"width": width, "height": HEIGHT}
    context = browser.new_context(viewport=size, java_script_enabled=scripts)  # type: ignore[arg-type]
    yield from visited(context, studied)


def test_an_evaluator_locks_runs_and_reads_a_study(
    visit: Visit, request: pytest.FixtureRequest
) -> None:
    walk = Walk(visit, "Evaluator")
    expect(walk.page.get_by_role("heading", name="Studies", level=1)).to_be_visible()
    nothing_in_the_way_where_scripts_run(walk)
    walk.link("Plan a study")
    nothing_in_the_way_where_scripts_run(walk)
    walk.say("What is asked", "How long do people wait?")
    walk.say("Short name", f"waits-{request.node.callspec.id.replace(' ', '-')}")
    walk.answer("What is looked at", "How long people wait for their first session")
    for question, parts in DAYS.items():
        group = walk.page.get_by_role("group", name=question)
        for label, part in zip(("Day", "Month", "Year"), parts, strict=True):
            group.get_by_label(label).fill(part)
    walk.save("Continue")
    nothing_in_the_way_where_scripts_run(walk)
    pictured(walk.page, "study-draft")
    walk.save("Lock study")
    expect(walk.page.get_by_text("The plan is locked.")).to_be_visible()
    nothing_in_the_way_where_scripts_run(walk)
    walk.save("Run study")
    nothing_in_the_way_where_scripts_run(walk)
    pictured(walk.page, "study-running")
    pages = walk.pages
    read = walk.page.get_by_role("link", name="Read the report")
    if walk.scripts:  # the page looks for itself
        expect(read).to_be_visible(timeout=60_000)
    for _look in range(120):
        if read.count():
            break
        walk.page.wait_for_timeout(500)
        walk.page.reload()
    walk.pages = pages  # waiting is no step of theirs
    nothing_in_the_way_where_scripts_run(walk)
    walk.link("Read the report")
    expect(walk.page.get_by_role("heading", name="Read with every number")).to_be_visible()
    nothing_in_the_way_where_scripts_run(walk)
    pictured(walk.page, "study-report")

    width = visit.page.viewport_size
    assert width is not None
    assert width["width"] >= walk.page.evaluate("document.documentElement.scrollWidth")
    assert visit.strangers == []
    walk.within(pages=5, clicks=6)
