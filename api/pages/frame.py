"""The frame around every page, and what the pages have in common."""

from typing import Any, TypeAlias

from litestar import Request
from litestar.di import NamedDependency
from litestar.response import Template

from api.desk import Desk
from projections.directory import Directory

Asking: TypeAlias = Request[Any, Any, Any]
AtDesk: TypeAlias = NamedDependency[Desk]
Names: TypeAlias = NamedDependency[Directory]
"""What a page is given: what was asked, the desk to answer from, and who is who."""

HELP_NOW = "/help-now"
PLACES = (("Caseload", "/caseload"), ("Take a referral", "/referrals/new"))
FROM_CASELOAD = {"label": "Caseload", "href": "/caseload"}


def page(template: str, /, *, here: str = "", status: int = 200, **context: Any) -> Template:
    """A page in its frame. ``here`` is the place of the navigation that it belongs to."""
    navigation = [{"label": label, "href": href, "current": href == here} for label, href in PLACES]
    frame = {"navigation": navigation, "help_href": HELP_NOW}
    return Template(template_name=template, context=frame | context, status_code=status)


def count_words(number: int, thing: str, things: str | None = None) -> str:
    """A number of things: "1 person", "2,114 people"."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"
