"""Requests about one's own record: always heard, one calendar month, reasons for every no."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.decider import Command, Event
from domain.folds import as_of, fold
from domain.people import PersonId, RightsRequestId, StaffId
from domain.periods import LOCAL, NotYetHappened
from domain.person import UnknownPerson
from domain.rights import (
    REQUEST,
    RIGHTS,
    AcknowledgeRequest,
    AnswerRequest,
    ClarificationReceived,
    ClarificationRequested,
    ExtendRequest,
    HeardHow,
    Outcome,
    ReasonsNotGiven,
    RecordClarification,
    RecordRequest,
    RequestAcknowledged,
    RequestAnswered,
    RequestClarification,
    RequestExtended,
    RequestIsOver,
    RequestReceived,
    RequestWithdrawn,
    Right,
    TooLateToExtend,
    Unclear,
    UnknownRequest,
    WhoseRequest,
    WhyLonger,
    WithdrawRequest,
)
from domain.rights_flags import flags_of_request
from domain.service import UnknownStaff
from tests.domain.cast import DAVIE, MORAG, MORAG_REGISTERED, on
from tests.domain.decisions import NOW, SERVICE_ID, folded, fresh_id, given, in_order

ASKED = RightsRequestId(fresh_id("rights_request"))
WHOSE: dict[str, Any] = {"rights_request": ASKED, "service": SERVICE_ID, "person": MORAG}


def received(day: datetime, right: Right = Right.ACCESS) -> RequestReceived:
    return RequestReceived(at=day, right=right, how=HeardHow.SPOKEN, **WHOSE)


def answered(day: datetime, outcome: Outcome, right: Right = Right.ACCESS) -> RequestAnswered:
    return RequestAnswered(at=day, right=right, outcome=outcome, **WHOSE)


CAME = received(on(4, 20))
ANSWER = AnswerRequest(rights_request=ASKED, outcome=Outcome.DONE)


def test_a_request_is_heard_in_whatever_way_it_is_made() -> None:
    given(MORAG_REGISTERED).when(
        RecordRequest(
            service=SERVICE_ID,
            right=Right.ACCESS,
            how=HeardHow.SPOKEN,
            person=MORAG,
            own_words="I want to see it all.",
            at=on(4, 20),
        )
    ).then(
        RequestReceived(
            at=on(4, 20),
            right=Right.ACCESS,
            how=HeardHow.SPOKEN,
            own_words="I want to see it all.",
            **WHOSE,
        )
    )


@pytest.mark.parametrize(
    ("whose", "refusal"),
    [
        ({"person": PersonId("nobody")}, UnknownPerson),
        ({"staff": StaffId("nobody")}, UnknownStaff),
        ({}, WhoseRequest),
        ({"person": MORAG, "peer": DAVIE}, WhoseRequest),
        ({"person": MORAG, "at": on(6, 1)}, NotYetHappened),
    ],
)
def test_a_request_of_nobody_or_of_two_is_refused(whose: dict[str, Any], refusal: Any) -> None:
    asked = RecordRequest(service=SERVICE_ID, right=Right.ACCESS, how=HeardHow.WRITTEN, **whose)

    given(MORAG_REGISTERED).when(asked).then_refused(refusal)


# --- The clock ---


def due(*events: Event) -> datetime | None:
    due_at: datetime | None = folded(REQUEST, *events).due_at
    return due_at


def the_end_of(month: int, day: int, year: int = 2026) -> datetime:
    midnight = datetime(year, month, day, tzinfo=LOCAL) + timedelta(days=1)
    return midnight.astimezone(UTC) - timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("came", "last"),
    [
        (datetime(2026, 4, 20, 9, tzinfo=UTC), the_end_of(5, 20)),
        (datetime(2026, 1, 31, 9, tzinfo=UTC), the_end_of(3, 2)),  # 28 February is a Saturday
        (datetime(2025, 8, 31, 9, tzinfo=UTC), the_end_of(9, 30, 2025)),
        (datetime(2026, 4, 30, 23, 30, tzinfo=UTC), the_end_of(6, 1)),  # 1 May by our clocks
        (datetime(2026, 4, 9, 9, tzinfo=UTC), the_end_of(5, 11)),  # a Saturday
    ],
)
def test_an_answer_is_due_after_one_calendar_month(came: datetime, last: datetime) -> None:
    assert due(received(came)) == last


def test_two_months_are_added_where_that_was_said() -> None:
    extended = RequestExtended(at=on(5, 1), why=WhyLonger.COMPLEX, **WHOSE)

    assert due(CAME, extended) == the_end_of(7, 20)


def test_the_clock_stands_still_while_something_is_not_clear() -> None:
    unclear = ClarificationRequested(at=on(4, 22), unclear=Unclear.IDENTITY, **WHOSE)
    clear = ClarificationReceived(at=on(4, 29), **WHOSE)

    assert due(CAME, unclear) is None
    assert due(CAME, unclear, clear) == the_end_of(5, 27)


@pytest.mark.parametrize(
    ("events", "standing"),
    [
        ([CAME], {"REQUEST_TO_ANSWER": on(4, 20), "REQUEST_LATE": the_end_of(5, 20)}),
        ([CAME, answered(on(5, 2), Outcome.DONE)], {"REQUEST_TO_ANSWER": on(4, 20)}),
        (
            [received(on(4, 20), Right.COMPLAINT)],
            {
                "REQUEST_TO_ANSWER": on(4, 20),
                "REQUEST_LATE": the_end_of(5, 20),
                "COMPLAINT_UNACKNOWLEDGED": on(4, 20) + timedelta(days=30),
            },
        ),
        (
            [received(on(4, 20), Right.RESTRICTION)],
            {
                "REQUEST_TO_ANSWER": on(4, 20),
                "REQUEST_LATE": the_end_of(5, 20),
                "RECORD_ONLY_KEPT": on(4, 20),
            },
        ),
        (
            [CAME, ClarificationRequested(at=on(4, 22), unclear=Unclear.SCOPE, **WHOSE)],
            {"REQUEST_STANDS_STILL": the_end_of(5, 6) + timedelta(microseconds=1)},
        ),
    ],
)
def test_what_is_due_is_a_flag_with_its_moment(
    events: list[Event], standing: dict[str, datetime]
) -> None:
    flags = flags_of_request(folded(REQUEST, *events))

    assert {flag.code: flag.since for flag in flags} == standing


# --- What follows ---


@pytest.mark.parametrize(
    ("command", "event"),
    [
        (
            RequestClarification(rights_request=ASKED, unclear=Unclear.SCOPE),
            ClarificationRequested(at=NOW, unclear=Unclear.SCOPE, **WHOSE),
        ),
        (
            ExtendRequest(rights_request=ASKED, why=WhyLonger.NUMEROUS),
            RequestExtended(at=NOW, why=WhyLonger.NUMEROUS, **WHOSE),
        ),
        (ANSWER, answered(NOW, Outcome.DONE)),
        (WithdrawRequest(rights_request=ASKED), RequestWithdrawn(at=NOW, **WHOSE)),
    ],
)
def test_what_becomes_of_a_request_is_recorded(command: Command, event: Event) -> None:
    given(MORAG_REGISTERED, CAME).when(command).then(event)


@pytest.mark.parametrize("outcome", [Outcome.IN_PART, Outcome.REFUSED])
def test_what_is_not_done_needs_reasons(outcome: Outcome) -> None:
    no = AnswerRequest(rights_request=ASKED, outcome=outcome, reasons=" ")

    given(MORAG_REGISTERED, CAME).when(no).then_refused(ReasonsNotGiven, field="reasons")


def test_that_it_takes_longer_is_said_in_the_first_month() -> None:
    longer = ExtendRequest(rights_request=ASKED, why=WhyLonger.COMPLEX)

    given(MORAG_REGISTERED, received(on(3, 2))).when(longer).then_refused(TooLateToExtend)


def test_a_late_answer_is_an_answer() -> None:
    given(MORAG_REGISTERED, received(on(1, 5))).when(ANSWER).then(answered(NOW, Outcome.DONE))


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (ANSWER, RequestIsOver),
        (ExtendRequest(rights_request=ASKED, why=WhyLonger.COMPLEX), RequestIsOver),
        (RequestClarification(rights_request=ASKED, unclear=Unclear.SCOPE), RequestIsOver),
        (
            AnswerRequest(rights_request=RightsRequestId("none"), outcome=Outcome.DONE),
            UnknownRequest,
        ),
    ],
)
def test_what_is_over_or_unknown_is_named(command: Command, refusal: Any) -> None:
    given(MORAG_REGISTERED, CAME, answered(on(5, 1), Outcome.DONE)).when(command).then_refused(
        refusal
    )


@pytest.mark.parametrize(
    "command",
    [
        WithdrawRequest(rights_request=ASKED),
        RecordClarification(rights_request=ASKED),
    ],
)
def test_doing_it_twice_changes_nothing(command: Command) -> None:
    over = RequestWithdrawn(at=on(5, 1), **WHOSE)

    given(MORAG_REGISTERED, CAME, over).when(command).then_nothing()


def test_a_request_is_acknowledged_once() -> None:
    said = RequestAcknowledged(at=NOW, **WHOSE)
    command = AcknowledgeRequest(rights_request=ASKED)

    given(MORAG_REGISTERED, CAME).when(command).then(said)
    given(MORAG_REGISTERED, CAME, said).when(command).then_nothing()


# --- What holds because somebody asked ---


@pytest.mark.parametrize(
    ("right", "outcome", "meanwhile", "afterwards"),
    [
        (Right.RESTRICTION, Outcome.DONE, True, True),
        (Right.RESTRICTION, Outcome.REFUSED, True, False),
        (Right.OBJECTION, Outcome.DONE, True, True),
        (Right.OBJECTION, Outcome.IN_PART, True, True),
        (Right.RECTIFICATION, Outcome.DONE, True, False),
        (Right.ACCESS, Outcome.DONE, False, False),
    ],
)
def test_what_is_asked_restricts_use_until_it_is_answered_and_beyond(
    right: Right, outcome: Outcome, *, meanwhile: bool, afterwards: bool
) -> None:
    events = as_of(in_order([received(on(4, 20), right), answered(on(5, 1), outcome, right)]))
    known = fold(RIGHTS, events)

    assert not known.restricted_at(on(4, 19))
    assert known.restricted_at(on(4, 25)) == meanwhile
    assert known.restricted_at(on(5, 2)) == afterwards
    assert known.objects_at(on(4, 25)) == (right is Right.OBJECTION)


def test_a_request_that_is_taken_back_restricts_nothing_any_more() -> None:
    back = RequestWithdrawn(at=on(5, 1), **WHOSE)
    known = folded(RIGHTS, received(on(4, 20), Right.OBJECTION), back)

    assert known.objects_at(on(4, 30))
    assert not known.objects_at(on(5, 1))


@pytest.mark.parametrize(("outcome", "until"), [(Outcome.DONE, None), (Outcome.REFUSED, on(5, 1))])
def test_a_flag_says_for_how_long_a_record_is_only_kept(
    outcome: Outcome, until: datetime | None
) -> None:
    restriction = Right.RESTRICTION
    said = received(on(4, 20), restriction), answered(on(5, 1), outcome, restriction)
    flags = {each.code: each.until for each in flags_of_request(folded(REQUEST, *said))}

    assert flags["RECORD_ONLY_KEPT"] == until
