"""Checking, copying and moving a store."""

import base64
from argparse import Namespace
from contextlib import closing
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from sqlalchemy.exc import SQLAlchemyError

from api.cli.opening import settings_of, store_of, tell
from api.store import open_parts
from infrastructure import backup as copies
from infrastructure.keyring import Keyring
from infrastructure.recorders import StoreFailed
from infrastructure.tree import EMPTY_ROOT
from infrastructure.verification import Verification
from infrastructure.verification import verify as verified


def verify(options: Namespace) -> int:
    """Check the log, its tree and the keyring; exit 1 if anything is wrong."""
    try:  # the two alone: the views would be folded from what is in doubt
        recorder, keyring = open_parts(settings_of(options), create=False)
    except StoreFailed as broken:
        found = Verification(False, 0, EMPTY_ROOT, None, (str(broken),))
        damaged: tuple[str, ...] = ()
    else:
        with closing(recorder), closing(keyring):
            found, damaged = verified(recorder), _damaged(keyring)
    problems = [*found.problems, *damaged]
    ok = not problems
    if options.json:
        tell(
            {
                "ok": ok,
                "events": found.events,
                "root": base64.b64encode(found.root).decode(),
                "first_bad_position": found.first_bad_position,
                "problems": problems,
            }
        )
    elif ok:
        print(f"{found.events:,} entries, unaltered as far as this store can tell by itself.")
        print(f"Root {base64.b64encode(found.root).decode()}")
    else:
        for problem in problems:
            print(problem)
    return 0 if ok else 1


def _damaged(keyring: Keyring) -> tuple[str, ...]:
    """What is wrong with the keyring, in sentences."""
    try:
        return tuple(f"The key row of {owner} is damaged." for owner in keyring.damaged())
    except SQLAlchemyError as broken:
        return (f"The keyring cannot be read ({type(broken).__name__}).",)


def backup(options: Namespace) -> int:
    """Copy log and keyring while they are in use."""
    file = Path(options.file)
    with store_of(options) as store:
        made = copies.backup(store.recorder, store.keyring, store.settings, file)
    if options.json:
        tell(made)
        return 0
    print(f"{made.events:,} entries are in {file}, their wrapped keys in {copies.keys_file(file)}.")
    print(
        f"Keep the key file ({made.key_file}) in a third place: without it nobody can read names."
    )
    return 0


def restore(options: Namespace) -> int:
    """Put a backup back, checked, where there is no store."""
    settings = settings_of(options)
    restored = copies.restore(Path(options.file), settings)
    with store_of(options) as store:
        store.views.catch_up()
    if options.json:
        tell(restored)
        return 0
    print(f"{restored.events:,} entries are back in {settings.data_dir}, checked.")
    return 0


def migrate(options: Namespace) -> int:
    """Copy the embedded store into an empty PostgreSQL database and compare the roots."""
    console = Console(stderr=True)
    with (
        store_of(options) as store,
        Progress(console=console, disable=options.json or not console.is_terminal) as bar,
    ):
        task = bar.add_task("Copying", total=store.ledger.head().position)
        moved = copies.migrate(
            store.recorder, options.to, lambda done: bar.update(task, completed=done)
        )
    if options.json:
        tell(moved)
        return 0
    print(f"{moved.events:,} entries copied; the root is the same.")
    print("From now on name the database: --database-url, or ALONGSIDE_DATABASE_URL.")
    return 0
