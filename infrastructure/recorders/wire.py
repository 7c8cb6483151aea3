"""How a batch is written for PostgreSQL's append function, and how its answer is read.

In the database's own binary format, by hand: the values are few and known, and packing them is a
tenth of what adapting them one by one costs.
"""

import struct
from collections.abc import Sequence

from infrastructure.recorders import (
    Committed,
    Conflicted,
    Outcome,
    Repeated,
    Reused,
    Submission,
)
from infrastructure.recorders.recent import words

_BOOL, BYTEA, INT8, INT4, TEXT = 16, 17, 20, 23, 25
_ARRAYS = {_BOOL: 1000, BYTEA: 1001, INT8: 1016, INT4: 1007, TEXT: 1009}
_PARAMETERS = (
    *(TEXT, BYTEA, _BOOL, INT4),
    *(TEXT, TEXT, INT8, INT4),
    *(TEXT, TEXT, BYTEA, TEXT, INT4),
    *(INT4, INT4),
)


def arrays(elements: Sequence[int]) -> list[int]:
    """The types of arrays of some elements."""
    return [_ARRAYS[element] for element in elements]


TYPES = [*arrays(_PARAMETERS), INT8, INT8]
CALL = f"SELECT append_events({', '.join(f'${n + 1}' for n in range(len(TYPES)))})".encode()
long = struct.Struct(">q").pack
_int = struct.Struct(">i").pack
_array_head = struct.Struct(">iiiii").pack


def packed(submissions: Sequence[Submission], expected_head: int, now: int) -> list[bytes]:
    """Write a batch in PostgreSQL's binary format, as the function takes it."""
    entries = [entry for submission in submissions for entry in submission.entries]
    reads = [
        (_int(number), item)
        for number, submission in enumerate(submissions, 1)
        for item in submission.reads
    ]
    tagged = [
        (_int(number), tag.encode())
        for number, entry in enumerate(entries, 1)
        for tag in words(entry.tags)
    ]
    pairs = clashes(submissions, expected_head) if len(submissions) > 1 else []
    return [
        array(TEXT, [s.command_id.encode() or None for s in submissions]),
        array(BYTEA, [s.digest for s in submissions]),
        array(_BOOL, [b"\1" if s.dependent else b"\0" for s in submissions]),
        array(INT4, [_int(len(s.entries)) for s in submissions]),
        array(TEXT, [item.tag.encode() for _, item in reads]),
        array(TEXT, [" ".join(item.names).encode() for _, item in reads]),
        array(INT8, [long(item.after) for _, item in reads]),
        array(INT4, [number for number, _ in reads]),
        array(TEXT, [entry.name.encode() for entry in entries]),
        array(TEXT, [entry.tags.encode() for entry in entries]),
        array(BYTEA, [entry.data for entry in entries]),
        array(TEXT, [tag for _, tag in tagged]),
        array(INT4, [number for number, _ in tagged]),
        array(INT4, [_int(later) for later, _ in pairs]),
        array(INT4, [_int(earlier) for _, earlier in pairs]),
        long(expected_head),
        long(now),
    ]


def clashes(submissions: Sequence[Submission], expected_head: int) -> list[tuple[int, int]]:
    """Pairs of which the later has read what the earlier changes, counted from 1.

    Only a dependent submission can have seen what earlier ones of its batch store, and it stands
    only where the head is the expected one, so that the positions are known here.
    """
    pairs: list[tuple[int, int]] = []
    changed: dict[str, list[tuple[int, str, int]]] = {}
    position = expected_head
    for number, submission in enumerate(submissions, 1):
        for tag, names, after in submission.reads:
            before = changed.get(tag)
            if before is None:  # nearly always
                continue
            pairs += [
                (number, earlier)
                for at, name, earlier in before
                if (not names or name in names) and not (submission.dependent and at <= after)
            ]
        for entry in submission.entries:
            position += 1
            for tag in words(entry.tags):
                changed.setdefault(tag, []).append((position, entry.name, number))
    return pairs


def array(element: int, values: Sequence[bytes | None]) -> bytes:
    """Write values, each in its binary format, as an array."""
    if not values:
        return struct.pack(">iii", 0, 0, element)
    parts = [_array_head(1, None in values, element, len(values), 1)]
    for value in values:
        if value is None:
            parts.append(b"\xff\xff\xff\xff")
        else:
            parts += (_int(len(value)), value)
    return b"".join(parts)


def outcomes_of(array: bytes) -> list[Outcome]:
    """Read the function's answer: four numbers for each submission."""
    numbers = [number for _, number in struct.iter_unpack(">iq", array[20:])]
    return [_outcome(*numbers[at : at + 4]) for at in range(0, len(numbers), 4)]


def _outcome(kind: int, first: int, last: int, recorded_at: int) -> Outcome:
    match kind:
        case 0:
            return Committed(first, last, recorded_at)
        case 1:
            return Repeated(first, last, recorded_at)
        case 2:
            return Reused()
        case _:
            return Conflicted()
