"""What a check of a disclosure can come to, and how far a disclosure without consent reached."""

from enum import StrEnum


class DisclosureOutcome(StrEnum):
    """What the check said of one item: allowed, to be asked first, or why not."""

    ALLOWED = "ALLOWED"
    PENDING = "PENDING"
    REFUSED = "REFUSED"
    SPENT = "SPENT"
    WITHDRAWN = "WITHDRAWN"
    EXPIRED = "EXPIRED"
    WRONG_CHANNEL = "WRONG_CHANNEL"
    WRONG_PURPOSE = "WRONG_PURPOSE"
    WRONG_AUDIENCE = "WRONG_AUDIENCE"
    NOT_ITEM = "NOT_ITEM"
    NO_CONSENT = "NO_CONSENT"


SPOKEN_FOR: dict[DisclosureOutcome, str] = {
    DisclosureOutcome.ALLOWED: "They let this be told.",
    DisclosureOutcome.PENDING: "They wish to be asked first, each time.",
    DisclosureOutcome.REFUSED: "They said that this is not to be told.",
    DisclosureOutcome.SPENT: "They let this be told once, and it was.",
    DisclosureOutcome.WITHDRAWN: "They took their consent back.",
    DisclosureOutcome.EXPIRED: "Their consent has run out.",
    DisclosureOutcome.WRONG_CHANNEL: "They let this be told, but not in this way.",
    DisclosureOutcome.WRONG_PURPOSE: "They let this be told, but for something else.",
    DisclosureOutcome.WRONG_AUDIENCE: "They let this be told, but to somebody else.",
    DisclosureOutcome.NOT_ITEM: "What they let be told does not include this.",
    DisclosureOutcome.NO_CONSENT: "They have not let this be told.",
}
"""What the check said, as a sentence."""


class Severity(StrEnum):
    """How far something went that nothing allowed."""

    WITHIN_SERVICE = "WITHIN_SERVICE"
    OUTSIDE_SERVICE = "OUTSIDE_SERVICE"
    CANNOT_BE_RECALLED = "CANNOT_BE_RECALLED"
