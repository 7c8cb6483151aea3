"""Health boards and partnerships of Scotland, and where somebody lived when they came.

For counts alone (domain reference, 9.2 and 9.3): the partnership, the fifth of Scotland's areas by
deprivation with the version of the index that says so, and how urban or rural the place is. It
tells of a place and not of a person, is asked once, and stays as it was when they came.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

import msgspec

from domain.decider import Command, Decider, Event, Malformed, Read, Recorded, Refusal, event_of
from domain.folds import CodedFold, Fold
from domain.people import PersonId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.person import PERSON, Person, UnknownPerson, must_be_known
from domain.personal import PersonsCode, known

# --- Language ---


class Board(NamedTuple):
    """A health board, and its partnerships by code."""

    name: str
    partnerships: dict[str, str]


BOARDS: dict[str, Board] = {
    "S08000015": Board(
        "Ayrshire and Arran",
        {
            "S37000008": "East Ayrshire",
            "S37000020": "North Ayrshire",
            "S37000027": "South Ayrshire",
        },
    ),
    "S08000016": Board("Borders", {"S37000025": "Scottish Borders"}),
    "S08000017": Board("Dumfries and Galloway", {"S37000006": "Dumfries and Galloway"}),
    "S08000019": Board(
        "Forth Valley", {"S37000005": "Clackmannanshire and Stirling", "S37000013": "Falkirk"}
    ),
    "S08000020": Board(
        "Grampian",
        {"S37000001": "Aberdeen City", "S37000002": "Aberdeenshire", "S37000019": "Moray"},
    ),
    "S08000022": Board("Highland", {"S37000016": "Highland", "S37000004": "Argyll and Bute"}),
    "S08000024": Board(
        "Lothian",
        {
            "S37000010": "East Lothian",
            "S37000012": "Edinburgh",
            "S37000018": "Midlothian",
            "S37000030": "West Lothian",
        },
    ),
    "S08000025": Board("Orkney", {"S37000022": "Orkney Islands"}),
    "S08000026": Board("Shetland", {"S37000026": "Shetland Islands"}),
    "S08000028": Board("Western Isles", {"S37000031": "Western Isles"}),
    "S08000029": Board("Fife", {"S37000032": "Fife"}),
    "S08000030": Board(
        "Tayside",
        {"S37000003": "Angus", "S37000007": "Dundee City", "S37000033": "Perth and Kinross"},
    ),
    "S08000031": Board(
        "Greater Glasgow and Clyde",
        {
            "S37000034": "Glasgow City",
            "S37000009": "East Dunbartonshire",
            "S37000011": "East Renfrewshire",
            "S37000017": "Inverclyde",
            "S37000024": "Renfrewshire",
            "S37000029": "West Dunbartonshire",
        },
    ),
    "S08000032": Board(
        "Lanarkshire", {"S37000035": "North Lanarkshire", "S37000028": "South Lanarkshire"}
    ),
}
"""The fourteen boards and their thirty-one partnerships (9.3)."""

RECODED = {
    "S37000014": "S37000032",
    "S37000015": "S37000034",
    "S37000021": "S37000035",
    "S37000023": "S37000033",
    "S08000018": "S08000029",
    "S08000021": "S08000031",
    "S08000023": "S08000032",
    "S08000027": "S08000030",
}
"""Codes that were given up, and those that took their place."""

PARTNERSHIPS = {
    code: name for board in BOARDS.values() for code, name in board.partnerships.items()
}
"""Every partnership by its code."""

BOARD_OF = {code: board for board, each in BOARDS.items() for code in each.partnerships}
"""The board of each partnership."""

FIFTHS = range(1, 6)
A_VERSION = re.compile(r"(19|20)\d\d(v\d)?")
"""What a version of the index is called, as in 2020v2."""


class CountedFrom(StrEnum):
    """Which end the source of a fifth calls 1: published files differ (9.2)."""

    MOST_DEPRIVED = "MOST_DEPRIVED"
    LEAST_DEPRIVED = "LEAST_DEPRIVED"


class UrbanRural(StrEnum):
    """How urban a place is, in the six classes of the Scottish Government's classification."""

    LARGE_URBAN = "LARGE_URBAN"
    OTHER_URBAN = "OTHER_URBAN"
    ACCESSIBLE_SMALL_TOWN = "ACCESSIBLE_SMALL_TOWN"
    REMOTE_SMALL_TOWN = "REMOTE_SMALL_TOWN"
    ACCESSIBLE_RURAL = "ACCESSIBLE_RURAL"
    REMOTE_RURAL = "REMOTE_RURAL"


# --- Events ---


class HomeAreaRecorded(Event, frozen=True, kw_only=True):
    """It was written down in what kind of place somebody lives as they come to the service.

    ``partnership`` is a code in force; ``simd_quintile`` is from 1, the most deprived, to 5, by the
    index that ``simd_version`` names. No address is kept for it.
    """

    person: PersonId
    partnership: PersonsCode = None
    simd_quintile: PersonsCode = None
    simd_version: PersonsCode = None
    urban_rural: PersonsCode = None


# --- Commands ---


class RecordHomeArea(Command, frozen=True, kw_only=True):
    """Record in what kind of place somebody lives as they come to the service."""

    person: PersonId
    partnership: str | None = None
    simd_quintile: int | None = None
    simd_version: str | None = None
    counted_from: CountedFrom = CountedFrom.MOST_DEPRIVED
    urban_rural: UrbanRural | None = None
    at: datetime | None = None


# --- State ---


class HomeArea(msgspec.Struct, frozen=True):
    """Where somebody lived when they came; nothing where it was not said or cannot be opened."""

    partnership: str | None = None
    simd_quintile: str | None = None
    simd_version: str | None = None
    urban_rural: str | None = None


NOWHERE = HomeArea()


def _first(area: HomeArea, recorded: Recorded) -> HomeArea:
    match recorded.event:
        case HomeAreaRecorded() as said if area == NOWHERE:
            return HomeArea(
                known(said.partnership),
                known(said.simd_quintile),
                known(said.simd_version),
                known(said.urban_rural),
            )
        case _:
            return area


HOME_AREA = CodedFold(hears=frozenset({HomeAreaRecorded}), initial=NOWHERE, evolve=_first)
"""Where somebody lived when they came, over their subject."""


def _said(_before: bool, recorded: Recorded) -> bool:
    return _before or isinstance(recorded.event, HomeAreaRecorded)


HOME_AREA_SAID = Fold(hears=frozenset({HomeAreaRecorded}), initial=False, evolve=_said)
"""Whether that was written down, for whoever reads no codes."""


class PlaceAsked(msgspec.Struct, frozen=True):
    """A person, whether their place is known, and the moment of asking."""

    person: Person
    said: bool
    now: datetime


# --- Refusals ---


class NotAPlace(Malformed):
    """No partnership has this code, or nothing is said of the place."""


class NotAFifth(Malformed):
    """A fifth is not from 1 to 5, or it is not said by which version of the index."""


class PlaceKeptAsItWas(Refusal):
    """Where somebody lived when they came was written down already."""


# --- Decider ---


def gather(command: RecordHomeArea, read: Read) -> PlaceAsked:
    """Look at the person."""
    of = subject("person", command.person)
    return PlaceAsked(read(PERSON, of), read(HOME_AREA_SAID, of), read.now)


def decide(command: RecordHomeArea, state: PlaceAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    must_be_known(state.person)
    if state.said:
        raise PlaceKeptAsItWas(
            "Where this person lived when they came is written down, and stays so when they move. "
            "If it was wrong, mark that entry as entered in error first."
        )
    partnership = None if command.partnership is None else partnership_of(command.partnership)
    fifth = _fifth(command)
    if partnership is None and fifth is None and command.urban_rural is None:
        raise NotAPlace("Say at least one thing of the place.", field="partnership")
    return [
        event_of(
            HomeAreaRecorded,
            command,
            partnership=partnership,
            simd_quintile=fifth,
            at=happened(command.at, state.now),
        )
    ]


def partnership_of(code: str) -> str:
    """The code in force of a partnership. Raises `NotAPlace`."""
    found = RECODED.get(code.strip().upper(), code.strip().upper())
    if found not in PARTNERSHIPS:
        raise NotAPlace(
            "No health and social care partnership has this code. It is S37 and six digits.",
            field="partnership",
        )
    return found


def _fifth(command: RecordHomeArea) -> str | None:
    """The fifth counted from the most deprived, as text. Raises `NotAFifth`."""
    fifth, version = command.simd_quintile, command.simd_version
    if fifth is None and version is None:
        return None
    if fifth is None or fifth not in FIFTHS:
        raise NotAFifth("A fifth is a number from 1 to 5.", field="simd_quintile")
    if version is None or not A_VERSION.fullmatch(version):
        raise NotAFifth(
            "Say which version of the index says so, such as 2020v2.", field="simd_version"
        )
    turned = command.counted_from is CountedFrom.LEAST_DEPRIVED
    return str(FIFTHS.stop - fifth if turned else fifth)


decider = Decider(
    noun="person",
    commands=(RecordHomeArea,),
    gather=gather,
    decide=decide,
    refusals=(UnknownPerson, PlaceKeptAsItWas, NotAPlace, NotAFifth, NotYetHappened, TooLongAgo),
)
