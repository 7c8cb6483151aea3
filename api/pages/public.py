"""Pages that anybody may read without an account: privacy, complaints, accessibility, what stays.

They hold nobody's information. How long something is kept is said by the same numbers as the
software goes by.
"""

from typing import Any

from litestar import get
from litestar.response import Template

from api.pages.about import About
from api.pages.frame import AtDesk, Names, page
from domain.definitions import DEFAULTS, numbers_of

KEPT = (
    ("Somebody who never said yes to us", "enquiry_kept_days", "days"),
    ("Somebody whose referral came to nothing", "not_proceeded_kept_months", "months"),
    ("Somebody whom we supported, from the end", "record_kept_months", "months"),
    ("Somebody who gave support, from when they left", "peer_kept_months", "months"),
)


@get("/privacy", sync_to_thread=True, view="public")
def privacy(desk: AtDesk, directory: Names) -> Template:
    """What is kept, why, for how long, who reads it, and what people can ask for."""
    numbers = numbers_of(DEFAULTS)
    kept = [
        {"key": who, "value": f"{numbers[name]:g} {unit}"}
        for who, name, unit in KEPT
        if name in numbers
    ]
    return page("privacy.html", service=About(desk, directory, {}).service_name, kept=kept)


@get("/accessibility", sync_to_thread=True, view="public")
def accessibility() -> Template:
    """What was done so that everybody can use these pages, and what to do where that failed."""
    return page("accessibility.html")


@get("/safe-online", sync_to_thread=True, view="public")
def safe_online() -> Template:
    """What stays on a device that others use too, and how to leave less."""
    return page("safe_online.html")


def handlers() -> list[Any]:
    """The pages for everybody."""
    return [privacy, accessibility, safe_online]
