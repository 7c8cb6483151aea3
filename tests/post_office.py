"""A mail server of the tests: a real one, on this machine, that keeps what it takes."""

import email
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class PostOffice:
    """Keeps each mail, with the mailboxes that it was handed over for; some it does not take."""

    def __init__(self) -> None:
        """Empty, and open to all."""
        self.taken: list[tuple[tuple[str, ...], EmailMessage]] = []
        self.unknown: set[str] = set()

    async def handle_RCPT(  # noqa: N802 - the library calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Say no to a mailbox that is not there."""
        del server, session, options
        if address in self.unknown:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the library calls it so
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep it."""
        del server, session
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        mail = email.message_from_bytes(raw, policy=default)
        assert isinstance(mail, EmailMessage)
        self.taken.append((tuple(envelope.rcpt_tos), mail))
        return "250 OK"


@contextmanager
def post_office() -> Iterator[tuple[PostOffice, str]]:
    """An open office, and its address."""
    office = PostOffice()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(office, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield office, f"smtp://127.0.0.1:{port}"
    finally:
        server.stop()
