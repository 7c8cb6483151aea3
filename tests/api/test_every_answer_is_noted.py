"""Every way in which somebody's information leaves is noted: generated from the routes there are.

A new address is asked here without a line being added; one whose path names something that is not
known here fails, and says so. Who asks is drawn from every role, what is asked from every address.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest
from litestar.testing import TestClient

from api.app import create_app
from application.ledger import OutOfReach
from application.policy import NOTED_BY_CONCERN
from application.principal import OPERATOR, Principal, Proof, acting_as
from application.register import reader_of
from domain.access import AnswerGiven, read_by
from domain.people import Subject
from infrastructure.codec import decode
from tests.api.everybody import NAMES, World, world_in

HERE = "http://127.0.0.1"
CAMPAIGN = bool(os.environ.get("ALONGSIDE_CAMPAIGN"))
FUZZED = 10_000 if CAMPAIGN else 150
NOBODYS = ("/static", "/health", "/api/v1/openapi.json", "/sign-in", "/help-now")
"""Addresses that show nothing of a service."""
ASKED = (
    "",
    "known_at=2026-05-01",
    "true_at=2026-04-01",
    "name=Morag",
    "name=Example",
    "coordinator=isla",
    "limit=1",
    "person={person}",
    "peer={peer}",
    "item=CONDITION:STROKE&purpose=MATCHING&channel=SPOKEN",
)
"""What may stand behind an address; what an address does not take is refused, and tells nothing."""
DONE = range(200, 300)


class Broken:
    """A recorder that keeps nothing any more, and knows nothing."""

    def __getattr__(self, asked: str) -> Any:
        raise OutOfReach(f"the disk is full, so there is no {asked}")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world_in(tmp_path_factory.mktemp("world")) as made:
        yield made


@dataclass
class Asking:
    """The application for whomever a test says, and what its answers name."""

    world: World
    principal: Principal = OPERATOR
    client: TestClient[Any] = field(init=False)
    addresses: list[str] = field(init=False)

    def __post_init__(self) -> None:
        app = create_app(self.world.service.desk, identify=lambda _request: self.principal)
        self.client = TestClient(app, base_url=HERE)
        self.client.follow_redirects = False
        self.addresses = sorted(
            {
                route.path
                for route in app.routes
                for handler in getattr(route, "route_handlers", ())
                if "GET" in handler.http_methods and not route.path.startswith(NOBODYS)
            }
        )

    @property
    def log(self) -> Any:
        return self.world.service.store.reads

    def path(self, address: str, dice: Random) -> str:
        """The address with something that is there, or was, in each of its places."""

        def known(place: re.Match[str]) -> str:
            return dice.choice(self.world.known[place[1]])

        return re.sub(r"{(\w+):\w+}", known, address)

    def get(self, path: str) -> tuple[Any, set[Subject]]:
        """The answer, and whom it names beside those whom the path names."""
        answer = self.client.get(path)
        said = answer.text + " ".join(answer.headers.values())
        named = {
            about
            for about, words in self.world.everybody.items()
            if any(each in said for each in words)
        }
        return answer, named

    def noted_since(self, position: int) -> list[Any]:
        pages = self.log.recorder.columns(position)
        return [decode(row) for page in pages for row in page]

    def check(self, path: str) -> bool:
        """Ask, and hold the answer against what was noted; say whether it named anybody."""
        before = self.log.position()
        answer, named = self.get(path)
        entries = self.noted_since(before)
        said = f"{self.principal.holder} asked {path}: {answer.status_code}"
        if answer.status_code not in DONE:
            asked_for = {each for each in named if each.partition(":")[2] in path}
            assert named <= asked_for, said
            return False
        assert answer.status_code < 500, said
        place = path.partition("?")[0]  # the answer is about whoever was asked for
        named |= {each for each in self.world.everybody if each.partition(":")[2] in place}
        if not named:
            return False
        assert len(entries) == 1, said
        (entry,) = entries
        assert isinstance(entry.event, AnswerGiven), said
        assert read_by(reader_of(self.principal)) in entry.tags, said
        if entry.event.view in NOTED_BY_CONCERN:
            named = self.world.concerns_in(path + answer.text)
            assert entry.event.view != "concern" or named, said
            assert not {*entry.tags} & {*self.world.everybody}, said
        assert named <= set(entry.tags), (said, named - set(entry.tags))
        return True


@pytest.fixture
def asking(world: World) -> Asking:
    return Asking(world)


def test_every_address_that_names_somebody_notes_all_whom_it_names(asking: Asking) -> None:
    """If this fails for an address of yours: `desk.must_reach` or `desk.note` whom it is about."""
    dice, told = Random(1), set()
    for address in asking.addresses:
        for query in ASKED[:1] if "people" not in address else ASKED[:2]:
            for _ in range(2 if "{" in address else 1):
                path = asking.path(address, dice)
                if asking.check(f"{path}?{query}" if query else path):
                    told.add(address)
    assert len(told) > 40  # they do name people, so the test does look


def test_with_the_log_of_reads_failing_no_address_names_anybody(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = Random(2)
    for address in asking.addresses:
        path = asking.path(address, dice)
        monkeypatch.setattr(asking.log, "_opened", Broken())
        answer, named = asking.get(path)
        monkeypatch.undo()
        assert {each for each in named if each.partition(":")[2] not in path} == set(), path
        assert not any(each in answer.text for each in NAMES), path


def test_whoever_asks_for_whatever_is_noted_or_is_told_nothing(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The full count is in `make campaign`: 10,000 answers that name somebody."""
    dice, told, withheld = Random(20261123), 0, 0
    people = asking.world.known["person"]
    peers = asking.world.known["peer"]
    asked = 0
    while told < FUZZED:
        asked += 1
        assert asked < 60 * FUZZED
        holder = dice.choice(asking.world.holders)
        asking.principal = OPERATOR if holder is None else acting_as(holder).shown(Proof.JUST_NOW)
        query = dice.choice(ASKED).format(person=dice.choice(people), peer=dice.choice(peers))
        path = asking.path(dice.choice(asking.addresses), dice)
        path = f"{path}?{query}" if query else path
        if dice.random() < 0.1:
            monkeypatch.setattr(asking.log, "_opened", Broken())
            answer, named = asking.get(path)
            monkeypatch.undo()
            assert {each for each in named if each.partition(":")[2] not in path} == set(), path
            assert not any(each in answer.text for each in NAMES), path
            withheld += answer.status_code == 503
        else:
            told += asking.check(path)
    assert withheld > FUZZED // 50
