"""What can be seen of one match through the JSON interface."""

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.desk import Desk
from api.views import KnownAt, TrueAt
from domain.people import MatchId, subject
from projections.directory import Directory
from projections.match_page import MatchPage, match_page, person_of
from projections.moments import moment_of
from projections.naming import named


def match_for(
    desk: Desk, match: MatchId, *, known_at: str | None = None, true_at: str | None = None
) -> MatchPage:
    """One match as whoever asks may see it. Raises `UnknownMatch` and `NotPermitted`."""
    person = subject("person", person_of(desk.views, match))
    desk.must_reach("match_page", person)
    found = match_page(
        desk.views,
        desk.opener,
        match,
        known_at=moment_of(known_at, "known_at") if known_at else None,
        true_at=moment_of(true_at, "true_at") if true_at else None,
        in_full=desk.reaches("person_history", person),
    )
    if found.peer is not None:
        desk.note(subject("peer", found.peer))
    rows = named(found.indicators, Directory(desk.views, desk.opener))
    return msgspec.structs.replace(found, indicators=rows)


@get("/match_page/{match:str}", sync_to_thread=True, view="match_page")
def get_match_page(
    desk: NamedDependency[Desk],
    match: FromPath[str],
    known_at: KnownAt = None,
    true_at: TrueAt = None,
) -> MatchPage:
    """A match with its indicators, what is behind them, agreement, sessions, goals and reviews."""
    return match_for(desk, MatchId(match), known_at=known_at, true_at=true_at)


HANDLERS = [get_match_page]
