"""What the pages of signing in and of one's own account have in common."""

from typing import Any
from urllib.parse import quote

import segno
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from api.entrance import WHO, Entrance, Who, cookie_in
from api.pages.answers import Given
from api.pages.forms import Problem
from api.pages.frame import Asking, AtDesk, page
from application.identity import Refused, Session

AtEntrance = NamedDependency[Entrance]


# --- Pages ---


def code_page(after: str, *, proving: bool = False, refused: Refused | None = None) -> Template:
    """The page that asks for a code of the app."""
    shown = page("sign_in_code.html", after=after, proving=proving, **problems(refused))
    return answering(shown, refused)


def app_page(
    entrance: Entrance, session: Session, *, renewing: bool = False, refused: Refused | None = None
) -> Template:
    """The page that gives an app what it needs, as a picture and as letters."""
    seed, address = entrance.way_in.offer(session)
    picture = segno.make(address, micro=False).svg_inline(scale=5, svgclass=None, lineclass=None)
    letters = " ".join(seed[at : at + 4] for at in range(0, len(seed), 4))
    shown = page(
        "sign_in_app.html",
        picture=picture,
        letters=letters,
        renewing=renewing,
        **problems(refused),
    )
    return answering(shown, refused)


def problems(refused: Refused | None) -> dict[str, Any]:
    """What a page says of a refusal: on top, and beside its field."""
    if refused is None:
        return {"errors": None, "wrong": {}}
    problem = Problem(str(refused), refused.field or "name")
    return {"errors": [problem], "wrong": {problem.field: problem.text}}


def answering(shown: Template, refused: Refused | None) -> Template:
    """The page, with the status of what it refuses."""
    if refused is not None:
        shown.status_code = refused.status
    return shown


def going(where: str, entrance: Entrance, secret: str) -> Redirect:
    """Go on to another page, under another secret."""
    led = Redirect(where, status_code=303)
    led.cookies.append(entrance.cookie(secret))
    return led


# --- What was sent ---


def one(given: Given, name: str) -> str:
    """One answer, empty where there is none."""
    return (given.get(name) or [""])[0]


def next_of(written: str | None) -> str:
    """Where to go afterwards: a page of ours, and nowhere else."""
    if not written or not written.startswith("/") or written.startswith(("//", "/\\")):
        return "/"
    return written if written.isprintable() else "/"


def query(after: str) -> str:
    """How an address says where to go afterwards."""
    return "" if after == "/" else f"?next={quote(after)}"


def arriving(request: Asking, entrance: Entrance) -> Session | None:
    """The session of somebody who is on their way in, or in already."""
    secret = cookie_in(request.headers.get("cookie", ""), entrance.cookie_name)
    return None if secret is None else entrance.way_in.sessions.known(secret)


def who_of(request: Asking) -> Who:
    """Who is in."""
    who: Who = request.scope["state"][WHO]
    return who


def proved(request: Asking, desk: AtDesk) -> Session | None:
    """The session of somebody who has just shown that it is them."""
    session = who_of(request).session
    return session if session is not None and session.is_proved(desk.views.clock()) else None
