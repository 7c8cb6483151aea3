"""The hash tree over the log, as RFC 6962 and RFC 9162 (section 2.1) define it, with SHA-256.

A leaf is `leaf_bytes` of one event: every column of its row, so that nothing in a row can change,
and no row can move, without another root. The tree is kept as a *frontier*: the roots of the
complete subtrees that the log divides into, the largest first. Appending needs only the frontier;
a proof needs the leaf hashes of a few tiles of 256 leaves and the stored roots of complete tiles.
Proofs are checked by `verify_bundle`, the file that is given out to whoever doubts them.
"""

import struct
from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import repeat
from typing import NamedTuple, Protocol

PREFIX = b"alongside/event/v1"
TILE = 256
"""The width of a tile: a root of level 1 covers 256 leaves, of level 2 65,536, and so on."""
EMPTY_ROOT = sha256(b"").digest()

_numbers = struct.Struct(">qqiii").pack
_WIDTH = 32
_LEAF = b"\x00" + PREFIX
_leaf_head = struct.Struct(f">{len(_LEAF)}sqqiii").pack
_NODE = b"\x01"


class Tile(NamedTuple):
    """The root of a complete subtree of 256 ** level leaves, numbered from 0 from the left."""

    level: int
    number: int
    root: bytes


class Growth(NamedTuple):
    """What appending came to: the new size, the new frontier, the tiles it completed."""

    size: int
    frontier: list[bytes]
    tiles: list[Tile]


class Nodes(Protocol):
    """Where proofs read the tree from. Both recorders are one."""

    def hashes(self, level: int, start: int, stop: int) -> Sequence[bytes]:
        """Roots of complete subtrees of 256 ** level leaves, numbered from start up to stop.

        Level 0 is the leaf hashes themselves.
        """


def leaf_bytes(position: int, name: bytes, recorded_at: int, tags: bytes, data: bytes) -> bytes:
    """Write one row so that no other row is written the same way.

    The prefix; position and recorded_at as 8-byte, then the lengths of name, tags and data as
    4-byte big-endian signed integers; then those three. Texts are UTF-8.
    """
    return b"".join(
        (PREFIX, _numbers(position, recorded_at, len(name), len(tags), len(data)), name, tags, data)
    )


def leaf_hash(position: int, name: bytes, recorded_at: int, tags: bytes, data: bytes) -> bytes:
    """Hash a row as a leaf of the tree."""
    numbers = _numbers(position, recorded_at, len(name), len(tags), len(data))
    return sha256(b"".join((_LEAF, numbers, name, tags, data))).digest()


def leaf_hashes(
    positions: Sequence[int],
    names: Sequence[bytes],
    moments: Sequence[int],
    tags: Sequence[bytes],
    data: Sequence[bytes],
) -> list[bytes]:
    """Hash many rows, given by their columns."""
    lengths = (map(len, names), map(len, tags), map(len, data))
    heads = map(_leaf_head, repeat(_LEAF), positions, moments, *lengths)
    written = map(b"".join, zip(heads, names, tags, data, strict=True))
    return [hashed.digest() for hashed in map(sha256, written)]


def grow(size: int, frontier: Sequence[bytes], leaves: Iterable[bytes]) -> Growth:
    """Append leaf hashes to a tree of a given size."""
    stack = list(frontier)
    tiles: list[Tile] = []
    for leaf in leaves:
        node, number, height = leaf, size, 0
        while number & 1:
            node = sha256(_NODE + stack.pop() + node).digest()
            number >>= 1
            height += 1
            if not height & 7:
                tiles.append(Tile(height >> 3, number, node))
        stack.append(node)
        size += 1
    return Growth(size, stack, tiles)


def root_of(frontier: Sequence[bytes]) -> bytes:
    """Bag the complete subtrees of a frontier into the root of the whole tree."""
    if not frontier:
        return EMPTY_ROOT
    node = frontier[-1]
    for left in frontier[-2::-1]:
        node = sha256(_NODE + left + node).digest()
    return node


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over a power of two of neighbouring subtrees."""
    row = list(hashes)
    while len(row) > 1:
        pairs = iter(row)
        row = [
            sha256(_NODE + left + right).digest() for left, right in zip(pairs, pairs, strict=True)
        ]
    return row[0]


def packed(frontier: Sequence[bytes]) -> bytes:
    """Write a frontier as one value."""
    return b"".join(frontier)


def unpacked(frontier: bytes) -> list[bytes]:
    """Read a frontier back."""
    return [frontier[at : at + _WIDTH] for at in range(0, len(frontier), _WIDTH)]


def frontier_of(nodes: Nodes, size: int) -> list[bytes]:
    """Read the frontier that the tree had at an earlier size."""
    return _Tiles(nodes, size).cover(0, size)


def inclusion_proof(nodes: Nodes, index: int, size: int) -> list[bytes]:
    """Prove that a leaf (counted from 0) stands in the tree of a given size.

    Raises `ValueError` for a leaf that the tree does not have.
    """
    if not 0 <= index < size:
        raise ValueError(f"A log of {size} events has no leaf {index}.")
    tiles = _Tiles(nodes, size)
    proof: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(tiles.root(middle, end))
            end = middle
        else:
            proof.append(tiles.root(start, middle))
            start = middle
    return proof[::-1]


def consistency_proof(nodes: Nodes, old: int, new: int) -> list[bytes]:
    """Prove that the tree of the old size is the beginning of the tree of the new size.

    Raises `ValueError` unless 0 < old <= new: nothing can be proven about an empty log.
    """
    if not 0 < old <= new:
        raise ValueError(f"There is no proof from {old} events to {new}.")
    tiles = _Tiles(nodes, new)
    proof: list[bytes] = []
    start, end = 0, new
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(tiles.root(middle, end))
            end = middle
        else:
            proof.append(tiles.root(start, middle))
            start = middle
    if start:
        proof.append(tiles.root(start, end))
    return proof[::-1]


class _Tiles:
    """Reads tiles once each, and answers for any subtree of a tree of the given size."""

    def __init__(self, nodes: Nodes, size: int) -> None:
        self._nodes = nodes
        self._size = size
        self._read: dict[tuple[int, int], Sequence[bytes]] = {}

    def root(self, start: int, end: int) -> bytes:
        return root_of(self.cover(start, end))

    def cover(self, start: int, end: int) -> list[bytes]:
        """The roots of the complete subtrees from one leaf up to another, the largest first."""
        roots: list[bytes] = []
        while start < end:
            height = (end - start).bit_length() - 1
            roots.append(self._perfect(start, height))
            start += 1 << height
        return roots

    def _perfect(self, start: int, height: int) -> bytes:
        level = height >> 3
        first = start >> (8 * level)
        tile = first // TILE
        if (level, tile) not in self._read:
            complete = self._size >> (8 * level)
            stop = min((tile + 1) * TILE, complete)
            self._read[level, tile] = self._nodes.hashes(level, tile * TILE, stop)
        offset = first % TILE
        width = 1 << (height - 8 * level)
        return perfect_root(self._read[level, tile][offset : offset + width])


def _split(count: int) -> int:
    """The largest power of two smaller than a count."""
    return 1 << ((count - 1).bit_length() - 1)
