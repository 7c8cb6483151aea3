"""Who is who: the entries that name people, peer supporters and staff, sealed as in the log.

Names are joined to what is shown at the door. They are opened in memory, for the rows that are
shown or for a search, and forgotten when a key is destroyed anywhere.
"""

from collections.abc import Iterable, Sequence
from copy import copy
from datetime import datetime

from sqlalchemy import Column, Integer, LargeBinary, String, Table, select

from domain.decider import Event, Recorded
from domain.definitions import Definitions
from domain.folds import as_of, of_subject
from domain.peer import PeerInterestExpressed
from domain.people import Subject, subject
from domain.person import PersonRegistered
from domain.personal import Sealed
from domain.referral import EnquiryReceived, ReferralReceived
from domain.service import StaffNamed
from projections.catch_up import Views
from projections.kept import keep, kept
from projections.opening import Opener
from projections.view import Rows, View, metadata, subject_column

UNNAMED = "name not recorded"
NO_LONGER_HELD = "no longer held"


def _table(name: str) -> Table:
    return Table(
        name,
        metadata,
        subject_column(),
        Column("named", String, nullable=False, index=True),
        Column("position", Integer, nullable=False),
        Column("name", String, nullable=False),
        Column("entry", LargeBinary, nullable=False),
    )


def _naming(whom: str, noun: str, kinds: tuple[type[Event], ...]) -> View:
    """A view of the latest entry of some kinds for each one whom it names.

    It is folded by the subjects of a noun; ``whom`` is the field that says who is named.
    """

    def rows(
        about: Subject,
        events: Sequence[Recorded],
        _definitions: Definitions,
        _at: datetime,
        true: datetime,
    ) -> Rows:
        standing = of_subject(as_of(events, true=true), about)
        naming = (each for each in standing if isinstance(each.event, kinds))
        latest = {subject(whom, getattr(each.event, whom)): each for each in naming}
        return Rows(
            [
                {
                    "named": named,
                    "position": each.position,
                    "name": type(each.event).__name__,
                    "entry": keep(each),
                }
                for named, each in latest.items()
            ]
        )

    name = f"{whom}_directory"
    return View(name=name, noun=noun, table=_table(name), rows=rows)


PEOPLE = _naming("person", "person", (PersonRegistered,))
PEERS = _naming("peer", "peer", (PeerInterestExpressed,))
STAFF = _naming("staff", "service", (StaffNamed,))
REFERRALS = _naming("referral", "referral", (ReferralReceived, EnquiryReceived))
DIRECTORIES = {
    view.name.removesuffix("_directory"): view for view in (PEOPLE, PEERS, STAFF, REFERRALS)
}


class _Cache:
    """What was opened, and up to which generation of keys it may be shown."""

    def __init__(self) -> None:
        self.generation = -1
        self.known: dict[tuple[Subject, int], Event] = {}


class Directory:
    """Names by identifier, opened when asked for and remembered while their keys stand."""

    def __init__(self, views: Views, opener: Opener) -> None:
        """Use the views and the keyring of one deployment."""
        self._views = views
        self._opener = opener
        self._cache = _Cache()
        self._noted: set[Subject] | None = None

    def noting(self, noted: set[Subject]) -> "Directory":
        """The same names, for one answer: whoever is named is put among those noted."""
        same = copy(self)
        same._noted = noted  # noqa: SLF001 - one of us
        return same

    def names_of(self, subjects: Iterable[Subject]) -> dict[Subject, str]:
        """The names of people, peer supporters and staff, as they may be shown now."""
        return {named: name_in(event) for named, event in self.entries_of(subjects).items()}

    def entries_of(self, subjects: Iterable[Subject]) -> dict[Subject, Event]:
        """What was recorded about who they are, opened."""
        self._check_generation()
        wanted: dict[str, list[Subject]] = {}
        for each in set(subjects):
            wanted.setdefault(each.partition(":")[0], []).append(each)
        found: dict[Subject, Event] = {}
        for noun, some in wanted.items():
            found |= self._opened(DIRECTORIES[noun], some)
        return found

    def everybody(self, noun: str) -> dict[Subject, Event]:
        """Everybody of a kind, opened: for searching by name in memory."""
        self._check_generation()
        return self._opened(DIRECTORIES[noun], None)

    def _opened(self, view: View, some: list[Subject] | None) -> dict[Subject, Event]:
        self._views.catch_up([view.name])
        table = view.table
        query = select(table.c.named, table.c.position, table.c.name, table.c.entry)
        if some is not None:
            query = query.where(table.c.named.in_(some))
        found: dict[Subject, Event] = {}
        known = self._cache.known
        with self._views.engine.connect() as db:
            for named, position, name, entry in db.execute(query):
                event = known.get((named, position))
                if event is None:
                    event = self._opener.open(kept(name, entry)).event
                    known[named, position] = event
                found[Subject(named)] = event
        if self._noted is not None:
            self._noted.update(each for each in found if each.startswith(("person:", "peer:")))
        return found

    def _check_generation(self) -> None:
        generation = self._opener.generation()
        if generation != self._cache.generation:
            self._cache.known.clear()
            self._cache.generation = generation


def name_in(event: Event) -> str:
    """The name that an entry gives, or the words for there being none."""
    name = getattr(event, "name", None)
    if isinstance(name, Sealed):
        return NO_LONGER_HELD
    return name or UNNAMED
