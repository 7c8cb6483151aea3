"""Copying and moving a store."""

from argparse import Namespace
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from api.cli.opening import settings_of, store_of, tell
from infrastructure import backup as copies


def backup(options: Namespace) -> int:
    """Copy log and keyring while they are in use."""
    file = Path(options.file)
    with store_of(options) as store:
        made = copies.backup(store.recorder, store.keyring, store.settings, file)
    if options.json:
        tell(made)
        return 0
    print(f"{made.events:,} entries are in {file}, their wrapped keys in {copies.keys_file(file)}.")
    print(f"What was read, {made.reads:,} entries, is in {made.reads_file}.")
    print(
        f"Keep the key file ({made.key_file}) in a third place: without it nobody can read names."
    )
    return 0


def restore(options: Namespace) -> int:
    """Put a backup back, checked, where there is no store."""
    settings = settings_of(options)
    erased = _listed(Path(options.erased)) if options.erased else ()
    restored = copies.restore(Path(options.file), settings, erased)
    with store_of(options) as store:
        store.views.catch_up()
    if options.json:
        tell(restored)
        return 0
    print(f"{restored.events:,} entries are back in {settings.data_dir}, checked.")
    print(f"So are {restored.reads:,} entries of what was read.")
    if restored.destroyed_again:
        print(
            f"{restored.destroyed_again:,} keys that were in the copy had been destroyed since: "
            "they are destroyed again."
        )
    return 0


def _listed(file: Path) -> tuple[str, ...]:
    """The owners in a list of erased keys: one a line, as person:ID; the rest of a line is free."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return tuple(line.split()[0] for line in lines if line.strip() and not line.startswith("#"))


def migrate(options: Namespace) -> int:
    """Copy the embedded store into an empty PostgreSQL database and compare the roots."""
    console = Console(stderr=True)
    with (
        store_of(options) as store,
        Progress(console=console, disable=options.json or not console.is_terminal) as bar,
    ):
        task = bar.add_task("Copying", total=store.ledger.head().position)
        moved = copies.migrate(
            store.recorder,
            store.settings,
            options.to,
            lambda done: bar.update(task, completed=done),
        )
    if options.json:
        tell(moved)
        return 0
    print(f"{moved.events:,} entries copied; the root is the same.")
    print(f"{moved.reads:,} entries of what was read too.")
    print("From now on name the database: --database-url, or ALONGSIDE_DATABASE_URL.")
    return 0
