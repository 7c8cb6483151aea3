"""A bundle proves what it holds, opens only what was chosen, and bears no changed byte."""

import ast
import json
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from domain.decider import Position
from infrastructure import verify_bundle
from infrastructure.evidence_bundle import BundleWrong, Made
from infrastructure.verify_bundle import MANIFEST, Refused, leaf_from
from tests.deployments import DATABASES
from tests.evidence import WORDS, Kept, bundled, kept, packed
from tests.faults import times

CHANGES = times(300, campaign=1_000_000)
"""How many bytes are changed, one by one; in a campaign, each byte of each file."""


@pytest.fixture(params=DATABASES)
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kept]:
    with kept(request.param, tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return bundled(tmp_path_factory.mktemp("bundle"))


@pytest.fixture
def copy(made: Made, tmp_path: Path) -> Path:
    """The same bundle, to be changed."""
    return Path(shutil.copytree(made.dir, tmp_path / "copy"))


def relisted(folder: Path) -> None:
    """Make the manifest agree with what was changed, as whoever changes it on purpose would."""
    files = {
        each.relative_to(folder).as_posix(): each.read_bytes()
        for each in folder.rglob("*")
        if each.is_file() and each.name not in {"README.md", MANIFEST}
    }
    (folder / MANIFEST).write_bytes(verify_bundle.manifest_of(files))


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A bundle of the evidence pack of a break."""
    return packed(tmp_path_factory.mktemp("pack"))


# --- Of an evidence pack ---


def test_the_entries_of_an_evidence_pack_can_be_checked_and_what_was_known_then(
    pack: Made,
) -> None:
    folder = Path(pack.dir)
    outline = json.loads((folder / verify_bundle.PACK).read_bytes())
    sentences = " ".join(verify_bundle.verify_bundle(folder, pack.key))

    assert [*pack.events] == outline["events"]
    assert len(outline["answers"]) == 11
    assert outline["then"]["roles"]
    assert outline["later"]["roles"]
    assert f"was recorded by event {outline['known_as_of']}" in sentences
    assert outline["digest"] in sentences


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("known_as_of", lambda was: was - 3),
        ("known_as_of", lambda was: was + 3),
        ("position", lambda was: was - 1),
        ("frozen_at", lambda _was: 1),
        ("events", lambda was: was[:-1]),
        ("then", lambda was: was | {"notes": [99]}),
        ("later", lambda _was: None),
        ("answers", lambda was: [*was, {"then": [1], "later": []}]),
    ],
)
def test_a_pack_that_tells_another_order_or_other_entries_is_refused(
    pack: Made, tmp_path: Path, field: str, change: Callable[[Any], Any]
) -> None:
    copy = Path(shutil.copytree(pack.dir, tmp_path / "copy"))
    outline = json.loads((copy / verify_bundle.PACK).read_bytes())
    outline[field] = change(outline[field])
    (copy / verify_bundle.PACK).write_text(json.dumps(outline))
    relisted(copy)

    with pytest.raises(Refused, match=r"pack\.json"):
        verify_bundle.verify_bundle(copy, pack.key)


# --- What it holds ---


def test_a_bundle_holds_what_is_recorded_and_what_that_names(log: Kept, tmp_path: Path) -> None:
    first = log.refer()
    log.exports.run()
    log.refer()
    entries = log.refer(because_of=first[0])
    made = log.bundle(tmp_path / "out", entries[0])

    assert made.events == (first[0], *entries)
    assert made.position == entries[-1]
    folder = Path(made.dir)
    for position in made.events:
        leaf = leaf_from((folder / f"events/{position}.leaf").read_bytes())
        (row,) = next(iter(log.deployment.recorder.pages(position - 1, position)))
        assert leaf._asdict() == row._asdict()
    assert [each.name for each in (folder / "earlier").glob("*.checkpoint")] == [
        f"{first[-1]}.checkpoint"
    ]
    sentences = verify_bundle.verify_bundle(folder, made.key)
    assert f"{len(made.events)} events of this bundle stand among them" in " ".join(sentences)


def test_nothing_sealed_can_be_read_but_what_was_chosen(made: Made) -> None:
    read = {each: each.read_bytes() for each in Path(made.dir).rglob("*") if each.is_file()}

    assert [each.name for each, content in read.items() if WORDS.encode() in content] == [
        "disclosed.json"
    ]
    assert not any(b"Morag" in content for content in read.values())
    (disclosed,) = json.loads(read[Path(made.dir) / "disclosed.json"])
    assert disclosed["value"] == json.dumps(WORDS)


def test_a_field_key_opens_no_other_field(log: Kept, tmp_path: Path) -> None:
    entries = log.refer()
    wanted = [(each, None) for each in entries]
    made = log.bundle(tmp_path / "out", entries[0], tuple(wanted))
    file = tmp_path / "out" / "disclosed.json"
    disclosed = json.loads(file.read_text())
    assert len({each["key"] for each in disclosed}) == len(disclosed) == 2

    disclosed[0]["key"], disclosed[1]["key"] = disclosed[1]["key"], disclosed[0]["key"]
    file.write_text(json.dumps(disclosed))
    relisted(tmp_path / "out")
    with pytest.raises(Refused, match="not the one that was sealed"):
        verify_bundle.verify_bundle(tmp_path / "out", made.key)


def test_what_cannot_be_given_is_said_and_nothing_is_left_behind(log: Kept, tmp_path: Path) -> None:
    entries = log.refer()
    sealed_by_none, beyond = "decided_on", Position(entries[-1] + 50)
    folder = tmp_path / "out" / "bundle"

    for wrong in ((entries[0], sealed_by_none), (beyond, None), (entries[0], "fingerprints")):
        with pytest.raises(BundleWrong):
            log.bundle(folder, entries[0], (wrong,))
    folder.mkdir(parents=True)
    (folder / "something").touch()
    with pytest.raises(BundleWrong, match="there already"):
        log.bundle(folder, entries[0])
    assert [each.name for each in (tmp_path / "out").rglob("*")] == ["bundle", "something"]


def test_a_value_whose_key_was_destroyed_cannot_be_disclosed(log: Kept, tmp_path: Path) -> None:
    entries = log.refer()
    log.deployment.keyring.erase(log.subject_of(entries[0]))

    with pytest.raises(BundleWrong, match="its key was destroyed"):
        log.bundle(tmp_path / "out", entries[0], ((entries[1], "own_words"),))
    made = log.bundle(tmp_path / "out", entries[0])
    assert verify_bundle.verify_bundle(Path(made.dir), made.key)


def test_a_log_that_was_changed_gives_no_evidence(tmp_path: Path) -> None:
    with kept("sqlite", tmp_path) as log:
        entries = log.refer()
        with closing(sqlite3.connect(tmp_path / "log.db")) as hand:
            hand.execute("UPDATE events SET data = CAST(data || ' ' AS BLOB) WHERE position = 1")
            hand.commit()

        with pytest.raises(BundleWrong, match="run alongside verify"):
            log.bundle(tmp_path / "out", entries[0])
        assert not (tmp_path / "out").exists()


# --- What it bears ---


def test_no_byte_of_any_file_but_the_page_for_reading_can_be_changed(
    made: Made, copy: Path
) -> None:
    files = [each for each in sorted(copy.rglob("*")) if each.is_file() and each.suffix != ".md"]
    places = [(file, at) for file in files for at in range(file.stat().st_size)]
    rng = random.Random(4)
    chosen = places if len(places) <= CHANGES else rng.sample(places, CHANGES)
    chosen += [(file, rng.randrange(file.stat().st_size)) for file in files]
    borne = []
    for file, at in chosen:
        right = file.read_bytes()
        wrong = bytearray(right)
        wrong[at] ^= rng.randrange(1, 256)
        file.write_bytes(wrong)
        try:
            verify_bundle.verify_bundle(copy, made.key)
            borne.append((file.name, at))
        except Refused:
            pass
        file.write_bytes(right)

    assert borne == []
    assert verify_bundle.verify_bundle(copy, made.key)


def test_the_page_for_reading_may_be_written_on(made: Made, copy: Path) -> None:
    (copy / "README.md").write_text("Read by A. Auditor.")
    (copy / "printed.pdf").write_bytes(b"%PDF")

    assert verify_bundle.verify_bundle(copy, made.key)


@pytest.mark.parametrize(
    "change",
    [
        "a file is missing",
        "a file is added",
        "a file is a link",
        "an event is taken out",
        "an event is exchanged",
        "another value is said",
        "an earlier checkpoint is exchanged",
        "the key is exchanged",
    ],
)
def test_what_is_changed_on_purpose_and_listed_again_is_refused(
    made: Made, copy: Path, change: str
) -> None:
    first, second, _ = made.events
    match change:
        case "a file is missing":
            (copy / "schema.json").unlink()
        case "a file is added":
            (copy / "more.json").write_text("{}")
        case "a file is a link":
            shutil.move(copy / "schema.json", copy.parent / "schema.json")
            (copy / "schema.json").symlink_to(copy.parent / "schema.json")
        case "an event is taken out":
            (copy / f"events/{first}.leaf").unlink()
            (copy / f"events/{first}.tlog-proof").unlink()
            relisted(copy)
        case "an event is exchanged":
            for kind in ("leaf", "tlog-proof"):
                shutil.copy(copy / f"events/{first}.{kind}", copy / f"events/{second}.{kind}")
            relisted(copy)
        case "another value is said":
            file = copy / "disclosed.json"
            file.write_text(file.read_text().replace(WORDS, "Somebody to be with."))
            relisted(copy)
        case "an earlier checkpoint is exchanged":
            (one, other) = sorted((copy / "earlier").glob("*.checkpoint"))
            shutil.copy(one, other)
            relisted(copy)
        case _:
            (copy / "key").write_text("another.example+00000000+AAAA\n")
            relisted(copy)

    with pytest.raises(Refused):
        verify_bundle.verify_bundle(copy, made.key)


def test_a_bundle_under_another_key_is_refused(made: Made) -> None:
    name, _, rest = made.key.partition("+")
    other = "vkey.example" + made.key[len(name) :]

    for key in (other, "", "x", rest, made.key[:-4]):
        with pytest.raises(Refused):
            verify_bundle.verify_bundle(Path(made.dir), key)


def test_whatever_lies_in_a_folder_it_is_checked_or_refused(copy: Path, made: Made) -> None:
    for file in ("bundle.json", "disclosed.json", "checkpoint", "earlier/junk"):
        for content in (b"", b"7", b"{}", b"[1]", b'[{"position": []}]', b"\xff", b"null\n" * 9):
            (copy / file).write_bytes(content)
            relisted(copy)
            with pytest.raises(Refused):
                verify_bundle.verify_bundle(copy, made.key)
        shutil.rmtree(copy)
        shutil.copytree(made.dir, copy)
    with pytest.raises(Refused, match="cannot be read"):
        verify_bundle.verify_bundle(copy / "nowhere", made.key)


# --- By itself ---


def test_the_file_in_the_bundle_checks_it_without_anything_of_ours(made: Made, copy: Path) -> None:
    def checked(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-I", "verify_bundle.py", *arguments],
            cwd=copy,
            capture_output=True,
            text=True,
            check=False,
        )

    right = checked(".", "--key", made.key)
    assert right.returncode == 0, right.stderr
    assert "stand among them" in right.stdout
    (copy / "schema.json").write_text("{}")
    wrong = checked(".", "--key", made.key)
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert wrong.stderr.startswith("REFUSED: The files are not those of the manifest: schema.json")


def test_the_file_that_is_given_out_needs_one_library() -> None:
    source = ast.parse(Path(verify_bundle.__file__).read_text())
    imported = {
        name.partition(".")[0]
        for node in ast.walk(source)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [n.name for n in node.names]
        )
    }

    assert imported - set(sys.stdlib_module_names) == {"cryptography"}
