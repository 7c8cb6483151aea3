"""How an entry stands in an extract: other names, no words, moved dates.

What becomes of a field follows from its type alone, so a field that is added to an event is
disguised on the day on which it is written: an identifier is renamed, a text is left out unless it
is a code, and what a peer supporter says of their own well-being stands in no extract at all.
"""

import re
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple, get_args, get_type_hints

import msgspec

from application.evaluation.pseudonyms import Pseudonyms
from domain.decider import Event
from domain.outcomes import OutcomeCompleted, OutcomeInvited
from domain.people import NOUN_OF_OWNER, SameReferralId, Subject
from domain.periods import LOCAL
from domain.personal import Owned, Sealed

MINUTES_TOGETHER = 15
"""Lengths are told in quarters of an hour where dates are moved."""
NOUNS = {**NOUN_OF_OWNER, SameReferralId: "referral"}
OWN = ("peer",)
A_CODE = re.compile(
    r"[A-Z][A-Z0-9_]{0,39}"  # a code
    r"|-|-?\d{1,6}(\.\d{1,6})?"  # an answer, or none
    r"|[a-z_]{1,24}:-?\d{1,6}(\.\d{1,6})?"  # a part of a score
)
"""What a coded text looks like. Anything else that stands there could be somebody's words."""
LABELS: dict[type[Event], frozenset[str]] = {
    OutcomeInvited: frozenset({"version"}),
    OutcomeCompleted: frozenset({"version", "scorer"}),
}
"""Clear texts that a study needs: without its version no answer can be held against another."""
A_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.()-]{0,39}")

NAMES, TEXT, DAYS, LENGTH, CODES, VALUES = "names", "text", "days", "length", "codes", "values"
TELLING = frozenset({LENGTH, CODES, VALUES})


class Part(NamedTuple):
    """A field of an event: what becomes of it, whose name it holds, what it is when left out."""

    name: str
    fate: str
    noun: str
    blank: Any


@cache
def parts_of(kind: type[Event]) -> tuple[Part, ...]:
    """What becomes of every field of an event, in the order of its definition."""
    hints = get_type_hints(kind, include_extras=True)
    return tuple(_part(kind, each, hints[each.name]) for each in msgspec.structs.fields(kind))


@cache
def _changed(kind: type[Event], moved: bool) -> tuple[Part, ...]:
    """The fields of an event that a disguise may change."""
    kept = {VALUES} if moved else {VALUES, DAYS, LENGTH}
    return tuple(each for each in parts_of(kind) if each.fate not in kept)


@cache
def told(kind: type[Event]) -> tuple[Part, ...]:
    """The fields that tell something beyond who and when."""
    return tuple(each for each in parts_of(kind) if each.fate in TELLING)


@cache
def codes_of(kind: type[Event]) -> frozenset[str]:
    """The coded fields of an event that a study may see: no other is ever opened for one."""
    owned = get_type_hints(kind, include_extras=True)
    return frozenset(
        each.name for each in told(kind) if getattr(owned[each.name], "__metadata__", ())
    )


def _part(kind: type[Event], field: msgspec.structs.FieldInfo, hint: Any) -> Part:
    owned = next((one for one in getattr(hint, "__metadata__", ()) if isinstance(one, Owned)), None)
    plain = get_args(hint)[0] if owned else hint
    atoms = _atoms(plain)
    noun = next((_noun(each) for each in atoms if _is_name(each)), "")
    blank = field.default
    if field.required or blank is msgspec.NODEFAULT:
        blank = None if type(None) in atoms else {} if dict in atoms else () if _many(plain) else ""
    fate = VALUES
    if noun:
        fate = NAMES
    elif owned is not None:
        is_code = owned.kind == "coded" and owned.by != OWN and "fingerprint" not in field.name
        fate = VALUES if is_code else TEXT
    elif field.name in LABELS.get(kind, ()):
        fate = VALUES
    elif str in atoms or Subject in atoms or any(_is_place(each) for each in atoms):
        fate = TEXT
    elif datetime in atoms or date in atoms:
        fate = DAYS
    elif field.name == "minutes":
        fate = LENGTH
    if fate == VALUES and (owned is not None or str in atoms):
        fate = CODES
    return Part(field.name, fate, noun, blank)


def _atoms(hint: Any) -> set[Any]:
    inner = get_args(hint)
    if not inner:
        return {hint}
    return (
        {dict}
        if dict in {hint, getattr(hint, "__origin__", None)}
        else set().union(*(_atoms(each) for each in inner if each is not Ellipsis))
    )


def _many(hint: Any) -> bool:
    return any(getattr(each, "__origin__", None) is tuple for each in (hint, *get_args(hint)))


def _is_name(atom: Any) -> bool:
    return getattr(atom, "__supertype__", None) is str and atom is not Subject


def _is_place(atom: Any) -> bool:
    """Whether it is the position of an entry, which two studies would have in common."""
    return getattr(atom, "__supertype__", None) is int


def _noun(atom: Any) -> str:
    return NOUNS.get(atom) or str(atom.__name__).removesuffix("Id").lower()


class Disguise:
    """Rewrites the entries of one person for one study."""

    def __init__(self, names: Pseudonyms, shift: timedelta | None) -> None:
        """Rename with these; ``shift`` is none where dates and lengths stay as they are."""
        self._names, self._shift = names, shift

    def __call__(self, event: Event) -> Event:
        """The entry as it stands in the extract."""
        kind = type(event)
        changed: dict[str, Any] = {}
        for name, fate, noun, blank in _changed(kind, self._shift is not None):
            value = getattr(event, name)
            if value is None:
                continue
            if fate == NAMES:
                changed[name] = self._renamed(noun, value)
            elif fate == TEXT or isinstance(value, Sealed):
                changed[name] = blank
            elif fate == DAYS:
                changed[name] = self.moved(value)
            elif fate == LENGTH:
                changed[name] = rounded(value)
            elif type(value) is str or (type(value) is tuple and value and type(value[0]) is str):
                shape = A_LABEL if name in LABELS.get(kind, ()) else A_CODE
                changed[name] = _only(shape, value, blank)
        return msgspec.structs.replace(event, **changed)

    def moved(self, value: Any) -> Any:
        """A day or a moment, to the hour, moved by whole weeks on the local clock."""
        if self._shift is None:
            return value
        if isinstance(value, tuple):
            return tuple([self.moved(each) for each in value])
        if not isinstance(value, datetime):
            return value + self._shift
        there = value.astimezone(LOCAL).replace(minute=0, second=0, microsecond=0, tzinfo=None)
        return (there + self._shift).replace(tzinfo=LOCAL).astimezone(UTC)

    def _renamed(self, noun: str, value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple([self._names.of(noun, each) for each in value])
        return self._names.of(noun, value)


def _only(shape: re.Pattern[str], value: str | tuple[str, ...], blank: Any) -> Any:
    if isinstance(value, str):
        return value if shape.fullmatch(value) else blank
    return tuple([each for each in value if shape.fullmatch(each)])


def rounded(minutes: int) -> int:
    """A length in quarters of an hour; one that took any time at all is not told as none."""
    quarters = (minutes + MINUTES_TOGETHER // 2) // MINUTES_TOGETHER
    return max(quarters, 1 if minutes else 0) * MINUTES_TOGETHER
