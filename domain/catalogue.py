"""The union of every event that was ever stored, by its stored name."""

from domain import adoption, match, peer, person, referral, service, session
from domain.decider import EnteredInError, Event

_MODULES = (service, adoption, person, referral, peer, match, session)

EVENTS: dict[str, type[Event]] = {
    kind.__name__: kind
    for module in _MODULES
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
} | {"EnteredInError": EnteredInError}
"""Every event by the name under which it is stored. Names are for ever."""
