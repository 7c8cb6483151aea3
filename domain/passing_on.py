"""What is in the hands of a member of staff, and how it comes into others' (domain reference, 2.7).

Every open match and group has a responsible coordinator and, once it runs, a deputy; every active
peer supporter has somebody who holds their supervision. So what somebody holds passes on in the
same request in which they stop: a match to its deputy, with a new deputy in that place; a group
likewise; who waits, and supervision, to whoever was named to stand in.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import TypeVar

import msgspec

from domain.adoption import definitions_of
from domain.decider import Event, Read, Recorded, Refusal
from domain.definitions import DEFAULTS, Definitions
from domain.flags import standing
from domain.folds import Fold
from domain.group import GROUP, Group, GroupCoordinatorAssigned, GroupPlanned
from domain.group import Stage as GroupStage
from domain.known_to_service import PEOPLE, PERSONS_REFERRALS
from domain.match import OPEN_STAGES, PERSONS_MATCHES, Match, MatchCoordinatorAssigned
from domain.match_flags import flags_of_match
from domain.peer import PEER, Peer, SupervisorAssigned
from domain.people import (
    GroupId,
    MatchId,
    PeerId,
    PersonId,
    ReferralId,
    ServiceId,
    StaffId,
    subject,
)
from domain.person import PERSON, Person
from domain.referral import REFERRAL, PersonHandedOver, Referral
from domain.service import MAY_SUPERVISE, Duty, Service, StaffSupervisorAssigned
from domain.supervision_cover import PEERS

T = TypeVar("T")

# --- Refusals ---


class HoldsOpenItems(Refusal):
    """Matches, groups or referrals are open in somebody's name whom nobody could take over."""


class HoldsSupervision(Refusal):
    """Peer supporters would be left without anybody who holds their supervision."""


class NobodyCouldDeputise(Refusal):
    """Nobody else in the service could stand in for a coordinator."""


# --- State ---


def _and_group(groups: tuple[GroupId, ...], recorded: Recorded) -> tuple[GroupId, ...]:
    match recorded.event:
        case GroupPlanned(group=group):
            return (*groups, group)
        case _:
            return groups


_NO_GROUPS: tuple[GroupId, ...] = ()
GROUPS = Fold(hears=frozenset({GroupPlanned}), initial=_NO_GROUPS, evolve=_and_group)
"""Every group that a service planned, over its subject."""


class InHand(msgspec.Struct, frozen=True):
    """What is open in somebody's name: as coordinator, as deputy, and of supervision."""

    staff: StaffId
    matches: dict[MatchId, tuple[Match, Person, Referral]] = {}
    groups: dict[GroupId, Group] = {}
    referrals: dict[ReferralId, tuple[PersonId, Referral]] = {}
    peers: dict[PeerId, Peer] = {}
    definitions: Definitions = DEFAULTS


class Onward(msgspec.Struct, frozen=True):
    """How it passes on: in which service, to whom, with what words, and since when it was open.

    ``service`` is as it stands without the one who stops. ``to`` takes on what nobody deputises
    for, or everything where ``all`` says so; ``deputy`` is asked first wherever a deputy is.
    """

    id: ServiceId
    service: Service
    now: datetime
    to: StaffId | None = None
    deputy: StaffId | None = None
    all: bool = False
    note: str | None = None
    since: datetime | None = None


def in_hand_of(staff: StaffId, service: ServiceId, read: Read) -> InHand:
    """Look at everybody registered, every group and every peer supporter of the service.

    Nobody is tagged by their coordinator, and it is asked once in the working life of a member of
    staff.
    """
    of_service = subject("service", service)
    matches: dict[MatchId, tuple[Match, Person, Referral]] = {}
    referrals: dict[ReferralId, tuple[PersonId, Referral]] = {}
    for each in read(PEOPLE, of_service):
        of = subject("person", each)
        person: Person = read(PERSON, of)
        theirs = {
            identifier: read(REFERRAL, subject("referral", identifier))
            for identifier in read(PERSONS_REFERRALS, of)
        }
        for identifier, match in read(PERSONS_MATCHES, of).items():
            holds = staff in {match.coordinator_at(read.now), match.deputy_at(read.now)}
            if match.stage_at(read.now) in OPEN_STAGES and holds:
                behind = theirs.get(_there(match.referral), Referral())
                matches[identifier] = (match, person, behind)
        for identifier, referral in theirs.items():
            waits = referral.ended is None and referral.support_started_at is None
            accepted = referral.coordinator is not None
            if waits and accepted and referral.looked_after_by(read.now) == staff:
                referrals[identifier] = (each, referral)
    groups = {each: read(GROUP, subject("group", each)) for each in read(GROUPS, of_service)}
    peers = {each: read(PEER, subject("peer", each)) for each in read(PEERS, of_service)}
    return InHand(
        staff=staff,
        matches=matches,
        groups={
            identifier: group
            for identifier, group in groups.items()
            if staff in {group.coordinator, group.deputy}
            and group.stage_at(read.now) is not GroupStage.CLOSED
        },
        referrals=referrals,
        peers={
            identifier: peer
            for identifier, peer in peers.items()
            if peer.supervisor == staff and peer.left_at is None
        },
        definitions=definitions_of(read, service),
    )


# --- Passing on ---


def coordination_passed_on(hand: InHand, onward: Onward, field: str) -> Iterator[Event]:
    """Everything that somebody coordinates or deputises for, in others' hands.

    Raises `HoldsOpenItems` and `NobodyCouldDeputise`, both about ``field``.
    """
    left = _left_over(hand, onward)
    if any(left.values()):
        raise HoldsOpenItems(
            f"Open in their name: {_counted(left['match'], 'match', 'matches')} and "
            f"{_counted(left['referral'], 'referral', 'referrals')}"
            f"{_and_groups(left['group'])}. Hand these over to another coordinator first.",
            field=field,
        )
    for identifier, (match, person, referral) in hand.matches.items():
        before, present = match.coordinator_at(onward.now), match.deputy_at(onward.now)
        coordinator = _coordinator(hand, onward, before, present)
        open_items = standing(
            flags_of_match(match, person, {}, hand.definitions, referral), onward.now
        )
        yield MatchCoordinatorAssigned(
            match=identifier,
            person=_there(match.person),
            peer=_there(match.peer),
            coordinator=coordinator,
            deputy=_deputy(onward, coordinator, present, field),
            before=before,
            note=onward.note,
            open_items=tuple(each.sentence for each in open_items),
            unattended_since=_gap(hand, onward, before, match.activated_at),
            at=onward.now,
        )
    for of_group, group in hand.groups.items():
        coordinator = _coordinator(hand, onward, group.coordinator, group.deputy)
        yield GroupCoordinatorAssigned(
            group=of_group,
            coordinator=coordinator,
            deputy=_deputy(onward, coordinator, group.deputy, field),
            before=group.coordinator,
            note=onward.note,
            unattended_since=_gap(hand, onward, group.coordinator, group.planned_at),
            at=onward.now,
        )
    for of_referral, (waiting, _referral) in hand.referrals.items():
        yield PersonHandedOver(
            referral=of_referral,
            person=waiting,
            from_staff=hand.staff,
            to_staff=_there(_taking_on(hand, onward)),
            note=onward.note or "Passed on because the one who had this stops. Nothing was added.",
            at=onward.now,
        )


def supervision_passed_on(hand: InHand, onward: Onward, field: str) -> Iterator[Event]:
    """All supervision that somebody holds, with another. Raises `HoldsSupervision`."""
    service = onward.service
    holder = service.cover_of(hand.staff, *MAY_SUPERVISE)
    if holder is None and service.is_named(onward.to, *MAY_SUPERVISE):
        holder = onward.to
    if holder is None:
        active = sum(peer.activated_at is not None for peer in hand.peers.values())
        if active:
            raise HoldsSupervision(
                "They hold the supervision of "
                f"{_counted(active, 'peer supporter', 'peer supporters')}, and nobody is named to "
                "stand in. Name who does first.",
                field=field,
            )
        return
    for identifier, peer in hand.peers.items():
        begun = peer.activated_at
        since = onward.since if begun is None or onward.since is None else max(onward.since, begun)
        yield SupervisorAssigned(
            peer=identifier, supervisor=holder, unattended_since=since, at=onward.now
        )
    for staff, supervisor in service.supervisors.items():
        if supervisor == hand.staff and staff in service.staff and staff != holder:
            yield StaffSupervisorAssigned(
                service=onward.id, staff=staff, supervisor=holder, at=onward.now
            )


def _left_over(hand: InHand, onward: Onward) -> dict[str, int]:
    """How much of each kind nobody could take on."""
    known = sum(
        _taking_on(hand, onward) is None or each.known_to(hand.staff, onward.now) is None
        for _person, each in hand.referrals.values()
    )
    matches = [
        (match.coordinator_at(onward.now), match.deputy_at(onward.now))
        for match, _person, _referral in hand.matches.values()
    ]
    groups = [(group.coordinator, group.deputy) for group in hand.groups.values()]

    def without(pairs: list[tuple[StaffId | None, StaffId | None]]) -> int:
        return sum(_next(hand, onward, *pair) is None for pair in pairs)

    return {"match": without(matches), "referral": known, "group": without(groups)}


def _next(
    hand: InHand, onward: Onward, before: StaffId | None, deputy: StaffId | None
) -> StaffId | None:
    """Who is responsible from now on; none where nobody could be."""
    if before != hand.staff:
        return before
    cover = onward.service.cover_of(hand.staff, Duty.COORDINATOR)
    chosen = (onward.to,) if onward.all else (deputy, cover, onward.to)
    for each in chosen:
        if each != hand.staff and onward.service.is_named(each, Duty.COORDINATOR):
            return each
    return None


def _coordinator(
    hand: InHand, onward: Onward, before: StaffId | None, deputy: StaffId | None
) -> StaffId:
    return _there(_next(hand, onward, before, deputy))


def _deputy(onward: Onward, coordinator: StaffId, present: StaffId | None, field: str) -> StaffId:
    found = onward.service.deputy_for(coordinator, onward.deputy, present, onward.to)
    if found is None:
        raise NobodyCouldDeputise(
            "Nobody could stand in for the coordinator who would be left. "
            "Name another coordinator or a manager first.",
            field=field,
        )
    return found


def _taking_on(hand: InHand, onward: Onward) -> StaffId | None:
    """Who takes on what has no deputy."""
    cover = None if onward.all else onward.service.cover_of(hand.staff, Duty.COORDINATOR)
    for each in (cover, onward.to):
        if each != hand.staff and onward.service.is_named(each, Duty.COORDINATOR):
            return each
    return None


def _gap(
    hand: InHand, onward: Onward, before: StaffId | None, begun: datetime | None
) -> datetime | None:
    """Since when what runs had been with somebody who was no longer there."""
    if before != hand.staff or onward.since is None or begun is None:
        return None
    return max(onward.since, begun)


def _there(value: T | None) -> T:
    """What cannot be missing: nothing was left over, and a match has two sides."""
    assert value is not None  # noqa: S101 - asked before
    return value


def _counted(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def _and_groups(number: int) -> str:
    return f" and {_counted(number, 'group', 'groups')}" if number else ""
