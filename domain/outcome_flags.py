"""What has to be seen to about questionnaires: an answer about danger first, then what runs out."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from domain.definitions import DEFAULTS, Definitions
from domain.flags import INSTANT, Flag, first_of, kept
from domain.outcomes import Outcome, Point, Window
from domain.people import MatchId
from domain.periods import end_of, local_day, start_of
from domain.person import Person

Windows = Mapping[tuple[MatchId | None, Point], Window]


def flags_of_outcome(
    outcome: Outcome,
    person: Person,
    windows: Windows,
    definitions: Definitions = DEFAULTS,
) -> tuple[Flag, ...]:
    """What is to be done about one questionnaire."""
    return kept([*_to_look_at(outcome), *_to_chase(outcome, person, windows, definitions)])


def _to_look_at(outcome: Outcome) -> Iterator[Flag]:
    """No score and no acknowledgement settles it: only that somebody spoke, or passed it on."""
    if outcome.look_since is None:
        return
    yield Flag(
        "OUTCOME_LOOK_TODAY",
        "An answer about danger or harm was given or left out in a questionnaire. Speak with them "
        "today; nobody watches this list outside working hours: in danger to life call 999.",
        outcome.look_since,
        outcome.seen_to_at,
    )
    yield Flag(
        "OUTCOME_LOOK_LATE",
        "Nobody spoke with the person on the day of an answer about danger. Speak with them now; "
        "nobody watches this list outside working hours: in danger to life call 999.",
        end_of(local_day(outcome.look_since)) + INSTANT,
        outcome.seen_to_at,
    )


def _to_chase(
    outcome: Outcome, person: Person, windows: Windows, definitions: Definitions
) -> Iterator[Flag]:
    """Shortly before the time of an invitation runs out, until it does."""
    window = None if outcome.point is None else windows.get((outcome.match, outcome.point))
    if outcome.invited_at is None or window is None:
        return
    before = timedelta(days=definitions.outcome_reminder_days)
    over = end_of(window.closes) + INSTANT
    yield Flag(
        "OUTCOME_TO_REMIND",
        "A questionnaire has not been answered, and its time runs out soon. Ask once more whether "
        "they would like to; they need not.",
        max(outcome.invited_at, start_of(window.closes - before)),
        first_of(outcome.completed_at, outcome.declined_at, person.died_at, over),
    )
