"""Everybody beside every course: what counts, ends soon, has run out, or is not asked of them.

What is missing stands in the way of new matches alone, so the matches that run are named beside it,
for somebody to look at. Folded when it is asked for, as of any moment.
"""

from datetime import date

import msgspec

from application.looking import Looking
from application.scope import Scope
from domain.adoption import definitions_of
from domain.decider import Position
from domain.definitions import Definitions
from domain.further_support import FURTHER_SUPPORT, FurtherSupport
from domain.match import PEERS_MATCHES, SUPPORT_STAGES, Match
from domain.peer import PEER, Peer, PeerInterestExpressed, Stage, must_be_known_peer
from domain.people import MatchId, PeerId, StaffId, subject
from domain.service import SERVICE, Service
from domain.training import course_in_words
from domain.training_standing import OPEN, Because, Standing, courses_of


class Cell(msgspec.Struct, frozen=True):
    """One course of one peer supporter.

    ``last_day`` is the last on which it counts or counted, where it has one. ``sought`` says that
    somebody wrote down that they need it. ``bars`` says that no new match begins until then.
    """

    course: str
    words: str
    because: Because
    standing: Standing
    last_day: date | None
    sought: bool
    bars: bool


class Row(msgspec.Struct, frozen=True):
    """One peer supporter. ``running`` are their matches that go on while new ones are barred."""

    peer: PeerId
    supervisor: StaffId | None
    cells: list[Cell]
    running: list[MatchId]


class Need(msgspec.Struct, frozen=True):
    """Of how many a course is asked, and how many of them need it now, soon, or before they came.

    ``open`` counts those who lack it or whose course has run out, ``renewal_due`` those of whom it
    ends soon, ``exempt`` those who had learnt it before, ``sought`` those for whom it was written
    down.
    """

    course: str
    words: str
    asked: int
    open: int
    renewal_due: int
    exempt: int
    sought: int


class TrainingMatrix(msgspec.Struct, frozen=True):
    """Everybody beside every course, what is needed over all of them, and the position."""

    position: Position
    courses: list[str]
    rows: list[Row]
    needs: list[Need]


def training_matrix(look: Looking, scope: Scope) -> TrainingMatrix:
    """The active peer supporters whom the one who asks may see, in the order of their coming."""
    of_service = subject("service", look.service)
    rows = []
    for recorded in look.happened(of_service):
        if not isinstance(recorded.event, PeerInterestExpressed):
            continue
        of = subject("peer", recorded.event.peer)
        if not scope.holds(of):
            continue
        peer: Peer = look(PEER, of)
        if peer.stage is Stage.ACTIVE:
            rows.append(_row(look, recorded.event.peer, peer))
    needs = _needs(rows)
    return TrainingMatrix(look.position, [each.course for each in needs], rows, needs)


def training_of(look: Looking, identifier: PeerId) -> Row:
    """The courses that are asked of one peer supporter. Raises `UnknownPeer`."""
    peer: Peer = look(PEER, subject("peer", identifier))
    must_be_known_peer(peer)
    return _row(look, identifier, peer)


def _row(look: Looking, identifier: PeerId, peer: Peer) -> Row:
    service: Service = look(SERVICE, subject("service", peer.service or look.service))
    definitions: Definitions = definitions_of(look)
    matches: dict[MatchId, Match] = look(PEERS_MATCHES, subject("peer", identifier))
    running = [
        each for each, match in matches.items() if match.stage_at(look.now) in SUPPORT_STAGES
    ]
    asked = courses_of(
        peer,
        service.standard_for(peer.offers),
        definitions,
        look.now,
        low_mood=any(_low_mood(look, each) for each in running),
    )
    cells = [
        Cell(
            course=each.course,
            words=course_in_words(each.course),
            because=each.because,
            standing=each.standing,
            last_day=each.last_day,
            sought=each.sought,
            bars=each.bars,
        )
        for each in asked
    ]
    barred = any(each.bars for each in cells)
    return Row(identifier, peer.supervisor, cells, running if barred else [])


def _low_mood(look: Looking, match: MatchId) -> bool:
    """Whether training or backup because of low mood was asked for in a match."""
    support: FurtherSupport = look(FURTHER_SUPPORT, subject("match", match))
    return bool(support.needed_at)


def _needs(rows: list[Row]) -> list[Need]:
    found: dict[str, list[Cell]] = {}
    for row in rows:
        for cell in row.cells:
            found.setdefault(cell.course, []).append(cell)
    return [
        Need(
            course=course,
            words=course_in_words(course),
            asked=len(cells),
            open=sum(each.standing in OPEN for each in cells),
            renewal_due=sum(each.standing is Standing.RENEWAL_DUE for each in cells),
            exempt=sum(each.standing is Standing.EXEMPT for each in cells),
            sought=sum(each.sought for each in cells),
        )
        for course, cells in found.items()
    ]
