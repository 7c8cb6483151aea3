"""Entries about sessions and all around them, in the words that people use."""

import re

import pytest
from msgspec.structs import replace

from domain.boundaries import BoundaryKind, FeltSafe
from domain.catalogue import EVENTS
from domain.channels import Channel
from domain.decider import Event
from domain.personal import Sealed
from domain.session import LoneWorkingStep
from projections.session_wording import BEYOND, of_boundaries, of_contact, of_session
from projections.wording import wording
from tests.domain.decisions import without_keys
from tests.domain.test_boundaries import BOTH_SAFE, LATE, LENT, LOOKED, MET, MORAG_FELT_SAFE
from tests.domain.test_contact import RANG
from tests.domain.test_debrief import TALKED, WANTED
from tests.domain.test_further_support import ARRANGED, GIVEN, NEEDED, TAKEN
from tests.domain.test_goals import RATED, REACHED, SAID
from tests.domain.test_lone_working import BEGAN, OUT, PHONED
from tests.domain.test_session_records import FOLLOWED_UP, READ_BACK
from tests.events import example

MINE = (
    BEGAN, OUT, PHONED, READ_BACK, FOLLOWED_UP, WANTED, TALKED, RANG, SAID, RATED, REACHED, GIVEN,
    TAKEN, NEEDED, ARRANGED, LATE, LENT, MET, BOTH_SAFE, MORAG_FELT_SAFE, LOOKED,
)  # fmt: skip
NEVER = re.compile(
    r"\b(failed?|invalid|overdue|breach|risk|score|dependent|client|patient|DNA|no-show)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (BEGAN, "A session began, with a check-out to follow."),
        (replace(BEGAN, check_out_due=None), "A session began."),
        (OUT, "The peer supporter was safe after a session."),
        (
            replace(PHONED, done="The battery was flat."),
            (
                "The peer supporter had not checked out after a session, and was phoned: "
                "“The battery was flat.”"
            ),
        ),
        (RANG, "The person got in touch (phone), 12 minutes."),
        (
            replace(RANG, channel=Channel.MESSAGES, minutes=None, note="Good news."),
            "The person got in touch (messages): “Good news.”",
        ),
        (SAID, "Said what they want: “Back to the choir.”"),
        (replace(SAID, maintenance=True), "Said what they want to keep: “Back to the choir.”"),
        (RATED, "Said how near a goal feels: 3 of 10."),
        (replace(RATED, rating=Sealed(b"")), "Said how near a goal feels: no longer held."),
        (REACHED, "A goal was reached."),
        (replace(REACHED, reached=False), "A goal was let go."),
        (LATE, "Something went beyond what the two had agreed (coming late)."),
        (replace(LATE, kind=Sealed(b"")), "Something went beyond what the two had agreed."),
        (MET, "The two met by chance."),
        (BOTH_SAFE, "The two met by chance. Both felt safe."),
        (
            replace(MET, how="We nodded.", felt_safe_peer=FeltSafe.UNSURE),
            (
                "The two met by chance: “We nodded.” "
                "The peer supporter was not sure about feeling safe."
            ),
        ),
        (MORAG_FELT_SAFE, "Asked about meeting by chance. The person felt safe."),
        (GIVEN, "Was told about another service: “The welfare rights line.”"),
        (TAKEN, "Made use of what they had been told about."),
    ],
)
def test_an_entry_is_a_sentence(event: Event, sentence: str) -> None:
    assert sentence == wording(event)


@pytest.mark.parametrize("event", MINE, ids=lambda event: type(event).__name__)
def test_every_entry_around_sessions_has_a_sentence_of_its_own(event: Event) -> None:
    own = of_session(event) or of_contact(event) or of_boundaries(event)

    assert own is not None
    assert own == wording(event)
    assert NEVER.search(own) is None
    assert "Sealed" not in wording(without_keys(event))


def test_every_kind_of_boundary_event_and_every_step_has_words() -> None:
    assert BEYOND.keys() == {kind.value for kind in BoundaryKind}
    for step in LoneWorkingStep:
        assert wording(replace(PHONED, step=step)).endswith(".")


def test_every_event_of_these_nouns_is_told() -> None:
    told = {type(event) for event in MINE}
    modules = ("contact", "goals", "boundaries", "further_support", "session")
    kinds = [kind for kind in EVENTS.values() if kind.__module__.split(".")[1] in modules]

    assert len(kinds) > 25
    for kind in kinds:
        event = example(kind)
        assert kind in told or of_session(event) or of_contact(event) or of_boundaries(event)
