"""Every entry about a match reads as a sentence of its own."""

import inspect

import msgspec
import pytest

from domain.decider import Event
from domain.match import (
    AftercareContactMade,
    MatchCoordinatorAssigned,
    MatchReviewHeld,
    OverlapDeclared,
    Side,
    VarietyOfPeersOffered,
    events,
    events_of_support,
)
from domain.people import StaffId
from domain.referral import ReturnedToWaiting
from projections import wording as projections_wording
from projections.wording import NO_LONGER_HELD, wording
from tests.domain.decisions import without_keys
from tests.events import example

KINDS: list[type[Event]] = [
    kind
    for module in (events, events_of_support)
    for kind in vars(module).values()
    if inspect.isclass(kind) and issubclass(kind, Event) and kind is not Event
] + [ReturnedToWaiting]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_entry_of_a_match_has_a_sentence_with_its_words_and_without(
    kind: type[Event],
) -> None:
    source = inspect.getsource(projections_wording)

    assert f".{kind.__name__}(" in source, "it would be told by its stored name"
    for event in (example(kind), without_keys(example(kind))):
        sentence = wording(event)
        assert sentence[0].isupper()
        assert sentence.endswith((".", "”", NO_LONGER_HELD))
        assert "Sealed" not in sentence


def said_by(event: Event, **changes: object) -> str:
    return wording(msgspec.structs.replace(event, **changes))


def test_a_review_says_whose_view_it_holds_and_not_what_they_said() -> None:
    review = example(MatchReviewHeld)

    both = said_by(review, heard=(Side.PERSON, Side.PEER))
    assert "the person and the peer supporter" in both
    assert "A made-up word" not in both
    assert "neither side" in said_by(review, heard=())


def test_a_handover_is_told_from_naming_a_deputy() -> None:
    assigned = example(MatchCoordinatorAssigned)

    assert "handed over" in said_by(assigned, before=StaffId("rory"))
    assert "deputy" in said_by(assigned, before=assigned.coordinator)  # type: ignore[attr-defined]
    assert "deputy" in said_by(assigned, before=None)


def test_the_answer_to_the_offer_of_other_peers_is_told() -> None:
    offered = example(VarietyOfPeersOffered)

    assert {said_by(offered, accepted=each) for each in (True, False, None)} == {
        "Was offered to meet other peers, too, and they would like that.",
        "Was offered to meet other peers, too, and they need not.",
        "Was offered to meet other peers, too.",
    }


def test_a_conflict_is_told_with_what_follows_from_it() -> None:
    overlap = example(OverlapDeclared)

    assert "not to be matched" in said_by(overlap, conflict=True)
    assert "not to be matched" not in said_by(overlap, conflict=False)


def test_who_was_in_touch_after_the_end_is_told() -> None:
    contact = example(AftercareContactMade)

    assert "the service" in said_by(contact, by=None)
    assert "the peer supporter" in said_by(contact, by=Side.PEER)
