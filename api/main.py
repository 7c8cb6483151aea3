"""The composition root of the web application: from settings to a running server."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

from litestar import Litestar

from api.app import create_app
from api.desk import Desk
from api.entrance import Entrance
from api.guard import is_loopback
from api.store import Store, exports_of, log_key_of
from api.study_runs import StudyRuns
from application.identity import WayIn
from domain.decider import Position, Recorded
from domain.people import ServiceId, subject
from infrastructure.checkpoint_exports import Exports
from infrastructure.checkpoints import vkey
from infrastructure.codec import DoesNotOpen, opened
from infrastructure.credentials import CredentialStore, Demonstrating, SigningIn
from infrastructure.evidence_bundle import Sources, evidence_about, write_bundle
from infrastructure.keyring import Keyring
from infrastructure.mailer import Mailer
from infrastructure.post import SmtpPost
from infrastructure.receipts import write_receipt
from infrastructure.settings import Settings
from infrastructure.verify_bundle import Key
from projections.breaks.evidence import EvidencePack, outline_of

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


class PackBundles:
    """Makes the evidence of a break for somebody outside, from an open store."""

    def __init__(self, sources: Sources, key: Key | None) -> None:
        """Use log, checkpoints and keyring of one deployment, and the key that is known now."""
        self._sources, self._key = sources, key

    def key(self) -> str | None:
        """See `api.pages.evidence.Bundles`."""
        return None if self._key is None else vkey(self._key)

    def zipped(self, pack: EvidencePack) -> bytes:
        """See `api.pages.evidence.Bundles`."""
        about = subject("break", pack.break_id)
        outline = outline_of(pack)
        positions = {*evidence_about(self._sources.recorder, about), *outline["events"]}
        with TemporaryDirectory() as folder:
            root = Path(folder) / "evidence"
            write_bundle(root, self._sources, about, positions, pack=outline)
            return _zipped(root)

    def receipt(self, entry: Position) -> bytes:
        """See `api.pages.evidence.Bundles`."""
        with TemporaryDirectory() as folder:
            root = Path(folder) / "receipt"
            write_receipt(root, self._sources, entry)
            return _zipped(root)


def _zipped(root: Path) -> bytes:
    """A folder as a ZIP file, under its own name."""
    with BytesIO() as written:
        with ZipFile(written, "w", ZIP_DEFLATED) as archive:
            for file in sorted(each for each in root.rglob("*") if each.is_file()):
                archive.write(file, file.relative_to(root.parent))
        return written.getvalue()


def post_of(settings: Settings) -> SmtpPost | None:
    """What takes messages; none where no server is named. Raises `NotSent` as `Mailer`."""
    if settings.smtp_url is None or settings.mail_from is None:
        return None
    return SmtpPost(Mailer(settings.smtp_url, settings.mail_from))


@contextmanager
def way_in_of(store: Store) -> Iterator[SigningIn]:
    """The accounts of a deployment, closed again at the end."""
    credentials = CredentialStore.at(store.settings, store.ledger.now)
    try:
        yield SigningIn(credentials)
    finally:
        credentials.close()


def application(
    store: Store,
    service: ServiceId,
    exports: Exports | None = None,
    way_in: WayIn | None = None,
    demo: Demonstrating | None = None,
) -> Litestar:
    """The web application over an open store, what it says of its checkpoints, and its way in.

    With ``demo`` whoever comes chooses who to be; `api.cli.demonstrating` says where that may be.
    """
    exports = exports or exports_of(store.settings, store.recorder, store.keyring)
    entrance = None if way_in is None else Entrance(way_in, store.settings.public_url)
    if demo is not None:
        entrance = Entrance(demo, store.settings.public_url, demo)
    sources = Sources(store.recorder, exports, store.keyring)
    bundles = PackBundles(sources, log_key_of(store.settings))
    return create_app(
        desk_of(store, service),
        exports.standing,
        entrance=entrance,
        bundles=bundles,
        runs=StudyRuns(store),
    )


def may_listen(host: str, way_in: WayIn, public_url: str | None) -> None:
    """Whether a server may answer others than this machine. Raises `NotLoopback`."""
    if is_loopback(host):
        return
    if not way_in.accounts.any():
        raise NotLoopback(
            f"{host} can be reached by others, and nobody has an account yet "
            "(use 127.0.0.1, or make one with: alongside user invite)"
        )
    if public_url is None:
        raise NotLoopback(
            f"{host} can be reached by others, and it is not said by which address "
            "(set public_url in alongside.toml to the https address of what stands before it)"
        )
