"""Over simulated services too, nothing that runs is ever recorded in nobody's hands.

Said apart from the folds, from the events as they were recorded: after every command whoever is
responsible, deputises or supervises is there and named for it.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

import pytest

from domain.decider import Recorded
from domain.definitions import DEFAULTS
from domain.folds import as_of, fold, of_subject
from domain.group import GroupClosed, GroupCoordinatorAssigned, GroupOpened, GroupPlanned
from domain.match import (
    MATCH,
    SUPPORT_STAGES,
    MatchActivated,
    MatchBroughtIn,
    MatchCoordinatorAssigned,
    MatchDeclinedAfterIntroduction,
    MatchEnded,
    MatchProposed,
)
from domain.match_support_flags import flags_of_support
from domain.peer import PeerActivated, PeerLeft, SupervisorAssigned
from domain.person import Person, PersonDied
from domain.service import Duty, StaffLeft, StaffNamed
from tests.histories import by_subject, simulated

GOES_UNWRITTEN = 1
"""A seed with which a coordinator goes days before it is written down."""

COORDINATES, DEPUTISES = {Duty.COORDINATOR}, {Duty.COORDINATOR, Duty.MANAGER}
SUPERVISES = {*DEPUTISES, Duty.SUPERVISOR}


def in_nobodys_hands(history: Sequence[Recorded]) -> Iterator[str]:
    """What ran, after a command, with nobody responsible."""
    duties: dict[str, set[Duty]] = {}
    running: dict[str, tuple[str | None, str | None]] = {}
    waiting: dict[str, tuple[str | None, str | None]] = {}
    person_of: dict[str, str] = {}
    supervisor: dict[str, str] = {}
    active: set[str] = set()
    for _command, recorded in groupby(history, key=lambda each: each.command_id):
        for each in recorded:
            match each.event:
                case StaffNamed(staff=staff, duties=named):
                    duties[staff] = set(named)
                case StaffLeft(staff=staff):
                    duties[staff] = set()
                case MatchProposed(match=this, coordinator=coordinator, person=person):
                    waiting[this], person_of[this] = (coordinator, None), person
                case GroupPlanned(group=this, coordinator=coordinator):
                    waiting[this] = (coordinator, None)
                case MatchCoordinatorAssigned(match=this) as now:
                    kept = running if this in running else waiting
                    kept[this] = (now.coordinator, now.deputy)
                case GroupCoordinatorAssigned(group=this) as now_of:
                    kept = running if this in running else waiting
                    kept[this] = (now_of.coordinator, now_of.deputy)
                case MatchActivated(match=this):
                    running[this] = waiting[this]
                case GroupOpened(group=this):
                    running[this] = waiting[this]
                case MatchEnded(match=this) | MatchDeclinedAfterIntroduction(match=this):
                    running.pop(this, None)
                case GroupClosed(group=this):
                    running.pop(this, None)
                case PersonDied(person=person):
                    for gone in [one for one, of in person_of.items() if of == person]:
                        running.pop(gone, None)
                case SupervisorAssigned(peer=peer, supervisor=holder):
                    supervisor[peer] = holder
                case PeerActivated(peer=peer):
                    active.add(peer)
                case PeerLeft(peer=peer):
                    active.discard(peer)
                case MatchBroughtIn():
                    raise AssertionError("a simulated service brings no running match in")
                case _:
                    pass
        for one, (first, second) in running.items():
            if COORDINATES.isdisjoint(duties.get(str(first), ())):
                yield f"{one} without coordinator"
            if first == second or DEPUTISES.isdisjoint(duties.get(str(second), ())):
                yield f"{one} without deputy"
        for other in active:
            if SUPERVISES.isdisjoint(duties.get(supervisor.get(other, ""), ())):
                yield f"{other} without supervision"


@pytest.mark.parametrize("seed", [3, 11])
def test_no_simulated_service_leaves_what_runs_in_nobodys_hands(seed: int) -> None:
    history = simulated(seed)

    assert any(isinstance(each.event, MatchActivated) for each in history)
    assert any(isinstance(each.event, GroupOpened) for each in history)
    assert [] == list(in_nobodys_hands(history))


def test_days_with_somebody_who_had_gone_show_as_deviations_of_the_match() -> None:
    history = simulated(GOES_UNWRITTEN, people=60, years=3)
    matches = {of: all_of for of, all_of in by_subject(history).items() if of.startswith("match:")}
    expected, flagged = set(), set()
    for left in history:
        if not isinstance(left.event, StaffLeft) or left.event.at == left.recorded_at:
            continue
        for of, entries in matches.items():
            before = [each for each in entries if each.command_id != left.command_id]
            known = [each for each in before if each.position < left.position]
            match = fold(MATCH, of_subject(as_of(known), of))
            runs = match.stage_at(left.recorded_at) in SUPPORT_STAGES
            if runs and match.coordinator_at(left.recorded_at) == left.event.staff:
                expected.add(of)
    for of, entries in matches.items():
        match = fold(MATCH, of_subject(as_of(entries), of))
        flags = flags_of_support(match, Person(), DEFAULTS)
        if any(each.code == "MATCH_UNATTENDED" for each in flags):
            flagged.add(of)

    assert [] == list(in_nobodys_hands(history))
    assert flagged == expected
    assert expected


def test_a_departure_that_passes_nothing_on_would_be_seen() -> None:
    history = simulated(3)
    started = next(
        number for number, each in enumerate(history) if isinstance(each.event, MatchActivated)
    )
    forgotten = [
        each
        for each in history[: started + 1]
        if not isinstance(each.event, MatchCoordinatorAssigned)
    ]

    assert any(each.endswith("without deputy") for each in in_nobodys_hands(forgotten))
