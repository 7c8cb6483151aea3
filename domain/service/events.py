"""What is recorded of a service itself."""

from datetime import date

from domain.decider import (
    Event,
)
from domain.people import OfferId, ServiceId, StaffId
from domain.personal import StaffsWords
from domain.service.language import Delivery, Duty, Model, Workforce
from domain.training import Competency, Policy


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
    ``conditions`` says for whom it is, by codes; where there are none, for anybody. Ages are in
    years and count themselves. ``capacity`` is how many people it can support at a time.
    ``variety_of_peers`` lets one person meet several peer supporters side by side.
    """

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


class RegulatedRoleAssessed(Event, frozen=True, kw_only=True):
    """It was assessed whether an offer's role is a regulated role under the PVG scheme.

    ``basis`` is the paragraph of the law, or the reason, on which the answer rests.
    """

    service: ServiceId
    offer: OfferId
    regulated: bool
    assessor: StaffId
    review_on: date | None = None
    workforce: Workforce = Workforce.ADULTS
    basis: str | None = None


class OfferOpened(Event, frozen=True, kw_only=True):
    """People can be accepted for an offer."""

    service: ServiceId
    offer: OfferId


class OfferClosed(Event, frozen=True, kw_only=True):
    """Nobody new is accepted for an offer."""

    service: ServiceId
    offer: OfferId


class PolicyAdopted(Event, frozen=True, kw_only=True):
    """A version of a policy was adopted. It is in force from ``valid_from`` until the next is."""

    service: ServiceId
    policy: Policy
    version: str
    valid_from: date
    approved_by: StaffId


class FormalityProfileSet(Event, frozen=True, kw_only=True):
    """What is asked of everybody in one offer, from now on (guidance, formalising).

    Supervision is due every so many weeks, and stands in the way of a new match so many days after
    its day. ``agreement_template`` names the paper on which matches are agreed.
    """

    service: ServiceId
    offer: OfferId
    approved_by: StaffId
    courses: tuple[str, ...]
    policies: tuple[Policy, ...]
    references: int
    competencies: tuple[Competency, ...]
    supervision_weeks_while_new: int
    supervision_weeks: int
    supervision_grace_days: int
    agreement_template: str | None = None


class StaffSupervisorAssigned(Event, frozen=True, kw_only=True):
    """Somebody was named to hold the supervision of a member of staff.

    ``instead_of`` is who is away, where it is only for that time.
    """

    service: ServiceId
    staff: StaffId
    supervisor: StaffId
    instead_of: StaffId | None = None


class CoverNamed(Event, frozen=True, kw_only=True):
    """It was settled beforehand who stands in for a member of staff when they are away or gone."""

    service: ServiceId
    staff: StaffId
    cover: StaffId


class HelpNumberSet(Event, frozen=True, kw_only=True):
    """The service says whom to call when somebody needs help at once.

    ``line`` is a code; ``checked_on`` is the day on which somebody made sure that it is right.
    """

    service: ServiceId
    line: str
    number: str
    who: str
    checked_on: date
    checked_by: StaffId | None = None


class HelpNumberRemoved(Event, frozen=True, kw_only=True):
    """The service no longer gives this number."""

    service: ServiceId
    line: str
