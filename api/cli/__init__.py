"""The command line: ``alongside``. It acts as the local operator and is recorded so.

Exit 0 only on success, 1 refused or failed, 2 wrong usage. What went wrong is one line on standard
error: what is wrong, and in brackets what to do. Heavy parts are imported where they are used.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from api.cli.parser import WRONG_USAGE, parser

REFUSED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status."""
    try:
        options = parser().parse_args(arguments)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else WRONG_USAGE
    try:
        return _run(options)
    except KeyboardInterrupt:
        print("error: stopped before the end", file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED


def _run(options: argparse.Namespace) -> int:
    from api.cli.failures import said

    module, _, function = options.work.partition(".")
    try:
        status: int = getattr(import_module(f"api.cli.{module}"), function)(options)
    except (KeyboardInterrupt, BrokenPipeError):
        raise
    except Exception as wrong:
        sentence = said(wrong)
        if sentence is None:
            if os.environ.get("ALONGSIDE_DEBUG"):
                raise
            kind = type(wrong).__name__
            sentence = f"something is broken: {kind}: {wrong} (set ALONGSIDE_DEBUG=1 to see more)"
        print(f"error: {sentence}", file=sys.stderr)
        return REFUSED
    return status
