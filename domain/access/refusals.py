"""What is said no to about roles, in the names of the rules."""

from domain.decider import Malformed, Refusal


class NotOneHolder(Malformed):
    """A role is given to exactly one: a member of staff, a peer supporter or a referrer."""


class RoleNotForThem(Malformed):
    """A role cannot be held by somebody of this kind."""


class HeldByDuty(Refusal):
    """A role that comes with a duty is not granted: somebody is named for the duty."""


class RoleNeedsOneThing(Malformed):
    """A role is given for one case, group or break, or for none of these, and that is not said."""


class EndOfRoleMissing(Malformed):
    """A role that is given for a time has no end, or one that is past."""


class GrantingOneself(Refusal):
    """Nobody gives themself a role."""
