"""From a row of a list to a running match, each recorded once.

The same two in another row or another import are a duplicate. Whoever supports the person has to
be known first; whatever else is missing becomes a task. Good rows go in though others fail.
"""

from collections.abc import Callable, Iterable, Iterator

import msgspec

from application.imports.csv_matches import IncomingMatch
from application.imports.incoming import Refused
from application.imports.known_peers import KnownPeers, SeveralPeers, plain
from application.imports.known_people import Fingerprint, KnownPeople
from application.imports.outcomes import Outcome
from application.imports.placing import Placing
from application.ledger import CommandIdReused, Receipt
from domain.decider import Command, Malformed, Refusal
from domain.match import AlreadyMatched, BringInRunningMatch, MatchBroughtIn
from domain.match.elsewhere import SENTENCES
from domain.people import MatchId, PeerId, PersonId

Perform = Callable[[Command, str], Receipt]
OpenMatch = Callable[[PersonId, PeerId], MatchId | None]
"""The match of these two that is open now, if there is one."""

MATCH = "match"
MATCHED_ALREADY = "This match is recorded already."
BY_NAME_ALONE = (
    "Nothing but the name says who this is, and somebody of that name came with another row. "
    "Check that it is one person."
)


class Receiving(msgspec.Struct, frozen=True):
    """What a row is compared with, and the door through which it is recorded."""

    peers: KnownPeers
    people: KnownPeople
    placing: Placing
    fingerprint: Fingerprint
    open_match: OpenMatch
    perform: Perform


class _Wrong(Exception):
    """A row that cannot be recorded; the message is a sentence."""


def receive_matches(
    source: str, records: Iterable[IncomingMatch | Refused], receiving: Receiving
) -> Iterator[Outcome]:
    """Record each match, and say what became of it."""
    for record in records:
        if isinstance(record, Refused):
            yield Outcome(source, record.record, "refused", reason=record.reason)
            continue
        try:
            yield _received(source, record, receiving)
        except (_Wrong, Refusal) as wrong:
            yield Outcome(source, record.record, "refused", reason=str(wrong))


def check_placed(records: Iterable[IncomingMatch | Refused], placing: Placing) -> None:
    """Raise `OfferNotSaid` or `CoordinatorNotSaid` where a row and the whole list are mute."""
    for record in records:
        if isinstance(record, IncomingMatch):
            if record.offer is None:
                placing.offer_for(None)
            if record.coordinator is None:
                placing.coordinator_for(None)


def _received(source: str, incoming: IncomingMatch, receiving: Receiving) -> Outcome:
    peer = _peer_of(incoming, receiving.peers)
    people = receiving.people.digests(incoming.person_identifiers)
    linked = receiving.people.one_of(people)
    if linked is not None:
        _must_be_the_same(incoming, linked, receiving.people)
        running = receiving.open_match(linked, peer)
        if running is not None:
            return _duplicate(source, incoming, running, linked)
    command = _command(incoming, peer, linked, people, receiving)
    key = f"{incoming.person_identifiers[0]}|{peer}|{incoming.started_on}"
    try:
        receipt = receiving.perform(command, f"match-{receiving.fingerprint(MATCH, key)}")
    except (CommandIdReused, AlreadyMatched):
        return _duplicate(source, incoming, None, linked)
    brought_in = next(
        each.event for each in receipt.events if isinstance(each.event, MatchBroughtIn)
    )
    receiving.people.note(brought_in.person, incoming.name, people)
    if receipt.repeated:
        return _duplicate(source, incoming, brought_in.match, brought_in.person)
    alone = all(each.startswith("list-name|") for each in incoming.person_identifiers)
    warnings = (*incoming.warnings, *((BY_NAME_ALONE,) if linked and alone else ()))
    return Outcome(
        source,
        incoming.record,
        "accepted",
        became=MATCH,
        id=brought_in.match,
        person=brought_in.person,
        linked=linked is not None,
        gaps=tuple(SENTENCES[gap] for gap in brought_in.gaps),
        warnings=warnings,
    )


def _peer_of(incoming: IncomingMatch, peers: KnownPeers) -> PeerId:
    named = incoming.peer
    column = "peer_id" if named.number else "peer_email" if named.email else "peer"
    try:
        peer = peers.named(named)
    except SeveralPeers as several:
        raise _Wrong(f"Column {column}: {several}") from None
    if peer is None:
        raise _Wrong(
            f"Column {column}: {named.shown} is not a peer supporter of this service. Import the "
            "list of peer supporters first, and send this row again."
        )
    return peer


def _must_be_the_same(incoming: IncomingMatch, linked: PersonId, people: KnownPeople) -> None:
    """A number that stands for two people must not put one's support into the other's record."""
    called = people.called.get(linked, "")
    if called and incoming.name and called != plain(incoming.name):
        raise _Wrong(
            "Column person_id: this number is that of somebody with another name. Correct the "
            "number or the name, and send the row again."
        )


def _command(
    incoming: IncomingMatch,
    peer: PeerId,
    linked: PersonId | None,
    people: tuple[str, ...],
    receiving: Receiving,
) -> BringInRunningMatch:
    try:
        offer = receiving.placing.offer_for(incoming.offer)
        coordinator = receiving.placing.coordinator_for(incoming.coordinator)
    except Malformed as missing:
        raise _Wrong(f"Column {missing.field}: {missing}") from None
    born = incoming.birth_date
    return BringInRunningMatch(
        service=receiving.people.service,
        peer=peer,
        offer=offer,
        coordinator=coordinator,
        person=linked,
        name=incoming.name,
        phone=incoming.phone,
        email=incoming.email,
        birth_date=born.isoformat() if born else None,
        fingerprints=people,
        started_on=incoming.started_on,
        planned_end=incoming.planned_end,
        sessions_a_month=incoming.sessions_a_month,
        minutes=incoming.minutes,
    )


def _duplicate(
    source: str, incoming: IncomingMatch, match: MatchId | None, person: PersonId | None
) -> Outcome:
    return Outcome(
        source,
        incoming.record,
        "duplicate",
        became=MATCH,
        reason=MATCHED_ALREADY,
        id=match,
        person=person,
        linked=person is not None,
        warnings=incoming.warnings,
    )
