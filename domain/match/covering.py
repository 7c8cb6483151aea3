"""What becomes of a match while its peer supporter is away: decided the same day (3.2)."""

from collections.abc import Sequence
from datetime import date, datetime

from domain.decider import Command, Decider, Event, event_of
from domain.match.asking import (
    ImpossibleTerms,
    MatchAsked,
    MayNotDecide,
    UnknownMatch,
    look_behind,
    must_be_proposed,
    must_decide,
    sides_of,
)
from domain.match.events_of_support import MatchCoverDecided, MatchPaused
from domain.match.language import CoverDecision, PauseReason, Stage
from domain.people import MatchId, StaffId
from domain.periods import NotYetHappened, TooLongAgo, happened, local_day

# --- Commands ---


class DecideCover(Command, frozen=True, kw_only=True):
    """Decide what becomes of a match while the peer supporter is away. A pause begins with it."""

    match: MatchId
    decision: CoverDecision
    decided_by: StaffId
    until: date | None = None
    note: str | None = None
    at: datetime | None = None


# --- Decider ---


def decide(command: DecideCover, state: MatchAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    match, at = state.match, happened(command.at, state.now)
    must_be_proposed(match)
    must_decide(state.service, command.decided_by)
    if command.until is not None and command.until < local_day(at):
        raise ImpossibleTerms("This day lies before the decision.", field="until")
    if at in match.covers:
        return []
    ids = sides_of(match)
    decided: list[Event] = [event_of(MatchCoverDecided, command, **ids, at=at)]
    if command.decision is CoverDecision.PAUSE and match.stage_at(at) is Stage.ACTIVE:
        paused = event_of(
            MatchPaused,
            command,
            **ids,
            for_safety=False,
            reason=PauseReason.PEER_AWAY.value,
            expected_return=command.until,
            at=at,
        )
        decided.append(paused)
    return decided


decider = Decider(
    noun="match",
    commands=(DecideCover,),
    gather=look_behind,
    decide=decide,
    refusals=(UnknownMatch, MayNotDecide, ImpossibleTerms, NotYetHappened, TooLongAgo),
)
