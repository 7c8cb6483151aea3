"""The union of every event that was ever stored, by its stored name."""

from domain import (
    contact,
    further_support,
    goals,
    match,
    peer,
    person,
    referral,
    service,
)
from domain.boundaries import events as boundary_events
from domain.decider import EnteredInError, Event
from domain.session import debrief, lone_working
from domain.session import events as session_events

_MODULES = (
    service,
    person,
    referral,
    peer,
    match,
    session_events,
    lone_working,
    debrief,
    contact,
    goals,
    boundary_events,
    further_support,
)

EVENTS: dict[str, type[Event]] = {
    kind.__name__: kind
    for module in _MODULES
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
} | {"EnteredInError": EnteredInError}
"""Every event by the name under which it is stored. Names are for ever."""
