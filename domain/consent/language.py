"""The words of a disclosure consent: items, audiences, purposes, ways of telling, and uses."""

from datetime import timedelta
from enum import StrEnum

from domain.dimensions import Dimension


class Audience(StrEnum):
    """To whom. A named member of staff or match is nearer than a role, a role than a class."""

    STAFF_MEMBER = "STAFF_MEMBER"
    ROLE = "ROLE"
    MATCHED_PERSON = "MATCHED_PERSON"
    PROSPECTIVE_PERSON = "PROSPECTIVE_PERSON"
    GROUP_MEMBERS = "GROUP_MEMBERS"
    REFERRER = "REFERRER"
    OTHER_PEERS = "OTHER_PEERS"
    PROFESSIONALS = "PROFESSIONALS"
    PARTNER = "PARTNER"
    FUNDER = "FUNDER"
    PUBLIC = "PUBLIC"


class Purpose(StrEnum):
    """What for. There is no "general"."""

    MATCHING = "MATCHING"
    SHARE_WITH_PERSON_BEFORE_MATCH = "SHARE_WITH_PERSON_BEFORE_MATCH"
    SUPPORTING_IN_MATCH = "SUPPORTING_IN_MATCH"
    SUPERVISION = "SUPERVISION"
    OWN_WELLBEING_ADJUSTMENTS = "OWN_WELLBEING_ADJUSTMENTS"
    TRAINING_OTHERS = "TRAINING_OTHERS"
    STORY_PUBLICITY = "STORY_PUBLICITY"
    EVALUATION = "EVALUATION"
    EMERGENCY_CARE = "EMERGENCY_CARE"
    ONWARD_REFERRAL = "ONWARD_REFERRAL"


class ToldBy(StrEnum):
    """By which way it reaches them."""

    SPOKEN = "SPOKEN"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    LETTER = "LETTER"
    SCREEN = "SCREEN"
    VIDEO = "VIDEO"
    PRINT = "PRINT"
    WEB = "WEB"
    SOCIAL_MEDIA = "SOCIAL_MEDIA"


class Use(StrEnum):
    """Once, or as often as it serves the purpose."""

    ONE_OFF = "ONE_OFF"
    STANDING = "STANDING"


class GivenHow(StrEnum):
    """How a consent was given."""

    SCREEN = "SCREEN"
    PAPER = "PAPER"
    SPOKEN = "SPOKEN"
    PHONE = "PHONE"


class Standing(StrEnum):
    """Where a consent stands. Only what is in force opens anything."""

    OFFERED = "OFFERED"
    DECLINED = "DECLINED"
    GIVEN = "GIVEN"
    IN_FORCE = "IN_FORCE"
    REFUSED = "REFUSED"
    SPENT = "SPENT"
    EXPIRED = "EXPIRED"
    WITHDRAWN = "WITHDRAWN"


class AuthorityKind(StrEnum):
    """On what somebody may decide for another (Adults with Incapacity (Scotland) Act 2000)."""

    WELFARE_GUARDIAN = "WELFARE_GUARDIAN"
    WELFARE_ATTORNEY = "WELFARE_ATTORNEY"
    INTERVENTION_ORDER = "INTERVENTION_ORDER"


OTHER_KINDS = frozenset(
    {
        "DIAGNOSIS_DATE",
        "TREATMENT",
        "MENTAL_HEALTH",
        "HOSPITAL",
        "SUBSTANCE",
        "BENEFITS_WORK",
        "FAMILY",
        "SEXUALITY",
        "STORY",
        "PHOTO",
    }
)
"""Kinds of item that no dimension of matching has (domain reference, 4.1).

Names, contact and emergency contact are none: they are administration data, kept on a recorded
lawful basis, and no consent opens or hides them (design, section 3).
"""

KINDS = frozenset(each.value for each in Dimension) | OTHER_KINDS

CLASSES = frozenset(
    {Audience.OTHER_PEERS, Audience.PROFESSIONALS, Audience.FUNDER, Audience.PUBLIC}
)
"""Audiences that nobody can name one by one."""

CANNOT_BE_RECALLED = frozenset({ToldBy.WEB, ToldBy.SOCIAL_MEDIA})
PUBLISHED_AT_MOST = timedelta(days=366)
"""What is public runs for twelve months at most (domain reference, 4.1)."""

LONGEST = timedelta(days=3 * 366)
"""Beyond this an end is none. Twelve months are usual; nobody fixes a number, so this is ours."""

RENEWAL_NOTICE = timedelta(days=30)
"""How long before its end somebody is asked whether to give a consent again (4.1)."""
