"""Views keep up with the log: once, whole, whoever does it, and a failing one stops nobody."""

import os
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Integer, String, Table, insert, literal, select, text, update
from sqlalchemy.exc import OperationalError

from application.simulation import simulate
from domain.corrections import CorrectEntry, MarkEnteredInError
from domain.decider import Event, Position, Recorded
from domain.definitions import Definitions
from domain.folds import as_of
from domain.peer import PeerInterestExpressed, RecordInterest, RecordPeerConversation
from domain.people import PeerId, ServiceId, StaffId, Subject, subject
from domain.service import Duty, NameStaff, OpenService, StaffNamed
from infrastructure.recorders import StoreBusy
from projections import catch_up, person_history
from projections.catalogue import VIEWS
from projections.catch_up import Quarantined, Scope, Status, Views
from projections.view import Moment, Rows, View, checkpoints, digest_of, metadata, subject_column
from tests.deployments import DATABASES, SERVICE, Deployment, deployed
from tests.histories import TODAY

COORDINATOR = StaffId("isla")
SEEDS = range(1, 21) if os.environ.get("ALONGSIDE_CAMPAIGN") else (7,)

talks = Table(
    "talks_of_tests",
    metadata,
    subject_column(),
    Column("number", Integer, nullable=False),
    Column("last_at", Moment),
    Column("due", String),
)


class Talks:
    """A small view: how often each peer supporter was talked to, due again after ten days.

    It counts how often each of them was folded, and fails for whom it is told to.
    """

    def __init__(self, of_service: frozenset[type[Event]] = frozenset()) -> None:
        self.folded: Counter[Subject] = Counter()
        self.empty_until: datetime | None = None
        self.fails_for: Subject | None = None
        self.nonsense: object = None
        self.view = View("talks_of_tests", "peer", talks, self.rows, of_service=of_service)

    def rows(
        self,
        about: Subject,
        events: Sequence[Recorded],
        _definitions: Definitions,
        at: datetime,
        true: datetime,
    ) -> Rows:
        self.folded[about] += 1
        if about == self.fails_for:
            raise ZeroDivisionError("the view divides by nothing")
        happened = [each.event.at for each in as_of(events, true=true) if _is_talk(each)]
        if not happened:
            return Rows([])
        if self.empty_until is not None and at < self.empty_until:
            return Rows([], self.empty_until)
        due_at = happened[-1] + timedelta(days=10)
        row = {
            "number": self.nonsense or len(happened),
            "last_at": happened[-1],
            "due": "due" if due_at <= at else None,
        }
        return Rows([row], due_at if due_at > at else None)


def _is_talk(recorded: Recorded) -> bool:
    return type(recorded.event).__name__ == "PeerConversationHeld"


@pytest.fixture(params=DATABASES)
def machair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Deployment]:
    with deployed(request.param, tmp_path) as deployment:
        deployment.do(OpenService(service=SERVICE, name="Machair Peer Support"))
        deployment.do(
            NameStaff(service=SERVICE, staff=COORDINATOR, name="Isla", duties=(Duty.COORDINATOR,))
        )
        yield deployment


@pytest.fixture
def made() -> Talks:
    return Talks()


@pytest.fixture
def views(machair: Deployment, made: Talks) -> Views:
    return machair.views([made.view])


def someone(machair: Deployment) -> PeerId:
    receipt = machair.do(RecordInterest(service=SERVICE, name="Davie Example"))
    (event,) = (each.event for each in receipt.events)
    assert isinstance(event, PeerInterestExpressed)
    return event.peer


def talk(machair: Deployment, peer: PeerId, at: datetime | None = None) -> Position:
    command = RecordPeerConversation(peer=peer, coordinator=COORDINATOR, at=at)
    return machair.do(command).position


def shown(views: Views) -> dict[str, tuple[int, str | None]]:
    with views.engine.connect() as db:
        found = db.execute(select(talks.c.subject, talks.c.number, talks.c.due)).all()
    assert len({row.subject for row in found}) == len(found), "somebody stands there twice"
    return {row.subject: (row.number, row.due) for row in found}


def status_of(views: Views, name: str = "talks_of_tests") -> Status:
    return next(each for each in views.status() if each.projection == name)


# --- keeping up ---


def test_a_view_shows_what_happened(machair: Deployment, views: Views) -> None:
    davie, euan = someone(machair), someone(machair)
    talk(machair, davie)
    talk(machair, davie)
    talk(machair, euan)
    reached = views.catch_up()

    assert shown(views) == {f"peer:{davie}": (2, None), f"peer:{euan}": (1, None)}
    assert reached == machair.ledger.head().position == status_of(views).position
    assert status_of(views).lag == 0


def test_only_those_whom_something_concerned_are_folded_again(
    machair: Deployment, views: Views, made: Talks
) -> None:
    davie, euan = someone(machair), someone(machair)
    talk(machair, davie)
    talk(machair, euan)
    views.catch_up()
    made.folded.clear()
    talk(machair, davie)
    talk(machair, davie)
    views.catch_up()
    views.catch_up()

    assert made.folded == {subject("peer", davie): 1}
    assert shown(views)[f"peer:{davie}"] == (3, None)


def test_late_corrected_and_mistaken_entries_change_what_is_shown(
    machair: Deployment, views: Views
) -> None:
    davie = someone(machair)
    views.catch_up()
    machair.clock.go_on(days=30)
    first = talk(machair, davie)
    views.catch_up()
    late = talk(machair, davie, machair.clock.now - timedelta(days=20))
    views.catch_up()
    assert shown(views) == {f"peer:{davie}": (2, None)}
    machair.do(MarkEnteredInError(entry=first))
    views.catch_up()
    assert shown(views) == {f"peer:{davie}": (1, "due")}
    machair.do(
        CorrectEntry(entry=late, changes={"at": (machair.clock.now).isoformat(), "minutes": 5})
    )
    views.catch_up()
    assert shown(views) == {f"peer:{davie}": (1, None)}
    machair.do(MarkEnteredInError(entry=late))
    views.catch_up()

    assert shown(views) == {}


def test_a_long_way_is_gone_in_batches_and_each_is_kept(
    machair: Deployment, views: Views, made: Talks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever dies half-way has done half of it, and whoever goes on does the rest."""
    monkeypatch.setattr(catch_up, "EVENTS_IN_A_BATCH", 3)
    peers = [someone(machair)]
    views.catch_up()
    for _ in range(4):
        peers.append(someone(machair))
        talk(machair, peers[-1])
        talk(machair, peers[-1])
    made.fails_for = subject("peer", peers[-1])
    views.catch_up()
    stopped = status_of(views)
    assert stopped.failed == "ZeroDivisionError"
    assert 0 < stopped.position < machair.ledger.head().position
    assert len(shown(views)) == 3

    made.fails_for = None
    with views.engine.begin() as db:
        db.execute(update(checkpoints).values(failed=None))
    views.catch_up()

    assert shown(views) == {f"peer:{peer}": (2, None) for peer in peers[1:]}


def test_a_view_far_behind_is_folded_in_one_go_and_shows_nobody_twice(
    machair: Deployment, views: Views, monkeypatch: pytest.MonkeyPatch
) -> None:
    davie = someone(machair)
    talk(machair, davie)
    views.catch_up()
    monkeypatch.setattr(catch_up, "EVENTS_IN_MEMORY", 3)
    for _ in range(9):
        talk(machair, davie)
        talk(machair, someone(machair))
    views.catch_up()

    assert shown(views)[f"peer:{davie}"] == (10, None)
    assert len(shown(views)) == 10


def test_several_processes_over_one_database_do_it_once(machair: Deployment, made: Talks) -> None:
    """One works while the others wait, and then find it done."""
    all_views = [machair.views([made.view], machair.another_ledger()) for _ in range(4)]
    peers = [someone(machair) for _ in range(5)]
    all_views[0].catch_up()
    for _round in range(4):
        made.folded.clear()
        for peer in peers:
            talk(machair, peer)
        _together([views.catch_up for views in all_views])
        assert made.folded == {subject("peer", peer): 1 for peer in peers}

    assert shown(all_views[0]) == {f"peer:{peer}": (4, None) for peer in peers}


def test_views_opened_by_several_processes_at_once_begin_once(
    machair: Deployment, made: Talks
) -> None:
    machair.views([made.view])  # the tables are there
    opened: list[Views] = []
    _together([lambda: opened.append(machair.views([made.view])) for _ in range(4)])

    assert len(opened) == 4
    with opened[0].engine.connect() as db:
        assert len(db.execute(select(checkpoints)).all()) == 1


def test_writing_and_catching_up_at_once_ends_in_step(machair: Deployment, made: Talks) -> None:
    all_views = [machair.views([made.view], machair.another_ledger()) for _ in range(2)]
    peers = [someone(machair) for _ in range(3)]

    def write(peer: PeerId) -> None:
        for _ in range(6):
            talk(machair, peer)
            all_views[0].catch_up()

    def follow() -> None:
        for _ in range(12):
            all_views[1].catch_up()

    _together([lambda peer=peer: write(peer) for peer in peers] + [follow])
    all_views[1].catch_up()

    assert shown(all_views[1]) == {f"peer:{peer}": (6, None) for peer in peers}


# --- time ---


def test_rows_change_by_time_alone_when_they_are_looked_at(
    machair: Deployment, views: Views, made: Talks
) -> None:
    davie, euan = someone(machair), someone(machair)
    talk(machair, davie)
    machair.clock.go_on(days=1)
    talk(machair, euan)
    views.catch_up()
    machair.clock.go_on(days=9, microseconds=-1)
    views.current("talks_of_tests")
    assert shown(views) == {f"peer:{davie}": (1, None), f"peer:{euan}": (1, None)}
    made.folded.clear()
    machair.clock.go_on(microseconds=1)
    views.current("talks_of_tests")

    assert shown(views) == {f"peer:{davie}": (1, "due"), f"peer:{euan}": (1, None)}
    assert made.folded == {subject("peer", davie): 1}
    made.folded.clear()
    views.current("talks_of_tests")
    assert made.folded == {}


def test_renewing_keeps_to_the_position_that_the_view_has_reached(
    machair: Deployment, views: Views
) -> None:
    """A row that were ahead of its view would be folded from events not yet counted as seen."""
    davie = someone(machair)
    talk(machair, davie)
    views.catch_up()
    machair.clock.go_on(days=11)
    talk(machair, davie)
    views.renew("talks_of_tests")

    assert shown(views) == {f"peer:{davie}": (1, "due")}
    views.catch_up()
    assert shown(views) == {f"peer:{davie}": (2, None)}


# --- failing ---


def test_a_failing_view_is_named_and_stops_neither_commands_nor_other_views(
    machair: Deployment, made: Talks
) -> None:
    beside = View("beside", "peer", person_history.VIEW.table, person_history.VIEW.rows)
    views = machair.views([made.view, beside])
    davie = someone(machair)
    views.catch_up()
    made.fails_for = subject("peer", davie)
    talk(machair, davie)
    reached = views.catch_up()

    assert reached == machair.ledger.head().position
    assert status_of(views).failed == "ZeroDivisionError"
    assert status_of(views, "beside").failed is None
    assert status_of(views, "beside").lag == 0
    with pytest.raises(Quarantined, match="talks_of_tests"):
        views.current("talks_of_tests")
    assert talk(machair, davie)


def test_a_quarantined_view_stays_so_until_it_is_rebuilt(
    machair: Deployment, views: Views, made: Talks
) -> None:
    davie = someone(machair)
    made.fails_for = subject("peer", davie)
    talk(machair, davie)
    views.catch_up()
    made.fails_for = None
    talk(machair, davie)
    views.catch_up()
    assert status_of(views).failed == "ZeroDivisionError"
    views.rebuild("talks_of_tests")

    assert status_of(views).failed is None
    assert shown(views) == {f"peer:{davie}": (2, None)}


def test_a_view_that_fails_by_time_alone_is_quarantined_too(
    machair: Deployment, views: Views, made: Talks
) -> None:
    davie = someone(machair)
    talk(machair, davie)
    views.catch_up()
    made.fails_for = subject("peer", davie)
    machair.clock.go_on(days=11)

    with pytest.raises(Quarantined, match="ZeroDivisionError"):
        views.current("talks_of_tests")
    made.folded.clear()
    assert status_of(views).failed == "ZeroDivisionError"
    assert made.folded == {}
    assert talk(machair, davie)


def test_a_view_whose_rows_do_not_fit_its_table_is_quarantined(
    machair: Deployment, views: Views, made: Talks
) -> None:
    """A value that the database does not take is the fault of the view, not of the database."""
    davie = someone(machair)
    made.nonsense = object()
    talk(machair, davie)

    assert views.catch_up() == machair.ledger.head().position
    assert status_of(views).failed
    assert talk(machair, davie)


def test_a_log_out_of_reach_puts_nothing_into_quarantine(
    machair: Deployment, views: Views, monkeypatch: pytest.MonkeyPatch
) -> None:
    davie = someone(machair)
    views.catch_up()
    talk(machair, davie)

    def busy(*_asked: object) -> list[Recorded]:
        raise StoreBusy("Another process is writing.")

    with monkeypatch.context() as while_busy:
        while_busy.setattr(machair.ledger, "history", busy)
        with pytest.raises(StoreBusy):
            views.catch_up()

    assert status_of(views).failed is None
    assert views.catch_up() == machair.ledger.head().position


def test_a_database_out_of_reach_puts_nothing_into_quarantine(
    machair: Deployment, views: Views, made: Talks, monkeypatch: pytest.MonkeyPatch
) -> None:
    davie = someone(machair)
    views.catch_up()
    talk(machair, davie)

    def away(*_some: object) -> Rows:
        raise OperationalError("select", {}, Exception("the server is gone"))

    with monkeypatch.context() as patch:
        patch.setattr(views, "_refold", away)
        with pytest.raises(OperationalError):
            views.catch_up()
    views.catch_up()

    assert status_of(views).failed is None
    assert shown(views) == {f"peer:{davie}": (1, None)}


# --- building again ---


def test_building_again_gives_the_same_and_says_so(machair: Deployment, views: Views) -> None:
    for _ in range(3):
        talk(machair, someone(machair))
    views.catch_up()
    live = status_of(views).digest
    before, after = views.rebuild("talks_of_tests")

    assert live == before == after == status_of(views).digest
    assert len(shown(views)) == 3


def test_building_again_mends_what_was_tampered_with(machair: Deployment, views: Views) -> None:
    davie = someone(machair)
    talk(machair, davie)
    views.catch_up()
    with views.engine.begin() as db:
        db.execute(update(talks).values(number=77))
    before, after = views.rebuild("talks_of_tests")

    assert before != after
    assert shown(views) == {f"peer:{davie}": (1, None)}


def test_building_again_twice_and_in_several_passes_is_the_same(
    machair: Deployment, views: Views, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(6):
        talk(machair, someone(machair))
    views.catch_up()
    first = views.rebuild("talks_of_tests")
    monkeypatch.setattr(catch_up, "EVENTS_IN_MEMORY", 4)
    monkeypatch.setattr(catch_up, "ROWS_IN_A_STATEMENT", 2)
    heard: list[tuple[int, int]] = []
    second = views.rebuild("talks_of_tests", lambda done, of: heard.append((done, of)))

    assert set(first) == set(second)
    assert len(set(second)) == 1
    assert heard[-1][0] == heard[-1][1]
    assert heard == sorted(heard)


def test_building_again_while_others_write_loses_nothing(machair: Deployment, views: Views) -> None:
    peers = [someone(machair) for _ in range(3)]
    writing = machair.views(list(views.views.values()), machair.another_ledger())
    go_on = threading.Event()

    def write() -> None:
        for _ in range(12):
            for peer in peers:
                talk(machair, peer)
            writing.catch_up()
            go_on.set()

    writer = threading.Thread(target=write)
    writer.start()
    assert go_on.wait(30)
    for _ in range(4):
        views.rebuild("talks_of_tests")
    writer.join()
    views.catch_up()
    live = status_of(views).digest

    assert shown(views) == {f"peer:{peer}": (12, None) for peer in peers}
    assert views.rebuild("talks_of_tests") == (live, live)


def test_what_is_recorded_while_a_view_is_built_again_is_shown_too(
    machair: Deployment, views: Views
) -> None:
    davie = someone(machair)
    talk(machair, davie)
    views.catch_up()

    def meanwhile(_done: int, _of: int) -> None:
        talk(machair, davie)
        views.catch_up()

    views.rebuild("talks_of_tests", meanwhile)

    assert shown(views) == {f"peer:{davie}": (2, None)}
    assert status_of(views).lag == 0


def test_the_live_view_is_shown_until_the_new_one_is_whole(
    machair: Deployment, views: Views, made: Talks
) -> None:
    davie = someone(machair)
    talk(machair, davie)
    views.catch_up()
    made.fails_for = subject("peer", davie)
    with pytest.raises(ZeroDivisionError):
        views.rebuild("talks_of_tests")
    assert shown(views) == {f"peer:{davie}": (1, None)}
    made.fails_for = None

    assert len(set(views.rebuild("talks_of_tests"))) == 1


def test_digests_do_not_depend_on_order(machair: Deployment, views: Views) -> None:
    rows = [{"subject": f"peer:{n}", "number": n} for n in range(5)]
    digests = []
    for some in (rows, rows[::-1], rows[1:]):
        with views.engine.begin() as db:
            db.execute(talks.delete())
            db.execute(insert(talks), some)
            digests.append(digest_of(db, talks))

    assert len(set(digests[:2])) == 1
    assert digests[2] not in digests[:2]


# --- whose rows are asked for ---


def test_only_the_service_that_is_asked_about_is_folded_again(
    machair: Deployment, views: Views, made: Talks
) -> None:
    davie = someone(machair)
    talk(machair, davie)
    views.catch_up()
    made.folded.clear()
    machair.clock.now += timedelta(days=11)

    views.current("talks_of_tests", Scope(ServiceId("another")))
    assert not made.folded
    views.current("talks_of_tests", Scope(SERVICE, select(literal(f"peer:{davie}x"))))
    assert not made.folded
    views.current("talks_of_tests", Scope(SERVICE, select(literal(f"peer:{davie}"))))
    assert made.folded == {f"peer:{davie}": 1}


def test_somebody_without_rows_is_folded_again_when_their_time_comes(
    machair: Deployment, views: Views, made: Talks
) -> None:
    davie = someone(machair)
    made.empty_until = machair.clock.now + timedelta(days=3)
    talk(machair, davie)
    views.current("talks_of_tests")
    assert shown(views) == {}
    machair.clock.now += timedelta(days=4)

    views.current("talks_of_tests")

    assert shown(views) == {f"peer:{davie}": (1, None)}


def test_what_is_recorded_about_the_service_folds_all_of_it_again_where_it_counts(
    machair: Deployment,
) -> None:
    made = Talks(of_service=frozenset({StaffNamed}))
    views = machair.views([made.view])
    davie, rhona = someone(machair), someone(machair)
    views.catch_up()
    made.folded.clear()

    machair.do(NameStaff(service=SERVICE, staff=StaffId("shona"), name="Shona", duties=()))
    views.catch_up()

    assert made.folded == {f"peer:{davie}": 1, f"peer:{rhona}": 1}


# --- strangers ---


def test_a_view_that_stands_is_kept_when_a_process_starts(
    machair: Deployment, views: Views, made: Talks
) -> None:
    talk(machair, someone(machair))
    views.catch_up()
    made.folded.clear()
    machair.views([made.view]).catch_up()

    assert made.folded == {}


def test_a_view_of_another_log_is_discarded_at_start(
    machair: Deployment, views: Views, tmp_path: Path
) -> None:
    """The same database of views, a log that somebody put in the place of the old one."""
    talk(machair, someone(machair))
    views.catch_up()
    (tmp_path / "other").mkdir()
    with deployed("sqlite", tmp_path / "other") as other:
        other.do(OpenService(service=SERVICE, name="Another"))
        other.do(
            NameStaff(service=SERVICE, staff=COORDINATOR, name="Isla", duties=(Duty.COORDINATOR,))
        )
        euan = someone(other)
        for _ in range(5):
            talk(other, euan)
        moved = machair.views(list(views.views.values()), other.ledger)
        moved.catch_up()

        assert shown(moved) == {f"peer:{euan}": (5, None)}


def test_a_view_that_stopped_between_two_batches_is_known_by_its_log_too(
    machair: Deployment, views: Views, made: Talks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catch_up, "EVENTS_IN_A_BATCH", 2)
    views.catch_up()
    peers = [someone(machair) for _ in range(4)]
    for peer in peers:
        talk(machair, peer)
    made.fails_for = subject("peer", peers[-1])
    views.catch_up()
    with views.engine.connect() as db:
        at, root = db.execute(select(checkpoints.c.position, checkpoints.c.root)).one()

    assert 0 < at < machair.ledger.head().position
    assert root == machair.ledger.root_at(at)


@pytest.mark.parametrize("columns", ["same", "other"])
def test_a_view_of_other_code_is_discarded_at_start(
    machair: Deployment, views: Views, made: Talks, columns: str
) -> None:
    """Other code may have had other columns, so its table goes too."""
    davie = someone(machair)
    talk(machair, davie)
    views.catch_up()
    with views.engine.begin() as db:
        db.execute(update(checkpoints).values(version="0", failed="SomethingOld"))
        db.execute(update(talks).values(number=77))
        if columns == "other":
            db.execute(text("ALTER TABLE talks_of_tests RENAME COLUMN due TO done"))
    newer = machair.views([made.view])
    newer.catch_up()

    assert shown(newer) == {f"peer:{davie}": (1, None)}
    assert status_of(newer).failed is None


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize("seed", SEEDS)
def test_views_that_kept_up_with_a_year_equal_those_built_at_its_end(
    database: str, seed: int, tmp_path: Path
) -> None:
    """Every view there is, caught up week by week, with late and with corrected entries."""
    with deployed(database, tmp_path) as simulated:
        simulated.clock.now = TODAY
        views, ledger = simulated.views(), simulated.ledger
        simulate(
            ledger,
            ledger,
            service=SERVICE,
            people=25,
            years=1,
            seed=seed,
            until=TODAY,
            progress=lambda _done, _of: views.renew("caseload") if views.catch_up() else None,
        )
        views.catch_up()
        live = {each.projection: each.digest for each in views.status()}

        assert [each.failed for each in views.status()] == [None] * len(VIEWS)
        assert {name: (live[name], live[name]) for name in views.views} == {
            name: views.rebuild(name) for name in views.views
        }


def _together(tasks: Sequence[Any]) -> None:
    wrong: list[BaseException] = []

    def run(task: Any) -> None:
        try:
            task()
        except BaseException as error:  # noqa: BLE001 - looked at below
            wrong.append(error)

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
