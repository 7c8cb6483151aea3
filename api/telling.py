"""No answer about people leaves before it stands in the log of reads.

This stands around every handler, as pages are made only after their handler has returned. When the
first byte of an answer is about to leave, whom it is about is known (`Desk.noted`) and is recorded.
Where that fails, the answer is thrown away and 503 is said instead.
"""

import logging
from collections.abc import Mapping
from typing import Any

from litestar.concurrency import sync_to_thread
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from api.desk import Desk
from api.errors import MEDIA_TYPE
from application.policy import TELL_OF_NOBODY
from application.register import NotRecorded

log = logging.getLogger(__name__)
ANSWERING = "alongside.answering"
DONE, NOT_DONE = 200, 300
WITHHELD = (
    b'{"type":"NotRecorded","title":"Not available","status":503,"detail":"'
    + str(NotRecorded()).encode()
    + b'"}'
)


def answering(scope: Any, desk: Desk, view: str) -> None:
    """Say from which desk a request is answered, and which view it is."""
    scope[ANSWERING] = (desk, view)


def noted_first(app: ASGIApp) -> ASGIApp:
    """Let an answer about people go only once it is noted."""

    async def telling(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        withheld = False

        async def send_once_noted(message: Any) -> None:
            nonlocal withheld
            if message["type"] == "http.response.start":
                withheld = not await _noted(scope, message["status"])
                if withheld:
                    await _withhold(send)
            if not withheld:
                await send(message)

        await app(scope, receive, send_once_noted)

    return telling


async def _noted(scope: Mapping[str, Any], status: int) -> bool:
    """Whether nothing had to be noted, or it was."""
    if ANSWERING not in scope:
        return True
    desk, view = scope[ANSWERING]
    if not desk.noted and (view in TELL_OF_NOBODY or not DONE <= status < NOT_DONE):
        return True
    try:
        await sync_to_thread(desk.tell, view)
    except Exception:
        log.exception("What was read could not be noted, so it was not given.")
        return False
    return True


async def _withhold(send: Send) -> None:
    headers = [(b"content-type", MEDIA_TYPE.encode())]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": WITHHELD, "more_body": False})
