"""What the codes of a study say, for whoever reads its report."""

from application.evaluation.lives_in_studies import Variant

WHY_NOT = {
    "ERASED": "Their record was erased",
    "OBJECTS": "They object",
    "RESTRICTED": "Their record is restricted",
    "NO_BASIS": "They did not agree to be referred",
    "NOTHING_BY_THEN": "Nothing was recorded of them by then",
    "NO_MATCH": "They were never matched",
    "NO_SESSION": "They never met a peer supporter",
    "OTHER_OFFER": "Another offer",
    "OTHER_SOURCE": "Referred by somebody else",
    "OUTSIDE_WINDOW": "Outside the days of the study",
    "TOO_FEW_SESSIONS": "Fewer sessions than the plan asks",
    "NOT_ENDED": "The match still runs",
    "NO_BASELINE": "No answer at the beginning",
    "BASELINE_WITHOUT_SCORE": "The answer at the beginning has no score",
    "NO_LATER": "No later answer",
    "LATER_WITHOUT_SCORE": "The later answer has no score",
    "OTHER_VERSION": "Another version of the questionnaire",
    "OUT_OF_WINDOW": "Answered outside the pairing windows",
    "NOT_ASKED": "No request with their agreement",
    "BROUGHT_IN": "Brought in with running support",
    "OTHER_SUPPORT": "Supported in a group or on a course",
}

SAME_WAY = "SAME_WAY"
UNCLUSTERED = "UNCLUSTERED"
LEFT_NEVER = "LEFT_NEVER"
VARIANTS = {
    Variant.PLANNED.value: "As planned",
    Variant.LATE_LEFT_OUT.value: "Without what was recorded over 28 days late",
    Variant.WINDOWS_HALVED.value: "Pairing windows half as long",
    Variant.WINDOWS_DOUBLED.value: "Pairing windows twice as long",
    Variant.PAUSES_COUNTED.value: "With the pauses that people asked for",
    Variant.HALFWAY.value: "Definitions halfway between the two",
    SAME_WAY: "Only answers given alike, with nobody beside",
    UNCLUSTERED: "As if no two had shared a peer supporter",
    LEFT_NEVER: "Whoever left counts as never having met",
}

SOURCES = {
    "SELF": "Themself",
    "GP": "GP",
    "NURSE": "Nurse",
    "AHP": "Allied health professional",
    "LINK_WORKER": "Link worker",
    "HOSPITAL": "Hospital",
    "SOCIAL_WORK": "Social work",
    "THIRD_SECTOR": "Third sector",
    "FAMILY": "Family",
    "OTHER": "Somebody else",
    "": "Not known",
}
"""Who asked for support."""


def group_in_words(code: str) -> str:
    """A group by its name."""
    return SOURCES.get(code) or code.replace("_", " ").capitalize()
