"""ROLE: who begins, who does, and whether anything moves (D9, D10, D11)."""

from datetime import date, timedelta
from itertools import pairwise

from domain.decider import Position
from domain.indicators.intensity import contact_intensity
from domain.indicators.judging import ratio, reaches
from domain.indicators.language import Found, IndicatorCode, Standing
from domain.indicators.parts import GoalFacts, Noted, entries
from domain.indicators.seen import Seen
from domain.indicators.words import counted, not_recorded, number, too_early
from domain.match import Side
from domain.periods import end_of, length

RISING_REVIEWS = 3


def peer_initiated(seen: Seen) -> Found:
    """D9: unplanned contacts that the peer supporter began, divided by all whose beginner is known.

    It asks how the peer supporter is, not what the person does.
    """
    numbers, days = seen.numbers, seen.numbers.window_days
    unplanned = [each for each in seen.within(days) if each.unplanned and each.by is not None]
    needed = numbers.peer_initiated_needed
    if len(unplanned) < needed.notice:
        return too_early(
            f"Too early to say: {counted(len(unplanned), 'unplanned contact')} in the last "
            f"{days} days, {number(needed.notice)} needed."
        )
    begun = [each for each in unplanned if each.by is Side.PEER]
    share = ratio(len(begun), len(unplanned))
    standing = reaches(share, numbers.peer_initiated)
    if standing is Standing.REVIEW and len(unplanned) < needed.review:
        standing = Standing.NOTICE
    return Found(
        standing,
        f"{{peer}} started {len(begun)} of the last "
        f"{counted(len(unplanned), 'unplanned contact')}.",
        share,
        entries(begun),
        "Talking in supervision about what draws, and letting {person} begin.",
    )


def tasks_done_for(seen: Seen) -> Found:
    """D10: tasks done for the person, divided by all tasks, in the last sessions.

    A review is asked for too where the share rose from review to review, three times looked at.
    """
    last = seen.numbers.task_sessions
    done_for, together = _tasks(seen)
    if done_for + together < seen.numbers.tasks_needed:
        return too_early(
            f"Too early to say: {counted(done_for + together, 'task')} recorded in the last "
            f"{last} sessions, {seen.numbers.tasks_needed} needed."
        )
    share = ratio(done_for, done_for + together)
    standing = reaches(share, seen.numbers.tasks_done_for)
    rising = standing is not Standing.REVIEW and _rises(seen)
    more = " That share has risen from review to review." if rising else ""
    return Found(
        Standing.REVIEW if rising else standing,
        f"In the last {counted(len(seen.sessions[-last:]), 'session')}, {done_for} of "
        f"{done_for + together} tasks were done for {{person}}, {together} together.{more}",
        share,
        tuple(each.position for each in seen.sessions[-last:] if each.tasks_for or each.tasks_with),
        "Asking how the two could do it together; practical help from elsewhere.",
    )


def flat_goals(seen: Seen) -> Found:
    """D11: goals that hardly moved over a long window, in a match with much contact.

    Goals about keeping things as they are do not count; a progressive condition is declared as a
    context. A review asks for two such windows, one after the other.
    """
    days = seen.numbers.long_window_days
    if seen.active_days < days:
        return too_early(f"Too early to say: goals are compared over {length(days)}.")
    change, inputs = _change(seen, seen.today)
    if change is None:
        return not_recorded("How the goals have moved is not recorded.")
    standing = Standing.NOTHING
    if _flat(seen, change):
        standing = Standing.NOTICE
        before = seen.at(end_of(date.fromordinal(seen.today) - timedelta(days=days)))
        earlier, _inputs = _change(before, before.today)
        if before.active_days >= days and earlier is not None and _flat(before, earlier):
            standing = Standing.REVIEW
    return Found(
        standing,
        f"Goals have moved by {number(change)} of 10 in {length(days)}, with more contact than "
        "agreed."
        if standing is not Standing.NOTHING
        else f"Goals have moved by {number(change)} of 10 in {length(days)}.",
        change,
        inputs,
        "Other goals, or goals about keeping things as they are.",
    )


def _flat(seen: Seen, change: float) -> bool:
    return change <= seen.numbers.goal_change and bool(contact_intensity(seen).severity)


def _tasks(seen: Seen) -> tuple[int, int]:
    """Tasks done for the person and together, in the last sessions."""
    last = seen.sessions[-seen.numbers.task_sessions :]
    return sum(each.tasks_for for each in last), sum(each.tasks_with for each in last)


def _rises(seen: Seen) -> bool:
    """Whether the share of tasks done for the person rose over the last three reviews."""
    reviews = seen.by_then(seen.facts.reviews)[-RISING_REVIEWS:]
    shares = []
    for each in reviews:
        done_for, together = _tasks(seen.at(each.at))
        if done_for + together < seen.numbers.tasks_needed:
            return False
        shares.append(ratio(done_for, done_for + together))
    rising = all(one < other for one, other in pairwise(shares))
    return len(shares) == RISING_REVIEWS and rising


def _change(seen: Seen, today: int) -> tuple[float | None, tuple[Position, ...]]:
    """The mean change of the goals' ratings over the long window, and the entries behind it."""
    changes, inputs = [], []
    first = today - seen.numbers.long_window_days
    for goal in seen.goals.values():
        pair = _first_and_last(seen, goal, first)
        if pair is not None:
            earlier, later = pair
            changes.append((later.number or 0) - (earlier.number or 0))
            inputs += [earlier.position, later.position]
    if not changes:
        return None, ()
    return ratio(sum(changes), len(changes)), tuple(inputs)


def _first_and_last(seen: Seen, goal: GoalFacts, first: int) -> tuple[Noted, Noted] | None:
    """The rating that stood when the window began (or the first in it), and the latest in it."""
    ratings = seen.by_then(goal.ratings)
    if any(each.number is None for each in ratings):
        return None  # a rating that cannot be opened says nothing
    before = [each for each in ratings if each.ordinal <= first]
    inside = [each for each in ratings if each.ordinal > first]
    known = [*before[-1:], *inside]
    return (known[0], known[-1]) if inside and known[0] is not known[-1] else None


RULES = {
    IndicatorCode.PEER_INITIATED: peer_initiated,
    IndicatorCode.TASKS_DONE_FOR: tasks_done_for,
    IndicatorCode.FLAT_GOALS: flat_goals,
}
