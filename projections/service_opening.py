"""What a service has settled, what it has not, and what is refused until it has (journeys, 4.12).

Folded from the service's own history, as of any moment. Staff stand in it by identifier.
"""

from datetime import date, datetime, time, timedelta
from enum import StrEnum

import msgspec

from application.looking import Looking
from domain.decider import Position
from domain.people import OfferId, StaffId, subject
from domain.periods import local_day
from domain.service import (
    SERVICE,
    Duty,
    Model,
    OfferDefined,
    Service,
    ServiceOpened,
    still_missing,
)
from domain.service.help import SOCIAL_WORK
from domain.service.standard import USUAL
from domain.staffing import STAFFING, Staffing
from domain.training import Policy

CHECKED_WITHIN = timedelta(days=365)
"""So old a check of a number to call still counts: ours, as 9.5 asks for one and names no time."""


class Settled(StrEnum):
    """What a new service settles, in the order in which it is asked for."""

    SAFEGUARDING = "SAFEGUARDING"
    COORDINATOR = "COORDINATOR"
    OFFERS = "OFFERS"
    ROLES = "ROLES"
    OPEN_OFFER = "OPEN_OFFER"
    POLICIES = "POLICIES"
    NUMBERS = "NUMBERS"
    HOURS = "HOURS"
    REVIEWER = "REVIEWER"


class Step(msgspec.Struct, frozen=True):
    """One thing to settle. What is refused for the lack of some is said in ``not_yet``."""

    what: Settled
    done: bool


class Worker(msgspec.Struct, frozen=True):
    """Somebody named for duties, who holds their supervision, and who stands in for them."""

    staff: StaffId
    duties: tuple[Duty, ...]
    supervisor: StaffId | None
    cover: StaffId | None


class OfferHeld(msgspec.Struct, frozen=True):
    """An offer: whether its role was assessed and is regulated, and whether it takes people."""

    offer: OfferId
    name: str
    model: Model
    regulated: bool | None
    review_on: date | None
    open: bool


class PolicyHeld(msgspec.Struct, frozen=True):
    """A policy, and the version in force; none where there is none."""

    policy: Policy
    version: str | None
    valid_from: date | None


class NumberHeld(msgspec.Struct, frozen=True):
    """A number to call; ``due`` where nobody made sure of it within a year."""

    line: str
    number: str
    who: str
    checked_on: date | None
    due: bool


class Week(msgspec.Struct, frozen=True):
    """On which days of the week, 0 being Monday, somebody is there, from when to when."""

    days: list[int]
    opens: time
    closes: time


class OnCall(msgspec.Struct, frozen=True):
    """Somebody who is or will be on call, under a number."""

    staff: StaffId
    number: str
    starts_at: datetime
    ends_at: datetime


class ServiceOpening(msgspec.Struct, frozen=True):
    """What is settled and what is not, and all of it as it stands.

    ``not_yet`` are sentences: what the service may not do yet, and why.
    """

    position: Position
    name: str
    area: str | None
    steps: list[Step]
    not_yet: list[str]
    staff: list[Worker]
    offers: list[OfferHeld]
    policies: list[PolicyHeld]
    numbers: list[NumberHeld]
    hours: Week | None
    on_call: list[OnCall]


def service_opening(look: Looking) -> ServiceOpening:
    """Where a service stands with all that it has to settle."""
    of = subject("service", look.service)
    service: Service = look(SERVICE, of)
    staffing: Staffing = look(STAFFING, of)
    happened = look.happened(of)
    opened = next((each.event for each in happened if isinstance(each.event, ServiceOpened)), None)
    names = {
        each.event.offer: each.event.name
        for each in happened
        if isinstance(each.event, OfferDefined)
    }
    versions = service.versions_at(look.now)
    numbers = [
        NumberHeld(
            line,
            held.number,
            held.who,
            held.checked_on,
            held.checked_on is None or local_day(look.now) - held.checked_on > CHECKED_WITHIN,
        )
        for line, held in service.help_numbers.items()
    ]
    hours = staffing.hours
    return ServiceOpening(
        position=look.position,
        name=opened.name if opened else "",
        area=opened.area if opened else None,
        steps=_steps(service, staffing, look.now, numbers),
        not_yet=list(still_missing(service)),
        staff=[
            Worker(each, duties, service.supervisors.get(each), service.covers.get(each))
            for each, duties in service.staff.items()
        ],
        offers=[
            OfferHeld(
                each, names.get(each, ""), held.model, held.regulated, held.review_on, held.open
            )
            for each, held in service.offers.items()
        ],
        policies=[
            PolicyHeld(
                each,
                versions[each].version if each in versions else None,
                versions[each].valid_from if each in versions else None,
            )
            for each in Policy
        ],
        numbers=numbers,
        hours=Week(sorted(hours.days), hours.opens, hours.closes) if hours else None,
        on_call=[
            OnCall(each.staff, each.number, each.starts_at, each.ends_at)
            for each in sorted(staffing.cover, key=lambda each: each.starts_at)
            if each.ends_at > look.now
        ],
    )


def _steps(
    service: Service, staffing: Staffing, now: datetime, numbers: list[NumberHeld]
) -> list[Step]:
    offers = service.offers.values()
    in_force = service.versions_at(now)
    settled = {
        Settled.SAFEGUARDING: service.has(Duty.SAFEGUARDING_LEAD)
        and service.has(Duty.SAFEGUARDING_DEPUTY),
        Settled.COORDINATOR: service.has(Duty.COORDINATOR),
        Settled.OFFERS: bool(offers),
        Settled.ROLES: bool(offers) and all(each.regulated is not None for each in offers),
        Settled.OPEN_OFFER: any(each.open for each in offers),
        Settled.POLICIES: all(each in in_force for each in USUAL.policies),
        Settled.NUMBERS: SOCIAL_WORK in service.help_numbers
        and not any(each.due for each in numbers),
        Settled.HOURS: staffing.hours is not None,
        Settled.REVIEWER: service.has(Duty.REVIEWER) and service.has(Duty.CHAIR),
    }
    return [Step(each, done) for each, done in settled.items()]
