"""The union of every event that was ever stored, by its stored name."""

from domain import (
    concern_between_peers,
    group,
    group_meetings,
    match,
    person,
    programme,
    programme_places,
    referral,
    session,
    training,
)
from domain.decider import EnteredInError, Event
from domain.peer import events as peer
from domain.service import events as service

_MODULES = (
    service,
    person,
    referral,
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
