"""What is recorded of a service itself."""

from datetime import date

from domain.decider import (
    Event,
)
from domain.people import OfferId, ServiceId, StaffId
from domain.personal import StaffsWords
from domain.service.language import Delivery, Duty, Model


class ServiceOpened(Event, frozen=True, kw_only=True):
    """A service was set up. Its name and area are public."""

    service: ServiceId
    name: str
    area: str | None = None


class StaffNamed(Event, frozen=True, kw_only=True):
    """Somebody was named for duties in a service."""

    service: ServiceId
    staff: StaffId
    name: StaffsWords
    duties: tuple[Duty, ...]


class StaffLeft(Event, frozen=True, kw_only=True):
    """Somebody no longer has any duty in a service."""

    service: ServiceId
    staff: StaffId


class OfferDefined(Event, frozen=True, kw_only=True):
    """The service described one kind of support that it gives.

    ``weeks`` is the planned length of a match, ``sessions_a_month`` the usual number in 28 days.
    """

    service: ServiceId
    offer: OfferId
    name: str
    model: Model
    delivery: tuple[Delivery, ...]
    weeks: int | None = None
    sessions_a_month: float | None = None
    goals_required: bool = False


class RegulatedRoleAssessed(Event, frozen=True, kw_only=True):
    """It was assessed whether an offer's role is a regulated role under the PVG scheme."""

    service: ServiceId
    offer: OfferId
    regulated: bool
    assessor: StaffId
    review_on: date | None = None


class OfferOpened(Event, frozen=True, kw_only=True):
    """People can be accepted for an offer."""

    service: ServiceId
    offer: OfferId


class OfferClosed(Event, frozen=True, kw_only=True):
    """Nobody new is accepted for an offer."""

    service: ServiceId
    offer: OfferId
