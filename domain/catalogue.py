"""The union of every event that was ever stored, by its stored name."""

from domain import match, peer, person, service, session
from domain.decider import EnteredInError, Event
from domain.referral import (
    events_arriving,
    events_knowing,
    events_leaving,
    events_reaching,
    events_waiting,
)

_OF_REFERRAL = (events_arriving, events_knowing, events_reaching, events_waiting, events_leaving)
_MODULES = (service, person, *_OF_REFERRAL, peer, match, session)

EVENTS: dict[str, type[Event]] = {
    kind.__name__: kind
    for module in _MODULES
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
} | {"EnteredInError": EnteredInError}
"""Every event by the name under which it is stored. Names are for ever."""
