"""Matches: answers, lengths, endings, and what the indicators say (domain reference, 8.1)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from math import gamma
from statistics import fmean

from domain.boundaries import ChanceEncounterReported
from domain.definitions import DEFAULTS
from domain.indicators import level_of
from domain.match import SUPPORT_STAGES, EndKind
from domain.people import MatchId
from domain.service import Model
from tests.application.rates.bounds import Comparisons
from tests.application.rates.services import Supported, Told, days

MONTH = 30.4
SETTLED, LONGEST = timedelta(days=60), timedelta(weeks=45)
FIRST_YEAR = timedelta(days=400)
SHAPE = 1.1
WEEKS = {
    "1": ((0, 1), 0.6),
    "2-4": ((1, 4), 8.5),
    "5-8": ((4, 8), 8.8),
    "9-12": ((8, 12), 4.7),
    "13-16": ((12, 16), 11.0),
    "17-20": ((16, 20), 9.5),
    "21-25": ((20, 25.5), 11.0),
    "26": ((25.5, 27), 31.5),
    "beyond": ((27, 60), 14.2),
}
ENDED = {"agreed": 38, "peer": 22, "recipient": 19, "other or unknown": 21}
WHO = {
    EndKind.PLANNED: "agreed",
    EndKind.EARLY_PEER: "peer",
    EndKind.EARLY_PERSON: "recipient",
}
FEW_SESSIONS = 3
SAMPLE_EVERY = timedelta(days=56)


def compare(services: Sequence[Told], made: Comparisons) -> None:
    """Every rate of matches."""
    everything = [(told, each) for told in services for each in told.supported]
    settled = [
        (told, each)
        for told, each in everything
        if each.match.proposed_at and each.match.proposed_at < told.until - SETTLED
    ]
    answered = [
        each
        for told, each in settled
        if (each.match.both_accepted_at or each.match.declined_at)
        and each.match.person not in told.dead
    ]
    yes = sum(each.match.both_accepted_at is not None for each in answered)
    made.share("Proposal accepted by both", yes, len(answered), 0.88)
    introduced = [
        (told, each)
        for told, each in settled
        if each.match.introduced_at
        and each.match.introduced_at < told.until - timedelta(days=100)
        and each.match.person not in told.dead
    ]
    early = sum(_early(each) for _told, each in introduced)
    made.share("Early rematch without fault", early, len(introduced), 0.10)
    at_a_time = [
        fmean(
            sum(each.match.stage_at(moment) in SUPPORT_STAGES for each in told.supported)
            for moment in _moments(told)
        )
        for told in services
    ]
    made.mean_between("Matches at a time", at_a_time, 12, 60)
    _lengths(everything, made)
    _endings(everything, made)
    _encounters(services, made)
    _levels(services, made)


def _early(each: Supported) -> bool:
    return each.match.not_for_us_at is not None and len(each.held) <= FEW_SESSIONS


def _moments(told: Told) -> Iterable:  # type: ignore[type-arg]
    moment = told.opens + FIRST_YEAR
    while moment < told.until:
        yield moment
        moment += SAMPLE_EVERY


def _lengths(everything: Sequence[tuple[Told, Supported]], made: Comparisons) -> None:
    mean_of_one = gamma(1 + 1 / SHAPE)
    passed, ended = 0.0, 0
    weeks: Counter[str] = Counter()
    for told, each in everything:
        match = each.match
        if match.activated_at is None or match.person in told.dead:
            continue
        over_at = match.over_at
        length = days(match.activated_at, over_at or told.until)
        if each.model is Model.BEFRIENDING and not _early(each):
            passed += (length / MONTH) ** SHAPE
            ended += over_at is not None
        elif each.model is Model.MENTORING and match.activated_at < told.until - LONGEST:
            weeks[_bucket(length / 7)] += 1
    scale = (passed / max(ended, 1)) ** (1 / SHAPE)
    low, high = ((months / mean_of_one) ** SHAPE for months in (15, 18))
    made.scale(f"Befriending, mean months ({scale * mean_of_one:.1f})", passed, ended, low, high)
    made.shares("Mentoring, week", weeks, {name: share for name, (_, share) in WEEKS.items()})


def _bucket(weeks: float) -> str:
    return next(name for name, ((low, high), _) in WEEKS.items() if low <= weeks < high)


def _endings(everything: Sequence[tuple[Told, Supported]], made: Comparisons) -> None:
    who: Counter[str] = Counter()
    for told, each in everything:
        match = each.match
        begun = match.activated_at
        whole = each.model is not Model.MENTORING or (begun and begun < told.until - LONGEST)
        if match.ended_how is not None and whole and match.person not in told.dead:
            who[WHO.get(match.ended_how, "other or unknown")] += 1
    made.shares("Who ended", who, ENDED)


def _encounters(services: Sequence[Told], made: Comparisons) -> None:
    for rural, every in ((False, 150), (True, 25)):
        met, months = 0, 0.0
        for told in services:
            if told.rural is not rural:
                continue
            met += len(told.first(ChanceEncounterReported))
            months += sum(
                days(each.match.activated_at, each.match.over_at or told.until) / MONTH
                for each in told.supported
                if each.match.activated_at
            )
        place = "country" if rural else "town"
        if months:
            made.count(f"Chance encounters a month, {place}", met, months, 1 / every)


def _levels(services: Sequence[Told], made: Comparisons) -> None:
    """Level 2 at sampled moments, one of each match; level 3 as often as it was reached."""
    raised, looked, reached, years = 0, 0, 0, 0.0
    for told in services:
        for each in told.supported:
            match = each.match
            if match.activated_at is None or match.person is None:
                continue
            facts = told.facts_of(match.person)
            identifier = MatchId(
                next(tag for tag in each.entries[0].tags if tag.startswith("match:"))[6:]
            )
            begun, over_at = match.activated_at, match.over_at or told.until
            years += days(begun, over_at) / 365.25
            levels = []
            moment = begun + SAMPLE_EVERY
            while moment < over_at:
                levels.append(level_of(identifier, match, facts, DEFAULTS, moment))
                moment += SAMPLE_EVERY
            # One look at each match: the looks at one match hang together.
            if levels:
                looked += 1
                raised += levels[len(each.sessions) % len(levels)] == 2
            reached += 3 in levels
    made.share("Level 2 at any time", raised, looked, 0.12)
    made.count("Level 3 a year", reached, years, 0.007)
