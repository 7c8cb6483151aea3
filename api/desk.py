"""What a handler works with: the log and the views, for whoever asks, in one service."""

from dataclasses import dataclass

from application.ledger import Ledger, Receipt
from application.perform import perform
from domain.decider import Command
from domain.people import LOCAL_OPERATOR, ActorId, ServiceId
from projections.catch_up import Views
from projections.opening import Opener


@dataclass(frozen=True)
class Desk:
    """The place from which one request is answered."""

    ledger: Ledger
    views: Views
    opener: Opener
    service: ServiceId
    by: ActorId = LOCAL_OPERATOR

    def perform(self, command: Command, command_id: str | None = None) -> Receipt:
        """Perform a command, and bring the views to it before the answer leaves."""
        receipt = perform(
            command, self.ledger, by=self.by, service=self.service, command_id=command_id
        )
        self.views.catch_up()
        return receipt
