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
