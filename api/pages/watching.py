"""What a page says outside staffed hours: that nobody is watching now, and whom to call."""

from api.desk import Desk
from domain.folds import as_of, fold, of_subject
from domain.people import subject
from domain.service import SERVICE, Service
from domain.staffing import STAFFING, Staffing
from projections.watching import unwatched as nobody_watching


def unwatched(desk: Desk) -> str | None:
    """That nobody is watching at this moment, and whom to call; nothing in staffed hours."""
    about = subject("service", desk.service)
    try:
        happened = of_subject(as_of(desk.ledger.history(about)), about)
        staffing, service = fold(STAFFING, happened), fold(SERVICE, happened)
    except Exception:  # noqa: BLE001 - whatever is broken, somebody in danger finds a number
        staffing, service = Staffing(), Service()
    return nobody_watching(staffing, service, desk.views.clock())
