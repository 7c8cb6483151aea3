"""Opening a service from a profile: a small file that a charity edits."""

import hashlib
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec

from application.ledger import Receipt
from domain.decider import Command
from domain.people import OfferId, ServiceId, StaffId, identifier_from
from domain.service import (
    AssessRegulatedRole,
    DefineOffer,
    Delivery,
    Duty,
    Model,
    NameStaff,
    OpenOffer,
    OpenService,
)

SMALL_CHARITY = Path(__file__).with_name("profiles") / "small-charity.toml"

Perform = Callable[[Command, str], Receipt]


class ProfileWrong(Exception):
    """The profile cannot be read; the message says where and why."""


class StaffProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody and what they are named for; without a name nobody is named yet."""

    duties: tuple[Duty, ...]
    name: str = ""


class RoleProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The assessment of an offer's role, and who made it."""

    regulated: bool
    assessed_by: str = ""
    review_on: date | None = None


class OfferProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of support."""

    name: str
    model: Model
    delivery: tuple[Delivery, ...]
    weeks: int | None = None
    sessions_a_month: float | None = None
    goals_required: bool = False
    role: RoleProfile | None = None


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A service as its profile describes it."""

    name: str
    area: str | None = None
    staff: tuple[StaffProfile, ...] = ()
    offers: tuple[OfferProfile, ...] = ()


def profile_from(text: str) -> Profile:
    """Read a profile. Raises `ProfileWrong`, naming the field."""
    try:
        return msgspec.convert(tomllib.loads(text), Profile)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as wrong:
        raise ProfileWrong(str(wrong)) from wrong


def open_service(profile: Profile, service: ServiceId, perform: Perform) -> None:
    """Do everything that a profile says. Doing it again does what is new in it."""
    for command in _commands(profile, service):
        perform(command, _command_id(command))


def staff_called(name: str, service: ServiceId) -> StaffId:
    """The identifier of a member of staff that a profile names."""
    return StaffId(identifier_from(f"{service}/staff/{name.casefold()}".encode()))


def _commands(profile: Profile, service: ServiceId) -> list[Command]:
    commands: list[Command] = [OpenService(service=service, name=profile.name, area=profile.area)]
    duties: dict[str, tuple[Duty, ...]] = {}
    for each in profile.staff:
        if each.name.strip():
            name = each.name.strip()
            duties[name] = tuple(dict.fromkeys((*duties.get(name, ()), *each.duties)))
    for name, all_duties in duties.items():
        staff = staff_called(name, service)
        commands.append(NameStaff(service=service, staff=staff, name=name, duties=all_duties))
    for offer in profile.offers:
        commands += _offer(offer, service)
    return commands


def _offer(offer: OfferProfile, service: ServiceId) -> list[Command]:
    identifier = OfferId(identifier_from(f"{service}/offer/{offer.name.casefold()}".encode()))
    defined = DefineOffer(
        service=service,
        offer=identifier,
        name=offer.name,
        model=offer.model,
        delivery=offer.delivery,
        weeks=offer.weeks,
        sessions_a_month=offer.sessions_a_month,
        goals_required=offer.goals_required,
    )
    if offer.role is None or not offer.role.assessed_by.strip():
        return [defined]
    assessed = AssessRegulatedRole(
        service=service,
        offer=identifier,
        regulated=offer.role.regulated,
        assessor=staff_called(offer.role.assessed_by.strip(), service),
        review_on=offer.role.review_on,
    )
    return [defined, assessed, OpenOffer(service=service, offer=identifier)]


def _command_id(command: Command) -> str:
    """The same line of a profile is done once, however often the profile is applied."""
    content = msgspec.json.encode(command, order="sorted")
    return f"profile-{hashlib.sha256(type(command).__name__.encode() + content).hexdigest()[:32]}"
