"""What the person wants, how near it feels to them, and to whom they can turn."""

from datetime import timedelta
from random import Random

import msgspec
import pytest
from hypothesis import given as whatever
from hypothesis import settings
from hypothesis import strategies as st

from domain.decider import Command
from domain.flags import Flag
from domain.goal_flags import flags_of_goals
from domain.goals import (
    GOALS,
    CloseGoal,
    Goal,
    GoalClosed,
    GoalRated,
    GoalSet,
    NotAGoalRating,
    NotANumberOfPeople,
    NoteSupportNetwork,
    NoWords,
    RateGoal,
    SetGoal,
    SupportNetworkNoted,
    UnknownGoal,
)
from domain.match import MATCH, MatchIsOver, UnknownMatch
from domain.people import GoalId, MatchId
from domain.periods import NotYetHappened, TooLongAgo, start_of
from domain.person import PersonHasDied, UnknownPerson
from tests.domain.cast import CALLUM, MORAG, MORAG_DIED, MORAG_REGISTERED, on
from tests.domain.decisions import folded, fresh_id, given, lived, without_keys
from tests.domain.test_match import ENDED, RUNNING, THEIRS

NEW = GoalId(fresh_id("goal"))
CHOIR = GoalId("choir")
ACTIVE = (MORAG_REGISTERED, *RUNNING)

SAID = GoalSet(goal=CHOIR, match=THEIRS, person=MORAG, words="Back to the choir.", at=on(5, 1))
RATED = GoalRated(goal=CHOIR, match=THEIRS, person=MORAG, rating=3, at=on(5, 2))
REACHED = GoalClosed(goal=CHOIR, match=THEIRS, person=MORAG, reached=True, at=on(5, 4))

SET = SetGoal(match=THEIRS, words="Back to the choir.", at=on(5, 1))
RATE = RateGoal(match=THEIRS, goal=CHOIR, rating=3, at=on(5, 2))
CLOSE = CloseGoal(match=THEIRS, goal=CHOIR, reached=True, at=on(5, 4))
NOTE = NoteSupportNetwork(person=MORAG, people=2, match=THEIRS, at=on(5, 1))


def goal_of(*events: object) -> Goal:
    goals: dict[GoalId, Goal] = folded(GOALS, *events)  # type: ignore[arg-type]
    return goals[CHOIR]


def test_a_goal_is_what_the_person_wants_in_their_own_words() -> None:
    given(*ACTIVE).when(SET).then(msgspec.structs.replace(SAID, goal=NEW))


def test_a_goal_may_be_to_keep_what_is() -> None:
    keep = msgspec.structs.replace(SET, maintenance=True)

    given(*ACTIVE).when(keep).then(msgspec.structs.replace(SAID, goal=NEW, maintenance=True))
    assert goal_of(msgspec.structs.replace(SAID, maintenance=True)).maintenance


@pytest.mark.parametrize("words", ["", "   "])
def test_a_goal_needs_words(words: str) -> None:
    given(*ACTIVE).when(msgspec.structs.replace(SET, words=words)).then_refused(
        NoWords, field="words"
    )


def test_no_goal_is_set_in_a_match_that_is_over_but_one_said_before_may_be_recorded() -> None:
    given(*ACTIVE, ENDED).when(msgspec.structs.replace(SET, at=None)).then_refused(MatchIsOver)
    given(*ACTIVE, ENDED).when(SET).then(msgspec.structs.replace(SAID, goal=NEW))


def test_no_goal_is_set_after_a_death() -> None:
    given(*ACTIVE, MORAG_DIED).when(SET).then_refused(PersonHasDied)


def test_nothing_is_said_of_goals_of_a_match_that_was_never_proposed() -> None:
    for command in (SET, RATE, CLOSE):
        given().when(command).then_refused(UnknownMatch)


def test_a_goal_is_rated_from_nought_to_ten() -> None:
    for rating in (0, 10):
        given(*ACTIVE, SAID).when(msgspec.structs.replace(RATE, rating=rating)).then(
            msgspec.structs.replace(RATED, rating=rating)
        )
    for rating in (-1, 11):
        given(*ACTIVE, SAID).when(msgspec.structs.replace(RATE, rating=rating)).then_refused(
            NotAGoalRating, field="rating"
        )


def test_a_goal_may_be_rated_after_it_was_closed_and_after_the_match() -> None:
    given(*ACTIVE, SAID, REACHED, ENDED).when(RATE).then(RATED)


def test_a_goal_that_the_match_does_not_have_is_not_rated_or_closed() -> None:
    for command in (RATE, CLOSE):
        given(*ACTIVE).when(command).then_refused(UnknownGoal, field="goal")


def test_a_goal_is_closed_once_reached_or_let_go() -> None:
    for reached in (True, False, None):
        given(*ACTIVE, SAID).when(msgspec.structs.replace(CLOSE, reached=reached)).then(
            msgspec.structs.replace(REACHED, reached=reached)
        )
    given(*ACTIVE, SAID, REACHED).when(CLOSE).then_nothing()


def test_a_goal_is_open_from_when_it_was_set_until_it_was_closed() -> None:
    goal = goal_of(SAID, REACHED)

    assert not goal.open_at(SAID.at - timedelta(microseconds=1))
    assert goal.open_at(SAID.at)
    assert goal.open_at(REACHED.at - timedelta(microseconds=1))
    assert not goal.open_at(REACHED.at)


def test_the_person_says_to_how_many_they_can_turn() -> None:
    noted = SupportNetworkNoted(person=MORAG, match=THEIRS, people=2, at=on(5, 1))

    given(*ACTIVE).when(NOTE).then(noted)
    given(MORAG_REGISTERED).when(msgspec.structs.replace(NOTE, match=None, people=0)).then(
        msgspec.structs.replace(noted, match=None, people=0)
    )


def test_a_network_is_of_somebody_known_and_of_a_match_of_theirs() -> None:
    given().when(msgspec.structs.replace(NOTE, match=None)).then_refused(UnknownPerson)
    given(*ACTIVE).when(msgspec.structs.replace(NOTE, match=MatchId("another"))).then_refused(
        UnknownMatch
    )
    callum = msgspec.structs.replace(MORAG_REGISTERED, person=CALLUM)
    given(*ACTIVE, callum).when(msgspec.structs.replace(NOTE, person=CALLUM)).then_refused(
        UnknownMatch
    )
    given(*ACTIVE).when(msgspec.structs.replace(NOTE, people=-1)).then_refused(
        NotANumberOfPeople, field="people"
    )


def test_what_lies_ahead_or_beyond_memory_is_sent_back() -> None:
    for command in (SET, NOTE, RATE, CLOSE):
        ahead = msgspec.structs.replace(command, at=on(5, 6))
        given(*ACTIVE, SAID).when(ahead).then_refused(NotYetHappened, field="at")
        long_ago = msgspec.structs.replace(command, at=on(5, 1, year=1826))
        given(*ACTIVE, SAID).when(long_ago).then_refused(TooLongAgo, field="at")


# --- Asked about again ---


def flags(*events: object) -> tuple[Flag, ...]:
    return flags_of_goals(folded(GOALS, *events).values(), folded(MATCH, *events))  # type: ignore[arg-type]


def test_the_person_is_asked_about_a_goal_every_twelve_weeks() -> None:
    unrated, rated = flags(*RUNNING, SAID), flags(*RUNNING, SAID, RATED)

    assert [start_of(on(7, 25).date())] == [flag.since for flag in unrated]
    assert [start_of(on(7, 26).date())] == [flag.since for flag in rated]
    assert {"GOAL_TO_ASK_ABOUT"} == {flag.code for flag in rated}


def test_a_late_rating_settles_it_and_the_clock_starts_anew() -> None:
    late = msgspec.structs.replace(RATED, at=on(9, 1))
    first, second = flags(*RUNNING, SAID, late)

    assert first.until == on(9, 1)
    assert second.since == start_of(on(11, 25).date())


def test_nobody_is_asked_about_a_goal_that_is_closed_or_of_a_match_that_is_over() -> None:
    assert flags(*RUNNING, SAID, REACHED) == ()
    assert flags(*RUNNING, SAID, ENDED) == ()


# --- Whatever is asked ---

ASKED: tuple[Command, ...] = (
    SET,
    RATE,
    msgspec.structs.replace(RATE, goal=NEW, at=None),
    CLOSE,
    msgspec.structs.replace(CLOSE, goal=NEW, reached=False, at=None),
    NOTE,
)


@settings(max_examples=60, deadline=None)
@whatever(
    requests=st.lists(st.sampled_from(ASKED), max_size=10),
    order=st.randoms(use_true_random=False),
)
def test_any_requests_in_any_order_of_recording_come_to_the_same(
    requests: list[Command], order: Random
) -> None:
    events = [
        msgspec.structs.replace(event, at=event.at + timedelta(microseconds=place))
        for place, event in enumerate(lived(requests, *ACTIVE, SAID))
    ]
    shuffled = order.sample(events, len(events))
    goals = folded(GOALS, *shuffled)

    assert goals == folded(GOALS, *events)
    assert goals == folded(GOALS, *map(without_keys, shuffled))
    assert all(goal.set_at is not None for goal in goals.values())
    assert goals.keys() <= {CHOIR, NEW}
