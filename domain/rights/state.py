"""Where a request stands, and when its answer is due.

One calendar month from the day on which it arrived, to the same day of the next month or its last;
two more where that was said in time; the clock stands still while somebody has to say who they are
or what they mean (domain reference, 1.4; UK GDPR, article 12(3)). What falls on a weekend is due on
the Monday. A complaint is acknowledged within thirty days.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import msgspec

from domain.decider import Event, Recorded
from domain.folds import Fold
from domain.people import PeerId, PersonId, RightsRequestId, ServiceId, StaffId
from domain.periods import SATURDAY, end_of, local_day
from domain.rights.events import (
    ClarificationReceived,
    ClarificationRequested,
    Outcome,
    RequestAcknowledged,
    RequestAnswered,
    RequestExtended,
    RequestReceived,
    RequestWithdrawn,
    Right,
)
from domain.training import months_after

MONTHS, MONTHS_MORE = 1, 2
ACKNOWLEDGED_WITHIN = timedelta(days=30)
"""Of a complaint (Data (Use and Access) Act 2025, section 103)."""


RESTRICTING = frozenset({Right.RESTRICTION, Right.OBJECTION, Right.RECTIFICATION})
"""Requests while which a record may only be kept (UK GDPR, article 18(1))."""


class Standstill(msgspec.Struct, frozen=True):
    """A time in which whoever asked has to make something clear."""

    since: datetime
    until: datetime | None = None


class Request(msgspec.Struct, frozen=True):
    """One request as it stands."""

    service: ServiceId | None = None
    right: Right | None = None
    received_at: datetime | None = None
    person: PersonId | None = None
    peer: PeerId | None = None
    staff: StaffId | None = None
    acknowledged_at: datetime | None = None
    standstills: tuple[Standstill, ...] = ()
    extended_at: datetime | None = None
    answered_at: datetime | None = None
    outcome: Outcome | None = None
    withdrawn_at: datetime | None = None

    def holds_at(self, moment: datetime) -> bool:
        """Whether what was asked keeps the record from being used at a moment.

        From when it was asked until it is answered; a restriction and an objection stay, unless
        the answer was no.
        """
        if self.right not in RESTRICTING or self.received_at is None or self.received_at > moment:
            return False
        if self.withdrawn_at is not None and self.withdrawn_at <= moment:
            return False
        if self.answered_at is None or self.answered_at > moment:
            return True
        return self.right is not Right.RECTIFICATION and self.outcome is not Outcome.REFUSED

    @property
    def over_at(self) -> datetime | None:
        """When it was answered or taken back."""
        return self.answered_at or self.withdrawn_at

    def stands_still_at(self, moment: datetime) -> bool:
        """Whether the clock stands still at a moment."""
        return any(
            each.since <= moment and (each.until is None or moment < each.until)
            for each in self.standstills
        )

    @property
    def due_at(self) -> datetime | None:
        """The last moment for the answer; nothing while the clock stands still."""
        if self.received_at is None or any(each.until is None for each in self.standstills):
            return None
        months = MONTHS + (MONTHS_MORE if self.extended_at is not None else 0)
        return end_of(_worked_on(self._after(months)))

    @property
    def first_due_at(self) -> datetime | None:
        """Until when it can be said that the answer takes longer."""
        if self.received_at is None or any(each.until is None for each in self.standstills):
            return None
        return end_of(_worked_on(self._after(MONTHS)))

    def _after(self, months: int) -> date:
        assert self.received_at is not None  # noqa: S101 - both who ask have looked
        stood = sum(
            (local_day(each.until) - local_day(each.since)).days
            for each in self.standstills
            if each.until is not None
        )
        return months_after(local_day(self.received_at), months) + timedelta(days=stood)


def _worked_on(day: date) -> date:
    """The day itself, or the Monday after it."""
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day


def _evolve(request: Request, recorded: Recorded) -> Request:
    changed = _changed(request, recorded)
    return request if changed is None else msgspec.structs.replace(request, **changed)


def _changed(request: Request, recorded: Recorded) -> Mapping[str, object] | None:
    match recorded.event:
        case RequestReceived() as came:
            return {
                "service": came.service,
                "right": came.right,
                "received_at": came.at,
                "person": came.person,
                "peer": came.peer,
                "staff": came.staff,
            }
        case RequestAcknowledged(at=at):
            return {"acknowledged_at": request.acknowledged_at or at}
        case ClarificationRequested(at=at):
            if any(each.until is None for each in request.standstills):
                return None
            return {"standstills": (*request.standstills, Standstill(at))}
        case ClarificationReceived(at=at):
            return {
                "standstills": tuple(
                    Standstill(each.since, max(each.since, at)) if each.until is None else each
                    for each in request.standstills
                )
            }
        case RequestExtended(at=at):
            return {"extended_at": at}
        case RequestAnswered(at=at, outcome=outcome):
            return {"answered_at": at, "outcome": outcome}
        case RequestWithdrawn(at=at):
            return {"withdrawn_at": at}
        case _:
            return None


HEARD: frozenset[type[Event]] = frozenset(
    {
        RequestReceived,
        RequestAcknowledged,
        ClarificationRequested,
        ClarificationReceived,
        RequestExtended,
        RequestAnswered,
        RequestWithdrawn,
    }
)
REQUEST: Fold[Request] = Fold(hears=HEARD, initial=Request(), evolve=_evolve)
"""One request, over its own subject."""


class Standing(msgspec.Struct, frozen=True):
    """What holds for somebody because they asked: restriction, objection."""

    requests: dict[RightsRequestId, Request] = msgspec.field(default_factory=dict)

    def restricted_at(self, moment: datetime) -> bool:
        """Whether the record may only be kept, and used for nothing else, at a moment.

        It may not from when that was asked, until it was answered with a no; and while an
        objection or a rectification is looked into (article 18(1)).
        """
        return any(each.holds_at(moment) for each in self.requests.values())

    def objects_at(self, moment: datetime) -> bool:
        """Whether an objection stands at a moment, so that nothing is evaluated or passed on."""
        return any(
            each.right is Right.OBJECTION and each.holds_at(moment)
            for each in self.requests.values()
        )


def _standing(standing: Standing, recorded: Recorded) -> Standing:
    identifier: RightsRequestId = recorded.event.rights_request  # type: ignore[attr-defined]
    request = _evolve(standing.requests.get(identifier, Request()), recorded)
    return Standing({**standing.requests, identifier: request})


RIGHTS: Fold[Standing] = Fold(hears=HEARD, initial=Standing(), evolve=_standing)
"""All requests of one person or peer supporter, over their subject."""
