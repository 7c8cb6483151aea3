"""From a request for support to the day when support starts or the answer is no."""

from datetime import date, timedelta
from random import Random

import msgspec
import pytest
from hypothesis import given as whatever
from hypothesis import settings
from hypothesis import strategies as st

from domain.channels import Channel
from domain.decider import Command, Event, Refusal
from domain.people import OfferId, PersonId, ReferralId, ServiceId
from domain.periods import NotALengthOfTime, NotYetHappened, end_of, start_of
from domain.person import PersonHasDied, PersonRegistered
from domain.referral import (
    OPEN_STAGES,
    REASON_RISK,
    REFERRAL,
    AcceptReferral,
    AcknowledgeReferral,
    AgreedHow,
    ConsiderReadiness,
    DeclineReferral,
    EndSupport,
    EnquiryReceived,
    GettingToKnowHeld,
    GroupsAreNoRule,
    ManagerMustAgree,
    NotAManager,
    NotDeclined,
    NothingOffered,
    NotReady,
    NotTriaged,
    NotYetNeedsADay,
    PersonAgreedToReferral,
    PersonHasNotAgreed,
    PersonNotKnownYet,
    PersonsViewMissing,
    PersonToldOfDecision,
    Readiness,
    ReadinessConsidered,
    ReadinessIsNoScore,
    ReceiveReferral,
    RecordAgreement,
    RecordGettingToKnow,
    RecordPersonTold,
    RecordWaitContact,
    ReferralAcknowledged,
    ReferralDeclined,
    ReferralIsOver,
    ReferralReceived,
    ReferralWithdrawn,
    ServiceNotReady,
    Source,
    Stage,
    SupportEnded,
    SupportNotStarted,
    Triage,
    TriageReferral,
    UnknownReferral,
    WaitContactMade,
    WithdrawReferral,
)
from domain.service import OfferClosed, OfferNotOpen, UnknownOffer
from tests.domain.cast import (
    CALLUM,
    CATRIONA_LEADS,
    FRASER,
    FRASER_MANAGES,
    HAMISH_DEPUTISES,
    ISLA,
    ISLA_COORDINATES,
    MACHAIR,
    MORAG,
    MORAG_ACCEPTED,
    MORAG_DIED,
    MORAG_IN_REMIT,
    MORAG_MET,
    MORAG_READY,
    MORAG_REFERRED,
    MORAG_REGISTERED,
    MORAG_SUPPORTED,
    MORAG_WAITS,
    MORAGS_REFERRAL,
    SERVICE_OPENED,
    WALKING,
    on,
)
from tests.domain.decisions import (
    NOW,
    SERVICE_ID,
    folded,
    fresh_id,
    given,
    lived,
    requests_among,
    without_keys,
)

NEW_PERSON = PersonId(fresh_id("person"))
NEW_REFERRAL = ReferralId(fresh_id("referral"))

GP_ASKS = ReceiveReferral(
    service=SERVICE_ID, source=Source.GP, agreed_how=AgreedHow.SPOKEN, name="Morag Example"
)
AGREE = RecordAgreement(referral=MORAGS_REFERRAL, agreed_how=AgreedHow.PHONE)
ACKNOWLEDGE = AcknowledgeReferral(referral=MORAGS_REFERRAL)
FIND_IN_REMIT = TriageReferral(referral=MORAGS_REFERRAL, outcome=Triage.IN_REMIT)
MEET = RecordGettingToKnow(referral=MORAGS_REFERRAL, coordinator=ISLA, minutes=50)
FIND_READY = ConsiderReadiness(
    referral=MORAGS_REFERRAL, view=Readiness.READY, person_view="I would like to walk again."
)
NOT_NOW = ConsiderReadiness(
    referral=MORAGS_REFERRAL,
    view=Readiness.NOT_YET,
    person_view="Too tired for now.",
    revisit_on=date(2026, 6, 30),
    offered_instead=("INFORMATION",),
)
ACCEPT = AcceptReferral(referral=MORAGS_REFERRAL, offer=WALKING, coordinator=ISLA)
KEEP_IN_TOUCH = RecordWaitContact(referral=MORAGS_REFERRAL)
END = EndSupport(referral=MORAGS_REFERRAL)
DECLINE = DeclineReferral(
    referral=MORAGS_REFERRAL, reason="OUT_OF_AREA", offered_instead=("OTHER_SERVICE",)
)
WITHDRAW = WithdrawReferral(referral=MORAGS_REFERRAL)

MORAG_ENQUIRED = EnquiryReceived(
    referral=MORAGS_REFERRAL, person=MORAG, source=Source.FAMILY, at=on(2, 2)
)
MORAG_AGREED = PersonAgreedToReferral(
    referral=MORAGS_REFERRAL, person=MORAG, agreed_how=AgreedHow.PHONE, at=on(2, 4)
)
MORAG_NOT_NOW = ReadinessConsidered(
    referral=MORAGS_REFERRAL,
    person=MORAG,
    view=Readiness.NOT_YET,
    person_view="Too tired for now.",
    revisit_on=date(2026, 6, 30),
    offered_instead=("INFORMATION",),
    at=on(2, 11),
)
SUPPORT_ENDED = SupportEnded(referral=MORAGS_REFERRAL, person=MORAG, at=on(4, 30))
MORAG_DECLINED = ReferralDeclined(
    referral=MORAGS_REFERRAL,
    person=MORAG,
    reason="OUT_OF_AREA",
    offered_instead=("OTHER_SERVICE",),
    at=on(2, 20),
)
MORAG_WITHDREW = ReferralWithdrawn(referral=MORAGS_REFERRAL, person=MORAG, at=on(2, 20))

BEFORE_ACCEPTING = MORAG_WAITS[:-1]


def stage(*events: Event) -> Stage:
    """Where a referral stands after these."""
    found: Stage = folded(REFERRAL, *events).stage_at(NOW)
    return found


# --- Arriving ---


def test_a_request_with_the_persons_agreement_is_a_referral() -> None:
    given().when(GP_ASKS).then(
        PersonRegistered(person=NEW_PERSON, service=SERVICE_ID, name="Morag Example", at=NOW),
        ReferralReceived(
            referral=NEW_REFERRAL,
            person=NEW_PERSON,
            source=Source.GP,
            agreed_how=AgreedHow.SPOKEN,
            at=NOW,
        ),
    )


def test_a_request_without_the_persons_agreement_is_an_enquiry() -> None:
    asked_for = msgspec.structs.replace(GP_ASKS, agreed_how=None)

    given().when(asked_for).then(
        PersonRegistered(person=NEW_PERSON, service=SERVICE_ID, name="Morag Example", at=NOW),
        EnquiryReceived(referral=NEW_REFERRAL, person=NEW_PERSON, source=Source.GP, at=NOW),
    )


def test_whoever_asks_for_themself_has_agreed() -> None:
    asks = ReceiveReferral(service=SERVICE_ID, source=Source.SELF, person=MORAG)

    given(MORAG_REGISTERED).when(asks).then(
        ReferralReceived(
            referral=NEW_REFERRAL,
            person=MORAG,
            source=Source.SELF,
            agreed_how=AgreedHow.SELF_REFERRAL,
            at=NOW,
        )
    )


def test_a_request_about_somebody_who_is_not_known_registers_them() -> None:
    unknown = msgspec.structs.replace(GP_ASKS, person=CALLUM)

    given(MORAG_REGISTERED).when(unknown).then(
        PersonRegistered(person=NEW_PERSON, service=SERVICE_ID, name="Morag Example", at=NOW),
        ReferralReceived(
            referral=NEW_REFERRAL,
            person=NEW_PERSON,
            source=Source.GP,
            agreed_how=AgreedHow.SPOKEN,
            at=NOW,
        ),
    )


def test_an_enquiry_becomes_a_referral_when_the_person_agrees() -> None:
    given(MORAG_REGISTERED, MORAG_ENQUIRED).when(AGREE).then(
        msgspec.structs.replace(MORAG_AGREED, at=NOW)
    )

    assert stage(MORAG_ENQUIRED) is Stage.ENQUIRY
    assert stage(MORAG_ENQUIRED, MORAG_AGREED) is Stage.RECEIVED


def test_agreeing_or_acknowledging_twice_changes_nothing() -> None:
    acknowledged = ReferralAcknowledged(referral=MORAGS_REFERRAL, person=MORAG, at=on(2, 3))

    given(MORAG_REFERRED).when(AGREE).then_nothing()
    given(MORAG_REFERRED, acknowledged).when(ACKNOWLEDGE).then_nothing()


@pytest.mark.parametrize(
    "command", [AGREE, ACKNOWLEDGE, FIND_IN_REMIT, MEET, FIND_READY, ACCEPT, DECLINE, WITHDRAW, END]
)
def test_nothing_is_said_of_a_referral_that_never_arrived(command: Command) -> None:
    given().when(command).then_refused(UnknownReferral)


# --- Getting to know ---


def test_reports_are_accepted_in_any_order() -> None:
    arrived = given(MORAG_REGISTERED, MORAG_ENQUIRED)

    arrived.when(ACKNOWLEDGE).then(
        ReferralAcknowledged(referral=MORAGS_REFERRAL, person=MORAG, at=NOW)
    )
    arrived.when(FIND_IN_REMIT).then(msgspec.structs.replace(MORAG_IN_REMIT, at=NOW))
    arrived.when(MEET).then(
        GettingToKnowHeld(
            referral=MORAGS_REFERRAL,
            person=MORAG,
            coordinator=ISLA,
            mode=Channel.PHONE,
            minutes=50,
            at=NOW,
        )
    )
    arrived.when(FIND_READY).then(msgspec.structs.replace(MORAG_READY, at=NOW))
    arrived.when(NOT_NOW).then(msgspec.structs.replace(MORAG_NOT_NOW, at=NOW))
    arrived.when(KEEP_IN_TOUCH).then(
        WaitContactMade(referral=MORAGS_REFERRAL, person=MORAG, at=NOW)
    )
    arrived.when(WITHDRAW).then(msgspec.structs.replace(MORAG_WITHDREW, at=NOW))


def test_a_referral_goes_from_one_stage_to_the_next() -> None:
    reached = [stage(*MORAG_WAITS[:known]) for known in range(len(MORAG_WAITS) + 1)]

    assert reached == [
        Stage.UNKNOWN,
        Stage.UNKNOWN,
        Stage.RECEIVED,
        Stage.TRIAGED,
        Stage.EXPLORING,
        Stage.READY,
        Stage.WAITING,
    ]
    assert stage(*MORAG_WAITS, MORAG_SUPPORTED) is Stage.IN_SERVICE
    assert stage(*MORAG_WAITS, MORAG_SUPPORTED, SUPPORT_ENDED) is Stage.CLOSED


@pytest.mark.parametrize("outcome", sorted(set(Triage) - {Triage.IN_REMIT}))
def test_a_first_look_that_finds_something_else_is_a_first_look_all_the_same(
    outcome: Triage,
) -> None:
    found = msgspec.structs.replace(MORAG_IN_REMIT, outcome=outcome)

    assert stage(MORAG_REFERRED, found) is Stage.TRIAGED
    assert stage(MORAG_REFERRED, found, MORAG_MET, MORAG_READY) is Stage.TRIAGED
    given(*MACHAIR, MORAG_REGISTERED, MORAG_REFERRED, found, MORAG_MET, MORAG_READY).when(
        ACCEPT
    ).then_refused(NotTriaged)


def test_nobody_is_explored_before_a_first_look() -> None:
    assert stage(MORAG_REFERRED, MORAG_MET) is Stage.RECEIVED
    assert stage(MORAG_REFERRED, MORAG_MET, MORAG_READY) is Stage.RECEIVED
    assert stage(MORAG_REFERRED, MORAG_IN_REMIT, MORAG_READY) is Stage.TRIAGED


def test_a_first_look_says_where_else_the_person_was_told_to_turn() -> None:
    elsewhere = msgspec.structs.replace(
        FIND_IN_REMIT, outcome=Triage.URGENT_ELSEWHERE, signposted_to=("NHS_24",)
    )

    given(MORAG_REFERRED).when(elsewhere).then(
        msgspec.structs.replace(
            MORAG_IN_REMIT,
            outcome=Triage.URGENT_ELSEWHERE,
            signposted=True,
            signposted_to=("NHS_24",),
            at=NOW,
        )
    )


def test_not_now_lasts_until_the_day_to_ask_again() -> None:
    referral = folded(REFERRAL, MORAG_REFERRED, MORAG_IN_REMIT, MORAG_MET, MORAG_NOT_NOW)

    assert referral.stage_at(NOW) is Stage.NOT_YET
    assert referral.stage_at(end_of(date(2026, 6, 29))) is Stage.NOT_YET
    assert referral.stage_at(start_of(date(2026, 6, 30))) is Stage.EXPLORING


def test_not_now_needs_a_day_to_ask_again_and_something_meanwhile() -> None:
    no_day = msgspec.structs.replace(NOT_NOW, revisit_on=None)
    nothing = msgspec.structs.replace(NOT_NOW, offered_instead=())

    given(MORAG_REFERRED).when(no_day).then_refused(NotYetNeedsADay, field="revisit_on")
    given(MORAG_REFERRED).when(nothing).then_refused(NotYetNeedsADay, field="offered_instead")


def test_readiness_needs_the_persons_own_view() -> None:
    unheard = msgspec.structs.replace(FIND_READY, person_view="  ")

    given(MORAG_REFERRED).when(unheard).then_refused(PersonsViewMissing, field="person_view")


@pytest.mark.parametrize("view", ["7", " 7/10 ", "70 %", "3.5", "7 out of 10"])
@pytest.mark.parametrize("field", ["person_view", "worker_view"])
def test_readiness_is_never_a_score(field: str, view: str) -> None:
    scored = msgspec.structs.replace(FIND_READY, **{field: view})

    given(MORAG_REFERRED).when(scored).then_refused(ReadinessIsNoScore, field=field)


def test_a_view_in_words_may_hold_a_number() -> None:
    counted = msgspec.structs.replace(FIND_READY, person_view="2 walks a week would do.")

    given(MORAG_REFERRED).when(counted).then(
        msgspec.structs.replace(MORAG_READY, person_view="2 walks a week would do.", at=NOW)
    )


@pytest.mark.parametrize(
    ("day", "possible"),
    [
        (date(2026, 5, 5), False),
        (date(2026, 5, 6), True),
        (date(2027, 5, 6), True),
        (date(2027, 5, 7), False),
    ],
)
def test_not_now_is_asked_again_on_a_later_day_within_a_year(day: date, possible: bool) -> None:
    command = msgspec.structs.replace(NOT_NOW, revisit_on=day)
    asked = given(MORAG_REFERRED).when(command)

    if possible:
        asked.then(msgspec.structs.replace(MORAG_NOT_NOW, revisit_on=day, at=NOW))
    else:
        asked.then_refused(NotYetNeedsADay, contains="30 June 2026", field="revisit_on")


@pytest.mark.parametrize("minutes", [0, 1441])
def test_a_conversation_lasts_more_than_nothing_and_at_most_a_day(minutes: int) -> None:
    given(MORAG_REFERRED).when(msgspec.structs.replace(MEET, minutes=minutes)).then_refused(
        NotALengthOfTime, field="minutes"
    )


def test_a_conversation_may_last_a_whole_day() -> None:
    given(MORAG_REFERRED).when(msgspec.structs.replace(MEET, minutes=1440)).then(
        msgspec.structs.replace(MORAG_MET, mode=Channel.PHONE, minutes=1440, at=NOW)
    )


def test_what_has_not_happened_is_not_reported() -> None:
    given(MORAG_REFERRED).when(
        msgspec.structs.replace(MEET, at=NOW + timedelta(days=1))
    ).then_refused(NotYetHappened, field="at")


# --- Accepting ---


def test_a_person_who_is_known_and_ready_may_be_accepted() -> None:
    given(*MACHAIR, *BEFORE_ACCEPTING).when(ACCEPT).then(
        msgspec.structs.replace(MORAG_ACCEPTED, at=NOW)
    )


def test_what_counts_is_the_service_that_knows_the_person() -> None:
    elsewhere = msgspec.structs.replace(MORAG_REGISTERED, service=ServiceId("elsewhere"))
    before = [elsewhere if event is MORAG_REGISTERED else event for event in BEFORE_ACCEPTING]

    given(*MACHAIR, *before).when(ACCEPT).then_refused(ServiceNotReady)


def test_a_taster_is_a_way_of_being_ready() -> None:
    taster = msgspec.structs.replace(MORAG_READY, view=Readiness.TASTER)
    before = [taster if event is MORAG_READY else event for event in BEFORE_ACCEPTING]

    given(*MACHAIR, *before).when(ACCEPT).then(msgspec.structs.replace(MORAG_ACCEPTED, at=NOW))


def test_accepting_twice_changes_nothing() -> None:
    given(*MACHAIR, *MORAG_WAITS).when(ACCEPT).then_nothing()


def test_an_enquiry_cannot_be_accepted() -> None:
    before = [MORAG_ENQUIRED if event is MORAG_REFERRED else event for event in BEFORE_ACCEPTING]

    given(*MACHAIR, *before).when(ACCEPT).then_refused(PersonHasNotAgreed)


@pytest.mark.parametrize(
    ("missing", "refusal"),
    [
        (MORAG_IN_REMIT, NotTriaged),
        (MORAG_MET, PersonNotKnownYet),
        (MORAG_READY, NotReady),
        (CATRIONA_LEADS, ServiceNotReady),
        (HAMISH_DEPUTISES, ServiceNotReady),
    ],
)
def test_no_step_before_accepting_can_be_left_out(missing: Event, refusal: type[Refusal]) -> None:
    before = [event for event in (*MACHAIR, *BEFORE_ACCEPTING) if event is not missing]

    given(*before).when(ACCEPT).then_refused(refusal)


def test_nobody_is_accepted_while_the_answer_is_not_now() -> None:
    before = [MORAG_NOT_NOW if event is MORAG_READY else event for event in BEFORE_ACCEPTING]

    given(*MACHAIR, *before).when(ACCEPT).then_refused(NotReady)


def test_people_are_accepted_only_for_an_open_offer_of_the_service() -> None:
    closed = OfferClosed(service=SERVICE_ID, offer=WALKING, at=on(2, 1))
    unknown = msgspec.structs.replace(ACCEPT, offer=OfferId("never described"))

    given(*MACHAIR, closed, *BEFORE_ACCEPTING).when(ACCEPT).then_refused(OfferNotOpen)
    given(*MACHAIR, *BEFORE_ACCEPTING).when(unknown).then_refused(UnknownOffer)


def test_nobody_is_accepted_after_their_death() -> None:
    given(*MACHAIR, *BEFORE_ACCEPTING, MORAG_DIED).when(ACCEPT).then_refused(PersonHasDied)


@pytest.mark.parametrize("over", [MORAG_DECLINED, MORAG_WITHDREW])
def test_a_referral_that_is_over_is_not_accepted(over: Event) -> None:
    given(*MACHAIR, *BEFORE_ACCEPTING, over).when(ACCEPT).then_refused(ReferralIsOver)


# --- Ending ---


def test_support_that_started_may_end() -> None:
    given(*MORAG_WAITS, MORAG_SUPPORTED).when(END).then(
        msgspec.structs.replace(SUPPORT_ENDED, at=NOW)
    )
    given(*MORAG_WAITS, MORAG_SUPPORTED, SUPPORT_ENDED).when(END).then_nothing()


def test_support_that_never_started_cannot_end() -> None:
    given(*MORAG_WAITS).when(END).then_refused(SupportNotStarted)


def test_a_referral_may_be_declined_with_something_offered_instead() -> None:
    given(MORAG_REGISTERED, MORAG_REFERRED).when(DECLINE).then(
        msgspec.structs.replace(MORAG_DECLINED, at=NOW)
    )
    given(MORAG_REFERRED, MORAG_DECLINED).when(DECLINE).then_nothing()


def test_a_no_needs_a_reason_and_something_offered() -> None:
    nothing = msgspec.structs.replace(DECLINE, offered_instead=())
    no_reason = msgspec.structs.replace(DECLINE, reason=" ")
    told_tomorrow = msgspec.structs.replace(DECLINE, told_person_on=date(2026, 5, 6))

    given(MORAG_REFERRED).when(nothing).then_refused(NothingOffered, field="offered_instead")
    given(MORAG_REFERRED).when(no_reason).then_refused(NothingOffered, field="reason")
    given(MORAG_REFERRED).when(told_tomorrow).then_refused(NothingOffered, field="told_person_on")


def test_what_is_explained_counts_as_something_offered() -> None:
    explained = msgspec.structs.replace(
        DECLINE, offered_instead=(), explained="We only walk; the leisure centre has a pool."
    )
    said_nothing = msgspec.structs.replace(explained, explained="  ")

    given(MORAG_REFERRED).when(explained).then(
        msgspec.structs.replace(
            MORAG_DECLINED, offered_instead=(), explained=explained.explained, at=NOW
        )
    )
    given(MORAG_REFERRED).when(said_nothing).then_refused(NothingOffered, field="offered_instead")


@pytest.mark.parametrize(
    "reason",
    [
        "NOT_IN_SEVEN_GROUPS",
        "Not in the seven groups",
        "OUTSIDE_SEVEN_GROUPS",
        "not one of the groups",
        "NOT_IN_GROUPS",
        "in none of our groups",
        "no eligible group",
    ],
)
def test_the_seven_groups_are_never_a_reason_for_a_no(reason: str) -> None:
    given(MORAG_REFERRED).when(msgspec.structs.replace(DECLINE, reason=reason)).then_refused(
        GroupsAreNoRule, contains="anybody with a long-term condition", field="reason"
    )


@pytest.mark.parametrize("reason", ["NO_GROUP_NEARBY", "A_GROUP_FITS_BETTER", "OUT_OF_REMIT"])
def test_a_reason_may_speak_of_groups_that_meet(reason: str) -> None:
    given(MORAG_REFERRED).when(msgspec.structs.replace(DECLINE, reason=reason)).then(
        msgspec.structs.replace(MORAG_DECLINED, reason=reason, at=NOW)
    )


@pytest.mark.parametrize("reasons", [(), ("NEWLY_DIAGNOSED",), ("none of the seven",)])
def test_nobody_is_accepted_or_not_by_the_seven_groups(reasons: tuple[str, ...]) -> None:
    referred = msgspec.structs.replace(MORAG_REFERRED, reasons=reasons)
    before = [referred if event is MORAG_REFERRED else event for event in BEFORE_ACCEPTING]

    given(*MACHAIR, *before).when(ACCEPT).then(msgspec.structs.replace(MORAG_ACCEPTED, at=NOW))


def test_a_person_is_told_of_a_no_once() -> None:
    tell = RecordPersonTold(referral=MORAGS_REFERRAL, at=on(2, 23))
    told = PersonToldOfDecision(referral=MORAGS_REFERRAL, person=MORAG, at=on(2, 23))
    told_with_it = msgspec.structs.replace(MORAG_DECLINED, told_person_on=date(2026, 2, 20))

    given(MORAG_REFERRED, MORAG_DECLINED).when(tell).then(told)
    given(MORAG_REFERRED, MORAG_DECLINED, told).when(tell).then_nothing()
    given(MORAG_REFERRED, told_with_it).when(tell).then_nothing()
    given(MORAG_REFERRED).when(tell).then_refused(NotDeclined)


def test_a_person_may_be_told_on_the_day_of_the_no() -> None:
    told_today = msgspec.structs.replace(DECLINE, told_person_on=date(2026, 5, 5))

    given(MORAG_REFERRED).when(told_today).then(
        msgspec.structs.replace(MORAG_DECLINED, told_person_on=date(2026, 5, 5), at=NOW)
    )


def test_declining_because_of_risk_needs_a_second_name() -> None:
    alone = msgspec.structs.replace(DECLINE, reason=REASON_RISK)
    together = msgspec.structs.replace(alone, signed_off_by=FRASER)

    before = given(
        SERVICE_OPENED, FRASER_MANAGES, ISLA_COORDINATES, MORAG_REGISTERED, MORAG_REFERRED
    )
    not_a_manager = msgspec.structs.replace(alone, signed_off_by=ISLA)

    before.when(alone).then_refused(ManagerMustAgree, field="signed_off_by")
    before.when(not_a_manager).then_refused(NotAManager, field="signed_off_by")
    given(MORAG_REGISTERED, MORAG_REFERRED).when(together).then_refused(NotAManager)
    before.when(together).then(
        msgspec.structs.replace(MORAG_DECLINED, reason=REASON_RISK, signed_off_by=FRASER, at=NOW)
    )


def test_what_is_over_cannot_be_declined() -> None:
    given(MORAG_REFERRED, MORAG_WITHDREW).when(DECLINE).then_refused(ReferralIsOver)


def test_withdrawing_twice_changes_nothing() -> None:
    given(MORAG_REFERRED, MORAG_WITHDREW).when(WITHDRAW).then_nothing()


def test_what_ended_stays_as_it_ended_first() -> None:
    assert stage(MORAG_REFERRED, MORAG_DECLINED) is Stage.DECLINED
    assert stage(MORAG_REFERRED, MORAG_WITHDREW, MORAG_DIED) is Stage.WITHDRAWN
    assert stage(*MORAG_WAITS, MORAG_DIED) is Stage.CLOSED_DECEASED


def test_stages_are_open_until_they_have_ended() -> None:
    over = {
        Stage.DECLINED,
        Stage.WITHDRAWN,
        Stage.LOST,
        Stage.ENQUIRY_CLOSED,
        Stage.LINKED,
        Stage.CLOSED,
        Stage.CLOSED_DECEASED,
    }

    assert set(Stage) == OPEN_STAGES | over | {Stage.UNKNOWN}


# --- Whatever is asked, in whatever order it is recorded ---

ASKED: tuple[Command, ...] = (
    AGREE,
    ACKNOWLEDGE,
    FIND_IN_REMIT,
    MEET,
    FIND_READY,
    NOT_NOW,
    ACCEPT,
    KEEP_IN_TOUCH,
    END,
    DECLINE,
    WITHDRAW,
    msgspec.structs.replace(GP_ASKS, person=CALLUM),
)


@settings(max_examples=60, deadline=None)
@whatever(requests=requests_among(ASKED), order=st.randoms(use_true_random=False))
def test_any_requests_in_any_order_of_recording_lead_to_a_known_stage(
    requests: list[Command], order: Random
) -> None:
    events = [
        event
        for event in lived(requests, *MACHAIR, MORAG_REGISTERED, MORAG_ENQUIRED)
        if type(event) in REFERRAL.hears
        if getattr(event, "referral", MORAGS_REFERRAL) == MORAGS_REFERRAL
    ]
    shuffled = order.sample(events, len(events))
    referral = folded(REFERRAL, *shuffled)

    assert referral.stage_at(NOW) in set(Stage) - {Stage.UNKNOWN}
    assert referral == folded(REFERRAL, *map(without_keys, shuffled))
    if len({event.at for event in events}) == len(events):
        assert referral == folded(REFERRAL, *events)
