"""A match as seen from one moment: what had happened by then, in windows of local days.

A window of 28 days is the 28 local days (Europe/London) that end on the day of the moment, so what
is seen changes with an event or at a local midnight, and at no other time.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property
from operator import attrgetter
from typing import TypeVar

from domain.definitions import Definitions
from domain.indicators.facts import AllFacts
from domain.indicators.language import Found, IndicatorCode
from domain.indicators.parts import Exchange, GoalFacts, Noted, Seeing
from domain.indicators.words import counted, too_early
from domain.match import SUPPORT_STAGES, Agreement, Match
from domain.people import GoalId, MatchId
from domain.periods import end_of, length, local_day, start_of

A_MONTH = 28
"""Days to which the agreed number of sessions relates."""

T = TypeVar("T", Exchange, Noted, Seeing)
_at = attrgetter("at")


class Seen:
    """One match at a moment. Whatever happened later is out of sight."""

    def __init__(
        self,
        identifier: MatchId,
        match: Match,
        everything: AllFacts,
        definitions: Definitions,
        moment: datetime,
    ) -> None:
        """Look from a moment."""
        self.identifier = identifier
        self.match = match
        self.everything = everything
        self.facts = everything.of(identifier)
        self.definitions = definitions
        self.numbers = definitions.indicators
        self.moment = moment
        self.today = local_day(moment).toordinal()
        self.found: dict[IndicatorCode, Found] = {}
        self._ends: dict[int, Seen] = {}
        self._windows: dict[tuple[int, int], list[Exchange]] = {}

    def at(self, moment: datetime) -> "Seen":
        """The same match, by the same definitions, from another moment."""
        return Seen(self.identifier, self.match, self.everything, self.definitions, moment)

    def then(self, moment: datetime) -> "Seen":
        """The same match from an earlier moment, by the definitions that held at it."""
        held = self.definitions.at(moment)
        return Seen(self.identifier, self.match, self.everything, held, moment)

    def at_the_end_of(self, day: int) -> "Seen":
        """The same match at the end of an earlier day, which is often asked about again."""
        if day not in self._ends:
            self._ends[day] = self.then(end_of(date.fromordinal(day)))
        return self._ends[day]

    def by_then(self, facts: Sequence[T]) -> Sequence[T]:
        """What had happened by the moment, of facts in the order in which they happened."""
        if not facts or facts[-1].at <= self.moment:
            return facts
        return facts[: bisect_right(facts, self.moment, key=_at)]

    def since(self, day: int, facts: Sequence[T]) -> Sequence[T]:
        """What had happened by the moment, from the beginning of a day on."""
        happened = self.by_then(facts)
        return happened[bisect_left(happened, start_of(_day(day)), key=_at) :]

    @cached_property
    def exchanges(self) -> Sequence[Exchange]:
        """Every session and contact so far."""
        return self.by_then(self.facts.exchanges)

    @cached_property
    def sessions(self) -> Sequence[Exchange]:
        """Every session so far."""
        return [each for each in self.exchanges if each.session is not None]

    def within(self, days: int, before: int = 0) -> list[Exchange]:
        """Sessions and contacts of a window that ended so many days before today."""
        window = self._windows.get((days, before))
        if window is None:
            last = self.today - before
            start, end = (start_of(_day(each)) for each in (last - days + 1, last + 1))
            first = bisect_left(self.exchanges, start, key=_at)
            window = [*self.exchanges[first : bisect_left(self.exchanges, end, key=_at)]]
            self._windows[days, before] = window
        return window

    def counted(self, days: int, before: int = 0) -> list[Exchange]:
        """Those that count against the agreement: sessions, and contacts long enough."""
        shortest = self.numbers.contact_minutes
        return [
            each
            for each in self.within(days, before)
            if each.session is not None or (each.minutes or 0) >= shortest
        ]

    @cached_property
    def agreement(self) -> Agreement | None:
        """The terms in force."""
        return self.match.agreement_at(self.moment)

    @cached_property
    def review_due(self) -> date | None:
        """The day by which the next review is due."""
        return self.match.review_due_on(self.moment, self.definitions)

    def agreed(self, days: int) -> float | None:
        """How many sessions were agreed for so many days; none where that is not recorded."""
        if self.agreement is None or self.agreement.sessions_a_month <= 0:
            return None
        return self.agreement.sessions_a_month * days / A_MONTH

    @cached_property
    def active_days(self) -> int:
        """Local days since support began, less those on which the match rested.

        Of a match that ran before it was recorded here, only those since then: nothing is known of
        its sessions before.
        """
        if self.match.activated_at is None:
            return 0
        first = self.first_day
        if self.match.brought_in is not None:
            first = max(first, local_day(self.match.brought_in.recorded_at).toordinal())
        return self._not_rested(self.today - first)

    @cached_property
    def lasted_days(self) -> int:
        """Local days since support began, here or elsewhere, less those of rest."""
        return self._not_rested(self.today - self.first_day)

    def _not_rested(self, days: int) -> int:
        return max(days - self.rested_days(days), 0)

    def rested_days(self, days: int) -> int:
        """On how many of the last so many local days the match rested."""
        counted = self.today - days  # every day before this one is counted, or out of the window
        rested = 0
        for rest in sorted(self.match.rests, key=lambda each: each.start):
            if rest.start > self.moment:
                break
            over = rest.end if rest.end is not None else self.moment
            last = local_day(min(over, self.moment)).toordinal()
            start = max(local_day(rest.start).toordinal(), counted)
            rested += max(last - start, 0)
            counted = max(counted, last)
        return rested

    @cached_property
    def too_early(self) -> Found | None:
        """That it is too early to say anything, where it is."""
        needed, held = self.numbers.sessions_needed, len(self.sessions)
        if held < needed:
            return too_early(
                f"Too early to say: {counted(held, 'session')} so far, {needed} needed."
            )
        if self.active_days < self.numbers.active_days_needed:
            return too_early(
                f"Too early to say: {length(self.active_days)} so far, "
                f"{length(self.numbers.active_days_needed)} needed."
            )
        return None

    @cached_property
    def goals(self) -> dict[GoalId, GoalFacts]:
        """The goals that were being worked on: not those about keeping things as they are."""
        return {
            goal: facts
            for goal, facts in self.facts.goals.items()
            if not facts.maintenance and (facts.closed_at is None or facts.closed_at > self.moment)
        }

    @cached_property
    def supported(self) -> bool:
        """Whether support was being given, or the match rested from it."""
        return self.match.stage_at(self.moment) in SUPPORT_STAGES

    @cached_property
    def first_day(self) -> int:
        """The local day, as an ordinal, on which support began."""
        began = self.match.activated_at
        return self.today if began is None else local_day(began).toordinal()

    @cached_property
    def heard(self) -> Sequence[Seeing]:
        """What the service and the two have said about indicators so far."""
        return self.by_then(self.facts.heard)


def _day(ordinal: int) -> date:
    return date.fromordinal(max(ordinal, 1))
