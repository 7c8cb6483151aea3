"""Checks an evidence bundle offline: ``python verify_bundle.py DIR --key VKEY``.

This file needs Python 3.11 and the package `cryptography`, and nothing else of Alongside: a copy
stands in every bundle. It reads the public formats of C2SP (signed-note, tlog-checkpoint,
tlog-proof) and the proofs of RFC 9162. `docs/evidence-bundle.md` describes what it checks.
"""

import json
import struct
import sys
from argparse import ArgumentParser
from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = "alongside/evidence-bundle/v1"
MANIFEST = "manifest.sha256"
FOR_READING = (".md", ".html", ".pdf")
"""Files for people: what they say is checked against nothing, so they are never relied on."""
ALWAYS = {"bundle.json", "checkpoint", "disclosed.json", "key", "policy", "schema.json"}
ALWAYS |= {"verify.go", "verify.js", "verify_bundle.py"}
PACK = "pack.json"
"""Which events answer which question of an auditor, where a bundle was made from such a pack."""
RECEIPT = ("receipt.leaf", "receipt.tlog-proof")
PREFIX = b"alongside/event/v1"
PROOF_LINE = "c2sp.org/tlog-proof@v1"
ED25519 = b"\x01"
WIDTH = 32
LONGEST_NUMBER = 18
KEY_ID = 4
SALT, NONCE = 16, 12
_numbers = struct.Struct(">qqiii")


class Refused(Exception):
    """The bundle, or a part of it, is not what it says it is."""


class Key(NamedTuple):
    """Who may sign: the name of a log, the short id of its key, and the public key itself."""

    name: str
    id: bytes
    public: bytes


class Checkpoint(NamedTuple):
    """What a log promised when it had a size: the root of its tree."""

    origin: str
    size: int
    root: bytes


class Proof(NamedTuple):
    """That a leaf (counted from 0) stands in the tree of a checkpoint, which is kept verbatim."""

    number: int
    hashes: list[bytes]
    note: bytes


class Leaf(NamedTuple):
    """An event as it is stored. ``recorded_at`` is microseconds since 1970 (UTC)."""

    position: int
    recorded_at: int
    name: str
    tags: str
    data: bytes


def key_id(name: str, public: bytes) -> bytes:
    """The id of an Ed25519 key under a name (signed-note)."""
    return sha256(name.encode() + b"\n" + ED25519 + public).digest()[:KEY_ID]


def key_from(vkey: str) -> Key:
    """Read a key as it is written for verifiers: name, id and key with plus signs between."""
    parts = vkey.strip().split("+", 2)
    _demand(len(parts) == 3 and bool(parts[0]), "The key is not written as NAME+ID+KEY.")  # noqa: PLR2004
    name, identifier, encoded = parts
    public = from_base64(encoded, "The key")
    _demand(public[:1] == ED25519 and len(public) == 1 + WIDTH, "The key is no Ed25519 key.")
    key = Key(name, key_id(name, public[1:]), public[1:])
    _demand(identifier == key.id.hex(), "The key's id does not belong to its name and key.")
    return key


def open_note(note: bytes, key: Key) -> str:
    """The text of a note that the key has signed; signatures by others are passed over."""
    try:
        written = note.decode()
    except UnicodeDecodeError:
        raise Refused("A note is not text.") from None
    _demand(not any(each < " " and each != "\n" for each in written), "A note is damaged.")
    text, separator, signatures = written.rpartition("\n\n")
    _demand(bool(separator) and signatures.endswith("\n"), "A note has no signatures.")
    text += "\n"
    signed = False
    for line in signatures.removesuffix("\n").split("\n"):
        dash, _, rest = line.partition(" ")
        name, _, encoded = rest.partition(" ")
        _demand(dash == "\N{EM DASH}" and bool(name), "A line of signature is damaged.")
        signature = from_base64(encoded, "A signature")
        if (name, signature[:KEY_ID]) != (key.name, key.id):
            continue
        try:
            public = Ed25519PublicKey.from_public_bytes(key.public)
            public.verify(signature[KEY_ID:], text.encode())
        except InvalidSignature:
            raise Refused(f"The signature of {key.name} is false.") from None
        signed = True
    _demand(signed, f"The note is not signed by {key.name}.")
    return text


def checkpoint_from(note: bytes, key: Key) -> Checkpoint:
    """The checkpoint in a note that the log of this key has signed."""
    lines = open_note(note, key).split("\n")
    _demand(len(lines) == 4 and not lines[3], "A checkpoint has three lines.")  # noqa: PLR2004
    origin, size, root = lines[:3]
    _demand(origin == key.name, f"The checkpoint is of {origin}, not of {key.name}.")
    return Checkpoint(origin, _number(size), _hash(root))


def proof_from(written: bytes) -> Proof:
    """Read a tlog-proof; its checkpoint is not looked at yet. It may carry nothing extra."""
    head, separator, note = written.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise Refused("A proof is not text.") from None
    _demand(bool(separator) and lines[0] == PROOF_LINE, "A proof is of no known kind.")
    word, _, index = lines[1].partition(" ") if len(lines) > 1 else ("", "", "")
    _demand(word == "index", "A proof does not say of which event.")
    return Proof(_number(index), [_hash(line) for line in lines[2:]], note)


def leaf_from(written: bytes) -> Leaf:
    """Read the bytes of one event that are hashed into the tree."""
    start = len(PREFIX) + _numbers.size
    _demand(written.startswith(PREFIX) and len(written) >= start, "An event is of no known kind.")
    position, recorded_at, *lengths = _numbers.unpack(written[len(PREFIX) : start])
    _demand(min(lengths) >= 0 and start + sum(lengths) == len(written), "An event is cut short.")
    end_of_name = start + lengths[0]
    end_of_tags = end_of_name + lengths[1]
    name, tags = written[start:end_of_name], written[end_of_name:end_of_tags]
    try:
        return Leaf(position, recorded_at, name.decode(), tags.decode(), written[end_of_tags:])
    except UnicodeDecodeError:
        raise Refused("An event's name or subjects are not text.") from None


def leaf_hash(written: bytes) -> bytes:
    """The hash of a leaf (RFC 9162, section 2.1.1)."""
    return sha256(b"\x00" + written).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbouring subtrees."""
    return sha256(b"\x01" + left + right).digest()


def verify_inclusion(
    index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes
) -> bool:
    """Check an inclusion proof (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < size or not _are_hashes(leaf, *proof):
        return False
    fn, sn, r = index, size - 1, leaf
    for p in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            while not fn & 1 and fn:
                fn >>= 1
                sn >>= 1
        else:
            r = node_hash(r, p)
        fn >>= 1
        sn >>= 1
    return sn == 0 and r == root


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Check a consistency proof (RFC 9162, section 2.1.4.2). An old size of 0 is refused."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    if not proof or not _are_hashes(old_root, new_root, *proof):
        return False
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn >>= 1
        sn >>= 1
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr = node_hash(c, fr)
            sr = node_hash(c, sr)
            while not fn & 1 and fn:
                fn >>= 1
                sn >>= 1
        else:
            sr = node_hash(sr, c)
        fn >>= 1
        sn >>= 1
    return sn == 0 and fr == old_root and sr == new_root


def verify_bundle(folder: Path, vkey: str) -> list[str]:
    """Check a whole bundle; return in sentences what now stands. Raises `Refused`."""
    key = key_from(vkey)
    files = _listed(folder)
    about = _json(files, "bundle.json", dict)
    _demand(about.get("format") == FORMAT, "The bundle is of no known kind.")
    named = policy_of(vkey), f"{vkey.strip()}\n".encode()
    _demand((files.get("policy"), files.get("key")) == named, "The bundle names another key.")
    events, sizes = _numbers_of(about, "events"), _numbers_of(about, "earlier")
    proofs = {f"events/{each}.{kind}" for each in events for kind in ("leaf", "tlog-proof")}
    proofs |= {f"earlier/{each}.{kind}" for each in sizes for kind in ("checkpoint", "consistency")}
    _demand(
        files.keys() - {PACK} == proofs | ALWAYS, "The files are not those that bundle.json names."
    )
    note = files["checkpoint"]
    checkpoint = checkpoint_from(note, key)
    said = (about.get("origin"), about.get("position"))
    _demand(said == (checkpoint.origin, checkpoint.size), "The bundle is of another checkpoint.")
    leaves = {each: _leaf(files, each, note, checkpoint) for each in events}
    for earlier, later in pairwise(leaves.values()):
        in_order = earlier.recorded_at <= later.recorded_at
        _demand(in_order, f"Event {later.position} has an earlier time than the one before.")
    for size in sizes:
        _extends(files, size, key, checkpoint)
    disclosed = _json(files, "disclosed.json", list)
    for each in disclosed:
        _opens(each, leaves)
    pack = _pack(files, leaves, checkpoint) if PACK in files else []
    return [
        f"All {len(files)} files are those of the manifest.",
        f"{checkpoint.origin} has signed that it held {checkpoint.size} events.",
        f"{len(leaves)} events of this bundle stand among them, at the positions they name.",
        f"Nothing was changed since {len(sizes)} earlier checkpoints; events were added.",
        f"{len(disclosed)} disclosed values are those that were sealed in these events.",
        *pack,
        "Whether what was recorded is true, and what was never recorded, no log can tell.",
    ]


def verify_receipt(folder: Path, vkey: str) -> list[str]:
    """Check the receipt of one event; return in sentences what now stands. Raises `Refused`."""
    key = key_from(vkey)
    try:
        files = {each: (folder / each).read_bytes() for each in RECEIPT}
    except OSError as wrong:
        raise Refused(f"The receipt cannot be read: {wrong.strerror}.") from None
    proof = proof_from(files["receipt.tlog-proof"])
    checkpoint = checkpoint_from(proof.note, key)
    leaf = leaf_from(files["receipt.leaf"])
    right = leaf.position == proof.number + 1 and verify_inclusion(
        proof.number,
        checkpoint.size,
        leaf_hash(files["receipt.leaf"]),
        proof.hashes,
        checkpoint.root,
    )
    _demand(right, "The receipt is not of an event that the log holds.")
    moment = datetime.fromtimestamp(leaf.recorded_at / 1_000_000, UTC)
    return [
        f"{checkpoint.origin} holds event {leaf.position}, recorded {moment:%Y-%m-%d %H:%M} UTC."
    ]


def _listed(folder: Path) -> dict[str, bytes]:
    """Every file but those for reading, by its path; refused unless the manifest says the same."""
    try:
        manifest = (folder / MANIFEST).read_bytes()
        found = sorted(each for each in folder.rglob("*") if not each.is_dir() or each.is_symlink())
        links = [each.name for each in found if each.is_symlink()]
        _demand(not links, f"{links[:1]} is a link, and a bundle has none.")
        files = {
            each.relative_to(folder).as_posix(): each.read_bytes()
            for each in found
            if not each.name.endswith(FOR_READING) and each != folder / MANIFEST
        }
    except OSError as wrong:
        raise Refused(f"The bundle cannot be read: {wrong.strerror} ({wrong.filename}).") from None
    listed = manifest_of(files)
    if listed != manifest:
        there, said = set(listed.splitlines()), set(manifest.splitlines())
        lines = b", ".join(sorted(line[66:] for line in there ^ said)).decode("utf-8", "replace")
        raise Refused(f"The files are not those of the manifest: {lines or 'their order'}.")
    return files


def policy_of(vkey: str) -> bytes:
    """Whose signatures make a checkpoint valid (tlog-policy): the log's; no witness has to sign."""
    return f"log {vkey.strip()}\nquorum none\n".encode()


def manifest_of(files: dict[str, bytes]) -> bytes:
    """The list of files with their digests, as `sha256sum` reads and writes it."""
    return b"".join(
        f"{sha256(content).hexdigest()}  {name}\n".encode()
        for name, content in sorted(files.items())
    )


def _leaf(files: dict[str, bytes], position: int, note: bytes, checkpoint: Checkpoint) -> Leaf:
    written = files[f"events/{position}.leaf"]
    leaf = leaf_from(written)
    proof = proof_from(files[f"events/{position}.tlog-proof"])
    right = leaf.position == position == proof.number + 1 and proof.note == note
    _demand(right, f"The proof of event {position} is of something else.")
    hashed = leaf_hash(written)
    stands = verify_inclusion(proof.number, checkpoint.size, hashed, proof.hashes, checkpoint.root)
    _demand(stands, f"Event {position} is not the one that the log holds at this position.")
    return leaf


def _extends(files: dict[str, bytes], size: int, key: Key, checkpoint: Checkpoint) -> None:
    old = checkpoint_from(files[f"earlier/{size}.checkpoint"], key)
    lines = files[f"earlier/{size}.consistency"].decode("ascii", "replace")
    _demand(lines.endswith("\n") or not lines, "A consistency proof is damaged.")
    proof = [_hash(line) for line in lines.removesuffix("\n").split("\n") if lines]
    extends = verify_consistency(size, checkpoint.size, old.root, checkpoint.root, proof)
    _demand(old.size == size and extends, f"The log is not the one that had {size} events.")


def _opens(item: dict[str, Any], leaves: dict[int, Leaf]) -> None:
    """Open one sealed field with its own key, and compare it with what is said to be in it."""
    try:
        leaf = leaves[item["position"]]
        stored = json.loads(leaf.data)
        box = b64decode(stored["event"][item["field"]]["box"])
        event = _joined("alongside/event/v1", stored["command_id"], str(stored.get("ordinal", 0)))
        place = _joined("alongside/field/v1", item["name"], *item["owners"], item["field"])
        nonce, sealed = box[1 : 1 + NONCE], box[1 + SALT :]
        plain = AESGCM(from_base64(item["key"], "A field key")).decrypt(
            nonce, sealed, place + event
        )
        same = plain.rstrip(b" ") == item["value"].encode()
    except (InvalidTag, KeyError, TypeError, ValueError, AttributeError):
        same = False
    _demand(same, f"A disclosed value is not the one that was sealed: {item!r:.120}")


def _pack(files: dict[str, bytes], leaves: dict[int, Leaf], checkpoint: Checkpoint) -> list[str]:
    """Check that what is told as known then was recorded by then, and the rest later."""
    pack = _json(files, PACK, dict)
    try:
        known, frozen, last = pack["known_as_of"], pack["frozen_at"], pack["position"]
        then = {each for some in pack["then"].values() for each in some}
        later = {each for some in pack["later"].values() for each in some}
        said_then = {each for answer in pack["answers"] for each in answer["then"]}
        said = said_then | {each for answer in pack["answers"] for each in answer["later"]}
        there = then | later | said | set(pack["entries"]) == leaves.keys() & set(pack["events"])
        in_time = (
            0 <= known <= last <= checkpoint.size
            and all(each <= known for each in then)
            and all(known < each <= last for each in later)
            and all(frozen is None or each < frozen for each in said_then)
        )
        digest = str(pack["digest"])
    except (KeyError, TypeError, AttributeError):
        there, in_time, digest = False, False, ""
    _demand(there, f"{PACK} names other events than the bundle holds.")
    _demand(in_time, f"{PACK} tells as known then what was recorded later.")
    told = f"{len(pack['events'])} of them are those of an evidence pack ({digest}): what it tells"
    return [f"{told} as known of people then was recorded by event {known}, and the rest later."]


def _joined(*parts: str) -> bytes:
    return b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)


def _numbers_of(about: dict[str, Any], what: str) -> list[int]:
    numbers = about.get(what)
    right = isinstance(numbers, list) and all(type(each) is int for each in numbers)
    _demand(right and numbers == sorted(set(numbers or ())), f"bundle.json is wrong about {what}.")
    return numbers or []


def _json(files: dict[str, bytes], name: str, kind: type) -> Any:
    try:
        value = json.loads(files[name])
    except (KeyError, ValueError, RecursionError):
        value = None
    _demand(isinstance(value, kind), f"{name} is missing or damaged.")
    return value


def from_base64(written: str, what: str) -> bytes:
    """Read base64 as it has to be written (RFC 4648, section 4)."""
    try:
        decoded = b64decode(written, validate=True)
    except ValueError:
        decoded = b""
    _demand(b64encode(decoded).decode() == written, f"{what} is damaged.")
    return decoded


def _hash(written: str) -> bytes:
    decoded = from_base64(written, "A hash")
    _demand(len(decoded) == WIDTH, "A hash has not 32 bytes.")
    return decoded


def _number(written: str) -> int:
    right = written.isascii() and written.isdigit() and len(written) <= LONGEST_NUMBER
    _demand(right and written == str(int(written)), "A number is not written as one.")
    return int(written)


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == WIDTH for value in values)


def _demand(right: bool, sentence: str) -> None:
    if not right:
        raise Refused(sentence)


def main() -> int:
    """Check the bundle or receipt that is named; 0 if it holds, 1 if not."""
    asked = ArgumentParser(description="Checks evidence offline.")
    asked.add_argument("dir", metavar="DIR", type=Path)
    asked.add_argument("--key", metavar="VKEY", required=True, help="from elsewhere, not from DIR")
    options = asked.parse_args()
    receipt = (options.dir / RECEIPT[1]).exists()
    try:
        sentences = (verify_receipt if receipt else verify_bundle)(options.dir, options.key)
    except Refused as no:
        sys.stderr.write(f"REFUSED: {no}\n")
        return 1
    sys.stdout.write("\n".join(sentences) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
