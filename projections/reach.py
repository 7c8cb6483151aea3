"""Whom a service reaches, in counts: why support may help, with which conditions, and where from.

The seven groups of the guidance are reasons and no rule about anybody (domain reference, 2.2).
Somebody may have several, and several conditions, so each of these is a part of everybody by
itself; of partnerships everybody has one. Boards have no counts of their own: they would tell what
the partnerships do not. What is small is closed (`domain.suppression`), and the counts are those of
the last quarter that is over (`projections.equality`).
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date

import msgspec

from application.looking import Looking
from domain.conditions import Condition
from domain.decider import Position, Recorded
from domain.folds import CodedFold
from domain.people import subject
from domain.periods import local_day
from domain.person import PersonRegistered
from domain.personal import Sealed
from domain.places import BOARD_OF, BOARDS, HOME_AREA, PARTNERSHIPS
from domain.referral import (
    PERSONS_REFERRALS,
    EnquiryReceived,
    GettingToKnowHeld,
    ReferralReceived,
    WhyItMayHelp,
)
from domain.suppression import Counts, Key, share


class Row(msgspec.Struct, frozen=True):
    """One of the seven groups: how many people, and their share; none where that is closed."""

    group: WhyItMayHelp
    people: int | None
    share: float | None


class ConditionRow(msgspec.Struct, frozen=True):
    """One condition of the coarse list: how many people chose it; none where that is closed."""

    condition: Condition
    people: int | None
    share: float | None


class PlaceRow(msgspec.Struct, frozen=True):
    """One partnership, with its board: how many people live there; none where that is closed."""

    partnership: str
    name: str
    board: str
    people: int | None


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
    conditions: list[ConditionRow]
    partnerships: list[PlaceRow]


NOT_KNOWN = "NOT_KNOWN"
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


def _conditions(before: frozenset[str], recorded: Recorded) -> frozenset[str]:
    match recorded.event:
        case GettingToKnowHeld(conditions=said):
            return before if isinstance(said, Sealed) else before | frozenset(said)
        case _:
            return before


CONDITIONS = CodedFold(hears=frozenset({GettingToKnowHeld}), initial=_NOTHING, evolve=_conditions)
"""What somebody said they live with, in the coarse categories, in all conversations together."""


def reach(look: Looking) -> Reach:
    """Everybody who agreed to be referred. ``look`` stands at `equality.quarter_end`."""
    reasons: list[frozenset[str]] = []
    conditions: list[frozenset[str]] = []
    places: Counter[str] = Counter(dict.fromkeys(PARTNERSHIPS, 0))
    for each in look.happened(subject("service", look.service)):
        if isinstance(each.event, PersonRegistered):
            of = subject("person", each.event.person)
            referrals = look(PERSONS_REFERRALS, of).each.values()
            if any(referral.asked_at is not None for referral in referrals):
                reasons.append(look(REASONS, of))
                conditions.append(look(CONDITIONS, of))
                places[look(HOME_AREA, of).partnership or NOT_KNOWN] += 1
    people = len(reasons)
    table = Counts().alone("people", people)
    table.part("people", "said", sum(bool(each) for each in reasons))
    for group in WhyItMayHelp:
        table.part("said", group, sum(group.value in each for each in reasons))
    for condition in Condition:
        number = sum(condition.value in each for each in conditions)
        table.part("people", condition, number)
    shown = table.split("people", {("place", code): n for code, n in places.items()}).shown()
    return Reach(
        position=look.position,
        by=local_day(look.now),
        people=shown["people"],
        said=shown["said"],
        rows=[Row(each, shown[each], share(shown[each], shown["people"])) for each in WhyItMayHelp],
        conditions=[
            ConditionRow(each, shown[each], share(shown[each], shown["people"]))
            for each in Condition
        ],
        partnerships=_places(shown, places),
    )


def _places(shown: Mapping[Key, int | None], places: Counter[str]) -> list[PlaceRow]:
    """The partnerships in which anybody lives, and how many live nobody has written down where.

    One that is closed stands there like one that is not: a row that is left out says that it is 0.
    """
    return [
        PlaceRow(code, PARTNERSHIPS.get(code, ""), _board(code), shown["place", code])
        for code in places
        if shown["place", code] != 0
    ]


def _board(code: str) -> str:
    return BOARDS[BOARD_OF[code]].name if code in BOARD_OF else ""
