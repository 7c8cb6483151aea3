"""What may be worth a talk in a group: signs that it stands still, as suggestions (2.13).

They describe how a group has met and never who is in it, and they rate nobody. None of them is a
task, none is late, and after a talk all are quiet for a time, whatever was decided in it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from domain.definitions import DEFAULTS, Definitions
from domain.group import Group, Stage
from domain.group_meetings import Life, Meeting
from domain.group_refreshing import Refreshing
from domain.people import PersonId
from domain.periods import local_day, start_of
from domain.training import months_after


class Sign(StrEnum):
    """What stands still, or goes down."""

    NOBODY_NEW = "NOBODY_NEW"
    SAME_CORE = "SAME_CORE"
    SAME_LEADERS = "SAME_LEADERS"
    SAME_FORMAT = "SAME_FORMAT"
    FEWER_COME = "FEWER_COME"


class Suggestion(msgspec.Struct, frozen=True):
    """One sign, in a sentence with its numbers."""

    sign: Sign
    sentence: str


def suggestions_of(
    group: Group,
    life: Life,
    refreshing: Refreshing,
    now: datetime,
    definitions: Definitions = DEFAULTS,
) -> tuple[Suggestion, ...]:
    """What may be worth a talk; nothing while the group does not meet, or soon after a talk."""
    opened_at = next((at for at, turned in group.turns if turned is Stage.OPEN), None)
    if opened_at is None or group.stage_at(now) is not Stage.OPEN:
        return ()
    talked, quiet = refreshing.talked_at, definitions.group_refresh_quiet_months
    if talked is not None and not _over(talked, quiet, now):
        return ()
    held = [each for each in life.meetings.values() if each.ended_at <= now]
    latest = sorted(held, key=lambda each: each.ended_at)[-definitions.group_meetings_looked_at :]
    return (
        *_since_when(life, refreshing, opened_at, now, definitions),
        *_of_meetings(life, latest, definitions),
    )


def _since_when(
    life: Life,
    refreshing: Refreshing,
    opened_at: datetime,
    now: datetime,
    definitions: Definitions,
) -> Iterator[Suggestion]:
    months = definitions.group_new_member_within_months
    came = [
        at
        for each in life.members.values()
        if (at := min(_known(each.joined_at, each.first_attended_at), default=None)) is not None
    ]
    if _over(max([opened_at, *(at for at in came if at <= now)]), months, now):
        yield Suggestion(
            Sign.NOBODY_NEW, f"Nobody who is named has joined or come anew in {months} months."
        )
    months = definitions.group_leaders_same_months
    if _over(max(_known(opened_at, refreshing.led_since)), months, now):
        yield Suggestion(Sign.SAME_LEADERS, f"The same people have led it for {months} months.")
    months = definitions.group_format_same_months
    if _over(max(_known(opened_at, refreshing.format_since)), months, now):
        yield Suggestion(Sign.SAME_FORMAT, f"It has met in the same way for {months} months.")


def _of_meetings(
    life: Life, latest: Sequence[Meeting], definitions: Definitions
) -> Iterator[Suggestion]:
    """What the latest meetings tell, once there are as many as are looked at."""
    if len(latest) < definitions.group_meetings_looked_at:
        return
    came = [each.headcount for each in latest if each.headcount is not None]
    core = _core_share(life, latest)
    if core is not None and core >= definitions.group_core_share:
        yield Suggestion(
            Sign.SAME_CORE,
            f"In the last {len(latest)} meetings, {core:.0%} of those who came were the same few.",
        )
    if len(came) == len(latest) and _falls(came, definitions.group_fall_share):
        half = len(came) // 2
        before, lately = sum(came[:half]) / half, sum(came[-half:]) / half
        yield Suggestion(
            Sign.FEWER_COME,
            f"Fewer come: about {lately:.0f} in the last {half} meetings, {before:.0f} in the "
            f"{half} before.",
        )


def _core_share(life: Life, latest: Sequence[Meeting]) -> float | None:
    """Which share of all who came were those who came to half of the meetings or more.

    Whoever is not named counts among all; none where a headcount is missing or nobody came.
    """
    of_meeting = {held.ended_at: named for held, named in _registers(life)}
    registers = [of_meeting.get(each.ended_at, ()) for each in latest]
    if any(each.headcount is None for each in latest):
        return None
    everybody = sum(each.headcount or 0 for each in latest)
    times: dict[PersonId, int] = {}
    for named in registers:
        for person in named:
            times[person] = times.get(person, 0) + 1
    core = sum(number for number in times.values() if 2 * number >= len(latest))
    return core / everybody if everybody else None


def _registers(life: Life) -> Iterator[tuple[Meeting, tuple[PersonId, ...]]]:
    for identifier, held in life.meetings.items():
        yield held, life.named.get(identifier, ())


def _falls(came: Sequence[int], share: float) -> bool:
    """Whether the straight line of least squares falls by a share of the mean or more."""
    mean, middle = sum(came) / len(came), (len(came) - 1) / 2
    if not mean:
        return False
    rise = sum((place - middle) * number for place, number in enumerate(came))
    slope = rise / sum((place - middle) ** 2 for place in range(len(came)))
    return -slope * (len(came) - 1) >= share * mean


def _known(*moments: datetime | None) -> list[datetime]:
    return [each for each in moments if each is not None]


def _over(since: datetime, months: int, now: datetime) -> bool:
    return start_of(months_after(local_day(since), months)) <= now
