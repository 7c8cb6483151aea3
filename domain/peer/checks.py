"""What a peer supporter brings: PVG scheme membership, courses, policies gone through."""

from collections.abc import Sequence
from datetime import datetime

from domain.decider import (
    Decider,
    Event,
    event_of,
)
from domain.peer.asking import (
    PeerAsked,
    gather,
)
from domain.peer.commands import RecordPvgPaperDestroyed, RecordPvgRequest, RecordPvgResult
from domain.peer.events import (
    PvgPaperDestroyed,
    PvgRequested,
    PvgResultShared,
)
from domain.peer.refusals import (
    NoPvgResult,
    NotASchemeNumber,
    UnknownPeer,
    must_be_known_peer,
)
from domain.peer.stages import (
    PVG_MONTHS,
)
from domain.periods import (
    NotYetHappened,
    TooLongAgo,
    happened,
    local_day,
)
from domain.service import MAY_SUPERVISE, MayNotSupervise
from domain.training import (
    AcknowledgePolicy,
    CloseTrainingNeed,
    IdentifyTrainingNeed,
    NotAnExpiryDay,
    NotNamed,
    RecognisePriorLearning,
    RecordCourse,
    course_completed,
    months_after,
    need_closed,
    need_identified,
    policy_acknowledged,
    prior_learning_recognised,
)

Checks = (
    RecordPvgRequest
    | RecordPvgResult
    | RecordPvgPaperDestroyed
    | RecordCourse
    | RecognisePriorLearning
    | IdentifyTrainingNeed
    | CloseTrainingNeed
    | AcknowledgePolicy
)


def decide(command: Checks, state: PeerAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    peer, now = state.peer, state.now
    must_be_known_peer(peer)
    match command:
        case RecordPvgRequest():
            return [event_of(PvgRequested, command, at=happened(command.at, now))]
        case RecordPvgResult():
            return [_pvg_result(command, now)]
        case RecordPvgPaperDestroyed():
            if not peer.memberships:
                raise NoPvgResult("No PVG result is recorded. Record it first.")
            return [event_of(PvgPaperDestroyed, command, at=happened(command.at, now))]
        case RecordCourse():
            return [course_completed(command, state.definitions, now)]
        case RecognisePriorLearning(recognised_by=staff):
            if not state.service.is_named(staff, *MAY_SUPERVISE):
                raise MayNotSupervise(
                    "A supervisor, coordinator or manager of this service recognises it. Say who.",
                    field="recognised_by",
                )
            return [prior_learning_recognised(command, state.definitions, now)]
        case IdentifyTrainingNeed():
            return need_identified(command, peer.training, now)
        case CloseTrainingNeed():
            return need_closed(command, peer.training, now)
        case AcknowledgePolicy():
            return [policy_acknowledged(command, now)]


def _pvg_result(command: RecordPvgResult, now: datetime) -> PvgResultShared:
    at = happened(command.at, now)
    number = (command.scheme_number or "").replace(" ", "")
    if command.scheme_number is not None and not (number.isascii() and number.isdigit()):
        raise NotASchemeNumber("A PVG scheme number has digits only.", field="scheme_number")
    shared_on = local_day(at)
    latest = months_after(shared_on, PVG_MONTHS)
    expires_on = command.expires_on
    if not command.may_take_regulated_role:
        expires_on = None
    elif expires_on is None:
        expires_on = latest
    elif not shared_on <= expires_on <= latest:
        raise NotAnExpiryDay(
            "A PVG scheme membership lasts five years at most, from the day of its result. "
            "Check both days.",
            field="expires_on",
        )
    return event_of(PvgResultShared, command, at=at, expires_on=expires_on)


decider = Decider(
    noun="peer",
    commands=(
        RecordPvgRequest,
        RecordPvgResult,
        RecordPvgPaperDestroyed,
        RecordCourse,
        RecognisePriorLearning,
        IdentifyTrainingNeed,
        CloseTrainingNeed,
        AcknowledgePolicy,
    ),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownPeer,
        MayNotSupervise,
        NoPvgResult,
        NotASchemeNumber,
        NotAnExpiryDay,
        NotNamed,
        NotYetHappened,
        TooLongAgo,
    ),
)
