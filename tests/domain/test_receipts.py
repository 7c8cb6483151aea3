"""A receipt of a decision: only once they were told, and in a way that they said is safe."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.channels import Channel
from domain.confidentiality.commands import ConsiderBreak, DecideNotToBreak
from domain.confidentiality.commands_after import RecordToldOfSharing
from domain.confidentiality.language import DeciderRole, Trigger
from domain.confidentiality.receipts import (
    DecisionReceiptGiven,
    GiveDecisionReceipt,
    NobodyToGiveItTo,
    NotASafeWay,
    NotAWayToHandOver,
    NothingDecidedYet,
    NotToldYet,
)
from domain.confidentiality.refusals import UnknownBreak
from domain.decider import Event, Refusal
from domain.people import ActorId
from domain.person import PersonDied, PersonRegistered, SafeContactRecorded
from tests.domain.cast import DAVIE, ISLA, MORAG, on
from tests.domain.confidences import BREAK, EMERGENCY, WRITTEN_AT, Night
from tests.domain.decisions import SERVICE_ID

TOLD_AT = datetime(2026, 5, 5, 10, tzinfo=UTC)
LATER = TOLD_AT + timedelta(hours=1)
KNOWN = PersonRegistered(person=MORAG, service=SERVICE_ID, name="Morag Testperson", at=on(1, 2))
MAY_WRITE = SafeContactRecorded(person=MORAG, may_write=True, may_email=False, at=on(1, 3))


def receipt(channel: Channel = Channel.FACE_TO_FACE) -> GiveDecisionReceipt:
    return GiveDecisionReceipt(break_id=BREAK, channel=channel)


def told(*before: Event) -> Night:
    """A night of which Morag has been told since."""
    night = Night(KNOWN, *before)
    night.ask(EMERGENCY, WRITTEN_AT)
    night.ask(RecordToldOfSharing(break_id=BREAK, at=TOLD_AT), TOLD_AT)
    return night


def refused(night: Night, kind: type[Refusal], channel: Channel = Channel.FACE_TO_FACE) -> None:
    recorded = len(night.events)
    with pytest.raises(kind):
        night.ask(receipt(channel), LATER)
    assert len(night.events) == recorded


def test_whoever_was_told_is_given_the_receipt_of_the_decision() -> None:
    night = told()
    (given,) = night.ask(receipt(), LATER)

    assert isinstance(given, DecisionReceiptGiven)
    assert given.entry == (night.record.decided or night.record.passed_on[0]).position
    assert (given.person, given.channel, given.at) == (MORAG, Channel.FACE_TO_FACE, LATER)


def test_nobody_learns_of_a_decision_by_its_receipt() -> None:
    night = Night(KNOWN, MAY_WRITE)
    night.ask(EMERGENCY, WRITTEN_AT)

    refused(night, NotToldYet)


@pytest.mark.parametrize(
    ("channel", "refusal"),
    [
        (Channel.FACE_TO_FACE, None),
        (Channel.WALK, None),
        (Channel.LETTER, None),
        (Channel.EMAIL, NotASafeWay),
        (Channel.MESSAGES, NotASafeWay),
        (Channel.PHONE, NotAWayToHandOver),
        (Channel.GROUP, NotAWayToHandOver),
    ],
)
def test_it_is_handed_over_in_a_way_that_the_person_said_is_safe(
    channel: Channel, refusal: type[Refusal] | None
) -> None:
    night = told(MAY_WRITE)
    if refusal is not None:
        refused(night, refusal, channel)
    else:
        assert night.ask(receipt(channel), LATER)


def test_nothing_is_sent_to_somebody_who_was_never_asked() -> None:
    refused(told(), NotASafeWay, Channel.LETTER)


def test_a_peer_supporter_is_sent_theirs() -> None:
    night = Night()
    not_shared = DecideNotToBreak(
        peer=DAVIE,
        decided_by=ActorId(ISLA),
        decider_role=DeciderRole.COORDINATOR,
        reasons="He agreed to ring himself.",
        safety_plan="He rings tonight.",
    )
    night.ask(not_shared, WRITTEN_AT)
    night.ask(RecordToldOfSharing(break_id=BREAK, at=TOLD_AT), TOLD_AT)

    assert night.ask(receipt(Channel.EMAIL), LATER)


def test_there_is_no_receipt_of_nothing_for_nobody_or_for_the_dead() -> None:
    with pytest.raises(UnknownBreak):
        Night().ask(receipt(), LATER)
    considered = Night(KNOWN)
    considered.ask(ConsiderBreak(person=MORAG, trigger=Trigger.SEEN), WRITTEN_AT)
    refused(considered, NothingDecidedYet)
    refused(told(PersonDied(person=MORAG, at=on(1, 4))), NobodyToGiveItTo)
