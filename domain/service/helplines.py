"""The numbers that a service gives to whoever needs help at once (domain reference, 9.5)."""

from collections.abc import Sequence

from domain.decider import Decider, Event, event_of
from domain.periods import NotYetHappened, local_day
from domain.service.asking import ServiceAsked, gather, must_be_open
from domain.service.commands import RemoveHelpNumber, SetHelpNumber
from domain.service.events import HelpNumberRemoved, HelpNumberSet
from domain.service.help import EMERGENCY, USUAL_HELP, HelpNumber
from domain.service.refusals import (
    NotANumberToCall,
    NumberForEverybody,
    UnknownLine,
    UnknownService,
)
from domain.training import NotNamed, must_be_named

DIALLED = frozenset("0123456789 +")

HelpCommand = SetHelpNumber | RemoveHelpNumber


def decide(command: HelpCommand, state: ServiceAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    must_be_open(state.service)
    match command:
        case SetHelpNumber():
            return _set(command, state)
        case RemoveHelpNumber(line=line):
            if line == EMERGENCY:
                raise NumberForEverybody(
                    "The number for danger to life is always given. Leave it.", field="line"
                )
            if line not in state.service.help_numbers:
                raise UnknownLine("No number is given under this code. Check it.", field="line")
            return [event_of(HelpNumberRemoved, command, at=state.now)]


def _set(command: SetHelpNumber, state: ServiceAsked) -> Sequence[Event]:
    must_be_named(command.line, "line")
    must_be_named(command.who, "who")
    digits = command.number.replace(" ", "")
    if not (digits and set(digits) <= DIALLED):
        raise NotANumberToCall("Give a number to call, in digits.", field="number")
    if command.line == EMERGENCY and digits != USUAL_HELP[EMERGENCY].number:
        raise NotANumberToCall("In danger to life the number is 999. Leave it.", field="number")
    today = local_day(state.now)
    checked_on = command.checked_on or today
    if checked_on > today:
        raise NotYetHappened("This day has not come yet. Check the date.", field="checked_on")
    given = HelpNumber(command.number, command.who, checked_on)
    if state.service.help_numbers.get(command.line) == given:
        return []
    return [event_of(HelpNumberSet, command, checked_on=checked_on, at=state.now)]


decider = Decider(
    noun="service",
    commands=(SetHelpNumber, RemoveHelpNumber),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownService,
        UnknownLine,
        NumberForEverybody,
        NotANumberToCall,
        NotNamed,
        NotYetHappened,
    ),
)
