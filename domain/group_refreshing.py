"""How a group keeps fresh: talks about what to change, and ties with other groups.

Groups grow stale and close themselves off (domain reference, 2.13). Nothing here is done by itself:
that a talk would be good is suggested (`domain.group_staleness`), and people decide.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from domain.decider import Command, Decider, Event, Malformed, Read, Recorded, Refusal, event_of
from domain.folds import Fold
from domain.group import (
    GROUP,
    Group,
    GroupIsClosed,
    GroupLeaderNamed,
    GroupLeaderStopped,
    Stage,
    UnknownGroup,
    must_be_known_group,
)
from domain.people import GroupId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.personal import GroupsWords

# --- Language ---


class GroupChange(StrEnum):
    """What a group decided to do otherwise."""

    FORMAT = "FORMAT"
    PLACE = "PLACE"
    TIMES = "TIMES"
    LEADERS = "LEADERS"
    NEW_PEOPLE = "NEW_PEOPLE"
    ANOTHER_GROUP = "ANOTHER_GROUP"


# --- Events ---


class GroupRefreshReviewed(Event, frozen=True, kw_only=True):
    """A group talked about how it wants to go on. No change is an answer, too."""

    group: GroupId
    changes: tuple[GroupChange, ...] = ()
    words: GroupsWords = None


class GroupLinkMade(Event, frozen=True, kw_only=True):
    """Two groups began to do things together, or to send people to each other."""

    group: GroupId
    with_group: GroupId
    words: GroupsWords = None


class GroupLinkEnded(Event, frozen=True, kw_only=True):
    """Two groups no longer have to do with each other."""

    group: GroupId
    with_group: GroupId


# --- Commands ---


class ReviewGroupRefresh(Command, frozen=True, kw_only=True):
    """Record that a group talked about how it wants to go on, and what it changes."""

    group: GroupId
    changes: tuple[GroupChange, ...] = ()
    words: str | None = None
    at: datetime | None = None


class LinkGroups(Command, frozen=True, kw_only=True):
    """Record that two groups have begun to do things together."""

    group: GroupId
    with_group: GroupId
    words: str | None = None
    at: datetime | None = None


class EndGroupLink(Command, frozen=True, kw_only=True):
    """Record that two groups no longer have to do with each other."""

    group: GroupId
    with_group: GroupId
    at: datetime | None = None


RefreshCommand = ReviewGroupRefresh | LinkGroups | EndGroupLink


# --- State ---


class Refreshing(msgspec.Struct, frozen=True):
    """What was changed about a group and when, and the groups that it has to do with.

    ``links`` are pairs, so that either group of a pair reads the same.
    """

    led_since: datetime | None = None
    talked_at: datetime | None = None
    format_since: datetime | None = None
    links: frozenset[frozenset[GroupId]] = frozenset()

    def linked_with(self, group: GroupId) -> tuple[GroupId, ...]:
        """The groups with which this one has to do."""
        return tuple(
            sorted(each for pair in self.links if group in pair for each in pair - {group})
        )


def _evolve(found: Refreshing, recorded: Recorded) -> Refreshing:
    """Add one fact. Events come in the order in which they happened."""
    replace = msgspec.structs.replace
    match recorded.event:
        case GroupLeaderNamed(at=at) | GroupLeaderStopped(at=at):
            return replace(found, led_since=at)
        case GroupRefreshReviewed(changes=changes, at=at):
            changed = GroupChange.FORMAT in changes
            return replace(found, talked_at=at, format_since=at if changed else found.format_since)
        case GroupLinkMade() as link:
            return replace(found, links=found.links | {frozenset({link.group, link.with_group})})
        case GroupLinkEnded() as link:
            return replace(found, links=found.links - {frozenset({link.group, link.with_group})})
        case _:
            return found


REFRESHING = Fold(
    hears=frozenset(
        {
            GroupLeaderNamed,
            GroupLeaderStopped,
            GroupRefreshReviewed,
            GroupLinkMade,
            GroupLinkEnded,
        }
    ),
    initial=Refreshing(),
    evolve=_evolve,
)
"""What keeps one group fresh, over the group's own subject."""


class RefreshAsked(msgspec.Struct, frozen=True):
    """A group, its ties, and the other group where there is one, at the moment of asking."""

    now: datetime
    group: Group
    refreshing: Refreshing
    other: Group = Group()


# --- Refusals ---


class SameGroup(Malformed):
    """A group has always to do with itself."""


class OtherService(Refusal):
    """The other group belongs to another service."""


# --- Decider ---


def gather(command: RefreshCommand, read: Read) -> RefreshAsked:
    """Look at the group, its ties, and the group that it is tied to."""
    of, other = subject("group", command.group), Group()
    if isinstance(command, LinkGroups | EndGroupLink):
        other = read(GROUP, subject("group", command.with_group))
    return RefreshAsked(read.now, read(GROUP, of), read(REFRESHING, of), other)


def decide(command: RefreshCommand, state: RefreshAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    must_be_known_group(state.group)
    at = happened(command.at, state.now)
    if isinstance(command, ReviewGroupRefresh):
        changes = tuple(dict.fromkeys(command.changes))
        return [event_of(GroupRefreshReviewed, command, changes=changes, at=at)]
    pair = frozenset({command.group, command.with_group})
    if len(pair) == 1:
        raise SameGroup("Choose another group than this one.", field="with_group")
    must_be_known_group(state.other)
    if isinstance(command, EndGroupLink):
        return [event_of(GroupLinkEnded, command, at=at)] if pair in state.refreshing.links else []
    if state.group.service != state.other.service:
        raise OtherService("That group belongs to another service. Choose one of this service.")
    for each in (state.group, state.other):
        if each.stage_at(at) is Stage.CLOSED:
            raise GroupIsClosed("One of these groups has come to its end. Choose another.")
    if pair in state.refreshing.links:
        return []
    return [event_of(GroupLinkMade, command, at=at)]


decider = Decider(
    noun="group",
    commands=(ReviewGroupRefresh, LinkGroups, EndGroupLink),
    gather=gather,
    decide=decide,
    refusals=(UnknownGroup, SameGroup, OtherService, GroupIsClosed, NotYetHappened, TooLongAgo),
)
