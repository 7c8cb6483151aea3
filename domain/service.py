"""A service: who runs it, what it offers in which model, and what it may not do yet.

Offers carry the four models of the guidance (domain reference, 2.1). An offer opens only when its
role has been assessed for the PVG scheme.
"""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

import msgspec

from domain.decider import (
    Command,
    Decider,
    Event,
    Malformed,
    Read,
    Recorded,
    Refusal,
    Unknown,
    event_of,
)
from domain.folds import Fold
from domain.people import OfferId, ServiceId, StaffId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.personal import StaffsWords

# --- Language ---


class Model(StrEnum):
    """The four models of peer support."""

    BEFRIENDING = "BEFRIENDING"
    MENTORING = "MENTORING"
    FACILITATED = "FACILITATED"
    PEER_LED = "PEER_LED"


class Delivery(StrEnum):
    """How support reaches somebody."""

    FACE_TO_FACE = "FACE_TO_FACE"
    PHONE = "PHONE"
    VIDEO = "VIDEO"
    ONLINE_TEXT = "ONLINE_TEXT"
    GROUP = "GROUP"


class Duty(StrEnum):
    """What a member of staff or trustee is named for."""

    MANAGER = "MANAGER"
    COORDINATOR = "COORDINATOR"
    SUPERVISOR = "SUPERVISOR"
    SAFEGUARDING_LEAD = "SAFEGUARDING_LEAD"
    SAFEGUARDING_DEPUTY = "SAFEGUARDING_DEPUTY"
    REVIEWER = "REVIEWER"


# --- Events ---


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


# --- Commands ---


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


ServiceCommand = (
    OpenService
    | NameStaff
    | RecordStaffLeft
    | DefineOffer
    | AssessRegulatedRole
    | OpenOffer
    | CloseOffer
)


# --- State ---


class Offer(msgspec.Struct, frozen=True):
    """One kind of support as it stands."""

    model: Model
    weeks: int | None = None
    sessions_a_month: float | None = None
    goals_required: bool = False
    regulated: bool | None = None
    open: bool = False


class Service(msgspec.Struct, frozen=True):
    """A service as it stands: its offers, and who is named for what.

    ``said_of_offers`` keeps what was said of an offer apart from its description, which may be
    dated later.
    """

    opened: bool = False
    offers: dict[OfferId, Offer] = msgspec.field(default_factory=dict)
    said_of_offers: dict[OfferId, dict[str, bool]] = msgspec.field(default_factory=dict)
    staff: dict[StaffId, tuple[Duty, ...]] = msgspec.field(default_factory=dict)

    def has(self, duty: Duty) -> bool:
        """Whether anybody is named for a duty."""
        return any(duty in duties for duties in self.staff.values())


def _evolve(service: Service, recorded: Recorded) -> Service:
    replace = msgspec.structs.replace
    match recorded.event:
        case ServiceOpened():
            return replace(service, opened=True)
        case StaffNamed(staff=staff, duties=duties):
            return replace(service, staff=service.staff | {staff: duties})
        case StaffLeft(staff=staff):
            left = {each: duties for each, duties in service.staff.items() if each != staff}
            return replace(service, staff=left)
        case OfferDefined() as defined:
            offer = Offer(
                model=defined.model,
                weeks=defined.weeks,
                sessions_a_month=defined.sessions_a_month,
                goals_required=defined.goals_required,
                **service.said_of_offers.get(defined.offer, {}),
            )
            return replace(service, offers=service.offers | {defined.offer: offer})
        case RegulatedRoleAssessed(offer=offer_id, regulated=regulated):
            return _with(service, offer_id, regulated=regulated)
        case OfferOpened(offer=offer_id):
            return _with(service, offer_id, open=True)
        case OfferClosed(offer=offer_id):
            return _with(service, offer_id, open=False)
        case _:
            return service


def _with(service: Service, offer: OfferId, **changes: bool) -> Service:
    offers = service.offers
    if offer in offers:
        offers = offers | {offer: msgspec.structs.replace(offers[offer], **changes)}
    said = service.said_of_offers | {offer: service.said_of_offers.get(offer, {}) | changes}
    return msgspec.structs.replace(service, offers=offers, said_of_offers=said)


SERVICE = Fold(
    hears=frozenset(
        {
            ServiceOpened,
            StaffNamed,
            StaffLeft,
            OfferDefined,
            RegulatedRoleAssessed,
            OfferOpened,
            OfferClosed,
        }
    ),
    initial=Service(),
    evolve=_evolve,
)


class ServiceAsked(msgspec.Struct, frozen=True):
    """A service, and the moment of asking."""

    service: Service
    now: datetime


# --- Refusals ---


class UnknownService(Unknown):
    """No service was opened under this identifier."""


class UnknownOffer(Unknown):
    """The service has not defined this offer."""


class OfferNotOpen(Refusal):
    """Nobody new is accepted for this offer."""


class MentoringWithoutLength(Malformed):
    """A mentoring offer does not say how long a match is planned to last."""


class RoleNotAssessed(Refusal):
    """The offer's role has not been assessed for the PVG scheme."""


class NoDelivery(Malformed):
    """An offer does not say how support reaches somebody."""


class NotALength(Malformed):
    """A length or a frequency is not more than nothing."""


def still_missing(service: Service) -> tuple[str, ...]:
    """Sentences that say what this service is not allowed to do yet, and why."""
    missing = []
    for duty, words in (
        (Duty.SAFEGUARDING_LEAD, "a safeguarding lead"),
        (Duty.SAFEGUARDING_DEPUTY, "a safeguarding deputy"),
    ):
        if not service.has(duty):
            missing.append(f"Accepting a referral is refused until {words} is named.")
    if not service.has(Duty.COORDINATOR):
        missing.append("Proposing a match is refused until a coordinator is named.")
    if not any(offer.open for offer in service.offers.values()):
        missing.append(
            "Accepting a referral is refused until an offer is open, "
            "which needs its role to be assessed for the PVG scheme."
        )
    return tuple(missing)


# --- Decider ---


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
