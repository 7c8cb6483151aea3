"""No disclosure ever stands after the withdrawal of the consent on which it rests."""

from pathlib import Path

import pytest

from tests.faults import times
from tests.faults.disclosing import DisclosureRaces
from tests.faults.oracle import Counts, wrong_with_tree
from tests.faults.places import DATABASES, another_log, place_in
from tests.faults.test_races import careless_recorder_of

pytestmark = [pytest.mark.faults, pytest.mark.parametrize("database", DATABASES)]


def test_nothing_is_told_after_a_consent_was_taken_back(tmp_path: Path, database: str) -> None:
    counts = Counts(f"withdrawals against disclosures on {database}")
    settings = place_in(tmp_path, database)
    with another_log(settings) as one, another_log(settings) as two:
        DisclosureRaces((one, two), counts, f"told-{database}").run(times(60, campaign=20_000))
        counts.wrong += wrong_with_tree(one._recorder)
    counts.tell()

    assert counts.wrong == []
    assert counts.refused > counts.races / 4


def test_without_the_condition_something_is_told_afterwards(tmp_path: Path, database: str) -> None:
    counts = Counts(f"the same without the condition on {database}")
    settings = place_in(tmp_path, database)
    with (
        another_log(settings, careless_recorder_of) as one,
        another_log(settings, careless_recorder_of) as two,
    ):
        DisclosureRaces((one, two), counts, f"careless-{database}").run(times(60, campaign=500))
    counts.tell()

    found = "\n".join(counts.wrong)
    assert "though taken back at" in found
    assert "times told what may be told once" in found
