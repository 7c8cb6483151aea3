"""The supervision of those who coordinate: held, and due (domain reference, 6.1).

Every four weeks in their first three months, then every six, and late two weeks after that. It
bars nothing: what is late falls to whoever holds it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from domain.decider import Command, Decider, Event, Read, Recorded, event_of
from domain.definitions import DEFAULTS, Definitions
from domain.flags import INSTANT, Flag, kept
from domain.folds import Fold
from domain.peer.stages import NEW_FOR_MONTHS
from domain.people import ServiceId, StaffId, subject
from domain.periods import (
    NotALengthOfTime,
    NotYetHappened,
    TooLongAgo,
    check_length,
    end_of,
    happened,
    local_day,
    start_of,
)
from domain.service import (
    MAY_SUPERVISE,
    SERVICE,
    Duty,
    MayNotSupervise,
    Service,
    SupervisingOneself,
    UnknownService,
    UnknownStaff,
)
from domain.service.asking import must_be_open
from domain.training import months_after

# --- Events ---


class StaffSupervisionHeld(Event, frozen=True, kw_only=True):
    """Supervision of a member of staff took place. What was said stays between the two."""

    service: ServiceId
    staff: StaffId
    supervisor: StaffId
    minutes: int | None = None


# --- Commands ---


class RecordStaffSupervision(Command, frozen=True, kw_only=True):
    """Record that supervision of a member of staff took place, and nothing of what was said."""

    service: ServiceId
    staff: StaffId
    supervisor: StaffId
    minutes: int | None = None
    at: datetime | None = None


# --- State ---

Held = Mapping[StaffId, tuple[datetime, ...]]
_NONE: Held = {}


def _evolve(held: Held, recorded: Recorded) -> Held:
    match recorded.event:
        case StaffSupervisionHeld(staff=staff, at=at):
            return {**held, staff: (*held.get(staff, ()), at)}
        case _:
            return held


STAFF_SUPERVISION = Fold(hears=frozenset({StaffSupervisionHeld}), initial=_NONE, evolve=_evolve)
"""When supervision of each member of staff was held, over the subject of the service."""


class StaffSupervisionAsked(msgspec.Struct, frozen=True):
    """A service and the moment of asking."""

    service: Service
    now: datetime


# --- Clocks ---


def flags_of_staff_supervision(
    service: Service, held: Held, definitions: Definitions = DEFAULTS
) -> Iterator[tuple[StaffId | None, tuple[Flag, ...]]]:
    """For each coordinator whose supervision somebody holds: by whom, and what is due."""
    for staff, duties in service.staff.items():
        supervisor = service.supervisors.get(staff)
        if Duty.COORDINATOR not in duties or not service.is_named(supervisor, *MAY_SUPERVISE):
            continue
        yield supervisor, kept(_of_one(service.named_at[staff], held.get(staff, ()), definitions))


def _of_one(
    named_at: datetime, held: Sequence[datetime], definitions: Definitions
) -> Iterator[Flag]:
    new_until = start_of(months_after(local_day(named_at), NEW_FOR_MONTHS))
    turns = [named_at, *(at for at in held if at > named_at)]
    for last, following in zip(turns, [*turns[1:], None], strict=True):
        weeks = (
            definitions.staff_supervision_weeks_while_new
            if last < new_until
            else definitions.staff_supervision_weeks
        )
        due_on = local_day(last + timedelta(weeks=weeks))
        grace = timedelta(days=definitions.staff_supervision_grace_days)
        yield Flag(
            "STAFF_SUPERVISION_DUE",
            f"Supervision of a coordinator is due by {due_on:%-d %B %Y}. Arrange it.",
            start_of(due_on),
            following,
        )
        yield Flag(
            "STAFF_SUPERVISION_LATE",
            f"Supervision of a coordinator was due on {due_on:%-d %B %Y}. Hold it.",
            end_of(due_on + grace) + INSTANT,
            following,
        )


# --- Decider ---


def gather(command: RecordStaffSupervision, read: Read) -> StaffSupervisionAsked:
    """Look at the service."""
    return StaffSupervisionAsked(read(SERVICE, subject("service", command.service)), read.now)


def decide(command: RecordStaffSupervision, state: StaffSupervisionAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    service = state.service
    must_be_open(service)
    check_length(command.minutes)
    if command.staff not in service.staff:
        raise UnknownStaff("Nobody is named under this identifier. Name them first.", field="staff")
    if command.staff == command.supervisor:
        raise SupervisingOneself(
            "Nobody holds their own supervision. Say who held it.", field="supervisor"
        )
    if not service.is_named(command.supervisor, *MAY_SUPERVISE):
        raise MayNotSupervise(
            "Only a supervisor, coordinator or manager of this service can hold supervision. "
            "Choose one, or name this one a supervisor first.",
            field="supervisor",
        )
    return [event_of(StaffSupervisionHeld, command, at=happened(command.at, state.now))]


decider = Decider(
    noun="supervision",
    commands=(RecordStaffSupervision,),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownService,
        UnknownStaff,
        SupervisingOneself,
        MayNotSupervise,
        NotALengthOfTime,
        NotYetHappened,
        TooLongAgo,
    ),
)
