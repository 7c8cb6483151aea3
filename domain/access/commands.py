"""What can be asked about who may see and do what."""

from datetime import datetime

from domain.access.language import Role
from domain.decider import Command
from domain.people import (
    BreakId,
    GroupId,
    PeerId,
    PersonId,
    ProgrammeId,
    ReferrerId,
    ServiceId,
    StaffId,
)


class GrantRole(Command, frozen=True, kw_only=True):
    """Give a role to one member of staff, peer supporter or referrer, for all or for one thing."""

    service: ServiceId
    role: Role
    staff: StaffId | None = None
    peer: PeerId | None = None
    referrer: ReferrerId | None = None
    person: PersonId | None = None
    group: GroupId | None = None
    programme: ProgrammeId | None = None
    break_id: BreakId | None = None
    until: datetime | None = None


class WithdrawRole(Command, frozen=True, kw_only=True):
    """Take a role back that was given."""

    service: ServiceId
    role: Role
    staff: StaffId | None = None
    peer: PeerId | None = None
    referrer: ReferrerId | None = None
    person: PersonId | None = None
    group: GroupId | None = None
    programme: ProgrammeId | None = None
    break_id: BreakId | None = None
