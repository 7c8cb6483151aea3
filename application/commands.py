"""The table of contents of what can be asked: every command and the decider that answers it."""

from typing import Any

from domain import (
    adoption,
    boundaries,
    contact,
    corrections,
    death,
    further_support,
    goals,
    indicators,
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
    adoption.decider,
    person.decider,
    referral.decider,
    peer.decider,
    *match.DECIDERS,
    session.decider,
    lone_working.decider,
    debrief.decider,
    contact.decider,
    goals.decider,
    boundaries.decider,
    further_support.decider,
    death.decider,
    indicators.decider,
    corrections.decider,
)

DECIDER_OF: dict[type[Command], Decider[Any, Any]] = {
    command: decider for decider in DECIDERS for command in decider.commands
}
