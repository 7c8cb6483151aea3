"""Who gives support in a service already, found by number, address, telephone or name.

A list names people as it can. What was given of somebody at their interest is compared as keyed
fingerprints, whoever recorded it; their names are compared in memory and kept nowhere.
"""

from collections.abc import Callable, Iterable

import msgspec

from application.imports.csv_matches import PeerNamed
from application.imports.csv_people import identifiers_of
from domain.decider import Event
from domain.peer import PeerInterestExpressed
from domain.people import PeerId, ServiceId
from domain.personal import known

Fingerprint = Callable[[str, str], str]
"""A keyed digest of (purpose, value), the same for the same service."""

PURPOSE = "peer"


class SeveralPeers(Exception):
    """What a list gives fits more than one peer supporter; the message is a sentence."""


class KnownPeers(msgspec.Struct):
    """The peer supporters of one service, by fingerprint and by name."""

    service: ServiceId
    fingerprint: Fingerprint
    found: dict[str, PeerId] = msgspec.field(default_factory=dict)
    called: dict[PeerId, str] = msgspec.field(default_factory=dict)

    def remember(self, event: Event) -> None:
        """Take note of somebody of this service; what is said of them has to be open."""
        if not isinstance(event, PeerInterestExpressed) or event.service != self.service:
            return
        name = known(event.name)
        mails, phones = _parts(known(event.email)), _parts(known(event.phone))
        said = identifiers_of(name, mails, phones, None)
        self.note(event.peer, name, (*(known(event.fingerprints) or ()), *self.digests(said)))

    def note(self, peer: PeerId, name: str | None, fingerprints: Iterable[str]) -> None:
        """Take note of somebody under what is known of them."""
        self.called[peer] = plain(name)
        for each in fingerprints:
            self.found.setdefault(each, peer)

    def digests(self, identifiers: Iterable[str]) -> tuple[str, ...]:
        """The keyed fingerprints of what says who somebody is."""
        return tuple(self.fingerprint(PURPOSE, each) for each in identifiers)

    def one_of(self, fingerprints: Iterable[str]) -> PeerId | None:
        """Whoever was known first under one of these."""
        return next((self.found[each] for each in fingerprints if each in self.found), None)

    def named(self, named: PeerNamed) -> PeerId | None:
        """The one to whom a list points. Raises `SeveralPeers` where it fits more than one.

        A name counts only where the list gives neither a number nor an address.
        """
        identifiers = identifiers_of(None, (named.email,) if named.email else (), (), named.number)
        fitting = {self.found[each] for each in self.digests(identifiers) if each in self.found}
        if not identifiers:
            name = plain(named.name)
            fitting = {peer for peer, called in self.called.items() if called == name}
        if len(fitting) > 1:
            raise SeveralPeers(
                "what is given fits several peer supporters. Give the number or the e-mail "
                "address of one."
            )
        return next(iter(fitting), None)


def plain(name: str | None) -> str:
    """A name as it is compared: in small letters, with single spaces."""
    return " ".join((name or "").casefold().split())


def _parts(said: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (said or "").split(";") if part.strip())
