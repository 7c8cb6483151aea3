"""How a person may be reached without harm, and whether a way of reaching them keeps to it.

What the person has not been asked is neither a yes nor a no: somebody may ring and ask, but nothing
is sent without a person behind it (domain reference, 4.2).
"""

from datetime import datetime

import msgspec

from domain.channels import Channel


class SafeContact(msgspec.Struct, frozen=True):
    """What the person said about being reached, and when they last said something about it."""

    said_at: datetime
    may_leave_message: bool | None = None
    may_write: bool | None = None
    may_email: bool | None = None
    may_text: bool | None = None

    def forbids(self, channel: Channel, *, message_left: bool = False) -> bool:
        """Whether the person said no to this way of reaching them."""
        return self._answer(channel, message_left=message_left) is False

    def allows_sending(self, channel: Channel) -> bool:
        """Whether the person said yes to being sent something in this way."""
        return self._answer(channel, message_left=True) is True

    def _answer(self, channel: Channel, *, message_left: bool) -> bool | None:
        match channel:
            case Channel.EMAIL:
                return self.may_email
            case Channel.LETTER:
                return self.may_write
            case Channel.MESSAGES:
                return self.may_text
            case Channel.PHONE if message_left:
                return self.may_leave_message
            case _:
                return None


def as_said(before: SafeContact | None, now: SafeContact) -> SafeContact:
    """What holds once something more was said: an answer stands until there is another."""
    if before is None:
        return now
    said = {
        field: answer for field, answer in msgspec.structs.asdict(now).items() if answer is not None
    }
    return msgspec.structs.replace(before, **said)
