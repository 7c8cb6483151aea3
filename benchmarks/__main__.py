"""`python -m benchmarks [NAME...] [--quick] [--json | --markdown] [--dir DIR] [--store DIR]`."""

import argparse
import importlib
import shutil
import signal
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from rich.console import Console

from benchmarks.rounds import Figure
from benchmarks.showing import as_markdown, show
from benchmarks.stage import Stage

FAMILIES = (
    "appending_to_sqlite",
    "appending_to_postgresql",
    "reading",
    "folding",
    "verifying",
    "matching",
    "asking_for_lists",
    "evidence",
    "noting_reads",
    "studying",
    "serving",
    "starting",
)

Measure = Callable[[Stage], Iterator[Figure]]


def main(arguments: list[str]) -> int:
    """Measure what is named, or everything; print a table, or one object for each figure."""
    measures = _measures()
    options = _parser(measures).parse_args(arguments)
    unknown = [name for name in options.names if name not in measures]
    if unknown:
        print(f"error: nothing is measured under {unknown[0]} (see --help)", file=sys.stderr)
        return 2
    # Said by the database server's package, of a directory that it then does without.
    warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # data and server go in any case
    directory = Path(tempfile.mkdtemp(prefix="alongside-benchmarks-", dir=options.dir))
    directory.chmod(0o755)  # the database's server may run as another user
    console = Console(stderr=True)
    figures: list[Figure] = []
    store = Path(options.store) if options.store else None
    stage = Stage(directory, quick=options.quick, store=store)
    try:
        for name in options.names or measures:
            with console.status(name.replace("_", " ")):
                for figure in measures[name](stage):
                    figures.append(figure)
                    if options.json:
                        print(msgspec.json.encode(figure).decode(), flush=True)
    finally:
        stage.close()
        shutil.rmtree(directory, ignore_errors=True)
    if options.markdown:
        print(as_markdown(figures))
    elif not options.json:
        show(figures)
    return 0


def _measures() -> dict[str, Measure]:
    found: dict[str, Measure] = {}
    for family in FAMILIES:
        module = importlib.import_module(f"benchmarks.{family}")
        found |= {measure.__name__: measure for measure in module.MEASURES}
    return found


def _parser(measures: dict[str, Measure]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="The product beside the raw limit of the same database, in one run.",
        epilog="\n".join(f"{name}\n    {_said_by(each)}" for name, each in measures.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", metavar="NAME", nargs="*", help="what to measure; everything")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, no log of a million")
    parser.add_argument("--json", action="store_true", help="one object a line")
    parser.add_argument("--markdown", action="store_true", help="a table for docs/benchmarks.md")
    parser.add_argument(
        "--store", help="a store that is there already, for asking_for_lists and evidence"
    )
    parser.add_argument("--dir", help="keep the data here while measuring (a temporary directory)")
    return parser


def _said_by(measure: Measure) -> str:
    return (measure.__doc__ or "").strip().splitlines()[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
