"""Appending on PostgreSQL where nobody else has written since: the cheap way, with one statement.

A process that wrote last knows the tree as it stands. It grows it here and sends the rows with the
new head; the statement stores them only if the head is still the one it grew from, by size, moment
and root. Nothing that was read can have changed then, so that is the append condition. Otherwise
nothing is stored, and the function that locks, looks and grows on the server is asked.
"""

from collections.abc import Sequence
from typing import NamedTuple

from infrastructure import tree
from infrastructure.recorders import Committed, Submission
from infrastructure.recorders.wire import BYTEA, INT4, INT8, TEXT, array, arrays, clashes, long

_FIXED = (INT8, INT8, BYTEA, INT8, INT8)
_PARAMETERS = (BYTEA, TEXT, BYTEA, INT8, INT8, TEXT, TEXT, BYTEA, BYTEA)
TYPES = [*_FIXED, BYTEA, *arrays(_PARAMETERS)]
TYPES_WITH_TILES = [*TYPES, *arrays((INT4, INT8, BYTEA))]

_STATEMENT = """
WITH h AS (
    UPDATE head SET size = $4, recorded_at = $5, root = $6, frontier = $7
    WHERE one = 1 AND size = $1 AND recorded_at = $2 AND root = $3 RETURNING 1
), c AS (
    INSERT INTO commands SELECT unnest($8), unnest($9), unnest($10), unnest($11) FROM h
), e AS (
    INSERT INTO events SELECT generate_series($1 + 1, $4), unnest($12), $5,
        unnest($13), unnest($14), unnest($15) FROM h
), t AS (
    INSERT INTO tags SELECT unnest(string_to_array(q.tags, ' ')), q.position
    FROM (SELECT unnest($13) AS tags, generate_series($1 + 1, $4) AS position FROM h) AS q
)
"""
"""Arrays stand side by side in the rows: as tables, each would be stored once more to be joined."""
APPEND = f"{_STATEMENT} SELECT count(*) FROM h".encode()
APPEND_WITH_TILES = f"""{_STATEMENT}, i AS (
    INSERT INTO tiles SELECT unnest($16), unnest($17), unnest($18) FROM h
) SELECT count(*) FROM h""".encode()

LONE_TYPES = [*_FIXED, BYTEA, *arrays((BYTEA,)), TEXT, BYTEA, TEXT, TEXT, BYTEA, BYTEA]
LONE_APPEND = b"""
WITH h AS (
    UPDATE head SET size = $4, recorded_at = $5, root = $6, frontier = $7
    WHERE one = 1 AND size = $1 AND recorded_at = $2 AND root = $3 RETURNING 1
), c AS (
    INSERT INTO commands SELECT $8, $9, $4, $4 FROM h
), e AS (
    INSERT INTO events SELECT $4, $10, $5, $11, $12, $13 FROM h
), t AS (
    INSERT INTO tags SELECT unnest(string_to_array($11, ' ')), $4 FROM h
) SELECT count(*) FROM h"""
"""One command's one event without arrays, which cost more than such an event itself."""


class Trunk(NamedTuple):
    """The head of the log with its tree, as this process last knew it."""

    size: int
    recorded_at: int
    root: bytes
    frontier: list[bytes]


class Step(NamedTuple):
    """What to send, and what will stand if it is stored."""

    name: bytes
    parameters: list[bytes]
    trunk: Trunk
    outcomes: list[Committed]


def step(trunk: Trunk, submissions: Sequence[Submission], now: int) -> Step | None:
    """Grow the tree by a batch that saw the whole log; nothing where it has to be looked at."""
    for submission in submissions:
        if not (submission.entries and submission.command_id):
            return None
        for _tag, _names, seen in submission.reads:
            if seen < trunk.size:
                return None
    if len(submissions) > 1 and clashes(submissions, trunk.size):
        return None
    at = max(now, trunk.recorded_at)
    entries = [entry for submission in submissions for entry in submission.entries]
    names = [entry.name.encode() for entry in entries]
    tags = [entry.tags.encode() for entry in entries]
    leaves = [
        tree.leaf_hash(trunk.size + number, name, at, tag_list, entry.data)
        for number, (name, tag_list, entry) in enumerate(zip(names, tags, entries, strict=True), 1)
    ]
    grown = tree.grow(trunk.size, trunk.frontier, leaves)
    after = Trunk(grown.size, at, tree.root_of(grown.frontier), grown.frontier)
    outcomes = []
    last = trunk.size
    for submission in submissions:
        first, last = last + 1, last + len(submission.entries)
        outcomes.append(Committed(first, last, at))
    parameters = [
        long(trunk.size),
        long(trunk.recorded_at),
        trunk.root,
        long(after.size),
        long(at),
        after.root,
        array(BYTEA, after.frontier),
    ]
    if len(entries) == 1 and not grown.tiles:
        asked = submissions[0]
        parameters += [asked.command_id.encode(), asked.digest, names[0], tags[0]]
        parameters += [entries[0].data, leaves[0]]
        return Step(b"carry-one", parameters, after, outcomes)
    parameters += [
        array(TEXT, [submission.command_id.encode() for submission in submissions]),
        array(BYTEA, [submission.digest for submission in submissions]),
        array(INT8, [long(outcome.first) for outcome in outcomes]),
        array(INT8, [long(outcome.last) for outcome in outcomes]),
        array(TEXT, names),
        array(TEXT, tags),
        array(BYTEA, [entry.data for entry in entries]),
        array(BYTEA, leaves),
    ]
    if grown.tiles:
        parameters += [
            array(INT4, [tile.level.to_bytes(4, "big") for tile in grown.tiles]),
            array(INT8, [long(tile.number) for tile in grown.tiles]),
            array(BYTEA, [tile.root for tile in grown.tiles]),
        ]
    return Step(b"carry-tiles" if grown.tiles else b"carry", parameters, after, outcomes)
