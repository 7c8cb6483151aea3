"""Having the log signed: checkpoints, where they go, and the process that signs them."""

import signal
import threading
from argparse import Namespace
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from api.cli.opening import settings_of, tell
from api.store import exports_of, open_parts, own_signer_of
from domain.decider import Refusal
from infrastructure.checkpoint_exports import Exported
from infrastructure.checkpoints import vkey
from infrastructure.settings import Settings
from infrastructure.signer import begin_again
from infrastructure.signer_process import SignerProcess, signers_of

BESIDE = (
    "The key lies beside the store: it shows what was changed by others than those who hold both, "
    "and only to whoever keeps checkpoints elsewhere."
)


class NotHere(Refusal):
    """What was asked is the business of the signer's own account."""


def checkpoint(options: Namespace) -> int:
    """Have the log signed once, or again whenever it has grown."""
    settings = settings_of(options)
    if options.begin_again is not None:
        _begin_again(settings, options.begin_again)
    recorder, keyring = open_parts(settings, create=False)
    with closing(recorder), closing(keyring):
        exports = exports_of(settings, recorder, keyring)
        exported = exports.run(mail_now=options.mail)
        _tell(exported, settings, machine=options.json)
        if options.every:
            stop = threading.Event()
            signal.signal(signal.SIGTERM, lambda *_: stop.set())
            exports.keep(stop, options.every)
    return 1 if exported.problem else 0


def signer(options: Namespace) -> int:
    """Answer whoever asks on the socket, until stopped. Keys and memory lie in ``--keys``."""
    settings = settings_of(options)
    if settings.signer is not None:
        raise NotHere("the signer itself asks no other (leave out the setting: signer)")
    made = own_signer_of(settings)
    with SignerProcess(Path(options.socket), signers_of(made)) as process:
        if options.json:
            tell({"key": vkey(made.key), "socket": options.socket})
        else:
            print(f"Signing for {vkey(made.key)}")
            print(f"Ask on {options.socket}. Stop with Ctrl+C.", flush=True)
        process.serve_forever()
    return 0


def _begin_again(settings: Settings, reason: str) -> None:
    if settings.signer is not None:
        raise NotHere("the signer begins again where its own keys are (run it there)")
    begin_again(settings.keys_dir, settings.checkpoints_dir, reason, datetime.now(UTC))


def _tell(exported: Exported, settings: Settings, *, machine: bool) -> None:
    if machine:
        tell(exported)
        return
    print(exported.checkpoint, end="")
    print(f"In {exported.file}. Who verifies needs the key: {exported.key}")
    for address in exported.mailed:
        print(f"Mailed to {address}.")
    if exported.problem:
        print(f"Not mailed: {exported.problem}")
    if settings.signer is None:
        print(BESIDE)
