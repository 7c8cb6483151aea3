"""What speaks for a pair, what against it, and what rules it out."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from domain.conditions import advised_by_condition
from domain.definitions import MATCHING_DEFAULTS, MatchingDefinitions
from domain.dimensions import (
    IN_PERSON,
    NEEDED_IN_PRACTICE,
    NOTHING_IN_COMMON,
    ONLY_WHERE_WISHED,
    Dimension,
    Wish,
)
from domain.match.language import Side
from domain.matching.features import Features, Past
from domain.people import ConsentId

NOTHING: frozenset[str] = frozenset()
NO_PAST = Past()
_IN_ORDER = tuple(Dimension)


class Kind(StrEnum):
    """What one thing says about a pair."""

    SHARED = "SHARED"
    BROUGHT = "BROUGHT"
    CAN_MEET = "CAN_MEET"
    ADVICE_MET = "ADVICE_MET"
    WISH_NOT_MET = "WISH_NOT_MET"
    WISH_NOT_KNOWN = "WISH_NOT_KNOWN"
    MUST_NOT_KNOWN = "MUST_NOT_KNOWN"
    NEED_NOT_MET = "NEED_NOT_MET"
    NO_SHARED_TIME = "NO_SHARED_TIME"
    SAME_AREA = "SAME_AREA"
    ADVICE_NOT_MET = "ADVICE_NOT_MET"
    OPEN_MATCHES = "OPEN_MATCHES"
    MATCHED_BEFORE = "MATCHED_BEFORE"
    MUST_NOT_MET = "MUST_NOT_MET"
    NOT_WISHED = "NOT_WISHED"
    DEALBREAKER = "DEALBREAKER"
    NOTHING_SHARED = "NOTHING_SHARED"


FOR = frozenset({Kind.SHARED, Kind.BROUGHT, Kind.CAN_MEET, Kind.ADVICE_MET})
RULED_OUT = frozenset({Kind.MUST_NOT_MET, Kind.NOT_WISHED, Kind.DEALBREAKER, Kind.NOTHING_SHARED})
AGAINST = frozenset(Kind) - FOR - RULED_OUT
OF_ACTIVITY = frozenset({Kind.OPEN_MATCHES, Kind.MATCHED_BEFORE})
"""These rest on nothing that anybody stated."""


class Fit(StrEnum):
    """Where a pair stands, apart from what the rules say of the peer supporter."""

    MEETS_EVERY_MUST = "MEETS_EVERY_MUST"
    NEARLY_FITS = "NEARLY_FITS"
    NOT_POSSIBLE_NOW = "NOT_POSSIBLE_NOW"


class Part(NamedTuple):
    """One thing that speaks for a pair, against it, or rules it out.

    ``side`` is whose wish or need it is, where it is one side's; ``under`` are the consents on
    which it rests.
    """

    kind: Kind
    dimension: Dimension | None = None
    codes: tuple[str, ...] = ()
    side: Side | None = None
    points: int = 0
    under: tuple[ConsentId, ...] = ()

    def __str__(self) -> str:
        """As the record of a proposal keeps it: ``KIND|DIMENSION|SIDE|CODE,CODE``."""
        return "|".join((self.kind, self.dimension or "", self.side or "", ",".join(self.codes)))


def part_of(text: str) -> Part:
    """Read a part back from the record of a proposal. Raises `ValueError` for anything else."""
    kind, dimension, side, codes = text.split("|")
    return Part(
        Kind(kind),
        Dimension(dimension) if dimension else None,
        tuple(codes.split(",")) if codes else (),
        Side(side) if side else None,
    )


class Weighed(NamedTuple):
    """A pair, weighed. ``points`` order suggestions and are shown to nobody."""

    parts: tuple[Part, ...]
    points: int

    @property
    def ruled_out(self) -> bool:
        """Whether a wish, or something that a match needs, stands in the way."""
        return any(part.kind in RULED_OUT for part in self.parts)

    @property
    def fit(self) -> Fit:
        """Whether every must is known to be met."""
        open_musts = RULED_OUT | {Kind.MUST_NOT_KNOWN}
        if any(part.kind in open_musts for part in self.parts):
            return Fit.NEARLY_FITS
        return Fit.MEETS_EVERY_MUST


def weigh(
    person: Features,
    peer: Features,
    past: Past = NO_PAST,
    definitions: MatchingDefinitions = MATCHING_DEFAULTS,
) -> Weighed:
    """All that speaks for and against a pair, in the order of the dimensions."""
    speaking = person.asks | peer.asks | (person.items.keys() & peer.items.keys())
    parts = [
        part
        for dimension in _IN_ORDER
        if dimension in speaking
        for part in _of(dimension, person, peer, definitions)
    ]
    parts += _advice(person, peer, definitions)
    if past.open_matches:
        points = -definitions.each_open_match * past.open_matches
        parts.append(Part(Kind.OPEN_MATCHES, codes=(str(past.open_matches),), points=points))
    if past.matched_before:
        parts.append(Part(Kind.MATCHED_BEFORE, points=-definitions.matched_before))
    return Weighed(tuple(parts), sum(part.points for part in parts))


def _of(
    dimension: Dimension, person: Features, peer: Features, definitions: MatchingDefinitions
) -> Iterator[Part]:
    weight: int = getattr(definitions, dimension.value.lower())
    wishes = (person.wishes.get(dimension), peer.wishes.get(dimension))
    yield from _dealbreakers(dimension, person, peer)
    if dimension in ONLY_WHERE_WISHED and not any(_explicit(wish) for wish in wishes):
        return
    if dimension is Dimension.ACCESS:
        yield from _access(person, peer, weight, definitions)
        return
    mine, theirs = person.items.get(dimension, NOTHING), peer.items.get(dimension, NOTHING)
    shared = (mine & theirs) - NOTHING_IN_COMMON
    times, unwished = 0, False
    for side, one, other, wish in (
        (Side.PERSON, person, peer, wishes[0]),
        (Side.PEER, peer, person, wishes[1]),
    ):
        sought = one.sought.get(dimension)
        if sought is None and (wish is None or wish is Wish.NO_MATTER):
            times += wish is None and bool(shared)
            continue
        has = other.items.get(dimension, NOTHING)
        found = (sought or one.items.get(dimension, NOTHING)) & has - NOTHING_IN_COMMON
        asked = wish or Wish.PREFER
        if asked is Wish.NO_MATTER:
            continue
        if found and asked is Wish.NOT:
            unwished = True
            yield Part(
                Kind.NOT_WISHED, dimension, _sorted(found), side, 0, _under(peer, dimension, found)
            )
        elif found and sought is not None:
            points = weight * definitions.preferred_times
            under = _under(peer, dimension, found)
            yield Part(Kind.BROUGHT, dimension, _sorted(found), side, points, under)
        elif found:
            times += definitions.preferred_times
        elif asked is not Wish.NOT:
            yield from _not_found(
                dimension, side, asked, known=bool(has), weight=weight, definitions=definitions
            )
    if times and shared and not unwished:
        more = min(len(shared) - 1, definitions.more_at_most) * definitions.each_more
        under = _under(peer, dimension, shared)
        yield Part(Kind.SHARED, dimension, _sorted(shared), None, weight * times + more, under)
    yield from _in_practice(dimension, person, peer, weight, told=any(map(_explicit, wishes)))


def _explicit(wish: Wish | None) -> bool:
    return wish is not None and wish is not Wish.NO_MATTER


def _not_found(
    dimension: Dimension,
    side: Side,
    wish: Wish,
    *,
    known: bool,
    weight: int,
    definitions: MatchingDefinitions,
) -> Iterator[Part]:
    """A must or a preference that the other does not meet, or of whom it is not known."""
    if wish is Wish.MUST:
        if known:
            yield Part(Kind.MUST_NOT_MET, dimension, side=side)
        else:
            points = -definitions.must_not_known
            yield Part(Kind.MUST_NOT_KNOWN, dimension, side=side, points=points)
    elif known:
        yield Part(Kind.WISH_NOT_MET, dimension, side=side, points=-weight)
    else:
        yield Part(Kind.WISH_NOT_KNOWN, dimension, side=side)


def _in_practice(
    dimension: Dimension, person: Features, peer: Features, weight: int, *, told: bool
) -> Iterator[Part]:
    """Without a common language, way or place there is no match; without a common hour, hardly."""
    mine, theirs = person.items.get(dimension), peer.items.get(dimension)
    if mine is None or theirs is None:
        return
    if dimension is Dimension.AREA and mine & theirs:
        shared = mine & theirs
        yield Part(
            Kind.SAME_AREA, dimension, _sorted(shared), None, 0, _under(peer, dimension, shared)
        )
    if mine & theirs:
        return
    if dimension is Dimension.AVAILABILITY and not told:
        yield Part(Kind.NO_SHARED_TIME, dimension, points=-weight)
    if dimension not in NEEDED_IN_PRACTICE:
        return
    if dimension is Dimension.AREA:
        ways = person.items.get(Dimension.CHANNELS, NOTHING) & peer.items.get(
            Dimension.CHANNELS, NOTHING
        )
        if not ways or not ways <= IN_PERSON:
            return
    yield Part(Kind.NOTHING_SHARED, dimension)


def _access(
    person: Features, peer: Features, weight: int, definitions: MatchingDefinitions
) -> Iterator[Part]:
    """What a person needs, beside what a peer supporter says they can meet."""
    needs, wish = person.items.get(Dimension.ACCESS), person.wishes.get(Dimension.ACCESS)
    if not needs:
        return
    can_meet = peer.items.get(Dimension.ACCESS)
    if can_meet is None:
        asked = Wish.MUST if wish is Wish.MUST else Wish.PREFER
        yield from _not_found(
            Dimension.ACCESS,
            Side.PERSON,
            asked,
            known=False,
            weight=weight,
            definitions=definitions,
        )
        return
    unmet, met = needs - can_meet, needs & can_meet
    if unmet and wish is Wish.MUST:
        yield Part(Kind.MUST_NOT_MET, Dimension.ACCESS, side=Side.PERSON)
    elif unmet:
        yield Part(Kind.NEED_NOT_MET, Dimension.ACCESS, _sorted(unmet), Side.PERSON, -weight)
    if met:
        under = _under(peer, Dimension.ACCESS, met)
        yield Part(Kind.CAN_MEET, Dimension.ACCESS, _sorted(met), None, weight, under)


def _dealbreakers(dimension: Dimension, person: Features, peer: Features) -> Iterator[Part]:
    for side, one, other in ((Side.PERSON, person, peer), (Side.PEER, peer, person)):
        met = one.dealbreakers.get(dimension, NOTHING) & other.items.get(dimension, NOTHING)
        if met:
            under = _under(peer, dimension, met)
            yield Part(Kind.DEALBREAKER, dimension, _sorted(met), side, 0, under)


def _advice(person: Features, peer: Features, definitions: MatchingDefinitions) -> Iterator[Part]:
    """Where the guidance suggests the same condition, unless the person wishes otherwise."""
    if person.wishes.get(Dimension.CONDITION) in {Wish.NO_MATTER, Wish.NOT}:
        return
    advised = advised_by_condition(person.items.get(Dimension.CONDITION, NOTHING))
    if not advised:
        return
    shared = advised & peer.items.get(Dimension.CONDITION, NOTHING)
    if shared:
        points = definitions.same_condition_advised
        under = _under(peer, Dimension.CONDITION, shared)
        yield Part(Kind.ADVICE_MET, Dimension.CONDITION, _sorted(shared), None, points, under)
    else:
        yield Part(Kind.ADVICE_NOT_MET, Dimension.CONDITION, _sorted(advised))


def _sorted(codes: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(codes))


def _under(peer: Features, dimension: Dimension, codes: frozenset[str]) -> tuple[ConsentId, ...]:
    found = {peer.under.get((dimension, code)) for code in codes}
    return tuple(sorted(each for each in found if each is not None))
