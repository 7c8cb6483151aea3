"""Every entry about a peer supporter or the service itself is a sentence for people."""

import pytest

from domain import training
from domain.catalogue import EVENTS
from domain.decider import Event
from domain.peer import PvgResultShared
from domain.peer import events as of_peers
from domain.people import PeerId
from domain.service import events as of_services
from projections.wording import wording
from projections.wording_of_peers import of_peer, of_service
from tests.events import MOMENT, example

KINDS = [
    name
    for name, kind in EVENTS.items()
    if kind.__module__ in {of_peers.__name__, of_services.__name__, training.__name__}
]


@pytest.mark.parametrize("name", KINDS)
def test_an_entry_is_told_in_words_of_its_own(name: str) -> None:
    event: Event = example(EVENTS[name])
    sentence = of_peer(event) or of_service(event)

    assert sentence is not None
    assert sentence.endswith(".")
    assert "_" not in sentence
    assert sentence == wording(event)


def test_there_are_entries_to_tell() -> None:
    assert len(KINDS) > 40


def test_a_result_is_told_without_what_it_rests_on() -> None:
    no = PvgResultShared(peer=PeerId("davie"), may_take_regulated_role=False, at=MOMENT)

    assert wording(no) == "The PVG result arrived: no regulated role for now."
