"""What a group and a course need alike: who leads, where, and by what rules.

The guard is that of the domain reference, 3.5: two who lead, or one with somebody on call; a venue
that was checked for access; ground rules ("what is said here stays here", and its limits).
"""

from enum import StrEnum

import msgspec

from domain.decider import Malformed, Refusal
from domain.people import PeerId, StaffId

LEADERS_NEEDED = 2
"""How many lead, unless one does and somebody is on call (domain reference, 3.5)."""


class LeadsAs(StrEnum):
    """What somebody does for a group or a course."""

    LEADER = "LEADER"
    FACILITATOR = "FACILITATOR"
    ON_CALL = "ON_CALL"


class Attendance(StrEnum):
    """How it is written down who came: by name, or only how many."""

    REGISTER = "REGISTER"
    HEADCOUNT = "HEADCOUNT"


class Gathering(msgspec.Struct, frozen=True):
    """What is known of leaders, venue and ground rules."""

    leads: dict[PeerId | StaffId, LeadsAs] = msgspec.field(default_factory=dict)
    venue_accessible: bool | None = None
    ground_rules: int = 0

    @property
    def leaders_suffice(self) -> bool:
        """Whether two lead, or one does with somebody on call."""
        leading = sum(kind is not LeadsAs.ON_CALL for kind in self.leads.values())
        on_call = any(kind is LeadsAs.ON_CALL for kind in self.leads.values())
        return leading >= LEADERS_NEEDED or (leading > 0 and on_call)

    def with_leader(self, who: PeerId | StaffId, leads_as: LeadsAs) -> "Gathering":
        """The same, somebody having been named."""
        return msgspec.structs.replace(self, leads=self.leads | {who: leads_as})

    def without_leader(self, who: PeerId | StaffId) -> "Gathering":
        """The same, somebody having stopped."""
        stay = {each: kind for each, kind in self.leads.items() if each != who}
        return msgspec.structs.replace(self, leads=stay)

    def with_venue(self, *, accessible: bool) -> "Gathering":
        """The same, the venue having been looked at."""
        return msgspec.structs.replace(self, venue_accessible=accessible)

    def with_ground_rules(self) -> "Gathering":
        """The same, one more version of the ground rules having been agreed."""
        return msgspec.structs.replace(self, ground_rules=self.ground_rules + 1)


class TooFewLeaders(Refusal):
    """Fewer than two lead, and nobody is on call for the one who does."""


class VenueNotChecked(Refusal):
    """Nobody has checked whether everybody can get in, or not everybody can."""


class NoGroundRules(Refusal):
    """Those who meet have not agreed what stays in the room."""


class OneLeaderAtATime(Malformed):
    """A leader is a peer supporter or a member of staff: one of them."""


def must_be_ready(gathering: Gathering) -> None:
    """Raise `TooFewLeaders`, `VenueNotChecked` or `NoGroundRules` where one is in the way."""
    if not gathering.leaders_suffice:
        raise TooFewLeaders(
            "Two people are needed to lead this, or one with somebody on call. Name them first."
        )
    if gathering.venue_accessible is None:
        raise VenueNotChecked(
            "Nobody has checked whether everybody can get in and take part. "
            "Check the venue first, and record it."
        )
    if not gathering.venue_accessible:
        raise VenueNotChecked(
            "The venue was found not to be accessible. Find another, and record that check."
        )
    if not gathering.ground_rules:
        raise NoGroundRules(
            "There are no ground rules yet: what stays in the room, and where that ends. "
            "Agree them first."
        )


def leader_in(peer: PeerId | None, staff: StaffId | None) -> PeerId | StaffId:
    """The one who is meant. Raises `OneLeaderAtATime`."""
    match peer, staff:
        case str(), None:
            return peer
        case None, str():
            return staff
        case _:
            raise OneLeaderAtATime(
                "Say who leads: either a peer supporter or a member of staff.", field="peer"
            )
