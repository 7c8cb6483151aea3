"""Letting a match rest, and letting it go on (domain reference, 3.3)."""

from collections.abc import Sequence
from datetime import date, datetime

from domain.decider import Command, Decider, Event, event_of
from domain.match.asking import (
    EndingHasStarted,
    ImpossibleTerms,
    MatchAsked,
    MatchIsOver,
    MatchNotActive,
    MayNotDecide,
    UnknownMatch,
    look_behind,
    must_be_open,
    must_be_proposed,
    must_decide,
    must_still_live,
    sides_of,
)
from domain.match.events_of_support import MatchPaused, MatchResumed
from domain.match.language import SUPPORT_STAGES, PauseReason, Stage
from domain.peer import PeerNotActive
from domain.peer import Stage as PeerStage
from domain.people import MatchId, StaffId
from domain.periods import NotYetHappened, TooLongAgo, happened, local_day
from domain.person import PersonHasDied

# --- Commands ---


class PauseMatch(Command, frozen=True, kw_only=True):
    """Let a match rest, from now or from when it began to."""

    match: MatchId
    reason: PauseReason = PauseReason.OTHER
    expected_return: date | None = None
    at: datetime | None = None


class ResumeMatch(Command, frozen=True, kw_only=True):
    """Let a match go on. After a pause for safety a coordinator or manager decides that."""

    match: MatchId
    decided_by: StaffId | None = None
    at: datetime | None = None


Pausing = PauseMatch | ResumeMatch

# --- Decider ---


def decide(command: Pausing, state: MatchAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    must_be_proposed(state.match)
    at = happened(command.at, state.now)
    match command:
        case PauseMatch():
            return _paused(command, state, at)
        case ResumeMatch():
            return _resumed(command, state, at)


def _paused(command: PauseMatch, state: MatchAsked, at: datetime) -> Sequence[Event]:
    match, for_safety = state.match, command.reason is PauseReason.SAFETY
    must_be_open(match, at)
    stage = match.stage_at(at)
    if stage not in SUPPORT_STAGES:
        raise MatchNotActive("This match was not active then, so there is nothing to pause.")
    if stage is Stage.ENDING and not for_safety:
        raise EndingHasStarted("The ending has started. Postpone the last day if both need it.")
    if command.expected_return is not None and command.expected_return < local_day(at):
        raise ImpossibleTerms("This day lies before the pause.", field="expected_return")
    rest = match.rest_at(at)
    if rest is not None:
        same_day = command.expected_return in {None, rest.expected_return}
        if same_day and (rest.for_safety or not for_safety):
            return []
    ids, reason = sides_of(match), command.reason.value
    return [event_of(MatchPaused, command, **ids, for_safety=for_safety, reason=reason, at=at)]


def _resumed(command: ResumeMatch, state: MatchAsked, at: datetime) -> Sequence[Event]:
    match = state.match
    must_still_live(state, at)
    rest = match.rest_at(at)
    if rest is None:
        return []
    if rest.for_safety:
        must_decide(state.service, command.decided_by)
        if state.peer.stage in {PeerStage.SUSPENDED, PeerStage.LEFT}:
            raise PeerNotActive(
                "The peer supporter supports nobody for now. Settle that first, or end the match."
            )
    return [event_of(MatchResumed, command, **sides_of(match), at=at)]


decider = Decider(
    noun="match",
    commands=(PauseMatch, ResumeMatch),
    gather=look_behind,
    decide=decide,
    refusals=(
        UnknownMatch,
        MatchIsOver,
        MatchNotActive,
        EndingHasStarted,
        PersonHasDied,
        MayNotDecide,
        PeerNotActive,
        ImpossibleTerms,
        NotYetHappened,
        TooLongAgo,
    ),
)
