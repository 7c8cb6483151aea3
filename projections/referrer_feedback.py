"""What a referrer hears: their own referrals, where each stands, at the level the person chose.

Whoever chose that nothing is told has no row, and neither has whoever was never asked: the two read
the same. A no, a change of mind and somebody who could not be reached read the same, too (2.12).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select

from domain.decider import Position, Recorded
from domain.definitions import Definitions
from domain.folds import as_of, fold, of_subject
from domain.partnership import FEEDBACK, FeedbackLevel, ReferrerFeedbackSent, news_of
from domain.partnership.language import Reach, reach_of
from domain.people import PersonId, ReferralId, ReferrerId, ServiceId, Subject, subject
from domain.person import PERSON
from domain.referral import PERSONS_REFERRALS
from projections.catch_up import Scope, Views
from projections.opening import Opener
from projections.tables import table_of
from projections.view import Rows, View


class Row(msgspec.Struct, frozen=True):
    """One referral as its referrer may see it.

    ``news`` is the last there is to tell and ``since`` when it happened; ``level`` is how much the
    person lets them hear.
    """

    referral: ReferralId
    person: PersonId
    referrer: ReferrerId
    level: str
    news: str
    arrived_at: datetime
    since: datetime


class Shown(msgspec.Struct, frozen=True):
    """A row, with the last summary that the person saw and that was sent, where the level holds."""

    row: Row
    summary: str | None


class ReferrerFeedback(msgspec.Struct, frozen=True):
    """All of one referrer, the latest news first, and the position that this reflects."""

    position: Position
    rows: list[Shown]


def _rows(
    about: Subject,
    events: Sequence[Recorded],
    _definitions: Definitions,
    at: datetime,
    true: datetime,
) -> Rows:
    happened = of_subject(as_of(events, true=true), about)
    feedback, person = fold(FEEDBACK, happened), fold(PERSON, happened)
    values: list[dict[str, Any]] = []
    for identifier, referral in fold(PERSONS_REFERRALS, happened).each.items():
        referrer, level = feedback.referrer_of(identifier), feedback.level_of(identifier, at)
        news = [*news_of(referral)]
        if referrer is None or level is FeedbackLevel.NOTHING or not news:
            continue
        last, since = news[-1]
        row = Row(
            referral=identifier,
            person=PersonId(about.partition(":")[2]),
            referrer=referrer,
            level=level.value,
            news=last.value,
            arrived_at=news[0][1],
            since=since,
        )
        values.append({**msgspec.structs.asdict(row), "service": person.service or ""})
    return Rows(values)


VIEW = View("referrer_feedback", "person", table_of("referrer_feedback", Row), _rows)


def rows_for(views: Views, service: ServiceId, referrer: ReferrerId | None) -> list[Row]:
    """The rows of one referrer, or of all for whoever holds the machine."""
    views.current(VIEW.name, Scope(service))
    table = VIEW.table
    columns = [table.c[field] for field in Row.__struct_fields__]
    query = select(*columns).where(table.c.service == service)
    if referrer is not None:
        query = query.where(table.c.referrer == referrer)
    with views.engine.connect() as db:
        found = db.execute(query.order_by(table.c.since.desc(), table.c.referral))
        return [Row(*each) for each in found]


def referrer_feedback(
    views: Views, opener: Opener, service: ServiceId, referrer: ReferrerId | None
) -> ReferrerFeedback:
    """What one referrer hears, with the words that they were sent and may still see."""
    rows = rows_for(views, service, referrer)
    position = views.ledger.head().position
    return ReferrerFeedback(position, [Shown(each, _summary(views, opener, each)) for each in rows])


def _summary(views: Views, opener: Opener, row: Row) -> str | None:
    if reach_of(FeedbackLevel(row.level)) < Reach.SUMMARY:
        return None
    of = subject("referral", row.referral)
    sent = [
        each
        for each in of_subject(as_of(views.ledger.history(of)), of)
        if isinstance(each.event, ReferrerFeedbackSent) and each.event.referrer == row.referrer
    ]
    for each in reversed(sent):
        summary = getattr(opener.open(each).event, "summary", None)
        if isinstance(summary, str):
            return summary
    return None
