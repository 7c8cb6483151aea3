"""Looking at views from the terminal."""

from argparse import Namespace
from datetime import datetime
from typing import Any

import msgspec
from rich.console import Console
from rich.progress import Progress

from api.cli.opening import desk_for, store_of, tell
from api.match_views import match_for
from domain.decider import Refusal
from domain.indicators import LEVELS, Severity
from domain.people import MatchId, PersonId, subject
from domain.periods import LOCAL
from projections.moments import moment_of
from projections.person_history import person_history


def history(options: Namespace) -> int:
    """Show everything recorded about a person."""
    with desk_for(options) as desk:
        found = person_history(
            desk.views,
            desk.opener,
            PersonId(options.person),
            known_at=_moment(options.known_at, "--known-at"),
            true_at=_moment(options.true_at, "--true-at"),
        )
        desk.note(subject("person", options.person))
        desk.tell("person_history")
    if options.json:
        shown = msgspec.to_builtins(found)
        tell(shown | {"known_at": options.known_at, "true_at": options.true_at})
        return 0
    if not found.entries:
        print("Nothing was known then.")
    for entry in found.entries:
        mark = "" if entry.standing == "stands" else f" [{entry.standing}]"
        print(f"{_day(entry.at)}  {entry.sentence}{mark}")
    return 0


def match(options: Namespace) -> int:
    """Show one match: what is worth a look and why, what was agreed, and what happened."""
    with desk_for(options) as desk:
        asked = {"known_at": options.known_at, "true_at": options.true_at}
        found = match_for(desk, MatchId(options.match), **asked)
        desk.tell("match_page")
    if options.json:
        tell(msgspec.to_builtins(found) | asked)
        return 0
    state = found.state.lower().replace("_", " ")
    level = LEVELS[Severity(found.level)] if found.level else "nothing asks for a conversation"
    print(f"{state}: {level}" if found.since else "Nothing was known then.")
    for each in found.indicators:
        if each.severity:
            print(f"- {each.sentence}")
            print(f"  What would change this: {each.change}")
            print(f"  Other explanations: {' '.join(each.explanations)}")
            print(f"  Entries behind it: {', '.join(map(str, each.inputs))}")
    for flag in found.flags:
        print(f"- {flag['sentence']}")
    for entry in found.entries:
        mark = "" if entry.standing == "stands" else f" [{entry.standing}]"
        print(f"{_day(entry.at)}  {entry.position}  {entry.sentence}{mark}")
    return 0


def projections(options: Namespace) -> int:
    """Show how far the views are, or rebuild them beside the live ones and swap."""
    with store_of(options) as store:
        names = options.names or list(store.views.views)
        unknown = [name for name in names if name not in store.views.views]
        if unknown:
            there = ", ".join(store.views.views)
            raise UnknownView(f"there is no view {unknown[0]} (there are: {there})")
        if options.action == "rebuild":
            for name in names:
                _rebuild(store.views, name, machine=options.json)
            return 0
        store.views.catch_up()
        status = [each for each in store.views.status() if each.projection in names]
    if options.json:
        tell(status)
        return 0
    for each in status:
        note = f"  failed: {each.failed}" if each.failed else ""
        print(
            f"{each.projection:20} {each.position:>9,}  lag {each.lag:,}  {each.digest[:16]}{note}"
        )
    return 1 if any(each.failed for each in status) else 0


class UnknownView(Refusal):
    """No view has this name."""


def _rebuild(views: Any, name: str, *, machine: bool) -> None:
    console = Console(stderr=True)
    with Progress(console=console, disable=machine or not console.is_terminal) as bar:
        task = bar.add_task(name)
        before, after = views.rebuild(
            name, lambda done, total: bar.update(task, completed=done, total=total)
        )
    if machine:
        tell({"projection": name, "before": before, "after": after, "same": before == after})
    else:
        print(f"{name}: rebuilt, {'the same as before' if before == after else 'and it differed'}")


def _moment(text: str | None, flag: str) -> datetime | None:
    return moment_of(text, flag) if text else None


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(LOCAL):%-d %b %Y}"
