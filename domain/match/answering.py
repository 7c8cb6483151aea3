"""What the two say to a proposal and to each other: yes, no, the introduction, not for us."""

from collections.abc import Sequence
from datetime import datetime

from domain.channels import Channel
from domain.decider import (
    Command,
    Decider,
    Event,
    Read,
    event_of,
)
from domain.match.asking import (
    MatchAsked,
    UnknownMatch,
    look,
    look_behind,
    must_be_proposed,
    sides_of,
)
from domain.match.events import (
    ConfidentialityExplained,
    IntroductionHeld,
    MatchDeclinedAfterIntroduction,
    MatchProposalAccepted,
    MatchProposalDeclined,
)
from domain.match.language import (
    SUPPORT_STAGES,
    Side,
)
from domain.people import MatchId, StaffId
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.referral import ReturnedToWaiting

# --- Commands ---


class AcceptProposal(Command, frozen=True, kw_only=True):
    """Record that one side said yes."""

    match: MatchId
    by: Side
    at: datetime | None = None


class DeclineProposal(Command, frozen=True, kw_only=True):
    """Record that one side said no."""

    match: MatchId
    by: Side
    reason: str | None = None
    at: datetime | None = None


class RecordConfidentialityExplained(Command, frozen=True, kw_only=True):
    """Record that confidentiality and its limits were explained."""

    match: MatchId
    version: str
    to: Side = Side.PERSON
    coordinator: StaffId | None = None
    understood: str | None = None
    limits_explained: bool | None = None
    at: datetime | None = None


class RecordIntroduction(Command, frozen=True, kw_only=True):
    """Record the first meeting of the two."""

    match: MatchId
    mode: Channel | None = None
    coordinator: StaffId | None = None
    at: datetime | None = None


class RecordNotForUs(Command, frozen=True, kw_only=True):
    """Record that the two, having met, would rather not go on."""

    match: MatchId
    reason: str | None = None
    at: datetime | None = None


Answer = (
    AcceptProposal
    | DeclineProposal
    | RecordConfidentialityExplained
    | RecordIntroduction
    | RecordNotForUs
)


# --- Decider ---


def gather(command: Answer, read: Read) -> MatchAsked:
    """Look at the match; for "not for us" also at the wait that the person may go back to."""
    return (
        look_behind(command, read) if isinstance(command, RecordNotForUs) else look(command, read)
    )


def decide(command: Answer, state: MatchAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    match, now = state.match, state.now
    must_be_proposed(match)
    ids, at = sides_of(match), happened(command.at, now)
    match command:
        case AcceptProposal():
            if command.by in match.yes_at:
                return []
            return [event_of(MatchProposalAccepted, command, **ids, at=at)]
        case DeclineProposal():
            if match.declined_at is not None:
                return []
            return [event_of(MatchProposalDeclined, command, **ids, at=at)]
        case RecordConfidentialityExplained():
            return [event_of(ConfidentialityExplained, command, **ids, at=at)]
        case RecordIntroduction():
            if match.introduced_at is not None:
                return []
            return [event_of(IntroductionHeld, command, **ids, at=at)]
        case RecordNotForUs():
            if match.not_for_us_at is not None:
                return []
            declined = event_of(MatchDeclinedAfterIntroduction, command, **ids, at=at)
            return [declined, *_waiting_again(command, state, at)]


def _waiting_again(
    command: RecordNotForUs, state: MatchAsked, at: datetime
) -> Sequence[ReturnedToWaiting]:
    """Where support had begun with this match and with no other, the person waits again (3.3)."""
    match, referral = state.match, state.referral
    running = match.over_at is None and match.stage_at(at) in SUPPORT_STAGES
    supported = running and referral.support_started_at is not None
    over = referral.ended is not None or state.person.died_at is not None
    beside = any(
        each.referral == match.referral and each.stage_at(at) in SUPPORT_STAGES
        for each in state.persons.values()
    )
    if not supported or over or beside:
        return []
    ids = {"referral": match.referral, "person": match.person}
    return [event_of(ReturnedToWaiting, command, **ids, at=at)]


decider = Decider(
    noun="match",
    commands=(
        AcceptProposal,
        DeclineProposal,
        RecordConfidentialityExplained,
        RecordIntroduction,
        RecordNotForUs,
    ),
    gather=gather,
    decide=decide,
    refusals=(UnknownMatch, NotYetHappened, TooLongAgo),
)
