"""What sharing meant for somebody's data, where it was not upheld: assessed, and who is told.

A decision that is not upheld may be a personal data breach. From the review on there are 72 hours
in which it is assessed and, where there is a risk to them, the regulator is told; where the risk
is high, they are told as well (UK GDPR, articles 33 and 34; domain reference, 1.4 and 3.7).
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain.confidentiality.commands_after import (
    AssessDataProtection,
    ProtectionCommand,
    RecordRegulatorTold,
    RecordToldOfAssessment,
)
from domain.confidentiality.events_after import (
    DataProtectionAssessed,
    RegulatorTold,
    ToldOfAssessment,
)
from domain.confidentiality.folding import BREAK
from domain.confidentiality.language import RiskToThem, Stage, YesNo
from domain.confidentiality.recording import about, must_be_known
from domain.confidentiality.refusals import (
    NobodyOwnsIt,
    NotAssessedYet,
    NotReviewed,
    RecordIsClosed,
    RiskIsNotCarriedThrough,
    UnknownBreak,
    WordsMissing,
)
from domain.confidentiality.sections import says_something
from domain.confidentiality.state import Break
from domain.decider import Decider, Event, Read, event_of
from domain.people import StaffId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.service import SERVICE, Service


class ProtectionAsked(msgspec.Struct, frozen=True):
    """A record, its service, and the moment of asking."""

    now: datetime
    record: Break
    service: Service


def gather(command: ProtectionCommand, read: Read) -> ProtectionAsked:
    """Look at the record and its service."""
    record: Break = read(BREAK, subject("break", command.break_id))
    of_service = subject("service", record.service or read.service)
    return ProtectionAsked(read.now, record, read(SERVICE, of_service))


def decide(command: ProtectionCommand, state: ProtectionAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    record, now = state.record, state.now
    must_be_known(record)
    must_be_reviewed(record, now)
    match command:
        case AssessDataProtection():
            return [_assessed(command, state)]
        case RecordRegulatorTold():
            _must_be_assessed(record)
            if record.regulator_told is not None:
                return []
            ids = {"break_id": record.break_id, "service": record.service}
            return [event_of(RegulatorTold, command, **ids, at=happened(command.at, now))]
        case RecordToldOfAssessment():
            _must_be_assessed(record)
            if record.assessment_told is not None:
                return []
            at = happened(command.at, now)
            return [event_of(ToldOfAssessment, command, **about(record), at=at)]


def _assessed(command: AssessDataProtection, state: ProtectionAsked) -> Event:
    record, now = state.record, state.now
    must_work_here(state.service, command.assessed_by, "assessed_by")
    must_say(command.reasons, "reasons", "Say what was found and why.")
    if command.risk is RiskToThem.HIGH and YesNo.NO in {command.to_report, command.to_tell}:
        raise RiskIsNotCarriedThrough(
            "Where the risk to them is high, the regulator and they themself are told.",
            field="to_report" if command.to_report is YesNo.NO else "to_tell",
        )
    reported_at, apologised_at = command.reported_at, command.apologised_at
    return event_of(
        DataProtectionAssessed,
        command,
        **about(record),
        tell_regulator=command.to_report is YesNo.YES,
        tell_them=command.to_tell is YesNo.YES or command.risk is RiskToThem.HIGH,
        reported_at=reported_at and happened(reported_at, now, "reported_at"),
        apologised_at=apologised_at and happened(apologised_at, now, "apologised_at"),
        at=now,
    )


def not_assessed(record: Break, at: datetime) -> bool:
    """Whether a decision was not upheld, and what it meant for their data is still open."""
    review = record.review_at(at)
    if review is None or not review.assess:
        return False
    return record.assessed is None or record.assessed.position < review.position


def not_carried_through(record: Break) -> bool:
    """Whether somebody whom an assessment found is to be told has not been."""
    regulator = record.to_report and record.regulator_told is None
    return regulator or (record.to_tell and record.assessment_told is None)


def must_be_reviewed(record: Break, now: datetime) -> None:
    """Raise unless somebody independent has judged a record that is still open."""
    if record.stage_at(now) is Stage.CLOSED:
        raise RecordIsClosed("This record is closed. Note what was learned later.")
    if record.review_at(now) is None:
        raise NotReviewed("Somebody independent has to judge this first.")


def must_work_here(service: Service, staff: StaffId, field: str) -> None:
    """Raise where somebody who is named does not work for the service."""
    if staff not in service.staff:
        raise NobodyOwnsIt(
            "This is nobody who works for the service. Choose somebody.", field=field
        )


def must_say(words: str | None, field: str, sentence: str) -> None:
    """Raise where words that are needed say nothing."""
    if not says_something(words):
        raise WordsMissing(sentence, field=field)


def _must_be_assessed(record: Break) -> None:
    if record.assessed is None:
        raise NotAssessedYet("Assess first what it meant for their data.")


decider = Decider(
    noun="break",
    commands=(AssessDataProtection, RecordRegulatorTold, RecordToldOfAssessment),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownBreak,
        NotReviewed,
        NotAssessedYet,
        RecordIsClosed,
        RiskIsNotCarriedThrough,
        NobodyOwnsIt,
        WordsMissing,
        NotYetHappened,
        TooLongAgo,
    ),
)
