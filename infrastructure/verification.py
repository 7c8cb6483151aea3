"""Whether the log still says what it said: every row, its place, the tree, the indexes.

Nothing stored is trusted. Rows are read once as bytes and hashed again; what else the store keeps
about them is compared with that. Whoever can rewrite the whole store consistently is found only
by a checkpoint kept elsewhere: give its size and root as ``expected``.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from operator import le, lt
from typing import Any

import msgspec

from infrastructure import tree
from infrastructure.recorders import EventRecorder, Evidence, StoreFailed

MOST_PROBLEMS = 20
"""How many problems are told one by one."""
DIGEST = 32
COMMAND = (int, int, str, bytes)
"""The types of a command's first and last position, id and digest."""
HIGHEST = 7
"""The level of the widest tile that positions of 63 bits can fill."""


class Verification(msgspec.Struct, frozen=True):
    """What was found. A missing event's position is the one it had."""

    ok: bool
    events: int
    root: bytes
    first_bad_position: int | None
    problems: tuple[str, ...]


def verify(recorder: EventRecorder, *expected: tuple[int, bytes]) -> Verification:
    """Check a log against itself and against checkpoints, each a size and a root.

    Never raises for what it finds: a store that cannot be read is a problem like any other.
    """
    examination = _Examination(expected)
    try:
        with recorder.evidence() as evidence:
            examination.run(evidence)
    except StoreFailed as failure:
        examination.note(None, str(failure))
    return examination.verdict()


class _Examination:
    def __init__(self, expected: Sequence[tuple[int, bytes]]) -> None:
        self._expected = sorted(set(expected))
        # What is wrong with a row says where the damage is; what else is wrong follows from it.
        self._rows: list[tuple[int | None, str]] = []
        self._problems: list[tuple[int | None, str]] = []
        self._stray: int | None = None
        self._count = 0
        self._next = 1
        self._recorded_at = -(2**63)
        self._indexed = 0
        # By the tags of an event as they stand in its row: few different ones, each many times.
        self._positions: dict[bytes, array[int]] = {}
        self._tree = _Tree(size for size, _ in self._expected)

    def note(self, position: int | None, problem: str) -> None:
        self._problems.append((position, problem))

    def verdict(self) -> Verification:
        problems = [*self._rows, *self._problems]
        told = [problem for _, problem in problems[:MOST_PROBLEMS]]
        if len(problems) > MOST_PROBLEMS:
            told.append(f"And {len(problems) - MOST_PROBLEMS} problems more.")
        return Verification(
            ok=not problems,
            events=self._count,
            root=self._tree.root(),
            first_bad_position=_first(self._rows) or _first(self._problems) or self._stray,
            problems=tuple(told),
        )

    def run(self, evidence: Evidence) -> None:
        size, indexed, recorded_at, frontier, root = evidence.head()
        self._indexed = indexed if isinstance(indexed, int) else 0
        try:
            for page in evidence.rows():
                self._page(page, evidence.text)
        except StoreFailed as failure:
            self._row(self._next, f"Position {self._next} cannot be read. {failure}")
        self._end(size)
        # Once a row is wrong, everything computed from the rows differs as well.
        if not self._rows:
            self._compare_tree(evidence, recorded_at, frontier, root)
        self._guarded(self._compare_tags, evidence)
        self._guarded(self._compare_commands, evidence)
        self._compare_checkpoints()

    def _page(self, page: Sequence[tuple[Any, ...]], text: type) -> None:
        """Take a page as a whole if it is as it should be, and row by row if it is not."""
        if not page:
            return
        columns = list(zip(*page, strict=True))
        positions, names, moments, tags, data, leaves = columns
        kinds = (int, text, int, text, bytes, bytes)
        whole = all(_are(kind, column) for column, kind in zip(columns, kinds, strict=True))
        if (
            not whole
            or positions != tuple(range(self._next, self._next + len(page)))
            or moments[0] < self._recorded_at
            or not all(map(le, moments, islice(moments, 1, None)))
        ):
            self._row_by_row(page, kinds)
            return
        hashes = tree.leaf_hashes(positions, names, moments, tags, data)
        if hashes != list(leaves):
            self._row_by_row(page, kinds)
            return
        self._tree.extend(hashes)
        self._collect(positions, tags)
        self._count += len(page)
        self._next += len(page)
        self._recorded_at = moments[-1]

    def _row_by_row(self, page: Sequence[tuple[Any, ...]], kinds: Sequence[type]) -> None:
        for row in page:
            position, name, recorded_at, tags, data, leaf = row
            self._count += 1
            if not isinstance(position, int) or position < self._next:
                self._stray = self._stray or _position(position)
                self._row(None, f"After position {self._next - 1} stands position {position}.")
                continue
            if position > self._next:
                self._row(self._next, _missing(self._next, position - 1))
            self._next = position + 1
            if any(type(value) is not kind for value, kind in zip(row, kinds, strict=True)):
                self._row(position, f"Position {position} holds a value of the wrong type.")
                continue
            computed = tree.leaf_hash(position, name, recorded_at, tags, data)
            if computed != leaf:
                self._row(
                    position, f"Position {position} is not what was recorded: its hash differs."
                )
            if recorded_at < self._recorded_at:
                self._row(position, f"Position {position} has an earlier time than the one before.")
            self._recorded_at = max(recorded_at, self._recorded_at)
            self._tree.extend([computed])
            self._collect([position], [tags])

    def _row(self, position: int | None, problem: str) -> None:
        self._rows.append((position, problem))

    def _collect(self, positions: Sequence[int], tag_lists: Sequence[Any]) -> None:
        """Keep what the index of tags should hold."""
        if positions[-1] > self._indexed:
            positions = positions[: bisect_right(positions, self._indexed)]
        known = self._positions
        for position, tags in zip(positions, map(bytes, tag_lists), strict=False):
            try:
                known[tags].append(position)
            except KeyError:
                known[tags] = array("q", (position,))

    def _end(self, size: object) -> None:
        reached = self._next - 1
        if not isinstance(size, int):
            self.note(None, "The head of the log is missing or damaged.")
        elif size > reached:
            self._row(
                self._next,
                f"The log ends at position {reached}, and its head says that it reaches {size}:"
                f" what stood from position {self._next} on is missing.",
            )
        elif size < reached:
            self._row(
                size + 1,
                f"The log goes on to position {reached}, and its head says that it ends at {size}.",
            )

    def _compare_tree(
        self, evidence: Evidence, recorded_at: object, frontier: object, root: object
    ) -> None:
        if self._count and recorded_at != self._recorded_at:
            self.note(None, "The head of the log has another time than the last event.")
        if frontier != tree.packed(self._tree.frontier()):
            self.note(None, "The frontier of the tree at the head does not follow from the events.")
        if root != self._tree.root():
            self.note(None, "The root of the tree at the head does not follow from the events.")
        try:
            tiles = evidence.tiles()
        except StoreFailed as failure:
            self.note(None, f"The tiles of the tree cannot be read. {failure}")
            return
        stored = {
            (level, number): value for level, number, value in tiles if _are(int, (level, number))
        }
        if len(tiles) > len(stored):
            self.note(None, "The tiles of the tree hold one twice, or one that cannot be.")
        computed = {(level, number): value for level, number, value in self._tree.tiles}
        for place in sorted(stored.keys() | computed.keys(), key=str):
            if stored.get(place) != computed.get(place):
                self.note(*_wrong_tile(place))

    def _compare_tags(self, evidence: Evidence) -> None:
        expected = self._positions_by_tag()
        found = chain.from_iterable(evidence.positions_by_tag())
        wrong = {tag for tag, positions in found if _as_json(expected.pop(tag, ())) != positions}
        wrong |= expected.keys()
        if not wrong:
            return
        computed = {
            (tag, position)
            for tags, positions in self._positions.items()
            for tag in wrong.intersection(_words(tags))
            for position in positions
        }
        pairs = [pair for page in evidence.tagged() for pair in page if pair[0] in wrong]
        stored = set(pairs)
        if len(pairs) > len(stored) or any(type(position) is not int for _, position in pairs):
            self.note(None, "The index holds an entry twice, or a position that is no number.")
        for tag, position in sorted(computed - stored, key=str):
            self.note(position, f"The index lacks position {position} under the tag {_shown(tag)}.")
        for tag, position in sorted(stored - computed, key=str):
            self.note(
                _position(position),
                f"The index has position {position} wrongly under the tag {_shown(tag)}.",
            )

    def _positions_by_tag(self) -> "dict[str, list[array[int]]]":
        found: dict[str, list[array[int]]] = {}
        for tags, positions in self._positions.items():
            for tag in dict.fromkeys(_words(tags)):
                found.setdefault(tag, []).append(positions)
        return found

    def _compare_commands(self, evidence: Evidence) -> None:
        reached, taken = 0, 0
        for page in evidence.commands():
            columns = list(zip(*page, strict=True))
            firsts, lasts, command_ids, digests = columns
            if (
                all(_are(kind, column) for column, kind in zip(columns, COMMAND, strict=True))
                and set(map(len, digests)) == {DIGEST}
                and all(map(le, firsts, lasts))
                and all(map(lt, (reached, *lasts), firsts))
                and lasts[-1] < self._next
            ):
                within = bisect_right(firsts, self._indexed)
                taken += sum(map(hash, zip(command_ids[:within], firsts[:within], strict=True)))
                reached = lasts[-1]
                continue
            taken += sum(
                hash(pair)
                for pair in zip(command_ids, firsts, strict=True)
                if type(pair[1]) is int and pair[1] <= self._indexed
            )
            for row in page:
                wrong = self._wrong_command(row, reached)
                if wrong:
                    self.note(_position(row[0]), wrong)
                else:
                    reached = row[1]
        self._compare_command_index(evidence, taken)

    def _compare_command_index(self, evidence: Evidence, taken: int) -> None:
        index = evidence.command_index()
        if index is None or sum(sum(map(hash, page)) for page in index) == taken:
            return
        stored = {pair for page in evidence.command_index() or () for pair in page}
        computed = {
            (command_id, first)
            for page in evidence.commands()
            for first, _, command_id, _ in page
            if type(first) is int and first <= self._indexed
        }
        for command_id, first in sorted(stored ^ computed, key=str):
            self.note(
                _position(first),
                f"The index of command ids is wrong about {_shown(command_id)}.",
            )

    def _wrong_command(self, row: tuple[Any, Any, Any, Any], reached: int) -> str | None:
        first, last, _, digest = row
        if any(type(value) is not kind for value, kind in zip(row, COMMAND, strict=True)):
            return "A command's row holds a value of the wrong type."
        if len(digest) != DIGEST:
            return f"The command at position {first} has a damaged digest."
        if not reached < first <= last < self._next:
            return f"A command claims positions {first} to {last}, which are not its own."
        return None

    def _compare_checkpoints(self) -> None:
        """The first that does not fit says all: those after it cannot fit either."""
        reached = self._next - 1
        upto = 0
        for size, root in self._expected:
            if size > reached:
                self.note(
                    reached + 1,
                    f"The checkpoint covers {size} events, and the log ends at position {reached}.",
                )
                return
            if self._tree.root_at(size) != root:
                where = f" The first {upto} still are." if upto else ""
                self.note(
                    None,
                    f"The first {size} events are not those of the checkpoint: their root differs."
                    + where,
                )
                return
            upto = size

    def _guarded(self, comparison: Any, evidence: Evidence) -> None:
        try:
            comparison(evidence)
        except StoreFailed as failure:
            self.note(None, f"An index cannot be read. {failure}")


class _Tree:
    """The tree over the rows as they are, tile by tile."""

    def __init__(self, expected_sizes: Iterable[int]) -> None:
        self.tiles: list[tree.Tile] = []
        self._asked: dict[int, set[int]] = {}
        for size in expected_sizes:
            self._asked.setdefault(size // tree.TILE, set()).add(size % tree.TILE)
        self._roots: dict[int, bytes] = {}
        self._upper: list[bytes] = []
        self._complete = 0
        self._leaves: list[bytes] = []

    def extend(self, hashes: Sequence[bytes]) -> None:
        leaves = self._leaves
        leaves += hashes
        start = 0
        while len(leaves) - start >= tree.TILE:
            self._tile(leaves[start : start + tree.TILE])
            start += tree.TILE
        del leaves[:start]

    def frontier(self) -> list[bytes]:
        return [*self._upper, *tree.grow(0, [], self._leaves).frontier]

    def root(self) -> bytes:
        return tree.root_of(self.frontier())

    def root_at(self, size: int) -> bytes | None:
        """The root at an earlier size that was expected."""
        self._see(self._leaves)
        return self._roots.get(size)

    def _tile(self, leaves: Sequence[bytes]) -> None:
        self._see(leaves)
        root = tree.perfect_root(leaves)
        self.tiles.append(tree.Tile(1, self._complete, root))
        grown = tree.grow(self._complete, self._upper, [root])
        self.tiles += [tree.Tile(tile.level + 1, tile.number, tile.root) for tile in grown.tiles]
        self._complete, self._upper = grown.size, grown.frontier

    def _see(self, leaves: Sequence[bytes]) -> None:
        """Remember the roots at the expected sizes that lie in this tile."""
        for rest in self._asked.pop(self._complete, ()):
            frontier = [*self._upper, *tree.grow(0, [], leaves[:rest]).frontier]
            self._roots[self._complete * tree.TILE + rest] = tree.root_of(frontier)


def _wrong_tile(place: tuple[int, int]) -> tuple[int | None, str]:
    level, number = place
    if level < 1 or number < 0:
        return None, "The tiles of the tree hold one that cannot be."
    if level > HIGHEST:
        return None, f"The tiles of the tree hold one of level {level}, which cannot be."
    width = tree.TILE**level
    first, last = number * width + 1, (number + 1) * width
    return first, f"The tile over positions {first} to {last} does not follow from the events."


def _missing(first: int, last: int) -> str:
    if first == last:
        return f"Position {first} is missing."
    return f"Positions {first} to {last} are missing."


def _first(problems: Sequence[tuple[int | None, str]]) -> int | None:
    return min((at for at, _ in problems if at is not None), default=None)


def _words(tags: Any) -> list[str]:
    """The tags of an event, or of several, as far as they are text."""
    return tags.decode("utf-8", "surrogateescape").split(" ") if tags else []


def _as_json(positions: "Sequence[array[int]]") -> str:
    """Some positions, each part of which is in order, as one JSON array."""
    whole = sorted(chain.from_iterable(positions)) if len(positions) > 1 else list(*positions)
    return msgspec.json.encode(whole).decode()


def _shown(tag: object) -> str:
    return str(tag).encode("utf-8", "replace").decode()


def _are(kind: type, values: Sequence[object]) -> bool:
    return list(map(type, values)).count(kind) == len(values)


def _position(value: object) -> int | None:
    return value if isinstance(value, int) else None
