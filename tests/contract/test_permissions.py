"""Every command, view and address has a rule; one without fails here, and is refused."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.testing import TestClient

from api.app import create_app
from api.desk import Desk
from api.door import handler_of
from api.identity import COMMAND, VIEW
from api.main import desk_of
from api.routes import ROWS
from application.commands import DECIDER_OF
from application.policy import BY_LINK, COMMANDS, VIEWS, Reach
from application.principal import OPERATOR
from domain.access import Role
from domain.decider import Command
from projections.lists import LISTS
from tests.api.small_service import SERVICE, SmallService, small_service

NOBODYS_INFORMATION = frozenset({"/health/live"})
"""Addresses, beside the description of the interface, that show nothing of a service."""


def handlers(app: Any) -> Iterator[tuple[str, HTTPRouteHandler]]:
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if handler.handler_name != "options_handler":  # it says which methods there are
                yield route.path, handler


def test_every_command_has_a_rule_and_no_other() -> None:
    """If this fails for a command of yours: say in `application/policy.py` who may ask for it."""
    assert set(DECIDER_OF) == set(COMMANDS)


@pytest.mark.parametrize("name", LISTS)
def test_every_list_has_a_rule(name: str) -> None:
    assert VIEWS[name]


@pytest.mark.parametrize(("asked", "rule"), [*COMMANDS.items(), *VIEWS.items()])
def test_a_rule_names_somebody_and_says_how_far_they_reach(
    asked: type[Command] | str, rule: dict[Role, Reach]
) -> None:
    """What a link alone opens is no role's."""
    assert rule or asked in BY_LINK
    assert all(isinstance(role, Role) and isinstance(reach, Reach) for role, reach in rule.items())


def test_every_address_names_its_view_or_answers_a_command(opened: SmallService) -> None:
    """If this fails: a handler says ``view="…"``, and the view has a rule in the policy."""
    app = create_app(opened.desk)
    silent = {
        path
        for path, handler in handlers(app)
        if not path.startswith("/static")
        and not path.startswith("/api/v1/openapi.json")
        and path not in NOBODYS_INFORMATION
        and handler.opt.get(VIEW) not in VIEWS
        and handler.opt.get(COMMAND) not in COMMANDS
    }

    assert silent == set()


def test_an_address_without_a_rule_is_refused_to_everybody(opened: SmallService) -> None:
    row = next(row for row in ROWS if row.command in COMMANDS)
    assert handler_of(row).opt[COMMAND] is row.command

    @get("/without-a-rule", sync_to_thread=True)
    def without(desk: NamedDependency[Desk]) -> str:
        return str(desk.service)

    app = create_app(opened.desk, identify=lambda _request: OPERATOR)
    app.register(without)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        answer = client.get("/without-a-rule")

    assert answer.status_code == 403
    assert SERVICE not in answer.text


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[SmallService]:
    with small_service(tmp_path) as service:
        yield service


def test_the_desk_of_the_machine_is_the_operators(opened: SmallService) -> None:
    assert OPERATOR == desk_of(opened.store, SERVICE).principal
