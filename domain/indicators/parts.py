"""The single facts that indicators look at, each with the position of its entry."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import msgspec

from domain.channels import Channel
from domain.decider import Position
from domain.indicators.language import IndicatorCode
from domain.indicators.voices import IndicatorAcknowledged
from domain.match import PlaceType, Side
from domain.people import SessionId
from domain.periods import local_day


class Exchange(msgspec.Struct, frozen=True, gc=False):
    """A session or another contact of the two.

    ``at`` is the end of a session and the beginning of another contact. ``wellbeing`` is the peer
    supporter's own, from 1 to 5.
    """

    position: Position
    at: datetime
    day_only: bool
    minutes: int | None
    channel: Channel | None
    place: PlaceType | None
    by: Side | None
    unplanned: bool
    session: SessionId | None = None
    tasks_with: int = 0
    tasks_for: int = 0
    wellbeing: int | None = None

    @property
    def day(self) -> int:
        """The ordinal of its local day."""
        return local_day(self.at).toordinal()

    @property
    def began(self) -> datetime | None:
        """When it began; none where only the day is known."""
        if self.day_only:
            return None
        length = self.minutes if self.session is not None else None
        return self.at - timedelta(minutes=length or 0)


class Noted(msgspec.Struct, frozen=True, gc=False):
    """Something that happened once: its entry and when.

    ``day`` is the day that it speaks of; ``number`` what it counts or rates, and of a review
    whether both sides were heard.
    """

    position: Position
    at: datetime
    day: date | None = None
    serious: bool = False
    number: int | None = None

    @property
    def ordinal(self) -> int:
        """The ordinal of the local day on which it happened."""
        return local_day(self.at).toordinal()


def entries(facts: Iterable[Exchange | Noted]) -> tuple[Position, ...]:
    """The positions of the entries behind some facts."""
    return tuple([each.position for each in facts])


class Seeing(msgspec.Struct, frozen=True):
    """What the service, or one side, said about an indicator, and when.

    ``by`` is the side that spoke, none for the service; ``quiet_until`` is the service's alone.
    """

    position: Position
    at: datetime
    code: IndicatorCode
    by: Side | None = None
    contested: bool = False
    quiet_until: date | None = None
    said: IndicatorAcknowledged | None = None


class GoalFacts(msgspec.Struct, frozen=True):
    """One goal: whether it is about keeping things as they are, and how it was rated."""

    maintenance: bool = False
    closed_at: datetime | None = None
    ratings: tuple[Noted, ...] = ()
