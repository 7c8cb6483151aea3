"""A view that says which kinds of entry it hears is the same without all others."""

import pytest

from domain.definitions import DEFAULTS
from domain.folds import ALWAYS
from projections.catalogue import VIEWS
from projections.view import View
from tests.histories import TODAY, by_subject, simulated

HEARING = [view for view in VIEWS if view.hears is not None]


def test_some_views_hear_less_than_everything() -> None:
    assert "caseload" in {view.name for view in HEARING}


@pytest.mark.parametrize("view", HEARING, ids=lambda view: view.name)
def test_what_a_view_does_not_hear_changes_none_of_its_rows(view: View) -> None:
    left_out = 0
    for subject, events in by_subject(simulated(1)).items():
        if subject.startswith(f"{view.noun}:"):
            heard = [each for each in events if type(each.event) in (view.hears or ())]
            left_out += len(events) - len(heard)
            assert view.rows(subject, heard, DEFAULTS, TODAY, ALWAYS) == view.rows(
                subject, events, DEFAULTS, TODAY, ALWAYS
            )
    assert left_out
