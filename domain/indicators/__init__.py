"""What about a match is worth a conversation, a review together, or acting today.

Pure functions of events, definitions and a moment, brought together by the one `combine`. They
speak of the match, never of the person, and decide nothing.
"""

from domain.indicators.acknowledging import decider
from domain.indicators.asking import (
    AcknowledgeIndicator,
    CommentOnIndicator,
    ContestIndicator,
)
from domain.indicators.assessing import Assessment, assess, level_of
from domain.indicators.facts import CODED, FACTS, PEERS_CODED, AllFacts
from domain.indicators.language import LEVELS, Domain, Indicator, IndicatorCode, Severity, Standing
from domain.indicators.levels import combine
from domain.indicators.own import (
    LIMITS,
    NO_NEW_MATCHES,
    Own,
    no_new_matches,
    own_indicators,
)
from domain.indicators.voices import (
    IndicatorAcknowledged,
    IndicatorAction,
    IndicatorCommentedOn,
    IndicatorContested,
    IndicatorView,
)

__all__ = [
    "CODED",
    "FACTS",
    "LEVELS",
    "LIMITS",
    "NO_NEW_MATCHES",
    "PEERS_CODED",
    "AcknowledgeIndicator",
    "AllFacts",
    "Assessment",
    "CommentOnIndicator",
    "ContestIndicator",
    "Domain",
    "Indicator",
    "IndicatorAcknowledged",
    "IndicatorAction",
    "IndicatorCode",
    "IndicatorCommentedOn",
    "IndicatorContested",
    "IndicatorView",
    "Own",
    "Severity",
    "Standing",
    "assess",
    "combine",
    "decider",
    "level_of",
    "no_new_matches",
    "own_indicators",
]
