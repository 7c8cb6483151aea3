"""Signing in: a name and a password, then a code; taking an account; where one is signed in."""

from typing import Any
from urllib.parse import quote

import segno
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import RawBody
from litestar.response import Redirect, Template

from api.entrance import PROVE, SIGN_IN, WHO, Entrance, Who, cookie_in
from api.pages.answers import Given
from api.pages.dates import moment_words
from api.pages.forms import Problem, given_in
from api.pages.frame import Asking, AtDesk, page
from application.identity import Refused, Session
from domain.periods import local_day

CODE, APP, INVITATION, ME = f"{SIGN_IN}/code", f"{SIGN_IN}/app", "/invitation", "/me"
SIGN_OUT, SIGN_OUT_EVERYWHERE = "/sign-out", "/me/sign-out-everywhere"

AtEntrance = NamedDependency[Entrance]


# --- The way in ---


@get(SIGN_IN, sync_to_thread=True, view="sign_in")
def ask_to_sign_in(request: Asking, entrance: AtEntrance) -> Template:
    """The page on which somebody says who they are."""
    return _sign_in(entrance, _next_of(request.query_params.get("next")))


@post(SIGN_IN, sync_to_thread=True, view="sign_in")
def sign_in(request: Asking, entrance: AtEntrance, body: RawBody) -> Response[Any]:
    """Take a name and a password; the second factor comes next."""
    given = given_in(body)
    after, name = _next_of(_one(given, "next")), _one(given, "name")
    shared = "yes" in given.get("shared", ())
    device = request.headers.get("user-agent", "")
    try:
        secret = entrance.way_in.with_password(name, _one(given, "password"), device, shared=shared)
    except Refused as refused:
        return _sign_in(entrance, after, name=name, shared=shared, refused=refused)
    session = entrance.way_in.sessions.known(secret)
    account = None if session is None else entrance.way_in.accounts.of(session.account)
    asks = CODE if account is not None and account.has_device else APP
    return _going(asks + _query(after), entrance, secret)


@get(CODE, sync_to_thread=True, view="sign_in")
def ask_for_code(request: Asking, entrance: AtEntrance) -> Response[Any]:
    """The page on which somebody shows the second factor."""
    if _session(request, entrance) is None:
        return Redirect(SIGN_IN, status_code=303)
    return _code(_next_of(request.query_params.get("next")))


@post(CODE, sync_to_thread=True, view="sign_in")
def take_code(request: Asking, entrance: AtEntrance, body: RawBody) -> Response[Any]:
    """Take the second factor; then somebody is in."""
    given, session = given_in(body), _session(request, entrance)
    if session is None:
        return Redirect(SIGN_IN, status_code=303)
    after = _next_of(_one(given, "next"))
    try:
        secret = entrance.way_in.with_code(session, _one(given, "code"))
    except Refused as refused:
        return _code(after, refused=refused)
    return _going(after, entrance, secret)


@get(APP, sync_to_thread=True, view="sign_in")
def ask_for_app(request: Asking, entrance: AtEntrance) -> Response[Any]:
    """The page that gives an app on a telephone what it needs to show codes."""
    session = _session(request, entrance)
    if session is None:
        return Redirect(SIGN_IN, status_code=303)
    return _app(entrance, session)


@post(APP, sync_to_thread=True, view="sign_in")
def take_app(request: Asking, entrance: AtEntrance, body: RawBody) -> Response[Any]:
    """Take the app's first code; then somebody is in, with codes for the day they lose it."""
    given, session = given_in(body), _session(request, entrance)
    if session is None:
        return Redirect(SIGN_IN, status_code=303)
    try:
        secret, recovery = entrance.way_in.with_first_code(session, _one(given, "code"))
    except Refused as refused:
        return _app(entrance, session, refused=refused)
    shown = page("sign_in_recovery.html", recovery=recovery)
    shown.cookies.append(entrance.cookie(secret))
    return shown


@get(INVITATION, sync_to_thread=False, view="sign_in")
def ask_for_invitation() -> Template:
    """The page on which somebody takes the account that was made for them."""
    return page("invitation.html", code="", **_problems(None))


@post(INVITATION, sync_to_thread=True, view="sign_in")
def take_invitation(entrance: AtEntrance, body: RawBody) -> Response[Any]:
    """Choose a password, by the code of an invitation."""
    given = given_in(body)
    code, password = _one(given, "code"), _one(given, "password")
    try:
        account = entrance.way_in.accounts.accept(code, password)
    except Refused as refused:
        return _refused(page("invitation.html", code=code, **_problems(refused)), refused)
    return _sign_in(entrance, "/", name=account.name, chosen=True)


# --- Once in ---


@get(ME, sync_to_thread=True, view="sign_in")
def me(request: Asking, entrance: AtEntrance, desk: AtDesk) -> Template:
    """Who somebody is here, and where they are signed in."""
    who, today = _who(request), local_day(desk.views.clock())
    if who.account is None:
        return page("me.html", account=None, devices=())
    mine = None if who.session is None else who.session.session
    devices = [
        {
            "id": each.session,
            "device": _device(each.device),
            "since": moment_words(each.started_at, today),
            "seen": moment_words(each.seen_at, today),
            "here": each.session == mine,
        }
        for each in entrance.way_in.sessions.of(who.account.account)
    ]
    return page("me.html", account=who.account, devices=devices)


@post(SIGN_OUT, sync_to_thread=True, view="sign_in")
def sign_out(request: Asking, entrance: AtEntrance, body: RawBody) -> Response[Any]:
    """Sign out here, or at the device that is named."""
    who, given = _who(request), given_in(body)
    if who.account is None or who.session is None:
        return Redirect(SIGN_IN, status_code=303)
    session = _one(given, "device") or who.session.session
    entrance.way_in.sessions.end(who.account.account, session)
    return Redirect(SIGN_IN if session == who.session.session else ME, status_code=303)


@post(SIGN_OUT_EVERYWHERE, sync_to_thread=True, view="sign_in")
def sign_out_everywhere(request: Asking, entrance: AtEntrance) -> Response[Any]:
    """Sign out at every device."""
    if (account := _who(request).account) is not None:
        entrance.way_in.sessions.end_all(account.account)
    return Redirect(SIGN_IN, status_code=303)


@get(PROVE, sync_to_thread=False, view="sign_in")
def ask_for_proof(request: Asking) -> Template:
    """The page on which somebody shows once more that it is them."""
    return _code(_next_of(request.query_params.get("next")), proving=True)


@post(PROVE, sync_to_thread=True, view="sign_in")
def take_proof(request: Asking, entrance: AtEntrance, body: RawBody) -> Response[Any]:
    """Take a code once more; for a few minutes what asks for that is open."""
    given, session = given_in(body), _who(request).session
    if session is None:
        return Redirect(SIGN_IN, status_code=303)
    after = _next_of(_one(given, "next"))
    try:
        secret = entrance.way_in.with_code(session, _one(given, "code"))
    except Refused as refused:
        return _code(after, proving=True, refused=refused)
    return _going(after, entrance, secret)


def handlers() -> list[HTTPRouteHandler]:
    """Every page of the way in."""
    return [
        ask_to_sign_in,
        sign_in,
        ask_for_code,
        take_code,
        ask_for_app,
        take_app,
        ask_for_invitation,
        take_invitation,
        me,
        sign_out,
        sign_out_everywhere,
        ask_for_proof,
        take_proof,
    ]


# --- Pages ---


def _sign_in(
    entrance: Entrance,
    after: str,
    *,
    name: str = "",
    shared: bool = False,
    chosen: bool = False,
    refused: Refused | None = None,
) -> Template:
    shown = page(
        "sign_in.html",
        name=name,
        shared=shared,
        after=after,
        chosen=chosen,
        nobody_yet=not entrance.way_in.accounts.any(),
        **_problems(refused),
    )
    return _refused(shown, refused)


def _code(after: str, *, proving: bool = False, refused: Refused | None = None) -> Template:
    shown = page("sign_in_code.html", after=after, proving=proving, **_problems(refused))
    return _refused(shown, refused)


def _app(entrance: Entrance, session: Session, refused: Refused | None = None) -> Template:
    seed, address = entrance.way_in.offer(session)
    picture = segno.make(address, micro=False).svg_inline(scale=5, svgclass=None, lineclass=None)
    letters = " ".join(seed[at : at + 4] for at in range(0, len(seed), 4))
    shown = page("sign_in_app.html", picture=picture, letters=letters, **_problems(refused))
    return _refused(shown, refused)


def _problems(refused: Refused | None) -> dict[str, Any]:
    if refused is None:
        return {"errors": None, "wrong": {}}
    problem = Problem(str(refused), refused.field or "name")
    return {"errors": [problem], "wrong": {problem.field: problem.text}}


def _refused(shown: Template, refused: Refused | None) -> Template:
    if refused is not None:
        shown.status_code = refused.status
    return shown


def _going(where: str, entrance: Entrance, secret: str) -> Redirect:
    going = Redirect(where, status_code=303)
    going.cookies.append(entrance.cookie(secret))
    return going


# --- What was sent ---


def _one(given: Given, name: str) -> str:
    return (given.get(name) or [""])[0]


def _next_of(written: str | None) -> str:
    """Where to go afterwards: a page of ours, and nowhere else."""
    if not written or not written.startswith("/") or written.startswith(("//", "/\\")):
        return "/"
    return written if written.isprintable() else "/"


def _query(after: str) -> str:
    return "" if after == "/" else f"?next={quote(after)}"


def _session(request: Asking, entrance: Entrance) -> Session | None:
    """The session of somebody who is on their way in."""
    secret = cookie_in(request.headers.get("cookie", ""), entrance.cookie_name)
    return None if secret is None else entrance.way_in.sessions.known(secret)


def _who(request: Asking) -> Who:
    who: Who = request.scope["state"][WHO]
    return who


def _device(agent: str) -> str:
    """What a browser says of itself, in a word or two."""
    known = ("Edg", "Firefox", "Chrome", "Safari")
    browser = next((name for name in known if name in agent), "A browser")
    places = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac", "a Mac"))
    more = (("Windows", "Windows"), ("Linux", "Linux"))
    place = next((words for sign, words in (*places, *more) if sign in agent), "")
    return f"{browser.replace('Edg', 'Edge')}{f' on {place}' if place else ''}"
