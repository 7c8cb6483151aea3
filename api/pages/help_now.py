"""The page of numbers to call when somebody needs help at once, as the service gives them."""

from collections.abc import Mapping

from litestar import get
from litestar.response import Template

from api.desk import Desk
from api.pages.dates import full_day_words
from api.pages.frame import HELP_NOW, AtDesk, page
from domain.folds import as_of, fold, of_subject
from domain.people import subject
from domain.service import SERVICE, USUAL_HELP, HelpNumber, Service


@get(HELP_NOW, sync_to_thread=True, view="help_now")
def help_now(desk: AtDesk) -> Template:
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
    return page("help_now.html", calls=calls)


def numbers_of(desk: Desk) -> Mapping[str, HelpNumber]:
    """The numbers that the service gives; the usual ones where the log cannot be read."""
    about = subject("service", desk.service)
    try:
        history = desk.ledger.history(about)
        service: Service = fold(SERVICE, of_subject(as_of(history), about))
    except Exception:  # noqa: BLE001 - whatever is broken, somebody in danger finds a number
        return USUAL_HELP
    return service.help_numbers
