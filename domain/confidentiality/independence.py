"""Who can judge a decision about confidentiality: nobody who had a part in it (3.7, four eyes).

Neither whoever decided, passed on or wrote down, nor the coordinator of the one whom it is about,
nor anybody in the line of whoever decided, up or down. Managers are in the line of everybody who
works under them; a trustee who is named for nothing but reviews is in nobody's.
"""

import msgspec

from domain.confidentiality.state import Break
from domain.decider import Read
from domain.known_to_service import PERSONS_REFERRALS
from domain.match import PEERS_MATCHES, PERSONS_MATCHES, Match
from domain.peer import PEER, Peer
from domain.people import ActorId, MatchId, StaffId, subject
from domain.referral import REFERRAL, Referral
from domain.service import SERVICE, Duty, Service

OPERATING = frozenset({Duty.COORDINATOR, Duty.SUPERVISOR, Duty.MANAGER})
"""Duties in the running of a service, which a manager answers for."""


class Surroundings(msgspec.Struct, frozen=True):
    """Who stands around a decision: the service, and whoever looks after whom it is about.

    ``over`` are those who look after the peer supporters who decided or passed something on.
    """

    service: Service = Service()
    coordinators: frozenset[StaffId] = frozenset()
    over: frozenset[StaffId] = frozenset()


def look_around(record: Break, read: Read) -> Surroundings:
    """See who has to do with the people in a record."""
    service: Service = read(SERVICE, subject("service", record.service or read.service))
    coordinators: set[StaffId | None] = set()
    if record.person is not None:
        of = subject("person", record.person)
        coordinators |= _of_matches(read(PERSONS_MATCHES, of))
        for identifier in read(PERSONS_REFERRALS, of):
            referral: Referral = read(REFERRAL, subject("referral", identifier))
            coordinators |= {referral.coordinator, referral.looked_after_by(read.now)}
    if record.peer is not None:
        coordinators |= _looking_after(record.peer, read)
    over: set[StaffId | None] = set()
    for doer in doers(record):
        if StaffId(doer) not in service.staff:
            over |= _looking_after(doer, read)
    return Surroundings(
        service,
        frozenset(each for each in coordinators if each is not None),
        frozenset(each for each in over if each is not None),
    )


def doers(record: Break) -> frozenset[ActorId]:
    """Who decided and who passed something on."""
    decided_by = record.decided.by if record.decided is not None else None
    return record.sharers if decided_by is None else record.sharers | {decided_by}


def why_not_independent(record: Break, reviewer: ActorId, around: Surroundings) -> str | None:
    """The sentence that says why somebody cannot judge a record; nothing where they can."""
    if record.decided is not None and reviewer == record.decided.by:
        return "You made this decision, so someone else reviews it."
    if reviewer in record.sharers:
        return "You passed this on, so someone else reviews it."
    if reviewer in record.recorders:
        return "You wrote in this record, so someone else reviews it."
    if str(reviewer) in {record.person, record.peer}:
        return "This is about you, so someone else reviews it."
    staff = StaffId(reviewer)
    if staff in around.coordinators:
        return "You look after the one whom this is about, so someone else reviews it."
    in_their_line = (in_line(around.service, staff, StaffId(doer)) for doer in doers(record))
    if staff in around.over or any(in_their_line):
        return "You are in the line of whoever decided, so someone else reviews it."
    return None


def eligible(record: Break, around: Surroundings) -> tuple[StaffId, ...]:
    """The reviewers of a service who can judge a record."""
    return tuple(
        sorted(
            staff
            for staff in around.service.staff
            if around.service.is_named(staff, Duty.REVIEWER, Duty.CHAIR)
            and ActorId(staff) not in record.conflicts
            and why_not_independent(record, ActorId(staff), around) is None
        )
    )


def in_line(service: Service, one: StaffId, other: StaffId) -> bool:
    """Whether one of two supervises or manages the other, directly or by others between them."""
    if one in _above(service, other) or other in _above(service, one):
        return True
    return _manages(service, one, other) or _manages(service, other, one)


def _manages(service: Service, manager: StaffId, other: StaffId) -> bool:
    return service.is_named(manager, Duty.MANAGER) and service.is_named(other, *OPERATING)


def _above(service: Service, staff: StaffId) -> frozenset[StaffId]:
    found: set[StaffId] = set()
    each = service.supervisors.get(staff)
    while each is not None and each not in found:
        found.add(each)
        each = service.supervisors.get(each)
    return frozenset(found)


def _looking_after(peer: str, read: Read) -> set[StaffId | None]:
    of = subject("peer", peer)
    supporter: Peer = read(PEER, of)
    return {supporter.supervisor} | _of_matches(read(PEERS_MATCHES, of))


def _of_matches(matches: dict[MatchId, Match]) -> set[StaffId | None]:
    found: set[StaffId | None] = set()
    for match in matches.values():
        found |= {match.coordinator, match.proposed_by}
        for turn in match.assignments:
            found |= {turn.coordinator, turn.deputy}
    return found
