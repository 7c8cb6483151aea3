"""The words of the indicators: their codes, their domains, how each stands, and what it says.

They are practice-informed operationalisations, not validated scales, and speak of a match, never
of a person (domain reference, part 5).
"""

from datetime import date
from enum import IntEnum, StrEnum

import msgspec

from domain.decider import Position


class IndicatorCode(StrEnum):
    """An indicator, by the code of the domain reference."""

    CONTACT_INTENSITY = "D1"
    CONTACT_TREND = "D2"
    DURATION = "D3"
    SINGLE_SOURCE = "D4"
    EXTENSIONS = "D5"
    ENDINGS_POSTPONED = "D6"
    OUT_OF_HOURS = "D7"
    UNAGREED_WAYS = "D8"
    PEER_INITIATED = "D9"
    TASKS_DONE_FOR = "D10"
    FLAT_GOALS = "D11"
    PEER_LOAD = "D12"
    PEER_WELLBEING = "D13"
    REVIEW_MISSED = "D14"
    SESSION_LENGTH = "D15"
    BOUNDARY_MINOR = "B1"
    BOUNDARY_SERIOUS = "B2"
    CONTACT_FADING = "P1"


class Domain(StrEnum):
    """What an indicator is about; levels are taken over domains."""

    INTENSITY = "INTENSITY"
    ENDING = "ENDING"
    NETWORK = "NETWORK"
    BOUNDARY = "BOUNDARY"
    ROLE = "ROLE"
    PEER = "PEER"
    PROCESS = "PROCESS"
    FADING = "FADING"


DOMAINS: dict[IndicatorCode, Domain] = {
    IndicatorCode.CONTACT_INTENSITY: Domain.INTENSITY,
    IndicatorCode.CONTACT_TREND: Domain.INTENSITY,
    IndicatorCode.SESSION_LENGTH: Domain.INTENSITY,
    IndicatorCode.DURATION: Domain.ENDING,
    IndicatorCode.EXTENSIONS: Domain.ENDING,
    IndicatorCode.ENDINGS_POSTPONED: Domain.ENDING,
    IndicatorCode.SINGLE_SOURCE: Domain.NETWORK,
    IndicatorCode.OUT_OF_HOURS: Domain.BOUNDARY,
    IndicatorCode.UNAGREED_WAYS: Domain.BOUNDARY,
    IndicatorCode.BOUNDARY_MINOR: Domain.BOUNDARY,
    IndicatorCode.BOUNDARY_SERIOUS: Domain.BOUNDARY,
    IndicatorCode.PEER_INITIATED: Domain.ROLE,
    IndicatorCode.TASKS_DONE_FOR: Domain.ROLE,
    IndicatorCode.FLAT_GOALS: Domain.ROLE,
    IndicatorCode.PEER_LOAD: Domain.PEER,
    IndicatorCode.PEER_WELLBEING: Domain.PEER,
    IndicatorCode.REVIEW_MISSED: Domain.PROCESS,
    IndicatorCode.CONTACT_FADING: Domain.FADING,
}

PEERS_OWN = frozenset({IndicatorCode.PEER_LOAD, IndicatorCode.PEER_WELLBEING})
"""What is the peer supporter's own enters no level of a match (design, section 4)."""


class Standing(StrEnum):
    """How an indicator stands. What is too early or not recorded is never "nothing to say"."""

    NOT_ENOUGH_DATA = "NOT_ENOUGH_DATA"
    NOT_RECORDED = "NOT_RECORDED"
    EXPLAINED = "EXPLAINED"
    NOTHING = "NOTHING"
    NOTICE = "NOTICE"
    REVIEW = "REVIEW"
    ACT = "ACT"


class Severity(IntEnum):
    """How much an indicator, or a match, asks for."""

    NONE = 0
    NOTICE = 1
    REVIEW = 2
    ACT = 3


SEVERITIES = {
    Standing.NOTICE: Severity.NOTICE,
    Standing.REVIEW: Severity.REVIEW,
    Standing.ACT: Severity.ACT,
}
NOT_JUDGED = frozenset({Standing.NOT_ENOUGH_DATA, Standing.NOT_RECORDED, Standing.EXPLAINED})

LEVELS = {
    Severity.NONE: "nothing to say",
    Severity.NOTICE: "worth a conversation",
    Severity.REVIEW: "review together",
    Severity.ACT: "act today",
}
"""A level in words (journeys, part 2); its number is never shown."""

FORMULA = 2
"""The version of all formulas; raised with any change of what one of them gives."""


class Found(msgspec.Struct, frozen=True, gc=False):
    """What a formula gives at one moment.

    ``value`` is the ratio, share, count or number of days that is compared; ``inputs`` are the
    entries behind it. ``sentence`` says what is and what was agreed, with ``{person}`` and
    ``{peer}`` where names are joined at the door; ``change`` says what would lower it.
    """

    standing: Standing
    sentence: str
    value: float | None = None
    inputs: tuple[Position, ...] = ()
    change: str = ""

    @property
    def severity(self) -> Severity:
        """How much it asks for."""
        return SEVERITIES.get(self.standing, Severity.NONE)


class Indicator(msgspec.Struct, frozen=True):
    """One indicator of a match as it stands, with all that it was judged by.

    ``since`` is the local day from which it has been raised without a break. ``explanations`` are
    other reasons for the same facts. ``quiet_until`` is set while somebody's view keeps it off the
    list; ``contested`` says that a side sees it differently.
    """

    code: IndicatorCode
    domain: Domain
    standing: Standing
    value: float | None
    inputs: tuple[Position, ...]
    sentence: str
    change: str
    explanations: tuple[str, ...]
    formula: int
    definitions: str
    since: date | None = None
    quiet_until: date | None = None
    seen_at: Position | None = None
    contested: bool = False

    @property
    def severity(self) -> Severity:
        """How much it asks for."""
        return SEVERITIES.get(self.standing, Severity.NONE)
