"""What several lists say of the same match, person or peer supporter is the same, at any moment."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

import msgspec
import pytest

from domain.decider import Recorded
from domain.definitions import DEFAULTS
from domain.folds import ALWAYS
from domain.indicators import NO_NEW_MATCHES
from domain.people import Subject
from domain.service import SERVICE as SERVICE_FOLD
from projections import caseload, match_board, own_indicators, peer_roster, waiting_list
from projections.catch_up import joined
from projections.view import View
from projections.worklist import gatherings, peers, people, services
from projections.worklist.items import BECOMES
from tests.deployments import SERVICE
from tests.histories import TODAY, by_subject, simulated

CAMPAIGN = bool(os.environ.get("ALONGSIDE_CAMPAIGN"))
SEEDS = range(1, 11) if CAMPAIGN else (2, 3)
NEW = (
    waiting_list.VIEW,
    match_board.VIEW,
    peer_roster.VIEW,
    people.VIEW,
    peers.VIEW,
    *gatherings.VIEWS,
    services.VIEW,
)


def everybody(noun: str) -> Iterator[tuple[Subject, list[Recorded]]]:
    """Everybody of a kind in simulated services, with what is about the service beside."""
    for seed in SEEDS:
        subjects = by_subject(simulated(seed, people=40, years=1.2))
        service = [
            each
            for each in subjects[Subject(f"service:{SERVICE}")]
            if type(each.event) in SERVICE_FOLD.hears
        ]
        for subject, events in subjects.items():
            if subject.startswith(f"{noun}:"):
                yield subject, [*joined(events, service if noun == "peer" else ())]


def some_moment(chance: Random) -> datetime:
    return TODAY - timedelta(minutes=chance.randrange(60 * 24 * 360))


def test_the_board_and_the_caseload_say_the_same_of_a_match() -> None:
    chance, compared = Random(3), 0
    for subject, events in everybody("person"):
        for _ in range(4):
            at = some_moment(chance)
            cases = caseload.rows_of(subject, events, DEFAULTS, at, at)[0]
            open_ones = {
                case.match: (case.state, case.level, case.since, case.coordinator, case.flags)
                for case in cases
                if case.match is not None and case.state not in {"ENDED", "DECLINED"}
            }
            board = {
                row["match"]: tuple(
                    row[name] for name in ("state", "level", "since", "coordinator", "flags")
                )
                for row in match_board.VIEW.rows(subject, events, DEFAULTS, at, at).values
            }
            assert board == open_ones
            compared += len(board)
    assert compared > 20


def test_who_waits_stands_in_the_caseload_too() -> None:
    chance, compared = Random(4), 0
    for subject, events in everybody("person"):
        for _ in range(4):
            at = some_moment(chance)
            cases = caseload.rows_of(subject, events, DEFAULTS, at, at)[0]
            for row in waiting_list.VIEW.rows(subject, events, DEFAULTS, at, at).values:
                (case,) = [each for each in cases if each.referral == row["referral"]]
                assert (case.state == "WAITING") == (row["proposed"] is None)
                if case.match is None:
                    assert (case.since, case.flags) == (row["since"], row["flags"])
                assert 0 <= row["days"] <= (at - row["since"]).days
                compared += 1
    assert compared > 10


def test_whatever_a_caseload_flags_is_in_the_worklist_or_has_turned_into_something_later() -> None:
    chance, compared = Random(5), 0
    for subject, events in everybody("person"):
        for _ in range(12):
            at = some_moment(chance)
            listed = {
                (item["match"], item["code"])
                for item in people.VIEW.rows(subject, events, DEFAULTS, at, at).values
            }
            for case in caseload.rows_of(subject, events, DEFAULTS, at, at)[0]:
                for flag in case.flags:
                    code: str | None = flag["code"]
                    while code is not None and (case.match, code) not in listed:
                        code = BECOMES.get(code)
                    assert code is not None, (case, flag)
                    compared += 1
    assert compared > 20


def test_the_roster_says_that_somebody_is_left_in_peace_and_never_why() -> None:
    chance, said = Random(6), set()
    for subject, events in everybody("peer"):
        for _ in range(8):
            at = some_moment(chance)
            own = own_indicators.rows_of(subject, events, DEFAULTS, at, at)
            for row in peer_roster.VIEW.rows(subject, events, DEFAULTS, at, at).values:
                raised = any(each.severity for each in own)
                assert row["no_new_matches"] == (NO_NEW_MATCHES if raised else None)
                said.add(row["no_new_matches"])
                told = msgspec.json.encode(row).decode()
                assert not any(each.sentence in told for each in own)
    assert None in said


@pytest.mark.parametrize("view", NEW, ids=lambda view: view.name)
def test_time_alone_changes_nothing_before_a_row_says_so(view: View) -> None:
    chance, held = Random(7), 0
    for subject, events in everybody(view.noun):
        at = some_moment(chance)
        known = [each for each in events if each.recorded_at <= at]
        if not known:
            continue
        first = view.rows(subject, known, DEFAULTS, at, ALWAYS)
        until = first.holds_until or at + timedelta(days=400)
        for part in (0.1, 0.5, 0.999999):
            later = at + (until - at) * part
            if later >= until:
                continue
            again = view.rows(subject, known, DEFAULTS, later, ALWAYS)
            assert again.values == first.values, (subject, at, later)
            held += 1
    assert held > 0


@pytest.mark.parametrize("view", NEW, ids=lambda view: view.name)
def test_the_order_of_recording_makes_no_difference(view: View) -> None:
    for number, (subject, events) in enumerate(everybody(view.noun)):
        if number > 30:
            break
        shuffled = Random(number).sample(events, len(events))
        assert (
            view.rows(subject, shuffled, DEFAULTS, TODAY, ALWAYS).values
            == view.rows(subject, events, DEFAULTS, TODAY, ALWAYS).values
        )
