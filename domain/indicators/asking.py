"""What can be asked about an indicator, what a decision looks at, and what is said no to."""

from datetime import date, datetime

import msgspec

from domain.decider import Command, Malformed, Position, Refusal
from domain.definitions import Definitions
from domain.indicators.assessing import Assessment, assess
from domain.indicators.facts import AllFacts, Facts
from domain.indicators.language import IndicatorCode
from domain.indicators.voices import IndicatorAction, IndicatorView
from domain.match import Match, Side
from domain.people import ActorId, MatchId, StaffId
from domain.service import Duty, Service

# --- Commands ---


class AcknowledgeIndicator(Command, frozen=True, kw_only=True):
    """Say what you make of an indicator, and for how long it may stay off the list.

    ``action_entry`` is the entry of what was done about it, ``second`` the other person who agrees.
    """

    match: MatchId
    indicator: IndicatorCode
    acknowledged_by: StaffId
    view: IndicatorView
    reason: str | None = None
    actions: tuple[IndicatorAction, ...] = ()
    action_entry: Position | None = None
    second: StaffId | None = None
    quiet_until: date | None = None


class ContestIndicator(Command, frozen=True, kw_only=True):
    """Record that one of the two sees an indicator differently, in their own words if they wish."""

    match: MatchId
    indicator: IndicatorCode
    by: Side
    words: str | None = None
    at: datetime | None = None


class CommentOnIndicator(Command, frozen=True, kw_only=True):
    """Record what one of the two thinks about an indicator, in their own words if they wish."""

    match: MatchId
    indicator: IndicatorCode
    by: Side
    words: str | None = None
    at: datetime | None = None


IndicatorCommand = AcknowledgeIndicator | ContestIndicator | CommentOnIndicator

# --- State ---

NEEDS_KEYS = frozenset({IndicatorCode.SINGLE_SOURCE, IndicatorCode.FLAT_GOALS})
"""What only a reader with the keyring can judge: whether these are raised decides no guard."""

MAY_ACKNOWLEDGE = frozenset({Duty.COORDINATOR, Duty.MANAGER, Duty.SUPERVISOR})


class IndicatorAsked(msgspec.Struct, frozen=True):
    """A match with its facts and its service, at the moment of asking, and who asks."""

    identifier: MatchId
    match: Match
    everything: AllFacts
    service: Service
    definitions: Definitions
    by: ActorId
    now: datetime

    @property
    def facts(self) -> Facts:
        """The facts of this match."""
        return self.everything.of(self.identifier)

    def assessed(self) -> Assessment:
        """What the match asks for now, as far as it can be judged without any key."""
        return assess(self.identifier, self.match, self.everything, self.definitions, self.now)


# --- Refusals ---


class AcknowledgedByThePeer(Refusal):
    """The peer supporter of a match may comment on its indicators, not acknowledge them."""


class MayNotAcknowledge(Refusal):
    """Whoever is named has no duty in the service that lets them acknowledge."""


class NotAboutTheMatch(Refusal):
    """The indicator is the peer supporter's own, and enters no match."""


class NothingRaised(Refusal):
    """The indicator says nothing at present that could be acknowledged."""


class BothSidesNotHeard(Refusal):
    """Something is to be changed before both sides were asked how they see it."""


class ActNeedsAnAction(Refusal):
    """What asks to act today cannot be kept quiet without the entry of what was done."""


class ActNeedsASecondPerson(Refusal):
    """What asks to act today cannot be kept quiet by one person alone."""


class QuietForTooLong(Malformed):
    """An indicator cannot stay off the list until that day."""


class ReasonMissing(Malformed):
    """To keep something off a list needs a reason."""
