"""Nobody gets a signature for two logs under one name."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from infrastructure import tree
from infrastructure.checkpoints import NotASigningKey, SigningKey, TreeHead, vkey
from infrastructure.recorders import EventRecorder
from infrastructure.recorders.sqlite import SqliteRecorder
from infrastructure.signer import (
    KEY_FILE,
    MEMORY_FILE,
    READS,
    Growth,
    NotSigned,
    Signer,
    Signs,
    Stale,
    checkpoint_of,
)
from infrastructure.signer_process import RemoteSigner, SignerProcess, signers_of
from infrastructure.verify_bundle import Refused, checkpoint_from, key_from, open_note
from tests.infrastructure.stores import append, happened, submission

ORIGIN = "machair.example/log"
# Of the specification of signed-note: RFC 8032, test 1, as a key of this name.
SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
PUBLIC = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"


def recorded(recorder: EventRecorder, count: int, words: str = "words") -> None:
    for number in range(count):
        append(recorder, submission(happened(data=f"{words} {number}".encode())), now=number + 1)


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[SqliteRecorder]:
    made = SqliteRecorder(tmp_path / "log.db")
    recorded(made, 300)
    yield made
    made.close()


@contextmanager
def in_process(folder: Path) -> Iterator[Signs]:
    yield Signer.at(folder, ORIGIN)


@contextmanager
def in_another_process(folder: Path) -> Iterator[Signs]:
    """The signer's own loop, on a socket; only the account is the same here."""
    process = SignerProcess(folder.parent / "signer", signers_of(Signer.at(folder, ORIGIN)))
    loop = threading.Thread(target=process.serve_forever, args=(0.01,))
    loop.start()
    try:
        yield RemoteSigner(folder.parent / "signer")
    finally:
        process.shutdown()
        process.server_close()
        loop.join()


@pytest.fixture(params=[in_process, in_another_process], ids=["in process", "on a socket"])
def signer(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Signs]:
    with request.param(tmp_path / "signer's") as started:
        yield started


def test_a_key_is_the_one_that_rfc_8032_gives() -> None:
    key = SigningKey("example.com/log", SEED)

    assert key.public.hex() == PUBLIC
    assert key_from(vkey(key.verifier)) == key.verifier


def test_a_signature_covers_what_stands_above_it_and_other_signatures_are_passed_over() -> None:
    key, other = SigningKey(ORIGIN, SEED), SigningKey.made("witness.example")
    note = key.signed(TreeHead(7, bytes(32)))
    both = note + other.signed(TreeHead(7, bytes(32))).partition(b"\n\n")[2]

    assert open_note(both, key.verifier) == f"{ORIGIN}\n7\n{'A' * 43}=\n"
    assert checkpoint_from(both, key.verifier).size == 7
    with pytest.raises(Refused):
        checkpoint_from(both, other.verifier)
    with pytest.raises(Refused):
        checkpoint_from(note.replace(b"\n7\n", b"\n8\n"), key.verifier)
    with pytest.raises(Refused):
        open_note(note, SigningKey.made(ORIGIN).verifier)


def test_a_key_is_read_from_its_file_by_nobody_else_and_only_whole(tmp_path: Path) -> None:
    signer = Signer.at(tmp_path, ORIGIN)
    file = tmp_path / KEY_FILE

    assert file.stat().st_mode & 0o777 == 0o400
    assert SigningKey.at(file).verifier == signer.key
    for damage in ("", "PRIVATE+KEY+x+00000000+AAAA", file.read_text()[:-8], "\ud800"):
        damaged = tmp_path / "damaged"
        damaged.write_text(damage, errors="surrogatepass")
        with pytest.raises(NotASigningKey):
            SigningKey.at(damaged)


def test_a_log_is_signed_as_it_grows_and_once_where_it_does_not(
    signer: Signs, recorder: SqliteRecorder
) -> None:
    first = checkpoint_of(recorder, signer)
    again = checkpoint_of(recorder, signer)
    recorded(recorder, 5)
    grown = checkpoint_from(checkpoint_of(recorder, signer), signer.key)

    assert checkpoint_from(first, signer.key).size == 300
    assert again == first
    assert (grown.origin, grown.size, grown.root) == (ORIGIN, 305, recorder.head().root)
    assert checkpoint_from(signer.last(), signer.key) == grown


def test_an_old_copy_of_the_log_is_not_signed(
    signer: Signs, recorder: SqliteRecorder, tmp_path: Path
) -> None:
    checkpoint_of(recorder, signer)
    old = SqliteRecorder(tmp_path / "old.db")
    old.load(recorder.pages(0, 200))

    with pytest.raises(NotSigned, match="200 events and has held 300"):
        checkpoint_of(old, signer)
    recorded(old, 150, "other")
    with pytest.raises(NotSigned, match="rebuilt"):
        checkpoint_of(old, signer)
    assert checkpoint_from(signer.last(), signer.key).size == 300
    old.close()


def test_a_log_that_was_rebuilt_with_one_byte_changed_is_not_signed(
    signer: Signs, recorder: SqliteRecorder, tmp_path: Path
) -> None:
    checkpoint_of(recorder, signer)
    rows = [row for page in recorder.pages() for row in page]
    for grown_by in (0, 3):
        forged = SqliteRecorder(tmp_path / f"forged{grown_by}.db")
        rows[150] = rows[150]._replace(data=b"words 15x")
        forged.load(iter([rows]))
        recorded(forged, grown_by)

        with pytest.raises(NotSigned, match="rebuilt"):
            checkpoint_of(forged, signer)
        forged.close()


def test_without_the_right_proof_nothing_is_signed(signer: Signs, recorder: SqliteRecorder) -> None:
    checkpoint_of(recorder, signer)
    recorded(recorder, 100)
    head = TreeHead(400, recorder.head().root)
    proof = tree.consistency_proof(recorder, 300, 400)

    for old, wrong in ((300, []), (300, proof[1:]), (300, [*proof[:-1], bytes(32)])):
        with pytest.raises(NotSigned):
            signer.sign(Growth(old, wrong, head))
    with pytest.raises(Stale) as stale:
        signer.sign(Growth(0, [], head))
    assert stale.value.size == 300
    assert checkpoint_from(signer.sign(Growth(300, proof, head)), signer.key).size == 400


def test_what_is_signed_is_remembered_by_the_next_signer(
    recorder: SqliteRecorder, tmp_path: Path
) -> None:
    note = checkpoint_of(recorder, Signer.at(tmp_path / "keys", ORIGIN))
    later = Signer.at(tmp_path / "keys", "another.example/name")

    assert later.last() == note
    assert later.key.name == ORIGIN


def test_a_signer_that_forgot_signs_nothing(recorder: SqliteRecorder, tmp_path: Path) -> None:
    signer = Signer.at(tmp_path / "keys", ORIGIN)
    checkpoint_of(recorder, signer)
    memory = tmp_path / "keys" / MEMORY_FILE
    right = memory.read_bytes()
    memory.write_bytes(right.replace(b"\n300\n", b"\n200\n"))

    with pytest.raises(NotSigned, match="damaged"):
        checkpoint_of(recorder, Signer.at(tmp_path / "keys", ORIGIN))
    memory.unlink()
    with pytest.raises(NotSigned, match="missing"):
        Signer.at(tmp_path / "keys", ORIGIN)
    memory.write_bytes(right)
    memory.with_name(f"{MEMORY_FILE}-{READS}").unlink()
    with pytest.raises(NotSigned, match="missing"):
        checkpoint_of(recorder, Signer.at(tmp_path / "keys", ORIGIN).of_reads())


def test_the_log_of_reads_is_signed_under_a_name_and_a_memory_of_its_own(
    recorder: SqliteRecorder, tmp_path: Path
) -> None:
    signer = Signer.at(tmp_path / "keys", ORIGIN)
    reads = signers_of(signer)[READS]
    note = checkpoint_of(recorder, reads)

    assert checkpoint_from(note, reads.key).origin == f"{ORIGIN}/reads"
    assert reads.key.public != signer.key.public
    assert checkpoint_from(signer.last(), signer.key).size == 0
    assert checkpoint_from(signers_of(signer)[READS].last(), reads.key).size == 300
    with pytest.raises(Refused):
        checkpoint_from(note, signer.key)


def test_the_process_refuses_what_is_no_request(tmp_path: Path) -> None:
    with in_another_process(tmp_path / "keys"):
        process = SignerProcess(tmp_path / "other", signers_of(Signer.at(tmp_path / "keys", "")))
        for request in (b"", b"sign", b"sign events\n", b"key other", b"\xff", b"open events\n"):
            assert process.answered(request).startswith(b"no\n"), request
        foreign = f"sign events\nold 0\n\nforeign.example\n1\n{'A' * 43}=\n".encode()
        assert b"is not the log" in process.answered(foreign)
        process.server_close()


def test_nobody_who_answers_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(NotSigned, match="alongside signer"):
        RemoteSigner(tmp_path / "nobody")
