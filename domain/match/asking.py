"""What stands behind a match when something is asked about it, and what may be in the way."""

from datetime import datetime

import msgspec

from domain.adoption import definitions_of
from domain.decider import (
    Command,
    Malformed,
    Read,
    Refusal,
    Unknown,
)
from domain.definitions import DEFAULTS, Definitions
from domain.match.folding import MATCH, NO_MATCHES, PEERS_MATCHES, PERSONS_MATCHES
from domain.match.state import Match
from domain.match.surroundings import SURROUNDINGS, Surroundings
from domain.peer import (
    PEER,
    CoursesNotCurrent,
    Peer,
    PeerNotActive,
    PvgNotValid,
)
from domain.peer import Stage as PeerStage
from domain.people import MatchId, OfferId, PeerId, PersonId, StaffId, subject
from domain.person import PERSON, Person, must_be_alive
from domain.referral import (
    REFERRAL,
    Referral,
)
from domain.rights import Standing
from domain.service import SERVICE, Duty, Service


class MatchAsked(msgspec.Struct, frozen=True):
    """A match and all that stands behind it, at the moment of asking.

    ``persons`` and ``peers`` are the other matches of each side; ``around`` is what has been said
    of the person beside any single match, ``definitions`` what the service goes by now. What each
    side has asked about their record is looked at before anything new is proposed.
    """

    now: datetime
    match: Match = Match()
    referral: Referral = Referral()
    person: Person = Person()
    peer: Peer = Peer()
    service: Service = Service()
    around: Surroundings = Surroundings()
    persons: dict[MatchId, Match] = msgspec.field(default_factory=dict)
    peers: dict[MatchId, Match] = msgspec.field(default_factory=dict)
    new_match: MatchId | None = None
    definitions: Definitions = DEFAULTS
    persons_rights: Standing = Standing()
    peers_rights: Standing = Standing()

    def variety_allowed(self, offer: OfferId | None) -> bool:
        """Whether the person may have two matches side by side.

        Their own answer decides; where they have given none, the offer does, if it is one for
        meeting a variety of peers (domain reference, 2.3 and 2.9).
        """
        if self.around.variety_answer is not None:
            return self.around.variety_answer
        found = self.service.offers.get(offer) if offer is not None else None
        return found is not None and found.variety_of_peers


# --- Refusals ---


class UnknownMatch(Unknown):
    """Nothing was proposed under this identifier."""


class NotACoordinator(Refusal):
    """Whoever is to be responsible is not named as a coordinator of the service."""


class MayNotDecide(Refusal):
    """The one who is named may not decide this in the service."""


class ConflictDeclared(Refusal):
    """Something was declared for which these two are not matched."""


class ReasonMissing(Malformed):
    """A decision about a match says why."""


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


class MatchNotActive(Refusal):
    """Support has not begun, or is over."""


class EndingHasStarted(Refusal):
    """The two are bringing the match to its end already."""


class ImpossibleTerms(Malformed):
    """The terms hold a number, a day or an hour that cannot be."""


# --- Decider ---


def look(command: Command, read: Read) -> MatchAsked:
    """Look at the match alone."""
    identifier: MatchId = command.match  # type: ignore[attr-defined]  # all of ours have it
    return MatchAsked(match=read(MATCH, subject("match", identifier)), now=read.now)


def look_by_definitions(command: Command, read: Read) -> MatchAsked:
    """Look at the match, and at what the service goes by."""
    return msgspec.structs.replace(look(command, read), definitions=definitions_of(read))


def look_behind(command: Command, read: Read) -> MatchAsked:
    """Look at the match and at all that stands behind it."""
    asked = look(command, read)
    if asked.match.proposed_at is None:
        return asked
    return behind(command.match, asked.match, read)  # type: ignore[attr-defined]  # as above


def behind(
    identifier: MatchId | None, match: Match, read: Read, *, new_match: MatchId | None = None
) -> MatchAsked:
    """The referral leads to the person, who leads to the service; each side to other matches."""
    referral: Referral = read(REFERRAL, subject("referral", str(match.referral)))
    person, persons, service, around = Person(), NO_MATCHES, Service(), Surroundings()
    if referral.person is not None:
        of = subject("person", referral.person)
        person, persons = read(PERSON, of), read(PERSONS_MATCHES, of)
        around = read(SURROUNDINGS, of)
        service = read(SERVICE, subject("service", person.service or read.service))
    of = subject("peer", str(match.peer))
    peers: dict[MatchId, Match] = read(PEERS_MATCHES, of)
    return MatchAsked(
        match=match,
        referral=referral,
        person=person,
        peer=read(PEER, of),
        service=service,
        around=around,
        persons={each: other for each, other in persons.items() if each != identifier},
        peers={each: other for each, other in peers.items() if each != identifier},
        new_match=new_match,
        definitions=definitions_of(read, person.service),
        now=read.now,
    )


def sides_of(match: Match) -> dict[str, PersonId | PeerId | None]:
    """The two whom a match brings together, as the fields of its events."""
    return {"person": match.person, "peer": match.peer}


def must_be_proposed(match: Match) -> None:
    """Raise `UnknownMatch` unless somebody proposed it."""
    if match.proposed_at is None:
        raise UnknownMatch("Nothing was proposed under this identifier. Check the address.")


def must_be_open(match: Match, moment: datetime) -> None:
    """Raise `MatchIsOver` where it was declined or had ended by a moment."""
    if match.over_at is not None and match.over_at <= moment:
        raise MatchIsOver("This match is over. Propose a new one if both wish.")


def must_still_live(state: MatchAsked, moment: datetime) -> None:
    """Raise `PersonHasDied` or `MatchIsOver` where nothing new can be decided about the match."""
    must_be_alive(state.person)
    must_be_open(state.match, moment)


def must_coordinate(service: Service, staff: StaffId, field: str = "coordinator") -> None:
    """Raise `NotACoordinator` unless this is a coordinator of the service."""
    if Duty.COORDINATOR not in service.staff.get(staff, ()):
        raise NotACoordinator(
            "This is not a coordinator of the service. Choose one, or name them first.",
            field=field,
        )


DECIDERS_OF_MATCHES = frozenset({Duty.COORDINATOR, Duty.MANAGER})


def must_decide(service: Service, staff: StaffId | None, field: str = "decided_by") -> None:
    """Raise `MayNotDecide` unless a coordinator or manager of the service is named."""
    duties = service.staff.get(staff, ()) if staff is not None else ()
    if not DECIDERS_OF_MATCHES.intersection(duties):
        raise MayNotDecide(
            "A coordinator or manager of the service decides this. Say who did.", field=field
        )


def must_be_said(words: str | None, kind: type[Refusal], sentence: str, field: str) -> None:
    """Raise a refusal unless something was said."""
    if not (words or "").strip():
        raise kind(sentence, field=field)


def must_not_conflict(state: MatchAsked) -> None:
    """Raise `ConflictDeclared` where something was declared that keeps the two apart."""
    if state.match.peer in state.around.conflicts:
        raise ConflictDeclared(
            "Something has been declared for which these two are not matched. "
            "Choose somebody else.",
            field="peer",
        )


def must_take_a_match(
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
