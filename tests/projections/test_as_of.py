"""The past as it was known and as it truly was: one rule, whoever asks, and answers that stay."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import msgspec
import pytest

from application.simulation import simulate
from domain.decider import EnteredInError, Position, Recorded
from domain.definitions import DEFAULTS
from domain.folds import ALWAYS, EVERYTHING, as_of
from domain.people import PersonId
from domain.periods import LOCAL, end_of
from projections.caseload import Caseload, caseload, rows_of
from projections.catch_up import Views
from projections.moments import NotAMoment, moment_of
from projections.person_history import STANDS, judged, person_history
from tests.deployments import DATABASES, SERVICE, Deployment, deployed
from tests.histories import TODAY, by_subject, simulated

CAMPAIGN = bool(os.environ.get("ALONGSIDE_CAMPAIGN"))
SEEDS = range(1, 41) if CAMPAIGN else (3, 4)


class AsItIs:
    """Opens nothing, as the past is compared and not read."""

    def open(self, recorded: Recorded) -> Recorded:
        return recorded

    def generation(self) -> int:
        return 0


@dataclass
class Year:
    """A simulated year with what was shown, week by week, while it went on."""

    deployment: Deployment
    views: Views
    shown: dict[datetime, Caseload] = field(default_factory=dict)
    weeks: int = 0

    def look(self, _done: int, _of: int) -> None:
        self.weeks += 1
        if self.weeks % 2 == 0:
            # a moment before what is recorded next, which bears the very time that it is now
            now = self.deployment.ledger.clock() - timedelta(microseconds=1)
            clock, self.views.clock = self.views.clock, lambda: now
            self.shown[now] = caseload(self.views, SERVICE)
            self.views.clock = clock


@pytest.fixture(scope="module", params=DATABASES)
def year(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Year]:
    folder: Path = tmp_path_factory.mktemp("year")
    with deployed(request.param, folder) as deployment:
        deployment.clock.now = TODAY
        year = Year(deployment, deployment.views())
        simulate(
            deployment.ledger,
            deployment.ledger,
            service=SERVICE,
            people=16,
            years=1,
            seed=5,
            until=TODAY,
            progress=year.look,
        )
        yield year


def test_what_was_shown_then_is_what_was_known_then(year: Year) -> None:
    """Week by week: the live rows of that day, and what is answered today about that day."""
    compared = rows = 0
    for moment, live in year.shown.items():
        answer = caseload(year.views, SERVICE, known_at=moment)
        if answer.position != live.position:
            continue  # something was recorded at that very moment, and somebody looked between
        assert live.rows == answer.rows, moment
        compared, rows = compared + 1, rows + len(live.rows)
    assert compared > 20
    assert rows > 40


def test_what_is_known_now_is_what_is_shown(year: Year) -> None:
    now = year.deployment.clock.now
    live = caseload(year.views, SERVICE)

    assert len(live.rows) > 3
    assert live.rows == caseload(year.views, SERVICE, known_at=now).rows
    assert live.rows == caseload(year.views, SERVICE, true_at=now).rows
    assert live.rows == caseload(year.views, SERVICE, known_at=now, true_at=now).rows
    assert live.position == year.deployment.ledger.head().position


def test_what_is_shown_is_what_the_fold_says(year: Year) -> None:
    ledger = year.deployment.ledger
    folded = [
        row
        for person in ledger.subjects("person")
        for row in rows_of(person, ledger.history(person), DEFAULTS, ledger.clock(), ALWAYS)[0]
    ]

    assert sorted(caseload(year.views, SERVICE).rows, key=repr) == sorted(folded, key=repr)


def test_before_anything_was_known_or_true_nobody_is_there(year: Year) -> None:
    before = TODAY - timedelta(days=800)

    for moments in ({"known_at": before}, {"true_at": before}):
        assert caseload(year.views, SERVICE, **moments).rows == []  # type: ignore[arg-type]
    assert caseload(year.views, SERVICE, known_at=before).position == 0


def test_in_another_service_nobody_is_there(year: Year) -> None:
    for moments in ({}, {"true_at": year.deployment.clock.now}):
        assert caseload(year.views, "another", **moments).rows == []  # type: ignore[arg-type]


def test_a_person_s_history_is_cut_the_same_way(year: Year) -> None:
    """What stands in it, at any two moments, is what the one rule says."""
    ledger, chance = year.deployment.ledger, Random(1)
    for about in ledger.subjects("person"):
        person = PersonId(about.partition(":")[2])
        live = person_history(year.views, AsItIs(), person)
        assert live.entries == person_history(year.views, AsItIs(), person, known_at=TODAY).entries
        for _ in range(4):
            known_at = TODAY - timedelta(hours=chance.randrange(24 * 365))
            true_at = TODAY - timedelta(hours=chance.randrange(24 * 365))
            shown = person_history(year.views, AsItIs(), person, known_at=known_at, true_at=true_at)
            standing = as_of(ledger.history(about), ledger.position_at(known_at), true_at)
            assert [each.position for each in shown.entries if each.standing == STANDS] == [
                each.position for each in standing
            ]
            assert all(each.recorded_at <= known_at for each in shown.entries)
            assert all(each.at <= true_at for each in shown.entries)


# --- over whole histories, in memory ---


def in_another_order(history: Sequence[Recorded], chance: Random) -> list[Recorded]:
    """The same entries as if recorded in another order: nothing corrected before it is there."""
    by_position = {each.position: each for each in history}
    latest: dict[Position, float] = {}
    keys: dict[Position, float] = {}
    for recorded in history:
        first = _first(recorded, by_position)
        latest[first] = max(chance.random(), latest.get(first, 0) + 1e-9)
        keys[recorded.position] = latest[first]
    order = sorted(history, key=lambda each: keys[each.position])
    new = {each.position: Position(place) for place, each in enumerate(order, start=1)}
    return [
        msgspec.structs.replace(
            each,
            position=new[each.position],
            corrects=None if each.corrects is None else new[each.corrects],
        )
        for each in order
    ]


def _first(recorded: Recorded, by_position: dict[Position, Recorded]) -> Position:
    while recorded.corrects is not None:
        recorded = by_position[recorded.corrects]
    return recorded.position


def without_ties(history: Sequence[Recorded]) -> list[Recorded]:
    """Moments moved by microseconds, so that the order of recording never has to decide."""
    moved = []
    for place, recorded in enumerate(history):
        at = recorded.event.at + timedelta(microseconds=place)
        event = msgspec.structs.replace(recorded.event, at=at)
        moved.append(msgspec.structs.replace(recorded, event=event))
    return moved


@pytest.mark.parametrize("seed", SEEDS)
def test_once_all_is_known_the_order_of_recording_does_not_matter(seed: int) -> None:
    """A whole service, its year recorded in another order, gives the same past caseloads."""
    chance = Random(seed)
    history = without_ties(simulated(seed))
    here, there = by_subject(history), by_subject(in_another_order(history, chance))
    corrections = sum(each.corrects is not None for each in history)
    compared = 0
    for subject in (each for each in here if each.startswith("person:")):
        for _ in range(5):
            at = TODAY - timedelta(hours=chance.randrange(24 * 365))
            rows = rows_of(subject, here[subject], DEFAULTS, at, at)[0]
            assert rows == rows_of(subject, there[subject], DEFAULTS, at, at)[0]
            compared += len(rows)
    assert compared > 20
    assert corrections > 0


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_known_at_a_position_never_changes(seed: int) -> None:
    """The log grows, and every answer about an earlier position stays as it was."""
    history = simulated(seed)
    chance = Random(seed)
    positions = sorted(chance.sample(range(1, len(history)), 12))
    for known in positions:
        then, now = by_subject(history[:known]), by_subject(history)
        for subject in (each for each in then if each.startswith("person:")):
            at = history[known - 1].recorded_at
            cut = as_of(now[subject], Position(known))
            assert cut == as_of(then[subject])
            known_events = [each for each in now[subject] if each.position <= known]
            assert rows_of(subject, then[subject], DEFAULTS, at, ALWAYS) == rows_of(
                subject, known_events, DEFAULTS, at, ALWAYS
            )


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_hold_until_they_say(seed: int) -> None:
    """Nothing changes by time alone before `holds_until`; this is what no nightly job relies on."""
    histories, chance, held = by_subject(simulated(seed)), Random(seed), 0
    for subject in (each for each in histories if each.startswith("person:")):
        for _ in range(8):
            at = TODAY - timedelta(minutes=chance.randrange(60 * 24 * 365))
            events = [each for each in histories[subject] if each.recorded_at <= at]
            rows, _service, until = rows_of(subject, events, DEFAULTS, at, ALWAYS)
            assert until is None or until > at
            last = until - timedelta(microseconds=1) if until else at + timedelta(days=4000)
            for later in (last, at + (last - at) * chance.random()):
                assert rows == rows_of(subject, events, DEFAULTS, later, ALWAYS)[0]
            held += until is not None
    assert held > 10


@pytest.mark.parametrize("seed", SEEDS)
def test_a_history_marks_what_stands_as_the_one_rule_does(seed: int) -> None:
    for subject, events in by_subject(simulated(seed)).items():
        marked = {each.position for each, state in judged(events, ALWAYS) if state == STANDS}
        standing = {each.position for each in as_of(events, EVERYTHING)}
        marks = {each.position for each in events if isinstance(each.event, EnteredInError)}
        assert marked - marks == standing, subject


# --- moments as people write them ---


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-03-29", end_of(date(2026, 3, 29))),
        ("2026-06-15", end_of(date(2026, 6, 15))),
        ("2026-06-15T14:30", datetime(2026, 6, 15, 14, 30, tzinfo=LOCAL)),
        ("2026-06-15T14:30:00Z", datetime.fromisoformat("2026-06-15T14:30:00+00:00")),
        ("2026-06-15T14:30:00 01:00", datetime.fromisoformat("2026-06-15T13:30:00+00:00")),
    ],
)
def test_a_day_means_its_end_and_a_time_is_local(written: str, meant: datetime) -> None:
    assert moment_of(written, "known_at") == meant


@pytest.mark.parametrize(
    "written", ["", "yesterday", "2026-02-30", "2026-13-01T00:00", "10000-01-01"]
)
def test_what_is_no_moment_is_refused_and_named(written: str) -> None:
    with pytest.raises(NotAMoment) as refused:
        moment_of(written, "true_at")

    assert refused.value.field == "true_at"
