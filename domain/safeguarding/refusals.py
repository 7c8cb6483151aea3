"""What is said no to about a safeguarding concern. Raising one never is."""

from domain.decider import Malformed, Refusal, Unknown


class ConcernNotFound(Unknown):
    """There is none under this identifier, or it is not for the one who asks.

    Both read the same, so that nobody learns of a concern by asking for it.
    """


class NothingToldOfConcern(Malformed):
    """A reason, a plan or an outcome has no words."""


class NotConsideredYet(Refusal):
    """Nobody has thought through yet whether it is to be reported."""


class SecondPersonNeeded(Malformed):
    """Nobody, or nobody who can, is named to agree that nothing more is done."""


class NotTheSecondPerson(Refusal):
    """The one who answers is not the one who was asked to agree."""


class NothingToAgree(Refusal):
    """Nobody proposed that nothing more is done."""


class NotInSomebodysName(Refusal):
    """What somebody does about a concern is recorded by themself."""


class AboutThemself(Refusal):
    """The one who is named is one whom the concern is about."""


class ConcernStillOpen(Refusal):
    """What was decided is not far enough for this."""


class ReviewDayPassed(Malformed):
    """The day to look again lies in the past."""
