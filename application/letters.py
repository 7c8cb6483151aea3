"""The words of every message: fixed, and with nothing in them but a count (journeys, part 7).

No name, place or condition can be in a message, because no message is written with any: whoever
sends one chooses which, and a number.
"""

from typing import NamedTuple

from domain.messages import MessageKind


class Letter(NamedTuple):
    """The subject and the text of a message."""

    subject: str
    text: str


NEWS = Letter("An update", "There is an update. Sign in to see it.")
COPY = Letter("A copy for you", "We recorded something you told us. Sign in or phone to hear it.")


NOW = Letter(
    "Please sign in now",
    "Something needs you now. Sign in, or phone the office. If someone is in danger, call 999.",
)


def letter_of(kind: MessageKind, things: int = 0, first: int = 0) -> Letter:
    """What is written. ``things`` are on the list of somebody, ``first`` of them come first."""
    match kind:
        case MessageKind.REFERRER_NEWS:
            return NEWS
        case MessageKind.COPY_OF_CHOICE:
            return COPY
        case MessageKind.SIGN_IN_NOW:
            return NOW
        case MessageKind.THINGS_TO_LOOK_AT:
            on_it = "1 thing is" if things == 1 else f"{things} things are"
            comes = "come" if first > 1 else "comes"
            safety = f" {first} {comes} first." if first else ""
            return Letter(
                "Things to look at", f"{on_it} on your list.{safety} Sign in to see them."
            )
