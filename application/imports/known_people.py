"""Who is supported in a service already, as far as a list of running matches can tell."""

from collections.abc import Callable, Iterable
from datetime import date

import msgspec

from application.imports.csv_matches import identifiers_of
from application.imports.known_peers import plain
from domain.decider import Event
from domain.people import PersonId, ServiceId
from domain.person import PersonRegistered
from domain.personal import known

Fingerprint = Callable[[str, str], str]
"""A keyed digest of (purpose, value), the same for the same service."""

PURPOSE = "person"


class KnownPeople(msgspec.Struct):
    """The people of one service, by fingerprint, and what each is called."""

    service: ServiceId
    fingerprint: Fingerprint
    found: dict[str, PersonId] = msgspec.field(default_factory=dict)
    called: dict[PersonId, str] = msgspec.field(default_factory=dict)

    def remember(self, event: Event) -> None:
        """Take note of somebody of this service; what is said of them has to be open."""
        if not isinstance(event, PersonRegistered) or event.service != self.service:
            return
        name, mails = known(event.name), (known(event.email) or "").split(";")
        born = _day(known(event.birth_date))
        # A bare name would join strangers, so it counts only within lists that give no more.
        said = [
            each
            for each in identifiers_of(name, None, tuple(filter(None, map(str.strip, mails))), born)
            if name and not each.startswith("list-name|")
        ]
        self.note(event.person, name, (*(known(event.fingerprints) or ()), *self.digests(said)))

    def note(self, person: PersonId, name: str | None, fingerprints: Iterable[str]) -> None:
        """Take note of somebody under what is known of them."""
        self.called.setdefault(person, plain(name))
        for each in fingerprints:
            self.found.setdefault(each, person)

    def digests(self, identifiers: Iterable[str]) -> tuple[str, ...]:
        """The keyed fingerprints of what says who somebody is."""
        return tuple(self.fingerprint(PURPOSE, each) for each in identifiers)

    def one_of(self, fingerprints: Iterable[str]) -> PersonId | None:
        """Whoever was known first under one of these."""
        return next((self.found[each] for each in fingerprints if each in self.found), None)


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return None
