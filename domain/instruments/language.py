"""What a questionnaire is to this software: items by number, bounds, a licence, and no wording.

The wording of an item is nobody's to ship: it lies with whoever holds the licence (domain
reference, 7.1). Whether somebody changed reliably is said by the standard error of measurement or
by the published number beside each instrument.
"""

from enum import StrEnum
from typing import NamedTuple

import msgspec


class Instrument(StrEnum):
    """The questionnaires that can be scored here."""

    WEMWBS = "WEMWBS"
    SWEMWBS = "SWEMWBS"
    PHQ9 = "PHQ9"
    GAD7 = "GAD7"
    UCLA3 = "UCLA3"
    LONELINESS = "LONELINESS"
    DJG6 = "DJG6"
    ONS4 = "ONS4"
    SEMCD6 = "SEMCD6"
    GBO = "GBO"
    GAS = "GAS"
    EQ5D5L = "EQ5D5L"
    RELATIONSHIP = "RELATIONSHIP"
    UNWANTED = "UNWANTED"


class Unscorable(StrEnum):
    """Why there is no number for the whole."""

    MISSING_ITEM = "MISSING_ITEM"
    TOO_MANY_MISSING = "TOO_MANY_MISSING"
    NO_COMPOSITE = "NO_COMPOSITE"
    """The items stand each for itself, and nobody may add them up."""


class ScoreFlag(StrEnum):
    """What is worth knowing beside a score."""

    IMPUTED = "IMPUTED"
    PRORATED = "PRORATED"
    LOWER_OF_TWO = "LOWER_OF_TWO"
    RISK_ITEM = "RISK_ITEM"
    RISK_ITEM_MISSING = "RISK_ITEM_MISSING"
    GROUPS_ONLY = "GROUPS_ONLY"
    SUBSCALE_UNSCORABLE = "SUBSCALE_UNSCORABLE"


class Better(StrEnum):
    """Which way is better."""

    HIGHER = "HIGHER"
    LOWER = "LOWER"


class Terms(StrEnum):
    """On what terms an instrument may be used; the service records its evidence in every case."""

    FREE = "FREE"
    REGISTRATION = "REGISTRATION"
    LICENCE = "LICENCE"
    RESEARCH = "RESEARCH"


class Band(NamedTuple):
    """A stretch of scores with a name, up to and including its last."""

    last: float
    name: str


class Definition(msgspec.Struct, frozen=True):
    """What is known of one instrument.

    ``items`` lists the least and the most of each item. ``fewest`` is how many may be given at the
    least where people choose how many there are. ``sem`` is the standard error of measurement,
    ``reliable`` a published number for a reliable change; ``case_from`` the score from which
    services speak of a case. ``risk_items`` count from 1: an answer above the least of its item
    needs a human on the same day. ``words`` are answers in words, as numbers. ``compared`` says
    that there is a before to compare with: what somebody says of a match has none.
    """

    name: str
    items: tuple[tuple[int, int], ...]
    terms: Terms
    source: str
    fewest: int | None = None
    copyright: str | None = None
    better: Better | None = None
    sem: float | None = None
    reliable: float | None = None
    case_from: float | None = None
    bands: tuple[Band, ...] = ()
    risk_items: tuple[int, ...] = ()
    words: dict[str, int] = msgspec.field(default_factory=dict)
    groups_only: bool = False
    compared: bool = True


class Scored(msgspec.Struct, frozen=True):
    """What a scorer makes of the answers.

    ``scorer`` names the rule and its version: a later rule is another, and both are kept. ``raw``
    adds up what was answered; ``score`` is what may be compared; none of either where there is a
    reason in ``unscorable``. ``parts`` are subscales, items or goals that stand for themselves.
    """

    instrument: Instrument
    scorer: str
    raw: float | None = None
    score: float | None = None
    unscorable: Unscorable | None = None
    parts: dict[str, float | None] = msgspec.field(default_factory=dict)
    band: str | None = None
    flags: tuple[ScoreFlag, ...] = ()


Answers = tuple[int | None, ...]
"""One for each item in order; nothing where the item was left out."""
