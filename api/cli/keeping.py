"""Keys: how many there are, whose were destroyed and what that left."""

from argparse import Namespace

from rich.console import Console
from rich.progress import Progress

from api.cli.opening import service_in, store_of, tell
from api.main import desk_of
from api.views import certificate_of
from application.principal import OPERATOR
from infrastructure.rotation import rotate
from projections.erasure_certificate import as_text


def keys(options: Namespace) -> int:
    """Show the keyring, or the erasures; with an erasure's name, its certificate."""
    return {"status": _status, "rotate": _rotate, "erasures": _erasures}[options.action](options)


def _status(options: Namespace) -> int:
    with store_of(options) as store:
        counted = store.keyring.count()
    if options.json:
        tell(counted)
        return 0
    print(
        f"{counted.keys:,} keys, {counted.destroyed:,} destroyed, generation {counted.generation}."
    )
    for kek, number in counted.under.items():
        current = " (current)" if kek == counted.current else ""
        print(f"{number:,} under key-encryption key {kek}{current}.")
    return 0


def _rotate(options: Namespace) -> int:
    """Change the key-encryption key while everything goes on."""
    console = Console(stderr=True)
    with (
        store_of(options) as store,
        Progress(console=console, disable=options.json or not console.is_terminal) as bar,
    ):
        task = bar.add_task("Wrapping keys", total=sum(store.keyring.count().under.values()))
        file = store.settings.key_encryption_key_file
        done = rotate(store.keyring, file, lambda keys: bar.update(task, completed=keys))
    if options.json:
        tell(done)
        return 0
    print(f"{done.keys:,} keys are wrapped under {done.after}, which lies in {file}.")
    print(f"{done.before} is gone from there: backups that need it can no longer be opened.")
    print("Make a backup now: alongside backup FILE")
    return 0


def _erasures(options: Namespace) -> int:
    with store_of(options) as store:
        ledger = store.ledger
        names = [each.partition(":")[2] for each in ledger.subjects("tombstone")]
        wanted = [options.erasure] if options.erasure else names
        desk = desk_of(store, service_in(store)).for_principal(OPERATOR)
        found = [certificate_of(desk, each) for each in wanted]
        if found:
            desk.tell("erasure_certificate")
    if options.json:
        for each in found:
            tell(each)
        return 0
    if options.erasure:
        print(as_text(found[0]))
        return 0
    for each in found:
        print(f"{each.carried_out_at:%Y-%m-%d}  {each.erasure}  {each.ground}")
    if not found:
        print("Nobody has been erased.")
    return 0
