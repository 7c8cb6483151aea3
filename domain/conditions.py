"""Long-term conditions in coarse categories, beside people's own words for them.

Categories are labels that somebody chose for themself, never diagnoses (domain reference, 9.4). For
some of them the guidance suggests matching people who share the condition.
"""

from collections.abc import Iterable
from enum import StrEnum


class Condition(StrEnum):
    """A category that somebody may choose; several are normal."""

    ARTHRITIS = "ARTHRITIS"
    ASTHMA = "ASTHMA"
    COPD = "COPD"
    CANCER = "CANCER"
    CHRONIC_PAIN = "CHRONIC_PAIN"
    CORONARY_HEART_DISEASE = "CORONARY_HEART_DISEASE"
    HEART_FAILURE = "HEART_FAILURE"
    STROKE = "STROKE"
    DIABETES_1 = "DIABETES_1"
    DIABETES_2 = "DIABETES_2"
    EPILEPSY = "EPILEPSY"
    DIGESTIVE = "DIGESTIVE"
    KIDNEY = "KIDNEY"
    LIVER = "LIVER"
    HIV_HEPATITIS = "HIV_HEPATITIS"
    ME_LONG_COVID = "ME_LONG_COVID"
    MULTIPLE_SCLEROSIS = "MULTIPLE_SCLEROSIS"
    PARKINSONS = "PARKINSONS"
    NEUROLOGICAL = "NEUROLOGICAL"
    DEPRESSION_ANXIETY = "DEPRESSION_ANXIETY"
    PSYCHOSIS_BIPOLAR = "PSYCHOSIS_BIPOLAR"
    OTHER_MENTAL_ILLNESS = "OTHER_MENTAL_ILLNESS"
    SENSORY_LOSS = "SENSORY_LOSS"
    SKIN = "SKIN"
    ENDOCRINE_RARE = "ENDOCRINE_RARE"
    GYNAECOLOGICAL = "GYNAECOLOGICAL"
    PROSTATE = "PROSTATE"
    BEING_INVESTIGATED = "BEING_INVESTIGATED"
    CARER = "CARER"
    OTHER = "OTHER"
    NOT_SAID = "NOT_SAID"


MENTAL_ILLNESS = frozenset(
    {
        Condition.DEPRESSION_ANXIETY,
        Condition.PSYCHOSIS_BIPOLAR,
        Condition.OTHER_MENTAL_ILLNESS,
    }
)
DEGENERATIVE = frozenset(
    {Condition.MULTIPLE_SCLEROSIS, Condition.PARKINSONS, Condition.NEUROLOGICAL}
)
GENDER_SPECIFIC = frozenset({Condition.GYNAECOLOGICAL, Condition.PROSTATE})

NOTHING_IN_COMMON = frozenset({Condition.OTHER, Condition.NOT_SAID})
"""Two people who both chose one of these share nothing that is known."""

IN_WORDS: dict[Condition, str] = {
    Condition.ARTHRITIS: "arthritis, or bones and joints",
    Condition.ASTHMA: "asthma",
    Condition.COPD: "COPD, or the lungs",
    Condition.CANCER: "cancer, or life after it",
    Condition.CHRONIC_PAIN: "long-lasting pain or fibromyalgia",
    Condition.CORONARY_HEART_DISEASE: "coronary heart disease",
    Condition.HEART_FAILURE: "heart failure, or the rhythm of the heart",
    Condition.STROKE: "a stroke or TIA",
    Condition.DIABETES_1: "type 1 diabetes",
    Condition.DIABETES_2: "type 2 diabetes",
    Condition.EPILEPSY: "epilepsy",
    Condition.DIGESTIVE: "bowel or stomach",
    Condition.KIDNEY: "the kidneys",
    Condition.LIVER: "the liver",
    Condition.HIV_HEPATITIS: "HIV or hepatitis",
    Condition.ME_LONG_COVID: "ME/CFS or long COVID",
    Condition.MULTIPLE_SCLEROSIS: "multiple sclerosis",
    Condition.PARKINSONS: "Parkinson's",
    Condition.NEUROLOGICAL: "another condition of brain or nerves",
    Condition.DEPRESSION_ANXIETY: "depression or anxiety",
    Condition.PSYCHOSIS_BIPOLAR: "psychosis or bipolar disorder",
    Condition.OTHER_MENTAL_ILLNESS: "mental illness",
    Condition.SENSORY_LOSS: "sight or hearing",
    Condition.SKIN: "the skin",
    Condition.ENDOCRINE_RARE: "hormones, or a rare or inherited condition",
    Condition.GYNAECOLOGICAL: "a gynaecological condition",
    Condition.PROSTATE: "the prostate",
    Condition.BEING_INVESTIGATED: "something that is still being looked into",
    Condition.CARER: "caring for somebody",
    Condition.OTHER: "something else",
    Condition.NOT_SAID: "not said",
}
"""As what follows "living with"."""


def advised_by_condition(conditions: Iterable[str]) -> frozenset[str]:
    """Those for which the guidance suggests a peer supporter with the same condition.

    Mental illness, degenerative illness and gender-specific illness (domain reference, 2.3).
    """
    return frozenset(conditions) & (MENTAL_ILLNESS | DEGENERATIVE | GENDER_SPECIFIC)
