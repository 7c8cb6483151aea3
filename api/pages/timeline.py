"""A person's history as a timeline: the latest first, both versions of what was corrected."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from api.pages.about import recorder_words
from api.pages.dates import day_words, machine_form, moment_words
from api.pages.links import link_to
from domain.corrections import CorrectEntry
from domain.decider import EnteredInError
from domain.people import ActorId, subject
from domain.periods import local_day
from projections.directory import Directory
from projections.person_history import CORRECTED, IN_ERROR, Entry

A_DAY = timedelta(days=1)
MARKS = {CORRECTED: "Corrected since", IN_ERROR: "Entered in error"}


def timeline(
    entries: Sequence[Entry], directory: Directory, today: date, *, past: bool
) -> list[dict[str, Any]]:
    """The entries as the page shows them; on a past day nothing can be corrected."""
    names = directory.names_of(subject("staff", entry.by) for entry in entries)
    by_position = {entry.position: entry for entry in entries}
    shown = []
    for entry in reversed(entries):
        when = moment_words(entry.at, today)
        recorded = None
        if entry.recorded_at - entry.at >= A_DAY:
            recorded_on = day_words(local_day(entry.recorded_at), today)
            recorder = recorder_words(ActorId(entry.by), names)
            recorded = f"Happened {when}. Recorded {recorded_on} by {recorder}."
        earlier = by_position.get(entry.corrects) if entry.corrects is not None else None
        shown.append(
            {
                "when": when,
                "on": machine_form(entry.at),
                "sentence": entry.sentence,
                "recorded": recorded,
                "mark": MARKS.get(entry.standing),
                "corrects": _corrects(earlier, today),
                "href": None if past else _correction_of(entry),
                "action": "Take back" if entry.standing == IN_ERROR else None,
            }
        )
    return shown


def _correction_of(entry: Entry) -> str | None:
    """Where an entry is corrected: its latest version, and no mark of an error."""
    if entry.name == EnteredInError.__name__ or entry.standing == CORRECTED:
        return None
    return link_to(CorrectEntry, entry=entry.position)


def _corrects(earlier: Entry | None, today: date) -> str | None:
    if earlier is None:
        return None
    return f"Corrects what was recorded on {day_words(local_day(earlier.recorded_at), today)}."
