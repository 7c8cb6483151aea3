"""The event catalogue: what is stored, said from the code. Written to `docs/events.md`.

Run ``python -m infrastructure.event_catalogue`` after an event was added or changed.
"""

import inspect
from collections.abc import Iterator
from datetime import date, datetime, time
from enum import Enum
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_type_hints

import msgspec

from domain.catalogue import EVENTS
from domain.decider import Event, identifying_fields
from domain.personal import Sealed
from infrastructure.codec import SealedField, sealed_fields

FILE = Path(__file__).parent.parent / "docs" / "events.md"

HEAD = """\
# The event catalogue

Everything that Alongside ever stores, generated from the code
(`python -m infrastructure.event_catalogue`); a test compares the two.

Names are for ever, and neutral: whoever sees the bare name of an entry about somebody learns
nothing that could harm them.
Every event has one `at`, the first moment at which its sentence is true, in UTC.
What the log adds (position, time of recording, who recorded it, what it corrects) is the same for
all of them and stands in `domain.decider.Recorded`.

A field is one of three things.
*Activity* is stored in the clear: identifiers, codes, times, counts.
*Words* and *coded* values are sealed under the keys of all their owners and cannot be read once one
of those keys is destroyed; words are opened only where they are shown.
A subject is what the log finds the event again by.
"""

PLAIN: dict[object, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "yes or no",
    datetime: "moment",
    date: "day",
    time: "time of day",
}


def catalogue() -> str:
    """The whole page, in Markdown."""
    parts = [HEAD]
    noun = ""
    for name, kind in EVENTS.items():
        if _noun(kind) != noun:
            noun = _noun(kind)
            parts.append(f"\n## {noun.capitalize()}\n")
        parts.append(f"\n### {name}\n\n{inspect.cleandoc(kind.__doc__ or '')}\n\n")
        parts.append("| field | value | kept as |\n|---|---|---|\n")
        parts += _lines(kind)
    return "".join(parts)


def _noun(kind: type[Event]) -> str:
    noun = kind.__module__.split(".")[1]
    return "corrections" if noun == "decider" else noun


def _lines(kind: type[Event]) -> Iterator[str]:
    hints = get_type_hints(kind)
    sealed = {each.field: each for each in sealed_fields(kind)}
    subjects = dict(identifying_fields(kind))
    for field in msgspec.structs.fields(kind):
        value = _words(hints[field.name])
        if NoneType in get_args(hints[field.name]):
            value += ", or nothing"
        elif not field.required:
            value += f"; `{_default(field.default)}` where nothing is said"
        kept = _owned(sealed[field.name]) if field.name in sealed else "activity"
        if field.name in subjects:
            kept = "subject"
        yield f"| `{field.name}` | {value} | {kept} |\n"


def _default(value: object) -> str:
    if value == ():
        return "none"
    return str(value.value) if isinstance(value, Enum) else msgspec.json.encode(value).decode()


def _owned(sealed: SealedField) -> str:
    owners = " and ".join(noun for noun, _field in sealed.owners)
    return f"{sealed.kind}, owned by {owners}"


def _words(hint: Any) -> str:
    if hint in PLAIN:
        return PLAIN[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return "one of " + ", ".join(f"`{each.value}`" for each in hint)
    if hasattr(hint, "__supertype__"):
        noun = hint.__name__.removesuffix("Id")
        return "identifier" if noun == hint.__name__ else f"{noun.lower()} identifier"
    if getattr(hint, "__origin__", None) is dict:
        return "numbers by name"
    parts = [part for part in get_args(hint) if part not in {NoneType, Sealed, Ellipsis}]
    if getattr(hint, "__origin__", None) is tuple:
        return f"list of {_words(parts[0])}"
    return " or ".join(_words(part) for part in parts)


if __name__ == "__main__":
    FILE.write_text(catalogue())
