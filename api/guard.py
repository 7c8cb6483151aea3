"""By which names the server answers at all, and what it takes from a browser.

Until the first account is made whoever reaches the server acts as the local operator. So it answers
only to names of this machine (a page elsewhere cannot reach it by a name that it has pointed here)
and to the one public name that it was given, which it takes only where people sign in. It takes
nothing that a browser sends from another site. What a proxy says of itself is not believed.
"""

from urllib.parse import urlsplit

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

HEADERS = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (
        b"content-security-policy",
        (
            b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            b"font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
            b"base-uri 'none'"
        ),
    ),
)

BY_HTTPS = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")
"""For two years a browser comes by HTTPS alone (OWASP ASVS 5.0, 3.4.1)."""


def is_loopback(host: str) -> bool:
    """Whether a name or address means this very machine."""
    return host.strip("[]").lower() in LOOPBACK


def only_here(app: ASGIApp, public_host: str | None = None, *, https: bool = False) -> ASGIApp:
    """Refuse requests to other names and from other sites; say how answers may be used.

    ``public_host`` is the name, with its port if there is one, by which others reach the server,
    and ``https`` says that they do so by HTTPS alone.
    """
    always = (*HEADERS, BY_HTTPS) if https else HEADERS

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        reason = _refusal(scope, public_host)
        if reason is not None:
            await _refuse(send, reason)
            return

        async def send_with_headers(message) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
            if message["type"] == "http.response.start":
                given = {name for name, _value in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *(header for header in always if header[0] not in given),
                ]
            await send(message)

        await app(scope, receive, send_with_headers)

    return guarded


def _refusal(scope: HTTPScope, public_host: str | None) -> str | None:
    headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
    hosts = [value for name, value in scope["headers"] if name.lower() == b"host"]
    if len(hosts) != 1 or not _is_ours(headers[b"host"], public_host):
        return "This server answers only on this machine. Use the address that it printed."
    if scope["method"] in SAFE_METHODS:
        return None
    if headers.get(b"sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return "This was sent from another site."
    origin = headers.get(b"origin")
    if origin is not None and urlsplit(origin).netloc != headers[b"host"]:
        return "This was sent from another site."
    return None


def _is_ours(host: str, public_host: str | None) -> bool:
    return is_loopback(_host_of(host)) or (public_host is not None and host == public_host)


def _host_of(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


async def _refuse(send: Send, reason: str) -> None:
    body = (
        b'{"type":"NotFromHere","title":"Refused","status":403,"detail":"' + reason.encode() + b'"}'
    )
    await send(
        {
            "type": "http.response.start",
            "status": 403,
            "headers": [(b"content-type", b"application/problem+json"), *HEADERS],
        }
    )
    await send({"type": "http.response.body", "body": body, "more_body": False})
