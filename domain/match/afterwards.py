"""After the end: a little contact once more is meant to be (domain reference, 3.3)."""

from collections.abc import Sequence
from datetime import datetime

from domain.channels import Channel
from domain.decider import Command, Decider, Event, event_of
from domain.match.asking import MatchAsked, UnknownMatch, look, must_be_proposed, sides_of
from domain.match.events_of_support import AftercareContactMade
from domain.match.language import Side
from domain.people import MatchId
from domain.periods import NotYetHappened, TooLongAgo, happened

# --- Commands ---


class RecordAftercare(Command, frozen=True, kw_only=True):
    """Record that there was contact once more after the end; without ``by``, from the service."""

    match: MatchId
    by: Side | None = None
    channel: Channel | None = None
    note: str | None = None
    at: datetime | None = None


# --- Decider ---


def decide(command: RecordAftercare, state: MatchAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    match, at = state.match, happened(command.at, state.now)
    must_be_proposed(match)
    if at in match.aftercare:
        return []
    return [event_of(AftercareContactMade, command, **sides_of(match), at=at)]


decider = Decider(
    noun="match",
    commands=(RecordAftercare,),
    gather=look,
    decide=decide,
    refusals=(UnknownMatch, NotYetHappened, TooLongAgo),
)
