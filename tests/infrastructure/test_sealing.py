"""A sealed value opens in its own place, for whoever holds every owner's key, and nowhere else."""

import multiprocessing
import os
import random
import string
from dataclasses import dataclass
from multiprocessing.connection import Connection

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from infrastructure.sealing import (
    PADDING,
    SALT_BYTES,
    SUITE,
    DoesNotOpen,
    Place,
    field_key,
    seal,
    unseal,
    unseal_with_field_key,
)

TAG_BYTES = 16
HEAD_BYTES = len(SUITE) + SALT_BYTES
TRANSPLANTS = 10_000 if os.environ.get("ALONGSIDE_CAMPAIGN") else 600

MORAG, DAVIE = bytes(range(32)), bytes(range(32, 64))
NOTE = Place("SessionHeld", "note", ("peer:davie", "person:morag"), "command-1", 0)
KEYS = (DAVIE, MORAG)
PLAIN = b'"We walked to the harbour."'


def opened(keys: tuple[bytes, ...], place: Place, box: bytes) -> bytes:
    """What was sealed, without its padding."""
    return unseal(keys, place, box).rstrip()


def test_a_value_opens_in_its_place() -> None:
    assert opened(KEYS, NOTE, seal(KEYS, NOTE, PLAIN)) == PLAIN


@pytest.mark.parametrize(
    "elsewhere",
    [
        NOTE._replace(name="SessionWorryAnswered"),
        NOTE._replace(field="worry_words"),
        NOTE._replace(owners=("peer:davie",)),
        NOTE._replace(owners=("peer:davie", "person:callum")),
        NOTE._replace(owners=("person:morag", "peer:davie")),
        NOTE._replace(command_id="command-2"),
        NOTE._replace(ordinal=1),
        NOTE._replace(name="SessionHel", owners=("dpeer:davie", "person:morag")),
        NOTE._replace(owners=("peer:davie", "person:morag", "note"), field=""),
        NOTE._replace(command_id="command-", ordinal=10),
    ],
    ids=str,
)
def test_a_value_does_not_open_anywhere_else(elsewhere: Place) -> None:
    box = seal(KEYS, NOTE, PLAIN)

    with pytest.raises(DoesNotOpen):
        unseal(KEYS, elsewhere, box)


@pytest.mark.parametrize(
    "keys",
    [
        (),
        (DAVIE,),
        (MORAG,),
        (MORAG, DAVIE),
        (DAVIE, bytes(32)),
        (bytes(32), MORAG),
        (DAVIE, MORAG, MORAG),
    ],
    ids=["none", "one of two", "the other of two", "swapped", "a", "b", "one more"],
)
def test_a_value_of_two_needs_the_keys_of_both(keys: tuple[bytes, ...]) -> None:
    box = seal(KEYS, NOTE, PLAIN)

    with pytest.raises(DoesNotOpen):
        unseal(keys, NOTE, box)


def test_a_box_with_any_byte_changed_does_not_open() -> None:
    box = seal(KEYS, NOTE, PLAIN)

    for position in range(len(box)):
        for change in (1, 0x80, 0xFF):
            changed = bytearray(box)
            changed[position] ^= change
            with pytest.raises(DoesNotOpen):
                unseal(KEYS, NOTE, bytes(changed))


def test_a_box_that_is_longer_or_shorter_does_not_open() -> None:
    box = seal(KEYS, NOTE, PLAIN)

    for wrong in (box + b"\0", *(box[:length] for length in range(len(box)))):
        with pytest.raises(DoesNotOpen):
            unseal(KEYS, NOTE, wrong)


@dataclass(frozen=True)
class Sample:
    """A value sealed at random: its keys, its place, and its box."""

    keys: tuple[bytes, ...]
    place: Place
    plain: bytes
    box: bytes


def sampled(chance: random.Random) -> Sample:
    """A value of somebody, from few enough people and fields that they often share some of them."""
    keys = {f"person:{who}": bytes([who]) * 32 for who in range(4)}
    owners = tuple(sorted(chance.sample(sorted(keys), chance.choice((1, 1, 2)))))
    place = Place(
        chance.choice(("SessionHeld", "MatchEnded")),
        chance.choice(("note", "reason")),
        owners,
        f"command-{chance.randrange(40)}",
        chance.randrange(2),
    )
    plain = "".join(chance.choices(string.ascii_letters, k=chance.randrange(1, 80))).encode()
    of_owners = tuple(keys[owner] for owner in owners)
    return Sample(of_owners, place, plain, seal(of_owners, place, plain))


@pytest.mark.faults
def test_no_box_can_be_moved_to_the_place_of_another() -> None:
    chance = random.Random(20261123)
    moved = 0
    while moved < TRANSPLANTS:
        here, there = sampled(chance), sampled(chance)
        assert opened(here.keys, here.place, here.box) == here.plain
        if (here.place, here.keys) == (there.place, there.keys):
            continue
        moved += 1
        with pytest.raises(DoesNotOpen):
            unseal(there.keys, there.place, here.box)


def test_the_key_of_a_field_opens_that_field_and_nothing_else() -> None:
    box, sibling = seal(KEYS, NOTE, PLAIN), seal(KEYS, NOTE, PLAIN)
    worry = NOTE._replace(field="worry_words")
    of_note = field_key(KEYS, NOTE, box[1:HEAD_BYTES])

    assert unseal_with_field_key(of_note, NOTE, box).rstrip() == PLAIN
    with pytest.raises(DoesNotOpen):
        unseal_with_field_key(of_note, NOTE, sibling)  # the same field, written another time
    with pytest.raises(DoesNotOpen):
        unseal_with_field_key(of_note, worry, seal(KEYS, worry, PLAIN))


@pytest.mark.parametrize("owners", [1, 2, 3, 7])
def test_the_key_of_a_field_is_that_of_hkdf(owners: int) -> None:
    """The derivation is written out here; the library's own must agree with it."""
    keys = tuple(os.urandom(32) for _ in range(owners))
    place = NOTE._replace(owners=tuple(f"person:{number}" for number in range(owners)))
    salt = os.urandom(SALT_BYTES)
    expected = HKDF(SHA256(), 32, salt, place.context).derive(b"".join(keys))

    assert field_key(keys, place, salt) == expected


def test_lengths_say_little() -> None:
    """A note of one letter and one of thirty make boxes of the same length."""
    lengths = {size: len(seal(KEYS, NOTE, b"x" * size)) for size in (1, 30, 32, 33, 64, 65)}

    padded = {1: 1, 30: 1, 32: 1, 33: 2, 64: 2, 65: 3}
    expected = {size: HEAD_BYTES + n * PADDING + TAG_BYTES for size, n in padded.items()}
    assert PADDING == 32
    assert expected == lengths


def test_a_box_names_its_suite_first_and_no_other_suite_is_opened() -> None:
    box = seal(KEYS, NOTE, PLAIN)

    assert box[:1] == SUITE == b"\x01"
    with pytest.raises(DoesNotOpen, match="no known kind"):
        unseal(KEYS, NOTE, b"\x02" + box[1:])


def test_a_box_of_the_first_suite_opens_for_ever() -> None:
    """Made by the first version. What is stored cannot be changed, so neither can this test."""
    box = bytes.fromhex(
        "01c81a31a680b9f38a32b26f1d2e2b6267ed241daf5c2bfbdd2dadc19cf1c77a5bf60b4e42a5a408"
        "4dd886c4f758dbe145d9530e2b900de48fe88858a0e4866f30"
    )

    assert opened(KEYS, NOTE, box) == PLAIN


def salts(number: int) -> list[bytes]:
    return [seal(KEYS, NOTE, b"x")[1:HEAD_BYTES] for _ in range(number)]


def test_no_salt_is_used_twice() -> None:
    assert len(set(salts(2_000))) == 2_000


def test_forked_processes_draw_salts_of_their_own() -> None:
    """Whatever random bytes a process might hold back, after a fork none may use them up."""

    def send(number: int, end: Connection) -> None:
        end.send(salts(number))
        end.close()

    drawn = salts(3)
    forks = multiprocessing.get_context("fork")
    for _ in range(4):
        here, there = forks.Pipe()
        child = forks.Process(target=send, args=(50, there))
        child.start()
        drawn += here.recv()
        child.join()
    drawn += salts(50)

    assert len(set(drawn)) == len(drawn) == 3 + 4 * 50 + 50
