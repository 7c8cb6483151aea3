"""The one door: every request, from a page, the API, the command line or an import, comes here."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from functools import cache
from typing import get_args, get_type_hints

import msgspec

from application.commands import DECIDER_OF
from application.ledger import Asked, Decided, OwnerErased, Reading, Receipt, Transactor
from application.permissions import must_be_permitted
from application.principal import Principal, principal_of
from domain.confidentiality.commands import RecordEmergencyBreak
from domain.confidentiality.recording import of_nobody_held
from domain.corrections import CorrectEntry, MarkEnteredInError
from domain.decider import Command, Event, Malformed, Position, Read
from domain.people import IDENTIFIER, NOBODY_NAMED, ActorId, ServiceId
from domain.safeguarding import RaiseConcern
from domain.safeguarding.deciding import of_nobody_known

_CORRECTIONS = CorrectEntry, MarkEnteredInError
_sorted = msgspec.json.Encoder(order="sorted").encode


class NotAnIdentifier(Malformed):
    """An identifier holds something else than letters, digits and dashes, or is too long."""


def perform(
    command: Command,
    ledger: Transactor,
    *,
    by: Principal | ActorId,
    service: ServiceId,
    command_id: str | None = None,
    because_of: Position | None = None,
    before: Callable[[Sequence[Event]], Sequence[Event]] | None = None,
) -> Receipt:
    """Decide a command on what has happened and record what follows from it.

    ``by`` is who asks; a bare actor is the program acting in their name, and asks for no role.
    ``before`` is asked once the rules have said yes, and sees what follows; it may refuse too, and
    what it gives is recorded by the same command, before the rest.

    The same ``command_id`` with the same command is answered with the earlier receipt, however
    often it comes. Raises the decider's refusals, `NotPermitted`, `NotAnIdentifier`,
    `CommandIdReused` and `StoreIsBusy`. What was done in an emergency, and a worry, is recorded
    without whom it is about where their key was destroyed.
    """
    _check_identifiers(command)
    decider, principal = DECIDER_OF[type(command)], principal_of(by)

    def decide(read: Reading) -> Decided:
        must_be_permitted(command, principal, read)
        state = decider.gather(command, read)
        corrects = None
        if isinstance(command, _CORRECTIONS):
            corrects = state.versions.first if state.versions else None
        events = decider.decide(command, state)
        if before is not None and events:
            events = [*before(events), *events]
        return Decided(events, corrects)

    asked = Asked(
        command_id=command_id or secrets.token_urlsafe(16),
        digest=digest_of(command),
        by=_actor(command, principal),
        service=service,
        decide=decide,
        because_of=because_of,
        command=command,
    )
    try:
        return ledger.transact(asked)
    except OwnerErased:
        # never refused: whoever was erased has no words of theirs to keep, and the rest is kept
        if isinstance(command, RecordEmergencyBreak):
            command = of_nobody_held(command)
        elif isinstance(command, RaiseConcern):
            command = of_nobody_known(command)
        else:
            raise
        return ledger.transact(asked)


def must_say_yes(command: Command, read: Read) -> None:
    """Raise what the rules refuse of a command, and record nothing: before work that ends in it.

    What that work finds out may stand in it as anything that the rules take. Yes is no promise:
    the rules are asked again when the command is performed.
    """
    _check_identifiers(command)
    decider = DECIDER_OF[type(command)]
    decider.decide(command, decider.gather(command, read))


def _actor(command: Command, principal: Principal) -> ActorId:
    """As whom it is recorded: nobody where a worry is told without saying who tells it."""
    if isinstance(command, RaiseConcern) and command.anonymous:
        return NOBODY_NAMED
    return principal.actor


def digest_of(command: Command) -> bytes:
    """Thirty-two bytes that differ as soon as two commands do."""
    name = type(command).__name__.encode()
    return hashlib.sha256(name + b"\x00" + _sorted(command)).digest()


def _check_identifiers(command: Command) -> None:
    for field in _identifiers(type(command)):
        value = getattr(command, field)
        for each in value if isinstance(value, tuple) else (value,):
            if each is not None and IDENTIFIER.fullmatch(each) is None:
                raise NotAnIdentifier(
                    "An identifier has up to 80 letters, digits and dashes. Check it.", field=field
                )


@cache
def _identifiers(kind: type[Command]) -> tuple[str, ...]:
    """The fields of a command that hold identifiers: those of a type made for it."""
    return tuple(
        field
        for field, hint in get_type_hints(kind).items()
        if any(getattr(part, "__supertype__", None) is str for part in (hint, *get_args(hint)))
    )
