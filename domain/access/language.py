"""The roles in which somebody may see and do something (design, section 5), and whence they come.

Five roles come with a duty: whoever is named for it has the role, and nobody else has. The others
are granted. So there is one definition of a coordinator: `StaffNamed`.
"""

from enum import StrEnum

from domain.service import Duty


class Role(StrEnum):
    """As what somebody may see and do something."""

    SERVICE_MANAGER = "SERVICE_MANAGER"
    COORDINATOR = "COORDINATOR"
    SUPERVISOR = "SUPERVISOR"
    PEER_SUPPORTER = "PEER_SUPPORTER"
    GROUP_LEADER = "GROUP_LEADER"
    REFERRER = "REFERRER"
    SAFEGUARDING_LEAD = "SAFEGUARDING_LEAD"
    CONFIDENTIALITY_REVIEWER = "CONFIDENTIALITY_REVIEWER"
    AUDITOR = "AUDITOR"
    EVALUATOR = "EVALUATOR"
    FUNDER_VIEWER = "FUNDER_VIEWER"
    ADMINISTRATOR = "ADMINISTRATOR"


ROLE_OF_DUTY: dict[Duty, Role] = {
    Duty.MANAGER: Role.SERVICE_MANAGER,
    Duty.COORDINATOR: Role.COORDINATOR,
    Duty.SUPERVISOR: Role.SUPERVISOR,
    Duty.SAFEGUARDING_LEAD: Role.SAFEGUARDING_LEAD,
    Duty.SAFEGUARDING_DEPUTY: Role.SAFEGUARDING_LEAD,
    Duty.REVIEWER: Role.CONFIDENTIALITY_REVIEWER,
    Duty.CHAIR: Role.CONFIDENTIALITY_REVIEWER,
}
"""The role that comes with a duty, for as long as somebody is named for it."""

ONLY_BY_DUTY = frozenset({Role.SERVICE_MANAGER, Role.COORDINATOR, Role.SUPERVISOR})
"""These are never granted: name somebody for the duty."""

ONLY_NARROWED = {
    Role.SAFEGUARDING_LEAD: ("person", "break"),
    Role.CONFIDENTIALITY_REVIEWER: ("break",),
    Role.GROUP_LEADER: ("group", "programme"),
}
"""These are granted for one thing only, and of this kind: one case, one break, one group."""

HOLDERS_OF: dict[Role, tuple[str, ...]] = {
    Role.PEER_SUPPORTER: ("peer",),
    Role.GROUP_LEADER: ("staff", "peer"),
    Role.REFERRER: ("referrer",),
}
"""Who can hold a role; where nothing is said, whoever is named in the service."""

ONLY_FOR_A_TIME = frozenset({Role.AUDITOR})
"""These end by themselves (domain reference, 1.1)."""
