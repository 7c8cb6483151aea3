"""What was told outside without agreement, as far as anybody recorded it, and has no record of why.

A disclosure that no consent allowed, a check-out that was taken further, a referral to Disclosure
Scotland, a safeguarding concern that was reported outside: each should be defended by a record
about confidentiality, or be a mistake that was assessed. This list finds those that have none.
Nothing here says that anybody did wrong.

A record answers for something if something was passed on in it about the same one within the hours
in which a record is to be complete, before or after; or if one of its facts names the entry. A
report of a concern is answered for by the record to which one of the two is linked; whom it is
about is not said here.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import msgspec

from domain.confidentiality.events import (
    ConfidentialityFactNoted,
    ConfidentialityRecordAddedTo,
    InformationPassedOn,
)
from domain.decider import EnteredInError, Event, Position, Recorded
from domain.definitions import Definitions
from domain.disclosure import DISCLOSURES
from domain.folds import as_of, fold, of_subject
from domain.peer import PvgReferralMade
from domain.people import (
    BreakId,
    ConcernId,
    DisclosureId,
    PeerId,
    PersonId,
    ServiceId,
    Subject,
    subject,
)
from domain.safeguarding.events import ConcernPassedOn
from domain.session.lone_working import LoneWorkingEscalated, LoneWorkingStep
from projections.catch_up import Views
from projections.directory import Directory
from projections.listing import USUALLY, Asked, Listed, Listing, listed_together
from projections.tables import table_of
from projections.view import Rows, View

ORDER = "-at,position"
NAMED = {"person": "person", "peer": "peer"}


class GapKind(StrEnum):
    """What should have a record and has none."""

    DISCLOSURE = "DISCLOSURE"
    CHECK_OUT_ESCALATED = "CHECK_OUT_ESCALATED"
    PVG_REFERRAL = "PVG_REFERRAL"
    CONCERN_REPORTED = "CONCERN_REPORTED"


class Row(msgspec.Struct, frozen=True):
    """One entry that says something was told, and that no record answers for.

    ``position`` is its place in the log. ``severity`` is how far a disclosure went; ``assessed_at``
    and ``is_data_breach`` what came of its assessment, where there was one. ``due_at`` is by when
    what was done in an emergency is to be recorded. ``others`` are the records there are about the
    same one, none of which answers for it.
    """

    kind: str
    position: Position
    at: datetime
    recorded_at: datetime
    person: PersonId | None
    peer: PeerId | None
    disclosure: DisclosureId | None
    severity: str | None
    assessed_at: datetime | None
    is_data_breach: bool | None
    due_at: datetime
    others: list[str]
    concern: ConcernId | None = None


def _rows(
    about: Subject,
    events: Sequence[Recorded],
    definitions: Definitions,
    _at: datetime,
    true: datetime,
) -> Rows:
    happened = of_subject(as_of(events, true=true), about)
    told = [*_disclosed(about, happened, definitions), *_reported(about, happened, definitions)]
    if not told:
        return Rows([])
    answering = _Records(happened, timedelta(hours=definitions.break_completed_within_hours))
    service = happened[0].service
    values: list[dict[str, Any]] = []
    for row in told:
        if not answering.answer_for(row):
            shown = msgspec.structs.replace(row, others=answering.every)
            values.append({**msgspec.structs.asdict(shown), "service": service})
    return Rows(values)


def _reports(
    about: Subject,
    events: Sequence[Recorded],
    definitions: Definitions,
    _at: datetime,
    true: datetime,
) -> Rows:
    """The reports of one concern to somebody outside, as long as no record is linked to it."""
    happened = of_subject(as_of(events, true=true), about)
    linked = any(
        isinstance(each.event, ConfidentialityRecordAddedTo)
        or (isinstance(each.event, ConcernPassedOn) and each.event.linked_break is not None)
        for each in happened
    )
    if linked:
        return Rows([])
    values = []
    for recorded in happened:
        event = recorded.event
        if isinstance(event, ConcernPassedOn) and not event.agreed:
            row = _reported_row(GapKind.CONCERN_REPORTED, recorded, definitions)
            row = msgspec.structs.replace(row, concern=event.concern)
            values.append({**msgspec.structs.asdict(row), "service": recorded.service})
    return Rows(values)


class _Records:
    """The records about one person or peer supporter, as far as they answer for something."""

    def __init__(self, happened: Sequence[Recorded], within: timedelta) -> None:
        self._within = within
        self._passed_on: list[datetime] = []
        self._named: set[Position] = set()
        records: dict[BreakId, None] = {}
        for recorded in happened:
            event = recorded.event
            if isinstance(event, InformationPassedOn):
                self._passed_on.append(event.at)
            elif isinstance(event, ConfidentialityFactNoted):
                self._named.update(event.entries)
            else:
                continue
            records[event.break_id] = None
        self.every = [str(each) for each in records]

    def answer_for(self, row: Row) -> bool:
        """Whether something was passed on about then, or a fact names the entry."""
        near = any(abs(each - row.at) <= self._within for each in self._passed_on)
        return near or row.position in self._named


def _disclosed(
    about: Subject, happened: Sequence[Recorded], definitions: Definitions
) -> Iterator[Row]:
    for identifier, disclosure in fold(DISCLOSURES, happened).items():
        whose = _subject_of(disclosure.person, disclosure.peer)
        if whose != about or disclosure.checked_at is None or disclosure.authorised:
            continue
        yield Row(
            kind=GapKind.DISCLOSURE.value,
            position=disclosure.position,
            at=disclosure.at,
            recorded_at=disclosure.recorded_at,
            person=disclosure.person,
            peer=disclosure.peer,
            disclosure=identifier,
            severity=disclosure.severity.value,
            assessed_at=disclosure.assessed_at,
            is_data_breach=disclosure.is_data_breach,
            due_at=_due(disclosure.at, definitions),
            others=[],
        )


def _reported(
    about: Subject, happened: Sequence[Recorded], definitions: Definitions
) -> Iterator[Row]:
    for recorded in happened:
        event = recorded.event
        person: PersonId | None = None
        peer: PeerId | None = None
        match event:
            case LoneWorkingEscalated(step=LoneWorkingStep.ESCALATED):
                kind, person = GapKind.CHECK_OUT_ESCALATED, event.person
            case PvgReferralMade():
                kind, peer = GapKind.PVG_REFERRAL, event.peer
            case _:
                continue
        if _subject_of(person, peer) != about:
            continue
        row = _reported_row(kind, recorded, definitions)
        yield msgspec.structs.replace(row, person=person, peer=peer)


def _reported_row(kind: GapKind, recorded: Recorded, definitions: Definitions) -> Row:
    """A report to somebody outside, of nobody yet."""
    return Row(
        kind=kind.value,
        position=recorded.position,
        at=recorded.event.at,
        recorded_at=recorded.recorded_at,
        person=None,
        peer=None,
        disclosure=None,
        severity=None,
        assessed_at=None,
        is_data_breach=None,
        due_at=_due(recorded.event.at, definitions),
        others=[],
    )


def _due(at: datetime, definitions: Definitions) -> datetime:
    return at + timedelta(hours=definitions.break_recorded_within_hours)


def _subject_of(person: PersonId | None, peer: PeerId | None) -> Subject:
    return subject("person", person) if person is not None else subject("peer", peer or "")


HEARD: frozenset[type[Event]] = DISCLOSURES.hears | {
    *(LoneWorkingEscalated, PvgReferralMade, InformationPassedOn, ConfidentialityFactNoted),
    EnteredInError,
}


def _of(noun: str, name: str) -> View:
    return View(name, noun, table_of(name, Row), _rows, goes_by_definitions=True, hears=HEARD)


OF_PEOPLE = _of("person", "break_gaps_of_people")
OF_PEERS = _of("peer", "break_gaps_of_peers")
OF_CONCERNS = View(
    "break_gaps_of_concerns",
    "concern",
    table_of("break_gaps_of_concerns", Row),
    _reports,
    goes_by_definitions=True,
    hears=frozenset({ConcernPassedOn, ConfidentialityRecordAddedTo, EnteredInError}),
)
VIEWS = (OF_PEOPLE, OF_PEERS, OF_CONCERNS)
LISTING = Listing(OF_PEOPLE, Row, order=ORDER, named=NAMED)
"""What is shown; the rows come from all of `VIEWS`."""


def break_gaps(
    views: Views,
    service: ServiceId,
    asked: Asked = USUALLY,
    directory: Directory | None = None,
) -> Listed[Row]:
    """What was told without agreement and has no record, now or as of a moment, latest first.

    Raises `UnknownField` and `NotAFilter`.
    """
    return listed_together(views, VIEWS, LISTING, service, asked=asked, directory=directory)
