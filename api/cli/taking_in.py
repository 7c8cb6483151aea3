"""Taking in what comes from elsewhere."""

import sys
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path

from api.cli.opening import service_in, store_of, tell
from api.main import desk_of
from application.imports import csv_referrals, fhir_referrals
from application.imports.incoming import Incoming, Refused
from application.imports.receiving import Known, Outcome, receive
from domain.decider import Command
from infrastructure.fingerprints import Fingerprints
from projections.directory import Directory

MOST_BYTES = 50_000_000


def import_(options: Namespace) -> int:
    """Import referrals from files; exit 1 if any record was refused."""
    files = [Path(name) for name in options.files]
    with store_of(options, create=True) as store:
        desk = desk_of(store, service_in(store, create=True))
        known = _known(Directory(desk.views, desk.opener), desk.views.catch_up)
        fingerprints = Fingerprints(store.keyring, desk.service)

        def perform(command: Command, command_id: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
            return desk.perform(command, command_id)

        refused = 0
        for file in files:
            outcomes = receive(
                str(file),
                _read(file, options.format, desk),
                service=desk.service,
                known_already=known,
                fingerprint=fingerprints,
                perform=perform,
                now=desk.views.clock(),
            )
            for outcome in outcomes:
                refused += outcome.outcome == "refused"
                _report(outcome, machine=options.json)
    return 1 if refused else 0


def _read(file: Path, how: str | None, desk) -> Iterable[Incoming | Refused]:  # type: ignore[no-untyped-def]  # noqa: ANN001
    try:
        if file.stat().st_size > MOST_BYTES:
            return [Refused(1, "This file is larger than 50 MB. Send it in parts.", "TooLarge")]
        data = file.read_bytes()
    except OSError as wrong:
        return [Refused(1, f"This file cannot be read: {wrong.strerror}.", "NotReadable")]
    now = desk.views.clock()
    if how == "csv" or (how is None and file.suffix.lower() in {".csv", ".tsv"}):
        return csv_referrals.read(data, now=now)
    return fhir_referrals.read(data, now=now)


def _known(directory: Directory, catch_up) -> Known:  # type: ignore[no-untyped-def]  # noqa: ANN001
    catch_up()
    known = Known()
    for noun in ("person", "referral"):
        for event in directory.everybody(noun).values():
            known.remember(event)
    return known


def _report(outcome: Outcome, *, machine: bool) -> None:
    if machine:
        tell(outcome)
        return
    place = f"{Path(outcome.source).name}, record {outcome.record}"
    became = f" as {'an' if outcome.became == 'enquiry' else 'a'} {outcome.became}"
    print(f"{place}: {outcome.outcome}{became if outcome.outcome == 'accepted' else ''}")
    if outcome.reason:
        print(f"    {outcome.reason}")
    for sentence in (*outcome.gaps, *outcome.warnings):
        print(f"    {sentence}")
    sys.stdout.flush()
