"""When somebody meets, for the calendar that they carry: times, and nothing about anybody.

A calendar is synchronised to other machines and shows on locked screens, so an appointment says
when and never with whom, where or what for (design, section 9).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from application.looking import Looking
from domain.match import OPEN_STAGES, PEERS_MATCHES, Match
from domain.peer import PEER, Peer
from domain.people import MatchId, PeerId, SessionId, StaffId, Subject, subject
from domain.session import SESSIONS, Session
from domain.session import Stage as SessionStage
from domain.staffing import STAFFING, Staffing

USUAL_MINUTES = 60
"""How long something takes of which no length was said: ours."""
KEPT = timedelta(days=28)
"""For so long after its day an appointment still stands in a calendar."""


class Appointment(msgspec.Struct, frozen=True):
    """From when to when; ``of`` tells it from others, and is never shown."""

    of: str
    starts_at: datetime
    ends_at: datetime


def appointments_of(
    look: Looking, holder: Subject, supervised: Iterable[PeerId] = ()
) -> list[Appointment]:
    """What somebody has planned, the first first.

    A peer supporter has the sessions of their open matches and their own supervision; whoever is of
    the staff the supervision of those whom they hold it for (``supervised``), and their own times
    on call.
    """
    noun, _colon, identifier = holder.partition(":")
    found: list[Appointment] = []
    if noun == "peer":
        found += _sessions(look, holder)
        found += _supervision(look, PeerId(identifier))
    if noun == "staff":
        for each in supervised:
            found += _supervision(look, each)
        found += _on_call(look, StaffId(identifier))
    kept = [each for each in found if each.ends_at > look.now - KEPT]
    return sorted(kept, key=lambda each: (each.starts_at, each.of))


def _sessions(look: Looking, peer: Subject) -> list[Appointment]:
    matches: dict[MatchId, Match] = look(PEERS_MATCHES, peer)
    found = []
    for identifier, match in matches.items():
        if match.stage_at(look.now) not in OPEN_STAGES:
            continue
        sessions: dict[SessionId, Session] = look(SESSIONS, subject("match", identifier))
        for session, planned in sessions.items():
            if planned.stage is SessionStage.PLANNED and planned.planned_for is not None:
                minutes = timedelta(minutes=planned.planned_minutes or USUAL_MINUTES)
                ends_at = planned.planned_for + minutes
                found.append(Appointment(f"session:{session}", planned.planned_for, ends_at))
    return found


def _supervision(look: Looking, identifier: PeerId) -> list[Appointment]:
    peer: Peer = look(PEER, subject("peer", identifier))
    booked = peer.supervision_booked_for
    if booked is None:
        return []
    ends_at = booked + timedelta(minutes=USUAL_MINUTES)
    return [Appointment(f"supervision:{identifier}:{booked.isoformat()}", booked, ends_at)]


def _on_call(look: Looking, staff: StaffId) -> list[Appointment]:
    staffing: Staffing = look(STAFFING, subject("service", look.service))
    return [
        Appointment(f"on-call:{each.starts_at.isoformat()}", each.starts_at, each.ends_at)
        for each in staffing.cover
        if each.staff == staff
    ]
