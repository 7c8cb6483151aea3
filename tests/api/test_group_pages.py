"""The pages of a group: what its leader sees of whom, and how they record who came."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest

from api.pages.links import link_to
from application.principal import OPERATOR, Principal, staff_member
from domain.gatherings import Attendance, LeadsAs
from domain.group import CloseGroup, Governance, NameGroupLeader, PlanGroup
from domain.group_meetings import (
    GroupAttended,
    GroupMeetingHeld,
    RecordGroupJoined,
    RecordGroupLeft,
    RecordGroupMeeting,
)
from domain.group_refreshing import EndGroupLink, LinkGroups, ReviewGroupRefresh
from domain.people import GroupId, StaffId, subject
from domain.person import RecordDeath
from domain.service import Duty, NameStaff
from tests.api.small_group import CAFE, leader_of, lively_cafe, open_cafe
from tests.api.small_service import ISLA, SERVICE, SmallService, small_service
from tests.api.somebody import Somebody

RHONA = StaffId("rhona-staff")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[SmallService]:
    with small_service(tmp_path) as service:
        service.on(5, 8)
        for name in ("Morag Testperson", "Euan Testperson", "Callum Testperson"):
            service.accepted(name, "Company on a Friday.")
        service.referred("Ann Testperson", "A neighbour thinks that she is lonely.")
        yield service


@pytest.fixture
def cafe(service: SmallService) -> GroupId:
    return lively_cafe(service)


@pytest.fixture
def eilidh(service: SmallService, cafe: GroupId) -> Principal:
    return staff_member(leader_of(service, cafe))


@pytest.fixture
def asking(service: SmallService) -> Somebody:
    return Somebody(service)


def meetings_of(service: SmallService, group: GroupId) -> list[GroupMeetingHeld]:
    history = service.store.ledger.history(subject("group", group))
    return [each.event for each in history if isinstance(each.event, GroupMeetingHeld)]


def test_a_leader_begins_with_the_one_group_that_they_lead(
    asking: Somebody, eilidh: Principal, cafe: GroupId
) -> None:
    home = asking.get(eilidh, "/")
    shown = asking.get(eilidh, f"/groups/{cafe}").text

    assert f"/groups/{cafe}" == home.headers["location"]
    assert "Friday café" in shown
    assert "Fridays, 2pm" in shown
    assert "Record attendance" in shown
    assert "We listen, and keep it here." in shown


def test_a_leader_of_two_groups_begins_with_the_list(
    service: SmallService, asking: Somebody, eilidh: Principal
) -> None:
    leader_of(service, open_cafe(service, "Walkers"))

    assert "/groups" == asking.get(eilidh, "/").headers["location"]
    assert "Walkers" in asking.get(eilidh, "/groups").text


def test_a_leader_sees_the_names_of_those_who_belong_and_of_nobody_else(
    service: SmallService, asking: Somebody, eilidh: Principal, cafe: GroupId
) -> None:
    for path in (f"/groups/{cafe}", f"/groups/{cafe}/attendance"):
        shown = asking.get(eilidh, path).text
        assert "Morag Testperson" in shown
        for name in ("Euan", "Callum", "/people/"):
            assert name not in shown, path
    shown = asking.get(eilidh, f"/groups/{cafe}").text
    assert "1 person more, whom this page counts." in shown
    assert "1 person was invited." in shown

    answer = asking.get(eilidh, f"/api/v1/group/{cafe}").json()
    assert [service.people["Morag"]] == [each["person"] for each in answer["members"]]
    assert service.people["Euan"] not in str(answer)
    assert service.people["Callum"] not in str(answer)


def test_whoever_knows_an_invited_person_otherwise_sees_the_name(
    service: SmallService, asking: Somebody, cafe: GroupId
) -> None:
    service.do(
        NameStaff(service=SERVICE, staff=RHONA, name="Rhona Staff", duties=(Duty.COORDINATOR,))
    )
    assert "Callum Testperson" in asking.get(staff_member(ISLA), f"/groups/{cafe}").text
    assert "Callum" not in asking.get(staff_member(RHONA), f"/groups/{cafe}").text
    assert "Euan" not in asking.get(staff_member(ISLA), f"/groups/{cafe}").text


def test_whoever_left_or_died_is_no_longer_named(
    service: SmallService, asking: Somebody, eilidh: Principal, cafe: GroupId
) -> None:
    service.do(RecordGroupJoined(group=cafe, person=service.people["Callum"]))
    assert "Callum" in asking.get(eilidh, f"/groups/{cafe}").text

    service.do(RecordGroupLeft(group=cafe, person=service.people["Callum"]))
    service.do(RecordDeath(person=service.people["Morag"]))
    shown = asking.get(eilidh, f"/groups/{cafe}").text

    assert "Callum" not in shown
    assert "Morag" not in shown
    assert "1 person came before, and no more." in shown


def test_a_leader_sees_no_other_group(
    service: SmallService, asking: Somebody, eilidh: Principal
) -> None:
    other = open_cafe(service, "Walkers")
    left = link_to(RecordGroupLeft, group=other, person=service.people["Morag"])

    for path in (f"/groups/{other}", f"/groups/{other}/attendance", f"/api/v1/group/{other}", left):
        assert 403 == asking.get(eilidh, path).status_code, path
    saved = asking.post(
        eilidh, f"/groups/{other}/attendance", {"when": "today", "worried": "no", "others": "3"}
    )
    assert 403 == saved.status_code
    assert [] == meetings_of(service, other)


def test_a_group_that_nobody_planned_is_not_there(asking: Somebody) -> None:
    assert 404 == asking.get(OPERATOR, "/groups/nowhere").status_code
    assert 404 == asking.get(OPERATOR, "/api/v1/group/nowhere").status_code


def test_attendance_is_who_came_how_many_more_how_long_and_any_worry(
    service: SmallService, asking: Somebody, eilidh: Principal, cafe: GroupId
) -> None:
    morag = service.people["Morag"]
    said = {
        "when": "today",
        "present": [morag],
        "others": "5",
        "minutes": "90",
        "worried": "no",
        "key": "once",
    }
    first = asking.post(eilidh, f"/groups/{cafe}/attendance", said)
    again = asking.post(eilidh, f"/groups/{cafe}/attendance", said)

    assert 303 == first.status_code == again.status_code
    assert first.headers["location"].startswith(f"/groups/{cafe}?saved=")
    _before, held = meetings_of(service, cafe)
    assert (6, 90, False) == (held.headcount, held.minutes, held.worried)
    came = [
        each.event.person
        for each in service.store.ledger.history(subject("group", cafe))
        if isinstance(each.event, GroupAttended) and each.event.meeting == held.meeting
    ]
    assert [morag] == came


def test_what_a_leader_does_not_know_stays_open_and_becomes_a_task(
    service: SmallService, asking: Somebody, eilidh: Principal, cafe: GroupId
) -> None:
    said = {"when": "yesterday", "worried": "unsure"}
    saved = asking.post(eilidh, f"/groups/{cafe}/attendance", said)
    page = asking.get(eilidh, saved.headers["location"]).text

    held = meetings_of(service, cafe)[-1]
    assert (None, None, None) == (held.headcount, held.minutes, held.worried)
    assert "How many came to a meeting is not recorded." in page
    assert "Nobody has said whether anything at a meeting was a worry." in page
    assert "The coordinator of the group asks you about it." in page


def test_a_worry_leads_to_help_and_to_where_it_can_be_said(
    asking: Somebody, eilidh: Principal, cafe: GroupId
) -> None:
    said = {"when": "today", "others": "2", "worried": "yes"}
    saved = asking.post(eilidh, f"/groups/{cafe}/attendance", said)
    page = asking.get(eilidh, saved.headers["location"]).text

    assert "Is anyone in danger now? Call 999 first." in page
    assert 'href="/concerns/new">Say what it was' in page


NOT_UNDERSTOOD: tuple[tuple[dict[str, str], str], ...] = (
    ({"when": "today"}, "Choose an answer: Did anything worry you?"),
    ({"worried": "no"}, "Choose an answer: When?"),
    ({"when": "today", "worried": "no", "others": "many"}, "Give the number in figures"),
    ({"when": "today", "worried": "no", "minutes": "an hour"}, "Give the number in figures"),
    ({"when": "other", "worried": "no"}, "Give a day that exists"),
)


def test_what_cannot_be_understood_comes_back_with_the_answers(
    service: SmallService, asking: Somebody, eilidh: Principal, cafe: GroupId
) -> None:
    for said, sentence in NOT_UNDERSTOOD:
        said["note"] = "Somebody brought scones."
        answer = asking.post(eilidh, f"/groups/{cafe}/attendance", said)

        assert 400 == answer.status_code
        assert sentence in answer.text
        assert "Somebody brought scones." in answer.text
    assert 1 == len(meetings_of(service, cafe))


def test_nobody_is_ticked_who_may_not_be_named_here(
    service: SmallService, asking: Somebody, eilidh: Principal, cafe: GroupId
) -> None:
    for name in ("Euan", "Callum", "Ann"):
        said = {"when": "today", "worried": "no", "present": [service.people[name]]}
        answer = asking.post(eilidh, f"/groups/{cafe}/attendance", said)

        assert 400 == answer.status_code
        assert name not in answer.text
    assert 1 == len(meetings_of(service, cafe))


def test_who_came_for_the_first_time_stands_beside_the_meeting(
    service: SmallService, asking: Somebody, eilidh: Principal, cafe: GroupId
) -> None:
    callum, morag = service.people["Callum"], service.people["Morag"]
    service.do(RecordGroupJoined(group=cafe, person=callum))
    service.on(5, 15)
    service.do(RecordGroupMeeting(group=cafe, present=(callum, morag), headcount=2))

    latest, earlier = asking.get(eilidh, f"/api/v1/group/{cafe}").json()["meetings"]

    assert [callum] == latest["first_time"]
    assert [morag] == earlier["first_time"]
    assert (0, 3) == (latest["others"], earlier["others"])


def test_a_group_that_only_counts_names_nobody(
    service: SmallService, asking: Somebody, cafe: GroupId
) -> None:
    receipt = service.do(
        PlanGroup(
            offer=CAFE,
            coordinator=ISLA,
            governance=Governance.PEER_LED,
            attendance=Attendance.HEADCOUNT,
            name="Walkers",
        )
    )
    walkers: GroupId = receipt.events[-1].event.group  # type: ignore[attr-defined]
    service.do(RecordGroupJoined(group=walkers, person=service.people["Morag"]))
    for path in (f"/groups/{walkers}", f"/groups/{walkers}/attendance"):
        assert "Morag" not in asking.get(staff_member(ISLA), path).text
    assert cafe != walkers


def test_a_leader_records_that_somebody_comes_no_more(
    service: SmallService, asking: Somebody, eilidh: Principal, cafe: GroupId
) -> None:
    morag, euan = service.people["Morag"], service.people["Euan"]
    asked = asking.get(eilidh, link_to(RecordGroupLeft, group=cafe, person=morag))
    refused = asking.get(eilidh, link_to(RecordGroupLeft, group=cafe, person=euan))
    saved = asking.post(
        eilidh, link_to(RecordGroupLeft, group=cafe, person=morag), {"reason": "Moved away."}
    )

    assert "Record that somebody comes no more" in asked.text
    assert "Morag" in asked.text
    assert 403 == refused.status_code
    assert saved.headers["location"].startswith(f"/groups/{cafe}?saved=")
    assert "Morag" not in asking.get(eilidh, f"/groups/{cafe}").text


def test_a_group_is_shown_as_it_stood_on_a_day_and_nothing_is_recorded_there(
    service: SmallService, asking: Somebody, cafe: GroupId
) -> None:
    service.on(5, 20)
    service.do(CloseGroup(group=cafe))
    path = f"/groups/{cafe}"
    today = asking.get(OPERATOR, path).text
    then = asking.get(OPERATOR, f"{path}?known_at=2026-05-15").text

    assert "Ended" in today
    assert "Meets" in then
    assert "Nothing can be recorded here." in then
    assert f"{path}/attendance" not in then
    assert f"{path}/attendance" in today


def test_a_page_suggests_a_talk_and_is_quiet_once_it_was_held(
    service: SmallService, asking: Somebody, eilidh: Principal, cafe: GroupId
) -> None:
    service.clock.now = service.clock.now.replace(year=2027)
    sentence = "It has met in the same way for 12 months."
    before = asking.get(eilidh, f"/groups/{cafe}").text
    saved = asking.post(
        eilidh,
        link_to(ReviewGroupRefresh, group=cafe),
        {"changes": ["FORMAT"], "words": "A walk every second week."},
    )
    after = asking.get(eilidh, saved.headers["location"]).text

    assert sentence in before
    assert "Saved. Thank you." in after
    assert "Perhaps worth a talk" not in after


def test_two_groups_are_linked_and_either_page_shows_the_other(
    service: SmallService, asking: Somebody, eilidh: Principal, cafe: GroupId
) -> None:
    isla, walkers = staff_member(ISLA), open_cafe(service, "Walkers")
    form = link_to(LinkGroups, group=cafe)
    offered = asking.get(isla, form).text
    saved = asking.post(isla, form, {"with_group": walkers, "words": "A walk to the café."})
    led = asking.get(eilidh, f"/groups/{cafe}").text

    assert "Walkers" in offered
    assert "Friday café</option>" not in offered
    assert saved.headers["location"].startswith(f"/groups/{cafe}?saved=")
    assert "Walkers" in led
    assert f"/groups/{walkers}" not in led
    assert "Friday café" in asking.get(isla, f"/groups/{walkers}").text
    assert 403 == asking.get(eilidh, form).status_code

    ended = asking.post(isla, link_to(EndGroupLink, group=walkers, with_group=cafe), {})
    assert 303 == ended.status_code
    assert "Walkers" not in asking.get(eilidh, f"/groups/{cafe}").text


def test_the_register_names_those_who_saw_somebody_through_a_group(
    service: SmallService, asking: Somebody, eilidh: Principal, cafe: GroupId
) -> None:
    """Euan stays anonymous and Callum was only invited: a leader could see neither."""
    morag = service.people["Morag"]
    service.do(NameStaff(service=SERVICE, staff=RHONA, name="Rhona", duties=(Duty.COORDINATOR,)))
    service.clock.now += timedelta(days=1)

    assert {("staff:eilidh-leads", "GROUP_LEADER", cafe, True)} == through_groups(
        service, asking, "Morag", leaders_alone=True
    )
    assert ("staff:rhona-staff", "COORDINATOR", cafe, True) in through_groups(
        service, asking, "Morag"
    )
    assert set() == through_groups(service, asking, "Euan")
    assert set() == through_groups(service, asking, "Callum")

    service.do(RecordGroupLeft(group=cafe, person=morag))
    service.clock.now += timedelta(days=1)
    assert {("staff:eilidh-leads", "GROUP_LEADER", cafe, False)} == through_groups(
        service, asking, "Morag", leaders_alone=True
    )


def through_groups(
    service: SmallService, asking: Somebody, name: str, *, leaders_alone: bool = False
) -> set[tuple[str, str, str, bool]]:
    """Who could see somebody through a group: by which role, and whether they still can."""
    path = f"/api/v1/access_register?person={service.people[name]}"
    found = asking.get(OPERATOR, path).json()
    return {
        (each["who"], each["role"], each["group"], each["until"] == found["until"])
        for each in found["could_see"]
        if each["basis"] == "GROUP" and (each["role"] == "GROUP_LEADER" or not leaders_alone)
    }


def test_the_register_names_a_leader_who_saw_which_peer_supporter_led_with_them(
    service: SmallService, asking: Somebody, eilidh: Principal, cafe: GroupId
) -> None:
    davie = service.active_peer("Davie Example")
    service.do(NameGroupLeader(group=cafe, leads_as=LeadsAs.FACILITATOR, peer=davie))
    path = f"/api/v1/access_register?peer={davie}"

    assert davie in asking.get(eilidh, f"/api/v1/group/{cafe}").text
    could = asking.get(OPERATOR, path).json()["could_see"]
    assert [(eilidh.holder, cafe)] == [
        (each["who"], each["group"]) for each in could if each["basis"] == "GROUP"
    ]


def test_whoever_left_is_not_named_by_asking_about_a_day_on_which_they_came(
    service: SmallService, asking: Somebody, eilidh: Principal, cafe: GroupId
) -> None:
    morag, then = service.people["Morag"], service.clock.now
    service.clock.now += timedelta(days=7)
    service.do(RecordGroupLeft(group=cafe, person=morag))
    for asked in ("true_at", "known_at"):
        path = f"/api/v1/group/{cafe}"
        moment = {asked: (then + timedelta(days=1)).isoformat()}

        of_leader, of_coordinator = (
            asking.get(who, f"{path}?{urlencode(moment)}").json()
            for who in (eilidh, staff_member(ISLA))
        )

        assert [] == of_leader["members"], asked
        assert morag in {each["person"] for each in of_coordinator["members"]}, asked
        assert morag not in str(of_leader)
