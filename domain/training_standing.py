"""How somebody stands with the courses that are asked of them, at a moment (domain reference, 6.3).

What is missing or has run out stands in the way of new matches, where the offer asks for it, and of
nothing else: support that runs goes on.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum

import msgspec

from domain.definitions import Definitions
from domain.peer import Peer
from domain.periods import local_day
from domain.service import Requirement, Standard
from domain.standard_flags import FURTHER_COURSES
from domain.training import Completion, Course, months_after

FOR_LOW_MOOD = Course.SMHFA
"""What belongs to support that is hard because of low mood (2.5 and 6.3)."""


class Standing(StrEnum):
    """How somebody stands with one course.

    EXEMPT is by what they had learnt before; EXCEPTED is by an exception of the service; LATER is
    in the first months, which are not over. RENEWAL_DUE still counts, and ends soon.
    """

    CURRENT = "CURRENT"
    RENEWAL_DUE = "RENEWAL_DUE"
    LAPSED = "LAPSED"
    MISSING = "MISSING"
    EXEMPT = "EXEMPT"
    EXCEPTED = "EXCEPTED"
    LATER = "LATER"


class Because(StrEnum):
    """Why a course is asked of somebody; the first that holds."""

    OFFER = "OFFER"
    FIRST_MONTHS = "FIRST_MONTHS"
    LOW_MOOD = "LOW_MOOD"
    SOUGHT = "SOUGHT"


OPEN = frozenset({Standing.LAPSED, Standing.MISSING})
"""Where somebody has to take a course."""


class Asked(msgspec.Struct, frozen=True):
    """One course that is asked of somebody.

    ``last_day`` is the last on which it counts or counted, where it has one. ``sought`` says that
    somebody wrote down that they need it. ``bars`` says that no new match begins until then.
    """

    course: str
    because: Because
    standing: Standing
    last_day: date | None
    sought: bool
    bars: bool


def courses_of(
    peer: Peer,
    standard: Standard,
    definitions: Definitions,
    moment: datetime,
    *,
    low_mood: bool = False,
) -> tuple[Asked, ...]:
    """Every course asked of somebody who supports people, in the order of its weight.

    ``low_mood`` says that backup because of low mood was asked for in a match that runs.
    """
    asked: dict[str, Because] = dict.fromkeys(FURTHER_COURSES, Because.FIRST_MONTHS)
    if low_mood:
        asked.setdefault(FOR_LOW_MOOD, Because.LOW_MOOD)
    for course in peer.training.needed:
        asked.setdefault(course, Because.SOUGHT)
    asked = dict.fromkeys(standard.courses, Because.OFFER) | {
        course: because for course, because in asked.items() if course not in standard.courses
    }
    return tuple(
        _asked(peer, course, because, definitions, moment) for course, because in asked.items()
    )


def _asked(
    peer: Peer, course: str, because: Because, definitions: Definitions, moment: datetime
) -> Asked:
    learnt = peer.training.towards(course, moment)
    counting = [each for each in learnt if each.current_at(moment)]
    if counting:
        last_day = _last_day(counting)
        soon = timedelta(days=definitions.course_renewal_within_days)
        if last_day is not None and last_day - soon <= local_day(moment):
            standing = Standing.RENEWAL_DUE
        elif all(each.learnt_before for each in counting):
            standing = Standing.EXEMPT
        else:
            standing = Standing.CURRENT
    else:
        last_day = _last_day(learnt) if learnt else None
        standing = _without(peer, course, because, definitions, moment, lapsed=bool(learnt))
    return Asked(
        course=course,
        because=because,
        standing=standing,
        last_day=last_day,
        sought=course in peer.training.needed,
        bars=because is Because.OFFER and standing in OPEN,
    )


def _without(
    peer: Peer,
    course: str,
    because: Because,
    definitions: Definitions,
    moment: datetime,
    *,
    lapsed: bool,
) -> Standing:
    """How somebody stands with a course that they do not have, or have no longer."""
    if any(
        (each.requirement, each.code) == (Requirement.COURSE, course) and each.in_force_at(moment)
        for each in peer.exceptions
    ):
        return Standing.EXCEPTED
    if lapsed:
        return Standing.LAPSED
    started = peer.activated_at
    if because is Because.FIRST_MONTHS and started is not None:
        due = months_after(local_day(started), definitions.further_courses_within_months)
        if local_day(moment) < due and course not in peer.training.needed:
            return Standing.LATER
    return Standing.MISSING


def _last_day(learnt: Iterable[Completion]) -> date | None:
    """The latest last day; none where one of them counts for good."""
    days = [each.expires_on for each in learnt]
    named = [day for day in days if day is not None]
    return max(named) if len(named) == len(days) else None
