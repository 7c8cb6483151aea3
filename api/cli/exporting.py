"""Extracts for studies, from the terminal: recorded before anybody has them."""

import hashlib
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from rich.console import Console
from rich.progress import Progress

from api.cli.opening import service_in, store_of, tell
from api.desk import Desk
from api.fhir.extracts import speak
from api.main import desk_of
from api.store import Store
from api.studying import last_told, names_of_study
from application.evaluation.extract import ENTRIES, Cut, Extract, Telling
from application.evaluation.spoken import Spoken
from application.evaluation.studied import select
from application.principal import OPERATOR
from domain.decider import Position
from domain.folds import ALWAYS
from domain.people import IDENTIFIER, StudyId
from domain.study import (
    ExtractDates,
    ExtractForm,
    ExtractPurpose,
    RecordStudyExtract,
)
from domain.study.events import SHA_256
from infrastructure.extracts import NotExtracted
from projections.definitions_shown import definitions_shown
from projections.moments import moment_of

if TYPE_CHECKING:
    from infrastructure.extracts.making import Made, Plan

VIEW = "study_extract"


def export(options: Namespace) -> int:
    """Make an extract for a study, record it, and give it."""
    if find_spec("pyarrow") is None:
        raise NotExtracted("extracts need the extra packages (install alongside[studies])")
    from infrastructure.extracts.making import give, make, must_be_free

    if IDENTIFIER.fullmatch(options.study) is None:
        raise NotExtracted("a study has up to 80 letters, digits and dashes (name another)")
    out = Path(options.out)
    must_be_free(out)
    with store_of(options) as store:
        service = service_in(store)
        desk = desk_of(store, service).for_principal(OPERATOR)
        desk.must_see(VIEW)
        desk.must_say_yes(_recording(desk, options))
        plan, extract = _planned(store, desk, options)
        with _progress() as progress:
            made = make(
                extract, plan, out, progress, speak if plan.form is ExtractForm.FHIR else None
            )
        command = _recording(desk, options, plan, made)
        again = hashlib.sha256(msgspec.json.encode(command)).hexdigest()
        desk.perform(command, command_id=f"extract-{again}")
        desk.note(*extract.told_of)
        desk.tell(VIEW)
        give(made, out)
    shown = {
        "dir": str(out),
        "study": options.study,
        "position": plan.position,
        "root": plan.root,
        "people": made.people,
        "entries": made.entries,
        "flow": plan.flow,
        "digest": made.content.hex(),
    }
    if options.json:
        tell(shown)
        return 0
    print(f"{made.entries:,} entries of {made.people:,} people are in {out}.")
    for reason, number in plan.flow.items():
        print(f"  {reason.lower().replace('_', ' ')}: {number:,}")
    print(f"It reflects entry {plan.position:,} and is recorded as given to {options.recipient}.")
    return 0


def _planned(store: Store, desk: Desk, options: Namespace) -> tuple["Plan", Extract]:
    from infrastructure.extracts.making import Plan, people_digest

    known_at = moment_of(options.known_at, "--known-at") if options.known_at else None
    true_at = moment_of(options.true_at, "--true-at") if options.true_at else None
    known = store.ledger.position_at(known_at) if known_at else last_told(store)
    now = store.views.clock()
    selection = select(store.ledger, desk.service, known, now, store.views.reader.erased())
    names, dates = names_of_study(store, options.study), ExtractDates(options.dates.upper())
    form = ExtractForm(options.form.upper())
    telling: Telling = ENTRIES
    if form is ExtractForm.FHIR:
        last = store.ledger.entry(known)
        recorded_at = last.recorded_at if last else now
        telling = Spoken(store.reads, desk.service, min(true_at or recorded_at, recorded_at))
    extract = Extract(
        store.ledger,
        store.views.reader,
        names,
        selection,
        service=desk.service,
        cut=Cut(known, true_at or ALWAYS),
        shifted=dates is ExtractDates.SHIFTED,
        telling=telling,
    )
    held = definitions_shown(desk.views, desk.service)
    numbers = msgspec.json.encode(held.values, order="sorted")
    plan = Plan(
        study=options.study,
        service=extract.service,
        form=form,
        dates=dates,
        position=known,
        root=store.ledger.root_at(known),
        known_at=options.known_at,
        true_at=options.true_at,
        definitions={"version": held.version, "digest": hashlib.sha256(numbers).hexdigest()},
        shards=extract.shards,
        flow=selection.flow,
        people=people_digest(selection),
    )
    return plan, extract


def _recording(
    desk: Desk, options: Namespace, plan: "Plan | None" = None, made: "Made | None" = None
) -> RecordStudyExtract:
    """What records the extract; before it is made, with nothing in the place of what it holds."""
    return RecordStudyExtract(
        study=StudyId(options.study),
        service=desk.service,
        form=ExtractForm(options.form.upper()),
        purpose=ExtractPurpose(options.purpose.upper()),
        dates=ExtractDates(options.dates.upper()),
        reflects=Position(plan.position if plan else 0),
        people=made.people if made else 0,
        entries=made.entries if made else 0,
        content=made.content if made else bytes(SHA_256),
        recipient=options.recipient,
    )


@contextmanager
def _progress() -> Iterator[Any]:
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("extracting", total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
