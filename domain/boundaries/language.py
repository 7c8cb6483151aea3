"""The words in which boundaries and meetings by chance are told."""

from enum import StrEnum


class BoundaryKind(StrEnum):
    """What went beyond the agreement (domain reference, 2.9, and B1 and B2 of part 5)."""

    MONEY = "MONEY"
    SMALL_GIFT = "SMALL_GIFT"
    GIFT_OF_VALUE = "GIFT_OF_VALUE"
    OUT_OF_HOURS = "OUT_OF_HOURS"
    UNAGREED_CHANNEL = "UNAGREED_CHANNEL"
    PEERS_HOME = "PEERS_HOME"
    SOCIAL_MEDIA = "SOCIAL_MEDIA"
    ROMANTIC_OR_SEXUAL = "ROMANTIC_OR_SEXUAL"
    SECRECY = "SECRECY"
    OVERNIGHT = "OVERNIGHT"
    MEDICATION_ADVICE = "MEDICATION_ADVICE"
    TASK_BEYOND_ROLE = "TASK_BEYOND_ROLE"
    FAMILY_INVOLVED = "FAMILY_INVOLVED"
    LATENESS = "LATENESS"
    OTHER = "OTHER"


SERIOUS = frozenset(
    {
        BoundaryKind.MONEY,
        BoundaryKind.GIFT_OF_VALUE,
        BoundaryKind.ROMANTIC_OR_SEXUAL,
        BoundaryKind.SECRECY,
        BoundaryKind.OVERNIGHT,
        BoundaryKind.MEDICATION_ADVICE,
    }
)
"""What somebody looks at the same day, whoever reports it (domain reference, B2)."""


class Reporter(StrEnum):
    """Who reports something."""

    PERSON = "PERSON"
    PEER = "PEER"
    STAFF = "STAFF"
    SOMEBODY_ELSE = "SOMEBODY_ELSE"


class MetWhere(StrEnum):
    """What kind of place two people met in by chance; never which."""

    STREET = "STREET"
    SHOP_OR_CAFE = "SHOP_OR_CAFE"
    TRANSPORT = "TRANSPORT"
    HEALTH_SETTING = "HEALTH_SETTING"
    CLUB_OR_GROUP = "CLUB_OR_GROUP"
    FAITH_SETTING = "FAITH_SETTING"
    SCHOOL = "SCHOOL"
    WORK = "WORK"
    FAMILY_OR_FRIENDS = "FAMILY_OR_FRIENDS"
    ONLINE = "ONLINE"
    OTHER = "OTHER"


class FeltSafe(StrEnum):
    """What somebody says when asked whether they felt safe."""

    YES = "YES"
    NO = "NO"
    UNSURE = "UNSURE"
