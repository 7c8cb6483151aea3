"""The waiting list: who was accepted and waits for a match, longest first (domain reference, 3.1).

A wait stands still only because the person asked for it; the days are counted by that clock.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import msgspec

from domain.decider import Recorded
from domain.definitions import Definitions
from domain.flags import first_of, next_change
from domain.folds import as_of, of_subject
from domain.match import OPEN_STAGES
from domain.people import MatchId, OfferId, PersonId, ReferralId, StaffId, Subject
from domain.periods import start_of
from domain.referral import Referral, Waiting, waiting_of
from domain.referral_flags import flags_of_referral
from projections.listing import Listing
from projections.persons import OnePerson
from projections.tables import shown, table_of
from projections.view import Rows, View

A_DAY = timedelta(days=1)


class Row(msgspec.Struct, frozen=True):
    """Somebody who waits.

    ``days`` are whole days since ``since``, the acceptance, without the pauses that the person
    asked for; ``pauses`` counts those. While the wait stands still, ``revisit_on`` is when they
    would like to be asked. ``next_contact_due_at`` is the moment from which a call is late.
    ``proposed`` is a match that is under way already.
    """

    person: PersonId
    referral: ReferralId
    offer: OfferId | None
    coordinator: StaffId | None
    since: datetime
    days: int
    paused: bool
    revisit_on: date | None
    pauses: int
    last_contact_at: datetime | None
    next_contact_due_at: datetime
    proposed: MatchId | None
    flags: list[dict[str, str]]


def _rows(
    subject: Subject,
    events: Sequence[Recorded],
    definitions: Definitions,
    at: datetime,
    true: datetime,
) -> Rows:
    one = OnePerson(of_subject(as_of(events, true=true), subject))
    open_matches = {
        match.referral: identifier
        for identifier, match in one.matches.items()
        if match.stage_at(at) in OPEN_STAGES
    }
    values, turns = [], []
    for identifier, referral in one.referrals.items():
        waiting = waiting_of(referral, at, definitions)
        if waiting is None:
            continue
        flags = flags_of_referral(referral, one.person, definitions)
        row = Row(
            person=PersonId(subject.partition(":")[2]),
            referral=identifier,
            offer=referral.offer,
            coordinator=referral.looked_after_by(at),
            since=waiting.wait.since,
            days=waiting.wait.days(at),
            paused=waiting.paused,
            revisit_on=waiting.revisit_on,
            pauses=len(waiting.wait.pauses),
            last_contact_at=waiting.last_contact_at,
            next_contact_due_at=waiting.next_contact_due_at,
            proposed=open_matches.get(identifier),
            flags=shown(flags, at),
        )
        values.append({**msgspec.structs.asdict(row), "service": one.person.service or ""})
        turns.append(first_of(next_change(flags, at), _next_day_waited(waiting, referral, at)))
    return Rows(values, first_of(*turns))


def _next_day_waited(waiting: Waiting, referral: Referral, at: datetime) -> datetime | None:
    """When one more whole day will have been waited, or a pause that lies ahead begins."""
    ahead = [pause.since for pause in referral.pauses if pause.since > at]
    if waiting.paused:
        ends = [pause.until for pause in referral.pauses if pause.until and pause.until > at]
        asked = start_of(waiting.revisit_on) if waiting.revisit_on else None
        return first_of(*ends, asked if asked and asked > at else None)
    whole = (waiting.wait.days(at) + 1) * A_DAY
    return first_of(at + (whole - waiting.wait.lasted(at)), *ahead)


VIEW = View(
    "waiting_list", "person", table_of("waiting_list", Row), _rows, goes_by_definitions=True
)
LISTING = Listing(
    VIEW,
    Row,
    order="-days,since,person,referral",
    named={"person": "person", "coordinator": "staff"},
    only_open=True,
)
