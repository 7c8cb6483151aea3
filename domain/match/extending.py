"""Going on for longer than planned: a decision, looked at first and not taken lightly (3.3)."""

from collections.abc import Sequence
from datetime import date, timedelta
from math import floor

from domain.decider import Command, Decider, Event, Malformed, Refusal, event_of
from domain.match.asking import (
    EndingHasStarted,
    ImpossibleTerms,
    MatchAsked,
    MatchIsOver,
    MatchNotActive,
    MayNotDecide,
    ReasonMissing,
    UnknownMatch,
    look_behind,
    must_be_proposed,
    must_be_said,
    must_decide,
    must_still_live,
    sides_of,
)
from domain.match.events_of_support import MatchExtended
from domain.match.language import Stage
from domain.people import MatchId, StaffId
from domain.periods import length
from domain.person import PersonHasDied
from domain.service import Duty

# --- Commands ---


class ExtendMatch(Command, frozen=True, kw_only=True):
    """Let a match go on until a later day, with the reason and what the person moves on to."""

    match: MatchId
    new_end: date
    reason: str
    moving_on: str
    decided_by: StaffId


# --- Refusals ---


class NoPlannedEnd(Refusal):
    """The match has no planned end that could be put off."""


class MovingOnMissing(Malformed):
    """An extension says what the person moves on to afterwards."""


class NotReviewedLately(Refusal):
    """Nobody has looked at the match with both lately: by default, in the last eight weeks."""


class VarietyNotOffered(Refusal):
    """The person has not been offered to meet other peers."""


class ExtensionTooLong(Refusal):
    """One extension adds at most a share of the planned time: by default, half."""


class ManagerMustDecide(Refusal):
    """A second extension is the manager's decision."""


# --- Decider ---


def decide(command: ExtendMatch, state: MatchAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    match, now = state.match, state.now
    must_be_proposed(match)
    must_still_live(state, now)
    if match.extensions and match.extensions[-1].new_end == command.new_end:
        return []
    if match.stage_at(now) is Stage.ENDING:
        raise EndingHasStarted("The ending has started. Postpone the last day if both need it.")
    if match.stage_at(now) is not Stage.ACTIVE:
        raise MatchNotActive("Only an active match can be extended. Let it start or go on first.")
    planned_end = match.planned_end_at(now)
    planned_days = match.planned_days_at(now)
    if planned_end is None or planned_days is None:
        raise NoPlannedEnd("This match has no planned end, so reviews carry it. Hold one.")
    must_be_said(command.reason, ReasonMissing, "Say why it is to go on for longer.", "reason")
    must_be_said(
        command.moving_on,
        MovingOnMissing,
        "Write down what the person moves on to afterwards, in their words.",
        "moving_on",
    )
    if command.new_end <= planned_end:
        raise ImpossibleTerms("The new end lies before the planned one.", field="new_end")
    _must_be_decided(command, state)
    lately = state.definitions.extension_after_review_within_days
    if not any(now - timedelta(days=lately) <= each.at <= now for each in match.reviews):
        raise NotReviewedLately(
            f"Nobody has held a review of this match in the last {length(lately)}. Do that first."
        )
    if not state.around.variety_offered_at:
        raise VarietyNotOffered(
            "The person has not been offered to meet other peers, too. Offer it, and record it."
        )
    most = floor(planned_days * state.definitions.extension_at_most_share)
    if (command.new_end - planned_end).days > most:
        raise ExtensionTooLong(
            f"One extension of this match adds at most {length(most)}. Choose an earlier day.",
            field="new_end",
        )
    ids = sides_of(match)
    return [event_of(MatchExtended, command, **ids, variety_offered=True, at=now)]


def _must_be_decided(command: ExtendMatch, state: MatchAsked) -> None:
    """The first extension by a coordinator or manager, any further one by a manager."""
    must_decide(state.service, command.decided_by)
    duties = state.service.staff.get(command.decided_by, ())
    if state.match.extensions and Duty.MANAGER not in duties:
        raise ManagerMustDecide(
            "This match has been extended before. A manager decides about a second time.",
            field="decided_by",
        )


decider = Decider(
    noun="match",
    commands=(ExtendMatch,),
    gather=look_behind,
    decide=decide,
    refusals=(
        UnknownMatch,
        PersonHasDied,
        MatchIsOver,
        EndingHasStarted,
        MatchNotActive,
        NoPlannedEnd,
        ReasonMissing,
        MovingOnMissing,
        ImpossibleTerms,
        MayNotDecide,
        ManagerMustDecide,
        NotReviewedLately,
        VarietyNotOffered,
        ExtensionTooLong,
    ),
)
