"""Suggestions over a simulated service: the rules of a proposal, capacity, the same every time."""

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pytest

from application.looking import Looking
from application.match_suggestions import suggestions
from application.matching_workbench import Workbench
from application.simulation import simulate
from application.waiting_list_matching import (
    free_places,
    waiting,
    waiting_list_suggestions,
    worth,
)
from domain.consent import CONSENTS, COVERAGE
from domain.decider import Recorded, Refusal
from domain.definitions import DEFAULTS, with_numbers
from domain.match import ProposeMatch, proposing
from domain.matching import Features, Kind
from domain.people import PeerId, ReferralId, subject
from infrastructure.codec import opened
from infrastructure.event_log import EventLog, system_clock
from infrastructure.keyring import KeyEncryptionKey, Keyring
from infrastructure.recorders.sqlite import SqliteRecorder
from tests.deployments import SERVICE
from tests.histories import TODAY


class Codes:
    """Opens codes, or none."""

    def __init__(self, keyring: Keyring | None) -> None:
        self.keyring = keyring

    def codes(self, recorded: Recorded) -> Recorded:
        return opened(recorded, self.keyring) if self.keyring is not None else recorded


class Simulated(NamedTuple):
    """A year of a service in which many wait, and the keys to it."""

    ledger: EventLog
    keyring: Keyring

    def look(self, *, keys: bool = True) -> Looking:
        codes = Codes(self.keyring if keys else None)
        return Looking(self.ledger, codes, service=SERVICE, now=TODAY)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulated]:
    folder: Path = tmp_path_factory.mktemp("simulated")
    keyring = Keyring("sqlite://", KeyEncryptionKey(sha256(b"tests").digest()))
    recorder = SqliteRecorder(folder / "log.db")
    ledger = EventLog(recorder, keyring, system_clock)
    simulate(ledger, ledger, service=SERVICE, people=70, years=1, seed=6, until=TODAY)
    yield Simulated(ledger, keyring)
    recorder.close()
    keyring.close()


def referrals_of(year: Simulated) -> list[ReferralId]:
    return [ReferralId(each.partition(":")[2]) for each in year.ledger.subjects("referral")]


def refused(look: Looking, command: ProposeMatch) -> str | None:
    """What the proposal itself would be answered."""
    state = proposing.gather(command, look)
    try:
        proposing.decide(command, state)
    except Refusal as no:
        return str(no)
    return None


def test_whoever_is_suggested_can_be_proposed_and_whoever_cannot_is_told_the_same_rule(
    year: Simulated,
) -> None:
    """One workbench for everybody keeps answers; each is held against the proposal's own."""
    look = year.look()
    workbench = Workbench(look)
    peers, allowed, barred = workbench.peers(), 0, 0
    for identifier in referrals_of(year):
        seeker = workbench.seeker(identifier)
        found = workbench.consider(seeker, peers)
        for candidate in found.candidates:
            if seeker.coordinator is None:
                continue
            command = ProposeMatch(
                referral=identifier,
                peer=candidate.peer,
                coordinator=seeker.coordinator,
                reasons="They would get on.",
            )
            no = refused(look, command)
            if no is None:
                assert found.barred == ()
                allowed += candidate.can_be_suggested
            else:
                assert no in {*found.barred, *(sentence for _rule, sentence in candidate.rules)}
                barred += 1
    assert allowed > 0
    assert barred > 100


def test_one_workbench_for_everybody_says_what_one_for_each_would(year: Simulated) -> None:
    look = year.look()
    together = Workbench(look)
    for identifier in referrals_of(year):
        alone = Workbench(look)
        peers = alone.peers()
        assert alone.consider(alone.seeker(identifier), peers) == together.consider(
            together.seeker(identifier), peers
        )


def test_the_waiting_list_keeps_to_capacity_and_exclusions_and_is_no_worse_than_greedy(
    year: Simulated,
) -> None:
    look = year.look()
    workbench, rows = Workbench(look), waiting_list_suggestions(look).rows
    chosen = {row.referral: row.suggested.peer for row in rows if row.suggested is not None}
    values, places = {}, {peer: free_places(workbench, peer) for peer in workbench.peers()}
    for row in rows:
        seeker = workbench.seeker(row.referral)
        found = workbench.consider(seeker, workbench.peers())
        for candidate in found.candidates:
            if candidate.can_be_suggested and not found.barred:
                values[row.referral, candidate.peer] = worth(workbench, seeker, candidate)

    assert chosen
    assert set(chosen.items()) <= set(values)
    for peer, times in Counter(chosen.values()).items():
        assert times <= places[peer]
    taken: dict[ReferralId, PeerId] = {}
    for (referral, peer), _points in sorted(values.items(), key=lambda each: (-each[1], each[0])):
        if referral not in taken and Counter(taken.values())[peer] < places[peer]:
            taken[referral] = peer
    assert sum(values[each] for each in chosen.items()) >= sum(
        values[each] for each in taken.items()
    )


def test_who_waits_longest_stands_first(year: Simulated) -> None:
    days = [row.waiting_days for row in waiting_list_suggestions(year.look()).rows]

    assert len(days) > 3
    assert days == sorted(days, reverse=True)  # type: ignore[type-var]


def test_the_same_entries_and_definitions_give_the_same_suggestions(year: Simulated) -> None:
    for identifier in waiting(year.look()):
        assert suggestions(year.look(), identifier) == suggestions(year.look(), identifier)
    assert waiting_list_suggestions(year.look()) == waiting_list_suggestions(year.look())


def test_other_definitions_have_another_version_and_may_give_another_order(
    year: Simulated,
) -> None:
    nothing = with_numbers({f"matching.{each}": 0 for each in WEIGHTS}, "nothing-1")
    look = year.look()
    orders = {
        definitions.version: [
            [each.peer for each in suggestions(look, referral, definitions=definitions).candidates]
            for referral in waiting(look)
        ]
        for definitions in (DEFAULTS, nothing)
    }

    assert {"defaults-1", "nothing-1"} == set(orders)
    assert orders["defaults-1"] != orders["nothing-1"]


WEIGHTS = ("condition", "impact", "interests", "age", "well_being", "availability", "channels")


def test_without_keys_nobodys_statement_counts_and_every_rule_does(year: Simulated) -> None:
    with_keys, blind = Workbench(year.look()), Workbench(year.look(keys=False))
    for identifier in waiting(year.look()):
        read = with_keys.consider(with_keys.seeker(identifier), with_keys.peers())
        closed = blind.consider(blind.seeker(identifier), blind.peers())
        rules = {each.peer: each.rules for each in read.candidates}
        assert rules == {each.peer: each.rules for each in closed.candidates}
        for each in closed.candidates:
            assert each.features == Features()
            assert {part.kind for part in each.weighed.parts} <= {
                Kind.OPEN_MATCHES,
                Kind.MATCHED_BEFORE,
            }


def test_every_reason_rests_on_a_consent_of_that_peer_supporter(year: Simulated) -> None:
    look, seen = year.look(), 0
    for identifier in waiting(look):
        for candidate in suggestions(look, identifier).candidates:
            of = subject("peer", candidate.peer)
            in_force = {
                each
                for each, consent in look(CONSENTS, of).items()
                if consent.in_force_at(look.now)
            }
            for reason in candidate.reasons:
                seen += 1
                assert reason.under
                assert set(reason.under) <= in_force & look(COVERAGE, of).keys()
    assert seen > 0
