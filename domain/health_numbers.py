"""Numbers that a health service gave somebody: kept only where a service decided that it must.

A service of a charity does not normally hold them (domain reference, 9.1): a CHI number carries a
birth date and a sex, and is nobody's to reuse. So none is kept until a manager says why, nothing is
derived from one, it is no key to anything, and where it is shown it is masked.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from enum import StrEnum

import msgspec

from domain.decider import Command, Decider, Event, Malformed, Read, Recorded, Refusal, event_of
from domain.folds import Fold
from domain.people import PersonId, ServiceId, StaffId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.person import PERSON, Person, UnknownPerson, must_be_known
from domain.personal import PersonsWords
from domain.service import SERVICE, MayNotApprove, Service, UnknownService
from domain.service.asking import must_approve, must_be_open
from domain.training import NotNamed, must_be_named

# --- Language ---

DIGITS = 10
SERIAL = slice(6, 8)
"""The two digits of a number that tell neither birth date nor sex, and check nothing."""


class HealthNumber(StrEnum):
    """Whose number it is: of Scotland's CHI, or of the NHS in England and Wales."""

    CHI = "CHI"
    NHS = "NHS"


class CheckRule(StrEnum):
    """By which rule the last digit of a CHI number is right."""

    MODULUS_11 = "MODULUS_11"
    MODULUS_10 = "MODULUS_10"


# --- Events ---


class HealthNumbersAllowed(Event, frozen=True, kw_only=True):
    """A manager decided that the service has to hold numbers of one kind, and said why."""

    service: ServiceId
    kind: HealthNumber
    reason: str
    approved_by: StaffId


class HealthNumbersStopped(Event, frozen=True, kw_only=True):
    """A manager decided that no more numbers of one kind are taken."""

    service: ServiceId
    kind: HealthNumber
    approved_by: StaffId


class HealthNumberRecorded(Event, frozen=True, kw_only=True):
    """Somebody's number was written down: ten digits, the leading nought among them."""

    person: PersonId
    kind: HealthNumber
    number: PersonsWords


# --- Commands ---


class AllowHealthNumbers(Command, frozen=True, kw_only=True):
    """Let the service hold numbers of one kind, for a reason."""

    service: ServiceId
    kind: HealthNumber
    reason: str
    approved_by: StaffId


class StopHealthNumbers(Command, frozen=True, kw_only=True):
    """Take no more numbers of one kind."""

    service: ServiceId
    kind: HealthNumber
    approved_by: StaffId


class RecordHealthNumber(Command, frozen=True, kw_only=True):
    """Write somebody's number down."""

    person: PersonId
    kind: HealthNumber
    number: str
    at: datetime | None = None


HealthNumberCommand = AllowHealthNumbers | StopHealthNumbers | RecordHealthNumber

# --- State ---

_NONE: frozenset[HealthNumber] = frozenset()


def _evolve(allowed: frozenset[HealthNumber], recorded: Recorded) -> frozenset[HealthNumber]:
    match recorded.event:
        case HealthNumbersAllowed(kind=kind):
            return allowed | {kind}
        case HealthNumbersStopped(kind=kind):
            return allowed - {kind}
        case _:
            return allowed


HEALTH_NUMBERS = Fold(
    hears=frozenset({HealthNumbersAllowed, HealthNumbersStopped}), initial=_NONE, evolve=_evolve
)
"""Of which kinds a service holds numbers, over its subject. None until somebody says so."""


class HealthNumbersAsked(msgspec.Struct, frozen=True):
    """A service and what it holds, the person if it is about one, and the moment of asking."""

    service: Service
    allowed: frozenset[HealthNumber]
    person: Person
    now: datetime


def check_rules(number: str) -> frozenset[CheckRule]:
    """By which rules the tenth digit of a CHI number is right.

    Until 2026 it was by modulus 11 alone. Where those of a day are used up, numbers with a check
    digit by modulus 10 (Luhn) are given out, so either will do.
    Source: Public Health Scotland, phsmethods, `chi_check` and its issue 147.
    """
    found = set()
    if modulus_11(number):
        found.add(CheckRule.MODULUS_11)
    if luhn(number):
        found.add(CheckRule.MODULUS_10)
    return frozenset(found)


def modulus_11(number: str) -> bool:
    """Whether the tenth digit is right by modulus 11; of CHI and NHS numbers.

    The nine before it count ten down to two. What is left of 11 is the digit, 11 being nought;
    where it would be 10 no number is given out. Source: NHS Data Dictionary, NHS NUMBER.
    """
    total = sum(
        int(digit) * weight for digit, weight in zip(number, range(10, 1, -1), strict=False)
    )
    return (11 - total % 11) % 11 == int(number[-1])


def luhn(number: str) -> bool:
    """Whether the tenth digit is right by modulus 10: every other digit doubled, from the first."""
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(number[:-1])]
    total = sum(sum(divmod(each, 10)) for each in doubled)
    return (10 - total % 10) % 10 == int(number[-1])


def digits_of(kind: HealthNumber, written: str) -> str:
    """The ten digits of a number as somebody wrote it, with or without spaces between.

    Raises `NotAHealthNumber`, naming the rule. Of a number that is refused nothing is repeated.
    """
    number = written.replace(" ", "")
    if len(number) != DIGITS or not (number.isascii() and number.isdigit()):
        raise NotAHealthNumber(
            f"The number has ten digits, the nought at the beginning too. This one has "
            f"{len(number)} characters.",
            field="number",
        )
    if kind is HealthNumber.CHI and not _begins_with_a_day(number):
        raise NotAHealthNumber(
            "A CHI number begins with a day, as day, month and year. This one does not.",
            field="number",
        )
    right = check_rules(number) if kind is HealthNumber.CHI else modulus_11(number)
    if not right:
        raise NotAHealthNumber(
            "The last digit does not fit the others. Look whether all are as they were given.",
            field="number",
        )
    return number


def masked(number: str) -> str:
    """A number with all hidden but what tells neither birth date nor sex."""
    return "".join(
        digit if place in range(*SERIAL.indices(DIGITS)) else "•"
        for place, digit in enumerate(number)
    )


def _begins_with_a_day(number: str) -> bool:
    """Whether it does in any century: which one is not in the number."""
    day, month, year = (int(number[place : place + 2]) for place in (0, 2, 4))
    for century in (1900, 2000):
        with suppress(ValueError):
            return bool(date(century + year, month, day))
    return False


# --- Refusals ---


class NotAHealthNumber(Malformed):
    """What is given cannot be such a number."""


class HealthNumbersNotHeld(Refusal):
    """The service has not decided that it has to hold such numbers."""


# --- Decider ---


def gather(command: HealthNumberCommand, read: Read) -> HealthNumbersAsked:
    """Look at the service and, where it is about one, at the person."""
    person = Person()
    service = read.service
    if isinstance(command, RecordHealthNumber):
        person = read(PERSON, subject("person", command.person))
        service = person.service or service
    else:
        service = command.service
    of = subject("service", service)
    return HealthNumbersAsked(read(SERVICE, of), read(HEALTH_NUMBERS, of), person, read.now)


def decide(command: HealthNumberCommand, state: HealthNumbersAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    match command:
        case AllowHealthNumbers(kind=kind, reason=reason):
            must_be_open(state.service)
            must_approve(state.service, command.approved_by)
            must_be_named(reason, "reason")
            if kind in state.allowed:
                return []
            return [event_of(HealthNumbersAllowed, command, at=state.now)]
        case StopHealthNumbers(kind=kind):
            must_be_open(state.service)
            must_approve(state.service, command.approved_by)
            if kind not in state.allowed:
                return []
            return [event_of(HealthNumbersStopped, command, at=state.now)]
        case RecordHealthNumber(kind=kind):
            must_be_known(state.person)
            if kind not in state.allowed:
                raise HealthNumbersNotHeld(
                    "This service does not hold such numbers. Leave it out; "
                    "a manager can say why one has to be held.",
                    field="kind",
                )
            number = digits_of(kind, command.number)
            at = happened(command.at, state.now)
            return [event_of(HealthNumberRecorded, command, number=number, at=at)]


decider = Decider(
    noun="person",
    commands=(AllowHealthNumbers, StopHealthNumbers, RecordHealthNumber),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownService,
        UnknownPerson,
        MayNotApprove,
        NotNamed,
        HealthNumbersNotHeld,
        NotAHealthNumber,
        NotYetHappened,
        TooLongAgo,
    ),
)
