"""Erasure and what stands in its way: who may be erased, holds, and what stays as it is."""

from typing import Any

import pytest

from domain.decider import Command
from domain.erasure import (
    ERASURE,
    AlreadyErased,
    ErasePeer,
    ErasePerson,
    EraseStaff,
    ErasureCarriedOut,
    ErasureDecided,
    ErasureGround,
    LegalHoldLifted,
    LegalHoldPlaced,
    LegalHoldStands,
    LiftLegalHold,
    PlaceLegalHold,
    ReasonNotGiven,
    UnknownHold,
    WhoseRecord,
    erasure_of,
    owner_of,
)
from domain.peer import PeerInterestExpressed, UnknownPeer
from domain.people import (
    ErasureId,
    HoldId,
    PeerId,
    PersonId,
    StaffId,
    TombstoneId,
    subject,
)
from domain.periods import NotYetHappened
from domain.person import UnknownPerson
from domain.service import StaffNamed, UnknownStaff
from tests.domain.cast import DAVIE, ISLA, MORAG, MORAG_REGISTERED, on
from tests.domain.decisions import NOW, SERVICE_ID, folded, fresh_id, given

GROUND = ErasureGround.NO_LONGER_NEEDED
MORAGS = ErasureId("person.morag")
HOLD = HoldId(fresh_id("hold"))
KNOWN_TO_ISLA = StaffNamed(at=on(3, 1), service=SERVICE_ID, staff=ISLA, name="Isla", duties=())
DAVIE_CAME = PeerInterestExpressed(at=on(3, 1), peer=DAVIE, service=SERVICE_ID)
HELD = LegalHoldPlaced(
    at=on(4, 1), service=SERVICE_ID, erasure=MORAGS, hold=HOLD, person=MORAG, reason="A court asks."
)
DECIDED = ErasureDecided(at=NOW, service=SERVICE_ID, erasure=MORAGS, person=MORAG, ground=GROUND)
DONE = ErasureCarriedOut(
    at=NOW,
    service=SERVICE_ID,
    erasure=MORAGS,
    tombstone=TombstoneId("person.morag"),
    person=MORAG,
    ground=GROUND,
)
PLACE = PlaceLegalHold(service=SERVICE_ID, person=MORAG, reason="A court asks.")
LIFT = LiftLegalHold(hold=HOLD, reason="The court is done.")


@pytest.mark.parametrize(
    ("known", "command", "whose"),
    [
        (MORAG_REGISTERED, ErasePerson(person=MORAG, ground=GROUND), {"person": MORAG}),
        (DAVIE_CAME, ErasePeer(peer=DAVIE, ground=GROUND), {"peer": DAVIE}),
        (
            KNOWN_TO_ISLA,
            EraseStaff(service=SERVICE_ID, staff=ISLA, ground=GROUND),
            {"staff": ISLA},
        ),
    ],
)
def test_whoever_is_known_can_be_erased(
    known: Any, command: Command, whose: dict[str, Any]
) -> None:
    ((noun, identifier),) = whose.items()
    erasure = ErasureId(f"{noun}.{identifier}")

    given(known).when(command).then(
        ErasureDecided(at=NOW, service=SERVICE_ID, erasure=erasure, ground=GROUND, **whose)
    )


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (ErasePerson(person=PersonId("nobody"), ground=GROUND), UnknownPerson),
        (ErasePeer(peer=PeerId("nobody"), ground=GROUND), UnknownPeer),
        (EraseStaff(service=SERVICE_ID, staff=StaffId("nobody"), ground=GROUND), UnknownStaff),
        (PlaceLegalHold(service=SERVICE_ID, person=PersonId("x"), reason="Why."), UnknownPerson),
    ],
)
def test_nobody_unknown_is_erased_or_held(command: Command, refusal: Any) -> None:
    given(MORAG_REGISTERED).when(command).then_refused(refusal)


def test_erasing_twice_changes_nothing() -> None:
    given(MORAG_REGISTERED, DECIDED).when(ErasePerson(person=MORAG, ground=GROUND)).then_nothing()
    given(MORAG_REGISTERED, DONE).when(ErasePerson(person=MORAG, ground=GROUND)).then_nothing()


def test_a_legal_hold_stops_an_erasure_until_it_is_lifted() -> None:
    erase = ErasePerson(person=MORAG, ground=GROUND)
    lifted = LegalHoldLifted(
        at=on(4, 20), service=SERVICE_ID, erasure=MORAGS, hold=HOLD, person=MORAG
    )

    given(MORAG_REGISTERED, HELD).when(erase).then_refused(LegalHoldStands, "can be lifted")
    given(MORAG_REGISTERED, HELD, lifted).when(erase).then(DECIDED)


def test_of_two_holds_each_has_to_be_lifted() -> None:
    other = LegalHoldPlaced(
        at=on(4, 2), service=SERVICE_ID, erasure=MORAGS, hold=HoldId("other"), person=MORAG
    )
    lifted = LegalHoldLifted(
        at=on(4, 20), service=SERVICE_ID, erasure=MORAGS, hold=HOLD, person=MORAG
    )

    given(MORAG_REGISTERED, HELD, other, lifted).when(
        ErasePerson(person=MORAG, ground=GROUND)
    ).then_refused(LegalHoldStands)


def test_a_hold_is_placed_and_lifted_with_a_reason() -> None:
    given(MORAG_REGISTERED).when(PLACE).then(
        LegalHoldPlaced(
            at=NOW,
            service=SERVICE_ID,
            erasure=MORAGS,
            hold=HOLD,
            person=MORAG,
            reason="A court asks.",
        )
    )
    given(MORAG_REGISTERED, HELD).when(LIFT).then(
        LegalHoldLifted(
            at=NOW,
            service=SERVICE_ID,
            erasure=MORAGS,
            hold=HOLD,
            person=MORAG,
            reason="The court is done.",
        )
    )


def test_lifting_twice_changes_nothing() -> None:
    lifted = LegalHoldLifted(
        at=on(4, 20), service=SERVICE_ID, erasure=MORAGS, hold=HOLD, person=MORAG
    )

    given(MORAG_REGISTERED, HELD, lifted).when(LIFT).then_nothing()


@pytest.mark.parametrize(
    ("command", "refusal", "field"),
    [
        (PlaceLegalHold(service=SERVICE_ID, person=MORAG, reason=" "), ReasonNotGiven, "reason"),
        (LiftLegalHold(hold=HOLD, reason=""), ReasonNotGiven, "reason"),
        (PlaceLegalHold(service=SERVICE_ID, reason="Why."), WhoseRecord, "person"),
        (
            PlaceLegalHold(service=SERVICE_ID, person=MORAG, peer=DAVIE, reason="Why."),
            WhoseRecord,
            "person",
        ),
        (LiftLegalHold(hold=HoldId("nothing"), reason="Why."), UnknownHold, None),
        (
            PlaceLegalHold(service=SERVICE_ID, person=MORAG, reason="Why.", at=on(6, 1)),
            NotYetHappened,
            "at",
        ),
    ],
)
def test_a_hold_that_makes_no_sense_is_refused(
    command: Command, refusal: Any, field: str | None
) -> None:
    given(MORAG_REGISTERED, HELD).when(command).then_refused(refusal, field=field)


def test_what_is_erased_cannot_be_held_any_more() -> None:
    given(MORAG_REGISTERED, DECIDED).when(PLACE).then_refused(AlreadyErased)


def test_a_hold_stands_from_when_it_was_placed_until_it_was_lifted() -> None:
    lifted = LegalHoldLifted(
        at=on(4, 20), service=SERVICE_ID, erasure=MORAGS, hold=HOLD, person=MORAG
    )
    known = folded(ERASURE, HELD, lifted)

    assert [known.held_at(each) for each in (on(3, 31), on(4, 1), on(4, 19), on(4, 20))] == [
        False,
        True,
        True,
        False,
    ]


def test_an_erasure_is_named_after_whose_key_it_is() -> None:
    assert owner_of(erasure_of("person:a.b-c")) == subject("person", "a.b-c")
