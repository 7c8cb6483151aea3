"""A record opened without a relation: for one person, for a time, for a reason, then judged."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.folds import fold
from domain.opening import (
    OPENINGS,
    AlreadyTheirs,
    NotAReason,
    NotForAnother,
    Opening,
    OpeningReason,
    OpeningReviewed,
    OpeningVerdict,
    OpenRecord,
    OwnOpening,
    RecordOpened,
    ReviewOpening,
    UnknownOpening,
)
from domain.opening_flags import flags_of_opening, review_due_at
from domain.people import ActorId, OpeningId, PersonId, StaffId
from domain.person import UnknownPerson
from domain.service import UnknownStaff
from tests.domain.cast import (
    FRASER,
    FRASER_MANAGES,
    ISLA,
    ISLA_COORDINATES,
    MORAG,
    MORAG_REGISTERED,
    MORAG_WAITS,
    SERVICE_OPENED,
)
from tests.domain.decisions import NOW, SERVICE_ID, fresh_id, given, in_order

OPENING = OpeningId(fresh_id("opening"))
WHY = "A neighbour rang: the lights have been off for two days."
WHOSE: dict[str, Any] = {"opening": OPENING, "service": SERVICE_ID, "person": MORAG}
BEFORE = (SERVICE_OPENED, ISLA_COORDINATES, FRASER_MANAGES, MORAG_REGISTERED)
OPEN = OpenRecord(person=MORAG, reason=OpeningReason.RISK_TO_SOMEBODY, words=WHY)


def opened(at: datetime = NOW, staff: StaffId = ISLA, minutes: int = 60) -> RecordOpened:
    return RecordOpened(
        at=at,
        staff=staff,
        until=at + timedelta(minutes=minutes),
        reason="RISK_TO_SOMEBODY",
        words=WHY,
        **WHOSE,
    )


def judged(verdict: OpeningVerdict, words: str | None = None) -> ReviewOpening:
    return ReviewOpening(opening=OPENING, verdict=verdict, words=words)


def test_somebody_with_no_relation_opens_a_record_for_an_hour_and_says_why() -> None:
    given(*BEFORE).when(OPEN).then(opened())


@pytest.mark.parametrize("words", ["", "   ", "risk", "concerned"])
def test_a_reason_that_says_nothing_opens_nothing(words: str) -> None:
    asked = OpenRecord(person=MORAG, reason=OpeningReason.OTHER, words=words)

    given(*BEFORE).when(asked).then_refused(NotAReason, "in a sentence", field="words")


def test_whoever_looks_after_somebody_has_nothing_to_open() -> None:
    given(*BEFORE[:-1], *MORAG_WAITS).when(OPEN).then_refused(AlreadyTheirs, "look after")


def test_nobody_opens_a_record_in_the_name_of_another() -> None:
    asked = OpenRecord(person=MORAG, reason=OpeningReason.OTHER, words=WHY, staff=FRASER)

    given(*BEFORE).when(asked).then_refused(NotForAnother, field="staff")


def test_only_somebody_named_in_the_service_opens_a_record() -> None:
    without_isla = (SERVICE_OPENED, FRASER_MANAGES, MORAG_REGISTERED)

    given(*without_isla).when(OPEN).then_refused(UnknownStaff)


def test_nobody_opens_the_record_of_somebody_unknown() -> None:
    asked = OpenRecord(person=PersonId("nobody"), reason=OpeningReason.OTHER, words=WHY)

    given(*BEFORE).when(asked).then_refused(UnknownPerson)


def test_opening_what_is_open_changes_nothing_and_later_it_is_opened_anew() -> None:
    past = given(*BEFORE, opened())

    past.when(OPEN, NOW + timedelta(minutes=59)).then_nothing()
    later = NOW + timedelta(minutes=60)
    past.when(OPEN, later).then(opened(later))


def test_it_ends_by_itself() -> None:
    opening: Opening = fold(OPENINGS, in_order([opened()]))[OPENING]

    assert opening.is_open(NOW)
    assert opening.is_open(NOW + timedelta(minutes=60) - timedelta(microseconds=1))
    assert not opening.is_open(NOW + timedelta(minutes=60))
    assert not opening.is_open(NOW - timedelta(microseconds=1))


def test_somebody_else_judges_it() -> None:
    given(*BEFORE, opened(staff=FRASER)).when(judged(OpeningVerdict.NEEDED)).then(
        OpeningReviewed(at=NOW, reviewer=ActorId("isla"), verdict=OpeningVerdict.NEEDED, **WHOSE)
    )


def test_nobody_judges_what_they_opened_themself() -> None:
    given(*BEFORE, opened()).when(judged(OpeningVerdict.NEEDED)).then_refused(OwnOpening)


@pytest.mark.parametrize(
    "verdict", [OpeningVerdict.NOT_NEEDED, OpeningVerdict.NEEDED_WITH_LEARNING]
)
def test_a_judgement_that_is_no_plain_yes_says_why(verdict: OpeningVerdict) -> None:
    past = given(*BEFORE, opened(staff=FRASER))

    past.when(judged(verdict)).then_refused(NotAReason, field="words")
    past.when(judged(verdict, "It was enough to ring their coordinator.")).then(
        OpeningReviewed(
            at=NOW,
            reviewer=ActorId("isla"),
            verdict=verdict,
            words="It was enough to ring their coordinator.",
            **WHOSE,
        )
    )


def test_the_same_judgement_twice_changes_nothing() -> None:
    reviewed = OpeningReviewed(
        at=NOW, reviewer=ActorId("isla"), verdict=OpeningVerdict.NEEDED, **WHOSE
    )

    given(*BEFORE, opened(staff=FRASER), reviewed).when(
        judged(OpeningVerdict.NEEDED)
    ).then_nothing()


def test_an_opening_that_was_never_made_is_not_judged() -> None:
    given(*BEFORE).when(judged(OpeningVerdict.NEEDED)).then_refused(UnknownOpening)


def test_it_is_to_be_judged_at_once_and_is_late_after_two_working_days() -> None:
    opening: Opening = fold(OPENINGS, in_order([opened()]))[OPENING]
    due = review_due_at(opening)
    to_do, late = flags_of_opening(opening)

    assert ("OPENING_TO_REVIEW", NOW, due) == (to_do.code, to_do.since, to_do.until)
    assert ("OPENING_REVIEW_LATE", due, None) == (late.code, late.since, late.until)
    assert timedelta(days=2) < due - NOW < timedelta(days=4)


def test_once_it_was_judged_nothing_is_due() -> None:
    reviewed = OpeningReviewed(
        at=NOW + timedelta(hours=1),
        reviewer=ActorId("fraser"),
        verdict=OpeningVerdict.NEEDED,
        **WHOSE,
    )
    opening: Opening = fold(OPENINGS, in_order([opened(), reviewed]))[OPENING]
    (to_do,) = flags_of_opening(opening)

    assert reviewed.at == to_do.until
