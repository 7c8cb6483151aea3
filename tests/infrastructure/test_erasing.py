"""The tombstone first, the entry second; whoever opens the store next finishes either half."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path
from random import Random
from shutil import copy
from types import FrameType
from typing import Any

import pytest

from api.store import open_store
from application.ledger import OwnerErased
from application.perform import perform
from domain.corrections import MarkEnteredInError, StandsAsItWas
from domain.decider import Position, Recorded
from domain.erasure import (
    ErasePeer,
    ErasePerson,
    ErasureCarriedOut,
    ErasureDecided,
    ErasureGround,
)
from domain.peer import RecordInterest
from domain.people import LOCAL_OPERATOR, PersonId, Subject
from domain.person import PersonRegistered, RecordDeath, RecordSafeContact
from domain.personal import Class, Sealed
from domain.referral import AgreedHow, ReceiveReferral, Source
from infrastructure import histories
from infrastructure.codec import opened
from infrastructure.erasing import carry_out, decided_in, standing_against
from infrastructure.key_encryption import following
from infrastructure.keyring import KeyEncryptionKey, Keyring
from infrastructure.rotation import rotate
from infrastructure.settings import Settings
from infrastructure.verification import verify
from tests.deployments import DATABASES, SERVICE, Deployment, deployed
from tests.faults import times
from tests.faults.places import place_in

GROUND = ErasureGround.OBJECTED
ALL: tuple[Class, ...] = ("words", "coded")


@pytest.fixture(params=DATABASES)
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Deployment]:
    with deployed(request.param, tmp_path) as deployment:
        yield deployment


def somebody(there: Deployment, name: str = "Morag Testperson") -> PersonId:
    received = there.do(
        ReceiveReferral(service=SERVICE, source=Source.GP, agreed_how=AgreedHow.SPOKEN, name=name)
    )
    person: PersonId = received.events[-1].event.person  # type: ignore[attr-defined]
    return person


def told_about(there: Deployment, person: str) -> list[Recorded]:
    return there.ledger.history(Subject(f"person:{person}"))


def name_of(there: Deployment, person: str) -> Any:
    registered = opened(told_about(there, person)[0], there.keyring, ALL).event
    assert isinstance(registered, PersonRegistered)
    return registered.name


def names(events: list[Recorded]) -> list[str]:
    return [type(each.event).__name__ for each in events]


def test_the_key_is_gone_and_the_log_says_so_before_the_answer_leaves(there: Deployment) -> None:
    morag, callum = somebody(there), somebody(there, "Callum Testperson")

    there.do(ErasePerson(person=morag, ground=GROUND))

    assert names(told_about(there, morag))[-2:] == ["ErasureDecided", "ErasureCarriedOut"]
    assert there.keyring.tombstones() == (f"person:{morag}",)
    assert isinstance(name_of(there, morag), Sealed)
    assert name_of(there, callum) == "Callum Testperson"


def test_words_about_somebody_erased_are_refused_and_facts_are_not(there: Deployment) -> None:
    morag = somebody(there)
    other = there.another_ledger()
    there.do(RecordSafeContact(person=morag, phone="01632 960001"), ledger=other)
    there.do(ErasePerson(person=morag, ground=GROUND))

    for ledger in (there.ledger, other):  # the other has the key in memory
        with pytest.raises(OwnerErased):
            there.do(RecordSafeContact(person=morag, phone="01632 960002"), ledger=ledger)
        there.do(RecordSafeContact(person=morag, may_write=False), ledger=ledger)
    there.do(RecordDeath(person=morag))

    assert names(told_about(there, morag))[-3:] == [
        "SafeContactRecorded",
        "SafeContactRecorded",
        "PersonDied",
    ]


def test_a_decision_whose_key_still_stands_is_finished(there: Deployment) -> None:
    morag = somebody(there)
    _only_decided(there, morag)
    assert there.keyring.tombstones() == ()
    assert decided_in(there.ledger).keys() == {Subject(f"person:{morag}")}
    with pytest.raises(OwnerErased):
        there.do(RecordSafeContact(person=morag, phone="01632 960001"))

    assert carry_out(there.ledger, there.keyring) == (f"person:{morag}",)
    assert carry_out(there.ledger, there.keyring) == ()

    assert there.keyring.tombstones() == (f"person:{morag}",)
    assert names(told_about(there, morag)).count("ErasureCarriedOut") == 1


def test_a_destroyed_key_of_which_the_log_does_not_tell_is_told(there: Deployment) -> None:
    morag = somebody(there)
    there.keyring.erase(f"person:{morag}")

    carry_out(there.ledger, there.keyring)

    last = told_about(there, morag)[-1].event
    assert isinstance(last, ErasureCarriedOut)
    assert last.ground is ErasureGround.KEY_ALREADY_GONE


def test_a_key_that_an_older_keyring_brings_back_is_destroyed_again(there: Deployment) -> None:
    morag = somebody(there)
    owner = f"person:{morag}"
    older = Keyring("sqlite://", there.keyring.kek)
    older.merge_from(there.keyring)
    there.do(ErasePerson(person=morag, ground=GROUND))
    with closing(older):
        assert standing_against(there.ledger, older) == (owner,)

        carry_out(there.ledger, older)

        assert older.tombstones() == (owner,)
        assert standing_against(there.ledger, older) == ()
    assert names(told_about(there, morag)).count("ErasureCarriedOut") == 1


def test_two_who_finish_at_once_tell_it_once(there: Deployment) -> None:
    morag = somebody(there)
    _only_decided(there, morag)
    other = there.another_ledger()

    carry_out(there.ledger, there.keyring)
    other._histories.forget()
    carry_out(other, there.keyring)
    there.do(ErasePerson(person=morag, ground=GROUND), ledger=other)

    assert names(told_about(there, morag)).count("ErasureCarriedOut") == 1


def test_peer_supporters_and_staff_are_erased_in_the_same_way(there: Deployment) -> None:
    davie = there.do(RecordInterest(service=SERVICE, name="Davie Testperson"))
    peer = davie.events[-1].event.peer  # type: ignore[attr-defined]

    there.do(ErasePeer(peer=peer, ground=GROUND))

    assert there.keyring.tombstones() == (f"peer:{peer}",)


def test_no_correction_undoes_an_erasure(there: Deployment) -> None:
    morag = somebody(there)
    receipt = there.do(ErasePerson(person=morag, ground=GROUND))

    for position in (receipt.position, receipt.position + 1):
        with pytest.raises(StandsAsItWas, match="cannot be made again"):
            there.do(MarkEnteredInError(entry=Position(position)))


@pytest.mark.parametrize("how", ["behind", "far behind", "after a failure", "opened later"])
def test_a_decision_of_another_process_counts_however_one_learns_of_it(
    there: Deployment, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key still stands, so that only what the log says can be in the way."""
    morag, callum = somebody(there), somebody(there, "Callum Testperson")
    other = there.another_ledger()
    there.do(RecordSafeContact(person=morag, phone="01632 960001"), ledger=other)
    if how == "far behind":
        monkeypatch.setattr(histories, "GAP_WORTH_READING", 2)
    _only_decided(there, morag)
    for may_write in (False, True, False):
        there.do(RecordSafeContact(person=callum, may_write=may_write))
    if how == "after a failure":
        other._histories.forget()
    if how == "opened later":
        other = there.another_ledger()

    for _ in range(2):
        with pytest.raises(OwnerErased):
            there.do(RecordSafeContact(person=morag, phone="01632 960002"), ledger=other)
    there.do(RecordSafeContact(person=callum, phone="01632 960003"), ledger=other)

    assert names(told_about(there, morag))[-1] == "ErasureDecided"


def _only_decided(there: Deployment, person: PersonId) -> None:
    """Record the decision as a process does that is killed right after it."""
    receipt = []
    whole, there.ledger.transact = there.ledger.transact, there.ledger._transacted  # type: ignore[method-assign]
    receipt.append(there.do(ErasePerson(person=person, ground=GROUND)))
    there.ledger.transact = whole  # type: ignore[method-assign]
    assert isinstance(receipt[0].events[-1].event, ErasureDecided)


# --- Killed at any step ---

FORKED = get_context("forkserver")
FORKED.set_forkserver_preload(["tests.infrastructure.test_erasing"])


def killed_at(step: int, work: Any, *arguments: Any) -> bool:
    """Do something in a process of its own, killed at a call into the infrastructure; if it was."""
    process = FORKED.Process(target=_killed, args=(step, work, *arguments))
    process.start()
    process.join(60)
    assert process.exitcode in {0, -signal.SIGKILL}
    return process.exitcode != 0


def _killed(step: int, work: Any, *arguments: Any) -> None:
    calls = 0

    def count(frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal calls
        if event in {"call", "return"} and "/infrastructure/" in frame.f_code.co_filename:
            calls += 1
            if calls == step:
                os.kill(os.getpid(), signal.SIGKILL)

    work(count, *arguments)


def erase(count: Any, settings: Settings, person: PersonId) -> None:
    with closing(open_store(settings, create=False)) as store:
        sys.setprofile(count)
        perform(
            ErasePerson(person=person, ground=GROUND),
            store.ledger,
            by=LOCAL_OPERATOR,
            service=SERVICE,
            command_id=f"erase-{person}",
        )
        sys.setprofile(None)


def change_the_lock(count: Any, settings: Settings) -> None:
    with closing(open_store(settings, create=False)) as store:
        sys.setprofile(count)
        rotate(store.keyring, settings.key_encryption_key_file)
        sys.setprofile(None)


@pytest.mark.faults
@pytest.mark.parametrize("database", DATABASES)
def test_killed_at_any_step_it_ends_erased_and_never_half(tmp_path: Path, database: str) -> None:
    settings = place_in(tmp_path, database)
    dice = Random(database)
    kills = 0
    for number in range(times(6, campaign=200)):
        with closing(open_store(settings, create=True)) as store:
            person = _referred(store, f"Morag Testperson {number}")
        step = dice.randrange(1, 700)
        kills += killed_at(step, erase, settings, person)

        with closing(open_store(settings, create=False)) as store:
            owner = Subject(f"person:{person}")
            told = names(store.ledger.history(owner))
            gone = owner in store.keyring.tombstones()
            assert gone == ("ErasureDecided" in told) == ("ErasureCarriedOut" in told), step
            perform(
                ErasePerson(person=person, ground=GROUND),
                store.ledger,
                by=LOCAL_OPERATOR,
                service=SERVICE,
                command_id=f"erase-{person}",
            )
            told = names(store.ledger.history(owner))
            assert told.count("ErasureDecided") == told.count("ErasureCarriedOut") == 1
            assert owner in store.keyring.tombstones()
            assert store.keyring.damaged() == ()
    assert kills > 0


STEPS = (
    ("call", "append_batch", False),
    ("return", "append_batch", True),
    ("call", "carry_out_decided", True),
    ("call", "_destroy", True),
    ("call", "_bury", True),
    ("return", "_bury", True),
    ("call", "_leave_no_old_rows", True),
    ("return", "_leave_no_old_rows", True),
    ("return", "_destroy", True),
    ("call", "_tell", True),
    ("return", "_tell", True),
    ("return", "carry_out_decided", True),
)
"""Every step of an erasure, by what begins or ends then, and whether it was decided by then."""


@pytest.mark.faults
@pytest.mark.parametrize(("when", "step", "decided"), STEPS)
@pytest.mark.parametrize("database", DATABASES)
def test_killed_at_each_named_step_it_ends_erased_or_was_never_decided(
    tmp_path: Path, database: str, when: str, step: str, decided: bool
) -> None:
    settings = place_in(tmp_path, database)
    with closing(open_store(settings, create=True)) as store:
        person = _referred(store, "Morag Testperson")
        stays = _referred(store, "Callum Testperson")
    process = FORKED.Process(target=_erased_until, args=(when, step, settings, person))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL

    owner = Subject(f"person:{person}")
    with closing(open_store(settings, create=False)) as store:
        told = names(store.ledger.history(owner))
        gone = store.keyring.tombstones() == (owner,)
        assert decided == gone == ("ErasureDecided" in told) == ("ErasureCarriedOut" in told)
        assert max(told.count("ErasureDecided"), told.count("ErasureCarriedOut")) == decided
        assert store.keyring.keys_of(f"person:{stays}")
        assert store.keyring.unsound() == ()
        assert verify(store.recorder).ok


def _erased_until(when: str, step: str, settings: Settings, person: PersonId) -> None:
    def watch(frame: FrameType, event: str, _argument: Any) -> None:
        code = frame.f_code
        if (event, code.co_name) == (when, step) and "/infrastructure/" in code.co_filename:
            os.kill(os.getpid(), signal.SIGKILL)

    erase(watch, settings, person)


@pytest.mark.faults
@pytest.mark.parametrize("database", DATABASES)
def test_a_change_of_the_lock_killed_at_any_step_loses_no_key(
    tmp_path: Path, database: str
) -> None:
    settings = place_in(tmp_path, database)
    dice = Random(database)
    with closing(open_store(settings, create=True)) as store:
        people = [_referred(store, f"Morag Testperson {number}") for number in range(5)]
        keys = {each: store.keyring.key_of(f"person:{each}") for each in people}
        store.keyring.erase("person:somebody-else")
    kills = 0
    for number in range(times(5, campaign=50)):
        kills += killed_at(dice.randrange(1, 120), change_the_lock, settings)

        with closing(open_store(settings, create=False)) as store:
            assert {each: store.keyring.key_of(f"person:{each}") for each in people} == keys
            assert store.keyring.tombstones() == ("person:somebody-else",)
            assert store.keyring.damaged() == ()
            person = _referred(store, f"Callum Testperson {number}")
            keys[person] = store.keyring.key_of(f"person:{person}")
            people.append(person)
    assert kills > 0


def _referred(store: Any, name: str) -> PersonId:
    receipt = perform(
        ReceiveReferral(service=SERVICE, source=Source.GP, agreed_how=AgreedHow.SPOKEN, name=name),
        store.ledger,
        by=LOCAL_OPERATOR,
        service=SERVICE,
    )
    person: PersonId = receipt.events[-1].event.person  # type: ignore[attr-defined]
    return person


# --- A change of the lock ---


def test_a_change_of_the_lock_leaves_every_key_and_every_tombstone(there: Deployment) -> None:
    morag, callum = somebody(there), somebody(there, "Callum Testperson")
    there.do(ErasePerson(person=callum, ground=GROUND))
    key, file = there.keyring.key_of(f"person:{morag}"), there.folder / "key"
    before = file.read_bytes()

    done = rotate(there.keyring, file)

    assert done.keys == 2
    assert file.read_bytes() != before
    assert not following(file).exists()
    with closing(there.another_keyring()) as again:
        assert again.key_of(f"person:{morag}") == key
        assert again.tombstones() == (f"person:{callum}",)
        assert again.damaged() == ()
        assert list(again.count().under) == [done.after] == [again.count().current]


def test_others_who_serve_meanwhile_go_on_under_the_new_lock(there: Deployment) -> None:
    morag = somebody(there)
    with closing(there.another_keyring()) as other:
        key = other.key_of(f"person:{morag}")

        rotate(there.keyring, there.folder / "key")
        made = other.key_of("person:somebody-new")
        other._known.clear()

        assert other.key_of(f"person:{morag}") == key
        assert other.damaged() == ()
        other.erase(f"person:{morag}")
    with closing(there.another_keyring()) as again:
        assert again.key_of("person:somebody-new") == made
        assert again.tombstones() == (f"person:{morag}",)


def test_what_was_made_under_the_lock_before_opens_with_that_alone(there: Deployment) -> None:
    key = there.keyring.key_of("person:morag")
    kept = there.folder / "kept"
    copy(there.folder / "key", kept)
    older = there.folder / "older.db"
    with closing(Keyring(f"sqlite:///{older}", KeyEncryptionKey.at(kept))) as copied:
        copied.merge_from(there.keyring)

    rotate(there.keyring, there.folder / "key")

    with closing(Keyring(f"sqlite:///{older}", KeyEncryptionKey.at(kept))) as copied:
        assert copied.key_of("person:morag") == key
        with closing(Keyring("sqlite://", there.keyring.kek)) as fresh:
            fresh.merge_from(copied)
            assert fresh.key_of("person:morag") == key
            assert fresh.damaged() == ()
