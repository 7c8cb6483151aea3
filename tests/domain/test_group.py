"""Several people who keep meeting: planning, leading, opening, and who belongs."""

from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

import msgspec
import pytest
from hypothesis import given as whatever
from hypothesis import settings
from hypothesis import strategies as st

from domain.attending import FewerThanNamed, NotACount, NotTheirReferral
from domain.concern_between_peers import (
    CONCERN,
    Concern,
    ConcernBetweenPeersRaised,
    ConcernBetweenPeersResolved,
    NothingSaid,
    NowhereInParticular,
    RaiseConcernBetweenPeers,
    ResolveConcernBetweenPeers,
    UnknownConcern,
)
from domain.decider import Command, Event
from domain.flags import standing
from domain.gatherings import (
    Attendance,
    LeadsAs,
    NoGroundRules,
    OneLeaderAtATime,
    TooFewLeaders,
    VenueNotChecked,
)
from domain.group import (
    GROUP,
    AssignGroupCoordinator,
    CloseGroup,
    Governance,
    Group,
    GroupClosed,
    GroupCoordinatorAssigned,
    GroupGroundRulesAgreed,
    GroupIsClosed,
    GroupIsOpen,
    GroupLeaderNamed,
    GroupLeaderStopped,
    GroupNotPaused,
    GroupOpened,
    GroupPaused,
    GroupPlanned,
    GroupResumed,
    GroupVenueChecked,
    NameGroupLeader,
    NoCoordinatorNamed,
    NoDeputyNamed,
    NoName,
    NotAGroupOffer,
    NothingToHandOverWith,
    OpenGroup,
    PauseGroup,
    PlanGroup,
    RecordGroupGroundRules,
    RecordGroupLeaderStopped,
    RecordGroupVenue,
    ResumeGroup,
    Stage,
    UnknownGroup,
)
from domain.group_flags import flags_of_group
from domain.group_meetings import (
    GROUP_LIFE,
    GroupAttended,
    GroupMeetingHeld,
    GroupMemberInvited,
    GroupMemberJoined,
    GroupMemberLeft,
    GroupNotOpen,
    InviteToGroup,
    Life,
    Membership,
    RecordGroupJoined,
    RecordGroupLeft,
    RecordGroupMeeting,
    StaysAnonymous,
)
from domain.peer import PeerNotActive, UnknownPeer
from domain.people import ConcernId, GroupId, MeetingId, OfferId, ProgrammeId, StaffId
from domain.periods import NotALengthOfTime, NotYetHappened
from domain.person import PersonHasDied, PersonRegistered, UnknownPerson
from domain.programme import UnknownProgramme
from domain.referral import ByWayOf, SupportStarted, UnknownReferral
from domain.service import Delivery, Duty, Model, OfferDefined, UnknownOffer
from tests.domain.cast import (
    CALLUM,
    DAVIE,
    DAVIE_ASKED,
    DAVIE_SUPPORTS,
    EUAN,
    FRASER,
    FRASER_MANAGES,
    ISLA,
    ISLA_COORDINATES,
    MACHAIR,
    MORAG,
    MORAG_DIED,
    MORAG_REGISTERED,
    MORAG_WAITS,
    MORAGS_REFERRAL,
    SERVICE_OPENED,
    SHONA,
    SHONA_SUPERVISES,
    WALKING,
    named,
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

CAFE = OfferId("cafe")
RORY = StaffId("rory")
FRIDAYS = GroupId("fridays")
FIRST = MeetingId(fresh_id("meeting"))
CAFE_DEFINED = OfferDefined(
    service=SERVICE_ID,
    offer=CAFE,
    name="Café",
    model=Model.PEER_LED,
    delivery=(Delivery.GROUP,),
    at=on(1, 6),
)
CALLUM_REGISTERED = PersonRegistered(
    person=CALLUM, service=SERVICE_ID, name="Callum Example", at=on(2, 3)
)
PLANNED = GroupPlanned(
    group=FRIDAYS,
    service=SERVICE_ID,
    offer=CAFE,
    coordinator=ISLA,
    governance=Governance.PEER_LED,
    attendance=Attendance.REGISTER,
    drop_in=False,
    name="Friday café",
    at=on(3, 2),
)
COUNTS = msgspec.structs.replace(PLANNED, attendance=Attendance.HEADCOUNT)
DAVIE_LEADS = GroupLeaderNamed(group=FRIDAYS, leads_as=LeadsAs.LEADER, peer=DAVIE, at=on(3, 3))
ISLA_LEADS = GroupLeaderNamed(group=FRIDAYS, leads_as=LeadsAs.FACILITATOR, staff=ISLA, at=on(3, 4))
SHONA_ON_CALL = GroupLeaderNamed(group=FRIDAYS, leads_as=LeadsAs.ON_CALL, staff=SHONA, at=on(3, 4))
DAVIE_STOPPED = GroupLeaderStopped(group=FRIDAYS, peer=DAVIE, at=on(4, 20))
VENUE = GroupVenueChecked(group=FRIDAYS, accessible=True, at=on(3, 5))
RULES = GroupGroundRulesAgreed(group=FRIDAYS, version=1, rules="What is said…", at=on(3, 6))
OPENED = GroupOpened(group=FRIDAYS, at=on(3, 9))
PAUSED = GroupPaused(group=FRIDAYS, at=on(4, 1))
RESUMED = GroupResumed(group=FRIDAYS, at=on(4, 15))
CLOSED = GroupClosed(group=FRIDAYS, at=on(4, 30))
DEPUTISED = GroupCoordinatorAssigned(
    group=FRIDAYS, coordinator=ISLA, deputy=FRASER, before=ISLA, at=on(3, 6)
)
UNDEPUTISED = (PLANNED, DAVIE_LEADS, ISLA_LEADS, VENUE, RULES)
READY = (SERVICE_OPENED, ISLA_COORDINATES, FRASER_MANAGES, *UNDEPUTISED, DEPUTISED)
OPEN = (*READY, OPENED)
JOINED = GroupMemberJoined(group=FRIDAYS, person=MORAG, ground_rules=True, at=on(3, 10))
INVITED = GroupMemberInvited(group=FRIDAYS, person=MORAG, at=on(3, 9, 12))
HELD = GroupMeetingHeld(
    group=FRIDAYS, meeting=FIRST, minutes=90, headcount=6, worried=False, at=on(3, 13)
)
CAME = GroupAttended(group=FRIDAYS, meeting=FIRST, person=MORAG, minutes=90, at=on(3, 13))
LEFT = GroupMemberLeft(group=FRIDAYS, person=MORAG, at=on(4, 3))
PLAN = PlanGroup(offer=CAFE, coordinator=ISLA, governance=Governance.PEER_LED, name="Friday café")
OPEN_IT = OpenGroup(group=FRIDAYS)
A_SERVICE = (*MACHAIR, CAFE_DEFINED)


def stage(*events: Event, moment: datetime = NOW) -> Stage:
    group: Group = folded(GROUP, *events)
    return group.stage_at(moment)


def membership(*events: Event, moment: datetime = NOW) -> Membership | None:
    life: Life = folded(GROUP_LIFE, *events)
    return life.members_at(moment).get(MORAG)


def codes(*events: Event, moment: datetime = NOW) -> set[str]:
    concerns = {ConcernId("1"): folded(CONCERN, *events)}
    flags = flags_of_group(folded(GROUP, *events), folded(GROUP_LIFE, *events), concerns)
    return {flag.code for flag in standing(flags, moment)}


# --- From the plan to the closing ---


def test_a_coordinator_plans_a_group() -> None:
    given(*A_SERVICE).when(PLAN).then(
        GroupPlanned(
            group=GroupId(fresh_id("group")),
            service=SERVICE_ID,
            offer=CAFE,
            coordinator=ISLA,
            governance=Governance.PEER_LED,
            attendance=Attendance.REGISTER,
            drop_in=True,
            name="Friday café",
            at=NOW,
        )
    )


def test_an_offer_for_two_is_not_for_a_group() -> None:
    asked = msgspec.structs.replace(PLAN, offer=WALKING)

    given(*A_SERVICE).when(asked).then_refused(NotAGroupOffer, field="offer")


def test_a_group_is_of_an_offer_of_the_service() -> None:
    asked = msgspec.structs.replace(PLAN, offer=OfferId("nothing"))

    given(*A_SERVICE).when(asked).then_refused(UnknownOffer, field="offer")


def test_a_coordinator_answers_for_a_group() -> None:
    asked = msgspec.structs.replace(PLAN, coordinator=FRASER)

    given(*A_SERVICE).when(asked).then_refused(NoCoordinatorNamed, field="coordinator")


def test_a_group_has_a_name() -> None:
    given(*A_SERVICE).when(msgspec.structs.replace(PLAN, name=" ")).then_refused(NoName)


def test_what_is_asked_of_an_unknown_group_is_refused() -> None:
    given().when(OPEN_IT).then_refused(UnknownGroup)
    given().when(RecordGroupMeeting(group=FRIDAYS)).then_refused(UnknownGroup)


def test_two_leaders_a_venue_and_ground_rules_let_a_group_open() -> None:
    given(*READY).when(OPEN_IT).then(GroupOpened(group=FRIDAYS, at=NOW))
    assert stage(*READY) is Stage.PLANNED
    assert stage(*OPEN) is Stage.OPEN


def test_one_leader_is_enough_with_somebody_on_call() -> None:
    on_call = (SHONA_ON_CALL if each is ISLA_LEADS else each for each in READY)

    given(*on_call).when(OPEN_IT).then(GroupOpened(group=FRIDAYS, at=NOW))


def test_a_group_opens_with_whoever_can_deputise_and_not_without() -> None:
    opens = GroupOpened(group=FRIDAYS, at=NOW)
    by_default = msgspec.structs.replace(DEPUTISED, before=None, at=NOW)
    chosen = msgspec.structs.replace(OPEN_IT, deputy=FRASER)
    staff = (SERVICE_OPENED, ISLA_COORDINATES, FRASER_MANAGES, SHONA_SUPERVISES)

    given(*staff, *UNDEPUTISED).when(OPEN_IT).then(by_default, opens)
    given(*staff, *UNDEPUTISED).when(chosen).then(by_default, opens)
    given(*READY).when(chosen).then(opens)
    given(SERVICE_OPENED, ISLA_COORDINATES, *UNDEPUTISED).when(OPEN_IT).then_refused(
        NoDeputyNamed, field="deputy"
    )
    for nobody in (ISLA, SHONA):
        given(*staff, *UNDEPUTISED).when(
            msgspec.structs.replace(OPEN_IT, deputy=nobody)
        ).then_refused(NoDeputyNamed, field="deputy")


def test_a_group_comes_into_other_hands_with_a_word_about_it() -> None:
    rory = named(RORY, Duty.COORDINATOR)
    hand_over = AssignGroupCoordinator(
        group=FRIDAYS,
        coordinator=RORY,
        deputy=ISLA,
        note="The kettle is Jim's.",
        open_items=("Find a bigger room",),
    )
    handed_over = GroupCoordinatorAssigned(
        group=FRIDAYS,
        coordinator=RORY,
        deputy=ISLA,
        before=ISLA,
        note="The kettle is Jim's.",
        open_items=("Find a bigger room",),
        at=NOW,
    )
    wordless = msgspec.structs.replace(hand_over, note=" ")
    group = folded(GROUP, *READY, OPENED, handed_over)

    given(*READY, OPENED, rory).when(hand_over).then(handed_over)
    given(*READY, OPENED, rory, handed_over).when(
        msgspec.structs.replace(hand_over, note=None, open_items=())
    ).then_nothing()
    given(*READY, OPENED, rory).when(wordless).then_refused(NothingToHandOverWith, field="note")
    given(*READY, OPENED).when(hand_over).then_refused(NoCoordinatorNamed, field="coordinator")
    given(*READY, OPENED, rory).when(msgspec.structs.replace(hand_over, deputy=RORY)).then_refused(
        NoDeputyNamed, field="deputy"
    )
    given(*READY, OPENED, CLOSED, rory).when(hand_over).then_refused(GroupIsClosed)
    assert (RORY, ISLA) == (group.coordinator, group.deputy)


@pytest.mark.parametrize(
    "leaders", [(), (DAVIE_LEADS,), (SHONA_ON_CALL,), (DAVIE_LEADS, ISLA_LEADS, DAVIE_STOPPED)]
)
def test_a_group_with_too_few_leaders_does_not_open(leaders: tuple[Event, ...]) -> None:
    given(PLANNED, *leaders, VENUE, RULES).when(OPEN_IT).then_refused(TooFewLeaders)


def test_a_venue_must_have_been_checked_and_be_accessible() -> None:
    steps = GroupVenueChecked(group=FRIDAYS, accessible=False, at=on(3, 7))

    given(PLANNED, DAVIE_LEADS, ISLA_LEADS, RULES).when(OPEN_IT).then_refused(
        VenueNotChecked, "Nobody has checked"
    )
    given(*READY, steps).when(OPEN_IT).then_refused(VenueNotChecked, "Find another")


def test_without_ground_rules_a_group_does_not_open() -> None:
    given(PLANNED, DAVIE_LEADS, ISLA_LEADS, VENUE).when(OPEN_IT).then_refused(NoGroundRules)


def test_opening_twice_changes_nothing() -> None:
    given(*OPEN).when(OPEN_IT).then_nothing()


def test_a_group_pauses_and_resumes() -> None:
    given(*OPEN).when(PauseGroup(group=FRIDAYS, at=on(4, 1))).then(PAUSED)
    given(*OPEN, PAUSED).when(PauseGroup(group=FRIDAYS)).then_nothing()
    given(*OPEN, PAUSED).when(ResumeGroup(group=FRIDAYS)).then(GroupResumed(group=FRIDAYS, at=NOW))
    given(*OPEN).when(ResumeGroup(group=FRIDAYS)).then_nothing()
    assert stage(*OPEN, PAUSED) is Stage.PAUSED
    assert stage(*OPEN, PAUSED, RESUMED) is Stage.OPEN


def test_a_group_that_has_paused_is_resumed_and_not_opened_again() -> None:
    given(*OPEN, PAUSED).when(OPEN_IT).then_refused(GroupIsOpen)


def test_a_group_that_never_opened_cannot_resume() -> None:
    given(*READY).when(ResumeGroup(group=FRIDAYS)).then_refused(GroupNotPaused)


def test_a_group_does_not_resume_without_those_who_lead_it() -> None:
    given(*OPEN, PAUSED, DAVIE_STOPPED).when(ResumeGroup(group=FRIDAYS)).then_refused(TooFewLeaders)


def test_a_closed_group_stays_closed() -> None:
    given(*OPEN).when(CloseGroup(group=FRIDAYS, at=on(4, 30))).then(CLOSED)
    given(*OPEN, CLOSED).when(CloseGroup(group=FRIDAYS)).then_nothing()
    given(*OPEN, CLOSED).when(OPEN_IT).then_refused(GroupIsClosed)
    given(*OPEN, CLOSED).when(ResumeGroup(group=FRIDAYS)).then_refused(GroupIsClosed)
    late = msgspec.structs.replace(RESUMED, at=on(5, 1))
    assert stage(*OPEN, CLOSED, late) is Stage.CLOSED


def test_a_stage_is_that_of_the_moment_that_is_asked_about() -> None:
    whole = (*OPEN, PAUSED, RESUMED, CLOSED)

    assert stage(*whole, moment=on(3, 1)) is Stage.UNKNOWN
    assert stage(*whole, moment=on(3, 8)) is Stage.PLANNED
    assert stage(*whole, moment=on(3, 20)) is Stage.OPEN
    assert stage(*whole, moment=on(4, 10)) is Stage.PAUSED
    assert stage(*whole, moment=on(4, 20)) is Stage.OPEN
    assert stage(*whole, moment=on(5, 1)) is Stage.CLOSED


# --- Leading ---


def test_an_active_peer_supporter_or_a_member_of_staff_leads() -> None:
    lead = NameGroupLeader(group=FRIDAYS, leads_as=LeadsAs.LEADER, peer=DAVIE)

    given(*DAVIE_SUPPORTS, PLANNED).when(lead).then(msgspec.structs.replace(DAVIE_LEADS, at=NOW))
    given(*DAVIE_SUPPORTS, PLANNED, DAVIE_LEADS).when(lead).then_nothing()
    given(PLANNED).when(
        NameGroupLeader(group=FRIDAYS, leads_as=LeadsAs.FACILITATOR, staff=ISLA)
    ).then(msgspec.structs.replace(ISLA_LEADS, at=NOW))


def test_a_peer_supporter_who_is_not_active_or_not_known_does_not_lead() -> None:
    lead = NameGroupLeader(group=FRIDAYS, leads_as=LeadsAs.LEADER, peer=DAVIE)
    stranger = msgspec.structs.replace(lead, peer=EUAN)

    given(DAVIE_ASKED, PLANNED).when(lead).then_refused(PeerNotActive, field="peer")
    given(PLANNED).when(stranger).then_refused(UnknownPeer)


@pytest.mark.parametrize("who", [{}, {"peer": DAVIE, "staff": ISLA}])
def test_one_leader_is_named_at_a_time(who: dict[str, str]) -> None:
    lead = NameGroupLeader(group=FRIDAYS, leads_as=LeadsAs.LEADER, **who)  # type: ignore[arg-type]

    given(PLANNED).when(lead).then_refused(OneLeaderAtATime, field="peer")


def test_that_somebody_stopped_leading_is_recorded_once() -> None:
    stop = RecordGroupLeaderStopped(group=FRIDAYS, peer=DAVIE, at=on(4, 20))

    given(*OPEN).when(stop).then(DAVIE_STOPPED)
    given(*OPEN, DAVIE_STOPPED).when(stop).then_nothing()


def test_an_open_group_with_too_few_leaders_is_flagged_until_somebody_is_named() -> None:
    back = msgspec.structs.replace(DAVIE_LEADS, at=on(4, 25))

    assert "LEADERS_TOO_FEW" not in codes(*OPEN)
    assert "LEADERS_TOO_FEW" in codes(*OPEN, DAVIE_STOPPED)
    assert "LEADERS_TOO_FEW" not in codes(*OPEN, DAVIE_STOPPED, moment=on(4, 19))
    assert "LEADERS_TOO_FEW" not in codes(*OPEN, DAVIE_STOPPED, back)
    assert "LEADERS_TOO_FEW" not in codes(*OPEN, DAVIE_STOPPED, CLOSED, moment=on(5, 1))


def test_an_open_group_in_a_venue_that_turned_out_not_to_be_accessible_is_flagged() -> None:
    steps = GroupVenueChecked(group=FRIDAYS, accessible=False, at=on(4, 7))

    given(*OPEN).when(RecordGroupVenue(group=FRIDAYS, accessible=False, at=on(4, 7))).then(steps)
    assert "VENUE_NOT_ACCESSIBLE" in codes(*OPEN, steps)
    assert "VENUE_NOT_ACCESSIBLE" not in codes(*OPEN)


def test_ground_rules_can_be_agreed_anew() -> None:
    anew = RecordGroupGroundRules(group=FRIDAYS, rules="And phones away.")

    given(*OPEN).when(anew).then(
        GroupGroundRulesAgreed(group=FRIDAYS, version=2, rules="And phones away.", at=NOW)
    )


# --- Belonging ---


def belonging(command: Command, *events: Event) -> Asked:
    return given(*MORAG_WAITS, CALLUM_REGISTERED, *events).when(command)


def test_somebody_is_invited_to_an_open_group_once() -> None:
    invite = InviteToGroup(group=FRIDAYS, person=MORAG)

    belonging(invite, *OPEN).then(msgspec.structs.replace(INVITED, at=NOW))
    belonging(invite, *OPEN, INVITED).then_nothing()
    belonging(invite, *OPEN, JOINED).then_nothing()
    belonging(invite, *OPEN, JOINED, LEFT).then(msgspec.structs.replace(INVITED, at=NOW))


def test_nobody_is_invited_to_a_group_that_does_not_meet() -> None:
    invite = InviteToGroup(group=FRIDAYS, person=MORAG)

    belonging(invite, *READY).then_refused(GroupNotOpen)
    belonging(invite, *OPEN, PAUSED).then_refused(GroupNotOpen)
    belonging(invite, *OPEN, CLOSED).then_refused(GroupIsClosed)


def test_nobody_is_invited_after_their_death() -> None:
    belonging(InviteToGroup(group=FRIDAYS, person=MORAG), *OPEN, MORAG_DIED).then_refused(
        PersonHasDied
    )


def test_only_people_known_to_the_service_are_named() -> None:
    join = RecordGroupJoined(group=FRIDAYS, person=MORAG)

    given(*OPEN).when(join).then_refused(UnknownPerson)


def test_that_somebody_joined_is_recorded_even_if_the_group_is_not_open() -> None:
    join = RecordGroupJoined(group=FRIDAYS, person=MORAG, ground_rules=True, at=on(3, 10))

    belonging(join, *OPEN).then(JOINED)
    belonging(join, *READY).then(JOINED)
    belonging(join, *OPEN, JOINED).then_nothing()


def test_joining_a_group_starts_the_support_that_a_referral_waits_for() -> None:
    join = RecordGroupJoined(
        group=FRIDAYS, person=MORAG, referral=MORAGS_REFERRAL, ground_rules=True, at=on(3, 10)
    )
    started = SupportStarted(
        referral=MORAGS_REFERRAL, person=MORAG, by_way_of=ByWayOf.GROUP, at=on(3, 10)
    )
    joined = msgspec.structs.replace(JOINED, referral=MORAGS_REFERRAL)

    belonging(join, *OPEN).then(joined, started)
    belonging(join, *OPEN, started).then(joined)


def test_a_referral_that_is_somebody_elses_or_unknown_is_sent_back() -> None:
    callum = RecordGroupJoined(group=FRIDAYS, person=CALLUM, referral=MORAGS_REFERRAL)

    belonging(callum, *OPEN).then_refused(NotTheirReferral, field="referral")
    given(MORAG_REGISTERED, *OPEN).when(
        RecordGroupJoined(group=FRIDAYS, person=MORAG, referral=MORAGS_REFERRAL)
    ).then_refused(UnknownReferral, field="referral")


def test_somebody_is_invited_joins_comes_and_leaves() -> None:
    assert membership() is None
    assert membership(INVITED) is Membership.INVITED
    assert membership(INVITED, JOINED) is Membership.JOINED
    assert membership(INVITED, JOINED, CAME) is Membership.ATTENDING
    assert membership(INVITED, JOINED, CAME, LEFT) is Membership.LEFT
    assert membership(INVITED, JOINED, CAME, LEFT, moment=on(4, 2)) is Membership.ATTENDING


def test_whoever_comes_back_belongs_again() -> None:
    back = msgspec.structs.replace(JOINED, at=on(4, 20))

    assert membership(JOINED, CAME, LEFT, back) is Membership.ATTENDING
    assert membership(JOINED, LEFT, back, moment=on(4, 10)) is Membership.LEFT


def test_that_somebody_left_is_recorded_once_without_asking_why() -> None:
    leave = RecordGroupLeft(group=FRIDAYS, person=MORAG, at=on(4, 3))

    belonging(leave, *OPEN, JOINED).then(LEFT)
    belonging(leave, *OPEN, JOINED, LEFT).then_nothing()
    belonging(leave, *OPEN).then_nothing()


# --- Meeting ---

MET = RecordGroupMeeting(group=FRIDAYS, at=on(3, 13), minutes=90, headcount=6, worried=False)


def test_a_meeting_is_recorded_with_who_came_and_how_many() -> None:
    met = msgspec.structs.replace(MET, present=(MORAG, MORAG))

    belonging(met, *OPEN, JOINED).then(HELD, CAME)


def test_without_a_headcount_those_named_are_counted() -> None:
    met = msgspec.structs.replace(MET, present=(MORAG,), headcount=None)

    belonging(met, *OPEN, JOINED).then(msgspec.structs.replace(HELD, headcount=1), CAME)


def test_a_meeting_is_recorded_with_the_least_there_is_and_what_is_missing_is_asked_for() -> None:
    least = GroupMeetingHeld(group=FRIDAYS, meeting=FIRST, at=on(3, 13))

    belonging(RecordGroupMeeting(group=FRIDAYS, at=on(3, 13)), *OPEN).then(least)
    missing = {"MEETING_LENGTH_MISSING", "HEADCOUNT_MISSING", "MEETING_WORRY_UNANSWERED"}
    assert missing <= codes(*OPEN, least)
    assert not missing & codes(*OPEN, HELD)


@pytest.mark.parametrize("turned", [PAUSED, CLOSED])
def test_a_meeting_of_a_group_that_is_not_open_is_recorded_and_flagged(turned: Event) -> None:
    later = msgspec.structs.replace(HELD, at=on(5, 1))

    belonging(msgspec.structs.replace(MET, at=on(5, 1)), *OPEN, turned).then(later)
    assert "MET_WHEN_NOT_OPEN" in codes(*OPEN, turned, later)
    assert "MET_WHEN_NOT_OPEN" not in codes(*OPEN, later)


def test_whoever_comes_to_a_closed_circle_without_joining_is_flagged() -> None:
    drop_in = msgspec.structs.replace(PLANNED, drop_in=True)

    assert "CAME_WITHOUT_JOINING" in codes(*OPEN, HELD, CAME)
    assert "CAME_WITHOUT_JOINING" not in codes(*OPEN, JOINED, HELD, CAME)
    assert "CAME_WITHOUT_JOINING" not in codes(drop_in, *OPEN[1:], HELD, CAME)


def test_a_group_that_only_counts_names_nobody() -> None:
    met = msgspec.structs.replace(MET, present=(MORAG,))

    belonging(met, COUNTS, *OPEN[1:]).then_refused(StaysAnonymous, field="present")
    belonging(MET, COUNTS, *OPEN[1:]).then(HELD)


def test_somebody_who_stays_anonymous_is_never_named() -> None:
    unnamed = msgspec.structs.replace(JOINED, anonymous=True)
    met = msgspec.structs.replace(MET, present=(CALLUM, MORAG))

    belonging(met, *OPEN, unnamed).then_refused(StaysAnonymous, field="present")


@pytest.mark.parametrize("headcount", [-1, 1_001])
def test_a_headcount_is_a_number_of_people(headcount: int) -> None:
    met = msgspec.structs.replace(MET, headcount=headcount)

    belonging(met, *OPEN).then_refused(NotACount, field="headcount")


def test_no_fewer_came_than_are_named() -> None:
    met = msgspec.structs.replace(MET, present=(MORAG, CALLUM), headcount=1)

    belonging(met, *OPEN).then_refused(FewerThanNamed, field="headcount")


def test_a_meeting_lasts_at_most_a_day_and_has_taken_place() -> None:
    belonging(msgspec.structs.replace(MET, minutes=0), *OPEN).then_refused(NotALengthOfTime)
    tomorrow = msgspec.structs.replace(MET, at=NOW + timedelta(days=1))
    belonging(tomorrow, *OPEN).then_refused(NotYetHappened, field="at")


# --- Between peers ---

CONCERN_ID = ConcernId(fresh_id("concern"))
RAISED = ConcernBetweenPeersRaised(
    concern=CONCERN_ID, service=SERVICE_ID, group=FRIDAYS, words="Two fell out.", at=on(4, 1)
)
RESOLVED = ConcernBetweenPeersResolved(
    concern=CONCERN_ID, service=SERVICE_ID, group=FRIDAYS, how="They talked.", at=on(4, 8)
)
RAISE = RaiseConcernBetweenPeers(words="Two fell out.", group=FRIDAYS, at=on(4, 1))
RESOLVE = ResolveConcernBetweenPeers(concern=CONCERN_ID, how="They talked.", at=on(4, 8))


def test_a_concern_between_peers_is_recorded_and_settled_once() -> None:
    given(*OPEN).when(RAISE).then(RAISED)
    given(*OPEN, RAISED).when(RESOLVE).then(RESOLVED)
    given(*OPEN, RAISED, RESOLVED).when(RESOLVE).then_nothing()


def test_a_concern_says_what_and_where() -> None:
    given(*OPEN).when(msgspec.structs.replace(RAISE, words=" ")).then_refused(NothingSaid)
    given(*OPEN).when(msgspec.structs.replace(RAISE, group=None)).then_refused(NowhereInParticular)
    given().when(RAISE).then_refused(UnknownGroup)
    course = RaiseConcernBetweenPeers(words="Two fell out.", programme=ProgrammeId("nothing"))
    given().when(course).then_refused(UnknownProgramme)
    given(RAISED).when(msgspec.structs.replace(RESOLVE, how="")).then_refused(NothingSaid)
    given().when(RESOLVE).then_refused(UnknownConcern)


def test_an_open_concern_is_flagged_at_once_and_again_after_two_weeks() -> None:
    assert codes(*OPEN, RAISED, moment=on(4, 2)) >= {"CONCERN_BETWEEN_PEERS"}
    assert "CONCERN_BETWEEN_PEERS_LATE" not in codes(*OPEN, RAISED, moment=on(4, 15, 22))
    assert "CONCERN_BETWEEN_PEERS_LATE" in codes(*OPEN, RAISED, moment=on(4, 16))
    assert not {"CONCERN_BETWEEN_PEERS", "CONCERN_BETWEEN_PEERS_LATE"} & codes(
        *OPEN, RAISED, RESOLVED
    )


def test_nobody_is_raised_twice_under_one_name() -> None:
    assert folded(CONCERN, RAISED, RESOLVED) == Concern(
        service=SERVICE_ID, group=FRIDAYS, raised_at=on(4, 1), resolved_at=on(4, 8)
    )


# --- Whatever is asked ---

ASKED = (
    NameGroupLeader(group=FRIDAYS, leads_as=LeadsAs.LEADER, peer=DAVIE),
    NameGroupLeader(group=FRIDAYS, leads_as=LeadsAs.FACILITATOR, staff=ISLA),
    RecordGroupLeaderStopped(group=FRIDAYS, peer=DAVIE),
    RecordGroupVenue(group=FRIDAYS, accessible=True),
    RecordGroupGroundRules(group=FRIDAYS, rules="What is said here stays here."),
    OPEN_IT,
    PauseGroup(group=FRIDAYS),
    ResumeGroup(group=FRIDAYS),
    CloseGroup(group=FRIDAYS),
    InviteToGroup(group=FRIDAYS, person=MORAG),
    RecordGroupJoined(group=FRIDAYS, person=MORAG),
    RecordGroupLeft(group=FRIDAYS, person=MORAG),
    RecordGroupMeeting(group=FRIDAYS, present=(MORAG,)),
)
KNOWN = (*MORAG_WAITS, *DAVIE_SUPPORTS, PLANNED)
MAY_FOLLOW = {
    Stage.PLANNED: {Stage.PLANNED, Stage.OPEN, Stage.PAUSED, Stage.CLOSED},
    Stage.OPEN: {Stage.OPEN, Stage.PAUSED, Stage.CLOSED},
    Stage.PAUSED: {Stage.PAUSED, Stage.OPEN, Stage.CLOSED},
    Stage.CLOSED: {Stage.CLOSED},
}


@settings(max_examples=80, deadline=None)
@whatever(requests=requests_among(ASKED), order=st.randoms(use_true_random=False))
def test_no_requests_lead_where_the_table_does_not(requests: list[Command], order: Random) -> None:
    events = [
        msgspec.structs.replace(event, at=event.at + timedelta(microseconds=place))
        for place, event in enumerate(lived(requests, *KNOWN))
        if f"group:{FRIDAYS}" in event.subjects
    ]
    shuffled = order.sample(events, len(events))
    group: Group = folded(GROUP, *shuffled)

    moments = sorted({event.at for event in events})
    stages = [group.stage_at(moment) for moment in moments if moment >= PLANNED.at]
    for before, after in pairwise(stages):
        assert after in MAY_FOLLOW[before]
    assert group == folded(GROUP, *map(without_keys, shuffled)) == folded(GROUP, *events)
    assert folded(GROUP_LIFE, *shuffled) == folded(GROUP_LIFE, *events)
