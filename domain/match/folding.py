"""How what happens to a match adds up, for one match and for all matches of a side."""

from datetime import datetime

import msgspec

from domain.decider import Event, Recorded
from domain.folds import Fold
from domain.match.elsewhere import BroughtIn, MatchBroughtIn
from domain.match.events import (
    ConfidentialityExplained,
    EndingStarted,
    IntroductionHeld,
    MatchActivated,
    MatchAgreementAccepted,
    MatchAgreementWritten,
    MatchDeclinedAfterIntroduction,
    MatchEnded,
    MatchProposalAccepted,
    MatchProposalDeclined,
    MatchProposed,
)
from domain.match.events_of_support import (
    AftercareContactMade,
    EndingPostponed,
    MatchContextDeclared,
    MatchCoordinatorAssigned,
    MatchCoverDecided,
    MatchExtended,
    MatchPaused,
    MatchResumed,
    MatchReviewHeld,
    OverlapDeclared,
)
from domain.match.language import EndKind, Side
from domain.match.parts import (
    Agreement,
    Assignment,
    Declared,
    Extension,
    Postponement,
    Rest,
    Review,
)
from domain.match.state import Match
from domain.people import MatchId
from domain.person import PersonDied


def _evolve(match: Match, recorded: Recorded) -> Match:
    """Add one fact. Events come in the order in which they happened, so the first stands."""
    replace = msgspec.structs.replace
    match recorded.event:
        case MatchProposed() as proposed if match.proposed_at is None:
            return replace(
                match,
                person=proposed.person,
                peer=proposed.peer,
                referral=proposed.referral,
                offer=proposed.offer,
                proposed_by=proposed.coordinator,
                regulated=proposed.regulated,
                proposed_at=proposed.at,
            )
        case MatchBroughtIn() as running if match.proposed_at is None:
            return _running(match, running, recorded.recorded_at)
        case MatchProposalAccepted(by=by, at=at):
            return replace(match, yes_at={by: at} | match.yes_at)
        case MatchProposalDeclined(at=at):
            return replace(match, declined_at=match.declined_at or at)
        case ConfidentialityExplained(to=to, at=at):
            return replace(match, explained_at={to: at} | match.explained_at)
        case IntroductionHeld(at=at):
            return replace(match, introduced_at=match.introduced_at or at)
        case MatchDeclinedAfterIntroduction(at=at):
            return replace(match, not_for_us_at=match.not_for_us_at or at)
        case MatchAgreementWritten() as terms:
            return _agreeing(match, {terms.version: _terms(terms)} | match.written, match.signed_at)
        case MatchAgreementAccepted(version=version, by=by, at=at):
            return _agreeing(match, match.written, {(version, by): at} | match.signed_at)
        case MatchActivated(at=at):
            return replace(match, activated_at=match.activated_at or at)
        case EndingStarted(planned_last=planned_last, at=at):
            return replace(
                match,
                ending_started_at=match.ending_started_at or at,
                planned_last=match.planned_last or planned_last,
            )
        case PersonDied(at=at) if match.proposed_at is not None and match.over_at is None:
            return replace(match, ended_at=at, ended_how=EndKind.DIED)
        case MatchEnded(how=how, at=at):
            return replace(match, ended_at=match.ended_at or at, ended_how=match.ended_how or how)
        case _:
            return _lived(match, recorded.event)


def _running(match: Match, running: MatchBroughtIn, recorded_at: datetime) -> Match:
    """The two have met and are in touch, so neither is asked for a yes any more."""
    at = running.at
    return msgspec.structs.replace(
        match,
        person=running.person,
        peer=running.peer,
        referral=running.referral,
        offer=running.offer,
        proposed_by=running.coordinator,
        regulated=running.regulated,
        proposed_at=at,
        yes_at=dict.fromkeys(Side, at) | match.yes_at,
        introduced_at=match.introduced_at or at,
        activated_at=match.activated_at or at,
        brought_in=BroughtIn(at, recorded_at, running.gaps, running.planned_end),
    )


def _lived(match: Match, event: Event) -> Match:
    """Add one fact about the match while it is lived, or afterwards."""
    replace = msgspec.structs.replace
    match event:
        case MatchCoordinatorAssigned(coordinator=coordinator, deputy=deputy, at=at):
            assigned = Assignment(at, coordinator, deputy)
            return replace(match, assignments=(*match.assignments, assigned))
        case MatchReviewHeld() as held:
            review = Review(held.at, frozenset(held.heard), held.decision, held.next_review_on)
            return replace(match, reviews=(*match.reviews, review))
        case MatchExtended(new_end=new_end, variety_offered=offered, at=at):
            extension = Extension(at, new_end, offered)
            return replace(match, extensions=(*match.extensions, extension))
        case MatchPaused() as paused:
            return replace(match, rests=_resting(match.rests, paused))
        case MatchResumed(decided_by=decided_by, at=at):
            return replace(match, rests=_going_on(match.rests, at, decided_by is not None))
        case MatchCoverDecided(at=at):
            return replace(match, covers=(*match.covers, at))
        case MatchContextDeclared(until=until, at=at):
            return replace(match, contexts=(*match.contexts, Declared(at, until)))
        case OverlapDeclared(conflict=conflict, at=at) if conflict:
            return replace(match, conflict_at=match.conflict_at or at)
        case EndingPostponed(planned_last=planned_last, by=by, at=at):
            postponed = (*match.postponements, Postponement(at, planned_last, by))
            return replace(match, postponements=postponed, planned_last=planned_last)
        case AftercareContactMade(at=at):
            return replace(match, aftercare=(*match.aftercare, at))
        case _:
            return match


def _resting(rests: tuple[Rest, ...], paused: MatchPaused) -> tuple[Rest, ...]:
    """A pause during a pause is the same one; that it is for safety is not taken back by it."""
    if rests and rests[-1].end is None:
        last = rests[-1]
        same = msgspec.structs.replace(
            last,
            for_safety=last.for_safety or paused.for_safety,
            expected_return=paused.expected_return or last.expected_return,
        )
        return (*rests[:-1], same)
    return (*rests, Rest(paused.at, paused.for_safety, paused.expected_return))


def _going_on(rests: tuple[Rest, ...], at: datetime, decided: bool) -> tuple[Rest, ...]:
    if not rests or rests[-1].end is not None:
        return rests
    return (*rests[:-1], msgspec.structs.replace(rests[-1], end=at, decided=decided))


def _agreeing(
    match: Match, written: dict[int, Agreement], signed_at: dict[tuple[int, Side], datetime]
) -> Match:
    agreed = {}
    for version in written:
        given = [at for side in Side if (at := signed_at.get((version, side))) is not None]
        if len(given) == len(Side):
            agreed[version] = max(given)
    return msgspec.structs.replace(match, written=written, signed_at=signed_at, agreed=agreed)


def _terms(written: MatchAgreementWritten) -> Agreement:
    spoken = {
        field: getattr(written, field)
        for field in Agreement.__struct_fields__
        if field != "written_at"
    }
    return Agreement(written_at=written.at, **spoken)


def _evolve_each(matches: dict[MatchId, Match], recorded: Recorded) -> dict[MatchId, Match]:
    if isinstance(recorded.event, PersonDied):
        closed = [each for each in recorded.event.matches if each in matches]
        return matches | {each: _evolve(matches[each], recorded) for each in closed}
    identifier: MatchId | None = recorded.event.match  # type: ignore[attr-defined]  # all others have it
    if identifier is None:
        return matches
    return matches | {identifier: _evolve(matches.get(identifier, Match()), recorded)}


_HEARD: frozenset[type[Event]] = frozenset(
    {
        MatchProposed,
        MatchBroughtIn,
        MatchProposalAccepted,
        MatchProposalDeclined,
        ConfidentialityExplained,
        IntroductionHeld,
        MatchDeclinedAfterIntroduction,
        MatchAgreementWritten,
        MatchAgreementAccepted,
        MatchActivated,
        EndingStarted,
        MatchEnded,
        PersonDied,
        MatchCoordinatorAssigned,
        MatchReviewHeld,
        MatchExtended,
        MatchPaused,
        MatchResumed,
        MatchCoverDecided,
        MatchContextDeclared,
        OverlapDeclared,
        EndingPostponed,
        AftercareContactMade,
    }
)

MATCH = Fold(hears=_HEARD, initial=Match(), evolve=_evolve)
"""One match, over the subject of the match."""

NO_MATCHES: dict[MatchId, Match] = {}
PERSONS_MATCHES = Fold(hears=_HEARD, initial=NO_MATCHES, evolve=_evolve_each)
"""Every match of a person, over the subject of the person."""

PEERS_MATCHES = Fold(hears=_HEARD, initial=NO_MATCHES, evolve=_evolve_each)
"""Every match of a peer supporter, over the subject of the peer supporter."""
