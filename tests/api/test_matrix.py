"""Role x address x relation x consent state, in full, against a table that was written apart.

A view that is not in the table (`who_may_see`) fails, and so does an address that answers somebody
whom the table leaves out, or turns away somebody whom it names. In every answer, those that say no
among them, nothing stands of whoever is out of reach.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from litestar.testing import TestClient

from api.app import create_app
from api.identity import VIEW
from application.principal import OPERATOR, Principal, Proof, acting_as
from domain.consent import (
    WithdrawDisclosureConsent,
)
from domain.people import Subject
from domain.preferences import StatePeerMatchingPreferences
from tests.api.everybody import World, world_in
from tests.api.test_shown_of_peers import KITES, opened_for_matching
from tests.api.who_may_see import (
    BY_NAME,
    FEAR,
    HOLDS,
    OPEN_TO_ALL,
    SEES,
    SOMETHING_ELSE_REFUSES,
    expected,
    reach_of,
)

HERE = "http://127.0.0.1"
CAMPAIGN = bool(os.environ.get("ALONGSIDE_CAMPAIGN"))
ASKED = {
    "fhir_consent": "?patient={person}",
    "fhir_audit_event": "?patient={person}",
    "access_register": "?person={person}",
    "may_be_told": "?item=CONDITION:STROKE&purpose=MATCHING&channel=SPOKEN",
}
"""What some addresses must be asked with; the person is Morag."""
QUARTER = "?since=2026-01-01&until=2026-03-31"
FORMS_ABOUT = {"Morag", "Ann", "Davie", "Rhona", "Euan", None}
"""About whom forms are asked for: one of each relation; all of them in the campaign."""


class Cell(NamedTuple):
    """An address, about somebody."""

    view: str
    path: str
    about: str | None


class Seen(NamedTuple):
    """What somebody was answered."""

    name: str
    cell: Cell
    status: int
    text: str

    def __str__(self) -> str:
        """Who asked what."""
        view, path, about = self.cell
        return f"{self.name} asked {path} ({view}, {about}): {self.status}"


class Matrix:
    """The application, and who is who in it."""

    def __init__(self, world: World) -> None:
        self.world, service = world, world.service
        self.principal: Principal = OPERATOR
        self.app = create_app(service.desk, identify=lambda _request: self.principal)
        self.client = TestClient(self.app, base_url=HERE, raise_server_exceptions=False)
        self.client.follow_redirects = False
        record, fear = world.known["break"][0], world.known["concern"][0]
        self.named: dict[str, dict[str, str]] = {
            "person": {name: str(each) for name, each in service.people.items()},
            "peer": {name: str(each) for name, each in service.peers.items()},
            "match": {name: str(each) for name, each in service.matches.items()},
            "referral": {name: str(each) for name, each in service.referrals.items()},
            "break": {"Morag": record},
            "break_id": {"Morag": record},
            "concern": {FEAR: fear},
        }

    def holders(self) -> Iterator[tuple[str, Subject]]:
        first = {str(each): name for name, each in self.world.service.peers.items()}
        for holder in self.world.holders:
            if holder is not None:
                which = holder.partition(":")[2]
                yield first.get(which, which), holder

    def cells(self) -> Iterator[Cell]:
        """Every address that shows something, with everybody in its place."""
        for route in self.app.routes:
            for handler in getattr(route, "route_handlers", ()):
                view = handler.opt.get(VIEW)
                if view is None or "GET" not in handler.http_methods:
                    continue
                places = re.findall(r"{(\w+):\w+}", route.path)
                path = re.sub(r"{(\w+):\w+}", r"{\1}", route.path)
                if len(places) == 1 and places[0] in BY_NAME:
                    for name, which in self.named[places[0]].items():
                        yield Cell(view, path.format(**{places[0]: which}), name)
                else:
                    known = {each: self.world.known.get(each, ["nobody"])[0] for each in places}
                    yield Cell(view, path.format(**known), None)

    def asked(self, cell: Cell) -> str:
        """The path with what must stand behind it."""
        if cell.path == "/api/v1/service_report":
            return cell.path + QUARTER
        asked = "" if "/AuditEvent/" in cell.path or "/Consent/" in cell.path else cell.view
        query = ASKED.get(asked, "").format(person=self.named["person"]["Morag"])
        return cell.path + query

    def ask(self, holder: Subject, path: str) -> Any:
        self.principal = acting_as(holder).shown(Proof.JUST_NOW)
        return self.client.get(path)

    def walk(self, *, consents: bool = False) -> Iterator[Seen]:
        """Everybody asks for everything; of consents, whoever may see anybody, and no empty form.

        The campaign leaves nothing out.
        """
        some = consents and not CAMPAIGN
        cells = [
            each
            for each in self.cells()
            if each.view != "form" or CAMPAIGN or (each.about in FORMS_ABOUT and not some)
        ]
        for name, holder in self.holders():
            for cell in () if some and reach_of(name) == set() else cells:
                answer = self.ask(holder, self.asked(cell))
                yield Seen(name, cell, answer.status_code, answer.text)


@pytest.fixture(scope="module")
def matrix(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    with world_in(Path(tmp_path_factory.mktemp("world"))) as world:
        peer = world.service.peers["Rhona"]
        world.service.do(StatePeerMatchingPreferences(peer=peer, says=(f"INTERESTS:{KITES}",)))
        yield Matrix(world)


@pytest.fixture(scope="module")
def seen(matrix: Matrix) -> list[Seen]:
    """What everybody is answered while no consent is given."""
    return list(matrix.walk())


def test_every_view_stands_in_the_table(matrix: Matrix) -> None:
    """If this fails for a view of yours: write into the table who may see it, by the design."""
    assert {cell.view for cell in matrix.cells()} - OPEN_TO_ALL == SEES.keys()


def test_every_role_reaches_what_the_design_gives_it_and_nothing_else(seen: list[Seen]) -> None:
    wrong = []
    for each in seen:
        due = expected(each.name, *each.cell)
        if (
            each.status >= 500
            or (due is False and each.status not in {403, 404})
            or (due and each.status == 403 and each.cell.view not in SOMETHING_ELSE_REFUSES)
            or (due and each.cell.about == FEAR and each.status == 404)
        ):
            wrong.append(str(each))

    assert wrong == []
    assert len(seen) > 4_000
    assert sum(expected(each.name, *each.cell) is not None for each in seen) > 3_000


def test_no_answer_holds_the_name_of_anybody_out_of_reach(matrix: Matrix, seen: list[Seen]) -> None:
    families = dict.fromkeys(matrix.world.service.people, "Testperson")
    families |= dict.fromkeys(matrix.world.service.peers, "Example")
    for each in seen:
        reach = reach_of(each.name)
        out = set() if reach is None else families.keys() - reach
        shown = {name for name in out if f"{name} {families[name]}" in each.text}
        assert shown == set(), (str(each), shown)


def test_what_a_peer_supporter_says_of_herself_is_hers_until_she_opens_it_and_again_after(
    matrix: Matrix, seen: list[Seen]
) -> None:
    """Opened to one coordinator for matching, it is shown to her, and nobody else."""
    service = matrix.world.service
    assert not _strangers_to(seen)

    consent = opened_for_matching(service)
    matrix.world.known["consent"].insert(0, str(consent))
    opened = list(matrix.walk(consents=True))
    told = {(each.name, each.cell.view) for each in _strangers_to(opened)}
    assert told <= {("isla", "suggestions"), ("isla", "choices")}
    assert told

    service.do(WithdrawDisclosureConsent(consent=consent))
    assert not _strangers_to(matrix.walk(consents=True))


def _strangers_to(seen: Iterator[Seen] | list[Seen]) -> list[Seen]:
    """The answers that tell others what Rhona says of herself; her own whole record is hers."""
    return [
        each
        for each in seen
        if KITES.lower() in each.text.lower()
        and each.name != "Rhona"
        and each.cell.view != "subject_access"
    ]


def test_list_detail_export_and_count_agree_for_everybody(matrix: Matrix) -> None:
    people = matrix.named["person"]
    erased = matrix.world.service.store.keyring.tombstones()
    named = {which for which in people.values() if f"person:{which}" not in erased}
    for name, holder in matrix.holders():
        listed = matrix.ask(holder, "/api/v1/caseload?limit=500")
        table = matrix.ask(holder, "/caseload.csv")
        assert listed.status_code == table.status_code, name
        if listed.status_code != 200:
            continue
        rows = {each["person"] for each in listed.json()["rows"]}
        in_table = {which for first, which in people.items() if f"{first} Testperson" in table.text}
        one_by_one, after = set(), "?limit=1"
        while after:
            page = matrix.ask(holder, f"/api/v1/caseload{after}").json()
            one_by_one |= {each["person"] for each in page["rows"]}
            after = f"?limit=1&cursor={page['next']}" if page["next"] else ""
        found = {
            which
            for first, which in people.items()
            for each in matrix.ask(holder, f"/api/v1/caseload?name={first}").json()["rows"]
            if each["person"] == which
        }
        assert rows == one_by_one, name
        assert in_table == found == rows & named, name
        if "supervisor" in HOLDS[name] and "coordinator" not in HOLDS[name]:
            continue  # sees the match and not the person's history
        for which in rows:
            assert matrix.ask(holder, f"/people/{which}").status_code == 200, (name, which)
