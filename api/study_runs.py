"""Studies run in the background of a server: one at a time, seen and stopped from any of its pages.

What is going on stands in files beside the data, so every process of a deployment sees the same. A
lock that the system lets go of with its process says whether anything runs: a run that was cut off
is not taken for one that goes on. Reports are kept there once they stand in the log.
"""

import fcntl
import hashlib
import io
import logging
import os
import threading
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import msgspec

from api.desk import Desk
from api.pages.study_report import Kept, NoRun, Running
from api.store import Store
from api.study_plans import must_be_over
from api.studying import issue, last_told, run_noted, where_of
from application.evaluation.plan import plan_from
from domain.decider import Refusal
from domain.people import subject
from domain.study import STUDY
from infrastructure.engines import Engine, Stopped
from infrastructure.studies import NotStudied
from infrastructure.studies.running import Locked

log = logging.getLogger(__name__)
FOLDER, NOW, LOCK, STOP, ENDED, KEPT = "studies", "now.json", "lock", "stop", "ended.json", "kept"
BROKEN = "Something is broken. It was noted. Try again later."
STOPPED = "It was stopped, and nothing was reported."


class Now(msgspec.Struct, frozen=True):
    """What runs: the folder of its study, what is done of it just now, and how far that is."""

    of: str
    what: str
    done: int
    total: int


class StudyRuns:
    """The runs of one deployment. See `api.pages.study_report.Runs`."""

    def __init__(self, store: Store, engine: Engine = Engine.PROCESSES) -> None:
        """Run over an open store; by another process, so that pages are served meanwhile."""
        self._store, self._engine = store, engine
        self._root = store.settings.data_dir / FOLDER

    def start(self, desk: Desk, study: str, declared: str) -> None:
        """Run a locked study from here on. Raises `NotAPlan` and `NoRun`."""
        plan = plan_from(declared)
        must_be_over(desk, plan)
        if any(find_spec(each) is None for each in ("pyarrow", "statsmodels", "pandas")):
            raise NoRun("Studies need extra packages, which are not installed here.")
        locked = Locked(declared, desk.look()(STUDY, subject("study", study)).locked_at)
        folder = self._of(study)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        held = self._hold()
        if held is None:
            raise NoRun("Another study runs. Wait until it is done, or stop it.")
        (self._root / STOP).unlink(missing_ok=True)
        (folder / ENDED).unlink(missing_ok=True)
        self._say(folder, "beginning", 0, 1)
        its_own = desk.for_principal(desk.principal)
        threading.Thread(
            target=self._run, args=(its_own, locked, folder, held), name="study", daemon=True
        ).start()

    def stop(self, study: str) -> None:
        """Let a run end soon, without a report."""
        if self.running(study) is not None:
            (self._root / STOP).touch()

    def running(self, study: str) -> Running | None:
        """How far a run of a study is; none where it does not run."""
        now = self._now()
        if now is None or now.of != self._of(study).name:
            return None
        return Running(now.what, now.done, now.total, (self._root / STOP).exists())

    def ended(self, study: str) -> str | None:
        """Why the last run gave no report, in a sentence; none where it did, or nothing ran."""
        try:
            words: str = msgspec.json.decode((self._of(study) / ENDED).read_bytes(), type=str)
        except FileNotFoundError:
            return None
        return words

    def report(self, study: str, content: str) -> Kept | None:
        """A report that was issued, by the SHA-256 of its files; none where it is not kept here."""
        try:
            return msgspec.json.decode(self._kept(study, content).read_bytes(), type=Kept)
        except FileNotFoundError:
            return None

    def zipped(self, kept: Kept) -> bytes:
        """The files of a report, as `alongside evaluate` writes them."""
        with io.BytesIO() as written:
            with ZipFile(written, "w", ZIP_DEFLATED) as archive:
                for name in sorted(kept.files):
                    archive.writestr(ZipInfo(f"{kept.study}/{name}"), kept.files[name])
            return written.getvalue()

    # --- A run ---

    def _run(self, desk: Desk, locked: Locked, folder: Path, held: int) -> None:
        ended: str | None = None
        try:
            self._reported(desk, locked, folder)
        except Stopped:
            ended = STOPPED
        except (Refusal, NotStudied) as no:
            ended = str(no)
        except Exception:  # whatever it is, whoever waits is told, and the next can run
            log.exception("A study could not be run.")
            ended = BROKEN
        try:
            if ended is not None:
                _write(folder / ENDED, msgspec.json.encode(ended))
            (self._root / NOW).unlink(missing_ok=True)
        finally:
            os.close(held)  # and with it the lock

    def _reported(self, desk: Desk, locked: Locked, folder: Path) -> None:
        from infrastructure.studies.writing import content_of, files_of, header_lines

        desk.must_see("study")
        where = where_of(self._store, desk, locked.plan, last_told(self._store), None)
        stop = self._root / STOP
        result = run_noted(
            desk,
            locked,
            where,
            engine=self._engine,
            workers=1,
            progress=lambda what, done, total: self._say(folder, what, done, total),
            stopped=stop.exists,
        )
        files = files_of(result, locked)
        content = content_of(files)
        kept = Kept(
            result.header.study,
            result.header.title,
            result.header.position,
            content.hex(),
            result.findings,
            header_lines(result.header),
            files,
        )
        issue(desk, result, content)
        _write(folder / f"{KEPT}-{content.hex()}.json", msgspec.json.encode(kept))

    # --- What is kept ---

    def _of(self, study: str) -> Path:
        """The folder of a study: an identifier may hold dots, so it becomes no part of a path."""
        return self._root / hashlib.sha256(study.encode()).hexdigest()

    def _kept(self, study: str, content: str) -> Path:
        return self._of(study) / f"{KEPT}-{bytes.fromhex(content).hex()}.json"

    def _say(self, folder: Path, what: str, done: int, total: int) -> None:
        _write(self._root / NOW, msgspec.json.encode(Now(folder.name, what, done, total)))

    def _hold(self) -> int | None:
        """Hold the lock of all runs; none where somebody else does."""
        held = os.open(self._root / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(held)
            return None
        return held

    def _now(self) -> Now | None:
        """What runs; none where it was cut off with its process."""
        try:
            said = (self._root / NOW).read_bytes()
        except FileNotFoundError:
            return None
        held = self._hold()
        if held is not None:
            os.close(held)
            return None
        return msgspec.json.decode(said, type=Now)


def _write(file: Path, content: bytes) -> None:
    """Put a file in its place whole: somebody may be reading it."""
    unfinished = file.with_name(f"{file.name}.{threading.get_ident()}.unfinished")
    unfinished.write_bytes(content)
    unfinished.replace(file)
