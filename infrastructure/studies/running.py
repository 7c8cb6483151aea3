"""Running a study: entries of a cut under its names, folded by an engine, and what they come to.

The extract lies in a folder that is gone afterwards: what is kept is the findings. The same plan
over the same cut gives the same bytes, from whichever engine.
"""

import hashlib
import tempfile
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from application.evaluation.breakdown import answers_of, broken_down, with_breakdown
from application.evaluation.changes import SUPPORT
from application.evaluation.extract import Cut, Extract, OpensCodes
from application.evaluation.findings import Findings, Section, by_name
from application.evaluation.lives_in_studies import NOTHING_BY_THEN, OF_KIND, Variant
from application.evaluation.plan import Plan, digest_of_plan, plan_from
from application.evaluation.pseudonyms import Pseudonyms
from application.evaluation.questions import Asking, Question, Row, digest_of
from application.evaluation.studied import Selection
from application.evaluation.studies import KINDS, KindOfStudy
from application.ledger import Ledger
from domain.definitions import numbers_of
from domain.people import OfferId, ServiceId
from domain.periods import end_of
from infrastructure.engines import Engine, Stopped, ask_for_rows
from infrastructure.extracts.making import file_digest
from infrastructure.extracts.shards import write_shard
from infrastructure.reproducing import code_digest, environment_digest

YES_OR_NO = frozenset({"invited", "baseline", "later", "reached", "left", "weeks", "sessions"})
"""Columns that are counted up: nought where there is nothing."""
TEXTS = frozenset({"peer", "group", "flags", "match"})
DRAWN = frozenset({"person", "peer", "match"})
"""Columns that hold names of the study."""
Progress = Callable[[str, int, int], None]
"""Told of what is done just now, how far it is, and how far it goes."""


class Locked(msgspec.Struct, frozen=True):
    """A plan as it was locked: its text, and when that was recorded."""

    text: str
    locked_at: datetime

    @property
    def plan(self) -> Plan:
        """The plan. Raises `NotAPlan`."""
        return plan_from(self.text)

    @property
    def digest(self) -> bytes:
        """SHA-256 of the text."""
        return digest_of_plan(self.text)


class Header(msgspec.Struct, frozen=True):
    """All that is needed to run a study again.

    ``known_at`` is as it was asked for, ``seed`` none because nothing is drawn by chance.
    ``environment`` is the digest over what is installed, ``shards`` that of each shard of the
    extract, ``digest`` that of the rows, and ``unnamed`` that of the rows without the names that
    were drawn for the study.
    """

    study: str
    title: str
    plan: str
    locked_at: datetime
    service: str
    position: int
    root: str
    known_at: str | None
    true_at: datetime
    definitions: dict[str, str]
    code: dict[str, str]
    environment: str
    seed: int | None
    shards: dict[str, str]
    rows: int
    digest: str
    unnamed: str = ""


class Result(msgspec.Struct, frozen=True):
    """What a run gave: how to run it again, what it found, and the rows, which are told nobody."""

    header: Header
    findings: Findings
    engine: str
    entries: int
    columns: tuple[str, ...]
    rows: list[Row]
    people: int


class Where(msgspec.Struct, frozen=True):
    """What a study is run over: a log, what opens its codes, the names of the study, and a cut."""

    ledger: Ledger
    codes: OpensCodes
    names: Pseudonyms
    selection: Selection
    service: ServiceId
    cut: Cut
    models: dict[OfferId, str]
    known_at: str | None = None


def run(
    locked: Locked,
    where: Where,
    *,
    engine: Engine = Engine.PROCESS,
    workers: int = 0,
    address: str | None = None,
    progress: Progress = lambda _what, _done, _all: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Result:
    """Run a study. Raises `infrastructure.engines.Stopped` soon after ``stopped`` says so."""
    plan = locked.plan
    kind = KINDS[plan.kind]
    until = min(end_of(plan.window.observed_until), where.cut.true)
    cut = Cut(where.cut.known, until)
    asking = Asking(
        plan.judged_by,
        until,
        until,
        plan,
        {where.names.of("offer", offer): model for offer, model in where.models.items()},
    )
    extract = Extract(
        where.ledger,
        where.codes,
        where.names,
        where.selection,
        service=where.service,
        cut=cut,
        shifted=False,
    )
    with tempfile.TemporaryDirectory(prefix="alongside-study-") as kept:
        folder = Path(kept)

        def reading(done: int, total: int) -> None:
            progress("reading", done, total)
            if stopped():
                raise Stopped

        for shard in extract.told(range(extract.shards), reading):
            write_shard(folder, shard.number, shard.lives)
        shards = {each.name: file_digest(each) for each in sorted(folder.iterdir())}
        answer, rows = ask_for_rows(
            kind.question,
            folder,
            extract.service,
            asking,
            engine=engine,
            workers=workers,
            address=address,
            progress=lambda done, all_: progress("folding", done, all_),
            stopped=stopped,
        )
    header = Header(
        study=plan.study,
        title=plan.title,
        plan=locked.digest.hex(),
        locked_at=locked.locked_at,
        service=extract.service,
        position=where.cut.known,
        root=b64encode(where.ledger.root_at(where.cut.known)).decode(),
        known_at=where.known_at,
        true_at=until,
        definitions=_definitions(plan),
        code={"version": version("alongside"), "domain": code_digest()},
        environment=environment_digest(),
        seed=None,
        shards=shards,
        rows=answer.rows,
        digest=answer.digest,
        unnamed=_unnamed(kind.question, rows),
    )
    everybody = with_everybody(kind.question, rows, where, plan)
    found = kind.found(plan, where.selection.flow, everybody)
    if plan.equality:
        found = with_breakdown(found, _broken_down(kind, plan, everybody, where, cut))
    return Result(
        header,
        found,
        engine.value,
        answer.entries,
        kind.question.columns,
        rows,
        len(where.selection.people),
    )


def with_everybody(question: Question, rows: list[Row], where: Where, plan: Plan) -> list[Row]:
    """The rows, and one besides for each person of whom nothing had happened by then."""
    at = question.columns.index("person")
    seen = {row[at] for row in rows}
    names = [where.names.of_subject(each).partition(":")[2] for each in where.selection.people]
    return rows + [
        _empty(question.columns, variant.value, person)
        for person in names
        if person not in seen
        for variant in OF_KIND[plan.kind]
    ]


def _broken_down(
    kind: KindOfStudy, plan: Plan, rows: list[Row], where: Where, cut: Cut
) -> tuple[list[Section], dict[str, Any]]:
    answered = answers_of(where.ledger, where.codes, where.selection, cut, plan.equality)
    named = {
        where.names.of_subject(each).partition(":")[2]: answers
        for each, answers in answered.items()
    }
    planned = by_name(kind.question.columns, rows, Variant.PLANNED)
    told = [each for each in planned if each.get("arm", SUPPORT) == SUPPORT]
    return broken_down(kind, plan, told, named)


def _unnamed(question: Question, rows: list[Row]) -> str:
    """SHA-256 over the rows without the columns in which names of the study stand."""
    told = [place for place, each in enumerate(question.columns) if each not in DRAWN]
    return digest_of([tuple([row[place] for place in told]) for row in rows], [])


def _empty(columns: tuple[str, ...], variant: str, person: str) -> Row:
    said = {"variant": variant, "arm": SUPPORT, "person": person, "reason": NOTHING_BY_THEN}
    nothing = dict.fromkeys(YES_OR_NO, 0) | dict.fromkeys(TEXTS, "")
    return tuple([said.get(each) or nothing.get(each) for each in columns])


def _definitions(plan: Plan) -> dict[str, str]:
    numbers = msgspec.json.encode(numbers_of(plan.judged_by), order="sorted")
    return {"version": plan.judged_by.version, "digest": hashlib.sha256(numbers).hexdigest()}
