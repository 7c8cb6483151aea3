"""Policies and formality profiles: agreed for everybody in an offer (domain reference, 2.4)."""

from collections.abc import Iterable, Sequence

import msgspec

from domain.decider import Decider, Event, event_of
from domain.periods import NotYetHappened, TooLongAgo, happened, local_day
from domain.service.asking import (
    ServiceAsked,
    gather,
    must_approve,
    must_be_open,
    offer_of,
)
from domain.service.commands import (
    AdoptPolicy,
    AssignStaffSupervisor,
    NameCover,
    SetFormalityProfile,
)
from domain.service.events import (
    CoverNamed,
    FormalityProfileSet,
    PolicyAdopted,
    StaffSupervisorAssigned,
)
from domain.service.language import MAY_SUPERVISE, Duty
from domain.service.refusals import (
    MayNotApprove,
    MayNotStandIn,
    MayNotSupervise,
    NotAProfile,
    StandingInForOneself,
    SupervisingOneself,
    UnknownOffer,
    UnknownService,
    UnknownStaff,
)
from domain.service.standard import Standard
from domain.service.state import DEPUTISE
from domain.training import NotNamed, must_be_named

LONGEST = {
    "supervision_weeks_while_new": (1, 26),
    "supervision_weeks": (1, 26),
    "supervision_grace_days": (0, 60),
    "references": (0, 5),
}
"""The least and the most that a profile can ask, in the unit that its field names."""

FormalityCommand = AdoptPolicy | SetFormalityProfile | AssignStaffSupervisor | NameCover


def decide(command: FormalityCommand, state: ServiceAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    must_be_open(state.service)
    match command:
        case AdoptPolicy():
            return _adopted(command, state)
        case SetFormalityProfile():
            return _profile(command, state)
        case AssignStaffSupervisor():
            return _supervisor(command, state)
        case NameCover():
            return _cover(command, state)


def _adopted(command: AdoptPolicy, state: ServiceAsked) -> Sequence[Event]:
    service, at = state.service, happened(command.at, state.now)
    must_be_named(command.version, "version")
    must_approve(service, command.approved_by)
    valid_from = command.valid_from or local_day(at)
    if any(
        (each.version, each.valid_from) == (command.version, valid_from)
        for each in service.policies.get(command.policy, ())
    ):
        return []
    return [event_of(PolicyAdopted, command, valid_from=valid_from, at=at)]


def _profile(command: SetFormalityProfile, state: ServiceAsked) -> Sequence[Event]:
    service = state.service
    offer_of(service, command.offer)
    must_approve(service, command.approved_by)
    for course in command.courses:
        must_be_named(course, "courses")
    for field, (least, most) in LONGEST.items():
        if not least <= getattr(command, field) <= most:
            raise NotAProfile(f"Say a number from {least} to {most}.", field=field)
    asked = Standard(
        **{
            field: getattr(command, field)
            for field in Standard.__struct_fields__
            if field in command.__struct_fields__
        }
    )
    if service.profiles.get(command.offer) == asked:
        return []
    spoken = {
        field: value
        for field, value in msgspec.structs.asdict(asked).items()
        if field in FormalityProfileSet.__struct_fields__
    }
    return [event_of(FormalityProfileSet, command, **spoken, at=state.now)]


def _supervisor(command: AssignStaffSupervisor, state: ServiceAsked) -> Sequence[Event]:
    service = state.service
    if command.staff not in service.staff:
        raise UnknownStaff("Nobody is named under this identifier. Name them first.", field="staff")
    if command.staff == command.supervisor:
        raise SupervisingOneself(
            "Nobody holds their own supervision. Choose somebody else.", field="supervisor"
        )
    if not service.is_named(command.supervisor, *MAY_SUPERVISE):
        raise MayNotSupervise(
            "Only a supervisor, coordinator or manager of this service can hold supervision. "
            "Choose one, or name this one a supervisor first.",
            field="supervisor",
        )
    if service.supervisors.get(command.staff) == command.supervisor:
        return []
    return [event_of(StaffSupervisorAssigned, command, at=state.now)]


def _cover(command: NameCover, state: ServiceAsked) -> Sequence[Event]:
    service = state.service
    if command.staff not in service.staff:
        raise UnknownStaff("Nobody is named under this identifier. Name them first.", field="staff")
    if command.staff == command.cover:
        raise StandingInForOneself(
            "Nobody stands in for themself. Choose somebody else.", field="cover"
        )
    able: Iterable[Duty] = MAY_SUPERVISE
    if service.is_named(command.staff, Duty.COORDINATOR):
        able = DEPUTISE
    if not service.is_named(command.cover, *able):
        raise MayNotStandIn(
            "For a coordinator another coordinator or a manager stands in, for others somebody who "
            "can hold supervision. Choose one, or name this one for it first.",
            field="cover",
        )
    if service.covers.get(command.staff) == command.cover:
        return []
    return [event_of(CoverNamed, command, at=state.now)]


decider = Decider(
    noun="service",
    commands=(AdoptPolicy, SetFormalityProfile, AssignStaffSupervisor, NameCover),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownService,
        UnknownOffer,
        UnknownStaff,
        MayNotApprove,
        MayNotSupervise,
        SupervisingOneself,
        StandingInForOneself,
        MayNotStandIn,
        NotAProfile,
        NotNamed,
        NotYetHappened,
        TooLongAgo,
    ),
)
