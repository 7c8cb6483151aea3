"""What a peer supporter who came from a list leaves open here, each a task until it is done."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from domain.flags import Flag, first_of
from domain.match import Match
from domain.peer import Peer, PeerGap
from domain.peer.elsewhere import SENTENCES
from domain.people import MatchId
from domain.pvg_flags import valid_spells
from domain.service import Service
from domain.spells import spell, without
from domain.standard_flags import day_in_words


def flags_of_elsewhere(
    peer: Peer, service: Service, matches: Mapping[MatchId, Match]
) -> Iterator[Flag]:
    """The gaps of the list, and what follows where they support somebody already."""
    over_at = first_of(peer.left_at, peer.not_selected_at)
    if peer.elsewhere is not None:
        for gap in peer.elsewhere.gaps:
            yield Flag(
                f"GAP_{gap}",
                _sentence(gap, peer),
                peer.elsewhere.at,
                first_of(_settled_at(gap, peer, service), peer.activated_at, over_at),
            )
    yield from _supporting(peer, service, matches, over_at)


def _sentence(gap: PeerGap, peer: Peer) -> str:
    listed = peer.elsewhere.pvg_listed_until if peer.elsewhere is not None else None
    if gap is PeerGap.PVG_NOT_SEEN and listed is not None:
        return (
            f"{SENTENCES[gap]} The list says that they are a member of the scheme until "
            f"{day_in_words(listed)}."
        )
    return SENTENCES[gap]


def _settled_at(gap: PeerGap, peer: Peer, service: Service) -> datetime | None:
    """When what was open was done here; before it was brought in counts as well."""
    talked_at = first_of(peer.interviewed_at, *(at for _staff, at in peer.conversations))
    match gap:
        case PeerGap.NOT_INTERVIEWED:
            return peer.interviewed_at
        case PeerGap.REFERENCES_NOT_SEEN:
            asked = service.standard_for(peer.offers).references
            seen = peer.references_at
            return seen[asked - 1] if 0 < asked <= len(seen) else None
        case PeerGap.PVG_NOT_SEEN:
            return first_of(*(each.at for each in peer.memberships))
        case PeerGap.COURSES_NOT_SEEN:
            courses = service.standard_for(peer.offers).courses
            taken = sorted(each.at for each in peer.training.completions)
            return next((at for at in taken if not peer.training.missing_at(at, courses)), None)
        case PeerGap.TEXT_SHORTENED:
            return None
        case _:
            return talked_at


def _supporting(
    peer: Peer, service: Service, matches: Mapping[MatchId, Match], over_at: datetime | None
) -> Iterator[Flag]:
    """A running match came from elsewhere, and whoever supports in it is not active here."""
    for match in matches.values():
        if match.brought_in is None or match.activated_at is None:
            continue
        until = first_of(match.over_at, over_at)
        here = spell(match.activated_at, first_of(until, peer.activated_at))
        if peer.activated_at is None or peer.activated_at > match.activated_at:
            yield Flag(
                "SUPPORTS_BEFORE_ACTIVE",
                "They support somebody already and are not an active peer supporter here yet. "
                "Interview, select and train them first of all.",
                here.start,
                here.until,
            )
        if not match.regulated:
            continue
        needed = service.workforces_of(() if match.offer is None else (match.offer,))
        for gap in without(here, valid_spells(peer, needed)):
            yield Flag(
                "SUPPORTS_WITHOUT_PVG",
                "They support somebody in a regulated role, and no PVG scheme membership that is "
                "valid is recorded. Nothing new is planned in it until a result is recorded.",
                gap.start,
                gap.until,
            )
