"""One definition: wherever the level of a match is shown, it is the same."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

import pytest

from domain.decider import Recorded
from domain.definitions import DEFAULTS, Definitions, Indicators
from domain.folds import ALWAYS, as_of, of_subject
from domain.indicators import IndicatorCode
from domain.indicators.language import PEERS_OWN
from domain.match import SUPPORT_STAGES
from domain.people import Subject
from projections import caseload
from projections.dependency_indicators import assessments_of, rows_of
from projections.naming import with_names
from projections.own_indicators import rows_of as own_rows_of
from tests.histories import TODAY, by_subject, simulated

CAMPAIGN = bool(os.environ.get("ALONGSIDE_CAMPAIGN"))
SEEDS = range(1, 21) if CAMPAIGN else (1, 2)
QUICK = Definitions(
    indicators=Indicators(active_days_needed=7, sessions_needed=1, window_days=14, trend_weeks=2)
)
"""Definitions by which more is judged, and sooner."""


def people() -> Iterator[tuple[Subject, list[Recorded]]]:
    """Everybody whom the simulated services support."""
    for seed in SEEDS:
        for subject, events in by_subject(simulated(seed, people=60, years=1.5)).items():
            if subject.startswith("person:"):
                yield subject, events


def some_moment(chance: Random) -> datetime:
    return TODAY - timedelta(minutes=chance.randrange(60 * 24 * 300))


@pytest.mark.parametrize("definitions", [DEFAULTS, QUICK], ids=["defaults", "quick"])
def test_caseload_rows_and_alerts_agree(definitions: Definitions) -> None:
    """At any moment of anybody's history: the caseload, the rows and what each match asks for."""
    chance, levels, alerts = Random(1), set(), 0
    for subject, events in people():
        for _ in range(6):
            at = some_moment(chance)
            cases, _service, _until = caseload.rows_of(subject, events, definitions, at, at)
            rows, _service = rows_of(subject, events, definitions, at, at)
            happened = of_subject(as_of(events, true=at), subject)
            assessed = assessments_of(happened, definitions, at)
            shown = {row.match: row.level for row in rows}
            supported = {
                case.match: case.level
                for case in cases
                if case.match is not None and case.state in {each.value for each in SUPPORT_STAGES}
            }
            assert supported == shown
            assert shown == {match: each.level for match, (_m, each) in assessed.items()}
            for match, (_match, assessment) in assessed.items():
                listed = {(r.code) for r in rows if r.match == match and r.severity}
                assert listed == {each.code for each in assessment.raised}
                alerts += bool(assessment.raised)
                levels.add(assessment.level)
                assert bool(assessment.level) == bool(assessment.raised)
    assert alerts > 3
    assert len(levels) > 2


def test_a_row_holds_until_the_local_midnight() -> None:
    """Whatever is asked later on the same day gives the same rows."""
    chance, compared = Random(1), 0
    for subject, events in people():
        for _ in range(4):
            at = some_moment(chance)
            known = [each for each in events if each.recorded_at <= at]
            if not known:
                continue
            rows, _service = rows_of(subject, known, QUICK, at, ALWAYS)
            until = caseload.rows_of(subject, known, QUICK, at, ALWAYS)[2]
            if rows and until is not None:
                later = at + (until - timedelta(microseconds=1) - at) * chance.random()
                assert rows == rows_of(subject, known, QUICK, later, ALWAYS)[0]
                compared += 1
    assert compared > 5


def test_what_is_the_peer_supporters_own_is_in_no_row_of_a_match() -> None:
    """D12, D13 and ratings: neither as a row, nor as an entry behind one, nor as a difference."""
    seen = 0
    for subject, events in people():
        rows, _service = rows_of(subject, events, QUICK, TODAY, ALWAYS)
        assert {row.code for row in rows}.isdisjoint({code.value for code in PEERS_OWN})
    for seed in SEEDS:
        histories = by_subject(simulated(seed, people=60, years=1.5))
        for subject in (each for each in histories if each.startswith("peer:")):
            own = own_rows_of(subject, histories[subject], QUICK, TODAY, ALWAYS)
            assert {row.code for row in own} <= {code.value for code in PEERS_OWN}
            seen += len(own)
    assert seen > 4


def test_every_row_says_what_it_was_judged_by() -> None:
    raised = 0
    for subject, events in people():
        positions = {each.position for each in events}
        for row in rows_of(subject, events, QUICK, TODAY, ALWAYS)[0]:
            assert row.sentence.endswith(".")
            assert row.definitions == "defaults-1"
            assert set(row.inputs) <= positions
            if row.severity:
                raised += 1
                assert row.change.endswith(".")
                assert row.explanations
                assert row.since is not None
                assert str(row.since.day) in row.sentence
    assert raised > 3


def test_names_are_joined_at_the_door_and_kept_nowhere() -> None:
    sentence = "5 of 9 contacts were outside agreed hours. {person} started 4, {peer} 1."

    assert with_names(sentence, "Morag Testperson", "Davie Example") == (
        "5 of 9 contacts were outside agreed hours. Morag started 4, Davie 1."
    )
    assert with_names(sentence, "no longer held", None) == (
        "5 of 9 contacts were outside agreed hours. The person started 4, the peer supporter 1."
    )
    assert with_names("{peer} started 6.", "Morag", "name not recorded") == (
        "The peer supporter started 6."
    )


def test_every_indicator_of_the_domain_reference_is_there() -> None:
    assert [code.value for code in IndicatorCode] == [
        *(f"D{number}" for number in range(1, 16)),
        "B1",
        "B2",
        "P1",
    ]
