"""Who runs a service, and that nothing is left in nobody's hands (domain reference, 2.7).

Every open match and referral has a responsible coordinator. So somebody stops coordinating only
when what is open in their name has been handed over, or a deputy is there to take it on. A service
always keeps a manager, and nobody names themself once there is one.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain.access.guarding import DeciderControlsNoReview, must_control_review
from domain.access.refusals import GrantingOneself
from domain.confidentiality import BREAKS, Break
from domain.decider import Decider, Event, Read, Refusal, event_of
from domain.known_to_service import PEOPLE, PERSONS_REFERRALS
from domain.match import OPEN_STAGES, PERSONS_MATCHES, Match
from domain.people import ActorId, BreakId, MatchId, StaffId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.referral import REFERRAL, Referral
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
from domain.service.asking import must_be_a_name, must_be_open
from domain.training import NotNamed

# --- State ---


class StaffAsked(msgspec.Struct, frozen=True):
    """A service, what is open in the name of the one who is meant, and who asks when."""

    service: Service
    now: datetime
    by: ActorId
    breaks: dict[BreakId, Break]
    matches: int = 0
    referrals: int = 0


# --- Refusals ---


class HoldsOpenItems(Refusal):
    """Matches or referrals are open in the name of the one who is to stop coordinating."""


class LastManager(Refusal):
    """A service always has a manager: the last one is not taken away before there is another."""


# --- Decider ---

StaffCommand = NameStaff | RecordStaffLeft


def gather(command: StaffCommand, read: Read) -> StaffAsked:
    """Look at the service; where somebody stops coordinating, also at what is open in their name.

    That reads everybody registered with the service. Nobody is tagged by their coordinator, and
    it is asked once in the working life of a member of staff.
    """
    of_service = subject("service", command.service)
    service: Service = read(SERVICE, of_service)
    asked = StaffAsked(service, read.now, read.by, read(BREAKS, of_service))
    if not _stops_coordinating(command, service):
        return asked
    matches = referrals = 0
    for person in read(PEOPLE, of_service):
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
    if isinstance(command, NameStaff):
        must_be_a_name(command.name)
    if isinstance(command, RecordStaffLeft) and command.staff not in service.staff:
        return []
    if state.matches or state.referrals:
        raise HoldsOpenItems(
            f"Open in their name: {_counted(state.matches, 'match', 'matches')} and "
            f"{_counted(state.referrals, 'referral', 'referrals')}. "
            "Hand these over to another coordinator first.",
            field="staff",
        )
    before = service.staff.get(command.staff, ())
    after = () if isinstance(command, RecordStaffLeft) else command.duties
    more = not set(after) <= set(before)
    if command.staff == StaffId(state.by) and more and service.has(Duty.MANAGER):
        raise GrantingOneself(
            "Nobody names themself for a duty. Ask another manager.", field="duties"
        )
    if {Duty.REVIEWER, Duty.CHAIR} & (set(before) ^ set(after)):
        must_control_review(state.by, state.breaks.values(), "duties")
    managers = [each for each, duties in service.staff.items() if Duty.MANAGER in duties]
    if managers == [command.staff] and Duty.MANAGER not in after:
        raise LastManager(
            "They are the only manager of this service. Name another manager first.", field="staff"
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
    refusals=(
        UnknownService,
        HoldsOpenItems,
        GrantingOneself,
        LastManager,
        DeciderControlsNoReview,
        NotYetHappened,
        TooLongAgo,
        NotNamed,
    ),
)
