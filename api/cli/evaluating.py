"""Studies from the terminal and from a notebook: locked, run, reported, and run again to check."""

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
from api.main import desk_of
from api.store import Store
from api.study_plans import must_be_over
from api.studying import (
    VIEW,
    issue,
    last_told,
    lock,
    run_noted,
    where_of,
)
from application.evaluation.plan import digest_of_plan, plan_from
from application.principal import OPERATOR
from domain.decider import Position
from infrastructure.extracts import NotExtracted
from infrastructure.studies import NotStudied
from projections.moments import moment_of

if TYPE_CHECKING:
    from infrastructure.studies.frames import Frames
    from infrastructure.studies.running import Locked, Result


def evaluate(options: Namespace) -> int:
    """Lock a study, run it and write its report; or run one again and compare."""
    _must_be_there()
    if bool(options.check) == bool(options.plan):
        raise NotStudied("say a plan and --out DIR, or --check DIR of a report (one of the two)")
    if options.check:
        return _check(options)
    if not options.out:
        raise NotStudied("say where the report is to lie (--out DIR)")
    from infrastructure.studies.writing import content_of, files_of, must_be_free, write

    out, text = Path(options.out), Path(options.plan).read_text(encoding="utf-8")
    plan = plan_from(text)
    must_be_free(out)
    with store_of(options) as store:
        desk = desk_of(store, service_in(store)).for_principal(OPERATOR)
        desk.must_see(VIEW)
        locked = lock(desk, plan, text)
        result = _run(store, desk, locked, options)
        files = files_of(result, locked)
        issue(desk, result, content_of(files))
        write(files, out)
    _say(result, out, options)
    return 0


def evaluated(plan: str | Path, data: str | Path, *, engine: str = "process") -> "Frames":
    """Lock and run a study of the service in a data directory; for a notebook.

    Returns data frames. Raises what the command line would refuse with.
    """
    _must_be_there()
    from infrastructure.studies.frames import Frames

    text = Path(plan).read_text(encoding="utf-8")
    options = Namespace(data=str(data), engine=engine, workers=0, address=None)
    with store_of(options) as store:
        desk = desk_of(store, service_in(store)).for_principal(OPERATOR)
        desk.must_see(VIEW)
        locked = lock(desk, plan_from(text), text)
        return Frames(_run(store, desk, locked, options))


def _run(store: Store, desk: Desk, locked: "Locked", options: Namespace) -> "Result":
    from infrastructure.engines import Engine

    known_at = getattr(options, "known_at", None)
    known = (
        store.ledger.position_at(moment_of(known_at, "--known-at"))
        if known_at
        else last_told(store)
    )
    must_be_over(desk, locked.plan)
    where = where_of(store, desk, locked.plan, known, known_at)
    with _progress() as progress:
        return run_noted(
            desk,
            locked,
            where,
            engine=Engine(options.engine),
            workers=options.workers,
            address=options.address,
            progress=progress,
        )


def _check(options: Namespace) -> int:
    from infrastructure.engines import Engine
    from infrastructure.studies.checking import checked
    from infrastructure.studies.running import Locked
    from infrastructure.studies.writing import read_back

    before, text = read_back(Path(options.check))
    header = before.header
    if digest_of_plan(text).hex() != header.plan:
        raise NotStudied(
            f"{options.check} holds another plan than was locked (get the report anew)"
        )
    with store_of(options) as store:
        desk = desk_of(store, service_in(store)).for_principal(OPERATOR)
        desk.must_see(VIEW)
        plan = plan_from(text)
        locked = Locked(text, header.locked_at)
        where = where_of(store, desk, plan, Position(header.position), header.known_at)
        with _progress() as progress:
            again = run_noted(
                desk,
                locked,
                where,
                engine=Engine(options.engine),
                workers=options.workers,
                address=options.address,
                progress=progress,
            )
    found = checked(before, again)
    if options.json:
        tell({**_header(again), **msgspec.to_builtins(found)})
    else:
        print("The same comes out." if found.same else "Something else comes out.")
        for each in found.differences:
            print(f"  {each}")
    return 0 if found.same or found.explained else 1


def _header(result: "Result") -> dict[str, Any]:
    header = result.header
    return {
        "digest": header.digest,
        "position": header.position,
        "root": header.root,
        "engine": result.engine,
        "study": header.study,
        "rows": header.rows,
        "entries": result.entries,
    }


def _say(result: "Result", out: Path, options: Namespace) -> None:
    found = result.findings
    if options.json:
        numbers = {"flow": msgspec.to_builtins(found.flow), "numbers": found.numbers}
        tell({**_header(result), "dir": str(out), **numbers})
        return
    for each in found.summary:
        print(each)
    print("Read with every number:")
    for each in found.caveats:
        print(f"  {each}")
    print(f"The report is in {out}. It reflects entry {result.header.position:,}.")


def _must_be_there() -> None:
    if any(find_spec(each) is None for each in ("pyarrow", "statsmodels", "pandas")):
        raise NotExtracted("studies need the extra packages (install alongside[studies])")


@contextmanager
def _progress() -> Iterator[Any]:
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        tasks: dict[str, Any] = {}

        def told(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=total)
            progress.update(tasks[what], completed=done, total=total)

        yield told
