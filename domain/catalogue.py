"""The union of every event that was ever stored, by its stored name."""

from domain import match, peer, person, referral, service
from domain.decider import EnteredInError, Event
from domain.session import events as session_events

_MODULES = (service, person, referral, peer, match, session_events)

EVENTS: dict[str, type[Event]] = {
    kind.__name__: kind
    for module in _MODULES
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
} | {"EnteredInError": EnteredInError}
"""Every event by the name under which it is stored. Names are for ever."""
