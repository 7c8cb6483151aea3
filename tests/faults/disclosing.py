"""Races of a withdrawal against a disclosure, given at once to two logs over one store.

A disclosure relies on all that its subject lets be told. So whichever is first, the log never holds
a disclosure under a consent at a position after the withdrawal of that consent.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from random import Random

from application.ledger import Receipt
from application.perform import perform
from domain.consent import (
    Audience,
    DisclosureConsentWithdrawn,
    GiveDisclosureConsent,
    Purpose,
    ToldBy,
    Use,
    WithdrawDisclosureConsent,
)
from domain.decider import Command, Recorded
from domain.disclosure import DisclosureChecked, DisclosureDenied, DisclosureMade, ProposeDisclosure
from domain.people import LOCAL_OPERATOR, ConsentId, PeerId
from infrastructure.event_log import EventLog
from tests.faults.oracle import Counts, everything, wrong_with_order
from tests.faults.people import ISLA, SERVICE, SHONA, numbered, open_machair, somebody_supporting

RACES_OF_A_PEER = 50
LANES = 12
"""So many races run beside each other, each over a peer supporter of its own.

Beside each other they share the commits of the two logs, as requests do, so ten thousand take
minutes.
"""
RUNNERS = 3
Answer = Receipt | Exception


class DisclosureRaces:
    """Races over one store, and what was found wrong."""

    def __init__(self, logs: tuple[EventLog, EventLog], counts: Counts, seed: str) -> None:
        """Open a made-up service there."""
        self.counts = counts
        self._logs = logs
        self._dice = Random(seed)
        self._fresh = numbered(seed)
        self._lanes = ThreadPoolExecutor(LANES)
        self._runners = ThreadPoolExecutor(LANES * RUNNERS)
        open_machair(self._give)

    def run(self, races: int) -> None:
        """Run so many races, half of them over what is for once, and look at the whole log."""
        with self._runners, self._lanes:
            shares = [races // LANES + (lane < races % LANES) for lane in range(LANES)]
            for refused in self._lanes.map(self._lane, shares):
                self.counts.refused += refused
        self.counts.races += races
        events = everything(self._logs[0])
        self.counts.events += len(events)
        self.counts.wrong += wrong_with_order(events)
        self.counts.wrong += after_withdrawal(events)

    def _lane(self, races: int) -> int:
        """Run so many races one after the other; return how many proposals were refused."""
        refused = 0
        for number in range(races):
            if number % RACES_OF_A_PEER == 0:
                peer = somebody_supporting(self._give)
            race = self._used_twice if number % 2 else self._withdrawn_while_told
            refused += race(peer)
        return refused

    def _withdrawn_while_told(self, peer: PeerId) -> int:
        consent = self._consent_of(peer, Use.STANDING)
        answers = self._at_once(
            WithdrawDisclosureConsent(consent=consent),
            telling(peer, "Isla"),
            telling(peer, "Isla again"),
        )
        if not isinstance(answers[0], Receipt):
            self._wrong(f"a withdrawal was refused: {answers[0]!r}")
        return self._only_denied(answers[1:])

    def _used_twice(self, peer: PeerId) -> int:
        """What may be told once is told once, however many tell it."""
        consent = self._consent_of(peer, Use.ONE_OFF)
        answers = self._at_once(*[telling(peer, f"Isla, time {time}") for time in range(3)])
        told = [each for each in answers if isinstance(each, Receipt)]
        if len(told) != 1:
            self._wrong(f"{len(told)} times told what may be told once")
        refused = self._only_denied([each for each in answers if not isinstance(each, Receipt)])
        self._give(WithdrawDisclosureConsent(consent=consent))
        return refused

    def _only_denied(self, answers: list[Answer]) -> int:
        no = [each for each in answers if not isinstance(each, Receipt)]
        for each in no:
            if not isinstance(each, DisclosureDenied):
                self._wrong(f"refused for another reason: {each!r}")
        return len(no)

    def _consent_of(self, peer: PeerId, use: Use) -> ConsentId:
        receipt = self._give(
            GiveDisclosureConsent(
                own_word=True,
                peer=peer,
                items=("CONDITION:STROKE",),
                audience=Audience.STAFF_MEMBER,
                audience_staff=ISLA,
                purpose=Purpose.SUPERVISION,
                channel=ToldBy.SPOKEN,
                valid_until=(datetime.now(UTC) + timedelta(days=30)).date(),
                use=use,
            )
        )
        consent: ConsentId = receipt.events[0].event.consent  # type: ignore[attr-defined]
        return consent

    def _at_once(self, *commands: Command) -> list[Answer]:
        """Give each to one of the logs, the first and the second to different ones."""
        order = list(self._logs)
        self._dice.shuffle(order)
        line = threading.Barrier(len(commands))
        running = [
            self._runners.submit(self._run, line, order[number % 2], command)
            for number, command in enumerate(commands)
        ]
        return [each.result() for each in running]

    def _run(self, line: threading.Barrier, log: EventLog, command: Command) -> Answer:
        line.wait()
        try:
            return self._ask(log, command)
        except Exception as no:  # noqa: BLE001 - it is looked at
            return no

    def _give(self, command: Command) -> Receipt:
        return self._ask(self._dice.choice(self._logs), command)

    def _ask(self, log: EventLog, command: Command) -> Receipt:
        return perform(command, log, by=LOCAL_OPERATOR, service=SERVICE, command_id=self._fresh())

    def _wrong(self, sentence: str) -> None:
        self.counts.wrong.append(sentence)


def telling(peer: PeerId, whom: str) -> ProposeDisclosure:
    """Something of a peer supporter is to be told to Isla."""
    return ProposeDisclosure(
        peer=peer,
        items=("CONDITION:STROKE",),
        audience=Audience.STAFF_MEMBER,
        to_staff=ISLA,
        recipient=whom,
        purpose=Purpose.SUPERVISION,
        channel=ToldBy.SPOKEN,
        told_by=SHONA,
    )


def after_withdrawal(events: list[Recorded]) -> list[str]:
    """Every disclosure under a consent that stands after the withdrawal of that consent."""
    withdrawn: dict[ConsentId, int] = {}
    wrong = []
    made = 0
    for recorded in events:
        match recorded.event:
            case DisclosureConsentWithdrawn(consent=consent):
                withdrawn.setdefault(consent, recorded.position)
            case DisclosureMade():
                made += 1
            case DisclosureChecked(under=under):
                wrong += [
                    f"told at {recorded.position}, though taken back at {withdrawn[consent]}"
                    for consent in under
                    if consent in withdrawn
                ]
            case _:
                pass
    return wrong if made else ["nothing was told at all"]
