"""On which days how many sessions were held with a person: what rates are counted against.

Nothing here is shown by itself.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Column, Date, Integer, String, Table

from domain.decider import EnteredInError, Recorded
from domain.definitions import Definitions
from domain.folds import as_of, fold, of_subject
from domain.people import Subject
from domain.periods import local_day
from domain.session import SESSIONS
from projections.view import Rows, View, metadata, subject_column

table = Table(
    "sessions_held",
    metadata,
    subject_column(),
    Column("service", String, nullable=False, index=True),
    Column("day", Date, nullable=False),
    Column("sessions", Integer, nullable=False),
)


def _rows(
    subject: Subject,
    events: Sequence[Recorded],
    _definitions: Definitions,
    _at: datetime,
    true: datetime,
) -> Rows:
    if not events:
        return Rows([])
    happened = of_subject(as_of(events, true=true), subject)
    sessions = fold(SESSIONS, happened).values()
    reports = [each.held for each in sessions]
    days: Counter[date] = Counter(local_day(each.ended_at) for each in reports if each is not None)
    service = events[0].service
    return Rows(
        [
            {"service": service, "day": day, "sessions": number}
            for day, number in sorted(days.items())
        ]
    )


VIEW = View(
    "sessions_held", "person", table, _rows, hears=SESSIONS.hears | frozenset({EnteredInError})
)
