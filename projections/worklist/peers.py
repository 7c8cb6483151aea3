"""What there is to do for peer supporters: papers, courses, supervision, debriefs and cover."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain.boundaries import BOUNDARIES
from domain.boundary_flags import flags_of_boundaries
from domain.consent import CONSENTS
from domain.consent_flags import flags_of_consents
from domain.cover_flags import flags_of_cover
from domain.debrief_flags import flags_of_debriefs
from domain.decider import Recorded
from domain.definitions import Definitions
from domain.disclosure import DISCLOSURES
from domain.erasure import ERASURE
from domain.flags import Flag, next_change
from domain.folds import as_of, fold, of_subject
from domain.hard_session_flags import flags_of_check_calls, flags_of_hard_sessions
from domain.hard_sessions import NO_SUPPORT, SUPPORTS, Support
from domain.match import PEERS_MATCHES, Match
from domain.peer import PEER, Peer, Stage
from domain.peer_flags import cover_decided, flags_of_peer
from domain.people import MatchId, PeerId, Subject
from domain.pvg_flags import sessions_held
from domain.retention import flags_of_keeping, keeping_of_peer
from domain.service import SERVICE
from domain.session import DEBRIEFS, DebriefHeld, DebriefRequest
from projections.peer_roster import COVER
from projections.tables import table_of
from projections.view import Rows, View
from projections.worklist.items import About, Item, items_of, kept

FOR_SUPERVISION = frozenset({"SUPERVISION_DUE", "SUPERVISION_LATE"})
ASKED_OF_THE_PEER = "ENCOUNTER_FOR_SUPERVISION"


def _rows(
    subject: Subject,
    events: Sequence[Recorded],
    definitions: Definitions,
    at: datetime,
    true: datetime,
) -> Rows:
    everything = as_of(events, true=true)
    happened = of_subject(everything, subject)
    peer, service = fold(PEER, happened), fold(SERVICE, everything)
    if peer.stage is Stage.UNKNOWN:
        return Rows([])
    this = PeerId(subject.partition(":")[2])
    matches, held = fold(PEERS_MATCHES, happened), sessions_held(happened)
    flags = [
        flag
        for flag in flags_of_peer(
            peer,
            service,
            matches,
            cover_decided(happened),
            definitions,
            held=held,
        )
        if flag.code not in COVER  # each match says so itself
    ]
    supervised = [flag for flag in flags if flag.code in FOR_SUPERVISION]
    others = [flag for flag in flags if flag.code not in FOR_SUPERVISION]
    others += flags_of_keeping(keeping_of_peer(peer, definitions), fold(ERASURE, happened))
    flags += [flag for flag in others if flag not in flags]
    items = items_of(others, About(peer=this), at)
    items += items_of(supervised, About(peer=this, responsible=peer.supervisor), at)
    consents, disclosures = fold(CONSENTS, happened), fold(DISCLOSURES, happened)
    told = flags_of_consents(consents, disclosures)
    items += items_of(told, About(peer=this), at)
    flags += told
    requests, supports = fold(DEBRIEFS, happened), fold(SUPPORTS, happened)
    cover = flags_of_cover(peer, matches)
    for identifier, match in matches.items():
        about = [each for each in happened if getattr(each.event, "match", None) == identifier]
        met = _for_supervision(about, match, peer, definitions)
        due = [*cover[identifier], *met]
        concerned = About(
            person=match.person,
            match=identifier,
            referral=match.referral,
            peer=this,
            responsible=match.coordinator,
        )
        items += items_of(due, concerned, at)
        talks = _debriefs(requests, identifier, definitions)
        support = supports.get(identifier, NO_SUPPORT)
        talks += flags_of_hard_sessions(support, _debriefed(about), definitions)
        if match.activated_at is not None and match.brought_in is None:
            ends = [each.end for each in held.get(identifier, ())]
            asked = msgspec.structs.replace(support, called=_called(support, peer))
            talks += flags_of_check_calls(asked, ends, match.over_at, definitions)
        items += items_of(talks, _of_debrief(match, identifier, this, peer), at)
        flags += [*due, *talks]
    return Rows(kept(items, peer.service), next_change(flags, at))


def _for_supervision(
    about: Sequence[Recorded], match: Match, peer: Peer, definitions: Definitions
) -> list[Flag]:
    boundaries = fold(BOUNDARIES, about)
    flags = flags_of_boundaries(boundaries, match, definitions, peer.supervisions)
    return [flag for flag in flags if flag.code == ASKED_OF_THE_PEER]


def _debriefed(about: Sequence[Recorded]) -> list[datetime]:
    return [each.event.at for each in about if isinstance(each.event, DebriefHeld)]


def _called(support: Support, peer: Peer) -> tuple[datetime, ...]:
    """A call, any other conversation with them, or supervision: each asks how they are."""
    talked = (at for _staff, at in peer.conversations)
    return (*support.called, *talked, *peer.supervisions)


def _debriefs(
    requests: Sequence[DebriefRequest], match: MatchId, definitions: Definitions
) -> list[Flag]:
    return [
        flag
        for request in requests
        if request.match == match
        for flag in flags_of_debriefs([request], definitions)
    ]


def _of_debrief(match: Match, identifier: MatchId, this: PeerId, peer: Peer) -> About:
    """A talk is for the peer supporter's sake: the item does not name the person."""
    return About(match=identifier, peer=this, responsible=peer.supervisor or match.coordinator)


VIEW = View(
    "worklist_of_peers",
    "peer",
    table_of("worklist_of_peers", Item),
    _rows,
    goes_by_definitions=True,
    of_service=SERVICE.hears,
)
