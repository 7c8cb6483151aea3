"""A service as it stands: its offers, and who is named for what."""

import msgspec

from domain.decider import (
    Recorded,
)
from domain.folds import Fold
from domain.people import OfferId, StaffId
from domain.service.events import (
    OfferClosed,
    OfferDefined,
    OfferOpened,
    RegulatedRoleAssessed,
    ServiceOpened,
    StaffLeft,
    StaffNamed,
)
from domain.service.language import Duty, Model


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
