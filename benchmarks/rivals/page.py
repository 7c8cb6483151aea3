"""What a rival puts into the product's own template: the same page, from lines of a mapper."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from api.pages.as_of import AsOf, address
from api.pages.caseload import COLUMNS, ORDERS, worth_knowing
from api.pages.dates import day_words, moment_words
from api.pages.frame import PLACES, count_words
from api.pages.words.states import STATES, state_words
from domain.match import RUNNING_STAGES, Stage
from domain.periods import local_day

TEMPLATES = Path(__file__).parents[2] / "api" / "pages" / "templates"
SEEN = ("worklist", "caseload", "waiting_list", "match_board", "peer_roster", "groups")
"""Places that a rival shows: the links are written down, and not looked up in a policy."""


def context_of(lines: Sequence[Any], staff: Mapping[str, str]) -> dict[str, Any]:
    """The context of `caseload.html`."""
    now = datetime.now(UTC)
    today = local_day(now)
    people = len({each.person_id for each in lines})
    matches = sum(each.match is not None for each in lines)
    return {
        "help_href": "/help-now",
        "here": "/caseload",
        "navigation": [each for each in PLACES if each.view in SEEN],
        "further": [],
        "worried_href": "/concerns/new",
        "signed_in": {"name": "Your account", "href": "/me"},
        "as_of": None,
        "errors": None,
        "position": 1,
        "day": None,
        "control": AsOf().control({}, None),
        "state": "",
        "states": _choices({"": "All", **STATES}),
        "coordinator": "",
        "coordinators": _choices({"": "All", **staff}),
        "sort": "",
        "orders": _choices(ORDERS),
        "csv_href": "/caseload.csv",
        "clear_href": "/caseload",
        "filtered": False,
        "count": (
            f"{count_words(people, 'person', 'people')}, {count_words(matches, 'match', 'matches')}"
        ),
        "columns": COLUMNS,
        "rows": [_cells(each, now, today) for each in lines],
    }


def _choices(labels: Mapping[Any, str]) -> list[dict[str, str]]:
    return [{"value": str(value), "label": label} for value, label in labels.items()]


def _cells(line: Any, now: datetime, today: date) -> list[Any]:
    person = line.person.name
    peer: Any = line.peer.name if line.peer is not None else "nobody"
    with_whom = peer
    if line.match is not None:
        href = address(f"/matches/{line.match}", {})
        with_whom = {"text": peer, "href": href, "hidden": f"and {person}: the match"}
    since = day_words(local_day(line.since), today)
    return [
        {"text": person, "href": address(f"/people/{line.person_id}", {})},
        with_whom,
        {"text": state_words(line.state), "note": f"since {since}"},
        {"sentences": worth_knowing(line, now, today)},
        _next(line, today),
    ]


def _next(line: Any, today: date) -> str:
    if line.next_session_at is not None:
        return f"Session {moment_words(line.next_session_at, today)}"
    running = line.match is not None and Stage(line.state) in RUNNING_STAGES
    return "No session planned" if running else "none"
