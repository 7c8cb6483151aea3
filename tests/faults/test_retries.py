"""A command whose answer was lost is asked again, and done once."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import msgspec
import pytest

from api.store import recorder_of
from application.ledger import CommandIdReused, Receipt
from application.perform import perform
from domain.channels import Channel
from domain.decider import Command, Position, Recorded, Refusal
from domain.people import LOCAL_OPERATOR, ReferralId
from domain.referral import (
    AcceptReferral,
    AgreedHow,
    ReceiveReferral,
    RecordWaitContact,
    Source,
    Triage,
    TriageReferral,
    WithdrawReferral,
)
from infrastructure.event_log import EventLog
from infrastructure.recorders import EventRecorder
from infrastructure.recorders.sqlite import SqliteRecorder
from infrastructure.settings import Settings
from tests.faults import times
from tests.faults.oracle import by_command, everything, wrong_with_tree
from tests.faults.people import PHONING, SERVICE, open_machair, somebody_ready
from tests.faults.places import DATABASES, another_log, place_in
from tests.faults.test_together import giver

pytestmark = [pytest.mark.faults, pytest.mark.parametrize("database", DATABASES)]

MORAG = ReceiveReferral(
    service=SERVICE, source=Source.GP, agreed_how=AgreedHow.SPOKEN, name="Morag Testperson"
)
MORAG_URGENT = msgspec.structs.replace(MORAG, urgent=True)
ASKERS = 6


def test_the_same_command_asked_of_two_logs_at_once_is_done_once(
    tmp_path: Path, database: str
) -> None:
    settings = place_in(tmp_path, database)
    with another_log(settings) as one, another_log(settings) as two:
        open_machair(giver(one, "one"))
        for number in range(times(20, campaign=500)):
            answers = _at_once((one, two), [MORAG] * ASKERS, f"lost-{number}")

            receipts = [each for each in answers if isinstance(each, Receipt)]
            assert len(receipts) == ASKERS
            assert [each.repeated for each in receipts].count(False) == 1
            assert len({each.events for each in receipts}) == 1
            assert len(receipts[0].events) == 2

        assert wrong_with_tree(two._recorder) == []


def test_one_id_for_two_requests_serves_one_of_them(tmp_path: Path, database: str) -> None:
    settings = place_in(tmp_path, database)
    with another_log(settings) as one, another_log(settings) as two:
        give = giver(one, "one")
        open_machair(give)
        referral = somebody_ready(give)
        rounds = times(20, campaign=500)
        for number in range(rounds):
            requests = [
                RecordWaitContact(referral=referral, mode=mode)
                for mode in (Channel.PHONE, Channel.EMAIL)
            ]
            answers = _at_once((one, two), requests * 2, f"shared-{number}")

            served = {answer.position for answer in answers if isinstance(answer, Receipt)}
            reused = [answer for answer in answers if isinstance(answer, CommandIdReused)]
            assert len(served) == 1
            assert len(reused) == 2

        shared = by_command(everything(one))
        assert {len(shared[f"shared-{number}"]) for number in range(rounds)} == {1}


def test_an_answer_is_the_same_after_much_else_has_been_recorded(
    tmp_path: Path, database: str
) -> None:
    settings = place_in(tmp_path, database)
    with another_log(settings, _with_a_small_index) as log:
        give = giver(log, "one")
        open_machair(give)
        first = _ask(log, MORAG, "lost")
        for _ in range(40):
            give(MORAG)

        assert _answer(log, "lost") == (first.position, first.events)
        with pytest.raises(CommandIdReused, match="Use a new key"):
            _ask(log, MORAG_URGENT, "lost")
    with another_log(settings) as later:
        assert _answer(later, "lost") == (first.position, first.events)
        with pytest.raises(CommandIdReused):
            _ask(later, MORAG_URGENT, "lost")


def test_what_was_done_is_answered_though_it_would_be_refused_now(
    tmp_path: Path, database: str
) -> None:
    settings = place_in(tmp_path, database)
    with another_log(settings) as one, another_log(settings) as two:
        give = giver(one, "one")
        open_machair(give)
        referral = somebody_ready(give)
        accept = AcceptReferral(referral=referral, offer=PHONING)
        first = _ask(one, accept, "accept")
        give(WithdrawReferral(referral=referral))

        for log in (one, two):
            again = _ask(log, accept, "accept")
            assert again.repeated
            assert again.events == first.events


def test_a_refused_request_leaves_its_id_free(tmp_path: Path, database: str) -> None:
    settings = place_in(tmp_path, database)
    with another_log(settings) as log:
        give = giver(log, "one")
        open_machair(give)
        with pytest.raises(Refusal):
            _ask(log, TriageReferral(referral=ReferralId("x"), outcome=Triage.IN_REMIT), "again")

        assert not _ask(log, MORAG, "again").repeated


def _ask(log: EventLog, command: Command, command_id: str) -> Receipt:
    return perform(command, log, by=LOCAL_OPERATOR, service=SERVICE, command_id=command_id)


def _answer(log: EventLog, command_id: str) -> tuple[Position, tuple[Recorded, ...]]:
    receipt = _ask(log, MORAG, command_id)
    assert receipt.repeated
    return receipt.position, receipt.events


def _at_once(
    logs: tuple[EventLog, ...], commands: Sequence[Command], command_id: str
) -> list[Receipt | Refusal]:
    line = Barrier(len(commands))

    def ask(number: int) -> Receipt | Refusal:
        line.wait()
        try:
            return _ask(logs[number // 2 % len(logs)], commands[number], command_id)
        except Refusal as no:
            return no

    with ThreadPoolExecutor(len(commands)) as runners:
        return list(runners.map(ask, range(len(commands))))


def _with_a_small_index(settings: Settings) -> EventRecorder:
    if settings.database_url is None:
        return SqliteRecorder(settings.log_file, index_every=8)
    return recorder_of(settings)
