"""What the codes of a study say, for whoever reads its report."""

from application.evaluation.lives_in_studies import Variant
from domain.equality import NOT_ASKED, NOT_SAID, Question

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

ASKED = {
    Question.AGE: "age",
    Question.SEX: "sex",
    Question.TRANS: "being trans",
    Question.ETHNIC_GROUP: "ethnic group",
    Question.RELIGION: "religion",
    Question.ORIENTATION: "sexual orientation",
    Question.DISABILITY: "disability",
    Question.DEPRIVATION: "area",
}
"""By what people are told apart, where they are by their answers for equality monitoring."""
_ANSWERED = {
    Question.AGE: {
        "16_24": "16 to 24",
        "25_34": "25 to 34",
        "35_49": "35 to 49",
        "50_64": "50 to 64",
        "65_74": "65 to 74",
        "75_UP": "75 or older",
    },
    Question.SEX: {"FEMALE": "Female", "MALE": "Male"},
    Question.TRANS: {"NO": "Not trans", "YES": "Trans, or with a trans history"},
    Question.ETHNIC_GROUP: {
        "WHITE_SCOTTISH_OR_BRITISH": "White: Scottish or British",
        "WHITE_IRISH": "White: Irish",
        "WHITE_GYPSY_TRAVELLER_ROMA_OR_SHOWPERSON": "White: Gypsy, Traveller, Roma, Showperson",
        "WHITE_POLISH": "White: Polish",
        "WHITE_OTHER": "White: other",
        "MIXED": "Mixed or multiple",
        "ASIAN": "Asian",
        "AFRICAN": "African",
        "CARIBBEAN_OR_BLACK": "Caribbean or Black",
        "ARAB": "Arab",
        "OTHER": "Other",
    },
    Question.RELIGION: {
        "NONE": "None",
        "CHURCH_OF_SCOTLAND": "Church of Scotland",
        "ROMAN_CATHOLIC": "Roman Catholic",
        "OTHER_CHRISTIAN": "Other Christian",
        "MUSLIM": "Muslim",
        "HINDU": "Hindu",
        "SIKH": "Sikh",
        "JEWISH": "Jewish",
        "BUDDHIST": "Buddhist",
        "PAGAN": "Pagan",
        "OTHER": "Other",
    },
    Question.ORIENTATION: {
        "STRAIGHT": "Straight",
        "GAY_OR_LESBIAN": "Gay or lesbian",
        "BISEXUAL": "Bisexual",
        "OTHER": "Other",
    },
    Question.DISABILITY: {
        "LIMITED_A_LOT": "Limited a lot",
        "LIMITED_A_LITTLE": "Limited a little",
        "NOT_LIMITED": "Not limited",
    },
    Question.DEPRIVATION: {
        "1": "1, the most deprived fifth",
        "2": "2",
        "3": "3",
        "4": "4",
        "5": "5, the least deprived fifth",
    },
}
ANSWERED = {
    question: {**words, NOT_SAID: "Would rather not say", NOT_ASKED: "Not asked, or not kept"}
    for question, words in _ANSWERED.items()
}
"""The answers to each question of equality monitoring."""


def group_in_words(code: str) -> str:
    """A group by its name."""
    return SOURCES.get(code) or code.replace("_", " ").capitalize()
