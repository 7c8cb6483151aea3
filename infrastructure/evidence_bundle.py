"""Evidence for somebody outside: some events, and the proof that they are those of the log.

A bundle is a folder that can be checked without us: `docs/evidence-bundle.md` describes it, and
`verify_bundle` checks it. It holds what is stored, sealed values included, and opens no value but
those that were chosen.
"""

import shutil
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NamedTuple, get_args, get_type_hints

import msgspec

from domain.decider import Event, Position, Recorded
from domain.people import Subject
from domain.personal import Sealed
from infrastructure import verify_bundle
from infrastructure.checkpoint_exports import Exports
from infrastructure.checkpoints import hash_lines, tlog_proof
from infrastructure.codec import Keys, decode, field_key_of, sealed_fields
from infrastructure.recorders import EventRecorder, Row
from infrastructure.sealing import unseal_with_field_key
from infrastructure.tree import consistency_proof, inclusion_proof, leaf_bytes
from infrastructure.verify_bundle import FORMAT, MANIFEST, Checkpoint, checkpoint_from, key_from

GIVEN = Path(__file__).with_name("bundle_files")
"""What stands in every bundle as it is."""
Value = tuple[int, str | None]
"""A sealed value by the position of its event and its field; without a field, all of them."""


class BundleWrong(Exception):
    """A bundle cannot be made as it was asked for; the message says why and what to do."""


class Made(msgspec.Struct, frozen=True):
    """A bundle: where it lies, the key to check it with, up to which event the log is signed."""

    dir: str
    key: str
    position: int
    events: tuple[int, ...]
    disclosed: int


class Sources(NamedTuple):
    """What a bundle is made from."""

    recorder: EventRecorder
    exports: Exports
    keys: Keys


def evidence_about(recorder: EventRecorder, subject: Subject) -> tuple[int, ...]:
    """The positions of all events about a subject, and of those that they name.

    An event named by its position comes with what corrects it, so that nobody takes for evidence
    what was taken back.
    """
    own = [decode(row) for row in recorder.history(subject)]
    found: set[int] = {each.position for each in own}
    named = {position for each in own for position in named_by(each)} - found
    for position in named:
        row = row_at(recorder, position)
        found.add(position)
        first_tag = row.tags.partition(" ")[0]
        after = recorder.history(first_tag, after=position) if first_tag else []
        found |= {row.position for row in after if decode(row).corrects == position}
    return tuple(sorted(found))


def named_by(recorded: Recorded) -> frozenset[int]:
    """The positions of the events that one names: what it corrects, reacts to, or rests on."""
    found = {recorded.because_of, recorded.corrects}
    for field in _fields_that_name(type(recorded.event)):
        value: Any = getattr(recorded.event, field)
        found |= set(value) if isinstance(value, tuple) else {value}
    return frozenset(each for each in found if isinstance(each, int))


def write_bundle(
    folder: Path,
    sources: Sources,
    about: str,
    positions: Collection[int],
    disclose: Iterable[Value] = (),
    *,
    pack: Mapping[str, Any] | None = None,
) -> Made:
    """Write a bundle of some events, and check it as whoever receives it will.

    ``pack`` says which of them answer which question of an auditor.

    Raises `BundleWrong`, with nothing left behind, and what having the log signed raises.
    """
    must_be_free(folder)
    exported = sources.exports.run()
    note = exported.checkpoint.encode()
    checkpoint = checkpoint_from(note, key_from(exported.key))
    beyond = [each for each in positions if not 0 < each <= checkpoint.size]
    if beyond or not positions:
        raise BundleWrong(f"there is no event to give evidence of ({about}: {beyond or 'nothing'})")
    rows = [row_at(sources.recorder, position) for position in sorted(set(positions))]
    disclosed = [_disclosed(each, rows, sources.keys) for each in _values(disclose, rows)]
    earlier = _earlier(sources, [row.position for row in rows], checkpoint)
    files = _given() | _events(sources.recorder, rows, checkpoint, note) | earlier
    files["checkpoint"] = note
    files["key"] = f"{exported.key}\n".encode()
    files["policy"] = verify_bundle.policy_of(exported.key)
    files["disclosed.json"] = _json(disclosed)
    if pack is not None:
        files[verify_bundle.PACK] = _json(pack)
    files["schema.json"] = _schema(rows)
    files["bundle.json"] = _json(
        {
            "format": FORMAT,
            "origin": checkpoint.origin,
            "position": checkpoint.size,
            "about": about,
            "events": [row.position for row in rows],
            "earlier": sorted(_size(each) for each in earlier if each.endswith(".checkpoint")),
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
    )
    files[MANIFEST] = verify_bundle.manifest_of(files)
    files["README.md"] = _readme(rows, about, checkpoint, exported.key)
    written(folder, files, exported.key, verify_bundle.verify_bundle)
    made_of = tuple(row.position for row in rows)
    return Made(str(folder), exported.key, checkpoint.size, made_of, len(disclosed))


def must_be_free(folder: Path) -> None:
    """Raise `BundleWrong` where something is there already."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BundleWrong(f"{folder} is there already (name another folder with --out)")


def written(
    folder: Path, files: dict[str, bytes], vkey: str, check: Callable[[Path, str], object]
) -> None:
    """Write the files beside where they belong, check them, and put them there at once.

    Raises `BundleWrong` where the check refuses them; then nothing is left behind.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        for name, content in files.items():
            file = draft / name
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(content)
        try:
            check(draft, vkey)
        except verify_bundle.Refused as wrong:
            raise BundleWrong(
                f"the log does not bear out its own evidence: {wrong} (run alongside verify)"
            ) from wrong
        draft.replace(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _events(
    recorder: EventRecorder, rows: Sequence[Row], checkpoint: Checkpoint, note: bytes
) -> dict[str, bytes]:
    files = {}
    for row in rows:
        proof = inclusion_proof(recorder, row.position - 1, checkpoint.size)
        files[f"events/{row.position}.leaf"] = leaf_of(row)
        files[f"events/{row.position}.tlog-proof"] = tlog_proof(row.position - 1, proof, note)
    return files


def leaf_of(row: Row) -> bytes:
    """The bytes of an event that are hashed into the tree."""
    name, tags = row.name.encode(), row.tags.encode()
    return leaf_bytes(row.position, name, row.recorded_at, tags, row.data)


def _earlier(
    sources: Sources, positions: Sequence[int], checkpoint: Checkpoint
) -> dict[str, bytes]:
    """The first checkpoint that covers each event, and the newest: others may hold the same."""
    sizes = [size for size in sources.exports.sizes() if 0 < size < checkpoint.size]
    wanted = {next((size for size in sizes if size >= each), 0) for each in positions}
    wanted |= {sizes[-1]} if sizes else set()
    files = {}
    for size in wanted - {0}:
        proof = consistency_proof(sources.recorder, size, checkpoint.size)
        files[f"earlier/{size}.checkpoint"] = sources.exports.note(size)
        files[f"earlier/{size}.consistency"] = hash_lines(proof).encode()
    return files


def _values(disclose: Iterable[Value], rows: Sequence[Row]) -> list[tuple[int, str]]:
    """The values that are to be disclosed, one by one."""
    events = {row.position: decode(row).event for row in rows}
    found: list[tuple[int, str]] = []
    for position, field in disclose:
        if position not in events:
            raise BundleWrong(f"event {position} is not in this bundle (disclose one that is)")
        event = events[position]
        sealed = [each.field for each in sealed_fields(type(event))]
        says = [each for each in sealed if isinstance(getattr(event, each), Sealed)]
        if field is not None and field not in says:
            there = ", ".join(says) or "nothing"
            raise BundleWrong(f"event {position} seals no {field} (it seals: {there})")
        found += [(position, each) for each in says if field in {None, each}]
    return list(dict.fromkeys(found))


def _disclosed(value: tuple[int, str], rows: Sequence[Row], keys: Keys) -> dict[str, Any]:
    position, field = value
    recorded = next(decode(row) for row in rows if row.position == position)
    found = field_key_of(recorded, field, keys)
    if found is None:
        raise BundleWrong(f"nobody can read {field} of event {position}: its key was destroyed")
    place, key = found
    plain = unseal_with_field_key(key, place, getattr(recorded.event, field).box)
    return {
        "position": position,
        "field": field,
        "name": place.name,
        "owners": place.owners,
        "key": key,
        "value": plain.rstrip(b" ").decode(),
    }


def _schema(rows: Sequence[Row]) -> bytes:
    """The shape of each kind of event in the bundle, as JSON Schema, with what it means."""
    kinds = {row.name: type(decode(row).event) for row in rows}
    schemas, shared = msgspec.json.schema_components(
        list(kinds.values()), ref_template="#/$defs/{name}"
    )
    return _json({"events": dict(zip(kinds, schemas, strict=True)), "$defs": shared})


def _readme(rows: Sequence[Row], about: str, checkpoint: Checkpoint, vkey: str) -> bytes:
    lines = [f"| {row.position} | {moment_of(row.recorded_at)} | {row.name} |" for row in rows]
    text = (GIVEN / "README.md").read_text(encoding="utf-8")
    told = {"ABOUT": about, "ORIGIN": checkpoint.origin, "SIZE": str(checkpoint.size)}
    told |= {"VKEY": vkey, "EVENTS": "\n".join(lines), "FIRST": str(rows[0].position)}
    for word, meant in told.items():
        text = text.replace(f"@{word}@", meant)
    return text.encode()


def _given() -> dict[str, bytes]:
    verifier = Path(verify_bundle.__file__)
    others = [GIVEN / "verify.go", GIVEN / "verify.js", verifier]
    return {each.name: each.read_bytes() for each in others}


def row_at(recorder: EventRecorder, position: int) -> Row:
    """One event as it is stored. Raises `BundleWrong` where there is none."""
    for page in recorder.pages(position - 1, position):
        for row in page:
            return row
    raise BundleWrong(f"the log holds no event {position} (run alongside verify)")


@cache
def _fields_that_name(kind: type[Event]) -> tuple[str, ...]:
    """The fields of an event that hold positions of others."""
    return tuple(field for field, hint in get_type_hints(kind).items() if _names(hint))


def _names(hint: Any) -> bool:
    return hint is Position or any(map(_names, get_args(hint)))


def _size(name: str) -> int:
    return int(Path(name).stem)


def _json(value: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def moment_of(micros: int) -> str:
    """A moment of recording, to be read."""
    return f"{datetime.fromtimestamp(micros / 1_000_000, UTC):%Y-%m-%d %H:%M:%S} UTC"
