"""What is known of a match that ran before it was recorded here, and what that leaves open."""

from datetime import date, datetime
from enum import StrEnum

import msgspec

from domain.decider import Event
from domain.people import MatchId, OfferId, PeerId, PersonId, ReferralId, StaffId


class MatchGap(StrEnum):
    """What a list leaves open about a running match. None of them holds details."""

    NO_NAME = "NO_NAME"
    NOBODY_TO_CONTACT = "NOBODY_TO_CONTACT"
    START_UNKNOWN = "START_UNKNOWN"
    PERSON_NOT_MET = "PERSON_NOT_MET"
    PEER_NOT_MET = "PEER_NOT_MET"
    AGREEMENT_NOT_SEEN = "AGREEMENT_NOT_SEEN"
    CONFIDENTIALITY_NOT_RECORDED = "CONFIDENTIALITY_NOT_RECORDED"
    SEVERAL_PEERS = "SEVERAL_PEERS"
    PEER_IS_APPLICANT = "PEER_IS_APPLICANT"
    PVG_NOT_SEEN = "PVG_NOT_SEEN"


OF_THE_PEER = frozenset({MatchGap.PEER_IS_APPLICANT, MatchGap.PVG_NOT_SEEN})
"""What only the history of the peer supporter can settle, so it is a task about them."""

SENTENCES: dict[MatchGap, str] = {
    MatchGap.NO_NAME: "No name came with this match. Ask who the person is, and record it.",
    MatchGap.NOBODY_TO_CONTACT: (
        "No phone number or e-mail of the person came. Ask them how they may be reached safely."
    ),
    MatchGap.START_UNKNOWN: (
        "Since when the two have been in touch is not known, so it counts from the day on which "
        "it was recorded. Ask at the first review, and correct the entry."
    ),
    MatchGap.PERSON_NOT_MET: (
        "No coordinator of this service has got to know the person. Meet or phone them."
    ),
    MatchGap.PEER_NOT_MET: (
        "The coordinator of this match has not met or phoned the peer supporter lately. Do that."
    ),
    MatchGap.AGREEMENT_NOT_SEEN: (
        "No agreement of the two has been seen here. Write it with them, and record it."
    ),
    MatchGap.CONFIDENTIALITY_NOT_RECORDED: (
        "It is not recorded that confidentiality and its limits were explained to the person. "
        "Explain them, and record it."
    ),
    MatchGap.SEVERAL_PEERS: (
        "This person is in touch with several peer supporters. Ask whether that is what they "
        "wish, and record it as an offer of a variety of peers."
    ),
    MatchGap.PEER_IS_APPLICANT: (
        "Whoever supports this person is not an active peer supporter here yet. Interview, select "
        "and train them first of all."
    ),
    MatchGap.PVG_NOT_SEEN: (
        "This role is a regulated role, and no valid PVG scheme membership is recorded. No new "
        "session is planned in it until a result is recorded."
    ),
}


class MatchBroughtIn(Event, frozen=True, kw_only=True):
    """Two people began to be in touch in a match that this service took over as it ran.

    ``at`` is the start of the day on which support began, or when it was recorded where that is
    unknown (`MatchGap.START_UNKNOWN`). ``planned_end``, ``sessions_a_month`` (28 days) and
    ``minutes`` are what the list says. They are no agreement: nobody here saw both accept them.
    """

    match: MatchId
    person: PersonId
    peer: PeerId
    referral: ReferralId
    offer: OfferId
    coordinator: StaffId
    regulated: bool
    gaps: tuple[MatchGap, ...] = ()
    planned_end: date | None = None
    sessions_a_month: float | None = None
    minutes: int | None = None


class BroughtIn(msgspec.Struct, frozen=True):
    """What rules and clocks need to know of a match that ran before it was recorded here.

    ``recorded_at`` is from when this service could have heard of its sessions.
    """

    at: datetime
    recorded_at: datetime
    gaps: tuple[MatchGap, ...]
    planned_end: date | None = None
