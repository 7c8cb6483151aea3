"""The table of contents of what can be asked: every command and the decider that answers it."""

from typing import Any

from domain import (
    boundaries,
    contact,
    corrections,
    further_support,
    goals,
    match,
    peer,
    person,
    referral,
    service,
    session,
)
from domain.decider import Command, Decider
from domain.session import debrief, lone_working

DECIDERS: tuple[Decider[Any, Any], ...] = (
    service.decider,
    person.decider,
    referral.decider,
    peer.decider,
    match.decider,
    session.decider,
    lone_working.decider,
    debrief.decider,
    contact.decider,
    goals.decider,
    boundaries.decider,
    further_support.decider,
    corrections.decider,
)

DECIDER_OF: dict[type[Command], Decider[Any, Any]] = {
    command: decider for decider in DECIDERS for command in decider.commands
}
