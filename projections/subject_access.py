"""Everything recorded about one person, peer supporter or member of staff, for them to have.

It holds what is theirs and nothing of anybody else: what belongs to others is left out and said to
be, the names of everybody else whom the service knows are blanked in free text, and texts that two
people own are given with a note that a human reads them first. A peer supporter's notes about a
person are the person's to read (domain reference, 1.4).
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from application.ledger import Ledger
from domain.confidentiality.events_after import ToldOfSharing
from domain.decider import Event, Position, Recorded, Unknown
from domain.people import ConcernId, PeerId, PersonId, StaffId, Subject
from domain.periods import LOCAL
from domain.personal import Owned, Sealed
from projections.directory import Directory
from projections.opening import Opener

BLANK = "[somebody else]"
SHORTEST_NAME = 3
PEOPLE = {"person": PersonId, "peer": PeerId, "staff": StaffId}
NEVER_TOLD = frozenset({*PEOPLE.values(), ConcernId})
"""Identifiers that are left out without a word: of people, because they say nothing, and of a
safeguarding concern, because whom one is about is not to learn that there is one."""
OTHER_SIDE = {"person": ("peer",), "peer": ("person",), "staff": ("person", "peer")}
OF_THE_RECORD = ("break_id",)
"""Who owns what was decided about somebody: nobody but the record, and they may know it."""
NAMES_OF_OTHERS = frozenset({"referrer_name"})

NO_LONGER_HELD = "It was erased, or somebody else whose it is as well was."
OF_SOMEBODY_ELSE = "It is somebody else's."
ABOUT_SOMEBODY_ELSE = "It tells of somebody else."
NAMES_SOMEBODY_ELSE = "It names somebody else."


class NobodyKnown(Unknown):
    """Nothing is recorded about anybody under this name."""


class Told(msgspec.Struct, frozen=True):
    """One entry: when it happened and was recorded, what it says, and what is left out and why.

    ``read_first`` names the texts that two people own, or in which a name was blanked: somebody
    reads them before they are handed over.
    """

    position: Position
    at: datetime
    recorded_at: datetime
    name: str
    corrects: Position | None
    says: dict[str, Any]
    withheld: dict[str, str]
    read_first: list[str]


class SubjectAccess(msgspec.Struct, frozen=True):
    """All entries about somebody, in the order of their recording, up to a position."""

    subject: Subject
    position: Position
    entries: list[Told]


def subject_access(
    ledger: Ledger, opener: Opener, directory: Directory, subject: Subject
) -> SubjectAccess:
    """What somebody may have of their own record. Raises `NobodyKnown`."""
    opener.generation()  # whatever was erased elsewhere is forgotten first
    noun, _colon, identifier = subject.partition(":")
    if noun not in PEOPLE:
        raise NobodyKnown("Name a person, a peer supporter or a member of staff, as in person.ID.")
    position = ledger.head().position
    history = _without_what_they_were_not_told(_entries(ledger, noun, identifier, subject))
    if not history:
        raise NobodyKnown("Nothing is recorded about anybody under this name. Check it.")
    names = _names_of_others(directory, subject)
    return SubjectAccess(
        subject, position, [_told(each, opener, noun, identifier, names) for each in history]
    )


def _entries(ledger: Ledger, noun: str, identifier: str, of: Subject) -> Iterable[Recorded]:
    """What concerns somebody; staff are found by the history of their service."""
    if noun != "staff":
        return ledger.history(of)
    return [
        each
        for service in ledger.subjects("service")
        for each in ledger.history(service)
        if getattr(each.event, "staff", None) == identifier
    ]


def _without_what_they_were_not_told(entries: Iterable[Recorded]) -> list[Recorded]:
    """Leave out decisions about confidentiality of which nobody has told them yet.

    That there is one could put somebody in danger; who may be told, and when, is decided where the
    decision is recorded (domain reference, 2.0 and 4.4).
    """
    known = list(entries)
    told = {each.event.break_id for each in known if isinstance(each.event, ToldOfSharing)}
    return [each for each in known if getattr(each.event, "break_id", None) in {None, *told}]


def _told(
    recorded: Recorded, opener: Opener, noun: str, identifier: str, names: re.Pattern[str] | None
) -> Told:
    event = opener.open(recorded).event
    says: dict[str, Any] = {}
    withheld: dict[str, str] = {}
    read_first: list[str] = []
    mentioned_only = _is_among_many(event, noun, identifier)
    for field, hint in _fields(type(event)).items():
        value = getattr(event, field)
        if value is None or value == () or _identifies(hint, field, value, identifier):
            continue
        why = ABOUT_SOMEBODY_ELSE if mentioned_only else _why_not(field, hint, value, noun)
        if why is not None:
            withheld[field] = why
            continue
        plain = msgspec.to_builtins(value)
        blanked = _blanked(plain, names)
        if blanked != plain or len(_owners(hint)) > 1:
            read_first.append(field)
        says[field] = blanked
    return Told(
        position=recorded.position,
        at=event.at,
        recorded_at=recorded.recorded_at,
        name=type(event).__name__,
        corrects=recorded.corrects,
        says=says,
        withheld=withheld,
        read_first=read_first,
    )


def _why_not(field: str, hint: Any, value: Any, noun: str) -> str | None:
    """Why a value is left out, or nothing."""
    owners = _owners(hint)
    if owners and noun not in owners and owners != OF_THE_RECORD:
        return OF_SOMEBODY_ELSE
    if isinstance(value, Sealed):
        return NO_LONGER_HELD
    if field in NAMES_OF_OTHERS:
        return NAMES_SOMEBODY_ELSE
    about_them = any(other in field for other in OTHER_SIDE[noun])
    if about_them or (len(owners) > 1 and _kind(hint) == "coded"):
        return ABOUT_SOMEBODY_ELSE
    return None


@cache
def _fields(kind: type[Event]) -> Mapping[str, Any]:
    hints = get_type_hints(kind, include_extras=True)
    return {field: hint for field, hint in hints.items() if field != "at"}


def _owned(hint: Any) -> Owned | None:
    return next(
        (each for each in getattr(hint, "__metadata__", ()) if isinstance(each, Owned)), None
    )


def _owners(hint: Any) -> tuple[str, ...]:
    owned = _owned(hint)
    return owned.by if owned else ()


def _kind(hint: Any) -> str | None:
    owned = _owned(hint)
    return owned.kind if owned else None


def _identifies(hint: Any, field: str, value: Any, identifier: str) -> bool:
    """Whether a field holds an identifier that is not told."""
    parts = {hint, *get_args(hint)}
    return bool(parts & NEVER_TOLD) or value == identifier or field == "entry_subjects"


def _is_among_many(event: Event, noun: str, identifier: str) -> bool:
    """Whether an entry is about somebody else, and whoever asks is only one of many in it."""
    own = PEOPLE[noun]
    found = False
    for field, hint in get_type_hints(type(event)).items():
        value = getattr(event, field)
        if value == identifier and own in {hint, *get_args(hint)}:
            return False
        if get_origin(hint) is tuple and own in get_args(hint):
            found |= identifier in value
    return found


def _names_of_others(directory: Directory, subject: Subject) -> re.Pattern[str] | None:
    """Every name that the service knows, whole and in parts, but for those of whoever asks."""
    own: set[str] = set()
    names: set[str] = set()
    for noun in PEOPLE:
        for each, event in directory.everybody(noun).items():
            name = getattr(event, "name", None)
            if isinstance(name, str):
                parts = {part for part in name.split() if len(part) >= SHORTEST_NAME}
                (own if each == subject else names).update({name, *parts})
    words = sorted((each for each in names - own), key=len, reverse=True)
    if not words:
        return None
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)


def _blanked(value: Any, names: re.Pattern[str] | None) -> Any:
    if names is None:
        return value
    if isinstance(value, str):
        return names.sub(BLANK, value)
    if isinstance(value, list | tuple):
        return [_blanked(each, names) for each in value]
    return value


def as_text(found: SubjectAccess) -> str:
    """A copy of somebody's record as plain text, to be read before it is handed over."""
    lines = [
        "WHAT IS RECORDED ABOUT YOU",
        "",
        "Every entry that concerns you, in the order in which it was recorded. Names of others are",
        "blanked. Where something is left out, it says so and why.",
    ]
    for each in found.entries:
        when = each.at.astimezone(LOCAL)
        lines += ["", f"{when:%-d %B %Y %H:%M}  {_spaced(each.name)}"]
        lines += [f"    {_spaced(field)}: {_said(value)}" for field, value in each.says.items()]
        lines += [f"    {_spaced(field)}: left out. {why}" for field, why in each.withheld.items()]
    return "\n".join(lines) + "\n"


def _said(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _spaced(name: str) -> str:
    words = "".join(f" {each.lower()}" if each.isupper() else each for each in name)
    return words.replace("_", " ").strip()
