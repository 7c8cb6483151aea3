"""A worry about Morag, told by Davie, and how it goes on."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.decider import Command, Event, Recorded, Refusal
from domain.folds import as_of, of_subject
from domain.people import (
    LOCAL_OPERATOR,
    ActorId,
    ConcernedPeerId,
    ConcernedPersonId,
    ConcernedStaffId,
    ConcernId,
    subject,
)
from domain.safeguarding import (
    SAFEGUARDING,
    AcknowledgeConcern,
    ConsiderConcern,
    RaiseConcern,
    SafeguardingConcern,
)
from domain.safeguarding.language import Answer
from domain.service import Duty
from tests.domain.cast import MACHAIR, named
from tests.domain.decisions import NOW, Past, decided, fresh_id, in_order

CONCERN = ConcernId(fresh_id("concern"))
LEAD, DEPUTY, MANAGER = ActorId("catriona"), ActorId("hamish"), ActorId("fraser")
DAVIES, ISLAS = ActorId("davie"), ActorId("isla")
ABOUT_MORAG = ConcernedPersonId("morag")
ABOUT_DAVIE = ConcernedPeerId("davie")
ABOUT_ISLA, ABOUT_CATRIONA = ConcernedStaffId("isla"), ConcernedStaffId("catriona")
WORRY = RaiseConcern(
    in_danger=Answer.NO, words="There were bruises on her arm.", about_person=ABOUT_MORAG
)
OF_DAVIE = RaiseConcern(
    in_danger=Answer.NO, words="He keeps her pension book.", about_peer=ABOUT_DAVIE
)
TAKE_ON = AcknowledgeConcern(concern=CONCERN)
THINK = ConsiderConcern(
    concern=CONCERN,
    sixteen_or_over=Answer.YES,
    unable_to_safeguard=Answer.YES,
    at_risk_of_harm=Answer.YES,
    more_vulnerable=Answer.UNCLEAR,
)
HERE: tuple[Event, ...] = (*MACHAIR, named("fraser", Duty.MANAGER))  # type: ignore[arg-type]


@dataclass
class Worry:
    """One concern in a service, as those who see to it live through it."""

    now: datetime = NOW
    by: ActorId = LEAD
    events: tuple[Recorded, ...] = field(default_factory=lambda: in_order(HERE))

    def does(self, *commands: Command, by: ActorId | None = None) -> "Worry":
        """Ask for these, one minute after the other; each must be granted."""
        for command in commands:
            follows = decided(Past(self.events, self.now, by or self.by), command)
            happened = [each.event for each in self.events]
            self.events = in_order([*happened, *follows])
            self.now += timedelta(minutes=1)
        return self

    def refused(self, command: Command, by: ActorId | None = None) -> Refusal:
        """The no to a request."""
        try:
            decided(Past(self.events, self.now, by or self.by), command)
        except Refusal as refusal:
            return refusal
        raise AssertionError("this was granted")

    @property
    def said(self) -> list[Event]:
        """What was recorded of the concern."""
        return [each.event for each in self.events if subject("concern", CONCERN) in each.tags]

    @property
    def concern(self) -> SafeguardingConcern:
        """What it adds up to."""
        about = subject("concern", CONCERN)
        found: SafeguardingConcern = SAFEGUARDING.initial
        filed = [each for each in self.events if about in each.tags]
        for each in of_subject(as_of(filed), about):
            found = SAFEGUARDING.evolve(found, each)
        return found


def raised(*commands: Command, first: RaiseConcern = WORRY, by: ActorId = DAVIES) -> Worry:
    """A worry that was told, and what the lead then did."""
    return Worry().does(first, by=by).does(*commands)


def at_a_terminal(worry: Worry, commands: Iterable[Command]) -> Worry:
    """The same, written down by whoever holds the machine."""
    return worry.does(*commands, by=LOCAL_OPERATOR)
