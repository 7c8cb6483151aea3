"""What there is to do about groups and courses."""

from collections.abc import Sequence
from datetime import datetime

from domain.concern_between_peers import CONCERNS
from domain.decider import Recorded
from domain.definitions import Definitions
from domain.flags import next_change
from domain.folds import as_of, fold, of_subject
from domain.group import GROUP
from domain.group_flags import flags_of_group, flags_of_programme
from domain.group_meetings import GROUP_LIFE
from domain.people import Subject
from domain.programme import PROGRAMME
from domain.programme_places import COURSE
from projections.tables import table_of
from projections.view import Rows, View
from projections.worklist.items import About, Item, items_of, kept


def _of_group(
    subject: Subject,
    events: Sequence[Recorded],
    definitions: Definitions,
    at: datetime,
    true: datetime,
) -> Rows:
    happened = of_subject(as_of(events, true=true), subject)
    group, life = fold(GROUP, happened), fold(GROUP_LIFE, happened)
    flags = flags_of_group(group, life, fold(CONCERNS, happened), definitions)
    about = About(gathering=subject.partition(":")[2], responsible=group.coordinator)
    return Rows(kept(items_of(flags, about, at), group.service), next_change(flags, at))


def _of_programme(
    subject: Subject,
    events: Sequence[Recorded],
    definitions: Definitions,
    at: datetime,
    true: datetime,
) -> Rows:
    happened = of_subject(as_of(events, true=true), subject)
    programme, course = fold(PROGRAMME, happened), fold(COURSE, happened)
    flags = flags_of_programme(programme, course, fold(CONCERNS, happened), definitions)
    about = About(gathering=subject.partition(":")[2], responsible=programme.coordinator)
    return Rows(kept(items_of(flags, about, at), programme.service), next_change(flags, at))


VIEWS = (
    View(
        "worklist_of_groups",
        "group",
        table_of("worklist_of_groups", Item),
        _of_group,
        goes_by_definitions=True,
    ),
    View(
        "worklist_of_programmes",
        "programme",
        table_of("worklist_of_programmes", Item),
        _of_programme,
        goes_by_definitions=True,
    ),
)
