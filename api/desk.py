"""What a handler works with: the log and the views, for whoever asks, in one service."""

from dataclasses import dataclass
from typing import Protocol

from application.ledger import Ledger, Receipt
from application.looking import Codes, Looking
from application.perform import perform
from application.proposing_with_record import propose
from domain.decider import Command
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

    def look(self) -> Looking:
        """The past as it stands now, for whoever only looks."""
        return Looking(
            self.ledger, self.opener, service=self.service, now=self.views.clock(), by=self.by
        )
