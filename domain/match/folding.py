"""How what happens to a match adds up, for one match and for all matches of a side."""

from collections.abc import Iterable

from domain.decider import Recorded
from domain.folds import Fold
from domain.match.changing import CHANGES
from domain.match.state import Match
from domain.people import MatchId
from domain.person import PersonDied


def _evolve(match: Match, recorded: Recorded) -> Match:
    return CHANGES[type(recorded.event)](match, recorded.event, recorded)


def _evolve_each(matches: dict[MatchId, Match], recorded: Recorded) -> dict[MatchId, Match]:
    return matches | _changed(matches, recorded)


def _gathered(heard: Iterable[Recorded]) -> dict[MatchId, Match]:
    matches: dict[MatchId, Match] = {}
    for recorded in heard:
        matches.update(_changed(matches, recorded))
    return matches


def _changed(matches: dict[MatchId, Match], recorded: Recorded) -> dict[MatchId, Match]:
    """The matches that an event changes, as they are after it."""
    if isinstance(recorded.event, PersonDied):
        closed = [each for each in recorded.event.matches if each in matches]
        return {each: _evolve(matches[each], recorded) for each in closed}
    identifier: MatchId | None = recorded.event.match  # type: ignore[attr-defined]  # all others have it
    if identifier is None:
        return {}
    return {identifier: _evolve(matches.get(identifier, _NO_MATCH), recorded)}


_NO_MATCH = Match()
_HEARD = frozenset(CHANGES)

MATCH = Fold(hears=_HEARD, initial=_NO_MATCH, evolve=_evolve)
"""One match, over the subject of the match."""

NO_MATCHES: dict[MatchId, Match] = {}
PERSONS_MATCHES = Fold(_HEARD, NO_MATCHES, _evolve_each, _gathered)
"""Every match of a person, over the subject of the person."""

PEERS_MATCHES = Fold(_HEARD, NO_MATCHES, _evolve_each, _gathered)
"""Every match of a peer supporter, over the subject of the peer supporter."""
