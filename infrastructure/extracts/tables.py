"""Tables: one file of comma-separated values for each kind of entry, with their dictionary."""

import csv
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import msgspec

from application.evaluation.dictionary import cells_of, columns_of, package, table_of
from domain.catalogue import EVENTS
from infrastructure.extracts.shards import told_in

DICTIONARY = "datapackage.json"


def write_tables(shards: Sequence[Path], folder: Path, name: str) -> None:
    """Write a table for each kind of entry that stands in the shards, and what it all means."""
    with ExitStack() as files:
        tables: dict[str, Any] = {}
        for shard in shards:
            for told in told_in(shard):
                kind = EVENTS[told.name]
                if told.name not in tables:
                    file = (folder / f"{told.name}.csv").open("w", encoding="utf-8", newline="")
                    tables[told.name] = csv.writer(files.enter_context(file))
                    tables[told.name].writerow(columns_of(kind))
                said = msgspec.json.decode(told.data)
                recorded_at = msgspec.to_builtins(told.recorded_at)
                first = told.person, told.entry, said["at"], recorded_at
                tables[told.name].writerow([*first, *cells_of(kind, said)])
    described = [table_of(EVENTS[each], f"{each}.csv") for each in sorted(tables)]
    described_as = msgspec.json.encode(package(name, described))
    (folder / DICTIONARY).write_bytes(msgspec.json.format(described_as, indent=2))
