"""When a debrief is due. It is for the peer supporter and whoever supervises them (6.1)."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from domain.definitions import DEFAULTS, Definitions
from domain.flags import INSTANT, Flag, kept
from domain.periods import working_days_after
from domain.session import DebriefRequest, Urgency


def flags_of_debriefs(
    requests: Iterable[DebriefRequest], definitions: Definitions = DEFAULTS
) -> tuple[Flag, ...]:
    """Which debriefs are due, and which are late."""
    return kept(flag for request in requests for flag in _of_request(request, definitions))


def _of_request(request: DebriefRequest, definitions: Definitions) -> Iterator[Flag]:
    soon = definitions.debrief_soon_within_working_days
    if request.urgency is Urgency.TODAY:
        hours = definitions.debrief_today_within_hours
        within, due = f"{hours} hours", request.requested_at + timedelta(hours=hours)
    else:
        within, due = f"{soon} working days", working_days_after(request.requested_at, soon)
    yield Flag(
        "DEBRIEF_DUE",
        f"The peer supporter would like to talk about a session, within {within}. Phone them.",
        request.requested_at,
        request.held_at,
    )
    yield Flag(
        "DEBRIEF_LATE",
        f"The peer supporter wanted to talk about a session within {within}, and nobody has "
        "recorded that they did. Phone them now.",
        due + INSTANT,
        request.held_at,
    )
