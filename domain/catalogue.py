"""The union of every event that was ever stored, by its stored name."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from domain.decider import EnteredInError, Event

NOUNS = (
    "service",
    "access",
    "adoption",
    "person",
    "referral",
    "training",
    "peer",
    "match",
    "session",
    "contact",
    "goals",
    "boundaries",
    "further_support",
    "professional_training",
    "recognition",
    "competencies",
    "preferences",
    "equality",
    "health_numbers",
    "places",
    "outcomes",
    "peer_measures",
    "supervision_cover",
    "staff_supervision",
    "hard_sessions",
    "wellbeing_plan",
    "staffing",
    "consent",
    "disclosure",
    "story",
    "proposal_sharing",
    "indicators",
    "group",
    "group_meetings",
    "group_refreshing",
    "programme",
    "programme_places",
    "concern_between_peers",
    "safeguarding",
    "confidentiality",
    "erasure",
    "rights",
    "rectification",
    "complaint",
    "opening",
    "reading",
    "study",
    "service_report",
    "funding",
    "partnership",
    "listings",
    "messages",
)
"""What holds events in the domain, in the order in which people meet it."""


def _modules_of(noun: str) -> Iterator[ModuleType]:
    module = import_module(f"domain.{noun}")
    yield module
    for part in iter_modules(getattr(module, "__path__", ())):
        yield import_module(f"domain.{noun}.{part.name}")


EVENTS: dict[str, type[Event]] = {
    kind.__name__: kind
    for noun in NOUNS
    for module in _modules_of(noun)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Event) and kind.__module__ == module.__name__
} | {"EnteredInError": EnteredInError}
"""Every event by the name under which it is stored. Names are for ever."""
