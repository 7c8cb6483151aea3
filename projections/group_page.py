"""One group, for whoever leads it or coordinates it: who belongs, how it met, by which rules.

Whoever wished to stay anonymous is counted and never named. In a group that only counts who comes
nobody is named. Whoever was invited has not said yet that the group may know of them, and whoever
left is no longer the group's to know, nor is it by asking about a day on which they came: both are
counted, and named to those alone who know the person otherwise (of those who left, only on days on
which they belonged).
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

import msgspec

from application.looking import Looking
from domain.adoption import definitions_of
from domain.concern_between_peers import CONCERNS
from domain.decider import Position
from domain.gatherings import Attendance, LeadsAs
from domain.group import (
    GROUP,
    GroupGroundRulesAgreed,
    GroupLeaderNamed,
    GroupPlanned,
    GroupVenueChecked,
    Stage,
    UnknownGroup,
    must_be_known_group,
)
from domain.group_flags import flags_of_group
from domain.group_meetings import BELONG, GROUP_LIFE, GroupMeetingHeld, Life, Membership
from domain.group_refreshing import REFRESHING
from domain.group_staleness import Suggestion, suggestions_of
from domain.people import GroupId, MeetingId, PeerId, PersonId, StaffId, Subject, subject
from domain.person import PERSON
from domain.personal import Text
from projections.opening import Opener
from projections.tables import shown


class MemberShown(msgspec.Struct, frozen=True):
    """One person who belongs to the group, or was invited, as far as may be known."""

    person: PersonId
    stands: Membership
    joined_at: datetime | None
    first_came_at: datetime | None
    last_came_at: datetime | None
    times: int


class MeetingShown(msgspec.Struct, frozen=True):
    """One meeting; ``ended_at`` is its end.

    ``first_time`` are those of ``named`` who had not come before. ``others`` counts who came and is
    not named, where the number is known.
    """

    meeting: MeetingId
    ended_at: datetime
    minutes: int | None
    headcount: int | None
    worried: bool | None
    named: list[PersonId]
    first_time: list[PersonId]
    others: int | None
    note: Text | None


class LeaderShown(msgspec.Struct, frozen=True):
    """Somebody who leads the group, or is on call for it: a peer supporter or of the staff."""

    leads_as: LeadsAs
    peer: PeerId | None
    staff: StaffId | None


class RulesShown(msgspec.Struct, frozen=True):
    """The ground rules in force, in the group's words."""

    version: int
    words: Text | None
    agreed_at: datetime


class LinkShown(msgspec.Struct, frozen=True):
    """A group with which this one has to do."""

    group: GroupId
    name: Text | None


class GroupPage(msgspec.Struct, frozen=True):
    """A group as it stands at a moment.

    ``members`` are those who may be named, the first to come first; ``invited``, ``unnamed`` and
    ``left`` count the others. ``meetings`` are the latest first.
    ``suggestions`` are worth a talk at most; nothing follows from them.
    """

    position: Position
    group: GroupId
    name: Text | None
    place: Text | None
    times: Text | None
    state: Stage
    attendance: Attendance
    drop_in: bool
    coordinator: StaffId | None
    deputy: StaffId | None
    leaders: list[LeaderShown]
    rules: RulesShown | None
    venue_accessible: bool | None
    venue_note: Text | None
    members: list[MemberShown]
    invited: int
    unnamed: int
    left: int
    meetings: list[MeetingShown]
    links: list[LinkShown]
    suggestions: list[Suggestion]
    flags: list[dict[str, str]]


def group_page(
    look: Looking,
    opener: Opener,
    identifier: GroupId,
    *,
    belong: Collection[PersonId],
    knows: Callable[[Subject], bool],
) -> GroupPage:
    """The page of a group.

    ``belong`` are those who belong by name at the moment of asking, whatever moment is looked at;
    ``knows`` says whom the one who asks knows otherwise. Raises `UnknownGroup`.
    """
    of = subject("group", identifier)
    group, life = look(GROUP, of), look(GROUP_LIFE, of)
    must_be_known_group(group)
    if group.service != look.service:
        raise UnknownGroup("No group was planned under this identifier. Check the address.")
    said = _said(look, opener, of)
    planned = said.planned
    refreshing, definitions = look(REFRESHING, of), definitions_of(look)
    flags = flags_of_group(group, life, look(CONCERNS, of), definitions)
    members = _members(look, life)
    counts_only = group.attendance is Attendance.HEADCOUNT
    named = {} if counts_only else _named(members, life, belong, knows)
    stand = [each.stands for each in members.values()]
    return GroupPage(
        position=look.position,
        group=identifier,
        name=planned.name,
        place=planned.place,
        times=planned.times,
        state=group.stage_at(look.now),
        attendance=group.attendance,
        drop_in=group.drop_in,
        coordinator=group.coordinator,
        deputy=group.deputy,
        leaders=[said.leaders[who] for who in group.gathering.leads if who in said.leaders],
        rules=said.rules,
        venue_accessible=group.gathering.venue_accessible,
        venue_note=said.venue.note if said.venue else None,
        members=sorted(named.values(), key=_first_to_come),
        invited=sum(each is Membership.INVITED for each in stand),
        unnamed=sum(each in BELONG for each in stand)
        - sum(each.stands in BELONG for each in named.values()),
        left=sum(each is Membership.LEFT for each in stand),
        meetings=_meetings(life, said.notes, named),
        links=[
            LinkShown(each, _called(look, opener, each))
            for each in refreshing.linked_with(identifier)
        ],
        suggestions=[*suggestions_of(group, life, refreshing, look.now, definitions)],
        flags=shown(flags, look.now),
    )


class _Said(msgspec.Struct):
    """What is said in words about a group: sealed in the log, opened for the page."""

    planned: GroupPlanned
    rules: RulesShown | None = None
    venue: GroupVenueChecked | None = None
    leaders: dict[str, LeaderShown] = msgspec.field(default_factory=dict)
    notes: dict[MeetingId, Text | None] = msgspec.field(default_factory=dict)


def _said(look: Looking, opener: Opener, of: Subject) -> _Said:
    found: _Said | None = None
    for recorded in look.happened(of):
        if not isinstance(recorded.event, IN_WORDS):
            continue
        event = opener.open(recorded).event
        if isinstance(event, GroupPlanned):
            found = found or _Said(event)
        if found is None:
            continue
        match event:
            case GroupGroundRulesAgreed(rules=rules, version=version, at=at):
                found.rules = RulesShown(version, rules, at)
            case GroupVenueChecked():
                found.venue = event
            case GroupLeaderNamed(leads_as=leads_as, peer=peer, staff=staff):
                found.leaders[str(peer or staff)] = LeaderShown(leads_as, peer, staff)
            case GroupMeetingHeld(meeting=meeting, note=note):
                found.notes[meeting] = note
            case _:
                continue
    if found is None:
        raise UnknownGroup("No group was planned under this identifier. Check the address.")
    return found


def _called(look: Looking, opener: Opener, group: GroupId) -> Text | None:
    """The name of a group."""
    for recorded in look.happened(subject("group", group)):
        if isinstance(recorded.event, GroupPlanned):
            planned = opener.open(recorded).event
            return planned.name if isinstance(planned, GroupPlanned) else None
    return None


IN_WORDS = (
    GroupPlanned,
    GroupGroundRulesAgreed,
    GroupVenueChecked,
    GroupLeaderNamed,
    GroupMeetingHeld,
)


def _members(look: Looking, life: Life) -> dict[PersonId, MemberShown]:
    """Everybody who belongs or belonged, those who died apart."""
    return {
        person: MemberShown(
            person=person,
            stands=stands,
            joined_at=life.members[person].joined_at,
            first_came_at=life.members[person].first_attended_at,
            last_came_at=life.members[person].last_attended_at,
            times=life.members[person].times,
        )
        for person, stands in life.members_at(look.now).items()
        if look(PERSON, subject("person", person)).died_at is None
    }


def named_now(look: Looking, group: GroupId) -> frozenset[PersonId]:
    """Those who belong to a group by name at the moment that is looked at."""
    life = look(GROUP_LIFE, subject("group", group))
    return frozenset(
        each
        for each, member in life.members.items()
        if member.is_named_at(look.now) and look(PERSON, subject("person", each)).died_at is None
    )


def _named(
    members: dict[PersonId, MemberShown],
    life: Life,
    belong: Collection[PersonId],
    knows: Callable[[Subject], bool],
) -> dict[PersonId, MemberShown]:
    """Those of them who may be named."""
    return {
        person: each
        for person, each in members.items()
        if not life.members[person].anonymous
        and each.stands is not Membership.LEFT
        and ((each.stands in BELONG and person in belong) or knows(subject("person", person)))
    }


def _meetings(
    life: Life, notes: dict[MeetingId, Text | None], named: Iterable[PersonId]
) -> list[MeetingShown]:
    """Each meeting, the latest first, with those of the register who may be named now."""
    known, found = set(named), []
    for identifier, held in life.meetings.items():
        came = life.named.get(identifier, ())
        there = [each for each in came if each in known]
        new = [each for each in there if life.members[each].first_attended_at == held.ended_at]
        found.append(
            MeetingShown(
                meeting=identifier,
                ended_at=held.ended_at,
                minutes=held.minutes,
                headcount=held.headcount,
                worried=held.worried,
                named=there,
                first_time=new,
                others=None if held.headcount is None else max(held.headcount - len(there), 0),
                note=notes.get(identifier),
            )
        )
    return sorted(found, key=lambda each: each.ended_at, reverse=True)


def _first_to_come(member: MemberShown) -> tuple[bool, datetime | None, str]:
    since = member.joined_at or member.first_came_at
    return since is None, since, member.person
