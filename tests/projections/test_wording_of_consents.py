"""Every entry about a consent reads as a sentence that tells nothing of what it covers."""

import inspect

import pytest

from domain import story
from domain.consent import Purpose, events
from domain.decider import Event
from domain.disclosure import events as told
from projections.wording import wording
from projections.wording_of_consents import PURPOSES, of_consent, of_disclosure
from tests.domain.decisions import without_keys
from tests.events import example

KINDS: list[type[Event]] = [
    kind
    for module in (events, told, story)
    for kind in vars(module).values()
    if inspect.isclass(kind) and issubclass(kind, Event) and kind is not Event
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_entry_of_a_consent_has_a_sentence_that_gives_nothing_away(kind: type[Event]) -> None:
    said, closed = wording(example(kind)), wording(without_keys(example(kind)))

    assert said == (of_consent(example(kind)) or of_disclosure(example(kind))) == closed
    assert said[0].isupper()
    assert said.endswith(".")
    assert "A made-up word" not in said


def test_every_purpose_has_words() -> None:
    assert {*Purpose} == {*PURPOSES}
