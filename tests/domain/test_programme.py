"""A course: from its design to its end, and who has a place on it."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import msgspec
import pytest
from hypothesis import given as whatever
from hypothesis import settings
from hypothesis import strategies as st

from domain.attending import FewerThanNamed, NotACount, NotTheirReferral
from domain.concern_between_peers import CONCERNS
from domain.decider import Command, Event
from domain.flags import standing
from domain.gatherings import LeadsAs, NoGroundRules, TooFewLeaders, VenueNotChecked
from domain.group import NoCoordinatorNamed, NoName, NotAGroupOffer
from domain.group_flags import flags_of_programme
from domain.peer import PeerNotActive
from domain.people import OfferId, PersonId, ProgrammeId
from domain.periods import NotALengthOfTime
from domain.person import PersonHasDied, PersonRegistered, UnknownPerson
from domain.programme import (
    PROGRAMME,
    CancelProgramme,
    CompleteProgramme,
    CourseHasStarted,
    CourseIsOver,
    CourseNotRunning,
    DesignProgramme,
    EnrolmentNotOpen,
    ImpossibleCourse,
    NameProgrammeLeader,
    NotScheduled,
    OpenEnrolment,
    Programme,
    ProgrammeCancelled,
    ProgrammeCompleted,
    ProgrammeDesigned,
    ProgrammeEnrolmentOpened,
    ProgrammeGroundRulesAgreed,
    ProgrammeLeaderNamed,
    ProgrammeLeaderStopped,
    ProgrammeScheduled,
    ProgrammeStarted,
    ProgrammeVenueChecked,
    RecordProgrammeGroundRules,
    RecordProgrammeLeaderStopped,
    RecordProgrammeVenue,
    ScheduleProgramme,
    Stage,
    StartProgramme,
    UnknownProgramme,
)
from domain.programme_places import (
    COURSE,
    BookEnrolment,
    Course,
    CourseIsFull,
    Enrolment,
    EnrolmentBooked,
    EnrolmentDropped,
    NoPlace,
    ProgrammeSessionAttended,
    ProgrammeSessionHeld,
    RecordEnrolmentDropped,
    RecordProgrammeSession,
)
from domain.referral import ByWayOf, SupportStarted, UnknownReferral
from domain.service import Delivery, Model, OfferDefined
from tests.domain.cast import (
    CALLUM,
    DAVIE,
    DAVIE_ASKED,
    DAVIE_SUPPORTS,
    FRASER,
    ISLA,
    MACHAIR,
    MORAG,
    MORAG_DIED,
    MORAG_WAITS,
    MORAGS_REFERRAL,
    WALKING,
    on,
)
from tests.domain.decisions import (
    NOW,
    SERVICE_ID,
    Asked,
    folded,
    fresh_id,
    given,
    lived,
    requests_among,
    without_keys,
)

LIVING_WELL = OfferId("living-well")
SPRING = ProgrammeId("spring")
OFFERED = OfferDefined(
    service=SERVICE_ID,
    offer=LIVING_WELL,
    name="Living well",
    model=Model.FACILITATED,
    delivery=(Delivery.GROUP,),
    at=on(1, 6),
)
CALLUM_REGISTERED = PersonRegistered(
    person=CALLUM, service=SERVICE_ID, name="Callum Example", at=on(2, 3)
)
DATES = tuple(datetime(2026, 4, 7, 13, tzinfo=UTC) + timedelta(weeks=week) for week in range(6))
DESIGNED = ProgrammeDesigned(
    programme=SPRING,
    service=SERVICE_ID,
    offer=LIVING_WELL,
    coordinator=ISLA,
    sessions=6,
    enough=4,
    places=2,
    name="Living well, spring",
    at=on(3, 2),
)
SCHEDULED = ProgrammeScheduled(programme=SPRING, dates=DATES, at=on(3, 3))
DAVIE_LEADS = ProgrammeLeaderNamed(
    programme=SPRING, leads_as=LeadsAs.LEADER, peer=DAVIE, at=on(3, 3)
)
ISLA_LEADS = ProgrammeLeaderNamed(
    programme=SPRING, leads_as=LeadsAs.FACILITATOR, staff=ISLA, at=on(3, 3)
)
DAVIE_STOPPED = ProgrammeLeaderStopped(programme=SPRING, peer=DAVIE, at=on(4, 20))
VENUE = ProgrammeVenueChecked(programme=SPRING, accessible=True, at=on(3, 4))
RULES = ProgrammeGroundRulesAgreed(programme=SPRING, version=1, rules="Stays here.", at=on(3, 5))
BOOKING = ProgrammeEnrolmentOpened(programme=SPRING, at=on(3, 6))
STARTED = ProgrammeStarted(programme=SPRING, at=on(4, 7, 12))
COMPLETED = ProgrammeCompleted(programme=SPRING, at=on(5, 4))
CANCELLED = ProgrammeCancelled(programme=SPRING, at=on(4, 30))
READY = (DESIGNED, SCHEDULED, DAVIE_LEADS, ISLA_LEADS, VENUE, RULES, BOOKING)
RUNNING = (*READY, STARTED)
BOOKED = EnrolmentBooked(programme=SPRING, person=MORAG, at=on(3, 9))
DROPPED = EnrolmentDropped(programme=SPRING, person=MORAG, at=on(4, 25))
DESIGN = DesignProgramme(offer=LIVING_WELL, coordinator=ISLA, name="Living well, spring")
START = StartProgramme(programme=SPRING)
BOOK = BookEnrolment(programme=SPRING, person=MORAG)


def held(number: int) -> ProgrammeSessionHeld:
    return ProgrammeSessionHeld(
        programme=SPRING,
        number=number,
        minutes=150,
        headcount=1,
        worried=False,
        at=DATES[number - 1],
    )


def came(number: int, person: PersonId = MORAG) -> ProgrammeSessionAttended:
    return ProgrammeSessionAttended(
        programme=SPRING, number=number, person=person, minutes=150, at=DATES[number - 1]
    )


def stage(*events: Event, moment: datetime = NOW) -> Stage:
    programme: Programme = folded(PROGRAMME, *events)
    return programme.stage_at(moment)


def place(*events: Event, moment: datetime = NOW) -> Enrolment | None:
    course: Course = folded(COURSE, *events)
    return course.places[MORAG].enrolment_at(moment, folded(PROGRAMME, *events))


def codes(*events: Event, moment: datetime = NOW) -> set[str]:
    flags = flags_of_programme(
        folded(PROGRAMME, *events), folded(COURSE, *events), folded(CONCERNS, *events)
    )
    return {flag.code for flag in standing(flags, moment)}


def asking(command: Command, *events: Event) -> Asked:
    return given(*MORAG_WAITS, CALLUM_REGISTERED, *events).when(command)


# --- From the design to the end ---


def test_a_coordinator_designs_a_course_of_six_sessions_of_which_four_complete_it() -> None:
    designed = msgspec.structs.replace(
        DESIGNED, programme=ProgrammeId(fresh_id("programme")), places=16, at=NOW
    )

    given(*MACHAIR, OFFERED).when(DESIGN).then(designed)


@pytest.mark.parametrize(
    ("field", "number"),
    [
        ("sessions", 0),
        ("sessions", 53),
        ("enough", 0),
        ("enough", 7),
        ("places", 0),
        ("places", 17),
    ],
)
def test_the_numbers_of_a_course_must_be_possible(field: str, number: int) -> None:
    asked = msgspec.structs.replace(DESIGN, **{field: number})

    given(*MACHAIR, OFFERED).when(asked).then_refused(ImpossibleCourse, field=field)


def test_a_course_is_of_an_offer_for_several_has_a_coordinator_and_a_name() -> None:
    service = given(*MACHAIR, OFFERED)

    service.when(msgspec.structs.replace(DESIGN, offer=WALKING)).then_refused(NotAGroupOffer)
    service.when(msgspec.structs.replace(DESIGN, coordinator=FRASER)).then_refused(
        NoCoordinatorNamed
    )
    service.when(msgspec.structs.replace(DESIGN, name="")).then_refused(NoName)


def test_what_is_asked_of_an_unknown_course_is_refused() -> None:
    given().when(START).then_refused(UnknownProgramme)
    given().when(RecordProgrammeSession(programme=SPRING, number=1)).then_refused(UnknownProgramme)


def test_each_session_gets_a_date() -> None:
    schedule = ScheduleProgramme(programme=SPRING, dates=DATES)
    early = on(3, 3)

    given(DESIGNED).when(schedule, now=early).then(SCHEDULED)
    given(DESIGNED, SCHEDULED).when(schedule, now=early).then_nothing()
    for wrong in (DATES[:5], (DATES[1], DATES[0], *DATES[2:]), (DATES[0], *DATES[:5])):
        given(DESIGNED).when(
            ScheduleProgramme(programme=SPRING, dates=wrong), now=early
        ).then_refused(ImpossibleCourse, field="dates")
    given(DESIGNED).when(schedule, now=NOW).then_refused(ImpossibleCourse, "past", field="dates")


def test_a_date_without_a_time_zone_is_local_time() -> None:
    local = tuple(each.replace(tzinfo=None) + timedelta(hours=1) for each in DATES)

    given(DESIGNED).when(ScheduleProgramme(programme=SPRING, dates=local), now=on(3, 3)).then(
        SCHEDULED
    )


def test_a_running_course_keeps_its_dates() -> None:
    given(*RUNNING).when(ScheduleProgramme(programme=SPRING, dates=DATES)).then_refused(
        CourseHasStarted
    )


def test_places_are_booked_once_there_are_dates() -> None:
    given(DESIGNED).when(OpenEnrolment(programme=SPRING)).then_refused(NotScheduled)
    given(DESIGNED, SCHEDULED).when(OpenEnrolment(programme=SPRING)).then(
        msgspec.structs.replace(BOOKING, at=NOW)
    )
    given(*READY).when(OpenEnrolment(programme=SPRING)).then_nothing()


def test_a_course_starts_with_leaders_venue_and_ground_rules() -> None:
    def without(*left_out: Event) -> list[Event]:
        return [each for each in READY if each not in left_out]

    given(*READY).when(START).then(msgspec.structs.replace(STARTED, at=NOW))
    given(*RUNNING).when(START).then_nothing()
    given(*without(BOOKING)).when(START).then_refused(EnrolmentNotOpen)
    given(*without(DAVIE_LEADS)).when(START).then_refused(TooFewLeaders)
    given(*without(VENUE)).when(START).then_refused(VenueNotChecked)
    given(*without(RULES)).when(START).then_refused(NoGroundRules)


def test_a_course_that_never_began_is_cancelled_and_not_completed() -> None:
    given(*READY).when(CompleteProgramme(programme=SPRING)).then_refused(CourseNotRunning)
    given(*READY).when(CancelProgramme(programme=SPRING, at=on(4, 30))).then(CANCELLED)
    given(*RUNNING).when(CompleteProgramme(programme=SPRING, at=on(5, 4))).then(COMPLETED)


def test_a_course_ends_once() -> None:
    for over in (COMPLETED, CANCELLED):
        given(*RUNNING, over).when(CompleteProgramme(programme=SPRING)).then_nothing()
        given(*RUNNING, over).when(CancelProgramme(programme=SPRING)).then_nothing()
        given(*RUNNING, over).when(START).then_refused(CourseIsOver)
        given(*RUNNING, over).when(OpenEnrolment(programme=SPRING)).then_refused(CourseIsOver)


def test_a_stage_is_that_of_the_moment_that_is_asked_about() -> None:
    whole = (*RUNNING, COMPLETED)

    assert stage(*whole, moment=on(3, 1)) is Stage.UNKNOWN
    assert stage(*whole, moment=on(3, 2, 12)) is Stage.DESIGNED
    assert stage(*whole, moment=on(3, 4)) is Stage.SCHEDULED
    assert stage(*whole, moment=on(3, 20)) is Stage.ENROLLING
    assert stage(*whole, moment=on(4, 8)) is Stage.RUNNING
    assert stage(*whole, moment=on(5, 5)) is Stage.COMPLETED
    assert stage(*RUNNING, CANCELLED) is Stage.CANCELLED


# --- Leading ---


def test_those_who_lead_a_course_are_active_and_named_once() -> None:
    lead = NameProgrammeLeader(programme=SPRING, leads_as=LeadsAs.LEADER, peer=DAVIE)

    given(*DAVIE_SUPPORTS, DESIGNED).when(lead).then(msgspec.structs.replace(DAVIE_LEADS, at=NOW))
    given(*DAVIE_SUPPORTS, DESIGNED, DAVIE_LEADS).when(lead).then_nothing()
    given(DAVIE_ASKED, DESIGNED).when(lead).then_refused(PeerNotActive)


def test_what_was_seen_of_leaders_venue_and_rules_is_recorded() -> None:
    stop = RecordProgrammeLeaderStopped(programme=SPRING, peer=DAVIE, at=on(4, 20))

    given(*RUNNING).when(stop).then(DAVIE_STOPPED)
    given(*RUNNING, DAVIE_STOPPED).when(stop).then_nothing()
    given(DESIGNED).when(RecordProgrammeVenue(programme=SPRING, accessible=True, at=on(3, 4))).then(
        VENUE
    )
    given(DESIGNED).when(
        RecordProgrammeGroundRules(programme=SPRING, rules="Stays here.", at=on(3, 5))
    ).then(RULES)


def test_a_running_course_with_too_few_leaders_is_flagged() -> None:
    assert "LEADERS_TOO_FEW" in codes(*RUNNING, DAVIE_STOPPED)
    assert "LEADERS_TOO_FEW" not in codes(*RUNNING)
    assert "LEADERS_TOO_FEW" not in codes(*READY, DAVIE_STOPPED)


# --- Places ---


def test_a_place_is_booked_once() -> None:
    asking(BOOK, *READY).then(msgspec.structs.replace(BOOKED, at=NOW))
    asking(BOOK, *READY, BOOKED).then_nothing()
    asking(BOOK, *RUNNING, BOOKED, DROPPED).then(msgspec.structs.replace(BOOKED, at=NOW))


def test_booking_a_place_starts_the_support_that_a_referral_waits_for() -> None:
    book = BookEnrolment(programme=SPRING, person=MORAG, referral=MORAGS_REFERRAL)
    booked = msgspec.structs.replace(BOOKED, referral=MORAGS_REFERRAL, at=NOW)
    started = SupportStarted(
        referral=MORAGS_REFERRAL, person=MORAG, by_way_of=ByWayOf.PROGRAMME, at=NOW
    )

    asking(book, *READY).then(booked, started)
    asking(book, *READY, started).then(booked)
    asking(msgspec.structs.replace(book, person=CALLUM), *READY).then_refused(
        NotTheirReferral, field="referral"
    )
    given(MORAG_WAITS[0], *READY).when(book).then_refused(UnknownReferral, field="referral")


def test_a_place_is_for_somebody_known_and_alive() -> None:
    given(*READY).when(BOOK).then_refused(UnknownPerson)
    asking(BOOK, *READY, MORAG_DIED).then_refused(PersonHasDied)


def test_a_place_is_booked_only_while_booking_is_open() -> None:
    asking(BOOK, DESIGNED, SCHEDULED).then_refused(EnrolmentNotOpen)
    asking(BOOK, *RUNNING, COMPLETED).then_refused(CourseIsOver)


def test_no_more_places_are_booked_than_there_are() -> None:
    others = [
        EnrolmentBooked(programme=SPRING, person=PersonId(name), at=on(3, 9))
        for name in ("callum", "ailsa")
    ]
    gone = EnrolmentDropped(programme=SPRING, person=CALLUM, at=on(3, 20))

    asking(BOOK, *READY, *others).then_refused(CourseIsFull, "All 2 places")
    asking(BOOK, *READY, others[0]).then(msgspec.structs.replace(BOOKED, at=NOW))
    asking(BOOK, *READY, *others, gone).then(msgspec.structs.replace(BOOKED, at=NOW))


def test_a_place_is_given_up_once_and_only_by_whoever_has_one() -> None:
    drop = RecordEnrolmentDropped(programme=SPRING, person=MORAG, at=on(4, 25))

    asking(drop, *RUNNING, BOOKED).then(DROPPED)
    asking(drop, *RUNNING, BOOKED, DROPPED).then_nothing()
    asking(drop, *RUNNING).then_refused(NoPlace)


def test_three_of_six_is_started_and_four_is_completed() -> None:
    three = [came(number) for number in (1, 2, 3)]

    assert place(*RUNNING, BOOKED) is Enrolment.BOOKED
    assert place(*RUNNING, BOOKED, *three) is Enrolment.STARTED
    assert place(*RUNNING, BOOKED, *three, came(4)) is Enrolment.COMPLETED
    assert place(*RUNNING, BOOKED, *three, COMPLETED) is Enrolment.DROPPED
    assert place(*RUNNING, BOOKED, *three, came(4), COMPLETED) is Enrolment.COMPLETED
    assert place(*RUNNING, BOOKED, DROPPED) is Enrolment.DROPPED
    assert place(*RUNNING, BOOKED, DROPPED, moment=on(4, 24)) is Enrolment.BOOKED


# --- Sessions ---

MET = RecordProgrammeSession(
    programme=SPRING, number=1, at=DATES[0], minutes=150, present=(MORAG, MORAG), worried=False
)


def test_a_session_of_a_course_is_recorded_with_who_came() -> None:
    asking(MET, *RUNNING, BOOKED).then(held(1), came(1))


def test_somebody_forgotten_is_added_to_a_session_that_is_recorded_already() -> None:
    more = msgspec.structs.replace(MET, present=(MORAG, CALLUM))

    asking(more, *RUNNING, held(1), came(1)).then(came(1, CALLUM))
    asking(MET, *RUNNING, held(1), came(1)).then_nothing()


@pytest.mark.parametrize("number", [0, 7])
def test_a_course_has_no_session_beyond_its_number(number: int) -> None:
    met = msgspec.structs.replace(MET, number=number)

    asking(met, *RUNNING).then_refused(ImpossibleCourse, field="number")


def test_what_cannot_be_is_sent_back() -> None:
    asking(msgspec.structs.replace(MET, headcount=-1), *RUNNING).then_refused(NotACount)
    asking(msgspec.structs.replace(MET, headcount=0), *RUNNING).then_refused(FewerThanNamed)
    asking(msgspec.structs.replace(MET, minutes=1_441), *RUNNING).then_refused(NotALengthOfTime)


def test_a_session_held_when_the_course_did_not_run_is_recorded_and_flagged() -> None:
    asking(MET, *READY).then(held(1), came(1))
    assert "HELD_WHEN_NOT_RUNNING" in codes(*READY, held(1))
    assert "HELD_WHEN_NOT_RUNNING" not in codes(*RUNNING, held(1))


def test_a_session_that_nobody_recorded_is_flagged_after_three_days() -> None:
    due = DATES[0] + timedelta(days=3)

    assert "COURSE_SESSION_NOT_RECORDED" not in codes(*RUNNING, moment=due - timedelta(seconds=1))
    assert "COURSE_SESSION_NOT_RECORDED" in codes(*RUNNING, moment=due)
    assert "COURSE_SESSION_NOT_RECORDED" not in codes(*RUNNING, held(1), moment=due)


def test_a_course_that_did_not_start_or_end_when_it_should_is_flagged() -> None:
    assert "COURSE_NOT_STARTED" not in codes(*READY, moment=on(4, 7, 12))
    assert "COURSE_NOT_STARTED" in codes(*READY, moment=on(4, 7, 13))
    assert "COURSE_NOT_STARTED" not in codes(*RUNNING, moment=on(4, 8))
    assert "COURSE_END_NOT_RECORDED" in codes(*RUNNING, moment=on(5, 20))
    assert "COURSE_END_NOT_RECORDED" not in codes(*RUNNING, COMPLETED, moment=on(5, 20))


# --- Whatever is asked ---

ASKED = (
    ScheduleProgramme(programme=SPRING, dates=tuple(each + timedelta(days=60) for each in DATES)),
    NameProgrammeLeader(programme=SPRING, leads_as=LeadsAs.LEADER, peer=DAVIE),
    NameProgrammeLeader(programme=SPRING, leads_as=LeadsAs.FACILITATOR, staff=ISLA),
    RecordProgrammeVenue(programme=SPRING, accessible=True),
    RecordProgrammeGroundRules(programme=SPRING, rules="What is said here stays here."),
    OpenEnrolment(programme=SPRING),
    START,
    BOOK,
    RecordEnrolmentDropped(programme=SPRING, person=MORAG),
    RecordProgrammeSession(programme=SPRING, number=1, present=(MORAG,)),
    CompleteProgramme(programme=SPRING),
    CancelProgramme(programme=SPRING),
)
KNOWN = (*MORAG_WAITS, *DAVIE_SUPPORTS, DESIGNED)
MAY_FOLLOW = {
    Stage.DESIGNED: {Stage.DESIGNED, Stage.SCHEDULED, Stage.CANCELLED},
    Stage.SCHEDULED: {Stage.SCHEDULED, Stage.ENROLLING, Stage.CANCELLED},
    Stage.ENROLLING: {Stage.ENROLLING, Stage.RUNNING, Stage.CANCELLED},
    Stage.RUNNING: {Stage.RUNNING, Stage.COMPLETED, Stage.CANCELLED},
    Stage.COMPLETED: {Stage.COMPLETED},
    Stage.CANCELLED: {Stage.CANCELLED},
}


@settings(max_examples=80, deadline=None)
@whatever(
    along=st.integers(0, 7),
    requests=requests_among(ASKED),
    order=st.randoms(use_true_random=False),
)
def test_no_requests_lead_where_the_table_does_not(
    along: int, requests: list[Command], order: Random
) -> None:
    known = lived([*ASKED[:along], *requests], *KNOWN)
    events = [
        msgspec.structs.replace(event, at=event.at + timedelta(microseconds=number))
        for number, event in enumerate(known)
        if f"programme:{SPRING}" in event.subjects
    ]
    shuffled = order.sample(events, len(events))
    programme: Programme = folded(PROGRAMME, *shuffled)

    seen = [programme.stage_at(moment) for moment in sorted({event.at for event in events})]
    for before, after in pairwise(seen):
        if Stage.UNKNOWN in (before, after):
            continue
        ran_no_time = after is Stage.COMPLETED and programme.started_at == programme.over_at
        assert after in MAY_FOLLOW[Stage.RUNNING if ran_no_time else before]
    assert programme == folded(PROGRAMME, *map(without_keys, shuffled))
    assert programme == folded(PROGRAMME, *events)
    assert folded(COURSE, *shuffled) == folded(COURSE, *events)
