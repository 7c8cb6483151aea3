"""How a questionnaire is decided: invited, begun, declined, answered, seen to."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain.decider import Decider, Event, Read, event_of
from domain.instruments import (
    DEFINITIONS,
    ImpossibleAnswer,
    Instrument,
    NotAWeight,
    ScoreFlag,
    WrongNumberOfAnswers,
    checked,
    checked_weights,
    scored,
    two_ringed,
)
from domain.match import MATCH, Match
from domain.outcomes.adopting import INSTRUMENTS, InstrumentsInUse, InUse, in_use_at
from domain.outcomes.commands import (
    DeclineOutcome,
    InviteOutcome,
    OutcomeCommand,
    RecordOutcome,
    RecordOutcomeLook,
    StartOutcome,
)
from domain.outcomes.events import (
    OutcomeCompleted,
    OutcomeDeclined,
    OutcomeInvited,
    OutcomeLookedAt,
    OutcomeStarted,
)
from domain.outcomes.language import Point
from domain.outcomes.refusals import (
    AlreadyAnswered,
    InstrumentNotInUse,
    NothingToLookAt,
    NothingToTellYet,
    NotInvited,
    NotTheirMatch,
)
from domain.outcomes.state import OUTCOMES, Outcome, Outcomes
from domain.people import QuestionnaireId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.person import (
    PERSON,
    Person,
    PersonHasDied,
    UnknownPerson,
    must_be_alive,
    must_be_known,
)
from domain.service import SERVICE, Service, UnknownStaff

LOOKED_AT = frozenset({ScoreFlag.RISK_ITEM, ScoreFlag.RISK_ITEM_MISSING})
"""What a human sees to on the same day: an answer about danger, or that there is none."""


class OutcomeAsked(msgspec.Struct, frozen=True):
    """A person, their questionnaires, what the service uses, the match that is meant, and now."""

    person: Person
    outcomes: Outcomes
    service: Service
    instruments: InstrumentsInUse
    match: Match | None
    fresh: QuestionnaireId
    now: datetime


def gather(command: OutcomeCommand, read: Read) -> OutcomeAsked:
    """Look at the person, the service, and the match where one is named."""
    of = subject("person", command.person)
    person: Person = read(PERSON, of)
    of_service = subject("service", person.service or read.service)
    match_id = getattr(command, "match", None)
    return OutcomeAsked(
        person,
        read(OUTCOMES, of),
        read(SERVICE, of_service),
        read(INSTRUMENTS, of_service),
        None if match_id is None else read(MATCH, subject("match", match_id)),
        QuestionnaireId(read.fresh("questionnaire")),
        read.now,
    )


def decide(command: OutcomeCommand, state: OutcomeAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    must_be_known(state.person)
    if state.match is not None and state.match.person != command.person:
        raise NotTheirMatch("This match is not one of this person. Check both.", field="match")
    at = happened(command.at, state.now)
    match command:
        case InviteOutcome():
            return _invited(command, state, at)
        case StartOutcome():
            outcome = _invited_to(command.questionnaire, state)
            if outcome.started_at is not None or outcome.completed_at is not None:
                return []
            return [event_of(OutcomeStarted, command, at=at)]
        case DeclineOutcome():
            outcome = _invited_to(command.questionnaire, state)
            _must_be_open(outcome)
            return [] if outcome.declined_at else [event_of(OutcomeDeclined, command, at=at)]
        case RecordOutcome():
            return [_completed(command, state, at)]
        case RecordOutcomeLook(looked_by=staff):
            if _invited_to(command.questionnaire, state).look_since is None:
                raise NothingToLookAt(
                    "No answer of this questionnaire needs a human to see to it. Check which one.",
                    field="questionnaire",
                )
            if staff not in state.service.staff:
                raise UnknownStaff(
                    "Nobody is named in this service under this identifier. Choose who saw to it.",
                    field="looked_by",
                )
            return [event_of(OutcomeLookedAt, command, at=at)]


def _invited(command: InviteOutcome, state: OutcomeAsked, at: datetime) -> Sequence[Event]:
    must_be_alive(state.person)
    if not DEFINITIONS[command.instrument].compared:
        _must_have_begun(command)
    used = _used(command.instrument, state, at)
    same = (command.instrument, command.point, command.match)
    waiting = [
        each
        for each in state.outcomes.values()
        if (each.instrument, each.point, each.match) == same
        and each.completed_at is None
        and each.declined_at is None
    ]
    if waiting:
        return []
    more = {"questionnaire": state.fresh, "version": used.version, "at": at}
    return [event_of(OutcomeInvited, command, **more)]


def _must_have_begun(command: InviteOutcome) -> None:
    """Raise `NothingToTellYet` where somebody is asked about a match that they do not know yet."""
    if command.match is None:
        raise NothingToTellYet(
            "This is asked about a match. Say which one it is.",
            field="match",
        )
    if command.point is Point.BASELINE:
        raise NothingToTellYet(
            "This is asked about what has been. Choose a point after the beginning.",
            field="point",
        )


def _completed(command: RecordOutcome, state: OutcomeAsked, at: datetime) -> Event:
    outcome = Outcome(instrument=command.instrument, point=command.point, match=command.match)
    if command.questionnaire is not None:
        outcome = _invited_to(command.questionnaire, state)
        _must_be_open(outcome)
    instrument, point = outcome.instrument, outcome.point
    if instrument is None or point is None:
        raise NotInvited(
            "Say which questionnaire it is and at which point, or to which they were invited.",
            field="instrument" if instrument is None else "point",
        )
    used = _used(instrument, state, at)
    return event_of(
        OutcomeCompleted,
        command,
        questionnaire=command.questionnaire or state.fresh,
        instrument=instrument,
        version=outcome.version or used.version,
        point=point,
        match=outcome.match,
        at=at,
        **_said(command, instrument, used),
    )


def _said(command: RecordOutcome, instrument: Instrument, used: InUse) -> dict[str, object]:
    """The answers as they are kept, and what they come to. Raises what cannot be, by its rule."""
    answers = checked(instrument, command.items)
    weights = checked_weights(instrument, command.weights, len(answers))
    found = scored(instrument, answers, weights)
    ringed = (ScoreFlag.LOWER_OF_TWO,) if two_ringed(instrument, command.items) else ()
    flags = (*found.flags, *ringed)
    look = not LOOKED_AT.isdisjoint(flags)
    return {
        "items": tuple(each.strip() for each in command.items),
        "weights": tuple(f"{each:g}" for each in weights or ()),
        "scorer": found.scorer,
        "raw": found.raw,
        "score": found.score,
        "band": found.band,
        "parts": tuple(
            f"{name}:{'-' if value is None else f'{value:g}'}"
            for name, value in found.parts.items()
        ),
        "unscorable": found.unscorable,
        "flags": flags,
        "look_today": look,
        "look_by": used.same_day_by if look else None,
    }


def _used(instrument: Instrument, state: OutcomeAsked, at: datetime) -> InUse:
    used = in_use_at(state.instruments, instrument, at)
    if used is None:
        raise InstrumentNotInUse(
            "This service has no licence on record for this instrument, or it has run out. "
            "A manager takes it into use with its evidence first.",
            field="instrument",
        )
    return used


def _invited_to(questionnaire: QuestionnaireId, state: OutcomeAsked) -> Outcome:
    found = state.outcomes.get(questionnaire)
    if found is None:
        raise NotInvited(
            "This person was not invited to such a questionnaire. Check which one.",
            field="questionnaire",
        )
    return found


def _must_be_open(outcome: Outcome) -> None:
    if outcome.completed_at is not None:
        raise AlreadyAnswered(
            "This questionnaire was answered, and answers are not edited. If it was recorded "
            "wrongly, mark that entry as entered in error, and record it anew.",
            field="questionnaire",
        )


decider = Decider(
    noun="outcome",
    commands=(InviteOutcome, StartOutcome, DeclineOutcome, RecordOutcome, RecordOutcomeLook),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownPerson,
        PersonHasDied,
        UnknownStaff,
        NotTheirMatch,
        InstrumentNotInUse,
        NotInvited,
        AlreadyAnswered,
        NothingToLookAt,
        NothingToTellYet,
        WrongNumberOfAnswers,
        ImpossibleAnswer,
        NotAWeight,
        NotYetHappened,
        TooLongAgo,
    ),
)
