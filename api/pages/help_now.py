"""The page of numbers to call when somebody needs help at once, as the service gives them.

Below them whoever is signed in writes down whom they have told, on the same page.
"""

import logging
from collections.abc import Mapping
from typing import Any

from litestar import get
from litestar.response import Template

from api.desk import Desk
from api.entrance import NOBODY
from api.pages import words
from api.pages.about import About
from api.pages.dates import full_day_words
from api.pages.fields import fields_of
from api.pages.forms import new_key, shown_fields
from api.pages.frame import HELP_NOW, AtDesk, Names, page
from api.pages.links import link_to
from api.pages.watching import unwatched
from domain.confidentiality.commands import RecordEmergencyBreak
from domain.folds import as_of, fold, of_subject
from domain.people import subject
from domain.service import SERVICE, USUAL_HELP, HelpNumber, Service
from projections.directory import Directory

log = logging.getLogger(__name__)


@get(HELP_NOW, sync_to_thread=True, view="help_now")
def help_now(desk: AtDesk, directory: Names) -> Template:
    """Whom to call, before anything is written down."""
    calls = [
        {
            "number": given.number,
            "href": f"tel:{given.number.replace(' ', '')}",
            "who": given.who,
            "checked": None if given.checked_on is None else full_day_words(given.checked_on),
        }
        for given in numbers_of(desk).values()
    ]
    told = unwatched(desk)
    return page("help_now.html", calls=calls, unwatched=told, record=_record(desk, directory))


def _record(desk: Desk, directory: Directory) -> dict[str, Any] | None:
    """The form of what was told in danger; nobody's who has not signed in."""
    if desk.principal == NOBODY:
        return None
    try:
        about = About(desk, directory, {})
        asked = fields_of(RecordEmergencyBreak, frozenset(), about.offered, about.named)
    except Exception:  # whatever is broken, somebody in danger finds a number
        log.exception("The form of an emergency cannot be shown.")
        return None
    fields = {field["name"]: field for field in shown_fields(asked, {}, [])}
    return {
        "action": link_to(RecordEmergencyBreak),
        "button": words.FORMS[RecordEmergencyBreak].button,
        "fields": [fields[name] for name in words.FIRST[RecordEmergencyBreak]],
        "key": new_key(),
    }


def numbers_of(desk: Desk) -> Mapping[str, HelpNumber]:
    """The numbers that the service gives; the usual ones where the log cannot be read."""
    about = subject("service", desk.service)
    try:
        history = desk.ledger.history(about)
        service: Service = fold(SERVICE, of_subject(as_of(history), about))
    except Exception:  # noqa: BLE001 - whatever is broken, somebody in danger finds a number
        return USUAL_HELP
    return service.help_numbers
