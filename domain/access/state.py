"""Who held which role, over what and when: what duties and grants add up to."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from domain.access.events import RoleGranted, RoleWithdrawn
from domain.access.language import ROLE_OF_DUTY, Role
from domain.decider import Recorded
from domain.folds import Fold
from domain.people import Subject, subject
from domain.service import StaffLeft, StaffNamed


class Held(msgspec.Struct, frozen=True):
    """One role of one holder, since when, and until when if it ended or will end.

    ``over`` is the one thing to which it is narrowed; none where it is for the whole service.
    ``by_duty`` says that it comes with a duty.
    """

    holder: Subject
    role: Role
    since: datetime
    until: datetime | None = None
    over: Subject | None = None
    by_duty: bool = False

    def at(self, moment: datetime) -> bool:
        """Whether it was held at a moment."""
        return self.since <= moment and (self.until is None or moment < self.until)


class Access(msgspec.Struct, frozen=True):
    """Every role that anybody ever held in a service, in the order in which they came to it."""

    held: tuple[Held, ...] = ()

    def of(self, holder: Subject | None, moment: datetime) -> tuple[Held, ...]:
        """The roles of somebody at a moment."""
        return tuple(each for each in self.held if each.holder == holder and each.at(moment))

    def has(self, role: Role, moment: datetime) -> tuple[Subject, ...]:
        """Everybody who holds a role for the whole service at a moment."""
        return tuple(
            each.holder
            for each in self.held
            if each.role is role and each.over is None and each.at(moment)
        )


Said = RoleGranted | RoleWithdrawn


def holder_of(said: object) -> Subject | None:
    """The one who is meant, of the three fields that name a holder; none unless exactly one is."""
    named = [
        subject(noun, identifier)
        for noun in ("staff", "peer", "referrer")
        if (identifier := getattr(said, noun)) is not None
    ]
    return named[0] if len(named) == 1 else None


def narrowed_to(said: object) -> tuple[Subject, ...]:
    """What a role is narrowed to, by the fields that can say so."""
    return tuple(
        subject(noun, identifier)
        for noun, field in (
            ("person", "person"),
            ("group", "group"),
            ("programme", "programme"),
            ("break", "break_id"),
        )
        if (identifier := getattr(said, field)) is not None
    )


def _evolve(access: Access, recorded: Recorded) -> Access:
    match recorded.event:
        case StaffNamed(staff=staff, duties=duties, at=at):
            roles = dict.fromkeys(ROLE_OF_DUTY[each] for each in duties)
            return _named(access, subject("staff", staff), roles, at)
        case StaffLeft(staff=staff, at=at):
            return Access(_ended(access.held, at, holder=subject("staff", staff)))
        case RoleGranted() as granted:
            holder, over = holder_of(granted), next(iter(narrowed_to(granted)), None)
            if holder is None:
                return access
            before = _ended(access.held, granted.at, holder, granted.role, over)
            held = Held(holder, granted.role, granted.at, granted.until, over)
            return Access((*before, held))
        case RoleWithdrawn(role=role, at=at) as withdrawn:
            over = next(iter(narrowed_to(withdrawn)), None)
            return Access(_ended(access.held, at, holder_of(withdrawn), role, over))
        case _:
            return access


def _named(access: Access, holder: Subject, roles: Iterable[Role], at: datetime) -> Access:
    """Somebody has exactly these roles by duty from now on; what they were granted stays."""
    roles = list(roles)
    held = tuple(
        msgspec.structs.replace(each, until=at)
        if each.by_duty and each.holder == holder and each.at(at) and each.role not in roles
        else each
        for each in access.held
    )
    there = {each.role for each in held if each.by_duty and each.holder == holder and each.at(at)}
    new = (Held(holder, role, at, by_duty=True) for role in roles if role not in there)
    return Access((*held, *new))


def _ended(
    held: tuple[Held, ...],
    at: datetime,
    holder: Subject | None,
    role: Role | None = None,
    over: Subject | None = None,
) -> tuple[Held, ...]:
    """The same with one grant over, or with all roles of a holder over."""

    def meant(each: Held) -> bool:
        if each.holder != holder or not each.at(at):
            return False
        return role is None or (not each.by_duty and each.role is role and each.over == over)

    return tuple(msgspec.structs.replace(each, until=at) if meant(each) else each for each in held)


ACCESS = Fold(
    hears=frozenset({StaffNamed, StaffLeft, RoleGranted, RoleWithdrawn}),
    initial=Access(),
    evolve=_evolve,
)
"""Who holds which role, over the subject of the service."""
