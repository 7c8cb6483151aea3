"""Who has to be heard from, and what to do where nobody has (domain reference, 3.4).

Each step has a moment of its own, and stands until it is done or the peer supporter is known to be
safe: they checked out, or the session is recorded as held. What was done before its moment comes
is not asked for. Once it was escalated, one thing stands until they are known to be safe.
"""

from collections.abc import Iterator
from datetime import timedelta

from domain.definitions import DEFAULTS, Definitions
from domain.flags import Flag, first_of, kept
from domain.session import LoneWorkingStep, Outing


def flags_of_outing(outing: Outing, definitions: Definitions = DEFAULTS) -> tuple[Flag, ...]:
    """What has to be done about one session from which a check-out is due."""
    return kept(_of_outing(outing, definitions))


def _of_outing(outing: Outing, definitions: Definitions) -> Iterator[Flag]:
    due = outing.due
    if due is None:
        return
    safe_at = first_of(outing.checked_out_at, outing.held_at)
    escalated_at = outing.done_at.get(LoneWorkingStep.ESCALATED)

    def overdue(minutes: int, code: str, sentence: str, step: LoneWorkingStep) -> Flag:
        done_at = outing.done_at.get(step)
        since = due + timedelta(minutes=minutes)
        return Flag(code, sentence, since, first_of(safe_at, done_at, escalated_at))

    yield overdue(
        definitions.check_out_overdue_minutes,
        "CHECK_OUT_OVERDUE",
        "The peer supporter has not checked out after a session. Phone them now.",
        LoneWorkingStep.PEER_PHONED,
    )
    yield overdue(
        definitions.check_out_with_coordinator_minutes,
        "CHECK_OUT_TO_COORDINATOR",
        "The peer supporter has still not checked out after a session. Tell the coordinator, who "
        "phones them and the person.",
        LoneWorkingStep.COORDINATOR_TOLD,
    )
    yield overdue(
        definitions.check_out_escalated_minutes,
        "CHECK_OUT_TO_ESCALATE",
        "Nobody has heard from the peer supporter after a session. Follow the lone-working policy "
        "now; if they may be in danger, phone 999.",
        LoneWorkingStep.ESCALATED,
    )
    if escalated_at is not None:
        yield Flag(
            "CHECK_OUT_NOT_CONFIRMED",
            "It was escalated that the peer supporter had not checked out, and nobody has recorded "
            "that they are safe. Go on until they are, and record it.",
            escalated_at,
            safe_at,
        )
