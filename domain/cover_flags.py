"""What has to be decided for each match while its peer supporter is away (domain reference, 3.2).

A person's history does not hold what happens to the peer supporter, so this is asked of the peer
supporter and all their matches: the fold of `PEER` and that of `PEERS_MATCHES`.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from domain.flags import INSTANT, Flag, days_after, first_of, kept
from domain.match import SUPPORT_STAGES, Match
from domain.peer import Peer
from domain.people import MatchId
from domain.periods import local_day, start_of


def flags_of_cover(peer: Peer, matches: Mapping[MatchId, Match]) -> dict[MatchId, tuple[Flag, ...]]:
    """For each match of a peer supporter, the decisions that their absences ask for."""
    return {identifier: kept(_of_match(peer, match)) for identifier, match in matches.items()}


def _of_match(peer: Peer, match: Match) -> Iterator[Flag]:
    for away_at, back_at in _absences(peer):
        if match.stage_at(away_at - INSTANT) not in SUPPORT_STAGES:
            continue
        that_day = start_of(local_day(away_at))
        decided_at = min((at for at in match.covers if at >= that_day), default=None)
        over_at = match.over_at if match.over_at and match.over_at > away_at else None
        settled_at = first_of(decided_at, back_at, over_at)
        yield Flag(
            "COVER_UNDECIDED",
            "The peer supporter is not available. Decide today what that means for this match, "
            "and tell the person.",
            away_at,
            settled_at,
        )
        yield Flag(
            "COVER_LATE",
            "The peer supporter became unavailable on an earlier day, and nothing has been decided "
            "for this match. Phone the person.",
            days_after(away_at, 0),
            settled_at,
        )


def _absences(peer: Peer) -> Iterator[tuple[datetime, datetime | None]]:
    """From when to when they were away: on a break, while something was looked into, for good."""
    for each in peer.breaks:
        yield each.start, each.end
    for at in (peer.suspended_at, peer.left_at):
        if at is not None:
            yield at, None
