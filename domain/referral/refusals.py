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


class NotAnEnquiry(Refusal):
    """The person has agreed, so it is a referral and no longer an enquiry."""


class InformationAwaited(Refusal):
    """Something was asked for that is still to come, and nobody has decided without it."""


class AlreadyAcceptedForThis(Refusal):
    """The person has another open referral that was accepted for the same offer."""


class NotTheSame(Refusal):
    """Two requests cannot be linked: about two people, one and the same, or the other is over."""


class NotWaiting(Refusal):
    """There is no wait to pause or to go on with."""


class NotThePersonsWish(Refusal):
    """A wait stands still, and goes on, only because the person asks for it."""


class NotTriedEnough(Refusal):
    """The person was not tried often enough, in enough ways, or for long enough."""


class NothingToHandOver(Refusal):
    """Whoever hands over has not got to know the person, or would hand over to themself."""


class HandoverWithoutNote(Malformed):
    """A handover says in a note what there is to know."""


class ReadinessIsNoScore(Malformed):
    """Readiness is a view in words. It is never a number."""


class GroupsAreNoRule(Malformed):
    """The seven groups say why support may help. They are no rule about who may have it."""


class NotAManager(Refusal):
    """Whoever is to agree has no duty as manager of the service."""


class NotDeclined(Refusal):
    """The service has not said no to this referral."""


class NotClosed(Refusal):
    """Only a referral that was closed after support can be opened again."""


class ClosedLongAgo(Refusal):
    """Support ended more than a year ago, so it is a new referral."""


class SupportNotStarted(Refusal):
    """No support has started that could end."""
