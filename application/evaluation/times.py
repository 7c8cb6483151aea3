"""How long one person waited from asking to the first session, as whole days.

Everybody gives one row, with why they are not counted where they are not. Whoever still waits, or
left before, is counted for as long as they were seen to wait.
"""

from collections.abc import Iterable
from datetime import datetime

from application.evaluation.extract import Life
from application.evaluation.lives_in_studies import (
    NOTHING_BY_THEN,
    OF_KIND,
    Folded,
    Support,
    Variant,
    folded,
    in_window,
)
from application.evaluation.plan import Groups, Kind
from application.evaluation.questions import Asking, Question, Row
from domain.folds import fold
from domain.people import ReferralId
from domain.periods import local_day
from domain.referral import PERSONS_REFERRALS, Wait
from domain.referral.state import Referral

NOT_ASKED, BROUGHT_IN = "NOT_ASKED", "BROUGHT_IN"
OUTSIDE_WINDOW, OTHER_SOURCE, OTHER_OFFER = "OUTSIDE_WINDOW", "OTHER_SOURCE", "OTHER_OFFER"
OTHER_SUPPORT = "OTHER_SUPPORT"
REASONS = (
    NOTHING_BY_THEN,
    NOT_ASKED,
    BROUGHT_IN,
    OUTSIDE_WINDOW,
    OTHER_SOURCE,
    OTHER_OFFER,
    OTHER_SUPPORT,
)
COLUMNS = ("variant", "person", "reason", "group", "days", "reached", "left")
"""``reached`` is 1 where the first session came, ``left`` where the person had gone before."""


def _rows(life: Life, asking: Asking) -> Iterable[Row]:
    return [_row(life, asking, variant) for variant in OF_KIND[Kind.TIME_TO_EVENT]]


def _row(life: Life, asking: Asking, variant: Variant) -> Row:
    seen = folded(life, asking, variant)
    referrals = fold(PERSONS_REFERRALS, seen.happened).each
    furthest = NOT_ASKED
    asked = sorted(
        ((each.asked_at, identifier) for identifier, each in referrals.items() if each.asked_at),
    )
    for asked_at, identifier in asked:
        referral = referrals[identifier]
        why = _why_not(referral, asked_at, _supports(seen, identifier), asking)
        if why is None:
            return _counted(life, asking, variant, seen, (identifier, referral, asked_at))
        furthest = max(furthest, why, key=REASONS.index)
    return (variant.value, life.person, furthest, "", None, 0, 0)


def _supports(seen: Folded, referral: ReferralId) -> list[Support]:
    return [each for each in seen.supports if each.match.referral == referral]


def _why_not(
    referral: Referral, asked_at: datetime, supports: list[Support], asking: Asking
) -> str | None:
    plan = asking.planned
    if referral.brought_in_at is not None:
        return BROUGHT_IN
    if not in_window(plan, local_day(asked_at)):
        return OUTSIDE_WINDOW
    if plan.cohort.sources and referral.source not in plan.cohort.sources:
        return OTHER_SOURCE
    meant = asking.models.get(referral.offer_in_mind or "")
    if plan.cohort.models and meant not in plan.cohort.models:
        return OTHER_OFFER
    if referral.support_started_at is not None and not supports:
        return OTHER_SUPPORT
    return None


def _counted(
    life: Life,
    asking: Asking,
    variant: Variant,
    seen: Folded,
    whose: tuple[ReferralId, Referral, datetime],
) -> Row:
    identifier, referral, asked_at = whose
    firsts = [each.held[0] for each in _supports(seen, identifier) if each.held]
    first = min((at for at in firsts if at >= asked_at), default=None)
    left_at = None if first is not None else referral.ended_at
    pauses = () if variant is Variant.PAUSES_COUNTED else referral.pauses
    days = Wait(asked_at, first or left_at, pauses).days(asking.true)
    group = _group(referral, asking)
    return (
        variant.value,
        life.person,
        None,
        group,
        days,
        int(first is not None),
        int(left_at is not None),
    )


def _group(referral: Referral, asking: Asking) -> str:
    match asking.planned.comparison.by:
        case Groups.SOURCE:
            return str(referral.source or "")
        case Groups.MODEL:
            return asking.models.get(referral.offer_in_mind or "", "")
        case _:
            return ""


TIMES = Question("time_to_event", COLUMNS, ("variant", "group", "reason"), _rows)
"""The wait of each person's first request within the window."""
