"""What follows a decision: telling the one whom it is about, lessons, actions, closing."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from domain.adoption import definitions_of
from domain.confidentiality.commands_after import (
    AfterCommand,
    AgreeBreakAction,
    CloseBreak,
    PutOffTelling,
    RecordBreakActionDone,
    RecordBreakLessons,
    RecordToldOfSharing,
    RuleOutTelling,
)
from domain.confidentiality.events_after import (
    ActionAgreed,
    ActionCompleted,
    ConfidentialityRecordClosed,
    LessonsRecorded,
    TellingPutOff,
    TellingRuledOut,
    ToldOfSharing,
)
from domain.confidentiality.folding import BREAK
from domain.confidentiality.independence import doers
from domain.confidentiality.language import Stage
from domain.confidentiality.protection import (
    must_be_reviewed,
    must_say,
    must_work_here,
    not_assessed,
    not_carried_through,
)
from domain.confidentiality.recording import about, must_be_known
from domain.confidentiality.refusals import (
    AssessmentMissing,
    AssessmentNotCarriedThrough,
    LessonsMissing,
    LookAgainTooLate,
    MayNotRuleOut,
    NeitherToldNorReason,
    NobodyOwnsIt,
    NothingShared,
    NotReviewed,
    RecordIsClosed,
    ToldAlready,
    UnknownAction,
    UnknownBreak,
    WordsMissing,
)
from domain.confidentiality.sections import says_something
from domain.confidentiality.state import Break
from domain.decider import Decider, Event, Read, event_of
from domain.definitions import DEFAULTS, Definitions
from domain.people import ActionId, ActorId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened, local_day
from domain.service import SERVICE, Duty, Service


class AfterAsked(msgspec.Struct, frozen=True):
    """A record, its service, and the moment of asking."""

    now: datetime
    by: ActorId
    record: Break
    service: Service
    new_action: ActionId
    definitions: Definitions = DEFAULTS


def gather(command: AfterCommand, read: Read) -> AfterAsked:
    """Look at the record and its service."""
    record: Break = read(BREAK, subject("break", command.break_id))
    return AfterAsked(
        now=read.now,
        by=read.by,
        record=record,
        service=read(SERVICE, subject("service", record.service or read.service)),
        new_action=ActionId(read.fresh("action")),
        definitions=definitions_of(read),
    )


def decide(command: AfterCommand, state: AfterAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    record, now = state.record, state.now
    must_be_known(record)
    ids = {"break_id": record.break_id, "service": record.service}
    match command:
        case RecordToldOfSharing():
            at = happened(command.at, now)
            return [event_of(ToldOfSharing, command, **about(record), at=at)]
        case PutOffTelling():
            return [_put_off(command, state)]
        case RuleOutTelling():
            return _ruled_out(command, state)
        case RecordBreakLessons():
            must_be_reviewed(record, now)
            if not any(says_something(each) for each in command.lessons):
                raise WordsMissing("Say what was learned, or that nothing was.", field="lessons")
            return [event_of(LessonsRecorded, command, **about(record), at=now)]
        case AgreeBreakAction():
            must_be_reviewed(record, now)
            must_say(command.words, "words", "Say what is to be done.")
            must_work_here(state.service, command.owner, "owner")
            if command.due_on < local_day(now):
                raise LookAgainTooLate("Choose a day that is still to come.", field="due_on")
            return [event_of(ActionAgreed, command, **ids, action=state.new_action, at=now)]
        case RecordBreakActionDone(action=which):
            if which not in record.actions:
                raise UnknownAction("Nothing was agreed under this identifier.", field="action")
            if record.actions[which].done_at is not None:
                return []
            return [event_of(ActionCompleted, command, **ids, at=happened(command.at, now))]
        case CloseBreak():
            return _closed(command, state)


def _put_off(command: PutOffTelling, state: AfterAsked) -> Event:
    record, now = state.record, state.now
    _must_be_untold(record, now)
    must_say(command.words, "words", "Say why they are not told for now.")
    today = local_day(now)
    days = state.definitions.break_telling_looked_at_within_days
    if not today < command.look_again_on <= today + timedelta(days=days):
        raise LookAgainTooLate(
            f"Choose a day within the next {days} days to look at it again.",
            field="look_again_on",
        )
    return event_of(TellingPutOff, command, **about(record), at=now)


def _ruled_out(command: RuleOutTelling, state: AfterAsked) -> Sequence[Event]:
    record = state.record
    _must_be_untold(record, state.now)
    must_say(command.words, "words", "Say why they are not told at all.")
    if not state.service.is_named(command.decided_by, Duty.MANAGER):
        raise MayNotRuleOut(
            "Only a manager decides that somebody is not told at all.", field="decided_by"
        )
    if {ActorId(command.decided_by), state.by} & doers(record):
        raise MayNotRuleOut(
            "You decided to share this, so another manager decides that they are not told.",
            field="decided_by",
        )
    if not record.put_off:
        raise MayNotRuleOut("Record first why they are not told for now, and look again.")
    if record.ruled_out is not None:
        return []
    return [event_of(TellingRuledOut, command, **about(record), at=state.now)]


def _closed(command: CloseBreak, state: AfterAsked) -> Sequence[Event]:
    record, now = state.record, state.now
    stage = record.stage_at(now)
    if stage is Stage.CLOSED:
        return []
    must_be_reviewed(record, now)
    must_work_here(state.service, command.closed_by, "closed_by")
    if record.was_shared and record.told is None and record.ruled_out is None:
        raise NeitherToldNorReason(
            "Tell the one whom it is about, or let a manager rule it out, before this is closed."
        )
    if not_assessed(record, now):
        raise AssessmentMissing("Assess first what it meant for their data.")
    if not_carried_through(record):
        raise AssessmentNotCarriedThrough(
            "Tell the regulator, or the one whom it is about, as the assessment found, first."
        )
    if stage is not Stage.LESSONS:
        raise LessonsMissing("Record first what was learned, or that nothing was.")
    return [event_of(ConfidentialityRecordClosed, command, **_of_record(record), at=now)]


def _of_record(record: Break) -> dict[str, object]:
    return {"break_id": record.break_id, "service": record.service}


def _must_be_untold(record: Break, now: datetime) -> None:
    if not record.was_shared:
        raise NothingShared("Nothing was passed on, so there is nothing to tell.")
    if record.stage_at(now) is Stage.CLOSED:
        raise RecordIsClosed("This record is closed. Note what was learned later.")
    if record.told is not None:
        raise ToldAlready("They have been told.")


decider = Decider(
    noun="break",
    commands=(
        RecordToldOfSharing,
        PutOffTelling,
        RuleOutTelling,
        RecordBreakLessons,
        AgreeBreakAction,
        RecordBreakActionDone,
        CloseBreak,
    ),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownBreak,
        UnknownAction,
        NothingShared,
        ToldAlready,
        LookAgainTooLate,
        MayNotRuleOut,
        NotReviewed,
        RecordIsClosed,
        NobodyOwnsIt,
        AssessmentMissing,
        AssessmentNotCarriedThrough,
        LessonsMissing,
        NeitherToldNorReason,
        WordsMissing,
        NotYetHappened,
        TooLongAgo,
    ),
)
