"""How a peer supporter grows in the ten competencies, and what a service could teach next.

The picture of one is for them first, then for whoever supervises or coordinates. The needs of a
service count peer supporters and name nobody. Neither is in any list, level or export: a
competency stands in nobody's way. Both are folded when they are asked for, as of any moment.
"""

from datetime import datetime

import msgspec

from application.looking import Looking
from domain.competencies import COMPETENCIES, IN_WORDS, Level, Voice, is_able, worked_towards
from domain.competencies import Views as Said
from domain.decider import Position
from domain.peer import PEER, Peer, PeerInterestExpressed, Stage, must_be_known_peer
from domain.people import PeerId, subject
from domain.service import SERVICE, Service
from domain.training import Competency


class VoiceRow(msgspec.Struct, frozen=True):
    """What one voice said last; no level where it can no longer be opened."""

    voice: Voice
    level: Level | None
    at: datetime


class Row(msgspec.Struct, frozen=True):
    """One competency of one peer supporter, their own view first.

    ``worked_towards`` says that an offer of theirs asks for it; ``able`` that they and at least one
    other say so.
    """

    competency: Competency
    words: str
    worked_towards: bool
    able: bool
    views: list[VoiceRow]


class Growth(msgspec.Struct, frozen=True):
    """All ten, in the order of the guidance, and the position that this reflects."""

    position: Position
    peer: PeerId
    rows: list[Row]


class Need(msgspec.Struct, frozen=True):
    """One competency over all active peer supporters who work towards it.

    ``able`` counts those of whom it is agreed, ``growing`` those of whom somebody has said
    anything, ``not_asked`` those of whom nobody has.
    """

    competency: Competency
    words: str
    work_towards_it: int
    able: int
    growing: int
    not_asked: int


class TrainingNeeds(msgspec.Struct, frozen=True):
    """All ten, in the order of the guidance, and the position that this reflects."""

    position: Position
    rows: list[Need]


def growth(look: Looking, identifier: PeerId) -> Growth:
    """The picture of one peer supporter. Raises `UnknownPeer`."""
    of = subject("peer", identifier)
    peer: Peer = look(PEER, of)
    must_be_known_peer(peer)
    service: Service = look(SERVICE, subject("service", peer.service or look.service))
    said: Said = look(COMPETENCIES, of)
    towards = worked_towards(service, peer.offers | peer.ready_for)
    rows = [
        Row(each, IN_WORDS[each], each in towards, is_able(said, each), _views(said, each))
        for each in Competency
    ]
    return Growth(look.position, identifier, rows)


def training_needs(look: Looking) -> TrainingNeeds:
    """What the active peer supporters of a service work towards, and how far they are."""
    of_service = subject("service", look.service)
    service: Service = look(SERVICE, of_service)
    active = []
    for recorded in look.happened(of_service):
        if isinstance(recorded.event, PeerInterestExpressed):
            of = subject("peer", recorded.event.peer)
            peer: Peer = look(PEER, of)
            if peer.stage is Stage.ACTIVE:
                active.append((worked_towards(service, peer.offers), look(COMPETENCIES, of)))
    return TrainingNeeds(look.position, [_need(each, active) for each in Competency])


def _views(said: Said, competency: Competency) -> list[VoiceRow]:
    return [
        VoiceRow(voice, said[competency, voice].level, said[competency, voice].at)
        for voice in Voice
        if (competency, voice) in said
    ]


def _need(competency: Competency, active: list[tuple[frozenset[Competency], Said]]) -> Need:
    theirs = [said for towards, said in active if competency in towards]
    able = sum(is_able(said, competency) for said in theirs)
    asked = sum(any(of is competency for of, _voice in said) for said in theirs)
    return Need(
        competency=competency,
        words=IN_WORDS[competency],
        work_towards_it=len(theirs),
        able=able,
        growing=asked - able,
        not_asked=len(theirs) - asked,
    )
