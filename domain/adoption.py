"""Adopting definitions: from a day on, a service goes by other thresholds and due times.

What was judged by the numbers that held before stays judged by them: a change takes effect from
then on (design, sections 1 and 4). A manager adopts, and says only what departs from the defaults.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import msgspec

from domain.decider import (
    Command,
    Decider,
    Event,
    Malformed,
    Read,
    Recorded,
    Refusal,
    event_of,
)
from domain.definitions import (
    COUNTS,
    COURSE_MONTHS,
    DEFAULTS,
    SWITCHES,
    WEIGHTS,
    Definitions,
    numbers_of,
    with_numbers,
)
from domain.folds import Fold
from domain.people import ServiceId, StaffId, subject
from domain.periods import local_day, start_of
from domain.service import SERVICE, Duty, Service, UnknownService

# --- Language ---

COUNTED_DOWN = frozenset({"indicators.contact_fading", "indicators.single_source_network"})
"""Where less is more worth a look, so that a review stands below a notice."""

LARGEST = 10_000

# --- Events ---


class DefinitionsAdopted(Event, frozen=True, kw_only=True):
    """From a day on, the service goes by these numbers; ``version`` counts from 1.

    ``values`` holds every number by its dotted name, the defaults of the time included, so that
    what was adopted stays what it was.
    """

    service: ServiceId
    version: int
    effective_from: date
    adopted_by: StaffId
    values: dict[str, float]


# --- Commands ---


class AdoptDefinitions(Command, frozen=True, kw_only=True):
    """Go by other thresholds and due times, from today or from a later day on.

    ``values`` names what departs from the defaults: ``{"indicators.contacts.notice": 2}``.
    """

    service: ServiceId
    adopted_by: StaffId
    values: dict[str, float]
    effective_from: date | None = None


# --- State ---


class Adoption(msgspec.Struct, frozen=True):
    """Definitions, and the moment from which they hold."""

    effective_at: datetime
    definitions: Definitions


class Adoptions(msgspec.Struct, frozen=True):
    """Everything that a service adopted, in the order in which it takes effect."""

    adopted: tuple[Adoption, ...] = ()

    def in_force(self, moment: datetime) -> Definitions:
        """The definitions that hold at a moment: what took effect last, or the defaults."""
        held = DEFAULTS
        for each in self.adopted:
            if each.effective_at <= moment:
                held = msgspec.structs.replace(
                    each.definitions, held_from=each.effective_at, before=held
                )
        return held

    def next_change(self, moment: datetime) -> datetime | None:
        """The first later moment at which others take effect, as far as they are adopted."""
        later = (each.effective_at for each in self.adopted if each.effective_at > moment)
        return min(later, default=None)


def _evolve(adoptions: Adoptions, recorded: Recorded) -> Adoptions:
    match recorded.event:
        case DefinitionsAdopted() as adopted:
            one = Adoption(
                effective_at=max(adopted.at, start_of(adopted.effective_from)),
                definitions=with_numbers(adopted.values, f"adopted-{adopted.version}"),
            )
            # stable: of two that take effect together, the one adopted later holds
            ordered = sorted((*adoptions.adopted, one), key=lambda each: each.effective_at)
            return Adoptions(tuple(ordered))
        case _:
            return adoptions


ADOPTIONS = Fold(hears=frozenset({DefinitionsAdopted}), initial=Adoptions(), evolve=_evolve)
"""What a service goes by, over the subject of the service."""


def definitions_of(read: Read, service: ServiceId | None = None) -> Definitions:
    """The definitions by which a decision is taken: those in force now in the service.

    They lead back to what held before (`Definitions.at`), for a report of an earlier moment.
    """
    adoptions: Adoptions = read(ADOPTIONS, subject("service", service or read.service))
    return adoptions.in_force(read.now)


class AdoptionAsked(msgspec.Struct, frozen=True):
    """A service, what it has adopted so far, and the moment of asking."""

    service: Service
    adoptions: Adoptions
    now: datetime


# --- Refusals ---


class NotAManager(Refusal):
    """Whoever is named as adopting definitions is not a manager of the service."""


class EffectiveInThePast(Malformed):
    """Definitions are to take effect on a day that has gone."""


class NotADefinition(Malformed):
    """There is no number of this name, or it cannot have this value."""


# --- Decider ---


def gather(command: AdoptDefinitions, read: Read) -> AdoptionAsked:
    """Look at the service and at what it has adopted."""
    of = subject("service", command.service)
    return AdoptionAsked(read(SERVICE, of), read(ADOPTIONS, of), read.now)


def decide(command: AdoptDefinitions, state: AdoptionAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    if not state.service.opened:
        raise UnknownService("No service was opened under this identifier.")
    if Duty.MANAGER not in state.service.staff.get(command.adopted_by, ()):
        raise NotAManager(
            "Definitions are adopted by a manager of the service. Ask one, or name them first.",
            field="adopted_by",
        )
    today = local_day(state.now)
    day = command.effective_from or today
    if day < today:
        raise EffectiveInThePast(
            "Definitions hold from the day of adoption on, or from a later day. "
            "Choose today or later.",
            field="effective_from",
        )
    must_be_definitions(command.values)
    values = numbers_of(DEFAULTS) | command.values
    effective_at = max(state.now, start_of(day))
    in_force = state.adoptions.in_force(effective_at)
    planned = state.adoptions.next_change(state.now)
    if numbers_of(in_force) == values and (planned is None or planned > effective_at):
        return []
    version = len(state.adoptions.adopted) + 1
    return [
        event_of(
            DefinitionsAdopted,
            command,
            version=version,
            effective_from=day,
            values=values,
            at=state.now,
        )
    ]


def must_be_definitions(stated: Mapping[str, float]) -> None:
    """Raise `NotADefinition` where a number is unknown, impossible or out of order.

    ``stated`` is what departs from the defaults.
    """
    known = numbers_of(DEFAULTS)
    values = known | dict(stated)
    for name, number in stated.items():
        field = f"values.{name}"
        if name not in known:
            raise NotADefinition("There is no definition of this name. Check it.", field=field)
        if not 0 <= number <= LARGEST:
            raise NotADefinition("This must lie between 0 and 10,000.", field=field)
        if name in COUNTS and (number != int(number) or number < 1):
            raise NotADefinition("This must be a whole number, 1 or more.", field=field)
        if name in WEIGHTS and number != int(number):
            raise NotADefinition("This must be a whole number, or 0 to leave it out.", field=field)
        if name in COURSE_MONTHS and number != int(number):
            raise NotADefinition("Whole months, or 0 where a course counts for good.", field=field)
        if name in SWITCHES and number not in {0, 1}:
            raise NotADefinition("This is 1 to turn it on, or 0.", field=field)
    for name in known:
        pair, _dot, last = name.rpartition(".")
        if last != "review":
            continue
        notice, review = values[f"{pair}.notice"], values[name]
        if pair in COUNTED_DOWN and review > notice:
            raise NotADefinition(
                "A review must not stand above a notice here.", field=f"values.{name}"
            )
        if pair not in COUNTED_DOWN and review < notice:
            raise NotADefinition("A review must not stand below a notice.", field=f"values.{name}")


decider = Decider(
    noun="definitions",
    commands=(AdoptDefinitions,),
    gather=gather,
    decide=decide,
    refusals=(UnknownService, NotAManager, EffectiveInThePast, NotADefinition),
)
