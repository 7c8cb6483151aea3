"""Checkpoints leave the machine: into a folder to which files are only added, and by mail.

A checkpoint is worth what the place is worth where it is kept. The folder should belong to another
account or another machine; whoever can change both log and folder can make them agree. Beside the
checkpoints goes the list of those whose keys were destroyed, so that a restored copy learns of it.
"""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import msgspec

from infrastructure.checkpoints import vkey
from infrastructure.files import write_once
from infrastructure.keyring import Keyring
from infrastructure.mailer import Mailer, NotSent
from infrastructure.recorders import EventRecorder
from infrastructure.signer import Signs, checkpoint_of
from infrastructure.verify_bundle import checkpoint_from

CHECKPOINT = ".checkpoint"
ERASED = ".erased"
MAILED = ".mailed"
KEY = "key"
READABLE = 0o444
EVERY = 60.0
"""Seconds between two looks at whether the log has grown."""
LATE = timedelta(minutes=5)
"""How long an event may stand without a checkpoint before it is said."""
MAIL_EVERY = timedelta(days=1)

log = logging.getLogger(__name__)


class NotExported(Exception):
    """A checkpoint could not be put where it belongs; the message says why and what to do."""


class Mailing(NamedTuple):
    """Where checkpoints are mailed to."""

    mailer: Mailer
    to: tuple[str, ...]


class Exported(msgspec.Struct, frozen=True):
    """What an export did: up to which event the log is signed, where that lies, who got a mail."""

    position: int
    key: str
    checkpoint: str
    file: str
    mailed: tuple[str, ...] = ()
    problem: str | None = None


class Standing(msgspec.Struct, frozen=True):
    """How far the exported checkpoints reach, for whoever watches over the service.

    ``age`` is seconds since the newest was exported, ``unsigned`` the events since; ``late`` says
    that one of those has waited for longer than it may, ``problem`` why the last export failed.
    """

    position: int
    age: float | None
    unsigned: int
    late: bool
    problem: str | None


class Exports:
    """The exported checkpoints of one log."""

    def __init__(
        self,
        folder: Path,
        recorder: EventRecorder,
        signer: Callable[[], Signs],
        *,
        keyring: Keyring | None = None,
        mailing: Mailing | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Use a folder, made when first needed. The keyring is that of the erased, if any."""
        self.folder = folder
        self._recorder = recorder
        self._signer = signer
        self._keyring = keyring
        self._mailing = mailing
        self._clock = clock
        self._problem: str | None = None
        self._seen = 0, 0

    def run(self, *, mail_now: bool = False) -> Exported:
        """Have the log signed, and export that. A mail that fails keeps nothing else from it.

        Raises `NotExported`, and what `checkpoint_of` raises.
        """
        try:
            exported = self._run(mail_now=mail_now)
        except Exception as wrong:
            self._problem = str(wrong) or type(wrong).__name__
            raise
        self._problem = exported.problem
        return exported

    def keep(self, stop: threading.Event, every: float = EVERY) -> None:
        """Export whenever the log has grown, until it is stopped. What fails is tried again."""
        while True:
            try:
                self.run()
            except Exception:
                log.exception("No checkpoint was exported.")
            if stop.wait(every):
                return

    def sizes(self) -> list[int]:
        """How many events the log held at each exported checkpoint, in order."""
        return sorted(int(file.stem) for file in self.folder.glob(f"[0-9]*{CHECKPOINT}"))

    def note(self, size: int) -> bytes:
        """An exported checkpoint as it lies there."""
        return self._file(size).read_bytes()

    def erased(self) -> frozenset[str]:
        """Everybody whose key was destroyed, as far as it was ever exported."""
        lists = [each.read_text(encoding="utf-8") for each in self.folder.glob(f"[0-9]*{ERASED}")]
        return frozenset(owner for each in lists for owner in each.splitlines())

    def standing(self) -> Standing:
        """How far the exported checkpoints reach."""
        position = self._newest()
        now = self._clock()
        age = now.timestamp() - self._file(position).stat().st_mtime if position else None
        unsigned = max(0, self._recorder.head().size - position)
        return Standing(position, age, unsigned, self._is_late(position, now), self._problem)

    def _newest(self) -> int:
        """The size of the newest; the folder, which may hold very many, is read when it changes."""
        changed = self.folder.stat().st_mtime_ns if self.folder.is_dir() else 0
        if changed != self._seen[0]:
            self._seen = changed, max(self.sizes(), default=0)
        return self._seen[1]

    def _file(self, size: int) -> Path:
        return self.folder / f"{size:020}{CHECKPOINT}"

    def _is_late(self, position: int, now: datetime) -> bool:
        """Whether the first event after a position has stood without a checkpoint for too long."""
        first = next((page[0] for page in self._recorder.pages(position, position + 1)), None)
        return first is not None and _moment(first.recorded_at) < now - LATE

    def _run(self, *, mail_now: bool) -> Exported:
        signer = self._signer()
        note = checkpoint_of(self._recorder, signer)
        size = checkpoint_from(note, signer.key).size
        file = self._file(size)
        try:
            self.folder.mkdir(mode=0o755, parents=True, exist_ok=True)
            self._put(self.folder / KEY, f"{vkey(signer.key)}\n".encode())
            self._put(file, note)
            self._put_erased(size)
        except OSError as wrong:
            raise NotExported(
                f"a checkpoint could not be written to {self.folder}: {wrong.strerror} "
                "(check the folder's owner and rights, or name another: checkpoints)"
            ) from wrong
        mailed, problem = self._mail(size, note, now=mail_now)
        return Exported(size, vkey(signer.key), note.decode(), str(file), mailed, problem)

    def _put(self, file: Path, content: bytes) -> None:
        """Add a file. Raises `NotExported` where another stands under its name."""
        if not file.exists():
            write_once(file, content, READABLE)
        if file.read_bytes() != content:
            raise NotExported(
                f"{file} is not what this log would say of itself: one of the two was changed "
                f"(run alongside verify --checkpoint {file}, and keep the file)"
            )

    def _put_erased(self, size: int) -> None:
        tombstones = self._keyring.destroyed() if self._keyring else ()
        if set(tombstones) - self.erased():
            listed = "".join(f"{owner}\n" for owner in tombstones).encode()
            write_once(self._unused(size), listed, READABLE)

    def _unused(self, size: int) -> Path:
        """A name for a list of erased keys: several may belong to one size of the log."""
        names = (f"{size:020}{'-' * bool(n)}{n or ''}{ERASED}" for n in range(1_000_000))
        return next(each for name in names if not (each := self.folder / name).exists())

    def _mail(self, size: int, note: bytes, *, now: bool) -> tuple[tuple[str, ...], str | None]:
        if self._mailing is None or not (now or self._mail_is_due(size)):
            return (), None
        mailer, to = self._mailing
        name = f"{size:020}"
        erased = "".join(f"{owner}\n" for owner in sorted(self.erased()))
        attached = {f"{name}{CHECKPOINT}": note, f"{name}{ERASED}": erased.encode()}
        try:
            mailer.send(to, f"Checkpoint {size}", MAIL.format(note=note.decode()), attached)
        except NotSent as problem:
            return (), str(problem)
        write_once(self.folder / f"{name}{MAILED}", self._clock().isoformat().encode(), READABLE)
        return to, None

    def _mail_is_due(self, size: int) -> bool:
        newest = max(self.folder.glob(f"[0-9]*{MAILED}"), default=None)
        if newest is None:
            return True
        sent = datetime.fromisoformat(newest.read_text(encoding="utf-8"))
        return int(newest.stem) < size and sent + MAIL_EVERY <= self._clock()


MAIL = """\
This is a checkpoint of a log. Keep this mail: nothing has to be done with it.

Whoever holds it can show later whether anything that was recorded until now has been changed,
taken out or slipped in: alongside verify --checkpoint FILE, with the attached file.

{note}
The other file lists the keys that were destroyed for good, by random identifiers.
"""


def _moment(micros: int) -> datetime:
    return datetime.fromtimestamp(micros / 1_000_000, UTC)
