"""Considering, deciding, acting first, and completing the record of it.

What has happened is taken as it is told: an emergency is never refused, by anyone, and what was
passed on never either. What is missing becomes a task. What says too little is refused where the
record is completed (domain reference, 4.4), so that a review has something to judge.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from domain.confidentiality.commands import (
    AddToBreakRecord,
    CompleteBreakRecord,
    ConsiderBreak,
    DecideNotToBreak,
    DecideToBreak,
    NoteBreakFact,
    RecordBreakDisclosure,
    RecordCommand,
    RecordEmergencyBreak,
)
from domain.confidentiality.events import (
    ConfidentialityDecisionRecorded,
    ConfidentialityFactNoted,
    ConfidentialityQuestionRaised,
    ConfidentialityRecordAddedTo,
    ConfidentialityRecordCompleted,
    InformationPassedOn,
)
from domain.confidentiality.folding import BREAK
from domain.confidentiality.language import Section, Stage
from domain.confidentiality.refusals import (
    AlreadyDecided,
    GroundIsVague,
    KnownThenIsFrozen,
    NobodyConcerned,
    NothingShared,
    RecipientUnnamed,
    RecordIsClosed,
    SharedIsVague,
    UnknownBreak,
    WordsMissing,
)
from domain.confidentiality.sections import answered, must_not_be_vague, says_something, vague
from domain.confidentiality.state import Break
from domain.decider import Decider, Event, Read, event_of
from domain.people import IDENTIFIER, ActorId, BreakId, PeerId, PersonId, ServiceId, subject
from domain.periods import EARLIEST, LOCAL, NotYetHappened, TooLongAgo, happened


class RecordAsked(msgspec.Struct, frozen=True):
    """A record and the moment of asking, with an identifier should it be a new one."""

    now: datetime
    record: Break
    service: ServiceId
    new_break: BreakId
    by: ActorId


def gather(command: RecordCommand, read: Read) -> RecordAsked:
    """Look at the record, where there is one."""
    which = getattr(command, "break_id", None)
    record = Break() if which is None else read(BREAK, subject("break", which))
    return RecordAsked(read.now, record, read.service, BreakId(read.fresh("break")), read.by)


def decide(command: RecordCommand, state: RecordAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`, and none for an emergency."""
    match command:
        case RecordEmergencyBreak():
            return _acted_first(command, state)
        case ConsiderBreak():
            _must_concern_somebody(command)
            return [
                event_of(
                    ConfidentialityQuestionRaised,
                    command,
                    break_id=state.new_break,
                    service=state.service,
                    first_aware_at=_moment(command.first_aware_at, state.now, "first_aware_at"),
                    answered=answered(command),
                    at=happened(command.at, state.now),
                )
            ]
        case DecideToBreak():
            _must_say(command.ground_words, "ground_words", "Say what was seen or said.")
            if not command.grounds:
                raise GroundIsVague("Choose a ground.", field="grounds")
            must_not_be_vague(vague(command))
            return [_decision(command, state, share=True)]
        case DecideNotToBreak():
            _must_say(command.reasons, "reasons", "Say why nothing is shared.")
            _must_say(command.safety_plan, "safety_plan", "Say what keeps everybody safe.")
            return [_decision(command, state, share=False)]
        case RecordBreakDisclosure():
            must_be_known(state.record)
            return [
                event_of(
                    InformationPassedOn,
                    command,
                    **about(state.record),
                    answered=answered(command),
                    vague=vague(command),
                    at=happened(command.at, state.now),
                )
            ]
        case NoteBreakFact():
            return [_fact(command, state)]
        case AddToBreakRecord():
            return _added(command, state)
        case CompleteBreakRecord():
            return _completed(command, state)


def must_be_known(record: Break) -> None:
    """Raise `UnknownBreak` where nothing was begun."""
    if not record.known:
        raise UnknownBreak("No record was begun under this identifier. Check the address.")


def about(record: Break) -> dict[str, Any]:
    """Which record an entry belongs to, and who owns the words in it."""
    return {
        "break_id": record.break_id,
        "service": record.service,
        "person": record.person,
        "peer": record.peer,
    }


def _acted_first(command: RecordEmergencyBreak, state: RecordAsked) -> Sequence[Event]:
    """Take what is told as it is. A moment ahead of our clock is now; words do for a name."""
    person, no_person = _identified(command.person)
    peer, no_peer = _identified(command.peer)
    decided_by, decider_words = _identified(command.decided_by)
    shared_by, sharer_words = _identified(command.shared_by)
    sharer = shared_by or (None if sharer_words else decided_by)
    told = [each for each in (command.about, no_person, no_peer) if says_something(each)]
    shared_at = _as_told(command.shared_at or command.decided_at, state.now)
    decided_at = _as_told(command.decided_at or command.shared_at, state.now)
    ids: dict[str, Any] = {
        "break_id": state.new_break,
        "service": state.service,
        "person": None if person is None else PersonId(person),
        "peer": None if peer is None else PeerId(peer),
    }
    decision = ConfidentialityDecisionRecorded(
        **ids,
        share=True,
        acted_first=True,
        about="; ".join(each for each in told if each) or None,
        decided_by=None if decided_by is None else ActorId(decided_by),
        decider_role=command.decider_role,
        decider_words=decider_words,
        grounds=tuple(command.grounds),
        ground_words=command.ground_words,
        at=decided_at,
    )
    shared = event_of(
        InformationPassedOn,
        command,
        **ids,
        shared_by=None if sharer is None else ActorId(sharer),
        sharer_words=sharer_words,
        at=shared_at,
    )
    settle = msgspec.structs.replace
    return [
        settle(decision, answered=answered(decision), vague=vague(decision)),
        settle(shared, answered=_of_sharing(answered(shared)), vague=vague(shared)),
    ]


def of_nobody_held(command: RecordEmergencyBreak) -> RecordEmergencyBreak:
    """The same of somebody whose key was destroyed: they are nobody's identifier any more.

    What was said is kept under the record's own key.
    """
    said = command.about if says_something(command.about) else "Somebody who is no longer held."
    return msgspec.structs.replace(command, person=None, peer=None, about=said)


def _of_sharing(sections: Sequence[Section]) -> tuple[Section, ...]:
    return tuple(each for each in sections if each is not Section.ABOUT)


def _identified(told: str | None) -> tuple[str | None, str | None]:
    """An identifier, or else the words that somebody wrote in its place."""
    if told is None or not told.strip():
        return None, None
    return (told, None) if IDENTIFIER.fullmatch(told) else (None, told)


def _as_told(at: datetime | None, now: datetime) -> datetime:
    if at is None:
        return now
    zoned = at if at.tzinfo is not None else at.replace(tzinfo=LOCAL)
    return max(EARLIEST, min(zoned, now)).astimezone(now.tzinfo)


def _decision(
    command: DecideToBreak | DecideNotToBreak, state: RecordAsked, *, share: bool
) -> Event:
    record = state.record
    if command.break_id is not None:
        must_be_known(record)
        if record.decided is not None:
            raise AlreadyDecided("The decision stands in this record. Begin another for a new one.")
        ids = about(record) | {"match": record.match}
    else:
        _must_concern_somebody(command)
        ids = {"break_id": state.new_break, "service": state.service}
    at = happened(command.at, state.now)
    return event_of(
        ConfidentialityDecisionRecorded,
        command,
        **ids,
        share=share,
        first_aware_at=_moment(command.first_aware_at, state.now, "first_aware_at"),
        answered=answered(command),
        at=at,
    )


def _fact(command: NoteBreakFact, state: RecordAsked) -> Event:
    must_be_known(state.record)
    _must_say(command.words, "words", "Say what was known, in a sentence.")
    at = happened(command.learned_at, state.now, "learned_at")
    decided_at = state.record.decided_at
    frozen = state.record.frozen_from is not None
    if frozen and decided_at is not None and at <= decided_at:
        raise KnownThenIsFrozen(
            "The record was sent for review, so what was known then stays as it is. "
            "Say when you learned this; it is shown as what came later.",
            field="learned_at",
        )
    return event_of(ConfidentialityFactNoted, command, **about(state.record), at=at)


def _added(command: AddToBreakRecord, state: RecordAsked) -> Sequence[Event]:
    record = state.record
    must_be_known(record)
    stage = record.stage_at(state.now)
    if stage is Stage.CLOSED:
        raise RecordIsClosed("This record is closed. Note what was learned later.")
    if record.completed and record.is_complete_at(state.now):
        raise KnownThenIsFrozen(
            "The record was sent for review. Note what was learned later, "
            "or ask the reviewer to give it back."
        )
    must_not_be_vague(vague(command))
    settled = answered(command)
    linked = command.concern is not None or says_something(command.complaint)
    if not settled and not linked:
        raise WordsMissing("Answer at least one part of the record.")
    return [
        event_of(
            ConfidentialityRecordAddedTo,
            command,
            **about(record),
            first_aware_at=_moment(command.first_aware_at, state.now, "first_aware_at"),
            consent_sought_at=_moment(command.consent_sought_at, state.now, "consent_sought_at"),
            answered=settled,
            at=state.now,
        )
    ]


def _completed(command: CompleteBreakRecord, state: RecordAsked) -> Sequence[Event]:
    record = state.record
    must_be_known(record)
    stage = record.stage_at(state.now)
    if stage in {Stage.CONSIDERED, Stage.DECIDED}:
        raise NothingShared("Record first what was shared, or that nothing is.")
    if record.completed and record.is_complete_at(state.now):
        return []
    if record.review_at(state.now) is not None:
        return []
    must_not_be_vague(each for each in Section if each in record.vague)
    return [event_of(ConfidentialityRecordCompleted, command, **_of_record(record), at=state.now)]


def _of_record(record: Break) -> dict[str, Any]:
    return {"break_id": record.break_id, "service": record.service}


def _moment(at: datetime | None, now: datetime, field: str) -> datetime | None:
    return None if at is None else happened(at, now, field)


def _must_concern_somebody(command: ConsiderBreak | DecideToBreak | DecideNotToBreak) -> None:
    if command.person is None and command.peer is None and not says_something(command.about):
        raise NobodyConcerned("Say whom it is about: a person, a peer supporter, or in words.")


def _must_say(words: str | None, field: str, sentence: str) -> None:
    if not says_something(words):
        raise WordsMissing(sentence, field=field)


decider = Decider(
    noun="break",
    commands=(
        ConsiderBreak,
        DecideToBreak,
        DecideNotToBreak,
        RecordEmergencyBreak,
        RecordBreakDisclosure,
        NoteBreakFact,
        AddToBreakRecord,
        CompleteBreakRecord,
    ),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownBreak,
        NobodyConcerned,
        GroundIsVague,
        SharedIsVague,
        RecipientUnnamed,
        WordsMissing,
        AlreadyDecided,
        NothingShared,
        RecordIsClosed,
        KnownThenIsFrozen,
        NotYetHappened,
        TooLongAgo,
    ),
)
