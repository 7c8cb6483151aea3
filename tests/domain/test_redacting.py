"""One value of one entry: when it may be made unreadable, and when not."""

from typing import Any

import pytest

from domain.corrections import NoSuchEntry, StandsAsItWas, Versions
from domain.decider import Event, Position, Recorded, Refusal
from domain.erasure import (
    ERASURE,
    AlreadyErased,
    Erasure,
    ErasureDecided,
    ErasureGround,
    FieldRedactionDecided,
    LegalHoldPlaced,
    LegalHoldStands,
    ReasonNotGiven,
    RedactionGround,
    erasure_of,
)
from domain.erasure.redacting import (
    GroundNotForHere,
    NothingSealedThere,
    OnlyUnderTheirOwn,
    RedactField,
    RedactionAsked,
    decide,
)
from domain.people import ErasureId, HoldId, RedactionId, Subject
from domain.person import SafeContactRecorded
from domain.personal import Sealed
from tests.domain.cast import MORAG, on
from tests.domain.decisions import NOW, SERVICE_ID, entry, folded, fresh_id

MORAGS = Subject(f"person:{MORAG}")
HER_KEY = ErasureId(erasure_of(MORAGS))
SAID = SafeContactRecorded(at=on(4, 1), person=MORAG, phone=Sealed(b"box"), may_write=True)
DECIDED = FieldRedactionDecided(
    at=NOW,
    service=SERVICE_ID,
    redaction=RedactionId(fresh_id("redaction")),
    erasure=HER_KEY,
    ground=RedactionGround.INACCURATE,
    entry=Position(4),
    field="phone",
    entry_subjects=(MORAGS,),
    person=MORAG,
    reason="It is her sister's.",
)
HOLD = HoldId(fresh_id("hold"))


def redact(**other: Any) -> RedactField:
    said = {
        "entry": Position(4),
        "field": "phone",
        "ground": RedactionGround.INACCURATE,
        "reason": "It is her sister's.",
    }
    return RedactField(**{**said, **other})


def asked(
    command: RedactField, *known: Event, first: Recorded | None = None, owner: Subject = MORAGS
) -> Any:
    first = first or entry(4, SAID)
    erasure: Erasure = folded(ERASURE, *known)
    owners = {owner: erasure} if command.field != "may_write" else {}
    versions = Versions(first, first)
    return decide(command, RedactionAsked(NOW, versions, owners, SERVICE_ID, fresh_id("redaction")))


def test_it_is_decided_about_the_entry_and_told_wherever_the_entry_is() -> None:
    assert asked(redact()) == [DECIDED]
    assert {MORAGS, f"redaction:{DECIDED.redaction}", f"erasure:{HER_KEY}"} <= set(DECIDED.subjects)


def test_deciding_it_twice_changes_nothing() -> None:
    assert asked(redact(), DECIDED) == []


@pytest.mark.parametrize(
    ("command", "known", "refusal", "field"),
    [
        (redact(field="may_write"), (), NothingSealedThere, "field"),
        (redact(reason="  "), (), ReasonNotGiven, "reason"),
        (redact(ground=RedactionGround.KEY_ALREADY_GONE), (), GroundNotForHere, "ground"),
        (
            redact(),
            (
                LegalHoldPlaced(
                    at=on(4, 2), service=SERVICE_ID, erasure=HER_KEY, hold=HOLD, person=MORAG
                ),
            ),
            LegalHoldStands,
            None,
        ),
        (
            redact(),
            (
                ErasureDecided(
                    at=on(4, 2),
                    service=SERVICE_ID,
                    erasure=HER_KEY,
                    person=MORAG,
                    ground=ErasureGround.OBJECTED,
                ),
            ),
            AlreadyErased,
            None,
        ),
    ],
)
def test_what_stands_in_the_way_is_named(
    command: RedactField, known: tuple[Event, ...], refusal: type[Refusal], field: str | None
) -> None:
    with pytest.raises(refusal) as no:
        asked(command, *known)
    assert no.value.field == field


def test_a_field_that_says_nothing_holds_nothing_to_take_out() -> None:
    silent = SafeContactRecorded(at=on(4, 1), person=MORAG, may_write=True)
    with pytest.raises(NothingSealedThere):
        asked(redact(), first=entry(4, silent))


def test_what_belongs_to_a_record_of_its_own_stays_together() -> None:
    with pytest.raises(OnlyUnderTheirOwn):
        asked(redact(), owner=Subject("concern:c"))


def test_what_was_decided_about_keys_is_not_taken_out() -> None:
    with pytest.raises(StandsAsItWas):
        asked(redact(field="reason"), first=entry(4, DECIDED))


def test_an_entry_that_is_not_there_cannot_be_meant() -> None:
    with pytest.raises(NoSuchEntry):
        decide(redact(), RedactionAsked(NOW, None, {}, SERVICE_ID, ""))
