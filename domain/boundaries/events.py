"""What is reported of boundaries, and what becomes of a report."""

from typing import Annotated

from domain.boundaries.language import Reporter
from domain.decider import Event
from domain.match import SharedCode, Side
from domain.people import MatchId, PeerId, PersonId, ReportId, SessionId, StaffId
from domain.personal import Owned, PeersCode, PersonsCode, Sealed, SharedWords

SharedAnswer = Annotated[bool | Sealed | None, Owned("coded", ("person", "peer"))]


class BoundaryEventReported(Event, frozen=True, kw_only=True):
    """Somebody reported that something went beyond what was agreed; ``at`` is when it did.

    ``serious`` says that somebody looks at it the same day. ``initiated_by`` is whose doing it
    was, if it was one of the two.
    """

    report: ReportId
    match: MatchId
    person: PersonId
    peer: PeerId
    serious: bool
    kind: SharedCode = None
    initiated_by: Side | None = None
    reported_by: Reporter | None = None
    session: SessionId | None = None
    detail: SharedWords = None


class ChanceEncounterReported(Event, frozen=True, kw_only=True):
    """The two met by chance in the community, and one of them told of it.

    ``answered`` are the sides who have said whether they felt safe. ``look_into`` says that
    somebody did not, that something came out, or that a talk is wanted. ``sought`` says that the
    peer supporter had sought the meeting.
    """

    report: ReportId
    match: MatchId
    person: PersonId
    peer: PeerId
    reported_by: Side
    look_into: bool = False
    sought: bool = False
    answered: tuple[Side, ...] = ()
    day_only: bool = False
    place: SharedCode = None
    others_present: bool | None = None
    how: SharedWords = None
    felt_safe_person: PersonsCode = None
    felt_safe_peer: PeersCode = None
    disclosed: SharedAnswer = None
    follow_up_wanted: SharedAnswer = None


class ChanceEncounterOtherSideAsked(Event, frozen=True, kw_only=True):
    """The side who had not told of a meeting by chance was asked whether they felt safe."""

    report: ReportId
    match: MatchId
    person: PersonId
    peer: PeerId
    side: Side
    look_into: bool = False
    felt_safe_person: PersonsCode = None
    felt_safe_peer: PeersCode = None
    words: SharedWords = None


class ReportLookedInto(Event, frozen=True, kw_only=True):
    """Somebody of the service looked into a report and talked about it with those concerned."""

    report: ReportId
    match: MatchId
    person: PersonId
    peer: PeerId
    staff: StaffId | None = None
    words: SharedWords = None
