"""Simulated services decided in memory, and what their entries add up to, seen from outside."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar

from application.simulation.population import Plan, period, world_of
from domain.decider import Event, Recorded
from domain.folds import as_of, fold, of_subject
from domain.indicators import FACTS, AllFacts
from domain.match import MATCH, Match
from domain.peer import PEER, Peer
from domain.people import PersonId, ServiceId, Subject
from domain.person import PersonDied, PersonRegistered
from domain.referral import REFERRAL, EnquiryReceived, Referral, ReferralReceived
from domain.service import Model, OfferDefined
from domain.session import SESSIONS, Session
from infrastructure.bulk_log import UnwrittenLog
from infrastructure.codec import opened

UNTIL = datetime(2026, 3, 31, 15, 20, tzinfo=UTC)
E = TypeVar("E", bound=Event)


def days(start: datetime, end: datetime) -> float:
    """Days between two moments."""
    return (end - start) / timedelta(days=1)


@dataclass
class Supported:
    """One match with its sessions and the model of its offer."""

    match: Match
    sessions: list[Session]
    model: Model | None
    phone: bool
    entries: list[Recorded]

    @property
    def held(self) -> list[Session]:
        return [each for each in self.sessions if each.held]


@dataclass
class Told:
    """One service, told by its entries."""

    entries: list[Recorded]
    log: UnwrittenLog
    opens: datetime
    until: datetime
    rural: bool

    @cached_property
    def by_subject(self) -> dict[Subject, list[Recorded]]:
        found: dict[Subject, list[Recorded]] = defaultdict(list)
        for entry in self.entries:
            for tag in entry.tags:
                found[tag].append(entry)
        return found

    def first(self, kind: type[E]) -> list[Recorded[E]]:
        """Entries of a kind as they were first made."""
        found: list[Any] = [
            each for each in self.entries if isinstance(each.event, kind) and not each.corrects
        ]
        return found

    def open(self, kind: type[E]) -> list[Recorded[E]]:
        """The same, with their codes readable."""
        found: list[Any] = [opened(each, self.log.keys) for each in self.first(kind)]
        return found

    def of(self, noun: str, a_fold: Any) -> dict[Subject, Any]:
        """What every subject of a noun adds up to."""
        return {
            tag: fold(a_fold, of_subject(as_of(entries), tag))
            for tag, entries in self.by_subject.items()
            if tag.startswith(f"{noun}:")
        }

    @cached_property
    def dead(self) -> set[PersonId]:
        return {each.event.person for each in self.first(PersonDied)}

    @cached_property
    def referrals(self) -> dict[Subject, Referral]:
        return self.of("referral", REFERRAL)

    @cached_property
    def asked(self) -> list[tuple[Subject, Referral]]:
        """The first referral of everybody who has not died; nobody asked for them twice."""
        seen: set[object] = {*self.dead}
        found = []
        for entry in self.first(ReferralReceived) + self.first(EnquiryReceived):
            person = entry.event.person
            tag = Subject(f"referral:{entry.event.referral}")
            registered = self.by_subject[Subject(f"person:{person}")][0]
            alone = isinstance(registered.event, PersonRegistered) and (
                registered.command_id == entry.command_id
            )
            if person not in seen and alone:
                seen.add(person)
                found.append((tag, self.referrals[tag]))
        return found

    @cached_property
    def offers(self) -> dict[object, OfferDefined]:
        return {each.event.offer: each.event for each in self.first(OfferDefined)}

    @cached_property
    def supported(self) -> list[Supported]:
        """Every match that was proposed."""
        sessions: dict[Subject, dict[Any, Session]] = self.of("match", SESSIONS)
        found = []
        for tag, match in self.of("match", MATCH).items():
            offer = self.offers.get(match.offer)
            phone = offer is not None and len(offer.delivery) == 1
            found.append(
                Supported(
                    match,
                    list(sessions[tag].values()),
                    offer.model if offer else None,
                    phone,
                    self.by_subject[tag],
                )
            )
        return found

    @cached_property
    def peers(self) -> dict[Subject, Peer]:
        return self.of("peer", PEER)

    def facts_of(self, person: PersonId) -> AllFacts:
        """What the indicators of a person's matches rest on, open."""
        tag = Subject(f"person:{person}")
        entries = [opened(each, self.log.keys) for each in self.by_subject[tag]]
        return fold(FACTS, of_subject(as_of(entries), tag))


def told(*, seed: int, people: int, years: float, rural: bool = False) -> Told:
    """Decide one service."""
    during = period(years, UNTIL)
    plan = Plan(ServiceId("simulated"), people, streams=str(seed), rural=rural)
    log = UnwrittenLog(lambda _spooled: None)
    peopled = world_of(plan, during, log)
    log.clock = lambda: peopled.world.now
    peopled.begin()
    peopled.world.run(lambda _now: None)
    return Told(log.entries, log, during.opens, during.until, rural)
