"""Supervision of a peer supporter: booked, held, called off, and how often (domain reference, 3.9).

What is said stays between the two. Recorded are that it took place, themes from a closed list, and
what the two agreed to do; themes and actions are for the two of them alone. Supervision in a group
counts no more than every second time (6.1).
"""

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from domain.decider import Command, Event, Malformed, Refusal
from domain.peer.stages import Engagement
from domain.people import PeerId, StaffId
from domain.service import Standard

# --- Language ---


class Theme(StrEnum):
    """What supervision can have been about: a closed list, so that nothing private is written down.

    The first four are the guidance's own (domain reference, 6.1).
    """

    OWN_CONDITION = "OWN_CONDITION"
    TRIGGERED_MEMORIES = "TRIGGERED_MEMORIES"
    OWN_STORY = "OWN_STORY"
    STORY_FOR_PROFESSIONALS = "STORY_FOR_PROFESSIONALS"
    PERSONS_MENTAL_HEALTH = "PERSONS_MENTAL_HEALTH"
    BOUNDARIES = "BOUNDARIES"
    ENDINGS = "ENDINGS"
    WORKLOAD = "WORKLOAD"
    GROUP_DYNAMICS = "GROUP_DYNAMICS"
    SAFETY = "SAFETY"
    LEARNING = "LEARNING"
    JOY = "JOY"


class CancelledBy(StrEnum):
    """Who called supervision off."""

    PEER = "PEER"
    SUPERVISOR = "SUPERVISOR"


WELLBEING = range(1, 6)
FURTHEST_AHEAD = timedelta(days=183)
PAID_WEEKS_WHILE_NEW, PAID_WEEKS, PAID_GRACE_DAYS = 2, 4, 7
"""How often somebody who is paid for it has supervision (6.1), unless their offer asks for more."""


def paced(standard: Standard, engagement: Engagement) -> Standard:
    """What a standard asks of somebody by their engagement: of those who are paid more often."""
    if engagement is not Engagement.PAID:
        return standard
    return msgspec.structs.replace(
        standard,
        supervision_weeks_while_new=min(standard.supervision_weeks_while_new, PAID_WEEKS_WHILE_NEW),
        supervision_weeks=min(standard.supervision_weeks, PAID_WEEKS),
        supervision_grace_days=min(standard.supervision_grace_days, PAID_GRACE_DAYS),
    )


# --- Events ---


class SupervisionBooked(Event, frozen=True, kw_only=True):
    """A time for supervision was agreed."""

    peer: PeerId
    supervisor: StaffId
    planned_for: datetime


class SupervisionCancelled(Event, frozen=True, kw_only=True):
    """Supervision that had been booked was called off. It is due as it was before."""

    peer: PeerId
    cancelled_by: CancelledBy


# --- Commands ---


class BookSupervision(Command, frozen=True, kw_only=True):
    """Agree a time for supervision."""

    peer: PeerId
    supervisor: StaffId
    planned_for: datetime


class CancelSupervision(Command, frozen=True, kw_only=True):
    """Record that supervision was called off, and by whom."""

    peer: PeerId
    cancelled_by: CancelledBy
    at: datetime | None = None


# --- Refusals ---


class NotAWellbeingRating(Malformed):
    """How somebody is, is said from 1 to 5 or not at all."""


class NotATimeAhead(Malformed):
    """A time for supervision does not lie ahead, or lies too far ahead."""


class NothingBooked(Refusal):
    """No supervision is booked that could be called off."""


def must_be_a_rating(wellbeing: int | None) -> None:
    """Raise `NotAWellbeingRating` where a rating cannot be."""
    if wellbeing is not None and wellbeing not in WELLBEING:
        raise NotAWellbeingRating("Say a number from 1 to 5, or leave it open.", field="wellbeing")
