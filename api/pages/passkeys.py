"""Passkeys: signing in by one, showing one again, and keeping one's own.

Making and showing a passkey is the browser's, so these pages need a script; everybody has a
password and an app beside them.
"""

from typing import Any
from urllib.parse import urlsplit

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import RawBody
from litestar.response import Redirect, Template

from api.entrance import PROVE, SIGN_IN, Entrance, to_prove
from api.pages.dates import moment_words
from api.pages.forms import given_in
from api.pages.frame import ME, Asking, AtDesk, page
from api.pages.way_in import (
    AtEntrance,
    answering,
    going,
    next_of,
    one,
    problems,
    proved,
    who_of,
)
from api.strangers import LONGEST_BODY
from application.identity import Passkey, Refused, Site
from domain.periods import local_day

MINE, BY_PASSKEY, PROVED_BY = f"{ME}/passkeys", f"{SIGN_IN}/passkey", f"{PROVE}/passkey"
JSON = "application/json"


def site_of(request: Asking, entrance: Entrance) -> Site:
    """The server as this browser knows it (`api.guard` lets no other name in)."""
    origin = entrance.public_url or f"http://{request.headers['host']}"
    parts = urlsplit(origin)
    return Site(parts.hostname or "", f"{parts.scheme}://{parts.netloc}")


@post(f"{BY_PASSKEY}/ask", sync_to_thread=True, view="sign_in", status_code=200)
def ask_for_passkey(request: Asking, entrance: AtEntrance) -> Response[str]:
    """What a browser needs to show a passkey."""
    asked = entrance.way_in.passkeys.ask(site_of(request, entrance))
    return Response(asked, media_type=JSON)


@post(BY_PASSKEY, sync_to_thread=True, view="sign_in", request_max_body_size=LONGEST_BODY)
def sign_in_by_passkey(request: Asking, entrance: AtEntrance, body: RawBody) -> Response[Any]:
    """Let somebody in by a passkey, which is both factors at once."""
    given = given_in(body)
    after, device = next_of(one(given, "next")), request.headers.get("user-agent", "")
    site, shared = site_of(request, entrance), "yes" in given.get("shared", ())
    try:
        secret = entrance.way_in.with_passkey(site, one(given, "credential"), device, shared=shared)
    except Refused as refused:
        return answering(page("passkey_refused.html", back=SIGN_IN, **problems(refused)), refused)
    return going(after, entrance, secret)


@post(PROVED_BY, sync_to_thread=True, view="sign_in")
def prove_by_passkey(request: Asking, entrance: AtEntrance, body: RawBody) -> Response[Any]:
    """Take a passkey once more; for a few minutes what asks for that is open."""
    given, session = given_in(body), who_of(request).session
    if session is None:
        return Redirect(SIGN_IN, status_code=303)
    try:
        secret = entrance.way_in.proved_by_passkey(
            session, site_of(request, entrance), one(given, "credential")
        )
    except Refused as refused:
        return answering(page("passkey_refused.html", back=PROVE, **problems(refused)), refused)
    return going(next_of(one(given, "next")), entrance, secret)


@get(MINE, sync_to_thread=True, view="sign_in")
def my_passkeys(request: Asking, entrance: AtEntrance, desk: AtDesk) -> Response[Any]:
    """The passkeys of an account, and one more."""
    if proved(request, desk) is None:
        return Redirect(to_prove(MINE), status_code=303)
    return _mine(request, entrance, desk)


@post(f"{MINE}/ask", sync_to_thread=True, view="sign_in", status_code=200)
def offer_passkey(request: Asking, entrance: AtEntrance, desk: AtDesk) -> Response[str]:
    """What a browser needs to make a passkey; none is made on a device that others use."""
    session = proved(request, desk)
    if session is None or session.shared:
        return Response("{}", media_type=JSON, status_code=403)
    site = site_of(request, entrance)
    return Response(entrance.way_in.offer_passkey(session, site), media_type=JSON)


@post(MINE, sync_to_thread=True, view="sign_in")
def take_passkey(
    request: Asking, entrance: AtEntrance, desk: AtDesk, body: RawBody
) -> Response[Any]:
    """Keep the passkey that a browser made."""
    given, session = given_in(body), proved(request, desk)
    if session is None:
        return Redirect(to_prove(MINE), status_code=303)
    site = site_of(request, entrance)
    try:
        entrance.way_in.take_passkey(session, site, one(given, "credential"), one(given, "label"))
    except Refused as refused:
        return _mine(request, entrance, desk, refused)
    return Redirect(MINE, status_code=303)


@post(f"{MINE}/end", sync_to_thread=True, view="sign_in")
def end_passkey(
    request: Asking, entrance: AtEntrance, desk: AtDesk, body: RawBody
) -> Response[Any]:
    """Take a passkey away; whoever is signed in elsewhere is not any more."""
    session = proved(request, desk)
    if session is None:
        return Redirect(to_prove(MINE), status_code=303)
    secret = entrance.way_in.end_passkey(session, one(given_in(body), "passkey"))
    return going(MINE, entrance, secret)


def handlers() -> list[HTTPRouteHandler]:
    """Everything about passkeys."""
    return [
        ask_for_passkey,
        sign_in_by_passkey,
        prove_by_passkey,
        my_passkeys,
        offer_passkey,
        take_passkey,
        end_passkey,
    ]


def _mine(
    request: Asking, entrance: Entrance, desk: AtDesk, refused: Refused | None = None
) -> Template:
    who, today = who_of(request), local_day(desk.views.clock())
    found: tuple[Passkey, ...] = ()
    if who.account is not None:
        found = entrance.way_in.passkeys.of(who.account.account)
    rows = [
        {
            "id": each.passkey,
            "label": each.label,
            "made": moment_words(each.made_at, today),
            "used": None if each.used_at is None else moment_words(each.used_at, today),
        }
        for each in found
    ]
    shared = who.session is not None and who.session.shared
    shown = page("me_passkeys.html", passkeys=rows, shared=shared, **problems(refused))
    return answering(shown, refused)
