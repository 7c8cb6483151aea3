"""What follows from what is asked about a safeguarding concern.

Raising one is never refused. Whoever a concern is about is answered as if there were none.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from domain.decider import Decider, Event, Read, event_of
from domain.people import LOCAL_OPERATOR, ActorId, ConcernId, ServiceId, StaffId, subject
from domain.periods import EARLIEST, LOCAL, NotYetHappened, TooLongAgo, happened, local_day
from domain.safeguarding import commands as asked
from domain.safeguarding import events as said
from domain.safeguarding.language import ConcernCourse, Standing
from domain.safeguarding.refusals import (
    AboutThemself,
    ConcernNotFound,
    ConcernStillOpen,
    NotConsideredYet,
    NothingToAgree,
    NothingToldOfConcern,
    NotInSomebodysName,
    NotTheSecondPerson,
    ReviewDayPassed,
    SecondPersonNeeded,
)
from domain.safeguarding.seeing import SECONDS, readers_of
from domain.safeguarding.state import SAFEGUARDING, SafeguardingConcern
from domain.service import SERVICE, Service

NOT_FOUND = "There is no concern under this identifier. Check the address."
UNCONSIDERED = frozenset({Standing.RAISED, Standing.WITH_LEAD})


class ConcernAsked(msgspec.Struct, frozen=True):
    """A concern at the moment of asking, the service it is in, and who asks."""

    now: datetime
    by: ActorId
    concern: SafeguardingConcern
    service_id: ServiceId
    service: Service
    new_concern: ConcernId


def gather(command: asked.ConcernCommand, read: Read) -> ConcernAsked:
    """Look at the concern, where there is one, and at who is named in the service."""
    concern = SafeguardingConcern()
    if not isinstance(command, asked.RaiseConcern):
        concern = read(SAFEGUARDING, subject("concern", command.concern))
    return ConcernAsked(
        read.now,
        read.by,
        concern,
        read.service,
        read(SERVICE, subject("service", read.service)),
        ConcernId(read.fresh("concern")),
    )


def decide(command: asked.ConcernCommand, state: ConcernAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`, and none for raising a concern."""
    if isinstance(command, asked.RaiseConcern):
        return [_raised(command, state)]
    _must_be_theirs(state)
    ids: dict[str, Any] = {"concern": state.concern.concern, "service": state.concern.service}
    match command:
        case asked.PlaceConcern():
            return [
                event_of(
                    said.ConcernPlaced, command, **ids, placed_by=_who(None, state), at=state.now
                )
            ]
        case asked.RecordConcernHelp():
            at = _when(command.at, state)
            by = _who(None, state)
            return [event_of(said.ConcernHelpCalled, command, **ids, called_by=by, at=at)]
        case asked.AcknowledgeConcern():
            lead = _who(command.lead, state, "lead")
            at = _when(command.at, state)
            return [said.ConcernAcknowledged(**ids, lead=lead, at=at)]
        case asked.ConsiderConcern():
            by = _who(command.considered_by, state, "considered_by")
            at = _when(command.at, state)
            return [event_of(said.ConcernConsidered, command, **ids | {"considered_by": by}, at=at)]
        case asked.PassConcernOn():
            by = _who(command.passed_on_by, state, "passed_on_by")
            at = _when(command.at, state)
            return [event_of(said.ConcernPassedOn, command, **ids | {"passed_on_by": by}, at=at)]
        case asked.KeepConcernWithin() | asked.ProposeNoFurtherAction():
            return [_decided(command, state, ids)]
        case asked.AnswerNoFurtherAction():
            return [_answered(command, state, ids)]
        case asked.RecordConcernAnswer():
            _must_say(command.words, "words", "Say what they told you.")
            at = _when(command.at, state)
            return [event_of(said.ConcernAnswerReceived, command, **ids, at=at)]
        case asked.ReviewConcernPlan():
            _must_say(command.words, "words", "Say what was found.")
            _must_be_to_come(command.review_on, state)
            by = _who(command.reviewed_by, state, "reviewed_by")
            at = _when(command.at, state)
            return [event_of(said.ConcernPlanReviewed, command, **ids | {"reviewed_by": by}, at=at)]
        case asked.ConsiderConcernDuties():
            _must_say(command.words, "words", "Say what was thought of, and what follows.")
            if not command.duties:
                raise NothingToldOfConcern("Choose what was thought of.", field="duties")
            by = _who(command.considered_by, state, "considered_by")
            ids |= {"considered_by": by}
            at = _when(command.at, state)
            return [event_of(said.ConcernDutiesConsidered, command, **ids, at=at)]
        case asked.NoteConcern():
            if command.linked_break is None:
                _must_say(command.words, "words", "Say what is to be noted.")
            by = _who(None, state)
            at = _when(command.at, state)
            return [event_of(said.ConcernNoted, command, **ids, noted_by=by, at=at)]
        case asked.CloseConcern() | asked.ReopenConcern():
            return _ended(command, state, ids)


def _must_be_theirs(state: ConcernAsked) -> None:
    """Raise `ConcernNotFound` where there is none, and where it is not for the one who asks."""
    operated = state.by == LOCAL_OPERATOR
    readers = readers_of(state.concern, state.service)
    if not state.concern.known or not (operated or state.by in readers):
        raise ConcernNotFound(NOT_FOUND)


def _raised(command: asked.RaiseConcern, state: ConcernAsked) -> Event:
    """Take what is told as it is. A moment ahead of our clock is now."""
    at = command.at or state.now
    zoned = at if at.tzinfo is not None else at.replace(tzinfo=LOCAL)
    named = None if command.anonymous or state.by == LOCAL_OPERATOR else state.by
    return event_of(
        said.ConcernRaised,
        command,
        concern=state.new_concern,
        service=state.service_id,
        raised_by=named,
        at=max(EARLIEST, min(zoned, state.now)).astimezone(state.now.tzinfo),
    )


def of_nobody_known(command: asked.RaiseConcern) -> asked.RaiseConcern:
    """The same of somebody whose key was destroyed: what was said is the concern's own."""
    return msgspec.structs.replace(command, about_person=None, about_peer=None, about_staff=None)


def _decided(
    command: asked.KeepConcernWithin | asked.ProposeNoFurtherAction,
    state: ConcernAsked,
    ids: dict[str, Any],
) -> Event:
    standing = state.concern.standing_at(state.now)
    if standing in {Standing.CLOSED, Standing.NO_FURTHER_ACTION}:
        raise ConcernStillOpen("This concern is closed. Look at it again first, and say why.")
    if standing in UNCONSIDERED:
        raise NotConsideredYet("Think the three points through first, and record it.")
    by = _who(command.decided_by, state, "decided_by")
    ids |= {"decided_by": by}
    if isinstance(command, asked.KeepConcernWithin):
        _must_say(command.words, "words", "Say what the plan is.")
        _must_be_to_come(command.review_on, state)
        return event_of(
            said.ConcernDecisionRecorded,
            command,
            **ids,
            course=ConcernCourse.WITHIN_SERVICE,
            at=state.now,
        )
    _must_say(command.words, "words", "Say why nothing more is to be done.")
    _must_be_second(command.second, by, state)
    return event_of(
        said.ConcernDecisionRecorded,
        command,
        **ids,
        course=ConcernCourse.NO_FURTHER_ACTION,
        at=state.now,
    )


def _must_be_second(second: ActorId | None, by: ActorId | None, state: ConcernAsked) -> None:
    """Raise `SecondPersonNeeded` unless somebody else is named who may agree."""
    if second is None or second == by:
        raise SecondPersonNeeded(
            '"No further action" needs a second person. Choose who.', field="second"
        )
    named = state.service.is_named(StaffId(second), *SECONDS)
    if not named or state.concern.is_about(second):
        raise SecondPersonNeeded(
            "Choose a safeguarding lead or deputy, a manager or the chair, "
            "and nobody whom it is about.",
            field="second",
        )


def _answered(
    command: asked.AnswerNoFurtherAction, state: ConcernAsked, ids: dict[str, Any]
) -> Event:
    if state.concern.standing_at(state.now) is not Standing.AWAITING_SECOND:
        raise NothingToAgree("Nobody waits for a second person here.")
    by = _who(command.answered_by, state, "answered_by")
    proposed = state.concern.decisions[-1]
    if by is None or by != proposed.second or by == proposed.by:
        raise NotTheSecondPerson("Somebody else was asked to agree. They answer themself.")
    if not command.agrees:
        _must_say(command.words, "words", "Say what is still to be done.")
    ids |= {"answered_by": by}
    return event_of(said.ConcernDecisionAnswered, command, **ids, at=state.now)


def _ended(
    command: asked.CloseConcern | asked.ReopenConcern, state: ConcernAsked, ids: dict[str, Any]
) -> Sequence[Event]:
    standing = state.concern.standing_at(state.now)
    if isinstance(command, asked.ReopenConcern):
        _must_say(command.words, "words", "Say why it is looked at again.")
        if standing not in {Standing.CLOSED, Standing.NO_FURTHER_ACTION}:
            raise ConcernStillOpen("This concern is open.")
        by = _who(command.reopened_by, state, "reopened_by")
        ids |= {"reopened_by": by}
        return [event_of(said.ConcernReopened, command, **ids, at=state.now)]
    _must_say(command.outcome, "outcome", "Say what came of it.")
    if standing is Standing.CLOSED:
        return []
    if standing not in {Standing.REPORTED, Standing.INTERNAL, Standing.NO_FURTHER_ACTION}:
        raise ConcernStillOpen(
            "It is neither reported, nor seen to by a plan, nor agreed that nothing more is done. "
            "Do one of these first."
        )
    by = _who(command.closed_by, state, "closed_by")
    told = bool(command.feedback and command.feedback.strip())
    ids |= {"closed_by": by, "told": told}
    return [event_of(said.ConcernClosed, command, **ids, at=state.now)]


def _who(named: ActorId | None, state: ConcernAsked, field: str | None = None) -> ActorId | None:
    """Who does it: whoever asks. Only whoever holds the machine writes down what another did."""
    if state.by != LOCAL_OPERATOR:
        if named is not None and named != state.by:
            raise NotInSomebodysName(
                "Whoever does this records it themself. Leave the name out.", field=field
            )
        return state.by
    if state.concern.is_about(named):
        raise AboutThemself(
            "The one who is named is one whom it is about. Somebody else does this.", field=field
        )
    return named


def _when(at: datetime | None, state: ConcernAsked) -> datetime:
    """When it happened: not before it was raised."""
    raised = state.concern.raised
    told = happened(at, state.now)
    return told if raised is None else max(told, raised.at)


def _must_say(words: str | None, field: str, sentence: str) -> None:
    if words is None or not words.strip():
        raise NothingToldOfConcern(sentence, field=field)


def _must_be_to_come(day: Any, state: ConcernAsked) -> None:
    if day is not None and day < local_day(state.now):
        raise ReviewDayPassed("This day has passed. Choose one that is to come.", field="review_on")


decider = Decider(
    noun="concern",
    commands=(
        asked.RaiseConcern,
        asked.PlaceConcern,
        asked.RecordConcernHelp,
        asked.AcknowledgeConcern,
        asked.ConsiderConcern,
        asked.PassConcernOn,
        asked.KeepConcernWithin,
        asked.ProposeNoFurtherAction,
        asked.AnswerNoFurtherAction,
        asked.RecordConcernAnswer,
        asked.ReviewConcernPlan,
        asked.ConsiderConcernDuties,
        asked.NoteConcern,
        asked.CloseConcern,
        asked.ReopenConcern,
    ),
    gather=gather,
    decide=decide,
    refusals=(
        ConcernNotFound,
        NothingToldOfConcern,
        NotConsideredYet,
        SecondPersonNeeded,
        NotTheSecondPerson,
        NothingToAgree,
        NotInSomebodysName,
        AboutThemself,
        ConcernStillOpen,
        ReviewDayPassed,
        NotYetHappened,
        TooLongAgo,
    ),
)
