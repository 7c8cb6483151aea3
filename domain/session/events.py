"""What happens to a session."""

from datetime import datetime

from domain.channels import Channel
from domain.decider import Event
from domain.match import PlaceType, SharedCode, SharedCodes, Side
from domain.people import GoalId, MatchId, PeerId, PersonId, SessionId, StaffId
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
    place_type: PlaceType | None = None


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


class SessionStarted(Event, frozen=True, kw_only=True):
    """The two met, and the session began.

    ``check_out_due`` is by when the peer supporter says that they are safe; nothing where nobody
    waits for that. Said again with another moment, the later word counts. ``place`` is where to
    look for them.
    """

    match: MatchId
    person: PersonId
    peer: PeerId
    session: SessionId
    unplanned: bool
    check_out_due: datetime | None = None
    place: SharedWords = None


class SessionHeld(Event, frozen=True, kw_only=True):
    """A session took place; ``at`` is its end.

    Where only the day is known, ``day_only`` is set and ``at`` is the start of that local day.
    ``worried`` has three answers: yes, no, and not asked yet. ``told_by`` says on whose telling
    somebody else recorded it, and ``read_back`` whether it was read back to them. Tasks are
    counted as done with the person and for them. Ratings run from 1 to 5; those of the peer
    supporter's own well-being are for them and their supervisor. ``goals`` are those touched.
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
    activity: SharedCode = None
    goals: tuple[GoalId, ...] = ()
    read_back: bool | None = None
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


class SessionReadBack(Event, frozen=True, kw_only=True):
    """A record made on somebody's word was read back to whoever had told it."""

    match: MatchId
    person: PersonId
    peer: PeerId
    session: SessionId


class SessionFollowedUp(Event, frozen=True, kw_only=True):
    """Somebody of the service got in touch about a session.

    Because somebody did not come, which asks for a kind call, or because something was a worry.
    """

    match: MatchId
    person: PersonId
    peer: PeerId
    session: SessionId
    staff: StaffId | None = None
    spoke_with: Side | None = None
    words: SharedWords = None
