"""How views keep up with the log: one path, idempotent, rows and position in one transaction.

Every subject that a batch of events touches is folded afresh, late events and corrections
included. The same code runs after a command (so people read their own writes), in a projector
process, and for a rebuild. A view that fails is quarantined and named; commands go on.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import (
    Connection,
    Engine,
    Select,
    Table,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionInTime

from application.ledger import Head, Ledger, OutOfReach
from domain.decider import EnteredInError, Position, Recorded
from domain.definitions import Definitions
from domain.flags import first_of
from domain.folds import ALWAYS
from domain.people import ServiceId, Subject
from domain.people import subject as subject_of
from projections.definitions_in_force import AdoptedDefinitions, InForce
from projections.erasures import erased_since, follow_again, has_followed
from projections.filling import Places, put, shadow_of
from projections.opening import CodedReader, KeylessReader
from projections.remembered import Remembered, RememberedHistories
from projections.view import View, checkpoints, digest_of, metadata, turns

VERSION = "7"
"""Raised whenever a view would show something else for the same events: views are then rebuilt."""

EVENTS_IN_A_BATCH = 5_000
EVENTS_IN_MEMORY = 400_000
"""About how many events a rebuild holds at a time; a longer log is read in several passes."""
ROWS_IN_A_STATEMENT = 5_000
SUBJECTS_IN_A_STATEMENT = 500
HISTORIES_REMEMBERED = 100

Progress = Callable[[int, int], None]
log = logging.getLogger(__name__)

_BEHIND = select(checkpoints.c.view).where(
    checkpoints.c.position < bindparam("head"), checkpoints.c.failed.is_(None)
)


class Quarantined(Exception):
    """A view failed and is not shown until it is rebuilt; the message names it."""


class Status(msgspec.Struct, frozen=True):
    """How far a view is, how far behind, and what it shows."""

    projection: str
    position: int
    lag: int
    digest: str
    failed: str | None = None


class Scope(msgspec.Struct, frozen=True):
    """Whose rows are asked for: those of a service, or of some of its subjects, or everybody's.

    ``among`` selects the subjects from tables of the views' own database.
    """

    service: ServiceId | None = None
    among: Select[Any] | None = None


EVERYBODY = Scope()


class Views:
    """The views over one log, in a database of their own."""

    def __init__(
        self,
        engine: Engine,
        ledger: Ledger,
        views: Sequence[View],
        clock: Callable[[], datetime],
        reader: CodedReader | None = None,
    ) -> None:
        """Open the views, and discard those that were folded from another log or by other code.

        Without a reader of coded values these stay unknown.
        """
        self.engine = engine
        self.ledger = ledger
        self.views = {view.name: view for view in views}
        self.clock = clock
        self.reader = reader or KeylessReader()
        self.pasts = Remembered()
        self.histories = RememberedHistories(ledger)
        self._adopted = AdoptedDefinitions(ledger)
        self._lock = threading.Lock()
        self._looked = _Looked(ledger)
        metadata.create_all(engine)
        self._discard_strangers()

    def catch_up(self, only: Iterable[str] | None = None) -> Position:
        """Bring views to the end of the log; return the position that all of them reflect."""
        head = self.ledger.head()
        with self._lock:
            behind = self._behind(head)
            if behind:
                self._looked = _Looked(self.ledger)
                for name in only or self.views:
                    if name in behind:
                        self._catch_up(self.views[name], head)
                self._looked = _Looked(self.ledger)
        return head.position

    def renew(self, name: str, scope: Scope = EVERYBODY) -> None:
        """Fold again the rows of a scope that time alone has changed."""
        with self._lock:
            self._guarded(self.views[name], lambda view: self._renew(view, scope))

    def current(self, name: str, scope: Scope = EVERYBODY) -> Position:
        """Make a view reflect the end of the log and, in a scope, this moment.

        Return the position. Raises `Quarantined` where it failed.
        """
        position = self.catch_up([name])
        self.renew(name, scope)
        with self.engine.connect() as db:
            failed = db.scalar(select(checkpoints.c.failed).where(checkpoints.c.view == name))
        if failed:
            raise Quarantined(f"The view {name} failed: {failed}. Rebuild it.")
        return position

    def forget_erased(self) -> None:
        """Fold every row again that rested on a destroyed key, and leave no copy of it behind."""
        self.catch_up()
        for name in self.views:
            self.renew(name)
        if self.engine.dialect.name == "sqlite":
            with self.engine.connect() as db:  # the write-ahead file still holds the old rows
                db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def definitions_known_at(self, position: Position) -> InForce:
        """The definitions that every service had adopted, as known at a position."""
        return self._adopted.known_at(position)

    def opened(self, view: View, events: Sequence[Recorded]) -> Sequence[Recorded]:
        """A subject's events with those codes readable that a view needs."""
        if not view.opens:
            return events
        read, opens = self.reader.read, view.opens
        return [
            read(each, opens[type(each.event)]) if type(each.event) in opens else each
            for each in events
        ]

    def status(self) -> list[Status]:
        """Every view's position, lag and digest, as they stand: renewed, but not caught up."""
        head = self.ledger.head().position
        found = []
        for name, view in self.views.items():
            self.renew(name)
            with self.engine.connect() as db:
                at = db.execute(select(checkpoints).where(checkpoints.c.view == name)).one()
                digest = digest_of(db, view.table)
            found.append(Status(name, at.position, head - at.position, digest, at.failed))
        return found

    def rebuild(self, name: str, progress: Progress | None = None) -> tuple[str, str]:
        """Build a view beside the live one, compare, swap; return both digests.

        The live view is shown until the swap, which is one transaction.
        """
        view = self.views[name]
        shadow = shadow_of(view.table)
        now, head = self.clock(), self.ledger.head()
        with self.engine.begin() as db:
            shadow.drop(db, checkfirst=True)
            shadow.create(db)
        coming: list[dict[str, Any]] = []
        for folds in self._folded(view, head.position, now, progress):
            coming += folds.turns
            with self.engine.begin() as db:
                put(db, shadow, folds.rows)
        with self._lock:
            with self.engine.begin() as db:
                self._locked_position(db, view)
                before, after = digest_of(db, view.table), digest_of(db, shadow)
                db.execute(delete(view.table))
                columns = [column.name for column in view.table.columns]
                copied = select(*(shadow.c[column] for column in columns))
                db.execute(insert(view.table).from_select(columns, copied))
                db.execute(delete(turns).where(turns.c.view == view.name))
                put(db, turns, coming)
                follow_again(db, view)  # a key may have gone after its value was read
                self._mark(db, view, head)
                shadow.drop(db)
            self._catch_up(view, self.ledger.head())
        return before, after

    def _behind(self, head: Head) -> set[str]:
        """The views that have something to do.

        Most looks find none, and only reading takes no turn from those who write.
        """
        with self.engine.connect() as db:
            return set(db.scalars(_BEHIND, {"head": head.position}))

    def _catch_up(self, view: View, head: Head) -> None:
        def to_the_head(view: View) -> None:
            while self._one_batch(view, head):
                pass

        self._guarded(view, to_the_head)

    def _guarded(self, view: View, work: Callable[[View], None]) -> None:
        """Work on a view; where its own code fails, quarantine it instead of failing."""
        try:
            work(view)
        except (OperationalError, InterfaceError, NoConnectionInTime, OutOfReach):
            raise  # a database is out of reach: that is nobody's quarantine
        except Exception as broken:  # a view that fails must not stop anything else
            log.exception("The view %s failed and is quarantined.", view.name)
            with self.engine.begin() as db:
                failed = update(checkpoints).where(checkpoints.c.view == view.name)
                db.execute(failed.values(failed=type(broken).__name__))

    def _renew(self, view: View, scope: Scope) -> None:
        now = self.clock()
        expired = select(turns.c.subject).where(
            turns.c.view == view.name, turns.c.holds_until <= now
        )
        if scope.service is not None:
            expired = expired.where(turns.c.service == scope.service)
        if scope.among is not None:
            expired = expired.where(turns.c.subject.in_(scope.among))
        with self.engine.connect() as db:  # mostly there is nothing to write
            nobody = db.scalar(expired.limit(1)) is None
            if nobody and has_followed(db, view, self.reader.generation):
                return
        with self.engine.begin() as db:
            position = self._locked_position(db, view)
            if position is None:
                return
            subjects = [Subject(each) for each in db.scalars(expired)]
            erased = erased_since(db, view, self.reader, self.ledger)
            subjects += [each for each in erased if each not in subjects]
            self._refold(db, view, subjects, position, now)

    def _one_batch(self, view: View, head: Head) -> bool:
        with self.engine.begin() as db:
            position = self._locked_position(db, view)
            if position is None or position >= head.position:
                return False
            if head.position - position > EVENTS_IN_MEMORY or position == 0:
                db.execute(delete(view.table))
                db.execute(delete(turns).where(turns.c.view == view.name))
                for folds in self._folded(view, head.position, self.clock(), None):
                    folds.write(db, view.table)
                self._mark(db, view, head)
                return False
            upto = Position(min(position + EVENTS_IN_A_BATCH, head.position))
            touched = self._touched(view, position, upto)
            self._refold(db, view, touched, upto, self.clock())
            root = head.root if upto == head.position else self.ledger.root_at(upto)
            self._mark(db, view, Head(upto, root))
            return upto < head.position

    def _touched(self, view: View, position: Position, upto: Position) -> list[Subject]:
        """Those whom events concern, and all of a service whose own entries count for the view."""
        touched = dict.fromkeys(self._looked.touched(view.noun, position, upto))
        for service in self._changed(view, position, upto):
            touched |= dict.fromkeys(subjects_of(self.ledger, service, view.noun, upto))
        return list(touched)

    def _changed(self, view: View, position: Position, upto: Position) -> set[Subject]:
        """The services that adopted other definitions, or about which something else counts."""
        changed: set[Subject] = set()
        if view.goes_by_definitions:
            changed |= set(self._adopted.adopting(position, upto))
        if view.of_service and self._looked.touched("service", position, upto):
            for page in self.ledger.read(position, upto):
                for recorded in page:
                    if _is_about_service(view, recorded):
                        changed |= {tag for tag in recorded.tags if tag.startswith("service:")}
        return changed

    def _refold(
        self, db: Connection, view: View, subjects: list[Subject], upto: Position, now: datetime
    ) -> None:
        folds = _Folds(self, view, upto, now)
        for subject in subjects:
            folds.add(subject, self._looked.history(subject, upto))
        for start in range(0, len(subjects), SUBJECTS_IN_A_STATEMENT):
            some = subjects[start : start + SUBJECTS_IN_A_STATEMENT]
            db.execute(delete(view.table).where(view.table.c.subject.in_(some)))
            these = (turns.c.view == view.name) & turns.c.subject.in_(some)
            db.execute(delete(turns).where(these))
        folds.write(db, view.table)

    def _folded(
        self, view: View, upto: Position, now: datetime, progress: Progress | None
    ) -> "Iterable[_Folds]":
        """Fold the whole log, each subject once, in as many passes as memory asks for."""
        passes = max(1, -(-upto // EVENTS_IN_MEMORY))
        for number in range(passes):
            places = Places(view.noun, number, passes)
            for position in self.ledger.deal(places, upto, view.hears):
                if progress is not None:
                    progress(number * upto + position, passes * upto)
            folds = _Folds(self, view, upto, now)
            for subject, events in places.histories.items():
                folds.add(subject, events)
                if len(folds.rows) >= ROWS_IN_A_STATEMENT:
                    yield folds
                    folds = _Folds(self, view, upto, now)
            yield folds

    def _locked_position(self, db: Connection, view: View) -> Position | None:
        """The view's position, with nobody else at work on the view until the commit.

        None where the view has failed: it waits for a rebuild.
        """
        locks = update(checkpoints).where(checkpoints.c.view == view.name).values(version=VERSION)
        at = db.execute(locks.returning(checkpoints.c.position, checkpoints.c.failed)).one()
        return None if at.failed is not None else Position(at.position)

    def _mark(self, db: Connection, view: View, reached: Head) -> None:
        values = {"position": reached.position, "root": reached.root or None, "failed": None}
        db.execute(update(checkpoints).where(checkpoints.c.view == view.name).values(**values))

    def _discard_strangers(self) -> None:
        """A view that saw another log, or was folded by other code, starts again from nothing."""
        nothing = {"version": VERSION, "position": 0, "root": None, "failed": None}
        with self.engine.begin() as db:
            for row in db.execute(select(checkpoints)).all():
                view = self.views.get(row.view)
                if view is None:
                    continue
                same_code = row.version == VERSION
                same_log = row.root is None or self.ledger.root_at(row.position) == row.root
                if not (same_code and same_log):
                    log.warning("The view %s is discarded and folded again.", row.view)
                    this = checkpoints.c.view == row.view
                    db.execute(update(checkpoints).where(this).values(**nothing))
                    view.table.drop(db, checkfirst=True)  # other code may have had other columns
                    view.table.create(db)
        for name in self.views:
            try:
                with self.engine.begin() as db:
                    new = insert(checkpoints).values(view=name, version=VERSION, position=0)
                    db.execute(new)
            except IntegrityError:
                continue  # it stands already


class _Looked:
    """What one catching up has looked at: many views ask for the same few histories."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._touched: dict[tuple[str, Position, Position], list[Subject]] = {}
        self._histories: dict[tuple[Subject, Position], list[Recorded]] = {}

    def touched(self, noun: str, after: Position, upto: Position) -> list[Subject]:
        """The subjects of a kind that events between two positions concerned."""
        asked = (noun, after, upto)
        if asked not in self._touched:
            self._touched[asked] = self._ledger.touched(noun, after, upto)
        return self._touched[asked]

    def history(self, subject: Subject, upto: Position) -> list[Recorded]:
        """What concerns a subject; remembered while there are only a few."""
        asked = (subject, upto)
        found = self._histories.get(asked)
        if found is None:
            found = self._ledger.history(subject, upto)
            if len(self._histories) < HISTORIES_REMEMBERED:
                self._histories[asked] = found
        return found


class _InService(NamedTuple):
    """What is the same for everybody in a service: its entries, and what it goes by until when."""

    beside: Sequence[Recorded]
    definitions: Definitions
    others_from: datetime | None


class _Folds:
    """What subjects amount to in a view: their rows, and when time alone will change them."""

    def __init__(self, views: Views, view: View, upto: Position, now: datetime) -> None:
        """Fold what was recorded up to a position, as of a moment."""
        self._views, self._view, self._upto, self._now = views, view, upto, now
        self._in_force = views.definitions_known_at(upto)
        self._services: dict[ServiceId, _InService] = {}
        self.rows: list[dict[str, Any]] = []
        self.turns: list[dict[str, Any]] = []

    def add(self, subject: Subject, events: Sequence[Recorded]) -> None:
        """Fold one subject."""
        if not events:
            return
        view, now, service = self._view, self._now, events[0].service
        known = self._services.get(service)
        if known is None:
            known = self._services[service] = self._in_service(service)
        together = joined(self._views.opened(view, events), known.beside)
        rows = view.rows(subject, together, known.definitions, now, ALWAYS)
        self.rows += [{"subject": subject, **values} for values in rows.values]
        until = rows.holds_until
        if known.others_from is not None:
            until = first_of(until, known.others_from)
        if until is not None:
            turn = {"view": view.name, "subject": subject, "service": service}
            self.turns.append({**turn, "holds_until": until})

    def _in_service(self, service: ServiceId) -> "_InService":
        view, now = self._view, self._now
        return _InService(
            about_service(self._views.ledger, view, service, self._upto),
            self._in_force.of(service, now),
            self._in_force.next_change(service, now) if view.goes_by_definitions else None,
        )

    def write(self, db: Connection, table: Table) -> None:
        """Write the rows into a table, and the turns beside them."""
        put(db, table, self.rows)
        put(db, turns, self.turns)


def subjects_of(ledger: Ledger, service: Subject, noun: str, upto: Position) -> list[Subject]:
    """Those of a kind whom a service's own entries name, such as whom it registered."""
    prefix = f"{noun}:"
    found = (tag for each in ledger.history(service, upto) for tag in each.tags)
    return list(dict.fromkeys(tag for tag in found if tag.startswith(prefix)))


def about_service(
    ledger: Ledger, view: View, service: ServiceId, upto: Position
) -> Sequence[Recorded]:
    """The entries about a service that a view's function gets beside a subject's own."""
    if not view.of_service:
        return ()
    history = ledger.history(subject_of("service", service), upto)
    return [each for each in history if _is_about_service(view, each)]


def joined(events: Sequence[Recorded], beside: Sequence[Recorded]) -> Sequence[Recorded]:
    """A subject's entries and those about its service, in the order of recording, each once."""
    if not beside:
        return events
    each = {recorded.position: recorded for recorded in (*beside, *events)}
    return [each[position] for position in sorted(each)]


def _is_about_service(view: View, recorded: Recorded) -> bool:
    """Whether an entry counts for all of a service: of a kind that does, or correcting one."""
    kinds = view.of_service
    return type(recorded.event) in kinds or isinstance(recorded.event, EnteredInError)
