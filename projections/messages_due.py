"""Which messages are due, folded from what happened: the log is the outbox, and keeps no other.

A message is due from its cause until it was begun, may not leave any more, or is too old for a mail
out of the blue. Whether it may leave is decided again when it is handed over (`domain.messages`).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select

from domain.channels import Channel
from domain.consent import (
    DisclosureConsentGiven,
    DisclosureConsentRefused,
    DisclosureConsentWithdrawn,
)
from domain.decider import Event, Recorded
from domain.definitions import Definitions
from domain.flags import first_of
from domain.folds import as_of, fold, of_subject
from domain.mail_addresses import is_an_address
from domain.messages import FRESH, MESSAGES, MessageKind, MessagesChosen
from domain.partnership import (
    FEEDBACK,
    FeedbackLevel,
    ReferrerFeedbackConsentGiven,
    ReferrerFeedbackConsentWithdrawn,
    ReferrerNamed,
    news_of,
)
from domain.partnership.language import News
from domain.people import (
    MessageId,
    PersonId,
    ReferralId,
    ReferrerId,
    ServiceId,
    StaffId,
    Subject,
    identifier_from,
    subject,
)
from domain.periods import local_day
from domain.person import PERSON, PersonRegistered, may_be_reached
from domain.referral import PERSONS_REFERRALS
from projections.catch_up import Scope, Views
from projections.opening import Opener
from projections.tables import table_of
from projections.view import Rows, View

CHOICES: tuple[type[Event], ...] = (
    ReferrerFeedbackConsentGiven,
    ReferrerFeedbackConsentWithdrawn,
    DisclosureConsentGiven,
    DisclosureConsentRefused,
    DisclosureConsentWithdrawn,
)
"""What a person chose and somebody wrote down for them: they are told that it was."""


class Row(msgspec.Struct, frozen=True):
    """One message that is due, and since when."""

    message: MessageId
    kind: str
    person: PersonId | None
    referral: ReferralId | None
    referrer: ReferrerId | None
    news: str | None
    since: datetime


def message_id(kind: MessageKind, *about: str) -> MessageId:
    """The identifier of a message: the same whoever works it out, so that it is sent once."""
    return MessageId(identifier_from("/".join(("message", kind.value, *about)).encode()))


def _rows(
    about: Subject,
    events: Sequence[Recorded],
    _definitions: Definitions,
    at: datetime,
    true: datetime,
) -> Rows:
    happened = of_subject(as_of(events, true=true), about)
    person = fold(PERSON, happened)
    begun = fold(MESSAGES, happened)
    due = [
        each
        for each in _of_person(PersonId(about.partition(":")[2]), happened, at)
        if each.message not in begun and each.since <= at < each.since + FRESH
    ]
    values: list[dict[str, Any]] = [
        {**msgspec.structs.asdict(each), "service": person.service or ""} for each in due
    ]
    return Rows(values, first_of(*(each.since + FRESH for each in due)))


def _of_person(person: PersonId, happened: Sequence[Recorded], at: datetime) -> Iterator[Row]:
    known, feedback = fold(PERSON, happened), fold(FEEDBACK, happened)
    if not may_be_reached(known, at):
        return
    for identifier, referral in fold(PERSONS_REFERRALS, happened).each.items():
        referrer = feedback.referrer_of(identifier)
        if referrer is None or feedback.level_of(identifier, at) is FeedbackLevel.NOTHING:
            continue
        for news, since in news_of(referral):
            if feedback.told_at(identifier, news) is None:
                kind = MessageKind.REFERRER_NEWS
                message = message_id(kind, identifier, referrer, news.value)
                yield Row(message, kind.value, person, identifier, referrer, news.value, since)
    if may_be_reached(known, at, Channel.EMAIL):
        days: dict[Any, datetime] = {}
        for each in happened:
            if isinstance(each.event, CHOICES):
                days.setdefault(local_day(each.recorded_at), each.recorded_at)
        for day, since in days.items():
            kind = MessageKind.COPY_OF_CHOICE
            message = message_id(kind, person, day.isoformat())
            yield Row(message, kind.value, person, None, None, None, since)


VIEW = View("messages_due", "person", table_of("messages_due", Row), _rows)


def messages_due(views: Views, service: ServiceId) -> list[Row]:
    """What is due now, the oldest first."""
    views.current(VIEW.name, Scope(service))
    table = VIEW.table
    columns = [table.c[field] for field in Row.__struct_fields__]
    query = select(*columns).where(table.c.service == service)
    with views.engine.connect() as db:
        return [Row(*each) for each in db.execute(query.order_by(table.c.since, table.c.message))]


class Addresses:
    """Where somebody is reached by mail, opened when it is needed and kept nowhere."""

    def __init__(self, views: Views, opener: Opener, service: ServiceId) -> None:
        """Use the log and the keys of one deployment."""
        self._ledger, self._opener, self._service = views.ledger, opener, service

    def of_person(self, person: PersonId) -> str | None:
        """The address that somebody gave when they became known."""
        return self._last(subject("person", person), PersonRegistered, "person", person)

    def of_staff(self, staff: StaffId) -> str | None:
        """The address that a member of staff chose."""
        return self._last(subject("service", self._service), MessagesChosen, "staff", staff)

    def of_referrer(self, referrer: ReferrerId) -> str | None:
        """The address of somebody who refers for a partner."""
        return self._last(subject("service", self._service), ReferrerNamed, "referrer", referrer)

    def _last(self, of: Subject, kind: type[Event], field: str, whose: str) -> str | None:
        history = self._ledger.history(of)
        named = [
            each
            for each in of_subject(as_of(history), of)
            if isinstance(each.event, kind) and getattr(each.event, field) == whose
        ]
        if not named:
            return None
        email = getattr(self._opener.open(named[-1]).event, "email", None)
        return email if isinstance(email, str) and is_an_address(email) else None


def told(news: str | None) -> News | None:
    """What a message tells a referrer, where it tells one something."""
    return None if news is None else News(news)
