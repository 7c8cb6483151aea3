"""Indicators and the definitions that they are judged by, from the terminal."""

from argparse import Namespace
from datetime import date
from pathlib import Path

import msgspec

from api.cli.opening import desk_for, tell
from application.definitions_file import definitions_from
from domain.adoption import AdoptDefinitions
from domain.decider import Refusal
from domain.definitions import DEFAULTS, numbers_of
from domain.indicators import LEVELS, Severity
from domain.people import StaffId
from projections.definitions_shown import definitions_shown
from projections.dependency_indicators import LISTING, dependency_indicators
from projections.directory import Directory
from projections.listing import subjects_in
from projections.moments import moment_of
from projections.naming import named


def indicators(options: Namespace) -> int:
    """Show what is worth a look about each match, in sentences."""
    with desk_for(options) as desk:
        found = dependency_indicators(
            desk.views,
            desk.service,
            match=options.match,
            coordinator=options.coordinator,
            listed=not options.all,
            known_at=moment_of(options.known_at, "--known-at") if options.known_at else None,
            true_at=moment_of(options.true_at, "--true-at") if options.true_at else None,
        )
        rows = named(found.rows, Directory(desk.views, desk.opener))
        desk.note(*subjects_in(rows, LISTING.named))
        desk.tell("dependency_indicators")
    if options.json:
        # identifiers alone, so that the same cut gives the same bytes whoever asks
        shown = msgspec.to_builtins(found)
        tell(shown | {"known_at": options.known_at, "true_at": options.true_at})
        return 0
    match = None
    for row in rows:
        if row.match != match:
            match = row.match
            words = LEVELS[Severity(row.level)] if row.level is not None else "too early to say"
            told = f", with the manager since {row.escalated_on}" if row.escalated_on else ""
            print(f"Match {match}: {words}{told}")
        print(f"  {row.sentence}")
        if row.severity:
            print(f"    Other explanations: {' '.join(row.explanations)}")
            print(f"    What would change this: {row.change}")
    if not rows:
        print("Nothing needs a look.")
    print(f"Reflects entry {found.position:,}.")
    return 0


class NothingToAdopt(Refusal):
    """Definitions are to be adopted, and the file or the manager is missing."""


def definitions(options: Namespace) -> int:
    """Show what the service goes by, or adopt what a file says."""
    with desk_for(options) as desk:
        if options.action == "adopt":
            if not (options.file and options.adopted_by):
                raise NothingToAdopt("say which file, and with --by which manager adopts it")
            values = definitions_from(Path(options.file).read_text(encoding="utf-8"))
            day = date.fromisoformat(options.effective_from) if options.effective_from else None
            command = AdoptDefinitions(
                service=desk.service,
                adopted_by=StaffId(options.adopted_by),
                values=values,
                effective_from=day,
            )
            desk.perform(command)
        shown = definitions_shown(desk.views, desk.service)
    if options.json:
        tell(shown)
        return 0
    defaults = numbers_of(DEFAULTS)
    print(f"Version {shown.version}.")
    for name, number in sorted(shown.values.items()):
        if number != defaults.get(name) or options.all:
            print(f"{name} = {number:g}  (default {defaults.get(name, number):g})")
    if shown.changes_at is not None:
        print(f"Others take effect on {shown.changes_at:%-d %B %Y}.")
    return 0
