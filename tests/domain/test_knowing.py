"""Getting to know a person, handing that on, and trying it out before deciding."""

from datetime import date, datetime, timedelta

import msgspec
import pytest

from domain.conditions import Condition
from domain.people import StaffId
from domain.person import SafeContactRecorded
from domain.referral import (
    REFERRAL,
    GettingToKnowHeld,
    HandOverPerson,
    HandoverWithoutNote,
    NothingToHandOver,
    OfferTaster,
    PersonHandedOver,
    Readiness,
    RecordGettingToKnow,
    RecordTasterTaken,
    Referral,
    Stage,
    TasterOffered,
    TasterTaken,
    UnknownReferral,
)
from tests.domain.cast import (
    FRASER,
    ISLA,
    MORAG,
    MORAG_IN_REMIT,
    MORAG_MET,
    MORAG_READY,
    MORAG_REFERRED,
    MORAG_REGISTERED,
    MORAGS_REFERRAL,
    SHONA,
    WALKING,
    on,
)
from tests.domain.decisions import NOW, folded, given, without_keys
from tests.domain.test_referral import MEET, stage

HAND_OVER = HandOverPerson(
    referral=MORAGS_REFERRAL, from_staff=ISLA, to_staff=SHONA, note="Likes mornings."
)


def handed_over(from_staff: StaffId, to_staff: StaffId, at: datetime) -> PersonHandedOver:
    return PersonHandedOver(
        referral=MORAGS_REFERRAL,
        person=MORAG,
        from_staff=from_staff,
        to_staff=to_staff,
        note="Likes mornings.",
        at=at,
    )


def met_by(staff: StaffId, at: datetime) -> GettingToKnowHeld:
    return msgspec.structs.replace(MORAG_MET, coordinator=staff, at=at)


def known(*events: GettingToKnowHeld | PersonHandedOver) -> Referral:
    found: Referral = folded(REFERRAL, MORAG_REFERRED, *events)
    return found


# --- The conversation ---


def test_a_conversation_says_all_that_matching_may_use_and_more() -> None:
    command = RecordGettingToKnow(
        referral=MORAGS_REFERRAL,
        coordinator=ISLA,
        minutes=60,
        wishes="Somebody to walk with.",
        hopes="The choir again.",
        worries="Being a burden.",
        what_helps="Going slowly.",
        risk_notes="Falls on ice.",
        impact_areas=("SLEEP", "WORK"),
        interests=("CHOIR",),
        conditions=(Condition.COPD,),
        conditions_own_words="My lungs.",
        access_needs=("LARGE_PRINT",),
        at=on(2, 10),
    )

    given(MORAG_REFERRED).when(command).then(
        GettingToKnowHeld(
            referral=MORAGS_REFERRAL,
            person=MORAG,
            coordinator=ISLA,
            mode=command.mode,
            minutes=60,
            wishes="Somebody to walk with.",
            hopes="The choir again.",
            worries="Being a burden.",
            what_helps="Going slowly.",
            risk_notes="Falls on ice.",
            impact_areas=("SLEEP", "WORK"),
            interests=("CHOIR",),
            conditions=("COPD",),
            conditions_own_words="My lungs.",
            access_needs=("LARGE_PRINT",),
            at=on(2, 10),
        )
    )


def test_what_the_person_said_about_being_reached_is_recorded_with_it() -> None:
    command = msgspec.structs.replace(MEET, may_leave_message=False, who_may_answer="My sister.")

    given(MORAG_REFERRED).when(command).then(
        msgspec.structs.replace(MORAG_MET, mode=MEET.mode, minutes=50, at=NOW),
        SafeContactRecorded(
            person=MORAG, may_leave_message=False, who_may_answer="My sister.", at=NOW
        ),
    )


# --- Who knows whom ---


def test_whoever_held_the_conversation_knows_the_person() -> None:
    referral = known(met_by(ISLA, on(2, 10)), met_by(ISLA, on(3, 10)))

    assert referral.known_to(ISLA, NOW) == on(3, 10)
    assert referral.known_to(ISLA, on(3, 1)) == on(2, 10)
    assert referral.known_to(ISLA, on(2, 9)) is None
    assert referral.known_to(SHONA, NOW) is None


def test_a_handover_passes_on_the_date_of_the_conversation() -> None:
    referral = known(met_by(ISLA, on(2, 10)), handed_over(ISLA, SHONA, on(4, 1)))

    assert referral.known_to(SHONA, NOW) == on(2, 10)
    assert referral.known_to(SHONA, on(4, 1) - timedelta(microseconds=1)) is None
    assert referral.known_to(ISLA, NOW) == on(2, 10)


def test_what_was_learnt_after_a_handover_was_not_handed_over() -> None:
    referral = known(
        met_by(ISLA, on(2, 10)), handed_over(ISLA, SHONA, on(3, 1)), met_by(ISLA, on(4, 1))
    )

    assert referral.known_to(SHONA, NOW) == on(2, 10)


def test_a_handover_makes_nobodys_own_knowledge_older() -> None:
    referral = known(
        met_by(ISLA, on(2, 10)), met_by(SHONA, on(3, 1)), handed_over(ISLA, SHONA, on(4, 1))
    )

    assert referral.known_to(SHONA, NOW) == on(3, 1)


def test_what_was_handed_over_may_be_handed_on() -> None:
    referral = known(
        handed_over(SHONA, FRASER, on(5, 1)),
        handed_over(ISLA, SHONA, on(4, 1)),
        met_by(ISLA, on(2, 10)),
    )

    assert referral.known_to(FRASER, NOW) == on(2, 10)


def test_nothing_comes_of_a_handover_in_a_circle() -> None:
    referral = known(handed_over(ISLA, SHONA, on(4, 1)), handed_over(SHONA, ISLA, on(4, 1)))

    assert referral.known_to(ISLA, NOW) is None


def test_a_person_is_handed_over_in_a_note() -> None:
    before = given(MORAG_REGISTERED, MORAG_REFERRED, MORAG_MET)

    before.when(HAND_OVER).then(handed_over(ISLA, SHONA, NOW))
    before.when(msgspec.structs.replace(HAND_OVER, note=" ")).then_refused(
        HandoverWithoutNote, field="note"
    )
    before.when(msgspec.structs.replace(HAND_OVER, to_staff=ISLA)).then_refused(
        NothingToHandOver, field="to_staff"
    )
    given(MORAG_REFERRED).when(HAND_OVER).then_refused(NothingToHandOver, field="from_staff")
    given().when(HAND_OVER).then_refused(UnknownReferral)


# --- Seeing for oneself ---

OFFER = OfferTaster(
    referral=MORAGS_REFERRAL,
    offer=WALKING,
    what="A walk with the Tuesday group.",
    planned_on=date(2026, 5, 12),
)
TRY = RecordTasterTaken(
    referral=MORAGS_REFERRAL, offer=WALKING, person_view="Kinder than I feared."
)


def test_a_taster_is_offered_and_taken() -> None:
    given(MORAG_REFERRED).when(OFFER).then(
        TasterOffered(
            referral=MORAGS_REFERRAL,
            person=MORAG,
            offer=WALKING,
            what="A walk with the Tuesday group.",
            planned_on=date(2026, 5, 12),
            at=NOW,
        )
    )
    given(MORAG_REFERRED).when(TRY).then(
        TasterTaken(
            referral=MORAGS_REFERRAL,
            person=MORAG,
            offer=WALKING,
            person_view="Kinder than I feared.",
            at=NOW,
        )
    )
    given().when(OFFER).then_refused(UnknownReferral)
    given().when(TRY).then_refused(UnknownReferral)


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (Readiness.READY, Stage.READY),
        (Readiness.TASTER, Stage.READY),
        (Readiness.NOT_WANTED, Stage.EXPLORING),
    ],
)
def test_where_somebody_stands_after_readiness_was_considered(
    view: Readiness, expected: Stage
) -> None:
    considered = msgspec.structs.replace(MORAG_READY, view=view)

    assert stage(MORAG_REFERRED, MORAG_IN_REMIT, MORAG_MET, considered) is expected


def test_who_knows_whom_is_known_without_any_key() -> None:
    events = (MORAG_REFERRED, MORAG_MET, handed_over(ISLA, SHONA, on(4, 1)))

    assert folded(REFERRAL, *events) == folded(REFERRAL, *map(without_keys, events))
