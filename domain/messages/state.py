"""What became of messages: each by its own subject, and those about a person by theirs."""

from datetime import datetime

import msgspec

from domain.decider import Recorded
from domain.folds import Fold
from domain.messages.events import (
    MessageBegun,
    MessageNotSent,
    MessagesChosen,
    MessageSent,
    MessageSettled,
)
from domain.messages.language import MessageKind, NotSentReason
from domain.partnership.language import News
from domain.people import MessageId, PersonId, ReferralId, ReferrerId, ServiceId, StaffId


class Message(msgspec.Struct, frozen=True):
    """One message as it stands: begun, and then sent, not sent, or nobody knows."""

    kind: MessageKind | None = None
    service: ServiceId | None = None
    person: PersonId | None = None
    referral: ReferralId | None = None
    referrer: ReferrerId | None = None
    news: News | None = None
    begun_at: datetime | None = None
    sent_at: datetime | None = None
    failed_at: datetime | None = None
    reason: NotSentReason | None = None
    settled_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Whether it is known what became of it."""
        return self.sent_at is not None or self.failed_at is not None


Messages = dict[MessageId, Message]


def _evolve(known: Messages, recorded: Recorded) -> Messages:
    event = recorded.event
    if not isinstance(event, MessageBegun | MessageSent | MessageNotSent | MessageSettled):
        return known
    before = known.get(event.message, Message(kind=event.kind, service=recorded.service))
    replace = msgspec.structs.replace
    before = replace(
        before, person=event.person or before.person, referral=event.referral or before.referral
    )
    match event:
        case MessageBegun(referrer=referrer, news=news, at=at):
            now = replace(before, referrer=referrer, news=news, begun_at=at)
        case MessageSent(at=at):
            now = replace(before, sent_at=at)
        case MessageNotSent(reason=reason, news=news, at=at):
            now = replace(before, failed_at=at, reason=reason, news=before.news or news)
        case MessageSettled(at=at):
            now = replace(before, settled_at=at)
    return known | {event.message: now}


_NONE: Messages = {}
MESSAGES = Fold(
    hears=frozenset({MessageBegun, MessageSent, MessageNotSent, MessageSettled}),
    initial=_NONE,
    evolve=_evolve,
)
"""Messages, over the subject of one of them or of the person whom they are about."""


def _choose(known: dict[StaffId, bool], recorded: Recorded) -> dict[StaffId, bool]:
    match recorded.event:
        case MessagesChosen(staff=staff, by_mail=by_mail):
            return known | {staff: by_mail}
        case _:
            return known


_NOBODY: dict[StaffId, bool] = {}
REACHED_BY_MAIL = Fold(hears=frozenset({MessagesChosen}), initial=_NOBODY, evolve=_choose)
"""Which members of staff said where messages reach them, over the subject of the service."""
