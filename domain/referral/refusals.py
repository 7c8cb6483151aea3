"""What is said no to about a referral."""

from domain.decider import Malformed, Refusal, Unknown


class UnknownReferral(Unknown):
    """Nothing arrived under this identifier."""


class ReferralIsOver(Refusal):
    """The referral has been declined, withdrawn or closed."""


class PersonHasNotAgreed(Refusal):
    """It is an enquiry: nobody has asked the person yet."""


class NotTriaged(Refusal):
    """Nobody has taken a first look, or it was not within remit."""


class PersonNotKnownYet(Refusal):
    """Nobody has met or phoned the person."""


class NotReady(Refusal):
    """Whether peer support can help now has not been answered with yes."""


class ServiceNotReady(Refusal):
    """The service lacks something without which it may not accept anybody."""


class NotYetNeedsADay(Malformed):
    """A "not now" needs a day to ask again and something offered meanwhile."""


class PersonsViewMissing(Malformed):
    """Readiness needs the person's own view."""


class NothingOffered(Malformed):
    """A no needs a reason and something offered or explained."""


class ManagerMustAgree(Malformed):
    """Declining because of risk needs a second name."""


class SupportNotStarted(Refusal):
    """No support has started that could end."""
