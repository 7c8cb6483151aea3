"""Commands that arrive together: each is decided on what the ones before it have done."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from application.ledger import Asked, Decided, Reading, Receipt
from application.perform import perform
from domain.decider import Command, Refusal
from domain.match import (
    AlreadyMatched,
    EndKind,
    EndMatch,
    MatchEnded,
    MatchProposed,
    PeerAtCapacity,
    ProposeMatch,
    RecordConfidentialityExplained,
    UnknownMatch,
)
from domain.people import LOCAL_OPERATOR, MatchId
from infrastructure.event_log import EventLog
from tests.faults.people import (
    ISLA,
    SERVICE,
    SHONA,
    Perform,
    a_match_running,
    numbered,
    open_machair,
    somebody_supporting,
    somebody_waiting,
)
from tests.faults.places import DATABASES, another_log, place_in

pytestmark = [pytest.mark.faults, pytest.mark.parametrize("database", DATABASES)]

PATIENCE = 10.0


def test_what_an_earlier_command_did_counts_though_its_subject_was_never_looked_at(
    tmp_path: Path, database: str
) -> None:
    settings = place_in(tmp_path, database)
    with another_log(settings) as one, another_log(settings) as two:
        give = giver(one, "one")
        open_machair(give)
        peer = somebody_supporting(give)
        match, waiting = a_match_running(give, peer), somebody_waiting(give)

        ended, proposed = together(
            two,
            EndMatch(match=match, how=EndKind.PLANNED),
            ProposeMatch(referral=waiting, peer=peer, coordinator=ISLA, reasons="Boats."),
        )

        assert isinstance(ended, Receipt)
        assert isinstance(ended.events[0].event, MatchEnded)
        assert isinstance(proposed, Receipt)
        assert isinstance(proposed.events[0].event, MatchProposed)


def test_the_same_holds_for_commands_that_are_decided_again_under_the_lock(
    tmp_path: Path, database: str
) -> None:
    settings = place_in(tmp_path, database)
    with another_log(settings) as one, another_log(settings) as two:
        give = giver(one, "one")
        open_machair(give)
        peer = somebody_supporting(give)
        match, waiting = a_match_running(give, peer), somebody_waiting(give)
        explained = RecordConfidentialityExplained(match=match, version="2")
        giver(two, "two")(explained)  # now it knows the match, but not the peer supporter
        give(explained)

        ended, proposed = together(
            two,
            EndMatch(match=match, how=EndKind.PLANNED),
            ProposeMatch(referral=waiting, peer=peer, coordinator=ISLA, reasons="Boats."),
        )

        assert isinstance(ended, Receipt)
        assert isinstance(proposed, Receipt)
        assert ended.position < proposed.position


def test_a_wrong_command_harms_none_of_those_that_came_with_it(
    tmp_path: Path, database: str
) -> None:
    with another_log(place_in(tmp_path, database)) as log:
        give = giver(log, "before")
        open_machair(give)
        peers = somebody_supporting(give), somebody_supporting(give)
        matched, left, third = (somebody_waiting(give) for _ in range(3))

        answers = together(
            log,
            EndMatch(match=MatchId("nobody"), how=EndKind.PLANNED),
            ProposeMatch(referral=matched, peer=peers[0], coordinator=ISLA, reasons="Boats."),
            ProposeMatch(referral=matched, peer=peers[1], coordinator=SHONA, reasons="Trains."),
            ProposeMatch(referral=left, peer=peers[0], coordinator=SHONA, reasons="Boats."),
            ProposeMatch(referral=third, peer=peers[1], coordinator=ISLA, reasons="Trains."),
        )

        assert [type(each) for each in answers] == [
            UnknownMatch,
            Receipt,
            AlreadyMatched,
            PeerAtCapacity,
            Receipt,
        ]


def giver(log: EventLog, name: str) -> Perform:
    """A way to give commands to a log, each under an id of its own."""
    fresh = numbered(name)

    def give(command: Command) -> Receipt:
        return perform(command, log, by=LOCAL_OPERATOR, service=SERVICE, command_id=fresh())

    return give


def together(log: EventLog, *commands: Command) -> list[Receipt | Refusal]:
    """Give commands so that they come in this order and are all decided in one batch."""
    go_on = threading.Event()

    def hold(_read: Reading) -> Decided:
        go_on.wait(PATIENCE)
        return Decided([])

    answers: dict[int, Receipt | Refusal] = {}
    give = giver(log, "together")

    def ask(number: int, command: Command) -> None:
        try:
            answers[number] = give(command)
        except Refusal as refusal:
            answers[number] = refusal

    asked = Asked(
        command_id="hold", digest=bytes(32), by=LOCAL_OPERATOR, service=SERVICE, decide=hold
    )
    holding = threading.Thread(target=log.transact, args=(asked,))
    holding.start()
    _wait_until(lambda: log._turns._led and not len(log._turns))
    threads = [holding]
    for number, command in enumerate(commands):
        threads.append(threading.Thread(target=ask, args=(number, command)))
        threads[-1].start()
        _wait_until(lambda: len(log._turns) == number + 1)  # noqa: B023 - asked at once
    go_on.set()
    for thread in threads:
        thread.join()
    return [answers[number] for number in range(len(commands))]


def _wait_until(it_is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not it_is_so():
        assert time.monotonic() < deadline
        time.sleep(0.001)
