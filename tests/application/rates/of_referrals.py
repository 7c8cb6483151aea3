"""Referrals: seasons, sources, outcomes and waits (domain reference, 8.1)."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from domain.periods import local_day
from domain.referral import (
    Readiness,
    ReadinessConsidered,
    Referral,
    ReferralAccepted,
    ReferralDeclined,
    Source,
)
from tests.application.rates.bounds import Comparisons
from tests.application.rates.services import Told, days

SEASON = {1: 1.2, 2: 1.2, 3: 1.2, 7: 0.7, 12: 0.7}
SOURCES = {
    "self": 30,
    "practice": 15,
    "link worker": 15,
    "clinic": 15,
    "third sector": 12,
    "social work": 6,
    "family": 5,
    "other": 2,
}
KINDS = {
    Source.SELF: "self",
    Source.GP: "practice",
    Source.LINK_WORKER: "link worker",
    Source.NURSE: "clinic",
    Source.AHP: "clinic",
    Source.HOSPITAL: "clinic",
    Source.THIRD_SECTOR: "third sector",
    Source.SOCIAL_WORK: "social work",
    Source.FAMILY: "family",
    Source.OTHER: "other",
}
OUTCOMES = {"accepted": 68, "not yet": 8, "declined": 9, "withdrawn or lost": 15}
SETTLED, A_YEAR = timedelta(days=150), timedelta(days=400)
FIRST_REFERRALS = timedelta(weeks=9)


def compare(services: Sequence[Told], made: Comparisons) -> None:
    """Every rate of referrals."""
    everybody = [(told, tag, each) for told in services for tag, each in told.asked]
    _seasons(services, [each for _told, _tag, each in everybody], made)
    counted = Counter(KINDS[each.source] for _told, _tag, each in everybody if each.source)
    made.shares("Source", counted, SOURCES)
    settled = [
        (told, tag, each)
        for told, tag, each in everybody
        if each.arrived_at and each.arrived_at < told.until - SETTLED
    ]
    never = sum(each.agreed_at is None for _told, _tag, each in settled)
    made.share("Enquiry only", never, len(settled), 0.08)
    enquiries = [each for _told, _tag, each in settled if each.agreed_at != each.arrived_at]
    willing = sum(each.agreed_at is not None for each in enquiries)
    made.share("Willing when asked", willing, len(enquiries), 0.58)
    outcomes = Counter(
        _first_outcome(told, tag, each) for told, tag, each in settled if each.agreed_at
    )
    made.shares("Outcome", outcomes, OUTCOMES)
    _waits(services, made)


def _seasons(services: Sequence[Told], arrived: Sequence[Referral], made: Comparisons) -> None:
    months = Counter(local_day(each.arrived_at).month for each in arrived if each.arrived_at)
    weights: Counter[int] = Counter()
    for told in services:
        day = local_day(told.opens + FIRST_REFERRALS)
        while day <= local_day(told.until):
            weights[day.month] += 1
            day += timedelta(days=1)
    meant = {month: weight * SEASON.get(month, 1.0) for month, weight in weights.items()}
    whole, found = sum(meant.values()), sum(months.values())
    for of, those in (("July and December", (7, 12)), ("January to March", (1, 2, 3))):
        expected = sum(meant.get(month, 0) for month in those) / whole
        made.share(f"Referrals in {of}", sum(months[each] for each in those), found, expected)


def _first_outcome(told: Told, tag: object, referral: Referral) -> str:
    """What was first said: yes, not yet or no; or that the person did not go on."""
    del referral
    for entry in told.by_subject[tag]:  # type: ignore[index]
        match entry.event:
            case ReadinessConsidered(view=Readiness.NOT_YET):
                return "not yet"
            case ReferralAccepted():
                return "accepted"
            case ReferralDeclined():
                return "declined"
            case _:
                continue
    return "withdrawn or lost"


def _waits(services: Sequence[Told], made: Comparisons) -> None:
    contact, first_session = [], []
    met: Counter[bool] = Counter()
    for told in services:
        first = _first_sessions(told)
        for _tag, each in told.asked:
            if each.arrived_at is None or each.agreed_at != each.arrived_at:
                continue
            known = each.got_to_know
            if known and each.arrived_at < told.until - SETTLED:
                contact.append(days(each.arrived_at, known[0][1]))
        for _tag, each in told.asked:
            if each.accepted_at is None or each.accepted_at > told.until - A_YEAR:
                continue
            later = [at for at in first.get(each.person, ()) if at >= each.accepted_at]
            met[bool(later)] += 1
            if later:
                first_session.append(days(each.accepted_at, min(later)))
    made.share("Accepted, never meets", met[False], met.total(), 0.23)
    made.quantile("Days to the first contact, median", contact, 0.5, 5)
    made.quantile("Days to the first contact, ninetieth percentile", contact, 0.9, 14)
    made.quantile("Days to the first session, median", first_session, 0.5, 42)
    made.quantile("Days to the first session, ninetieth percentile", first_session, 0.9, 120)


def _first_sessions(told: Told) -> dict[object, list]:  # type: ignore[type-arg]
    found: dict[object, list] = {}  # type: ignore[type-arg]
    for each in told.supported:
        ends = [session.held.ended_at for session in each.held if session.held]
        if each.match.introduced_at is not None and ends:
            found.setdefault(each.match.person, []).append(min(ends))
    return found
