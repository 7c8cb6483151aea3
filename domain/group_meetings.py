"""Who belongs to a group, and what happened at its meetings (domain reference, 3.5).

Membership is INVITED, JOINED, ATTENDING, LEFT, and follows from what happened. Inviting is a
decision; that somebody came, joined or left is recorded whenever it is reported. Members may stay
anonymous: then they are counted, and never named in a register.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from domain.attending import (
    FewerThanNamed,
    NotACount,
    NotTheirReferral,
    ends_the_wait,
    how_many_came,
)
from domain.decider import Command, Decider, Event, Read, Recorded, Refusal, event_of
from domain.folds import Fold
from domain.gatherings import Attendance
from domain.group import GROUP, Group, GroupIsClosed, Stage, UnknownGroup, must_be_known_group
from domain.people import GroupId, MeetingId, PersonId, ReferralId, subject
from domain.periods import NotALengthOfTime, NotYetHappened, TooLongAgo, check_length, happened
from domain.person import PERSON, Person, PersonHasDied, UnknownPerson, must_be_alive, must_be_known
from domain.personal import GroupsWords, PersonsWords
from domain.referral import REFERRAL, ByWayOf, Referral, UnknownReferral

# --- Language ---


class Membership(StrEnum):
    """Where somebody stands towards a group."""

    INVITED = "INVITED"
    JOINED = "JOINED"
    ATTENDING = "ATTENDING"
    LEFT = "LEFT"


BELONG = frozenset({Membership.JOINED, Membership.ATTENDING})
"""Those whom a group knows of: not who was only invited, and not who left."""


# --- Events ---


class GroupMemberInvited(Event, frozen=True, kw_only=True):
    """A person was invited to a group."""

    group: GroupId
    person: PersonId


class GroupMemberJoined(Event, frozen=True, kw_only=True):
    """A person joined a group. With ``anonymous`` they are counted there and never named.

    ``ground_rules`` says whether they were told what stays in the room and where that ends.
    """

    group: GroupId
    person: PersonId
    referral: ReferralId | None = None
    anonymous: bool = False
    ground_rules: bool | None = None


class GroupMemberLeft(Event, frozen=True, kw_only=True):
    """A person does not come to a group any more. A reason is never required."""

    group: GroupId
    person: PersonId
    reason: PersonsWords = None


class GroupMeetingHeld(Event, frozen=True, kw_only=True):
    """A group met; ``at`` is the end. ``headcount`` counts everybody who came but the leaders.

    ``worried`` has three answers: yes, no, and not asked yet.
    """

    group: GroupId
    meeting: MeetingId
    minutes: int | None = None
    headcount: int | None = None
    worried: bool | None = None
    note: GroupsWords = None


class GroupAttended(Event, frozen=True, kw_only=True):
    """A person was at a meeting of a group, which lasted ``minutes``."""

    group: GroupId
    meeting: MeetingId
    person: PersonId
    minutes: int | None = None


# --- Commands ---


class InviteToGroup(Command, frozen=True, kw_only=True):
    """Invite a person to a group."""

    group: GroupId
    person: PersonId


class RecordGroupJoined(Command, frozen=True, kw_only=True):
    """Record that a person joined a group, with the referral through which they came, if any."""

    group: GroupId
    person: PersonId
    referral: ReferralId | None = None
    anonymous: bool = False
    ground_rules: bool | None = None
    at: datetime | None = None


class RecordGroupLeft(Command, frozen=True, kw_only=True):
    """Record that a person does not come any more."""

    group: GroupId
    person: PersonId
    reason: str | None = None
    at: datetime | None = None


class RecordGroupMeeting(Command, frozen=True, kw_only=True):
    """Record that a group met: how long, how many came, who of those who are named, any worry.

    ``at`` is the end of the meeting. Without ``headcount`` those named are counted.
    """

    group: GroupId
    at: datetime | None = None
    minutes: int | None = None
    headcount: int | None = None
    present: tuple[PersonId, ...] = ()
    worried: bool | None = None
    note: str | None = None


MeetingCommand = InviteToGroup | RecordGroupJoined | RecordGroupLeft | RecordGroupMeeting


# --- State ---


class Member(msgspec.Struct, frozen=True):
    """What has happened between one person and one group."""

    invited_at: datetime | None = None
    joined_at: datetime | None = None
    anonymous: bool = False
    first_attended_at: datetime | None = None
    last_attended_at: datetime | None = None
    times: int = 0
    left_at: datetime | None = None

    def membership_at(self, moment: datetime) -> Membership | None:
        """Where the person stood at a moment; none before anything happened."""

        def by_then(at: datetime | None) -> bool:
            return at is not None and at <= moment

        came_back = self.left_at is not None and any(
            at is not None and self.left_at < at <= moment
            for at in (self.joined_at, self.last_attended_at)
        )
        if by_then(self.left_at) and not came_back:
            return Membership.LEFT
        if by_then(self.first_attended_at):
            return Membership.ATTENDING
        if by_then(self.joined_at):
            return Membership.JOINED
        return Membership.INVITED if by_then(self.invited_at) else None

    def is_named_at(self, moment: datetime) -> bool:
        """Whether the group knew of them by name at a moment, if it keeps a register."""
        return not self.anonymous and self.membership_at(moment) in BELONG


class Meeting(msgspec.Struct, frozen=True):
    """One meeting: when it ended, how long it was, how many came, and who is named."""

    ended_at: datetime
    minutes: int | None
    headcount: int | None
    worried: bool | None
    present: tuple[PersonId, ...] = ()


class Life(msgspec.Struct, frozen=True):
    """The members and the meetings of one group."""

    members: Mapping[PersonId, Member] = msgspec.field(default_factory=dict)
    meetings: Mapping[MeetingId, Meeting] = msgspec.field(default_factory=dict)
    named: Mapping[MeetingId, tuple[PersonId, ...]] = msgspec.field(default_factory=dict)

    def members_at(self, moment: datetime) -> dict[PersonId, Membership]:
        """Everybody who belongs, or has belonged, and where each stood at a moment."""
        found = {who: member.membership_at(moment) for who, member in self.members.items()}
        return {who: stands for who, stands in found.items() if stands is not None}


def _evolve(life: Life, recorded: Recorded) -> Life:
    """Add one fact. Events come in the order in which they happened."""
    match recorded.event:
        case GroupMemberInvited(person=person, at=at):
            return _member(life, person, invited_at=at)
        case GroupMemberJoined(person=person, anonymous=anonymous, at=at):
            return _member(life, person, joined_at=at, anonymous=anonymous)
        case GroupMemberLeft(person=person, at=at):
            return _member(life, person, left_at=at)
        case GroupMeetingHeld() as held:
            meeting = Meeting(held.at, held.minutes, held.headcount, held.worried)
            return msgspec.structs.replace(life, meetings={**life.meetings, held.meeting: meeting})
        case GroupAttended(person=person, meeting=meeting_id, at=at):
            before = life.members.get(person, Member())
            named = (*life.named.get(meeting_id, ()), person)
            life = msgspec.structs.replace(life, named={**life.named, meeting_id: named})
            return _member(
                life,
                person,
                first_attended_at=before.first_attended_at or at,
                last_attended_at=at,
                times=before.times + 1,
            )
        case _:
            return life


def _member(life: Life, person: PersonId, **changes: object) -> Life:
    member = msgspec.structs.replace(life.members.get(person, Member()), **changes)
    return msgspec.structs.replace(life, members={**life.members, person: member})


GROUP_LIFE = Fold(
    hears=frozenset(
        {
            GroupMemberInvited,
            GroupMemberJoined,
            GroupMemberLeft,
            GroupMeetingHeld,
            GroupAttended,
        }
    ),
    initial=Life(),
    evolve=_evolve,
)
"""Who belongs to one group and how it met, over the group's own subject."""


class MeetingAsked(msgspec.Struct, frozen=True):
    """A group, its life, and the people that are spoken of, at the moment of asking."""

    now: datetime
    group: Group
    life: Life
    people: Mapping[PersonId, Person]
    new_meeting: MeetingId
    referral: Referral = Referral()


# --- Refusals ---


class GroupNotOpen(Refusal):
    """The group does not meet now."""


class StaysAnonymous(Refusal):
    """Somebody who wished to stay anonymous, or anybody in a group that only counts, was named."""


# --- Decider ---


def gather(command: MeetingCommand, read: Read) -> MeetingAsked:
    """Look at the group, its life, and everybody who is named."""
    of = subject("group", command.group)
    people = command.present if isinstance(command, RecordGroupMeeting) else (command.person,)
    referral = Referral()
    if isinstance(command, RecordGroupJoined) and command.referral is not None:
        referral = read(REFERRAL, subject("referral", command.referral))
    return MeetingAsked(
        now=read.now,
        group=read(GROUP, of),
        life=read(GROUP_LIFE, of),
        people={each: read(PERSON, subject("person", each)) for each in people},
        new_meeting=MeetingId(read.fresh("meeting")),
        referral=referral,
    )


def decide(command: MeetingCommand, state: MeetingAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    must_be_known_group(state.group)
    for spoken_of in state.people.values():
        must_be_known(spoken_of)
    match command:
        case InviteToGroup(person=person):
            return _invited(command, state, person)
        case RecordGroupJoined():
            return _joined(command, state)
        case RecordGroupLeft(person=person):
            at = happened(command.at, state.now)
            member = state.life.members.get(person)
            if member is None or member.membership_at(at) is Membership.LEFT:
                return []
            return [event_of(GroupMemberLeft, command, at=at)]
        case RecordGroupMeeting():
            return _met(command, state)


def _invited(command: InviteToGroup, state: MeetingAsked, person: PersonId) -> Sequence[Event]:
    now = state.now
    must_be_alive(state.people[person])
    if state.group.stage_at(now) is Stage.CLOSED:
        raise GroupIsClosed("This group has come to its end. Choose another.")
    if state.group.stage_at(now) is not Stage.OPEN:
        raise GroupNotOpen("This group does not meet now. Open it first, or choose another.")
    member = state.life.members.get(person, Member())
    if member.membership_at(now) not in (None, Membership.LEFT):
        return []
    return [event_of(GroupMemberInvited, command, at=now)]


def _joined(command: RecordGroupJoined, state: MeetingAsked) -> Sequence[Event]:
    at = happened(command.at, state.now)
    stands = state.life.members.get(command.person, Member()).membership_at(at)
    if stands in (Membership.JOINED, Membership.ATTENDING):
        return []
    joined: list[Event] = [event_of(GroupMemberJoined, command, at=at)]
    if command.referral is not None:
        joined += ends_the_wait(command, command.person, state.referral, ByWayOf.GROUP, at)
    return joined


def _met(command: RecordGroupMeeting, state: MeetingAsked) -> Sequence[Event]:
    at = happened(command.at, state.now)
    check_length(command.minutes)
    present = tuple(dict.fromkeys(command.present))
    if present and state.group.attendance is Attendance.HEADCOUNT:
        raise StaysAnonymous(
            "This group only counts who comes. Say how many, and name nobody.", field="present"
        )
    if any(state.life.members.get(each, Member()).anonymous for each in present):
        raise StaysAnonymous(
            "Somebody named here wished to stay anonymous. Count them, and do not name them.",
            field="present",
        )
    headcount = how_many_came(command.headcount, present)
    ids = {"group": command.group, "meeting": state.new_meeting, "minutes": command.minutes}
    held = event_of(GroupMeetingHeld, command, **ids, headcount=headcount, at=at)
    return [held, *(GroupAttended(**ids, person=each, at=at) for each in present)]  # type: ignore[arg-type]


decider = Decider(
    noun="group",
    commands=(InviteToGroup, RecordGroupJoined, RecordGroupLeft, RecordGroupMeeting),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownGroup,
        UnknownPerson,
        UnknownReferral,
        PersonHasDied,
        GroupIsClosed,
        GroupNotOpen,
        StaysAnonymous,
        NotACount,
        FewerThanNamed,
        NotTheirReferral,
        NotALengthOfTime,
        NotYetHappened,
        TooLongAgo,
    ),
)
