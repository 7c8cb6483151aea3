"""What in the log of reads is worth asking about: signals for somebody to weigh, never findings.

Only looking somebody up counts: an answer about few people. Lists name everybody and say nothing of
curiosity. Records that were opened for a stated reason stand in `openings` and not here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from statistics import median
from typing import NamedTuple

import msgspec
from sqlalchemy import select

from application.policy import TELL_OF_PEOPLE
from application.register import Register
from domain.access import NOBODY, AnswerGiven, Relation, reader_in
from domain.decider import Position, Recorded
from domain.definitions import Definitions
from domain.folds import fold
from domain.people import PersonId, ServiceId, Subject, subject
from domain.periods import local_day
from domain.reading import SETTLED, Looked, ReadingSignal, Settled
from projections.catch_up import Views
from projections.could_see import Between
from projections.directory import Directory
from projections.names_alike import is_own_name, is_same_surname
from projections.relationships import RELATIONSHIPS, SUPERVISIONS, relationships, supervisions

FEW = 3
"""An answer about so many people at most is one in which somebody was looked up."""

BEFORE = timedelta(days=28)
"""So far back what is usual for a reader is looked for."""

SENTENCES = {
    ReadingSignal.NO_RELATION: "Looked somebody up with whom they had nothing to do.",
    ReadingSignal.FORMER_RELATION: "Looked somebody up with whom they have nothing to do any more.",
    ReadingSignal.MANY_PEOPLE: "Looked up far more people than they usually do.",
    ReadingSignal.OWN_NAME: "Looked up a record under their own name: it may be theirs.",
    ReadingSignal.SAME_SURNAME: "Looked up somebody who has their surname.",
}


class Signal(msgspec.Struct, frozen=True):
    """One thing that is worth asking about.

    ``times`` counts answers, or people where it is about how many; ``usual`` is the middle of the
    reader's days before. ``refused`` says that none of it was given. ``looked_into_by`` is who
    asked, once somebody did.
    """

    kind: ReadingSignal
    reader: str
    person: PersonId | None
    day: date
    times: int
    usual: float | None
    refused: bool
    sentence: str
    looked_into_by: str | None


class ReadingSignals(msgspec.Struct, frozen=True):
    """The signals between two moments, the latest day first, and how far both logs reached."""

    since: datetime
    until: datetime
    rows: list[Signal]
    position: Position
    reads: Position


class Look(NamedTuple):
    """That somebody was looked up, or was asked for in vain."""

    reader: Subject
    person: Subject
    at: datetime
    given: bool


class Spell(NamedTuple):
    """A time in which somebody had to do with a person."""

    since: datetime
    until: datetime | None

    def holds(self, moment: datetime) -> bool:
        """Whether it did at a moment."""
        return self.since <= moment and (self.until is None or moment < self.until)


Spells = dict[tuple[Subject, Subject], list[Spell]]
"""Of a reader and a person."""


def reading_signals(
    views: Views,
    register: Register,
    service: ServiceId,
    between: Between,
    *,
    definitions: Definitions,
    directory: Directory,
) -> ReadingSignals:
    """What is worth asking about, with what was looked into already.

    Names from ``directory`` are compared and stand in no answer.
    """
    position = views.catch_up([RELATIONSHIPS.name, SUPERVISIONS.name])
    of_service = subject("service", service)
    settled: Settled = fold(SETTLED, views.ledger.history(of_service, position))
    looks = list(looks_in(register.between(between.since - BEFORE, between.until), service))
    since = local_day(between.since)
    recent = [each for each in looks if local_day(each.at) >= since]
    names = directory.names_of({one for each in recent for one in (each.reader, each.person)})
    found = signals_of(looks, _spells(views, service), definitions, settled)
    alike = signals_of_names(recent, names, definitions, settled)
    rows = [each for each in (*found, *alike) if each.day >= since]
    rows.sort(key=lambda each: (each.reader, each.kind, each.person or ""))
    rows.sort(key=lambda each: (each.looked_into_by is None, each.day), reverse=True)
    return ReadingSignals(between.since, between.until, rows, position, register.position())


def looks_in(entries: Iterable[Recorded], service: ServiceId) -> Iterator[Look]:
    """Whoever was looked up in some entries of the log of reads."""
    for recorded in entries:
        event = recorded.event
        if recorded.service != service or getattr(event, "view", "") not in TELL_OF_PEOPLE:
            continue
        if isinstance(event, AnswerGiven) and event.opening is not None:
            continue
        reader = Subject(reader_in(recorded.tags))
        people = [each for each in recorded.tags if each.startswith("person:")]
        if reader.startswith(("staff:", "peer:")) and len(people) <= FEW:
            for person in people:
                yield Look(reader, person, recorded.recorded_at, isinstance(event, AnswerGiven))


def signals_of(
    looks: Iterable[Look], spells: Spells, definitions: Definitions, settled: Settled
) -> Iterator[Signal]:
    """The signals in some looks, in the order of time they were looked at."""
    of_nobody: dict[Looked, list[Look]] = defaultdict(list)
    in_a_day: dict[tuple[Subject, date], set[Subject]] = defaultdict(set)
    for look in looks:
        day = local_day(look.at)
        in_a_day[look.reader, day].add(look.person)
        had = spells.get((look.reader, look.person), [])
        anybodys = spells.get((NOBODY, look.person), [])
        if any(each.holds(look.at) for each in (*had, *anybodys)):
            continue
        former = any(each.until is not None and each.until <= look.at for each in had)
        kind = ReadingSignal.FORMER_RELATION if former else ReadingSignal.NO_RELATION
        person = PersonId(look.person.partition(":")[2])
        of_nobody[Looked(kind, look.reader, day, person)].append(look)
    for key, found in of_nobody.items():
        yield _signal(key, len(found), settled, refused=not any(each.given for each in found))
    for (reader, day), people in in_a_day.items():
        others = [
            len(seen) for (who, other), seen in in_a_day.items() if who == reader and other < day
        ]
        usual = median(others) if others else 0
        least = max(definitions.reading_people_a_day, definitions.reading_times_usual * usual)
        if len(people) >= least:
            key = Looked(ReadingSignal.MANY_PEOPLE, reader, day, None)
            yield _signal(key, len(people), settled, usual=usual)


def signals_of_names(
    looks: Iterable[Look],
    names: Mapping[Subject, str],
    definitions: Definitions,
    settled: Settled,
) -> Iterator[Signal]:
    """Where somebody looked up a record under their own name, or, where asked, their surname.

    It counts for those, too, with whom they have to do. What was heard once about two people stands
    for every later day.
    """
    found: dict[Looked, list[Look]] = defaultdict(list)
    for look in looks:
        reader, other = names.get(look.reader), names.get(look.person)
        if is_own_name(reader, other):
            kind = ReadingSignal.OWN_NAME
        elif definitions.reading_same_surname and is_same_surname(reader, other):
            kind = ReadingSignal.SAME_SURNAME
        else:
            continue
        person = PersonId(look.person.partition(":")[2])
        found[Looked(kind, look.reader, local_day(look.at), person)].append(look)
    for key, some in found.items():
        heard = {by for each, by in settled.items() if _stands_for(each, key)}
        refused = not any(each.given for each in some)
        yield _signal(key, len(some), {key: min(heard)} if heard else {}, refused=refused)


def _stands_for(heard: Looked, key: Looked) -> bool:
    """Whether what was heard about a signal answers another of two people alike, too."""
    return heard.day <= key.day and heard._replace(day=key.day) == key


def _signal(
    key: Looked, times: int, settled: Settled, *, refused: bool = False, usual: float | None = None
) -> Signal:
    return Signal(
        kind=key.kind,
        reader=key.reader,
        person=key.person,
        day=key.day,
        times=times,
        usual=usual,
        refused=refused,
        sentence=SENTENCES[key.kind],
        looked_into_by=settled.get(key),
    )


def _spells(views: Views, service: ServiceId) -> Spells:
    """Who had to do with whom, and when: by a relation, or by supervising who supported them."""
    found: Spells = defaultdict(list)
    kept, held = relationships.c, supervisions.c
    with views.engine.connect() as db:
        related = db.execute(
            select(kept.holder, kept.subject, kept.relation, kept.since, kept.until).where(
                kept.service == service
            )
        ).all()
        supervised = db.execute(
            select(held.subject, held.holder, held.since, held.until).where(held.service == service)
        ).all()
    supporting = defaultdict(list)
    for holder, person, relation, since, until in related:
        found[Subject(holder), Subject(person)].append(Spell(since, until))
        if relation == Relation.PEER_SUPPORTER:
            supporting[holder].append((person, Spell(since, until)))
    for peer, holder, since, until in supervised:
        for person, spell in supporting[peer]:
            ends = min((each for each in (until, spell.until) if each is not None), default=None)
            found[Subject(holder), Subject(person)].append(Spell(max(since, spell.since), ends))
    return dict(found)
