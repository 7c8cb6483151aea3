"""Who runs a service, and that nothing is left in nobody's hands (domain reference, 2.7).

Every open match and referral has a responsible coordinator. So somebody stops coordinating only
when what is open in their name has been handed over, or a deputy is there to take it on.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain.decider import Decider, Event, Read, Recorded, Refusal, event_of
from domain.folds import Fold
from domain.match import OPEN_STAGES, PERSONS_MATCHES, Match
from domain.people import MatchId, PersonId, ReferralId, StaffId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.person import PersonRegistered
from domain.referral import (
    REFERRAL,
    EnquiryReceived,
    Referral,
    ReferralBroughtIn,
    ReferralReceived,
)
from domain.service import (
    SERVICE,
    Duty,
    NameStaff,
    RecordStaffLeft,
    Service,
    StaffLeft,
    StaffNamed,
    UnknownService,
)
from domain.service.asking import must_be_open

# --- State ---


def _and_person(people: tuple[PersonId, ...], recorded: Recorded) -> tuple[PersonId, ...]:
    registered = recorded.event
    assert isinstance(registered, PersonRegistered)  # noqa: S101 - all that it hears
    return (*people, registered.person)


_NOBODY: tuple[PersonId, ...] = ()
PEOPLE = Fold(hears=frozenset({PersonRegistered}), initial=_NOBODY, evolve=_and_person)
"""Everybody registered with a service, over the subject of the service."""


_ARRIVALS = ReferralReceived, EnquiryReceived, ReferralBroughtIn


def _and_referral(referrals: tuple[ReferralId, ...], recorded: Recorded) -> tuple[ReferralId, ...]:
    arrived = recorded.event
    assert isinstance(arrived, _ARRIVALS)  # noqa: S101 - as above
    return (*referrals, arrived.referral)


_NOTHING: tuple[ReferralId, ...] = ()
PERSONS_REFERRALS = Fold(hears=frozenset(_ARRIVALS), initial=_NOTHING, evolve=_and_referral)
"""Everything that was asked for a person, over the subject of the person."""


class StaffAsked(msgspec.Struct, frozen=True):
    """A service, what is open in the name of the one who is meant, and the moment of asking."""

    service: Service
    now: datetime
    matches: int = 0
    referrals: int = 0


# --- Refusals ---


class HoldsOpenItems(Refusal):
    """Matches or referrals are open in the name of the one who is to stop coordinating."""


# --- Decider ---

StaffCommand = NameStaff | RecordStaffLeft


def gather(command: StaffCommand, read: Read) -> StaffAsked:
    """Look at the service; where somebody stops coordinating, also at what is open in their name.

    That reads everybody registered with the service. Nobody is tagged by their coordinator, and
    it is asked once in the working life of a member of staff.
    """
    service: Service = read(SERVICE, subject("service", command.service))
    asked = StaffAsked(service, read.now)
    if not _stops_coordinating(command, service):
        return asked
    matches = referrals = 0
    for person in read(PEOPLE, subject("service", command.service)):
        of = subject("person", person)
        running: dict[MatchId, Match] = read(PERSONS_MATCHES, of)
        matches += sum(
            each.stage_at(read.now) in OPEN_STAGES
            and _in_the_hands_of(each, command.staff, service)
            for each in running.values()
        )
        for identifier in read(PERSONS_REFERRALS, of):
            referral: Referral = read(REFERRAL, subject("referral", identifier))
            waits = referral.ended is None and referral.support_started_at is None
            accepted = referral.coordinator is not None
            theirs = referral.looked_after_by(read.now) == command.staff
            referrals += waits and accepted and theirs
    return msgspec.structs.replace(asked, matches=matches, referrals=referrals)


def _stops_coordinating(command: StaffCommand, service: Service) -> bool:
    if not service.is_named(command.staff, Duty.COORDINATOR):
        return False
    return isinstance(command, RecordStaffLeft) or Duty.COORDINATOR not in command.duties


def _in_the_hands_of(match: Match, staff: StaffId, service: Service) -> bool:
    """Whether a match depends on somebody: it is theirs, and no deputy could take it on."""
    deputy: StaffId | None = getattr(match, "deputy", None)
    has_deputy = deputy != staff and service.is_named(deputy, Duty.COORDINATOR)
    return match.coordinator == staff and not has_deputy


def decide(command: StaffCommand, state: StaffAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    service, at = state.service, happened(command.at, state.now)
    must_be_open(service)
    if isinstance(command, RecordStaffLeft) and command.staff not in service.staff:
        return []
    if state.matches or state.referrals:
        raise HoldsOpenItems(
            f"Open in their name: {_counted(state.matches, 'match', 'matches')} and "
            f"{_counted(state.referrals, 'referral', 'referrals')}. "
            "Hand these over to another coordinator first.",
            field="staff",
        )
    kind = StaffLeft if isinstance(command, RecordStaffLeft) else StaffNamed
    return [event_of(kind, command, at=at)]


def _counted(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


decider = Decider(
    noun="service",
    commands=(NameStaff, RecordStaffLeft),
    gather=gather,
    decide=decide,
    refusals=(UnknownService, HoldsOpenItems, NotYetHappened, TooLongAgo),
)
