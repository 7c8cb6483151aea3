"""What a handler works with: the log and the views, for whoever asks, in one service."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Protocol

from application.ledger import Ledger, Receipt
from application.letting_go import Due, let_enquiries_go
from application.looking import Codes, Looking
from application.perform import perform
from application.permissions import NotPermitted, must_see, scope_of
from application.principal import OPERATOR, Principal
from application.proposing_with_record import propose
from application.scope import Scope
from domain.access import Held
from domain.decider import Command
from domain.erasure import ErasureDecided
from domain.folds import ALWAYS
from domain.match import ProposeMatch
from domain.people import ServiceId, Subject
from projections.catch_up import Views
from projections.opening import Opener
from projections.relationships import Standing
from projections.retention import enquiries_due


class Keys(Opener, Codes, Protocol):
    """Opens what is to be shown, and codes for those who add them up."""


@dataclass(frozen=True)
class Desk:
    """The place from which one request is answered, for the one who asks."""

    ledger: Ledger
    views: Views
    opener: Keys
    service: ServiceId
    principal: Principal = OPERATOR

    def for_principal(self, principal: Principal) -> "Desk":
        """The same place, for somebody else."""
        return replace(self, principal=principal)

    def perform(self, command: Command, command_id: str | None = None) -> Receipt:
        """Perform a command, and bring the views to it before the answer leaves."""
        by, service = self.principal, self.service
        if isinstance(command, ProposeMatch):
            receipt = propose(
                command, self.ledger, self.look(), by=by, service=service, command_id=command_id
            )
        else:
            receipt = perform(command, self.ledger, by=by, service=service, command_id=command_id)
        if any(isinstance(each.event, ErasureDecided) for each in receipt.events):
            self.views.forget_erased()
        else:
            self.views.catch_up()
        return receipt

    def let_enquiries_go(self) -> int:
        """Let the enquiries go whose time is over; return how many went."""
        due = [Due(*each) for each in enquiries_due(self.views, self.service)]
        gone = let_enquiries_go(due, self.ledger, self.service)
        if gone:
            self.views.forget_erased()
        return gone

    def at_hand(self) -> "Desk":
        """This desk, for one request: whatever was erased elsewhere is forgotten before it."""
        self.opener.generation()
        return self

    def look(self, *, known_at: datetime | None = None, true_at: datetime | None = None) -> Looking:
        """The past as it stands now, or as it was known or was at a moment, for who only looks."""
        return Looking(
            self.ledger,
            self.opener,
            service=self.service,
            now=true_at or known_at or self.views.clock(),
            upto=None if known_at is None else self.ledger.position_at(known_at),
            true=true_at or ALWAYS,
            by=self.principal.actor,
        )

    # --- Who may see what ---

    def must_see(self, view: str) -> None:
        """Raise `NotPermitted` where no role of the one who asks reaches into a view at all."""
        must_see(view, self.principal, self._held)

    def scope(self, view: str) -> Scope:
        """Whose rows of a view the one who asks may see. Raises `NotPermitted`."""
        self.must_see(view)
        return scope_of(view, self.principal, self._held, self._standing)

    def must_reach(self, view: str, *subjects: Subject) -> None:
        """Raise `NotPermitted` unless all of these are within the scope of a view."""
        scope = self.scope(view)
        if not all(scope.holds(each) for each in subjects):
            raise NotPermitted(
                "This is about somebody who is not yours to look after. "
                "Ask their coordinator or a manager."
            )

    @cached_property
    def _standing(self) -> Standing:
        return Standing(self.views, self.service)

    @cached_property
    def _held(self) -> tuple[Held, ...]:
        principal = self.principal
        return () if principal.operates else self._standing.held_by(principal.holder)
