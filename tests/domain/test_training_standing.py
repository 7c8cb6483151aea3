"""How somebody stands with each course: what counts, ends soon, ran out, or is not asked."""

from datetime import date, datetime, timedelta

import pytest

from domain.decider import Event
from domain.definitions import DEFAULTS
from domain.flags import INSTANT
from domain.peer import PEER, ExceptionGranted, Peer
from domain.periods import end_of, start_of
from domain.service import USUAL, Requirement
from domain.training import (
    NEEDED_TO_SUPPORT,
    Course,
    CourseCompleted,
    PriorLearningRecognised,
    TrainingNeedIdentified,
)
from domain.training_standing import Asked, Because, Standing, courses_of
from tests.domain.cast import DAVIE, DAVIE_ACTIVE, DAVIE_SUPPORTS, FRASER, ISLA, on
from tests.domain.decisions import NOW, SERVICE_ID, folded

LAST_DAY = date(2028, 1, 26)
AFTER = end_of(LAST_DAY) + INSTANT
NEEDED = TrainingNeedIdentified(peer=DAVIE, course=Course.EDI, at=on(5, 1))


def standing(peer: Peer, course: str, moment: datetime, *, low_mood: bool = False) -> Asked | None:
    """How Davie stands with a course; none where it is not asked."""
    found = courses_of(peer, USUAL, DEFAULTS, moment, low_mood=low_mood)
    return next((each for each in found if each.course == course), None)


def davie(*more: Event) -> Peer:
    supporter: Peer = folded(PEER, *DAVIE_SUPPORTS, *more)
    return supporter


@pytest.mark.parametrize(
    ("moment", "stands", "bars"),
    [
        (NOW, Standing.CURRENT, False),
        (start_of(LAST_DAY - timedelta(days=60)) - INSTANT, Standing.CURRENT, False),
        (start_of(LAST_DAY - timedelta(days=60)), Standing.RENEWAL_DUE, False),
        (end_of(LAST_DAY), Standing.RENEWAL_DUE, False),
        (AFTER, Standing.LAPSED, True),
    ],
)
def test_a_course_is_due_again_sixty_days_before_its_last_and_bars_from_the_day_after(
    moment: datetime, stands: Standing, bars: bool
) -> None:
    found = standing(davie(), Course.CONF, moment)

    assert Asked(Course.CONF, Because.OFFER, stands, LAST_DAY, False, bars) == found


def test_what_an_offer_asks_for_comes_first_and_all_of_it_is_there() -> None:
    found = courses_of(davie(NEEDED), USUAL, DEFAULTS, NOW, low_mood=True)

    assert (*NEEDED_TO_SUPPORT, Course.STALK, Course.SMHFA, Course.EDI) == tuple(
        each.course for each in found
    )


def test_a_course_never_taken_is_missing_and_not_lapsed() -> None:
    peer = folded(PEER, *(each for each in DAVIE_SUPPORTS if not isinstance(each, CourseCompleted)))

    for course in NEEDED_TO_SUPPORT:
        assert Asked(course, Because.OFFER, Standing.MISSING, None, False, True) == standing(
            peer, course, NOW
        )


def test_suicide_alertness_is_for_later_in_the_first_six_months_and_never_bars() -> None:
    due = start_of(date(2026, 10, 20))
    assert date(2026, 4, 20) == DAVIE_ACTIVE.at.date()

    for moment, stands in ((due - INSTANT, Standing.LATER), (due, Standing.MISSING)):
        assert Asked(Course.STALK, Because.FIRST_MONTHS, stands, None, False, False) == standing(
            davie(), Course.STALK, moment
        )


def test_what_was_learnt_before_makes_exempt_until_it_ends_soon() -> None:
    learnt = PriorLearningRecognised(
        peer=DAVIE, course=Course.STALK, recognised_by=ISLA, expires_on=LAST_DAY, at=NOW
    )
    peer = davie(learnt)

    assert Asked(
        Course.STALK, Because.FIRST_MONTHS, Standing.EXEMPT, LAST_DAY, False, False
    ) == standing(peer, Course.STALK, NOW)
    for moment, stands in ((end_of(LAST_DAY), Standing.RENEWAL_DUE), (AFTER, Standing.LAPSED)):
        found = standing(peer, Course.STALK, moment)
        assert found is not None
        assert stands == found.standing


def test_an_exception_stands_for_a_course_for_as_long_as_it_was_granted() -> None:
    granted = ExceptionGranted(
        service=SERVICE_ID,
        peer=DAVIE,
        requirement=Requirement.COURSE,
        code=Course.CONF,
        reason="The course was called off.",
        until=date(2028, 2, 26),
        granted_by=FRASER,
        at=AFTER,
    )
    within, beyond = (
        standing(davie(granted), Course.CONF, each)
        for each in (end_of(date(2028, 2, 26)), start_of(date(2028, 2, 27)))
    )

    assert Asked(Course.CONF, Because.OFFER, Standing.EXCEPTED, LAST_DAY, False, False) == within
    assert Asked(Course.CONF, Because.OFFER, Standing.LAPSED, LAST_DAY, False, True) == beyond


def test_mental_health_first_aid_is_asked_where_low_mood_makes_support_hard_and_bars_nothing() -> (
    None
):
    assert standing(davie(), Course.SMHFA, NOW) is None
    assert Asked(Course.SMHFA, Because.LOW_MOOD, Standing.MISSING, None, False, False) == standing(
        davie(), Course.SMHFA, NOW, low_mood=True
    )


def test_what_somebody_was_seen_to_need_is_asked_and_bars_nothing() -> None:
    assert Asked(Course.EDI, Because.SOUGHT, Standing.MISSING, None, True, False) == standing(
        davie(NEEDED), Course.EDI, NOW
    )
    early = TrainingNeedIdentified(peer=DAVIE, course=Course.STALK, at=on(5, 1))
    assert Asked(
        Course.STALK, Because.FIRST_MONTHS, Standing.MISSING, None, True, False
    ) == standing(davie(early), Course.STALK, NOW)
