"""Making an extract: shards first, each complete or absent, then the form that was asked for.

Everything grows in a folder beside the one that was named, with its plan; the extract is given
(the folder gets its name) only once it was recorded. A broken run goes on where it stopped if it
is asked for the same again, and begins anew if anything else is asked for.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from application.evaluation.extract import Extract, Progress
from application.evaluation.rarity import SMALLEST_GROUP
from application.evaluation.studied import Selection
from domain.study import ExtractDates, ExtractForm
from infrastructure.extracts import NotExtracted
from infrastructure.extracts.lines import Speak, write_lines
from infrastructure.extracts.ocel import write_ocel
from infrastructure.extracts.shards import shard_name, shards_in, write_shard
from infrastructure.extracts.tables import write_tables
from infrastructure.reproducing import code_digest, environment_digest

MANIFEST = "manifest.json"
PLAN = "plan.json"
CAVEATS = (
    "Names stand in this study alone: they cannot be joined with those of another.",
    (
        "No renaming hides the order and number of all that happened to somebody from a reader "
        "who knows them from elsewhere. Keep it as you would keep the record."
    ),
    "People who object, or whose record is restricted or erased, are absent: see the flow.",
)
CAVEATS_OF_DATES = {
    ExtractDates.EXACT: "Dates are as they were. Two extracts with exact dates can be joined by "
    "them: keep this one where it was made.",
    ExtractDates.SHIFTED: "Dates are moved by whole weeks, the same for all who are connected, and "
    "told to the hour; lengths are told in quarters of an hour. Differences between dates stand; "
    "the days themselves, holidays and seasons mean nothing.",
}


class Plan(msgspec.Struct, frozen=True):
    """What an extract is made of; the same plan gives the same bytes."""

    study: str
    service: str
    form: ExtractForm
    dates: ExtractDates
    position: int
    root: bytes
    known_at: str | None
    true_at: str | None
    definitions: dict[str, str]
    shards: int
    flow: dict[str, int]
    people: bytes


class Written(msgspec.Struct, frozen=True):
    """What is known of a shard when it is written, kept beside it until the end."""

    entries: int
    of_peers_left_out: int
    rare: int
    values: int


class Made(msgspec.Struct, frozen=True):
    """An extract that is complete and not given yet."""

    folder: Path
    people: int
    entries: int
    content: bytes


def people_digest(selection: Selection) -> bytes:
    """What changes when others are in the study: it stays in the plan and is given to nobody."""
    told = [*selection.people, "", *sorted(selection.peers_left_out), "", *selection.peers]
    return hashlib.sha256("\n".join(told).encode()).digest()


def make(
    extract: Extract, plan: Plan, out: Path, progress: Progress, speak: Speak | None = None
) -> Made:
    """Make an extract in a folder beside ``out``. Raises `NotExtracted`.

    ``speak`` puts an entry into the language of other systems, where the form is that.
    """
    folder = out.with_name(f"{out.name}.unfinished")
    _begin(folder, plan)
    missing = [each for each in range(plan.shards) if not _sidecar(folder, each).exists()]
    if missing:
        extract.prepare(progress)
        for shard in extract.told(missing, progress):
            entries = write_shard(folder, shard.number, shard.lives)
            about = Written(entries, shard.of_peers_left_out, shard.rare, shard.values)
            _write_whole(_sidecar(folder, shard.number), msgspec.json.encode(about))
    written = [
        msgspec.json.decode(_sidecar(folder, each).read_bytes(), type=Written)
        for each in range(plan.shards)
    ]
    given = folder / "given"
    shutil.rmtree(given, ignore_errors=True)
    given.mkdir(mode=0o700)
    if speak is not None:
        write_lines(shards_in(folder), given, speak)
    else:
        _FORMS[plan.form](shards_in(folder), given, plan)
    manifest = _manifest(plan, written, given)
    content = msgspec.json.format(msgspec.json.encode(manifest, order="sorted"), indent=2)
    _write_whole(given / MANIFEST, content)
    entries = sum(each.entries for each in written)
    return Made(folder, plan.flow["included"], entries, hashlib.sha256(content).digest())


def give(made: Made, out: Path) -> None:
    """Give a finished extract its name. Raises `NotExtracted` where it is taken."""
    if out.exists():
        if _content(out) != made.content:
            raise NotExtracted(f"{out} holds something else (choose a folder that is not there)")
        shutil.rmtree(out)  # the same extract again: the same bytes
    (made.folder / "given").rename(out)
    shutil.rmtree(made.folder)


def must_be_free(out: Path) -> None:
    """Raise `NotExtracted` where something stands that is no extract."""
    if out.exists() and not (out / MANIFEST).is_file():
        raise NotExtracted(f"{out} is there already (choose a folder that is not there)")
    if not out.parent.is_dir():
        raise NotExtracted(f"there is no folder {out.parent} (make it first)")


def _begin(folder: Path, plan: Plan) -> None:
    """Go on with the same plan; begin anew with another."""
    as_written = msgspec.json.encode(plan, order="sorted")
    kept = folder / PLAN
    if kept.exists() and kept.read_bytes() == as_written:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    _write_whole(kept, as_written)


def _sidecar(folder: Path, shard: int) -> Path:
    return folder / f"{shard_name(shard)}.json"


def _write_whole(file: Path, content: bytes) -> None:
    unfinished = file.with_name(f"{file.name}.unfinished")
    with unfinished.open("wb") as writing:
        writing.write(content)
        os.fsync(writing.fileno())
    unfinished.replace(file)


def _content(folder: Path) -> bytes | None:
    manifest = folder / MANIFEST
    return hashlib.sha256(manifest.read_bytes()).digest() if manifest.is_file() else None


def _manifest(plan: Plan, written: Sequence[Written], given: Path) -> dict[str, Any]:
    """Everything that is needed to make it again, and to see that nothing was changed."""
    return {
        "study": plan.study,
        "service": plan.service,
        "form": plan.form,
        "dates": plan.dates,
        "position": plan.position,
        "root": plan.root,
        "known_at": plan.known_at,
        "true_at": plan.true_at,
        "definitions": plan.definitions,
        "code": {"version": version("alongside"), "domain": code_digest()},
        "environment": environment_digest(),
        "seed": None,
        "smallest_group": SMALLEST_GROUP if plan.dates is ExtractDates.SHIFTED else None,
        "flow": plan.flow,
        "entries": {
            "told": sum(each.entries for each in written),
            "of_peers_left_out": sum(each.of_peers_left_out for each in written),
            "rare": sum(each.rare for each in written),
            "rare_values": sum(each.values for each in written),
        },
        "caveats": [*CAVEATS, CAVEATS_OF_DATES[plan.dates]],
        "files": {each.name: file_digest(each) for each in sorted(given.iterdir())},
    }


def file_digest(file: Path) -> str:
    """SHA-256 of a file, as hexadecimal."""
    with file.open("rb") as reading:
        return hashlib.file_digest(reading, "sha256").hexdigest()


def _columnar(shards: Sequence[Path], given: Path, _plan: Plan) -> None:
    for each in shards:
        shutil.copyfile(each, given / each.name)


def _tables(shards: Sequence[Path], given: Path, plan: Plan) -> None:
    write_tables(shards, given, plan.study.lower())


def _ocel(shards: Sequence[Path], given: Path, _plan: Plan) -> None:
    write_ocel(shards, given)


_FORMS: dict[ExtractForm, Callable[[Sequence[Path], Path, Plan], None]] = {
    ExtractForm.PARQUET: _columnar,
    ExtractForm.CSV: _tables,
    ExtractForm.OCEL: _ocel,
}
