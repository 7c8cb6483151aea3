"""The hash tree is the one of RFC 9162, and its proofs convince exactly when they should."""

import json
from base64 import b64decode
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infrastructure import tree
from infrastructure.verify_bundle import verify_consistency, verify_inclusion


class Leaves:
    """A tree held in memory, read as recorders are read, counting what is read."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.levels: dict[int, list[bytes]] = {0: list(leaves)}
        for tile in tree.grow(0, [], leaves).tiles:
            self.levels.setdefault(tile.level, []).append(tile.root)
        self.read = 0

    def hashes(self, level: int, start: int, stop: int) -> Sequence[bytes]:
        found = self.levels.get(level, [])[start:stop]
        self.read += len(found)
        return found


def leaves(count: int) -> list[bytes]:
    return [tree.leaf_hash(n, b"Happened", n, b"person:1", b"data") for n in range(1, count + 1)]


def naive_root(hashes: Sequence[bytes]) -> bytes:
    """MTH of RFC 9162, section 2.1.1, as it is written there."""
    if not hashes:
        return sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return sha256(b"\x01" + naive_root(hashes[:k]) + naive_root(hashes[k:])).digest()


def test_a_row_is_written_as_a_leaf_in_one_way_only() -> None:
    written = tree.leaf_bytes(3, b"SessionHeld", 17, b"person:1 match:2", b"\x00\xff")

    assert written == (
        b"alongside/event/v1"
        + (3).to_bytes(8, "big")
        + (17).to_bytes(8, "big")
        + (11).to_bytes(4, "big")
        + (16).to_bytes(4, "big")
        + (2).to_bytes(4, "big")
        + b"SessionHeldperson:1 match:2\x00\xff"
    )
    assert tree.leaf_hash(3, b"SessionHeld", 17, b"person:1 match:2", b"\x00\xff") == (
        sha256(b"\x00" + written).digest()
    )


@given(
    st.lists(
        st.tuples(st.integers(1, 99), st.binary(), st.integers(0, 99), st.binary(), st.binary()),
        min_size=2,
        max_size=2,
        unique=True,
    )
)
def test_different_rows_are_different_leaves(
    rows: list[tuple[int, bytes, int, bytes, bytes]],
) -> None:
    one, other = (tree.leaf_bytes(*row) for row in rows)

    assert one != other


def test_many_rows_are_hashed_as_each_alone() -> None:
    columns = ([1, 2], [b"A", b"B"], [5, 6], [b"", b"x y"], [b"1", b""])

    assert tree.leaf_hashes(*columns) == [
        tree.leaf_hash(1, b"A", 5, b"", b"1"),
        tree.leaf_hash(2, b"B", 6, b"x y", b""),
    ]


def test_a_tree_grown_leaf_by_leaf_has_the_root_of_the_definition() -> None:
    hashes = leaves(600)
    frontier: list[bytes] = []
    for size, leaf in enumerate(hashes):
        assert tree.root_of(frontier) == naive_root(hashes[:size])
        frontier = tree.grow(size, frontier, [leaf]).frontier

    assert tree.root_of(frontier) == naive_root(hashes)
    assert tree.unpacked(tree.packed(frontier)) == frontier


def test_tiles_are_the_roots_of_their_leaves() -> None:
    hashes = leaves(700)

    assert tree.grow(0, [], hashes).tiles == [
        tree.Tile(1, 0, naive_root(hashes[:256])),
        tree.Tile(1, 1, naive_root(hashes[256:512])),
    ]


def test_every_proof_between_sizes_up_to_130_convinces() -> None:
    hashes = leaves(130)
    nodes = Leaves(hashes)
    roots = [naive_root(hashes[:size]) for size in range(131)]
    for size in range(1, 131):
        for index in range(size):
            proof = tree.inclusion_proof(nodes, index, size)
            assert verify_inclusion(index, size, hashes[index], proof, roots[size])
        for old in range(1, size + 1):
            proof = tree.consistency_proof(nodes, old, size)
            assert verify_consistency(old, size, roots[old], roots[size], proof)


def test_a_proof_about_something_else_does_not_convince() -> None:
    hashes = leaves(77)
    nodes = Leaves(hashes)
    root = naive_root(hashes)
    inclusion = tree.inclusion_proof(nodes, 40, 77)
    consistency = tree.consistency_proof(nodes, 40, 77)

    assert not verify_inclusion(41, 77, hashes[40], inclusion, root)
    assert not verify_inclusion(40, 77, hashes[41], inclusion, root)
    assert not verify_inclusion(40, 77, hashes[40], inclusion[:-1], root)
    assert not verify_inclusion(40, 77, hashes[40], [*inclusion, root], root)
    assert not verify_consistency(40, 77, naive_root(hashes[:41]), root, consistency)
    assert not verify_consistency(41, 77, naive_root(hashes[:40]), root, consistency)
    assert not verify_consistency(40, 77, naive_root(hashes[:40]), root, consistency[1:])


def test_proofs_in_a_log_with_tiles_of_two_levels_convince_and_read_little() -> None:
    hashes = leaves(70_000)
    nodes = Leaves(hashes)
    grown = tree.grow(0, [], hashes)
    root = tree.root_of(grown.frontier)
    for index in (0, 255, 256, 40_000, 65_535, 65_536, 69_999):
        nodes.read = 0
        proof = tree.inclusion_proof(nodes, index, 70_000)
        assert verify_inclusion(index, 70_000, hashes[index], proof, root)
        assert nodes.read <= 4 * tree.TILE
    for old in (1, 256, 65_536, 69_999):
        old_root = tree.root_of(tree.grow(0, [], hashes[:old]).frontier)
        proof = tree.consistency_proof(nodes, old, 70_000)
        assert verify_consistency(old, 70_000, old_root, root, proof)
        assert tree.root_of(tree.frontier_of(nodes, old)) == old_root


def test_what_a_log_does_not_hold_has_no_proof() -> None:
    nodes = Leaves(leaves(5))
    for index in (-1, 5):
        with pytest.raises(ValueError, match="has no leaf"):
            tree.inclusion_proof(nodes, index, 5)
    for old in (0, 6):
        with pytest.raises(ValueError, match="no proof"):
            tree.consistency_proof(nodes, old, 5)


def test_the_published_vectors_agree(shared_data: Path) -> None:
    vectors = shared_data / "merkle-vectors"
    files = sorted(vectors.rglob("*.json"))
    wrong = [
        str(file.relative_to(vectors))
        for file in files
        if (vector := json.loads(file.read_bytes()))["wantErr"] == _convinces(vector)
    ]

    assert len(files) == 196
    assert wrong == []


def _convinces(vector: dict[str, Any]) -> bool:
    proof = [b64decode(entry) for entry in vector["proof"] or []]
    if "leafIdx" in vector:
        leaf, root = b64decode(vector["leafHash"]), b64decode(vector["root"])
        return verify_inclusion(vector["leafIdx"], vector["treeSize"], leaf, proof, root)
    old_root, new_root = b64decode(vector["root1"]), b64decode(vector["root2"])
    return verify_consistency(vector["size1"], vector["size2"], old_root, new_root, proof)
