"""The agreement of a match: written down, and accepted by both."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from domain.channels import Channel
from domain.decider import (
    Command,
    Decider,
    Event,
    Malformed,
    Read,
    Refusal,
    event_of,
)
from domain.match.asking import (
    ImpossibleTerms,
    MatchAsked,
    MatchIsOver,
    UnknownMatch,
    look,
    look_behind,
    must_be_open,
    must_be_proposed,
    sides_of,
)
from domain.match.events import (
    MatchAgreementAccepted,
    MatchAgreementWritten,
)
from domain.match.language import (
    BOTH_SIDES,
    ChanceEncounter,
    PlaceType,
    Side,
)
from domain.match.state import Match
from domain.people import MatchId
from domain.periods import NotYetHappened, TooLongAgo, happened, local_day
from domain.person import PersonHasDied, must_be_alive
from domain.service import Model, Offer

# --- Commands ---


class AgreeMatch(Command, frozen=True, kw_only=True):
    """Write down the terms of a match, or new terms, and who has accepted them already."""

    match: MatchId
    sessions_a_month: float
    minutes: int
    channels: tuple[Channel, ...]
    place_types: tuple[PlaceType, ...] = ()
    hours_from: time | None = None
    hours_to: time | None = None
    chance_encounter: ChanceEncounter = ChanceEncounter.PERSON_LEADS
    introduce_as: str | None = None
    planned_end: date | None = None
    review_on: date | None = None
    goals: str | None = None
    boundaries: str | None = None
    two_way_respect: bool | None = None
    accepted_by: tuple[Side, ...] = BOTH_SIDES
    at: datetime | None = None


class AcceptAgreement(Command, frozen=True, kw_only=True):
    """Record that one side accepted the terms as last written."""

    match: MatchId
    by: Side
    at: datetime | None = None


Agreeing = AgreeMatch | AcceptAgreement


# --- Refusals ---


class NothingToAgree(Refusal):
    """No terms have been written down."""


class EndNeedsExtension(Refusal):
    """New terms would put off the planned end, which is an extension."""


class AgreementIncomplete(Malformed):
    """The terms lack something that this kind of support needs."""


# --- Decider ---


def gather(command: Agreeing, read: Read) -> MatchAsked:
    """Look at the match; for new terms also at the offer behind it."""
    return look_behind(command, read) if isinstance(command, AgreeMatch) else look(command, read)


def decide(command: Agreeing, state: MatchAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    match = state.match
    must_be_proposed(match)
    if isinstance(command, AgreeMatch):
        return _agreed(command, state)
    if not match.written:
        raise NothingToAgree("Nobody has written down the agreement yet. Do that first.")
    version = max(match.written)
    if (version, command.by) in match.signed_at:
        return []
    at, ids = happened(command.at, state.now), sides_of(match)
    return [event_of(MatchAgreementAccepted, command, **ids, version=version, at=at)]


def _agreed(command: AgreeMatch, state: MatchAsked) -> Sequence[Event]:
    match, at = state.match, happened(command.at, state.now)
    ids = sides_of(match)
    must_be_open(match, at)
    if state.person.died_at is not None and state.person.died_at <= at:
        must_be_alive(state.person)
    offer = state.service.offers.get(match.offer) if match.offer is not None else None
    planned_end = _planned_end(command, match, at)
    _check_terms(command, offer, local_day(at), planned_end)
    version = max(match.written, default=0) + 1
    weeks = state.definitions.at(at).first_review_within_weeks
    review_on = command.review_on or local_day(at + timedelta(weeks=weeks))
    written = event_of(
        MatchAgreementWritten,
        command,
        **ids,
        version=version,
        planned_end=planned_end,
        review_on=review_on,
        at=at,
    )
    accepted = [
        event_of(MatchAgreementAccepted, command, **ids, version=version, by=side, at=at)
        for side in Side
        if side in command.accepted_by
    ]
    return [written, *accepted]


def _planned_end(command: AgreeMatch, match: Match, at: datetime) -> date | None:
    """Once support has begun, new terms keep the planned end or bring it forward."""
    if match.activated_at is None or match.activated_at > at:
        return command.planned_end
    standing = match.planned_end_at(at)
    if standing is None or command.planned_end is None:
        return command.planned_end or standing
    if command.planned_end > standing:
        raise EndNeedsExtension(
            "New terms cannot put off the planned end. Extend the match, and say why.",
            field="planned_end",
        )
    return command.planned_end


def _check_terms(
    command: AgreeMatch, offer: Offer | None, day: date, planned_end: date | None
) -> None:
    if not 0 < command.sessions_a_month <= 4 * 28:
        raise ImpossibleTerms(
            "Say how many sessions in four weeks: more than 0.", field="sessions_a_month"
        )
    if not 0 < command.minutes <= 24 * 60:
        raise ImpossibleTerms("Say how many minutes, between 1 and 1,440.", field="minutes")
    if not command.channels:
        raise AgreementIncomplete("Say how the two will be in touch.", field="channels")
    if (command.hours_from is None) != (command.hours_to is None):
        missing = "hours_from" if command.hours_from is None else "hours_to"
        raise AgreementIncomplete("Say from when until when, or neither.", field=missing)
    for field in ("planned_end", "review_on"):
        spoken: date | None = getattr(command, field)
        if spoken is not None and spoken < day:
            raise ImpossibleTerms("This day lies before the agreement.", field=field)
    if offer is None:
        return
    if offer.model is Model.MENTORING and planned_end is None:
        raise AgreementIncomplete(
            "Mentoring is for an agreed time. Say when it is planned to end.", field="planned_end"
        )
    if offer.goals_required and not (command.goals or "").strip():
        raise AgreementIncomplete(
            "This kind of support works towards a goal. Write down at least one, "
            "in the person's words.",
            field="goals",
        )


decider = Decider(
    noun="match",
    commands=(AgreeMatch, AcceptAgreement),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownMatch,
        MatchIsOver,
        PersonHasDied,
        EndNeedsExtension,
        NothingToAgree,
        AgreementIncomplete,
        ImpossibleTerms,
        NotYetHappened,
        TooLongAgo,
    ),
)
