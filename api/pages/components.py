"""Every component of the pages on one page, so that a change to one is seen at once."""

from typing import Any

from litestar import get
from litestar.response import Template

from api.pages.frame import page

PATH = "/components"
OPTIONS = [
    {"value": "one", "label": "The first"},
    {"value": "two", "label": "The second", "hint": "With a hint."},
]
ENTRIES: list[dict[str, Any]] = [
    {
        "when": "4 May",
        "on": "2026-05-04",
        "sentence": "A session was held by phone, 70 minutes.",
        "recorded": "Recorded 7 May by Isla.",
        "href": "#timeline",
    },
    {
        "when": "24 April",
        "on": "2026-04-24",
        "sentence": "They met by chance.",
        "mark": "Corrected",
    },
]


@get(PATH, sync_to_thread=False, view="help_now")
def components() -> Template:
    """All components. It holds nobody's information, so it is open to everybody."""
    return page("components.html", options=OPTIONS, entries=ENTRIES)
