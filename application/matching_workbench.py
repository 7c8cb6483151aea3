"""The matching workbench: everybody of a service, weighed for one person after another.

The same guards as those of a proposal say who cannot be proposed now, so whoever is suggested can
be proposed. What speaks for and against a pair comes from `domain.matching`.
"""

from collections.abc import Iterable
from typing import NamedTuple

from application.looking import Looking
from domain.adoption import definitions_of
from domain.consent import CONSENTS, COVERAGE, Listener, Opened
from domain.decider import Refusal
from domain.definitions import Definitions
from domain.dimensions import Dimension
from domain.match import (
    OPEN_STAGES,
    PEERS_MATCHES,
    PERSONS_MATCHES,
    AlreadyMatched,
    ConflictDeclared,
    Match,
    NotACoordinator,
    PeerAtCapacity,
    PeerNotInThisRole,
    PeerNotMet,
    PersonNotMet,
    ProposeMatch,
    ReferralNotAccepted,
    SupervisionNotHeld,
    proposing,
)
from domain.match.asking import MatchAsked, must_not_conflict, must_take_a_match
from domain.match.considering import InTheWay
from domain.match.surroundings import SURROUNDINGS, Surroundings
from domain.matching import Features, Fit, Past, Weighed, advised_for, of_peer, of_person, weigh
from domain.matching.weighing import OF_ACTIVITY, Remembered
from domain.peer import (
    PEER,
    CoursesNotCurrent,
    Peer,
    PeerInterestExpressed,
    PeerNotActive,
    PvgNotValid,
    UnknownPeer,
)
from domain.people import MatchId, OfferId, PeerId, PersonId, ReferralId, StaffId, subject
from domain.person import PersonHasDied
from domain.preferences import PREFERENCES
from domain.referral import REFERRAL, Referral, ReferralIsOver, UnknownReferral
from domain.rights import (
    PeersRecordRestricted,
    PersonsRecordRestricted,
    Standing,
    must_be_free_to_use,
)
from domain.service import SERVICE, Service, UnknownOffer

ABOUT_THE_PERSON: tuple[type[Refusal], ...] = (
    UnknownReferral,
    ReferralIsOver,
    PersonHasDied,
    ReferralNotAccepted,
    PersonsRecordRestricted,
    NotACoordinator,
    PersonNotMet,
    AlreadyMatched,
    UnknownOffer,
)
"""Refusals that bar any proposal for this person by this coordinator, unless they name the peer."""

RULES: dict[type[Refusal], InTheWay] = {
    PeerNotActive: InTheWay.NOT_ACTIVE,
    PeerNotInThisRole: InTheWay.NOT_IN_THIS_ROLE,
    CoursesNotCurrent: InTheWay.COURSES,
    PvgNotValid: InTheWay.PVG,
    SupervisionNotHeld: InTheWay.SUPERVISION,
    PeerAtCapacity: InTheWay.CAPACITY,
    PeerNotMet: InTheWay.NOT_MET_BY_COORDINATOR,
    ConflictDeclared: InTheWay.OVERLAP_DECLARED,
    AlreadyMatched: InTheWay.MATCHED_NOW,
    PeersRecordRestricted: InTheWay.RECORD_ONLY_KEPT,
}
Rules = tuple[tuple[InTheWay, str], ...]
"""What bars a peer supporter, each rule with its sentence."""

FITS = {fit: place for place, fit in enumerate(Fit)}
NOBODY = PeerId("nobody")
SAID_NO_BEFORE = "These two have been proposed before, and it was not for them."


class Candidate(NamedTuple):
    """A peer supporter, weighed for one person. ``rules`` bar them, with their sentences."""

    peer: PeerId
    rules: Rules
    weighed: Weighed
    features: Features

    @property
    def can_be_suggested(self) -> bool:
        """Whether neither a rule nor a wish is in the way."""
        return not self.rules and not self.weighed.ruled_out

    @property
    def fit(self) -> Fit:
        """The group in which they are shown."""
        return Fit.NOT_POSSIBLE_NOW if self.rules else self.weighed.fit

    @property
    def order(self) -> tuple[int, bool, int, PeerId]:
        """The best first; ties by the identifier."""
        return FITS[self.fit], self.weighed.ruled_out, -self.weighed.points, self.peer

    @property
    def stated_points(self) -> tuple[int, int]:
        """How well they fit by what was stated alone."""
        activity = sum(part.points for part in self.weighed.parts if part.kind in OF_ACTIVITY)
        return -FITS[self.fit], self.weighed.points - activity


class Seeker(NamedTuple):
    """A person for whom somebody is sought, with the coordinator who would propose."""

    referral_id: ReferralId
    referral: Referral
    coordinator: StaffId | None
    features: Features

    @property
    def person(self) -> PersonId:
        """Who the referral is about."""
        if self.referral.person is None:
            raise UnknownReferral("Nothing arrived under this identifier. Check the address.")
        return self.referral.person


class Considered(NamedTuple):
    """Everybody who was weighed for one person, in order, and what bars any proposal."""

    seeker: Seeker
    barred: tuple[str, ...]
    candidates: tuple[Candidate, ...]

    @property
    def advised(self) -> tuple[str, ...]:
        """The conditions for which somebody with the same one is advised."""
        return tuple(sorted(advised_for(self.seeker.features.within(Dimension.CONDITION))))


class Workbench:
    """Weighs the peer supporters of a service, each looked at once however many people wait."""

    def __init__(self, look: Looking, definitions: Definitions | None = None) -> None:
        """Weigh what is seen through this look by what the service has adopted, or by others."""
        self.look = look
        self.definitions = definitions or definitions_of(look)
        self._features: dict[tuple[PeerId, StaffId | None], Features] = {}
        self._taken: dict[PeerId, int] = {}
        self._remembered: Remembered = {}
        self._guarded: dict[tuple[PeerId, StaffId | None, OfferId | None, bool], Rules] = {}

    def seeker(self, identifier: ReferralId, coordinator: StaffId | None = None) -> Seeker:
        """The person of a referral, as far as matching goes. Raises `UnknownReferral`.

        ``coordinator`` is who would propose, and looks at this; where nobody is named, the one who
        accepted the referral or got to know the person, in person or by a handover.
        """
        referral: Referral = self.look(REFERRAL, subject("referral", identifier))
        if referral.person is None or referral.arrived_at is None:
            raise UnknownReferral("Nothing arrived under this identifier. Check the address.")
        if coordinator is None:
            coordinator = referral.looked_after_by(self.look.now)
        said = self.look(PREFERENCES, subject("person", referral.person))
        return Seeker(identifier, referral, coordinator, of_person(said))

    def peers(self) -> tuple[PeerId, ...]:
        """Everybody who supports people in the service, on a break or not, by identifier."""
        of = subject("service", self.look.service)
        known = {
            each.event.peer
            for each in self.look.happened(of)
            if isinstance(each.event, PeerInterestExpressed)
        }

        def supports(identifier: PeerId) -> bool:
            peer: Peer = self.look(PEER, subject("peer", identifier))
            return peer.activated_at is not None and peer.left_at is None

        return tuple(sorted(each for each in known if supports(each)))

    def consider(self, seeker: Seeker, peers: Iterable[PeerId]) -> Considered:
        """Weigh peer supporters for one person, the best first."""
        bar, new = self._barred(seeker), self._is_new(seeker)
        barred = {} if bar is None else {bar: None}
        candidates = []
        for peer in peers:
            rules, about_the_person = self._rules(seeker, peer, bar, new=new)
            if about_the_person is not None:
                barred[about_the_person] = None
            features = self.features(peer, seeker.coordinator)
            before = not new and self._matched_before(seeker, peer)
            past = Past(self.taken(peer), before)
            weighed = weigh(
                seeker.features, features, past, self.definitions.matching, self._remembered
            )
            candidates.append(Candidate(peer, rules, weighed, features))
        candidates.sort(key=lambda each: each.order)
        return Considered(seeker, tuple(barred), tuple(candidates))

    def features(self, peer: PeerId, coordinator: StaffId | None) -> Features:
        """What of a peer supporter may be used for matching while this coordinator looks."""
        key = (peer, coordinator)
        if key not in self._features:
            look, of = self.look, subject("peer", peer)
            service: Service = look(SERVICE, subject("service", look.service))
            duties = service.staff.get(coordinator, ()) if coordinator is not None else ()
            opened = Opened(look(CONSENTS, of), look(COVERAGE, of))
            listener = Listener(coordinator, duties)
            self._features[key] = of_peer(look(PREFERENCES, of), opened, listener, look.now)
        return self._features[key]

    def taken(self, peer: PeerId) -> int:
        """How many matches of a peer supporter are open."""
        if peer not in self._taken:
            matches = self._matches(peer).values()
            self._taken[peer] = sum(each.stage_at(self.look.now) in OPEN_STAGES for each in matches)
        return self._taken[peer]

    def _matches(self, peer: PeerId) -> dict[MatchId, Match]:
        found: dict[MatchId, Match] = self.look(PEERS_MATCHES, subject("peer", peer))
        return found

    def _between(self, seeker: Seeker, peer: PeerId) -> list[Match]:
        """The matches that the two have had with each other."""
        person = seeker.referral.person
        return [each for each in self._matches(peer).values() if each.person == person]

    def _matched_before(self, seeker: Seeker, peer: PeerId) -> bool:
        return any(each.activated_at is not None for each in self._between(seeker, peer))

    def _rules(
        self, seeker: Seeker, peer: PeerId, barred: str | None, *, new: bool
    ) -> tuple[Rules, str | None]:
        """What bars this peer supporter, and what bars anybody for the person.

        Of somebody who has had no match and declared nothing, the guards ask nothing that differs
        from one person to the next, so their answer is kept for each peer supporter.
        """
        if new:
            key = (peer, seeker.coordinator, seeker.referral.offer, barred is None)
            if key not in self._guarded:
                self._guarded[key] = self._guards(seeker, peer)[0]
            return self._guarded[key], barred
        rules, about_the_person = self._guards(seeker, peer)
        if any(_was_not_for_them(each) for each in self._between(seeker, peer)):
            rules = (*rules, (InTheWay.SAID_NO_BEFORE, SAID_NO_BEFORE))
        return rules, about_the_person

    def _is_new(self, seeker: Seeker) -> bool:
        """Whether the person has had no match and nothing was said of whom they know."""
        of = subject("person", seeker.person)
        return not self.look(PERSONS_MATCHES, of) and self.look(SURROUNDINGS, of) == Surroundings()

    def _barred(self, seeker: Seeker) -> str | None:
        """What bars any proposal for somebody who has had no match, whoever the peer is."""
        _state, no = self._asked(seeker, NOBODY)
        return None if no is None or isinstance(no, UnknownPeer) else str(no)

    def _guards(self, seeker: Seeker, peer: PeerId) -> tuple[Rules, str | None]:
        state, no = self._asked(seeker, peer)
        about_the_person = None
        if isinstance(no, ABOUT_THE_PERSON) and no.field != "peer":
            about_the_person = str(no)
            no = _of_the_peer_alone(state, seeker)
        if no is None:
            return (), about_the_person
        return ((RULES.get(type(no), InTheWay.ANOTHER_RULE), str(no)),), about_the_person

    def _asked(self, seeker: Seeker, peer: PeerId) -> tuple[MatchAsked, Refusal | None]:
        """What the guards of a proposal would say, were it made now."""
        command = ProposeMatch(
            referral=seeker.referral_id,
            peer=peer,
            coordinator=seeker.coordinator or StaffId(""),
            reasons="Suggested.",
        )
        state = proposing.gather(command, self.look)
        try:
            proposing.decide(command, state)
        except Refusal as no:
            return state, no
        return state, None


def _of_the_peer_alone(state: MatchAsked, seeker: Seeker) -> Refusal | None:
    """What bars a peer supporter where the person cannot be proposed to anybody yet."""
    identifier = seeker.referral.offer
    offer = state.service.offers.get(identifier) if identifier is not None else None
    if offer is None:
        return None
    taken = sum(each.stage_at(state.now) in OPEN_STAGES for each in state.peers.values())
    try:
        must_be_free_to_use(Standing(), state.peers_rights, state.now)
        must_not_conflict(state)
        must_take_a_match(state, identifier, taken, offer.regulated is not False)
    except Refusal as no:
        return no
    return None


def _was_not_for_them(match: Match) -> bool:
    return match.declined_at is not None or match.not_for_us_at is not None
