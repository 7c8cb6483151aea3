"""What is due by mail in one service, with where each is reached: for whoever hands it over."""

from collections.abc import Iterator
from datetime import datetime

from api.desk import Desk
from application.mailing import Due, Post, Posted, hand_over
from application.principal import staff_member
from domain.messages import MESSAGES, REACHED_BY_MAIL, MessageKind, may_leave_at
from domain.people import PersonId, ReferrerId, StaffId, subject
from domain.periods import is_working_day, local_day
from domain.service import SERVICE, Service
from projections.listing import Asked
from projections.messages_due import Addresses, message_id, messages_due, told
from projections.worklist import Rank, worklist


def hand_over_due(desk: Desk, post: Post) -> Posted:
    """Hand over what is due now, from eight in the morning to eight at night."""
    now = desk.views.clock()
    if not may_leave_at(now):
        return Posted(0, 0)
    posted = hand_over(due_now(desk, now), desk.ledger, desk.service, post, now)
    if posted != (0, 0):
        desk.views.catch_up()
    return posted


def due_now(desk: Desk, now: datetime) -> list[Due]:
    """Every message that is due, with the address that it goes to, if there is one."""
    addresses = Addresses(desk.views, desk.opener, desk.service)
    found = [
        Due(
            message=row.message,
            kind=MessageKind(row.kind),
            to=(
                addresses.of_referrer(ReferrerId(row.referrer))
                if row.referrer is not None
                else addresses.of_person(PersonId(row.person or ""))
            ),
            person=row.person,
            referral=row.referral,
            referrer=row.referrer,
            news=told(row.news),
        )
        for row in messages_due(desk.views, desk.service)
    ]
    if is_working_day(local_day(now)):
        found += _digests(desk, addresses, now)
    return found


def _digests(desk: Desk, addresses: Addresses, now: datetime) -> Iterator[Due]:
    """For each who asked for it, how much is on their list: once a working day, and no names."""
    of = subject("service", desk.service)
    look = desk.look()
    service: Service = look(SERVICE, of)
    reached: dict[StaffId, bool] = look(REACHED_BY_MAIL, of)
    for staff in sorted(each for each, is_so in reached.items() if is_so):
        message = message_id(MessageKind.THINGS_TO_LOOK_AT, staff, local_day(now).isoformat())
        if staff not in service.staff or look(MESSAGES, subject("message", message)):
            continue
        theirs = desk.for_principal(staff_member(staff))
        if not theirs.sees("worklist"):
            continue
        asked = Asked(scope=theirs.scope("worklist"))
        rows = worklist(desk.views, desk.service, asked, responsible=staff).rows
        if rows:
            yield Due(
                message=message,
                kind=MessageKind.THINGS_TO_LOOK_AT,
                to=addresses.of_staff(staff),
                staff=staff,
                things=len(rows),
                first=sum(each.rank == Rank.SAFETY for each in rows),
            )
