"""What people say about an indicator: the service's view, and how each side sees it.

Acknowledging quiets a list, never the record and never the computation (domain reference, part 5).
"""

from datetime import date
from enum import StrEnum

from domain.decider import Event, Position
from domain.indicators.language import IndicatorCode
from domain.match import Side
from domain.people import MatchId, PeerId, PersonId, StaffId
from domain.personal import PeersWords, PersonsWords, SharedWords


class IndicatorView(StrEnum):
    """What somebody makes of an indicator."""

    EXPECTED = "EXPECTED"
    USEFUL = "USEFUL"
    NOT_USEFUL = "NOT_USEFUL"
    ACTED = "ACTED"


class IndicatorAction(StrEnum):
    """What somebody did about it. A person decided each of them, never an indicator."""

    TALKED_WITH_BOTH = "TALKED_WITH_BOTH"
    AGREEMENT_RENEWED = "AGREEMENT_RENEWED"
    REVIEW_HELD = "REVIEW_HELD"
    ENDING_PLANNED = "ENDING_PLANNED"
    OTHER_PEERS_OFFERED = "OTHER_PEERS_OFFERED"
    GROUP_OFFERED = "GROUP_OFFERED"
    PRACTICAL_HELP_FOUND = "PRACTICAL_HELP_FOUND"
    SUPERVISION_ARRANGED = "SUPERVISION_ARRANGED"
    MATCH_RESTED = "MATCH_RESTED"
    TAKEN_FURTHER = "TAKEN_FURTHER"


class IndicatorAcknowledged(Event, frozen=True, kw_only=True):
    """Somebody of the service looked at an indicator and said what they make of it.

    Until ``quiet_until`` it stays off the list. ``action_entry`` is the entry of what was done,
    ``second`` the other person who agreed.
    """

    match: MatchId
    person: PersonId
    peer: PeerId
    indicator: IndicatorCode
    acknowledged_by: StaffId
    view: IndicatorView
    reason: SharedWords = None
    actions: tuple[IndicatorAction, ...] = ()
    action_entry: Position | None = None
    second: StaffId | None = None
    quiet_until: date | None = None


class IndicatorContested(Event, frozen=True, kw_only=True):
    """One of the two said that they see an indicator differently. Each side's words are its own."""

    match: MatchId
    person: PersonId
    peer: PeerId
    indicator: IndicatorCode
    by: Side
    persons_words: PersonsWords = None
    peers_words: PeersWords = None


class IndicatorCommentedOn(Event, frozen=True, kw_only=True):
    """One of the two said what they think about an indicator. Each side's words are its own."""

    match: MatchId
    person: PersonId
    peer: PeerId
    indicator: IndicatorCode
    by: Side
    persons_words: PersonsWords = None
    peers_words: PeersWords = None
