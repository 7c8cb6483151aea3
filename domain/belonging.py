"""Since when and until when groups knew somebody by name: a person who came, a peer who led.

A group's page names those who belong and did not wish to stay anonymous, and those who lead. What
it said once is asked again by the register of access, long afterwards.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from domain.decider import Event, Recorded
from domain.group import GroupLeaderNamed, GroupLeaderStopped
from domain.group_meetings import GROUP_LIFE
from domain.people import GroupId, PeerId, PersonId

LED: frozenset[type[Event]] = frozenset({GroupLeaderNamed, GroupLeaderStopped})
"""What says who leads a group."""


class Named(NamedTuple):
    """A time in which a group knew somebody by name; with no end if it still does."""

    group: GroupId
    since: datetime
    until: datetime | None


def by_coming(person: PersonId, events: Sequence[Recorded]) -> list[Named]:
    """The times in which a person belonged to each group by name.

    ``events`` are what happened to the person, in the order in which it happened.
    """
    heard = [each for each in events if type(each.event) in GROUP_LIFE.hears]
    found: list[Named] = []
    for group in dict.fromkeys(each.event.group for each in heard):  # type: ignore[attr-defined]
        life, turns = GROUP_LIFE.initial, []
        for each in heard:
            if each.event.group == group:  # type: ignore[attr-defined]
                life = GROUP_LIFE.evolve(life, each)
                member = life.members.get(person)
                named = member is not None and member.is_named_at(each.event.at)
                turns.append((each.event.at, named))
        found += _spells(group, turns)
    return found


def by_leading(peer: PeerId, events: Iterable[Recorded]) -> list[Named]:
    """The times in which a peer supporter led each group, or was on call for it."""
    turns: dict[GroupId, list[tuple[datetime, bool]]] = {}
    for each in events:
        event = each.event
        if isinstance(event, GroupLeaderNamed | GroupLeaderStopped) and event.peer == peer:
            leads = isinstance(event, GroupLeaderNamed)
            turns.setdefault(event.group, []).append((event.at, leads))
    return [each for group, some in turns.items() for each in _spells(group, some)]


def _spells(group: GroupId, turns: Iterable[tuple[datetime, bool]]) -> Iterator[Named]:
    """From each turn to being named until the next turn away from it."""
    since: datetime | None = None
    for at, named in turns:
        if named and since is None:
            since = at
        elif not named and since is not None:
            if since < at:
                yield Named(group, since, at)
            since = None
    if since is not None:
        yield Named(group, since, None)
