"""Taking over somebody who gives support elsewhere: as an applicant, with gaps as tasks.

A list is a report, so what it lacks is no reason for a no. It gives nobody a stage that this
service has not found: whoever is on it was neither interviewed nor checked here.
"""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from domain.decider import Command, Decider, Event, Read, event_of
from domain.peer.elsewhere import ALWAYS_OPEN, PeerBroughtIn, PeerGap
from domain.peer.events import PeerApplied, PeerInterestExpressed
from domain.people import PeerId, ServiceId
from domain.periods import NotYetHappened, local_day


class BringInPeer(Command, frozen=True, kw_only=True):
    """Take over somebody who gives support elsewhere, from a list, as an applicant.

    ``listed_conditions`` stay words of the list: they are used for nothing. ``pvg_listed_until``
    is a reminder to ask for the result, and stands for none.
    """

    service: ServiceId
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    fingerprints: tuple[str, ...] = ()
    own_words: str | None = None
    listed_conditions: tuple[str, ...] = ()
    supports_since: date | None = None
    pvg_listed_until: date | None = None
    gaps: tuple[PeerGap, ...] = ()


class BroughtInAsked(msgspec.Struct, frozen=True):
    """An identifier for whoever is new, and the moment of asking."""

    new_peer: PeerId
    now: datetime


def gather(_command: BringInPeer, read: Read) -> BroughtInAsked:
    """Nothing that has happened is in the way."""
    return BroughtInAsked(PeerId(read.fresh("peer")), read.now)


def decide(command: BringInPeer, state: BroughtInAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    if command.supports_since is not None and command.supports_since > local_day(state.now):
        raise NotYetHappened("This day lies in the future. Check it.", field="supports_since")
    ids = {"peer": state.new_peer, "at": state.now}
    unsaid = (PeerGap.CONDITIONS_NOT_THEIR_WORD,) if command.listed_conditions else ()
    gaps = tuple(dict.fromkeys((*command.gaps, *unsaid, *ALWAYS_OPEN)))
    return [
        event_of(PeerInterestExpressed, command, **ids),
        event_of(PeerApplied, command, **ids),
        event_of(PeerBroughtIn, command, **ids, gaps=gaps),
    ]


decider = Decider(
    noun="peer",
    commands=(BringInPeer,),
    gather=gather,
    decide=decide,
    refusals=(NotYetHappened,),
)
