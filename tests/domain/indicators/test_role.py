"""D9, D10, D11 and D4: who begins, who does, whether anything moves, and who else is there."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from domain.decider import Event
from domain.group_meetings import GroupAttended
from domain.indicators import IndicatorCode, Standing
from domain.match import Side
from domain.people import GroupId, MatchId, MeetingId, ProgrammeId
from domain.personal import Sealed
from domain.programme_places import ProgrammeSessionAttended
from tests.domain.cast import MORAG
from tests.domain.decisions import without_keys
from tests.domain.indicators.scene import (
    EARLY,
    START,
    active,
    days_back,
    found,
    goal,
    held,
    local,
    network,
    rang,
    rated,
    reviewed,
    sessions_on,
    standing,
)

TODAY = date(2026, 9, 20)
NOW = local(TODAY, 18)
BEGINS, TASKS = IndicatorCode.PEER_INITIATED, IndicatorCode.TASKS_DONE_FOR
GOALS, SOURCE = IndicatorCode.FLAT_GOALS, IndicatorCode.SINGLE_SOURCE
NOTHING, NOTICE, REVIEW = Standing.NOTHING, Standing.NOTICE, Standing.REVIEW
HERE = (*active(), *EARLY)


# --- D9 ---


@pytest.mark.parametrize(
    ("by_peer", "by_person", "expected"),
    [
        (4, 0, Standing.NOT_ENOUGH_DATA),
        (3, 2, NOTICE),  # 0.6 of 5
        (2, 3, NOTHING),
        (5, 4, NOTHING),  # 0.56
        (5, 0, NOTICE),  # all, and only five
        (7, 0, NOTICE),
        (8, 0, REVIEW),
        (8, 2, REVIEW),  # 0.8 of 10
        (7, 2, NOTICE),  # 0.78 of 9
    ],
)
def test_most_unplanned_contacts_are_the_peer_supporters(
    by_peer: int, by_person: int, expected: Standing
) -> None:
    """0.6 of at least five is a notice, 0.8 of at least eight a review."""
    days = days_back(TODAY, *range(by_peer + by_person))
    sides = [Side.PEER] * by_peer + [Side.PERSON] * by_person
    calls = [rang(day, by=side) for day, side in zip(days, sides, strict=True)]

    assert standing(BEGINS, *HERE, *calls, at=NOW) is expected


def test_what_was_planned_or_nobody_knows_who_began_is_left_out() -> None:
    calls = [rang(day, by=Side.PEER) for day in days_back(TODAY, *range(4))]
    planned = rang(TODAY - timedelta(days=5), by=Side.PEER, planned=True)
    unknown = held(TODAY - timedelta(days=6), unplanned=True)
    surprise = held(TODAY - timedelta(days=7), unplanned=True, initiated_by=Side.PEER)

    assert standing(BEGINS, *HERE, *calls, planned, unknown, at=NOW) is Standing.NOT_ENOUGH_DATA
    assert standing(BEGINS, *HERE, *calls, surprise, at=NOW) is NOTICE


def test_the_sentence_about_who_begins() -> None:
    days = days_back(TODAY, *range(8))
    calls = [rang(day, by=Side.PEER if each < 6 else Side.PERSON) for each, day in enumerate(days)]

    assert found(BEGINS, *HERE, *calls, at=NOW).sentence == (
        "{peer} started 6 of the last 8 unplanned contacts."
    )


# --- D10 ---


def tasks(*counts: tuple[int, int], last: date = TODAY) -> list:  # type: ignore[type-arg]
    """Sessions with so many tasks done for the person and together, a week apart."""
    days = days_back(last, *(7 * each for each in range(len(counts))))
    return [
        held(day, tasks_for=done_for, tasks_with=together)
        for day, (done_for, together) in zip(days, reversed(counts), strict=True)
    ]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (((0, 5),), NOTHING),
        (((2, 2),), Standing.NOT_ENOUGH_DATA),
        (((2, 3),), NOTICE),  # 0.4
        (((39, 61),), NOTHING),
        (((59, 41),), NOTICE),
        (((3, 2),), REVIEW),  # 0.6
        (((1, 0), (1, 0), (1, 0), (0, 1), (0, 1), (0, 1)), NOTICE),
        (((9, 0), (0, 1), (0, 1), (0, 1), (0, 1), (0, 1), (0, 1)), NOTHING),
    ],
)
def test_tasks_done_for_the_person(counts: tuple[tuple[int, int], ...], expected: Standing) -> None:
    """In the last six sessions, of at least five tasks: 0.4 is a notice, 0.6 a review."""
    assert standing(TASKS, *HERE, *tasks(*counts), at=NOW) is expected


def test_the_sentence_about_tasks() -> None:
    some = tasks((1, 1), (1, 1), (1, 1), (1, 1), (1, 0), (0, 0))

    assert found(TASKS, *HERE, *some, at=NOW).sentence == (
        "In the last 6 sessions, 5 of 9 tasks were done for {person}, 4 together."
    )


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ((1, 2, 3), REVIEW),
        ((1, 2, 2), NOTHING),
        ((3, 2, 3), NOTHING),
        ((2, 3), NOTHING),
        ((9, 1, 2, 3), REVIEW),
    ],
)
def test_a_share_that_rises_over_three_reviews(shares: tuple[int, ...], expected: Standing) -> None:
    """Of ten tasks in the six sessions before each review, so many were done for the person."""
    events: list[Event] = []
    for number, share in enumerate(shares):
        day = START + timedelta(days=60 + 42 * number)
        events += tasks(*((0, 0),) * 5, (share, 10 - share), last=day - timedelta(days=1))
        events.append(reviewed(day, day + timedelta(days=84)))

    assert standing(TASKS, *HERE, *events, at=NOW) is expected


# --- D11 ---

MUCH = sessions_on(days_back(TODAY, *range(7)))
"""More than one and a half times what was agreed."""
BEFORE = TODAY - timedelta(days=90)


@pytest.mark.parametrize(
    ("ratings", "expected"),
    [
        ((4, 4), NOTICE),
        ((4, 3), NOTICE),
        ((4, 5), NOTHING),
    ],
)
def test_goals_that_do_not_move_though_there_is_much_contact(
    ratings: tuple[int, int], expected: Standing
) -> None:
    """A mean change of half a point or less over 84 days."""
    first, last = rated("walk", BEFORE, ratings[0]), rated("walk", TODAY, ratings[1])

    assert standing(GOALS, *HERE, *MUCH, goal("walk"), first, last, at=NOW) is expected


@pytest.mark.parametrize(
    ("last", "expected"), [((5, 4), NOTICE), ((5, 5), NOTHING), ((6, 4), NOTHING)]
)
def test_the_mean_is_over_all_goals(last: tuple[int, int], expected: Standing) -> None:
    """Half a point on the mean is still flat; more is not."""
    events = [goal("walk"), goal("cook"), rated("walk", BEFORE, 4), rated("cook", BEFORE, 4)]
    events += [rated("walk", TODAY, last[0]), rated("cook", TODAY, last[1])]

    assert standing(GOALS, *HERE, *MUCH, *events, at=NOW) is expected


def test_flat_goals_with_little_contact_say_nothing() -> None:
    events = (goal("walk"), rated("walk", BEFORE, 4), rated("walk", TODAY, 4))

    assert standing(GOALS, *HERE, *events, at=NOW) is NOTHING
    assert standing(GOALS, *HERE, *MUCH[:6], *events, at=NOW) is NOTHING


def test_goals_about_keeping_things_as_they_are_do_not_count() -> None:
    keep = goal("keep", maintenance=True)
    events = (keep, rated("keep", BEFORE, 4), rated("keep", TODAY, 4))

    assert standing(GOALS, *HERE, *MUCH, *events, at=NOW) is Standing.NOT_RECORDED


def test_two_flat_periods_are_a_review() -> None:
    earlier = TODAY - timedelta(days=84)
    much_then = sessions_on(days_back(earlier, *range(7)))
    ratings = (
        rated("walk", earlier - timedelta(days=90), 4),
        rated("walk", earlier, 4),
        rated("walk", TODAY, 4),
    )
    events = (*HERE, goal("walk"), *ratings, *MUCH)

    assert standing(GOALS, *events, at=NOW) is NOTICE
    assert standing(GOALS, *events, *much_then, at=NOW) is REVIEW


def test_ratings_that_cannot_be_opened_say_nothing() -> None:
    ratings = (rated("walk", BEFORE, 4), rated("walk", TODAY, 4))
    events = (*HERE, *MUCH, goal("walk"))

    assert standing(GOALS, *events, *ratings, at=NOW) is NOTICE
    hidden = [without_keys(each) for each in ratings]
    assert standing(GOALS, *events, *hidden, at=NOW) is Standing.NOT_RECORDED


# --- D4 ---


def elsewhere(day: date, minutes: int) -> Event:
    """Support from another match of the same person."""
    return replace(
        held(day, minutes=minutes, name="elsewhere"), match=MatchId("other"), peer="euan"
    )


def met(day: date, minutes: int | None, *, course: bool = False) -> Event:
    """A meeting of a group, or a session of a course, at which the person was."""
    at = local(day, 11)
    if course:
        return ProgrammeSessionAttended(
            programme=ProgrammeId("breathing"), number=1, person=MORAG, minutes=minutes, at=at
        )
    return GroupAttended(
        group=GroupId("tuesday"), meeting=MeetingId(f"{day}"), person=MORAG, minutes=minutes, at=at
    )


@pytest.mark.parametrize(
    ("people", "other_minutes", "expected"),
    [
        (0, 0, REVIEW),
        (1, 0, NOTICE),
        (2, 0, NOTHING),
        (0, 20, NOTICE),  # 180 of 200: exactly 0.9
        (0, 21, NOTHING),
        (1, 20, NOTICE),
    ],
)
def test_all_support_from_one_match_and_nobody_else(
    people: int, other_minutes: int, expected: Standing
) -> None:
    """0.9 and at most one other is a notice; all, nobody and six months, a review."""
    here = sessions_on(days_back(TODAY, 1, 8, 15))
    there = [elsewhere(TODAY, other_minutes)] if other_minutes else []
    events = (*HERE, *here, *there, network(TODAY, people))

    assert standing(SOURCE, *events, at=NOW) is expected


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(None, REVIEW), (0, REVIEW), (20, NOTICE), (21, NOTHING)],  # 180 of 200: exactly 0.9
)
@pytest.mark.parametrize("course", [False, True])
def test_a_group_or_a_course_is_support_too(
    course: bool, minutes: int | None, expected: Standing
) -> None:
    """All recorded peer and group support counts; a meeting of unknown length says nothing."""
    here = sessions_on(days_back(TODAY, 1, 8, 15))
    events = (*HERE, *here, network(TODAY, 0), met(TODAY, minutes, course=course))

    assert standing(SOURCE, *events, at=NOW) is expected


def test_a_group_counts_for_twelve_weeks() -> None:
    here = sessions_on(days_back(TODAY, 1, 8, 15))
    events = (*HERE, *here, network(START, 0))
    last, gone = (met(day, 90) for day in days_back(TODAY, 83, 84))

    assert standing(SOURCE, *events, last, at=NOW) is NOTHING
    assert standing(SOURCE, *events, gone, at=NOW) is REVIEW


def test_what_is_yet_to_come_is_no_support() -> None:
    """The entry of a later meeting changes nothing about a moment before it."""
    here = sessions_on(days_back(TODAY, 1, 8, 15))
    later = met(TODAY + timedelta(days=1), 90)

    assert standing(SOURCE, *HERE, *here, network(START, 0), later, at=NOW) is REVIEW


def test_a_review_needs_more_than_six_months() -> None:
    day = START + timedelta(days=183)
    events = (*HERE, held(day - timedelta(days=9)), network(START, 0))

    assert standing(SOURCE, *events, at=local(day)) is NOTICE
    assert standing(SOURCE, *events, at=local(day + timedelta(days=1))) is REVIEW


def test_without_what_the_person_said_nothing_is_said() -> None:
    here = sessions_on(days_back(TODAY, 1, 8, 15))
    noted = network(TODAY, 0)

    assert standing(SOURCE, *HERE, *here, at=NOW) is Standing.NOT_RECORDED
    hidden = replace(noted, people=Sealed(b"nobody can open this"))
    assert standing(SOURCE, *HERE, *here, hidden, at=NOW) is Standing.NOT_RECORDED


def test_the_latest_thing_that_the_person_said_counts() -> None:
    here = sessions_on(days_back(TODAY, 1, 8, 15))
    then, now = network(TODAY - timedelta(days=30), 0), network(TODAY, 3)

    assert standing(SOURCE, *HERE, *here, then, at=NOW) is REVIEW
    assert standing(SOURCE, *HERE, *here, then, now, at=NOW) is NOTHING


def test_the_sentence_holds_no_number_of_people() -> None:
    """It is sealed in the log, and only what follows from it is shown."""
    here = sessions_on(days_back(TODAY, 1, 8, 15))
    said = [
        found(SOURCE, *HERE, *here, network(TODAY, people), at=NOW).sentence for people in (0, 1, 7)
    ]

    assert said[0] == (
        "All recorded support in 12 weeks came from this match. {person} says there is nobody else."
    )
    assert not any("1 other" in each or "7" in each for each in said)
