"""For whom a request speaks. The seam at which sign-in is put in.

`Identify` is asked once for each request and gives the `Principal`; nothing else below `api` looks
at a cookie, a token or a header to find out who asks. Until sign-in exists it is `local_operator`:
the server listens on the loopback interface alone (`api.guard`), and whoever reaches it holds the
machine. Sign-in gives `create_app` another function, which raises its own refusal (401) where
nobody is signed in.

Who asks is known before the handler runs: `Arriving` makes the desk of the request, and refuses a
view that no role of theirs reaches into. A handler names its view (``view="caseload"``) or answers
a command; one that does neither is refused to everybody, and a contract test finds it.
"""

from collections.abc import Callable
from typing import Any

from litestar import Request
from litestar.concurrency import sync_to_thread

from api.desk import Desk
from api.outside import came_by_link
from api.telling import answering
from application.permissions import NotPermitted
from application.policy import BY_LINK
from application.principal import OPERATOR, Principal

Asking = Request[Any, Any, Any]
Identify = Callable[[Asking], Principal]

VIEW, COMMAND = "view", "command"
"""What a handler says of itself: which view it shows, or which command it answers."""


def local_operator(_request: Asking) -> Principal:
    """Whoever reaches this machine."""
    return OPERATOR


class Arriving:
    """Makes the desk of a request, for the one who asks."""

    def __init__(self, desk: Desk, identify: Identify) -> None:
        """Answer from one desk, for whomever ``identify`` finds."""
        self._desk, self._identify = desk, identify

    async def __call__(self, request: Asking) -> Desk:
        """The desk. Raises `NotPermitted`."""
        said = request.route_handler.opt
        by_link = said.get(VIEW) in BY_LINK
        principal = (
            await sync_to_thread(came_by_link, request, self._desk)
            if by_link
            else self._identify(request)
        )
        desk = await sync_to_thread(self._desk.for_principal(principal).at_hand)
        if VIEW in said:
            answering(request.scope, desk, said[VIEW])
            if not principal.operates:
                await sync_to_thread(desk.must_see, said[VIEW])
        elif COMMAND not in said:
            raise NotPermitted("Nobody has said who may see this.")
        return desk
