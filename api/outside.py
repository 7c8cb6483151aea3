"""For whom a link speaks: somebody outside who was asked to review one record, and nobody else.

They show a code that was told apart from the address. It is asked for again at every answer, so a
link that ran out or was taken back opens nothing from that moment on; whoever shows the code anew
ends what was open elsewhere. The cookie goes to the pages of that one record alone, and no other
page looks at it.
"""

import hashlib
import secrets

from litestar import Request
from litestar.datastructures import Cookie

from api.desk import Desk
from api.entrance import AT_ENTRANCE, NOBODY, OUTSIDE, Entrance, cookie_in
from api.strangers import REVIEWS, count, refuse_more, review_at
from application.identity import TooManyTries
from application.principal import Principal, outsider
from domain.confidentiality import BREAK, Break
from domain.confidentiality.inviting import link_opened_by
from domain.people import LinkId, subject

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32: none of them is taken for another when it is read out."""
LENGTH, GROUP = 16, 4
READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
COOKIE = "alongside-review"


def new_code() -> str:
    """A code of 80 bits to be told by phone: four groups of four."""
    letters = "".join(secrets.choice(LETTERS) for _each in range(LENGTH))
    return "-".join(letters[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def plain(code: str) -> str:
    """A code as it was typed, as it is compared: however it was grouped or heard."""
    return "".join(each for each in code.upper() if each.isalnum()).translate(READ_AS)


def digest_of(code: str) -> str:
    """What is kept of a code: its SHA-256 in hexadecimal."""
    return hashlib.sha256(plain(code).encode()).hexdigest()


def path_of(of_break: str) -> str:
    """Where somebody outside reviews a record."""
    return f"{OUTSIDE}/{of_break}"


def record_at(desk: Desk, of_break: str) -> Break:
    """The record of this service at an address; an unknown one where there is none."""
    record: Break = desk.look()(BREAK, subject("break", of_break))
    return record if record.service == desk.service else Break()


def link_in(record: Break, code: str, desk: Desk) -> LinkId | None:
    """The link of a record that a code opens now."""
    which = link_opened_by(plain(code), record.links, desk.views.clock())
    if which is None or record.links[which].outsider in record.conflicts:
        return None
    return which


def link_shown(request: Request, desk: Desk, of_break: str, code: str) -> LinkId | None:  # type: ignore[type-arg]
    """The link of a record that somebody opens with a code; a code that opens none is counted.

    Raises `TooManyTries`: then the right code waits too, because otherwise waiting would say that
    the others were wrong.
    """
    here = review_at(of_break)
    refuse_more(request, here, REVIEWS)
    which = link_in(record_at(desk, of_break), code, desk)
    if which is None:
        count(request, here, REVIEWS)
    return which


def came_by_link(request: Request, desk: Desk) -> Principal:  # type: ignore[type-arg]
    """Whoever a cookie lets in to the record of this address; nobody where it lets nobody in.

    A code in a cookie is a try like any other.
    """
    time, code = _shown(request)
    if not code:
        return NOBODY
    of_break = str(request.path_params.get("of_break", ""))
    try:
        which = link_shown(request, desk, of_break, code)
    except TooManyTries:
        return NOBODY
    record = record_at(desk, of_break)
    if which is None or str(len(record.links[which].used)) != time:
        return NOBODY
    return outsider(record.links[which].outsider)


def code_in(request: Request) -> str:  # type: ignore[type-arg]
    """The code that a browser shows."""
    return _shown(request)[1]


def _shown(request: Request) -> tuple[str, str]:  # type: ignore[type-arg]
    """What a cookie says: the how-many-eth time the link was opened, and the code."""
    said = cookie_in(request.headers.get("cookie", ""), COOKIE) or ""
    time, _dot, code = said.partition(".")
    return time, code


def cookie_of(request: Request, of_break: str, code: str, time: int) -> Cookie:  # type: ignore[type-arg]
    """What the browser shows at the pages of one record from now on; no script reads it."""
    entrance: Entrance | None = request.scope.get("state", {}).get(AT_ENTRANCE)
    return Cookie(
        COOKIE,
        value=f"{time}.{plain(code)}",
        path=path_of(of_break),
        httponly=True,
        secure=entrance is not None and entrance.https,
        samesite="strict",
    )
