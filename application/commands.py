"""The table of contents of what can be asked: every command and the decider that answers it."""

from typing import Any

from domain import (
    consent,
    corrections,
    death,
    match,
    peer,
    person,
    preferences,
    referral,
    service,
    session,
)
from domain.decider import Command, Decider

DECIDERS: tuple[Decider[Any, Any], ...] = (
    service.decider,
    person.decider,
    referral.decider,
    peer.decider,
    *match.DECIDERS,
    session.decider,
    preferences.decider,
    consent.decider,
    death.decider,
    corrections.decider,
)

DECIDER_OF: dict[type[Command], Decider[Any, Any]] = {
    command: decider for decider in DECIDERS for command in decider.commands
}
