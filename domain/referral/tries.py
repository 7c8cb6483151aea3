"""Trying to reach somebody: what keeps to their safe contact, and when they may count as lost."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from domain.definitions import DEFAULTS, Definitions
from domain.periods import local_day, start_of
from domain.person import Person
from domain.referral.language import TryOutcome
from domain.referral.state import Referral, Try

UNANSWERED = frozenset({TryOutcome.NO_ANSWER, TryOutcome.MESSAGE_LEFT, TryOutcome.SENT})
"""What counts as a try without an answer. A number that is not theirs never reached for them."""


class Sought(msgspec.Struct, frozen=True):
    """What was tried since the person was last in touch, in keeping with their safe contact."""

    tries: tuple[Try, ...] = ()

    @property
    def channels(self) -> int:
        """In how many ways it was tried."""
        return len({each.channel for each in self.tries})

    def lost_from(self, definitions: Definitions = DEFAULTS) -> datetime | None:
        """From when the person may count as lost; nothing while too little was tried.

        Three tries, in two ways, over 21 days (domain reference, 3.1).
        """
        enough = _nth(self.tries, definitions.lost_after_tries)
        first_of_each = {each.channel: each for each in reversed(self.tries)}.values()
        in_order = sorted(first_of_each, key=lambda each: each.at)
        several = _nth(in_order, definitions.lost_after_channels)
        if enough is None or several is None:
            return None
        first_day = local_day(self.tries[0].at)
        long = start_of(first_day + timedelta(days=definitions.lost_after_days))
        return max(enough.at, several.at, long)


def outside_safe_contact(attempt: Try, person: Person) -> bool:
    """Whether a try went a way to which the person had said no by then."""
    safe = person.safe_contact(attempt.at)
    left = attempt.outcome is TryOutcome.MESSAGE_LEFT
    return safe is not None and safe.forbids(attempt.channel, message_left=left)


def sought(referral: Referral, person: Person) -> Sought:
    """The tries without an answer since the person was last in touch."""
    last = referral.last_in_touch_at
    return Sought(
        tuple(
            each
            for each in referral.tries
            if each.outcome in UNANSWERED
            and (last is None or each.at > last)
            and not outside_safe_contact(each, person)
        )
    )


def _nth(tries: Sequence[Try], number: int) -> Try | None:
    return tries[number - 1] if len(tries) >= number else None
