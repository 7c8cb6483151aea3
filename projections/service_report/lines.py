"""The report as a table of numbers: what may be told of what was counted, line by line.

All counts stand in one table, so that no small one follows from the others, nor from a report that
was issued before (`domain.suppression`). Medians, shares and means are told of ten and more. The
same table, as CSV, is what is kept when a report is issued.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean, median, quantiles

import msgspec

from domain.funding import Target
from domain.instruments import DEFINITIONS, Change, Instrument
from domain.match import EndKind
from domain.referral import Source
from domain.suppression import SMALLEST_BASE, Counts, Key, Release, share
from projections.outcome_change import row_of
from projections.service_report.counting import Arranged, Figures
from projections.waits import WaitKind

MINUTES = 60
TENTHS = 10
MONTHS_STAYED = (6, 12, 24)
FIELDS = ("section", "measure", "part", "value", "closed")
STOCKS = frozenset({"waiting", "running", "peers", "active", "supervised", "trained"})
"""Counts of a day and not of a time: of two times, they are no part of each other."""


class Line(msgspec.Struct, frozen=True):
    """One number: none where it is closed, and none where there is nothing to tell."""

    section: str
    measure: str
    part: str
    value: float | None
    closed: bool = False


def table_of(found: Figures) -> Counts:
    """Every count, with the sums in which they stand."""
    table = Counts()
    table.split("received", {("source", each): found.sources[each] for each in Source})
    table.part("received", "accepted", found.accepted)
    table.part("accepted", "started", found.started)
    table.alone("supported", found.supported).part("supported", "new", found.new)
    for kind, days in found.waits.items():
        table.alone(("waited", kind), len(days))
    table.alone("waiting", found.waiting)
    table.alone("began", found.matches_began).alone("running", found.matches_running)
    table.split("ended", {("end", each): found.matches_ended[each] for each in EndKind})
    table.split("arranged", {("session", each): found.sessions[each] for each in Arranged})
    stayed, joined = found.peers_stayed, found.peers_joined
    table.alone("before", found.peers_before).part("before", "stayed", stayed)
    table.sum("peers", {"stayed": stayed, "joined": joined})
    table.part("peers", "active", found.peers_active)
    table.part("active", "supervised", found.supervised)
    table.part("active", "trained", found.trained)
    table.alone("concerns", len(found.concerns)).alone("passed_on", len(found.passed_on))
    for instrument, changes in found.peers_changed.items():
        table.alone(("peers_changed", instrument), len(changes))
    told = [match.unwanted for match in found.ended if match.unwanted is not None]
    table.alone("asked_of_unwanted", len(told)).part("asked_of_unwanted", "unwanted", sum(told))
    table.alone("shared", found.shared).alone("not_shared", found.not_shared)
    return table


PLACES: dict[Key, tuple[str, str, str]] = {
    "supported": ("reach", "people_supported", ""),
    "new": ("reach", "people_new", ""),
    "received": ("reach", "referrals_received", ""),
    **{("source", each): ("reach", "referrals_by_source", each.value) for each in Source},
    "accepted": ("reach", "referrals_accepted", ""),
    "started": ("reach", "support_started", ""),
    **{("waited", each): ("waits", "came_to_an_end", each.value) for each in WaitKind},
    "waiting": ("waits", "waiting_for_first_session", ""),
    "began": ("matches", "began", ""),
    "running": ("matches", "running_on_last_day", ""),
    "ended": ("matches", "ended", ""),
    **{("end", each): ("matches", "ended_how", each.value) for each in EndKind},
    "arranged": ("sessions", "arranged", ""),
    **{("session", each): ("sessions", "became", each.value) for each in Arranged},
    "before": ("peers", "with_the_service_before", ""),
    "stayed": ("peers", "stayed", ""),
    "joined": ("peers", "joined", ""),
    "active": ("peers", "active_on_last_day", ""),
    "supervised": ("coverage", "supervision_in_time", ""),
    "trained": ("coverage", "training_current", ""),
    "concerns": ("safety", "concerns_raised", ""),
    "passed_on": ("safety", "concerns_passed_on", ""),
    "shared": ("safety", "breaks_of_confidentiality", ""),
    "not_shared": ("safety", "decisions_not_to_break", ""),
    "asked_of_unwanted": ("safety", "said_whether_unwanted", ""),
    "unwanted": ("safety", "told_of_unwanted", ""),
}
"""Where each count stands in the report: its section, what it is, and of which part."""

SHARES: dict[str, tuple[tuple[str, str], Key, Key]] = {
    "ended": (("matches", "ended_as_planned_share"), ("end", EndKind.PLANNED), "ended"),
    "arranged": (
        ("sessions", "not_attended_share"),
        ("session", Arranged.NOT_ATTENDED),
        "arranged",
    ),
    "stayed": (("peers", "stayed_share"), "stayed", "before"),
    "supervised": (("coverage", "supervision_share"), "supervised", "active"),
    "trained": (("coverage", "training_share"), "trained", "active"),
    "unwanted": (("safety", "unwanted_share"), "unwanted", "asked_of_unwanted"),
}
"""The shares, each beside the count after which it stands."""


def lines_of(found: Figures, released: Iterable[Release] = ()) -> list[Line]:
    """Every number of the report, in its order."""
    told = table_of(found).shown(released)
    lines: list[Line] = []
    for key, (section, measure, part) in PLACES.items():
        lines.append(Line(section, measure, part, told[key], told[key] is None))
        if key in SHARES:
            place, number, whole = SHARES[str(key)]
            value = share(told[number], told[whole])
            rounded = None if value is None else round(value, 3)
            lines.append(Line(*place, "", rounded, value is None))
        if isinstance(key, tuple) and key[0] == "waited":
            lines += _waits(found.waits[key[1]], key[1], told[key] is not None)
        if key == ("session", Arranged.NOT_ATTENDED):
            lines.append(_hours(found, told["session", Arranged.HELD]))
        if key == "active":
            lines += _survival(found.stayed)
            for instrument, changes in found.peers_changed.items():
                lines += _of_peers(instrument, changes, told["peers_changed", instrument])
    lines += [line for each in found.instruments for line in _outcome(each, found)]
    held = {(each.section, each.measure, each.part): each for each in lines}
    return [*lines, *[line for each in found.asked for line in _target(*each, held)]]


MEASURED: dict[Target, tuple[str, str, str]] = {
    Target.PEOPLE_SUPPORTED: ("reach", "people_supported", ""),
    Target.PEOPLE_NEW: ("reach", "people_new", ""),
    Target.MATCHES_BEGUN: ("matches", "began", ""),
    Target.SESSIONS_HELD: ("sessions", "became", Arranged.HELD.value),
    Target.HOURS_GIVEN: ("sessions", "hours_given", ""),
    Target.PEERS_ACTIVE: ("peers", "active_on_last_day", ""),
}
"""Which number of the report says how far a service came with what a funder asked for."""


def _target(
    funder: str, target: Target, number: int, held: Mapping[tuple[str, str, str], Line]
) -> list[Line]:
    """What was asked for over all of the funding, and what the days of the report came to."""
    reached, name = held[MEASURED[target]], target.value.lower()
    return [
        Line("targets", f"asked_{name}", funder, number),
        Line("targets", f"reached_{name}", funder, reached.value, reached.closed),
    ]


def _waits(days: Sequence[int], kind: WaitKind, told: bool) -> list[Line]:
    enough = told and len(days) >= SMALLEST_BASE
    half = float(median(days)) if enough else None
    most = round(quantiles(days, n=TENTHS)[-1], 1) if enough else None
    return [
        Line("waits", "median_days", kind.value, half, not enough),
        Line("waits", "nine_tenths_days", kind.value, most, not enough),
    ]


def _hours(found: Figures, held: int | None) -> Line:
    enough = held is not None and held >= SMALLEST_BASE
    hours = float(round(found.minutes / MINUTES)) if enough else None
    return Line("sessions", "hours_given", "", hours, not enough)


def _survival(stayed: Sequence[tuple[float, bool]]) -> list[Line]:
    """The share that is still with the service after so many months, by Kaplan and Meier."""
    lines = []
    for months in MONTHS_STAYED:
        enough = len(stayed) >= SMALLEST_BASE and any(at >= months for at, _left in stayed)
        value = round(_still_there(stayed, months), 2) if enough else None
        lines.append(Line("peers", "still_there_after_months", str(months), value, not enough))
    return lines


def _of_peers(instrument: Instrument, changes: Sequence[float], told: int | None) -> list[Line]:
    """How many peer supporters said twice how they are, and the mean of what changed."""
    enough = told is not None and len(changes) >= SMALLEST_BASE
    mean = round(fmean(changes), 2) if enough else None
    return [
        Line("peers", "said_twice_how_they_are", instrument.value, told, told is None),
        Line("peers", "mean_change_since_first", instrument.value, mean, not enough),
    ]


def _still_there(stayed: Sequence[tuple[float, bool]], months: float) -> float:
    remaining = 1.0
    for at in sorted({at for at, left in stayed if left and at <= months}):
        exposed = sum(each >= at for each, _left in stayed)
        remaining *= 1 - sum(left and each == at for each, left in stayed) / exposed
    return remaining


def _outcome(instrument: Instrument, found: Figures) -> list[Line]:
    row = row_of(instrument, found.ended)
    name = row.instrument.value
    if not DEFINITIONS[instrument].compared:
        at_end = [("matches_ended", row.eligible), ("answered_at_end", row.end)]
        return _closed_where_none(name, [*at_end, ("mean_at_end", row.mean_at_end)])
    low, high = row.interval or (None, None)
    numbers = [
        ("matches_ended", row.eligible),
        ("answered_at_beginning", row.baseline),
        ("answered_at_end", row.end),
        ("answered_both", row.paired),
        ("mean_change", row.mean_change),
        ("mean_change_low", low),
        ("mean_change_high", high),
        *((f"share_{each.value.lower()}", row.shares[each]) for each in Change),
    ]
    return _closed_where_none(name, numbers)


def _closed_where_none(name: str, numbers: Iterable[tuple[str, float | None]]) -> list[Line]:
    return [Line("outcomes", measure, name, value, value is None) for measure, value in numbers]


def as_csv(lines: Iterable[Line]) -> bytes:
    """The table as CSV: the same lines give the same bytes."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(FIELDS)
    for line in lines:
        closed = "yes" if line.closed else ""
        writer.writerow((line.section, line.measure, line.part, _written(line.value), closed))
    return text.getvalue().encode()


def _written(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if value == int(value) else f"{value:.3f}".rstrip("0")


def from_csv(numbers: bytes) -> list[Line]:
    """The lines of a table that was kept."""
    rows = csv.DictReader(io.StringIO(numbers.decode(), newline=""))
    return [
        Line(
            row["section"],
            row["measure"],
            row["part"],
            float(row["value"]) if row["value"] else None,
            row["closed"] == "yes",
        )
        for row in rows
    ]
