"""Whenever a message is due, then hand it over, once.

A message is begun in the log before it is handed to the mail server, under an identifier that is
made of what it is about, so only one of several who try begins it. Whether the server took it is
recorded afterwards. Whoever dies in between leaves a message in doubt: it is not sent again, and
somebody is asked to phone instead.
"""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, Protocol

from application.ledger import Transactor
from application.letters import Letter, letter_of
from application.letting_go import CLOCK
from application.perform import perform
from domain.decider import Command, Refusal
from domain.messages import (
    BeginMessage,
    MessageBegun,
    MessageKind,
    RecordMessageNotSent,
    RecordMessageSent,
)
from domain.partnership.language import News
from domain.people import MessageId, PersonId, ReferralId, ReferrerId, ServiceId, StaffId

log = logging.getLogger(__name__)


class NotDelivered(Exception):
    """The mail server did not take a message; the words say why, and name nobody."""


class Post(Protocol):
    """What takes messages."""

    def answers(self) -> bool:
        """Whether the mail server is there at all."""

    def deliver(self, to: str, letter: Letter, message: MessageId, at: datetime) -> None:
        """Hand over one message to one mailbox. Raises `NotDelivered`."""


class Due(NamedTuple):
    """One message that is due: to whom, about what, and where they are reached."""

    message: MessageId
    kind: MessageKind
    to: str | None
    person: PersonId | None = None
    referral: ReferralId | None = None
    referrer: ReferrerId | None = None
    staff: StaffId | None = None
    news: News | None = None
    things: int = 0
    first: int = 0


class Posted(NamedTuple):
    """How many messages the server took, and how many did not leave."""

    sent: int
    not_sent: int


def hand_over(
    due: Iterable[Due], ledger: Transactor, service: ServiceId, post: Post, now: datetime
) -> Posted:
    """Hand over what is due; nothing is begun while the mail server does not answer."""
    sent = not_sent = 0
    waiting = [*due]
    if not waiting or not post.answers():
        return Posted(0, 0)
    for each in waiting:
        begun = _begun(each, ledger, service)
        if begun is None:
            continue
        if not begun or each.to is None:
            not_sent += 1
            continue
        letter = letter_of(each.kind, each.things, each.first)
        try:
            post.deliver(each.to, letter, each.message, now)
        except NotDelivered as why:
            log.warning("A message was not taken: %s", why)
            _record(RecordMessageNotSent(message=each.message), "not-sent", ledger, service)
            not_sent += 1
        else:
            _record(RecordMessageSent(message=each.message), "sent", ledger, service)
            sent += 1
    return Posted(sent, not_sent)


def _begun(due: Due, ledger: Transactor, service: ServiceId) -> bool | None:
    """Whether it may leave and is ours to send; nothing where it was another's, or not now."""
    command = BeginMessage(
        message=due.message,
        kind=due.kind,
        addressed=due.to is not None,
        person=due.person,
        referral=due.referral,
        referrer=due.referrer,
        staff=due.staff,
        news=due.news,
    )
    try:
        receipt = perform(
            command, ledger, by=CLOCK, service=service, command_id=f"begin-{due.message}"
        )
    except Refusal:
        return None
    if receipt.repeated or not receipt.events:
        return None
    return isinstance(receipt.events[0].event, MessageBegun)


def _record(command: Command, what: str, ledger: Transactor, service: ServiceId) -> None:
    message: MessageId = command.message  # type: ignore[attr-defined]
    perform(command, ledger, by=CLOCK, service=service, command_id=f"{what}-{message}")
