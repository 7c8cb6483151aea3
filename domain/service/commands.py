"""What can be asked of a service itself."""

from datetime import date, datetime

from domain.decider import (
    Command,
)
from domain.people import OfferId, ServiceId, StaffId
from domain.service.language import Delivery, Duty, Model, Workforce
from domain.service.standard import USUAL
from domain.training import Competency, Policy


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
    """Record that somebody no longer works for the service. What was theirs passes on at once.

    It passes to whoever deputises or was named to stand in; what nobody does so for, and the place
    of a deputy that falls vacant, to ``successor``.
    """

    service: ServiceId
    staff: StaffId
    successor: StaffId | None = None
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
    conditions: tuple[str, ...] = ()
    age_from: int | None = None
    age_to: int | None = None
    area: str | None = None
    capacity: int | None = None
    variety_of_peers: bool = False
    at: datetime | None = None


class AssessRegulatedRole(Command, frozen=True, kw_only=True):
    """Record whether an offer's role is regulated."""

    service: ServiceId
    offer: OfferId
    regulated: bool
    assessor: StaffId
    review_on: date | None = None
    workforce: Workforce = Workforce.ADULTS
    basis: str | None = None
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


class AdoptPolicy(Command, frozen=True, kw_only=True):
    """Put a version of a policy into force, from today where no day is given."""

    service: ServiceId
    policy: Policy
    version: str
    approved_by: StaffId
    valid_from: date | None = None
    at: datetime | None = None


class SetFormalityProfile(Command, frozen=True, kw_only=True):
    """Say what is asked of everybody in one offer."""

    service: ServiceId
    offer: OfferId
    approved_by: StaffId
    courses: tuple[str, ...] = USUAL.courses
    policies: tuple[Policy, ...] = USUAL.policies
    references: int = USUAL.references
    competencies: tuple[Competency, ...] = USUAL.competencies
    supervision_weeks_while_new: int = USUAL.supervision_weeks_while_new
    supervision_weeks: int = USUAL.supervision_weeks
    supervision_grace_days: int = USUAL.supervision_grace_days
    agreement_template: str | None = None


class AssignStaffSupervisor(Command, frozen=True, kw_only=True):
    """Name who holds the supervision of a member of staff."""

    service: ServiceId
    staff: StaffId
    supervisor: StaffId


class NameCover(Command, frozen=True, kw_only=True):
    """Settle beforehand who stands in for a member of staff when they are away or gone."""

    service: ServiceId
    staff: StaffId
    cover: StaffId


class SetHelpNumber(Command, frozen=True, kw_only=True):
    """Say whom to call when somebody needs help at once, or that a number was checked again."""

    service: ServiceId
    line: str
    number: str
    who: str
    checked_on: date | None = None
    checked_by: StaffId | None = None


class RemoveHelpNumber(Command, frozen=True, kw_only=True):
    """No longer give a number."""

    service: ServiceId
    line: str
