"""A match: one person and one peer supporter, from the proposal to the ending.

States, guards and refusals are those of the domain reference, 2.3 and 3.3. A human proposes, with
reasons; both sides may say no without giving one. Proposing, agreeing, starting and beginning to
end are decisions and can be refused. What the sides said, and what took place, is recorded
whenever it is reported; where it came too early, a flag says so (`domain.match_flags`).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated

import msgspec

from domain.channels import Channel
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
from domain.definitions import DEFAULTS
from domain.folds import Fold
from domain.peer import (
    PEER,
    CoursesNotCurrent,
    Peer,
    PeerNotActive,
    PvgNotValid,
    UnknownPeer,
    must_be_known_peer,
)
from domain.peer import Stage as PeerStage
from domain.people import MatchId, OfferId, PeerId, PersonId, ReferralId, StaffId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened, local_day
from domain.person import PERSON, Person, PersonHasDied, must_be_alive
from domain.personal import Owned, PersonsWords, Sealed, SharedWords
from domain.referral import (
    REFERRAL,
    ByWayOf,
    Referral,
    ReferralIsOver,
    SupportStarted,
    UnknownReferral,
)
from domain.service import SERVICE, Duty, Model, Offer, Service, UnknownOffer, offer_of

# --- Language ---


class Side(StrEnum):
    """One of the two whom a match brings together."""

    PERSON = "PERSON"
    PEER = "PEER"


BOTH_SIDES = (Side.PERSON, Side.PEER)


class PlaceType(StrEnum):
    """What kind of place; never which."""

    PERSONS_HOME = "PERSONS_HOME"
    PEERS_HOME = "PEERS_HOME"
    COMMUNITY_VENUE = "COMMUNITY_VENUE"
    PUBLIC_PLACE = "PUBLIC_PLACE"
    HEALTH_SETTING = "HEALTH_SETTING"
    OUTDOORS = "OUTDOORS"
    REMOTE = "REMOTE"


class ChanceEncounter(StrEnum):
    """What the two do when they meet by chance (domain reference, 4.5)."""

    PERSON_LEADS = "PERSON_LEADS"
    NOD_ONLY = "NOD_ONLY"
    OK_TO_CHAT = "OK_TO_CHAT"
    INTRODUCE_AS = "INTRODUCE_AS"


class EndKind(StrEnum):
    """How a match ended, as it may stand in the clear."""

    PLANNED = "PLANNED"
    EARLY_PERSON = "EARLY_PERSON"
    EARLY_PEER = "EARLY_PEER"
    SERVICE = "SERVICE"
    LOST = "LOST"
    DIED = "DIED"


class Stage(StrEnum):
    """Where a match stands."""

    UNKNOWN = "UNKNOWN"
    PROPOSED = "PROPOSED"
    ACCEPTED = "ACCEPTED"
    INTRODUCED = "INTRODUCED"
    AGREED = "AGREED"
    ACTIVE = "ACTIVE"
    ENDING = "ENDING"
    ENDED = "ENDED"
    DECLINED = "DECLINED"


RUNNING_STAGES = frozenset({Stage.ACTIVE, Stage.ENDING})
"""Support is being given; sessions can be planned."""

OPEN_STAGES = RUNNING_STAGES | {Stage.PROPOSED, Stage.ACCEPTED, Stage.INTRODUCED, Stage.AGREED}

KNOWING_HOLDS = timedelta(days=DEFAULTS.getting_to_know_valid_days)
"""How long a getting-to-know conversation counts: six months (domain reference, 2.3)."""

FIRST_REVIEW_AFTER = timedelta(weeks=6)
"""When the first review is due unless the agreement says otherwise (domain reference, 3.3)."""

SAFETY = "SAFETY"
"""Why a service ended a match. Stored sealed; in the clear the service ended it."""

SharedCode = Annotated[str | Sealed | None, Owned("coded", ("person", "peer"))]
SharedCodes = Annotated[tuple[str, ...] | Sealed, Owned("coded", ("person", "peer"))]

# --- Events ---


class MatchProposed(Event, frozen=True, kw_only=True):
    """A coordinator who knows both suggested a match, with reasons.

    ``knows_person_at`` and ``knows_peer_at`` are when this coordinator last met or phoned each of
    them, as known to the decision.
    """

    match: MatchId
    person: PersonId
    peer: PeerId
    referral: ReferralId
    offer: OfferId
    coordinator: StaffId
    reasons: SharedWords
    knows_person_at: datetime
    knows_peer_at: datetime
    regulated: bool


class MatchProposalAccepted(Event, frozen=True, kw_only=True):
    """One side said yes to the proposal."""

    match: MatchId
    person: PersonId
    peer: PeerId
    by: Side


class MatchProposalDeclined(Event, frozen=True, kw_only=True):
    """One side said no to the proposal. A reason is never required."""

    match: MatchId
    person: PersonId
    peer: PeerId
    by: Side
    reason: SharedWords = None


class ConfidentialityExplained(Event, frozen=True, kw_only=True):
    """Somebody was told what stays between whom, and where that ends.

    ``version`` is that of the statement; ``understood`` is what they took from it.
    """

    match: MatchId
    person: PersonId
    peer: PeerId
    to: Side
    version: str
    coordinator: StaffId | None = None
    understood: SharedWords = None


class IntroductionHeld(Event, frozen=True, kw_only=True):
    """The two met or spoke for the first time."""

    match: MatchId
    person: PersonId
    peer: PeerId
    mode: Channel | None = None
    coordinator: StaffId | None = None


class MatchDeclinedAfterIntroduction(Event, frozen=True, kw_only=True):
    """The two having met, it is not for them. Nobody's fault, and nobody is named for it."""

    match: MatchId
    person: PersonId
    peer: PeerId
    reason: SharedWords = None


class MatchAgreementWritten(Event, frozen=True, kw_only=True):
    """The terms of a match were written down, for both to accept.

    ``sessions_a_month`` counts 28 days. ``hours_from`` and ``hours_to`` are local times of day.
    """

    match: MatchId
    person: PersonId
    peer: PeerId
    version: int
    sessions_a_month: float
    minutes: int
    channels: tuple[Channel, ...]
    place_types: tuple[PlaceType, ...] = ()
    hours_from: time | None = None
    hours_to: time | None = None
    chance_encounter: ChanceEncounter = ChanceEncounter.PERSON_LEADS
    introduce_as: SharedWords = None
    planned_end: date | None = None
    review_on: date
    goals: SharedWords = None
    boundaries: SharedWords = None


class MatchAgreementAccepted(Event, frozen=True, kw_only=True):
    """One side accepted the terms as written in a version."""

    match: MatchId
    person: PersonId
    peer: PeerId
    version: int
    by: Side


class MatchActivated(Event, frozen=True, kw_only=True):
    """Support began: sessions can be planned."""

    match: MatchId
    person: PersonId
    peer: PeerId
    referral: ReferralId


class EndingStarted(Event, frozen=True, kw_only=True):
    """The two began to bring the match to its end."""

    match: MatchId
    person: PersonId
    peer: PeerId
    planned_last: date


class MatchEnded(Event, frozen=True, kw_only=True):
    """The match is over, as planned or not. ``moving_on`` is what the person goes to next."""

    match: MatchId
    person: PersonId
    peer: PeerId
    referral: ReferralId
    how: EndKind
    ground: SharedCode = None
    reason: SharedWords = None
    moving_on: PersonsWords = None
    feedback: SharedWords = None


# --- Commands ---


class ProposeMatch(Command, frozen=True, kw_only=True):
    """Suggest a peer supporter for the person of an accepted referral, with reasons."""

    referral: ReferralId
    peer: PeerId
    coordinator: StaffId
    reasons: str


class AcceptProposal(Command, frozen=True, kw_only=True):
    """Record that one side said yes."""

    match: MatchId
    by: Side
    at: datetime | None = None


class DeclineProposal(Command, frozen=True, kw_only=True):
    """Record that one side said no."""

    match: MatchId
    by: Side
    reason: str | None = None
    at: datetime | None = None


class RecordConfidentialityExplained(Command, frozen=True, kw_only=True):
    """Record that confidentiality and its limits were explained."""

    match: MatchId
    version: str
    to: Side = Side.PERSON
    coordinator: StaffId | None = None
    understood: str | None = None
    at: datetime | None = None


class RecordIntroduction(Command, frozen=True, kw_only=True):
    """Record the first meeting of the two."""

    match: MatchId
    mode: Channel | None = None
    coordinator: StaffId | None = None
    at: datetime | None = None


class RecordNotForUs(Command, frozen=True, kw_only=True):
    """Record that the two, having met, would rather not go on."""

    match: MatchId
    reason: str | None = None
    at: datetime | None = None


class AgreeMatch(Command, frozen=True, kw_only=True):
    """Write down the terms of a match, or new terms, and who has accepted them already."""

    match: MatchId
    sessions_a_month: float
    minutes: int
    channels: tuple[Channel, ...]
    place_types: tuple[PlaceType, ...] = ()
    hours_from: time | None = None
    hours_to: time | None = None
    chance_encounter: ChanceEncounter = ChanceEncounter.PERSON_LEADS
    introduce_as: str | None = None
    planned_end: date | None = None
    review_on: date | None = None
    goals: str | None = None
    boundaries: str | None = None
    accepted_by: tuple[Side, ...] = BOTH_SIDES
    at: datetime | None = None


class AcceptAgreement(Command, frozen=True, kw_only=True):
    """Record that one side accepted the terms as last written."""

    match: MatchId
    by: Side
    at: datetime | None = None


class ActivateMatch(Command, frozen=True, kw_only=True):
    """Let support begin."""

    match: MatchId


class StartEnding(Command, frozen=True, kw_only=True):
    """Begin to bring a match to its end, with the day of the last session."""

    match: MatchId
    planned_last: date
    at: datetime | None = None


class EndMatch(Command, frozen=True, kw_only=True):
    """Record that a match is over.

    ``ground`` is a sensitive reason, as a code. With `SAFETY` it was the service that ended it,
    whatever ``how`` says.
    """

    match: MatchId
    how: EndKind
    ground: str | None = None
    reason: str | None = None
    moving_on: str | None = None
    feedback: str | None = None
    at: datetime | None = None


MatchCommand = (
    ProposeMatch
    | AcceptProposal
    | DeclineProposal
    | RecordConfidentialityExplained
    | RecordIntroduction
    | RecordNotForUs
    | AgreeMatch
    | AcceptAgreement
    | ActivateMatch
    | StartEnding
    | EndMatch
)


# --- State ---


class Agreement(msgspec.Struct, frozen=True):
    """The terms of one version, as far as rules and clocks need them."""

    version: int
    written_at: datetime
    sessions_a_month: float
    minutes: int
    channels: tuple[Channel, ...]
    place_types: tuple[PlaceType, ...]
    hours_from: time | None
    hours_to: time | None
    chance_encounter: ChanceEncounter
    planned_end: date | None
    review_on: date


class Match(msgspec.Struct, frozen=True):
    """What has happened to one match. Where it stands at a moment follows (`stage_at`)."""

    person: PersonId | None = None
    peer: PeerId | None = None
    referral: ReferralId | None = None
    offer: OfferId | None = None
    coordinator: StaffId | None = None
    regulated: bool = False
    proposed_at: datetime | None = None
    yes_at: dict[Side, datetime] = msgspec.field(default_factory=dict)
    declined_at: datetime | None = None
    explained_at: dict[Side, datetime] = msgspec.field(default_factory=dict)
    introduced_at: datetime | None = None
    not_for_us_at: datetime | None = None
    written: dict[int, Agreement] = msgspec.field(default_factory=dict)
    signed_at: dict[tuple[int, Side], datetime] = msgspec.field(default_factory=dict)
    activated_at: datetime | None = None
    ending_started_at: datetime | None = None
    planned_last: date | None = None
    ended_at: datetime | None = None
    ended_how: EndKind | None = None

    @property
    def both_accepted_at(self) -> datetime | None:
        """When the second side said yes."""
        return max(self.yes_at.values()) if len(self.yes_at) == len(Side) else None

    @property
    def agreed_at(self) -> datetime | None:
        """When both had first accepted the same terms."""
        return min(self._agreed().values(), default=None)

    @property
    def over_at(self) -> datetime | None:
        """When it was over, in whichever way came first."""
        if self.declined_at is None and self.not_for_us_at is None:
            return self.ended_at
        ways = (self.declined_at, self.not_for_us_at, self.ended_at)
        return min([at for at in ways if at is not None])

    def agreement_at(self, moment: datetime) -> Agreement | None:
        """The terms in force: the latest version that both had accepted by then."""
        accepted = [version for version, at in self._agreed().items() if at <= moment]
        return self.written[max(accepted)] if accepted else None

    def stage_at(self, moment: datetime) -> Stage:
        """Where the match stands at a moment, by the table of 3.3."""

        def by_then(at: datetime | None) -> bool:
            return at is not None and at <= moment

        if not by_then(self.proposed_at):
            return Stage.UNKNOWN
        over_at = self.over_at
        if by_then(over_at):
            return Stage.ENDED if over_at == self.ended_at else Stage.DECLINED
        if by_then(self.activated_at):
            return Stage.ENDING if by_then(self.ending_started_at) else Stage.ACTIVE
        if not by_then(self.both_accepted_at):
            return Stage.PROPOSED
        if not by_then(self.introduced_at):
            return Stage.ACCEPTED
        return Stage.AGREED if by_then(self.agreed_at) else Stage.INTRODUCED

    def _agreed(self) -> dict[int, datetime]:
        """Each version that both accepted, and when the second of them did."""
        agreed = {}
        for version in self.written:
            signed = [self.signed_at.get((version, side)) for side in Side]
            given = [at for at in signed if at is not None]
            if len(given) == len(Side):
                agreed[version] = max(given)
        return agreed


def _evolve(match: Match, recorded: Recorded) -> Match:
    """Add one fact. Events come in the order in which they happened, so the first stands."""
    replace = msgspec.structs.replace
    match recorded.event:
        case MatchProposed() as proposed if match.proposed_at is None:
            return replace(
                match,
                person=proposed.person,
                peer=proposed.peer,
                referral=proposed.referral,
                offer=proposed.offer,
                coordinator=proposed.coordinator,
                regulated=proposed.regulated,
                proposed_at=proposed.at,
            )
        case MatchProposalAccepted(by=by, at=at):
            return replace(match, yes_at={by: at} | match.yes_at)
        case MatchProposalDeclined(at=at):
            return replace(match, declined_at=match.declined_at or at)
        case ConfidentialityExplained(to=to, at=at):
            return replace(match, explained_at={to: at} | match.explained_at)
        case IntroductionHeld(at=at):
            return replace(match, introduced_at=match.introduced_at or at)
        case MatchDeclinedAfterIntroduction(at=at):
            return replace(match, not_for_us_at=match.not_for_us_at or at)
        case MatchAgreementWritten() as terms:
            return replace(match, written={terms.version: _terms(terms)} | match.written)
        case MatchAgreementAccepted(version=version, by=by, at=at):
            return replace(match, signed_at={(version, by): at} | match.signed_at)
        case MatchActivated(at=at):
            return replace(match, activated_at=match.activated_at or at)
        case EndingStarted(planned_last=planned_last, at=at):
            return replace(
                match,
                ending_started_at=match.ending_started_at or at,
                planned_last=match.planned_last or planned_last,
            )
        case MatchEnded(how=how, at=at):
            return replace(match, ended_at=match.ended_at or at, ended_how=match.ended_how or how)
        case _:
            return match


def _terms(written: MatchAgreementWritten) -> Agreement:
    spoken = {
        field: getattr(written, field)
        for field in Agreement.__struct_fields__
        if field != "written_at"
    }
    return Agreement(written_at=written.at, **spoken)


def _evolve_each(matches: dict[MatchId, Match], recorded: Recorded) -> dict[MatchId, Match]:
    identifier: MatchId = recorded.event.match  # type: ignore[attr-defined]  # all of _HEARD have it
    return matches | {identifier: _evolve(matches.get(identifier, Match()), recorded)}


_HEARD: frozenset[type[Event]] = frozenset(
    {
        MatchProposed,
        MatchProposalAccepted,
        MatchProposalDeclined,
        ConfidentialityExplained,
        IntroductionHeld,
        MatchDeclinedAfterIntroduction,
        MatchAgreementWritten,
        MatchAgreementAccepted,
        MatchActivated,
        EndingStarted,
        MatchEnded,
    }
)

MATCH = Fold(hears=_HEARD, initial=Match(), evolve=_evolve)
"""One match, over the subject of the match."""

_NO_MATCHES: dict[MatchId, Match] = {}
PERSONS_MATCHES = Fold(hears=_HEARD, initial=_NO_MATCHES, evolve=_evolve_each)
"""Every match of a person, over the subject of the person."""

PEERS_MATCHES = Fold(hears=_HEARD, initial=_NO_MATCHES, evolve=_evolve_each)
"""Every match of a peer supporter, over the subject of the peer supporter."""


class MatchAsked(msgspec.Struct, frozen=True):
    """A match and all that stands behind it, at the moment of asking.

    ``persons`` and ``peers`` are the other matches of each side.
    """

    now: datetime
    match: Match = Match()
    referral: Referral = Referral()
    person: Person = Person()
    peer: Peer = Peer()
    service: Service = Service()
    persons: dict[MatchId, Match] = msgspec.field(default_factory=dict)
    peers: dict[MatchId, Match] = msgspec.field(default_factory=dict)
    new_match: MatchId | None = None


# --- Refusals ---


class UnknownMatch(Unknown):
    """Nothing was proposed under this identifier."""


class ReferralNotAccepted(Refusal):
    """The person's referral has not been accepted."""


class NotACoordinator(Refusal):
    """Whoever proposes is not named as a coordinator of the service."""


class NoReasons(Malformed):
    """A proposal says why these two."""


class PersonNotMet(Refusal):
    """The coordinator has not met or phoned the person lately."""


class PeerNotMet(Refusal):
    """The coordinator has not met or phoned the peer supporter lately."""


class AlreadyMatched(Refusal):
    """The person has another match that is open."""


class PeerNotInThisRole(Refusal):
    """The peer supporter supports people, but not in the person's offer."""


class SupervisionNotHeld(Refusal):
    """The peer supporter's supervision is so late that nothing new is added."""


class PeerAtCapacity(Refusal):
    """The peer supporter supports as many people as they can."""


class MatchIsOver(Refusal):
    """The match was declined or has ended."""


class NotAcceptedByBoth(Refusal):
    """One side or both have not said yes to the proposal."""


class NotIntroduced(Refusal):
    """The two have not met."""


class NotAgreed(Refusal):
    """One side or both have not accepted the agreement."""


class ConfidentialityNotExplained(Refusal):
    """Nobody has told the person what stays confidential and where that ends."""


class MatchNotActive(Refusal):
    """Support has not begun, or is over."""


class EndingHasStarted(Refusal):
    """The two are bringing the match to its end already."""


class NothingToAgree(Refusal):
    """No terms have been written down."""


class AgreementIncomplete(Malformed):
    """The terms lack something that this kind of support needs."""


class ImpossibleTerms(Malformed):
    """The terms hold a number, a day or an hour that cannot be."""


# --- Decider ---


def gather(command: MatchCommand, read: Read) -> MatchAsked:
    """Look at the match; for a decision also at all that stands behind it."""
    if isinstance(command, ProposeMatch):
        match = Match(referral=command.referral, peer=command.peer)
        return _behind(None, match, read, new_match=MatchId(read.fresh("match")))
    match = read(MATCH, subject("match", command.match))
    if isinstance(command, ActivateMatch | AgreeMatch) and match.proposed_at is not None:
        return _behind(command.match, match, read)
    return MatchAsked(match=match, now=read.now)


def _behind(
    identifier: MatchId | None, match: Match, read: Read, *, new_match: MatchId | None = None
) -> MatchAsked:
    """The referral leads to the person, who leads to the service; each side to other matches."""
    referral: Referral = read(REFERRAL, subject("referral", str(match.referral)))
    person, persons, service = Person(), _NO_MATCHES, Service()
    if referral.person is not None:
        of = subject("person", referral.person)
        person, persons = read(PERSON, of), read(PERSONS_MATCHES, of)
        service = read(SERVICE, subject("service", person.service or read.service))
    of = subject("peer", str(match.peer))
    peers: dict[MatchId, Match] = read(PEERS_MATCHES, of)
    return MatchAsked(
        match=match,
        referral=referral,
        person=person,
        peer=read(PEER, of),
        service=service,
        persons={each: other for each, other in persons.items() if each != identifier},
        peers={each: other for each, other in peers.items() if each != identifier},
        new_match=new_match,
        now=read.now,
    )


def decide(command: MatchCommand, state: MatchAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    if isinstance(command, ProposeMatch):
        return [_proposed(command, state)]
    match, now = state.match, state.now
    ids = {"person": match.person, "peer": match.peer}
    if match.proposed_at is None:
        raise UnknownMatch("Nothing was proposed under this identifier. Check the address.")
    match command:
        case AcceptProposal():
            if command.by in match.yes_at:
                return []
            at = happened(command.at, now)
            return [event_of(MatchProposalAccepted, command, **ids, at=at)]
        case DeclineProposal():
            if match.declined_at is not None:
                return []
            at = happened(command.at, now)
            return [event_of(MatchProposalDeclined, command, **ids, at=at)]
        case RecordConfidentialityExplained():
            at = happened(command.at, now)
            return [event_of(ConfidentialityExplained, command, **ids, at=at)]
        case RecordIntroduction():
            if match.introduced_at is not None:
                return []
            at = happened(command.at, now)
            return [event_of(IntroductionHeld, command, **ids, at=at)]
        case RecordNotForUs():
            if match.not_for_us_at is not None:
                return []
            at = happened(command.at, now)
            return [event_of(MatchDeclinedAfterIntroduction, command, **ids, at=at)]
        case AgreeMatch():
            return _agreed(command, state, ids)
        case AcceptAgreement(by=by):
            if not match.written:
                raise NothingToAgree("Nobody has written down the agreement yet. Do that first.")
            version = max(match.written)
            if (version, by) in match.signed_at:
                return []
            at = happened(command.at, now)
            return [event_of(MatchAgreementAccepted, command, **ids, version=version, at=at)]
        case ActivateMatch():
            return _activated(command, state, ids)
        case StartEnding():
            return _ending(command, state, ids)
        case EndMatch():
            if match.ended_at is not None:
                return []
            how = EndKind.SERVICE if command.ground == SAFETY else command.how
            at = happened(command.at, now)
            referral = match.referral
            return [event_of(MatchEnded, command, **ids, referral=referral, how=how, at=at)]


def _proposed(command: ProposeMatch, state: MatchAsked) -> MatchProposed:
    referral, now = state.referral, state.now
    if referral.person is None or referral.arrived_at is None:
        raise UnknownReferral("Nothing arrived under this identifier. Check the address.")
    if referral.ended is not None:
        raise ReferralIsOver("This referral is over. Take a new one if the person asks again.")
    must_be_alive(state.person)
    if referral.accepted_at is None or referral.offer is None:
        raise ReferralNotAccepted("This referral has not been accepted yet. Do that first.")
    if Duty.COORDINATOR not in state.service.staff.get(command.coordinator, ()):
        raise NotACoordinator(
            "This is not a coordinator of the service. Choose one, or name them first.",
            field="coordinator",
        )
    if not command.reasons.strip():
        raise NoReasons("Say why these two: at least one reason.", field="reasons")
    knows_person_at = referral.known_to(command.coordinator, now)
    if knows_person_at is None or knows_person_at + KNOWING_HOLDS <= now:
        raise PersonNotMet(_not_met("this person", knows_person_at))
    must_be_known_peer(state.peer)
    knows_peer_at = state.peer.known_to(command.coordinator)
    if knows_peer_at is None or knows_peer_at + KNOWING_HOLDS <= now:
        raise PeerNotMet(_not_met("this peer supporter", knows_peer_at))
    if any(other.stage_at(now) in OPEN_STAGES for other in state.persons.values()):
        raise AlreadyMatched(
            "This person has another match that is open. End it, or wait for the answer to it."
        )
    offer = offer_of(state.service, referral.offer)
    taken = sum(other.stage_at(now) in OPEN_STAGES for other in state.peers.values())
    regulated = offer.regulated is not False
    _must_take_a_match(state, referral.offer, taken, regulated)
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


def _not_met(whom: str, last: datetime | None) -> str:
    lately = "" if last is None else " in the last six months"
    return (
        f"You have not met or phoned {whom}{lately}. "
        "Do that first, or hand this to a coordinator who has."
    )


def _activated(
    command: ActivateMatch, state: MatchAsked, ids: Mapping[str, object]
) -> Sequence[Event]:
    match, referral, now = state.match, state.referral, state.now
    _must_be_open(match, now)
    if match.activated_at is not None:
        return []
    if referral.ended is not None:
        raise ReferralIsOver("This referral is over. Take a new one if the person asks again.")
    must_be_alive(state.person)
    if match.both_accepted_at is None:
        raise NotAcceptedByBoth(_cannot_start("said yes to the proposal", set(match.yes_at)))
    if match.introduced_at is None:
        raise NotIntroduced(
            "This match cannot start yet. The two have not been introduced, or nobody has "
            "recorded it. Do that first."
        )
    if match.agreed_at is None:
        latest = max(match.written, default=None)
        signed = {side for version, side in match.signed_at if version == latest}
        raise NotAgreed(_cannot_start("accepted the agreement", signed))
    if Side.PERSON not in match.explained_at:
        raise ConfidentialityNotExplained(
            "This match cannot start yet. Nobody has explained confidentiality and its limits "
            "to the person. Do that first, and record it."
        )
    if any(other.stage_at(now) in RUNNING_STAGES for other in state.persons.values()):
        raise AlreadyMatched("This person has another match that is active. End it first.")
    running = sum(other.stage_at(now) in RUNNING_STAGES for other in state.peers.values())
    _must_take_a_match(state, match.offer, running, match.regulated)
    activated: list[Event] = [
        event_of(MatchActivated, command, **ids, referral=match.referral, at=now)
    ]
    if referral.support_started_at is None:
        activated.append(
            event_of(
                SupportStarted,
                command,
                referral=match.referral,
                person=match.person,
                by_way_of=ByWayOf.MATCH,
                at=now,
            )
        )
    return activated


def _must_take_a_match(
    state: MatchAsked, offer: OfferId | None, taken: int, regulated: bool
) -> None:
    """Raise the first rule in the way, with the sentences of them all."""
    peer, now = state.peer, state.now
    offers = () if offer is None else (offer,)
    standard, needed = state.service.standard_for(offers), state.service.workforces_of(offers)
    sentences = peer.why_no_new_match_at(now, taken, regulated, standard, needed)
    rule: type[Refusal]
    if peer.stage is not PeerStage.ACTIVE:
        rule = PeerNotActive
    elif offer not in peer.offers:
        rule = PeerNotInThisRole
        sentences = (
            "This peer supporter has not started in this role. Choose somebody else.",
            *sentences,
        )
    elif not peer.courses_current_at(now, standard):
        rule = CoursesNotCurrent
    elif regulated and not peer.pvg_valid_at(now, needed):
        rule = PvgNotValid
    elif peer.supervision_red_at(now, standard):
        rule = SupervisionNotHeld
    else:
        rule = PeerAtCapacity
    if sentences:
        raise rule(" ".join(sentences), field="peer")


def _cannot_start(have_done: str, done: set[Side]) -> str:
    if Side.PERSON in done:
        who = f"The person has {have_done}; the peer supporter has not."
    elif Side.PEER in done:
        who = f"The peer supporter has {have_done}; the person has not."
    else:
        who = f"Neither the person nor the peer supporter has {have_done}."
    return f"This match cannot start yet. {who}"


def _must_be_open(match: Match, moment: datetime) -> None:
    if match.over_at is not None and match.over_at <= moment:
        raise MatchIsOver("This match is over. Propose a new one if both wish.")


def _agreed(command: AgreeMatch, state: MatchAsked, ids: Mapping[str, object]) -> Sequence[Event]:
    match, at = state.match, happened(command.at, state.now)
    _must_be_open(match, at)
    offer = state.service.offers.get(match.offer) if match.offer is not None else None
    _check_terms(command, offer, local_day(at))
    version = max(match.written, default=0) + 1
    review_on = command.review_on or local_day(at + FIRST_REVIEW_AFTER)
    written = event_of(
        MatchAgreementWritten, command, **ids, version=version, review_on=review_on, at=at
    )
    accepted = [
        event_of(MatchAgreementAccepted, command, **ids, version=version, by=side, at=at)
        for side in Side
        if side in command.accepted_by
    ]
    return [written, *accepted]


def _check_terms(command: AgreeMatch, offer: Offer | None, day: date) -> None:
    if not 0 < command.sessions_a_month <= 4 * 28:
        raise ImpossibleTerms(
            "Say how many sessions in four weeks: more than 0.", field="sessions_a_month"
        )
    if not 0 < command.minutes <= 24 * 60:
        raise ImpossibleTerms("Say how many minutes, between 1 and 1,440.", field="minutes")
    if not command.channels:
        raise AgreementIncomplete("Say how the two will be in touch.", field="channels")
    if (command.hours_from is None) != (command.hours_to is None):
        missing = "hours_from" if command.hours_from is None else "hours_to"
        raise AgreementIncomplete("Say from when until when, or neither.", field=missing)
    for field in ("planned_end", "review_on"):
        spoken: date | None = getattr(command, field)
        if spoken is not None and spoken < day:
            raise ImpossibleTerms("This day lies before the agreement.", field=field)
    if offer is None:
        return
    if offer.model is Model.MENTORING and command.planned_end is None:
        raise AgreementIncomplete(
            "Mentoring is for an agreed time. Say when it is planned to end.", field="planned_end"
        )
    if offer.goals_required and not (command.goals or "").strip():
        raise AgreementIncomplete(
            "This kind of support works towards a goal. Write down at least one, "
            "in the person's words.",
            field="goals",
        )


def _ending(command: StartEnding, state: MatchAsked, ids: Mapping[str, object]) -> Sequence[Event]:
    match, at = state.match, happened(command.at, state.now)
    _must_be_open(match, at)
    if match.ending_started_at is not None:
        if command.planned_last == match.planned_last:
            return []
        raise EndingHasStarted(
            "The ending has started already. Correct that entry if its day is wrong."
        )
    if match.stage_at(at) is not Stage.ACTIVE:
        raise MatchNotActive("This match was not active then. Start it first, or end it.")
    if command.planned_last < local_day(at):
        raise ImpossibleTerms("The last session lies before this day.", field="planned_last")
    return [event_of(EndingStarted, command, **ids, at=at)]


decider = Decider(
    noun="match",
    commands=(
        ProposeMatch,
        AcceptProposal,
        DeclineProposal,
        RecordConfidentialityExplained,
        RecordIntroduction,
        RecordNotForUs,
        AgreeMatch,
        AcceptAgreement,
        ActivateMatch,
        StartEnding,
        EndMatch,
    ),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownMatch,
        UnknownReferral,
        UnknownPeer,
        UnknownOffer,
        ReferralIsOver,
        PersonHasDied,
        ReferralNotAccepted,
        NotACoordinator,
        NoReasons,
        PersonNotMet,
        PeerNotMet,
        AlreadyMatched,
        PeerNotActive,
        PeerNotInThisRole,
        CoursesNotCurrent,
        PvgNotValid,
        SupervisionNotHeld,
        PeerAtCapacity,
        MatchIsOver,
        NotAcceptedByBoth,
        NotIntroduced,
        NotAgreed,
        ConfidentialityNotExplained,
        MatchNotActive,
        EndingHasStarted,
        NothingToAgree,
        AgreementIncomplete,
        ImpossibleTerms,
        NotYetHappened,
        TooLongAgo,
    ),
)
