"""Who could see and who did see somebody, from the terminal."""

from argparse import Namespace
from datetime import datetime

import msgspec
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from api.cli.opening import desk_for, tell
from api.register_views import answer_of, signals_answer
from domain.decider import Refusal
from domain.periods import LOCAL
from projections.access_register import AccessRegister, subject_of

ASKED = ("person", "peer", "since", "until")


class NotAsked(Refusal):
    """The register is asked about one person, and optionally from when until when."""


def access_register(options: Namespace) -> int:
    """Show the register of access of one person or peer supporter."""
    said = dict(each.partition("=")[::2] for each in options.filter)
    unknown = sorted(set(said) - set(ASKED))
    if unknown or not said.keys() & {"person", "peer"}:
        raise NotAsked(
            "the register is asked about one person or peer supporter "
            "(add --filter person=ID, and perhaps --filter since=DATE and until=DATE)"
        )
    with desk_for(options) as desk:
        about = subject_of(said.get("person"), said.get("peer"))
        found = answer_of(desk, about, said.get("since"), said.get("until"))
        desk.tell("access_register")
    if options.json or options.format == "json":
        tell(msgspec.to_builtins(found))
    else:
        _print(found)
    return 0


def reading_signals(options: Namespace) -> int:
    """Show what in the log of reads is worth asking about."""
    said = dict(each.partition("=")[::2] for each in options.filter)
    if set(said) - {"since", "until"}:
        raise NotAsked("signals are asked for with --filter since=DATE and until=DATE alone")
    with desk_for(options) as desk:
        found = signals_answer(desk, said.get("since"), said.get("until"))
        desk.tell("reading_signals")
    if options.json or options.format == "json":
        tell(msgspec.to_builtins(found))
        return 0
    table = Table("Day", "Who read", "About", "What", "Times", "Looked into by", box=SIMPLE_HEAD)
    for each in found.rows:
        times = f"{each.times}, all refused" if each.refused else str(each.times)
        about, by = each.person or "", each.looked_into_by or "nobody yet"
        table.add_row(f"{each.day:%-d %b %Y}", each.reader, about, each.sentence, times, by)
    Console().print(table)
    print("These are signals to ask about, not findings.")
    return 0


def _print(found: AccessRegister) -> None:
    could = Table("Who", "By", "As", "Since", "Until", box=SIMPLE_HEAD, title="Could see")
    for each in found.could_see:
        how = each.relation or each.role or ""
        could.add_row(each.who, each.basis, how, _day(each.since), _day(each.until))
    did = Table("When", "Who", "What", "By", box=SIMPLE_HEAD, title="Did see")
    for seen in found.did_see:
        by = ", ".join(seen.basis) if seen.given else f"refused: {seen.refusal}"
        did.add_row(f"{seen.at.astimezone(LOCAL):%-d %b %Y %H:%M}", seen.who, seen.view, by)
    Console().print(could, did)
    if found.more_until is not None:
        print(f"There are more before these: add --filter until={found.more_until.isoformat()}")
    print(f"Reflects entry {found.position:,}, and read {found.reads:,}.")


def _day(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone(LOCAL):%-d %b %Y}"
