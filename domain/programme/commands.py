"""What can be asked about a programme."""

from datetime import datetime

from domain.decider import (
    Command,
)
from domain.people import OfferId, ProgrammeId, StaffId
from domain.preparing import NameLeader, RecordGroundRules, RecordLeaderStopped, RecordVenue
from domain.programme.language import USUAL_SESSIONS, USUALLY_ENOUGH


class DesignProgramme(Command, frozen=True, kw_only=True):
    """Design a course of an offer. Without ``places`` it has as many as the service allows."""

    offer: OfferId
    coordinator: StaffId
    name: str
    sessions: int = USUAL_SESSIONS
    enough: int = USUALLY_ENOUGH
    places: int | None = None
    curriculum: str | None = None


class ScheduleProgramme(Command, frozen=True, kw_only=True):
    """Say when the sessions of a course are."""

    programme: ProgrammeId
    dates: tuple[datetime, ...]
    place: str | None = None


class NameProgrammeLeader(NameLeader, frozen=True, kw_only=True):
    """Name somebody to lead a course, or to be on call for it."""

    programme: ProgrammeId


class RecordProgrammeLeaderStopped(RecordLeaderStopped, frozen=True, kw_only=True):
    """Record that somebody no longer leads a course."""

    programme: ProgrammeId


class RecordProgrammeVenue(RecordVenue, frozen=True, kw_only=True):
    """Record whether everybody can get in and take part where a course meets."""

    programme: ProgrammeId


class RecordProgrammeGroundRules(RecordGroundRules, frozen=True, kw_only=True):
    """Record the ground rules that those on a course agreed."""

    programme: ProgrammeId


class OpenEnrolment(Command, frozen=True, kw_only=True):
    """Let places on a course be booked."""

    programme: ProgrammeId


class StartProgramme(Command, frozen=True, kw_only=True):
    """Let a course begin."""

    programme: ProgrammeId


class CompleteProgramme(Command, frozen=True, kw_only=True):
    """Record that a course came to its planned end."""

    programme: ProgrammeId
    at: datetime | None = None


class CancelProgramme(Command, frozen=True, kw_only=True):
    """Record that a course does not take place, or not to its end."""

    programme: ProgrammeId
    reason: str | None = None
    at: datetime | None = None


ProgrammeCommand = (
    DesignProgramme
    | ScheduleProgramme
    | NameProgrammeLeader
    | RecordProgrammeLeaderStopped
    | RecordProgrammeVenue
    | RecordProgrammeGroundRules
    | OpenEnrolment
    | StartProgramme
    | CompleteProgramme
    | CancelProgramme
)
