"""What a match is made of, as far as rules and clocks need it."""

from datetime import date, datetime, time

import msgspec

from domain.channels import Channel
from domain.match.language import ChanceEncounter, PlaceType, PostponedBy, ReviewDecision, Side
from domain.people import StaffId


class Agreement(msgspec.Struct, frozen=True):
    """The terms of one version, as far as rules and clocks need them."""

    version: int
    written_at: datetime
    sessions_a_month: float
    minutes: int
    channels: tuple[Channel, ...]
    place_types: tuple[PlaceType, ...]
    hours_from: time | None
    hours_to: time | None
    chance_encounter: ChanceEncounter
    planned_end: date | None
    review_on: date


class Assignment(msgspec.Struct, frozen=True):
    """Who was responsible for the match from a moment on, and who deputises.

    ``unattended_since`` is since when nobody who was there had been, before that moment.
    """

    at: datetime
    coordinator: StaffId
    deputy: StaffId
    unattended_since: datetime | None = None


class Review(msgspec.Struct, frozen=True):
    """One review: whose view was taken, what it came to, and when the next one is due."""

    at: datetime
    heard: frozenset[Side]
    decision: ReviewDecision
    next_review_on: date


class Extension(msgspec.Struct, frozen=True):
    """One decision to go on until a later day."""

    at: datetime
    new_end: date
    variety_offered: bool


class Rest(msgspec.Struct, frozen=True):
    """One pause; without an end, the match still rests.

    ``decided`` is whether somebody is named for the decision to go on.
    """

    start: datetime
    for_safety: bool
    expected_return: date | None = None
    end: datetime | None = None
    decided: bool = False

    def open_at(self, moment: datetime) -> bool:
        """Whether the match rested at a moment."""
        return self.start <= moment and (self.end is None or moment < self.end)


class Postponement(msgspec.Struct, frozen=True):
    """One time that the last day was put off."""

    at: datetime
    planned_last: date
    by: PostponedBy
