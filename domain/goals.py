"""Goals: what the person wants, in their own words, with their own rating; and whom they have.

A goal belongs to the person and to the match in which it was said. Ratings run from 0 to 10 and
are the person's own (domain reference, 1.2); the number of people and services to whom they can
turn is their own statement too (part 5). Both are sealed: no stage, guard or clock reads them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import msgspec

from domain.decider import (
    Command,
    Decider,
    Event,
    Malformed,
    Read,
    Recorded,
    Unknown,
    event_of,
)
from domain.folds import Fold
from domain.match import MATCH, Match, MatchIsOver, UnknownMatch
from domain.people import GoalId, MatchId, PersonId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.person import PERSON, Person, PersonHasDied, UnknownPerson, must_be_alive, must_be_known
from domain.personal import Owned, PersonsWords, Sealed

RATINGS_OF_GOALS = range(11)

PersonsNumber = Annotated[int | Sealed | None, Owned("coded", ("person",))]

# --- Events ---


class GoalSet(Event, frozen=True, kw_only=True):
    """The person said what they want. A maintenance goal is to keep what is, not to gain."""

    goal: GoalId
    match: MatchId
    person: PersonId
    words: PersonsWords = None
    maintenance: bool = False


class GoalRated(Event, frozen=True, kw_only=True):
    """The person said how near they feel to a goal: from 0, not at all, to 10, there."""

    goal: GoalId
    match: MatchId
    person: PersonId
    rating: PersonsNumber


class GoalClosed(Event, frozen=True, kw_only=True):
    """The person works towards a goal no longer, because it is reached or for another reason."""

    goal: GoalId
    match: MatchId
    person: PersonId
    reached: bool | None = None
    words: PersonsWords = None


class SupportNetworkNoted(Event, frozen=True, kw_only=True):
    """The person said to how many people and services they can turn, apart from this support."""

    person: PersonId
    match: MatchId | None = None
    people: PersonsNumber


# --- Commands ---


class SetGoal(Command, frozen=True, kw_only=True):
    """Record what the person wants, as they put it."""

    match: MatchId
    words: str
    maintenance: bool = False
    at: datetime | None = None


class RateGoal(Command, frozen=True, kw_only=True):
    """Record how near the person feels to a goal, from 0 to 10."""

    match: MatchId
    goal: GoalId
    rating: int
    at: datetime | None = None


class CloseGoal(Command, frozen=True, kw_only=True):
    """Record that a goal is reached, or that the person has let it go."""

    match: MatchId
    goal: GoalId
    reached: bool | None = None
    words: str | None = None
    at: datetime | None = None


class NoteSupportNetwork(Command, frozen=True, kw_only=True):
    """Record to how many people and services the person says they can turn."""

    person: PersonId
    people: int
    match: MatchId | None = None
    at: datetime | None = None


GoalCommand = SetGoal | RateGoal | CloseGoal | NoteSupportNetwork


# --- State ---


class Goal(msgspec.Struct, frozen=True):
    """What has happened to one goal. ``rated_at`` are the moments of its ratings, in order."""

    match: MatchId
    set_at: datetime | None = None
    maintenance: bool = False
    rated_at: tuple[datetime, ...] = ()
    closed_at: datetime | None = None

    def open_at(self, moment: datetime) -> bool:
        """Whether the person works towards it at a moment."""
        begun = self.set_at is not None and self.set_at <= moment
        return begun and (self.closed_at is None or moment < self.closed_at)


def _evolve(goal: Goal, event: Event) -> Goal:
    replace = msgspec.structs.replace
    match event:
        case GoalSet(at=at, maintenance=maintenance) if goal.set_at is None:
            return replace(goal, set_at=at, maintenance=maintenance)
        case GoalRated(at=at):
            return replace(goal, rated_at=(*goal.rated_at, at))
        case GoalClosed(at=at):
            return replace(goal, closed_at=goal.closed_at or at)
        case _:
            return goal


def _evolve_each(goals: dict[GoalId, Goal], recorded: Recorded) -> dict[GoalId, Goal]:
    event = recorded.event
    identifier: GoalId = event.goal  # type: ignore[attr-defined]  # all that is heard has it
    match: MatchId = event.match  # type: ignore[attr-defined]
    return goals | {identifier: _evolve(goals.get(identifier, Goal(match)), event)}


_NO_GOALS: dict[GoalId, Goal] = {}
GOALS = Fold(
    hears=frozenset({GoalSet, GoalRated, GoalClosed}), initial=_NO_GOALS, evolve=_evolve_each
)
"""Every goal, over the subject of a match or of a person."""


class GoalAsked(msgspec.Struct, frozen=True):
    """A match with its goals, or a person, at the moment of asking."""

    match: Match
    goals: dict[GoalId, Goal]
    person: Person
    new_goal: GoalId
    now: datetime


# --- Refusals ---


class UnknownGoal(Unknown):
    """The match has no goal under this identifier."""


class NoWords(Malformed):
    """A goal without words is nobody's."""


class NotAGoalRating(Malformed):
    """How near a goal is runs from 0 to 10."""


class NotANumberOfPeople(Malformed):
    """To how many people somebody can turn is 0 or more."""


# --- Decider ---


def gather(command: GoalCommand, read: Read) -> GoalAsked:
    """Look at the match and its goals; for a new goal, and for their network, at the person."""
    match, goals, person = Match(), _NO_GOALS, Person()
    if command.match is not None:
        of = subject("match", command.match)
        match, goals = read(MATCH, of), read(GOALS, of)
    if isinstance(command, NoteSupportNetwork):
        person = read(PERSON, subject("person", command.person))
    elif isinstance(command, SetGoal) and match.person is not None:
        person = read(PERSON, subject("person", match.person))
    return GoalAsked(match, goals, person, GoalId(read.fresh("goal")), read.now)


def decide(command: GoalCommand, state: GoalAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    match, now = state.match, state.now
    if isinstance(command, NoteSupportNetwork):
        return _network(command, state)
    if match.proposed_at is None:
        raise UnknownMatch("Nothing was proposed under this identifier. Check the address.")
    ids = {"person": match.person}
    if isinstance(command, SetGoal):
        at = happened(command.at, now)
        must_be_alive(state.person)
        if match.over_at is not None and match.over_at <= at:
            raise MatchIsOver("This match is over. A goal belongs to support that goes on.")
        if not command.words.strip():
            raise NoWords("Write the goal down as the person puts it.", field="words")
        return [event_of(GoalSet, command, **ids, goal=state.new_goal, at=at)]
    goal = state.goals.get(command.goal)
    if goal is None:
        raise UnknownGoal("This match has no such goal. Choose one, or set it.", field="goal")
    match command:
        case RateGoal():
            if command.rating not in RATINGS_OF_GOALS:
                raise NotAGoalRating("Choose a number from 0 to 10.", field="rating")
            return [event_of(GoalRated, command, **ids, at=happened(command.at, now))]
        case CloseGoal():
            if goal.closed_at is not None:
                return []
            return [event_of(GoalClosed, command, **ids, at=happened(command.at, now))]


def _network(command: NoteSupportNetwork, state: GoalAsked) -> Sequence[Event]:
    must_be_known(state.person)
    if command.match is not None and state.match.person != command.person:
        raise UnknownMatch("This person has no such match. Check it, or leave it out.")
    if command.people < 0:
        raise NotANumberOfPeople("Say how many: 0 or more.", field="people")
    return [event_of(SupportNetworkNoted, command, at=happened(command.at, state.now))]


decider = Decider(
    noun="goal",
    commands=(SetGoal, RateGoal, CloseGoal, NoteSupportNetwork),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownMatch,
        UnknownGoal,
        UnknownPerson,
        MatchIsOver,
        PersonHasDied,
        NoWords,
        NotAGoalRating,
        NotANumberOfPeople,
        NotYetHappened,
        TooLongAgo,
    ),
)
