"""What an offer asks of everybody in it alike, and the open way around it."""

from datetime import date, timedelta

import msgspec
import pytest

from domain.competencies import CompetencyAssessed, Level, Voice
from domain.decider import Command, EnteredInError, Event
from domain.flags import INSTANT
from domain.peer import (
    PEER,
    ActivatePeer,
    AgreeRole,
    AskedBy,
    BoundariesNotLearnt,
    CoursesNotCurrent,
    EndException,
    EndRole,
    ExceptionEnded,
    ExceptionGranted,
    GrantException,
    LetPeerReturn,
    NothingToExcept,
    NotSelected,
    Peer,
    PeerActivated,
    PeerHasLeft,
    PeerIsSuspended,
    PeerLeft,
    PeerPaused,
    PeerRole,
    PeerSuspended,
    PoliciesNotAcknowledged,
    PvgNotValid,
    ReferencesMissing,
    RoleAgreed,
    RoleEnded,
)
from domain.people import OfferId
from domain.periods import end_of, start_of
from domain.service import (
    SERVICE,
    USUAL,
    USUAL_OF,
    AdoptPolicy,
    AssignStaffSupervisor,
    Duty,
    FormalityProfileSet,
    MayNotApprove,
    MayNotSupervise,
    Model,
    NotAProfile,
    OfferDefined,
    PolicyAdopted,
    RegulatedRoleAssessed,
    Requirement,
    RoleNotAssessed,
    Service,
    SetFormalityProfile,
    StaffSupervisorAssigned,
    Standard,
    SupervisingOneself,
    UnknownOffer,
    UnknownService,
    UnknownStaff,
    Workforce,
    together,
)
from domain.training import (
    Competency,
    Course,
    CourseCompleted,
    NotAnExpiryDay,
    NotNamed,
    Policy,
    PriorLearningRecognised,
)
from tests.domain.cast import (
    DAVIE,
    DAVIE_ACTIVE,
    DAVIE_ASKED,
    DAVIE_HAS_PVG,
    DAVIE_SUPPORTS,
    DAVIE_TRAINED,
    DAVIES_COURSES,
    DAVIES_POLICIES,
    FIRST_REFERENCE,
    FRASER,
    HAMISH,
    ISLA,
    ISLA_PHONED_DAVIE,
    MACHAIR,
    PHONING,
    SERVICE_OPENED,
    SHONA,
    WALKING,
    completed,
    named,
    offer_with,
    on,
)
from tests.domain.decisions import NOW, SERVICE_ID, entry, folded, given

FRASER_MANAGES = named(FRASER, Duty.MANAGER)
MANAGED = (*MACHAIR, FRASER_MANAGES)
BOUNDARIES_2 = PolicyAdopted(
    service=SERVICE_ID,
    policy=Policy.BOUNDARIES,
    version="2",
    valid_from=date(2026, 4, 1),
    approved_by=FRASER,
    at=on(3, 20),
)
ADOPT = AdoptPolicy(
    service=SERVICE_ID,
    policy=Policy.BOUNDARIES,
    version="2",
    approved_by=FRASER,
    valid_from=date(2026, 4, 1),
)
ASK_MORE = SetFormalityProfile(
    service=SERVICE_ID,
    offer=WALKING,
    approved_by=FRASER,
    courses=(*USUAL.courses, Course.SMHFA),
    policies=(*USUAL.policies, Policy.LONE_WORKING),
    references=3,
    competencies=(Competency.C6,),
    supervision_weeks=3,
    supervision_weeks_while_new=2,
    supervision_grace_days=7,
    agreement_template="WALKING-2",
)


def profile_set(offer: OfferId = WALKING, **changes: object) -> FormalityProfileSet:
    """What is asked in an offer, less or more than usual."""
    asked = {
        "courses": USUAL.courses,
        "policies": USUAL.policies,
        "references": 2,
        "competencies": (),
        "supervision_weeks_while_new": 4,
        "supervision_weeks": 6,
        "supervision_grace_days": 14,
    } | changes
    event: FormalityProfileSet = FormalityProfileSet(
        service=SERVICE_ID,
        offer=offer,
        approved_by=FRASER,
        at=on(2, 1),
        **asked,  # type: ignore[arg-type]  # the names are those of the event
    )
    return event


ACTIVATE = ActivatePeer(peer=DAVIE, offers=(WALKING,))
STARTED = msgspec.structs.replace(DAVIE_ACTIVE, at=NOW)
WITHOUT_CONF = tuple(each for each in DAVIE_TRAINED if each is not DAVIES_COURSES[1])
GRANT = GrantException(
    peer=DAVIE,
    requirement=Requirement.COURSE,
    code=Course.CONF,
    reason="The course was called off. He takes it in June.",
    until=date(2026, 6, 30),
    granted_by=FRASER,
)


def granted(
    requirement: Requirement = Requirement.COURSE,
    code: str | None = Course.CONF,
    until: date = date(2026, 6, 30),
) -> ExceptionGranted:
    """Fraser's exception for Davie."""
    return ExceptionGranted(
        service=SERVICE_ID,
        peer=DAVIE,
        requirement=requirement,
        code=code,
        reason="The course was called off. He takes it in June.",
        until=until,
        granted_by=FRASER,
        at=on(5, 1),
    )


def davie(*events: Event) -> Peer:
    found: Peer = folded(PEER, *events)
    return found


def machair(*events: Event) -> Service:
    found: Service = folded(SERVICE, *MANAGED, *events)
    return found


# --- Policies ---


def test_a_manager_adopts_a_policy_in_one_version() -> None:
    given(*MANAGED).when(ADOPT).then(msgspec.structs.replace(BOUNDARIES_2, at=NOW))
    given(*MANAGED, BOUNDARIES_2).when(ADOPT).then_nothing()


def test_a_policy_is_in_force_from_today_where_no_day_is_given() -> None:
    given(*MANAGED).when(msgspec.structs.replace(ADOPT, valid_from=None)).then(
        msgspec.structs.replace(BOUNDARIES_2, valid_from=date(2026, 5, 5), at=NOW)
    )


def test_a_version_has_a_name() -> None:
    given(*MANAGED).when(msgspec.structs.replace(ADOPT, version=" ")).then_refused(
        NotNamed, field="version"
    )


@pytest.mark.parametrize("command", [ADOPT, ASK_MORE])
def test_only_a_manager_approves(command: Command) -> None:
    by_isla = msgspec.structs.replace(command, approved_by=ISLA)

    given(*MACHAIR).when(command).then_refused(MayNotApprove, field="approved_by")
    given(*MANAGED).when(by_isla).then_refused(MayNotApprove, field="approved_by")


@pytest.mark.parametrize("command", [ADOPT, ASK_MORE])
def test_nothing_is_agreed_in_a_service_that_was_never_opened(command: Command) -> None:
    given().when(command).then_refused(UnknownService)


def test_a_version_is_in_force_from_its_day_until_the_next() -> None:
    third = msgspec.structs.replace(
        BOUNDARIES_2, version="3", valid_from=date(2026, 5, 1), at=on(4, 1)
    )
    service = machair(BOUNDARIES_2, third)
    begins, next_begins = start_of(date(2026, 4, 1)), start_of(date(2026, 5, 1))

    assert service.policies_at(begins - timedelta(seconds=1)) == {}
    assert service.policies_at(begins) == {Policy.BOUNDARIES: "2"}
    assert service.policies_at(next_begins - timedelta(seconds=1)) == {Policy.BOUNDARIES: "2"}
    assert service.policies_at(next_begins) == {Policy.BOUNDARIES: "3"}


def test_who_starts_has_gone_through_the_version_in_force() -> None:
    went_through = msgspec.structs.replace(DAVIES_POLICIES[1], version="2", at=on(4, 2))

    given(*MANAGED, BOUNDARIES_2, *DAVIE_TRAINED).when(ACTIVATE).then_refused(
        PoliciesNotAcknowledged, contains="the policy on boundaries (version 2)."
    )
    given(*MANAGED, BOUNDARIES_2, *DAVIE_TRAINED, went_through).when(ACTIVATE).then(STARTED)


def test_a_version_that_is_not_in_force_yet_is_asked_of_nobody() -> None:
    in_june = msgspec.structs.replace(BOUNDARIES_2, valid_from=date(2026, 6, 1))

    given(*MANAGED, in_june, *DAVIE_TRAINED).when(ACTIVATE).then(STARTED)


# --- Formality profiles ---


def test_a_manager_sets_what_an_offer_asks() -> None:
    asked = profile_set(
        courses=(*USUAL.courses, Course.SMHFA),
        policies=(*USUAL.policies, Policy.LONE_WORKING),
        references=3,
        competencies=(Competency.C6,),
        supervision_weeks=3,
        supervision_weeks_while_new=2,
        supervision_grace_days=7,
        agreement_template="WALKING-2",
    )

    given(*MANAGED).when(ASK_MORE).then(msgspec.structs.replace(asked, at=NOW))


def test_setting_the_same_twice_changes_nothing() -> None:
    usual = SetFormalityProfile(service=SERVICE_ID, offer=WALKING, approved_by=FRASER)

    given(*MANAGED, profile_set()).when(usual).then_nothing()


def test_an_offer_that_nobody_described_asks_nothing() -> None:
    nowhere = msgspec.structs.replace(ASK_MORE, offer=OfferId("unheard of"))

    given(*MANAGED).when(nowhere).then_refused(UnknownOffer, field="offer")


@pytest.mark.parametrize(
    ("field", "number"),
    [
        ("references", -1),
        ("references", 6),
        ("supervision_weeks", 0),
        ("supervision_weeks", 27),
        ("supervision_weeks_while_new", 0),
        ("supervision_grace_days", -1),
        ("supervision_grace_days", 61),
    ],
)
def test_a_profile_asks_what_can_be_done(field: str, number: int) -> None:
    given(*MANAGED).when(msgspec.structs.replace(ASK_MORE, **{field: number})).then_refused(
        NotAProfile, field=field
    )


def test_a_course_of_a_profile_has_a_name() -> None:
    given(*MANAGED).when(msgspec.structs.replace(ASK_MORE, courses=("",))).then_refused(
        NotNamed, field="courses"
    )


def test_supervision_depends_on_the_model_where_nothing_was_set() -> None:
    group = OfferId("group")
    described = OfferDefined(
        service=SERVICE_ID,
        offer=group,
        name="Group",
        model=Model.PEER_LED,
        delivery=(),
        at=on(1, 6),
    )
    service = machair(described)

    assert service.standard_of(group) == USUAL_OF[Model.PEER_LED]
    assert (6, 12, 28) == (
        service.standard_of(group).supervision_weeks_while_new,
        service.standard_of(group).supervision_weeks,
        service.standard_of(group).supervision_grace_days,
    )
    assert service.standard_of(WALKING) == USUAL
    assert service.standard_of(OfferId("unheard of")) == USUAL


def test_somebody_in_two_offers_does_what_both_ask_and_the_stricter_where_they_differ() -> None:
    strict = Standard(courses=(Course.CONF, Course.LONE), references=3, supervision_weeks=2)

    both = together([USUAL, strict])

    assert both.courses == (*USUAL.courses, Course.LONE)
    assert (3, 2, 4) == (
        both.references,
        both.supervision_weeks,
        both.supervision_weeks_while_new,
    )


def test_who_starts_in_an_offer_has_what_that_offer_asks() -> None:
    more = profile_set(courses=(*USUAL.courses, Course.SMHFA))
    taken = completed(Course.SMHFA)

    given(*MANAGED, more, *DAVIE_TRAINED).when(ACTIVATE).then_refused(
        CoursesNotCurrent, contains="the course on mental health first aid."
    )
    given(*MANAGED, more, *DAVIE_TRAINED, taken).when(ACTIVATE).then(STARTED)
    given(*MANAGED, profile_set(references=3), *DAVIE_TRAINED).when(ACTIVATE).then_refused(
        ReferencesMissing, contains="2 of 3 references"
    )
    given(
        *MANAGED, profile_set(policies=(*USUAL.policies, Policy.LONE_WORKING)), *DAVIE_TRAINED
    ).when(ACTIVATE).then_refused(PoliciesNotAcknowledged, contains="lone working")


def test_a_course_of_the_services_own_goes_by_its_code() -> None:
    own = profile_set(courses=("MACHAIR-WALKS",))

    given(*MANAGED, own, *DAVIE_TRAINED).when(ACTIVATE).then_refused(
        CoursesNotCurrent, contains="the course on MACHAIR-WALKS."
    )


def test_an_offer_may_ask_less_than_usual() -> None:
    less = profile_set(courses=(Course.PPP,), policies=(), references=0)
    gone = {id(each) for each in (*DAVIES_COURSES[1:3], *DAVIES_POLICIES, FIRST_REFERENCE)}
    history = [each for each in DAVIE_TRAINED if id(each) not in gone]

    given(*MANAGED, less, *history).when(ACTIVATE).then(STARTED)


WITHOUT_BOUNDARIES = tuple(each for each in DAVIE_TRAINED if each is not DAVIES_COURSES[3])
ASKS_NOTHING_OF_THEM = profile_set(courses=(Course.PPP,))


def boundaries(last_day: date | None) -> CourseCompleted:
    """The course on boundaries, to the end of a day."""
    return completed(Course.BOUND, until=last_day)


def test_nobody_starts_before_they_learnt_to_keep_boundaries_whatever_an_offer_asks() -> None:
    for profile in (ASKS_NOTHING_OF_THEM, profile_set(courses=())):
        given(*MANAGED, profile, *WITHOUT_BOUNDARIES).when(ACTIVATE).then_refused(
            BoundariesNotLearnt, contains="learnt to keep boundaries"
        )
    given(*MANAGED, ASKS_NOTHING_OF_THEM, *WITHOUT_BOUNDARIES, boundaries(None)).when(
        ACTIVATE
    ).then(STARTED)


def test_the_course_on_boundaries_opens_the_start_to_the_end_of_its_last_day() -> None:
    last_day = date(2026, 6, 30)
    learnt = (*MANAGED, ASKS_NOTHING_OF_THEM, *WITHOUT_BOUNDARIES, boundaries(last_day))
    last = end_of(last_day)

    given(*learnt).when(ACTIVATE, last).then(msgspec.structs.replace(DAVIE_ACTIVE, at=last))
    given(*learnt).when(ACTIVATE, last + INSTANT).then_refused(BoundariesNotLearnt)


def test_no_exception_opens_the_start_without_boundaries() -> None:
    excepted = granted(Requirement.COURSE, Course.BOUND)

    given(*MANAGED, *WITHOUT_BOUNDARIES, excepted).when(ACTIVATE).then_refused(BoundariesNotLearnt)


def test_other_ways_to_have_learnt_boundaries_open_the_start_and_a_view_of_them_does_not() -> None:
    elsewhere = CourseCompleted(peer=DAVIE, course="LOCAL", counts_as=Course.BOUND, at=on(1, 26))
    before = PriorLearningRecognised(
        peer=DAVIE, course=Course.BOUND, recognised_by=ISLA, evidence="Scenarios.", at=on(1, 26)
    )
    able = [
        CompetencyAssessed(
            peer=DAVIE, competency=Competency.C6, voice=voice, level=Level.ABLE, at=on(1, 26)
        )
        for voice in Voice
    ]
    here = (*MANAGED, ASKS_NOTHING_OF_THEM, *WITHOUT_BOUNDARIES)

    for learnt in (elsewhere, before):
        given(*here, learnt).when(ACTIVATE).then(STARTED)
    given(*here, *able).when(ACTIVATE).then_refused(BoundariesNotLearnt)


def test_of_the_ten_competencies_no_other_stands_before_the_start() -> None:
    every_one = profile_set(competencies=tuple(Competency))

    given(*MANAGED, every_one, *DAVIE_TRAINED).when(ACTIVATE).then(STARTED)


def test_whoever_supports_people_goes_on_when_the_course_on_boundaries_runs_out() -> None:
    ended = boundaries(date(2026, 5, 1))
    phoning = ActivatePeer(peer=DAVIE, offers=(PHONING,))
    supports = (*MANAGED, ASKS_NOTHING_OF_THEM, *WITHOUT_BOUNDARIES, ended, DAVIE_ACTIVE)

    given(*supports).when(ACTIVATE).then_nothing()
    given(*supports, profile_set(PHONING, courses=())).when(phoning).then_refused(
        BoundariesNotLearnt
    )


def test_what_one_offer_asks_is_not_asked_in_another() -> None:
    more = profile_set(courses=(*USUAL.courses, Course.SMHFA))
    phoning = ActivatePeer(peer=DAVIE, offers=(PHONING,))

    given(*MANAGED, more, *DAVIE_TRAINED).when(phoning).then(
        PeerActivated(peer=DAVIE, offers=(PHONING,), at=NOW)
    )


def test_who_comes_back_has_what_their_offers_ask() -> None:
    paused = PeerPaused(peer=DAVIE, asked_by=AskedBy.SELF, at=on(4, 22))
    phoned = msgspec.structs.replace(ISLA_PHONED_DAVIE, at=on(5, 1))
    more = profile_set(courses=(*USUAL.courses, Course.SMHFA))

    given(*MANAGED, more, *DAVIE_SUPPORTS, paused, phoned).when(
        LetPeerReturn(peer=DAVIE)
    ).then_refused(CoursesNotCurrent, contains="mental health first aid")


def test_supervision_is_due_as_often_as_an_offer_asks() -> None:
    standard = machair(
        profile_set(supervision_weeks_while_new=2, supervision_weeks=3, supervision_grace_days=7)
    ).standard_of(WALKING)
    peer = davie(*DAVIE_SUPPORTS)
    red = start_of(date(2026, 5, 12))

    assert peer.supervision_due_on(NOW, standard) == date(2026, 5, 4)
    assert not peer.supervision_red_at(red - timedelta(seconds=1), standard)
    assert peer.supervision_red_at(red, standard)
    assert not peer.supervision_red_at(red)


def test_competencies_are_something_to_work_towards_and_stand_in_nobodys_way() -> None:
    all_ten = profile_set(competencies=tuple(Competency))

    given(*MANAGED, all_ten, *DAVIE_TRAINED).when(ACTIVATE).then(STARTED)


# --- Exceptions ---


def test_an_exception_is_granted_openly() -> None:
    given(*MANAGED, *WITHOUT_CONF).when(GRANT).then(msgspec.structs.replace(granted(), at=NOW))
    given(*MANAGED, *WITHOUT_CONF, granted()).when(GRANT).then_nothing()


def test_a_silent_exception_is_impossible() -> None:
    """Whoever has no exception is refused, whatever else is so."""
    given(*MANAGED, *WITHOUT_CONF).when(ACTIVATE).then_refused(CoursesNotCurrent)
    given(*MANAGED, *WITHOUT_CONF, granted()).when(ACTIVATE).then(STARTED)


@pytest.mark.parametrize(
    ("missing", "exception"),
    [
        (DAVIES_COURSES[2], granted(code=Course.ASPCP)),
        (DAVIES_POLICIES[0], granted(Requirement.POLICY, Policy.CONFIDENTIALITY)),
        (FIRST_REFERENCE, granted(Requirement.REFERENCES, None)),
    ],
)
def test_an_exception_is_from_one_thing(missing: Event, exception: ExceptionGranted) -> None:
    history = [each for each in DAVIE_TRAINED if each is not missing]

    given(*MANAGED, *history, exception).when(ACTIVATE).then(STARTED)
    given(*MANAGED, *WITHOUT_CONF, *([] if missing in DAVIES_COURSES else [exception])).when(
        ACTIVATE
    ).then_refused(CoursesNotCurrent)


def test_nobody_is_excepted_from_the_pvg_scheme() -> None:
    history = [each for each in DAVIE_TRAINED if each is not DAVIE_HAS_PVG]
    everything = [
        *(granted(code=each) for each in USUAL.courses),
        *(granted(Requirement.POLICY, each) for each in USUAL.policies),
        granted(Requirement.REFERENCES, None),
        granted(Requirement.SUPERVISION, None),
    ]

    given(*MANAGED, *history, *everything).when(ACTIVATE).then_refused(PvgNotValid)


def test_an_exception_holds_to_the_end_of_its_last_day() -> None:
    peer = davie(*WITHOUT_CONF, granted())

    assert not peer.courses_current_at(on(4, 30))
    assert peer.courses_current_at(end_of(date(2026, 6, 30)))
    assert not peer.courses_current_at(start_of(date(2026, 7, 1)))


def test_an_exception_from_supervision_lets_a_new_match_be_proposed() -> None:
    peer = davie(*DAVIE_SUPPORTS, granted(Requirement.SUPERVISION, None))

    assert davie(*DAVIE_SUPPORTS).supervision_red_at(on(6, 2))
    assert not peer.supervision_red_at(on(6, 2))
    assert peer.supervision_red_at(on(7, 2))


@pytest.mark.parametrize("until", [date(2026, 5, 4), date(2026, 11, 6)])
def test_an_exception_ends_within_six_months(until: date) -> None:
    given(*MANAGED, DAVIE_ASKED).when(msgspec.structs.replace(GRANT, until=until)).then_refused(
        NotAnExpiryDay, field="until"
    )


@pytest.mark.parametrize("until", [date(2026, 5, 5), date(2026, 11, 5)])
def test_an_exception_may_end_on_any_day_until_then(until: date) -> None:
    given(*MANAGED, DAVIE_ASKED).when(msgspec.structs.replace(GRANT, until=until)).then(
        msgspec.structs.replace(granted(until=until), at=NOW)
    )


def test_an_exception_has_a_reason_and_the_name_of_a_manager() -> None:
    silent = msgspec.structs.replace(GRANT, reason=" ")
    by_isla = msgspec.structs.replace(GRANT, granted_by=ISLA)

    given(*MANAGED, DAVIE_ASKED).when(silent).then_refused(NotNamed, field="reason")
    given(*MANAGED, DAVIE_ASKED).when(by_isla).then_refused(MayNotApprove, field="granted_by")


@pytest.mark.parametrize(
    ("requirement", "code"),
    [
        (Requirement.COURSE, None),
        (Requirement.COURSE, "he would rather not"),
        (Requirement.POLICY, Policy.EXPENSES),
        (Requirement.REFERENCES, "one is enough"),
        (Requirement.SUPERVISION, "he is busy"),
    ],
)
def test_an_exception_is_from_something_that_is_asked(
    requirement: Requirement, code: str | None
) -> None:
    given(*MANAGED, DAVIE_ASKED).when(
        msgspec.structs.replace(GRANT, requirement=requirement, code=code)
    ).then_refused(NothingToExcept, field="code")


def test_an_exception_may_end_early() -> None:
    end = EndException(peer=DAVIE, requirement=Requirement.COURSE, code=Course.CONF)
    ended = ExceptionEnded(
        service=SERVICE_ID, peer=DAVIE, requirement=Requirement.COURSE, code=Course.CONF, at=NOW
    )

    given(*MANAGED, *WITHOUT_CONF, granted()).when(end).then(ended)
    given(*MANAGED, *WITHOUT_CONF, granted(), ended).when(end).then_nothing()
    given(*MANAGED, *WITHOUT_CONF).when(end).then_nothing()
    assert not davie(*WITHOUT_CONF, granted(), ended).courses_current_at(on(5, 6))


def test_an_exception_that_is_granted_anew_holds_to_its_new_day() -> None:
    longer = msgspec.structs.replace(granted(until=date(2026, 8, 31)), at=on(5, 4))
    sooner = msgspec.structs.replace(granted(until=date(2026, 5, 10)), at=on(5, 4))

    assert davie(*WITHOUT_CONF, granted(), longer).courses_current_at(on(8, 1))
    assert not davie(*WITHOUT_CONF, granted(), sooner).courses_current_at(on(6, 1))


def test_somebody_who_left_needs_no_exception() -> None:
    left = PeerLeft(peer=DAVIE, at=on(5, 1))

    given(*MANAGED, *DAVIE_SUPPORTS, left).when(GRANT).then_refused(PeerHasLeft)


# --- Roles ---

AGREE = AgreeRole(peer=DAVIE, role=PeerRole.BEFRIENDING, offer=WALKING)
END = EndRole(peer=DAVIE, role=PeerRole.BEFRIENDING, offer=WALKING)
AGREED = RoleAgreed(peer=DAVIE, role=PeerRole.BEFRIENDING, offer=WALKING, at=on(4, 20))
ROLE_ENDED = RoleEnded(peer=DAVIE, role=PeerRole.BEFRIENDING, offer=WALKING, at=on(5, 1))


@pytest.mark.parametrize("role", PeerRole)
def test_any_of_the_nine_roles_may_be_agreed(role: PeerRole) -> None:
    starts_on = date(2026, 6, 1)

    given(*MACHAIR, *DAVIE_TRAINED).when(
        AgreeRole(peer=DAVIE, role=role, offer=WALKING, starts_on=starts_on)
    ).then(RoleAgreed(peer=DAVIE, role=role, offer=WALKING, starts_on=starts_on, at=NOW))


def test_there_are_nine_roles() -> None:
    assert len(PeerRole) == 9


def test_a_role_is_agreed_and_ended_once() -> None:
    given(*MACHAIR, *DAVIE_TRAINED, AGREED).when(AGREE).then_nothing()
    given(*MACHAIR, *DAVIE_TRAINED, AGREED).when(END).then(
        msgspec.structs.replace(ROLE_ENDED, at=NOW)
    )
    given(*MACHAIR, *DAVIE_TRAINED, AGREED, ROLE_ENDED).when(END).then_nothing()
    assert davie(*DAVIE_TRAINED, AGREED).roles == {(PeerRole.BEFRIENDING, WALKING)}
    assert davie(*DAVIE_TRAINED, AGREED, ROLE_ENDED).roles == frozenset()


def test_a_role_needs_the_courses_of_its_offer() -> None:
    more = profile_set(courses=(*USUAL.courses, Course.SMHFA))

    given(*MANAGED, more, *DAVIE_TRAINED).when(AGREE).then_refused(
        CoursesNotCurrent, contains="This role cannot be agreed yet."
    )
    given(*MANAGED, more, *DAVIE_TRAINED).when(msgspec.structs.replace(AGREE, offer=PHONING)).then(
        RoleAgreed(peer=DAVIE, role=PeerRole.BEFRIENDING, offer=PHONING, at=NOW)
    )


def test_nobody_is_given_a_regulated_role_before_the_pvg_result() -> None:
    history = [each for each in DAVIE_TRAINED if each is not DAVIE_HAS_PVG]

    given(*MACHAIR, *history).when(AGREE).then_refused(PvgNotValid)


def test_a_role_is_agreed_with_somebody_who_was_selected_for_an_assessed_offer() -> None:
    gardening = OfferId("gardening")
    described, _assessed = offer_with(gardening, regulated=False)
    suspended = PeerSuspended(peer=DAVIE, ground="BEING_LOOKED_INTO", at=on(5, 1))

    given(*MACHAIR, DAVIE_ASKED).when(AGREE).then_refused(NotSelected)
    given(*MACHAIR, described, *DAVIE_TRAINED).when(
        msgspec.structs.replace(AGREE, offer=gardening)
    ).then_refused(RoleNotAssessed)
    given(*MACHAIR, *DAVIE_TRAINED).when(
        msgspec.structs.replace(AGREE, offer=OfferId("unheard of"))
    ).then_refused(UnknownOffer)
    given(*MACHAIR, *DAVIE_SUPPORTS, suspended).when(AGREE).then_refused(PeerIsSuspended)


# --- The workforce of the PVG scheme ---


def with_children(workforce: Workforce) -> tuple[Event, ...]:
    """Walking, done with these."""
    assessed = RegulatedRoleAssessed(
        service=SERVICE_ID,
        offer=WALKING,
        regulated=True,
        assessor=FRASER,
        workforce=workforce,
        at=on(1, 9),
    )
    return (*MACHAIR, assessed)


@pytest.mark.parametrize(
    ("needed", "held"),
    [
        (Workforce.CHILDREN, Workforce.ADULTS),
        (Workforce.ADULTS, Workforce.CHILDREN),
        (Workforce.BOTH, Workforce.ADULTS),
        (Workforce.BOTH, Workforce.CHILDREN),
    ],
)
def test_membership_for_others_than_those_of_the_role_is_not_enough(
    needed: Workforce, held: Workforce
) -> None:
    result = msgspec.structs.replace(DAVIE_HAS_PVG, workforce=held)
    history = [result if each is DAVIE_HAS_PVG else each for each in DAVIE_TRAINED]

    given(*with_children(needed), *history).when(ACTIVATE).then_refused(
        PvgNotValid, contains="with others than those"
    )


@pytest.mark.parametrize(
    ("needed", "held"),
    [
        (Workforce.CHILDREN, Workforce.CHILDREN),
        (Workforce.CHILDREN, Workforce.BOTH),
        (Workforce.ADULTS, Workforce.BOTH),
        (Workforce.BOTH, Workforce.BOTH),
    ],
)
def test_membership_for_those_of_the_role_is_enough(needed: Workforce, held: Workforce) -> None:
    result = msgspec.structs.replace(DAVIE_HAS_PVG, workforce=held)
    history = [result if each is DAVIE_HAS_PVG else each for each in DAVIE_TRAINED]

    given(*with_children(needed), *history).when(ACTIVATE).then(STARTED)
    assert "PVG" not in " ".join(
        davie(*history, DAVIE_ACTIVE).why_no_new_match_at(NOW, 0, True, USUAL, (needed,))
    )


def test_no_new_match_in_a_role_with_others() -> None:
    (sentence,) = davie(*DAVIE_SUPPORTS).why_no_new_match_at(
        NOW, 0, True, USUAL, (Workforce.CHILDREN,)
    )

    assert "PVG" in sentence


# --- The supervision of staff ---

SUPERVISE_ISLA = AssignStaffSupervisor(service=SERVICE_ID, staff=ISLA, supervisor=SHONA)


def test_a_coordinator_has_a_supervisor_too() -> None:
    assigned = StaffSupervisorAssigned(service=SERVICE_ID, staff=ISLA, supervisor=SHONA, at=NOW)

    given(*MACHAIR).when(SUPERVISE_ISLA).then(assigned)
    given(*MACHAIR, assigned).when(SUPERVISE_ISLA).then_nothing()


def test_nobody_supervises_themself() -> None:
    given(*MACHAIR).when(msgspec.structs.replace(SUPERVISE_ISLA, supervisor=ISLA)).then_refused(
        SupervisingOneself, field="supervisor"
    )


def test_who_supervises_staff_has_a_duty_for_it() -> None:
    given(*MACHAIR).when(msgspec.structs.replace(SUPERVISE_ISLA, supervisor=HAMISH)).then_refused(
        MayNotSupervise, field="supervisor"
    )
    given(SERVICE_OPENED).when(SUPERVISE_ISLA).then_refused(UnknownStaff, field="staff")


def test_a_profile_entered_in_error_asks_nothing() -> None:
    more = profile_set(references=3)
    history = (*MANAGED, more, *DAVIE_TRAINED)
    mistake = EnteredInError(at=more.at, entry_subjects=more.subjects)

    given(*history, entry(len(history) + 1, mistake, corrects=history.index(more) + 1)).when(
        ACTIVATE
    ).then(STARTED)
