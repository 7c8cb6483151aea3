"""What was known when, and what was true then: the one as-of rule, step by step and at random."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.channels import Channel
from domain.decider import EnteredInError, Event, Position, Recorded
from domain.folds import ALWAYS, Fold, as_of, fold, fold_each, of_subject
from domain.indicators import FACTS
from domain.match import PEERS_MATCHES, PERSONS_MATCHES
from domain.peer import PeerConversationHeld, PeerReturned
from domain.people import PeerId, StaffId, Subject
from domain.periods import end_of, local_day, start_of
from domain.session import LONE_WORKING, SESSIONS
from tests.domain.decisions import NOW, entry, in_order
from tests.events import events_of
from tests.histories import by_subject, simulated

IDS = {"match": ("match-1", "match-2"), "session": ("session-1", "session-2"), "version": (1, 2)}
DAVIE, EUAN = PeerId("davie"), PeerId("euan")


def talked(minutes: int, at: datetime = NOW, peer: PeerId = DAVIE) -> PeerConversationHeld:
    """A conversation; its length tells one from another."""
    return PeerConversationHeld(
        peer=peer, coordinator=StaffId("isla"), mode=Channel.PHONE, minutes=minutes, at=at
    )


def hours(number: float) -> datetime:
    return NOW + timedelta(hours=number)


MISTAKE = EnteredInError(at=NOW, entry_subjects=(Subject("peer:davie"),))


def standing(
    events: Sequence[Recorded], known: int = 2**62, true: datetime = ALWAYS
) -> list[int | None]:
    """The conversations that count, by their length, in the order in which they happened."""
    cut = as_of(events, Position(known), true)
    return [each.event.minutes for each in cut if isinstance(each.event, PeerConversationHeld)]


# --- point by point ---


def test_later_positions_are_absent() -> None:
    events = [entry(1, talked(10)), entry(2, talked(20, hours(1))), entry(3, talked(30, hours(2)))]

    assert [[], [10], [10, 20], [10, 20, 30]] == [standing(events, known) for known in range(4)]


def test_entries_stand_in_the_order_in_which_they_happened() -> None:
    events = [entry(1, talked(10, hours(5))), entry(2, talked(20)), entry(3, talked(30, hours(2)))]

    assert standing(events) == [20, 30, 10]


def test_at_the_same_moment_the_earlier_recorded_stands_first() -> None:
    events = [entry(2, talked(20)), entry(1, talked(10)), entry(3, talked(30))]

    assert standing(events) == [10, 20, 30]


def test_what_happened_later_is_absent_and_the_moment_itself_counts() -> None:
    events = [entry(1, talked(10)), entry(2, talked(20, hours(1)))]

    assert standing(events, true=hours(1)) == [10, 20]
    assert standing(events, true=hours(1) - timedelta(microseconds=1)) == [10]
    assert standing(events, true=NOW - timedelta(microseconds=1)) == []


def test_a_correction_stands_in_the_place_of_what_it_corrects() -> None:
    events = [
        entry(1, talked(10)),
        entry(2, talked(20, hours(1))),
        entry(3, talked(15), corrects=1),
    ]

    assert standing(events) == [15, 20]
    assert standing(events, known=2) == [10, 20]


def test_a_correction_stands_at_its_own_time() -> None:
    events = [
        entry(1, talked(10)),
        entry(2, talked(20, hours(1))),
        entry(3, talked(10, hours(2)), corrects=1),
    ]

    assert standing(events) == [20, 10]
    assert standing(events, true=hours(1)) == [20]
    assert standing(events, true=hours(1), known=2) == [10, 20]


@pytest.mark.parametrize("second", [1, 2], ids=["the entry", "its correction"])
def test_of_several_corrections_the_latest_known_stands(second: int) -> None:
    events = [
        entry(1, talked(10)),
        entry(2, talked(15), corrects=1),
        entry(3, talked(17), corrects=second),
    ]

    assert [[10], [15], [17]] == [standing(events, known) for known in (1, 2, 3)]


def test_what_was_entered_in_error_stands_nowhere() -> None:
    events = [entry(1, talked(10)), entry(2, talked(20, hours(1))), entry(3, MISTAKE, corrects=1)]

    assert standing(events) == [20]
    assert not any(isinstance(each.event, EnteredInError) for each in as_of(events))


@pytest.mark.parametrize("marked", [1, 2], ids=["the entry", "its correction"])
def test_a_corrected_entry_can_be_marked_as_an_error(marked: int) -> None:
    events = [
        entry(1, talked(10)),
        entry(2, talked(15), corrects=1),
        entry(3, MISTAKE, corrects=marked),
    ]

    assert standing(events) == []


@pytest.mark.parametrize("back", [1, 2], ids=["the entry", "the mark"])
def test_an_error_mark_can_be_taken_back(back: int) -> None:
    events = [
        entry(1, talked(10)),
        entry(2, MISTAKE, corrects=1),
        entry(3, talked(10), corrects=back),
    ]

    assert [[10], [], [10]] == [standing(events, known) for known in (1, 2, 3)]


def test_the_order_of_reading_does_not_matter() -> None:
    events = [
        entry(1, talked(10)),
        entry(2, talked(15), corrects=1),
        entry(3, MISTAKE, corrects=2),
        entry(4, talked(17, hours(1)), corrects=3),
        entry(5, talked(20)),
    ]

    assert standing(events) == standing(events[::-1]) == [20, 17]


def test_a_correction_of_what_is_not_at_hand_stands_for_itself() -> None:
    """A subject's history holds what concerns the subject; the corrected entry may not."""
    assert standing([entry(7, talked(15), corrects=2)]) == [15]


def test_a_correction_filed_under_a_former_subject_tells_nothing_about_it() -> None:
    """The log files a correction under the subjects of the first entry too, so that it is found."""
    mine = entry(1, talked(10))
    replaced = replace_tags(entry(2, talked(10, peer=EUAN), corrects=1), "peer:davie", "peer:euan")
    both = as_of([mine, replaced])

    assert [each.position for each in of_subject(both, Subject("peer:euan"))] == [2]
    assert of_subject(both, Subject("peer:davie")) == ()


def replace_tags(recorded: Recorded, *tags: str) -> Recorded:
    return msgspec.structs.replace(recorded, tagged=" ".join(tags))


def test_a_fold_hears_only_its_own() -> None:
    lengths: Fold[int] = Fold(
        hears=frozenset({PeerConversationHeld}),
        initial=0,
        evolve=lambda total, recorded: total + recorded.event.minutes,  # type: ignore[attr-defined]
    )
    events = [entry(1, talked(10)), entry(2, PeerReturned(peer=DAVIE, at=NOW)), entry(3, talked(5))]

    assert fold(lengths, as_of(events)) == 15


# --- days ---


@pytest.mark.parametrize(
    ("day", "begins", "hours_long"),
    [
        (date(2026, 1, 15), datetime(2026, 1, 15, tzinfo=UTC), 24),
        (date(2026, 3, 28), datetime(2026, 3, 28, tzinfo=UTC), 24),
        (date(2026, 3, 29), datetime(2026, 3, 29, tzinfo=UTC), 23),
        (date(2026, 3, 30), datetime(2026, 3, 29, 23, tzinfo=UTC), 24),
        (date(2026, 6, 15), datetime(2026, 6, 14, 23, tzinfo=UTC), 24),
        (date(2026, 10, 25), datetime(2026, 10, 24, 23, tzinfo=UTC), 25),
        (date(2026, 10, 26), datetime(2026, 10, 26, tzinfo=UTC), 24),
        (date(2024, 2, 29), datetime(2024, 2, 29, tzinfo=UTC), 24),
    ],
)
def test_a_day_is_the_local_day(day: date, begins: datetime, hours_long: int) -> None:
    """The clocks change on the last Sundays of March and October."""
    last = timedelta(hours=hours_long) - timedelta(microseconds=1)

    assert start_of(day) == begins
    assert end_of(day) == begins + last
    assert local_day(begins) == local_day(begins + last) == day
    assert local_day(begins - timedelta(microseconds=1)) == day - timedelta(days=1)


@given(st.dates(date(1972, 1, 1), date(2100, 1, 1)))
def test_days_leave_no_gap_and_do_not_overlap(day: date) -> None:
    tomorrow = day + timedelta(days=1)

    assert end_of(day) + timedelta(microseconds=1) == start_of(tomorrow)
    assert local_day(start_of(day)) == local_day(end_of(day)) == day


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 6, 15), date(2026, 10, 25)])
def test_as_of_a_day_counts_its_last_moment_and_not_the_next(day: date) -> None:
    """In summer the last second of a local day lies in the UTC day before its end."""
    last = end_of(day)
    events = [
        entry(1, talked(1, start_of(day) - timedelta(microseconds=1))),
        entry(2, talked(2, start_of(day))),
        entry(3, talked(3, last.replace(microsecond=0))),
        entry(4, talked(4, last)),
        entry(5, talked(5, last + timedelta(microseconds=1))),
    ]

    assert standing(events, true=last) == [1, 2, 3, 4]
    assert standing(events, true=end_of(day - timedelta(days=1))) == [1]


def test_an_hour_that_comes_twice_has_two_moments() -> None:
    """On the last Sunday of October it is half past one twice; the log tells the two apart."""
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    events = [entry(1, talked(2, first + timedelta(hours=1))), entry(2, talked(1, first))]

    assert standing(events) == [1, 2]
    assert standing(events, true=first) == [1]


# --- at random ---


@dataclass(frozen=True)
class Family:
    """One thing that happened, and everything that was ever said about it, in order.

    Each later version names one of those before it: the first, or a correction, or an error mark.
    """

    versions: tuple[tuple[datetime, int | None], ...]
    names: tuple[int, ...]

    def says_at_last(self) -> tuple[datetime, int] | None:
        at, minutes = self.versions[-1]
        return None if minutes is None else (at, minutes)


@st.composite
def families(draw: st.DrawFn) -> list[Family]:
    found = []
    offsets = draw(st.lists(st.integers(0, 10_000), min_size=1, max_size=9, unique=True))
    for number, offset in enumerate(offsets):
        first_at = NOW + timedelta(minutes=offset, microseconds=number)
        versions: list[tuple[datetime, int | None]] = [(first_at, number * 100)]
        names = [0]
        for version in range(1, 1 + draw(st.integers(0, 4))):
            kind = draw(st.sampled_from(("says", "moves", "mark")))
            at = first_at
            if kind == "moves":
                at = NOW + timedelta(minutes=draw(st.integers(0, 10_000)), microseconds=number)
            versions.append((at, None if kind == "mark" else number * 100 + version))
            names.append(draw(st.integers(0, version - 1)))
        found.append(Family(tuple(versions), tuple(names)))
    return found


@st.composite
def recordings(draw: st.DrawFn) -> tuple[list[Family], list[list[Recorded]]]:
    """The same things that happened, recorded in three random orders."""
    happened = draw(families())
    return happened, [recorded_in(happened, draw(orders(happened))) for _ in range(3)]


def orders(happened: list[Family]) -> st.SearchStrategy[list[int]]:
    """Which family comes next: any order in which nothing is corrected before it is recorded."""
    turns = [number for number, each in enumerate(happened) for _version in each.versions]
    return st.permutations(turns)


def recorded_in(happened: list[Family], order: Sequence[int]) -> list[Recorded]:
    positions: dict[int, list[int]] = {}
    log = []
    for place, number in enumerate(order, start=1):
        family, before = happened[number], positions.setdefault(number, [])
        at, minutes = family.versions[len(before)]
        corrects = before[family.names[len(before)]] if before else None
        event: Event = talked(minutes, at) if minutes is not None else replaced_mark(at)
        log.append(entry(place, event, corrects))
        before.append(place)
    return log


def replaced_mark(at: datetime) -> EnteredInError:
    return EnteredInError(at=at, entry_subjects=(Subject("peer:davie"),))


MOMENTS = st.integers(-10, 10_010).map(lambda minutes: NOW + timedelta(minutes=minutes))


@settings(max_examples=300, deadline=None)
@given(recordings(), MOMENTS)
def test_once_all_is_known_the_order_of_recording_does_not_matter(
    recorded: tuple[list[Family], list[list[Recorded]]], true: datetime
) -> None:
    happened, logs = recorded
    says = [last for each in happened if (last := each.says_at_last()) is not None]
    expected = [minutes for at, minutes in sorted(says) if at <= true]

    for log in logs:
        assert standing(log, true=true) == expected


@settings(max_examples=300, deadline=None)
@given(recordings(), MOMENTS, st.data())
def test_what_was_known_then_never_changes(
    recorded: tuple[list[Family], list[list[Recorded]]], true: datetime, data: st.DataObject
) -> None:
    log = recorded[1][0]
    known = data.draw(st.integers(0, len(log)))
    then = as_of(log[:known], true=true)

    for length in range(known, len(log) + 1):
        assert then == as_of(log[:length], Position(known), true)


@settings(max_examples=200, deadline=None)
@given(recordings(), MOMENTS)
def test_cutting_first_and_asking_afterwards_is_the_same(
    recorded: tuple[list[Family], list[list[Recorded]]], true: datetime
) -> None:
    """A true moment only ever takes entries off the end."""
    log = recorded[1][0]
    everything, cut = as_of(log), as_of(log, true=true)

    assert cut == everything[: len(cut)]
    assert all(each.event.at > true for each in everything[len(cut) :])


# --- many at once ---

GATHERED: dict[str, Fold[Any]] = {
    f"{module.__name__}.{name}": found
    for module in [sys.modules[name] for name in sorted(sys.modules) if name.startswith("domain.")]
    for name, found in vars(module).items()
    if isinstance(found, Fold) and found.gathered is not None
}


def test_some_folds_gather_many_events_at_once() -> None:
    assert {FACTS, LONE_WORKING, PERSONS_MATCHES, PEERS_MATCHES, SESSIONS} == {*GATHERED.values()}


@pytest.mark.parametrize("name", sorted(GATHERED))
def test_what_is_gathered_at_once_is_what_adds_up_one_by_one(name: str) -> None:
    found = GATHERED[name]
    kinds = sorted(found.hears, key=lambda kind: kind.__name__)

    def shared(kind: type[Event]) -> st.SearchStrategy[Event]:
        """Events about one of two matches and one of two sessions, so that they meet."""
        both = {
            field: st.sampled_from(IDS[field]) for field in IDS if field in kind.__struct_fields__
        }
        return st.builds(
            lambda event, ids: msgspec.structs.replace(event, **ids),
            events_of(kind),
            st.fixed_dictionaries(both),
        )

    @settings(max_examples=100, deadline=None)
    @given(st.lists(st.one_of([shared(kind) for kind in kinds]), max_size=12))
    def same(events: list[Event]) -> None:
        heard = as_of(in_order(events))
        assert found.gathered is not None
        assert found.gathered(heard) == reduce(found.evolve, heard, found.initial)
        assert fold_each((found,), heard)[found] == fold(found, heard) == found.gathered(heard)

    same()


@pytest.mark.parametrize("name", sorted(GATHERED))
def test_what_is_gathered_of_a_year_is_what_adds_up_one_by_one(name: str) -> None:
    found = GATHERED[name]
    for subject, events in by_subject(simulated(1)).items():
        heard = [
            each for each in of_subject(as_of(events), subject) if type(each.event) in found.hears
        ]
        assert fold(found, heard) == reduce(found.evolve, heard, found.initial)
