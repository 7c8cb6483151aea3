"""From a row of a list to an applicant, each recorded once.

The same person in another row or another import is a duplicate, found again by any identifier.
What identifies them best is part of the command's id, so even two imports at the same moment
record them once. Good rows go in though others fail.
"""

from collections.abc import Callable, Iterable, Iterator

from application.imports.csv_people import IncomingPeer
from application.imports.incoming import Refused
from application.imports.known_peers import KnownPeers, plain
from application.imports.outcomes import Outcome
from application.ledger import CommandIdReused, Receipt
from domain.decider import Command, Refusal
from domain.gaps import Gap
from domain.peer import BringInPeer, PeerBroughtIn, PeerGap
from domain.peer.elsewhere import SENTENCES
from domain.people import PeerId

Perform = Callable[[Command, str], Receipt]

APPLICANT = "applicant"
KNOWN_ALREADY = "This peer supporter is known already."
ANOTHER_NAME = (
    "They are known here under another name. Check whether this is the same person; if not, record "
    "them by hand."
)
GAP_OF = {
    Gap.NOBODY_TO_CONTACT: PeerGap.NOBODY_TO_CONTACT,
    Gap.SEVERAL_CONTACTS: PeerGap.SEVERAL_CONTACTS,
    Gap.TEXT_SHORTENED: PeerGap.TEXT_SHORTENED,
}


def receive_peers(
    source: str,
    records: Iterable[IncomingPeer | Refused],
    *,
    known_already: KnownPeers,
    perform: Perform,
) -> Iterator[Outcome]:
    """Record each row, and say what became of it."""
    for record in records:
        if isinstance(record, Refused):
            yield Outcome(source, record.record, "refused", reason=record.reason)
        else:
            yield _received(source, record, known_already, perform)


def _received(
    source: str, incoming: IncomingPeer, known_already: KnownPeers, perform: Perform
) -> Outcome:
    fingerprints = known_already.digests(incoming.identifiers)
    peer = known_already.one_of(fingerprints)
    if peer is not None:
        return _duplicate(source, incoming, known_already, peer)
    command = _command(incoming, known_already, fingerprints)
    try:
        receipt = perform(command, f"peer-{fingerprints[0]}")
    except CommandIdReused:
        # Somebody else recorded them this moment, from another row.
        return Outcome(source, incoming.record, "duplicate", became=APPLICANT, reason=KNOWN_ALREADY)
    except Refusal as refused:
        return Outcome(source, incoming.record, "refused", reason=str(refused))
    brought_in = next(
        each.event for each in receipt.events if isinstance(each.event, PeerBroughtIn)
    )
    known_already.note(brought_in.peer, incoming.name, fingerprints)
    if receipt.repeated:
        return _duplicate(source, incoming, known_already, brought_in.peer)
    return Outcome(
        source,
        incoming.record,
        "accepted",
        became=APPLICANT,
        id=brought_in.peer,
        gaps=tuple(SENTENCES[gap] for gap in brought_in.gaps),
        warnings=incoming.warnings,
    )


def _command(
    incoming: IncomingPeer, known_already: KnownPeers, fingerprints: tuple[str, ...]
) -> BringInPeer:
    phones = [each for each in incoming.other_contacts if "@" not in each]
    mails = [each for each in incoming.other_contacts if "@" in each]
    return BringInPeer(
        service=known_already.service,
        name=incoming.name,
        phone=_joined(incoming.phone, phones),
        email=_joined(incoming.email, mails),
        address=incoming.address,
        fingerprints=fingerprints,
        own_words=incoming.own_words,
        listed_conditions=incoming.conditions,
        supports_since=incoming.joined_on,
        pvg_listed_until=incoming.pvg_expires_on,
        gaps=tuple(GAP_OF[gap] for gap in incoming.gap_codes),
    )


def _joined(first: str | None, others: Iterable[str]) -> str | None:
    return "; ".join(each for each in (first, *others) if each) or None


def _duplicate(
    source: str, incoming: IncomingPeer, known_already: KnownPeers, peer: PeerId
) -> Outcome:
    called = known_already.called.get(peer, "")
    differs = bool(called) and called != plain(incoming.name)
    return Outcome(
        source,
        incoming.record,
        "duplicate",
        became=APPLICANT,
        reason=KNOWN_ALREADY,
        id=peer,
        warnings=(*incoming.warnings, *((ANOTHER_NAME,) if differs else ())),
    )
