"""What may be used of each side: of a person all that they stated, of a peer supporter less."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import msgspec

from domain.consent import Listener, Opened, Purpose, ToldBy, may_disclose
from domain.dimensions import Dimension, Wish
from domain.people import ConsentId
from domain.preferences import Items, Said


class Says(NamedTuple):
    """What one side says within one dimension; nothing where nothing is known."""

    items: frozenset[str] | None = None
    wish: Wish | None = None
    sought: frozenset[str] | None = None
    dealbreakers: frozenset[str] = frozenset()


NOTHING_SAID = Says()


class Features(msgspec.Struct, frozen=True):
    """What the engine knows of one side.

    ``asks`` are the dimensions in which this side wishes, seeks, needs or rules out something, so
    that they are weighed whatever the other side says; a person's condition may need advice.
    ``under`` names the consent on which the use of a peer supporter's item rests; of a person it
    names none.
    """

    items: Items = msgspec.field(default_factory=dict)
    wishes: dict[Dimension, Wish] = msgspec.field(default_factory=dict)
    sought: Items = msgspec.field(default_factory=dict)
    dealbreakers: Items = msgspec.field(default_factory=dict)
    under: dict[tuple[Dimension, str], ConsentId] = msgspec.field(default_factory=dict)
    asks: frozenset[Dimension] = frozenset()
    by_dimension: dict[Dimension, Says] = msgspec.field(default_factory=dict)

    def within(self, dimension: Dimension) -> Says:
        """All that is known of one dimension."""
        return self.by_dimension.get(dimension, NOTHING_SAID)


class Past(NamedTuple):
    """What of earlier and present matches speaks for or against a pair; all of it activity.

    ``open_matches`` are those of the peer supporter, ``matched_before`` whether the two were.
    """

    open_matches: int = 0
    matched_before: bool = False


def of_person(said: Said) -> Features:
    """All that a person stated for matching."""
    needs = said.items.keys() & {Dimension.ACCESS, Dimension.CONDITION}
    bare = Features(said.items, said.wishes, said.sought, said.dealbreakers)
    return _arranged(bare, needs)


def of_peer(said: Said, opened: Opened, listener: Listener, moment: datetime) -> Features:
    """What a peer supporter stated, as far as consents open it to matching at a moment.

    ``listener`` is who will look at the suggestions. What somebody wishes of a dimension, seeks in
    it or would not have counts only where they opened that dimension, or an item in it: an
    exclusion by an unopened wish would tell of it.
    """
    under: dict[tuple[Dimension, str], ConsentId] = {}
    items: Items = {}
    for dimension, codes in said.items.items():
        usable = set()
        for code in sorted(codes):
            stated_at = said.since.get((dimension, code))
            consent = usable_under(f"{dimension}:{code}", stated_at, opened, listener, moment)
            if consent is not None:
                usable.add(code)
                under[dimension, code] = consent
        if usable:
            items[dimension] = frozenset(usable)

    def is_open(dimension: Dimension) -> bool:
        whole = usable_under(dimension.value, said.at, opened, listener, moment)
        return dimension in items or whole is not None

    wishes = {each: wish for each, wish in said.wishes.items() if is_open(each)}
    sought = {each: codes for each, codes in said.sought.items() if is_open(each)}
    dealbreakers = {each: codes for each, codes in said.dealbreakers.items() if is_open(each)}
    return _arranged(Features(items, wishes, sought, dealbreakers, under))


def usable_under(
    item: str, stated_at: datetime | None, opened: Opened, listener: Listener, moment: datetime
) -> ConsentId | None:
    """The consent under which an item may be used for matching at a moment, or nothing.

    One that is for once, or that says "ask me first", opens nothing by itself, because an engine
    looks again and again and asks nobody.
    """
    answer = may_disclose(
        opened, item, listener, Purpose.MATCHING, ToldBy.SCREEN, moment, stated_at=stated_at
    )
    return answer.consent if answer.opens_again_and_again else None


def _arranged(bare: Features, needs: Iterable[Dimension] = ()) -> Features:
    """The same, looked up by dimension."""
    asks = frozenset({*bare.wishes, *bare.sought, *bare.dealbreakers, *needs})
    by_dimension = {
        each: Says(
            bare.items.get(each),
            bare.wishes.get(each),
            bare.sought.get(each),
            bare.dealbreakers.get(each, frozenset()),
        )
        for each in {*bare.items, *asks}
    }
    return msgspec.structs.replace(bare, asks=asks, by_dimension=by_dimension)
