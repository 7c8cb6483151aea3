"""One's own account: where one is signed in, and by what.

How somebody signs in is changed, and other devices are signed out, only by who has just shown that
it is them; signing oneself out never waits for that.
"""

from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import RawBody
from litestar.response import Redirect, Template

from api.entrance import PROVE, SIGN_IN, to_prove
from api.pages.dates import moment_words
from api.pages.forms import given_in
from api.pages.frame import ME, Asking, AtDesk, page
from api.pages.way_in import (
    AtEntrance,
    answering,
    app_page,
    code_page,
    going,
    next_of,
    one,
    problems,
    proved,
    who_of,
)
from application.identity import Refused
from domain.periods import local_day

SIGN_OUT, EVERYWHERE, ELSEWHERE = (
    "/sign-out",
    f"{ME}/sign-out-everywhere",
    f"{ME}/sign-out-elsewhere",
)
PASSWORD, APP = f"{ME}/password", f"{ME}/app"


@get(ME, sync_to_thread=True, view="sign_in")
def me(request: Asking, entrance: AtEntrance, desk: AtDesk) -> Template:
    """Who somebody is here, where they are signed in, and by what."""
    who, today = who_of(request), local_day(desk.views.clock())
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
    changed = request.query_params.get("done") == "password"
    return page("me.html", account=who.account, devices=devices, password_changed=changed)


# --- Signing out ---


@post(SIGN_OUT, sync_to_thread=True, view="sign_in")
def sign_out(request: Asking, entrance: AtEntrance, desk: AtDesk, body: RawBody) -> Response[Any]:
    """Sign out here, or at the device that is named."""
    who, given = who_of(request), given_in(body)
    if who.account is None or who.session is None:
        return Redirect(SIGN_IN, status_code=303)
    session = one(given, "device") or who.session.session
    if session == who.session.session:
        entrance.way_in.sessions.end(who.account.account, session)
        return Redirect(SIGN_IN, status_code=303)
    if not who.session.is_proved(desk.views.clock()):
        return Redirect(to_prove(ME), status_code=303)
    entrance.way_in.sessions.end(who.account.account, session)
    return Redirect(ME, status_code=303)


@post(EVERYWHERE, sync_to_thread=True, view="sign_in")
def sign_out_everywhere(request: Asking, entrance: AtEntrance) -> Response[Any]:
    """Sign out at every device."""
    if (account := who_of(request).account) is not None:
        entrance.way_in.sessions.end_all(account.account)
    return Redirect(SIGN_IN, status_code=303)


@post(ELSEWHERE, sync_to_thread=True, view="sign_in")
def sign_out_elsewhere(request: Asking, entrance: AtEntrance, desk: AtDesk) -> Response[Any]:
    """Sign out at every device but this one."""
    session = proved(request, desk)
    if session is None:
        return Redirect(to_prove(ME), status_code=303)
    return going(ME, entrance, entrance.way_in.sessions.alone(session))


# --- By what one signs in ---


@get(PASSWORD, sync_to_thread=False, view="sign_in")
def ask_for_password(request: Asking, desk: AtDesk) -> Response[Any]:
    """The page on which somebody chooses another password."""
    if proved(request, desk) is None:
        return Redirect(to_prove(PASSWORD), status_code=303)
    return page("me_password.html", **problems(None))


@post(PASSWORD, sync_to_thread=True, view="sign_in")
def take_password(
    request: Asking, entrance: AtEntrance, desk: AtDesk, body: RawBody
) -> Response[Any]:
    """Take another password; whoever else is signed in to this account is not any more."""
    given, session = given_in(body), proved(request, desk)
    if session is None:
        return Redirect(to_prove(PASSWORD), status_code=303)
    current, chosen = one(given, "current"), one(given, "password")
    try:
        secret = entrance.way_in.with_new_password(session, current, chosen)
    except Refused as refused:
        return answering(page("me_password.html", **problems(refused)), refused)
    return going(f"{ME}?done=password", entrance, secret)


@get(APP, sync_to_thread=True, view="sign_in")
def ask_for_another_app(request: Asking, entrance: AtEntrance, desk: AtDesk) -> Response[Any]:
    """The page that gives another app what it needs to show codes."""
    session = proved(request, desk)
    if session is None:
        return Redirect(to_prove(APP), status_code=303)
    return app_page(entrance, session, renewing=True)


@post(APP, sync_to_thread=True, view="sign_in")
def take_another_app(
    request: Asking, entrance: AtEntrance, desk: AtDesk, body: RawBody
) -> Response[Any]:
    """Take the other app's first code; the one before and its recovery codes open nothing more."""
    given, session = given_in(body), proved(request, desk)
    if session is None:
        return Redirect(to_prove(APP), status_code=303)
    try:
        secret, recovery = entrance.way_in.with_first_code(session, one(given, "code"))
    except Refused as refused:
        return app_page(entrance, session, renewing=True, refused=refused)
    shown = page("sign_in_recovery.html", recovery=recovery)
    shown.cookies.append(entrance.cookie(secret))
    return shown


# --- Showing that it is oneself ---


@get(PROVE, sync_to_thread=False, view="sign_in")
def ask_for_proof(request: Asking) -> Template:
    """The page on which somebody shows once more that it is them."""
    return code_page(next_of(request.query_params.get("next")), proving=True)


@post(PROVE, sync_to_thread=True, view="sign_in")
def take_proof(request: Asking, entrance: AtEntrance, body: RawBody) -> Response[Any]:
    """Take a code once more; for a few minutes what asks for that is open."""
    given, session = given_in(body), who_of(request).session
    if session is None:
        return Redirect(SIGN_IN, status_code=303)
    after = next_of(one(given, "next"))
    try:
        secret = entrance.way_in.with_code(session, one(given, "code"))
    except Refused as refused:
        return code_page(after, proving=True, refused=refused)
    return going(after, entrance, secret)


def handlers() -> list[HTTPRouteHandler]:
    """Every page of one's own account."""
    return [
        me,
        sign_out,
        sign_out_everywhere,
        sign_out_elsewhere,
        ask_for_password,
        take_password,
        ask_for_another_app,
        take_another_app,
        ask_for_proof,
        take_proof,
    ]


def _device(agent: str) -> str:
    """What a browser says of itself, in a word or two."""
    known = ("Edg", "Firefox", "Chrome", "Safari")
    browser = next((name for name in known if name in agent), "A browser")
    places = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac", "a Mac"))
    more = (("Windows", "Windows"), ("Linux", "Linux"))
    place = next((words for sign, words in (*places, *more) if sign in agent), "")
    return f"{browser.replace('Edg', 'Edge')}{f' on {place}' if place else ''}"
