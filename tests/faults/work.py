"""A store on which a process worked until it was stopped, and what is looked at afterwards."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from api.store import Store, open_store
from application.ledger import Receipt
from application.perform import perform
from domain.decider import Command
from domain.people import LOCAL_OPERATOR, MatchId
from infrastructure.settings import Settings
from tests.faults.load import Journal, Work
from tests.faults.oracle import (
    Counts,
    Told,
    by_command,
    everything,
    wrong_with_decisions,
    wrong_with_keys,
    wrong_with_order,
    wrong_with_receipts,
    wrong_with_tree,
    wrong_with_views,
)
from tests.faults.people import (
    SERVICE,
    a_match_running,
    numbered,
    open_machair,
    somebody_supporting,
)

PROJECT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds for a process to start, or to end by itself."""


class Workplace:
    """A store, all that was ever asked of it, and what was found wrong."""

    def __init__(self, settings: Settings, directory: Path, counts: Counts) -> None:
        """Open a made-up service there, with two matches that all threads work on."""
        self.settings = settings
        self.counts = counts
        self._directory = directory
        self.asked: dict[str, Command] = {}
        self._told: dict[str, Told] = {}
        self._round = 0
        self._looked_at = 0
        store = open_store(settings, create=True)
        open_machair(self._giver(store, "start"))
        self._matches = self._two_matches(store)
        store.close()

    def start(self, *, lives: int = 1_000_000, most_bytes: int = 0) -> "Working":
        """Start a process that works there, until it is stopped or has lived so many lives."""
        self._round += 1
        journal = self._directory / f"journal-{self._round}"
        work = Work(
            self.settings, str(journal), f"work-{self._round}", self._matches, lives, most_bytes
        )
        return Working(work, journal)

    def look_after(self, journal: Journal) -> None:
        """Open the store again, look at everything, retry everything, and look again."""
        self.asked |= journal.asked
        counts = self.counts
        store = open_store(self.settings, create=False)
        try:
            counts.wrong += wrong_with_receipts(everything(store.ledger), journal.told)
            self._retry(store, journal)
            events = everything(store.ledger)
            new = [each for each in events if each.command_id in journal.asked]
            if by_command(new).keys() != journal.asked.keys():
                counts.wrong.append("a command that was retried is not there")
            counts.wrong += wrong_with_order(events)
            counts.wrong += wrong_with_receipts(events, self._told)
            counts.wrong += wrong_with_decisions(
                events, self.asked, store.keyring, after=self._looked_at
            )
            counts.wrong += wrong_with_keys(store.keyring, new)
            counts.wrong += wrong_with_tree(store.recorder)
            counts.wrong += wrong_with_views(store)
            counts.acknowledged += len(journal.told)
            counts.events = len(events)
            self._looked_at = len(events)
            self._matches = self._two_matches(store)
        finally:
            store.close()

    def _retry(self, store: Store, journal: Journal) -> None:
        """Ask for everything once more: each thing is done once in the end."""
        for command_id, command in journal.asked.items():
            receipt = perform(
                command, store.ledger, by=LOCAL_OPERATOR, service=SERVICE, command_id=command_id
            )
            positions = [each.position for each in receipt.events]
            told = Told(positions[0], positions[-1])
            if command_id not in journal.told:
                self.counts.retried += 1
                self.counts.not_recorded += not receipt.repeated
            elif not receipt.repeated or told != journal.told[command_id]:
                before = journal.told[command_id]
                self.counts.wrong.append(f"{command_id} was told {before}, then {told}")
            self._told[command_id] = told

    def _two_matches(self, store: Store) -> tuple[MatchId, ...]:
        give = self._giver(store, f"matches-{self._round}")
        return tuple(a_match_running(give, somebody_supporting(give)) for _ in range(2))

    def _giver(self, store: Store, name: str) -> Callable[[Command], Receipt]:
        fresh = numbered(name)

        def give(command: Command) -> Receipt:
            command_id = fresh()
            self.asked[command_id] = command
            return perform(
                command, store.ledger, by=LOCAL_OPERATOR, service=SERVICE, command_id=command_id
            )

        return give


class Working:
    """A process at work."""

    def __init__(self, work: Work, journal: Path) -> None:
        """Start it."""
        self._journal = journal
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.load", msgspec.json.encode(work).decode()],
            cwd=PROJECT,
        )

    def wait_for_acknowledgement(self) -> None:
        """Wait until the first command has been acknowledged."""
        deadline = time.monotonic() + PATIENCE
        while not (self._journal.exists() and b'"told"' in self._journal.read_bytes()):
            assert self._process.poll() is None, "the process ended by itself"
            assert time.monotonic() < deadline, "the process acknowledged nothing"
            time.sleep(0.002)

    def kill(self) -> Journal:
        """Stop it without warning (SIGKILL); return what it wrote down."""
        self._process.kill()
        return self.ended()

    def ended(self) -> Journal:
        """Wait until it has ended; return what it wrote down."""
        try:
            self._process.wait(PATIENCE)
        finally:
            self._process.kill()
            self._process.wait()
        return Journal.read(self._journal)
