"""What is stored of a message: it was begun, and what became of it. Its words are fixed."""

from domain.channels import Channel
from domain.decider import Event, Position
from domain.messages.language import MessageKind, NotSentReason
from domain.partnership.language import News
from domain.people import MessageId, PersonId, ReferralId, ReferrerId, ServiceId, StaffId
from domain.personal import StaffsWords


class MessagesChosen(Event, frozen=True, kw_only=True):
    """A member of staff said where messages reach them, or that none should (``by_mail``)."""

    service: ServiceId
    staff: StaffId
    by_mail: bool
    email: StaffsWords = None


class MessageBegun(Event, frozen=True, kw_only=True):
    """A message was about to be handed to the mail server: from here on it is never begun again.

    ``entry`` is the entry of which it tells, where it tells of one.
    """

    message: MessageId
    kind: MessageKind
    person: PersonId | None = None
    referral: ReferralId | None = None
    referrer: ReferrerId | None = None
    staff: StaffId | None = None
    news: News | None = None
    entry: Position | None = None


class MessageSent(Event, frozen=True, kw_only=True):
    """The mail server took a message."""

    message: MessageId
    kind: MessageKind
    person: PersonId | None = None
    referral: ReferralId | None = None
    news: News | None = None


class MessageNotSent(Event, frozen=True, kw_only=True):
    """A message did not leave, and will not."""

    message: MessageId
    kind: MessageKind
    reason: NotSentReason
    person: PersonId | None = None
    referral: ReferralId | None = None
    news: News | None = None


class MessageSettled(Event, frozen=True, kw_only=True):
    """What a message was to say was said in another way, or needs not be said any more."""

    message: MessageId
    kind: MessageKind
    person: PersonId | None = None
    referral: ReferralId | None = None
    channel: Channel | None = None
