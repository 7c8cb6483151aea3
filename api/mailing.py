"""What is due by mail in one service, with where each is reached: for whoever hands it over."""

from collections.abc import Iterator
from datetime import datetime

from api.desk import Desk
from application.mailing import Due, Post, Posted, hand_over
from application.principal import staff_member
from domain.confidentiality.language import Stage
from domain.messages import FRESH, MESSAGES, REACHED_BY_MAIL, MessageKind, may_leave_at
from domain.people import PersonId, ReferrerId, StaffId, subject
from domain.periods import is_working_day, local_day
from domain.service import SERVICE, Duty, Service
from projections import openings
from projections.breaks import register
from projections.listing import Asked, listed
from projections.messages_due import Addresses, message_id, messages_due, told
from projections.worklist import Rank, worklist

SAFEGUARDING = (Duty.SAFEGUARDING_LEAD, Duty.SAFEGUARDING_DEPUTY, Duty.MANAGER)
JUDGING = (*SAFEGUARDING, Duty.REVIEWER, Duty.CHAIR)
"""Who hears at once of an emergency, and of a record that was opened without a relation."""


def hand_over_due(desk: Desk, post: Post) -> Posted:
    """Hand over what is due now: what is urgent at any hour, the rest from eight to eight."""
    now = desk.views.clock()
    due = [*at_once(desk, now), *(due_now(desk, now) if may_leave_at(now) else ())]
    posted = hand_over(due, desk.ledger, desk.service, post, now)
    if posted != (0, 0):
        desk.views.catch_up()
    return posted


def at_once(desk: Desk, now: datetime) -> Iterator[Due]:
    """Word to those who have to know at once, to each once for each thing.

    That a record was opened by somebody who has nothing to do with the person is told to whoever
    may judge it, and not to whoever opened it; that an emergency was recorded to the safeguarding
    lead and deputy and to the managers. Only who chose to be reached by mail is.
    """
    look, addresses = desk.look(), Addresses(desk.views, desk.opener, desk.service)
    of = subject("service", desk.service)
    service: Service = look(SERVICE, of)
    reached: dict[StaffId, bool] = look(REACHED_BY_MAIL, of)
    wanted: list[tuple[tuple[Duty, ...], str, StaffId | None]] = [
        (JUDGING, f"opening:{each.opening}", each.staff)
        for each in listed(desk.views, openings.LISTING, desk.service).rows
        if each.reviewed_at is None and now < each.opened_at + FRESH
    ]
    wanted += [
        (SAFEGUARDING, f"break:{each.break_id}", None)
        for each in listed(desk.views, register.LISTING, desk.service).rows
        if each.state == Stage.EMERGENCY_RECORDED
        and each.shared_at is not None
        and now < each.shared_at + FRESH
    ]
    for duties, about, but in wanted:
        for staff in sorted(each for each in service.staff if service.is_named(each, *duties)):
            message = message_id(MessageKind.SIGN_IN_NOW, staff, about)
            if staff == but or not reached.get(staff):
                continue
            if not look(MESSAGES, subject("message", message)):
                kind, to = MessageKind.SIGN_IN_NOW, addresses.of_staff(staff)
                yield Due(message=message, kind=kind, to=to, staff=staff)


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
