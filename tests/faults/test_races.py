"""Whoever loses a race is decided on what the winner has done."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from domain.match import AlreadyMatched, PeerAtCapacity, ProposeMatch
from domain.referral import AcceptReferral, ReferralIsOver, WithdrawReferral
from infrastructure.event_log import system_clock
from infrastructure.recorders import EventRecorder, Outcome, Submission
from infrastructure.recorders.postgres import PostgresRecorder
from infrastructure.recorders.sqlite import SqliteRecorder
from infrastructure.settings import Settings
from tests.faults import times
from tests.faults.oracle import Counts, wrong_with_tree
from tests.faults.people import (
    ISLA,
    PHONING,
    SHONA,
    open_machair,
    somebody_ready,
    somebody_supporting,
    somebody_waiting,
)
from tests.faults.places import DATABASES, another_log, place_in
from tests.faults.racing import Races
from tests.faults.test_together import giver

pytestmark = [pytest.mark.faults, pytest.mark.parametrize("database", DATABASES)]


def test_the_loser_of_a_race_is_always_decided_on_the_new_events(
    tmp_path: Path, database: str
) -> None:
    counts = Counts(f"races on {database}")
    settings = place_in(tmp_path, database)
    with another_log(settings) as one, another_log(settings) as two:
        Races((one, two), counts, f"races-{database}").run(times(60, campaign=2_000))
        counts.wrong += wrong_with_tree(one._recorder)
    counts.tell()

    assert counts.wrong == []
    assert counts.refused > counts.races / 3


def test_without_the_condition_the_same_races_find_what_is_wrong(
    tmp_path: Path, database: str
) -> None:
    counts = Counts(f"races without the condition on {database}")
    settings = place_in(tmp_path, database)
    with (
        another_log(settings, careless_recorder_of) as one,
        another_log(settings, careless_recorder_of) as two,
    ):
        Races((one, two), counts, f"careless-{database}").run(times(60, campaign=500))
    counts.tell()

    found = "\n".join(counts.wrong)
    assert "should be refused with" in found or "though withdrawn" in found
    assert "AcceptReferral at" in found or "ProposeMatch at" in found


def test_a_log_that_knows_of_no_withdrawal_does_not_accept(tmp_path: Path, database: str) -> None:
    settings = place_in(tmp_path, database)
    with another_log(settings) as one, another_log(settings) as two:
        open_machair(giver(one, "one"))
        referral = somebody_ready(giver(one, "ready"))
        giver(two, "two")(WithdrawReferral(referral=referral))

        with pytest.raises(ReferralIsOver):
            giver(one, "late")(AcceptReferral(referral=referral, offer=PHONING))


def test_a_log_that_knows_of_no_proposal_makes_no_second(tmp_path: Path, database: str) -> None:
    settings = place_in(tmp_path, database)
    with another_log(settings) as one, another_log(settings) as two:
        give = giver(one, "one")
        open_machair(give)
        waiting, first, second = (
            somebody_waiting(give),
            somebody_supporting(give),
            somebody_supporting(give),
        )
        for_first = ProposeMatch(referral=waiting, peer=first, coordinator=ISLA, reasons="Boats.")
        giver(two, "two")(for_first)

        with pytest.raises(AlreadyMatched):
            give(ProposeMatch(referral=waiting, peer=second, coordinator=SHONA, reasons="Trains."))


def test_what_a_machine_whose_clock_is_ahead_has_recorded_counts_already(
    tmp_path: Path, database: str
) -> None:
    settings = place_in(tmp_path, database)

    def ahead() -> datetime:
        return system_clock() + timedelta(seconds=30)

    with another_log(settings) as one, another_log(settings, clock=ahead) as two:
        give = giver(one, "one")
        open_machair(give)
        peer = somebody_supporting(giver(two, "peer"))
        first, second = somebody_waiting(give), somebody_waiting(give)
        give_ahead = giver(two, "two")
        give_ahead(ProposeMatch(referral=first, peer=peer, coordinator=ISLA, reasons="Boats."))

        with pytest.raises(PeerAtCapacity):
            give(ProposeMatch(referral=second, peer=peer, coordinator=SHONA, reasons="Trains."))


class CarelessSqlite(SqliteRecorder):
    """Appends whatever a decision had read."""

    def append_batch(
        self, submissions: Iterable[Submission], *, expected_head: int, now: int
    ) -> list[Outcome]:
        """Forget the conditions."""
        return super().append_batch(
            without_reads(submissions), expected_head=expected_head, now=now
        )


class CarelessPostgres(PostgresRecorder):
    """The same on PostgreSQL, where carrying the tree on is a condition of its own."""

    def append_batch(
        self, submissions: Iterable[Submission], *, expected_head: int, now: int
    ) -> list[Outcome]:
        """Forget the conditions."""
        self._others_wrote = 1  # so that the head is not asked for either
        return super().append_batch(
            without_reads(submissions), expected_head=expected_head, now=now
        )


def without_reads(submissions: Iterable[Submission]) -> list[Submission]:
    """The same submissions, relying on nothing."""
    return [each._replace(reads=(), dependent=False) for each in submissions]


def careless_recorder_of(settings: Settings) -> EventRecorder:
    """A recorder that keeps no condition."""
    if settings.database_url is None:
        return CarelessSqlite(settings.log_file)
    return CarelessPostgres(settings.database_url)
