"""What a page shows of a study's report, and what it asks of whatever runs studies."""

from typing import Any, NamedTuple, Protocol, runtime_checkable

import msgspec

from api.desk import Desk
from application.evaluation.findings import Findings, Section, Table
from domain.decider import Refusal


class NoRun(Refusal):
    """A study cannot be run just now; the message says why."""


class Running(NamedTuple):
    """How far a run is: what is done just now, of how much; whether somebody wants it to stop."""

    what: str
    done: int
    total: int
    stopping: bool


class Kept(msgspec.Struct, frozen=True):
    """A report as it was issued: what it tells, all that runs it again, and its files."""

    study: str
    title: str
    position: int
    content: str
    findings: Findings
    again: list[tuple[str, str]]
    files: dict[str, bytes]


@runtime_checkable
class Runs(Protocol):
    """What runs studies in the background, and keeps what they reported."""

    def start(self, desk: Desk, study: str, declared: str) -> None:
        """Run a locked study from here on. Raises `NotAPlan` and `NoRun`."""

    def stop(self, study: str) -> None:
        """Let a run end soon, without a report."""

    def running(self, study: str) -> Running | None:
        """How far a run of a study is; none where it does not run."""

    def ended(self, study: str) -> str | None:
        """Why the last run gave no report; none where it did, or nothing ran."""

    def report(self, study: str, content: str) -> Kept | None:
        """A report that was issued, by the SHA-256 of its files; none where it is not kept here."""

    def zipped(self, kept: Kept) -> bytes:
        """The files of a report, as `alongside evaluate` writes them."""


DOING = {"reading": "Reading the records", "folding": "Going through each person's history"}


def how_far(running: Running) -> dict[str, Any]:
    """How far a run is, as a page says it."""
    words = DOING.get(running.what, "Beginning")
    share = min(100, 100 * running.done // max(1, running.total))
    sentence = "It will stop in a moment." if running.stopping else f"{words}: {share} %."
    return {"share": share, "sentence": sentence, "stopping": running.stopping}


def told(kept: Kept) -> dict[str, Any]:
    """A report as its page says it: caveats first, then every part."""
    found = kept.findings
    return {
        "title": kept.title,
        "summary": found.summary,
        "caveats": found.caveats,
        "sections": [_section(each) for each in found.sections],
        "again": [list(each) for each in kept.again],
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "heading": section.heading,
        "sentences": section.sentences,
        "pictures": section.pictures,
        "tables": [_table(each) for each in section.tables],
    }


def _table(table: Table) -> dict[str, Any]:
    rows = [[cell or "not told" for cell in row] for row in table.rows]
    return {"title": table.title, "columns": table.columns, "rows": rows}
