"""What can be seen of one group through the JSON interface."""

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.desk import Desk
from api.views import KnownAt, TrueAt
from domain.people import GroupId, Subject, subject
from projections.group_page import GroupPage, group_page, named_now
from projections.moments import moment_of


def group_for(
    desk: Desk, group: GroupId, *, known_at: str | None = None, true_at: str | None = None
) -> GroupPage:
    """One group as whoever asks may see it. Raises `UnknownGroup` and `NotPermitted`."""
    desk.must_reach("group", subject("group", group))
    look = desk.look(
        known_at=moment_of(known_at, "known_at") if known_at else None,
        true_at=moment_of(true_at, "true_at") if true_at else None,
    )

    def knows(about: Subject) -> bool:
        return desk.reaches("person_history", about)

    belong = named_now(desk.look(), group)
    found = group_page(look, desk.opener, group, belong=belong, knows=knows)
    desk.note(*(subject("person", each.person) for each in found.members))
    desk.note(*(subject("peer", each.peer) for each in found.leaders if each.peer is not None))
    return found


@get("/group/{group:str}", sync_to_thread=True, view="group")
def get_group(
    desk: NamedDependency[Desk],
    group: FromPath[str],
    known_at: KnownAt = None,
    true_at: TrueAt = None,
) -> GroupPage:
    """A group: who belongs as far as may be known, its meetings, its rules, and what is due."""
    return group_for(desk, GroupId(group), known_at=known_at, true_at=true_at)


HANDLERS = [get_group]
