"""Whatever the terminal prints or writes about somebody is noted first: every command there is.

A new command fails here until it is said how it is typed; what it then names has to be noted.
"""

import argparse
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copytree
from typing import Any, NamedTuple

import pytest

from api.cli.parser import parser
from application.policy import NOTED_BY_CONCERN
from domain.access import AnswerGiven, read_by
from domain.people import Subject, subject
from infrastructure.codec import decode
from infrastructure.recorders.sqlite import SqliteRecorder
from projections.lists import LISTS
from tests.api.everybody import NAMES, world_in
from tests.api.terminal import Ran, Terminal, request, sent, terminal

__all__ = ["terminal"]  # the fixture

STUDY = """
study = "waits"
title = "How long do people wait?"
kind = "time_to_event"
[window]
first_day = 2025-01-01
last_day = 2026-05-31
observed_until = 2026-05-31
"""
TYPED: dict[str, tuple[str, ...]] = {
    "access": (
        "show access_register --filter person={person}",
        "show access_register --json --filter peer={peer}",
    ),
    "breaks": ("breaks", "breaks --json"),
    "bundle": ("bundle {break} --out bundle", "bundle match:{match} --out bundle --json"),
    "caseload": ("caseload", "caseload --json", "caseload --format csv --known-at 2026-05-01"),
    "competencies": ("competencies {peer}", "competencies --json"),
    "consistency": ("consistency", "consistency --json"),
    "evaluate": (
        "evaluate study.toml --out study",
        "evaluate study.toml --out study --json",
    ),
    "export": ("export csv --out extract", "export parquet --out extract --json"),
    "history": ("history {person}", "history {person} --json --true-at 2026-04-01"),
    "import": ("import referrals two.json --json", "import referrals two.json --json"),
    "indicators": ("indicators --all", "indicators --json --all"),
    "keys": ("keys erasures", "keys erasures {erasure}", "keys erasures --json"),
    "match": ("match {match}", "match {match} --json"),
    "outcomes": ("outcomes {person}", "outcomes {person} --json", "outcomes --json"),
    "receipt": ("receipt {break} --by LETTER --out receipt",),
    "replay": ("replay --definitions strict.toml", "replay --definitions strict.toml --json"),
    "retention": ("retention", "retention --json"),
    "review": ("review none.json",),
    "show": tuple(
        f"show {name} {how}"
        for name in (*LISTS, "evidence_pack --filter break={break}")
        for how in ("", "--json", "--format csv")
        if not (name.startswith("evidence") and how.endswith("csv"))
    ),
    "subject-access": ("subject-access {whose}", "subject-access {whose} --out mine --json"),
    "suggest": ("suggest", "suggest {referral} --json"),
    "supervision": ("supervision {peer}", "supervision {peer} --json"),
    "training": ("training", "training --json"),
    "user": ("user list", "user list --json"),
    "why-not": ("why-not {match} {peer}",),
}
"""How each command that may tell of somebody is typed."""

TELL_OF_NOBODY = frozenset(
    {
        *("init", "demo", "serve", "simulate"),  # make a store, or serve it
        *("backup", "restore", "migrate", "checkpoint", "signer"),  # move what is sealed
        "mail",  # says how many left
        *("projections", "verify", "verify-bundle"),  # say whether something is whole
        *(
            "definitions",
            "leaving",
            "offers",
            "equality",
            "reach",
            "report",
            "signals",
            "sustainability",
            "score",
            "waits",
        ),  # counts, the service
    }
)
NAME_NOBODY_HERE = frozenset({"evaluate", "export", "import", "receipt", "replay", "review"})
"""These print identifiers of other things; `receipt` is refused, as nobody was told yet."""
RECORD = frozenset({"do"})
"""What these print are the identifiers of what was just recorded, under whoever asked for it."""


class Placed(NamedTuple):
    """A store to look at, what is in it, and by which words everybody is known."""

    folder: Path
    known: dict[str, str]
    everybody: dict[Subject, tuple[str, ...]]


@pytest.fixture(scope="module")
def placed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Placed]:
    folder = tmp_path_factory.mktemp("placed")
    with world_in(folder) as world:
        erased = Subject(f"person:{world.service.people['Ann']}")
        first = {place: each[0] for place, each in world.known.items() if each}
        known = first | {
            "erasure": erased.replace(":", "."),
            "person": world.service.people["Morag"],
        }
        yield Placed(folder, known, world.everybody)


class Typing:
    """A copy of the store, and a terminal beside it."""

    def __init__(self, placed: Placed, terminal: Terminal) -> None:
        self.placed, self.terminal = placed, terminal
        copytree(placed.folder, "there")
        Path("none.json").write_text("[]")
        Path("study.toml").write_text(STUDY)
        Path("strict.toml").write_text("session_recorded_within_days = 1\n")
        sent(Path("two.json"), request("1", "p1"), request("2", "p2"))
        peer = placed.known["peer"]
        self("user invite davie@example.org --as peer:" + peer)

    def __call__(self, typed: str) -> tuple[Ran, set[Subject]]:
        """What was printed, and whom that and the files that were written name."""
        before = {file: file.stat().st_mtime_ns for file in self._files()}
        typed = typed.format(**self.placed.known)
        words = typed.split()
        ran = self.terminal(*words, "--data", "there/data", "--keys", "there/keys")
        written = [each for each in self._files() if each not in before]
        said = ran.out + ran.err + "".join(each.read_text(errors="replace") for each in written)
        named = {
            about
            for about, known in self.placed.everybody.items()
            if any(each in said for each in known)
        }
        if ran.status == 0:  # the answer is about whoever was asked for
            named |= {each for each in self.placed.everybody if each.partition(":")[2] in typed}
        return ran, named

    def _files(self) -> list[Path]:
        return [each for each in Path().rglob("*") if each.is_file() and "there" not in each.parts]

    def noted(self) -> list[tuple[Any, set[str]]]:
        with closing(SqliteRecorder(Path("there/data/access.db"))) as recorder:
            pages = list(recorder.columns())
        entries = [decode(row) for page in pages for row in page]
        return [(each.event, set(each.tags)) for each in entries]


@pytest.fixture
def typing(placed: Placed, terminal: Terminal) -> Typing:
    return Typing(placed, terminal)


def every_command() -> set[str]:
    (found,) = [each for each in parser()._actions if isinstance(each, argparse._SubParsersAction)]
    return set(found.choices)


def test_of_every_command_it_is_said_how_it_is_typed_or_that_it_tells_of_nobody() -> None:
    """If this fails for a command of yours: say above how it is typed, and let it be noted."""
    assert every_command() == {*TYPED, *TELL_OF_NOBODY, *RECORD} - {"access"}


@pytest.mark.parametrize("command", sorted(TYPED))
def test_what_a_command_says_about_somebody_is_noted(typing: Typing, command: str) -> None:
    told = False
    for number, typed in enumerate(TYPED[command]):
        before = typing.noted()
        ran, named = typing(typed.replace("--out ", f"--out {number}-"))
        since = typing.noted()[len(before) :]
        about = {each for _event, tags in since for each in tags}
        if any(event.view in NOTED_BY_CONCERN for event, _tags in since):
            assert not about & {*typing.placed.everybody}, typed
            named = {subject("concern", typing.placed.known["concern"])}
        assert named <= about, (typed, named - about)
        if named:
            assert ran.status == 0, (typed, ran.err)
            assert all(isinstance(event, AnswerGiven) for event, _tags in since), typed
            assert all(read_by("local-operator") in tags for _event, tags in since), typed
            told = True
    assert told or command in NAME_NOBODY_HERE  # they do name people, so the test does look


@pytest.mark.parametrize("command", sorted(set(TYPED) - {"import"}))
def test_with_the_log_of_reads_failing_a_command_names_nobody(typing: Typing, command: str) -> None:
    log = Path("there/data/access.db")
    log.unlink(missing_ok=True)
    for beside in Path("there/data").glob("access.db-*"):
        beside.unlink()
    log.mkdir()
    for typed in TYPED[command]:
        ran, named = typing(typed)
        said = typed.format(**typing.placed.known)
        asked_for = {each for each in named if each.partition(":")[2] in said}
        assert named <= asked_for, typed
        assert not any(each in ran.out + ran.err for each in NAMES), typed
