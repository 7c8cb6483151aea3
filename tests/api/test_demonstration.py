"""A demonstration: who can be whom, that a real service has none, and whose places are shown."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from api.app import create_app
from api.cli.demonstrating import (
    NotADemonstration,
    mark_simulated,
    must_be_simulated,
    players_of,
)
from api.entrance import DemonstrationInPublic, Entrance
from api.main import application, way_in_of
from domain.access import Role
from domain.people import Subject
from infrastructure.credentials import Demonstrating, demonstrating
from tests.api.small_service import SERVICE, SmallService, fill, small_service

HERE = "http://127.0.0.1"
Client = TestClient[Any]
PEOPLE_ARE_ELSEWHERE = {"/caseload", "/waiting", "/board", "/worklist"}
ALLOWED = {
    Role.COORDINATOR: {"/worklist", "/caseload", "/waiting", "/board", "/peers", "/groups"},
    Role.SERVICE_MANAGER: {"/worklist", "/caseload", "/waiting", "/board", "/peers", "/groups"},
    Role.SUPERVISOR: {"/worklist", "/caseload", "/board", "/peers"},
    Role.SAFEGUARDING_LEAD: {"/worklist", "/caseload", "/board"},
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallService]:
    """A service that is marked as made up."""
    with small_service(tmp_path_factory.mktemp("demo")) as made:
        fill(made)
        mark_simulated(made.store)
        yield made


@pytest.fixture(scope="module")
def players(service: SmallService) -> Iterator[Demonstrating]:
    """Everybody whom a visitor can be."""
    found = players_of(service.store, SERVICE)
    with demonstrating(SERVICE, found, service.store.ledger.now) as made:
        yield made


@pytest.fixture
def client(service: SmallService, players: Demonstrating) -> Iterator[Client]:
    """A browser before the demonstration."""
    app = create_app(service.desk, entrance=Entrance(players, demo=players))
    with TestClient(app, base_url=HERE) as client:
        client.follow_redirects = False
        yield client


def be(client: Client, players: Demonstrating, role: Role) -> str:
    """Choose who to be; say where that leads."""
    account = next(each.account for each in players.parts if each.role is role)
    client.cookies.clear()
    assert client.post("/demo", data={"account": account}).headers["location"] == "/"
    return str(client.get("/").headers["location"])


def navigation(page: str) -> set[str]:
    """The places that a page shows."""
    return set(re.findall(r'class="ds_site-navigation__link[^"]*" href="([^"]+)"', page))


def test_whoever_comes_to_a_demonstration_chooses_who_to_be(client: Client) -> None:
    assert client.get("/").headers["location"] == "/demo"
    assert "Isla Example" in client.get("/demo").text


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.GROUP_LEADER])
def test_every_role_has_somebody_and_lands_on_a_page_of_theirs(
    client: Client, players: Demonstrating, role: Role
) -> None:
    if role is Role.CONFIDENTIALITY_REVIEWER:
        assert role not in {each.role for each in players.parts}  # nobody is named in this service
        return
    home = be(client, players, role)
    answer = client.get(home)

    assert answer.status_code == 200, answer.text
    assert navigation(answer.text) >= ALLOWED.get(role, set())


@pytest.mark.parametrize("role", list(Role))
def test_only_places_where_somebody_may_go_are_shown_and_each_opens(
    client: Client, players: Demonstrating, role: Role
) -> None:
    if role not in {each.role for each in players.parts}:
        return
    shown = navigation(client.get(be(client, players, role)).text)

    assert [client.get(each).status_code for each in sorted(shown)] == [200] * len(shown)
    if role not in ALLOWED:
        assert shown.isdisjoint(PEOPLE_ARE_ELSEWHERE)


def test_nobody_who_has_not_signed_in_is_shown_a_place(client: Client) -> None:
    for page in ("/demo", "/help-now", "/sign-in"):
        assert navigation(client.get(page).text) == set()


def test_an_account_that_is_none_of_theirs_lets_nobody_in(client: Client) -> None:
    answer = client.post("/demo", data={"account": "somebody"})

    assert answer.headers["location"] == "/demo"
    assert "set-cookie" not in answer.headers


# --- Never on a real service ---


def test_a_service_that_was_not_simulated_is_not_demonstrated(tmp_path: Path) -> None:
    with small_service(tmp_path) as real, pytest.raises(NotADemonstration):
        must_be_simulated(real.store)


def test_the_mark_of_another_store_makes_no_demonstration(tmp_path: Path) -> None:
    with small_service(tmp_path / "one") as one, small_service(tmp_path / "two") as two:
        mark_simulated(one.store)
        mark = (one.store.settings.data_dir / "simulated").read_text()
        (two.store.settings.data_dir / "simulated").write_text(mark)
        must_be_simulated(one.store)
        with pytest.raises(NotADemonstration):
            must_be_simulated(two.store)


def test_where_somebody_has_an_account_nothing_is_demonstrated(tmp_path: Path) -> None:
    with small_service(tmp_path) as service, way_in_of(service.store) as way_in:
        mark_simulated(service.store)
        way_in.accounts.invite("isla@example.org", Subject("staff:isla"), SERVICE)
        with pytest.raises(NotADemonstration):
            must_be_simulated(service.store)


def test_a_real_service_has_no_page_to_choose_who_to_be(tmp_path: Path) -> None:
    with small_service(tmp_path) as service, way_in_of(service.store) as way_in:
        way_in.accounts.invite("isla@example.org", Subject("staff:isla"), SERVICE)
        app = application(service.store, SERVICE, way_in=way_in)
        assert "/demo" not in {route.path for route in app.routes}
        with TestClient(app, base_url=HERE) as client:
            for answer in (client.get("/demo"), client.post("/demo", data={"account": "1"})):
                assert "Who would you like to be" not in answer.text
                assert "set-cookie" not in answer.headers


def test_a_demonstration_is_for_nobody_elsewhere(players: Demonstrating) -> None:
    with pytest.raises(DemonstrationInPublic):
        Entrance(players, "https://alongside.example.org", players)


def test_nothing_of_a_demonstration_is_kept(service: SmallService) -> None:
    with demonstrating(SERVICE, players_of(service.store, SERVICE), service.store.ledger.now):
        pass
    with way_in_of(service.store) as way_in:
        assert not way_in.accounts.any()
