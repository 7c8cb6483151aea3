"""What strangers may send: how often, and how much at once.

Whoever has not signed in reaches a handful of forms (`api.entrance.OPEN_TO_ALL`). What is tried or
sent there is counted by what it is aimed at, because nothing that a stranger says of where they are
can be believed. Without a way in nobody but whoever holds this machine is answered, and nothing is
counted.
"""

from typing import Any

from litestar import Request

from api.entrance import AT_ENTRANCE, Entrance
from application.identity import Counted, Tries

LONGEST_BODY = 100_000
"""Bytes of one form that a stranger sends: the longest complaint in any script fits."""

INVITATIONS = Counted("invitations", 100)
"""Codes of invitations that opened nothing, of the whole deployment."""

REVIEWS = Counted("reviews", 100)
"""Codes of links to reviews that opened nothing, of the whole deployment."""


def review_at(of_break: str) -> Counted:
    """Codes that opened nothing at the address of one review."""
    return Counted(f"review {of_break}", 8)


def complaints_of(actor: str) -> Counted:
    """Complaints that one actor sent; all strangers together are one."""
    return Counted(f"complaints {actor}", 20)


def refuse_more(request: Request[Any, Any, Any], *counted: Counted) -> None:
    """Raise `TooManyTries` where one of these has had as many as it may have."""
    tries = _tries_at(request)
    if tries is not None:
        tries.refuse_more(*counted)


def count(request: Request[Any, Any, Any], *counted: Counted) -> None:
    """Count one more of each of these."""
    tries = _tries_at(request)
    if tries is not None:
        tries.count(*counted)


def forget(request: Request[Any, Any, Any], counted: Counted) -> None:
    """Begin again with one of them, because somebody has shown what they had to."""
    tries = _tries_at(request)
    if tries is not None:
        tries.forget(counted)


def _tries_at(request: Request[Any, Any, Any]) -> Tries | None:
    entrance: Entrance | None = request.scope.get("state", {}).get(AT_ENTRANCE)
    return None if entrance is None else entrance.way_in.tries
