"""Who was considered when a match was proposed, so that "why not this peer?" is answered for ever.

The record stands beside the proposal, made by the same command. Each candidate has an event of
their own, because what it rests on belongs to the person and to that candidate: one event for all
would be unreadable as soon as one of them is erased. What the rules say of a candidate is activity
and stands in the clear; what anybody stated, and the place that follows from it, is sealed.
"""

from enum import StrEnum

import msgspec

from domain.decider import Event, Recorded
from domain.folds import CodedFold
from domain.match.language import SharedCodes
from domain.people import MatchId, PeerId, PersonId
from domain.personal import known


class InTheWay(StrEnum):
    """What the rules say against proposing a peer supporter at a moment."""

    NOT_ACTIVE = "NOT_ACTIVE"
    NOT_IN_THIS_ROLE = "NOT_IN_THIS_ROLE"
    COURSES = "COURSES"
    PVG = "PVG"
    SUPERVISION = "SUPERVISION"
    CAPACITY = "CAPACITY"
    NOT_MET_BY_COORDINATOR = "NOT_MET_BY_COORDINATOR"
    OVERLAP_DECLARED = "OVERLAP_DECLARED"
    MATCHED_NOW = "MATCHED_NOW"
    SAID_NO_BEFORE = "SAID_NO_BEFORE"
    RECORD_ONLY_KEPT = "RECORD_ONLY_KEPT"
    ANOTHER_RULE = "ANOTHER_RULE"


WHAT_WAS_IN_THE_WAY = {
    InTheWay.NOT_ACTIVE: "This peer supporter was not taking on anybody new.",
    InTheWay.NOT_IN_THIS_ROLE: "This peer supporter had not started in this role.",
    InTheWay.COURSES: "A course that everybody needs was missing or had run out.",
    InTheWay.PVG: "No PVG scheme membership was valid on that day, which this role needs.",
    InTheWay.SUPERVISION: "Supervision was so late that nothing new was added.",
    InTheWay.CAPACITY: "This peer supporter supported as many people as they could.",
    InTheWay.NOT_MET_BY_COORDINATOR: (
        "The coordinator had not met or phoned this peer supporter lately."
    ),
    InTheWay.OVERLAP_DECLARED: "Something had been declared for which these two were not matched.",
    InTheWay.MATCHED_NOW: "The two had a match that was open.",
    InTheWay.SAID_NO_BEFORE: "The two had been proposed before, and it was not for them.",
    InTheWay.RECORD_ONLY_KEPT: (
        "This peer supporter had asked that their record was used for nothing new."
    ),
    InTheWay.ANOTHER_RULE: "A rule of the service was in the way.",
}


class MatchCandidatesConsidered(Event, frozen=True, kw_only=True):
    """Before a match was proposed, everybody who supports people was considered for it.

    ``definitions_version`` says what counted how much, ``log_position`` how far the log reached
    when it was weighed. ``considered`` counts the candidates, ``in_the_way`` those whom a rule
    barred. ``advised`` are the conditions for which somebody with the same one is advised.
    """

    match: MatchId
    person: PersonId
    peer: PeerId
    definitions_version: str
    log_position: int
    considered: int
    in_the_way: int
    advised: SharedCodes = ()


class MatchCandidateConsidered(Event, frozen=True, kw_only=True):
    """One peer supporter was considered for a match; somebody else may have been proposed.

    ``weighed`` is what spoke for and against, and the place among the suggestions (``PLACE|2``).
    """

    match: MatchId
    person: PersonId
    peer: PeerId
    in_the_way: tuple[InTheWay, ...] = ()
    weighed: SharedCodes = ()


class CandidateRecord(msgspec.Struct, frozen=True):
    """What was written down about one candidate. ``weighed`` is nothing where it is closed."""

    in_the_way: tuple[InTheWay, ...]
    weighed: tuple[str, ...] | None


class Record(msgspec.Struct, frozen=True):
    """What was written down beside one proposal."""

    summary: MatchCandidatesConsidered | None = None
    candidates: dict[PeerId, CandidateRecord] = msgspec.field(default_factory=dict)


def _evolve(record: Record, recorded: Recorded) -> Record:
    match recorded.event:
        case MatchCandidatesConsidered() as summary:
            return msgspec.structs.replace(record, summary=summary)
        case MatchCandidateConsidered(peer=peer) as one:
            candidate = CandidateRecord(one.in_the_way, known(one.weighed))
            return msgspec.structs.replace(
                record, candidates={**record.candidates, peer: candidate}
            )
        case _:
            return record


CONSIDERED = CodedFold(
    hears=frozenset({MatchCandidatesConsidered, MatchCandidateConsidered}),
    initial=Record(),
    evolve=_evolve,
)
"""Everybody who was considered for one match, over the subject of the match."""
