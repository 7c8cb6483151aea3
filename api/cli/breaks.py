"""Confidentiality breaks from the terminal: the register, the evidence, several reviews at once."""

import sys
from argparse import Namespace
from pathlib import Path

import msgspec
from rich.console import Console

from api.break_views import Judged, judged
from api.cli.listing import listed_as
from api.cli.opening import desk_for, tell
from domain.confidentiality.commands_after import ReviewBreak
from domain.decider import Malformed
from domain.people import BreakId
from domain.periods import LOCAL
from projections.breaks.answers import Line
from projections.breaks.evidence import EvidencePack, evidence_pack
from projections.breaks.questions import Answer
from projections.moments import moment_of

NONE_YET = "No break is recorded, and no decision not to break."


class WhichBreak(Malformed):
    """It is not said of which break the evidence is asked for."""


class NotReviews(Malformed):
    """A file does not hold reviews."""


def breaks(options: Namespace) -> int:
    """Show the register as a table, as JSON or as CSV."""
    return listed_as(options, "break_register", {}, nothing=NONE_YET)


def evidence(options: Namespace) -> int:
    """Show the evidence pack of one break. Raises `WhichBreak`."""
    said = dict(each.partition("=")[::2] for each in options.filter)
    if set(said) != {"break"}:
        raise WhichBreak("say which: --filter break=ID")
    known_at = moment_of(options.known_at, "--known-at") if options.known_at else None
    with desk_for(options) as desk:
        pack = evidence_pack(
            desk.views, desk.opener, desk.service, BreakId(said["break"]), known_at=known_at
        )
    if options.json or options.format == "json":
        tell(msgspec.to_builtins(pack))
    else:
        _print(pack)
    return 0


def review(options: Namespace) -> int:
    """Record the reviews of a file, each decided on its own. Exit 1 if any was refused."""
    given = sys.stdin.buffer.read() if options.file == "-" else Path(options.file).read_bytes()
    try:
        reviews = msgspec.json.decode(given, type=list[ReviewBreak])
    except msgspec.DecodeError as wrong:
        raise NotReviews(f"the file holds no list of reviews: {wrong}", field="file") from wrong
    with desk_for(options) as desk:
        answers = [judged(desk, each, None) for each in reviews]
    for each in answers:
        if options.json:
            tell(msgspec.to_builtins(each))
        else:
            print(f"{each.break_id}: {_became(each)}")
    return 1 if any(each.problem is not None for each in answers) else 0


def _became(answer: Judged) -> str:
    if answer.problem is not None:
        return f"refused: {answer.problem.detail}"
    return f"reviewed, entry {answer.position:,}"


def _print(pack: EvidencePack) -> None:
    console = Console(highlight=False)
    console.print(f"Break {pack.break_id}. Known then: up to entry {pack.known_as_of:,}.")
    for answer in pack.answers:
        console.print(f"\n{answer.number}. {answer.question}", style="bold", markup=False)
        _print_answer(console, answer)
    console.print(f"\nAs recorded at entry {pack.position:,}. Digest {pack.digest}.")


def _print_answer(console: Console, answer: Answer) -> None:
    for heading, lines in (("Known then", answer.then), ("Came later", answer.later)):
        for line in lines:
            console.print(f"  {heading}: {_told(line)}", markup=False)
    for step in answer.steps or ():
        took = "not yet" if step.took is None else f"{step.took:g}"
        late = "" if step.kept else ", late"
        text = f"  {step.step}: {took} ({step.standard:g} {step.unit}){late}"
        console.print(text, markup=False)
    if answer.note is not None:
        console.print(f"  {answer.note}", markup=False)


def _told(line: Line) -> str:
    said = "; ".join(
        f"{name.replace('_', ' ')}: {_words(value)}" for name, value in line.says.items()
    )
    when = f"{line.at.astimezone(LOCAL):%-d %b %Y %H:%M}"
    recorded = f"{line.recorded_at.astimezone(LOCAL):%-d %b %Y %H:%M}"
    return f"{said} ({when}; recorded {recorded}, entry {line.position:,})"


def _words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_words(each) for each in value)
    return str(value)
