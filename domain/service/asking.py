"""What every decision of a service looks at, and the rules that many of them share."""

from datetime import datetime
from typing import Any

import msgspec

from domain.decider import (
    Read,
)
from domain.people import OfferId, StaffId, subject
from domain.service.fold import SERVICE
from domain.service.language import Duty
from domain.service.refusals import (
    MayNotApprove,
    OfferNotOpen,
    UnknownOffer,
    UnknownService,
)
from domain.service.state import Offer, Service
from domain.training import NotNamed

LONGEST_NAME = 200


class ServiceAsked(msgspec.Struct, frozen=True):
    """A service, and the moment of asking."""

    service: Service
    now: datetime


def gather(command: Any, read: Read) -> ServiceAsked:
    """Look at the service."""
    return ServiceAsked(read(SERVICE, subject("service", command.service)), read.now)


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


def must_be_open(service: Service) -> None:
    """Raise `UnknownService` unless the service was opened."""
    if not service.opened:
        raise UnknownService("No service was opened under this identifier.")


def must_be_a_name(name: str) -> None:
    """Raise `NotNamed` where a name is blank, or too long to be one."""
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise NotNamed(f"Say a name, of up to {LONGEST_NAME} letters.", field="name")


def must_approve(service: Service, staff: StaffId, field: str = "approved_by") -> None:
    """Raise `MayNotApprove` unless a manager of the service is named."""
    if not service.is_named(staff, Duty.MANAGER):
        raise MayNotApprove(
            "Only a manager of this service can approve this. "
            "Choose one, or name this one a manager first.",
            field=field,
        )
