"""The start of support in a match: what has to be in place."""

from collections.abc import Sequence

from domain.decider import (
    Command,
    Decider,
    Event,
    Refusal,
    event_of,
)
from domain.match.asking import (
    AlreadyMatched,
    ConflictDeclared,
    MatchAsked,
    MatchIsOver,
    MayNotDecide,
    PeerAtCapacity,
    PeerNotInThisRole,
    SupervisionNotHeld,
    UnknownMatch,
    look_behind,
    must_be_open,
    must_be_proposed,
    must_not_conflict,
    must_take_a_match,
    sides_of,
)
from domain.match.coordinating import SameAsCoordinator, check_deputy
from domain.match.events import (
    MatchActivated,
)
from domain.match.events_of_support import MatchCoordinatorAssigned
from domain.match.language import (
    SUPPORT_STAGES,
    Side,
)
from domain.peer import (
    CoursesNotCurrent,
    PeerNotActive,
    PvgNotValid,
)
from domain.people import MatchId, StaffId
from domain.person import PersonHasDied, must_be_alive
from domain.referral import (
    ByWayOf,
    ReferralIsOver,
    SupportStarted,
)

# --- Commands ---


class ActivateMatch(Command, frozen=True, kw_only=True):
    """Let support begin. ``deputy`` stands in for the responsible coordinator from then on.

    Where nobody is chosen and nobody deputises yet, it is whoever was named to stand in for the
    coordinator, else a manager, else another coordinator.
    """

    match: MatchId
    deputy: StaffId | None = None


# --- Refusals ---


class NotAcceptedByBoth(Refusal):
    """One side or both have not said yes to the proposal."""


class NotIntroduced(Refusal):
    """The two have not met."""


class NotAgreed(Refusal):
    """One side or both have not accepted the agreement."""


class NobodyDeputises(Refusal):
    """Nobody in the service could stand in for the coordinator."""


class ConfidentialityNotExplained(Refusal):
    """Nobody has told the person what stays confidential and where that ends."""


# --- Decider ---


def decide(command: ActivateMatch, state: MatchAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    match, referral, now = state.match, state.referral, state.now
    must_be_proposed(match)
    must_be_open(match, now)
    if match.activated_at is not None:
        return []
    must_be_alive(state.person)
    if referral.ended is not None:
        raise ReferralIsOver("This referral is over. Take a new one if the person asks again.")
    if match.both_accepted_at is None:
        raise NotAcceptedByBoth(_cannot_start("said yes to the proposal", set(match.yes_at)))
    if match.introduced_at is None:
        raise NotIntroduced(
            "This match cannot start yet. The two have not been introduced, or nobody has "
            "recorded it. Do that first."
        )
    if match.agreed_at is None:
        latest = max(match.written, default=None)
        signed = {side for version, side in match.signed_at if version == latest}
        raise NotAgreed(_cannot_start("accepted the agreement", signed))
    if Side.PERSON not in match.explained_at:
        raise ConfidentialityNotExplained(
            "This match cannot start yet. Nobody has explained confidentiality and its limits "
            "to the person. Do that first, and record it."
        )
    must_not_conflict(state)
    beside = any(other.stage_at(now) in SUPPORT_STAGES for other in state.persons.values())
    if beside and not state.variety_allowed(match.offer):
        raise AlreadyMatched("This person has another match that is active. End it first.")
    running = sum(other.stage_at(now) in SUPPORT_STAGES for other in state.peers.values())
    must_take_a_match(state, match.offer, running, match.regulated)
    activated: list[Event] = [
        event_of(MatchActivated, command, **sides_of(match), referral=match.referral, at=now)
    ]
    if referral.support_started_at is None:
        activated.append(
            event_of(
                SupportStarted,
                command,
                referral=match.referral,
                person=match.person,
                by_way_of=ByWayOf.MATCH,
                at=now,
            )
        )
    deputy = _deputy(command, state)
    if deputy is not None:
        activated.insert(
            0,
            event_of(
                MatchCoordinatorAssigned,
                command,
                **sides_of(match),
                coordinator=match.coordinator,
                deputy=deputy,
                at=now,
            ),
        )
    return activated


def _deputy(command: ActivateMatch, state: MatchAsked) -> StaffId | None:
    """Who is to deputise from now on; none where somebody does so already, and stays."""
    match, service = state.match, state.service
    coordinator = match.coordinator
    if coordinator is None:
        return None
    if command.deputy is not None:
        check_deputy(service, coordinator, command.deputy)
        return command.deputy
    present = match.deputy_at(state.now)
    found = service.deputy_for(coordinator, present)
    if found is None:
        raise NobodyDeputises(
            "This match cannot start yet. Nobody could stand in for its coordinator. "
            "Name another coordinator or a manager first.",
            field="deputy",
        )
    return None if found == present else found


def _cannot_start(have_done: str, done: set[Side]) -> str:
    if Side.PERSON in done:
        who = f"The person has {have_done}; the peer supporter has not."
    elif Side.PEER in done:
        who = f"The peer supporter has {have_done}; the person has not."
    else:
        who = f"Neither the person nor the peer supporter has {have_done}."
    return f"This match cannot start yet. {who}"


decider = Decider(
    noun="match",
    commands=(ActivateMatch,),
    gather=look_behind,
    decide=decide,
    refusals=(
        UnknownMatch,
        MatchIsOver,
        ReferralIsOver,
        PersonHasDied,
        NotAcceptedByBoth,
        NotIntroduced,
        NotAgreed,
        ConfidentialityNotExplained,
        ConflictDeclared,
        AlreadyMatched,
        NobodyDeputises,
        MayNotDecide,
        SameAsCoordinator,
        PeerNotActive,
        PeerNotInThisRole,
        CoursesNotCurrent,
        PvgNotValid,
        SupervisionNotHeld,
        PeerAtCapacity,
    ),
)
