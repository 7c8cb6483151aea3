"""The union of every event that was ever stored, by its stored name."""

from domain import (
    adoption,
    boundaries,
    contact,
    further_support,
    goals,
    peer,
    person,
    referral,
    service,
)
from domain.decider import EnteredInError, Event
from domain.indicators import voices
from domain.match import events as match_events
from domain.match import events_of_support as match_events_of_support
from domain.session import debrief, lone_working
from domain.session import events as session_events

_MODULES = (
    service,
    adoption,
    person,
    referral,
    peer,
    match_events,
    match_events_of_support,
    session_events,
    lone_working,
    debrief,
    contact,
    goals,
    boundaries,
    further_support,
    voices,
)

EVENTS: dict[str, type[Event]] = {
    kind.__name__: kind
    for module in _MODULES
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
} | {"EnteredInError": EnteredInError}
"""Every event by the name under which it is stored. Names are for ever."""
