"""What two people may have in common: the dimensions of matching, and the items within them.

Being peers is more than a shared diagnosis: what living with a condition does to work, money or
family can matter more (domain reference, 1.1 and 2.3). An *item* is one thing that somebody says of
themself, written ``DIMENSION:CODE``, as in ``IMPACT:WORK`` or ``INTERESTS:HILLWALKING``. Where a
dimension has no list of codes, people's own short labels are the codes.
"""

import re
from enum import StrEnum
from typing import NamedTuple

from domain.conditions import IN_WORDS, Condition
from domain.decider import Malformed


class Dimension(StrEnum):
    """A level on which two people may be peers, or that a match needs in practice."""

    CONDITION = "CONDITION"
    IMPACT = "IMPACT"
    INTERESTS = "INTERESTS"
    PROFESSION = "PROFESSION"
    VALUES = "VALUES"
    FAITH = "FAITH"
    AGE = "AGE"
    GENDER = "GENDER"
    WELL_BEING = "WELL_BEING"
    LANGUAGE = "LANGUAGE"
    ACCESS = "ACCESS"
    AREA = "AREA"
    CHANNELS = "CHANNELS"
    AVAILABILITY = "AVAILABILITY"


class Wish(StrEnum):
    """What somebody wishes of a dimension: that the other shares it, or does not."""

    MUST = "MUST"
    PREFER = "PREFER"
    NO_MATTER = "NO_MATTER"
    NOT = "NOT"


ONLY_WHERE_WISHED = frozenset({Dimension.FAITH, Dimension.GENDER})
"""Never compared unless one of the two stated an own wish about it (domain reference, 2.3)."""

NEEDED_IN_PRACTICE = frozenset({Dimension.LANGUAGE, Dimension.CHANNELS, Dimension.AREA})
"""A match cannot work where both have said something and nothing fits."""

LIVED_EXPERIENCE = frozenset({Dimension.CONDITION, Dimension.IMPACT, Dimension.WELL_BEING})

CODES: dict[Dimension, dict[str, str]] = {
    Dimension.CONDITION: {each.value: words for each, words in IN_WORDS.items()},
    Dimension.IMPACT: {
        "WORK": "changes at work, or giving up work",
        "BENEFITS": "living on benefits",
        "MONEY": "less money",
        "FATIGUE": "tiredness",
        "PAIN": "pain",
        "SLEEP": "poor sleep",
        "MOBILITY": "getting about",
        "GETTING_OUT": "getting out less",
        "PERSONAL_CARE": "managing at home",
        "FAMILY": "changes in the family",
        "RELATIONSHIPS": "changes with partner or friends",
        "PARENTING": "being a parent with a condition",
        "IDENTITY": "who one is now",
        "MOOD": "what it does to the mood",
        "UNCERTAINTY": "not knowing what comes",
        "TREATMENT": "living around treatment",
    },
    Dimension.WELL_BEING: {
        "LOW_MOOD": "times of low mood",
        "ANXIETY": "times of anxiety",
        "STRESS": "stress",
        "LONELINESS": "times of loneliness",
        "GRIEF": "loss",
        "CONFIDENCE": "finding confidence again",
    },
    Dimension.AGE: {
        "16_24": "16 to 24",
        "25_34": "25 to 34",
        "35_44": "35 to 44",
        "45_54": "45 to 54",
        "55_64": "55 to 64",
        "65_74": "65 to 74",
        "75_84": "75 to 84",
        "85_UP": "85 or older",
    },
    Dimension.CHANNELS: {
        "FACE_TO_FACE": "face to face",
        "WALK": "on a walk",
        "PHONE": "by phone",
        "VIDEO": "by video",
        "MESSAGES": "by message",
        "EMAIL": "by e-mail",
    },
    Dimension.AVAILABILITY: {
        "MORNINGS": "in the morning",
        "AFTERNOONS": "in the afternoon",
        "EVENINGS": "in the evening",
        "WEEKENDS": "at the weekend",
    },
}
"""The codes of those dimensions that have a list, each with its words."""

IN_PERSON = frozenset({"FACE_TO_FACE", "WALK"})
"""Ways of being in touch for which an area has to be shared."""

LONGEST_LABEL = 60
LABEL = re.compile(r"[\w'&/+.-]+(?:_[\w'&/+.-]+)*")
NOTHING_IN_COMMON = frozenset({Condition.OTHER.value, Condition.NOT_SAID.value})


class NotAnItem(Malformed):
    """Something is said that is no item of a dimension, or a code that its list does not have."""


class Item(NamedTuple):
    """One thing that somebody says of themself."""

    dimension: Dimension
    code: str

    def __str__(self) -> str:
        """As it is written: ``DIMENSION:CODE``."""
        return f"{self.dimension}:{self.code}"


def item_of(text: str, field: str) -> Item:
    """Read an item. Raises `NotAnItem`, naming the field and the rule."""
    dimension = dimension_of(text.partition(":")[0], field)
    code = label_of(text.partition(":")[2])
    if not code or len(code) > LONGEST_LABEL or LABEL.fullmatch(code) is None:
        raise NotAnItem(
            f"Write each as DIMENSION:CODE, with up to {LONGEST_LABEL} letters after the colon.",
            field=field,
        )
    listed = CODES.get(dimension)
    if listed is not None and code not in listed:
        raise NotAnItem(
            f"{dimension} has no {code[:LONGEST_LABEL]}. Choose from {', '.join(listed)}.",
            field=field,
        )
    return Item(dimension, code)


def dimension_of(text: str, field: str) -> Dimension:
    """Read a dimension. Raises `NotAnItem`."""
    try:
        return Dimension(text.strip().upper())
    except ValueError:
        raise NotAnItem(
            f"There is no such dimension. Choose from {', '.join(Dimension)}.", field=field
        ) from None


def label_of(text: str) -> str:
    """A label in one way of writing, so that "Hill walking" and "hill  Walking" are the same."""
    return "_".join(text.split()).upper()


def in_words(dimension: Dimension, code: str) -> str:
    """What a code says, for a sentence."""
    words = CODES.get(dimension, {}).get(code)
    return words if words is not None else code.replace("_", " ").lower()
