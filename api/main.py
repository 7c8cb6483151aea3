"""The composition root of the web application: from settings to a running server."""

import logging

from litestar import Litestar

from api.app import create_app
from api.desk import Desk
from api.guard import is_loopback
from api.store import Store, exports_of
from domain.decider import Recorded
from domain.people import ServiceId
from infrastructure.checkpoint_exports import Exports
from infrastructure.codec import DoesNotOpen, opened
from infrastructure.keyring import Keyring

log = logging.getLogger(__name__)


class NotLoopback(Exception):
    """The server was asked to listen where others could reach it."""


class KeyringOpener:
    """Opens words and codes with the keyring of this deployment."""

    def __init__(self, keyring: Keyring) -> None:
        """Use a keyring."""
        self._keyring = keyring

    def open(self, recorded: Recorded) -> Recorded:
        """The same entry with everything readable that still is; closed if tampered with."""
        try:
            return opened(recorded, self._keyring, ("words", "coded"))
        except DoesNotOpen:
            log.exception("Entry %s does not open. Run: alongside verify", recorded.position)
            return recorded

    def codes(self, recorded: Recorded) -> Recorded:
        """The same entry with its codes readable and its words closed; closed if tampered with."""
        try:
            return opened(recorded, self._keyring)
        except DoesNotOpen:
            log.exception("Entry %s does not open. Run: alongside verify", recorded.position)
            return recorded

    def generation(self) -> int:
        """The keyring's generation; asking drops keys that were destroyed elsewhere."""
        return self._keyring.refresh()


def desk_of(store: Store, service: ServiceId) -> Desk:
    """A desk in one service of an open store."""
    return Desk(store.ledger, store.views, KeyringOpener(store.keyring), service, store.reads)


def application(store: Store, service: ServiceId, exports: Exports | None = None) -> Litestar:
    """The web application over an open store, and what it says of its checkpoints."""
    exports = exports or exports_of(store.settings, store.recorder, store.keyring)
    return create_app(desk_of(store, service), exports.standing)


def serve(store: Store, service: ServiceId, host: str, port: int) -> None:
    """Run the server until it is stopped. Raises `NotLoopback`."""
    if not is_loopback(host):
        raise NotLoopback(
            f"{host} can be reached by others, and nobody signs in yet "
            "(use 127.0.0.1, localhost or ::1)"
        )
    import uvicorn

    uvicorn.run(
        application(store, service), host=host, port=port, log_level="warning", access_log=False
    )
