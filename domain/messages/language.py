"""What is written to people by mail, when it may leave, and why it did not (journeys, part 7)."""

from datetime import datetime, time, timedelta
from enum import StrEnum

from domain.periods import LOCAL

EARLIEST, LATEST = time(8), time(20)
"""Nothing leaves from eight in the evening to eight in the morning."""
DOUBTFUL_AFTER = timedelta(hours=1)
"""Begun so long ago and neither sent nor refused: nobody knows whether it left."""
FRESH = timedelta(days=14)
"""What is older than this is told by a person, and not by a mail out of the blue."""


class MessageKind(StrEnum):
    """What a message is for; its words are fixed, and hold nothing but a count."""

    REFERRER_NEWS = "REFERRER_NEWS"
    COPY_OF_CHOICE = "COPY_OF_CHOICE"
    THINGS_TO_LOOK_AT = "THINGS_TO_LOOK_AT"
    SIGN_IN_NOW = "SIGN_IN_NOW"


class NotSentReason(StrEnum):
    """Why a message did not leave. Only the first three are for somebody to see to."""

    NO_ADDRESS = "NO_ADDRESS"
    NOT_AGREED = "NOT_AGREED"
    NOT_TAKEN = "NOT_TAKEN"
    TAKEN_BACK = "TAKEN_BACK"
    DIED = "DIED"
    LEFT = "LEFT"


TO_SEE_TO = frozenset({NotSentReason.NO_ADDRESS, NotSentReason.NOT_AGREED, NotSentReason.NOT_TAKEN})
"""What a person makes good, by phoning instead; after the others nobody is told at all."""


AT_ONCE = frozenset({MessageKind.SIGN_IN_NOW})
"""What leaves at any hour: somebody was in danger, or let themself in to a record."""


def may_leave_at(moment: datetime, kind: MessageKind | None = None) -> bool:
    """Whether messages leave at a moment, by the local clock; some kinds do at any."""
    return kind in AT_ONCE or EARLIEST <= moment.astimezone(LOCAL).time() < LATEST
