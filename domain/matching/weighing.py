"""What speaks for a pair, what against it, and what rules it out."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from domain.conditions import advised_by_condition
from domain.definitions import DEFAULTS, MatchingDefinitions
from domain.dimensions import (
    IN_PERSON,
    NEEDED_IN_PRACTICE,
    NOTHING_IN_COMMON,
    ONLY_WHERE_WISHED,
    Dimension,
    Wish,
)
from domain.match.language import Side
from domain.matching.features import Features, Past, Says
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

    ``side`` is whose wish or need it is, where it is one side's.
    """

    kind: Kind
    dimension: Dimension | None = None
    codes: tuple[str, ...] = ()
    side: Side | None = None
    points: int = 0

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

    parts: tuple[Part, ...] = ()
    points: int = 0
    ruled_out: bool = False
    must_not_known: bool = False

    @property
    def fit(self) -> Fit:
        """Whether every must is known to be met."""
        return Fit.NEARLY_FITS if self.ruled_out or self.must_not_known else Fit.MEETS_EVERY_MUST


def weighed_of(parts: Iterable[Part]) -> Weighed:
    """What parts amount to."""
    parts = tuple(parts)
    return Weighed(
        parts,
        sum(part.points for part in parts),
        any(part.kind in RULED_OUT for part in parts),
        any(part.kind is Kind.MUST_NOT_KNOWN for part in parts),
    )


Remembered = dict[tuple[Dimension, Says, Says, bool], Weighed]
"""What was weighed of a dimension, for others who say the same in it."""


def weigh(
    person: Features,
    peer: Features,
    past: Past = NO_PAST,
    definitions: MatchingDefinitions = DEFAULTS.matching,
    remembered: Remembered | None = None,
) -> Weighed:
    """All that speaks for and against a pair, in the order of the dimensions.

    ``remembered`` spares weighing the same twice; it belongs to one set of definitions.
    """
    remembered = {} if remembered is None else remembered
    speaking = person.asks | peer.asks | (person.items.keys() & peer.items.keys())
    parts: list[Part] = []
    points, ruled_out, must_not_known = 0, False, False
    for dimension in _IN_ORDER:
        if dimension not in speaking:
            continue
        in_person = dimension is Dimension.AREA and _in_person_alone(person, peer)
        key = (dimension, person.within(dimension), peer.within(dimension), in_person)
        found = remembered.get(key)
        if found is None:
            found = remembered[key] = weighed_of(_of(*key, definitions))
        parts += found.parts
        points += found.points
        ruled_out = ruled_out or found.ruled_out
        must_not_known = must_not_known or found.must_not_known
    for part in _of_activity(past, definitions):
        parts.append(part)
        points += part.points
    return Weighed(tuple(parts), points, ruled_out, must_not_known)


def _of_activity(past: Past, definitions: MatchingDefinitions) -> Iterator[Part]:
    """Somebody who supports nobody yet comes first, and somebody new to the person."""
    if past.open_matches:
        points = -definitions.each_open_match * past.open_matches
        yield Part(Kind.OPEN_MATCHES, codes=(str(past.open_matches),), points=points)
    if past.matched_before:
        yield Part(Kind.MATCHED_BEFORE, points=-definitions.matched_before)


def under(part: Part, peer: Features) -> tuple[ConsentId, ...]:
    """The consents of a peer supporter on which a part rests."""
    if part.dimension is None:
        return ()
    found = {peer.under.get((part.dimension, code)) for code in part.codes}
    return tuple(sorted(each for each in found if each is not None))


def _of(
    dimension: Dimension,
    mine: Says,
    theirs: Says,
    in_person: bool,
    definitions: MatchingDefinitions,
) -> Iterator[Part]:
    """What a person and a peer supporter say within one dimension, weighed."""
    weight: int = getattr(definitions, dimension.value.lower())
    sides = ((Side.PERSON, mine, theirs), (Side.PEER, theirs, mine))
    for side, one, other in sides:
        if met := one.dealbreakers & (other.items or NOTHING):
            yield Part(Kind.DEALBREAKER, dimension, _sorted(met), side)
    if dimension in ONLY_WHERE_WISHED and not (_explicit(mine.wish) or _explicit(theirs.wish)):
        return
    if dimension is Dimension.ACCESS:
        yield from _access(mine, theirs, weight, definitions)
        return
    shared = ((mine.items or NOTHING) & (theirs.items or NOTHING)) - NOTHING_IN_COMMON
    times, unwished = 0, False
    for side, one, other in sides:
        asked = one.wish if one.sought is None else one.wish or Wish.PREFER
        if asked is None or asked is Wish.NO_MATTER:
            times += asked is None and bool(shared)
            continue
        wanted = (one.items or NOTHING) if one.sought is None else one.sought
        found = wanted & (other.items or NOTHING) - NOTHING_IN_COMMON
        if found and asked is Wish.NOT:
            unwished = True
            yield Part(Kind.NOT_WISHED, dimension, _sorted(found), side)
        elif found and one.sought is not None:
            points = weight * definitions.preferred_times
            yield Part(Kind.BROUGHT, dimension, _sorted(found), side, points)
        elif found:
            times += definitions.preferred_times
        elif asked is not Wish.NOT:
            known = other.items is not None
            yield _not_found(dimension, side, asked, weight if known else None, definitions)
    if times and shared and not unwished:
        more = min(len(shared) - 1, definitions.more_at_most) * definitions.each_more
        yield Part(Kind.SHARED, dimension, _sorted(shared), points=weight * times + more)
    yield from _in_practice(dimension, mine, theirs, weight, in_person)
    if dimension is Dimension.CONDITION:
        yield from _advice(mine, theirs, definitions)


def _explicit(wish: Wish | None) -> bool:
    return wish is not None and wish is not Wish.NO_MATTER


def _not_found(
    dimension: Dimension,
    side: Side,
    wish: Wish,
    weight: int | None,
    definitions: MatchingDefinitions,
) -> Part:
    """A must or a preference that is not met or, without a weight, of which nothing is known."""
    if weight is None and wish is Wish.MUST:
        return Part(Kind.MUST_NOT_KNOWN, dimension, side=side, points=-definitions.must_not_known)
    if weight is None:
        return Part(Kind.WISH_NOT_KNOWN, dimension, side=side)
    if wish is Wish.MUST:
        return Part(Kind.MUST_NOT_MET, dimension, side=side)
    return Part(Kind.WISH_NOT_MET, dimension, side=side, points=-weight)


def _in_practice(
    dimension: Dimension, mine: Says, theirs: Says, weight: int, in_person: bool
) -> Iterator[Part]:
    """Without a common language, way or place there is no match; without a common hour, hardly."""
    if mine.items is None or theirs.items is None:
        return
    shared = mine.items & theirs.items
    if shared and dimension is Dimension.AREA:
        yield Part(Kind.SAME_AREA, dimension, _sorted(shared))
    told = _explicit(mine.wish) or _explicit(theirs.wish)
    if not shared and not told and dimension is Dimension.AVAILABILITY:
        yield Part(Kind.NO_SHARED_TIME, dimension, points=-weight)
    needed = dimension in NEEDED_IN_PRACTICE and (in_person or dimension is not Dimension.AREA)
    if not shared and needed:
        yield Part(Kind.NOTHING_SHARED, dimension)


def _in_person_alone(person: Features, peer: Features) -> bool:
    """Whether the only ways that suit both are ways of meeting."""
    mine, theirs = person.items.get(Dimension.CHANNELS), peer.items.get(Dimension.CHANNELS)
    ways = (mine or NOTHING) & (theirs or NOTHING)
    return bool(ways) and ways <= IN_PERSON


def _access(
    mine: Says, theirs: Says, weight: int, definitions: MatchingDefinitions
) -> Iterator[Part]:
    """What a person needs, beside what a peer supporter says they can meet."""
    if not mine.items:
        return
    if theirs.items is None:
        asked = Wish.MUST if mine.wish is Wish.MUST else Wish.PREFER
        yield _not_found(Dimension.ACCESS, Side.PERSON, asked, None, definitions)
        return
    unmet, met = mine.items - theirs.items, mine.items & theirs.items
    if unmet and mine.wish is Wish.MUST:
        yield Part(Kind.MUST_NOT_MET, Dimension.ACCESS, side=Side.PERSON)
    elif unmet:
        yield Part(Kind.NEED_NOT_MET, Dimension.ACCESS, _sorted(unmet), Side.PERSON, -weight)
    if met:
        yield Part(Kind.CAN_MEET, Dimension.ACCESS, _sorted(met), points=weight)


def _advice(mine: Says, theirs: Says, definitions: MatchingDefinitions) -> Iterator[Part]:
    """Where the guidance suggests the same condition, unless the person wishes otherwise."""
    advised = advised_for(mine)
    if not advised:
        return
    shared = advised & (theirs.items or NOTHING)
    if shared:
        points = definitions.same_condition_advised
        yield Part(Kind.ADVICE_MET, Dimension.CONDITION, _sorted(shared), points=points)
    else:
        yield Part(Kind.ADVICE_NOT_MET, Dimension.CONDITION, _sorted(advised))


def advised_for(conditions: Says) -> frozenset[str]:
    """The conditions of a person for which somebody with the same one is advised.

    None where the person themself says that it does not matter, or does not wish it.
    """
    if conditions.wish in {Wish.NO_MATTER, Wish.NOT}:
        return NOTHING
    return advised_by_condition(conditions.items or NOTHING)


def _sorted(codes: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(codes))
