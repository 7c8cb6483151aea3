"""The ending of a match: begun, and recorded when it is over."""

from collections.abc import Sequence
from datetime import date, datetime

from domain.decider import (
    Command,
    Decider,
    Event,
    Read,
    Refusal,
    event_of,
)
from domain.match.asking import (
    EndingHasStarted,
    ImpossibleTerms,
    MatchAsked,
    MatchIsOver,
    MatchNotActive,
    ReasonMissing,
    UnknownMatch,
    look,
    look_behind,
    must_be_proposed,
    must_be_said,
    must_still_live,
    sides_of,
)
from domain.match.events import (
    EndingStarted,
    MatchEnded,
)
from domain.match.events_of_support import EndingPostponed
from domain.match.language import (
    SAFETY,
    EndKind,
    PostponedBy,
    Stage,
)
from domain.people import MatchId
from domain.periods import NotYetHappened, TooLongAgo, happened, local_day
from domain.person import PersonHasDied

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


class PostponeEnding(Command, frozen=True, kw_only=True):
    """Put off the last day of a match that is coming to its end, with the reason."""

    match: MatchId
    planned_last: date
    reason: str
    by: PostponedBy
    at: datetime | None = None


Ending = StartEnding | PostponeEnding | EndMatch

# --- Refusals ---


class EndingNotStarted(Refusal):
    """The two have not begun to bring the match to its end."""


# --- Decider ---


def gather(command: Ending, read: Read) -> MatchAsked:
    """Look at the match; before something new is decided, also at who stands behind it."""
    return look(command, read) if isinstance(command, EndMatch) else look_behind(command, read)


def decide(command: Ending, state: MatchAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    match = state.match
    must_be_proposed(match)
    if isinstance(command, StartEnding):
        return _started(command, state)
    if isinstance(command, PostponeEnding):
        return _postponed(command, state)
    if match.ended_at is not None:
        return []
    how = EndKind.SERVICE if command.ground == SAFETY else command.how
    at, ids = happened(command.at, state.now), sides_of(match)
    return [event_of(MatchEnded, command, **ids, referral=match.referral, how=how, at=at)]


def _started(command: StartEnding, state: MatchAsked) -> Sequence[Event]:
    match, at = state.match, happened(command.at, state.now)
    must_still_live(state, at)
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


def _postponed(command: PostponeEnding, state: MatchAsked) -> Sequence[Event]:
    match, at = state.match, happened(command.at, state.now)
    must_still_live(state, at)
    if match.ending_started_at is None or match.ending_started_at > at:
        raise EndingNotStarted("The ending has not started. Start it, or extend the match.")
    if command.planned_last == match.planned_last and match.postponements:
        return []
    must_be_said(command.reason, ReasonMissing, "Say why the last day is put off.", "reason")
    last = match.planned_last or local_day(at)
    if command.planned_last <= last or command.planned_last < local_day(at):
        raise ImpossibleTerms("Choose a day after the last day so far.", field="planned_last")
    return [event_of(EndingPostponed, command, **sides_of(match), at=at)]


decider = Decider(
    noun="match",
    commands=(StartEnding, PostponeEnding, EndMatch),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownMatch,
        MatchIsOver,
        MatchNotActive,
        EndingHasStarted,
        EndingNotStarted,
        ReasonMissing,
        PersonHasDied,
        ImpossibleTerms,
        NotYetHappened,
        TooLongAgo,
    ),
)
