"""One safeguarding concern as whoever may see it reads it: words, points, decisions, in order."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec

from application.looking import Looking
from domain.decider import Position, Recorded
from domain.people import LOCAL_OPERATOR, NOBODY_NAMED, ActorId, BreakId, ConcernId, subject
from domain.personal import Sealed
from domain.safeguarding import RECORDED, SAFEGUARDING, SafeguardingConcern
from domain.safeguarding import events as said
from domain.safeguarding.language import Answer, adult_at_risk
from domain.safeguarding_flags import flags_of_concern
from domain.service import SERVICE
from projections.opening import Opener
from projections.safeguarding.register import Row, row_of
from projections.tables import shown


class Told(msgspec.Struct, frozen=True):
    """One thing that was recorded of it: when, by whom, and what it says, by field."""

    position: Position
    at: datetime
    recorded_at: datetime
    by: ActorId | None
    what: str
    says: dict[str, Any]


class Points(msgspec.Struct, frozen=True):
    """The three-point test as it was last answered, and what it comes to.

    ``protected_adult`` is the notion of the PVG scheme, ``capacity`` a view; neither is a part of
    the test.
    """

    sixteen_or_over: str | None
    unable_to_safeguard: str | None
    at_risk_of_harm: str | None
    more_vulnerable: str | None
    adult_at_risk: str | None
    protected_adult: str | None
    child_risk: str | None
    consent_answer: str | None
    capacity: str | None


class ConcernShown(msgspec.Struct, frozen=True):
    """One concern, whom it is about, and everything that was recorded of it."""

    position: Position
    row: Row
    people: list[str]
    peers: list[str]
    staff: list[str]
    about: str | None
    words: str | None
    told_by: str | None
    points: Points | None
    breaks: list[str]
    history: list[Told]


def concern_shown(
    look: Looking, opener: Opener, which: ConcernId, definitions: Any
) -> ConcernShown | None:
    """The concern; nothing where there is none under this identifier."""
    about = subject("concern", which)
    concern: SafeguardingConcern = look(SAFEGUARDING, about)
    if concern.raised is None or concern.service != look.service:
        return None
    events = [opener.open(each) for each in look.happened(about) if type(each.event) in RECORDED]
    service = look(SERVICE, subject("service", look.service))
    flags = shown(flags_of_concern(concern, service, definitions), look.now)
    first = next(each.event for each in events if isinstance(each.event, said.ConcernRaised))
    row = row_of(concern, which, flags, definitions, look.now, kind=_plain(first.kind))
    if row is None:
        return None
    return ConcernShown(
        position=look.position,
        row=row,
        people=sorted(concern.people),
        peers=sorted(concern.peers),
        staff=sorted(concern.staff),
        about=_plain(first.about),
        words=_plain(first.words),
        told_by=_plain(first.told_by),
        points=_points(events),
        breaks=sorted(_linked_with(concern)),
        history=list(_told(events)),
    )


def belonging_to(look: Looking, record: BreakId, among: Iterable[str]) -> frozenset[ConcernId]:
    """The concerns, among some, with which a record about confidentiality was linked."""
    return frozenset(
        ConcernId(each)
        for each in among
        if record in _linked_with(look(SAFEGUARDING, subject("concern", each)))
    )


def _linked_with(concern: SafeguardingConcern) -> set[str]:
    reported = {each.linked_break for each in concern.reports if each.linked_break is not None}
    return {each.record for each in concern.links} | reported


def _told(events: Sequence[Recorded]) -> Iterator[Told]:
    left_out = {"at", "concern", "service", "about_person", "about_peer", "about_staff"}
    for each in events:
        fields = (name for name in each.event.__struct_fields__ if name not in left_out)
        values = ((name, getattr(each.event, name)) for name in fields)
        unnamed = each.by in {NOBODY_NAMED, LOCAL_OPERATOR}
        yield Told(
            position=each.position,
            at=each.event.at,
            recorded_at=each.recorded_at,
            by=None if unnamed else each.by,
            what=type(each.event).__name__,
            says={
                name: None if isinstance(value, Sealed) else msgspec.to_builtins(value)
                for name, value in values
                if value not in (None, ())
            },
        )


def _points(events: Sequence[Recorded]) -> Points | None:
    considered = [each.event for each in events if isinstance(each.event, said.ConcernConsidered)]
    if not considered:
        return None
    last = considered[-1]
    answers = {name: _plain(getattr(last, name)) for name in Points.__struct_fields__
               if name != "adult_at_risk"}  # fmt: skip
    test = [answers[each] for each in Points.__struct_fields__[:4]]
    known = None if None in test else [Answer(str(each)) for each in test]
    found = None if known is None else adult_at_risk(known[0], known[1:]).value
    return Points(**answers, adult_at_risk=found)


def _plain(value: Any) -> str | None:
    return None if value is None or isinstance(value, Sealed) else str(value)
