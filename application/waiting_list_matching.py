"""Suggestions for everybody who waits, at once: who could be proposed to whom, by a human.

What a suggestion is worth grows with how well the two fit and how long the person has waited. The
assignment is the best by that sum, keeps to every exclusion and to the capacity that each peer
supporter has set, and is only a suggestion: nobody is matched by it (domain reference, 2.3).
"""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from application.assigning import assign
from application.looking import Looking
from application.match_suggestions import Suggestion, suggestion_of
from application.matching_workbench import Candidate, Considered, Seeker, Workbench
from domain.decider import Position
from domain.definitions import Definitions
from domain.peer import PEER, Peer
from domain.people import PeerId, PersonId, ReferralId, StaffId, subject
from domain.person import PersonRegistered
from domain.referral import REFERRAL, Referral, waiting_of

DAYS_IN_A_WEEK = 7
NOBODY_FREE = "Nobody free meets every must. See who nearly fits, or offer a group or a taster."
TAKEN_BY_OTHERS = (
    "Somebody could be suggested, and is suggested to another person who waits. "
    "Look at the suggestions for this person alone."
)


class Waiting(msgspec.Struct, frozen=True):
    """Somebody who waits, with whom to propose to them, or why nobody is suggested."""

    referral: ReferralId
    person: PersonId
    coordinator: StaffId | None
    waiting_days: int | None
    suggested: Suggestion | None
    why_nobody: tuple[str, ...]


class WaitingListSuggestions(msgspec.Struct, frozen=True):
    """Everybody who waits, the longest first, as the log stood at a position."""

    position: Position
    definitions: str
    rows: tuple[Waiting, ...]


def waiting_list_suggestions(
    look: Looking,
    *,
    coordinator: StaffId | None = None,
    definitions: Definitions | None = None,
) -> WaitingListSuggestions:
    """Whom to propose to whom, over the whole waiting list of a service.

    With ``coordinator``, only for the people of that coordinator. Each person is looked at through
    the eyes of their own coordinator, to whom alone consents may have opened something.
    """
    workbench = Workbench(look, definitions)
    peers = workbench.peers()
    seekers = [
        seeker
        for identifier in waiting(look)
        for seeker in (workbench.seeker(identifier),)
        if coordinator is None or seeker.coordinator == coordinator
    ]
    found = {each.referral_id: workbench.consider(each, peers) for each in seekers}
    suggested = assign(
        [each.referral_id for each in seekers],
        {peer: free_places(workbench, peer) for peer in peers},
        {
            (each.referral_id, candidate.peer): worth(workbench, each, candidate)
            for each in seekers
            if not found[each.referral_id].barred
            for candidate in found[each.referral_id].candidates
            if candidate.can_be_suggested
        },
    )
    return WaitingListSuggestions(
        position=look.position,
        definitions=workbench.definitions.version,
        rows=tuple(
            _row(workbench, found[each.referral_id], suggested.get(each.referral_id))
            for each in seekers
        ),
    )


def waiting(look: Looking) -> tuple[ReferralId, ...]:
    """The referrals that wait in the service, the longest first, ties by identifier.

    How long is said by the referral's own clock. Whoever asked for a pause is left out until they
    ask to go on.
    """
    found = []
    for person in _people(look):
        for identifier in _referrals(look, person):
            referral: Referral = look(REFERRAL, subject("referral", identifier))
            waits = waiting_of(referral, look.now)
            if waits is not None and not waits.paused:
                found.append((-waits.wait.lasted(look.now), identifier))
    return tuple(identifier for _lasted, identifier in sorted(found))


def free_places(workbench: Workbench, identifier: PeerId) -> int:
    """How many more people a peer supporter can be proposed to."""
    look = workbench.look
    peer: Peer = look(PEER, subject("peer", identifier))
    return peer.free_capacity_at(look.now, workbench.taken(identifier))


def worth(workbench: Workbench, seeker: Seeker, candidate: Candidate) -> int:
    """What suggesting a pair is worth: a match at all, how well they fit, and the wait."""
    definitions = workbench.definitions.matching
    days = days_waited(seeker.referral, workbench.look.now)
    weeks = min((days or 0) // DAYS_IN_A_WEEK, definitions.weeks_waiting_at_most)
    points = candidate.weighed.points + definitions.each_week_waiting * weeks
    return max(definitions.worth_of_a_match + points, 1)


def days_waited(referral: Referral, now: datetime) -> int | None:
    """The whole days of a wait, pauses taken out; none where nobody waits."""
    waits = waiting_of(referral, now)
    return None if waits is None else waits.wait.days(now)


def _row(workbench: Workbench, found: Considered, peer: PeerId | None) -> Waiting:
    seeker = found.seeker
    possible = [each for each in found.candidates if each.can_be_suggested]
    suggested = None
    for place, each in enumerate(possible, start=1):
        if each.peer == peer:
            suggested = suggestion_of(each, place)
    why: tuple[str, ...] = ()
    if suggested is None:
        why = found.barred or ((TAKEN_BY_OTHERS,) if possible else (NOBODY_FREE,))
    return Waiting(
        referral=seeker.referral_id,
        person=seeker.person,
        coordinator=seeker.coordinator,
        waiting_days=days_waited(seeker.referral, workbench.look.now),
        suggested=suggested,
        why_nobody=why,
    )


def _people(look: Looking) -> Iterator[PersonId]:
    for each in look.happened(subject("service", look.service)):
        if isinstance(each.event, PersonRegistered):
            yield each.event.person


def _referrals(look: Looking, person: PersonId) -> list[ReferralId]:
    happened = look.happened(subject("person", person))
    found = {getattr(each.event, "referral", None) for each in happened}
    return sorted(each for each in found if each is not None)
