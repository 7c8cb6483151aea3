"""Events of every kind: one example of each, and hypothesis's idea of all of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from enum import Enum
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec
from hypothesis import strategies as st

from domain.catalogue import EVENTS
from domain.decider import Command, Event
from domain.definitions import DEFAULTS, numbers_of
from domain.people import NOUN_OF_ID, NOUN_OF_OWNER
from domain.personal import Sealed

MOMENT = datetime(2026, 5, 5, 9, 30, 0, 123456, tzinfo=UTC)

EXAMPLES: dict[object, Any] = {
    str: "A made-up word",
    int: 3,
    float: 2.5,
    bool: True,
    datetime: MOMENT,
    date: date(2026, 5, 5),
    time: time(17, 45),
    bytes: b"\x00made up",
}

Identifiers = Mapping[object, Sequence[str]]
"""Those in use, by their type: `PersonId` and so on."""

NAMES_OF_FIELDS = sorted({field for kind in EVENTS.values() for field in kind.__struct_fields__})

NAMES_OF_NUMBERS = [*sorted(numbers_of(DEFAULTS)), "no such number"]

moments = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)
identifiers = st.text("0123456789abcdefghjkmnpqrstvwxyz", min_size=1, max_size=20)

STRATEGIES: dict[object, st.SearchStrategy[Any]] = {
    str: words,
    int: st.integers(-(2**53), 2**53),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    datetime: moments,
    date: st.dates(),
    time: st.times(),
    bytes: st.binary(max_size=40),
}


def example(kind: type[Event]) -> Event:
    """An event of a kind with every field filled in, always the same."""
    hints = get_type_hints(kind)
    return kind(**{field: _example(hint) for field, hint in hints.items()})


def events_of(kind: type[Event]) -> st.SearchStrategy[Event]:
    """Every event of a kind."""
    hints = get_type_hints(kind)
    return st.builds(kind, **{field: values_of(hint) for field, hint in hints.items()})


def requests_of(
    kind: type[Command], known: Identifiers, when: st.SearchStrategy[datetime]
) -> st.SearchStrategy[Command]:
    """Requests of a kind about what is known, most optional parts left out."""
    hints = get_type_hints(kind)
    fields = {}
    for field in msgspec.structs.fields(kind):
        hint = hints[field.name]
        value = when.map(_or_not) if field.name == "at" else values_of(hint, known)
        optional = not field.required and not hasattr(hint, "__supertype__")
        fields[field.name] = st.one_of(st.just(field.default), value) if optional else value
    return st.builds(kind, **fields)


def _or_not(moment: datetime) -> datetime | None:
    return moment if moment.microsecond % 2 else None


def shape_of(kind: type[Event]) -> dict[str, str]:
    """The fields of a kind of event and their types, as text: what a version of it is."""
    hints = get_type_hints(kind)
    required = {field.name for field in msgspec.structs.fields(kind) if field.required}
    return {
        field: _name(hint) + ("" if field in required else " (optional)")
        for field, hint in hints.items()
    }


def codes_of(kinds: Iterable[type[Event]]) -> dict[str, list[str]]:
    """Every enumeration that these events hold, with its values."""
    enums = {
        part
        for kind in kinds
        for hint in get_type_hints(kind).values()
        for part in (hint, *get_args(hint))
        if isinstance(part, type) and issubclass(part, Enum)
    }
    return {enum.__name__: [str(code.value) for code in enum] for enum in enums}


def _example(hint: Any) -> Any:
    if hint in EXAMPLES:
        return EXAMPLES[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    if hasattr(hint, "__supertype__"):
        return _identifier(hint)
    if get_origin(hint) is tuple:
        return (_example(get_args(hint)[0]),)
    if get_origin(hint) is dict:
        return {"a_name": _example(get_args(hint)[1])}
    return _example(_parts(hint)[0])


def _identifier(hint: Any) -> Any:
    if hint.__supertype__ is int:
        return EXAMPLES[int]
    name = hint.__name__.removesuffix("Id").lower()
    if hint not in NOUN_OF_ID:  # an owner is known by its noun, whatever names it
        name = NOUN_OF_OWNER.get(hint, name)
    return "person:example" if name == "subject" else f"{name}-example"


def values_of(hint: Any, known: Identifiers = MappingProxyType({})) -> st.SearchStrategy[Any]:
    """Everything that a field of this type may hold; identifiers are of those known, if any are."""
    if hint in STRATEGIES:
        return STRATEGIES[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    if hasattr(hint, "__supertype__"):
        if hint in known:
            return st.sampled_from(known[hint])
        if hint.__supertype__ is int:
            return st.integers(1, 400)
        return identifiers.map(_tag if hint.__name__ == "Subject" else str)
    if hint is Any:
        return st.none() | st.booleans() | st.integers() | words | st.lists(words, max_size=2)
    if get_origin(hint) is dict:
        names = NAMES_OF_FIELDS if get_args(hint)[1] is Any else NAMES_OF_NUMBERS
        return st.dictionaries(st.sampled_from(names), values_of(get_args(hint)[1]), max_size=2)
    if get_origin(hint) is tuple:
        return st.lists(values_of(get_args(hint)[0], known), max_size=3).map(tuple)
    choices = [values_of(part, known) for part in _parts(hint)]
    if NoneType in get_args(hint):
        choices.append(st.none())
    return st.one_of(choices)


def _tag(identifier: str) -> str:
    return f"person:{identifier}"


def _parts(hint: Any) -> list[Any]:
    """What a value may be, sealed or nothing apart."""
    if get_origin(hint) not in {Union, UnionType}:
        message = f"no example of {hint} is known: say in tests/events.py what one looks like"
        raise TypeError(message)
    return [part for part in get_args(hint) if part not in {NoneType, Sealed}]


def _name(hint: Any) -> str:
    if get_origin(hint) is tuple:
        return f"list of {_name(get_args(hint)[0])}"
    if get_origin(hint) in {Union, UnionType}:
        return " or ".join(sorted(_name(part) for part in get_args(hint)))
    return "nothing" if hint is NoneType else hint.__name__
