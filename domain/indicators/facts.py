"""What the indicators look at: the facts of each match of a person, gathered in one pass.

Each fact keeps the position of its entry, so that every indicator can name the entries behind it.
Nothing is judged here, and what could not be opened stays sealed, which is unknown.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from domain.boundaries import BoundaryEventReported, ReportLookedInto
from domain.contact import ContactMade
from domain.decider import Event, Position, Recorded
from domain.folds import Fold
from domain.goals import GoalClosed, GoalRated, GoalSet, SupportNetworkNoted
from domain.group_meetings import GroupAttended
from domain.indicators.parts import Exchange, GoalFacts, Noted, Seeing
from domain.indicators.voices import (
    IndicatorAcknowledged,
    IndicatorCommentedOn,
    IndicatorContested,
)
from domain.match import (
    EndingPostponed,
    EndingStarted,
    MatchAgreementWritten,
    MatchContextDeclared,
    MatchEnded,
    MatchExtended,
    MatchPaused,
    MatchReviewHeld,
    Side,
)
from domain.people import GoalId, MatchId, SessionId
from domain.personal import known
from domain.programme_places import ProgrammeSessionAttended
from domain.session import SessionHeld


class Facts(msgspec.Struct, frozen=True):
    """The facts of one match, each kind in the order in which it happened."""

    exchanges: tuple[Exchange, ...] = ()
    reported: tuple[SessionId, ...] = ()
    written: dict[int, Position] = msgspec.field(default_factory=dict)
    reviews: tuple[Noted, ...] = ()
    extensions: tuple[Noted, ...] = ()
    postponements: tuple[Noted, ...] = ()
    contexts: tuple[Noted, ...] = ()
    boundaries: tuple[Noted, ...] = ()
    goals: dict[GoalId, GoalFacts] = msgspec.field(default_factory=dict)
    heard: tuple[Seeing, ...] = ()
    acts: tuple[Noted, ...] = ()


class AllFacts(msgspec.Struct, frozen=True):
    """The facts of every match of a person or of a peer supporter.

    ``networks`` is what the person said about whom else they can turn to; ``gatherings`` are the
    minutes for which they were at a group or a course.
    """

    matches: dict[MatchId, Facts] = msgspec.field(default_factory=dict)
    networks: tuple[Noted, ...] = ()
    gatherings: tuple[Noted, ...] = ()

    def of(self, match: MatchId) -> Facts:
        """Those of one match."""
        return self.matches.get(match, NO_FACTS)

    def in_the_clear(self) -> "AllFacts":
        """What is stored in the clear alone: decisions rest on nothing that a key opens."""
        matches = {each: replace(facts, goals={}) for each, facts in self.matches.items()}
        return AllFacts(matches)


NO_FACTS = Facts()
replace = msgspec.structs.replace


def _session(recorded: Recorded, held: SessionHeld) -> Exchange:
    return Exchange(
        position=recorded.position,
        at=held.at,
        day_only=held.day_only,
        minutes=held.minutes,
        channel=held.mode,
        place=held.place_type,
        by=held.initiated_by,
        unplanned=held.unplanned,
        session=held.session,
        tasks_with=held.tasks_with or 0,
        tasks_for=held.tasks_for or 0,
        wellbeing=known(held.peer_wellbeing),
    )


def _contact(recorded: Recorded, made: ContactMade) -> Exchange:
    return Exchange(
        position=recorded.position,
        at=made.at,
        day_only=made.day_only,
        minutes=made.minutes,
        channel=made.channel,
        place=made.place_type,
        by=made.by,
        unplanned=not made.planned,
    )


def _held(facts: Facts, recorded: Recorded, held: SessionHeld) -> Facts:
    if held.session in facts.reported:
        return facts  # a second report of the same session
    return replace(
        facts,
        exchanges=(*facts.exchanges, _session(recorded, held)),
        reported=(*facts.reported, held.session),
    )


def _made(facts: Facts, recorded: Recorded, made: ContactMade) -> Facts:
    return replace(facts, exchanges=(*facts.exchanges, _contact(recorded, made)))


def _written(facts: Facts, recorded: Recorded, written: MatchAgreementWritten) -> Facts:
    facts = _act(facts, recorded, written)
    return replace(facts, written=facts.written | {written.version: recorded.position})


def _reviewed(facts: Facts, recorded: Recorded, held: MatchReviewHeld) -> Facts:
    facts = _act(facts, recorded, held)
    both = len(held.heard) == len(Side)
    review = Noted(recorded.position, held.at, held.next_review_on, number=int(both))
    return replace(facts, reviews=(*facts.reviews, review))


def _extended(facts: Facts, recorded: Recorded, extended: MatchExtended) -> Facts:
    extension = Noted(recorded.position, extended.at, extended.new_end)
    return replace(facts, extensions=(*facts.extensions, extension))


def _postponed(facts: Facts, recorded: Recorded, postponed: EndingPostponed) -> Facts:
    postponement = Noted(recorded.position, postponed.at, postponed.planned_last)
    return replace(facts, postponements=(*facts.postponements, postponement))


def _declared(facts: Facts, recorded: Recorded, declared: MatchContextDeclared) -> Facts:
    context = Noted(recorded.position, declared.at, declared.until)
    return replace(facts, contexts=(*facts.contexts, context))


def _reported(facts: Facts, recorded: Recorded, reported: BoundaryEventReported) -> Facts:
    boundary = Noted(recorded.position, reported.at, serious=reported.serious)
    return replace(facts, boundaries=(*facts.boundaries, boundary))


def _acknowledged(facts: Facts, recorded: Recorded, said: IndicatorAcknowledged) -> Facts:
    seeing = Seeing(
        recorded.position, said.at, said.indicator, quiet_until=said.quiet_until, said=said
    )
    return replace(facts, heard=(*facts.heard, seeing))


def _spoken(
    facts: Facts, recorded: Recorded, said: IndicatorContested | IndicatorCommentedOn
) -> Facts:
    contested = isinstance(said, IndicatorContested)
    seeing = Seeing(recorded.position, said.at, said.indicator, said.by, contested)
    return replace(facts, heard=(*facts.heard, seeing))


def _act(facts: Facts, recorded: Recorded, _event: Event) -> Facts:
    return replace(facts, acts=(*facts.acts, Noted(recorded.position, recorded.event.at)))


def _goal_set(facts: Facts, _recorded: Recorded, goal: GoalSet) -> Facts:
    return _with_goal(facts, goal.goal, maintenance=goal.maintenance)


def _goal_rated(facts: Facts, recorded: Recorded, rated: GoalRated) -> Facts:
    rating = Noted(recorded.position, rated.at, number=known(rated.rating))
    ratings = facts.goals.get(rated.goal, GoalFacts()).ratings
    return _with_goal(facts, rated.goal, ratings=(*ratings, rating))


def _goal_closed(facts: Facts, _recorded: Recorded, closed: GoalClosed) -> Facts:
    return _with_goal(facts, closed.goal, closed_at=closed.at)


def _with_goal(facts: Facts, goal: GoalId, **changes: Any) -> Facts:
    changed = replace(facts.goals.get(goal, GoalFacts()), **changes)
    return replace(facts, goals=facts.goals | {goal: changed})


_EVOLVE: dict[type[Event], Callable[[Facts, Recorded, Any], Facts]] = {
    SessionHeld: _held,
    ContactMade: _made,
    MatchAgreementWritten: _written,
    MatchReviewHeld: _reviewed,
    MatchExtended: _extended,
    EndingPostponed: _postponed,
    MatchContextDeclared: _declared,
    BoundaryEventReported: _reported,
    GoalSet: _goal_set,
    GoalRated: _goal_rated,
    GoalClosed: _goal_closed,
    IndicatorAcknowledged: _acknowledged,
    IndicatorContested: _spoken,
    IndicatorCommentedOn: _spoken,
    MatchPaused: _act,
    EndingStarted: _act,
    MatchEnded: _act,
    ReportLookedInto: _act,
}


def _evolve(everything: AllFacts, recorded: Recorded) -> AllFacts:
    event: Any = recorded.event
    if isinstance(event, SupportNetworkNoted):
        noted = Noted(recorded.position, event.at, number=known(event.people))
        return replace(everything, networks=(*everything.networks, noted))
    if isinstance(event, GroupAttended | ProgrammeSessionAttended):
        noted = Noted(recorded.position, event.at, number=event.minutes)
        return replace(everything, gatherings=(*everything.gatherings, noted))
    changed = _EVOLVE[type(event)](everything.of(event.match), recorded, event)
    return replace(everything, matches=everything.matches | {event.match: changed})


def _gathered(heard: Iterable[Recorded]) -> AllFacts:
    """The same as one after the other. Sessions and contacts, which are most, are listed first."""
    everything = AllFacts()
    exchanges: dict[MatchId, list[Exchange]] = {}
    reported: dict[MatchId, dict[SessionId, None]] = {}
    for recorded in heard:
        event: Any = recorded.event
        kind = type(event)
        if kind is SessionHeld:
            before = reported.setdefault(event.match, {})
            if event.session not in before:
                before[event.session] = None
                exchanges.setdefault(event.match, []).append(_session(recorded, event))
        elif kind is ContactMade:
            exchanges.setdefault(event.match, []).append(_contact(recorded, event))
        else:
            everything = _evolve(everything, recorded)
    met = {
        match: replace(
            everything.of(match), exchanges=tuple(some), reported=tuple(reported.get(match, ()))
        )
        for match, some in exchanges.items()
    }
    return replace(everything, matches=everything.matches | met)


FACTS = Fold(
    hears=frozenset({*_EVOLVE, SupportNetworkNoted, GroupAttended, ProgrammeSessionAttended}),
    initial=AllFacts(),
    evolve=_evolve,
    gathered=_gathered,
)
"""The facts of every match, over the subject of a person (or of a peer supporter)."""

CODED: Mapping[type[Event], frozenset[str]] = {
    GoalRated: frozenset({"rating"}),
    SupportNetworkNoted: frozenset({"people"}),
}
"""The coded fields that the indicators of a match need, by event."""

PEERS_CODED: Mapping[type[Event], frozenset[str]] = {
    SessionHeld: frozenset({"peer_wellbeing"}),
}
"""The coded fields that a peer supporter's own indicators need, by event."""
