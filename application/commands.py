"""The table of contents of what can be asked: every command and the decider that answers it."""

from typing import Any

from domain import corrections, match, person, referral, service, session
from domain.decider import Command, Decider
from domain.peer import backing, breaks, checks, joining, leaving, starting

DECIDERS: tuple[Decider[Any, Any], ...] = (
    service.decider,
    person.decider,
    referral.decider,
    joining.decider,
    checks.decider,
    backing.decider,
    starting.decider,
    breaks.decider,
    leaving.decider,
    match.decider,
    session.decider,
    corrections.decider,
)

DECIDER_OF: dict[type[Command], Decider[Any, Any]] = {
    command: decider for decider in DECIDERS for command in decider.commands
}
