"""What is recorded of instruments in use, and of questionnaires."""

from datetime import date
from typing import Annotated

from domain.decider import Event
from domain.instruments import Instrument, Terms, Unscorable
from domain.outcomes.language import LookResult, Mode, Point
from domain.people import MatchId, PersonId, QuestionnaireId, ServiceId, StaffId
from domain.personal import Owned, PersonsCode, PersonsCodes, PersonsWords, Sealed

PersonsNumber = Annotated[float | Sealed | None, Owned("coded", ("person",))]


class InstrumentAdopted(Event, frozen=True, kw_only=True):
    """A service took an instrument into use, in a version, with the evidence that it may.

    ``terms`` says on what terms, ``holder`` who holds the rights, ``evidence`` where it can be seen
    that the service may use it, to the end of ``valid_until`` or for good. ``same_day_by`` answers
    on the same day where an answer needs that.
    """

    service: ServiceId
    instrument: Instrument
    version: str
    terms: Terms
    holder: str
    evidence: str
    approved_by: StaffId
    valid_until: date | None = None
    same_day_by: StaffId | None = None


class InstrumentStopped(Event, frozen=True, kw_only=True):
    """A service no longer uses an instrument."""

    service: ServiceId
    instrument: Instrument
    approved_by: StaffId


class OutcomeInvited(Event, frozen=True, kw_only=True):
    """A person was asked whether they would like to answer a questionnaire."""

    questionnaire: QuestionnaireId
    person: PersonId
    instrument: Instrument
    version: str
    point: Point
    mode: Mode
    match: MatchId | None = None
    asked_by: StaffId | None = None


class OutcomeStarted(Event, frozen=True, kw_only=True):
    """A person began to answer a questionnaire."""

    questionnaire: QuestionnaireId
    person: PersonId


class OutcomeDeclined(Event, frozen=True, kw_only=True):
    """A person would rather not answer a questionnaire. No reason is needed."""

    questionnaire: QuestionnaireId
    person: PersonId
    reason: PersonsWords = None


class OutcomeCompleted(Event, frozen=True, kw_only=True):
    """A person answered a questionnaire, and it was scored by the rule that ``scorer`` names.

    ``items`` are the answers in order, a dash where one was left out; ``parts`` are written
    ``name:number``. ``look_today`` says that a human has to see to it on the same day, because an
    item about danger was answered or was left out: which of them is sealed. ``beside`` says that
    somebody who gives support sat beside.
    """

    questionnaire: QuestionnaireId
    person: PersonId
    instrument: Instrument
    version: str
    point: Point
    mode: Mode
    scorer: str
    look_today: bool
    look_by: StaffId | None = None
    match: MatchId | None = None
    beside: bool = False
    unscorable: Unscorable | None = None
    items: PersonsCodes = ()
    weights: PersonsCodes = ()
    raw: PersonsNumber = None
    score: PersonsNumber = None
    band: PersonsCode = None
    parts: PersonsCodes = ()
    flags: PersonsCodes = ()


class OutcomeLookedAt(Event, frozen=True, kw_only=True):
    """Somebody saw to an answer that needed a human."""

    questionnaire: QuestionnaireId
    person: PersonId
    looked_by: StaffId
    result: LookResult
    note: PersonsWords = None
