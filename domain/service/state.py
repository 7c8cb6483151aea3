"""A service as it stands: its offers, and who is named for what."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import msgspec

from domain.people import OfferId, StaffId
from domain.periods import local_day
from domain.service.help import USUAL_HELP, HelpNumber
from domain.service.language import Duty, Model, Workforce
from domain.service.standard import USUAL, USUAL_OF, Standard, together
from domain.training import Policy

DEPUTISE = (Duty.MANAGER, Duty.COORDINATOR)
"""Who can stand in for a coordinator. Each of them can hold supervision too."""


class Offer(msgspec.Struct, frozen=True):
    """One kind of support as it stands."""

    model: Model
    weeks: int | None = None
    sessions_a_month: float | None = None
    goals_required: bool = False
    conditions: tuple[str, ...] = ()
    age_from: int | None = None
    age_to: int | None = None
    area: str | None = None
    capacity: int | None = None
    variety_of_peers: bool = False
    regulated: bool | None = None
    workforce: Workforce = Workforce.ADULTS
    review_on: date | None = None
    open: bool = False


class Adopted(msgspec.Struct, frozen=True):
    """One version of a policy, and from which day it is in force."""

    version: str
    valid_from: date
    at: datetime


class Service(msgspec.Struct, frozen=True):
    """A service as it stands: its offers, and who is named for what.

    ``named_at`` is when somebody was first named, ``changed_at`` when their duties last changed.
    ``supervised_instead_of`` says who is away, of whom another holds somebody's supervision, and
    ``covers`` who was named beforehand to stand in for whom.
    ``said_of_offers`` keeps what was said of an offer apart from its description, which may be
    dated later.
    """

    opened: bool = False
    opened_at: datetime | None = None
    offers: dict[OfferId, Offer] = msgspec.field(default_factory=dict)
    said_of_offers: dict[OfferId, dict[str, Any]] = msgspec.field(default_factory=dict)
    staff: dict[StaffId, tuple[Duty, ...]] = msgspec.field(default_factory=dict)
    named_at: dict[StaffId, datetime] = msgspec.field(default_factory=dict)
    changed_at: dict[StaffId, datetime] = msgspec.field(default_factory=dict)
    supervisors: dict[StaffId, StaffId] = msgspec.field(default_factory=dict)
    supervised_instead_of: dict[StaffId, StaffId] = msgspec.field(default_factory=dict)
    covers: dict[StaffId, StaffId] = msgspec.field(default_factory=dict)
    policies: dict[Policy, tuple[Adopted, ...]] = msgspec.field(default_factory=dict)
    profiles: dict[OfferId, Standard] = msgspec.field(default_factory=dict)
    help_numbers: dict[str, HelpNumber] = msgspec.field(default_factory=lambda: dict(USUAL_HELP))

    def has(self, duty: Duty) -> bool:
        """Whether anybody is named for a duty."""
        return any(duty in duties for duties in self.staff.values())

    def is_named(self, staff: StaffId | None, *duties: Duty) -> bool:
        """Whether somebody is named for one of these duties."""
        return staff is not None and not set(duties).isdisjoint(self.staff.get(staff, ()))

    def cover_of(self, staff: StaffId, *duties: Duty) -> StaffId | None:
        """Who was named to stand in for somebody, while they are named for one of these duties."""
        cover = self.covers.get(staff)
        return cover if cover != staff and self.is_named(cover, *duties) else None

    def deputy_for(self, coordinator: StaffId, *first: StaffId | None) -> StaffId | None:
        """Who can deputise for a coordinator: of these, the one named to stand in, or a manager.

        After them any other coordinator; always somebody else. A manager comes before, because
        they see the whole service as it is.
        """
        named = [each for duty in DEPUTISE for each, duties in self.staff.items() if duty in duties]
        for each in (*first, self.covers.get(coordinator), *named):
            if each is not None and each != coordinator and self.is_named(each, *DEPUTISE):
                return each
        return None

    def versions_at(self, moment: datetime) -> dict[Policy, Adopted]:
        """The version of each policy that is in force at a moment."""
        today = local_day(moment)
        found = {}
        for policy, adopted in self.policies.items():
            begun = [each for each in adopted if each.valid_from <= today]
            if begun:
                found[policy] = max(begun, key=lambda each: (each.valid_from, each.at))
        return found

    def policies_at(self, moment: datetime) -> dict[Policy, str]:
        """The name of the version of each policy that is in force at a moment."""
        return {policy: each.version for policy, each in self.versions_at(moment).items()}

    def standard_of(self, offer: OfferId) -> Standard:
        """What is asked in an offer: its profile, or what is usual in its model."""
        if offer in self.profiles:
            return self.profiles[offer]
        return USUAL_OF[self.offers[offer].model] if offer in self.offers else USUAL

    def standard_for(self, offers: Iterable[OfferId]) -> Standard:
        """What somebody in these offers is asked."""
        return together([self.standard_of(offer) for offer in sorted(offers)] or [USUAL])

    def workforces_of(self, offers: Iterable[OfferId]) -> frozenset[Workforce]:
        """With whom somebody in these offers is in a regulated role; nobody if in none."""
        found = [self.offers[each] for each in offers if each in self.offers]
        return frozenset(each.workforce for each in found if each.regulated is not False)


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
