"""The union of every event that was ever stored, by its stored name."""

from domain import (
    concern_between_peers,
    group,
    group_meetings,
    match,
    person,
    programme,
    programme_places,
    session,
    training,
)
from domain.decider import EnteredInError, Event
from domain.peer import events as peer
from domain.referral import (
    events_arriving,
    events_knowing,
    events_leaving,
    events_reaching,
    events_waiting,
)
from domain.service import events as service

_OF_REFERRAL = (events_arriving, events_knowing, events_reaching, events_waiting, events_leaving)
_MODULES = (
    service,
    person,
    *_OF_REFERRAL,
    training,
    peer,
    match,
    session,
    group,
    group_meetings,
    programme,
    programme_places,
    concern_between_peers,
)

EVENTS: dict[str, type[Event]] = {
    kind.__name__: kind
    for module in _MODULES
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
} | {"EnteredInError": EnteredInError}
"""Every event by the name under which it is stored. Names are for ever."""
