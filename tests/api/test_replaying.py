"""Replay from the terminal: what other definitions would have said, and that nothing changes."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from api.cli import main
from api.store import Store, open_store
from domain.definitions import with_numbers
from infrastructure.settings import settings_from
from projections.moments import moment_of
from projections.replaying import cut_of, in_force, replay
from tests.api.terminal import Ran, Terminal, terminal

__all__ = ["terminal"]  # the fixture

STRICT = "[indicators.contacts]\nnotice = 1.05\nreview = 1.4\n"
THEN = ("--true-at", "2026-11-01")
"""The last day of the simulated history: three weeks later nobody would be in touch any more."""
RANGE = "indicators.contacts.notice=0.8:2.4:0.4"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated year and a half of a small service, made once."""
    data = tmp_path_factory.mktemp("filled") / "alongside-data"
    size = ("--people", "60", "--years", "1.5", "--seed", "4", "--until", "2026-11-02")
    assert main(["simulate", "--data", str(data), *size, "--json"]) == 0
    return data


@pytest.fixture
def service(terminal: Terminal, filled: Path) -> Terminal:
    """A terminal where that service lies, with definitions to try."""
    for name in ("alongside-data", "alongside-data.keys"):
        shutil.copytree(filled.with_name(name), Path(name))
    Path("strict.toml").write_text(STRICT)
    Path("same.toml").write_text("")
    return terminal


@pytest.fixture
def store(service: Terminal) -> Iterator[Store]:
    opened = open_store(settings_from({}), create=False)
    yield opened
    opened.close()


def test_under_the_definitions_in_force_a_replay_is_what_the_live_view_shows(
    service: Terminal, store: Store
) -> None:
    when = cut_of(store.views, None, None)
    (of,) = store.services()
    shown = 0
    for name in ("caseload", "dependency_indicators", "match_board", "waiting_list"):
        view = store.views.views[name]
        held = in_force(store.views, of, when)
        replayed = replay(store.views, view, of, held, when)
        listed = service("show", name, "--json").json["rows"]
        fields = set(listed[0]) if listed else set()
        shown += len(listed)

        assert len(replayed.rows) == len(listed), name
        for row in replayed.rows:
            assert fields <= set(row)
        kept = sorted(str((row["person"], row.get("match"), row.get("code"))) for row in listed)
        told = [(row["person"], row.get("match"), row.get("code")) for row in replayed.rows]
        assert sorted(map(str, told)) == kept
    assert shown > 50


def compared(service: Terminal, *more: str) -> Ran:
    return service("replay", "--definitions", "strict.toml", *more)


def test_stricter_numbers_add_flags_and_each_is_explained_by_its_entries(
    service: Terminal, store: Store
) -> None:
    told = compared(service, *THEN, "--json").json
    other_way = ("--definitions", "same.toml", "--compare", "strict.toml")
    back = service("replay", *other_way, *THEN, "--json").json

    assert told["numbers"] == {
        "indicators.contacts.notice": [1.5, 1.05],
        "indicators.contacts.review": [2.5, 1.4],
    }
    assert told["flags"]
    assert {flag["code"] for flag in told["flags"]} <= {"D1", "D11"}
    assert {flag["change"] for flag in told["flags"]} <= {"ADDED", "HEAVIER"}
    assert {flag["change"] for flag in back["flags"]} <= {"REMOVED", "LIGHTER"}
    assert len(back["flags"]) == len(told["flags"])
    for flag in told["flags"]:
        assert flag["entries"]
        assert sum(entry["tipped"] for entry in flag["entries"]) <= 1
        for entry in flag["entries"]:
            recorded = store.ledger.entry(entry["position"])
            assert recorded is not None
            assert entry["name"] == type(recorded.event).__name__
            assert f"match:{flag['match']}" in recorded.tags
    said = compared(service, *THEN).out
    assert "becomes" in said
    assert "<- with this one" in said
    assert "Nothing was changed" in said


def test_a_replay_says_all_that_is_needed_to_run_it_again_and_gives_the_same_digest(
    service: Terminal,
) -> None:
    cut = ("--known-at", "2026-10-01", "--json")
    one, two = compared(service, *cut).json, compared(service, *cut).json

    assert one == two
    assert one["digest"] != one["digest_before"]
    assert len(one["code"]["domain"]) == len(one["digest"]) == 64
    assert one["known_at"] == "2026-10-01"
    assert compared(service, "--json").json["position"] > one["position"]
    assert one["flags"]
    other = service("replay", "--definitions", "same.toml", *cut).json
    assert other["flags"] == []
    assert other["digest"] != one["digest"]


def test_nothing_is_sent_changed_or_recorded_by_a_replay(service: Terminal, store: Store) -> None:
    def log() -> list[object]:
        with closing(sqlite3.connect(Path("alongside-data") / "log.db")) as db:
            tables = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            return [db.execute(f'SELECT * FROM "{each}"').fetchall() for (each,) in tables]  # noqa: S608

    service("caseload")
    before, digests, noted = log(), _digests(service), _noted(store)
    for arguments in (
        ("--definitions", "strict.toml"),
        ("--definitions", "strict.toml", "--view", "caseload"),
        ("--sweep", RANGE, "--weeks", "4"),
    ):
        assert service("replay", *arguments).status == 0

    assert log() == before
    assert _digests(service) == digests
    assert _noted(store) > noted  # that somebody looked is noted, in the log of reads alone


def _digests(service: Terminal) -> dict[str, str]:
    lines = service("projections", "status", "--json").json
    return {each["projection"]: each["digest"] for each in lines}


def _noted(store: Store) -> int:
    with closing(sqlite3.connect(store.settings.access_file)) as db:
        return int(db.execute("SELECT count(*) FROM events").fetchone()[0])


def test_a_sweep_counts_for_each_value_what_a_replay_by_it_would_raise(
    service: Terminal, store: Store
) -> None:
    found = service("replay", "--sweep", RANGE, "--weeks", "8", *THEN, "--json").json
    flags = [each["flags"] for each in found["values"]]
    ever = [each["ever"] for each in found["values"]]
    (of,) = store.services()
    moment = moment_of(THEN[1], "")
    when = cut_of(store.views, None, moment)

    assert [each["value"] for each in found["values"]] == [0.8, 1.2, 1.6, 2.0, 2.4]
    assert found["codes"] == ["D1", "D11"]  # whose goals stay flat though contact grows
    assert flags == sorted(flags, reverse=True)
    assert ever == sorted(ever, reverse=True)
    assert flags[0] > flags[-1]
    assert all(each["lasting"] is None or 0 <= each["lasting"] <= 1 for each in found["values"])
    view = store.views.views["dependency_indicators"]
    for each in found["values"]:
        numbers = {"indicators.contacts.notice": each["value"]}
        replayed = replay(store.views, view, of, with_numbers(numbers, "tried"), when)
        raised = [row for row in replayed.rows if row["code"] in found["codes"] and row["severity"]]
        assert each["flags"] == len(raised)
        assert each["matches"] == len({row["match"] for row in raised})


def test_the_picture_of_a_sweep_says_in_words_what_it_shows(service: Terminal) -> None:
    said = service("replay", "--sweep", RANGE, "--weeks", "4", "--picture", "sweep.svg")
    picture = ET.parse("sweep.svg").getroot()  # noqa: S314 - our own file
    name = "{http://www.w3.org/2000/svg}"

    assert said.status == 0
    words = picture.findtext(f"{name}desc")
    assert words
    assert words in said.out
    assert "At 1.2:" in words
    assert picture.get("role") == "img"
    bars = [each for each in picture.findall(f"{name}rect") if each.get("fill") == "#0065bd"]
    assert len(bars) == 5
    assert all(float(each.get("height", "-1")) >= 0 for each in bars)
    assert "script" not in Path("sweep.svg").read_text()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "say either"),
        (("--definitions", "strict.toml", "--sweep", RANGE), "say either"),
        (("--sweep", "indicators.contacts.notice=2"), "no range"),
        (("--sweep", "no.such=1:2:1"), "no number"),
        (("--sweep", "indicators.contacts.notice=2:1:1"), "upwards"),
        (("--sweep", "indicators.contacts.notice=2:3:0.5"), "must not stand below"),
        (("--definitions", "strict.toml", "--view", "nothing"), "no view"),
        (("--definitions", "absent.toml"), "no file"),
    ],
)
def test_what_cannot_be_replayed_is_refused(
    service: Terminal, arguments: tuple[str, ...], sentence: str
) -> None:
    assert sentence in service("replay", *arguments).error
