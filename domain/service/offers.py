"""Opening a service, and what it offers in which model (domain reference, 2.1)."""

from collections.abc import Sequence
from datetime import datetime

from domain.decider import (
    Decider,
    Event,
    event_of,
)
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.service.asking import (
    ServiceAsked,
    gather,
    must_be_a_name,
    must_be_open,
    offer_of,
)
from domain.service.commands import (
    AssessRegulatedRole,
    CloseOffer,
    DefineOffer,
    OpenOffer,
    OpenService,
)
from domain.service.events import (
    OfferClosed,
    OfferDefined,
    OfferOpened,
    RegulatedRoleAssessed,
    ServiceOpened,
)
from domain.service.language import Model
from domain.service.refusals import (
    MentoringWithoutLength,
    NoDelivery,
    NotALength,
    NotAnAgeRange,
    RoleNotAssessed,
    UnknownOffer,
    UnknownService,
)
from domain.training import NotNamed, must_be_named

OLDEST = 120
WHAT_AN_OFFER_CAN_SAY: dict[str, tuple[float, int]] = {
    "weeks": (1, 520),
    "sessions_a_month": (0.01, 4 * 28),
    "capacity": (1, 10_000),
}
"""The least and the most: ten years, four sessions a day, and more than any service supports."""

OfferCommand = OpenService | DefineOffer | AssessRegulatedRole | OpenOffer | CloseOffer


def decide(command: OfferCommand, state: ServiceAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    service, at = state.service, happened(command.at, state.now)
    if isinstance(command, OpenService):
        must_be_a_name(command.name)
        if service.opened:
            return []
        return [event_of(ServiceOpened, command, at=at)]
    must_be_open(service)
    match command:
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


def _defined(command: DefineOffer, at: datetime) -> OfferDefined:
    must_be_a_name(command.name)
    if not command.delivery:
        raise NoDelivery("Say how support reaches somebody, at least one way.", field="delivery")
    if command.model is Model.MENTORING and command.weeks is None:
        raise MentoringWithoutLength(
            "Mentoring is for an agreed time. Say how many weeks.", field="weeks"
        )
    for field, (least, most) in WHAT_AN_OFFER_CAN_SAY.items():
        number = getattr(command, field)
        if number is not None and not least <= number <= most:
            raise NotALength(
                f"This must be more than 0, and at most {most:,}. Check it.", field=field
            )
    for each in command.conditions:
        must_be_named(each, "conditions")
    _check_ages(command.age_from, command.age_to)
    return event_of(OfferDefined, command, at=at)


def _check_ages(age_from: int | None, age_to: int | None) -> None:
    """Raise `NotAnAgeRange` where nobody could be of such an age."""
    for field, age in (("age_from", age_from), ("age_to", age_to)):
        if age is not None and not 0 <= age <= OLDEST:
            raise NotAnAgeRange(f"Say an age from 0 to {OLDEST}.", field=field)
    if age_from is not None and age_to is not None and age_to < age_from:
        raise NotAnAgeRange(
            "The upper age lies below the lower one. Check both ages.", field="age_to"
        )


decider = Decider(
    noun="service",
    commands=(
        OpenService,
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
        NotAnAgeRange,
        NotNamed,
        NotYetHappened,
        TooLongAgo,
    ),
)
