"""Races: commands that rely on the same subject, given at once to two logs over one store.

The two logs stand for two processes: each has its own connections, keyring and memory, and does
not know what the other has written. Who wins is open; what may not happen is told by the log.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from random import Random

from application.ledger import Receipt
from application.perform import perform
from domain.decider import Command, Refusal
from domain.match import (
    ActivateMatch,
    AlreadyMatched,
    DeclineProposal,
    EndKind,
    EndMatch,
    MatchActivated,
    MatchEnded,
    MatchNotActive,
    PeerAtCapacity,
    ProposeMatch,
    Side,
)
from domain.people import LOCAL_OPERATOR, PeerId
from domain.referral import (
    AcceptReferral,
    RecordWaitContact,
    ReferralAccepted,
    ReferralIsOver,
    ReferralWithdrawn,
    WithdrawReferral,
)
from domain.session import PlanSession, RecordSession, SessionPlanned
from infrastructure.event_log import EventLog
from tests.faults.oracle import (
    Counts,
    everything,
    wrong_with_decisions,
    wrong_with_order,
)
from tests.faults.people import (
    ISLA,
    PHONING,
    SERVICE,
    SHONA,
    a_match_agreed,
    a_match_running,
    numbered,
    open_machair,
    somebody_ready,
    somebody_supporting,
    somebody_waiting,
)

Answer = Receipt | Exception
REPORTS = (WithdrawReferral, RecordWaitContact, RecordSession, EndMatch)
"""What has happened: never refused."""

RACES_OF_A_PEER = 10


class Races:
    """Races over one store, and what was found wrong."""

    def __init__(self, logs: tuple[EventLog, EventLog], counts: Counts, seed: str) -> None:
        """Open a made-up service there."""
        self.counts = counts
        self._logs = logs
        self._dice = Random(seed)
        self._asked: dict[str, Command] = {}
        self._fresh = numbered(seed)
        self._peers: list[PeerId] = []
        self._runners = ThreadPoolExecutor(8)
        open_machair(self._give)

    def run(self, races: int) -> None:
        """Run so many races, of each kind in turn, and look at the whole log afterwards."""
        kinds = (
            self._withdrawn_while_accepted,
            self._proposed_to_two,
            self._asked_by_two,
            self._ended_while_planned,
            self._started_twice,
        )
        with self._runners:
            for number in range(races):
                if number % RACES_OF_A_PEER == 0:
                    self._peers = [somebody_supporting(self._give) for _ in range(2)]
                kinds[number % len(kinds)]()
        self.counts.races += races
        log = self._logs[0]
        events = everything(log)
        self.counts.events += len(events)
        self.counts.wrong += wrong_with_order(events)
        self.counts.wrong += wrong_with_decisions(events, self._asked, log._keyring)

    def _withdrawn_while_accepted(self) -> None:
        referral = somebody_ready(self._give)
        answers = self._at_once(
            AcceptReferral(referral=referral, offer=PHONING),
            WithdrawReferral(referral=referral),
            *[RecordWaitContact(referral=referral) for _ in range(2)],
        )
        accepted = positions(answers, ReferralAccepted)
        withdrawn = positions(answers, ReferralWithdrawn)
        if accepted and accepted > withdrawn:
            self._wrong(f"accepted at {accepted}, though withdrawn at {withdrawn}")
        self._refused(answers, 1 - len(accepted), ReferralIsOver)

    def _proposed_to_two(self) -> None:
        referral = somebody_waiting(self._give)
        answers = self._at_once(
            ProposeMatch(
                referral=referral, peer=self._peers[0], coordinator=ISLA, reasons="Boats."
            ),
            ProposeMatch(
                referral=referral, peer=self._peers[1], coordinator=SHONA, reasons="Trains."
            ),
            *[RecordWaitContact(referral=referral) for _ in range(2)],
        )
        self._refused(answers, 1, AlreadyMatched)
        self._decline(answers)

    def _asked_by_two(self) -> None:
        peer = self._peers[0]
        referrals = somebody_waiting(self._give), somebody_waiting(self._give)
        answers = self._at_once(
            ProposeMatch(referral=referrals[0], peer=peer, coordinator=ISLA, reasons="Boats."),
            ProposeMatch(referral=referrals[1], peer=peer, coordinator=SHONA, reasons="Trains."),
        )
        self._refused(answers, 1, PeerAtCapacity)
        self._decline(answers)

    def _ended_while_planned(self) -> None:
        match = a_match_running(self._give, self._peers[0])
        soon = datetime.now(UTC) + timedelta(days=7)
        answers = self._at_once(
            EndMatch(match=match, how=EndKind.PLANNED),
            PlanSession(match=match, planned_for=soon),
            *[RecordSession(match=match, minutes=20 + number) for number in range(4)],
        )
        planned, ended = positions(answers, SessionPlanned), positions(answers, MatchEnded)
        if planned and planned > ended:
            self._wrong(f"planned at {planned}, though ended at {ended}")
        self._refused(answers, 1 - len(planned), MatchNotActive)

    def _started_twice(self) -> None:
        match = a_match_agreed(self._give, self._peers[1])
        answers = self._at_once(*[ActivateMatch(match=match) for _ in range(4)])
        if len(positions(answers, MatchActivated)) != 1:
            self._wrong(f"started {len(positions(answers, MatchActivated))} times")
        self._refused(answers, 0, Refusal)
        self._give(EndMatch(match=match, how=EndKind.PLANNED))

    def _at_once(self, *commands: Command) -> list[Answer]:
        """Give each to one of the logs, the first and the second to different ones."""
        order = list(self._logs)
        self._dice.shuffle(order)
        line = threading.Barrier(len(commands))
        running = [
            self._runners.submit(self._run, line, order[number % 2], command)
            for number, command in enumerate(commands)
        ]
        answers = [each.result() for each in running]
        for command, answer in zip(commands, answers, strict=True):
            self.counts.reports += isinstance(command, REPORTS)
            if isinstance(command, REPORTS) and not isinstance(answer, Receipt):
                self._wrong(f"{type(command).__name__} was refused: {answer!r}")
        return answers

    def _run(self, line: threading.Barrier, log: EventLog, command: Command) -> Answer:
        line.wait()
        try:
            return self._ask(log, command)
        except Exception as no:  # noqa: BLE001 - it is looked at
            return no

    def _give(self, command: Command) -> Receipt:
        """Give a command to either log, so that what each remembers is old by turns."""
        return self._ask(self._dice.choice(self._logs), command)

    def _ask(self, log: EventLog, command: Command) -> Receipt:
        command_id = self._fresh()
        self._asked[command_id] = command
        return perform(command, log, by=LOCAL_OPERATOR, service=SERVICE, command_id=command_id)

    def _refused(self, answers: list[Answer], expected: int, reason: type[Refusal]) -> None:
        """As many were refused as must be, and for the reason that the winner gave."""
        refused = [each for each in answers if not isinstance(each, Receipt)]
        self.counts.refused += len(refused)
        if len(refused) != expected or not all(isinstance(each, reason) for each in refused):
            self._wrong(f"{expected} should be refused with {reason.__name__}: {refused}")

    def _decline(self, answers: list[Answer]) -> None:
        for answer in answers:
            for each in answer.events if isinstance(answer, Receipt) else ():
                match = getattr(each.event, "match", None)
                if match is not None:
                    self._give(DeclineProposal(match=match, by=Side.PERSON))

    def _wrong(self, sentence: str) -> None:
        self.counts.wrong.append(sentence)


def positions(answers: list[Answer], kind: type) -> list[int]:
    """Where events of a kind were recorded."""
    return [
        each.position
        for answer in answers
        if isinstance(answer, Receipt)
        for each in answer.events
        if isinstance(each.event, kind)
    ]
