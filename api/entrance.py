"""The way in: from a cookie or a token to somebody whom the log knows, before anything is answered.

This stands around the whole application. An address that is not named here as open to everybody is
answered to nobody who has not signed in; until the first account is made, whoever holds the machine
acts alone (`api.guard` sees to that).
"""

from collections.abc import Callable
from datetime import datetime
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import quote, urlsplit

import msgspec
from litestar import Request
from litestar.concurrency import sync_to_thread
from litestar.datastructures import Cookie
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from api.guard import HEADERS, SAFE_METHODS
from application.identity import FOR_A_CALENDAR, Account, Demonstration, Session, WayIn
from application.principal import OPERATOR, Principal, Proof, acting_as
from domain.people import ActorId, ServiceId

SIGN_IN, PROVE = "/sign-in", "/me/prove"
OUTSIDE = "/outside-review"
"""Where somebody outside reviews one record: let in by a link and a code, and not by an account."""

CALENDAR = "/calendar/"
"""Below it stands each address that somebody gave to their calendar; it opens nothing else."""

OPEN_TO_ALL = (
    *(SIGN_IN, "/invitation", "/help-now", "/health", OUTSIDE),
    *("/privacy", "/complain", "/accessibility", "/safe-online"),
)
OPEN_BELOW = ("/static/",)
OPEN_EXACTLY = ("/api/v1/openapi.json",)
FOR_MACHINES = ("/api/", "/fhir/", "/metrics")
DEMO = "/demo"
COOKIE, COOKIE_BY_HTTPS = "alongside", "__Host-alongside"
WHO, AT_ENTRANCE = "who", "entrance"
NOBODY = Principal(ActorId("nobody"))
"""Somebody who has not signed in, on a page that is open to everybody."""


class DemonstrationInPublic(Exception):
    """A demonstration would be open to others than whoever sits at this machine."""


class Entrance(msgspec.Struct, frozen=True):
    """The way in, and the cookie that shows somebody has come by it.

    ``public_url`` is where others reach the server, if they do; nothing else says whether the
    cookie may be held to HTTPS. ``demo`` lets people in without proof, to a service in which
    everybody is made up; a real one has none. Raises `DemonstrationInPublic` for one that others
    reach.
    """

    way_in: WayIn
    public_url: str | None = None
    demo: Demonstration | None = None

    def __post_init__(self) -> None:
        """See to it that nobody is let in without proof from elsewhere."""
        if self.demo is not None and self.public_url is not None:
            raise DemonstrationInPublic(
                "A demonstration lets anybody in, so it has no address for others. "
                "Leave public_url out."
            )

    @property
    def https(self) -> bool:
        """Whether others reach the server by HTTPS alone."""
        return self.public_url is not None and self.public_url.startswith("https://")

    @property
    def public_host(self) -> str | None:
        """The name by which others reach the server."""
        return None if self.public_url is None else urlsplit(self.public_url).netloc

    @property
    def cookie_name(self) -> str:
        """How the cookie is called; browsers hold the name of HTTPS to this host alone."""
        return COOKIE_BY_HTTPS if self.https else COOKIE

    @property
    def door(self) -> str:
        """Where somebody who has not signed in is sent."""
        return SIGN_IN if self.demo is None else DEMO

    def cookie(self, secret: str) -> Cookie:
        """The cookie of a session: no script reads it, and no other site sends it."""
        return Cookie(
            self.cookie_name,
            value=secret,
            httponly=True,
            secure=self.https,
            samesite="strict",
        )


class Who(msgspec.Struct, frozen=True):
    """Who asks, and how they showed it. Nobody has an account before the first is made."""

    principal: Principal
    account: Account | None = None
    session: Session | None = None


def let_in(
    app: ASGIApp, entrance: Entrance, service: ServiceId, clock: Callable[[], datetime]
) -> ASGIApp:
    """Answer those who have signed in; send everybody else to the way in."""
    known = _Known(entrance, service, clock)

    async def answered(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        who = await sync_to_thread(known.by, scope)
        scope.setdefault("state", {}).update({WHO: who, AT_ENTRANCE: entrance})
        path = scope["path"]
        if who is not None or _is_open(path) or path == entrance.door:
            await app(scope, receive, send)
        elif path.startswith(CALENDAR):
            await _nobodys(send)
        elif path.startswith(FOR_MACHINES):
            await _unknown(send)
        else:
            await _to_the_way_in(scope, send, entrance.door)

    return answered


def who_came_in(request: Request[Any, Any, Any]) -> Principal:
    """For whom a request speaks (`api.identity`)."""
    who: Who | None = request.scope["state"][WHO]
    return NOBODY if who is None else who.principal


class _Known:
    """Knows people by what they bring."""

    def __init__(
        self, entrance: Entrance, service: ServiceId, clock: Callable[[], datetime]
    ) -> None:
        self._way_in, self._service, self._clock = entrance.way_in, service, clock
        self._cookie = entrance.cookie_name

    def by(self, scope: HTTPScope) -> Who | None:
        """Who asks; nobody, where nothing they bring is known."""
        if not self._way_in.accounts.any():
            return Who(OPERATOR)
        if scope["path"].startswith(CALENDAR):
            return self._by_calendar(scope["path"].removeprefix(CALENDAR), scope["method"])
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        bearer = headers.get(b"authorization", "")
        if bearer.lower().startswith("bearer "):
            return self._by_token(bearer[len("bearer ") :].strip(), scope["method"], scope["path"])
        secret = cookie_in(headers.get(b"cookie", ""), self._cookie)
        session = None if secret is None else self._way_in.sessions.known(secret)
        if session is None or not session.confirmed:
            return None
        proof = Proof.JUST_NOW if session.is_proved(self._clock()) else Proof.BEFORE
        return self._who(session.account, session, proof)

    def _by_calendar(self, address: str, method: str) -> Who | None:
        token = self._way_in.tokens.known(address.removesuffix(".ics"))
        if token is None or token.scopes != (FOR_A_CALENDAR,) or method not in SAFE_METHODS:
            return None
        return self._who(token.account, None, Proof.OF_PROGRAM)

    def _by_token(self, secret: str, method: str, path: str) -> Who | None:
        token = self._way_in.tokens.known(secret)
        needed = "read" if method in SAFE_METHODS else "record"
        if token is None or needed not in token.scopes or not path.startswith("/api/"):
            return None
        return self._who(token.account, None, Proof.OF_PROGRAM)

    def _who(self, name: str, session: Session | None, proof: Proof) -> Who | None:
        account = self._way_in.accounts.of(name)
        if account is None or account.service != self._service:
            return None
        return Who(acting_as(account.holder).shown(proof), account, session)


def to_prove(path: str, query: str = "") -> str:
    """Where somebody shows once more that it is them, and comes back from to a page."""
    return f"{PROVE}?next={quote(f'{path}?{query}' if query else path)}"


def cookie_in(header: str, name: str) -> str | None:
    """The value of a cookie that a browser sent, if it sent it once."""
    try:
        found = SimpleCookie(header).get(name)
    except CookieError:
        return None
    return None if found is None else found.value


def _is_open(path: str) -> bool:
    return (
        path in OPEN_EXACTLY
        or path.startswith(OPEN_BELOW)
        or any(path == each or path.startswith(f"{each}/") for each in OPEN_TO_ALL)
    )


async def _to_the_way_in(scope: HTTPScope, send: Send, door: str) -> None:
    """A page waits behind the sign-in; what was typed into a form cannot."""
    asked = scope["path"] if scope["method"] in SAFE_METHODS else "/"
    after = f"?next={quote(asked)}" if asked != "/" else ""
    location = (b"location", f"{door}{after}".encode())
    await _start(send, 303, [location])
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _unknown(send: Send) -> None:
    body = (
        b'{"type":"NotSignedIn","title":"Not signed in","status":401,'
        b'"detail":"Sign in, or bring a token that may do this."}'
    )
    kind = (b"content-type", b"application/problem+json")
    await _start(send, 401, [kind, (b"www-authenticate", b"Bearer")])
    await send({"type": "http.response.body", "body": body, "more_body": False})


async def _nobodys(send: Send) -> None:
    """Of an address that was taken back nothing is said, and no calendar asks for a password."""
    await _start(send, 404, [(b"content-type", b"text/plain; charset=utf-8")])
    body = b"Nothing is here. Make an address on your own page."
    await send({"type": "http.response.body", "body": body, "more_body": False})


async def _start(send: Send, status: int, headers: list[tuple[bytes, bytes]]) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *HEADERS]})
