"""What is said no to about a group."""

from domain.decider import (
    Malformed,
    Refusal,
    Unknown,
)


class UnknownGroup(Unknown):
    """No group was planned under this identifier."""


class NotAGroupOffer(Refusal):
    """The offer is for two people, not for a group or a course."""


class NoCoordinatorNamed(Refusal):
    """Whoever is to answer for this is not named as a coordinator of the service."""


class NoDeputyNamed(Refusal):
    """Nobody deputises for the coordinator of a group, or whoever is named cannot."""


class NothingToHandOverWith(Malformed):
    """A group comes into other hands without a word of what has to be known about it."""


class NoName(Malformed):
    """People need a name by which to find it."""


class GroupIsClosed(Refusal):
    """The group came to its end."""


class GroupIsOpen(Refusal):
    """The group meets already."""


class GroupNotPaused(Refusal):
    """The group has not paused."""
