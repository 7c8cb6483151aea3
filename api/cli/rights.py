"""Somebody's rights over their own record, from the terminal."""

from argparse import Namespace
from pathlib import Path

from api.cli.opening import desk_for, tell
from api.views import everything_of
from domain.decider import Refusal
from projections.listing import Asked, subjects_in
from projections.lists import LISTS, At
from projections.subject_access import as_text


class FileThere(Refusal):
    """A copy is not written over something that stands there already."""


RECORDS = ("retention_of_people", "retention_of_peers")


def subject_access_export(options: Namespace) -> int:
    """Write all that somebody may have of their own record to a file, or show it."""
    if options.out and Path(options.out).exists():
        raise FileThere(f"{options.out} is there already. Name another file with --out.")
    with desk_for(options) as desk:
        found = everything_of(desk, options.whose)
        desk.tell("subject_access")
    if options.out:
        file = Path(options.out)
        file.touch(mode=0o600, exist_ok=False)
        file.write_text(as_text(found), encoding="utf-8")
    if options.json:
        tell(found)
    elif options.out:
        to_read = sum(bool(each.read_first) for each in found.entries)
        print(f"{len(found.entries):,} entries are in {options.out}.")
        print(f"Read it before you hand it over: {to_read:,} of them speak of others, too.")
    else:
        print(as_text(found))
    return 0


def retention(options: Namespace) -> int:
    """Show whose record may go and when; on request let the enquiries go whose time is over."""
    with desk_for(options) as desk:
        if options.let_go:
            gone = desk.let_enquiries_go()
            tell({"gone": gone}) if options.json else print(f"{gone:,} enquiries were let go.")
            return 0
        rows = []
        for name in RECORDS:
            at = At(desk.views, desk.opener, desk.service, desk.scope(name))
            rows += LISTS[name].read(at, Asked()).rows
            desk.note(*subjects_in(rows, LISTS[name].named))
        desk.tell(RECORDS[0])
    if options.json:
        tell({"rows": rows})
        return 0
    for row in rows:
        whose = f"person.{row.person}" if row.person else f"peer.{row.peer}"
        state = "held" if row.held else "due" if row.due else "kept"
        print(f"{row.keep_until:%Y-%m-%d}  {state:4}  {row.kind:14}  {whose}")
    if not rows:
        print("No record is closed.")
    return 0
