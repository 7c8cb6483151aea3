"""What one person's entries amount to, for every list that has people in it.

A list asks this for the parts that it shows, so that no two lists fold the same thing in two ways.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from domain.boundaries import BOUNDARIES
from domain.boundary_flags import flags_of_boundaries
from domain.decider import EnteredInError, Event, Recorded
from domain.definitions import Definitions
from domain.flags import Flag
from domain.folds import Fold, fold, fold_each
from domain.further_support import FURTHER_SUPPORT
from domain.further_support_flags import flags_of_further_support
from domain.goal_flags import flags_of_goals
from domain.goals import GOALS
from domain.indicators import FACTS, AllFacts
from domain.lone_working_flags import flags_of_outing
from domain.match import OPEN_STAGES, PERSONS_MATCHES, Match
from domain.match_flags import flags_of_match
from domain.people import MatchId, ReferralId, SessionId
from domain.person import PERSON, Person
from domain.proposal_sharing import PROPOSALS_SHARED, flags_of_sharing
from domain.referral import PERSONS_REFERRALS, Referral
from domain.session import LONE_WORKING, SESSIONS, Session, Stage
from domain.session_flags import tasks_of_sessions

OF_A_PERSON: tuple[Fold[Any], ...] = (PERSON, PERSONS_MATCHES, PERSONS_REFERRALS)
OF_A_MATCH: tuple[Fold[Any], ...] = (
    *(SESSIONS, BOUNDARIES, LONE_WORKING),
    *(GOALS, FURTHER_SUPPORT, PROPOSALS_SHARED),
)

HEARD: frozenset[type[Event]] = frozenset({EnteredInError}).union(
    *(each.hears for each in (*OF_A_PERSON, *OF_A_MATCH, FACTS))
)
"""What any of this can come from."""

WORRY = "WORRY_TOLD"
"""What is a worry stays until somebody has followed it up, though the match is over by then."""


class _Due(NamedTuple):
    """What there is to do about sessions: the worries, and everything else."""

    worries: list[Flag]
    others: list[Flag]


class OnePerson:
    """A person's standing entries, in the order in which they happened, and what they add up to."""

    def __init__(self, happened: Sequence[Recorded]) -> None:
        """Take what `domain.folds.as_of` has put in order, of one person alone."""
        self.happened = happened
        known = fold_each(OF_A_PERSON, happened)
        self.person: Person = known[PERSON]
        self.matches: dict[MatchId, Match] = known[PERSONS_MATCHES]
        self.referrals: dict[ReferralId, Referral] = known[PERSONS_REFERRALS].each
        self._about: dict[MatchId | None, list[Recorded]] | None = None
        self._lived: dict[MatchId, dict[Fold[Any], Any]] = {}
        self._due: dict[MatchId, _Due] = {}

    @cached_property
    def facts(self) -> AllFacts:
        """What the indicators go by."""
        return fold(FACTS, self.happened)

    def about(self, match: MatchId) -> Sequence[Recorded]:
        """What concerns one match."""
        if self._about is None:
            self._about = {}
            for each in self.happened:
                of: MatchId | None = getattr(each.event, "match", None)
                self._about.setdefault(of, []).append(each)
        return self._about.get(match, ())

    def sessions(self, match: MatchId) -> dict[SessionId, Session]:
        """The sessions of one match."""
        sessions: dict[SessionId, Session] = self._lived_in(match)[SESSIONS]
        return sessions

    def safety_flags(self, identifier: MatchId, definitions: Definitions) -> Iterator[Flag]:
        """What is open about somebody's safety in a match, be the match over or not."""
        lived = self._lived_in(identifier)
        yield from flags_of_boundaries(lived[BOUNDARIES], self.matches[identifier], definitions)
        for outing in lived[LONE_WORKING].values():
            if outing.due is not None:  # nobody waits for most
                yield from flags_of_outing(outing, definitions)
        yield from self._tasks(identifier, definitions).worries

    def match_flags(self, identifier: MatchId, definitions: Definitions) -> Iterator[Flag]:
        """What else there is to do about a match and its sessions."""
        match, lived = self.matches[identifier], self._lived_in(identifier)
        referral = self.referrals.get(match.referral) if match.referral is not None else None
        sessions = lived[SESSIONS]
        yield from flags_of_match(match, self.person, sessions, definitions, referral or Referral())
        yield from self._tasks(identifier, definitions).others
        yield from flags_of_goals(lived[GOALS].values(), match, definitions)
        yield from flags_of_further_support(lived[FURTHER_SUPPORT])
        yield from flags_of_sharing(lived[PROPOSALS_SHARED].get(identifier, ()), match)

    def _tasks(self, identifier: MatchId, definitions: Definitions) -> "_Due":
        """What somebody has to do about the sessions of one match."""
        if identifier not in self._due:
            match, sessions = self.matches[identifier], self.sessions(identifier)
            due = _Due([], [])
            for flag in tasks_of_sessions(sessions, match, self.person, definitions):
                (due.worries if flag.code == WORRY else due.others).append(flag)
            self._due[identifier] = due
        return self._due[identifier]

    def _lived_in(self, match: MatchId) -> dict[Fold[Any], Any]:
        """What the events of one match add up to."""
        if match not in self._lived:
            self._lived[match] = fold_each(OF_A_MATCH, self.about(match))
        return self._lived[match]


def stands_since(match: Match, at: datetime) -> datetime | None:
    """When a match came to stand where it does."""
    if match.stage_at(at) not in OPEN_STAGES:
        return match.over_at
    rest = match.rest_at(at)
    since = rest.start if rest else match.ending_started_at
    since = since or match.activated_at or match.agreed_at
    return since or match.introduced_at or match.both_accepted_at or match.proposed_at


def held_in(sessions: Mapping[SessionId, Session]) -> list[datetime]:
    """When the sessions that took place ended."""
    return [each.reports[0].ended_at for each in sessions.values() if each.reports]


def next_session_in(sessions: Mapping[SessionId, Session], at: datetime) -> datetime | None:
    """When the next session is planned for."""
    to_come = [
        each.planned_for
        for each in sessions.values()
        if each.planned_for and each.planned_for > at and each.stage is Stage.PLANNED
    ]
    return min(to_come, default=None)
