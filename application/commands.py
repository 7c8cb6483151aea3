"""The table of contents of what can be asked: every command and the decider that answers it."""

from typing import Any

from domain import (
    concern_between_peers,
    coordination,
    corrections,
    death,
    group,
    group_meetings,
    match,
    peer,
    person,
    programme,
    programme_places,
    referral,
    service,
    session,
)
from domain.decider import Command, Decider

DECIDERS: tuple[Decider[Any, Any], ...] = (
    *service.DECIDERS,
    coordination.decider,
    person.decider,
    death.decider,
    *referral.DECIDERS,
    *peer.DECIDERS,
    *match.DECIDERS,
    session.decider,
    group.decider,
    group_meetings.decider,
    programme.decider,
    programme_places.decider,
    concern_between_peers.decider,
    corrections.decider,
)

DECIDER_OF: dict[type[Command], Decider[Any, Any]] = {
    command: decider for decider in DECIDERS for command in decider.commands
}
