"""When the person is to be asked about a goal again (domain reference, part 5, D11)."""

from collections.abc import Iterable, Iterator

from domain.definitions import DEFAULTS, Definitions
from domain.flags import Flag, days_after, first_of, kept
from domain.goals import Goal
from domain.match import Match


def flags_of_goals(
    goals: Iterable[Goal], match: Match, definitions: Definitions = DEFAULTS
) -> tuple[Flag, ...]:
    """What is to be asked about the goals of one match; nothing once the match is over."""
    return kept(flag for goal in goals for flag in _of_goal(goal, match, definitions))


def _of_goal(goal: Goal, match: Match, definitions: Definitions) -> Iterator[Flag]:
    """One flag for each time that passes without a rating."""
    if goal.set_at is None:
        return
    asked = (goal.set_at, *(at for at in goal.rated_at if at > goal.set_at))
    over = first_of(goal.closed_at, match.over_at)
    for last, following in zip(asked, (*asked[1:], None), strict=True):
        yield Flag(
            "GOAL_TO_ASK_ABOUT",
            "Nobody has asked the person for a while how near they feel to a goal. Ask.",
            days_after(last, definitions.goal_rated_every_days),
            first_of(following, over),
        )
