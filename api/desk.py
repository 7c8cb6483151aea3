"""What a handler works with: the log and the views, for whoever asks, in one service."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import NoReturn, Protocol

from application.ledger import Ledger, Receipt
from application.letting_go import Due, let_enquiries_go
from application.looking import Codes, Looking
from application.perform import must_say_yes, perform
from application.permissions import (
    OPENING,
    NotPermitted,
    basis_of,
    may_ask,
    may_open,
    must_ask,
    must_have_proved,
    must_see,
    scope_of,
    sees,
)
from application.policy import COMMANDS, NOTED_BY_CONCERN
from application.principal import OPERATOR, Principal
from application.proposing_with_record import propose
from application.referring import linking
from application.register import Noted, Register
from application.scope import Scope
from domain.access import AnswerGiven, AnswerRefused, Held
from domain.decider import Command, Position, Recorded, Refusal
from domain.erasure import ErasureDecided, FieldRedactionDecided
from domain.folds import ALWAYS
from domain.match import ProposeMatch
from domain.people import ServiceId, Subject
from domain.referral import ReceiveReferral
from domain.service_report import IssueServiceReport
from projections.catch_up import Views
from projections.directory import Directory
from projections.opening import Opener
from projections.rectified import PutRight
from projections.relationships import Standing
from projections.retention import enquiries_due

DESTROYING = (ErasureDecided, FieldRedactionDecided)
"""What is recorded when a key is destroyed: nothing that was opened with it may be kept."""


class Keys(Opener, Codes, Protocol):
    """Opens what is to be shown, and codes for those who add them up."""


class Noting:
    """Opens, and notes whom that was about: what is opened for an answer may stand in it.

    ``keys`` open without noting.
    """

    def __init__(self, keys: Keys, noted: set[Subject]) -> None:
        """Open with these keys."""
        self.keys, self._noted = keys, noted

    def open(self, recorded: Recorded) -> Recorded:
        """See `projections.opening.Opener`."""
        self._noted.update(each for each in recorded.tags if is_somebody(each))
        return self.keys.open(recorded)

    def codes(self, recorded: Recorded) -> Recorded:
        """See `application.looking.Codes`."""
        return self.keys.codes(recorded)

    def generation(self) -> int:
        """See `projections.opening.Opener`."""
        return self.keys.generation()


def is_somebody(about: Subject) -> bool:
    """Whether it is a person or a peer supporter: whose information an answer may hold."""
    return about.startswith(("person:", "peer:"))


def is_concern(about: Subject) -> bool:
    """Whether it is a safeguarding concern: reads of it are noted under its own name."""
    return about.startswith("concern:")


@dataclass(frozen=True)
class Desk:
    """The place from which one request is answered, for the one who asks.

    ``noted`` is whom the answer is about. It is put into the log of reads by `tell`, before the
    answer leaves.
    """

    ledger: Ledger
    views: Views
    opener: Keys
    service: ServiceId
    register: Register
    principal: Principal = OPERATOR
    noted: set[Subject] = field(default_factory=set)

    def for_principal(self, principal: Principal) -> "Desk":
        """The same place, for one answer to somebody."""
        noted: set[Subject] = set()
        keys = Noting(self.opener, noted)
        return replace(self, principal=principal, noted=noted, opener=keys)

    def perform(self, command: Command, command_id: str | None = None) -> Receipt:
        """Perform a command, and bring the views to it before the answer leaves."""
        try:
            receipt = self._performed(command, command_id)
        except NotPermitted as no:
            self._refused(type(command).__name__, no)
            raise
        if any(isinstance(each.event, DESTROYING) for each in receipt.events):
            self.views.forget_erased()
        else:
            self.views.catch_up()
        return receipt

    def must_say_yes(self, command: Command) -> None:
        """Raise what performing a command would raise now: before work that ends in it."""
        self.must_ask(type(command))
        self.must_have_proved(type(command))
        must_say_yes(command, self.look())

    def names_to_compare(self) -> Directory:
        """Names that are compared and stand in no answer: nobody is noted for them."""
        keys = self.opener.keys if isinstance(self.opener, Noting) else self.opener
        return Directory(self.views, keys)

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

    def _performed(self, command: Command, command_id: str | None) -> Receipt:
        by, service = self.principal, self.service
        if isinstance(command, IssueServiceReport):
            from api.service_reports import issue  # it asks the desk, and the desk asks it

            return issue(self, command, command_id)
        if isinstance(command, ProposeMatch):
            return propose(
                command, self.ledger, self.look(), by=by, service=service, command_id=command_id
            )
        before = linking(by) if isinstance(command, ReceiveReferral) else None
        return perform(
            command, self.ledger, by=by, service=service, command_id=command_id, before=before
        )

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
            shown=list if known_at is None else PutRight(self.ledger, self.service).shown,
        )

    def look_back(self, known: Position | None, true_at: datetime) -> Looking:
        """The past as known at a position, with nothing that happened after a moment."""
        return Looking(
            self.ledger,
            self.opener,
            service=self.service,
            now=true_at,
            upto=known,
            true=true_at,
            by=self.principal.actor,
        )

    # --- Who may see what ---

    def must_see(self, view: str) -> None:
        """Raise `NotPermitted` where no role of the one who asks reaches into a view at all."""
        try:
            must_see(view, self.principal, self._held)
        except NotPermitted as no:
            self._refused(view, no)
            raise

    def must_have_proved(self, asked: type[Command] | str) -> None:
        """Raise `NotProved` where a command, view or file asks for a code that was not just shown.

        Being asked for one is noted.
        """
        try:
            must_have_proved(asked, self.principal)
        except NotPermitted as no:
            self._refused(asked if isinstance(asked, str) else asked.__name__, no)
            raise

    def sees(self, view: str) -> bool:
        """Whether a view is a place of the one who asks: whether a way to it is shown."""
        return sees(view, self.principal, self._held)

    def may_ask(self, kind: type[Command]) -> bool:
        """Whether a kind of command is for the one who asks: whether a way to it is shown."""
        return may_ask(kind, self.principal, self._held)

    def must_ask(self, kind: type[Command]) -> None:
        """Raise `NotPermitted` where no role of the one who asks covers a kind of command."""
        try:
            must_ask(kind, self.principal, self._held)
        except NotPermitted as no:
            self._refused(kind.__name__, no)
            raise

    def scope(self, view: str) -> Scope:
        """Whose rows of a view the one who asks may see. Raises `NotPermitted`."""
        self.must_see(view)
        return scope_of(view, self.principal, self._held, self._standing)

    def may_see(self, view: str, about: Subject) -> bool:
        """Whether the one who asks may see somebody in a view; asking this is no refusal."""
        return scope_of(view, self.principal, self._held, self._standing).holds(about)

    def must_reach(self, view: str, *subjects: Subject) -> None:
        """Raise `NotPermitted` unless all of these are within the scope of a view.

        They are noted: an answer is about them from here on.
        """
        scope = self.scope(view)
        if not all(scope.holds(each) for each in subjects):
            self.refuse(view, *subjects)
        self.note(*subjects)

    def reaches(self, view: str, about: Subject) -> bool:
        """Whether somebody is within the scope of a view, where saying no is no refusal."""
        return scope_of(view, self.principal, self._held, self._standing).holds(about)

    def refuse(self, view: str, *subjects: Subject) -> NoReturn:
        """Say no to a view of somebody, and note that it was asked for. Raises `NotPermitted`."""
        no = NotPermitted(
            "This is about somebody who is not yours to look after. "
            "Ask their coordinator or a manager."
        )
        self._refused(view, no, *subjects)
        raise no

    # --- What was seen ---

    def note(self, *subjects: Subject) -> None:
        """The answer is about these, as far as they are people, peer supporters or concerns."""
        self.noted.update(each for each in subjects if is_somebody(each) or is_concern(each))

    def tell(self, view: str) -> None:
        """Put into the log of reads that an answer is given about all who were noted.

        An answer about safeguarding concerns is about these, and not filed under those whom they
        are about: whoever asks who looked at somebody would learn that there is one.
        Raises `NotRecorded`; then nothing may be given.
        """
        basis, opening = basis_of(view, self.principal, self._held), self._opening(view)
        given = AnswerGiven(
            service=self.service,
            view=view,
            basis=basis if opening is None else (*basis, OPENING),
            opening=opening,
            at=self.views.clock(),
        )
        about = self.noted
        if view in NOTED_BY_CONCERN:
            about = {each for each in about if is_concern(each)}
        self.register.record(Noted(given, self.principal, about))

    def _opening(self, view: str) -> Position | None:
        """The entry by which somebody let themself in to one of those whom an answer is about."""
        holder = self.principal.holder
        if holder is None or not may_open(view, self._held):
            return None
        opened = self._standing.opened_by(holder)
        return next((opened[each] for each in sorted(self.noted) if each in opened), None)

    def might(self, command: type[Command]) -> bool:
        """Whether a role of the one who asks has to do with a command at all."""
        return any(each.role in COMMANDS[command] for each in self._held)

    def note_refused(self, view: str, rule: type[Refusal]) -> None:
        """Put into the log of reads that somebody was turned away by a page that says so itself."""
        self._refused(view, rule(""))

    def _refused(self, view: str, no: Refusal, *about: Subject) -> None:
        refused = AnswerRefused(
            service=self.service, view=view, rule=type(no).__name__, at=self.views.clock()
        )
        named = [each for each in about if is_somebody(each)]
        self.register.record(Noted(refused, self.principal, named))

    @cached_property
    def _standing(self) -> Standing:
        return Standing(self.views, self.service)

    @cached_property
    def _held(self) -> tuple[Held, ...]:
        principal = self.principal
        return () if principal.operates else self._standing.held_by(principal.holder)
