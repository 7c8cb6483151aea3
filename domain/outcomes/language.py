"""When a questionnaire is answered, in which way, and what came of looking at an answer."""

from enum import StrEnum


class Point(StrEnum):
    """At which point of support it is asked; the follow-ups so many months after the end."""

    BASELINE = "BASELINE"
    MID = "MID"
    END = "END"
    FOLLOWUP_3 = "FOLLOWUP_3"
    FOLLOWUP_6 = "FOLLOWUP_6"


FOLLOW_UPS = {Point.FOLLOWUP_3: 3, Point.FOLLOWUP_6: 6}
"""Months after the end of support."""


class Mode(StrEnum):
    """In which way it was answered. Two ways are not compared without saying so."""

    PAPER = "PAPER"
    PHONE = "PHONE"
    FACE_TO_FACE = "FACE_TO_FACE"
    ONLINE = "ONLINE"


class LookResult(StrEnum):
    """What came of it that somebody saw to an answer.

    SPOKE: somebody spoke with the person. PASSED_ON: whoever is there for danger has it.
    NOT_REACHED settles nothing.
    """

    SPOKE = "SPOKE"
    PASSED_ON = "PASSED_ON"
    NOT_REACHED = "NOT_REACHED"
