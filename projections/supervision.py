"""The supervision of one peer supporter, for them and whoever holds it, and nobody else.

Others read in their lists that it took place or is due. What it was about, how somebody was, what
the two agreed to do, and signs that somebody gives too much stand here alone (2.0 and 6.1).
"""

from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from application.looking import Looking
from domain.adoption import definitions_of
from domain.burn_out import Sign, signs_of
from domain.decider import Position
from domain.instruments import DEFINITIONS, Change, Instrument, Unscorable, changed
from domain.peer import PEER, Peer, SupervisionHeld, must_be_known_peer
from domain.peer.supervision import Theme, paced
from domain.peer_measures import PEER_MEASURES, Answered, Measures
from domain.people import PeerId, StaffId, subject
from domain.personal import Sealed, known
from domain.service import SERVICE, Service
from domain.session import DEBRIEFS
from projections.opening import Opener


class Row(msgspec.Struct, frozen=True):
    """One supervision. ``counts`` says whether the next is counted from it.

    What can no longer be opened is none.
    """

    at: datetime
    supervisor: StaffId
    minutes: int | None
    in_group: bool
    counts: bool
    themes: list[Theme]
    wellbeing: int | None
    actions: str | None


class MeasureRow(msgspec.Struct, frozen=True):
    """One questionnaire that they answered, and what became of the score since the first of it.

    ``differs`` says that the version, the way of answering or the scorer is another than then.
    """

    instrument: Instrument
    name: str
    at: datetime
    score: float | None
    band: str | None
    unscorable: Unscorable | None
    parts: tuple[str, ...]
    change: Change | None
    differs: bool
    copyright: str | None


class Supervision(msgspec.Struct, frozen=True):
    """When the next is due and from when on it bars new matches, what is booked, what there was.

    ``measures`` are the questionnaires in which they said how they are.
    """

    position: Position
    peer: PeerId
    supervisor: StaffId | None
    due_on: date | None
    bars_matches_after: date | None
    booked_for: datetime | None
    signs: list[Sign]
    rows: list[Row]
    measures: list[MeasureRow]


def supervision_of(look: Looking, opener: Opener, identifier: PeerId) -> Supervision:
    """The supervision of one peer supporter. Raises `UnknownPeer`."""
    of = subject("peer", identifier)
    peer: Peer = look(PEER, of)
    must_be_known_peer(peer)
    service: Service = look(SERVICE, subject("service", peer.service or look.service))
    standard = paced(service.standard_for(peer.offers), peer.engagement)
    due_on = peer.supervision_due_on(look.now, standard)
    grace = timedelta(days=standard.supervision_grace_days)
    rows = [
        _row(opener.open(each).event, peer)
        for each in look.happened(of)
        if isinstance(each.event, SupervisionHeld)
    ]
    return Supervision(
        position=look.position,
        peer=identifier,
        supervisor=peer.supervisor,
        due_on=due_on,
        bars_matches_after=None if due_on is None else due_on + grace,
        booked_for=peer.supervision_booked_for,
        signs=signs_of(peer, look(DEBRIEFS, of), look.now, definitions_of(look)),
        rows=rows,
        measures=measure_rows(look(PEER_MEASURES, of)),
    )


def measure_rows(measures: Measures) -> list[MeasureRow]:
    """Each answer as it was scored, beside the first of the same instrument that has a score."""
    first: dict[Instrument, Answered] = {}
    rows = []
    for each in measures:
        before = first.get(each.instrument)
        rows.append(_measure(each, before))
        if before is None and each.score is not None:
            first[each.instrument] = each
    return rows


def _measure(each: Answered, before: Answered | None) -> MeasureRow:
    definition = DEFINITIONS[each.instrument]
    alone = not definition.groups_only
    change = None
    if alone and before is not None and before.score is not None and each.score is not None:
        change = changed(each.instrument, before.score, each.score)
    return MeasureRow(
        instrument=each.instrument,
        name=definition.name,
        at=each.at,
        score=each.score if alone else None,
        band=each.band if alone else None,
        unscorable=each.unscorable,
        parts=each.parts if alone else (),
        change=change,
        differs=before is not None and not each.comparable_with(before),
        copyright=definition.copyright,
    )


def _row(held: Any, peer: Peer) -> Row:
    themes = () if isinstance(held.themes, Sealed) else held.themes
    return Row(
        at=held.at,
        supervisor=held.supervisor,
        minutes=held.minutes,
        in_group=held.in_group,
        counts=held.at in peer.supervisions,
        themes=[Theme(each) for each in themes if each in Theme.__members__],
        wellbeing=known(held.wellbeing),
        actions=known(held.actions),
    )
