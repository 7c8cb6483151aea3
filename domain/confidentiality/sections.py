"""Which parts of a record an answer settles, and what says too little (domain reference, 4.4)."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from domain.confidentiality.language import ConsentAnswer, Ground, RecipientKind, Section
from domain.confidentiality.refusals import GroundIsVague, RecipientUnnamed, SharedIsVague
from domain.decider import Refusal

SAYING_NOTHING = frozenset(
    """a about all an and as at be because been being concern concerned concerning concerns for
    feeling felt general had has have he her hers him his i in is it its just me my of on our
    person quite reasons risk safeguarding safety she so some that the their them there they this
    to us very was we welfare were what who with worried worries worry""".split()  # noqa: SIM905 - a list to read
)
"""Words that alone make no ground: "concerned for her welfare" is vague, "said goodbye" is not."""

EVERYTHING = frozenset(
    {
        "all",
        "all details",
        "all i knew",
        "all information",
        "all of it",
        "all we know",
        "everything",
        "everything i knew",
        "everything we know",
        "full file",
        "full record",
        "the lot",
        "the whole file",
        "whole file",
        "whole record",
    }
)
NAMED_BY_KIND = frozenset(
    {
        RecipientKind.EMERGENCY_SERVICES,
        RecipientKind.AMBULANCE,
        RecipientKind.POLICE,
        RecipientKind.NHS24,
        RecipientKind.TRUSTED_CONTACT,
    }
)
"""Kinds of recipient of which there is one: nobody asks which ambulance service."""

_REFUSALS: dict[Section, tuple[type[Refusal], str, str]] = {
    Section.GROUND: (
        GroundIsVague,
        "Say what was seen or said, and choose a ground: being concerned alone is none.",
        "ground_words",
    ),
    Section.ITEMS: (
        SharedIsVague,
        'Say piece by piece what was told: "everything" cannot be judged.',
        "items",
    ),
    Section.RECIPIENT: (
        RecipientUnnamed,
        "Name the organisation that was told.",
        "organisation",
    ),
}


def plain(text: str | None) -> str:
    """A text in small letters, with single spaces and nothing else between its words."""
    return " ".join(re.findall(r"[^\W_]+", (text or "").casefold()))


def says_something(text: str | None) -> bool:
    """Whether there are any words."""
    return bool(plain(text))


def is_vague_ground(text: str | None) -> bool:
    """Whether words give no more for a ground than that somebody was concerned."""
    words = plain(text).split()
    return bool(words) and set(words) <= SAYING_NOTHING


def answered(said: Any) -> tuple[Section, ...]:
    """The parts that a request settles, in the order of 4.4."""
    settled = set(_settled(said)) - set(vague(said))
    return tuple(each for each in Section if each in settled)


def vague(said: Any) -> tuple[Section, ...]:
    """The parts that a request speaks of and says too little about."""
    return tuple(_vague(said))


def must_not_be_vague(sections: Iterable[Section]) -> None:
    """Raise the refusal for the first part that says too little."""
    for section in sections:
        kind, sentence, field = _REFUSALS[section]
        raise kind(sentence, field=field)


def _vague(said: Any) -> Iterator[Section]:
    grounds = _of(said, "grounds") or ()
    if is_vague_ground(_of(said, "ground_words")) or set(grounds) == {Ground.OTHER}:
        yield Section.GROUND
    if any(plain(each) in EVERYTHING for each in _of(said, "items") or ()):
        yield Section.ITEMS
    named = says_something(_of(said, "organisation"))
    kind = _of(said, "recipient_kind")
    spoken_of = kind is not None or says_something(_of(said, "recipient"))
    if spoken_of and not named and kind not in NAMED_BY_KIND:
        yield Section.RECIPIENT


def _settled(said: Any) -> Iterator[Section]:
    def has(*fields: str) -> bool:
        return all(_there(_of(said, field)) for field in fields)

    if has("person") or has("peer") or has("about"):
        yield Section.ABOUT
    if has("decided_by"):
        yield Section.DECIDER
    if has("consulted") or has("consulted_words"):
        yield Section.CONSULTED
    if has("first_aware_at"):
        yield Section.FIRST_AWARE
    if has("grounds", "ground_words"):
        yield Section.GROUND
    if has("likelihood", "severity", "imminence", "at_risk"):
        yield Section.RISK
    if has("capacity", "capacity_words"):
        yield Section.CAPACITY
    if has("consent_answer") and _consent_is_said(said):
        yield Section.CONSENT
    if has("alternatives"):
        yield Section.ALTERNATIVES
    if has("proportionality"):
        yield Section.PROPORTIONALITY
    if has("items"):
        yield Section.ITEMS
    if has("kept_back"):
        yield Section.KEPT_BACK
    if has("channel") and (has("organisation") or _of(said, "recipient_kind") in NAMED_BY_KIND):
        yield Section.RECIPIENT
    if has("checked_how"):
        yield Section.CHECKED
    if has("reference"):
        yield Section.ACKNOWLEDGEMENT
    if has("told_before"):
        yield Section.TOLD_BEFORE
    if has("support", "support_for_decider"):
        yield Section.SUPPORT
    if has("limits_explained"):
        yield Section.LIMITS
    if has("reasons"):
        yield Section.REASONS
    if has("safety_plan"):
        yield Section.SAFETY_PLAN


def _consent_is_said(said: Any) -> bool:
    if _of(said, "consent_answer") is ConsentAnswer.NOT_SOUGHT:
        return _of(said, "not_sought_because") is not None
    return _of(said, "consent_sought_at") is not None


def _of(said: Any, field: str) -> Any:
    return getattr(said, field, None)


def _there(value: Any) -> bool:
    if isinstance(value, str):
        return says_something(value)
    if isinstance(value, tuple):
        return any(_there(each) for each in value)
    return value is not None
