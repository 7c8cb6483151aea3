"""Extracts from the terminal: nobody can be told by them, and every one is recorded."""

import csv
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import combinations
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from api.cli import main
from api.store import Store, open_store
from application.evaluation import extract as extracting
from application.evaluation.dictionary import FIRST
from application.evaluation.disguise import NAMES, VALUES, parts_of
from domain.catalogue import EVENTS
from domain.decider import Recorded
from domain.personal import Class
from domain.referral import ReferralReceived
from domain.study import StudyExtractMade
from infrastructure.codec import opened, sealed_fields
from infrastructure.extracts import NotExtracted, making, shards
from infrastructure.extracts.ocel import JSON_FILE, SQLITE_FILE
from infrastructure.extracts.ocel_reading import NotALog, as_json, read_json, read_sqlite
from infrastructure.extracts.shards import shards_in, told_in
from infrastructure.settings import settings_from
from tests.api.terminal import Terminal, terminal

__all__ = ["terminal"]  # the fixture

GIVEN = Path(__file__).parents[3] / "shared" / "data" / "ocel"
SMALLEST = 5
WORDS: tuple[Class, ...] = ("words",)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated year of a small service, made once."""
    data = tmp_path_factory.mktemp("filled") / "alongside-data"
    size = ("--people", "60", "--years", "1.5", "--seed", "4", "--until", "2026-11-02")
    assert main(["simulate", "--data", str(data), *size, "--json"]) == 0
    return data


@pytest.fixture
def service(terminal: Terminal, filled: Path) -> Terminal:
    """A terminal where that service lies."""
    for name in ("alongside-data", "alongside-data.keys"):
        shutil.copytree(filled.with_name(name), Path(name))
    return terminal


@pytest.fixture
def store(service: Terminal) -> Iterator[Store]:
    opened = open_store(settings_from({}), create=False)
    yield opened
    opened.close()


def files_in(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in sorted(folder.iterdir())}


def tables_in(folder: Path) -> dict[str, list[dict[str, str]]]:
    found = {}
    for each in sorted(folder.glob("*.csv")):
        with each.open(encoding="utf-8", newline="") as text:
            found[each.stem] = list(csv.DictReader(text))
    return found


def columns(name: str, fate: str) -> list[str]:
    return [part.name for part in parts_of(EVENTS[name]) if part.fate == fate]


def test_the_same_extract_is_the_same_bytes_however_often_it_is_asked_for(
    service: Terminal,
) -> None:
    for form in ("parquet", "csv", "ocel"):
        first = service("export", form, "--out", f"one-{form}", "--json").json
        again = service("export", form, "--out", f"two-{form}", "--json").json

        assert first["digest"] == again["digest"]
        assert files_in(Path(f"one-{form}")) == files_in(Path(f"two-{form}"))
        assert service("export", form, "--out", f"one-{form}").status == 0  # it is that already
    assert "holds something else" in service("export", "csv", "--out", "one-ocel").error
    Path("mine").mkdir()
    assert "there already" in service("export", "csv", "--out", "mine").error
    assert not Path("mine.unfinished").exists()


def test_no_name_no_word_and_no_identifier_of_the_log_stands_in_an_extract(
    service: Terminal, store: Store
) -> None:
    for form in ("parquet", "csv", "ocel"):
        assert service("export", form, "--out", form).status == 0
    rows = [row for each in shards_in(Path("parquet")) for row in told_in(each)]
    told = "\n".join(row.data + row.person for row in rows)
    told += "".join(each.read_text() for each in Path("csv").iterdir() if each.suffix == ".csv")
    told += (Path("ocel") / JSON_FILE).read_text()
    with closing(sqlite3.connect(Path("ocel") / SQLITE_FILE)) as db:
        told += "\n".join(db.iterdump())
    entries = [recorded for page in store.ledger.read() for recorded in page]
    identifiers = {tag.partition(":")[2] for each in entries for tag in each.tags}
    words = {text for each in entries for text in words_of(store, each)}

    assert len(identifiers) > 100
    assert len(words) > 100
    assert {each for each in (identifiers | words) - {"service"} if each in told} == set()


def words_of(store: Store, recorded: Recorded) -> set[str]:
    """All texts of an entry that are somebody's words."""
    fields = [x.field for x in sealed_fields(type(recorded.event)) if x.kind == "words"]
    event = opened(recorded, store.keyring, WORDS).event
    values = [getattr(event, each) for each in fields]
    return {each for each in values if isinstance(each, str)}


def test_what_a_peer_supporter_says_of_their_own_well_being_stands_in_no_extract(
    service: Terminal,
) -> None:
    service("export", "parquet", "--out", "own", "--dates", "exact")
    held = [json.loads(each.data) for each in told_in(shards_in(Path("own"))[0])]

    assert len(held) > 500
    assert {each.get("peer_wellbeing") for each in held} == {None}
    assert {each.get("mood") for each in held} == {None}
    assert {each.get("note") for each in held} == {None}


def test_two_studies_cannot_be_joined_on_any_column_or_combination(service: Terminal) -> None:
    for study in ("first", "second"):
        assert service("export", "csv", "--study", study, "--out", study).status == 0
    one, other = tables_in(Path("first")), tables_in(Path("second"))

    assert set(one) == set(other)
    for name in one:
        left, right = one[name], other[name]
        assert len(left) == len(right)
        for column in ("person", *columns(name, NAMES)):
            mine, theirs = ({row[column] for row in rows} - {""} for rows in (left, right))
            assert not {x for each in mine for x in each.split()} & {
                x for each in theirs for x in each.split()
            }, (name, column)
        values = columns(name, VALUES)
        for size in (1, 2, len(values)):
            for some in combinations(values, size):
                people: dict[tuple[str, ...], set[str]] = {}
                for row in right:
                    people.setdefault(tuple(row[each] for each in some), set()).add(row["person"])
                joined = {tuple(row[each] for each in some) for row in left} & set(people)
                assert all(len(people[each]) >= SMALLEST for each in joined), (name, some)


def test_the_dates_of_two_studies_are_moved_by_different_weeks_and_stand_in_order(
    service: Terminal, store: Store
) -> None:
    for study in ("first", "second"):
        assert service("export", "csv", "--study", study, "--out", study).status == 0
    one, other = tables_in(Path("first")), tables_in(Path("second"))
    moments = [
        sorted((row["at"], row["recorded_at"]) for rows in found.values() for row in rows)
        for found in (one, other)
    ]

    assert moments[0] != moments[1]
    assert all(at.endswith(":00:00Z") for at, _recorded in moments[0])
    for rows in one.values():
        by_person: dict[str, list[tuple[int, str]]] = {}
        for row in rows:
            by_person.setdefault(row["person"], []).append((int(row["entry"]), row["at"]))
        for entries in by_person.values():
            assert [at for _entry, at in sorted(entries)] == sorted(at for _entry, at in entries)


def test_whoever_objects_or_is_erased_is_absent_and_counted_once(
    service: Terminal, store: Store
) -> None:
    before = service("export", "csv", "--out", "before", "--json").json
    people = sorted(
        store.ledger.subjects("person"), key=lambda each: store.ledger.history(each)[0].position
    )
    first, second, third = (each.partition(":")[2] for each in people[:3])
    ask = ("do", "record-request", "how=SPOKEN")
    assert service(*ask, "right=OBJECTION", f"person={first}").status == 0
    assert service(*ask, "right=RESTRICTION", f"person={second}").status == 0
    assert service("do", "erase-person", f"person={third}", "ground=NO_LONGER_NEEDED").status == 0
    after = service("export", "csv", "--out", "after", "--json").json
    flow = after["flow"]

    assert (flow["OBJECTS"], flow["RESTRICTED"], flow["ERASED"]) == (1, 1, 1)
    assert flow["considered"] == before["flow"]["considered"]
    assert flow["considered"] == flow["included"] + sum(
        flow[each] for each in ("ERASED", "OBJECTS", "RESTRICTED", "NO_BASIS")
    )
    absent = {row["person"] for rows in tables_in(Path("before")).values() for row in rows} - {
        row["person"] for rows in tables_in(Path("after")).values() for row in rows
    }
    assert len(absent) == before["flow"]["included"] - flow["included"]
    # the past is told by today's objections, too
    known = ("--known-at", "2026-11-01")
    past = service("export", "csv", "--out", "past", *known, "--json").json
    assert past["flow"]["OBJECTS"] == 1
    assert past["position"] < before["position"]


def test_an_extract_is_recorded_and_noted_before_anybody_has_it(
    service: Terminal, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = ("--study", "mentoring", "--purpose", "research", "--recipient", "Invented University")
    made = service("export", "csv", "--out", "given", *said, "--json").json
    again = service("export", "csv", "--out", "again", *said, "--json").json
    entries = [each for page in store.ledger.read(made["position"]) for each in page]

    assert made["digest"] == again["digest"]
    (recorded,) = entries  # asked again, it is recorded already
    assert isinstance(recorded.event, StudyExtractMade)
    assert recorded.event.people == made["people"]
    assert recorded.event.content.hex() == made["digest"]
    assert "Invented" not in str(recorded.event)
    included = next(
        each.event.person
        for page in store.ledger.read()
        for each in page
        if isinstance(each.event, ReferralReceived)
    )
    seen = service("show", "access_register", "--filter", f"person={included}", "--json").json
    assert {each["view"] for each in seen["did_see"]} == {"study_extract"}

    def broken(*_asked: object) -> None:
        raise NotExtracted("the disk is gone (put it back)")

    monkeypatch.setattr("api.desk.Desk.tell", broken)
    assert "disk" in service("export", "csv", "--out", "untold", *said).error
    assert not Path("untold").exists()


def test_a_broken_run_goes_on_where_it_stopped(
    service: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extracting, "ENTRIES_IN_A_SHARD", 500)
    monkeypatch.setattr(extracting, "ENTRIES_IN_MEMORY", 1000)
    whole = service("export", "parquet", "--out", "whole", "--json").json
    written: list[int] = []
    stop_after = [2]
    write = shards.write_shard

    def stopping(folder: Path, number: int, lives: Any) -> int:
        if len(written) == stop_after[0]:
            raise KeyboardInterrupt
        written.append(number)
        return write(folder, number, lives)

    monkeypatch.setattr(making, "write_shard", stopping)
    stopped = service("export", "parquet", "--out", "parts")
    stop_after[0] = 99
    resumed = service("export", "parquet", "--out", "parts", "--json").json

    assert stopped.status == 1
    assert "stopped" in stopped.err
    assert len(written) == len(set(written)) == len(shards_in(Path("whole"))) > 2
    assert resumed["digest"] == whole["digest"]
    assert files_in(Path("parts")) == files_in(Path("whole"))


def test_the_dictionary_describes_every_column_and_every_value_fits_it(service: Terminal) -> None:
    service("export", "csv", "--out", "told")
    described = json.loads((Path("told") / "datapackage.json").read_text())
    tables = tables_in(Path("told"))
    fits: dict[str, Callable[[str], object]] = {
        "integer": lambda text: text == str(int(text)),
        "number": lambda text: text == str(float(text)),
        "boolean": lambda text: text in {"true", "false"},
        "datetime": lambda text: text.endswith("Z") and text[10] == "T",
        "date": lambda text: len(text) == 10,
        "time": lambda text: text[2] == ":",
        "string": bool,
    }

    assert {each["title"] for each in described["resources"]} == set(tables)
    for each in described["resources"]:
        rows = tables[each["title"]]
        fields = each["schema"]["fields"]
        assert [field["name"] for field in fields] == list(rows[0])
        assert [field["name"] for field in fields][: len(FIRST)] == list(FIRST)
        assert all(field["description"] for field in fields)
        for field in fields:
            texts = {row[field["name"]] for row in rows} - {""}
            assert all(fits[field["type"]](text) for text in texts), (each["title"], field)
            allowed = field.get("constraints", {}).get("enum")
            assert allowed is None or texts <= set(allowed)


def test_the_log_for_process_mining_is_valid_and_says_the_same_twice(service: Terminal) -> None:
    made = service("export", "ocel", "--out", "mined", "--json").json
    file = Path("mined") / JSON_FILE
    as_said, as_kept = read_json(file), read_sqlite(Path("mined") / SQLITE_FILE)

    assert len(as_said.events) == len(as_kept.events) == made["entries"]
    assert {each.id for each in as_said.objects} == {each.id for each in as_kept.objects}
    for said, kept in zip(as_said.events, as_kept.events, strict=True):
        assert (said.id, said.type, said.attributes) == (kept.id, kept.type, kept.attributes)
        assert said.relationships == kept.relationships
        assert said.time[:19].replace("T", " ") == kept.time
    if not GIVEN.exists():
        pytest.skip("../shared/data/ocel is absent: a plain clone has none")
    schema = json.loads((GIVEN / "ocel2-schema.json").read_text())
    whole = json.loads(file.read_text())
    checker = jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker())
    assert next(checker.iter_errors(whole), None) is None
    whole["events"][0].pop("time")
    assert next(checker.iter_errors(whole), None) is not None  # it can fail


def test_a_foreign_reader_reads_the_log(service: Terminal) -> None:
    made = service("export", "ocel", "--out", "mined", "--json").json
    program = (
        "import sys, pm4py\n"
        "for read, file in ((pm4py.read_ocel2_json, 'log.jsonocel'),"
        " (pm4py.read_ocel2_sqlite, 'log.sqlite')):\n"
        "    found = read(sys.argv[1] + '/' + file)\n"
        "    print(len(found.events), len(found.objects), len(found.relations))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program, "mined"],
        capture_output=True,
        text=True,
        check=True,
        env={"MPLBACKEND": "Agg", "MPLCONFIGDIR": str(Path.cwd()), "HOME": str(Path.cwd())},
    )
    by_json, by_tables = (list(map(int, line.split())) for line in ran.stdout.splitlines())
    log = read_json(Path("mined") / JSON_FILE)
    related = [(each.id, other) for each in log.events for other in each.relationships or ()]
    once = {(event, other.object_id) for event, other in related}

    assert by_tables == [made["entries"], len(log.objects), len(related)]
    assert by_json == [made["entries"], len(log.objects), len(once)]  # it keeps one role of each
    assert 0 < len(related) - len(once) < len(once) / 100


@pytest.mark.skipif(not GIVEN.exists(), reason="../shared/data/ocel is absent: a plain clone")
def test_the_example_of_the_standard_reads_back_unchanged(tmp_path: Path) -> None:
    original = json.loads((GIVEN / "example.jsonocel").read_text())

    assert json.loads(as_json(read_json(GIVEN / "example.jsonocel"))) == original
    kept = read_sqlite(GIVEN / "example.sqlite")
    assert {each.id for each in kept.events} == {each["id"] for each in original["events"]}
    assert {each.id for each in kept.objects} == {each["id"] for each in original["objects"]}
    related = {
        (each.id, link.object_id, link.qualifier)
        for each in kept.events
        for link in each.relationships or ()
    }
    assert related == {
        (each["id"], link["objectId"], link["qualifier"])
        for each in original["events"]
        for link in each["relationships"]
    }
    for file, read in (("no.json", read_json), ("no.sqlite", read_sqlite)):
        (tmp_path / file).write_text("no log")
        with pytest.raises(NotALog):
            read(tmp_path / file)


def test_without_the_extra_packages_it_says_what_to_install(
    service: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.cli.exporting.find_spec", lambda _name: None)
    assert "alongside[studies]" in service("export", "csv", "--out", "x").error
    monkeypatch.undo()
    assert "letters, digits" in service("export", "csv", "--out", "x", "--study", "a b").error


def test_what_may_not_be_given_is_refused_before_any_of_it_is_made(
    service: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []
    monkeypatch.setattr(making, "make", lambda *what: made.append(what))
    before = service("verify", "--json").json["events"]
    asked = ("export", "csv", "--out", "theirs", "--study", "quiet", "--purpose", "evaluation")
    refused = service(*asked, "--recipient", " ")

    assert refused.status == 1
    assert "recipient: Say who is given the extract" in refused.error
    assert made == []
    assert not list(Path().glob("theirs*"))
    assert before == service("verify", "--json").json["events"]
