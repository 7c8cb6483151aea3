"""A peer supporter's own load and well-being (D12, D13), for them and their supervisor alone.

They enter no level of a match, no caseload, no export and no person's view; a coordinator is told
"no new matches for now" and nothing of why (design, section 4).
"""

from datetime import datetime, timedelta

import msgspec

from domain.decider import Position, Recorded
from domain.definitions import Definitions
from domain.folds import Fold
from domain.indicators.facts import AllFacts
from domain.indicators.judging import above, median, ratio
from domain.indicators.language import Found, IndicatorCode, Severity, Standing
from domain.indicators.parts import Exchange, entries
from domain.indicators.role import peer_initiated
from domain.indicators.seen import Seen
from domain.indicators.words import counted, not_recorded, number, too_early
from domain.match import RUNNING_STAGES, Match
from domain.peer import CapacitySet
from domain.people import MatchId
from domain.periods import end_of, local_day

A_WEEK = 7
MINUTES = 60
NO_NEW_MATCHES = "No new matches for now."
"""All that a coordinator reads where a peer supporter's own indicators are raised."""


class Limit(msgspec.Struct, frozen=True):
    """What the peer supporter said they can give, from a moment on."""

    position: Position
    at: datetime
    matches: int
    hours_a_week: float | None = None


def _evolve(limits: tuple[Limit, ...], recorded: Recorded) -> tuple[Limit, ...]:
    match recorded.event:
        case CapacitySet(at=at, matches=matches) as said:
            hours = said.hours_a_week  # who sets a number need not set hours
            return (*limits, Limit(recorded.position, at, matches, hours))
        case _:
            return limits


_NO_LIMITS: tuple[Limit, ...] = ()
LIMITS = Fold(hears=frozenset({CapacitySet}), initial=_NO_LIMITS, evolve=_evolve)
"""What a peer supporter said they can give, over their subject."""


class Own(msgspec.Struct, frozen=True):
    """Everything that a peer supporter's own indicators look at."""

    matches: dict[MatchId, Match]
    facts: AllFacts
    limits: tuple[Limit, ...]

    def running_at(self, moment: datetime) -> list[MatchId]:
        """The matches in which support was given at a moment."""
        return [
            each for each, match in self.matches.items() if match.stage_at(moment) in RUNNING_STAGES
        ]

    def exchanges_by(self, moment: datetime) -> list[Exchange]:
        """Every session and contact of theirs so far, in order."""
        found = [
            each
            for facts in self.facts.matches.values()
            for each in facts.exchanges
            if each.at <= moment
        ]
        return sorted(found, key=lambda each: (each.at, each.position))


def own_indicators(
    own: Own, definitions: Definitions, moment: datetime
) -> dict[IndicatorCode, Found]:
    """D12 and D13 at a moment."""
    load = peer_load(own, definitions, moment)
    return {
        IndicatorCode.PEER_LOAD: load,
        IndicatorCode.PEER_WELLBEING: peer_wellbeing(own, load, definitions, moment),
    }


def no_new_matches(found: dict[IndicatorCode, Found]) -> bool:
    """Whether the peer supporter is left in peace for now."""
    return any(each.severity for each in found.values())


def peer_load(own: Own, definitions: Definitions, moment: datetime) -> Found:
    """D12: matches beside the number that the peer supporter set, hours beside their own limit.

    The higher of the two counts. Over the limit on every day of four weeks is a review too.
    """
    numbers = definitions.indicators
    load = _load(own, moment)
    if load is None:
        return not_recorded("How many people you can support is not recorded.")
    value, sentence, inputs = load
    standing = above(value, numbers.peer_load)
    if standing is Standing.NOTICE:
        today = local_day(moment)
        before = (
            _load(own, end_of(today - timedelta(days=back)))
            for back in range(1, numbers.peer_load_days)
        )
        if all(each is not None and each[0] > numbers.peer_load.notice for each in before):
            standing = Standing.REVIEW
    return Found(
        standing, sentence, value, inputs, "Fewer matches, or another number that you set yourself."
    )


def peer_wellbeing(own: Own, load: Found, definitions: Definitions, moment: datetime) -> Found:
    """D13: the mean of the last ratings after sessions, by itself and against their own median.

    It is a review where the load (D12) or who begins contacts (D9) is raised as well.
    """
    numbers = definitions.indicators
    rated = [each for each in own.exchanges_by(moment) if each.wellbeing is not None]
    last = rated[-numbers.last_sessions :]
    if len(last) < numbers.last_sessions:
        return too_early(
            f"Too early to say: {counted(len(last), 'rating')} of your own so far, "
            f"{numbers.last_sessions} needed."
        )
    ratings = [float(each.wellbeing or 0) for each in last]
    mean = ratio(sum(ratings), len(ratings))
    earlier = [float(each.wellbeing or 0) for each in rated[: -numbers.last_sessions]]
    usual = median(earlier) if len(earlier) >= numbers.last_sessions else None
    dropped = usual is not None and usual - mean >= numbers.peer_wellbeing_drop
    standing = Standing.NOTHING
    if mean <= numbers.peer_wellbeing_low or dropped:
        standing = Standing.NOTICE
        if load.severity or _begins_most(own, definitions, moment):
            standing = Standing.REVIEW
    beside = f"; before that, usually {number(usual)}" if usual is not None else ""
    return Found(
        standing,
        f"After the last {counted(len(last), 'session')} you rated your well-being "
        f"{number(mean)} of 5{beside}.",
        mean,
        entries(last),
        "A call within two working days, and whatever you then choose.",
    )


def _load(own: Own, moment: datetime) -> tuple[float, str, tuple[Position, ...]] | None:
    """The load at a moment, in a sentence, with the entries behind it."""
    limits = [each for each in own.limits if each.at <= moment]
    if not limits:
        return None
    limit = limits[-1]
    running = len(own.running_at(moment))
    value = ratio(running, limit.matches) if limit.matches else float(running > 0) * 2
    sentence = f"You support {counted(running, 'person')}; you set {limit.matches}."
    sentence = sentence.replace("persons", "people")
    if limit.hours_a_week:
        today = local_day(moment).toordinal()
        minutes = sum(
            each.minutes or 0
            for each in own.exchanges_by(moment)
            if today - A_WEEK < each.day <= today
        )
        hours = ratio(minutes, MINUTES)
        value = max(value, ratio(hours, limit.hours_a_week))
        sentence += (
            f" {number(hours)} hours in the last week; you set {number(limit.hours_a_week)}."
        )
    return value, sentence, (limit.position,)


def _begins_most(own: Own, definitions: Definitions, moment: datetime) -> bool:
    """Whether in any running match the peer supporter begins most of the unplanned contacts."""
    return any(
        peer_initiated(Seen(each, own.matches[each], own.facts, definitions, moment)).severity
        >= Severity.NOTICE
        for each in own.running_at(moment)
    )


__all__ = ["LIMITS", "NO_NEW_MATCHES", "Own", "no_new_matches", "own_indicators"]
