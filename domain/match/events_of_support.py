"""What happens to a match while it is lived: looked at, prolonged, resting, ending, remembered."""

from datetime import date, datetime

from domain.channels import Channel
from domain.decider import Event
from domain.match.language import (
    CoverDecision,
    PostponedBy,
    ReviewDecision,
    SharedCode,
    SharedItems,
    Side,
)
from domain.people import MatchId, PeerId, PersonId, StaffId
from domain.personal import PeersWords, PersonsWords, SharedWords


class MatchCoordinatorAssigned(Event, frozen=True, kw_only=True):
    """From now on this coordinator is responsible for the match, with a deputy.

    ``before`` was responsible until then; ``note`` and ``open_items`` are what they hand over.
    ``unattended_since`` is since when nobody who was there had been responsible, if that was so.
    """

    match: MatchId
    person: PersonId
    peer: PeerId
    coordinator: StaffId
    deputy: StaffId
    before: StaffId | None = None
    note: SharedWords = None
    open_items: SharedItems = ()
    unattended_since: datetime | None = None


class MatchReviewHeld(Event, frozen=True, kw_only=True):
    """A coordinator looked at the match with each side, separately.

    ``heard`` are the sides whose own view was taken, ``together`` whether all three met as well.
    """

    match: MatchId
    person: PersonId
    peer: PeerId
    held_by: StaffId | None = None
    persons_view: PersonsWords = None
    peers_view: PeersWords = None
    heard: tuple[Side, ...] = ()
    together: bool = False
    decision: ReviewDecision
    next_review_on: date


class MatchExtended(Event, frozen=True, kw_only=True):
    """It was decided that the match goes on until a later day.

    ``variety_offered`` is whether the person had been offered to meet other peers, too;
    ``moving_on`` what they go to afterwards.
    """

    match: MatchId
    person: PersonId
    peer: PeerId
    new_end: date
    reason: SharedWords = None
    decided_by: StaffId
    variety_offered: bool
    moving_on: PersonsWords = None


class MatchPaused(Event, frozen=True, kw_only=True):
    """The match rests. Nobody has to be at fault, and it says nothing about anybody."""

    match: MatchId
    person: PersonId
    peer: PeerId
    for_safety: bool
    reason: SharedCode = None
    expected_return: date | None = None


class MatchResumed(Event, frozen=True, kw_only=True):
    """The match goes on after it rested."""

    match: MatchId
    person: PersonId
    peer: PeerId
    decided_by: StaffId | None = None


class MatchCoverDecided(Event, frozen=True, kw_only=True):
    """Somebody decided what becomes of the match while the peer supporter is away."""

    match: MatchId
    person: PersonId
    peer: PeerId
    decision: CoverDecision
    decided_by: StaffId
    until: date | None = None
    note: SharedWords = None


class MatchContextDeclared(Event, frozen=True, kw_only=True):
    """Something is going on that may explain, until a day, what would otherwise be unusual."""

    match: MatchId
    person: PersonId
    peer: PeerId
    kind: SharedCode
    until: date
    declared_by: StaffId | None = None


class VarietyOfPeersOffered(Event, frozen=True, kw_only=True):
    """The person was offered to meet other peers, too; ``accepted`` is what they answered."""

    person: PersonId
    match: MatchId | None = None
    accepted: bool | None = None


class OverlapDeclared(Event, frozen=True, kw_only=True):
    """A side, or somebody for them, said where the lives of the two meet outside the match.

    With ``conflict`` the two are not to be matched.
    """

    person: PersonId
    peer: PeerId
    match: MatchId | None = None
    kind: SharedCode
    conflict: bool
    by: Side | None = None
    note: SharedWords = None


class EndingPostponed(Event, frozen=True, kw_only=True):
    """The last day was put off while the match was coming to its end."""

    match: MatchId
    person: PersonId
    peer: PeerId
    planned_last: date
    reason: SharedWords = None
    by: PostponedBy


class AftercareContactMade(Event, frozen=True, kw_only=True):
    """After the end the two, or the service and the person, were in touch once more.

    ``by`` began it; nobody is named where it was the service.
    """

    match: MatchId
    person: PersonId
    peer: PeerId
    by: Side | None = None
    channel: Channel | None = None
    note: SharedWords = None
