"""How a group keeps fresh: what is suggested and when, what a talk changes, ties between groups."""

from datetime import datetime, timedelta

import msgspec
import pytest

from domain.decider import Event
from domain.definitions import Definitions
from domain.gatherings import LeadsAs
from domain.group import GROUP, GroupClosed, GroupIsClosed, GroupPaused, UnknownGroup
from domain.group.events import GroupLeaderNamed, GroupPlanned
from domain.group_meetings import GROUP_LIFE, GroupAttended, GroupMeetingHeld, GroupMemberJoined
from domain.group_refreshing import (
    REFRESHING,
    EndGroupLink,
    GroupChange,
    GroupLinkEnded,
    GroupLinkMade,
    GroupRefreshReviewed,
    LinkGroups,
    OtherService,
    ReviewGroupRefresh,
    SameGroup,
)
from domain.group_staleness import Sign, suggestions_of
from domain.people import GroupId, MeetingId, PersonId, ServiceId
from tests.domain.cast import on
from tests.domain.decisions import NOW, folded, given
from tests.domain.test_group import FRIDAYS, OPEN, OPENED, PLANNED, SHONA_ON_CALL

WALKERS = GroupId("walkers")
WALKERS_PLANNED = msgspec.structs.replace(PLANNED, group=WALKERS, name="Walkers")
LINKED = GroupLinkMade(group=FRIDAYS, with_group=WALKERS, at=on(4, 1))
SECOND = timedelta(seconds=1)


def signs(*happened: Event, now: datetime, definitions: Definitions | None = None) -> set[Sign]:
    """What is suggested at a moment after what happened."""
    known = [each for each in happened if each.at <= now]
    found = suggestions_of(
        folded(GROUP, *known),
        folded(GROUP_LIFE, *known),
        folded(REFRESHING, *known),
        now,
        definitions or Definitions(),
    )
    return {each.sign for each in found}


def meetings(headcounts: list[int], *, core: int, since: datetime) -> list[Event]:
    """A meeting a week; the same ``core`` people are named at each."""
    found: list[Event] = []
    for number, headcount in enumerate(headcounts):
        at, meeting = since + timedelta(weeks=number), MeetingId(f"meeting-{number}")
        found.append(
            GroupMeetingHeld(group=FRIDAYS, meeting=meeting, minutes=90, headcount=headcount, at=at)
        )
        found += [
            GroupAttended(group=FRIDAYS, meeting=meeting, person=PersonId(f"core-{each}"), at=at)
            for each in range(core)
        ]
    return found


@pytest.mark.parametrize(
    ("sign", "day"),
    [
        (Sign.NOBODY_NEW, datetime.fromisoformat("2026-09-09T00:00:00+01:00")),
        (Sign.SAME_FORMAT, datetime.fromisoformat("2027-03-09T00:00:00+00:00")),
        (Sign.SAME_LEADERS, datetime.fromisoformat("2028-03-09T00:00:00+00:00")),
    ],
)
def test_each_sign_is_suggested_from_its_day_on_and_not_before(sign: Sign, day: datetime) -> None:
    assert OPENED.at == on(3, 9)
    assert sign not in signs(*OPEN, now=day - SECOND)
    assert sign in signs(*OPEN, now=day)


def test_somebody_new_another_leader_and_another_form_end_their_sign() -> None:
    late = datetime.fromisoformat("2028-06-01T12:00:00+01:00")
    before = late - timedelta(days=200)
    all_three = {Sign.NOBODY_NEW, Sign.SAME_FORMAT, Sign.SAME_LEADERS}
    new = GroupMemberJoined(group=FRIDAYS, person=PersonId("new"), at=late - timedelta(days=9))
    led = GroupLeaderNamed(group=FRIDAYS, leads_as=LeadsAs.LEADER, staff=None, at=before)
    changed = GroupRefreshReviewed(group=FRIDAYS, changes=(GroupChange.FORMAT,), at=before)

    assert all_three == signs(*OPEN, now=late)
    assert all_three - {Sign.NOBODY_NEW} == signs(*OPEN, new, now=late)
    assert all_three - {Sign.SAME_LEADERS} == signs(*OPEN, led, now=late)
    assert all_three - {Sign.SAME_FORMAT} == signs(*OPEN, changed, now=late)


@pytest.mark.parametrize(
    ("headcount", "suggested"),
    [(5, True), (6, False)],
)
def test_the_same_few_are_four_in_five_of_all_who_came(headcount: int, *, suggested: bool) -> None:
    held = meetings([headcount] * 12, core=4, since=on(3, 13))
    now = on(3, 13) + timedelta(weeks=11)

    assert suggested is (Sign.SAME_CORE in signs(*OPEN, *held, now=now))
    assert Sign.SAME_CORE not in signs(*OPEN, *held, now=now - SECOND)


def test_fewer_come_when_the_line_falls_by_a_quarter_of_the_mean() -> None:
    now = on(3, 13) + timedelta(weeks=11)
    for counts, suggested in (
        ([12, 12, 11, 11, 10, 10, 9, 9, 8, 8, 7, 7], True),
        ([10] * 12, False),
        ([10, 9] * 6, False),
        ([7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12], False),
        ([0] * 12, False),
    ):
        held = meetings(counts, core=0, since=on(3, 13))
        assert suggested is (Sign.FEWER_COME in signs(*OPEN, *held, now=now)), counts


def test_a_meeting_whose_number_is_not_known_says_nothing_of_how_many_come() -> None:
    held = meetings([12, 12, 11, 11, 10, 10, 9, 9, 8, 8, 7, 7], core=12, since=on(3, 13))
    first = msgspec.structs.replace(held[0], headcount=None)
    now = on(3, 13) + timedelta(weeks=11)

    assert {Sign.FEWER_COME, Sign.SAME_CORE} <= signs(*OPEN, *held, now=now)
    assert not {Sign.FEWER_COME, Sign.SAME_CORE} & signs(*OPEN, first, *held[1:], now=now)


def test_after_a_talk_nothing_is_suggested_for_six_months() -> None:
    at = datetime.fromisoformat("2028-06-01T12:00:00+01:00")
    talked = GroupRefreshReviewed(group=FRIDAYS, at=at)
    again = datetime.fromisoformat("2028-12-01T00:00:00+00:00")

    assert signs(*OPEN, now=at)
    assert not signs(*OPEN, talked, now=again - SECOND)
    assert signs(*OPEN, now=again) == signs(*OPEN, talked, now=again)


@pytest.mark.parametrize("turn", [GroupPaused, GroupClosed])
def test_nothing_is_suggested_while_a_group_does_not_meet(
    turn: type[GroupPaused | GroupClosed],
) -> None:
    now = datetime.fromisoformat("2028-06-01T12:00:00+01:00")

    assert signs(*OPEN, now=now)
    assert not signs(*OPEN, turn(group=FRIDAYS, at=on(5, 1)), now=now)
    assert not signs(PLANNED, now=now)


def test_a_service_may_choose_other_numbers() -> None:
    now = on(4, 9, 12)

    assert not signs(*OPEN, now=now)
    assert {Sign.NOBODY_NEW} == signs(
        *OPEN, now=now, definitions=Definitions(group_new_member_within_months=1)
    )


def test_a_talk_is_recorded_with_what_it_changes_and_with_nothing_too() -> None:
    changes = (GroupChange.PLACE, GroupChange.FORMAT, GroupChange.PLACE)

    nothing = GroupRefreshReviewed(group=FRIDAYS, at=NOW)
    given(*OPEN).when(ReviewGroupRefresh(group=FRIDAYS)).then(nothing)
    given(*OPEN).when(ReviewGroupRefresh(group=FRIDAYS, changes=changes)).then(
        GroupRefreshReviewed(group=FRIDAYS, changes=(GroupChange.PLACE, GroupChange.FORMAT), at=NOW)
    )
    given(SHONA_ON_CALL).when(ReviewGroupRefresh(group=GroupId("none"))).then_refused(UnknownGroup)


def test_two_groups_are_linked_once_and_either_shows_it() -> None:
    both = (*OPEN, WALKERS_PLANNED)
    link = LinkGroups(group=FRIDAYS, with_group=WALKERS)
    back = LinkGroups(group=WALKERS, with_group=FRIDAYS)

    made = GroupLinkMade(group=FRIDAYS, with_group=WALKERS, at=NOW)
    given(*both).when(link).then(made)
    given(*both, LINKED).when(link).then_nothing()
    given(*both, LINKED).when(back).then_nothing()
    assert (WALKERS,) == folded(REFRESHING, LINKED).linked_with(FRIDAYS)
    assert (FRIDAYS,) == folded(REFRESHING, LINKED).linked_with(WALKERS)


def test_a_link_ends_from_either_side() -> None:
    both = (*OPEN, WALKERS_PLANNED)
    end = EndGroupLink(group=WALKERS, with_group=FRIDAYS)
    ended = GroupLinkEnded(group=WALKERS, with_group=FRIDAYS, at=on(4, 20))

    given(*both, LINKED).when(end).then(msgspec.structs.replace(ended, at=NOW))
    given(*both).when(end).then_nothing()
    assert () == folded(REFRESHING, LINKED, ended).linked_with(FRIDAYS)


def test_a_group_is_linked_with_another_that_there_is_in_its_service() -> None:
    elsewhere: GroupPlanned = msgspec.structs.replace(
        WALKERS_PLANNED, service=ServiceId("elsewhere")
    )
    closed = GroupClosed(group=WALKERS, at=on(4, 1))
    link = LinkGroups(group=FRIDAYS, with_group=WALKERS)

    given(*OPEN).when(link).then_refused(UnknownGroup)
    given(*OPEN).when(LinkGroups(group=FRIDAYS, with_group=FRIDAYS)).then_refused(SameGroup)
    given(*OPEN, elsewhere).when(link).then_refused(OtherService)
    given(*OPEN, WALKERS_PLANNED, closed).when(link).then_refused(GroupIsClosed)
