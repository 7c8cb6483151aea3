"""What happens to a session."""

from datetime import datetime

from domain.channels import Channel
from domain.decider import Event
from domain.match import PlaceType, SharedCode, SharedCodes, Side
from domain.people import MatchId, PeerId, PersonId, SessionId
from domain.personal import PeersRating, SharedWords
from domain.session.language import Absent, CalledOffBy


class SessionPlanned(Event, frozen=True, kw_only=True):
    """The two arranged to meet."""

    match: MatchId
    person: PersonId
    peer: PeerId
    session: SessionId
    planned_for: datetime
    minutes: int | None = None
    mode: Channel | None = None


class SessionConfirmed(Event, frozen=True, kw_only=True):
    """A planned session was confirmed."""

    match: MatchId
    person: PersonId
    peer: PeerId
    session: SessionId
    by: Side | None = None


class SessionRescheduled(Event, frozen=True, kw_only=True):
    """A planned session was moved."""

    match: MatchId
    person: PersonId
    peer: PeerId
    session: SessionId
    planned_for: datetime


class SessionHeld(Event, frozen=True, kw_only=True):
    """A session took place; ``at`` is its end.

    Where only the day is known, ``day_only`` is set and ``at`` is the start of that local day.
    ``worried`` has three answers: yes, no, and not asked yet. ``told_by`` says on whose telling
    somebody else recorded it. Ratings run from 1 to 5; those of the peer supporter's own
    well-being are for them and their supervisor.
    """

    match: MatchId
    person: PersonId
    peer: PeerId
    session: SessionId
    unplanned: bool
    minutes: int | None = None
    worried: bool | None = None
    day_only: bool = False
    mode: Channel | None = None
    place_type: PlaceType | None = None
    initiated_by: Side | None = None
    told_by: Side | None = None
    tasks_with: int | None = None
    tasks_for: int | None = None
    functions: SharedCodes = ()
    mood: PeersRating = None
    peer_wellbeing: PeersRating = None
    note: SharedWords = None
    worry_words: SharedWords = None


class SessionWorryAnswered(Event, frozen=True, kw_only=True):
    """Whether anything gave cause for worry, which the record had left open, was answered."""

    match: MatchId
    person: PersonId
    peer: PeerId
    session: SessionId
    worried: bool
    worry_words: SharedWords = None


class SessionCancelled(Event, frozen=True, kw_only=True):
    """A session was called off. ``notice_hours`` are whole hours before its time."""

    match: MatchId
    person: PersonId
    peer: PeerId
    session: SessionId
    by: CalledOffBy
    notice_hours: int | None = None
    reason: SharedCode = None


class SessionNotAttended(Event, frozen=True, kw_only=True):
    """The time of a session came, and somebody did not."""

    match: MatchId
    person: PersonId
    peer: PeerId
    session: SessionId
    who: Absent
