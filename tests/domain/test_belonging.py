"""Since when and until when groups knew somebody by name, beside what they knew at each moment."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given as whatever
from hypothesis import strategies as st

from domain.belonging import Named, by_coming, by_leading
from domain.decider import Event
from domain.folds import as_of, fold
from domain.gatherings import LeadsAs
from domain.group import GroupLeaderNamed, GroupLeaderStopped
from domain.group_meetings import (
    GROUP_LIFE,
    GroupAttended,
    GroupMemberInvited,
    GroupMemberJoined,
    GroupMemberLeft,
    Member,
)
from domain.people import GroupId, MeetingId, PeerId, PersonId, StaffId
from tests.domain.decisions import NOW, in_order

MORAG, DAVIE = PersonId("morag"), PeerId("davie")
CAFE, WALKERS = GroupId("cafe"), GroupId("walkers")


def day(number: int) -> datetime:
    return NOW + timedelta(days=number)


def happened(what: str, number: int, group: GroupId = CAFE) -> Event:
    at = day(number)
    match what:
        case "invited":
            return GroupMemberInvited(group=group, person=MORAG, at=at)
        case "left":
            return GroupMemberLeft(group=group, person=MORAG, at=at)
        case "came":
            meeting = MeetingId(f"meeting-{number}")
            return GroupAttended(group=group, meeting=meeting, person=MORAG, at=at)
        case _:
            anonymous = what == "joined without a name"
            return GroupMemberJoined(group=group, person=MORAG, anonymous=anonymous, at=at)


WHAT = st.sampled_from(["invited", "joined", "joined without a name", "came", "left"])


@whatever(st.lists(st.tuples(WHAT, st.integers(0, 9)), max_size=9))
def test_somebody_is_named_whenever_the_group_knew_them_by_name(
    told: list[tuple[str, int]],
) -> None:
    """The table: at each moment, what had happened by then is asked."""
    events = in_order([happened(*each) for each in told])
    found = by_coming(MORAG, as_of(events))

    for number in range(10):
        life = fold(GROUP_LIFE, as_of(events, true=day(number)))
        known = life.members.get(MORAG, Member()).is_named_at(day(number))
        assert known == any(_holds(each, day(number)) for each in found)


def _holds(named: Named, moment: datetime) -> bool:
    return named.since <= moment and (named.until is None or moment < named.until)


def test_each_group_is_told_apart_and_one_left_ends() -> None:
    events = in_order(
        [
            happened("joined", 0),
            happened("joined", 1, WALKERS),
            happened("left", 2),
            happened("came", 4),
        ]
    )

    found = by_coming(MORAG, events)

    assert [
        Named(CAFE, day(0), day(2)),
        Named(CAFE, day(4), None),
        Named(WALKERS, day(1), None),
    ] == found


@pytest.mark.parametrize("leads_as", list(LeadsAs))
def test_a_peer_supporter_is_named_while_they_lead_and_another_leader_is_nothing_to_them(
    leads_as: LeadsAs,
) -> None:
    led = {"group": CAFE, "leads_as": leads_as}
    events = in_order(
        [
            GroupLeaderNamed(**led, staff=StaffId("isla"), at=day(0)),  # type: ignore[arg-type]
            GroupLeaderNamed(**led, peer=DAVIE, at=day(1)),  # type: ignore[arg-type]
            GroupLeaderStopped(group=CAFE, staff=StaffId("isla"), at=day(2)),
            GroupLeaderStopped(group=CAFE, peer=DAVIE, at=day(3)),
        ]
    )

    assert [Named(CAFE, day(1), day(3))] == by_leading(DAVIE, events)
