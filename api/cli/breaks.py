"""Confidentiality breaks from the terminal: the register, the evidence, several reviews at once."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import msgspec
from rich.console import Console

from api.break_views import Judged, judged, pack_at
from api.cli.listing import listed_as
from api.cli.opening import desk_for, tell
from domain.confidentiality.commands_after import ReviewBreak
from domain.decider import Malformed, Position
from domain.people import BreakId, subject
from projections.breaks.answers import Line, Told
from projections.breaks.evidence import EvidencePack
from projections.breaks.looks import Seen
from projections.breaks.questions import Answer
from projections.breaks.telling import moment_in_words
from projections.directory import Directory
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
        desk.must_reach("evidence_pack", subject("break", said["break"]))
        directory = Directory(desk.views, desk.opener)
        pack = pack_at(desk, directory, BreakId(said["break"]), known_at)
        desk.tell("evidence_pack")
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

    def say(text: str, style: str | None = None) -> None:
        console.print(text, style=style, markup=False)

    if pack.told is not None:
        say(f"{pack.told.title}: {pack.told.state.lower()}. About {pack.told.about}.", "bold")
    say(f"Known then: up to entry {pack.known_as_of:,}.")
    for answer in pack.answers:
        say(f"\n{answer.number}. {answer.question}", "bold")
        for text in _answered(answer):
            say(f"  {text}")
    for heading, stretch in (("Known then", pack.then), ("Came later", pack.later)):
        for what, lines in (
            ("consents", stretch.consents),
            ("notes", stretch.notes),
            ("roles", stretch.roles),
        ):
            say(f"\n{heading}: {what}", "bold")
            for line in lines:
                say(f"  {_told(line)}")
            if not lines:
                say("  None.")
        if stretch.seen is not None:
            say(f"\n{heading}: who had seen what", "bold")
            for text in _looked(stretch.seen):
                say(f"  {text}")
    cut = pack.cut if pack.told is None else pack.told.cut
    say(f"\nAs recorded at entry {pack.position:,}, {cut}. Digest {pack.digest}.")


def _answered(answer: Answer) -> Iterator[str]:
    for heading, lines in (("Known then", answer.then), ("Came later", answer.later)):
        for line in lines:
            yield f"{heading}: {_told(line)}"
    for step in answer.steps or ():
        if step.told is not None:
            yield step.told
    if answer.note is not None:
        yield answer.note


def _looked(seen: Seen) -> Iterator[str]:
    if seen.since is not None:
        yield f"From {moment_in_words(seen.since)} on; the access register has those before."
    for look in seen.looks:
        if look.told is not None:
            where = f"{_clocks(look.told, look.position)} of the reads"
            yield f"{look.told.who}: {look.told.sentence} ({where})"
    if not seen.looks:
        yield "Nobody."


def _told(line: Line) -> str:
    if line.told is None:
        return line.sentence
    said = "; ".join(f"{part.label}: {part.words}" for part in line.told.parts)
    return f"{said or line.told.sentence} ({_clocks(line.told, line.position)} by {line.told.who})"


def _clocks(told: Told, position: Position) -> str:
    return f"{told.when}; recorded {told.recorded}, entry {position:,}"
