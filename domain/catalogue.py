"""The union of every event that was ever stored, by its stored name."""

from domain import consent, peer, person, preferences, referral, service, session
from domain.decider import EnteredInError, Event
from domain.match import considering
from domain.match import events as match_events
from domain.match import events_of_support as match_events_of_support

_MODULES = (
    service,
    person,
    referral,
    peer,
    match_events,
    match_events_of_support,
    considering,
    session,
    preferences,
    consent,
)

EVENTS: dict[str, type[Event]] = {
    kind.__name__: kind
    for module in _MODULES
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
} | {"EnteredInError": EnteredInError}
"""Every event by the name under which it is stored. Names are for ever."""
