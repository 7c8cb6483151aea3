"""Replay from the terminal: what a view would have shown under other definitions."""

import hashlib
from argparse import Namespace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.progress import Progress

from api.cli.opening import desk_for, tell
from api.desk import Desk
from application.definitions_file import definitions_from
from domain.adoption import must_be_definitions
from domain.decider import Malformed
from domain.definitions import DEFAULTS, Definitions, numbers_of, with_numbers
from domain.people import subject
from infrastructure.reproducing import code_digest
from projections.catalogue import VIEWS
from projections.moments import moment_of
from projections.naming import with_names
from projections.replaying import When, cut_of, in_force, replay
from projections.replaying.difference import Difference, difference
from projections.replaying.picture import drawn, in_words
from projections.replaying.sweep import sweep

VIEW = "replay"
MOST_VALUES = 200
NAMED = {each.name: each for each in VIEWS}


class NotAReplay(Malformed):
    """What is asked of a replay cannot be; the message says what to ask instead."""


def replay_(options: Namespace) -> int:
    """Show what other definitions would have changed, and from which entries."""
    if bool(options.sweep) == bool(options.definitions):
        raise NotAReplay("say either --definitions FILE or --sweep NUMBER=FROM:TO:STEP")
    if options.view not in NAMED or "service" not in NAMED[options.view].table.c:
        names = ", ".join(sorted(each for each in NAMED if "service" in NAMED[each].table.c))
        raise NotAReplay(f"there is no view {options.view} (choose one of: {names})")
    with desk_for(options) as desk:
        desk.must_see(VIEW)
        known_at = moment_of(options.known_at, "--known-at") if options.known_at else None
        true_at = moment_of(options.true_at, "--true-at") if options.true_at else None
        when = cut_of(desk.views, known_at, true_at)
        return _swept(desk, options, when) if options.sweep else _compared(desk, options, when)


def _compared(desk: Desk, options: Namespace, when: When) -> int:
    tried = _definitions(options.definitions)
    held = (
        _definitions(options.compare)
        if options.compare
        else in_force(desk.views, desk.service, when)
    )
    view = NAMED[options.view]
    before = replay(desk.views, view, desk.service, held, when)
    after = replay(desk.views, view, desk.service, tried, when)
    found = difference(desk.ledger, (held, before), (tried, after))
    desk.note(*(subject("person", each.person) for each in found.flags))
    desk.note(*(each["subject"] for each in (*found.rows_added, *found.rows_removed)))
    desk.tell(VIEW)
    if options.json:
        told = {
            "definitions": _told_of(tried),
            "compared_with": _told_of(held),
            "view": view.name,
            "digest": after.digest,
            "digest_before": before.digest,
        }
        tell({**_header(desk, options, when), **told, **msgspec.to_builtins(found)})
        return 0
    _print(found)
    print(f"Nothing was changed. Reflects entry {when.known:,}.")
    return 0


def _swept(desk: Desk, options: Namespace, when: When) -> int:
    number, values = _range(options.sweep)
    base = in_force(desk.views, desk.service, when)
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("looking", total=None)
        found = sweep(
            desk.views,
            desk.service,
            number,
            values,
            base=base,
            when=when,
            weeks=options.weeks,
            progress=lambda done: progress.update(task, completed=done),
        )
    desk.tell(VIEW)
    if options.picture:
        Path(options.picture).write_text(drawn(found), encoding="utf-8")
    if options.json:
        tell({**_header(desk, options, when), **msgspec.to_builtins(found)})
        return 0
    print(in_words(found))
    print(f"Nothing was changed. Reflects entry {when.known:,}.")
    return 0


def _definitions(file: str) -> Definitions:
    """What a file says, in place of the defaults, for the whole of the past."""
    text = Path(file).read_text(encoding="utf-8")
    stated = definitions_from(text)
    must_be_definitions(stated)
    name = hashlib.sha256(text.encode()).hexdigest()[:12]
    return with_numbers(numbers_of(DEFAULTS) | stated, f"file-{name}")


def _range(text: str) -> tuple[str, list[float]]:
    """A number with its values: ``indicators.contacts.notice=1:2:0.25``."""
    number, _, span = text.partition("=")
    try:
        first, last, step = (float(each) for each in span.split(":"))
    except ValueError:
        raise NotAReplay(
            f"{text} is no range (write indicators.contacts.notice=1:2:0.25)"
        ) from None
    if number not in numbers_of(DEFAULTS):
        raise NotAReplay(f"there is no number {number} (see: alongside definitions show --all)")
    if step <= 0 or last < first or (last - first) / step > MOST_VALUES:
        raise NotAReplay(f"a range goes upwards, in at most {MOST_VALUES} steps (correct {span})")
    count = int((last - first) / step + 1e-9) + 1
    return number, [round(first + step * each, 9) for each in range(count)]


def _header(desk: Desk, options: Namespace, when: When) -> dict[str, Any]:
    """All that is needed to run it again."""
    return {
        "position": when.known,
        "root": desk.ledger.root_at(when.known),
        "known_at": options.known_at,
        "true_at": options.true_at,
        "judged_at": when.moment,
        "code": {"version": version("alongside"), "domain": code_digest()},
    }


def _told_of(definitions: Definitions) -> dict[str, str]:
    numbers = msgspec.json.encode(numbers_of(definitions), order="sorted")
    return {"version": definitions.version, "digest": hashlib.sha256(numbers).hexdigest()}


def _print(found: Difference) -> None:
    for name, (was, now) in sorted(found.numbers.items()):
        print(f"{name}: {was:g} becomes {now:g}")
    for flag in found.flags:
        before, after = (each.lower().replace("_", " ") for each in (flag.before, flag.after))
        print(f"Match {flag.match}, {flag.code}: {before} becomes {after}")
        print(f"  {with_names(flag.sentence, None, None)}")
        for entry in flag.entries:
            tipped = "  <- with this one" if entry.tipped else ""
            print(f"  {entry.position:>7,}  {entry.at:%Y-%m-%d}  {entry.name}{tipped}")
    for title, rows in (("would stand", found.rows_added), ("would not", found.rows_removed)):
        for row in rows:
            print(f"{row['subject']}: {title}: {msgspec.json.encode(row).decode()}")
    if not (found.flags or found.rows_added or found.rows_removed):
        print("Nothing would be different.")
    elif found.flags:
        print(f"{len(found.flags):,} flags differ; {found.levels:,} matches have another level.")
