"""Until when a talk is offered after a hard session, and when a peer supporter is called (6.1)."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from domain.definitions import DEFAULTS, Definitions
from domain.flags import INSTANT, Flag, days_after, first_of, kept
from domain.hard_sessions import Support

AFTER_SESSIONS = (1, 3)
ORDINALS = {1: "first session", 3: "third session"}
"""After which sessions of a new match somebody calls."""

NOT_ASKED_AFTER_DAYS = 28
"""After so long nobody is asked for the call any more: supervision has come round."""

SECOND_CALL_FROM_DAYS_BEFORE = 4
"""So long before its last day the second call is asked for."""


def flags_of_hard_sessions(
    support: Support, talked: Sequence[datetime], definitions: Definitions = DEFAULTS
) -> tuple[Flag, ...]:
    """Which hard sessions nobody has offered to talk about. ``talked`` are debriefs that were held.

    One offer, or one talk, answers all that was hard until then.
    """
    return kept(_of_hard(support, talked, definitions))


def _of_hard(
    support: Support, talked: Sequence[datetime], definitions: Definitions
) -> Iterator[Flag]:
    hours = definitions.debrief_offered_within_hours
    for at in support.hard:
        settled = first_of(*(each for each in (*support.offered, *talked) if each >= at))
        yield Flag(
            "DEBRIEF_OFFER_DUE",
            f"A session was hard. Offer the peer supporter a talk, within {hours} hours.",
            at,
            settled,
        )
        yield Flag(
            "DEBRIEF_OFFER_LATE",
            f"A session was hard, and nobody has offered a talk within {hours} hours. Call now.",
            at + timedelta(hours=hours) + INSTANT,
            settled,
        )


def flags_of_check_calls(
    support: Support,
    held: Sequence[datetime],
    over_at: datetime | None,
    definitions: Definitions = DEFAULTS,
) -> tuple[Flag, ...]:
    """Which calls a new match is owed. ``held`` are the ends of its sessions."""
    return kept(_of_calls(support, sorted(held), over_at, definitions))


def _of_calls(
    support: Support,
    held: Sequence[datetime],
    over_at: datetime | None,
    definitions: Definitions,
) -> Iterator[Flag]:
    days = definitions.check_call_within_days
    for number in AFTER_SESSIONS:
        if len(held) < number:
            return
        at = held[number - 1]
        no_longer = days_after(at, NOT_ASKED_AFTER_DAYS)
        called = (each for each in support.called if each >= at)
        settled = first_of(*called, over_at, no_longer)
        ordinal = ORDINALS[number]
        yield Flag(
            "CHECK_CALL_DUE",
            f"The {ordinal} of a new match has been. Call the peer supporter and ask how it is.",
            at,
            settled,
        )
        yield Flag(
            "CHECK_CALL_LATE",
            f"The {ordinal} of a new match was more than {days} days ago, and nobody has called "
            "the peer supporter. Call today.",
            days_after(at, days),
            settled,
        )


def flags_of_calls_after_break(
    decided_at: datetime, called: Sequence[datetime], definitions: Definitions = DEFAULTS
) -> tuple[Flag, ...]:
    """Which calls are owed after something was shared without agreement: within a day, and again.

    ``called`` are the calls about it.
    """
    return kept(_after_break(decided_at, sorted(called), definitions))


def _after_break(
    decided_at: datetime, called: Sequence[datetime], definitions: Definitions
) -> Iterator[Flag]:
    calls = [at for at in called if at >= decided_at]
    first, again = first_of(*calls[:1]), first_of(*calls[1:])
    soon = decided_at + timedelta(hours=definitions.call_after_break_within_hours)
    later = decided_at + timedelta(days=definitions.second_call_after_break_within_days)
    yield Flag(
        "BREAK_CALL_DUE",
        "Something was shared without agreement. Call the peer supporter of this match, and ask "
        "how they are.",
        decided_at,
        first,
    )
    yield Flag(
        "BREAK_CALL_LATE",
        "Nobody has called the peer supporter within a day of what was shared. Call now.",
        soon + INSTANT,
        first,
    )
    if first is None:
        return
    yield Flag(
        "BREAK_CALL_AGAIN_DUE",
        "Call the peer supporter once more, two weeks after what was shared.",
        max(first, later - timedelta(days=SECOND_CALL_FROM_DAYS_BEFORE)),
        again,
    )
    yield Flag(
        "BREAK_CALL_AGAIN_LATE",
        "Two weeks have passed since what was shared, and nobody has called the peer supporter "
        "again. Call today.",
        later + INSTANT,
        again,
    )
