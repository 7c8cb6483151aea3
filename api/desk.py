"""What a handler works with: the log and the views, for whoever asks, in one service."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from application.ledger import Ledger, Receipt
from application.looking import Codes, Looking
from application.perform import perform
from application.proposing_with_record import propose
from domain.decider import Command
from domain.folds import ALWAYS
from domain.match import ProposeMatch
from domain.people import LOCAL_OPERATOR, ActorId, ServiceId
from projections.catch_up import Views
from projections.opening import Opener


class Keys(Opener, Codes, Protocol):
    """Opens what is to be shown, and codes for those who add them up."""


@dataclass(frozen=True)
class Desk:
    """The place from which one request is answered."""

    ledger: Ledger
    views: Views
    opener: Keys
    service: ServiceId
    by: ActorId = LOCAL_OPERATOR

    def perform(self, command: Command, command_id: str | None = None) -> Receipt:
        """Perform a command, and bring the views to it before the answer leaves."""
        by, service = self.by, self.service
        if isinstance(command, ProposeMatch):
            receipt = propose(
                command, self.ledger, self.look(), by=by, service=service, command_id=command_id
            )
        else:
            receipt = perform(command, self.ledger, by=by, service=service, command_id=command_id)
        self.views.catch_up()
        return receipt

    def look(self, *, known_at: datetime | None = None, true_at: datetime | None = None) -> Looking:
        """The past as it stands now, or as it was known or was at a moment, for who only looks."""
        return Looking(
            self.ledger,
            self.opener,
            service=self.service,
            now=true_at or known_at or self.views.clock(),
            upto=None if known_at is None else self.ledger.position_at(known_at),
            true=true_at or ALWAYS,
            by=self.by,
        )
