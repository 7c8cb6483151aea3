"""The proof of a decision for the one whom it is about, as a file.

A form records that it is given, or says why it may not be: they have not been told, or have not
said that they may be sent something in this way. Only then is there a file, on the record's page.
"""

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from api.desk import Desk
from api.pages.break_record import must_reach
from api.pages.evidence import Bundling
from api.pages.frame import AtDesk
from domain.confidentiality import BREAK, Break
from domain.confidentiality.receipts import DecisionReceiptGiven
from domain.decider import Position
from domain.people import subject

VIEW = "receipt"


@get("/breaks/{break_id:str}/receipts/{given:int}", sync_to_thread=True, view=VIEW)
def receipt_file(
    desk: AtDesk, bundles: Bundling, break_id: FromPath[str], given: FromPath[int]
) -> Response[bytes]:
    """The file of a receipt that was given, by the entry which says so."""
    record: Break = desk.look()(BREAK, subject("break", break_id))
    must_reach(desk, VIEW, record, break_id)
    entry = _proven_by(desk, break_id, given)
    if entry is None or record.service != desk.service:
        raise NotFoundException("No receipt was given under this address.")
    if bundles is None:
        raise NotFoundException("No receipt is made here. Use: alongside receipt BREAK_ID.")
    return Response(
        bundles.receipt(entry),
        media_type="application/zip",
        headers={"content-disposition": 'attachment; filename="receipt.zip"'},
    )


def _proven_by(desk: Desk, break_id: str, given: int) -> Position | None:
    """The entry that a receipt proves."""
    for recorded in desk.ledger.history(subject("break", break_id)):
        if recorded.position == given and isinstance(recorded.event, DecisionReceiptGiven):
            return recorded.event.entry
    return None


def handlers() -> list[HTTPRouteHandler]:
    """The file."""
    return [receipt_file]
