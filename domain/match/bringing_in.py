"""Taking over a match that runs already, as it stands, with what is missing as tasks.

It is a report of what has been going on, so no guard of a proposal or of a start is asked: the two
are in touch whether or not anybody here has seen an agreement, a reference or a PVG result. Only
what cannot be is refused, and what nobody could file: an unknown peer supporter, offer or person.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import msgspec

from domain.adoption import definitions_of
from domain.decider import Command, Decider, Event, Read, event_of
from domain.match.asking import (
    AlreadyMatched,
    ImpossibleTerms,
    MatchAsked,
    NotACoordinator,
    must_coordinate,
)
from domain.match.elsewhere import MatchBroughtIn, MatchGap
from domain.match.folding import PEERS_MATCHES, PERSONS_MATCHES
from domain.match.language import OPEN_STAGES
from domain.match.surroundings import SURROUNDINGS
from domain.peer import PEER, ApplicationIsOver, PeerHasLeft, UnknownPeer, must_be_here
from domain.peer import Stage as PeerStage
from domain.people import (
    MatchId,
    OfferId,
    PeerId,
    PersonId,
    ReferralId,
    ServiceId,
    StaffId,
    subject,
)
from domain.periods import NotYetHappened, TooLongAgo, happened, local_day, start_of
from domain.person import (
    PERSON,
    PersonHasDied,
    PersonRegistered,
    UnknownPerson,
    must_be_alive,
)
from domain.referral import (
    PERSONS_REFERRALS,
    ByWayOf,
    PersonsReferrals,
    Referral,
    ReferralAccepted,
    ReferralBroughtIn,
    SupportStarted,
)
from domain.service import SERVICE, UnknownOffer, offer_of

MOST_SESSIONS = 4 * 28
LONGEST_SESSION = 24 * 60


class BringInRunningMatch(Command, frozen=True, kw_only=True):
    """Take over a match that runs already, with the person if they are not known yet.

    ``person`` is somebody who is known; otherwise a person is registered with what is given of
    them. ``started_on`` is the first day of support; without it the match counts from today.
    """

    service: ServiceId
    peer: PeerId
    offer: OfferId
    coordinator: StaffId
    person: PersonId | None = None
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    birth_date: str | None = None
    fingerprints: tuple[str, ...] = ()
    started_on: date | None = None
    planned_end: date | None = None
    sessions_a_month: float | None = None
    minutes: int | None = None
    gaps: tuple[MatchGap, ...] = ()


class BroughtInAsked(msgspec.Struct, frozen=True):
    """All that stands behind the two, and identifiers for what is new."""

    behind: MatchAsked
    referrals: PersonsReferrals
    new_person: PersonId
    new_referral: ReferralId
    new_match: MatchId


# --- Decider ---


def gather(command: BringInRunningMatch, read: Read) -> BroughtInAsked:
    """Look at the peer supporter, the service and, where they are known, the person."""
    of_peer = subject("peer", command.peer)
    behind = MatchAsked(
        now=read.now,
        peer=read(PEER, of_peer),
        peers=read(PEERS_MATCHES, of_peer),
        service=read(SERVICE, subject("service", command.service)),
        definitions=definitions_of(read, command.service),
    )
    referrals = PersonsReferrals()
    if command.person is not None:
        of = subject("person", command.person)
        behind = msgspec.structs.replace(
            behind,
            person=read(PERSON, of),
            persons=read(PERSONS_MATCHES, of),
            around=read(SURROUNDINGS, of),
        )
        referrals = read(PERSONS_REFERRALS, of)
    return BroughtInAsked(
        behind=behind,
        referrals=referrals,
        new_person=PersonId(read.fresh("person")),
        new_referral=ReferralId(read.fresh("referral")),
        new_match=MatchId(read.fresh("match")),
    )


def decide(command: BringInRunningMatch, state: BroughtInAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    _check(command, state.behind)
    return list(_brought_in(command, state))


def _check(command: BringInRunningMatch, behind: MatchAsked) -> None:
    peer, person = behind.peer, behind.person
    if peer.interested_at is None or peer.service != command.service:
        raise UnknownPeer(
            "This service knows no such peer supporter. Import the list of peer supporters first.",
            field="peer",
        )
    must_be_here(peer)
    offer_of(behind.service, command.offer)
    must_coordinate(behind.service, command.coordinator)
    if command.person is not None and person.service != command.service:
        raise UnknownPerson("Nobody is registered under this identifier. Check it.", field="person")
    must_be_alive(person)
    beside = [each for each in behind.persons.values() if each.stage_at(behind.now) in OPEN_STAGES]
    if any(each.peer == command.peer for each in beside):
        raise AlreadyMatched("These two have a match that is open.", field="peer")
    started_on = command.started_on or local_day(behind.now)
    if command.planned_end is not None and command.planned_end < started_on:
        raise ImpossibleTerms("This day lies before the match started.", field="planned_end")
    if command.sessions_a_month is not None and not 0 < command.sessions_a_month <= MOST_SESSIONS:
        raise ImpossibleTerms(
            "Say how many sessions in four weeks: more than 0.", field="sessions_a_month"
        )
    if command.minutes is not None and not 0 < command.minutes <= LONGEST_SESSION:
        raise ImpossibleTerms("Say how many minutes, between 1 and 1,440.", field="minutes")


def _brought_in(command: BringInRunningMatch, state: BroughtInAsked) -> Iterator[Event]:
    behind = state.behind
    started = None if command.started_on is None else start_of(command.started_on)
    at = happened(started, behind.now, "started_on")
    person = command.person
    if person is None:
        person = state.new_person
        yield event_of(PersonRegistered, command, person=person, at=at)
    ids = {"person": person, "coordinator": command.coordinator, "offer": command.offer}
    identifier, referral = _referral_of(command.offer, state.referrals)
    if referral is None:
        identifier = state.new_referral
        yield event_of(ReferralBroughtIn, command, **ids, referral=identifier, at=at)
    elif referral.accepted_at is None:
        # Nobody is accepted before they asked, whatever day the list gives for the match.
        later = max(at, referral.arrived_at or at)
        yield event_of(ReferralAccepted, command, **ids, referral=identifier, at=later)
    regulated = behind.service.offers[command.offer].regulated is not False
    yield event_of(
        MatchBroughtIn,
        command,
        **ids,
        match=state.new_match,
        referral=identifier,
        regulated=regulated,
        gaps=_gaps(command, state, regulated=regulated),
        at=at,
    )
    if referral is None or referral.support_started_at is None:
        asked_at = None if referral is None else referral.accepted_at or referral.arrived_at
        yield event_of(
            SupportStarted,
            command,
            person=person,
            referral=identifier,
            by_way_of=ByWayOf.MATCH,
            at=max(at, asked_at or at),
        )


def _referral_of(
    offer: OfferId, referrals: PersonsReferrals
) -> tuple[ReferralId | None, Referral | None]:
    """An open referral of a known person that this support answers, to which they agreed."""
    for identifier, each in referrals.each.items():
        if each.ended is not None or each.agreed_at is None:
            continue
        if each.offer == offer or (each.accepted_at is None and each.wanted in {None, offer}):
            return identifier, each
    return None, None


def _gaps(
    command: BringInRunningMatch, state: BroughtInAsked, *, regulated: bool
) -> tuple[MatchGap, ...]:
    """What this service has not seen; what the list left open comes first."""
    behind = state.behind
    peer, now = behind.peer, behind.now
    met_at = peer.known_to(command.coordinator)
    holds = timedelta(days=behind.definitions.getting_to_know_valid_days)
    known = any(each.got_to_know for each in state.referrals.each.values())
    beside = any(each.stage_at(now) in OPEN_STAGES for each in behind.persons.values())
    needed = behind.service.workforces_of((command.offer,))
    found = {
        MatchGap.NO_NAME: command.person is None and not (command.name or "").strip(),
        MatchGap.NOBODY_TO_CONTACT: command.person is None and not (command.phone or command.email),
        MatchGap.START_UNKNOWN: command.started_on is None,
        MatchGap.PERSON_NOT_MET: not known,
        MatchGap.PEER_NOT_MET: met_at is None or met_at + holds <= now,
        MatchGap.AGREEMENT_NOT_SEEN: True,
        MatchGap.CONFIDENTIALITY_NOT_RECORDED: True,
        MatchGap.SEVERAL_PEERS: beside and not behind.variety_allowed(command.offer),
        MatchGap.PEER_IS_APPLICANT: peer.stage
        not in {PeerStage.ACTIVE, PeerStage.PAUSED, PeerStage.SUSPENDED},
        MatchGap.PVG_NOT_SEEN: regulated and not peer.pvg_valid_at(now, needed),
    }
    return tuple(dict.fromkeys((*command.gaps, *(gap for gap, open_ in found.items() if open_))))


decider = Decider(
    noun="match",
    commands=(BringInRunningMatch,),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownPeer,
        PeerHasLeft,
        ApplicationIsOver,
        UnknownOffer,
        NotACoordinator,
        UnknownPerson,
        PersonHasDied,
        AlreadyMatched,
        ImpossibleTerms,
        NotYetHappened,
        TooLongAgo,
    ),
)
