"""Every entry about a referral in a sentence, with the words of whoever spoke."""

from datetime import date
from typing import Any

import pytest

from domain.channels import Channel
from domain.decider import Event
from domain.people import SameReferralId, StaffId
from domain.referral import (
    AskedOf,
    ContactAttempted,
    ContactLost,
    EnquiryClosed,
    InformationReceived,
    InformationRequested,
    PersonHandedOver,
    PersonToldOfDecision,
    ReferralDeclined,
    ReferralLinked,
    ReferralReopened,
    TasterOffered,
    TasterTaken,
    TryOutcome,
    WaitPaused,
    WaitResumed,
)
from projections.phrases import NO_LONGER_HELD
from projections.wording import wording
from tests.domain.cast import MORAG, MORAGS_REFERRAL, on
from tests.domain.decisions import without_keys

AT: dict[str, Any] = {"referral": MORAGS_REFERRAL, "person": MORAG, "at": on(3, 1)}

SENTENCES: list[tuple[Event, str]] = [
    (
        InformationRequested(asked=AskedOf.REFERRER, what="A phone number.", **AT),
        "What was missing was asked for: “A phone number.”",
    ),
    (InformationReceived(said="01445 000000", **AT), "What was missing came: “01445 000000”"),
    (
        ReferralLinked(same_as=SameReferralId("first"), **AT),
        "The request was the same as another, and goes on under that one.",
    ),
    (
        PersonHandedOver(
            from_staff=StaffId("isla"), to_staff=StaffId("shona"), note="Likes mornings.", **AT
        ),
        "One coordinator handed over to another: “Likes mornings.”",
    ),
    (TasterOffered(**AT), "Was offered to see for themself first."),
    (TasterTaken(person_view="Kind people.", **AT), "Saw for themself: “Kind people.”"),
    (
        ContactAttempted(channel=Channel.LETTER, outcome=TryOutcome.SENT, **AT),
        "Somebody tried to reach them (letter, sent).",
    ),
    (
        ContactLost(tries=3, channels=2, first_tried_on=date(2026, 2, 1), **AT),
        "Was not reached in 3 tries since 1 February 2026.",
    ),
    (
        WaitPaused(revisit_on=date(2026, 4, 1), **AT),
        "Asked for the wait to stand still, until 1 April 2026.",
    ),
    (WaitResumed(**AT), "Asked for the wait to go on."),
    (ReferralReopened(**AT), "Asked for support again, and the referral was opened again."),
    (PersonToldOfDecision(**AT), "Was told that the service said no, and what else there is."),
    (EnquiryClosed(**AT), "The enquiry came to nothing, and was closed."),
    (
        ReferralDeclined(reason="OUT_OF_AREA", offered_instead=(), explained="Too far.", **AT),
        "The service said no, and explained what else there is: “Too far.”",
    ),
]


@pytest.mark.parametrize(("event", "sentence"), SENTENCES)
def test_an_entry_is_told_in_a_sentence(event: Event, sentence: str) -> None:
    assert wording(event) == sentence


def test_words_that_are_gone_are_said_to_be_gone() -> None:
    note = without_keys(SENTENCES[3][0])

    assert wording(note) == f"One coordinator handed over to another: {NO_LONGER_HELD}"
