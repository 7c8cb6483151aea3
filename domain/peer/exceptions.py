"""Doing without something that everybody is asked: openly, with a reason, for a time.

There is no other way around a standard (domain reference, 2.4): whoever cannot do what is asked,
and has no exception, is refused. The PVG scheme is the law, and nobody is excepted from it.
"""

from collections.abc import Sequence

from domain.decider import Decider, Event, event_of
from domain.peer.asking import PeerAsked, gather, must_be_here
from domain.peer.commands import EndException, GrantException
from domain.peer.events import ExceptionEnded, ExceptionGranted
from domain.peer.refusals import (
    ApplicationIsOver,
    NothingToExcept,
    PeerHasLeft,
    UnknownPeer,
    must_be_known_peer,
)
from domain.peer.stages import EXCEPTION_MONTHS
from domain.periods import NotYetHappened, TooLongAgo, happened, local_day
from domain.service import MayNotApprove, Requirement, Service
from domain.service.asking import must_approve
from domain.training import NotAnExpiryDay, NotNamed, months_after, must_be_named

Exceptions = GrantException | EndException

OF_ONE_THING = {Requirement.COURSE, Requirement.POLICY}
"""An exception from these names the one that is meant."""


def decide(command: Exceptions, state: PeerAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    must_be_known_peer(state.peer)
    match command:
        case GrantException():
            return _granted(command, state)
        case EndException():
            at = happened(command.at, state.now)
            if not any(
                each.in_force_at(at)
                for each in state.peer.exceptions
                if (each.requirement, each.code) == (command.requirement, command.code)
            ):
                return []
            service = state.peer.service
            return [event_of(ExceptionEnded, command, service=service, at=at)]


def _granted(command: GrantException, state: PeerAsked) -> Sequence[Event]:
    peer, now = state.peer, state.now
    must_be_here(peer)
    must_be_named(command.reason, "reason")
    must_approve(state.service, command.granted_by, "granted_by")
    _check_code(command, state.service)
    today = local_day(now)
    if not today <= command.until <= months_after(today, EXCEPTION_MONTHS):
        raise NotAnExpiryDay(
            f"An exception lasts {EXCEPTION_MONTHS} months at most, and can be granted again. "
            "Choose a day until then.",
            field="until",
        )
    same = (command.requirement, command.code, command.until)
    if any(
        (each.requirement, each.code, each.until) == same and each.in_force_at(now)
        for each in peer.exceptions
    ):
        return []
    return [event_of(ExceptionGranted, command, service=peer.service, at=now)]


def _check_code(command: GrantException, service: Service) -> None:
    """Raise where the code is not of something that the service asks, so that it is never words."""
    if command.requirement not in OF_ONE_THING:
        if command.code is not None:
            raise NothingToExcept("This exception needs no code. Leave it out.", field="code")
        return
    asked = service.standard_for(service.offers)
    of_policies = command.requirement is Requirement.POLICY
    codes: tuple[str, ...] = asked.policies if of_policies else asked.courses
    if command.code not in codes:
        raise NothingToExcept(
            f"No offer asks this of anybody. Choose one of {', '.join(codes)}.", field="code"
        )


decider = Decider(
    noun="peer",
    commands=(GrantException, EndException),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownPeer,
        PeerHasLeft,
        ApplicationIsOver,
        MayNotApprove,
        NothingToExcept,
        NotAnExpiryDay,
        NotNamed,
        NotYetHappened,
        TooLongAgo,
    ),
)
