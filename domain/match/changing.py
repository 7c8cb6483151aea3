"""What each kind of entry changes about a match."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from domain.decider import Event, Recorded
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
    Extension,
    Postponement,
    Rest,
    Review,
)
from domain.match.state import Match
from domain.person import PersonDied

replace = msgspec.structs.replace


def _proposed(match: Match, proposed: MatchProposed, _recorded: Recorded) -> Match:
    if match.proposed_at is not None:
        return match
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


def _brought_in(match: Match, running: MatchBroughtIn, recorded: Recorded) -> Match:
    """The two have met and are in touch, so neither is asked for a yes any more."""
    if match.proposed_at is not None:
        return match
    at = running.at
    return replace(
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
        brought_in=BroughtIn(at, recorded.recorded_at, running.gaps, running.planned_end),
    )


def _accepted(match: Match, yes: MatchProposalAccepted, _recorded: Recorded) -> Match:
    return replace(match, yes_at={yes.by: yes.at} | match.yes_at)


def _declined(match: Match, no: MatchProposalDeclined, _recorded: Recorded) -> Match:
    return replace(match, declined_at=match.declined_at or no.at)


def _explained(match: Match, explained: ConfidentialityExplained, _recorded: Recorded) -> Match:
    if explained.limits_explained is False:
        return match
    return replace(match, explained_at={explained.to: explained.at} | match.explained_at)


def _introduced(match: Match, held: IntroductionHeld, _recorded: Recorded) -> Match:
    return replace(match, introduced_at=match.introduced_at or held.at)


def _not_for_us(match: Match, no: MatchDeclinedAfterIntroduction, _recorded: Recorded) -> Match:
    return replace(match, not_for_us_at=match.not_for_us_at or no.at)


def _written(match: Match, terms: MatchAgreementWritten, _recorded: Recorded) -> Match:
    return _agreeing(match, {terms.version: _terms(terms)} | match.written, match.signed_at)


def _signed(match: Match, signed: MatchAgreementAccepted, _recorded: Recorded) -> Match:
    signed_at = {(signed.version, signed.by): signed.at} | match.signed_at
    return _agreeing(match, match.written, signed_at)


def _activated(match: Match, activated: MatchActivated, _recorded: Recorded) -> Match:
    return replace(match, activated_at=match.activated_at or activated.at)


def _ending(match: Match, started: EndingStarted, _recorded: Recorded) -> Match:
    return replace(
        match,
        ending_started_at=match.ending_started_at or started.at,
        planned_last=match.planned_last or started.planned_last,
    )


def _bereaved(match: Match, died: PersonDied, _recorded: Recorded) -> Match:
    if match.proposed_at is None or match.over_at is not None:
        return match
    return replace(match, ended_at=died.at, ended_how=EndKind.DIED)


def _ended(match: Match, ended: MatchEnded, _recorded: Recorded) -> Match:
    return replace(
        match, ended_at=match.ended_at or ended.at, ended_how=match.ended_how or ended.how
    )


def _assigned(match: Match, assigned: MatchCoordinatorAssigned, _recorded: Recorded) -> Match:
    assignment = Assignment(
        assigned.at, assigned.coordinator, assigned.deputy, assigned.unattended_since
    )
    return replace(match, assignments=(*match.assignments, assignment))


def _reviewed(match: Match, held: MatchReviewHeld, _recorded: Recorded) -> Match:
    review = Review(held.at, frozenset(held.heard), held.decision, held.next_review_on)
    return replace(match, reviews=(*match.reviews, review))


def _extended(match: Match, extended: MatchExtended, _recorded: Recorded) -> Match:
    extension = Extension(extended.at, extended.new_end, extended.variety_offered)
    return replace(match, extensions=(*match.extensions, extension))


def _paused(match: Match, paused: MatchPaused, _recorded: Recorded) -> Match:
    """A pause during a pause is the same one; that it is for safety is not taken back by it."""
    rests = match.rests
    if not rests or rests[-1].end is not None:
        rest = Rest(paused.at, paused.for_safety, paused.expected_return)
        return replace(match, rests=(*rests, rest))
    last = rests[-1]
    same = replace(
        last,
        for_safety=last.for_safety or paused.for_safety,
        expected_return=paused.expected_return or last.expected_return,
    )
    return replace(match, rests=(*rests[:-1], same))


def _resumed(match: Match, resumed: MatchResumed, _recorded: Recorded) -> Match:
    rests = match.rests
    if not rests or rests[-1].end is not None:
        return match
    over = replace(rests[-1], end=resumed.at, decided=resumed.decided_by is not None)
    return replace(match, rests=(*rests[:-1], over))


def _covered(match: Match, cover: MatchCoverDecided, _recorded: Recorded) -> Match:
    return replace(match, covers=(*match.covers, cover.at))


def _overlapping(match: Match, overlap: OverlapDeclared, _recorded: Recorded) -> Match:
    if not overlap.conflict:
        return match
    return replace(match, conflict_at=match.conflict_at or overlap.at)


def _put_off(match: Match, put_off: EndingPostponed, _recorded: Recorded) -> Match:
    postponed = Postponement(put_off.at, put_off.planned_last, put_off.by)
    return replace(
        match,
        postponements=(*match.postponements, postponed),
        planned_last=put_off.planned_last,
    )


def _cared_for(match: Match, contact: AftercareContactMade, _recorded: Recorded) -> Match:
    return replace(match, aftercare=(*match.aftercare, contact.at))


def _agreeing(
    match: Match, written: dict[int, Agreement], signed_at: dict[tuple[int, Side], datetime]
) -> Match:
    agreed = {}
    for version in written:
        given = [at for side in Side if (at := signed_at.get((version, side))) is not None]
        if len(given) == len(Side):
            agreed[version] = max(given)
    return replace(match, written=written, signed_at=signed_at, agreed=agreed)


def _terms(written: MatchAgreementWritten) -> Agreement:
    spoken = {
        field: getattr(written, field)
        for field in Agreement.__struct_fields__
        if field != "written_at"
    }
    return Agreement(written_at=written.at, **spoken)


CHANGES: dict[type[Event], Callable[[Match, Any, Recorded], Match]] = {
    MatchProposed: _proposed,
    MatchBroughtIn: _brought_in,
    MatchProposalAccepted: _accepted,
    MatchProposalDeclined: _declined,
    ConfidentialityExplained: _explained,
    IntroductionHeld: _introduced,
    MatchDeclinedAfterIntroduction: _not_for_us,
    MatchAgreementWritten: _written,
    MatchAgreementAccepted: _signed,
    MatchActivated: _activated,
    EndingStarted: _ending,
    MatchEnded: _ended,
    PersonDied: _bereaved,
    MatchCoordinatorAssigned: _assigned,
    MatchReviewHeld: _reviewed,
    MatchExtended: _extended,
    MatchPaused: _paused,
    MatchResumed: _resumed,
    MatchCoverDecided: _covered,
    OverlapDeclared: _overlapping,
    EndingPostponed: _put_off,
    AftercareContactMade: _cared_for,
}
"""How a match is changed by one fact. They come in the order in which they happened, so the first
of a kind stands."""
