"""The command that the append is measured with, through the one door and the whole path.

No command of this first journey looks at three histories and seals two fields, so this one does
what a session's record does and looks at both people as well. Rules, folds and events are real.
"""

from collections.abc import Sequence

import msgspec

from application.commands import DECIDER_OF
from application.ledger import Receipt
from application.perform import perform
from benchmarks.lives import NOTE, SERVICE, WORRY, Life
from domain import session
from domain.channels import Channel
from domain.decider import Decider, Event, Read
from domain.match import PlaceType
from domain.peer import PEER, Peer, must_be_known_peer
from domain.people import LOCAL_OPERATOR, subject
from domain.person import PERSON, must_be_alive
from domain.session import RecordSession, SessionAsked
from infrastructure.event_log import EventLog


class RecordSessionOfBoth(RecordSession, frozen=True, kw_only=True):
    """Record a session, having looked at the match, at the person and at the peer supporter."""


class BothAsked(msgspec.Struct, frozen=True):
    """What was looked at."""

    session: SessionAsked
    peer: Peer


def _gather(command: RecordSessionOfBoth, read: Read) -> BothAsked:
    asked = session.decider.gather(command, read)
    person = read(PERSON, subject("person", str(asked.match.person)))
    peer = read(PEER, subject("peer", str(asked.match.peer)))
    return BothAsked(msgspec.structs.replace(asked, person=person), peer)


def _decide(command: RecordSessionOfBoth, state: BothAsked) -> Sequence[Event]:
    must_be_alive(state.session.person)
    must_be_known_peer(state.peer)
    return session.decider.decide(command, state.session)


DECIDER_OF[RecordSessionOfBoth] = Decider(
    noun="session",
    commands=(RecordSessionOfBoth,),
    gather=_gather,
    decide=_decide,
    refusals=session.decider.refusals,
)


def record_session(log: EventLog, whose: Life) -> Receipt:
    """Take the whole path once: three histories, two sealed fields, one event."""
    return perform(_said(RecordSessionOfBoth, whose), log, by=LOCAL_OPERATOR, service=SERVICE)


def record_session_as_served(log: EventLog, whose: Life) -> Receipt:
    """The same by the product's own command, which looks at the match alone."""
    return perform(_said(RecordSession, whose), log, by=LOCAL_OPERATOR, service=SERVICE)


def _said(kind: type[RecordSession], whose: Life) -> RecordSession:
    return kind(
        match=whose.match,
        minutes=60,
        worried=True,
        mode=Channel.WALK,
        place_type=PlaceType.OUTDOORS,
        note=NOTE,
        worry_words=WORRY,
    )
