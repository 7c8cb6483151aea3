"""What a service may decide about itself."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain.decider import (
    Decider,
    Event,
    Read,
    event_of,
)
from domain.people import OfferId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.service.commands import (
    AssessRegulatedRole,
    CloseOffer,
    DefineOffer,
    NameStaff,
    OpenOffer,
    OpenService,
    RecordStaffLeft,
)
from domain.service.events import (
    OfferClosed,
    OfferDefined,
    OfferOpened,
    RegulatedRoleAssessed,
    ServiceOpened,
    StaffLeft,
    StaffNamed,
)
from domain.service.language import Model
from domain.service.refusals import (
    MentoringWithoutLength,
    NoDelivery,
    NotALength,
    OfferNotOpen,
    RoleNotAssessed,
    UnknownOffer,
    UnknownService,
)
from domain.service.state import SERVICE, Offer, Service

ServiceCommand = (
    OpenService
    | NameStaff
    | RecordStaffLeft
    | DefineOffer
    | AssessRegulatedRole
    | OpenOffer
    | CloseOffer
)


class ServiceAsked(msgspec.Struct, frozen=True):
    """A service, and the moment of asking."""

    service: Service
    now: datetime


def gather(command: ServiceCommand, read: Read) -> ServiceAsked:
    """Look at the service."""
    return ServiceAsked(read(SERVICE, subject("service", command.service)), read.now)


def decide(command: ServiceCommand, state: ServiceAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    service, at = state.service, happened(command.at, state.now)
    if isinstance(command, OpenService):
        if service.opened:
            return []
        return [event_of(ServiceOpened, command, at=at)]
    if not service.opened:
        raise UnknownService("No service was opened under this identifier.")
    match command:
        case NameStaff():
            return [event_of(StaffNamed, command, at=at)]
        case RecordStaffLeft(staff=staff):
            if staff not in service.staff:
                return []
            return [event_of(StaffLeft, command, at=at)]
        case DefineOffer():
            return [_defined(command, at)]
        case AssessRegulatedRole():
            offer_of(service, command.offer)
            return [event_of(RegulatedRoleAssessed, command, at=at)]
        case OpenOffer():
            offer = offer_of(service, command.offer)
            if offer.regulated is None:
                raise RoleNotAssessed(
                    "Nobody has assessed whether this role is a regulated role. "
                    "Record the assessment first.",
                    field="offer",
                )
            if offer.open:
                return []
            return [event_of(OfferOpened, command, at=at)]
        case CloseOffer():
            if not offer_of(service, command.offer).open:
                return []
            return [event_of(OfferClosed, command, at=at)]


def offer_of(service: Service, offer: OfferId) -> Offer:
    """The offer as it stands. Raises `UnknownOffer`."""
    if offer not in service.offers:
        raise UnknownOffer(
            "This service has no such offer. Choose one of its offers.", field="offer"
        )
    return service.offers[offer]


def open_offer_of(service: Service, offer: OfferId) -> Offer:
    """The offer, if people can be accepted for it. Raises `UnknownOffer` or `OfferNotOpen`."""
    found = offer_of(service, offer)
    if not found.open:
        raise OfferNotOpen("This offer is not open. Open it, or choose another.", field="offer")
    return found


def _defined(command: DefineOffer, at: datetime) -> OfferDefined:
    if not command.delivery:
        raise NoDelivery("Say how support reaches somebody, at least one way.", field="delivery")
    if command.model is Model.MENTORING and command.weeks is None:
        raise MentoringWithoutLength(
            "Mentoring is for an agreed time. Say how many weeks.", field="weeks"
        )
    for field, number in (
        ("weeks", command.weeks),
        ("sessions_a_month", command.sessions_a_month),
    ):
        if number is not None and number <= 0:
            raise NotALength("This must be more than 0.", field=field)
    return event_of(OfferDefined, command, at=at)


decider = Decider(
    noun="service",
    commands=(
        OpenService,
        NameStaff,
        RecordStaffLeft,
        DefineOffer,
        AssessRegulatedRole,
        OpenOffer,
        CloseOffer,
    ),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownService,
        UnknownOffer,
        RoleNotAssessed,
        MentoringWithoutLength,
        NoDelivery,
        NotALength,
        NotYetHappened,
        TooLongAgo,
    ),
)
