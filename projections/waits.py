"""How long people wait, in days, with the pauses that they asked for taken out.

Three waits (domain reference, 3.1): from receipt to the first contact, from receipt to acceptance,
from acceptance to the first session. Counted are those that ended within the year up to the end of
the last quarter, so that who still waits makes none of them look shorter. Small counts are closed
(`domain.suppression`), and of fewer than ten no days are told.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median, quantiles
from typing import Any

import msgspec

from application.looking import Looking
from domain.decider import Position
from domain.match import PERSONS_MATCHES
from domain.people import ReferralId, Subject, subject
from domain.periods import local_day
from domain.person import PersonRegistered
from domain.referral import (
    PERSONS_REFERRALS,
    Wait,
    acceptance_to_first_session,
    receipt_to_acceptance,
    receipt_to_first_contact,
)
from domain.session import SESSIONS
from domain.suppression import SMALLEST_BASE, Counts

A_YEAR = timedelta(days=365)
TENTHS = 10


class WaitKind(StrEnum):
    """Which wait."""

    FIRST_CONTACT = "FIRST_CONTACT"
    ACCEPTANCE = "ACCEPTANCE"
    FIRST_SESSION = "FIRST_SESSION"


WAITS = {
    WaitKind.FIRST_CONTACT: "From receipt to the first contact",
    WaitKind.ACCEPTANCE: "From receipt to acceptance",
    WaitKind.FIRST_SESSION: "From acceptance to the first session",
}


class WaitRow(msgspec.Struct, frozen=True):
    """One wait: how many came to its end, and the days that half and nine tenths waited at most.

    ``waiting`` are those whose wait was not over by then. None where so few are not counted.
    """

    wait: WaitKind
    ended: int | None
    median_days: float | None
    ninetieth_days: float | None
    waiting: int | None


class Waits(msgspec.Struct, frozen=True):
    """All three over the year up to the end of the last quarter that is over, and the position."""

    position: Position
    since: date
    by: date
    rows: list[WaitRow]


def waits(look: Looking) -> Waits:
    """The waits of everybody who was referred. ``look`` stands at `equality.quarter_end`."""
    found: dict[WaitKind, list[Wait]] = {kind: [] for kind in WaitKind}
    for each in look.happened(subject("service", look.service)):
        if isinstance(each.event, PersonRegistered):
            for kind, wait in waits_of(look, subject("person", each.event.person)):
                found[kind].append(wait)
    since = look.now - A_YEAR
    return Waits(
        position=look.position,
        since=local_day(since),
        by=local_day(look.now),
        rows=[_row(kind, each, since, look.now) for kind, each in found.items()],
    )


def waits_of(look: Looking, person: Subject) -> Iterator[tuple[WaitKind, Wait]]:
    """The waits of one person, of each referral those that began."""
    referrals = look(PERSONS_REFERRALS, person).each
    for identifier, referral in referrals.items():
        first = _first_session(look, person, identifier, referral.accepted_at)
        waited = {
            WaitKind.FIRST_CONTACT: receipt_to_first_contact(referral),
            WaitKind.ACCEPTANCE: receipt_to_acceptance(referral),
            WaitKind.FIRST_SESSION: acceptance_to_first_session(referral, first),
        }
        for kind, wait in waited.items():
            if wait is not None and _came_to(kind, referral, first):
                yield kind, wait


def _came_to(kind: WaitKind, referral: Any, first_session_at: datetime | None) -> bool:
    """Whether a wait goes on, or ended with what was waited for: not with leaving."""
    reached = {
        WaitKind.FIRST_CONTACT: bool(referral.in_touch_at or referral.support_started_at),
        WaitKind.ACCEPTANCE: referral.accepted_at is not None,
        WaitKind.FIRST_SESSION: first_session_at is not None,
    }
    return reached[kind] or referral.ended_at is None


def _first_session(
    look: Looking, person: Subject, referral: ReferralId, accepted_at: datetime | None
) -> datetime | None:
    if accepted_at is None:
        return None
    held = [
        session.held.ended_at
        for identifier, match in look(PERSONS_MATCHES, person).items()
        if match.referral == referral
        for session in look(SESSIONS, subject("match", identifier)).values()
        if session.held is not None and session.held.ended_at >= accepted_at
    ]
    return min(held, default=None)


def _row(kind: WaitKind, theirs: Iterable[Wait], since: datetime, by: datetime) -> WaitRow:
    each = [*theirs]
    over = [wait.days(by) for wait in each if wait.until is not None and since <= wait.until <= by]
    waiting = sum(wait.until is None or wait.until > by for wait in each)
    told = Counts().alone("ended", len(over)).alone("waiting", waiting).shown()
    shown = len(over) >= SMALLEST_BASE
    return WaitRow(
        wait=kind,
        ended=told["ended"],
        median_days=float(median(over)) if shown else None,
        ninetieth_days=quantiles(over, n=TENTHS)[-1] if shown else None,
        waiting=told["waiting"],
    )
