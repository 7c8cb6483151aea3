"""What there is to do about a message that did not leave, or may not have (journeys, part 7)."""

from collections.abc import Iterator

from domain.flags import Flag, first_of, kept
from domain.messages import DOUBTFUL_AFTER, TO_SEE_TO, Message


def flags_of_message(message: Message) -> tuple[Flag, ...]:
    """That somebody phones instead."""
    return kept(_of_message(message))


def _of_message(message: Message) -> Iterator[Flag]:
    if message.failed_at is not None and message.reason in TO_SEE_TO:
        yield Flag(
            "MESSAGE_NOT_SENT",
            "A message did not leave. Phone instead, and record that you did.",
            message.failed_at,
            message.settled_at,
        )
    if message.begun_at is not None:
        yield Flag(
            "MESSAGE_IN_DOUBT",
            "A message may or may not have left, and is not sent again. Phone instead.",
            message.begun_at + DOUBTFUL_AFTER,
            first_of(message.sent_at, message.failed_at, message.settled_at),
        )
