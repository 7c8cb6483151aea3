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
    USUAL,
    AdoptPolicy,
    AssessRegulatedRole,
    DefineOffer,
    Delivery,
    Duty,
    Model,
    NameStaff,
    OpenOffer,
    OpenService,
    SetFormalityProfile,
    SetHelpNumber,
    Workforce,
)
from domain.training import Competency, Policy

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
    workforce: Workforce = Workforce.ADULTS
    basis: str | None = None


class FormalityProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an offer asks of everybody in it; without a manager's name the usual holds."""

    approved_by: str = ""
    courses: tuple[str, ...] = USUAL.courses
    policies: tuple[Policy, ...] = USUAL.policies
    references: int = USUAL.references
    competencies: tuple[Competency, ...] = USUAL.competencies
    supervision_weeks_while_new: int = USUAL.supervision_weeks_while_new
    supervision_weeks: int = USUAL.supervision_weeks
    supervision_grace_days: int = USUAL.supervision_grace_days
    agreement_template: str | None = None


class PolicyProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A version of a policy; without a manager's name it is not adopted yet."""

    policy: Policy
    version: str
    approved_by: str = ""
    valid_from: date | None = None


class HelpNumberProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A number to call; without one, it is not given yet."""

    line: str
    who: str
    number: str = ""
    checked_on: date | None = None


class OfferProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of support."""

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
    role: RoleProfile | None = None
    formality: FormalityProfile | None = None


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A service as its profile describes it."""

    name: str
    area: str | None = None
    staff: tuple[StaffProfile, ...] = ()
    offers: tuple[OfferProfile, ...] = ()
    policies: tuple[PolicyProfile, ...] = ()
    help_numbers: tuple[HelpNumberProfile, ...] = ()


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
    commands += _policies(profile, service)
    for offer in profile.offers:
        commands += _offer(offer, service)
    return [*commands, *_help_numbers(profile, service)]


def _policies(profile: Profile, service: ServiceId) -> list[Command]:
    return [
        AdoptPolicy(
            service=service,
            policy=each.policy,
            version=each.version,
            valid_from=each.valid_from,
            approved_by=staff_called(each.approved_by.strip(), service),
        )
        for each in profile.policies
        if each.approved_by.strip()
    ]


def _help_numbers(profile: Profile, service: ServiceId) -> list[Command]:
    return [
        SetHelpNumber(
            service=service,
            line=each.line,
            number=each.number.strip(),
            who=each.who,
            checked_on=each.checked_on,
        )
        for each in profile.help_numbers
        if each.number.strip()
    ]


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
        conditions=offer.conditions,
        age_from=offer.age_from,
        age_to=offer.age_to,
        area=offer.area,
        capacity=offer.capacity,
        variety_of_peers=offer.variety_of_peers,
    )
    described: list[Command] = [defined, *_formality(offer.formality, service, identifier)]
    if offer.role is None or not offer.role.assessed_by.strip():
        return described
    assessed = AssessRegulatedRole(
        service=service,
        offer=identifier,
        regulated=offer.role.regulated,
        assessor=staff_called(offer.role.assessed_by.strip(), service),
        review_on=offer.role.review_on,
        workforce=offer.role.workforce,
        basis=offer.role.basis,
    )
    return [*described, assessed, OpenOffer(service=service, offer=identifier)]


def _formality(asked: FormalityProfile | None, service: ServiceId, offer: OfferId) -> list[Command]:
    if asked is None or not asked.approved_by.strip():
        return []
    approved_by = staff_called(asked.approved_by.strip(), service)
    said = msgspec.structs.asdict(asked) | {"approved_by": approved_by}
    return [SetFormalityProfile(service=service, offer=offer, **said)]


def _command_id(command: Command) -> str:
    """The same line of a profile is done once, however often the profile is applied."""
    content = msgspec.json.encode(command, order="sorted")
    return f"profile-{hashlib.sha256(type(command).__name__.encode() + content).hexdigest()[:32]}"
