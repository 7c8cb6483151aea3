"""What one person's entries amount to, for every list that has people in it.

A list asks this for the parts that it shows, so that no two lists fold the same thing in two ways.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property

from domain.boundaries import BOUNDARIES
from domain.boundary_flags import flags_of_boundaries
from domain.decider import Event, Recorded
from domain.definitions import Definitions
from domain.flags import Flag
from domain.folds import fold
from domain.further_support import FURTHER_SUPPORT
from domain.further_support_flags import flags_of_further_support
from domain.goal_flags import flags_of_goals
from domain.goals import GOALS
from domain.indicators import FACTS, AllFacts
from domain.lone_working_flags import flags_of_outing
from domain.match import OPEN_STAGES, PERSONS_MATCHES, Match
from domain.match_flags import flags_of_match
from domain.people import MatchId, ReferralId, SessionId, StaffId
from domain.person import PERSON, Person
from domain.referral import REFERRAL, Referral
from domain.session import LONE_WORKING, SESSIONS, Session, Stage
from domain.session_flags import flags_of_sessions

TO_DO_ABOUT_SESSIONS = frozenset(
    {
        "SESSION_NOT_RECORDED",
        "WORRY_UNANSWERED",
        "WORRY_TOLD",
        "KIND_CALL_DUE",
        "NOT_READ_BACK",
        "PLANNED_OUTSIDE_MATCH",
        "PLANNED_AFTER_DEATH",
        "RECORDED_TWICE",
        "HELD_AND_NOT_HELD",
    }
)
"""What somebody has to do; what is only unusual about a session stands in the person's history."""


class OnePerson:
    """A person's standing entries, in the order in which they happened, and what they add up to."""

    def __init__(self, happened: Sequence[Recorded]) -> None:
        """Take what `domain.folds.as_of` has put in order, of one person alone."""
        self.happened = happened
        self._about: dict[MatchId, list[Recorded]] = {}
        self._sessions: dict[MatchId, dict[SessionId, Session]] = {}

    @cached_property
    def person(self) -> Person:
        """Who they are to the service."""
        return fold(PERSON, self.happened)

    @cached_property
    def matches(self) -> dict[MatchId, Match]:
        """Every match of theirs."""
        return fold(PERSONS_MATCHES, self.happened)

    @cached_property
    def facts(self) -> AllFacts:
        """What the indicators go by."""
        return fold(FACTS, self.happened)

    @cached_property
    def referrals(self) -> dict[ReferralId, Referral]:
        """Every referral of theirs; what is about the person counts in each."""
        identifiers = dict.fromkeys(
            referral
            for recorded in self.happened
            if (referral := getattr(recorded.event, "referral", None)) is not None
        )
        return {
            each: fold(REFERRAL, [one for one in self.happened if _is_about(one.event, each)])
            for each in identifiers
        }

    def about(self, match: MatchId) -> Sequence[Recorded]:
        """What concerns one match."""
        if match not in self._about:
            self._about[match] = [
                each for each in self.happened if getattr(each.event, "match", None) == match
            ]
        return self._about[match]

    def sessions(self, match: MatchId) -> dict[SessionId, Session]:
        """The sessions of one match."""
        if match not in self._sessions:
            self._sessions[match] = fold(SESSIONS, self.about(match))
        return self._sessions[match]

    def safety_flags(self, identifier: MatchId, definitions: Definitions) -> Iterator[Flag]:
        """What is open about somebody's safety in a match, be the match over or not."""
        about = self.about(identifier)
        yield from flags_of_boundaries(
            fold(BOUNDARIES, about), self.matches[identifier], definitions
        )
        for outing in fold(LONE_WORKING, about).values():
            yield from flags_of_outing(outing, definitions)

    def match_flags(self, identifier: MatchId, definitions: Definitions) -> Iterator[Flag]:
        """What else there is to do about a match and its sessions."""
        match, sessions = self.matches[identifier], self.sessions(identifier)
        about = self.about(identifier)
        yield from flags_of_match(match, self.person, sessions, definitions)
        for flag in flags_of_sessions(sessions, match, self.person, definitions):
            if flag.code in TO_DO_ABOUT_SESSIONS:
                yield flag
        yield from flags_of_goals(fold(GOALS, about).values(), match, definitions)
        yield from flags_of_further_support(fold(FURTHER_SUPPORT, about))


def stands_since(match: Match, at: datetime) -> datetime | None:
    """When a match came to stand where it does."""
    if match.stage_at(at) not in OPEN_STAGES:
        return match.over_at
    rest = match.rest_at(at)
    since = rest.start if rest else match.ending_started_at
    since = since or match.activated_at or match.agreed_at
    return since or match.introduced_at or match.both_accepted_at or match.proposed_at


def looked_after_by(referral: Referral) -> StaffId | None:
    """Who looks after a referral: who accepted it, or who got to know the person last."""
    known_by = [staff for staff, _when in referral.got_to_know]
    return referral.coordinator or (known_by[-1] if known_by else None)


def held_in(sessions: Mapping[SessionId, Session]) -> list[datetime]:
    """When the sessions that took place ended."""
    return [report.ended_at for each in sessions.values() if (report := each.held) is not None]


def next_session_in(sessions: Mapping[SessionId, Session], at: datetime) -> datetime | None:
    """When the next session is planned for."""
    to_come = [
        each.planned_for
        for each in sessions.values()
        if each.stage is Stage.PLANNED and each.planned_for and each.planned_for > at
    ]
    return min(to_come, default=None)


def _is_about(event: Event, referral: ReferralId) -> bool:
    return getattr(event, "referral", referral) == referral
