"""Why support may help those whom a service reaches: the seven groups of the guidance, in counts.

They are reasons and no rule about anybody (domain reference, 2.2). Somebody may have several, so
each stands by itself. Small counts are closed, those of the others too, and the counts are those of
the last quarter that is over (`projections.equality`).
"""

from datetime import date

import msgspec

from application.looking import Looking
from domain.decider import Position, Recorded
from domain.folds import CodedFold
from domain.indicators.checking import FEWEST_SHOWN, SMALLEST_BASE
from domain.people import subject
from domain.periods import local_day
from domain.person import PersonRegistered
from domain.personal import Sealed
from domain.referral import PERSONS_REFERRALS, EnquiryReceived, ReferralReceived, WhyItMayHelp


class Row(msgspec.Struct, frozen=True):
    """One of the seven groups: how many people, and their share; none where that is closed."""

    group: WhyItMayHelp
    people: int | None
    share: float | None


class Reach(msgspec.Struct, frozen=True):
    """All seven, by the end of the last quarter that is over, and the position.

    ``people`` is everybody who asked for support or agreed to be referred; ``said`` are those of
    whom it was said why it may help. None where so few are not counted.
    """

    position: Position
    by: date
    people: int | None
    said: int | None
    rows: list[Row]


_NOTHING: frozenset[str] = frozenset()


def _evolve(reasons: frozenset[str], recorded: Recorded) -> frozenset[str]:
    match recorded.event:
        case ReferralReceived(reasons=said) | EnquiryReceived(reasons=said):
            return reasons if isinstance(said, Sealed) else reasons | frozenset(said)
        case _:
            return reasons


REASONS = CodedFold(
    hears=frozenset({ReferralReceived, EnquiryReceived}), initial=_NOTHING, evolve=_evolve
)
"""Why support may help somebody, by all that was said when they were referred."""


def reach(look: Looking) -> Reach:
    """Everybody who agreed to be referred. ``look`` stands at `equality.quarter_end`."""
    reasons: list[frozenset[str]] = []
    for each in look.happened(subject("service", look.service)):
        if isinstance(each.event, PersonRegistered):
            of = subject("person", each.event.person)
            referrals = look(PERSONS_REFERRALS, of).each.values()
            if any(referral.asked_at is not None for referral in referrals):
                reasons.append(look(REASONS, of))
    people = len(reasons)
    said = sum(bool(each) for each in reasons)
    return Reach(
        position=look.position,
        by=local_day(look.now),
        people=people if people >= SMALLEST_BASE else None,
        said=_shown(said, people),
        rows=[_row(group, reasons, people) for group in WhyItMayHelp],
    )


def _row(group: WhyItMayHelp, reasons: list[frozenset[str]], people: int) -> Row:
    shown = _shown(sum(group.value in each for each in reasons), people)
    return Row(group, shown, None if shown is None else shown / people)


def _shown(number: int, people: int) -> int | None:
    """The number, unless it or what is left of all is small, or there are few people in all."""
    left = people - number
    small = any(0 < each < FEWEST_SHOWN for each in (number, left))
    return None if small or people < SMALLEST_BASE else number
