"""Proposing a match: a coordinator who knows both suggests it, with reasons."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from domain.decider import (
    Command,
    Decider,
    Event,
    Malformed,
    Read,
    Refusal,
    event_of,
)
from domain.match.asking import (
    AlreadyMatched,
    ConflictDeclared,
    MatchAsked,
    NotACoordinator,
    PeerAtCapacity,
    PeerNotInThisRole,
    SupervisionNotHeld,
    behind,
    must_coordinate,
    must_not_conflict,
    must_take_a_match,
)
from domain.match.events import (
    MatchProposed,
)
from domain.match.language import OPEN_STAGES
from domain.match.state import Match
from domain.peer import (
    CoursesNotCurrent,
    PeerNotActive,
    PvgNotValid,
    UnknownPeer,
    must_be_known_peer,
)
from domain.people import MatchId, PeerId, ReferralId, StaffId, subject
from domain.periods import length
from domain.person import PersonHasDied, must_be_alive
from domain.referral import (
    ReferralIsOver,
    UnknownReferral,
)
from domain.rights import (
    RIGHTS,
    PeersRecordRestricted,
    PersonsRecordRestricted,
    Standing,
    must_be_free_to_use,
)
from domain.service import UnknownOffer, offer_of

# --- Commands ---


class ProposeMatch(Command, frozen=True, kw_only=True):
    """Suggest a peer supporter for the person of an accepted referral, with reasons.

    ``against_ranking`` says why, where somebody else is suggested first, or where this one goes
    against a wish or against the advice to match by condition.
    """

    referral: ReferralId
    peer: PeerId
    coordinator: StaffId
    reasons: str
    against_ranking: str | None = None


# --- Refusals ---


class ReferralNotAccepted(Refusal):
    """The person's referral has not been accepted."""


class NoReasons(Malformed):
    """A proposal says why these two."""


class RankingNotAnswered(Refusal):
    """Suggestions, wishes or advice speak for somebody else, and it is not said why this one."""


class PersonNotMet(Refusal):
    """The coordinator has not met or phoned the person lately."""


class PeerNotMet(Refusal):
    """The coordinator has not met or phoned the peer supporter lately."""


# --- Decider ---


def gather(command: ProposeMatch, read: Read) -> MatchAsked:
    """Look at all that stands behind the two."""
    match = Match(referral=command.referral, peer=command.peer)
    state = behind(None, match, read, new_match=MatchId(read.fresh("match")))
    peers: Standing = read(RIGHTS, subject("peer", command.peer))
    persons = Standing()
    if state.referral.person is not None:
        persons = read(RIGHTS, subject("person", state.referral.person))
    return msgspec.structs.replace(state, persons_rights=persons, peers_rights=peers)


def _proposed(command: ProposeMatch, state: MatchAsked) -> MatchProposed:
    referral, now = state.referral, state.now
    if referral.person is None or referral.arrived_at is None:
        raise UnknownReferral("Nothing arrived under this identifier. Check the address.")
    must_be_alive(state.person)
    if referral.ended is not None:
        raise ReferralIsOver("This referral is over. Take a new one if the person asks again.")
    if referral.accepted_at is None or referral.offer is None:
        raise ReferralNotAccepted("This referral has not been accepted yet. Do that first.")
    must_be_free_to_use(state.persons_rights, Standing(), now)
    must_coordinate(state.service, command.coordinator)
    if not command.reasons.strip():
        raise NoReasons("Say why these two: at least one reason.", field="reasons")
    counts_for = state.definitions.getting_to_know_valid_days
    holds = timedelta(days=counts_for)
    knows_person_at = referral.known_to(command.coordinator, now)
    if knows_person_at is None or knows_person_at + holds <= now:
        raise PersonNotMet(_not_met("this person", knows_person_at, counts_for))
    must_be_known_peer(state.peer)
    must_be_free_to_use(state.persons_rights, state.peers_rights, now)
    knows_peer_at = state.peer.known_to(command.coordinator)
    if knows_peer_at is None or knows_peer_at + holds <= now:
        raise PeerNotMet(_not_met("this peer supporter", knows_peer_at, counts_for))
    must_not_conflict(state)
    _must_be_free_for_another(command, state)
    offer = offer_of(state.service, referral.offer)
    taken = sum(other.stage_at(now) in OPEN_STAGES for other in state.peers.values())
    regulated = offer.regulated is not False
    must_take_a_match(state, referral.offer, taken, regulated)
    return event_of(
        MatchProposed,
        command,
        match=state.new_match,
        person=referral.person,
        offer=referral.offer,
        knows_person_at=knows_person_at,
        knows_peer_at=knows_peer_at,
        regulated=regulated,
        at=now,
    )


def _must_be_free_for_another(command: ProposeMatch, state: MatchAsked) -> None:
    """One match at a time, unless a variety of peers is offered to everybody or wanted."""
    beside = [each for each in state.persons.values() if each.stage_at(state.now) in OPEN_STAGES]
    if any(each.peer == command.peer for each in beside):
        raise AlreadyMatched("These two have a match that is open.", field="peer")
    if beside and not state.variety_allowed(state.referral.offer):
        raise AlreadyMatched(
            "This person has another match that is open. End it, wait for the answer to it, "
            "or offer them a variety of peers and record that they want it."
        )


def _not_met(whom: str, last: datetime | None, counts_for: int) -> str:
    lately = "" if last is None else f" in the last {length(counts_for)}"
    return (
        f"You have not met or phoned {whom}{lately}. "
        "Do that first, or hand this to a coordinator who has."
    )


def decide(command: ProposeMatch, state: MatchAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    return [_proposed(command, state)]


decider = Decider(
    noun="match",
    commands=(ProposeMatch,),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownReferral,
        UnknownPeer,
        UnknownOffer,
        ReferralIsOver,
        PersonHasDied,
        ReferralNotAccepted,
        PersonsRecordRestricted,
        PeersRecordRestricted,
        NotACoordinator,
        NoReasons,
        RankingNotAnswered,
        PersonNotMet,
        PeerNotMet,
        ConflictDeclared,
        AlreadyMatched,
        PeerNotActive,
        PeerNotInThisRole,
        CoursesNotCurrent,
        PvgNotValid,
        SupervisionNotHeld,
        PeerAtCapacity,
    ),
)
