"""What a correction leaves alone, and what follows from one.

A correction says what an entry should have said. It is no way round a rule: what was decided or
agreed stands as it was, a code stays one that is known, and what follows from a corrected value
follows again.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, get_args, get_type_hints

import msgspec

from domain.access import RoleGranted, RoleWithdrawn
from domain.adoption import DefinitionsAdopted
from domain.boundaries import (
    SERIOUS,
    BoundaryEventReported,
    BoundaryKind,
    ChanceEncounterOtherSideAsked,
    ChanceEncounterReported,
    FeltSafe,
    MetWhere,
)
from domain.conditions import Condition
from domain.confidentiality.folding import HEARD
from domain.consent import (
    AuthorityRecorded,
    DisclosureConsentDeclined,
    DisclosureConsentGiven,
    DisclosureConsentNarrowed,
    DisclosureConsentOffered,
    DisclosureConsentRefused,
    DisclosureConsentWithdrawn,
    OneOffConsentUsed,
)
from domain.decider import Event
from domain.disclosure import DisclosureChecked, DisclosureMade, DisclosureReported
from domain.equality import EqualityQuestionsAnswered
from domain.erasure import (
    ErasureCarriedOut,
    ErasureDecided,
    FieldRedacted,
    FieldRedactionDecided,
    LegalHoldLifted,
    LegalHoldPlaced,
)
from domain.group_meetings import GroupAttended, GroupMeetingHeld
from domain.health_numbers import HealthNumberRecorded, HealthNumbersAllowed, HealthNumbersStopped
from domain.indicators.voices import IndicatorAcknowledged
from domain.match import (
    CONFLICTS,
    Context,
    MatchAgreementAccepted,
    MatchAgreementWritten,
    MatchContextDeclared,
    MatchPaused,
    Overlap,
    OverlapDeclared,
    PauseReason,
    Side,
)
from domain.match.considering import MatchCandidateConsidered, MatchCandidatesConsidered
from domain.outcomes import (
    InstrumentAdopted,
    InstrumentStopped,
    OutcomeCompleted,
    OutcomeDeclined,
    OutcomeInvited,
    OutcomeLookedAt,
    OutcomeStarted,
)
from domain.peer import (
    ExitConversationHeld,
    LeavingReason,
    PeerLeft,
    PeerPaused,
    PeerSuspended,
    SupervisionHeld,
    SuspensionGround,
)
from domain.peer import PauseReason as PeersPauseReason
from domain.peer.supervision import SupervisionBooked, SupervisionCancelled, Theme
from domain.peer_measures import PeerMeasureAnswered
from domain.places import HomeAreaRecorded
from domain.proposal_sharing import MatchProposalShared
from domain.referral import GettingToKnowHeld, ReferralLinked, ReferralTriaged
from domain.safeguarding import RECORDED
from domain.service import (
    CoverNamed,
    FormalityProfileSet,
    HelpNumberSet,
    OfferClosed,
    OfferDefined,
    OfferOpened,
    RegulatedRoleAssessed,
    StaffLeft,
    StaffNamed,
    StaffSupervisorAssigned,
)
from domain.session import Activity, Function, SessionHeld
from domain.supervision_cover import SupervisionCoverBegun, SupervisionCoverEnded

NEVER_IN_ERROR: dict[type[Event], str] = {
    DisclosureChecked: "What the check said then is kept as it was. Mark what was told instead.",
    MatchCandidatesConsidered: "Who was considered then is kept as it was written down.",
    MatchCandidateConsidered: "Who was considered then is kept as it was written down.",
    **dict.fromkeys(
        HEARD | RECORDED,  # in the same words, so that no answer tells one from the other
        "What is written about confidentiality stays as it was. Note what was learned later.",
    ),
    RoleGranted: "A role is not corrected. Take it back, and give the right one.",
    RoleWithdrawn: "A role is not corrected. Give it again.",
    ErasureDecided: "A key that was destroyed cannot be made again.",
    ErasureCarriedOut: "A key that was destroyed cannot be made again.",
    FieldRedactionDecided: "A key that was destroyed cannot be made again.",
    FieldRedacted: "A key that was destroyed cannot be made again.",
    LegalHoldPlaced: "A hold is lifted, with a reason. It stays written down.",
    LegalHoldLifted: "Place another hold, with a reason. This one stays written down.",
}
"""Entries that no correction touches at all: why not somebody, and who could see what, is answered
from them for ever."""

SAID_ANEW: dict[type[Event], tuple[frozenset[str], str]] = {
    DefinitionsAdopted: (
        frozenset(),
        "What was adopted stays as it was. Adopt other definitions, which hold from then on.",
    ),
    DisclosureConsentGiven: (
        frozenset({"how", "form_version", "explained_by", "on_behalf", "read_back"}),
        (
            "A consent stays as it was given. Take it back, or mark it as entered in error, "
            "and record the new one."
        ),
    ),
    MatchProposalShared: (
        frozenset({"coordinator", "note"}),
        "What was told stays as it was judged. Mark this as entered in error, and record it anew.",
    ),
    EqualityQuestionsAnswered: (
        frozenset({"asked_by", "how", "own_words"}),
        "Answers stay as they were given. Record what they answer now; the latest stand.",
    ),
    HealthNumberRecorded: (
        frozenset(),
        "A number stays as it was checked. Mark this as entered in error, and write down another.",
    ),
    **dict.fromkeys(
        (InstrumentAdopted, InstrumentStopped),
        (
            frozenset({"holder", "evidence"}),
            "What was taken into use stays as it was. Take it into use anew.",
        ),
    ),
    OutcomeCompleted: (
        frozenset({"mode", "beside"}),
        "Answers and scores stay as they were. Mark this as entered in error, and record it anew.",
    ),
    PeerMeasureAnswered: (
        frozenset({"mode"}),
        "Answers and scores stay as they were. Mark this as entered in error, and record it anew.",
    ),
    OutcomeInvited: (
        frozenset({"mode", "asked_by"}),
        "An invitation stays as it was made. Mark it as entered in error, and invite them anew.",
    ),
    **dict.fromkeys(
        (OutcomeStarted, OutcomeDeclined, OutcomeLookedAt),
        (
            frozenset({"reason", "note"}),
            "This stays as it was recorded. Mark it as entered in error, and record it anew.",
        ),
    ),
    **dict.fromkeys(
        (SupervisionCoverBegun, SupervisionCoverEnded),
        (
            frozenset(),
            "Who covered for whom stays as it was. End the cover, or let another begin.",
        ),
    ),
    **dict.fromkeys(
        (SupervisionBooked, SupervisionCancelled),
        (
            frozenset({"supervisor"}),
            "What was booked or called off stays as it was. Book another time.",
        ),
    ),
    HomeAreaRecorded: (
        frozenset(),
        "A place stays as it was checked. Mark this as entered in error, and record it anew.",
    ),
    **dict.fromkeys(
        (HealthNumbersAllowed, HealthNumbersStopped),
        (
            frozenset({"reason"}),
            "What was decided stays as it was. Decide anew what holds from now on.",
        ),
    ),
    DisclosureConsentRefused: (
        frozenset({"how", "on_behalf", "read_back"}),
        "What they refused stays as they said it. Take it back, and record what they say now.",
    ),
    **{
        kind: (
            frozenset({"on_behalf", "read_back"}),
            "What they said stays as it was. Mark it as entered in error, and record it anew.",
        )
        for kind in (
            DisclosureConsentDeclined,
            DisclosureConsentNarrowed,
            DisclosureConsentWithdrawn,
        )
    },
    DisclosureConsentOffered: (
        frozenset({"form_version", "explained_by"}),
        "An offer stays as it was made. Make another.",
    ),
    OneOffConsentUsed: (
        frozenset(),
        "What was told stays as it was recorded. Mark it as entered in error, and say it anew.",
    ),
    DisclosureMade: (
        frozenset({"recipient", "told_by"}),
        "What was told stays as it was checked. Mark this as entered in error, and say it anew.",
    ),
    DisclosureReported: (
        frozenset({"recipient", "told_by", "what_happened"}),
        "What was reported stays as it was checked. Mark it as entered in error, and report anew.",
    ),
    AuthorityRecorded: (
        frozenset({"seen_by", "holder"}),
        "An authority stays as its paper has it. Mark it as entered in error, and record it anew.",
    ),
    IndicatorAcknowledged: (
        frozenset({"reason"}),
        "A view stays as it was given on that day. Record a new one.",
    ),
    StaffNamed: (
        frozenset({"name"}),
        "Who was named for what stays as it was. Name them anew for what holds from now on.",
    ),
}
"""Entries of which only some fields can be corrected, and what to do about the others.

Definitions hold from their adoption on, never for the time before (design, section 1). What is
wider than before is always a new consent (domain reference, 3.6), and no later word stops a clock
that had run out (part 5).
"""

ABOUT: dict[type[Event], frozenset[str]] = {
    StaffNamed: frozenset({"staff"}),
    StaffLeft: frozenset({"staff"}),
    StaffSupervisorAssigned: frozenset({"staff"}),
    CoverNamed: frozenset({"staff"}),
    OfferDefined: frozenset({"offer"}),
    OfferOpened: frozenset({"offer"}),
    OfferClosed: frozenset({"offer"}),
    RegulatedRoleAssessed: frozenset({"offer"}),
    FormalityProfileSet: frozenset({"offer"}),
    HelpNumberSet: frozenset({"line"}),
    ReferralLinked: frozenset({"same_as"}),
    GroupMeetingHeld: frozenset({"meeting"}),
    GroupAttended: frozenset({"meeting"}),
    MatchAgreementWritten: frozenset({"version"}),
    MatchAgreementAccepted: frozenset({"version"}),
}
"""What says which thing an entry is about, without being a subject of its own."""

CODES: dict[type[Event], dict[str, type[StrEnum]]] = {
    BoundaryEventReported: {"kind": BoundaryKind},
    ChanceEncounterReported: {
        "place": MetWhere,
        "felt_safe_person": FeltSafe,
        "felt_safe_peer": FeltSafe,
    },
    ChanceEncounterOtherSideAsked: {"felt_safe_person": FeltSafe, "felt_safe_peer": FeltSafe},
    GettingToKnowHeld: {"conditions": Condition},
    ExitConversationHeld: {"reasons": LeavingReason},
    MatchContextDeclared: {"kind": Context},
    MatchPaused: {"reason": PauseReason},
    OverlapDeclared: {"kind": Overlap},
    PeerLeft: {"reason": LeavingReason},
    PeerPaused: {"reason": PeersPauseReason},
    PeerSuspended: {"ground": SuspensionGround},
    SupervisionHeld: {"themes": Theme},
    SessionHeld: {"functions": Function, "activity": Activity},
}
"""The codes that a sealed field may hold; the stored field itself is only text."""

IN_THE_PAST = frozenset(
    {
        "asked_on",
        "checked_on",
        "first_tried_on",
        "knows_peer_at",
        "knows_person_at",
        "on",
        "told_person_on",
    }
)
"""Days and moments that tell what had happened, beside the entry's own."""


def is_known_code(kind: type[Event], field: str, value: Any) -> bool:
    """Whether a value, or each of several, is a code that this field may hold."""
    codes = CODES.get(kind, {}).get(field)
    if codes is None or value is None:
        return True
    several = value if isinstance(value, tuple) else (value,)
    return all(each in codes.__members__.values() for each in several)


def identifiers_of(kind: type[Event]) -> frozenset[str]:
    """The fields of an event that hold identifiers, of subjects and of whatever else."""
    return frozenset(
        field
        for field, hint in get_type_hints(kind).items()
        if any(getattr(part, "__supertype__", None) is str for part in (hint, *get_args(hint)))
    )


def following(said: Event, corrected: Event) -> Event:
    """The corrected entry with what follows from its values, as where it is first recorded."""
    follow = _FOLLOWS.get(type(corrected))
    if follow is None:
        return corrected
    return msgspec.structs.replace(corrected, **follow(said, corrected))


def _serious(said: Any, corrected: Any) -> Mapping[str, Any]:
    """Some kinds are serious whatever is said; what was called serious beside its kind stays so."""
    stated = corrected.serious != said.serious or said.kind not in SERIOUS
    return {"serious": corrected.kind in SERIOUS or (corrected.serious and stated)}


def _for_safety(_said: Any, corrected: Any) -> Mapping[str, Any]:
    return {"for_safety": corrected.reason == PauseReason.SAFETY}


def _conflict(_said: Any, corrected: Any) -> Mapping[str, Any]:
    return {"conflict": corrected.kind in CONFLICTS or corrected.conflict}


def _signposted(_said: Any, corrected: Any) -> Mapping[str, Any]:
    return {"signposted": bool(corrected.signposted_to)}


def _encounter(_said: Any, corrected: Any) -> Mapping[str, Any]:
    answers = {Side.PERSON: corrected.felt_safe_person, Side.PEER: corrected.felt_safe_peer}
    in_doubt = any(answer not in {None, FeltSafe.YES} for answer in answers.values())
    return {
        "look_into": in_doubt or bool(corrected.disclosed) or bool(corrected.follow_up_wanted),
        "answered": tuple(side for side, answer in answers.items() if answer is not None),
    }


def _other_side(_said: Any, corrected: Any) -> Mapping[str, Any]:
    answers = {corrected.felt_safe_person, corrected.felt_safe_peer} - {None}
    return {"look_into": answers != {FeltSafe.YES}}


_FOLLOWS: dict[type[Event], Callable[[Any, Any], Mapping[str, Any]]] = {
    BoundaryEventReported: _serious,
    ChanceEncounterOtherSideAsked: _other_side,
    ChanceEncounterReported: _encounter,
    MatchPaused: _for_safety,
    OverlapDeclared: _conflict,
    ReferralTriaged: _signposted,
}
"""What stands in the clear because it decides, and follows from what is sealed beside it."""
