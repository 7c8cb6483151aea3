"""Why not this peer supporter? Answered from what was written down beside the proposal.

The answer is what counted then. What is shown of it is decided by today: what rests on an item
that a peer supporter no longer opens to matching is left out and said to be, and what a destroyed
key closed stays closed (design, section 4).
"""

from collections.abc import Iterable

import msgspec

from application.looking import Looking
from application.matching_workbench import Workbench
from application.proposing_with_record import PLACE
from domain.decider import Unknown
from domain.match import MATCH, Match, Side, UnknownMatch
from domain.match.considering import CONSIDERED, WHAT_WAS_IN_THE_WAY, CandidateRecord, Record
from domain.matching import AGAINST, FOR, RULED_OUT, Features, Kind, Part, part_of, sentence
from domain.matching.weighing import OF_ACTIVITY
from domain.people import MatchId, PeerId, StaffId, subject

PROPOSED = "This peer supporter was proposed."
RULE_IN_THE_WAY = "This peer supporter could not be proposed then: a rule was in the way."
DID_NOT_FIT = "This peer supporter was not suggested: something did not fit."
AFTER = "This peer supporter was suggested too, after the one who was proposed."
BEFORE = (
    "This peer supporter was suggested before the one who was proposed. "
    "The coordinator decided otherwise."
)
NOT_THERE = (
    "This peer supporter did not support people in this service when the match was proposed."
)
NOT_SHOWN = "Not everything that was weighed then is shared for matching today."
NO_LONGER_HELD = "What was weighed is no longer held."
OF_THE_PERSON_ALONE = frozenset({Kind.WISH_NOT_KNOWN, Kind.MUST_NOT_KNOWN, Kind.ADVICE_NOT_MET})
"""Parts that say of a peer supporter only that nothing is known."""
NOT_WRITTEN_DOWN = (
    "This match was proposed before it was written down who was considered, or from elsewhere."
)


class WhyNot(msgspec.Struct, frozen=True):
    """What was written down of one candidate for one match, in sentences.

    ``definitions`` and ``position`` say by what, and as of when, it was weighed.
    """

    match: MatchId
    peer: PeerId
    answer: str
    definitions: str | None
    position: int | None
    reasons: tuple[str, ...] = ()
    counter_reasons: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    not_shown: tuple[str, ...] = ()


class NotWrittenDown(Unknown):
    """Nothing was written down about who was considered for a match."""


def why_not(
    look: Looking, match: MatchId, peer: PeerId, *, viewer: StaffId | None = None
) -> WhyNot:
    """Why somebody was not proposed for a match, or that they were.

    ``viewer`` is the member of staff who asks; where nobody is named, the coordinator who
    proposed. Raises `UnknownMatch` and `NotWrittenDown`.
    """
    proposed: Match = look(MATCH, subject("match", match))
    if proposed.proposed_at is None:
        raise UnknownMatch("Nothing was proposed under this identifier. Check the address.")
    record: Record = look(CONSIDERED, subject("match", match))
    if record.summary is None:
        raise NotWrittenDown(f"{NOT_WRITTEN_DOWN} Look at the suggestions of today instead.")
    version, position = record.summary.definitions_version, record.summary.log_position
    candidate = record.candidates.get(peer)
    if candidate is None:
        return WhyNot(match, peer, NOT_THERE, version, position)
    today = Workbench(look).features(peer, viewer or proposed.coordinator)
    parts = _parts(candidate)
    shown = [each for each in parts if _may_be_shown(each, today)]
    not_shown = (NOT_SHOWN,) if len(shown) < len(parts) else ()
    return WhyNot(
        match=match,
        peer=peer,
        answer=_answer(record, peer),
        definitions=version,
        position=position,
        reasons=_sentences(shown, FOR),
        counter_reasons=_sentences(shown, AGAINST),
        exclusions=(
            *(WHAT_WAS_IN_THE_WAY[rule] for rule in candidate.in_the_way),
            *_sentences(shown, RULED_OUT),
        ),
        not_shown=(NO_LONGER_HELD,) if candidate.weighed is None else not_shown,
    )


def _answer(record: Record, peer: PeerId) -> str:
    """The short answer."""
    candidate = record.candidates[peer]
    if record.summary is not None and peer == record.summary.peer:
        return PROPOSED
    if candidate.in_the_way:
        return RULE_IN_THE_WAY
    if candidate.weighed is None:
        return NO_LONGER_HELD
    place = _place(candidate)
    if place is None:
        return DID_NOT_FIT
    chosen = record.candidates.get(record.summary.peer) if record.summary else None
    chosens = _place(chosen) if chosen is not None else None
    return AFTER if chosens is not None and chosens < place else BEFORE


def _parts(candidate: CandidateRecord) -> list[Part]:
    said = candidate.weighed or ()
    return [part_of(each) for each in said if not each.startswith(PLACE)]


def _place(candidate: CandidateRecord) -> int | None:
    for each in candidate.weighed or ():
        name, _, place = each.partition("|")
        if name == PLACE:
            return int(place)
    return None


def _may_be_shown(part: Part, today: Features) -> bool:
    """Whether what a part rests on of the peer supporter is open to matching today."""
    dimension = part.dimension
    if dimension is None or part.kind in OF_ACTIVITY or part.kind in OF_THE_PERSON_ALONE:
        return part.side is not Side.PEER or dimension is None or dimension in today.asks
    if part.side is Side.PEER:
        return dimension in today.asks
    items = today.items.get(dimension, frozenset())
    if part.kind is Kind.NEED_NOT_MET:
        return bool(items)
    return set(part.codes) <= items if part.codes else bool(items)


def _sentences(parts: Iterable[Part], kinds: frozenset[str]) -> tuple[str, ...]:
    return tuple(sentence(each) for each in parts if each.kind in kinds)
