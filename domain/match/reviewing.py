"""Looking at a match: with each side, separately, at agreed times (domain reference, 3.3)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from domain.decider import Command, Decider, Event, Malformed, event_of
from domain.match.asking import (
    ImpossibleTerms,
    MatchAsked,
    UnknownMatch,
    look_by_definitions,
    must_be_proposed,
    sides_of,
)
from domain.match.events import EndingStarted
from domain.match.events_of_support import MatchReviewHeld
from domain.match.language import (
    ReviewDecision,
    Side,
    Stage,
)
from domain.match.state import Match
from domain.people import MatchId, StaffId
from domain.periods import NotYetHappened, TooLongAgo, happened, local_day

# --- Commands ---


class RecordReview(Command, frozen=True, kw_only=True):
    """Record that a match was looked at with each side, and what that came to.

    Without ``next_review_on`` the next one is due as the service's definitions say: by default in
    twelve weeks; after a first one before its time, six weeks after the start. With the decision to
    end, ``planned_last`` begins the ending.
    """

    match: MatchId
    decision: ReviewDecision
    persons_view: str | None = None
    peers_view: str | None = None
    together: bool = False
    held_by: StaffId | None = None
    next_review_on: date | None = None
    planned_last: date | None = None
    at: datetime | None = None


# --- Refusals ---


class NotAboutAnEnding(Malformed):
    """A last day was given for a match that is not to end."""


# --- Decider ---


def decide(command: RecordReview, state: MatchAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    match, at = state.match, happened(command.at, state.now)
    must_be_proposed(match)
    _check_days(command, local_day(at))
    views = {Side.PERSON: command.persons_view, Side.PEER: command.peers_view}
    heard = tuple(side for side, view in views.items() if (view or "").strip())
    if _told_before(match, command, at, heard):
        return []
    held: list[Event] = [
        event_of(
            MatchReviewHeld,
            command,
            **sides_of(match),
            heard=heard,
            next_review_on=command.next_review_on or _next_review(state, at),
            at=at,
        )
    ]
    may_end = match.stage_at(at) is Stage.ACTIVE and match.ending_started_at is None
    if command.planned_last is not None and may_end:
        held.append(event_of(EndingStarted, command, **sides_of(match), at=at))
    return held


def _check_days(command: RecordReview, day: date) -> None:
    for field in ("next_review_on", "planned_last"):
        spoken: date | None = getattr(command, field)
        if spoken is not None and spoken < day:
            raise ImpossibleTerms("This day lies before the review.", field=field)
    if command.planned_last is not None and command.decision is not ReviewDecision.END:
        raise NotAboutAnEnding(
            "Give a last day only where the review came to an ending.", field="planned_last"
        )


def _told_before(
    match: Match, command: RecordReview, at: datetime, heard: tuple[Side, ...]
) -> bool:
    """Whether a review of that moment with these views and this outcome is recorded already."""
    same = [each for each in match.reviews if each.at == at]
    return any(
        each.decision is command.decision
        and each.heard >= set(heard)
        and command.next_review_on in {None, each.next_review_on}
        for each in same
    )


def _next_review(state: MatchAsked, at: datetime) -> date:
    """By default twelve weeks on; a look before the first review was due does not stand for it."""
    started_at, by_then = state.match.activated_at, state.definitions.at(at)
    if started_at is not None:
        first = started_at + timedelta(weeks=by_then.first_review_within_weeks)
        if at < started_at + timedelta(weeks=by_then.first_review_from_weeks):
            return local_day(max(first, at + timedelta(days=1)))
    return local_day(at + timedelta(weeks=by_then.review_every_weeks))


decider = Decider(
    noun="match",
    commands=(RecordReview,),
    gather=look_by_definitions,
    decide=decide,
    refusals=(UnknownMatch, ImpossibleTerms, NotAboutAnEnding, NotYetHappened, TooLongAgo),
)
