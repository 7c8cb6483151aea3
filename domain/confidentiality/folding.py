"""How the entries about one record add up. An entry that does not fit is noted, never an error."""

from typing import Any

import msgspec

from domain.confidentiality.events import (
    ConfidentialityDecisionRecorded,
    ConfidentialityFactNoted,
    ConfidentialityQuestionRaised,
    ConfidentialityRecordAddedTo,
    ConfidentialityRecordCompleted,
    InformationPassedOn,
)
from domain.confidentiality.events_after import (
    ActionAgreed,
    ActionCompleted,
    ConfidentialityRecordClosed,
    ConfidentialityRecordReturned,
    ConfidentialityReviewCompleted,
    DataProtectionAssessed,
    LessonsRecorded,
    RegulatorTold,
    ReviewLinkIssued,
    ReviewLinkUsed,
    ReviewLinkWithdrawn,
    ReviewPassedOn,
    TellingPutOff,
    TellingRuledOut,
    ToldOfAssessment,
    ToldOfSharing,
)
from domain.confidentiality.state import (
    Action,
    Break,
    Fact,
    Link,
    Look,
    Reviewed,
    Step,
)
from domain.decider import Event, Recorded
from domain.folds import Fold
from domain.people import LOCAL_OPERATOR, ActorId, BreakId

BEGINNINGS = (ConfidentialityQuestionRaised, ConfidentialityDecisionRecorded, InformationPassedOn)


def _evolve(record: Break, recorded: Recorded) -> Break:
    """Add one fact. Events come in the order in which they happened."""
    replace = msgspec.structs.replace
    event = recorded.event
    if isinstance(event, BEGINNINGS):
        record = _begun(record, event)
    match event:
        case ConfidentialityQuestionRaised(raised_by=by, answered=answered):
            aware = record.first_aware_at or event.first_aware_at
            return replace(
                _written(record, recorded, by),
                considered=record.considered or _step(recorded, by),
                first_aware_at=aware,
                answered=record.answered.union(answered),
            )
        case ConfidentialityDecisionRecorded(decided_by=by):
            if record.decided is not None:
                return record
            return replace(
                _written(record, recorded),
                decided=_step(recorded, by),
                share=event.share,
                acted_first=event.acted_first,
                decider_role=event.decider_role,
                first_aware_at=event.first_aware_at or record.first_aware_at,
                answered=record.answered.union(event.answered),
                vague=record.vague.union(event.vague) - record.answered,
            )
        case InformationPassedOn(shared_by=by):
            return replace(
                _written(record, recorded),
                passed_on=(*record.passed_on, _step(recorded, by)),
                answered=record.answered.union(event.answered),
                vague=record.vague.union(event.vague) - record.answered.union(event.answered),
            )
        case ConfidentialityRecordAddedTo():
            return _added(_written(record, recorded, event.added_by), event)
        case ConfidentialityFactNoted(at=at):
            fact = Fact(at, recorded.position)
            return replace(record, facts=(*record.facts, fact))
        case ConfidentialityRecordCompleted(completed_by=by):
            done = (*record.completed, _step(recorded, by))
            return replace(_written(record, recorded, by), completed=done)
        case _:
            return _afterwards(record, recorded)


def _afterwards(record: Break, recorded: Recorded) -> Break:
    replace = msgspec.structs.replace
    match recorded.event:
        case ToldOfSharing(told_by=by):
            return replace(record, told=record.told or _step(recorded, by))
        case TellingPutOff(at=at, look_again_on=day):
            return replace(record, put_off=(*record.put_off, Look(at, day, recorded.position)))
        case TellingRuledOut(decided_by=staff):
            return replace(record, ruled_out=_step(recorded, ActorId(staff)))
        case ReviewPassedOn(reviewer=reviewer):
            return replace(record, conflicts=record.conflicts | {reviewer})
        case ReviewLinkIssued() as issued:
            link = Link(issued.outsider, issued.at, issued.expires_at, issued.code_digest)
            return replace(record, links=record.links | {issued.link: link})
        case ReviewLinkUsed(link=which, at=at) if which in record.links:
            link = record.links[which]
            return replace(
                record, links=record.links | {which: replace(link, used=(*link.used, at))}
            )
        case ReviewLinkWithdrawn(link=which, at=at) if which in record.links:
            link = replace(record.links[which], withdrawn_at=at)
            return replace(record, links=record.links | {which: link})
        case ConfidentialityReviewCompleted(reviewer=reviewer, outside=outside, assess=assess):
            made = Reviewed(recorded.event.at, recorded.position, reviewer, outside, assess)
            return replace(record, reviews=(*record.reviews, made))
        case ConfidentialityRecordReturned(reviewer=reviewer):
            return replace(record, returned=(*record.returned, _step(recorded, reviewer)))
        case LessonsRecorded():
            return replace(record, lessons=_step(recorded))
        case ActionAgreed(action=which, owner=owner, due_on=due_on, at=at):
            action = Action(owner, due_on, at)
            return replace(record, actions={which: action} | record.actions)
        case ActionCompleted(action=which, at=at) if which in record.actions:
            action = record.actions[which]
            done = replace(action, done_at=action.done_at or at)
            return replace(record, actions=record.actions | {which: done})
        case DataProtectionAssessed(assessed_by=staff) as found:
            step = _step(recorded, ActorId(staff))
            told = step if found.reported_at is not None else record.regulator_told
            return replace(
                record,
                assessed=step,
                to_report=found.tell_regulator,
                to_tell=found.tell_them,
                regulator_told=told,
            )
        case RegulatorTold():
            return replace(record, regulator_told=record.regulator_told or _step(recorded))
        case ToldOfAssessment():
            return replace(record, assessment_told=record.assessment_told or _step(recorded))
        case ConfidentialityRecordClosed(closed_by=staff):
            return replace(record, closed=_step(recorded, ActorId(staff)))
        case _:
            return record


def _begun(record: Break, event: Any) -> Break:
    """Whom it is about, as the first entry that says so has it."""
    return msgspec.structs.replace(
        record,
        break_id=record.break_id or event.break_id,
        service=record.service or event.service,
        person=record.person or event.person,
        peer=record.peer or event.peer,
        match=record.match or getattr(event, "match", None),
    )


def _added(record: Break, event: ConfidentialityRecordAddedTo) -> Break:
    replace = msgspec.structs.replace
    decided = record.decided
    if decided is not None and decided.by is None and event.decided_by is not None:
        decided = replace(decided, by=event.decided_by)
    return replace(
        record,
        decided=decided,
        decider_role=event.decider_role or record.decider_role,
        first_aware_at=event.first_aware_at or record.first_aware_at,
        answered=record.answered.union(event.answered),
        vague=record.vague.difference(event.answered),
        concerns=record.concerns.union((event.concern,) if event.concern else ()),
    )


def _step(recorded: Recorded, by: ActorId | None = None) -> Step:
    return Step(recorded.event.at, recorded.recorded_at, recorded.position, by)


def _written(record: Break, recorded: Recorded, by: ActorId | None = None) -> Break:
    """Who wrote it down: whoever asked, and whoever is named for it. A terminal is nobody."""
    writers = {each for each in (by, recorded.by) if each is not None and each != LOCAL_OPERATOR}
    if writers <= record.recorders:
        return record
    return msgspec.structs.replace(record, recorders=record.recorders | writers)


def _evolve_each(records: dict[BreakId, Break], recorded: Recorded) -> dict[BreakId, Break]:
    which: BreakId = getattr(recorded.event, "break_id")  # noqa: B009 - every kind heard has it
    return records | {which: _evolve(records.get(which, Break()), recorded)}


HEARD: frozenset[type[Event]] = frozenset(
    {
        *BEGINNINGS,
        ConfidentialityFactNoted,
        ConfidentialityRecordAddedTo,
        ConfidentialityRecordCompleted,
        ToldOfSharing,
        TellingPutOff,
        TellingRuledOut,
        ReviewPassedOn,
        ReviewLinkIssued,
        ReviewLinkUsed,
        ReviewLinkWithdrawn,
        ConfidentialityReviewCompleted,
        ConfidentialityRecordReturned,
        LessonsRecorded,
        ActionAgreed,
        ActionCompleted,
        DataProtectionAssessed,
        RegulatorTold,
        ToldOfAssessment,
        ConfidentialityRecordClosed,
    }
)

BREAK = Fold(hears=HEARD, initial=Break(), evolve=_evolve)
"""One record, over its own subject."""

_NONE: dict[BreakId, Break] = {}
BREAKS = Fold(hears=HEARD, initial=_NONE, evolve=_evolve_each)
"""Every record of a service or about somebody, over that subject."""
