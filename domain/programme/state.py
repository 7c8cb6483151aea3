"""What the entries about a programme add up to."""

from datetime import datetime

import msgspec

from domain.decider import (
    Recorded,
)
from domain.definitions import DEFAULTS, Definitions
from domain.folds import Fold
from domain.gatherings import (
    Gathering,
)
from domain.peer import Peer
from domain.people import OfferId, ProgrammeId, ServiceId, StaffId
from domain.preparing import Preparation, prepared
from domain.programme.events import (
    ProgrammeCancelled,
    ProgrammeCompleted,
    ProgrammeDesigned,
    ProgrammeEnrolmentOpened,
    ProgrammeGroundRulesAgreed,
    ProgrammeLeaderNamed,
    ProgrammeLeaderStopped,
    ProgrammeScheduled,
    ProgrammeStarted,
    ProgrammeVenueChecked,
)
from domain.programme.language import USUAL_SESSIONS, USUALLY_ENOUGH, Stage
from domain.service import Service


class Programme(msgspec.Struct, frozen=True):
    """A course as it stands."""

    service: ServiceId | None = None
    offer: OfferId | None = None
    coordinator: StaffId | None = None
    sessions: int = USUAL_SESSIONS
    enough: int = USUALLY_ENOUGH
    places: int = DEFAULTS.places_on_a_course
    gathering: Gathering = Gathering()
    dates: tuple[datetime, ...] = ()
    designed_at: datetime | None = None
    scheduled_at: datetime | None = None
    enrolling_at: datetime | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None
    cancelled_at: datetime | None = None

    @property
    def over_at(self) -> datetime | None:
        """When it came to its end, planned or not. What is completed has begun before."""
        completed_at = None
        if self.completed_at is not None and self.started_at is not None:
            completed_at = max(self.completed_at, self.started_at)
        ways = (completed_at, self.cancelled_at)
        return min((at for at in ways if at is not None), default=None)

    def stage_at(self, moment: datetime) -> Stage:
        """Where the course stands at a moment, by the table of 3.5."""
        turns = (
            (self.designed_at, Stage.DESIGNED),
            (self.scheduled_at, Stage.SCHEDULED),
            (self.enrolling_at, Stage.ENROLLING),
            (self.started_at, Stage.RUNNING),
        )
        if self.over_at is not None and self.over_at <= moment:
            over = Stage.CANCELLED if self.over_at == self.cancelled_at else Stage.COMPLETED
            return over if self.designed_at is not None else Stage.UNKNOWN
        if self.designed_at is None or self.designed_at > moment:
            return Stage.UNKNOWN
        return [stage for at, stage in turns if at is not None and at <= moment][-1]


PREPARATION = Preparation(
    ProgrammeLeaderNamed,
    ProgrammeLeaderStopped,
    ProgrammeVenueChecked,
    ProgrammeGroundRulesAgreed,
)


def _evolve(programme: Programme, recorded: Recorded) -> Programme:
    """Add one fact. Events come in the order in which they happened, so the first stands."""
    replace = msgspec.structs.replace
    match recorded.event:
        case ProgrammeDesigned() as designed if programme.designed_at is None:
            return replace(
                programme,
                service=designed.service,
                offer=designed.offer,
                coordinator=designed.coordinator,
                sessions=designed.sessions,
                enough=designed.enough,
                places=designed.places,
                designed_at=designed.at,
            )
        case ProgrammeScheduled(dates=dates, at=at):
            first = programme.scheduled_at or at
            return replace(programme, dates=dates, scheduled_at=first)
        case (
            ProgrammeLeaderNamed()
            | ProgrammeLeaderStopped()
            | ProgrammeVenueChecked()
            | ProgrammeGroundRulesAgreed()
        ) as said:
            return replace(programme, gathering=prepared(programme.gathering, said, PREPARATION))
        case ProgrammeEnrolmentOpened(at=at):
            return replace(programme, enrolling_at=programme.enrolling_at or at)
        case ProgrammeStarted(at=at):
            return replace(programme, started_at=programme.started_at or at)
        case ProgrammeCompleted(at=at):
            return replace(programme, completed_at=programme.completed_at or at)
        case ProgrammeCancelled(at=at):
            return replace(programme, cancelled_at=programme.cancelled_at or at)
        case _:
            return programme


PROGRAMME = Fold(
    hears=frozenset(
        {
            ProgrammeDesigned,
            ProgrammeScheduled,
            *PREPARATION,
            ProgrammeEnrolmentOpened,
            ProgrammeStarted,
            ProgrammeCompleted,
            ProgrammeCancelled,
        }
    ),
    initial=Programme(),
    evolve=_evolve,
)
"""One course, over its own subject."""


class ProgrammeAsked(msgspec.Struct, frozen=True):
    """A course and what stands behind it, at the moment of asking."""

    now: datetime
    programme: Programme
    service_id: ServiceId
    service: Service = Service()
    peer: Peer = Peer()
    new_programme: ProgrammeId | None = None
    definitions: Definitions = DEFAULTS
