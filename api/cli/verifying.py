"""Checking a store: against itself, against what was signed, against what is kept elsewhere."""

import base64
from argparse import Namespace
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from api.cli.opening import settings_of, tell
from api.store import exports_of, log_key_of, open_parts
from domain.decider import Refusal
from infrastructure.access_log import access_recorder_of
from infrastructure.checkpoint_exports import Exports
from infrastructure.erasing import standing_against
from infrastructure.event_log import EventLog
from infrastructure.keyring import Keyring
from infrastructure.recorders import StoreFailed
from infrastructure.settings import Settings
from infrastructure.signer import MEMORY_FILE
from infrastructure.tree import EMPTY_ROOT
from infrastructure.verification import Verification
from infrastructure.verification import verify as verified
from infrastructure.verify_bundle import Checkpoint, Key, Refused, checkpoint_from, key_from

MOST_COMPARED = 1_000
NOT_BY_ITSELF = (
    "Whoever can change all of the store and its keys could have made them agree: compare with a "
    "checkpoint kept elsewhere (alongside verify --checkpoint FILE)."
)


class NoKeyKnown(Refusal):
    """A checkpoint is to be compared, and nobody has said who may sign."""


def verify(options: Namespace) -> int:
    """Check the log, its tree, the keyring and what was signed; exit 1 if anything is wrong."""
    settings = settings_of(options)
    elsewhere = _elsewhere(options, settings)
    signed: list[Checkpoint] = []
    problems: list[str] = []
    try:  # the two alone: the views would be folded from what is in doubt
        recorder, keyring = open_parts(settings, create=False)
    except StoreFailed as broken:
        found = Verification(False, 0, EMPTY_ROOT, None, (str(broken),))
    else:
        with closing(recorder), closing(keyring):
            exports = exports_of(settings, recorder, keyring)
            signed, problems = _signed_here(settings, exports)
            expected = [(each.size, each.root) for each in (*elsewhere, *signed)]
            found = verified(recorder, *expected)
            problems += _wrong_with_keys(keyring, exports)
            if found.ok:
                problems += _back_again(EventLog(recorder, keyring), keyring)
    reads = _of_reads(settings)
    problems = [*found.problems, *problems, *reads.problems]
    if options.json:
        tell(
            {
                "ok": not problems,
                "events": found.events,
                "root": base64.b64encode(found.root).decode(),
                "first_bad_position": found.first_bad_position,
                "problems": problems,
                "checkpoints": len(signed),
                "signed": max((each.size for each in signed), default=0),
                "compared_with": elsewhere[0].size if elsewhere else None,
                "reads": reads.events,
                "reads_root": base64.b64encode(reads.root).decode(),
            }
        )
    else:
        _say(found, problems, signed, elsewhere)
        if not problems:
            print(f"{reads.events:,} entries in the log of reads, unaltered in the same way.")
    return 1 if problems else 0


def _of_reads(settings: Settings) -> Verification:
    """What is wrong with the log of reads, which is checked as the log is."""
    in_a_file = settings.database_url is None and settings.access_url is None
    if in_a_file and not settings.access_file.exists():
        return Verification(True, 0, EMPTY_ROOT, None, ())
    try:
        with closing(access_recorder_of(settings)) as recorder:
            found = verified(recorder)
    except StoreFailed as broken:
        found = Verification(False, 0, EMPTY_ROOT, None, (str(broken),))
    problems = tuple(f"In the log of reads: {each}" for each in found.problems)
    return msgspec.structs.replace(found, problems=problems)


def _say(
    found: Verification,
    problems: list[str],
    signed: list[Checkpoint],
    elsewhere: list[Checkpoint],
) -> None:
    for problem in problems:
        print(problem)
    if problems:
        return
    print(f"{found.events:,} entries, unaltered as far as this store can tell by itself.")
    print(f"Root {base64.b64encode(found.root).decode()}")
    if signed:
        reach = max(each.size for each in signed)
        print(f"The first {reach:,} are those of {len(signed)} checkpoints kept here.")
    for checkpoint in elsewhere:
        print(
            f"The first {checkpoint.size:,} are those that {checkpoint.origin} had signed for when "
            "the checkpoint was given out."
        )
    if not elsewhere:
        print(NOT_BY_ITSELF)


def _elsewhere(options: Namespace, settings: Settings) -> list[Checkpoint]:
    """The checkpoint that was named, if one was. Raises `NoKeyKnown` and `NotOfThisLog`."""
    if options.checkpoint is None:
        return []
    note = Path(options.checkpoint).read_bytes()
    try:
        key = key_from(options.key) if options.key else _key(settings)
        return [checkpoint_from(note, key)]
    except Refused as wrong:
        raise NotOfThisLog(
            f"{options.checkpoint} is no checkpoint of this log: {wrong} "
            "(name the key it was given out with: --key VKEY)"
        ) from None


class NotOfThisLog(Refusal):
    """A checkpoint was not signed by the key that is known for this log."""


def _key(settings: Settings) -> Key:
    key = log_key_of(settings)
    if key is None:
        raise NoKeyKnown("nobody has signed for this log yet (name the key: --key VKEY)")
    return key


def _signed_here(settings: Settings, exports: Exports) -> tuple[list[Checkpoint], list[str]]:
    """What was signed, as far as this machine still has it, and what is wrong with that."""
    key = log_key_of(settings)
    if key is None:
        return [], []
    signed: dict[int, Checkpoint] = {}
    problems = []
    for name, note in _kept_here(settings, exports):
        try:
            checkpoint = checkpoint_from(note, key)
            signed[checkpoint.size] = checkpoint
        except Refused as wrong:
            problems.append(f"The checkpoint in {name} is damaged. {wrong}")
    return list(signed.values()), problems


def _kept_here(settings: Settings, exports: Exports) -> Iterator[tuple[str, bytes]]:
    """What was exported, and what the signer beside the store remembers.

    Of very many some are taken, the newest among them: what one of them covers, the next does too.
    """
    sizes = exports.sizes()[::-1]
    for size in sizes[:: 1 + len(sizes) // MOST_COMPARED]:
        yield f"{exports.folder} at {size}", exports.note(size)
    memory = settings.keys_dir / MEMORY_FILE
    if settings.signer is None and memory.exists():
        yield str(memory), memory.read_bytes()


def _back_again(ledger: EventLog, keyring: Keyring) -> list[str]:
    """Which keys an older keyring has brought back, as the log tells, in sentences."""
    found = standing_against(ledger, keyring)
    return [f"The key of {owner} was destroyed, and is there again." for owner in found]


def _wrong_with_keys(keyring: Keyring, exports: Exports) -> list[str]:
    """What is wrong with the keyring, in sentences."""
    problems = list(keyring.unsound())
    if problems:
        return problems
    back = sorted(exports.erased().difference(keyring.destroyed()))
    back_again = "was destroyed, and the keyring does not say so any more."
    return [f"The key of {owner} {back_again}" for owner in back]
