"""What happens to a match, from the proposal to the ending."""

from datetime import date, datetime, time

from domain.channels import Channel
from domain.decider import (
    Event,
)
from domain.match.language import (
    ChanceEncounter,
    EndKind,
    PlaceType,
    SharedCode,
    Side,
)
from domain.people import MatchId, OfferId, PeerId, PersonId, ReferralId, StaffId
from domain.personal import PersonsWords, SharedWords


class MatchProposed(Event, frozen=True, kw_only=True):
    """A coordinator who knows both suggested a match, with reasons.

    ``knows_person_at`` and ``knows_peer_at`` are when this coordinator last met or phoned each of
    them, as known to the decision. ``against_ranking`` is why they decided against what was
    suggested, where they did.
    """

    match: MatchId
    person: PersonId
    peer: PeerId
    referral: ReferralId
    offer: OfferId
    coordinator: StaffId
    reasons: SharedWords
    knows_person_at: datetime
    knows_peer_at: datetime
    regulated: bool
    against_ranking: SharedWords = None


class MatchProposalAccepted(Event, frozen=True, kw_only=True):
    """One side said yes to the proposal."""

    match: MatchId
    person: PersonId
    peer: PeerId
    by: Side


class MatchProposalDeclined(Event, frozen=True, kw_only=True):
    """One side said no to the proposal. A reason is never required."""

    match: MatchId
    person: PersonId
    peer: PeerId
    by: Side
    reason: SharedWords = None


class ConfidentialityExplained(Event, frozen=True, kw_only=True):
    """Somebody was told what stays between whom, and where that ends.

    ``version`` is that of the statement; ``understood`` is what they took from it. Where it is said
    that the limits were left out, it does not count as explained.
    """

    match: MatchId
    person: PersonId
    peer: PeerId
    to: Side
    version: str
    coordinator: StaffId | None = None
    understood: SharedWords = None
    limits_explained: bool | None = None


class IntroductionHeld(Event, frozen=True, kw_only=True):
    """The two met or spoke for the first time."""

    match: MatchId
    person: PersonId
    peer: PeerId
    mode: Channel | None = None
    coordinator: StaffId | None = None


class MatchDeclinedAfterIntroduction(Event, frozen=True, kw_only=True):
    """The two having met, it is not for them. Nobody's fault, and nobody is named for it."""

    match: MatchId
    person: PersonId
    peer: PeerId
    reason: SharedWords = None


class MatchAgreementWritten(Event, frozen=True, kw_only=True):
    """The terms of a match were written down, for both to accept.

    ``sessions_a_month`` counts 28 days. ``hours_from`` and ``hours_to`` are local times of day.
    ``two_way_respect`` says that the person was asked, too, to keep to themself what they learn of
    the peer supporter.
    """

    match: MatchId
    person: PersonId
    peer: PeerId
    version: int
    sessions_a_month: float
    minutes: int
    channels: tuple[Channel, ...]
    place_types: tuple[PlaceType, ...] = ()
    hours_from: time | None = None
    hours_to: time | None = None
    chance_encounter: ChanceEncounter = ChanceEncounter.PERSON_LEADS
    introduce_as: SharedWords = None
    planned_end: date | None = None
    review_on: date
    goals: SharedWords = None
    boundaries: SharedWords = None
    two_way_respect: bool | None = None


class MatchAgreementAccepted(Event, frozen=True, kw_only=True):
    """One side accepted the terms as written in a version."""

    match: MatchId
    person: PersonId
    peer: PeerId
    version: int
    by: Side


class MatchActivated(Event, frozen=True, kw_only=True):
    """Support began: sessions can be planned."""

    match: MatchId
    person: PersonId
    peer: PeerId
    referral: ReferralId


class EndingStarted(Event, frozen=True, kw_only=True):
    """The two began to bring the match to its end."""

    match: MatchId
    person: PersonId
    peer: PeerId
    planned_last: date


class MatchEnded(Event, frozen=True, kw_only=True):
    """The match is over, as planned or not. ``moving_on`` is what the person goes to next."""

    match: MatchId
    person: PersonId
    peer: PeerId
    referral: ReferralId
    how: EndKind
    ground: SharedCode = None
    reason: SharedWords = None
    moving_on: PersonsWords = None
    feedback: SharedWords = None
