"""Signs that somebody gives too much, for themself and whoever supervises them (6.1).

They begin a conversation and nothing else: no list, no level and no match goes by them, and ill
health is nobody's fault. Their load and how they felt after sessions stand beside
(`domain.indicators`, D12 and D13).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from domain.definitions import DEFAULTS, Definitions
from domain.peer import Peer
from domain.session import DebriefRequest


class Signal(StrEnum):
    """What may be worth a conversation."""

    SUPERVISION_CANCELLED = "SUPERVISION_CANCELLED"
    NO_BREAK = "NO_BREAK"
    HARD_SESSIONS = "HARD_SESSIONS"


SENTENCES = {
    Signal.SUPERVISION_CANCELLED: "Supervision was called off more than once in a row.",
    Signal.NO_BREAK: "There has been no break for half a year. One is there for the asking.",
    Signal.HARD_SESSIONS: "There were several hard sessions within a few days.",
}
"""What each says, to the peer supporter."""


class Sign(msgspec.Struct, frozen=True):
    """One signal, since when, and what it says."""

    code: Signal
    since: datetime
    sentence: str


def signs_of(
    peer: Peer,
    debriefs: Sequence[DebriefRequest],
    at: datetime,
    definitions: Definitions = DEFAULTS,
) -> list[Sign]:
    """The signals that stand at a moment, while somebody supports people."""
    over = peer.left_at is not None and peer.left_at <= at
    if peer.activated_at is None or peer.activated_at > at or over:
        return []
    return [
        Sign(code, since, SENTENCES[code])
        for code, since in _found(peer, debriefs, at, definitions)
    ]


def _found(
    peer: Peer, debriefs: Sequence[DebriefRequest], at: datetime, definitions: Definitions
) -> Iterator[tuple[Signal, datetime]]:
    cancelled = [each for each in peer.supervision_cancelled if each <= at]
    if len(cancelled) >= definitions.supervision_cancelled_times:
        yield Signal.SUPERVISION_CANCELLED, cancelled[definitions.supervision_cancelled_times - 1]
    away = [each for each in peer.breaks if each.start <= at]
    assert peer.activated_at is not None  # noqa: S101 - asked before
    back = max((each.end or at for each in away), default=peer.activated_at)
    due = back + timedelta(days=definitions.no_break_days)
    if due <= at:
        yield Signal.NO_BREAK, due
    asked = sorted(each.requested_at for each in debriefs if each.requested_at <= at)
    times, within = definitions.hard_sessions_times, timedelta(days=definitions.hard_sessions_days)
    for first, last in zip(asked, asked[times - 1 :], strict=False):
        if last - first <= within and at - last <= within:
            yield Signal.HARD_SESSIONS, last
            return
