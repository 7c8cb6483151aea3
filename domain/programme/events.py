"""What is recorded of a programme."""

from datetime import datetime

from domain.decider import (
    Event,
)
from domain.gatherings import (
    LeadsAs,
)
from domain.people import OfferId, PeerId, ProgrammeId, ServiceId, StaffId
from domain.personal import ProgrammesWords


class ProgrammeDesigned(Event, frozen=True, kw_only=True):
    """A course was designed: so many sessions, of which ``enough`` make it completed."""

    programme: ProgrammeId
    service: ServiceId
    offer: OfferId
    coordinator: StaffId
    sessions: int
    enough: int
    places: int
    name: ProgrammesWords = None
    curriculum: ProgrammesWords = None


class ProgrammeScheduled(Event, frozen=True, kw_only=True):
    """The sessions of a course have their dates; scheduling again replaces them."""

    programme: ProgrammeId
    dates: tuple[datetime, ...]
    place: ProgrammesWords = None


class ProgrammeLeaderNamed(Event, frozen=True, kw_only=True):
    """A peer supporter or a member of staff was named to lead a course, or to be on call for it."""

    programme: ProgrammeId
    leads_as: LeadsAs
    peer: PeerId | None = None
    staff: StaffId | None = None


class ProgrammeLeaderStopped(Event, frozen=True, kw_only=True):
    """Somebody no longer leads a course, and is not on call for it either."""

    programme: ProgrammeId
    peer: PeerId | None = None
    staff: StaffId | None = None


class ProgrammeVenueChecked(Event, frozen=True, kw_only=True):
    """Somebody looked whether everybody can get in and take part."""

    programme: ProgrammeId
    accessible: bool
    note: ProgrammesWords = None


class ProgrammeGroundRulesAgreed(Event, frozen=True, kw_only=True):
    """Those on a course agreed what stays in the room and where that ends."""

    programme: ProgrammeId
    version: int
    rules: ProgrammesWords = None


class ProgrammeEnrolmentOpened(Event, frozen=True, kw_only=True):
    """Places on a course can be booked."""

    programme: ProgrammeId


class ProgrammeStarted(Event, frozen=True, kw_only=True):
    """A course began."""

    programme: ProgrammeId


class ProgrammeCompleted(Event, frozen=True, kw_only=True):
    """A course came to its planned end."""

    programme: ProgrammeId


class ProgrammeCancelled(Event, frozen=True, kw_only=True):
    """A course does not take place, or not to its end."""

    programme: ProgrammeId
    reason: ProgrammesWords = None
