"""What can be asked about boundaries and meetings by chance."""

from datetime import date, datetime

from domain.boundaries.language import BoundaryKind, FeltSafe, MetWhere, Reporter
from domain.decider import Command
from domain.match import Side
from domain.people import MatchId, ReportId, SessionId, StaffId


class ReportBoundaryEvent(Command, frozen=True, kw_only=True):
    """Report that something went beyond what was agreed.

    Some kinds are serious whatever is said; ``serious`` makes any other so.
    """

    match: MatchId
    kind: BoundaryKind
    serious: bool = False
    initiated_by: Side | None = None
    reported_by: Reporter | None = None
    session: SessionId | None = None
    detail: str | None = None
    at: datetime | None = None


class ReportChanceEncounter(Command, frozen=True, kw_only=True):
    """Report that the two met by chance. All but who tells of it can be left open."""

    match: MatchId
    reported_by: Side
    at: datetime | None = None
    on: date | None = None
    place: MetWhere | None = None
    others_present: bool | None = None
    how: str | None = None
    felt_safe_person: FeltSafe | None = None
    felt_safe_peer: FeltSafe | None = None
    disclosed: bool | None = None
    follow_up_wanted: bool | None = None
    sought: bool = False


class RecordOtherSideAsked(Command, frozen=True, kw_only=True):
    """Record what one side answered when asked whether they had felt safe."""

    match: MatchId
    report: ReportId
    side: Side
    felt_safe: FeltSafe
    words: str | None = None
    at: datetime | None = None


class LookIntoReport(Command, frozen=True, kw_only=True):
    """Record that a report was looked into and talked about."""

    match: MatchId
    report: ReportId
    staff: StaffId | None = None
    words: str | None = None
    at: datetime | None = None


BoundaryCommand = (
    ReportBoundaryEvent | ReportChanceEncounter | RecordOtherSideAsked | LookIntoReport
)
