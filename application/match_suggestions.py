"""Suggestions for one person: every peer supporter of the service, with what speaks for or against.

A human decides. Same entries, same definitions, same moment: the same suggestions, in the same
order, ties by the identifier. No number of how well two fit is shown to anybody.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from application.looking import Looking
from application.matching_workbench import Candidate, Workbench
from domain.decider import Position
from domain.definitions import Definitions
from domain.dimensions import Dimension
from domain.match.surroundings import SURROUNDINGS, Surroundings
from domain.matching import AGAINST, FOR, RULED_OUT, Features, Fit, Part, sentence, under
from domain.matching.saying import advice
from domain.people import ConsentId, PeerId, PersonId, ReferralId, StaffId, subject
from domain.referral import waiting_of


class Reason(msgspec.Struct, frozen=True):
    """One thing that speaks for or against; ``under`` are the consents on which it rests."""

    dimension: Dimension | None
    sentence: str
    under: tuple[ConsentId, ...]


class Exclusion(msgspec.Struct, frozen=True):
    """Why a peer supporter is not suggested: a rule, a wish, or what a match needs."""

    code: str
    sentence: str


class Suggestion(msgspec.Struct, frozen=True):
    """A peer supporter with all that speaks for and against. There is no score to be seen.

    ``place`` counts from 1 among those who can be proposed; the others have none.
    """

    peer: PeerId
    fit: Fit
    place: int | None
    reasons: tuple[Reason, ...]
    counter_reasons: tuple[Reason, ...]
    exclusions: tuple[Exclusion, ...]


class Suggestions(msgspec.Struct, frozen=True):
    """All suggestions for one person, as the log stood at a position.

    ``waiting_days`` are whole days by the referral's own clock, pauses that the person asked for
    taken out; none where the person does not wait.
    ``in_the_way`` are sentences that bar any proposal for the person for now, ``advice`` says that
    somebody with the same condition is advised, where the guidance says so. ``variety_offered_at``
    is when the person was last offered to meet other peers, which comes before any extension.
    """

    position: Position
    definitions: str
    referral: ReferralId
    person: PersonId
    coordinator: StaffId | None
    waiting_since: datetime | None
    waiting_days: int | None
    in_the_way: tuple[str, ...]
    advice: str | None
    variety_offered_at: datetime | None
    candidates: tuple[Suggestion, ...]


def suggestions(
    look: Looking,
    referral: ReferralId,
    *,
    coordinator: StaffId | None = None,
    definitions: Definitions | None = None,
) -> Suggestions:
    """Everybody who could be proposed to the person of a referral, and everybody who could not.

    ``coordinator`` is who would propose and looks at this; where nobody is named, the one who
    accepted the referral or got to know the person, also by a handover. Raises `UnknownReferral`.
    """
    workbench = Workbench(look, definitions)
    seeker = workbench.seeker(referral, coordinator)
    found = workbench.consider(seeker, workbench.peers())
    around: Surroundings = look(SURROUNDINGS, subject("person", seeker.person))
    waits = waiting_of(seeker.referral, look.now)
    places = iter(range(1, len(found.candidates) + 1))
    return Suggestions(
        position=look.position,
        definitions=workbench.definitions.version,
        referral=referral,
        person=seeker.person,
        coordinator=seeker.coordinator,
        waiting_since=None if waits is None else waits.wait.since,
        waiting_days=None if waits is None else waits.wait.days(look.now),
        in_the_way=found.barred,
        advice=advice(found.advised),
        variety_offered_at=max(around.variety_offered_at, default=None),
        candidates=tuple(
            suggestion_of(each, next(places) if each.can_be_suggested else None)
            for each in found.candidates
        ),
    )


def suggestion_of(candidate: Candidate, place: int | None) -> Suggestion:
    """A candidate in sentences."""
    parts = candidate.weighed.parts
    rules = [Exclusion(rule.value, said) for rule, said in candidate.rules]
    wishes = [
        Exclusion(each.kind.value, sentence(each)) for each in parts if each.kind in RULED_OUT
    ]
    return Suggestion(
        peer=candidate.peer,
        fit=candidate.fit,
        place=place,
        reasons=tuple(reasons_of(parts, FOR, candidate.features)),
        counter_reasons=tuple(reasons_of(parts, AGAINST, candidate.features)),
        exclusions=(*rules, *wishes),
    )


def reasons_of(parts: Sequence[Part], kinds: frozenset[str], peer: Features) -> Iterator[Reason]:
    """The parts of some kinds, in sentences."""
    for part in parts:
        if part.kind in kinds:
            yield Reason(part.dimension, sentence(part), under(part, peer))
