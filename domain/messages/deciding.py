"""The door of the mail: whether a message may leave is decided at the moment it is handed over.

What was due a minute ago may not be any more. So a message is begun by a decision on what stands
now, under the same condition as every other: a choice that is taken back, or a death that is
recorded meanwhile, comes before it or after it and never in between.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain.channels import Channel
from domain.decider import Command, Decider, Event, Position, Read, Refusal, Unknown, event_of
from domain.mail_addresses import NotAnAddress, must_be_an_address
from domain.messages.events import (
    MessageBegun,
    MessageNotSent,
    MessagesChosen,
    MessageSent,
    MessageSettled,
)
from domain.messages.language import MessageKind, NotSentReason, may_leave_at
from domain.messages.state import MESSAGES, REACHED_BY_MAIL, Message
from domain.partnership import FEEDBACK, REFERRERS, Feedback, FeedbackLevel
from domain.partnership.feedback import hash_of
from domain.partnership.feedback_events import ReferrerFeedbackSent
from domain.partnership.feedback_state import news_of
from domain.partnership.language import FeedbackContent, News
from domain.partnership.partners import Referrers
from domain.people import (
    LOCAL_OPERATOR,
    ActorId,
    MessageId,
    PersonId,
    ReferralId,
    ReferrerId,
    ServiceId,
    StaffId,
    subject,
)
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.person import PERSON, Person, may_be_reached
from domain.referral import REFERRAL, Referral, ReferralAcknowledged
from domain.rights import RIGHTS, Standing
from domain.service import SERVICE, Duty, Service

# --- Commands ---


class ChooseMessages(Command, frozen=True, kw_only=True):
    """Say where messages reach you, or with no address that none should."""

    service: ServiceId
    staff: StaffId
    email: str | None = None


class BeginMessage(Command, frozen=True, kw_only=True):
    """Hand a message over now, if it may leave. Asked by the clock alone.

    ``addressed`` says that there is an address that mail can be sent to.
    """

    message: MessageId
    kind: MessageKind
    addressed: bool
    person: PersonId | None = None
    referral: ReferralId | None = None
    referrer: ReferrerId | None = None
    staff: StaffId | None = None
    news: News | None = None
    entry: Position | None = None


class RecordMessageSent(Command, frozen=True, kw_only=True):
    """Record that the mail server took a message."""

    message: MessageId


class RecordMessageNotSent(Command, frozen=True, kw_only=True):
    """Record that the mail server did not take a message."""

    message: MessageId


class SettleMessage(Command, frozen=True, kw_only=True):
    """Record that what a message was to say was said in another way, such as by phone."""

    message: MessageId
    channel: Channel | None = None
    at: datetime | None = None


MessageCommand = (
    ChooseMessages | BeginMessage | RecordMessageSent | RecordMessageNotSent | SettleMessage
)

# --- State ---


class MessageAsked(msgspec.Struct, frozen=True):
    """A message, and all that says whether it may leave."""

    now: datetime
    by: ActorId
    message: Message = Message()
    person: Person = Person()
    rights: Standing = Standing()
    referral: Referral = Referral()
    feedback: Feedback = Feedback()
    referrers: Referrers = msgspec.field(default_factory=dict)
    service: Service = Service()
    reached: dict[StaffId, bool] = msgspec.field(default_factory=dict)


# --- Refusals ---


class UnknownMessage(Unknown):
    """No message was begun under this identifier."""


class NotAtThisHour(Refusal):
    """Messages do not leave from eight in the evening to eight in the morning."""


class NotYourAddress(Refusal):
    """Somebody says where messages reach somebody else."""


class NotOfThisService(Refusal):
    """Somebody is not named in the service."""


# --- Decider ---


def gather(command: MessageCommand, read: Read) -> MessageAsked:
    """Look at the message, and for handing it over at whoever it is to and about."""
    asked = MessageAsked(read.now, read.by)
    replace = msgspec.structs.replace
    here = subject("service", read.service)
    if isinstance(command, ChooseMessages):
        of = subject("service", command.service)
        return replace(asked, service=read(SERVICE, of), reached=read(REACHED_BY_MAIL, of))
    known = read(MESSAGES, subject("message", command.message))
    asked = replace(asked, message=known.get(command.message, Message()))
    if isinstance(command, BeginMessage):
        if command.person is not None:
            of = subject("person", command.person)
            asked = replace(asked, person=read(PERSON, of), rights=read(RIGHTS, of))
            if command.referral is not None:
                asked = replace(asked, feedback=read(FEEDBACK, of), referrers=read(REFERRERS, here))
        if command.staff is not None:
            asked = replace(asked, service=read(SERVICE, here), reached=read(REACHED_BY_MAIL, here))
    referral = asked.message.referral or getattr(command, "referral", None)
    if referral is None:
        return asked
    about: Referral = read(REFERRAL, subject("referral", referral))
    asked = replace(asked, referral=about)
    if isinstance(command, RecordMessageSent) and about.person is not None:
        return replace(asked, feedback=read(FEEDBACK, subject("person", about.person)))
    return asked


def decide(command: MessageCommand, state: MessageAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    message = state.message
    match command:
        case ChooseMessages():
            return _chosen(command, state)
        case BeginMessage():
            if message.kind is not None:
                return []
            if not may_leave_at(state.now, command.kind):
                raise NotAtThisHour("Messages leave from eight in the morning to eight at night.")
            reason = why_not(command, state)
            if reason is not None:
                return [event_of(MessageNotSent, command, reason=reason, at=state.now)]
            return [event_of(MessageBegun, command, at=state.now)]
        case RecordMessageSent():
            _must_be_begun(message)
            return [] if message.is_over else _sent(command, state)
        case RecordMessageNotSent():
            _must_be_begun(message)
            if message.is_over:
                return []
            reason = NotSentReason.NOT_TAKEN
            about = _about(message)
            not_sent = event_of(MessageNotSent, command, **about, news=message.news, reason=reason,
                                at=state.now)  # fmt: skip
            return [not_sent]
        case SettleMessage():
            if message.kind is None:
                raise UnknownMessage("No message is known under this identifier. Check it.")
            if message.settled_at is not None:
                return []
            at = happened(command.at, state.now)
            return [event_of(MessageSettled, command, **_about(message), at=at)]


def why_not(command: BeginMessage, state: MessageAsked) -> NotSentReason | None:
    """Why a message may not leave now, if it may not."""
    if command.person is not None:
        if state.person.died_at is not None:
            return NotSentReason.DIED
        if state.rights.restricted_at(state.now):
            return NotSentReason.TAKEN_BACK
    found: NotSentReason | None
    match command.kind:
        case MessageKind.REFERRER_NEWS:
            found = _not_to_referrer(command, state)
        case MessageKind.COPY_OF_CHOICE:
            reached = may_be_reached(state.person, state.now, Channel.EMAIL)
            found = None if reached else NotSentReason.NOT_AGREED
        case MessageKind.THINGS_TO_LOOK_AT | MessageKind.SIGN_IN_NOW:
            staff = command.staff
            named = staff is not None and staff in state.service.staff
            found = None if named else NotSentReason.LEFT
            if found is None and staff is not None and not state.reached.get(staff):
                found = NotSentReason.TAKEN_BACK
    return found or (None if command.addressed else NotSentReason.NO_ADDRESS)


def _not_to_referrer(command: BeginMessage, state: MessageAsked) -> NotSentReason | None:
    referral, referrer = command.referral, command.referrer
    if referral is None or referrer is None or state.referral.person != command.person:
        return NotSentReason.LEFT
    if referrer not in state.referrers:
        return NotSentReason.LEFT
    feedback = state.feedback
    hears = feedback.referrer_of(referral) == referrer
    level = feedback.level_of(referral, state.now)
    happened_so = command.news in {news for news, _at in news_of(state.referral)}
    if not hears or level is FeedbackLevel.NOTHING or not happened_so:
        return NotSentReason.TAKEN_BACK
    return None


def _sent(command: RecordMessageSent, state: MessageAsked) -> Sequence[Event]:
    message = state.message
    found: list[Event] = [
        event_of(MessageSent, command, **_about(message), news=message.news, at=state.now)
    ]
    if message.kind is not MessageKind.REFERRER_NEWS:
        return found
    if message.news is None or message.referral is None or message.referrer is None:
        return found
    contents = (FeedbackContent.STATUS,)
    about = {"referral": message.referral, "person": message.person, "at": state.now}
    level = state.feedback.level_of(message.referral, message.begun_at or state.now)
    told = event_of(ReferrerFeedbackSent, command, **about, referrer=message.referrer,
                    news=message.news, level=level, channel=Channel.EMAIL, contents=contents,
                    content_hash=hash_of(message.news, contents, None))  # fmt: skip
    found.append(told)
    if message.news is News.RECEIVED and state.referral.acknowledged_at is None:
        found.append(event_of(ReferralAcknowledged, command, **about))
    return found


def _about(message: Message) -> dict[str, object]:
    return {"kind": message.kind, "person": message.person, "referral": message.referral}


def _must_be_begun(message: Message) -> None:
    if message.begun_at is None:
        raise UnknownMessage("No message was begun under this identifier. Check it.")


def _chosen(command: ChooseMessages, state: MessageAsked) -> Sequence[Event]:
    manages = state.service.is_named(StaffId(state.by), Duty.MANAGER)
    takes_away = command.email is None and manages
    if state.by not in {command.staff, LOCAL_OPERATOR} and not takes_away:
        raise NotYourAddress("Everybody says for themself where messages reach them.")
    if command.staff not in state.service.staff:
        raise NotOfThisService("Nobody of this name is named in the service.", field="staff")
    if command.email is not None:
        must_be_an_address(command.email, "email")
    elif not state.reached.get(command.staff):
        return []
    return [event_of(MessagesChosen, command, by_mail=command.email is not None, at=state.now)]


decider = Decider(
    noun="message",
    commands=(
        ChooseMessages,
        BeginMessage,
        RecordMessageSent,
        RecordMessageNotSent,
        SettleMessage,
    ),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownMessage,
        NotAtThisHour,
        NotYourAddress,
        NotOfThisService,
        NotAnAddress,
        NotYetHappened,
        TooLongAgo,
    ),
)
