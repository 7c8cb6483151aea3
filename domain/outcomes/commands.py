"""What can be asked about instruments in use, and about questionnaires."""

from datetime import date, datetime

from domain.decider import Command
from domain.instruments import Instrument, Terms
from domain.outcomes.language import LookResult, Mode, Point
from domain.people import MatchId, PersonId, QuestionnaireId, ServiceId, StaffId


class AdoptInstrument(Command, frozen=True, kw_only=True):
    """Take an instrument into use, with the evidence that the service may use it."""

    service: ServiceId
    instrument: Instrument
    version: str
    terms: Terms
    holder: str
    evidence: str
    approved_by: StaffId
    valid_until: date | None = None
    same_day_by: StaffId | None = None


class StopInstrument(Command, frozen=True, kw_only=True):
    """No longer use an instrument. What was answered stays."""

    service: ServiceId
    instrument: Instrument
    approved_by: StaffId


class InviteOutcome(Command, frozen=True, kw_only=True):
    """Record that a person was asked whether they would like to answer a questionnaire."""

    person: PersonId
    instrument: Instrument
    point: Point
    mode: Mode
    match: MatchId | None = None
    asked_by: StaffId | None = None
    at: datetime | None = None


class StartOutcome(Command, frozen=True, kw_only=True):
    """Record that a person began to answer a questionnaire."""

    person: PersonId
    questionnaire: QuestionnaireId
    at: datetime | None = None


class DeclineOutcome(Command, frozen=True, kw_only=True):
    """Record that a person would rather not answer a questionnaire."""

    person: PersonId
    questionnaire: QuestionnaireId
    reason: str | None = None
    at: datetime | None = None


class RecordOutcome(Command, frozen=True, kw_only=True):
    """Record what a person answered, in the order of the items; a dash where one was left out.

    ``questionnaire`` is the one to which they were invited. Without it, one that was answered
    unasked: then the instrument and the point are said here.
    """

    person: PersonId
    items: tuple[str, ...]
    mode: Mode
    questionnaire: QuestionnaireId | None = None
    instrument: Instrument | None = None
    point: Point | None = None
    match: MatchId | None = None
    weights: tuple[float, ...] = ()
    beside: bool = False
    at: datetime | None = None


class RecordOutcomeLook(Command, frozen=True, kw_only=True):
    """Record that somebody saw to an answer that needed a human."""

    person: PersonId
    questionnaire: QuestionnaireId
    looked_by: StaffId
    result: LookResult
    note: str | None = None
    at: datetime | None = None


OutcomeCommand = InviteOutcome | StartOutcome | DeclineOutcome | RecordOutcome | RecordOutcomeLook
