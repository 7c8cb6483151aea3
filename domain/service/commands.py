"""What can be asked of a service itself."""

from datetime import date, datetime

from domain.decider import (
    Command,
)
from domain.people import OfferId, ServiceId, StaffId
from domain.service.language import Delivery, Duty, Model


class OpenService(Command, frozen=True, kw_only=True):
    """Set up a service."""

    service: ServiceId
    name: str
    area: str | None = None
    at: datetime | None = None


class NameStaff(Command, frozen=True, kw_only=True):
    """Name somebody for all the duties that they have from now on."""

    service: ServiceId
    staff: StaffId
    name: str
    duties: tuple[Duty, ...]
    at: datetime | None = None


class RecordStaffLeft(Command, frozen=True, kw_only=True):
    """Record that somebody no longer works for the service."""

    service: ServiceId
    staff: StaffId
    at: datetime | None = None


class DefineOffer(Command, frozen=True, kw_only=True):
    """Describe an offer, or describe it anew."""

    service: ServiceId
    offer: OfferId
    name: str
    model: Model
    delivery: tuple[Delivery, ...]
    weeks: int | None = None
    sessions_a_month: float | None = None
    goals_required: bool = False
    at: datetime | None = None


class AssessRegulatedRole(Command, frozen=True, kw_only=True):
    """Record whether an offer's role is regulated."""

    service: ServiceId
    offer: OfferId
    regulated: bool
    assessor: StaffId
    review_on: date | None = None
    at: datetime | None = None


class OpenOffer(Command, frozen=True, kw_only=True):
    """Let people be accepted for an offer."""

    service: ServiceId
    offer: OfferId
    at: datetime | None = None


class CloseOffer(Command, frozen=True, kw_only=True):
    """Accept nobody new for an offer."""

    service: ServiceId
    offer: OfferId
    at: datetime | None = None
