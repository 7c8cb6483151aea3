"""How long people wait, with the pauses that they asked for taken out (domain reference, 3.1).

Three waits: from receipt to the first contact, from receipt to acceptance, from acceptance to the
first session. Nobody but the person can pause a wait, so what is left is the service's.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import msgspec

from domain.definitions import DEFAULTS, Definitions
from domain.flags import days_after, first_of
from domain.periods import start_of
from domain.referral.language import Stage
from domain.referral.state import Pause, Referral


class Wait(msgspec.Struct, frozen=True):
    """A wait: since when, until when if it is over, and when it stood still."""

    since: datetime
    until: datetime | None
    pauses: tuple[Pause, ...] = ()

    def lasted(self, moment: datetime) -> timedelta:
        """How long it has lasted at a moment, pauses taken out."""
        end = moment if self.until is None else min(moment, self.until)
        if end <= self.since:
            return timedelta()
        return end - self.since - _still(self.pauses, self.since, end)

    def days(self, moment: datetime) -> int:
        """The whole days that it has lasted at a moment, pauses taken out."""
        return self.lasted(moment).days


class Waiting(msgspec.Struct, frozen=True):
    """Somebody who waits for a match, as a waiting list shows them.

    ``next_contact_due_at`` is the moment from which a call is late; while the wait stands still,
    ``revisit_on`` is the day on which the person would like to be asked.
    """

    wait: Wait
    paused: bool
    revisit_on: date | None
    last_contact_at: datetime | None
    next_contact_due_at: datetime


def receipt_to_first_contact(referral: Referral) -> Wait | None:
    """From the day of arrival until somebody first spoke with the person."""
    if referral.arrived_at is None or referral.brought_in_at is not None:
        return None
    arrived_at = referral.arrived_at
    first = min((at for at in referral.in_touch_at if at >= arrived_at), default=None)
    over_at = first_of(first, referral.support_started_at, referral.ended_at)
    return Wait(arrived_at, over_at, referral.pauses)


def receipt_to_acceptance(referral: Referral) -> Wait | None:
    """From the day of arrival, or of asking again, until the person was accepted."""
    begun = referral.reopened_at or referral.arrived_at
    if begun is None or begun == referral.brought_in_at:
        return None
    return Wait(begun, first_of(referral.accepted_at, referral.ended_at), referral.pauses)


def acceptance_to_first_session(
    referral: Referral, first_session_at: datetime | None
) -> Wait | None:
    """From acceptance until the first session was held, which the referral alone cannot know."""
    if referral.accepted_at in {None, referral.brought_in_at} or referral.accepted_at is None:
        return None
    over_at = first_of(first_session_at, referral.ended_at)
    return Wait(referral.accepted_at, over_at, referral.pauses)


def waiting_of(
    referral: Referral, moment: datetime, definitions: Definitions = DEFAULTS
) -> Waiting | None:
    """Where somebody stands who waits for a match; nothing about anybody else."""
    due_at = wait_contact_due_at(referral, definitions)
    if (
        referral.stage_at(moment) is not Stage.WAITING
        or referral.accepted_at is None
        or due_at is None
    ):
        return None
    pause = referral.pauses[-1] if referral.paused_at(moment) else None
    return Waiting(
        wait=Wait(referral.accepted_at, None, referral.pauses),
        paused=pause is not None,
        revisit_on=pause.revisit_on if pause else None,
        last_contact_at=referral.last_in_touch_at,
        next_contact_due_at=due_at,
    )


def wait_contact_due_at(referral: Referral, definitions: Definitions = DEFAULTS) -> datetime | None:
    """From when a call is late to somebody who was accepted; not before a day they asked for."""
    if referral.accepted_at is None:
        return None
    last = max(referral.accepted_at, referral.last_in_touch_at or referral.accepted_at)
    due_at = days_after(last, definitions.wait_contact_every_days)
    pause = referral.pauses[-1] if referral.pauses else None
    if pause is not None and pause.until is None:
        return max(due_at, start_of(pause.revisit_on))
    return due_at


def _still(pauses: Sequence[Pause], since: datetime, end: datetime) -> timedelta:
    """How long a wait stood still within a time; pauses never overlap."""
    parts = (min(pause.until or end, end) - max(pause.since, since) for pause in pauses)
    return sum((part for part in parts if part > timedelta()), timedelta())
