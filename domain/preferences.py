"""What each side says for the purpose of matching, about themself and about what they wish.

A statement is somebody's own, made for this one purpose, and the latest one stands as a whole: what
it leaves out is no longer said. What else is known of either side, from a referral or from a
conversation, is never used for matching (domain reference, 2.3). Of what a peer supporter states
only that is used which a consent of theirs opens (`domain.consent`, 4.1).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from domain.decider import Command, Decider, Event, Malformed, Read, Recorded, event_of
from domain.dimensions import Dimension, NotAnItem, Wish, dimension_of, item_of
from domain.folds import CodedFold
from domain.peer import PEER, Peer, UnknownPeer, must_be_known_peer
from domain.people import PeerId, PersonId, StaffId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.person import PERSON, Person, UnknownPerson, must_be_known
from domain.personal import (
    PeersCodes,
    PeersWords,
    PersonsCodes,
    PersonsWords,
    Sealed,
)

MOST_ITEMS = 100

# --- Language ---


class HowSaid(StrEnum):
    """How something was said."""

    SPOKEN = "SPOKEN"
    PHONE = "PHONE"
    PAPER = "PAPER"
    SCREEN = "SCREEN"


# --- Events ---


class MatchingPreferencesStated(Event, frozen=True, kw_only=True):
    """A person said what may be used to find a peer supporter for them, and what they wish.

    ``says`` are items about themself (``IMPACT:WORK``), ``wishes`` what they wish of a dimension
    (``CONDITION:PREFER``), ``sought`` what the other should bring where that is something else than
    their own (``GENDER:WOMAN``), ``dealbreakers`` items that the other must not have.
    """

    person: PersonId
    says: PersonsCodes = ()
    wishes: PersonsCodes = ()
    sought: PersonsCodes = ()
    dealbreakers: PersonsCodes = ()
    own_words: PersonsWords = None
    how: HowSaid = HowSaid.SPOKEN
    heard_by: StaffId | None = None


class PeerMatchingPreferencesStated(Event, frozen=True, kw_only=True):
    """A peer supporter said about themself what could help to find a match, and what they wish.

    The fields are those of `MatchingPreferencesStated`. Saying it opens it to nobody: the engine
    uses an item only under a disclosure consent for matching.
    """

    peer: PeerId
    says: PeersCodes = ()
    wishes: PeersCodes = ()
    sought: PeersCodes = ()
    dealbreakers: PeersCodes = ()
    own_words: PeersWords = None
    how: HowSaid = HowSaid.SPOKEN
    heard_by: StaffId | None = None


# --- Commands ---


class StateMatchingPreferences(Command, frozen=True, kw_only=True):
    """Record what a person says for matching. It takes the place of what they said before."""

    person: PersonId
    says: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    sought: tuple[str, ...] = ()
    dealbreakers: tuple[str, ...] = ()
    own_words: str | None = None
    how: HowSaid = HowSaid.SPOKEN
    heard_by: StaffId | None = None
    at: datetime | None = None


class StatePeerMatchingPreferences(Command, frozen=True, kw_only=True):
    """Record what a peer supporter says for matching, in place of what they said before."""

    peer: PeerId
    says: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    sought: tuple[str, ...] = ()
    dealbreakers: tuple[str, ...] = ()
    own_words: str | None = None
    how: HowSaid = HowSaid.SPOKEN
    heard_by: StaffId | None = None
    at: datetime | None = None


PreferencesCommand = StateMatchingPreferences | StatePeerMatchingPreferences

# --- State ---

Items = dict[Dimension, frozenset[str]]


class Said(msgspec.Struct, frozen=True):
    """What one side says for matching, as it stands.

    ``since`` is when each item was first said without having been taken back in between.
    """

    at: datetime | None = None
    items: Items = msgspec.field(default_factory=dict)
    wishes: dict[Dimension, Wish] = msgspec.field(default_factory=dict)
    sought: Items = msgspec.field(default_factory=dict)
    dealbreakers: Items = msgspec.field(default_factory=dict)
    since: dict[tuple[Dimension, str], datetime] = msgspec.field(default_factory=dict)


def _evolve(said: Said, recorded: Recorded) -> Said:
    match recorded.event:
        case MatchingPreferencesStated() | PeerMatchingPreferencesStated() as stated:
            items = _items(stated.says, "says")
            return Said(
                at=stated.at,
                items=items,
                wishes=_wishes(stated.wishes),
                sought=_items(stated.sought, "sought"),
                dealbreakers=_items(stated.dealbreakers, "dealbreakers"),
                since={
                    (dimension, code): said.since.get((dimension, code), stated.at)
                    for dimension, codes in items.items()
                    for code in codes
                },
            )
        case _:
            return said


PREFERENCES = CodedFold(
    hears=frozenset({MatchingPreferencesStated, PeerMatchingPreferencesStated}),
    initial=Said(),
    evolve=_evolve,
)
"""What a person or a peer supporter says for matching, over their subject."""


def _items(codes: tuple[str, ...] | Sealed, field: str) -> Items:
    """What can be read; a fold is total, so what cannot be is passed over."""
    found: dict[Dimension, set[str]] = {}
    for code in () if isinstance(codes, Sealed) else codes:
        try:
            item = item_of(code, field)
        except NotAnItem:
            continue
        found.setdefault(item.dimension, set()).add(item.code)
    return {dimension: frozenset(found[dimension]) for dimension in Dimension if dimension in found}


def _wishes(codes: tuple[str, ...] | Sealed) -> dict[Dimension, Wish]:
    found = {}
    for code in () if isinstance(codes, Sealed) else codes:
        try:
            dimension, wish = wish_of(code)
        except (NotAnItem, NotAWish):
            continue
        found[dimension] = wish
    return found


class Asked(msgspec.Struct, frozen=True):
    """Whoever speaks, at the moment of asking."""

    now: datetime
    person: Person = Person()
    peer: Peer = Peer()


# --- Refusals ---


class NotAWish(Malformed):
    """A wish is not one of those that there are, or is said twice of one dimension."""


class TooManyItems(Malformed):
    """A statement is too long to be anybody's own."""


# --- Decider ---


def wish_of(text: str) -> tuple[Dimension, Wish]:
    """Read a wish, as in ``CONDITION:PREFER``. Raises `NotAnItem` and `NotAWish`."""
    dimension = dimension_of(text.partition(":")[0], "wishes")
    try:
        return dimension, Wish(text.partition(":")[2].strip().upper())
    except ValueError:
        raise NotAWish(
            f"Write a wish as DIMENSION:WISH. Choose from {', '.join(Wish)}.", field="wishes"
        ) from None


def gather(command: PreferencesCommand, read: Read) -> Asked:
    """Look at whoever speaks."""
    if isinstance(command, StateMatchingPreferences):
        return Asked(read.now, person=read(PERSON, subject("person", command.person)))
    return Asked(read.now, peer=read(PEER, subject("peer", command.peer)))


def decide(command: PreferencesCommand, state: Asked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`.

    Codes are written down in one way, so that the same label is the same item.
    """
    match command:
        case StateMatchingPreferences():
            must_be_known(state.person)
            kind: type[Event] = MatchingPreferencesStated
        case StatePeerMatchingPreferences():
            must_be_known_peer(state.peer)
            kind = PeerMatchingPreferencesStated
    at = happened(command.at, state.now)
    return [event_of(kind, command, at=at, **_written(command))]


def _written(command: PreferencesCommand) -> Mapping[str, tuple[str, ...]]:
    wishes: dict[Dimension, Wish] = {}
    for text in command.wishes:
        dimension, wish = wish_of(text)
        if wishes.setdefault(dimension, wish) is not wish:
            raise NotAWish(f"Two different wishes are said about {dimension}.", field="wishes")
    return {
        "says": _codes(command.says, "says"),
        "wishes": tuple(f"{dimension}:{wish}" for dimension, wish in sorted(wishes.items())),
        "sought": _codes(command.sought, "sought"),
        "dealbreakers": _codes(command.dealbreakers, "dealbreakers"),
    }


def _codes(codes: Iterable[str], field: str) -> tuple[str, ...]:
    items = {str(item_of(code, field)) for code in codes}
    if len(items) > MOST_ITEMS:
        raise TooManyItems(f"Say at most {MOST_ITEMS} things.", field=field)
    return tuple(sorted(items))


decider = Decider(
    noun="preferences",
    commands=(StateMatchingPreferences, StatePeerMatchingPreferences),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownPerson,
        UnknownPeer,
        NotAnItem,
        NotAWish,
        TooManyItems,
        NotYetHappened,
        TooLongAgo,
    ),
)
