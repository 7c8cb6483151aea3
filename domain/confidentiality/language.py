"""The words in which a decision about confidentiality is recorded (domain reference, 4.3, 4.4)."""

from enum import StrEnum


class Ground(StrEnum):
    """Why confidence may be broken. OTHER stands only until an emergency record is completed."""

    SUICIDE_RISK = "SUICIDE_RISK"
    SERIOUS_HARM_SELF = "SERIOUS_HARM_SELF"
    SERIOUS_HARM_OTHERS = "SERIOUS_HARM_OTHERS"
    ADULT_PROTECTION = "ADULT_PROTECTION"
    CHILD_PROTECTION = "CHILD_PROTECTION"
    COURT_ORDER = "COURT_ORDER"
    SERIOUS_CRIME = "SERIOUS_CRIME"
    PUBLIC_HEALTH_LAW = "PUBLIC_HEALTH_LAW"
    VITAL_INTEREST_MEDICAL = "VITAL_INTEREST_MEDICAL"
    OTHER = "OTHER"


class Trigger(StrEnum):
    """What made somebody think of sharing without agreement."""

    TOLD_BY_THEM = "TOLD_BY_THEM"
    SEEN = "SEEN"
    TOLD_BY_OTHERS = "TOLD_BY_OTHERS"
    ASKED_BY_AUTHORITY = "ASKED_BY_AUTHORITY"
    DOCUMENT = "DOCUMENT"
    OTHER = "OTHER"


class DeciderRole(StrEnum):
    """As what somebody decided."""

    PEER_SUPPORTER = "PEER_SUPPORTER"
    COORDINATOR = "COORDINATOR"
    SUPERVISOR = "SUPERVISOR"
    MANAGER = "MANAGER"
    SAFEGUARDING_LEAD = "SAFEGUARDING_LEAD"
    GROUP_LEADER = "GROUP_LEADER"
    OTHER = "OTHER"


class Likelihood(StrEnum):
    """How likely harm was thought to be."""

    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"


class Severity(StrEnum):
    """How bad it would be."""

    SOME = "SOME"
    SERIOUS = "SERIOUS"
    LIFE = "LIFE"


class Imminence(StrEnum):
    """How soon."""

    NOW = "NOW"
    HOURS = "HOURS"
    DAYS = "DAYS"
    LATER = "LATER"


class AtRisk(StrEnum):
    """To whom."""

    THEMSELF = "THEMSELF"
    CHILD = "CHILD"
    OTHER_ADULT = "OTHER_ADULT"
    STAFF_OR_PEER = "STAFF_OR_PEER"


class Capacity(StrEnum):
    """A view, not a test, of whether they could decide this for themself."""

    PRESUMED = "PRESUMED"
    IN_DOUBT = "IN_DOUBT"
    LACKED = "LACKED"
    NOT_KNOWN = "NOT_KNOWN"


class ConsentAnswer(StrEnum):
    """What became of asking them first."""

    AGREED = "AGREED"
    REFUSED = "REFUSED"
    UNCLEAR = "UNCLEAR"
    NOT_SOUGHT = "NOT_SOUGHT"


class NotSoughtBecause(StrEnum):
    """Why they were not asked first."""

    UNSAFE_DELAY = "UNSAFE_DELAY"
    WOULD_INCREASE_RISK = "WOULD_INCREASE_RISK"
    NOT_CONTACTABLE = "NOT_CONTACTABLE"
    PREJUDICE_INVESTIGATION = "PREJUDICE_INVESTIGATION"
    LACKS_CAPACITY = "LACKS_CAPACITY"


class NotToldBecause(StrEnum):
    """Why they are not told for now, or not at all."""

    UNSAFE = "UNSAFE"
    WOULD_INCREASE_RISK = "WOULD_INCREASE_RISK"
    NOT_CONTACTABLE = "NOT_CONTACTABLE"
    PREJUDICE_INVESTIGATION = "PREJUDICE_INVESTIGATION"
    PROHIBITED = "PROHIBITED"
    TOO_ILL = "TOO_ILL"
    DIED = "DIED"


class RecipientKind(StrEnum):
    """To what kind of place something was told."""

    EMERGENCY_SERVICES = "EMERGENCY_SERVICES"
    AMBULANCE = "AMBULANCE"
    POLICE = "POLICE"
    NHS24 = "NHS24"
    GP = "GP"
    HOSPITAL = "HOSPITAL"
    COUNCIL_ADULTS = "COUNCIL_ADULTS"
    COUNCIL_CHILDREN = "COUNCIL_CHILDREN"
    COURT = "COURT"
    TRUSTED_CONTACT = "TRUSTED_CONTACT"
    OTHER = "OTHER"


class SourceOfFact(StrEnum):
    """How somebody came to know."""

    FIRST_HAND = "FIRST_HAND"
    HEARSAY = "HEARSAY"
    OPINION = "OPINION"
    RECORD = "RECORD"


class RiskToThem(StrEnum):
    """How likely what was shared is to harm the one whom it is about (UK GDPR, articles 33, 34)."""

    NONE = "NONE"
    SOME = "SOME"
    HIGH = "HIGH"


class YesNo(StrEnum):
    """A plain answer."""

    YES = "YES"
    NO = "NO"


class Section(StrEnum):
    """The parts of a record that can be defended (domain reference, 4.4, by its numbers).

    Which are answered stands in the clear, because it decides what is still to do.
    """

    ABOUT = "ABOUT"  # 1
    DECIDER = "DECIDER"  # 2
    CONSULTED = "CONSULTED"  # 2
    FIRST_AWARE = "FIRST_AWARE"  # 3
    GROUND = "GROUND"  # 4
    KNOWN = "KNOWN"  # 5: answered by facts
    RISK = "RISK"  # 6
    CAPACITY = "CAPACITY"  # 7
    CONSENT = "CONSENT"  # 8
    ALTERNATIVES = "ALTERNATIVES"  # 9
    PROPORTIONALITY = "PROPORTIONALITY"  # 10
    ITEMS = "ITEMS"  # 11
    KEPT_BACK = "KEPT_BACK"  # 11
    RECIPIENT = "RECIPIENT"  # 12
    CHECKED = "CHECKED"  # 12: how it was made sure who they were
    ACKNOWLEDGEMENT = "ACKNOWLEDGEMENT"  # 13
    TOLD_BEFORE = "TOLD_BEFORE"  # 14
    SUPPORT = "SUPPORT"  # 15
    LIMITS = "LIMITS"  # 16
    REASONS = "REASONS"  # of a decision not to share
    SAFETY_PLAN = "SAFETY_PLAN"  # of a decision not to share


NEEDED_WHERE_SHARED = frozenset(set(Section) - {Section.REASONS, Section.SAFETY_PLAN})
NEEDED_WHERE_NOT = frozenset(
    {
        Section.ABOUT,
        Section.DECIDER,
        Section.CONSULTED,
        Section.FIRST_AWARE,
        Section.KNOWN,
        Section.RISK,
        Section.REASONS,
        Section.SAFETY_PLAN,
    }
)
"""What a review of a decision not to share needs: there is no recipient and no intrusion."""


class Stage(StrEnum):
    """Where a record stands (domain reference, 3.7)."""

    UNKNOWN = "UNKNOWN"
    CONSIDERED = "CONSIDERED"
    NOT_BROKEN = "NOT_BROKEN"
    DECIDED = "DECIDED"
    EMERGENCY_RECORDED = "EMERGENCY_RECORDED"
    DISCLOSED = "DISCLOSED"
    INFORMED = "INFORMED"
    INFORM_DEFERRED = "INFORM_DEFERRED"
    WITHHELD = "WITHHELD"
    REVIEWED = "REVIEWED"
    LESSONS = "LESSONS"
    CLOSED = "CLOSED"


READY_FOR_REVIEW = frozenset(
    {Stage.INFORMED, Stage.INFORM_DEFERRED, Stage.WITHHELD, Stage.NOT_BROKEN}
)
AFTER_REVIEW = frozenset({Stage.REVIEWED, Stage.LESSONS, Stage.CLOSED})


class Verdict(StrEnum):
    """What an independent reviewer finds, judged on what was known then."""

    UPHELD = "UPHELD"
    UPHELD_WITH_LEARNING = "UPHELD_WITH_LEARNING"
    NOT_UPHELD = "NOT_UPHELD"


class ReviewAnswer(StrEnum):
    """An answer to one of the five questions."""

    YES = "YES"
    NO = "NO"
    NOT_APPLICABLE = "NOT_APPLICABLE"
