"""What a service lives on: funding with what it is for, what funders asked for, and what is owed.

Facts of the guidance on sustaining a service (domain reference, 2.13). Nothing here is about a
person; a funder is an organisation, and its words about what money is for are its own.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
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
from domain.people import FundingId, ServiceId, ServiceReportId, subject
from domain.periods import local_day
from domain.service import SERVICE, Service, UnknownService

# --- Language ---


class Target(StrEnum):
    """What a funder can ask a service to reach: numbers that the service's report has."""

    PEOPLE_SUPPORTED = "PEOPLE_SUPPORTED"
    PEOPLE_NEW = "PEOPLE_NEW"
    MATCHES_BEGUN = "MATCHES_BEGUN"
    SESSIONS_HELD = "SESSIONS_HELD"
    HOURS_GIVEN = "HOURS_GIVEN"
    PEERS_ACTIVE = "PEERS_ACTIVE"


class CostLine(StrEnum):
    """What money went on."""

    STAFF = "STAFF"
    EXPENSES = "EXPENSES"
    TRAINING = "TRAINING"
    VENUES = "VENUES"
    OVERHEADS = "OVERHEADS"
    OTHER = "OTHER"


MOST_POUNDS = 100_000_000
MOST_ASKED = 1_000_000
A_MONTH = timedelta(days=365.25 / 12)

# --- Events ---


class FundingSecured(Event, frozen=True, kw_only=True):
    """A funder promised money for some days: how many pounds, and by which criteria it was given.

    ``restricted_to`` says what alone it may be spent on; without it, on anything. ``report_on``
    are the days by which the funder is told how it goes.
    """

    funding: FundingId
    service: ServiceId
    funder: str
    pounds: int
    since: date
    until: date
    criteria: str | None = None
    restricted_to: str | None = None
    report_on: tuple[date, ...] = ()


class FunderTargetSet(Event, frozen=True, kw_only=True):
    """A funder and the service agreed what is to be reached over the days of the funding."""

    funding: FundingId
    service: ServiceId
    target: Target
    number: int


class FunderReportSubmitted(Event, frozen=True, kw_only=True):
    """A funder was given the report that was due on a day."""

    funding: FundingId
    service: ServiceId
    due_on: date
    service_report: ServiceReportId | None = None


class ServiceCostRecorded(Event, frozen=True, kw_only=True):
    """What the service spent on one line over some days, in pounds."""

    service: ServiceId
    line: CostLine
    pounds: int
    since: date
    until: date


# --- Commands ---


class RecordFunding(Command, frozen=True, kw_only=True):
    """Record that a funder promised money, for which days, and what comes with it."""

    service: ServiceId
    funder: str
    pounds: int
    since: date
    until: date
    criteria: str | None = None
    restricted_to: str | None = None
    report_on: tuple[date, ...] = ()


class SetFunderTarget(Command, frozen=True, kw_only=True):
    """Agree with a funder what is to be reached; a later number takes the place of an earlier."""

    funding: FundingId
    target: Target
    number: int


class RecordFunderReport(Command, frozen=True, kw_only=True):
    """Record that a funder was given the report that was due on a day."""

    funding: FundingId
    due_on: date
    service_report: ServiceReportId | None = None


class RecordServiceCost(Command, frozen=True, kw_only=True):
    """Record what the service spent on one line over some days."""

    service: ServiceId
    line: CostLine
    pounds: int
    since: date
    until: date


FundingCommand = RecordFunding | SetFunderTarget | RecordFunderReport | RecordServiceCost

# --- State ---


class Funding(msgspec.Struct, frozen=True):
    """One promise of money, what was asked for it, and which reports were given."""

    funder: str
    service: ServiceId
    pounds: int
    since: date
    until: date
    criteria: str | None = None
    restricted_to: str | None = None
    report_on: tuple[date, ...] = ()
    targets: Mapping[Target, int] = {}
    given: frozenset[date] = frozenset()

    def covers(self, day: date) -> bool:
        """Whether it pays for a day."""
        return self.since <= day <= self.until

    def next_report_on(self) -> date | None:
        """The first day by which a report is due that was not given."""
        return min(set(self.report_on) - self.given, default=None)


Fundings = dict[FundingId, Funding]
_NONE: Fundings = {}


def _evolve(fundings: Fundings, recorded: Recorded) -> Fundings:
    replace = msgspec.structs.replace
    match recorded.event:
        case FundingSecured(funding=which) as new:
            funding = Funding(
                funder=new.funder,
                service=new.service,
                pounds=new.pounds,
                since=new.since,
                until=new.until,
                criteria=new.criteria,
                restricted_to=new.restricted_to,
                report_on=new.report_on,
            )
            return {**fundings, which: funding}
        case FunderTargetSet(funding=which, target=target, number=number) if which in fundings:
            targets = {**fundings[which].targets, target: number}
            return {**fundings, which: replace(fundings[which], targets=targets)}
        case FunderReportSubmitted(funding=which, due_on=due_on) if which in fundings:
            given = fundings[which].given | {due_on}
            return {**fundings, which: replace(fundings[which], given=given)}
        case _:
            return fundings


FUNDINGS = Fold(
    hears=frozenset({FundingSecured, FunderTargetSet, FunderReportSubmitted}),
    initial=_NONE,
    evolve=_evolve,
)
"""What was promised, over the subject of the service or of one funding."""

Spent = tuple[ServiceCostRecorded, ...]
_NOTHING: Spent = ()


def _spent(before: Spent, recorded: Recorded) -> Spent:
    event = recorded.event
    return (*before, event) if isinstance(event, ServiceCostRecorded) else before


COSTS = Fold(hears=frozenset({ServiceCostRecorded}), initial=_NOTHING, evolve=_spent)
"""What was spent, over the subject of the service."""


def covered_until(fundings: Mapping[FundingId, Funding], today: date) -> date | None:
    """The last day up to which some funding pays for every day; none where today is not paid."""
    day, covered = today, None
    while found := [each.until for each in fundings.values() if each.covers(day)]:
        covered = max(found)
        day = covered + timedelta(days=1)
    return covered


def months_covered(fundings: Mapping[FundingId, Funding], today: date) -> float:
    """For how many months from today every day is paid for."""
    last = covered_until(fundings, today)
    return 0.0 if last is None else round((last - today) / A_MONTH, 1)


class FundingAsked(msgspec.Struct, frozen=True):
    """The service, its funding as far as the request names any, and the moment of asking."""

    service: Service
    funding: Funding | None
    fresh: str
    now: datetime


# --- Refusals ---


class NotFunding(Malformed):
    """What is said of money cannot be: no funder, no amount, days that end before they begin."""


class NotAPurpose(Malformed):
    """What a funder asked for is no number that can be reached."""


class UnknownFunding(Unknown):
    """No funding is known under this identifier."""


class NotDueThen(Refusal):
    """The funder asked for no report on this day."""


# --- Decider ---


def gather(command: FundingCommand, read: Read) -> FundingAsked:
    """Look at the service, or at the funding that the request names."""
    funding = None
    if isinstance(command, SetFunderTarget | RecordFunderReport):
        funding = read(FUNDINGS, subject("funding", command.funding)).get(command.funding)
        of = funding.service if funding is not None else read.service
    else:
        of = command.service
    service: Service = read(SERVICE, subject("service", of or ""))
    return FundingAsked(service, funding, read.fresh("funding"), read.now)


def decide(command: FundingCommand, state: FundingAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    match command:
        case RecordFunding():
            _must_be_open(state)
            _must_be_money(command.pounds, command.since, command.until)
            if not command.funder.strip():
                raise NotFunding("Say who gives the money.", field="funder")
            new = FundingId(state.fresh)
            return [event_of(FundingSecured, command, funding=new, at=state.now)]
        case RecordServiceCost():
            _must_be_open(state)
            _must_be_money(command.pounds, command.since, command.until)
            if command.since > local_day(state.now):
                raise NotFunding("This has not been spent yet. Check the days.", field="since")
            return [event_of(ServiceCostRecorded, command, at=state.now)]
        case SetFunderTarget():
            funding = _known(state)
            if not 0 < command.number <= MOST_ASKED:
                raise NotAPurpose(f"Say a number from 1 to {MOST_ASKED:,}.", field="number")
            if funding.targets.get(command.target) == command.number:
                return []
            return [event_of(FunderTargetSet, command, service=funding.service, at=state.now)]
        case RecordFunderReport():
            funding = _known(state)
            if command.due_on not in funding.report_on:
                raise NotDueThen(
                    "The funder asked for no report on this day. Check the days it named."
                )
            if command.due_on in funding.given:
                return []
            return [event_of(FunderReportSubmitted, command, service=funding.service, at=state.now)]


def _must_be_open(state: FundingAsked) -> None:
    if not state.service.opened:
        raise UnknownService("No service was opened under this identifier.")


def _known(state: FundingAsked) -> Funding:
    if state.funding is None:
        raise UnknownFunding("No funding is known under this identifier. Check it.")
    return state.funding


def _must_be_money(pounds: int, since: date, until: date) -> None:
    if not 0 < pounds <= MOST_POUNDS:
        raise NotFunding(f"Say an amount from 1 to {MOST_POUNDS:,} pounds.", field="pounds")
    if since > until:
        raise NotFunding("The last day comes before the first. Check both.", field="until")


decider = Decider(
    noun="funding",
    commands=(RecordFunding, SetFunderTarget, RecordFunderReport, RecordServiceCost),
    gather=gather,
    decide=decide,
    refusals=(UnknownService, NotFunding, NotAPurpose, UnknownFunding, NotDueThen),
)
