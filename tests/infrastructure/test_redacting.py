"""One field becomes unreadable for good, and nothing else does, whatever is put beside what."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from shutil import copytree, rmtree
from threading import Barrier
from types import FrameType
from typing import Any

import pytest

from api.store import open_store
from application.ledger import OwnerErased, Receipt
from application.perform import perform
from domain.corrections import CorrectEntry, NoLongerHeld
from domain.decider import Command, Position, Recorded
from domain.erasure import (
    ErasePerson,
    ErasureGround,
    FieldRedacted,
    FieldRedactionDecided,
    RedactionGround,
)
from domain.erasure.redacting import RedactField
from domain.people import LOCAL_OPERATOR, PersonId, Subject
from domain.person import RecordSafeContact
from domain.personal import Class, Sealed
from domain.referral import AgreedHow, ReceiveReferral, Source
from infrastructure.codec import DoesNotOpen, boxes_in, field_key_of, opened
from infrastructure.field_keys import field_named, numbered
from infrastructure.keyring import Keyring
from infrastructure.redacting import redact
from infrastructure.sealing import Place, unseal
from infrastructure.verification import verify
from tests.deployments import DATABASES, SERVICE, Deployment, deployed
from tests.faults import times
from tests.faults.places import place_in
from tests.infrastructure.test_erasing import FORKED

ALL: tuple[Class, ...] = ("words", "coded")
SECRET = "His brother Hamish drinks."  # noqa: S105 - what should not have been written down
WHY = RedactionGround.ABOUT_SOMEBODY_ELSE


@pytest.fixture(params=DATABASES)
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Deployment]:
    with deployed(request.param, tmp_path) as deployment:
        yield deployment


class Somebody:
    """Morag, referred with words of her own, one of which should not have been written down."""

    def __init__(self, do: Callable[[Command], Receipt], log: Any, name: str = "Morag") -> None:
        receipt = do(
            ReceiveReferral(
                service=SERVICE,
                source=Source.GP,
                agreed_how=AgreedHow.SPOKEN,
                name=f"{name} Testperson",
                own_words=SECRET,
            )
        )
        last = receipt.events[-1]
        self.person: PersonId = last.event.person  # type: ignore[attr-defined]
        self.entry = next(
            each.position for each in receipt.events if hasattr(each.event, "own_words")
        )
        self.owner = Subject(f"person:{self.person}")
        self.do, self.log = do, log

    @property
    def redaction(self) -> RedactField:
        return RedactField(entry=self.entry, field="own_words", ground=WHY, reason="About another.")

    def phone(self, number: str) -> Receipt:
        return self.do(RecordSafeContact(person=self.person, phone=number))

    def said(self, keyring: Keyring, log: Any = None) -> dict[str, Any]:
        """Everything that is sealed for her, by entry and field, as it opens."""
        keyring.refresh()
        found = {}
        for recorded in (log or self.log).history(self.owner):
            event = opened(recorded, keyring, ALL).event
            for field, _owners, _box in boxes_in(recorded):
                found[f"{recorded.position}.{field}"] = getattr(event, field)
        return found

    @property
    def redacted_field(self) -> str:
        return f"{self.entry}.own_words"


def somebody(there: Deployment) -> Somebody:
    morag = Somebody(there.do, there.ledger)
    morag.phone("01632 960001")
    return morag


def closed(said: dict[str, Any]) -> set[str]:
    return {field for field, value in said.items() if isinstance(value, Sealed)}


def test_only_that_field_is_unreadable_and_the_log_says_so(there: Deployment) -> None:
    morag = somebody(there)
    before = morag.said(there.keyring)
    assert before[morag.redacted_field] == SECRET

    there.do(morag.redaction)
    morag.phone("01632 960002")

    after = morag.said(there.keyring)
    assert closed(after) == {morag.redacted_field}
    assert {**before, morag.redacted_field: after[morag.redacted_field]}.items() <= after.items()
    assert "01632 960002" in after.values()
    told = [
        each for each in there.ledger.history(morag.owner) if "Redact" in type(each.event).__name__
    ]
    assert [type(each.event) for each in told] == [FieldRedactionDecided, FieldRedacted]
    assert {(each.event.entry, each.event.field, each.event.ground, each.by) for each in told} == {  # type: ignore[attr-defined]
        (morag.entry, "own_words", WHY, "isla")
    }
    assert verify(there.recorder).ok
    assert there.keyring.unsound() == ()
    assert there.keyring.tombstones() == ()


def test_no_key_that_is_left_opens_it(there: Deployment) -> None:
    """Whoever has keyring, key file and log cannot read it: the key that it came from is gone."""
    morag = somebody(there)
    entry = _entry(there, morag.entry)
    box = entry.event.own_words.box  # type: ignore[attr-defined]
    whose = (morag.owner,)
    place = Place("ReferralReceived", "own_words", whose, entry.command_id, entry.ordinal)
    (key,) = there.keyring.keys_of(morag.owner)
    assert unseal((key,), place, box).rstrip() == f'"{SECRET}"'.encode()

    there.do(morag.redaction)

    left = there.keyring.keys_of(morag.owner)
    assert len(left) == 1
    assert key not in left
    for each in left:
        with pytest.raises(DoesNotOpen):
            unseal((each,), place, box)
    assert field_named(whose, box) in there.keyring.fields_destroyed()


def test_every_version_of_the_entry_loses_it_and_nobody_can_write_it_again(
    there: Deployment,
) -> None:
    morag = somebody(there)
    other = there.another_ledger()
    there.do(CorrectEntry(entry=morag.entry, changes={"agreed_how": "WRITTEN"}))

    there.do(morag.redaction)

    unreadable = closed(morag.said(there.keyring))
    assert len(unreadable) == 2
    assert {each.partition(".")[2] for each in unreadable} == {"own_words"}
    again = CorrectEntry(entry=morag.entry, changes={"agreed_how": "SPOKEN"})
    for ledger in (there.ledger, other):  # the other has the key in memory
        with pytest.raises(NoLongerHeld):
            there.do(again, ledger=ledger)


def test_it_can_be_done_again_for_another_field_and_twice_changes_nothing(
    there: Deployment,
) -> None:
    morag = somebody(there)
    there.do(morag.redaction)
    contact = morag.phone("01632 960002").events[-1].position
    second = RedactField(entry=contact, field="phone", ground=WHY, reason="Not hers.")

    there.do(second)
    length = there.ledger.head().position
    there.do(second)
    there.do(morag.redaction)
    morag.phone("01632 960003")

    assert there.ledger.head().position == length + 1
    said = morag.said(there.keyring)
    assert closed(said) == {morag.redacted_field, f"{contact}.phone"}
    assert {"01632 960001", "01632 960003"} <= {str(each) for each in said.values()}


def test_another_process_reads_and_writes_on(there: Deployment) -> None:
    morag = somebody(there)
    other = there.another_ledger()
    there.do(RecordSafeContact(person=morag.person, phone="01632 960002"), ledger=other)
    morag.said(other._keyring)  # it has the key in memory now

    there.do(morag.redaction)
    there.do(RecordSafeContact(person=morag.person, phone="01632 960003"), ledger=other)

    for keyring in (there.keyring, other._keyring):
        said = morag.said(keyring)
        assert closed(said) == {morag.redacted_field}
        assert "01632 960003" in said.values()


def test_whoever_was_redacted_can_be_erased_with_all_their_keys(there: Deployment) -> None:
    morag = somebody(there)
    there.do(morag.redaction)
    morag.phone("01632 960002")

    there.do(ErasePerson(person=morag.person, ground=ErasureGround.OBJECTED))

    said = morag.said(there.keyring)
    assert closed(said) == said.keys()
    assert there.keyring.tombstones() == (morag.owner,)
    assert there.keyring.keys_of(morag.owner) == ()
    with pytest.raises(OwnerErased):
        morag.phone("01632 960003")


def test_a_decision_that_was_not_carried_out_is_finished(there: Deployment) -> None:
    morag = somebody(there)
    there.ledger.transact = there.ledger._transacted  # type: ignore[method-assign]
    there.do(morag.redaction)  # as if the process had been killed after the decision
    morag.phone("01632 960002")
    assert closed(morag.said(there.keyring)) == set(), "nothing is lost in between"

    redact(there.ledger, there.keyring)
    assert redact(there.ledger, there.keyring) == ()

    assert closed(morag.said(there.keyring)) == {morag.redacted_field}
    told = [type(each.event) for each in there.ledger.history(morag.owner)]
    assert told.count(FieldRedacted) == 1


def test_recording_against_redaction_loses_no_word(there: Deployment) -> None:
    other = there.another_ledger()
    for race in range(times(10, campaign=2_000)):
        morag = Somebody(there.do, there.ledger, f"Morag {race}")
        line = Barrier(3)

        words = [
            RecordSafeContact(person=morag.person, phone=f"01632 96000{number}")
            for number in range(2)
        ]
        asked = [(morag.redaction, there.ledger), (words[0], there.ledger), (words[1], other)]
        with ThreadPoolExecutor(3) as runners:
            for answer in [runners.submit(_at_the_line, line, there, *each) for each in asked]:
                answer.result()
        for keyring in (there.keyring, other._keyring):
            said = morag.said(keyring)
            assert closed(said) == {morag.redacted_field}
            assert {"01632 960000", "01632 960001"} <= {str(each) for each in said.values()}


def _at_the_line(line: Barrier, there: Deployment, command: Command, ledger: Any) -> None:
    line.wait()
    there.do(command, ledger=ledger)


# --- Other keyrings, other logs ---


@pytest.mark.parametrize("database", DATABASES)
def test_an_older_keyring_beside_a_newer_log_gets_it_destroyed_again(
    tmp_path: Path, database: str
) -> None:
    settings = place_in(tmp_path, database)
    with closing(open_store(settings, create=True)) as store:
        morag = _in(store)
    older = tmp_path / "older"
    copytree(settings.keys_dir, older)
    with closing(open_store(settings, create=False)) as store:
        _do(store)(morag.redaction)
    rmtree(settings.keys_dir)
    older.rename(settings.keys_dir)

    with closing(open_store(settings, create=False)) as store:
        assert closed(morag.said(store.keyring, store.ledger)) == {morag.redacted_field}
        _do(store)(RecordSafeContact(person=morag.person, phone="01632 960002"))
        assert "01632 960002" in morag.said(store.keyring, store.ledger).values()


def test_an_older_log_beside_a_newer_keyring_can_be_written_on(there: Deployment) -> None:
    morag = somebody(there)
    apart: dict[str, bytes] = {}
    for recorded in there.ledger.history(morag.owner):
        for field, owners, box in boxes_in(recorded):
            found = field_key_of(recorded, field, there.keyring)
            assert found is not None
            apart[field_named(owners, box)] = found[1]
            if field == "own_words":
                name = field_named(owners, box)
    there.keyring.divide(morag.owner, 1, apart, [name])  # of which the log does not tell

    redact(there.ledger, there.keyring)
    morag.phone("01632 960002")

    said = morag.said(there.keyring)
    assert closed(said) == {morag.redacted_field}
    assert "01632 960002" in said.values()
    decided = [
        each.event
        for each in there.ledger.history(morag.owner)
        if isinstance(each.event, FieldRedactionDecided)
    ]
    assert [each.ground for each in decided] == [RedactionGround.KEY_ALREADY_GONE]


def test_what_is_destroyed_for_good_is_not_brought_back_by_fields_of_an_erased_owner(
    there: Deployment,
) -> None:
    morag = somebody(there)
    owner = morag.owner
    there.keyring.erase(owner)

    there.keyring.divide(owner, 1, {f"field:00,{owner},": bytes(32)}, [])

    assert there.keyring.keys_of(owner) == ()
    assert there.keyring.tombstones() == (owner,)
    assert there.keyring.existing_key_of(f"field:00,{owner},") is None
    assert there.keyring.existing_key_of(numbered(owner, 1)) is None


# --- Killed ---

STEPS = (
    ("call", "redact"),
    ("call", "_divide"),
    ("call", "divide"),
    ("call", "_bury"),
    ("return", "_bury"),
    ("return", "divide"),
    ("call", "_tell"),
    ("return", "_tell"),
    ("return", "redact"),
)
"""Every step of a redaction after the decision stands, by what begins or ends then."""


@pytest.mark.faults
@pytest.mark.parametrize("step", STEPS, ids=" ".join)
@pytest.mark.parametrize("database", DATABASES)
def test_killed_at_each_step_it_ends_redacted_and_nothing_else_is_lost(
    tmp_path: Path, database: str, step: tuple[str, str]
) -> None:
    settings = place_in(tmp_path, database)
    with closing(open_store(settings, create=True)) as store:
        morag = _in(store)
        redaction = morag.redaction
    process = FORKED.Process(target=_redact_until, args=(settings, redaction, step))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL

    with closing(open_store(settings, create=False)) as store:
        assert closed(morag.said(store.keyring, store.ledger)) == {morag.redacted_field}
        told = [type(each.event) for each in store.ledger.history(morag.owner)]
        assert told.count(FieldRedactionDecided) == told.count(FieldRedacted) == 1
        assert store.keyring.unsound() == ()
        assert verify(store.recorder).ok


def _redact_until(settings: Any, redaction: RedactField, step: tuple[str, str]) -> None:
    store = open_store(settings, create=False)

    def watch(frame: FrameType, event: str, _arg: Any) -> None:
        if (event, frame.f_code.co_name) == step and "infrastructure" in frame.f_code.co_filename:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(watch)
    _do(store)(redaction)


def _in(store: Any) -> Somebody:
    morag = Somebody(_do(store), store.ledger)
    morag.phone("01632 960001")
    return morag


def _do(store: Any) -> Callable[[Command], Receipt]:
    def do(command: Command) -> Receipt:
        return perform(command, store.ledger, by=LOCAL_OPERATOR, service=SERVICE)

    return do


def _entry(there: Deployment, position: Position) -> Recorded:
    entry = there.ledger.entry(position)
    assert entry is not None
    return entry
