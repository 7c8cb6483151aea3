"""Boundaries: what went beyond what was agreed, and meetings by chance.

Both are always recorded, by whoever saw them, without blame (domain reference, 2.9 and 4.5). What
kind of event it was, where it was and how it felt stays sealed; whether it is serious, and whether
somebody of the service should look into it, stand in the clear beside it, because clocks run by
that (`domain.boundary_flags`). A meeting by chance is no boundary event unless it was sought.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

import msgspec

from domain.decider import Command, Decider, Event, Read, Recorded, Unknown, event_of
from domain.folds import Fold
from domain.match import MATCH, Match, SharedCode, Side, UnknownMatch
from domain.people import MatchId, PeerId, PersonId, ReportId, SessionId, StaffId, subject
from domain.periods import DayAndTime, NotYetHappened, TooLongAgo, happened, happened_or_on
from domain.personal import Owned, PeersCode, PersonsCode, Sealed, SharedWords

# --- Language ---


class BoundaryKind(StrEnum):
    """What went beyond the agreement (domain reference, 2.9, and B1 and B2 of part 5)."""

    MONEY = "MONEY"
    SMALL_GIFT = "SMALL_GIFT"
    GIFT_OF_VALUE = "GIFT_OF_VALUE"
    OUT_OF_HOURS = "OUT_OF_HOURS"
    UNAGREED_CHANNEL = "UNAGREED_CHANNEL"
    PEERS_HOME = "PEERS_HOME"
    SOCIAL_MEDIA = "SOCIAL_MEDIA"
    ROMANTIC_OR_SEXUAL = "ROMANTIC_OR_SEXUAL"
    SECRECY = "SECRECY"
    OVERNIGHT = "OVERNIGHT"
    MEDICATION_ADVICE = "MEDICATION_ADVICE"
    TASK_BEYOND_ROLE = "TASK_BEYOND_ROLE"
    FAMILY_INVOLVED = "FAMILY_INVOLVED"
    LATENESS = "LATENESS"
    OTHER = "OTHER"


SERIOUS = frozenset(
    {
        BoundaryKind.MONEY,
        BoundaryKind.GIFT_OF_VALUE,
        BoundaryKind.ROMANTIC_OR_SEXUAL,
        BoundaryKind.SECRECY,
        BoundaryKind.OVERNIGHT,
        BoundaryKind.MEDICATION_ADVICE,
    }
)
"""What somebody looks at the same day, whoever reports it (domain reference, B2)."""


class Reporter(StrEnum):
    """Who reports something."""

    PERSON = "PERSON"
    PEER = "PEER"
    STAFF = "STAFF"
    SOMEBODY_ELSE = "SOMEBODY_ELSE"


class MetWhere(StrEnum):
    """What kind of place two people met in by chance; never which."""

    STREET = "STREET"
    SHOP_OR_CAFE = "SHOP_OR_CAFE"
    TRANSPORT = "TRANSPORT"
    HEALTH_SETTING = "HEALTH_SETTING"
    CLUB_OR_GROUP = "CLUB_OR_GROUP"
    FAITH_SETTING = "FAITH_SETTING"
    SCHOOL = "SCHOOL"
    WORK = "WORK"
    FAMILY_OR_FRIENDS = "FAMILY_OR_FRIENDS"
    ONLINE = "ONLINE"
    OTHER = "OTHER"


class FeltSafe(StrEnum):
    """What somebody says when asked whether they felt safe."""

    YES = "YES"
    NO = "NO"
    UNSURE = "UNSURE"


SharedAnswer = Annotated[bool | Sealed | None, Owned("coded", ("person", "peer"))]

# --- Events ---


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


# --- Commands ---


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


# --- State ---


class BoundaryEvent(msgspec.Struct, frozen=True):
    """A report that something went beyond the agreement.

    ``recorded_at`` is unknown (None) where the report has been corrected since.
    """

    match: MatchId
    at: datetime
    serious: bool
    initiated_by: Side | None
    session: SessionId | None
    recorded_at: datetime | None


class Encounter(msgspec.Struct, frozen=True):
    """A meeting by chance. ``answered_at`` is when each side said whether they felt safe."""

    match: MatchId
    at: datetime
    reported_by: Side
    sought: bool
    answered_at: dict[Side, datetime]
    look_into_at: datetime | None


class Boundaries(msgspec.Struct, frozen=True):
    """What was reported of the boundaries of a match, or of all matches of a person or peer.

    What follows a report may be filed before it; so what was looked into is kept by itself.
    """

    events: dict[ReportId, BoundaryEvent] = msgspec.field(default_factory=dict)
    encounters: dict[ReportId, Encounter] = msgspec.field(default_factory=dict)
    asked_at: dict[tuple[ReportId, Side], datetime] = msgspec.field(default_factory=dict)
    doubted_at: dict[ReportId, datetime] = msgspec.field(default_factory=dict)
    looked_into_at: dict[ReportId, tuple[datetime, ...]] = msgspec.field(default_factory=dict)

    def answered_at(self, report: ReportId, side: Side) -> datetime | None:
        """When a side said whether they felt safe in a meeting by chance."""
        encounter = self.encounters.get(report)
        answers = (
            encounter.answered_at.get(side) if encounter else None,
            self.asked_at.get((report, side)),
        )
        return min((at for at in answers if at is not None), default=None)

    def look_into_from(self, report: ReportId) -> datetime | None:
        """From when a meeting by chance is one to be looked into."""
        encounter = self.encounters.get(report)
        reasons = (encounter.look_into_at if encounter else None, self.doubted_at.get(report))
        return min((at for at in reasons if at is not None), default=None)

    def looked_into_after(self, report: ReportId, moment: datetime) -> datetime | None:
        """When a report was first looked into, at a moment or later."""
        looked = self.looked_into_at.get(report, ())
        return min((at for at in looked if at >= moment), default=None)

    def counted(self) -> tuple[datetime, ...]:
        """When boundary events were; a meeting by chance counts only if it was sought (4.5)."""
        sought = [each.at for each in self.encounters.values() if each.sought]
        return tuple(sorted([*(each.at for each in self.events.values()), *sought]))


def _evolve(boundaries: Boundaries, recorded: Recorded) -> Boundaries:
    replace = msgspec.structs.replace
    match recorded.event:
        case BoundaryEventReported() as told:
            reported = BoundaryEvent(
                match=told.match,
                at=told.at,
                serious=told.serious,
                initiated_by=told.initiated_by,
                session=told.session,
                recorded_at=recorded.recorded_at if recorded.corrects is None else None,
            )
            return replace(boundaries, events={told.report: reported} | boundaries.events)
        case ChanceEncounterReported() as told:
            encounter = Encounter(
                match=told.match,
                at=told.at,
                reported_by=told.reported_by,
                sought=told.sought,
                answered_at=dict.fromkeys(told.answered, told.at),
                look_into_at=told.at if told.look_into else None,
            )
            return replace(boundaries, encounters={told.report: encounter} | boundaries.encounters)
        case ChanceEncounterOtherSideAsked(report=report, side=side, look_into=look_into, at=at):
            asked_at = {(report, side): at} | boundaries.asked_at
            doubted_at = boundaries.doubted_at
            if look_into:
                doubted_at = {report: at} | doubted_at
            return replace(boundaries, asked_at=asked_at, doubted_at=doubted_at)
        case ReportLookedInto(report=report, at=at):
            looked = (*boundaries.looked_into_at.get(report, ()), at)
            looked_into_at = boundaries.looked_into_at | {report: looked}
            return replace(boundaries, looked_into_at=looked_into_at)
        case _:
            return boundaries


BOUNDARIES = Fold(
    hears=frozenset(
        {
            BoundaryEventReported,
            ChanceEncounterReported,
            ChanceEncounterOtherSideAsked,
            ReportLookedInto,
        }
    ),
    initial=Boundaries(),
    evolve=_evolve,
)
"""What was reported of boundaries, over the subject of a match, a person or a peer supporter."""


class BoundaryAsked(msgspec.Struct, frozen=True):
    """A match and what was reported of it, at the moment of asking."""

    match: Match
    boundaries: Boundaries
    new_report: ReportId
    now: datetime


# --- Refusals ---


class UnknownReport(Unknown):
    """Nothing was reported of this match under this identifier."""


# --- Decider ---


def gather(command: BoundaryCommand, read: Read) -> BoundaryAsked:
    """Look at the match and what was reported of it."""
    of = subject("match", command.match)
    new_report = ReportId(read.fresh("report"))
    return BoundaryAsked(read(MATCH, of), read(BOUNDARIES, of), new_report, read.now)


def decide(command: BoundaryCommand, state: BoundaryAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    match, now = state.match, state.now
    if match.proposed_at is None:
        raise UnknownMatch("Nothing was proposed under this identifier. Check the address.")
    ids = {"person": match.person, "peer": match.peer}
    match command:
        case ReportBoundaryEvent():
            at = happened(command.at, now)
            return [reported(command, ids, state.new_report, command.kind, at=at)]
        case ReportChanceEncounter():
            return [_met(command, ids, state)]
        case RecordOtherSideAsked():
            return _asked(command, ids, state)
        case LookIntoReport():
            since = _to_look_into(command.report, state.boundaries)
            if state.boundaries.looked_into_after(command.report, since) and not command.words:
                return []
            return [event_of(ReportLookedInto, command, **ids, at=happened(command.at, now))]


def reported(
    command: Command,
    ids: Mapping[str, object],
    report: ReportId,
    kind: BoundaryKind,
    **more: object,
) -> BoundaryEventReported:
    """The event that reports a kind of boundary event, whichever command told of it."""
    serious = kind in SERIOUS or bool(getattr(command, "serious", False))
    more = {"kind": kind, "serious": serious, "report": report, **more}
    return event_of(BoundaryEventReported, command, **ids, **more)


def _met(
    command: ReportChanceEncounter, ids: Mapping[str, object], state: BoundaryAsked
) -> ChanceEncounterReported:
    answers = {Side.PERSON: command.felt_safe_person, Side.PEER: command.felt_safe_peer}
    in_doubt = any(answer not in {None, FeltSafe.YES} for answer in answers.values())
    return event_of(
        ChanceEncounterReported,
        command,
        **ids,
        report=state.new_report,
        look_into=in_doubt or bool(command.disclosed) or bool(command.follow_up_wanted),
        answered=tuple(side for side, answer in answers.items() if answer is not None),
        day_only=command.on is not None,
        at=happened_or_on(command.at, command.on, state.now),
    )


def _asked(
    command: RecordOtherSideAsked, ids: Mapping[str, object], state: BoundaryAsked
) -> Sequence[Event]:
    if command.report not in state.boundaries.encounters:
        raise UnknownReport(_NOT_REPORTED, field="report")
    in_doubt = command.felt_safe is not FeltSafe.YES
    before = state.boundaries.answered_at(command.report, command.side)
    settled = state.boundaries.look_into_from(command.report) is not None or not in_doubt
    if before is not None and settled and not command.words:
        return []
    answer = {f"felt_safe_{command.side.value.lower()}": command.felt_safe}
    at = happened(command.at, state.now)
    return [
        event_of(ChanceEncounterOtherSideAsked, command, **ids, **answer, look_into=in_doubt, at=at)
    ]


def _to_look_into(report: ReportId, boundaries: Boundaries) -> datetime:
    """From when a report has something to be looked into."""
    if report in boundaries.events:
        return boundaries.events[report].at
    if report in boundaries.encounters:
        return boundaries.look_into_from(report) or boundaries.encounters[report].at
    raise UnknownReport(_NOT_REPORTED, field="report")


_NOT_REPORTED = "Nothing was reported of this match under this identifier. Report it first."

decider = Decider(
    noun="boundary",
    commands=(ReportBoundaryEvent, ReportChanceEncounter, RecordOtherSideAsked, LookIntoReport),
    gather=gather,
    decide=decide,
    refusals=(UnknownMatch, UnknownReport, DayAndTime, NotYetHappened, TooLongAgo),
)
