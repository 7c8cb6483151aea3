"""What every study sees of one life: the matches of a person, each with its sessions.

A study folds the same life several times: once as planned, and once for each way in which somebody
could have decided otherwise (late entries left out, other windows). What changes shows how much a
result hangs on it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

import msgspec

from application.evaluation.extract import Life
from application.evaluation.plan import LONGEST_LAG, Groups, Kind, Plan
from application.evaluation.questions import Asking
from domain.decider import Recorded
from domain.definitions import Definitions, numbers_of, with_numbers
from domain.folds import as_of, fold
from domain.match import PERSONS_MATCHES, Match
from domain.people import MatchId, ReferralId
from domain.periods import local_day
from domain.referral import PERSONS_REFERRALS
from domain.session import SESSIONS


class Variant(StrEnum):
    """How a life is folded: as planned, or in one respect otherwise."""

    PLANNED = "PLANNED"
    LATE_LEFT_OUT = "LATE_LEFT_OUT"
    WINDOWS_HALVED = "WINDOWS_HALVED"
    WINDOWS_DOUBLED = "WINDOWS_DOUBLED"
    PAUSES_COUNTED = "PAUSES_COUNTED"
    HALFWAY = "HALFWAY"


OF_KIND: Mapping[Kind, tuple[Variant, ...]] = {
    Kind.PAIRED_CHANGE: (
        Variant.PLANNED,
        Variant.LATE_LEFT_OUT,
        Variant.WINDOWS_HALVED,
        Variant.WINDOWS_DOUBLED,
    ),
    Kind.TIME_TO_EVENT: (Variant.PLANNED, Variant.LATE_LEFT_OUT, Variant.PAUSES_COUNTED),
    Kind.DEFINITIONS: (Variant.PLANNED, Variant.LATE_LEFT_OUT, Variant.HALFWAY),
}
WINDOWS = ("baseline_days_before", "baseline_days_after", "outcome_days_around")


NOTHING_BY_THEN = "NOTHING_BY_THEN"
"""Why somebody is not counted of whom no entry had happened by the end of the study."""


class Excluded(StrEnum):
    """Why somebody is not counted. Whoever has several matches is excluded by the best of them."""

    NO_MATCH = "NO_MATCH"
    NO_SESSION = "NO_SESSION"
    OTHER_OFFER = "OTHER_OFFER"
    OTHER_SOURCE = "OTHER_SOURCE"
    OUTSIDE_WINDOW = "OUTSIDE_WINDOW"
    TOO_FEW_SESSIONS = "TOO_FEW_SESSIONS"
    NOT_ENDED = "NOT_ENDED"


class Support(msgspec.Struct, frozen=True):
    """One match of a person with the ends of its sessions that took place, in order."""

    identifier: MatchId
    match: Match
    held: tuple[datetime, ...]


class Folded(msgspec.Struct, frozen=True):
    """A life as one variant sees it: its entries in order, and its matches by their first session.

    ``sources`` says for each referral who asked.
    """

    happened: tuple[Recorded, ...]
    matches: Mapping[MatchId, Match]
    supports: tuple[Support, ...]
    sources: Mapping[ReferralId, str]


def folded(life: Life, asking: Asking, variant: Variant) -> Folded:
    """A life as a variant sees it."""
    entries: Sequence[Recorded] = life.entries
    if variant is Variant.LATE_LEFT_OUT:
        latest = timedelta(days=LONGEST_LAG)
        entries = [each for each in entries if each.recorded_at - each.event.at <= latest]
    happened = as_of(entries, true=asking.true)
    matches = fold(PERSONS_MATCHES, happened)
    supports = [
        Support(identifier, match, _held(happened, identifier))
        for identifier, match in matches.items()
    ]
    supports.sort(key=lambda each: (each.held[:1], each.identifier))
    referrals = fold(PERSONS_REFERRALS, happened).each
    sources = {each: str(referrals[each].source or "") for each in referrals}
    return Folded(happened, matches, tuple(supports), sources)


def _held(happened: Sequence[Recorded], match: MatchId) -> tuple[datetime, ...]:
    theirs = [
        each
        for each in happened
        if type(each.event) in SESSIONS.hears and getattr(each.event, "match", None) == match
    ]
    sessions = fold(SESSIONS, theirs).values()
    return tuple(sorted(each.held.ended_at for each in sessions if each.held is not None))


def definitions_for(plan: Plan, variant: Variant, planned: Definitions) -> Definitions:
    """The definitions of a variant: the planned ones, or with other windows."""
    factor = {Variant.WINDOWS_HALVED: 0.5, Variant.WINDOWS_DOUBLED: 2.0}.get(variant)
    if factor is None:
        return planned
    numbers = numbers_of(planned)
    return with_numbers(
        numbers | {each: int(numbers[each] * factor) for each in WINDOWS},
        f"{variant.lower()}-{plan.study}",
    )


def eligible(seen: Folded, asking: Asking, *, ended: bool) -> Support | Excluded:
    """The first match of the cohort, or how far the best of a person's matches came.

    ``ended`` asks for a match that is over.
    """
    best: Excluded = Excluded.NO_MATCH
    order = [*Excluded]
    for support in seen.supports:
        why = _why_not(support, seen, asking, ended=ended)
        if why is None:
            return support
        best = max(best, why, key=order.index)
    return best


def _why_not(support: Support, seen: Folded, asking: Asking, *, ended: bool) -> Excluded | None:
    plan, match = asking.planned, support.match
    cohort, first = plan.cohort, support.held[0] if support.held else None
    if first is None:
        return Excluded.NO_SESSION
    if cohort.models and asking.models.get(match.offer or "") not in cohort.models:
        return Excluded.OTHER_OFFER
    if cohort.sources and seen.sources.get(_referral(match)) not in cohort.sources:
        return Excluded.OTHER_SOURCE
    if not in_window(plan, local_day(first)):
        return Excluded.OUTSIDE_WINDOW
    if len(support.held) < cohort.least_sessions:
        return Excluded.TOO_FEW_SESSIONS
    if ended and match.ended_at is None:
        return Excluded.NOT_ENDED
    return None


def in_window(plan: Plan, day: date) -> bool:
    """Whether a local day is one by which people are counted."""
    return plan.window.first_day <= day <= plan.window.last_day


DOSES = {
    1: "1 to 3 sessions",
    4: "4 to 8 sessions",
    9: "9 to 15 sessions",
    16: "16 sessions or more",
}
"""Groups by how many sessions took place, by the least that each begins with."""


def group_of(support: Support, seen: Folded, asking: Asking) -> str:
    """By which a person is told apart: empty where the plan tells nobody apart."""
    match asking.planned.comparison.by:
        case Groups.SOURCE:
            return seen.sources.get(_referral(support.match), "")
        case Groups.MODEL:
            return asking.models.get(support.match.offer or "", "")
        case Groups.DOSE:
            return [DOSES[least] for least in DOSES if len(support.held) >= least][-1]
        case Groups.NONE:
            return ""


def _referral(match: Match) -> ReferralId:
    return match.referral or ReferralId("")
