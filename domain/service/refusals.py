"""What is said no to about a service, in the names of the rules."""

from domain.decider import (
    Malformed,
    Refusal,
    Unknown,
)


class UnknownService(Unknown):
    """No service was opened under this identifier."""


class UnknownOffer(Unknown):
    """The service has not defined this offer."""


class OfferNotOpen(Refusal):
    """Nobody new is accepted for this offer."""


class MentoringWithoutLength(Malformed):
    """A mentoring offer does not say how long a match is planned to last."""


class RoleNotAssessed(Refusal):
    """The offer's role has not been assessed for the PVG scheme."""


class NoDelivery(Malformed):
    """An offer does not say how support reaches somebody."""


class NotALength(Malformed):
    """A length or a frequency is not more than nothing."""


class NotAnAgeRange(Malformed):
    """The ages for which an offer is cannot be."""


class MayNotApprove(Refusal):
    """The one who is named as approving it is not a manager of the service."""


class NotAProfile(Malformed):
    """A number of a formality profile cannot be."""


class SupervisingOneself(Malformed):
    """Nobody holds their own supervision."""


class UnknownStaff(Unknown):
    """Nobody is named in the service under this identifier."""


class MayNotSupervise(Refusal):
    """The one who is named has no duty that lets them hold supervision."""


class StandingInForOneself(Malformed):
    """Nobody stands in for themself."""


class MayNotStandIn(Refusal):
    """The one who is named could not do what the one they stand in for does."""


class NotANumberToCall(Malformed):
    """What is given is not a telephone number."""


class UnknownLine(Unknown):
    """The service gives no number under this code."""


class NumberForEverybody(Refusal):
    """The number for danger to life is always given."""
