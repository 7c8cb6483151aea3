"""Access: who may see and do what, as events; and who has to do with whom.

A role says what, a relation says with whom. The one policy that puts both together is
`application.permissions`.
"""

from domain.access.commands import GrantRole, WithdrawRole
from domain.access.deciding import decider
from domain.access.events import RoleGranted, RoleWithdrawn
from domain.access.language import HOLDERS_OF, ONLY_BY_DUTY, ONLY_NARROWED, ROLE_OF_DUTY, Role
from domain.access.reads import AnswerGiven, AnswerRefused, read_by, reader_in
from domain.access.refusals import (
    EndOfRoleMissing,
    GrantingOneself,
    HeldByDuty,
    NotOneHolder,
    RoleNeedsOneThing,
    RoleNotForThem,
)
from domain.access.relations import COORDINATING, NOBODY, RELATED, Related, Relation, Requests
from domain.access.state import ACCESS, Access, Held, holder_of, narrowed_to

__all__ = [
    "ACCESS",
    "COORDINATING",
    "HOLDERS_OF",
    "NOBODY",
    "ONLY_BY_DUTY",
    "ONLY_NARROWED",
    "RELATED",
    "ROLE_OF_DUTY",
    "Access",
    "AnswerGiven",
    "AnswerRefused",
    "EndOfRoleMissing",
    "GrantRole",
    "GrantingOneself",
    "Held",
    "HeldByDuty",
    "NotOneHolder",
    "Related",
    "Relation",
    "Requests",
    "Role",
    "RoleGranted",
    "RoleNeedsOneThing",
    "RoleNotForThem",
    "RoleWithdrawn",
    "WithdrawRole",
    "decider",
    "holder_of",
    "narrowed_to",
    "read_by",
    "reader_in",
]
