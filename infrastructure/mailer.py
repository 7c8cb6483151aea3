"""Sending mail by SMTP. What is sent holds nobody's name."""

import smtplib
import ssl
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, formatdate, make_msgid
from urllib.parse import unquote, urlsplit

FIRST_REFUSAL = 400
WAIT = 20.0
"""Seconds to wait for the server."""
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class NotSent(Exception):
    """A mail did not leave; the message says why."""


class Mailer:
    """A server that takes mail, named as ``smtp+starttls://user:password@host:port``.

    ``smtp`` speaks in the clear, ``smtp+starttls`` and ``smtps`` encrypted and only with a server
    whose certificate holds.
    """

    def __init__(self, url: str, sender: str) -> None:
        """Use a server. Raises `NotSent` where the address is none."""
        try:
            self._url = urlsplit(url)
            port = self._url.port
        except ValueError:
            port, self._url = None, urlsplit("")
        if self._url.scheme not in PORTS or not self._url.hostname:
            raise NotSent("smtp_url is no address of a mail server (as in smtp://127.0.0.1:25)")
        self._host = self._url.hostname
        self._port = port or PORTS[self._url.scheme]
        self._sender = sender

    def answers(self) -> bool:
        """Whether the server is there."""
        try:
            with self._connected() as server:
                return server.noop()[0] < FIRST_REFUSAL
        except (OSError, smtplib.SMTPException):
            return False

    def send(
        self,
        to: Sequence[str],
        subject: str,
        text: str,
        attached: Mapping[str, bytes],
        *,
        identifier: str | None = None,
        at: datetime | None = None,
    ) -> None:
        """Send one mail with files. Raises `NotSent`.

        ``identifier`` becomes its Message-ID and ``at`` its date; else they are new and now.
        """
        mail = EmailMessage()
        domain = self._sender.rpartition("@")[2]
        try:
            mail["From"] = self._sender
            mail["To"] = ", ".join(to)
            mail["Subject"] = subject
            mail["Date"] = formatdate() if at is None else format_datetime(at)
            mail["Message-ID"] = (
                f"<{identifier}@{domain}>" if identifier else make_msgid(domain=domain)
            )
            mail.set_content(text)
            for name, content in attached.items():
                mail.add_attachment(content, "application", "octet-stream", filename=name)
        except ValueError as wrong:
            raise NotSent("what is to be sent cannot stand in a mail") from wrong
        try:
            with self._connected() as server:
                if self._url.username:
                    server.login(unquote(self._url.username), unquote(self._url.password or ""))
                server.send_message(mail)
        except (OSError, smtplib.SMTPException, ValueError) as wrong:
            raise NotSent(f"the mail server {self._host} did not take a mail: {wrong}") from wrong

    def _connected(self) -> smtplib.SMTP:
        if self._url.scheme == "smtps":
            safe = ssl.create_default_context()
            return smtplib.SMTP_SSL(self._host, self._port, timeout=WAIT, context=safe)
        server = smtplib.SMTP(self._host, self._port, timeout=WAIT)
        if self._url.scheme == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
        return server
