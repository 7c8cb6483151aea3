"""A new match asks of the peer supporter what its offer asks of everybody, and a valid PVG."""

from datetime import date

import msgspec

from domain.decider import Event
from domain.match import (
    MatchProposed,
    PeerNotMet,
    ProposeMatch,
    SupervisionNotHeld,
)
from domain.peer import CoursesNotCurrent, ExceptionGranted, PeerHandedOver, PvgNotValid
from domain.people import MatchId, StaffId
from domain.service import (
    Duty,
    FormalityProfileSet,
    RegulatedRoleAssessed,
    Requirement,
    Workforce,
)
from domain.training import Course
from tests.domain.cast import (
    DAVIE,
    DAVIE_HAS_PVG,
    DAVIE_SUPPORTS,
    DAVIES_COURSES,
    FRASER,
    ISLA,
    ISLA_PHONED_DAVIE,
    MACHAIR,
    MORAG,
    MORAG_MET,
    MORAG_WAITS,
    MORAGS_REFERRAL,
    WALKING,
    completed,
    named,
    on,
)
from tests.domain.decisions import NOW, SERVICE_ID, fresh_id, given

PROPOSE = ProposeMatch(
    referral=MORAGS_REFERRAL, peer=DAVIE, coordinator=ISLA, reasons="Both like the hills."
)
PROPOSED = MatchProposed(
    match=MatchId(fresh_id("match")),
    referral=MORAGS_REFERRAL,
    person=MORAG,
    peer=DAVIE,
    offer=WALKING,
    coordinator=ISLA,
    reasons="Both like the hills.",
    knows_person_at=MORAG_MET.at,
    knows_peer_at=ISLA_PHONED_DAVIE.at,
    regulated=True,
    at=NOW,
)
MORE = FormalityProfileSet(
    service=SERVICE_ID,
    offer=WALKING,
    approved_by=FRASER,
    courses=(Course.CONF, Course.SMHFA),
    policies=(),
    references=2,
    competencies=(),
    supervision_weeks_while_new=4,
    supervision_weeks=6,
    supervision_grace_days=14,
    at=on(4, 1),
)
KNOWN = (*MORAG_WAITS, *DAVIE_SUPPORTS, ISLA_PHONED_DAVIE)


def test_a_match_needs_the_courses_that_its_offer_asks_for() -> None:
    given(*MACHAIR, MORE, *KNOWN).when(PROPOSE).then_refused(
        CoursesNotCurrent, contains="mental health first aid", field="peer"
    )
    given(*MACHAIR, MORE, *KNOWN, completed(Course.SMHFA)).when(PROPOSE).then(PROPOSED)


def test_a_match_needs_no_course_that_its_offer_does_not_ask_for() -> None:
    history = [each for each in KNOWN if each is not DAVIES_COURSES[0]]

    given(*MACHAIR, *history).when(PROPOSE).then_refused(CoursesNotCurrent)
    given(*MACHAIR, MORE, *history, completed(Course.SMHFA)).when(PROPOSE).then(PROPOSED)


def test_an_exception_from_a_course_lets_a_match_be_proposed() -> None:
    excepted = ExceptionGranted(
        service=SERVICE_ID,
        peer=DAVIE,
        requirement=Requirement.COURSE,
        code=Course.SMHFA,
        reason="The course was called off.",
        until=date(2026, 6, 30),
        granted_by=FRASER,
        at=on(5, 1),
    )

    given(*MACHAIR, MORE, *KNOWN, excepted).when(PROPOSE).then(PROPOSED)


def test_a_match_needs_supervision_as_often_as_its_offer_asks() -> None:
    often = msgspec.structs.replace(
        MORE,
        courses=(),
        supervision_weeks_while_new=1,
        supervision_weeks=1,
        supervision_grace_days=0,
    )

    given(*MACHAIR, often, *KNOWN).when(PROPOSE).then_refused(
        SupervisionNotHeld, contains="due 27 April 2026"
    )


def test_a_match_needs_membership_for_those_with_whom_the_role_is() -> None:
    with_children: Event = RegulatedRoleAssessed(
        service=SERVICE_ID,
        offer=WALKING,
        regulated=True,
        assessor=FRASER,
        workforce=Workforce.CHILDREN,
        at=on(4, 1),
    )
    for_both = msgspec.structs.replace(DAVIE_HAS_PVG, workforce=Workforce.BOTH, at=on(4, 2))

    given(*MACHAIR, with_children, *KNOWN).when(PROPOSE).then_refused(PvgNotValid, field="peer")
    given(*MACHAIR, with_children, *KNOWN, for_both).when(PROPOSE).then(PROPOSED)


def test_who_took_over_may_propose_on_what_the_other_knew() -> None:
    rhona = StaffId("rhona")
    met = msgspec.structs.replace(MORAG_MET, coordinator=rhona, at=on(5, 1))
    handed_over = PeerHandedOver(
        peer=DAVIE, from_staff=ISLA, to_staff=rhona, note="Evenings suit him.", at=on(5, 2)
    )
    history = (*MACHAIR, named(rhona, Duty.COORDINATOR), *KNOWN, met)
    by_rhona = msgspec.structs.replace(PROPOSE, coordinator=rhona)

    given(*history).when(by_rhona).then_refused(PeerNotMet)
    given(*history, handed_over).when(by_rhona).then(
        msgspec.structs.replace(
            PROPOSED,
            coordinator=rhona,
            knows_person_at=met.at,
            knows_peer_at=ISLA_PHONED_DAVIE.at,
        )
    )
