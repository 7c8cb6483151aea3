"""What is to be done about requests, and by when (domain reference, 1.4)."""

from collections.abc import Iterator
from datetime import datetime

from domain.flags import Flag, days_after, kept
from domain.rights import ACKNOWLEDGED_WITHIN, RESTRICTING, Request, Right

ASKED_AGAIN_AFTER_DAYS = 14
WHAT = {
    Right.ACCESS: "what is recorded about them",
    Right.RECTIFICATION: "a correction",
    Right.ERASURE: "erasure",
    Right.RESTRICTION: "restriction",
    Right.PORTABILITY: "their data to take along",
    Right.OBJECTION: "an end to some use of their data",
    Right.COMPLAINT: "a complaint to be looked into",
}


def flags_of_request(request: Request) -> tuple[Flag, ...]:
    """What there is to do about one request."""
    if request.received_at is None or request.right is None:
        return ()
    return kept(_of_request(request, request.received_at, WHAT[request.right]))


def _of_request(request: Request, received_at: datetime, what: str) -> Iterator[Flag]:
    over, due = request.over_at, request.due_at
    if due is None:
        since = request.standstills[-1].since
        yield Flag(
            "REQUEST_STANDS_STILL",
            f"Somebody asked for {what}, and it is not clear yet who or what is meant. "
            "Ask them again, or record what they said.",
            days_after(since, ASKED_AGAIN_AFTER_DAYS),
            over,
        )
    else:
        yield Flag(
            "REQUEST_TO_ANSWER",
            f"Somebody asked for {what}. Answer it in time, or say why it takes longer.",
            received_at,
            min(due, over) if over else due,
        )
        yield Flag(
            "REQUEST_LATE",
            f"Somebody asked for {what}, and should have had an answer by now. Answer it today.",
            due,
            over,
        )
    if request.right in RESTRICTING:
        yield Flag(
            "RECORD_ONLY_KEPT",
            "A record is only kept for now, because of what was asked: nobody is proposed for "
            "them, nothing of theirs is passed on, and they are not counted.",
            received_at,
            _holds_until(request),
        )
    if request.right is Right.COMPLAINT:
        yield Flag(
            "COMPLAINT_UNACKNOWLEDGED",
            "Nobody has told whoever complained that it arrived. Tell them, and record it.",
            received_at + ACKNOWLEDGED_WITHIN,
            request.acknowledged_at or over,
        )


def _holds_until(request: Request) -> datetime | None:
    """When what was asked no longer keeps the record from being used; nothing while it does."""
    over = request.over_at
    return None if over is None or request.holds_at(over) else over
