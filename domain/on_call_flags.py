"""A session planned for a time at which nobody is at work or on call (domain reference, 6.1).

It is flagged and not refused: what the two arranged stands, and somebody arranges cover for it.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from domain.definitions import DEFAULTS, Definitions
from domain.flags import Flag
from domain.session import Session, Stage
from domain.staffing import Staffing


def flags_of_on_call(
    sessions: Iterable[Session], staffing: Staffing, definitions: Definitions = DEFAULTS
) -> Iterator[Flag]:
    """The planned sessions without cover; nothing where a service never said its hours."""
    if staffing.hours is None:
        return
    for session in sessions:
        begins, arranged_at = session.planned_for, session.arranged_at
        if session.stage is not Stage.PLANNED or begins is None or arranged_at is None:
            continue
        minutes = session.planned_minutes or definitions.session_expected_minutes
        if not staffing.covers(begins, begins + timedelta(minutes=minutes)):
            yield Flag(
                "NO_ON_CALL_COVER",
                "A session is planned for a time at which nobody is at work or on call. Arrange "
                "cover, or ask the two whether another time suits.",
                arranged_at,
                begins,
            )
