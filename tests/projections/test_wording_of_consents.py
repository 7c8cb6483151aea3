"""Every entry about a consent reads as a sentence that tells nothing of what it covers."""

import inspect

import pytest

from domain.consent import Purpose, events
from domain.decider import Event
from projections.wording import wording
from projections.wording_of_consents import PURPOSES, of_consent
from tests.domain.decisions import without_keys
from tests.events import example

KINDS: list[type[Event]] = [
    kind
    for kind in vars(events).values()
    if inspect.isclass(kind) and issubclass(kind, Event) and kind is not Event
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_entry_of_a_consent_has_a_sentence_that_gives_nothing_away(kind: type[Event]) -> None:
    told, closed = wording(example(kind)), wording(without_keys(example(kind)))

    assert told == of_consent(example(kind)) == closed
    assert told[0].isupper()
    assert told.endswith(".")
    assert "A made-up word" not in told


def test_every_purpose_has_words() -> None:
    assert {*Purpose} == {*PURPOSES}
