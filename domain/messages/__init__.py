"""Mail to people: few kinds, fixed words, decided at the moment of handing over (journeys, 7)."""

from domain.messages.deciding import (
    BeginMessage,
    ChooseMessages,
    NotAtThisHour,
    NotOfThisService,
    NotYourAddress,
    RecordMessageNotSent,
    RecordMessageSent,
    SettleMessage,
    UnknownMessage,
    decider,
)
from domain.messages.events import (
    MessageBegun,
    MessageNotSent,
    MessagesChosen,
    MessageSent,
    MessageSettled,
)
from domain.messages.language import (
    DOUBTFUL_AFTER,
    FRESH,
    TO_SEE_TO,
    MessageKind,
    NotSentReason,
    may_leave_at,
)
from domain.messages.state import MESSAGES, REACHED_BY_MAIL, Message

__all__ = [
    "DOUBTFUL_AFTER",
    "FRESH",
    "MESSAGES",
    "REACHED_BY_MAIL",
    "TO_SEE_TO",
    "BeginMessage",
    "ChooseMessages",
    "Message",
    "MessageBegun",
    "MessageKind",
    "MessageNotSent",
    "MessageSent",
    "MessageSettled",
    "MessagesChosen",
    "NotAtThisHour",
    "NotOfThisService",
    "NotSentReason",
    "NotYourAddress",
    "RecordMessageNotSent",
    "RecordMessageSent",
    "SettleMessage",
    "UnknownMessage",
    "decider",
    "may_leave_at",
]
