"""From first interest to supporting people, through breaks, to leaving."""

import os
from datetime import date, datetime, timedelta
from random import Random

import msgspec
import pytest
from hypothesis import given as whatever
from hypothesis import settings
from hypothesis import strategies as st

from domain.channels import Channel
from domain.decider import Command, EnteredInError, Event, Refusal
from domain.peer import (
    PEER,
    ActivatePeer,
    AgreeRole,
    ApplicationIsOver,
    AskedBy,
    AssignSupervisor,
    CapacityNotSet,
    CapacitySet,
    ConfirmReadinessForRole,
    CoursesNotCurrent,
    DeclineApplication,
    EndException,
    EndRole,
    Engagement,
    ExitConversationHeld,
    GrantException,
    HandedToOneself,
    HandPeerOver,
    HealthIsNoGround,
    LeavingReason,
    LetPeerReturn,
    MayNotCoordinate,
    MayNotSupervise,
    NoPvgResult,
    NoReferralDue,
    NoReturnConversation,
    NotACapacity,
    NotASchemeNumber,
    NotFoundReady,
    NotifyPvgDeparture,
    NotInterviewed,
    NotSelected,
    OfferWellbeingPlan,
    PausePeer,
    PauseReason,
    Peer,
    PeerActivated,
    PeerApplied,
    PeerConversationHeld,
    PeerHandedOver,
    PeerHasLeft,
    PeerInterestExpressed,
    PeerInterviewed,
    PeerIsSuspended,
    PeerLeft,
    PeerNotActive,
    PeerNotSelected,
    PeerPaused,
    PeerReinstated,
    PeerReturned,
    PeerRole,
    PeerSelected,
    PeerSuspended,
    PlanNotOffered,
    PoliciesNotAcknowledged,
    PvgDepartureNotified,
    PvgNotValid,
    PvgPaperDestroyed,
    PvgReferralMade,
    PvgReferralRequired,
    PvgRequested,
    PvgResultShared,
    RecordApplication,
    RecordExitConversation,
    RecordInterest,
    RecordInterview,
    RecordPeerConversation,
    RecordPeerLeft,
    RecordPvgPaperDestroyed,
    RecordPvgReferral,
    RecordPvgRequest,
    RecordPvgResult,
    RecordReference,
    RecordRemovalForHarm,
    RecordSupervision,
    ReferenceReceived,
    ReferencesMissing,
    RefresherMissing,
    ReinstatePeer,
    SelectedAlready,
    SelectPeer,
    SetCapacity,
    Stage,
    StillHere,
    SupervisionHeld,
    SupervisorMissing,
    SuspendPeer,
    SuspensionGround,
    UnknownPeer,
    WellbeingPlanOffered,
    Workforce,
    must_be_known_peer,
)
from domain.people import OfferId, PeerId, ServiceId, StaffId
from domain.periods import NotALengthOfTime, NotYetHappened, end_of, start_of
from domain.service import Duty, Requirement, RoleNotAssessed, StaffLeft, UnknownOffer
from domain.training import (
    AcknowledgePolicy,
    Course,
    NotAnExpiryDay,
    NotNamed,
    Policy,
    RecordCourse,
    months_after,
)
from tests.domain.cast import (
    DAVIE,
    DAVIE_ACTIVE,
    DAVIE_APPLIED,
    DAVIE_ASKED,
    DAVIE_HAS_PVG,
    DAVIE_INTERVIEWED,
    DAVIE_OFFERED_A_PLAN,
    DAVIE_READY,
    DAVIE_SELECTED,
    DAVIE_SUPPORTS,
    DAVIE_TRAINED,
    DAVIES_CAPACITY,
    DAVIES_COURSES,
    DAVIES_POLICIES,
    DAVIES_SUPERVISOR,
    FIRST_REFERENCE,
    FRASER,
    HAMISH,
    ISLA,
    ISLA_PHONED_DAVIE,
    MACHAIR,
    PHONING,
    SECOND_REFERENCE,
    SHONA,
    WALKING,
    completed,
    named,
    offer_with,
    on,
)
from tests.domain.decisions import (
    NOW,
    SERVICE_ID,
    entry,
    folded,
    fresh_id,
    given,
    lived,
    requests_among,
    without_keys,
)

CAMPAIGN = bool(os.environ.get("ALONGSIDE_CAMPAIGN"))
SELECT = SelectPeer(peer=DAVIE)
SAY_NO = DeclineApplication(
    peer=DAVIE, feedback="We look for evenings.", other_roles=("FUNDRAISING",)
)
CONFIRM = ConfirmReadinessForRole(peer=DAVIE, offers=(WALKING, PHONING))
ACTIVATE = ActivatePeer(peer=DAVIE, offers=(WALKING,))
PAUSE = PausePeer(peer=DAVIE, expected_return=date(2026, 6, 1))
RETURN = LetPeerReturn(peer=DAVIE)
SUSPEND = SuspendPeer(peer=DAVIE, ground=SuspensionGround.BEING_LOOKED_INTO)
REINSTATE = ReinstatePeer(peer=DAVIE)
LEAVE = RecordPeerLeft(peer=DAVIE, reason=LeavingReason.MOVED, exit_conversation=True)
ASSIGN_SHONA = AssignSupervisor(peer=DAVIE, supervisor=SHONA)
SUPERVISE = RecordSupervision(peer=DAVIE, supervisor=SHONA, minutes=45)
SET_CAPACITY = SetCapacity(peer=DAVIE, matches=2)
RHONA = StaffId("rhona")
PHONE = RecordPeerConversation(peer=DAVIE, coordinator=ISLA, minutes=15)
TAKE_CONF = RecordCourse(peer=DAVIE, course=Course.CONF, provider="Machair")
READ_POLICY = AcknowledgePolicy(peer=DAVIE, policy=Policy.CONFIDENTIALITY, version="1")
SHARE_PVG = RecordPvgResult(peer=DAVIE, may_take_regulated_role=True)

DAVIE_NOT_SELECTED = PeerNotSelected(
    peer=DAVIE, feedback="We look for evenings.", other_roles=("FUNDRAISING",), at=on(1, 22)
)
DAVIE_PAUSED = PeerPaused(peer=DAVIE, asked_by=AskedBy.SELF, at=on(4, 22))
DAVIE_RETURNED = PeerReturned(peer=DAVIE, at=on(5, 2))
DAVIE_SUSPENDED = PeerSuspended(peer=DAVIE, ground="BEING_LOOKED_INTO", at=on(4, 23))
DAVIE_REINSTATED = PeerReinstated(peer=DAVIE, at=on(4, 30))
DAVIE_LEFT = PeerLeft(peer=DAVIE, reason="MOVED", exit_conversation=True, at=on(5, 1))


def davie(*events: Event) -> Peer:
    """Davie after these."""
    found: Peer = folded(PEER, *events)
    return found


def without(event: Event, history: tuple[Event, ...] = DAVIE_TRAINED) -> list[Event]:
    """The history, less one event."""
    return [each for each in history if each is not event]


def supervised(month: int, day: int) -> SupervisionHeld:
    """Davie and Shona met."""
    return SupervisionHeld(peer=DAVIE, supervisor=SHONA, at=on(month, day))


# --- From interest to training ---


def test_somebody_may_ask_about_becoming_a_peer_supporter() -> None:
    given().when(RecordInterest(service=SERVICE_ID, name="Euan Example")).then(
        PeerInterestExpressed(
            peer=PeerId(fresh_id("peer")), service=SERVICE_ID, name="Euan Example", at=NOW
        )
    )


def test_reports_are_accepted_in_any_order() -> None:
    asked = given(DAVIE_ASKED)

    asked.when(RecordPvgRequest(peer=DAVIE)).then(PvgRequested(peer=DAVIE, at=NOW))
    asked.when(RecordReference(peer=DAVIE)).then(ReferenceReceived(peer=DAVIE, at=NOW))
    asked.when(RecordInterview(peer=DAVIE, interviewer=ISLA)).then(
        PeerInterviewed(peer=DAVIE, interviewer=ISLA, at=NOW)
    )
    asked.when(RecordApplication(peer=DAVIE)).then(PeerApplied(peer=DAVIE, at=NOW))
    asked.when(SUPERVISE).then(SupervisionHeld(peer=DAVIE, supervisor=SHONA, minutes=45, at=NOW))
    asked.when(PHONE).then(
        PeerConversationHeld(peer=DAVIE, coordinator=ISLA, mode=Channel.PHONE, minutes=15, at=NOW)
    )
    asked.when(READ_POLICY).then(msgspec.structs.replace(DAVIES_POLICIES[0], at=NOW))
    asked.when(LEAVE).then(msgspec.structs.replace(DAVIE_LEFT, at=NOW))


@pytest.mark.parametrize(
    "command",
    [
        RecordApplication(peer=DAVIE),
        RecordReference(peer=DAVIE),
        SHARE_PVG,
        SELECT,
        SAY_NO,
        TAKE_CONF,
        READ_POLICY,
        ASSIGN_SHONA,
        SUPERVISE,
        SET_CAPACITY,
        PHONE,
        CONFIRM,
        ACTIVATE,
        PAUSE,
        RETURN,
        SUSPEND,
        REINSTATE,
        LEAVE,
    ],
)
def test_nothing_is_said_of_a_peer_supporter_who_is_unknown(command: Command) -> None:
    given(*MACHAIR).when(command).then_refused(UnknownPeer)


def test_a_peer_supporter_is_known_from_their_first_interest() -> None:
    must_be_known_peer(davie(DAVIE_ASKED))
    with pytest.raises(UnknownPeer):
        must_be_known_peer(davie(DAVIE_APPLIED))


def test_a_peer_supporter_goes_from_one_stage_to_the_next() -> None:
    steps = (
        DAVIE_ASKED,
        DAVIE_APPLIED,
        DAVIE_INTERVIEWED,
        DAVIE_SELECTED,
        DAVIE_READY,
        DAVIE_ACTIVE,
        DAVIE_PAUSED,
        DAVIE_SUSPENDED,
        DAVIE_REINSTATED,
        DAVIE_RETURNED,
        PeerLeft(peer=DAVIE, at=on(5, 3)),
    )
    reached = [davie(*steps[:known]).stage for known in range(len(steps) + 1)]

    assert reached == [
        Stage.UNKNOWN,
        Stage.ENQUIRED,
        Stage.APPLIED,
        Stage.INTERVIEWED,
        Stage.IN_TRAINING,
        Stage.READY,
        Stage.ACTIVE,
        Stage.PAUSED,
        Stage.SUSPENDED,
        Stage.PAUSED,
        Stage.ACTIVE,
        Stage.LEFT,
    ]


def test_somebody_who_was_interviewed_may_be_selected() -> None:
    given(DAVIE_ASKED, DAVIE_APPLIED, DAVIE_INTERVIEWED, DAVIE_OFFERED_A_PLAN).when(SELECT).then(
        msgspec.structs.replace(DAVIE_SELECTED, at=NOW)
    )
    given(DAVIE_ASKED, DAVIE_INTERVIEWED, DAVIE_SELECTED).when(SELECT).then_nothing()


def test_somebody_who_was_interviewed_may_be_told_no_with_feedback() -> None:
    before = given(DAVIE_ASKED, DAVIE_INTERVIEWED)

    before.when(SAY_NO).then(msgspec.structs.replace(DAVIE_NOT_SELECTED, at=NOW))
    before.when(msgspec.structs.replace(SAY_NO, feedback=" ")).then_refused(
        NotNamed, field="feedback"
    )
    given(DAVIE_ASKED, DAVIE_INTERVIEWED, DAVIE_NOT_SELECTED).when(SAY_NO).then_nothing()


@pytest.mark.parametrize("command", [SELECT, SAY_NO])
def test_nobody_is_decided_on_before_the_interview(command: Command) -> None:
    given(DAVIE_ASKED, DAVIE_APPLIED).when(command).then_refused(NotInterviewed)


def test_a_yes_is_not_turned_into_a_no() -> None:
    given(DAVIE_ASKED, DAVIE_INTERVIEWED, DAVIE_SELECTED).when(SAY_NO).then_refused(SelectedAlready)


@pytest.mark.parametrize("command", [SELECT, CONFIRM, ACTIVATE, ASSIGN_SHONA, SUSPEND])
def test_nothing_is_decided_after_a_no(command: Command) -> None:
    history = (*MACHAIR, DAVIE_ASKED, DAVIE_INTERVIEWED, DAVIE_NOT_SELECTED)

    given(*history).when(command).then_refused(ApplicationIsOver)
    assert davie(*history).stage is Stage.NOT_SELECTED


# --- What is needed to support people ---


def test_a_course_stays_current_for_as_long_as_the_catalogue_says() -> None:
    given(DAVIE_ASKED).when(TAKE_CONF).then(
        msgspec.structs.replace(
            completed(Course.CONF, until=date(2027, 5, 5), at=NOW), provider="Machair"
        )
    )
    given(DAVIE_ASKED).when(RecordCourse(peer=DAVIE, course=Course.THIS)).then(
        completed(Course.THIS, until=None, at=NOW)
    )


@pytest.mark.parametrize(
    ("course", "last_day"),
    [
        (Course.MIH, None),
        (Course.PPP, date(2029, 5, 5)),
        (Course.STALK, date(2029, 5, 5)),
        (Course.ASIST, date(2029, 5, 5)),
        (Course.SMHFA, date(2029, 5, 5)),
        (Course.THIS, None),
        (Course.BN, date(2029, 5, 5)),
        (Course.SCVO, None),
    ],
)
def test_every_course_that_the_guidance_names_is_in_the_catalogue(
    course: Course, last_day: date | None
) -> None:
    given(DAVIE_ASKED).when(RecordCourse(peer=DAVIE, course=course)).then(
        completed(course, until=last_day, at=NOW)
    )


def test_a_certificate_may_name_another_day_but_not_one_before_the_course() -> None:
    longer = msgspec.structs.replace(TAKE_CONF, provider=None, expires_on=date(2029, 1, 1))
    before = msgspec.structs.replace(TAKE_CONF, expires_on=date(2026, 5, 4))
    unnamed = msgspec.structs.replace(TAKE_CONF, course="")

    given(DAVIE_ASKED).when(longer).then(completed(Course.CONF, until=date(2029, 1, 1), at=NOW))
    given(DAVIE_ASKED).when(before).then_refused(NotAnExpiryDay, field="expires_on")
    given(DAVIE_ASKED).when(unnamed).then_refused(NotNamed, field="course")


def test_a_local_course_counts_as_the_one_it_is_equivalent_to() -> None:
    local = RecordCourse(peer=DAVIE, course="MACHAIR-START", counts_as=Course.PPP)
    taken = msgspec.structs.replace(
        completed("MACHAIR-START", until=date(2029, 5, 5), at=NOW), counts_as=Course.PPP
    )

    given(DAVIE_ASKED).when(local).then(taken)
    assert davie(DAVIE_ASKED, taken).training.current_at(Course.PPP, NOW)


def test_a_course_is_current_from_its_completion_to_the_end_of_its_last_day() -> None:
    last_day = date(2028, 1, 26)
    peer = davie(DAVIE_ASKED, *DAVIES_COURSES)

    assert not peer.courses_current_at(on(1, 26, 9))
    assert peer.courses_current_at(on(1, 26))
    assert peer.courses_current_at(end_of(last_day))
    assert not peer.courses_current_at(end_of(last_day) + timedelta(seconds=1))


def test_a_refresher_renews_ppp_once_ppp_was_taken() -> None:
    long_ago = completed(Course.PPP, until=date(2026, 1, 1), at=on(1, 1, year=2023))
    refresher = completed(Course.PPP_REFRESHER, until=date(2029, 4, 1), at=on(4, 1))

    assert not davie(DAVIE_ASKED, long_ago).training.current_at(Course.PPP, NOW)
    assert davie(DAVIE_ASKED, long_ago, refresher).training.current_at(Course.PPP, NOW)
    assert not davie(DAVIE_ASKED, refresher).training.current_at(Course.PPP, NOW)


def test_a_policy_is_acknowledged_in_one_version() -> None:
    given(DAVIE_ASKED).when(msgspec.structs.replace(READ_POLICY, version="")).then_refused(
        NotNamed, field="version"
    )


def test_pvg_membership_lasts_five_years() -> None:
    given(DAVIE_ASKED).when(SHARE_PVG).then(
        PvgResultShared(
            peer=DAVIE,
            may_take_regulated_role=True,
            workforce=Workforce.ADULTS,
            expires_on=date(2031, 5, 5),
            at=NOW,
        )
    )


@pytest.mark.parametrize("day", [date(2026, 5, 4), date(2031, 5, 6)])
def test_pvg_membership_ends_after_its_result_and_within_five_years(day: date) -> None:
    given(DAVIE_ASKED).when(msgspec.structs.replace(SHARE_PVG, expires_on=day)).then_refused(
        NotAnExpiryDay, field="expires_on"
    )


@pytest.mark.parametrize("day", [date(2026, 5, 5), date(2031, 5, 5)])
def test_pvg_membership_may_end_on_any_day_in_between(day: date) -> None:
    given(DAVIE_ASKED).when(msgspec.structs.replace(SHARE_PVG, expires_on=day)).then(
        msgspec.structs.replace(DAVIE_HAS_PVG, expires_on=day, at=NOW)
    )


def test_a_result_that_allows_nothing_does_not_expire() -> None:
    refused = msgspec.structs.replace(
        SHARE_PVG, may_take_regulated_role=False, expires_on=date(2027, 1, 1)
    )

    given(DAVIE_ASKED).when(refused).then(
        PvgResultShared(peer=DAVIE, may_take_regulated_role=False, at=NOW)
    )


def test_pvg_is_valid_from_its_result_to_the_end_of_its_last_day() -> None:
    peer = davie(DAVIE_ASKED, DAVIE_HAS_PVG)

    assert not peer.pvg_valid_at(on(1, 21, 9))
    assert peer.pvg_valid_at(on(1, 21))
    assert peer.pvg_valid_at(end_of(date(2031, 1, 21)))
    assert not peer.pvg_valid_at(on(1, 22, year=2031))


def test_the_latest_pvg_result_counts() -> None:
    later = PvgResultShared(peer=DAVIE, may_take_regulated_role=False, at=on(3, 1))
    peer = davie(DAVIE_ASKED, DAVIE_HAS_PVG, later)

    assert peer.pvg_valid_at(on(2, 28))
    assert not peer.pvg_valid_at(NOW)


def test_supervision_is_held_by_somebody_with_a_duty_for_it() -> None:
    given(*MACHAIR, DAVIE_ASKED).when(ASSIGN_SHONA).then(
        msgspec.structs.replace(DAVIES_SUPERVISOR, at=NOW)
    )
    given(*MACHAIR, DAVIE_ASKED, DAVIES_SUPERVISOR).when(ASSIGN_SHONA).then_nothing()
    for staff in (HAMISH, StaffId("nobody")):
        given(*MACHAIR, DAVIE_ASKED).when(
            AssignSupervisor(peer=DAVIE, supervisor=staff)
        ).then_refused(MayNotSupervise, field="supervisor")


@pytest.mark.parametrize("matches", [-1, 4])
def test_a_peer_supporter_supports_at_most_three_people(matches: int) -> None:
    given(DAVIE_ASKED).when(SetCapacity(peer=DAVIE, matches=matches)).then_refused(
        NotACapacity, field="matches"
    )


@pytest.mark.parametrize("matches", [0, 3])
def test_a_peer_supporter_says_how_many_people_they_can_support(matches: int) -> None:
    given(DAVIE_ASKED).when(SetCapacity(peer=DAVIE, matches=matches)).then(
        CapacitySet(peer=DAVIE, matches=matches, at=NOW)
    )


@pytest.mark.parametrize("command", [SUPERVISE, PHONE])
@pytest.mark.parametrize("minutes", [0, 1441])
def test_a_conversation_lasts_more_than_nothing_and_at_most_a_day(
    command: Command, minutes: int
) -> None:
    given(DAVIE_ASKED).when(msgspec.structs.replace(command, minutes=minutes)).then_refused(
        NotALengthOfTime, field="minutes"
    )


def test_a_conversation_may_last_a_whole_day() -> None:
    given(DAVIE_ASKED).when(msgspec.structs.replace(SUPERVISE, minutes=1440)).then(
        SupervisionHeld(peer=DAVIE, supervisor=SHONA, minutes=1440, at=NOW)
    )


def test_what_has_not_happened_is_not_reported() -> None:
    given(DAVIE_ASKED).when(
        msgspec.structs.replace(PHONE, at=NOW + timedelta(days=1))
    ).then_refused(NotYetHappened, field="at")


def test_what_counts_is_the_service_that_knows_the_peer_supporter() -> None:
    elsewhere = msgspec.structs.replace(DAVIE_ASKED, service=ServiceId("elsewhere"))

    given(*MACHAIR, elsewhere).when(ASSIGN_SHONA).then_refused(MayNotSupervise)


def test_readiness_is_confirmed_for_the_offers_of_the_service() -> None:
    before = (*MACHAIR, DAVIE_ASKED, DAVIE_INTERVIEWED, DAVIE_SELECTED)

    given(*before).when(CONFIRM).then(msgspec.structs.replace(DAVIE_READY, at=NOW))
    given(*before, DAVIE_READY).when(CONFIRM).then_nothing()
    given(*before).when(msgspec.structs.replace(CONFIRM, offers=())).then_refused(
        NotNamed, field="offers"
    )
    given(*before).when(
        ConfirmReadinessForRole(peer=DAVIE, offers=(OfferId("unheard of"),))
    ).then_refused(UnknownOffer)


@pytest.mark.parametrize("command", [CONFIRM, ACTIVATE])
def test_nobody_is_ready_before_they_are_selected(command: Command) -> None:
    given(*MACHAIR, DAVIE_ASKED, DAVIE_INTERVIEWED).when(command).then_refused(NotSelected)


# --- Activation ---


def test_a_peer_supporter_who_has_all_it_needs_may_start() -> None:
    given(*MACHAIR, *DAVIE_TRAINED).when(ACTIVATE).then(
        msgspec.structs.replace(DAVIE_ACTIVE, at=NOW)
    )


def test_activating_twice_changes_nothing() -> None:
    given(*MACHAIR, *DAVIE_SUPPORTS).when(ACTIVATE).then_nothing()


@pytest.mark.parametrize(
    ("missing", "refusal", "sentence"),
    [
        (DAVIE_READY, NotFoundReady, "Readiness for this role has not been confirmed."),
        (FIRST_REFERENCE, ReferencesMissing, "1 of 2 references are recorded."),
        (DAVIE_HAS_PVG, PvgNotValid, "no PVG scheme membership is valid today"),
        (DAVIES_SUPERVISOR, SupervisorMissing, "Nobody holds their supervision."),
        (DAVIES_CAPACITY, CapacityNotSet, "how many people they can support"),
        *(
            (course, CoursesNotCurrent, f"the course on {words}.")
            for course, words in zip(
                DAVIES_COURSES,
                (
                    "principles and practice of peer support",
                    "confidentiality",
                    "adult support and protection",
                    "boundaries",
                ),
                strict=True,
            )
        ),
        *(
            (policy, PoliciesNotAcknowledged, f"the policy on {words}.")
            for policy, words in zip(
                DAVIES_POLICIES, ("confidentiality", "boundaries"), strict=True
            )
        ),
    ],
)
def test_nobody_starts_without_all_it_needs(
    missing: Event, refusal: type[Refusal], sentence: str
) -> None:
    given(*MACHAIR, *without(missing)).when(ACTIVATE).then_refused(refusal, contains=sentence)


def test_several_things_in_the_way_are_said_at_once() -> None:
    selected = (DAVIE_ASKED, DAVIE_INTERVIEWED, DAVIE_SELECTED, DAVIE_READY)

    for sentence in (
        "This peer supporter cannot start yet. Missing or run out: the course on",
        "support, confidentiality, adult support and protection and boundaries.",
        "no PVG scheme membership is valid today.",
        "0 of 2 references are recorded.",
        "Nobody holds their supervision.",
        "the policy on confidentiality and boundaries.",
        "how many people they can support.",
    ):
        given(*MACHAIR, *selected).when(ACTIVATE).then_refused(CoursesNotCurrent, sentence)


def test_a_role_that_is_not_regulated_needs_no_pvg() -> None:
    phone_only = ActivatePeer(peer=DAVIE, offers=(PHONING,))

    given(*MACHAIR, *without(DAVIE_HAS_PVG)).when(phone_only).then(
        PeerActivated(peer=DAVIE, offers=(PHONING,), at=NOW)
    )


def test_a_reference_that_is_not_relied_on_does_not_count() -> None:
    doubtful = msgspec.structs.replace(SECOND_REFERENCE, relied_on=False)

    given(*MACHAIR, *without(SECOND_REFERENCE), doubtful).when(ACTIVATE).then_refused(
        ReferencesMissing
    )


def test_a_reference_entered_in_error_does_not_count() -> None:
    mistake = EnteredInError(at=FIRST_REFERENCE.at, entry_subjects=FIRST_REFERENCE.subjects)
    history = (*MACHAIR, *DAVIE_TRAINED)
    first = history.index(FIRST_REFERENCE) + 1

    given(*history, entry(len(history) + 1, mistake, corrects=first)).when(ACTIVATE).then_refused(
        ReferencesMissing
    )


def test_a_supervisor_who_left_the_service_supervises_nobody() -> None:
    left = StaffLeft(service=SERVICE_ID, staff=SHONA, at=on(4, 1))

    given(*MACHAIR, *DAVIE_TRAINED, left).when(ACTIVATE).then_refused(SupervisorMissing)


def test_a_capacity_of_nobody_is_not_enough_to_start() -> None:
    nobody = CapacitySet(peer=DAVIE, matches=0, at=on(4, 1))

    given(*MACHAIR, *DAVIE_TRAINED, nobody).when(ACTIVATE).then_refused(CapacityNotSet)


def test_a_role_is_assessed_before_anybody_starts_in_it() -> None:
    gardening = OfferId("gardening")
    described, _assessed = offer_with(gardening, regulated=False)

    given(*MACHAIR, described, *DAVIE_TRAINED).when(
        ActivatePeer(peer=DAVIE, offers=(gardening,))
    ).then_refused(RoleNotAssessed, field="offers")


def test_somebody_active_may_start_in_another_role_they_are_ready_for() -> None:
    phoning_too = ActivatePeer(peer=DAVIE, offers=(PHONING,))
    second = PeerActivated(peer=DAVIE, offers=(PHONING,), at=NOW)
    peer = davie(*DAVIE_SUPPORTS, second)

    given(*MACHAIR, *DAVIE_SUPPORTS).when(phoning_too).then(second)
    given(*MACHAIR, *DAVIE_SUPPORTS, DAVIE_SUSPENDED).when(phoning_too).then_refused(
        PeerIsSuspended
    )
    assert peer.offers == {WALKING, PHONING}
    assert peer.activated_at == DAVIE_ACTIVE.at


# --- Breaks ---


def test_a_peer_supporter_may_take_a_break_without_saying_why() -> None:
    given(*DAVIE_SUPPORTS).when(PAUSE).then(
        PeerPaused(peer=DAVIE, asked_by=AskedBy.SELF, expected_return=date(2026, 6, 1), at=NOW)
    )
    given(*DAVIE_SUPPORTS, DAVIE_PAUSED).when(PAUSE).then_nothing()


def test_a_service_may_ask_for_a_break() -> None:
    given(*DAVIE_SUPPORTS).when(
        PausePeer(peer=DAVIE, asked_by=AskedBy.SERVICE, reason=PauseReason.REST)
    ).then(PeerPaused(peer=DAVIE, asked_by=AskedBy.SERVICE, reason="REST", at=NOW))


@pytest.mark.parametrize("command", [PAUSE, RETURN, SUSPEND, REINSTATE])
def test_whoever_supports_nobody_yet_cannot_stop(command: Command) -> None:
    given(*MACHAIR, *DAVIE_TRAINED).when(command).then_refused(PeerNotActive)


def test_somebody_comes_back_after_a_conversation() -> None:
    phoned = msgspec.structs.replace(ISLA_PHONED_DAVIE, at=on(5, 1))
    away = (*MACHAIR, *DAVIE_SUPPORTS, DAVIE_PAUSED)

    given(*away, phoned).when(RETURN).then(msgspec.structs.replace(DAVIE_RETURNED, at=NOW))
    given(*away, ISLA_PHONED_DAVIE).when(RETURN).then_refused(
        NoReturnConversation, contains="cannot come back yet"
    )
    given(*MACHAIR, *DAVIE_SUPPORTS).when(RETURN).then_nothing()


def test_courses_and_pvg_are_current_before_somebody_comes_back() -> None:
    phoned = msgspec.structs.replace(ISLA_PHONED_DAVIE, at=on(5, 1))
    short = completed(Course.CONF, until=date(2026, 5, 4))
    expired = msgspec.structs.replace(DAVIE_HAS_PVG, expires_on=date(2026, 5, 4))
    courses = without(DAVIES_COURSES[1], DAVIE_SUPPORTS)
    pvg = without(DAVIE_HAS_PVG, DAVIE_SUPPORTS)

    given(*MACHAIR, *courses, short, DAVIE_PAUSED, phoned).when(RETURN).then_refused(
        CoursesNotCurrent
    )
    given(*MACHAIR, *pvg, expired, DAVIE_PAUSED, phoned).when(RETURN).then_refused(PvgNotValid)


def test_a_break_of_more_than_six_months_needs_a_refresher() -> None:
    away = (*MACHAIR, *DAVIE_SUPPORTS, DAVIE_PAUSED)
    phoned = msgspec.structs.replace(ISLA_PHONED_DAVIE, at=on(10, 20))
    refreshed = completed(Course.PPP_REFRESHER, at=on(10, 21))
    six_months, longer = start_of(date(2026, 10, 22)), on(10, 22)

    given(*away, phoned).when(RETURN, six_months).then(
        msgspec.structs.replace(DAVIE_RETURNED, at=six_months)
    )
    given(*away, phoned).when(RETURN, longer).then_refused(RefresherMissing)
    given(*away, phoned, refreshed).when(RETURN, longer).then(
        msgspec.structs.replace(DAVIE_RETURNED, at=longer)
    )


def test_somebody_who_came_back_may_take_another_break() -> None:
    again = msgspec.structs.replace(DAVIE_PAUSED, at=on(5, 3))
    back_again = msgspec.structs.replace(DAVIE_RETURNED, at=on(5, 4))
    history = (*DAVIE_SUPPORTS, DAVIE_PAUSED, DAVIE_RETURNED)

    given(*history).when(PausePeer(peer=DAVIE, at=on(5, 3))).then(again)
    assert davie(*history, again).stage is Stage.PAUSED
    assert davie(*history, again).paused_at == again.at
    assert davie(*history, again, back_again).stage is Stage.ACTIVE
    assert davie(*history, again, back_again).supervision_due_on(NOW) == date(2026, 5, 29)


def test_a_conversation_counts_for_coming_back_only_after_the_break_began() -> None:
    at_once = msgspec.structs.replace(ISLA_PHONED_DAVIE, at=DAVIE_PAUSED.at)

    given(*MACHAIR, *DAVIE_SUPPORTS, DAVIE_PAUSED, at_once).when(RETURN).then_refused(
        NoReturnConversation
    )


@pytest.mark.parametrize("before", [(), (DAVIE_PAUSED,)])
def test_somebody_active_or_on_a_break_may_be_suspended(before: tuple[Event, ...]) -> None:
    given(*DAVIE_SUPPORTS, *before).when(SUSPEND).then(
        msgspec.structs.replace(DAVIE_SUSPENDED, at=NOW)
    )
    given(*DAVIE_SUPPORTS, *before, DAVIE_SUSPENDED).when(SUSPEND).then_nothing()


def test_a_suspension_is_settled_before_anything_else() -> None:
    suspended = (*MACHAIR, *DAVIE_SUPPORTS, DAVIE_SUSPENDED)

    given(*suspended).when(PAUSE).then_refused(PeerIsSuspended)
    given(*MACHAIR, *DAVIE_SUPPORTS, DAVIE_PAUSED, DAVIE_SUSPENDED).when(RETURN).then_refused(
        PeerIsSuspended
    )
    given(*suspended).when(REINSTATE).then(msgspec.structs.replace(DAVIE_REINSTATED, at=NOW))
    given(*MACHAIR, *DAVIE_SUPPORTS).when(REINSTATE).then_nothing()


# --- Leaving ---


def test_leaving_twice_changes_nothing() -> None:
    given(*DAVIE_SUPPORTS, DAVIE_LEFT).when(LEAVE).then_nothing()


@pytest.mark.parametrize(
    "command", [SELECT, SAY_NO, CONFIRM, ACTIVATE, PAUSE, RETURN, SUSPEND, REINSTATE]
)
def test_nothing_is_decided_after_somebody_left(command: Command) -> None:
    given(*MACHAIR, *DAVIE_SUPPORTS, DAVIE_LEFT).when(command).then_refused(PeerHasLeft)


def test_what_is_reported_late_is_accepted_after_somebody_left() -> None:
    earlier = msgspec.structs.replace(SUPERVISE, at=on(4, 28))

    given(*DAVIE_SUPPORTS, DAVIE_LEFT).when(earlier).then(
        msgspec.structs.replace(supervised(4, 28), minutes=45)
    )


# --- Supervision ---


def test_supervision_is_due_every_four_weeks_while_new_and_then_every_six() -> None:
    assert davie(*DAVIE_TRAINED).supervision_due_on(NOW) is None
    assert davie(*DAVIE_SUPPORTS).supervision_due_on(on(4, 19)) is None
    assert davie(*DAVIE_SUPPORTS).supervision_due_on(NOW) == date(2026, 5, 18)
    assert davie(*DAVIE_SUPPORTS, supervised(5, 11)).supervision_due_on(on(5, 12)) == date(
        2026, 6, 8
    )
    assert davie(*DAVIE_SUPPORTS, supervised(7, 20)).supervision_due_on(on(7, 21)) == date(
        2026, 8, 31
    )


def test_supervision_before_the_start_or_after_the_moment_does_not_count() -> None:
    peer = davie(*DAVIE_SUPPORTS, supervised(4, 1), supervised(5, 11))

    assert peer.supervision_due_on(NOW) == date(2026, 5, 18)


def test_the_latest_supervision_counts() -> None:
    peer = davie(*DAVIE_SUPPORTS, supervised(5, 4), supervised(5, 11))

    assert peer.supervision_due_on(on(5, 11)) == date(2026, 6, 8)


def test_supervision_stands_in_the_way_from_the_fifteenth_day_of_being_late() -> None:
    peer = davie(*DAVIE_SUPPORTS)

    assert not peer.supervision_red_at(end_of(date(2026, 6, 1)))
    assert peer.supervision_red_at(start_of(date(2026, 6, 2)))


def test_a_break_stops_the_clock_of_supervision_and_does_not_set_it_back() -> None:
    away = davie(*DAVIE_SUPPORTS, DAVIE_PAUSED)
    back = davie(*DAVIE_SUPPORTS, DAVIE_PAUSED, DAVIE_RETURNED)
    gone = davie(*DAVIE_SUPPORTS, DAVIE_LEFT)

    assert away.supervision_due_on(on(4, 21)) == date(2026, 5, 18)
    assert away.supervision_due_on(on(12, 1)) is None
    assert not away.supervision_red_at(on(12, 1))
    assert back.supervision_due_on(NOW) == date(2026, 5, 28)
    assert gone.supervision_due_on(NOW) is None


# --- New matches ---


def test_a_peer_supporter_who_has_room_can_be_matched() -> None:
    assert davie(*DAVIE_SUPPORTS).why_no_new_match_at(NOW, 0, regulated=True) == ()


def test_somebody_new_supports_one_person_whatever_they_said() -> None:
    willing = CapacitySet(peer=DAVIE, matches=3, at=on(4, 20))
    peer = davie(*DAVIE_SUPPORTS, willing)
    not_new = start_of(date(2026, 7, 20))

    assert peer.free_capacity_at(NOW, 0) == 1
    assert peer.free_capacity_at(not_new - timedelta(seconds=1), 0) == 1
    assert peer.free_capacity_at(not_new, 0) == 3
    assert peer.free_capacity_at(not_new, 4) == 0
    assert davie(*DAVIE_TRAINED, willing).free_capacity_at(NOW, 0) == 1


def test_nobody_supports_more_people_than_they_said() -> None:
    assert davie(*DAVIE_SUPPORTS).free_capacity_at(on(12, 1), 0) == 1


@pytest.mark.parametrize(
    ("moment", "active", "regulated", "sentence"),
    [
        (NOW, 1, False, "as many people as they can"),
        (on(6, 2), 0, False, "until their supervision, due 18 May 2026, is held."),
        (on(1, 22, year=2031), 0, True, "PVG scheme membership"),
        (on(1, 27, year=2028), 0, False, "until these courses are current"),
    ],
)
def test_a_new_match_is_refused_in_a_sentence(
    moment: datetime, active: int, regulated: bool, sentence: str
) -> None:
    sentences = davie(*DAVIE_SUPPORTS).why_no_new_match_at(moment, active, regulated)

    assert sentence in " ".join(sentences)
    assert all(each.endswith(".") for each in sentences)


def test_pvg_stands_in_the_way_only_of_a_regulated_role() -> None:
    moment = on(1, 22, year=2031)
    peer = davie(*DAVIE_SUPPORTS)

    assert "PVG" not in " ".join(peer.why_no_new_match_at(moment, 0, regulated=False))


@pytest.mark.parametrize(
    ("history", "sentence"),
    [
        ((), "Nobody is known"),
        ((DAVIE_ASKED, DAVIE_NOT_SELECTED), "not with the service"),
        (DAVIE_TRAINED, "not active yet"),
        ((*DAVIE_SUPPORTS, DAVIE_PAUSED), "taking a break"),
        ((*DAVIE_SUPPORTS, DAVIE_SUSPENDED), "supports nobody for now"),
        ((*DAVIE_SUPPORTS, DAVIE_LEFT), "has left"),
    ],
)
def test_only_somebody_active_is_matched(history: tuple[Event, ...], sentence: str) -> None:
    (said,) = davie(*history).why_no_new_match_at(NOW, 0, regulated=False)

    assert sentence in said


def test_a_coordinator_knows_whom_they_interviewed_met_or_phoned() -> None:
    peer = davie(*DAVIE_SUPPORTS)

    assert peer.known_to(ISLA) == DAVIE_INTERVIEWED.at
    assert davie(*DAVIE_SUPPORTS, ISLA_PHONED_DAVIE).known_to(ISLA) == ISLA_PHONED_DAVIE.at
    assert peer.known_to(SHONA) is None


def test_a_month_is_as_long_as_it_is() -> None:
    assert months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_after(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert months_after(date(2024, 2, 29), 60) == date(2029, 2, 28)
    assert months_after(date(2026, 12, 5), 12) == date(2027, 12, 5)


# --- What a service owes: an offer of a plan, papers destroyed, Disclosure Scotland told ---

OFFER_A_PLAN = OfferWellbeingPlan(peer=DAVIE, offered_by=ISLA, wanted=False)
REMOVE = RecordRemovalForHarm(peer=DAVIE, ground="HARM_TO_A_PERSON", decided_by=SHONA)
REQUIRED = PvgReferralRequired(peer=DAVIE, ground="HARM_TO_A_PERSON", decided_by=SHONA, at=on(5, 2))


def test_a_plan_is_offered_before_somebody_is_selected_and_nobody_has_to_want_it() -> None:
    interviewed = (DAVIE_ASKED, DAVIE_APPLIED, DAVIE_INTERVIEWED)
    offered = WellbeingPlanOffered(peer=DAVIE, offered_by=ISLA, wanted=False, at=NOW)

    given(*interviewed).when(SELECT).then_refused(PlanNotOffered, contains="nobody has to want it")
    given(*interviewed).when(OFFER_A_PLAN).then(offered)
    given(*interviewed, offered).when(SELECT).then(msgspec.structs.replace(DAVIE_SELECTED, at=NOW))


def test_a_peer_supporter_may_be_paid() -> None:
    paid = msgspec.structs.replace(SELECT, engagement=Engagement.PAID)
    selected = PeerSelected(peer=DAVIE, engagement=Engagement.PAID, at=NOW)
    willing = CapacitySet(peer=DAVIE, matches=12, at=on(4, 20))
    history = (*DAVIE_SUPPORTS, msgspec.structs.replace(selected, at=on(1, 23)), willing)

    given(DAVIE_ASKED, DAVIE_INTERVIEWED, DAVIE_OFFERED_A_PLAN).when(paid).then(selected)
    assert davie(*history).free_capacity_at(NOW, 0) == 12
    given(*history).when(SetCapacity(peer=DAVIE, matches=15)).then(
        CapacitySet(peer=DAVIE, matches=15, at=NOW)
    )
    given(*history).when(SetCapacity(peer=DAVIE, matches=16)).then_refused(NotACapacity)


@pytest.mark.parametrize("hours", [0, -1, 48.5])
def test_hours_a_week_can_be_given(hours: float) -> None:
    given(DAVIE_ASKED).when(SetCapacity(peer=DAVIE, matches=1, hours_a_week=hours)).then_refused(
        NotACapacity, field="hours_a_week"
    )


@pytest.mark.parametrize("hours", [0.5, 48])
def test_a_peer_supporter_says_for_how_many_hours_a_week(hours: float) -> None:
    given(DAVIE_ASKED).when(SetCapacity(peer=DAVIE, matches=1, hours_a_week=hours)).then(
        CapacitySet(peer=DAVIE, matches=1, hours_a_week=hours, at=NOW)
    )
    limited = CapacitySet(peer=DAVIE, matches=1, hours_a_week=hours, at=on(2, 1))
    assert davie(DAVIE_ASKED, limited).hours_a_week == hours


def test_a_scheme_number_has_digits_only_and_nothing_else_is_kept_of_the_result() -> None:
    numbered = msgspec.structs.replace(SHARE_PVG, scheme_number="1603 0123 4567 8901")
    telling = msgspec.structs.replace(SHARE_PVG, scheme_number="16 (two convictions)")

    given(DAVIE_ASKED).when(telling).then_refused(NotASchemeNumber, field="scheme_number")
    given(DAVIE_ASKED).when(numbered).then(
        PvgResultShared(
            peer=DAVIE,
            may_take_regulated_role=True,
            expires_on=date(2031, 5, 5),
            scheme_number="1603 0123 4567 8901",
            at=NOW,
        )
    )
    assert set(PvgResultShared.__struct_fields__) == {
        "at",
        "peer",
        "may_take_regulated_role",
        "workforce",
        "expires_on",
        "decided_by",
        "scheme_number",
    }


def test_the_paper_of_a_result_is_destroyed() -> None:
    destroy = RecordPvgPaperDestroyed(peer=DAVIE)

    given(DAVIE_ASKED, DAVIE_HAS_PVG).when(destroy).then(PvgPaperDestroyed(peer=DAVIE, at=NOW))
    given(DAVIE_ASKED).when(destroy).then_refused(NoPvgResult)


def test_health_is_no_ground_on_which_a_service_asks_somebody_to_stop() -> None:
    for_health = msgspec.structs.replace(PAUSE, reason=PauseReason.HEALTH)
    asked = msgspec.structs.replace(for_health, asked_by=AskedBy.SERVICE)

    given(*DAVIE_SUPPORTS).when(asked).then_refused(HealthIsNoGround, field="reason")
    given(*DAVIE_SUPPORTS).when(for_health).then(
        PeerPaused(
            peer=DAVIE,
            asked_by=AskedBy.SELF,
            reason=PauseReason.HEALTH,
            expected_return=date(2026, 6, 1),
            at=NOW,
        )
    )
    assert not any("HEALTH" in ground for ground in SuspensionGround)


def test_nobody_starts_in_another_role_during_a_break() -> None:
    given(*MACHAIR, *DAVIE_SUPPORTS, DAVIE_PAUSED).when(
        ActivatePeer(peer=DAVIE, offers=(PHONING,))
    ).then_refused(PeerNotActive, contains="taking a break")


def test_who_holds_supervision_still_has_a_duty_for_it() -> None:
    other_duty = named(SHONA, Duty.REVIEWER)

    given(*MACHAIR, msgspec.structs.replace(other_duty, at=on(4, 1)), *DAVIE_TRAINED).when(
        ACTIVATE
    ).then_refused(SupervisorMissing)


def test_a_suspension_after_another_is_a_suspension_of_its_own() -> None:
    again = msgspec.structs.replace(DAVIE_SUSPENDED, at=on(5, 1))
    peer = davie(*DAVIE_SUPPORTS, DAVIE_SUSPENDED, DAVIE_REINSTATED, again)

    assert peer.suspended_at == again.at
    assert [each.start for each in peer.suspensions] == [DAVIE_SUSPENDED.at, again.at]


def test_removal_for_harm_ends_it_and_calls_for_a_referral() -> None:
    left = PeerLeft(peer=DAVIE, reason=LeavingReason.ASKED_TO_LEAVE, at=NOW)
    required = msgspec.structs.replace(REQUIRED, at=NOW)

    given(*DAVIE_SUPPORTS).when(REMOVE).then(left, required)
    given(*DAVIE_SUPPORTS, left, required).when(REMOVE).then_nothing()
    given(*DAVIE_SUPPORTS).when(msgspec.structs.replace(REMOVE, ground="")).then_refused(
        NotNamed, field="ground"
    )


@pytest.mark.parametrize("before", [(DAVIE_ASKED,), DAVIE_TRAINED, DAVIE_SUPPORTS])
def test_somebody_is_removed_for_harm_from_wherever_they_stand(before: tuple[Event, ...]) -> None:
    given(*before).when(REMOVE).then(
        PeerLeft(peer=DAVIE, reason=LeavingReason.ASKED_TO_LEAVE, at=NOW),
        msgspec.structs.replace(REQUIRED, at=NOW),
    )


def test_who_left_before_it_was_decided_is_referred_too() -> None:
    given(*DAVIE_SUPPORTS, DAVIE_LEFT).when(REMOVE).then(msgspec.structs.replace(REQUIRED, at=NOW))


def test_what_is_told_to_disclosure_scotland_is_recorded_once() -> None:
    notify, refer = NotifyPvgDeparture(peer=DAVIE), RecordPvgReferral(peer=DAVIE)
    notified = PvgDepartureNotified(peer=DAVIE, at=NOW)
    referred = PvgReferralMade(peer=DAVIE, at=NOW)
    gone = (*DAVIE_SUPPORTS, DAVIE_LEFT)

    given(*gone).when(notify).then(notified)
    given(*gone, notified).when(notify).then_nothing()
    given(*DAVIE_SUPPORTS).when(notify).then_refused(StillHere)
    given(*gone, REQUIRED).when(refer).then(referred)
    given(*gone, REQUIRED, referred).when(refer).then_nothing()
    given(*gone).when(refer).then_refused(NoReferralDue)


def test_somebody_who_leaves_is_talked_with() -> None:
    talk = RecordExitConversation(peer=DAVIE, held_by=ISLA, reasons=(LeavingReason.WORK,))
    talked = ExitConversationHeld(peer=DAVIE, held_by=ISLA, reasons=(LeavingReason.WORK,), at=NOW)
    silent = msgspec.structs.replace(DAVIE_LEFT, exit_conversation=None)

    given(*DAVIE_SUPPORTS, silent).when(talk).then(talked)
    given(*DAVIE_SUPPORTS, silent, talked).when(talk).then_nothing()
    given(*DAVIE_SUPPORTS, DAVIE_LEFT).when(talk).then_nothing()


# --- Handing over ---

HAND_OVER = HandPeerOver(
    peer=DAVIE, from_staff=ISLA, to_staff=RHONA, note="He would rather be phoned in the evening."
)
HANDED_OVER = PeerHandedOver(
    peer=DAVIE,
    from_staff=ISLA,
    to_staff=RHONA,
    note="He would rather be phoned in the evening.",
    at=on(5, 2),
)
TWO_COORDINATORS = (*MACHAIR, named(RHONA, Duty.COORDINATOR))


def test_a_coordinator_hands_over_in_a_note() -> None:
    given(*TWO_COORDINATORS, *DAVIE_SUPPORTS).when(HAND_OVER).then(
        msgspec.structs.replace(HANDED_OVER, at=NOW)
    )
    given(*TWO_COORDINATORS, *DAVIE_SUPPORTS).when(
        msgspec.structs.replace(HAND_OVER, note=" ")
    ).then_refused(NotNamed, field="note")


def test_only_another_coordinator_takes_over() -> None:
    given(*MACHAIR, *DAVIE_SUPPORTS).when(HAND_OVER).then_refused(
        MayNotCoordinate, field="to_staff"
    )
    given(*TWO_COORDINATORS, *DAVIE_SUPPORTS).when(
        msgspec.structs.replace(HAND_OVER, to_staff=ISLA)
    ).then_refused(HandedToOneself, field="to_staff")


def test_a_handover_passes_on_when_they_met_and_does_not_renew_it() -> None:
    peer = davie(*DAVIE_SUPPORTS, ISLA_PHONED_DAVIE, HANDED_OVER)

    assert peer.known_to(RHONA) == ISLA_PHONED_DAVIE.at
    assert peer.known_to(ISLA) == ISLA_PHONED_DAVIE.at


def test_what_happens_after_a_handover_is_not_passed_on() -> None:
    later = msgspec.structs.replace(ISLA_PHONED_DAVIE, at=on(5, 4))

    assert davie(*DAVIE_SUPPORTS, HANDED_OVER, later).known_to(RHONA) == DAVIE_INTERVIEWED.at
    assert davie(*DAVIE_SUPPORTS, later, HANDED_OVER).known_to(RHONA) == DAVIE_INTERVIEWED.at


def test_who_does_not_know_somebody_passes_nothing_on() -> None:
    unmet = msgspec.structs.replace(HANDED_OVER, from_staff=HAMISH)

    assert davie(*DAVIE_SUPPORTS, unmet).known_to(RHONA) is None


def test_a_handover_may_be_handed_over() -> None:
    third = StaffId("ailsa")
    on_again = msgspec.structs.replace(HANDED_OVER, from_staff=RHONA, to_staff=third, at=on(5, 3))

    assert davie(*DAVIE_SUPPORTS, HANDED_OVER, on_again).known_to(third) == DAVIE_INTERVIEWED.at


# --- Whatever is asked, in whatever order it is recorded ---

ASKED: tuple[Command, ...] = (
    RecordApplication(peer=DAVIE),
    RecordInterview(peer=DAVIE, interviewer=ISLA),
    RecordReference(peer=DAVIE),
    RecordPvgRequest(peer=DAVIE),
    SHARE_PVG,
    OfferWellbeingPlan(peer=DAVIE),
    SELECT,
    SAY_NO,
    *(RecordCourse(peer=DAVIE, course=each) for each in Course),
    *(AcknowledgePolicy(peer=DAVIE, policy=each, version="1") for each in Policy),
    ASSIGN_SHONA,
    SUPERVISE,
    SET_CAPACITY,
    PHONE,
    CONFIRM,
    ACTIVATE,
    PAUSE,
    RETURN,
    SUSPEND,
    REINSTATE,
    LEAVE,
    HAND_OVER,
    REMOVE,
    *(AgreeRole(peer=DAVIE, role=each, offer=WALKING) for each in PeerRole),
    EndRole(peer=DAVIE, role=PeerRole.BEFRIENDING, offer=WALKING),
    GrantException(
        peer=DAVIE,
        requirement=Requirement.COURSE,
        code=Course.CONF,
        reason="The course was called off.",
        until=date(2026, 8, 1),
        granted_by=FRASER,
    ),
    EndException(peer=DAVIE, requirement=Requirement.COURSE, code=Course.CONF),
    RecordPvgPaperDestroyed(peer=DAVIE),
    RecordExitConversation(peer=DAVIE),
    NotifyPvgDeparture(peer=DAVIE),
    RecordPvgReferral(peer=DAVIE),
)

ALLOWED: dict[Stage, set[Stage]] = {
    Stage.ENQUIRED: {Stage.APPLIED, Stage.INTERVIEWED, Stage.LEFT},
    Stage.APPLIED: {Stage.INTERVIEWED, Stage.LEFT},
    Stage.INTERVIEWED: {Stage.IN_TRAINING, Stage.NOT_SELECTED, Stage.LEFT},
    Stage.NOT_SELECTED: {Stage.LEFT},
    Stage.IN_TRAINING: {Stage.READY, Stage.LEFT},
    Stage.READY: {Stage.ACTIVE, Stage.LEFT},
    Stage.ACTIVE: {Stage.PAUSED, Stage.SUSPENDED, Stage.LEFT},
    Stage.PAUSED: {Stage.ACTIVE, Stage.SUSPENDED, Stage.LEFT},
    Stage.SUSPENDED: {Stage.ACTIVE, Stage.PAUSED, Stage.LEFT},
    Stage.LEFT: set(),
}
"""The table of 3.2. An interview may be reported of somebody whose application was not."""


@settings(max_examples=300 if CAMPAIGN else 60, deadline=None)
@whatever(
    requests=st.lists(st.sampled_from(ASKED), max_size=25),
    before=st.sampled_from(
        [(DAVIE_ASKED,), DAVIE_TRAINED, DAVIE_SUPPORTS, (*DAVIE_SUPPORTS, DAVIE_PAUSED)]
    ),
)
def test_no_requests_lead_to_a_step_that_the_table_forbids(
    requests: list[Command], before: tuple[Event, ...]
) -> None:
    staff = (*MACHAIR, named(FRASER, Duty.MANAGER), named(RHONA, Duty.COORDINATOR))
    happened = list(before)
    for event in lived(requests, *staff, *before)[len(staff) + len(before) :]:
        if type(event) not in PEER.hears:
            continue
        stood, happened = davie(*happened), [*happened, event]
        stands = davie(*happened)
        assert stands.stage in ALLOWED[stood.stage] | {stood.stage}
        if stands.stage is Stage.ACTIVE and stood.stage is Stage.READY:
            _has_all_it_needs(stands, event.at)


def _has_all_it_needs(peer: Peer, moment: datetime) -> None:
    """The guard of "Activated", said once more and differently."""
    assert peer.references >= 2
    assert peer.pvg_valid_at(moment) or peer.offers == {PHONING}
    assert peer.courses_current_at(moment)
    assert peer.supervisor is not None
    assert peer.capacity
    assert not peer.training.policies_missing()


@settings(max_examples=60, deadline=None)
@whatever(
    requests=requests_among(ASKED),
    order=st.randoms(use_true_random=False),
    before=st.sampled_from([(DAVIE_ASKED,), DAVIE_TRAINED, DAVIE_SUPPORTS]),
)
def test_any_requests_in_any_order_of_recording_lead_to_a_known_stage(
    requests: list[Command], order: Random, before: tuple[Event, ...]
) -> None:
    events = [event for event in lived(requests, *MACHAIR, *before) if type(event) in PEER.hears]
    shuffled = order.sample(events, len(events))
    peer = davie(*shuffled)

    assert peer.stage in set(Stage) - {Stage.UNKNOWN}
    assert peer == davie(*map(without_keys, shuffled))
    assert all(each.endswith(".") for each in peer.why_no_new_match_at(NOW, 0, regulated=True))
    new = [event for event in events if event not in before]
    if len({event.at for event in new}) == len(new):
        assert peer.stage is davie(*events).stage


def test_a_peer_supporter_stands_as_they_do_without_any_key() -> None:
    history = (*DAVIE_SUPPORTS, DAVIE_PAUSED, DAVIE_SUSPENDED, DAVIE_NOT_SELECTED, DAVIE_LEFT)

    assert davie(*history) == davie(*map(without_keys, history))
