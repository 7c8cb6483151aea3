"""Signing in: a name and a password, then a code; and taking an account."""

from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import RawBody
from litestar.response import Redirect, Template

from api.entrance import SIGN_IN, Entrance
from api.pages.forms import given_in
from api.pages.frame import Asking, page
from api.pages.way_in import (
    AtEntrance,
    answering,
    app_page,
    arriving,
    code_page,
    going,
    next_of,
    one,
    problems,
    query,
)
from api.strangers import INVITATIONS, LONGEST_BODY, count, refuse_more
from application.identity import InvitationNotOpen, Refused

CODE, APP, INVITATION = f"{SIGN_IN}/code", f"{SIGN_IN}/app", "/invitation"


# --- The way in ---


@get(SIGN_IN, sync_to_thread=True, view="sign_in")
def ask_to_sign_in(request: Asking, entrance: AtEntrance) -> Template:
    """The page on which somebody says who they are."""
    return _sign_in(entrance, next_of(request.query_params.get("next")))


@post(SIGN_IN, sync_to_thread=True, view="sign_in", request_max_body_size=LONGEST_BODY)
def sign_in(request: Asking, entrance: AtEntrance, body: RawBody) -> Response[Any]:
    """Take a name and a password; the second factor comes next."""
    given = given_in(body)
    after, name = next_of(one(given, "next")), one(given, "name")
    shared = "yes" in given.get("shared", ())
    device = request.headers.get("user-agent", "")
    try:
        secret = entrance.way_in.with_password(name, one(given, "password"), device, shared=shared)
    except Refused as refused:
        return _sign_in(entrance, after, name=name, shared=shared, refused=refused)
    session = entrance.way_in.sessions.known(secret)
    account = None if session is None else entrance.way_in.accounts.of(session.account)
    asks = CODE if account is not None and account.has_device else APP
    return going(asks + query(after), entrance, secret)


@get(CODE, sync_to_thread=True, view="sign_in")
def ask_for_code(request: Asking, entrance: AtEntrance) -> Response[Any]:
    """The page on which somebody shows the second factor."""
    if arriving(request, entrance) is None:
        return Redirect(SIGN_IN, status_code=303)
    return code_page(next_of(request.query_params.get("next")))


@post(CODE, sync_to_thread=True, view="sign_in", request_max_body_size=LONGEST_BODY)
def take_code(request: Asking, entrance: AtEntrance, body: RawBody) -> Response[Any]:
    """Take the second factor; then somebody is in."""
    given, session = given_in(body), arriving(request, entrance)
    if session is None:
        return Redirect(SIGN_IN, status_code=303)
    after = next_of(one(given, "next"))
    try:
        secret = entrance.way_in.with_code(session, one(given, "code"))
    except Refused as refused:
        return code_page(after, refused=refused)
    return going(after, entrance, secret)


@get(APP, sync_to_thread=True, view="sign_in")
def ask_for_app(request: Asking, entrance: AtEntrance) -> Response[Any]:
    """The page that gives an app on a telephone what it needs to show codes."""
    session = arriving(request, entrance)
    if session is None:
        return Redirect(SIGN_IN, status_code=303)
    return app_page(entrance, session)


@post(APP, sync_to_thread=True, view="sign_in", request_max_body_size=LONGEST_BODY)
def take_app(request: Asking, entrance: AtEntrance, body: RawBody) -> Response[Any]:
    """Take the app's first code; then somebody is in, with codes for the day they lose it."""
    given, session = given_in(body), arriving(request, entrance)
    if session is None:
        return Redirect(SIGN_IN, status_code=303)
    try:
        secret, recovery = entrance.way_in.with_first_code(session, one(given, "code"))
    except Refused as refused:
        return app_page(entrance, session, refused=refused)
    shown = page("sign_in_recovery.html", recovery=recovery)
    shown.cookies.append(entrance.cookie(secret))
    return shown


@get(INVITATION, sync_to_thread=False, view="sign_in")
def ask_for_invitation() -> Template:
    """The page on which somebody takes the account that was made for them."""
    return page("invitation.html", code="", **problems(None))


@post(INVITATION, sync_to_thread=True, view="sign_in", request_max_body_size=LONGEST_BODY)
def take_invitation(request: Asking, entrance: AtEntrance, body: RawBody) -> Response[Any]:
    """Choose a password, by the code of an invitation."""
    given = given_in(body)
    code, password = one(given, "code"), one(given, "password")
    try:
        refuse_more(request, INVITATIONS)
        account = entrance.way_in.accounts.accept(code, password)
    except Refused as refused:
        if isinstance(refused, InvitationNotOpen):
            count(request, INVITATIONS)
        return answering(page("invitation.html", code=code, **problems(refused)), refused)
    return _sign_in(entrance, "/", name=account.name, chosen=True)


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
        **problems(refused),
    )
    return answering(shown, refused)
