"""The ending of a match: begun, and recorded when it is over."""

from collections.abc import Sequence
from datetime import date, datetime

from domain.decider import (
    Command,
    Decider,
    Event,
    event_of,
)
from domain.match.asking import (
    EndingHasStarted,
    ImpossibleTerms,
    MatchAsked,
    MatchIsOver,
    MatchNotActive,
    UnknownMatch,
    look,
    must_be_open,
    must_be_proposed,
    sides_of,
)
from domain.match.events import (
    EndingStarted,
    MatchEnded,
)
from domain.match.language import (
    SAFETY,
    EndKind,
    Stage,
)
from domain.people import MatchId
from domain.periods import NotYetHappened, TooLongAgo, happened, local_day

# --- Commands ---


class StartEnding(Command, frozen=True, kw_only=True):
    """Begin to bring a match to its end, with the day of the last session."""

    match: MatchId
    planned_last: date
    at: datetime | None = None


class EndMatch(Command, frozen=True, kw_only=True):
    """Record that a match is over.

    ``ground`` is a sensitive reason, as a code. With `SAFETY` it was the service that ended it,
    whatever ``how`` says.
    """

    match: MatchId
    how: EndKind
    ground: str | None = None
    reason: str | None = None
    moving_on: str | None = None
    feedback: str | None = None
    at: datetime | None = None


Ending = StartEnding | EndMatch


# --- Decider ---


def decide(command: Ending, state: MatchAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    match = state.match
    must_be_proposed(match)
    if isinstance(command, StartEnding):
        return _started(command, state)
    if match.ended_at is not None:
        return []
    how = EndKind.SERVICE if command.ground == SAFETY else command.how
    at, ids = happened(command.at, state.now), sides_of(match)
    return [event_of(MatchEnded, command, **ids, referral=match.referral, how=how, at=at)]


def _started(command: StartEnding, state: MatchAsked) -> Sequence[Event]:
    match, at = state.match, happened(command.at, state.now)
    must_be_open(match, at)
    if match.ending_started_at is not None:
        if command.planned_last == match.planned_last:
            return []
        raise EndingHasStarted(
            "The ending has started already. Correct that entry if its day is wrong."
        )
    if match.stage_at(at) is not Stage.ACTIVE:
        raise MatchNotActive("This match was not active then. Start it first, or end it.")
    if command.planned_last < local_day(at):
        raise ImpossibleTerms("The last session lies before this day.", field="planned_last")
    return [event_of(EndingStarted, command, **sides_of(match), at=at)]


decider = Decider(
    noun="match",
    commands=(StartEnding, EndMatch),
    gather=look,
    decide=decide,
    refusals=(
        UnknownMatch,
        MatchIsOver,
        MatchNotActive,
        EndingHasStarted,
        ImpossibleTerms,
        NotYetHappened,
        TooLongAgo,
    ),
)
