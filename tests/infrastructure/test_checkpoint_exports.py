"""Checkpoints leave the machine: into a folder to which files are only added, and by mail."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from infrastructure.checkpoint_exports import Exports, Mailing, NotExported
from infrastructure.keyring import KeyEncryptionKey, Keyring
from infrastructure.mailer import Mailer, NotSent
from infrastructure.recorders.sqlite import SqliteRecorder
from infrastructure.signer import Signer
from infrastructure.verify_bundle import checkpoint_from, key_from
from tests.deployments import Clock
from tests.infrastructure.test_signer import ORIGIN, recorded

AUDITOR = "auditor@example.org"
PATIENCE = 10.0


class PostOffice:
    """A mail server of one's own, and what it took."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, mail: Envelope) -> str:  # noqa: N802
        assert isinstance(mail.content, bytes)
        self.taken.append(message_from_bytes(mail.content, policy=default))
        return "250 taken"


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[SqliteRecorder]:
    with closing(SqliteRecorder(tmp_path / "log.db")) as made:
        recorded(made, 5)
        yield made


@pytest.fixture
def keyring(tmp_path: Path) -> Iterator[Keyring]:
    key = KeyEncryptionKey.at(tmp_path / "key")
    with closing(Keyring(f"sqlite:///{tmp_path / 'keyring.db'}", key)) as made:
        yield made


@pytest.fixture
def exports(tmp_path: Path, recorder: SqliteRecorder, keyring: Keyring) -> Exports:
    signer = Signer.at(tmp_path / "keys", ORIGIN)
    return Exports(tmp_path / "kept", recorder, lambda: signer, keyring=keyring)


def test_each_length_of_the_log_is_exported_once_and_stays(
    exports: Exports, recorder: SqliteRecorder
) -> None:
    first = exports.run()
    assert exports.run() == first
    recorded(recorder, 2)
    second = exports.run()

    key = key_from((exports.folder / "key").read_text())
    assert exports.sizes() == [5, 7]
    assert [checkpoint_from(exports.note(size), key).size for size in exports.sizes()] == [5, 7]
    assert (first.position, second.position) == (5, 7)
    assert Path(second.file).read_text() == second.checkpoint
    assert Path(second.file).stat().st_mode & 0o777 == 0o444


def test_an_exported_file_that_says_something_else_is_not_overwritten(exports: Exports) -> None:
    file = Path(exports.run().file)
    file.chmod(0o600)
    file.write_text(file.read_text().replace("\n5\n", "\n4\n"))
    changed = file.read_text()

    with pytest.raises(NotExported, match="one of the two was changed"):
        exports.run()
    assert file.read_text() == changed
    assert exports.standing().problem is not None


def test_those_whose_keys_were_destroyed_are_exported_beside_the_checkpoints(
    exports: Exports, keyring: Keyring
) -> None:
    exports.run()
    assert exports.erased() == frozenset()
    for owner in ("person:1", "peer:2", "person:3"):
        keyring.key_of(owner)
    for owner in ("person:1", "peer:2"):
        keyring.erase(owner)
        exports.run()
        exports.run()

    assert exports.erased() == {"person:1", "peer:2"}
    assert len(list(exports.folder.glob("*.erased"))) == 2


def test_it_is_said_how_far_checkpoints_reach_and_when_they_are_late(
    tmp_path: Path, recorder: SqliteRecorder
) -> None:
    clock = Clock(datetime(1970, 1, 1, tzinfo=UTC))
    signer = Signer.at(tmp_path / "keys", ORIGIN)
    exports = Exports(tmp_path / "kept", recorder, lambda: signer, clock=clock)

    before = exports.standing()
    assert (before.position, before.age, before.unsigned, before.late) == (0, None, 5, False)
    clock.go_on(minutes=6)
    assert exports.standing().late
    os.utime(exports.run().file, (300, 300))
    now = exports.standing()
    assert (now.position, now.age, now.unsigned, now.late) == (5, 60.0, 0, False)


def test_a_checkpoint_is_mailed_once_a_day_if_the_log_has_grown(
    tmp_path: Path, recorder: SqliteRecorder, keyring: Keyring
) -> None:
    keyring.key_of("person:7")
    keyring.erase("person:7")
    office = PostOffice()
    port = free_port()
    server = Controller(office, hostname="127.0.0.1", port=port)
    server.start()
    try:
        mailing = Mailing(Mailer(f"smtp://127.0.0.1:{port}", "log@example.org"), (AUDITOR,))
        clock = Clock()
        signer = Signer.at(tmp_path / "keys", ORIGIN)
        exports = Exports(
            tmp_path / "kept",
            recorder,
            lambda: signer,
            keyring=keyring,
            mailing=mailing,
            clock=clock,
        )
        note = exports.run().checkpoint
        mailed = [exports.run().mailed]
        recorded(recorder, 1)
        for hours in (23, 1, 24):
            clock.go_on(hours=hours)
            mailed.append(exports.run().mailed)
        mailed.append(exports.run(mail_now=True).mailed)
    finally:
        server.stop()

    assert mailed == [(), (), (AUDITOR,), (), (AUDITOR,)]
    first = office.taken[0]
    assert first["To"] == AUDITOR
    files = {part.get_filename(): part.get_content() for part in first.iter_attachments()}
    assert files["00000000000000000005.checkpoint"] == note.encode()
    assert files["00000000000000000005.erased"] == b"person:7\n"
    assert "This is a checkpoint" in str(first.get_body())
    assert [each["Subject"] for each in office.taken] == [
        "Checkpoint 5",
        "Checkpoint 6",
        "Checkpoint 6",
    ]


def test_mail_that_does_not_leave_keeps_nothing_else_from_it(
    tmp_path: Path, recorder: SqliteRecorder
) -> None:
    signer = Signer.at(tmp_path / "keys", ORIGIN)
    mailing = Mailing(Mailer("smtp://127.0.0.1:1", "log@example.org"), (AUDITOR,))
    exports = Exports(tmp_path / "kept", recorder, lambda: signer, mailing=mailing)

    exported = exports.run()

    assert Path(exported.file).exists()
    assert exported.mailed == ()
    assert "did not take a mail" in str(exported.problem)
    assert exports.standing().problem == exported.problem


@pytest.mark.parametrize("address", ["", "127.0.0.1:25", "http://127.0.0.1", "smtp://h:port"])
def test_an_address_that_is_no_mail_servers_is_refused(address: str) -> None:
    with pytest.raises(NotSent, match="smtp_url"):
        Mailer(address, "log@example.org")


def test_the_log_is_signed_again_whenever_it_has_grown_until_stopped(
    exports: Exports, recorder: SqliteRecorder
) -> None:
    stop = threading.Event()
    keeping = threading.Thread(target=exports.keep, args=(stop, 0.01))
    keeping.start()
    try:
        recorded(recorder, 3)
        until = time.monotonic() + PATIENCE
        while 8 not in exports.sizes() and time.monotonic() < until:
            time.sleep(0.01)
    finally:
        stop.set()
        keeping.join()

    assert max(exports.sizes()) == 8
    assert exports.standing().age is not None


def test_what_stands_in_the_way_once_is_tried_again(
    exports: Exports, recorder: SqliteRecorder
) -> None:
    exports.folder.write_text("a file is in the way")
    with pytest.raises(NotExported, match="could not be written"):
        exports.run()
    assert exports.standing().problem
    exports.folder.unlink()
    recorded(recorder, 1)

    assert exports.run().position == 6
    assert exports.standing().problem is None
