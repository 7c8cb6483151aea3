"""What is said no to about consents."""

from domain.decider import Malformed, Refusal, Unknown


class UnknownConsent(Unknown):
    """No consent was recorded under this identifier."""


class UnknownAuthority(Unknown):
    """No authority was recorded under this identifier."""


class WhoseConsent(Malformed):
    """A consent is somebody's: of one peer supporter or of one person."""


class NotTheirOwnWord(Refusal):
    """Somebody else spoke: nobody consents for another, and no coordinator for a peer supporter."""


class NoAuthority(Refusal):
    """Somebody would decide for another on an authority that was not in force."""


class ConditionOfVolunteering(Refusal):
    """A consent would be the price of taking part."""


class NotReadBack(Refusal):
    """A consent was written down for somebody and not read back to them."""


class BundledConsent(Refusal):
    """A consent opens too much to too many at once to be a choice."""


class NotWarned(Refusal):
    """Something is to be public, and they were not told that it cannot be called back."""


class ConsentWithoutEnd(Refusal):
    """A consent has no end, or one so far off that it is none."""


class ConsentBackdated(Refusal):
    """A consent is to hold from before it was given."""


class ConsentOver(Malformed):
    """A consent would end before it begins."""


class ConsentNotInForce(Refusal):
    """What is to be made smaller is over, or was never given."""


class NotNarrower(Refusal):
    """A consent is to become wider; that is always another consent."""


class OfferNotOpen(Refusal):
    """What is answered was never offered, was answered before, or was offered to somebody else."""


class NotAnItemOfTheirs(Malformed):
    """What is to be told is none of the kinds of item that there are."""


class AudienceNotNamed(Malformed):
    """It is not said to which member of staff, or to whom in which role."""
