"""The table of contents of what can be asked: every command and the decider that answers it."""

from typing import Any

from domain import (
    access,
    adoption,
    boundaries,
    competencies,
    concern_between_peers,
    confidentiality,
    consent,
    contact,
    coordination,
    corrections,
    death,
    equality,
    erasure,
    further_support,
    goals,
    group,
    group_meetings,
    indicators,
    match,
    peer,
    person,
    preferences,
    professional_training,
    programme,
    programme_places,
    proposal_sharing,
    referral,
    retention,
    rights,
    service,
    session,
)
from domain.decider import Command, Decider
from domain.session import debrief, lone_working

DECIDERS: tuple[Decider[Any, Any], ...] = (
    *service.DECIDERS,
    coordination.decider,
    access.decider,
    adoption.decider,
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
    *confidentiality.DECIDERS,
    lone_working.decider,
    debrief.decider,
    contact.decider,
    goals.decider,
    boundaries.decider,
    further_support.decider,
    professional_training.decider,
    competencies.decider,
    preferences.decider,
    equality.decider,
    consent.decider,
    proposal_sharing.decider,
    indicators.decider,
    erasure.decider,
    rights.decider,
    retention.decider,
    corrections.decider,
)

DECIDER_OF: dict[type[Command], Decider[Any, Any]] = {
    command: decider for decider in DECIDERS for command in decider.commands
}
