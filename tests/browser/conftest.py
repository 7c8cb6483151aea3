"""A real browser before a real server over a small store, and nothing else on the network."""

import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
import uvicorn
from litestar import Litestar
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    ViewportSize,
    sync_playwright,
)

from api.app import create_app
from api.cli.demonstrating import players_of
from api.entrance import Entrance
from domain.service import AdoptPolicy, CloseOffer
from domain.training import Policy
from infrastructure.credentials import demonstrating
from tests.api.small_group import CAFE, lively_cafe
from tests.api.small_service import FRASER, SERVICE, SmallService, busy, fill, small_service

WIDTHS = (1280, 390)
HEIGHT = 900
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


@dataclass
class Visit:
    """A page in the browser, and what went on around it."""

    page: Page
    base: str
    service: SmallService
    requested: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen from the first request on."""
        self.page.on("request", lambda request: self.requested.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._heard)

    def go(self, address: str) -> Page:
        """Open an address of the server."""
        self.page.goto(self.base + address)
        return self.page

    @property
    def strangers(self) -> list[str]:
        """Requests to anybody but our server."""
        return [url for url in self.requested if not url.startswith(f"{self.base}/")]

    def _heard(self, message: ConsoleMessage) -> None:
        """A refused form or an unknown address is no complaint; everything else is."""
        expected = message.text.startswith("Failed to load resource") and (
            message.location["url"] == self.page.url
        )
        if message.type in {"error", "warning"} and not expected:
            self.complaints.append(message.text)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The distribution's Chromium; no browser is downloaded."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("Chromium is absent: the pages are looked at in a real browser")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, SmallService]]:
    """A service after a few months, on a free port of this machine."""
    with small_service(tmp_path_factory.mktemp("served")) as service:
        fill(service)
        busy(service)
        beside_the_cafe(service)
        with serving(create_app(service.desk)) as base:
            yield base, service


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, SmallService]]:
    """The same service as a demonstration, where one signs in as anybody."""
    with small_service(tmp_path_factory.mktemp("staged")) as service:
        fill(service)
        beside_the_cafe(service)
        policy = Policy.CONFIDENTIALITY
        service.do(AdoptPolicy(service=SERVICE, policy=policy, version="1", approved_by=FRASER))
        players = players_of(service.store, SERVICE)
        with demonstrating(SERVICE, players, service.store.ledger.now) as demo:
            app = create_app(service.desk, entrance=Entrance(demo, demo=demo))
            with serving(app) as base:
                yield base, service


def beside_the_cafe(service: SmallService) -> None:
    """A group that meets; nobody is accepted for it, so there is one offer to choose from."""
    lively_cafe(service)
    service.do(CloseOffer(service=SERVICE, offer=CAFE))


@contextmanager
def serving(app: Litestar) -> Iterator[str]:
    """Serve a store until nobody needs it any more."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    config = uvicorn.Config(app, log_level="warning", access_log=False, ws="none", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listening.close()


@pytest.fixture(params=WIDTHS)
def visit(
    request: pytest.FixtureRequest, browser: Browser, served: tuple[str, SmallService]
) -> Iterator[Visit]:
    """A visit on a wide and on a narrow screen; nobody else is asked, nothing complains."""
    yield from visited(browser.new_context(viewport=_size(request.param)), served)


@pytest.fixture
def desk_visit(browser: Browser, served: tuple[str, SmallService]) -> Iterator[Visit]:
    """A visit on a wide screen."""
    yield from visited(browser.new_context(viewport=_size(WIDTHS[0])), served)


@pytest.fixture
def plain_visit(browser: Browser, served: tuple[str, SmallService]) -> Iterator[Visit]:
    """A visit on a narrow screen, in a browser that runs no scripts."""
    context = browser.new_context(viewport=_size(WIDTHS[1]), java_script_enabled=False)
    yield from visited(context, served)


@pytest.fixture(params=[(1280, True), (390, True), (390, False)], ids=["wide", "phone", "plain"])
def staged_visit(
    request: pytest.FixtureRequest, browser: Browser, staged: tuple[str, SmallService]
) -> Iterator[Visit]:
    """A visit to a demonstration: on a wide screen, on a phone, and on one that runs no scripts."""
    width, scripts = request.param
    context = browser.new_context(viewport=_size(width), java_script_enabled=scripts)
    yield from visited(context, staged)


@pytest.fixture
def phone_visit(browser: Browser, staged: tuple[str, SmallService]) -> Iterator[Visit]:
    """A visit to a demonstration on a phone."""
    yield from visited(browser.new_context(viewport=_size(WIDTHS[1])), staged)


def _size(width: int) -> ViewportSize:
    return {"width": width, "height": HEIGHT}


def visiting(browser: Browser, width: int, served: tuple[str, SmallService]) -> Iterator[Visit]:
    """A visit on a screen of a width, to whatever a test has served."""
    yield from visited(browser.new_context(viewport=_size(width)), served)


def visited(context: BrowserContext, served: tuple[str, SmallService]) -> Iterator[Visit]:
    """A visit with a browser of its own; nobody else is asked, nothing complains."""
    base, service = served
    visiting = Visit(context.new_page(), base, service)
    yield visiting
    context.close()

    assert visiting.strangers == []
    assert visiting.complaints == []
