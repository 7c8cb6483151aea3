"""What coming to a group and coming to a course have in common: who is counted, and the wait."""

from collections.abc import Sequence
from datetime import datetime

from domain.decider import Command, Event, Malformed, event_of
from domain.people import PersonId
from domain.referral import ByWayOf, Referral, SupportStarted, UnknownReferral

MOST_PEOPLE = 1_000
"""More than this at one meeting is a slip of the pen."""


class NotACount(Malformed):
    """A number of people is not one that can be."""


class FewerThanNamed(Malformed):
    """More people are named than are said to have come."""


class NotTheirReferral(Malformed):
    """The referral is somebody else's."""


def how_many_came(headcount: int | None, named: Sequence[PersonId]) -> int | None:
    """How many came: as said, or those named; none where neither is known.

    Raises `NotACount` and `FewerThanNamed`.
    """
    if headcount is None:
        return len(named) or None
    if not 0 <= headcount <= MOST_PEOPLE:
        raise NotACount("Say how many came: 0 or more.", field="headcount")
    if headcount < len(named):
        raise FewerThanNamed(
            f"{len(named)} people are named, and {headcount} are said to have come. Check both.",
            field="headcount",
        )
    return headcount


def ends_the_wait(
    command: Command, person: PersonId, referral: Referral, by_way_of: ByWayOf, at: datetime
) -> list[Event]:
    """That support has started, where the referral was accepted and waited for it.

    Raises `UnknownReferral` and `NotTheirReferral`.
    """
    if referral.arrived_at is None:
        raise UnknownReferral("Nothing arrived under this identifier. Check it.", field="referral")
    if referral.person != person:
        raise NotTheirReferral("This referral is about somebody else. Check it.", field="referral")
    if referral.accepted_at is None or referral.support_started_at is not None:
        return []
    return [event_of(SupportStarted, command, by_way_of=by_way_of, at=at)]
