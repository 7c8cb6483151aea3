"""What is recorded of who may see and do what."""

from datetime import datetime

from domain.access.language import Role
from domain.decider import Event
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


class RoleGranted(Event, frozen=True, kw_only=True):
    """Somebody was given a role in a service: one of staff, ``peer`` or ``referrer``.

    It may be narrowed to one person's case, one group or course, or one break, and may end by
    itself at ``until``.
    """

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


class RoleWithdrawn(Event, frozen=True, kw_only=True):
    """Somebody no longer has a role that they were given."""

    service: ServiceId
    role: Role
    staff: StaffId | None = None
    peer: PeerId | None = None
    referrer: ReferrerId | None = None
    person: PersonId | None = None
    group: GroupId | None = None
    programme: ProgrammeId | None = None
    break_id: BreakId | None = None
