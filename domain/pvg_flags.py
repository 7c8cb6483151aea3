"""When a PVG scheme membership is valid, and what took place in a regulated role while none was.

At expiry regulated activity is refused (domain reference, 3.2): nothing new is planned. A session
that took place all the same is recorded like any other. Whether it was covered takes the history
of the peer supporter, so it is found here and shown to those who look after them.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from domain.decider import Recorded
from domain.flags import INSTANT, Flag, first_of
from domain.match import Match
from domain.peer import Peer
from domain.people import MatchId
from domain.periods import end_of, local_day
from domain.service import Service, Workforce
from domain.session import SessionHeld
from domain.spells import Spell, spell

Held = Mapping[MatchId, tuple[Spell, ...]]
"""From when until when each session of each match may have been going on."""


def valid_spells(peer: Peer, needed: Iterable[Workforce]) -> list[Spell]:
    """When a membership allowed a regulated role with these; a newer result replaces an older."""
    following = [*(each.at for each in peer.memberships[1:]), None]
    return [
        spell(each.at, first_of(next_at, end_of(each.expires_on) + INSTANT))
        for each, next_at in zip(peer.memberships, following, strict=False)
        if each.may_take_regulated_role
        and each.expires_on is not None
        and all(each.workforce.covers(workforce) for workforce in needed)
    ]


def sessions_held(events: Iterable[Recorded]) -> Held:
    """Every session that was held with a peer supporter, by its match, from what stands."""
    held: dict[MatchId, tuple[Spell, ...]] = {}
    for recorded in events:
        event = recorded.event
        if isinstance(event, SessionHeld):
            if event.day_only:
                lasted = Spell(event.at, end_of(local_day(event.at)))
            else:
                lasted = Spell(event.at - timedelta(minutes=event.minutes or 0), event.at)
            held[event.match] = (*held.get(event.match, ()), lasted)
    return held


def flags_of_held(
    peer: Peer, service: Service, matches: Mapping[MatchId, Match], held: Held
) -> Iterator[Flag]:
    """Sessions of regulated roles for which no membership was valid at any moment of them."""
    for identifier, match in matches.items():
        if not match.regulated:
            continue
        needed = service.workforces_of(() if match.offer is None else (match.offer,))
        valid = valid_spells(peer, needed)
        uncovered = [each for each in held.get(identifier, ()) if not _covered(each, valid)]
        if uncovered:
            times = "A session was" if len(uncovered) == 1 else f"{len(uncovered)} sessions were"
            yield Flag(
                "HELD_WITHOUT_PVG",
                f"{times} held in a regulated role while no PVG scheme membership was valid. "
                "Find out how that came about, and tell the manager.",
                _first_end(uncovered),
            )


def _covered(session: Spell, valid: Iterable[Spell]) -> bool:
    return any(each.start <= session.end and session.start < each.end for each in valid)


def _first_end(sessions: Iterable[Spell]) -> datetime:
    return min(each.end for each in sessions)
