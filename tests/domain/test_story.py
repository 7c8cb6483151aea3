"""A story is asked for and declined without a reason."""

import pytest

from domain.consent import ConditionOfVolunteering, Purpose
from domain.decider import Command, Event
from domain.peer import PeerActivated, UnknownPeer
from domain.people import StoryRequestId
from domain.story import (
    STORY_REQUESTS,
    AcceptStoryRequest,
    DeclineStoryRequest,
    RequestStory,
    StoryRequestAccepted,
    StoryRequestDeclined,
    StoryRequested,
    UnknownStoryRequest,
)
from tests.domain.cast import DAVIE, DAVIE_ASKED, WALKING, on
from tests.domain.decisions import NOW, folded, fresh_id, given

REQUEST = StoryRequestId(fresh_id("story_request"))
ASK = RequestStory(peer=DAVIE, purpose=Purpose.STORY_PUBLICITY, for_whom="A made-up newsletter.")
ASKED = StoryRequested(
    story_request=REQUEST,
    peer=DAVIE,
    purpose=Purpose.STORY_PUBLICITY,
    for_whom="A made-up newsletter.",
    at=NOW,
)
SUPPORTS = PeerActivated(peer=DAVIE, offers=(WALKING,), at=on(3, 1))
YES = StoryRequestAccepted(story_request=REQUEST, peer=DAVIE, at=NOW)
NO = StoryRequestDeclined(story_request=REQUEST, peer=DAVIE, at=NOW)


def test_a_peer_supporter_is_asked_for_their_story() -> None:
    given(DAVIE_ASKED, SUPPORTS).when(ASK).then(ASKED)
    given().when(ASK).then_refused(UnknownPeer)


def test_nobody_who_is_still_joining_is_asked_for_their_story() -> None:
    given(DAVIE_ASKED).when(ASK).then_refused(ConditionOfVolunteering)


@pytest.mark.parametrize(
    ("command", "event"),
    [
        (AcceptStoryRequest(story_request=REQUEST), YES),
        (DeclineStoryRequest(story_request=REQUEST), NO),
    ],
)
def test_yes_or_no_needs_no_reason(command: Command, event: Event) -> None:
    given(ASKED).when(command).then(event)
    given(ASKED, event).when(command).then_nothing()
    given().when(command).then_refused(UnknownStoryRequest)


def test_a_no_has_no_field_for_a_reason() -> None:
    assert {"story_request", "peer", "on_behalf", "at"} == {*StoryRequestDeclined.__struct_fields__}


def test_somebody_may_change_their_mind() -> None:
    (changed,) = folded(STORY_REQUESTS, ASKED, YES, NO).values()

    assert (None, NOW) == (changed.accepted_at, changed.declined_at)
    given(ASKED, YES).when(DeclineStoryRequest(story_request=REQUEST)).then(NO)
