"""What was ever stored can always be read: names, fields, codes and boxes."""

from typing import Any, get_type_hints

import msgspec
import pytest

from domain.catalogue import EVENTS
from domain.decider import Event
from domain.personal import Sealed
from infrastructure import codec, upcasters
from infrastructure.codec import Stored, UnknownName, decode, sealed_fields
from tests import stored_events
from tests.events import codes_of, shape_of
from tests.stored_events import (
    CODES,
    Sample,
    add,
    files_of,
    kept_codes,
    keyring_of_samples,
    missing,
    read,
    said_by,
    samples,
)

SAMPLES = samples()
HELD = SAMPLES["SessionHeld.1"]
NEW = "Add one: python -m tests.stored_events"


def test_every_event_has_a_sample_of_its_present_shape() -> None:
    assert missing() == [], NEW


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_what_was_stored_says_today_what_it_said_then(name: str) -> None:
    sample = SAMPLES[name]
    with keyring_of_samples() as keyring:
        said = said_by(read(sample, keyring))

    assert sample.says == without_newer_fields(said, sample)


def without_newer_fields(said: dict[str, Any], sample: Sample) -> dict[str, Any]:
    """What is said today, less the fields that the event did not have then."""
    event = {field: value for field, value in said["event"].items() if field in sample.shape}
    return {**said, "event": event}


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_sample_is_read_without_any_key_too(name: str) -> None:
    sample = SAMPLES[name]
    event = decode(sample.row).event
    fields = [each.field for each in sealed_fields(type(event)) if each.field in sample.shape]
    boxes = [getattr(event, field) for field in fields]

    assert all(isinstance(box, Sealed) for box in boxes)
    assert name.partition(".")[0] == sample.name


def test_every_box_of_every_sample_opens() -> None:
    """That they are sealed at all is what makes the other tests about opening worth something."""
    with keyring_of_samples() as keyring:
        still_closed = [
            (name, each.field)
            for name, sample in SAMPLES.items()
            for event in (read(sample, keyring).event,)
            for each in sealed_fields(type(event))
            if isinstance(getattr(event, each.field), Sealed)
        ]

    assert still_closed == []


def test_a_sample_is_never_made_over(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored_events, "FOLDER", tmp_path)
    with keyring_of_samples() as keyring:
        first = add("PersonDied", keyring)
        before = first.read_bytes()
        second = add("PersonDied", keyring)
        second.rename(first.with_name("PersonDied.3.json"))
        with pytest.raises(FileExistsError):
            add("PersonDied", keyring)

    assert ["PersonDied.1.json", "PersonDied.2.json"] == [first.name, second.name]
    assert first.read_bytes() == before


def test_versions_are_counted_as_numbers(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored_events, "FOLDER", tmp_path)
    for version in (1, 2, 10):
        (tmp_path / f"PersonDied.{version}.json").touch()

    assert [file.name for file in files_of("PersonDied")][-1] == "PersonDied.10.json"


def test_codes_become_more_and_never_fewer() -> None:
    """Every code that may stand in a log is understood; and what is understood is kept here."""
    assert CODES.exists()
    assert kept_codes().keys() == codes_of(EVENTS.values()).keys(), NEW
    for name, codes in codes_of(EVENTS.values()).items():
        assert sorted(kept_codes()[name]) == sorted(codes), f"{name}: {NEW}"


# --- what fails when somebody breaks it, on a copy of the table of decoders ---


class Tables:
    """The decoders of the codec, to be altered for one test."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.events = dict(EVENTS)
        self.decoders = dict(codec._DECODERS)
        patch.setattr(codec, "EVENTS", self.events)
        patch.setattr(codec, "_DECODERS", self.decoders)
        self.renamed: dict[str, str] = {}
        patch.setattr(upcasters, "RENAMED", self.renamed)
        codec.decoder_of.cache_clear()

    def replace(self, name: str, kind: type[Event]) -> None:
        del self.events[name], self.decoders[name]
        self.events[kind.__name__] = kind
        self.decoders[kind.__name__] = msgspec.json.Decoder(Stored[kind]).decode  # type: ignore[valid-type]


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> Any:
    yield Tables(monkeypatch)
    codec.decoder_of.cache_clear()


def like(kind: type[Event], name: str, **instead: tuple[str, Any, Any] | None) -> type[Event]:
    """The event as somebody might rewrite it: under a name, with some fields changed."""
    hints = {field.name: field for field in msgspec.structs.fields(kind)}
    fields: list[Any] = []
    for field, was in hints.items():
        if field in instead:
            new = instead[field]
            if new is not None:
                fields.append((new[0], new[1], msgspec.field(default=new[2])))
            continue
        hint = get_type_hints(kind, include_extras=True)[field]
        fields.append(
            (field, hint) if was.required else (field, hint, msgspec.field(default=was.default))
        )
    made: Any = msgspec.defstruct(
        name, fields, bases=(Event,), frozen=True, kw_only=True, module=kind.__module__
    )
    found: type[Event] = made
    return found


def test_renaming_an_event_is_noticed(tables: Tables) -> None:
    tables.replace("SessionHeld", like(EVENTS["SessionHeld"], "SessionTookPlace"))

    with pytest.raises(UnknownName, match="SessionHeld"):
        decode(HELD.row)


def test_an_event_that_had_to_be_renamed_is_read_and_opened_by_its_old_name(
    tables: Tables,
) -> None:
    tables.replace("SessionHeld", like(EVENTS["SessionHeld"], "SessionTookPlace"))
    tables.renamed["SessionHeld"] = "SessionTookPlace"
    with keyring_of_samples() as keyring:
        recorded = read(HELD, keyring)
        place_and_key = codec.field_key_of(decode(HELD.row), "note", keyring)

    assert type(recorded.event).__name__ == "SessionTookPlace"
    assert said_by(recorded) == HELD.says
    assert place_and_key is not None
    assert place_and_key[0].name == "SessionHeld"


def test_renaming_a_field_is_noticed(tables: Tables) -> None:
    renamed = like(EVENTS["SessionHeld"], "SessionHeld", minutes=("lasted", int | None, None))
    tables.replace("SessionHeld", renamed)
    with keyring_of_samples() as keyring:
        said = said_by(read(HELD, keyring))

    assert without_newer_fields(said, HELD) != HELD.says
    assert shape_of(renamed) != HELD.shape


def test_a_new_field_without_a_default_is_noticed(tables: Tables) -> None:
    demanding: Any = msgspec.defstruct(
        "SessionHeld",
        [("weather", str)],
        bases=(EVENTS["SessionHeld"],),
        frozen=True,
        kw_only=True,
        module="domain.session",
    )
    tables.replace("SessionHeld", demanding)

    with pytest.raises(msgspec.ValidationError, match="weather"):
        decode(HELD.row)


def test_a_new_field_with_a_default_is_safe(tables: Tables) -> None:
    weathered: Any = msgspec.defstruct(
        "SessionHeld",
        [("weather", str | None, None)],
        bases=(EVENTS["SessionHeld"],),
        frozen=True,
        kw_only=True,
        module="domain.session",
    )
    tables.replace("SessionHeld", weathered)
    with keyring_of_samples() as keyring:
        said = said_by(read(HELD, keyring))

    assert said == {**HELD.says, "event": {**HELD.says["event"], "weather": None}}


def test_a_field_that_is_no_longer_known_is_passed_over() -> None:
    """A newer version wrote the log, and an older one reads it."""
    newer = HELD.data.replace('"minutes":3', '"minutes":3,"weather":"bright"')

    assert decode(HELD.row._replace(data=newer.encode())) == decode(HELD.row)


def test_taking_a_code_away_is_noticed() -> None:
    gone = HELD.data.replace('"FACE_TO_FACE"', '"NO_LONGER_A_CODE"')

    with pytest.raises(msgspec.ValidationError, match="NO_LONGER_A_CODE"):
        decode(HELD.row._replace(data=gone.encode()))


def test_moving_a_sealed_field_is_noticed() -> None:
    """A box under another name of field does not open, whatever the decoder thinks of it."""
    moved = HELD.data.replace('"note":', '"elsewhere":').replace('"worry_words":', '"note":')
    with keyring_of_samples() as keyring, pytest.raises(codec.DoesNotOpen):
        read(msgspec.structs.replace(HELD, data=moved), keyring)


def test_the_stored_shape_is_pinned_to_the_letter() -> None:
    event = EVENTS["PersonDied"](person="morag", at=SAMPLES_AT, on=SAMPLES_AT.date())  # type: ignore[call-arg]
    envelope = codec.Envelope(by="isla", service="machair", command_id="c-1")  # type: ignore[arg-type]
    with keyring_of_samples() as keyring:
        entry = codec.encode(event, envelope, keyring, ("match:m",))  # type: ignore[arg-type]

    assert entry.name == "PersonDied"
    assert entry.tags == "person:morag match:m"
    assert entry.data == (
        b'{"by":"isla","service":"machair","command_id":"c-1","event":'
        b'{"at":"2026-05-05T09:30:00.123456Z","person":"morag","on":"2026-05-05"}}'
    )


SAMPLES_AT = decode(HELD.row).event.at
