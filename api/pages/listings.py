"""What is particular to the page of each list: its columns, filters, orders and words."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from api.pages.about import About
from api.pages.words.lists import COURSE_STATES, COURSES, GROUP_STATES, PEER_STATES
from api.pages.words.states import NO_SIGNALS, STATES, state_words
from domain.decider import Command
from domain.indicators import LEVELS, Severity
from domain.match import Stage as MatchStage
from domain.referral import ReceiveReferral
from domain.service import Duty

Cell = Any
"""What stands in a cell: text, or {text, href, note}, or {sentences} (`macros.html`)."""


class Line(ABC):
    """How a line of a list is put into words."""

    @property
    @abstractmethod
    def now(self) -> datetime:
        """The moment at which the list stands."""

    @abstractmethod
    def name(self, noun: str, identifier: str | None) -> str:
        """What somebody is called."""

    @abstractmethod
    def link(self, noun: str, identifier: str) -> dict[str, Any]:
        """What somebody is called, and the way to their page."""

    @abstractmethod
    def there(self, path: str) -> str:
        """The address of a page, as of the moment at which the list stands."""

    @abstractmethod
    def day(self, when: datetime | date | None, otherwise: str = "not recorded") -> str:
        """A day, or words for there being none."""

    @abstractmethod
    def moment(self, when: datetime | None, otherwise: str = "none") -> str:
        """A day and a time, or words for there being none."""

    @abstractmethod
    def offer(self, offer: Any) -> str:
        """What an offer is called."""


class Column(NamedTuple):
    """A column: its heading, and what stands in it for a row."""

    heading: str
    cell: Callable[[Line, Any], Cell]


class Filter(NamedTuple):
    """A field of a row that a list can be narrowed by, and what it may be."""

    name: str
    label: str
    choices: Callable[[About], Mapping[str, str]]
    all: str = "All"


class ListPage(NamedTuple):
    """One list as a page. Its rows come from the view of that name (`projections.lists`).

    ``orders`` gives for each code in an address its words and the order of the view; the first is
    the usual one. ``empty`` is what to say, and where to go, when there is nobody at all.
    """

    view: str
    path: str
    title: str
    help: str
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...]
    orders: Mapping[str, tuple[str, str | None]]
    counted: tuple[str, str]
    empty: tuple[str, str | None, str | None]
    searched: bool = True
    new: tuple[str, type[Command]] | None = None


def _coordinators(about: About) -> dict[str, str]:
    return {str(each): name for each, name in about.staff(Duty.COORDINATOR).items()}


def _supervisors(about: About) -> dict[str, str]:
    return {str(each): name for each, name in about.staff(Duty.SUPERVISOR).items()}


def fixed(words: Mapping[str, str]) -> Callable[[About], Mapping[str, str]]:
    """Choices that are the same wherever they are asked."""
    return lambda _about: words


def due(row: Any) -> Cell:
    """What somebody has to do about a row, in sentences."""
    return {"sentences": [each["sentence"] for each in row.flags] or [NO_SIGNALS]}


def _supervision(line: Line, row: Any) -> Cell:
    if row.supervision_due_on is None:
        held = row.supervision_held_at
        return "none due" if held is None else f"last {line.day(held)}"
    return {
        "text": f"due {line.day(row.supervision_due_on)}",
        "note": f"last {line.day(row.supervision_held_at, 'none yet')}",
    }


COORDINATOR = Filter("coordinator", "Coordinator", _coordinators)

WAITING = ListPage(
    view="waiting_list",
    path="/waiting",
    title="Waiting",
    help="Everybody who was accepted and waits for a match, the longest wait first. A wait stands "
    "still only because the person asked for it, and those days are not counted.",
    columns=(
        Column("Person", lambda line, row: line.link("person", row.person)),
        Column(
            "Waiting",
            lambda line, row: {
                "text": "stands still" if row.paused else f"{row.days} days",
                "note": f"ask again on {line.day(row.revisit_on)}"
                if row.paused and row.revisit_on
                else f"since {line.day(row.since)}",
            },
        ),
        Column("For", lambda line, row: line.offer(row.offer)),
        Column("Last call", lambda line, row: line.day(row.last_contact_at, "none yet")),
        Column("Call by", lambda line, row: line.day(row.next_contact_due_at)),
        Column("Worth knowing", lambda _line, row: due(row)),
        Column(
            "Find a match",
            lambda _line, row: (
                "A match is proposed"
                if row.proposed
                else {"text": "Find somebody", "href": f"/matching/{row.referral}"}
            ),
        ),
    ),
    filters=(
        COORDINATOR,
        Filter("paused", "Wait", fixed({"true": "Stands still", "false": "Goes on"})),
    ),
    orders={
        "": ("Longest wait first", None),
        "name": ("By name", "name"),
        "call": ("Next call first", "next_contact_due_at"),
    },
    counted=("person", "people"),
    empty=("Nobody is waiting.", "Take a referral", "/referrals/new"),
    new=("Take a referral", ReceiveReferral),
)

BOARD = ListPage(
    view="match_board",
    path="/board",
    title="Matches",
    help="Every open match by where it stands, with what comes next and by when.",
    columns=(
        Column("Person", lambda line, row: line.link("person", row.person)),
        Column("With", lambda line, row: line.name("peer", row.peer)),
        Column(
            "State",
            lambda line, row: {
                "text": state_words(row.state),
                "note": f"since {line.day(row.since)}",
            },
        ),
        Column(
            "Next step",
            lambda line, row: {
                "text": row.next_step,
                "note": f"by {line.day(row.next_step_due_at)}" if row.next_step_due_at else None,
            },
        ),
        Column(
            "Last session",
            lambda line, row: line.day(row.last_session_at, "none yet"),
        ),
        Column("Next session", lambda line, row: line.moment(row.next_session_at)),
        Column(
            "Worth knowing",
            lambda _line, row: {
                "sentences": [
                    *([f"{LEVELS[Severity(row.level)].capitalize()}."] if row.level else []),
                    *(each["sentence"] for each in row.flags),
                ]
                or [NO_SIGNALS]
            },
        ),
    ),
    filters=(
        Filter(
            "state",
            "State",
            fixed({each.value: STATES[each] for each in MatchStage if each in STATES}),
        ),
        COORDINATOR,
        Filter(
            "level",
            "Signal",
            fixed({str(each.value): LEVELS[each].capitalize() for each in Severity if each}),
            "Any",
        ),
    ),
    orders={
        "": ("As they come along the way", None),
        "name": ("By name", "name"),
        "level": ("Most worth knowing first", "-level,-flags"),
        "next": ("Next session first", "next_session_at"),
    },
    counted=("match", "matches"),
    empty=("No match is open.", "See who is waiting", "/waiting"),
)

PEERS = ListPage(
    view="peer_roster",
    path="/peers",
    title="Peer supporters",
    help="Who gives support, for what they are ready, and what is due for them. Nothing of "
    "anybody's own experience is here: they say who may know that.",
    columns=(
        Column("Peer supporter", lambda line, row: line.link("peer", row.peer)),
        Column("State", lambda _line, row: PEER_STATES[row.state]),
        Column(
            "Matches",
            lambda _line, row: {
                "text": f"{row.matches} of {row.capacity}",
                "note": row.no_new_matches,
            },
        ),
        Column("Supervision", _supervision),
        Column("PVG until", lambda line, row: line.day(row.pvg_until, "none shared")),
        Column(
            "Courses missing",
            lambda _line, row: (
                ", ".join(COURSES.get(each, each) for each in row.courses_missing) or "none"
            ),
        ),
        Column("Worth knowing", lambda _line, row: due(row)),
    ),
    filters=(
        Filter("state", "State", fixed(PEER_STATES)),
        Filter("supervisor", "Supervisor", _supervisors),
    ),
    orders={
        "": ("Those who give support first", "state,name"),
        "name": ("By name", "name"),
        "supervision": ("Supervision due first", "supervision_due_on"),
        "worth": ("Most worth knowing first", "-flags"),
        "matches": ("Most matches first", "-matches"),
    },
    counted=("peer supporter", "peer supporters"),
    empty=("Nobody gives support here yet.", None, None),
)


def _gatherings(
    view: str,
    title: str,
    states: Mapping[str, str],
    thing: str,
    named: Callable[[Line, Any], Cell],
) -> ListPage:
    return ListPage(
        view=view,
        path=f"/{view}",
        title=title,
        help=f"Every {thing}: where it stands, how many belong, when it met, and what is due.",
        columns=(
            Column("Name", named),
            Column("State", lambda _line, row: states[row.state]),
            Column(
                "People",
                lambda _line, row: (
                    str(row.people) if row.places is None else f"{row.people} of {row.places}"
                ),
            ),
            Column("Met", lambda _line, row: f"{row.meetings} times"),
            Column("Last met", lambda line, row: line.day(row.last_met_at, "never")),
            Column("Next", lambda line, row: line.moment(row.next_at)),
            Column("Worth knowing", lambda _line, row: due(row)),
        ),
        filters=(Filter("state", "State", fixed(states)),),
        orders={"": ("By name", None), "last": ("Met last first", "-last_met_at")},
        counted=(thing, f"{thing}s"),
        empty=(f"There is no {thing} yet.", None, None),
    )


GROUPS = _gatherings(
    "groups",
    "Groups",
    GROUP_STATES,
    "group",
    lambda line, row: {"text": row.name, "href": line.there(f"/groups/{row.id}")},
)
COURSES_PAGE = _gatherings(
    "programmes", "Courses", COURSE_STATES, "course", lambda _line, row: row.name
)

LISTINGS: tuple[ListPage, ...] = (WAITING, BOARD, PEERS, GROUPS, COURSES_PAGE)
