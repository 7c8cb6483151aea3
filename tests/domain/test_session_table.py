"""The table of 3.4: whatever is asked, no session comes to stand where it could not."""

from contextlib import suppress
from datetime import timedelta

import msgspec
from hypothesis import given as whatever
from hypothesis import settings
from hypothesis import strategies as st

from domain.boundaries import BoundaryEventReported
from domain.decider import Command, Event, Refusal
from domain.match import MATCH, RUNNING_STAGES
from domain.people import SessionId
from domain.session import (
    SESSIONS,
    AnswerWorry,
    ConfirmSession,
    OutsideRole,
    Session,
    SessionCancelled,
    SessionConfirmed,
    SessionFollowedUp,
    SessionHeld,
    SessionNotAttended,
    SessionPlanned,
    SessionReadBack,
    SessionRescheduled,
    SessionStarted,
    SessionWorryAnswered,
    Stage,
)
from domain.session.lone_working import LoneWorkingEscalated, SessionCheckedOut
from tests.domain.decisions import NOW, Past, decided, folded, fresh_id, in_order, requests_among
from tests.domain.test_lone_working import CHECK_OUT, ESCALATE, START
from tests.domain.test_match import ASKED as MATCH_REQUESTS
from tests.domain.test_match import ENDED, ENDING, THEIRS
from tests.domain.test_session import ACTIVE, CALL_OFF, FIRST, MISS, MOVE, PLAN, RECORD, TO_COME
from tests.domain.test_session_records import FOLLOW, READ

BEFORE: tuple[Stage | None, ...] = (None, Stage.PLANNED, Stage.STARTED)
UNTOLD: tuple[Stage | None, ...] = (*BEFORE, Stage.CANCELLED)
"""Nobody has told that it took place, or that somebody did not come."""

UNCHANGED: dict[Stage | None, Stage] = {stage: stage for stage in Stage}
TABLE: dict[type[Event], dict[Stage | None, Stage]] = {
    SessionPlanned: {None: Stage.PLANNED},
    SessionConfirmed: UNCHANGED,
    SessionRescheduled: {Stage.PLANNED: Stage.PLANNED},
    SessionStarted: UNCHANGED | dict.fromkeys(BEFORE, Stage.STARTED),
    SessionHeld: dict.fromkeys((None, *Stage), Stage.HELD),
    SessionCancelled: UNCHANGED | dict.fromkeys(BEFORE, Stage.CANCELLED),
    SessionNotAttended: UNCHANGED | dict.fromkeys(UNTOLD, Stage.NOT_ATTENDED),
    SessionWorryAnswered: UNCHANGED,
    SessionReadBack: {Stage.HELD: Stage.HELD},
    SessionFollowedUp: UNCHANGED,
    SessionCheckedOut: UNCHANGED,
    LoneWorkingEscalated: UNCHANGED,
    BoundaryEventReported: UNCHANGED,
}

ASKED: tuple[Command, ...] = (
    PLAN,
    ConfirmSession(match=THEIRS, session=FIRST),
    MOVE,
    START,
    msgspec.structs.replace(START, session=None, at=None),
    RECORD,
    msgspec.structs.replace(RECORD, session=None),
    msgspec.structs.replace(RECORD, outside_role=(OutsideRole.DIAGNOSING,)),
    AnswerWorry(match=THEIRS, session=FIRST, worried=True),
    CALL_OFF,
    MISS,
    READ,
    FOLLOW,
    CHECK_OUT,
    ESCALATE,
    *MATCH_REQUESTS,
)


class Later(Past):
    """What `gather` is given, in which nothing new is ever called as anything before it."""

    def fresh(self, noun: str) -> str:
        return fresh_id(f"{noun}-{len(self.events)}")


def stage_of(session: SessionId, events: list[Event]) -> Stage | None:
    sessions: dict[SessionId, Session] = folded(SESSIONS, *events)
    return sessions[session].stage if session in sessions else None


@settings(max_examples=60, deadline=None)
@whatever(requests=requests_among(ASKED), stands=st.sampled_from(((), (ENDING,), (ENDED,))))
def test_no_requests_lead_a_session_to_where_the_table_does_not(
    requests: list[Command], stands: tuple[Event, ...]
) -> None:
    events: list[Event] = [*ACTIVE, TO_COME, *stands]
    now = NOW
    for request in requests:
        now += timedelta(minutes=1)
        with suppress(Refusal):
            for event in decided(Later(in_order(events), now), request):
                session = getattr(event, "session", None)
                before = stage_of(session, events) if session else None
                running = folded(MATCH, *events).stage_at(now) in RUNNING_STAGES
                events.append(event)
                if session is not None:
                    assert TABLE[type(event)][before] is stage_of(session, events)
                if isinstance(event, SessionPlanned | SessionRescheduled):
                    assert running
