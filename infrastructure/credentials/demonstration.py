"""The way in to a simulated service: whoever is there chooses who to be, and proves nothing.

It keeps a store of its own, made for it and thrown away with it. The accounts of a real deployment
are never in it, and nothing leads from it to them.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, Protocol

from application.identity import Part, UnknownAccount
from domain.access import Role
from domain.people import ServiceId, Subject
from infrastructure.credentials.signing_in import SigningIn
from infrastructure.credentials.tables import CredentialStore
from infrastructure.key_encryption import KeyEncryptionKey


class Clock(Protocol):
    """What tells the time."""

    def __call__(self) -> datetime:
        """The time now."""


class Player(NamedTuple):
    """Somebody made up, with the role in which they are shown."""

    holder: Subject
    role: Role
    called: str


class Demonstrating(SigningIn):
    """A way in that also lets somebody in without proof, as one of some players."""

    def __init__(
        self, store: CredentialStore, service: ServiceId, players: Iterable[Player]
    ) -> None:
        """Make an account for each player."""
        super().__init__(store)
        made = []
        for each in players:
            name = f"{each.role.value.lower().replace('_', '-')}@example.org"
            invited = self.accounts.invite(name, each.holder, service)
            made.append(Part(invited.account, each.role, each.called))
        self._parts = tuple(made)

    @property
    def parts(self) -> tuple[Part, ...]:
        """See `application.identity.Demonstration`."""
        return self._parts

    def enter(self, account: str, device: str) -> str:
        """See `application.identity.Demonstration`."""
        if account not in {each.account for each in self._parts}:
            raise UnknownAccount("Choose one of these people.", field="account")
        return self.sessions.start(account, device, shared=False, confirmed=True)


@contextmanager
def demonstrating(
    service: ServiceId, players: Iterable[Player], clock: Clock
) -> Iterator[Demonstrating]:
    """A way in for as long as a demonstration runs; nothing of it is left afterwards."""
    with TemporaryDirectory(prefix="alongside-demo-") as folder:
        kek = KeyEncryptionKey.at(Path(folder) / "credential-key")
        store = CredentialStore(f"sqlite:///{folder}/credentials.db", kek, clock)
        try:
            yield Demonstrating(store, service, players)
        finally:
            store.close()
