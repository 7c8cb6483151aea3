"""What is said no to about a session."""

from domain.decider import Malformed, Refusal, Unknown


class UnknownSession(Unknown):
    """The match has no session under this identifier."""


class NotPlanned(Refusal):
    """The session has begun, was held, called off or missed, so it cannot be moved."""


class NotHeld(Refusal):
    """Nothing is recorded of the session that could be read back."""


class PlannedInThePast(Malformed):
    """A session is to be arranged for a time that has gone."""


class ImpossibleLength(Malformed):
    """A session cannot last nothing, or longer than a day."""


class TimesDisagree(Malformed):
    """Beginning, length and end of a session do not fit together."""


class NotARating(Malformed):
    """Ratings run from 1 to 5."""


class NotACount(Malformed):
    """A number of things or hours is below 0."""
