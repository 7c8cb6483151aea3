"""An event comes back from its bytes as it went in, and nobody's words stand in those bytes."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import Enum
from hashlib import sha256
from typing import Any, get_type_hints

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.catalogue import EVENTS
from domain.consent import (
    AuthorityRecorded,
    DisclosureConsentGiven,
    DisclosureConsentNarrowed,
    DisclosureConsentOffered,
    DisclosureConsentRefused,
)
from domain.decider import Event, Recorded
from domain.disclosure.events import (
    DisclosureAssessed,
    DisclosureMade,
    DisclosureReported,
    SubjectToldOfDisclosure,
)
from domain.erasure.events import FieldRedactionDecided, LegalHoldLifted, LegalHoldPlaced
from domain.people import ActorId, MatchId, PeerId, PersonId, ServiceId, SessionId, subject
from domain.personal import Class, Sealed
from domain.reading import ReadingLookedInto
from domain.rights.events import RequestAnswered, RequestReceived
from domain.session import SessionHeld
from infrastructure.codec import (
    DoesNotOpen,
    Envelope,
    KeyErased,
    OwnerMissing,
    UnknownName,
    decode,
    encode,
    field_key_of,
    opened,
    sealed_fields,
)
from infrastructure.keyring import KeyEncryptionKey, Keyring
from infrastructure.recorders import Row
from infrastructure.sealing import unseal_with_field_key
from tests.events import events_of, example

ALL: tuple[Class, ...] = ("words", "coded")
ENVELOPE = Envelope(
    by=ActorId("isla"), service=ServiceId("machair"), command_id="command-1", ordinal=2
)
KINDS = list(EVENTS.values())


@pytest.fixture
def keyring() -> Iterator[Keyring]:
    opened_keyring = Keyring("sqlite://", KeyEncryptionKey(sha256(b"tests").digest()))
    yield opened_keyring
    opened_keyring.close()


def row_of(event: Event, keyring: Keyring, envelope: Envelope = ENVELOPE) -> Row:
    """The event as stored at some position."""
    entry = encode(event, envelope, keyring)
    return Row(9, entry.name, 1_777_000_000_000_000, entry.tags, entry.data)


def stored(event: Event, keyring: Keyring, envelope: Envelope = ENVELOPE) -> Recorded:
    """The event as it comes back, boxes closed."""
    return decode(row_of(event, keyring, envelope))


HELD = SessionHeld(
    match=MatchId("m"),
    person=PersonId("morag"),
    peer=PeerId("davie"),
    session=SessionId("s"),
    minutes=50,
    worried=False,
    functions=("LISTENING",),
    mood=4,
    note="We walked to the harbour.",
    at=datetime(2026, 5, 5, 9, tzinfo=UTC),
    unplanned=False,
)


OF_ONE_OR_THE_OTHER = frozenset(
    {
        AuthorityRecorded,
        DisclosureAssessed,
        DisclosureConsentGiven,
        DisclosureConsentNarrowed,
        DisclosureConsentOffered,
        DisclosureConsentRefused,
        DisclosureMade,
        DisclosureReported,
        FieldRedactionDecided,
        LegalHoldLifted,
        LegalHoldPlaced,
        ReadingLookedInto,
        RequestAnswered,
        RequestReceived,
        SubjectToldOfDisclosure,
    }
)
"""Events about one of several kinds of people: sealing refuses where none of them is named."""

OWNERS = ("person", "peer", "staff", "group", "programme")


def names_nobody(event: Any) -> bool:
    """Whether an event is about nobody who could own what is sealed in it."""
    return all(getattr(event, owner, None) is None for owner in OWNERS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_event_comes_back_as_it_went_in(kind: type[Event]) -> None:
    keyring = Keyring("sqlite://", KeyEncryptionKey(sha256(b"tests").digest()))

    @settings(max_examples=15, deadline=None)
    @given(events_of(kind))
    def comes_back(event: Event) -> None:
        assume(kind not in OF_ONE_OR_THE_OTHER or not names_nobody(event))
        assert opened(stored(event, keyring), keyring, ALL).event == event

    comes_back()
    keyring.close()


@settings(max_examples=60, deadline=None)
@given(
    st.builds(
        Envelope,
        by=st.text(max_size=9),
        service=st.text(max_size=9),
        command_id=st.text(max_size=30),
        ordinal=st.integers(0, 99),
        because_of=st.none() | st.integers(1, 2**53),
        corrects=st.none() | st.integers(1, 2**53),
    ),
    st.integers(1, 2**53),
    st.integers(0, 4_000_000_000_000_000),
)
def test_the_envelope_comes_back_as_it_went_in(
    envelope: Envelope, position: int, recorded_at: int
) -> None:
    keyring = Keyring("sqlite://", KeyEncryptionKey(sha256(b"tests").digest()))
    entry = encode(HELD, envelope, keyring)
    recorded = opened(
        decode(Row(position, entry.name, recorded_at, entry.tags, entry.data)), keyring, ALL
    )
    keyring.close()

    assert recorded.event == HELD
    assert recorded.position == position
    assert recorded.recorded_at == datetime(1970, 1, 1, tzinfo=UTC) + _micros(recorded_at)
    for field in Envelope.__struct_fields__:
        assert getattr(envelope, field) == getattr(recorded, field)


def _micros(number: int) -> Any:
    return datetime.fromtimestamp(0, UTC).resolution * number


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_nothing_sealed_stands_in_the_stored_bytes(kind: type[Event], keyring: Keyring) -> None:
    """A canary is put into every sealed text, and looked for in all that is stored."""
    canary = "Canary-of-Morag-\u00e9"
    event = example(kind)
    planted = {
        each.field: _with_canary(getattr(event, each.field), canary) for each in sealed_fields(kind)
    }
    event = msgspec.structs.replace(event, **planted)
    row = row_of(event, keyring)

    everything = f"{row.name} {row.tags} ".encode() + row.data
    assert b"anary" not in everything
    assert b"Morag" not in everything
    said = json.loads(row.data)["event"]
    for field in planted:
        assert set(said[field]) == {"box"}
    assert opened(decode(row), keyring, ALL).event == event


def _with_canary(value: Any, canary: str) -> Any:
    if isinstance(value, str) and not isinstance(value, Enum):
        return canary
    return (canary, canary) if isinstance(value, tuple) else value


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_whatever_is_sealed_has_an_owner_who_is_always_named(kind: type[Event]) -> None:
    """Without one the value would be sealed under no key at all."""
    hints = get_type_hints(kind)
    for sealed in sealed_fields(kind):
        named = [field for _noun, field in sealed.owners if hasattr(hints[field], "__supertype__")]
        assert named or kind in OF_ONE_OR_THE_OTHER, sealed.field
        assert {field for _noun, field in sealed.owners} <= set(kind.__struct_fields__)


@pytest.mark.parametrize(
    "kind", sorted(OF_ONE_OR_THE_OTHER, key=str), ids=lambda kind: kind.__name__
)
def test_what_belongs_to_one_or_the_other_is_not_sealed_where_neither_is_named(
    kind: type[Event], keyring: Keyring
) -> None:
    there = set(OWNERS) & set(kind.__struct_fields__)
    field = sealed_fields(kind)[0].field
    owned: Any = msgspec.structs.replace(example(kind), **dict.fromkeys(there - {"peer"}))
    of_nobody: Any = msgspec.structs.replace(owned, peer=None)

    assert isinstance(getattr(stored(owned, keyring).event, field), Sealed)
    with pytest.raises(OwnerMissing, match=field):
        encode(of_nobody, ENVELOPE, keyring)


def test_what_is_not_said_is_not_sealed(keyring: Keyring) -> None:
    quiet = msgspec.structs.replace(HELD, note=None, functions=(), mood=None)

    assert stored(quiet, keyring).event == quiet


def test_every_subject_of_an_event_is_a_tag(keyring: Keyring) -> None:
    entry = encode(HELD, ENVELOPE, keyring, (subject("match", "m"), subject("person", "callum")))

    assert entry.tags == "match:m person:morag peer:davie person:callum"


def test_a_name_that_nobody_knows_is_said_to_be_unknown() -> None:
    with pytest.raises(UnknownName, match="SessionImagined"):
        decode(Row(1, "SessionImagined", 0, "", b"{}"))


# --- who can open what ---


def test_a_fold_gets_codes_and_no_words(keyring: Keyring) -> None:
    event = opened(stored(HELD, keyring), keyring).event

    assert isinstance(event, SessionHeld)
    assert event.functions == ("LISTENING",)
    assert event.mood == 4
    assert isinstance(event.note, Sealed)


@pytest.mark.parametrize("erased", ["person:morag", "peer:davie"])
def test_without_the_key_of_either_owner_a_value_of_both_is_gone(
    keyring: Keyring, erased: str
) -> None:
    recorded = stored(HELD, keyring)
    keyring.erase(erased)
    event = opened(recorded, keyring, ALL).event

    assert isinstance(event, SessionHeld)
    assert isinstance(event.note, Sealed)
    assert isinstance(event.functions, Sealed)
    assert (event.mood == 4) == (erased == "person:morag")  # the mood is the peer's alone
    assert event.minutes == 50


def test_nothing_new_is_sealed_for_somebody_whose_key_was_destroyed(keyring: Keyring) -> None:
    keyring.erase("person:morag")

    with pytest.raises(KeyErased):
        encode(HELD, ENVELOPE, keyring)
    assert stored(msgspec.structs.replace(HELD, note=None, functions=()), keyring)


def test_the_key_of_one_field_opens_it_and_no_other(keyring: Keyring) -> None:
    event = msgspec.structs.replace(HELD, worry_words="None today.")
    recorded = stored(event, keyring)
    found = field_key_of(recorded, "note", keyring)
    assert found is not None
    place, key = found
    note, worry = recorded.event.note, recorded.event.worry_words  # type: ignore[attr-defined]

    assert unseal_with_field_key(key, place, note.box).rstrip() == b'"We walked to the harbour."'
    with pytest.raises(DoesNotOpen):
        unseal_with_field_key(key, place._replace(field="worry_words"), worry.box)
    assert field_key_of(recorded, "minutes", keyring) is None
    keyring.erase("peer:davie")
    assert field_key_of(recorded, "note", keyring) is None


@pytest.mark.parametrize(
    "there",
    [
        {"ordinal": 3},
        {"command_id": "command-2"},
    ],
    ids=str,
)
def test_a_box_moved_to_another_entry_does_not_open(
    keyring: Keyring, there: dict[str, Any]
) -> None:
    """Somebody with a database tool lets Davie have written what he wrote about another day."""
    envelope = msgspec.structs.replace(ENVELOPE, **there)
    here, other = stored(HELD, keyring), stored(HELD, keyring, envelope)
    moved = msgspec.structs.replace(
        other,
        event=msgspec.structs.replace(other.event, note=here.event.note),  # type: ignore[attr-defined]
    )

    with pytest.raises(DoesNotOpen):
        opened(moved, keyring, ALL)


def test_a_box_given_to_another_person_or_field_does_not_open(keyring: Keyring) -> None:
    keyring.key_of("person:callum")
    here = stored(HELD, keyring)
    event: Any = here.event
    for wrong in (
        msgspec.structs.replace(event, person=PersonId("callum")),
        msgspec.structs.replace(event, note=None, worry_words=event.note),
    ):
        with pytest.raises(DoesNotOpen):
            opened(msgspec.structs.replace(here, event=wrong), keyring, ALL)


def test_position_and_clock_are_no_part_of_the_place(keyring: Keyring) -> None:
    """A box is made before its position is known, and opens wherever the entry came to stand."""
    entry = encode(HELD, ENVELOPE, keyring)
    for position in (1, 77):
        recorded = decode(Row(position, entry.name, position * 10**6, entry.tags, entry.data))
        assert opened(recorded, keyring, ALL).event == HELD


def test_an_envelope_of_a_first_entry_holds_no_nothings(keyring: Keyring) -> None:
    envelope = Envelope(by=ActorId("isla"), service=ServiceId("machair"), command_id="c")
    data = json.loads(encode(HELD, envelope, keyring).data)

    assert set(data) == {"by", "service", "command_id", "event"}
