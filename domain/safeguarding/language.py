"""The words of safeguarding: kinds of worry, the three-point test, and where a concern stands."""

from collections.abc import Iterable
from enum import StrEnum


class KindOfConcern(StrEnum):
    """What somebody is worried about (domain reference, 1.5: harm)."""

    PHYSICAL = "PHYSICAL"
    PSYCHOLOGICAL = "PSYCHOLOGICAL"
    SEXUAL = "SEXUAL"
    FINANCIAL = "FINANCIAL"
    NEGLECT = "NEGLECT"
    SELF_NEGLECT = "SELF_NEGLECT"
    SELF_HARM = "SELF_HARM"
    SUICIDE = "SUICIDE"
    CHILD = "CHILD"
    BEHAVIOUR = "BEHAVIOUR"
    OTHER = "OTHER"


class SourceOfConcern(StrEnum):
    """How whoever raises a concern came to know."""

    SEEN = "SEEN"
    TOLD_BY_THEM = "TOLD_BY_THEM"
    TOLD_BY_OTHERS = "TOLD_BY_OTHERS"
    DOCUMENT = "DOCUMENT"
    OTHER = "OTHER"


class Answer(StrEnum):
    """An answer that may be open."""

    YES = "YES"
    NO = "NO"
    UNCLEAR = "UNCLEAR"


class HelpCalled(StrEnum):
    """Who was called at once."""

    EMERGENCY_999 = "EMERGENCY_999"
    POLICE = "POLICE"
    NHS24 = "NHS24"
    OTHER = "OTHER"


class PassedOnTo(StrEnum):
    """To whom a concern is reported outside the service (domain reference, 3.8)."""

    COUNCIL_ASP = "COUNCIL_ASP"
    CHILD_SERVICES = "CHILD_SERVICES"
    POLICE = "POLICE"
    GP = "GP"
    NHS24 = "NHS24"
    OTHER = "OTHER"


class CapacityView(StrEnum):
    """A view, not a test, of whether they could decide this for themself; no part of the test."""

    PRESUMED = "PRESUMED"
    IN_DOUBT = "IN_DOUBT"
    LACKED = "LACKED"
    NOT_KNOWN = "NOT_KNOWN"


class ConsentSought(StrEnum):
    """What became of asking them before anybody outside is told."""

    AGREED = "AGREED"
    REFUSED = "REFUSED"
    UNCLEAR = "UNCLEAR"
    NOT_SOUGHT = "NOT_SOUGHT"


class DutyOfService(StrEnum):
    """What a service thinks of where a concern is about somebody of its own."""

    MATCH_COVER = "MATCH_COVER"
    PVG_REFERRAL = "PVG_REFERRAL"
    REGULATOR = "REGULATOR"


class ConcernCourse(StrEnum):
    """What was decided to do within the service."""

    WITHIN_SERVICE = "WITHIN_SERVICE"
    NO_FURTHER_ACTION = "NO_FURTHER_ACTION"


class Standing(StrEnum):
    """Where a concern stands (domain reference, 3.8)."""

    RAISED = "RAISED"
    WITH_LEAD = "WITH_LEAD"
    ASSESSED = "ASSESSED"
    REPORTED = "REPORTED"
    INTERNAL = "INTERNAL"
    AWAITING_SECOND = "AWAITING_SECOND"
    NO_FURTHER_ACTION = "NO_FURTHER_ACTION"
    CLOSED = "CLOSED"


OPEN = frozenset(Standing) - {Standing.NO_FURTHER_ACTION, Standing.CLOSED}
"""Where somebody still has something to do about it."""


def adult_at_risk(sixteen_or_over: Answer, points: Iterable[Answer]) -> Answer:
    """Whether somebody is an adult at risk: 16 or over, and all three points.

    Source: Adult Support and Protection (Scotland) Act 2007, section 3. Capacity is no part of it,
    a long-term condition alone makes nobody an adult at risk, and a "protected adult" of the PVG
    scheme (18 or over, another test) is another thing, which this never reads.
    """
    answers = {sixteen_or_over, *points}
    if Answer.NO in answers:
        return Answer.NO
    return Answer.UNCLEAR if Answer.UNCLEAR in answers else Answer.YES
