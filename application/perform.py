"""The one door: every request, from a page, the API, the command line or an import, comes here."""

import hashlib
import secrets

import msgspec

from application.commands import DECIDER_OF
from application.ledger import Asked, Decided, Ledger, Reading, Receipt
from domain.corrections import CorrectEntry, MarkEnteredInError
from domain.decider import Command, Position
from domain.people import ActorId, ServiceId


def perform(
    command: Command,
    ledger: Ledger,
    *,
    by: ActorId,
    service: ServiceId,
    command_id: str | None = None,
    because_of: Position | None = None,
) -> Receipt:
    """Decide a command on what has happened and record what follows from it.

    The same ``command_id`` with the same command is answered with the earlier receipt, however
    often it comes. Raises the decider's refusals, `CommandIdReused` and `StoreIsBusy`.
    """
    decider = DECIDER_OF[type(command)]

    def decide(read: Reading) -> Decided:
        state = decider.gather(command, read)
        corrects = None
        if isinstance(command, CorrectEntry | MarkEnteredInError):
            corrects = state.versions.first if state.versions else None
        return Decided(decider.decide(command, state), corrects)

    asked = Asked(
        command_id=command_id or secrets.token_urlsafe(16),
        digest=digest_of(command),
        by=by,
        service=service,
        decide=decide,
        because_of=because_of,
    )
    return ledger.transact(asked)


def digest_of(command: Command) -> bytes:
    """Thirty-two bytes that differ as soon as two commands do."""
    name = type(command).__name__.encode()
    return hashlib.sha256(name + b"\x00" + msgspec.json.encode(command, order="sorted")).digest()
