"""Who would hear it: a member of staff with their duties then, a matched person, or others."""

from datetime import datetime

import msgspec

from domain.consent import Audience, Listener
from domain.decider import Read, Recorded
from domain.folds import Fold
from domain.match import MATCH, OPEN_STAGES, SUPPORT_STAGES, Match
from domain.people import ListenerId, MatchId, StaffId, Subject, subject
from domain.service import Duty, StaffLeft, StaffNamed


class Named(msgspec.Struct, frozen=True):
    """For what somebody was named, from a moment on."""

    at: datetime
    duties: tuple[Duty, ...]


Duties = dict[StaffId, tuple[Named, ...]]


def _evolve(found: Duties, recorded: Recorded) -> Duties:
    match recorded.event:
        case StaffNamed(staff=staff, duties=duties, at=at):
            return found | {staff: (*found.get(staff, ()), Named(at, duties))}
        case StaffLeft(staff=staff, at=at):
            return found | {staff: (*found.get(staff, ()), Named(at, ()))}
        case _:
            return found


_NO_DUTIES: Duties = {}
DUTIES = Fold(hears=frozenset({StaffNamed, StaffLeft}), initial=_NO_DUTIES, evolve=_evolve)
"""Who was named for what, and when, over the service."""


def duties_at(duties: Duties, staff: StaffId | None, moment: datetime) -> tuple[Duty, ...]:
    """For what somebody was named at a moment."""
    if staff is None:
        return ()
    named = [each for each in duties.get(staff, ()) if each.at <= moment]
    return named[-1].duties if named else ()


def listener_at(
    read: Read,
    of: Subject,
    moment: datetime,
    *,
    audience: Audience | None = None,
    staff: StaffId | None = None,
    match: MatchId | None = None,
    named: ListenerId | None = None,
) -> Listener:
    """Who would hear, or heard, something of a subject at a moment.

    A match counts as running only between the peer supporter and the person that it is of, and only
    while it runs; before support begins its person is a prospective one.
    """
    duties = duties_at(read(DUTIES, subject("service", read.service)), staff, moment)
    running = None
    if match is not None:
        between: Match = read(MATCH, subject("match", match))
        theirs = {subject("peer", between.peer or ""), subject("person", between.person or "")}
        stage = between.stage_at(moment)
        if of in theirs and stage in SUPPORT_STAGES:
            running = match
        elif of in theirs and stage in OPEN_STAGES:
            audience = Audience.PROSPECTIVE_PERSON
    if audience is Audience.MATCHED_PERSON and running is None:
        audience = None
    return Listener(staff, duties, running, audience, named)
