"""One match, with all that its coordinator and its supervisor look at together.

Nothing is judged here: where it stands and its level are those of `match_board`, its indicators
those of `dependency_indicators`, its entries those of the person's history. Nothing of the peer
supporter's own load, well-being or ratings is in it.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import msgspec

from domain.boundaries import BOUNDARIES
from domain.contact import CONTACTS
from domain.decider import EnteredInError, Event, Position, Recorded
from domain.definitions import Definitions
from domain.folds import ALWAYS, as_of, fold, of_subject
from domain.goals import GoalSet
from domain.indicators import IndicatorAcknowledged, IndicatorCommentedOn, IndicatorContested
from domain.indicators.parts import GoalFacts
from domain.match import (
    MATCH,
    Agreement,
    Extension,
    Match,
    OverlapDeclared,
    Review,
)
from domain.match.asking import must_be_proposed
from domain.people import GoalId, MatchId, OfferId, PeerId, PersonId, SessionId, StaffId
from domain.people import subject as subject_of
from domain.personal import Text
from domain.session import LONE_WORKING, SESSIONS, Session
from projections import dependency_indicators, match_board
from projections.catch_up import Views
from projections.contact_rhythm import Rhythm, contact_rhythm
from projections.dependency_indicators import Row as IndicatorRow
from projections.opening import Opener
from projections.person_history import Entry, entry_of, judged
from projections.persons import OnePerson, stands_since
from projections.rectified import shown_history
from projections.view import Rows

BETWEEN_THE_TWO = (MATCH, SESSIONS, CONTACTS, BOUNDARIES, LONE_WORKING)
FOR_SUPERVISORS: frozenset[type[Event]] = frozenset(
    kind for each in BETWEEN_THE_TWO for kind in each.hears if kind is not OverlapDeclared
) | {IndicatorAcknowledged, IndicatorContested, IndicatorCommentedOn, EnteredInError}
"""The kinds of entry that a supervisor is shown: what passes between the two, and nothing that is
the person's own, such as goals, questionnaires or where they turned to (domain reference, 2.0)."""


class GoalShown(msgspec.Struct, frozen=True):
    """One goal: in the person's words, with their own ratings from 0 to 10, the earliest first."""

    goal: GoalId
    words: Text | None
    maintenance: bool
    set_at: datetime
    closed_at: datetime | None
    ratings: list[tuple[datetime, int | None]]


class SessionShown(msgspec.Struct, frozen=True):
    """One session: where it stands, for when it was planned, and what is told of it."""

    session: SessionId
    state: str
    planned_for: datetime | None
    ended_at: datetime | None
    minutes: int | None
    mode: str | None
    worried: bool | None


class MatchPage(msgspec.Struct, frozen=True):
    """One match at a moment, and the position that this reflects.

    ``level`` and ``flags`` are those of the board. ``indicators`` are all that are judged, raised
    or not. ``in_full`` says that the words of the two, goals among them, are part of it: they are
    for whoever may read the person's history.
    """

    position: Position
    known_at: datetime | None
    true_at: datetime | None
    match: MatchId
    person: PersonId
    peer: PeerId | None
    offer: OfferId | None
    coordinator: StaffId | None
    deputy: StaffId | None
    state: str
    since: datetime | None
    activated_at: datetime | None
    level: int | None
    level_since: date | None
    escalated_on: date | None
    flags: list[dict[str, str]]
    next_step: str | None
    next_step_due_at: datetime | None
    agreement: Agreement | None
    planned_end: date | None
    review_due_on: date | None
    reviews: list[Review]
    extensions: list[Extension]
    indicators: list[IndicatorRow]
    rhythm: Rhythm
    sessions: list[SessionShown]
    goals: list[GoalShown]
    entries: list[Entry]
    in_full: bool


def person_of(views: Views, match: MatchId) -> PersonId:
    """Whom a match is about. Raises `UnknownMatch`."""
    about = subject_of("match", match)
    happened = of_subject(as_of(views.ledger.history(about)), about)
    found: Match = fold(MATCH, happened)
    must_be_proposed(found)
    return found.person or PersonId("")


def match_page(
    views: Views,
    opener: Opener,
    identifier: MatchId,
    *,
    known_at: datetime | None = None,
    true_at: datetime | None = None,
    in_full: bool = True,
) -> MatchPage:
    """A match now, as it was known, or as it truly was. Raises `UnknownMatch`."""
    person = person_of(views, identifier)
    about = subject_of("person", person)
    position = views.ledger.head().position
    if known_at is not None:
        position = views.ledger.position_at(known_at)
    at, true = true_at or known_at or views.clock(), true_at or ALWAYS
    stored = shown_history(views.ledger, about, position)
    events = views.opened(match_board.VIEW, stored)
    one = OnePerson(of_subject(as_of(events, true=true), about))
    match = one.matches.get(identifier, Match())
    service = one.person.service
    adopted = views.definitions_known_at(position)
    definitions = Definitions() if service is None else adopted.of(service, at)
    judged_by = (about, events, definitions, at, true)
    board = _on_the_board(identifier, match_board.VIEW.rows(*judged_by))
    indicators = [
        row for row in dependency_indicators.rows_of(*judged_by)[0] if row.match == identifier
    ]
    first = indicators[0] if indicators else None
    return MatchPage(
        position=position,
        known_at=known_at,
        true_at=true_at,
        match=identifier,
        person=person,
        peer=match.peer,
        offer=match.offer,
        coordinator=match.coordinator_at(at),
        deputy=match.deputy_at(at),
        state=match.stage_at(at).value,
        since=stands_since(match, at),
        activated_at=match.activated_at,
        level=board.level if board else None,
        level_since=first.level_since if first else None,
        escalated_on=first.escalated_on if first else None,
        flags=board.flags if board else [],
        next_step=board.next_step if board else None,
        next_step_due_at=board.next_step_due_at if board else None,
        agreement=match.agreement_at(at),
        planned_end=match.planned_end_at(at),
        review_due_on=match.review_due_on(at, definitions),
        reviews=[each for each in match.reviews if each.at <= at],
        extensions=[each for each in match.extensions if each.at <= at],
        indicators=indicators,
        rhythm=contact_rhythm(identifier, match, one.facts, definitions, at),
        sessions=_sessions(one.sessions(identifier)),
        goals=[*_goals(one, identifier, opener)] if in_full else [],
        entries=_entries(stored, identifier, opener, true, in_full=in_full),
        in_full=in_full,
    )


def _on_the_board(identifier: MatchId, rows: Rows) -> match_board.Row | None:
    """The row of an open match as the board has it."""
    for row in rows.values:
        if row["match"] == identifier:
            return match_board.Row(**{name: row[name] for name in match_board.LISTING.fields})
    return None


def _sessions(sessions: dict[SessionId, Session]) -> list[SessionShown]:
    """The sessions, the latest first."""
    found = [
        SessionShown(
            session=identifier,
            state=each.stage.value,
            planned_for=each.planned_for,
            ended_at=each.held.ended_at if each.held else None,
            minutes=each.held.minutes if each.held else each.planned_minutes,
            mode=mode.value if (mode := each.held.mode if each.held else each.mode) else None,
            worried=each.worried,
        )
        for identifier, each in sessions.items()
    ]
    return sorted(found, key=lambda each: (_when(each), each.session), reverse=True)


def _when(session: SessionShown) -> datetime:
    return session.ended_at or session.planned_for or ALWAYS


def _goals(one: OnePerson, match: MatchId, opener: Opener) -> Iterable[GoalShown]:
    facts = one.facts.of(match).goals
    for each in one.about(match):
        if isinstance(each.event, GoalSet):
            known = facts.get(each.event.goal, GoalFacts())
            goal = opener.open(each).event
            yield GoalShown(
                goal=each.event.goal,
                words=goal.words if isinstance(goal, GoalSet) else None,
                maintenance=known.maintenance,
                set_at=each.event.at,
                closed_at=known.closed_at,
                ratings=[(rated.at, rated.number) for rated in known.ratings],
            )


def _entries(
    events: Sequence[Recorded], match: MatchId, opener: Opener, true: datetime, *, in_full: bool
) -> list[Entry]:
    """What happened in the match, in order; corrected and mistaken entries marked."""
    about = {each.position for each in events if getattr(each.event, "match", None) == match}
    found = []
    for recorded, standing in judged(events, true):
        of_it = recorded.position in about or (
            isinstance(recorded.event, EnteredInError) and recorded.corrects in about
        )
        if not of_it:
            continue
        if in_full:
            found.append(entry_of(recorded, standing, opener))
        elif type(recorded.event) in FOR_SUPERVISORS:
            found.append(entry_of(recorded, standing, None))
    found.sort(key=lambda entry: (entry.at, entry.position))
    return found
