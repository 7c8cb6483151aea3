"""When somebody of the service is at work or on call, and so when nobody is watching.

Staffed hours are the same every week, by the clock of Scotland, and not on its bank holidays. Cover
on call is arranged from one moment to another, with the number under which somebody answers
(domain reference, 6.1; design, section 9). Until hours are said, nobody is taken to be watching.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

import msgspec

from domain.decider import Command, Decider, Event, Malformed, Read, Recorded, Refusal, event_of
from domain.folds import Fold
from domain.people import ServiceId, StaffId, subject
from domain.periods import LOCAL, SATURDAY, is_working_day, local_day
from domain.service import SERVICE, Service, UnknownService, UnknownStaff
from domain.service.asking import must_be_open

WEEK = frozenset(range(7))
DIGITS = frozenset("0123456789 +")
LONGEST_COVER = timedelta(days=92)

# --- Events ---


class StaffedHoursSet(Event, frozen=True, kw_only=True):
    """It was said when the service is staffed: on which days of the week (0 is Monday), from when.

    ``opens`` and ``closes`` are by the local clock.
    """

    service: ServiceId
    days: tuple[int, ...]
    opens: time
    closes: time


class OnCallCoverArranged(Event, frozen=True, kw_only=True):
    """Somebody is on call from one moment to another, under a number of the service."""

    service: ServiceId
    staff: StaffId
    number: str
    starts_at: datetime
    ends_at: datetime


class OnCallCoverWithdrawn(Event, frozen=True, kw_only=True):
    """Cover that was arranged from a moment on will not be there."""

    service: ServiceId
    staff: StaffId
    starts_at: datetime


# --- Commands ---


class SetStaffedHours(Command, frozen=True, kw_only=True):
    """Say when the service is staffed."""

    service: ServiceId
    days: tuple[int, ...]
    opens: time
    closes: time


class ArrangeOnCallCover(Command, frozen=True, kw_only=True):
    """Arrange that somebody is on call, from one moment to another."""

    service: ServiceId
    staff: StaffId
    number: str
    starts_at: datetime
    ends_at: datetime


class WithdrawOnCallCover(Command, frozen=True, kw_only=True):
    """Say that cover which was arranged will not be there."""

    service: ServiceId
    staff: StaffId
    starts_at: datetime


StaffingCommand = SetStaffedHours | ArrangeOnCallCover | WithdrawOnCallCover

# --- State ---


class Hours(msgspec.Struct, frozen=True):
    """On which days of the week the service is staffed, from when to when."""

    days: frozenset[int]
    opens: time
    closes: time

    def on(self, day: date) -> tuple[datetime, datetime] | None:
        """The staffed stretch of a local day, in UTC, if there is one."""
        holiday = day.weekday() < SATURDAY and not is_working_day(day)
        if day.weekday() not in self.days or holiday:
            return None
        opens, closes = (datetime.combine(day, each, LOCAL) for each in (self.opens, self.closes))
        return opens.astimezone(UTC), closes.astimezone(UTC)


class Cover(msgspec.Struct, frozen=True):
    """Somebody on call, from one moment to another, under a number."""

    staff: StaffId
    number: str
    starts_at: datetime
    ends_at: datetime


class Staffing(msgspec.Struct, frozen=True):
    """When a service is staffed, and who is on call when."""

    hours: Hours | None = None
    cover: tuple[Cover, ...] = ()

    def staffed_at(self, moment: datetime) -> bool:
        """Whether somebody is at work at a moment."""
        stretch = None if self.hours is None else self.hours.on(local_day(moment))
        return stretch is not None and stretch[0] <= moment < stretch[1]

    def on_call_at(self, moment: datetime) -> tuple[Cover, ...]:
        """Who is on call at a moment."""
        return tuple(each for each in self.cover if each.starts_at <= moment < each.ends_at)

    def staffed_again_at(self, moment: datetime) -> datetime | None:
        """When somebody is at work next; none where hours were never said."""
        if self.hours is None or not self.hours.days:
            return None
        day = local_day(moment)
        for later in range(31):
            stretch = self.hours.on(day + timedelta(days=later))
            if stretch is not None and moment < stretch[1]:
                return max(stretch[0], moment)
        return None

    def covers(self, begins: datetime, ends: datetime) -> bool:
        """Whether somebody is at work or on call all the way from one moment to another."""
        reached, day = begins, local_day(begins)
        stretches = [(each.starts_at, each.ends_at) for each in self.cover]
        while self.hours is not None and day <= local_day(ends):
            stretch = self.hours.on(day)
            stretches += [] if stretch is None else [stretch]
            day += timedelta(days=1)
        for first, last in sorted(stretches):
            if first <= reached < last:
                reached = last
        return reached >= ends


def _evolve(staffing: Staffing, recorded: Recorded) -> Staffing:
    match recorded.event:
        case StaffedHoursSet(days=days, opens=opens, closes=closes):
            return Staffing(Hours(frozenset(days), opens, closes), staffing.cover)
        case OnCallCoverArranged() as arranged:
            cover = Cover(arranged.staff, arranged.number, arranged.starts_at, arranged.ends_at)
            return Staffing(staffing.hours, (*staffing.cover, cover))
        case OnCallCoverWithdrawn(staff=staff, starts_at=starts_at):
            kept = [
                each
                for each in staffing.cover
                if (each.staff, each.starts_at) != (staff, starts_at)
            ]
            return Staffing(staffing.hours, tuple(kept))
        case _:
            return staffing


HEARD: frozenset[type[Event]] = frozenset(
    {StaffedHoursSet, OnCallCoverArranged, OnCallCoverWithdrawn}
)
STAFFING = Fold(hears=HEARD, initial=Staffing(), evolve=_evolve)
"""When a service is staffed, over its subject."""


class StaffingAsked(msgspec.Struct, frozen=True):
    """A service, what is known of its hours, and the moment of asking."""

    now: datetime
    service: Service
    staffing: Staffing


# --- Refusals ---


class NotHoursOfADay(Malformed):
    """Days or times that no week has."""


class NotAStretchOnCall(Malformed):
    """Cover ends before it begins, or lasts longer than a quarter of a year."""


class NotANumberOnCall(Malformed):
    """A number on call is not one to dial."""


class NoSuchCover(Refusal):
    """Nobody was arranged to be on call from that moment on."""


# --- Decider ---


def gather(command: StaffingCommand, read: Read) -> StaffingAsked:
    """Look at the service and at its hours."""
    about = subject("service", command.service)
    return StaffingAsked(read.now, read(SERVICE, about), read(STAFFING, about))


def decide(command: StaffingCommand, state: StaffingAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    must_be_open(state.service)
    match command:
        case SetStaffedHours(days=days, opens=opens, closes=closes):
            if not set(days) <= WEEK or len(set(days)) < len(days):
                raise NotHoursOfADay(
                    "Give each day of the week once, 0 for Monday to 6 for Sunday.", field="days"
                )
            if closes <= opens:
                raise NotHoursOfADay("Close after you open.", field="closes")
            if state.staffing.hours == Hours(frozenset(days), opens, closes):
                return []
            return [event_of(StaffedHoursSet, command, days=tuple(sorted(days)), at=state.now)]
        case ArrangeOnCallCover():
            return _arranged(command, state)
        case WithdrawOnCallCover():
            starts_at = _utc(command.starts_at)
            there = {(each.staff, each.starts_at) for each in state.staffing.cover}
            if (command.staff, starts_at) not in there:
                raise NoSuchCover("They are not on call from then on. Check who and when.")
            return [event_of(OnCallCoverWithdrawn, command, starts_at=starts_at, at=state.now)]


def _arranged(command: ArrangeOnCallCover, state: StaffingAsked) -> Sequence[Event]:
    if command.staff not in state.service.staff:
        raise UnknownStaff(
            "Nobody is named in this service under this identifier. Name them first; "
            "it may be without a duty.",
            field="staff",
        )
    digits = command.number.replace(" ", "")
    if not digits or not set(digits) <= DIGITS:
        raise NotANumberOnCall("Give a number to call, in digits.", field="number")
    starts_at, ends_at = _utc(command.starts_at), _utc(command.ends_at)
    if not starts_at < ends_at <= starts_at + LONGEST_COVER:
        raise NotAStretchOnCall(
            "Cover ends after it begins, and within a quarter of a year.", field="ends_at"
        )
    cover = Cover(command.staff, command.number, starts_at, ends_at)
    if cover in state.staffing.cover:
        return []
    moments = {"starts_at": starts_at, "ends_at": ends_at}
    return [event_of(OnCallCoverArranged, command, **moments, at=state.now)]


def _utc(moment: datetime) -> datetime:
    zoned = moment if moment.tzinfo is not None else moment.replace(tzinfo=LOCAL)
    return zoned.astimezone(UTC)


decider = Decider(
    noun="staffing",
    commands=(SetStaffedHours, ArrangeOnCallCover, WithdrawOnCallCover),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownService,
        UnknownStaff,
        NotHoursOfADay,
        NotAStretchOnCall,
        NotANumberOnCall,
        NoSuchCover,
    ),
)
