"""One person's history: every entry about them, corrected and mistaken ones included and marked.

Who else was considered when a match was proposed is told in one entry and not once for each.

The words in entries stay sealed in the view and are opened where they are shown.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Column, Integer, LargeBinary, String, Table, select

from domain.contact import CONTACTS
from domain.contact_flags import flags_of_contacts
from domain.decider import EnteredInError, Event, Position, Recorded
from domain.definitions import Definitions
from domain.flags import Flag, standing
from domain.folds import ALWAYS, as_of, fold, of_subject
from domain.match.considering import MatchCandidateConsidered
from domain.people import PersonId, Subject
from domain.people import subject as subject_of
from domain.person import UnknownPerson
from domain.personal import Sealed
from domain.rectification import RECTIFICATIONS, as_rectified
from domain.session_flags import oddities_of_sessions
from projections.catch_up import Views
from projections.kept import keep, kept
from projections.opening import Opener
from projections.persons import OnePerson
from projections.rectified import shown_history
from projections.view import Moment, Rows, View, metadata, subject_column
from projections.wording import wording

TOLD_IN_ONE = (MatchCandidateConsidered,)
STANDS, CORRECTED, IN_ERROR = "stands", "corrected", "entered in error"

table = Table(
    "person_history",
    metadata,
    subject_column(),
    Column("position", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("by", String, nullable=False),
    Column("name", String, nullable=False),
    Column("corrects", Integer),
    Column("standing", String, nullable=False),
    Column("entry", LargeBinary, nullable=False),
)


class Entry(msgspec.Struct, frozen=True):
    """One entry as shown: both clocks, who recorded it, a sentence, and whether it stands.

    ``standing`` is "stands", "corrected" (a later entry says it better) or "entered in error".
    ``corrects`` is the position of the entry that this one corrects.
    """

    position: Position
    at: datetime
    recorded_at: datetime
    by: str
    name: str
    sentence: str
    standing: str
    corrects: Position | None


class PersonHistory(msgspec.Struct, frozen=True):
    """A person's entries in the order in which they happened, and the position they reflect.

    ``unusual`` says, by a code and a sentence, what about their sessions and contacts is not as the
    rules or the two have it. It asks nobody for anything: what does stands in the lists.
    """

    position: Position
    known_at: datetime | None
    true_at: datetime | None
    person: PersonId
    entries: list[Entry]
    unusual: list[dict[str, str]]


def person_history(
    views: Views,
    opener: Opener,
    person: PersonId,
    *,
    known_at: datetime | None = None,
    true_at: datetime | None = None,
) -> PersonHistory:
    """What is, or was, known about a person. Raises `UnknownPerson` where there is nobody.

    Of somebody who was not known yet at a moment there is nothing to tell, and nobody is missing.
    """
    about = subject_of("person", person)
    if known_at is None and true_at is None:
        position = views.current("person_history")
        shown = _stored(views, about)
    else:
        ledger = views.ledger
        position = ledger.head().position
        if known_at is not None:
            position = ledger.position_at(known_at)
        shown = judged(shown_history(ledger, about, position), true_at or ALWAYS)
    if not shown and not views.ledger.history(about, views.ledger.head().position):
        raise UnknownPerson("Nobody is registered under this identifier. Check the address.")
    entries = [entry_of(recorded, state, opener) for recorded, state in shown]
    entries.sort(key=lambda entry: (entry.at, entry.position))
    happened = of_subject(as_of([recorded for recorded, _state in shown]), about)
    unusual = _unusual(views, happened, position, true_at or known_at or views.clock())
    return PersonHistory(position, known_at, true_at, person, entries, unusual)


def _unusual(
    views: Views, happened: Sequence[Recorded], position: Position, at: datetime
) -> list[dict[str, str]]:
    """What stands at a moment, the first of it first."""
    one = OnePerson(happened)
    if one.person.service is None:
        return []
    definitions = views.definitions_known_at(position).of(one.person.service, at)
    contacts = fold(CONTACTS, happened)
    found: list[Flag] = []
    for identifier, match in one.matches.items():
        sessions = one.sessions(identifier)
        found += oddities_of_sessions(sessions, match, one.person, definitions)
        found += flags_of_contacts(contacts.get(identifier, ()), match, one.person)
    found.sort(key=lambda flag: (flag.since, flag.code))
    return [
        {"code": flag.code, "sentence": flag.sentence, "since": flag.since.isoformat()}
        for flag in standing(found, at)
    ]


def judged(events: Sequence[Recorded], true: datetime) -> list[tuple[Recorded, str]]:
    """Each entry that says something, and whether it stands by what is known."""
    superseded: dict[Position, str] = {}
    first_of: dict[Position, Position] = {}
    latest: dict[Position, Recorded] = {}
    marks: dict[Position, Recorded] = {}
    for recorded in events:
        first = recorded.position
        if recorded.corrects is not None:
            first = first_of.get(recorded.corrects, recorded.corrects)
            mistaken = isinstance(recorded.event, EnteredInError)
            for before in (latest.get(first), marks.pop(first, None)):
                if before is not None:
                    superseded[before.position] = IN_ERROR if mistaken else CORRECTED
            if mistaken:
                marks[first] = recorded
        first_of[recorded.position] = first
        if not isinstance(recorded.event, EnteredInError):
            latest[first] = recorded
    return [
        (recorded, superseded.get(recorded.position, STANDS))
        for recorded in events
        if recorded.event.at <= true and not isinstance(recorded.event, TOLD_IN_ONE)
    ]


def _rows(
    _subject: Subject,
    events: Sequence[Recorded],
    _definitions: Definitions,
    _at: datetime,
    true: datetime,
) -> Rows:
    return Rows(
        [
            {
                "position": recorded.position,
                "at": recorded.event.at,
                "recorded_at": recorded.recorded_at,
                "by": recorded.by,
                "name": type(recorded.event).__name__,
                "corrects": recorded.corrects,
                "standing": state,
                "entry": keep(recorded),
            }
            for recorded, state in judged(_as_right(events), true)
        ]
    )


def _as_right(events: Sequence[Recorded]) -> list[Recorded]:
    """The entries without what was put right: the person's own history says what was."""
    right = {each.position: each for each in events}
    return as_rectified(events, fold(RECTIFICATIONS, as_of(events)), right)


VIEW = View(name="person_history", noun="person", table=table, rows=_rows)


def _stored(views: Views, about: Subject) -> list[tuple[Recorded, str]]:
    query = select(table.c.name, table.c.entry, table.c.standing).where(table.c.subject == about)
    with views.engine.connect() as db:
        return [(kept(name, entry), standing) for name, entry, standing in db.execute(query)]


def entry_of(recorded: Recorded, standing: str, opener: Opener | None) -> Entry:
    """An entry as shown; without an opener nothing that is sealed is told, nor that it is there."""
    event = opener.open(recorded).event if opener else _unsealed(recorded.event)
    return Entry(
        position=recorded.position,
        at=recorded.event.at,
        recorded_at=recorded.recorded_at,
        by=recorded.by,
        name=type(recorded.event).__name__,
        sentence=wording(event),
        standing=standing,
        corrects=recorded.corrects,
    )


def _unsealed(event: Event) -> Event:
    """An entry without what is sealed in it."""
    sealed = [each for each in event.__struct_fields__ if isinstance(getattr(event, each), Sealed)]
    return msgspec.structs.replace(event, **dict.fromkeys(sealed)) if sealed else event
