"""Why peer supporters leave, in counts that tell of nobody (domain reference, 2.13).

A service learns from those who go. The counts are those of the year up to the last quarter that is
over, whenever they are asked for: two days in a row cannot be compared to learn why one left.
"""

from datetime import date, timedelta

import msgspec

from application.looking import Looking
from domain.decider import Position
from domain.peer import PeerInterestExpressed
from domain.peer.stages import LeavingReason
from domain.peer.why_left import WHY_LEFT, WhyLeft
from domain.people import subject
from domain.periods import local_day
from domain.suppression import SMALLEST_BASE, Counts

A_YEAR = timedelta(days=365)


class ReasonGiven(msgspec.Struct, frozen=True):
    """How many gave a reason, among others perhaps; none where the count is closed."""

    reason: LeavingReason
    peers: int | None


class Leaving(msgspec.Struct, frozen=True):
    """Of those who left in a year: how many, with how many it was talked about, and why.

    ``no_reason`` counts those of whom no reason stands, or none can be read any more.
    """

    position: Position
    by: date
    left: int | None
    talked: int | None
    no_reason: int | None
    rows: list[ReasonGiven]


def leaving(look: Looking) -> Leaving:
    """What stands of those who left within a year. ``look`` stands at `quarter_end`."""
    gone = _gone(look)
    counts = {each.value: sum(each in why.reasons for why in gone) for each in LeavingReason}
    talked, silent = sum(why.talked for why in gone), sum(not why.reasons for why in gone)
    table = Counts().alone("left", len(gone))
    parts: dict[str, int] = {**counts, "talked": talked, "no_reason": silent}
    for name, number in parts.items():
        table.part("left", name, number)
    shown = table.shown()
    few = 0 < len(gone) < SMALLEST_BASE
    told = {each: None if few else shown[each] for each in parts}
    return Leaving(
        position=look.position,
        by=local_day(look.now),
        left=shown["left"],
        talked=told["talked"],
        no_reason=told["no_reason"],
        rows=[ReasonGiven(each, told[each.value]) for each in LeavingReason],
    )


def _gone(look: Looking) -> list[WhyLeft]:
    found = []
    for each in look.happened(subject("service", look.service)):
        if isinstance(each.event, PeerInterestExpressed):
            why: WhyLeft = look(WHY_LEFT, subject("peer", each.event.peer))
            if why.left_at is not None and look.now - A_YEAR < why.left_at <= look.now:
                found.append(why)
    return found
