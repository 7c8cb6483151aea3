"""Messages by SMTP: one mailbox each, fixed words, and no header that anybody could write into."""

from datetime import datetime

from application.letters import Letter
from application.mailing import NotDelivered
from domain.mail_addresses import is_an_address
from domain.people import MessageId
from infrastructure.mailer import Mailer, NotSent


class SmtpPost:
    """See `application.mailing.Post`."""

    def __init__(self, mailer: Mailer) -> None:
        """Send by a mail server."""
        self._mailer = mailer

    def answers(self) -> bool:
        """Whether the mail server is there at all."""
        return self._mailer.answers()

    def deliver(self, to: str, letter: Letter, message: MessageId, at: datetime) -> None:
        """Hand over one message to one mailbox. Raises `NotDelivered`."""
        if not is_an_address(to):
            raise NotDelivered("the address is not that of one mailbox")
        try:
            self._mailer.send([to], letter.subject, letter.text, {}, identifier=message, at=at)
        except NotSent as why:  # what the server says may hold the address
            raise NotDelivered(f"the mail server said no ({type(why.__cause__).__name__})") from why
