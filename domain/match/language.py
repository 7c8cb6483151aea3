"""The words of a match: sides, ways to meet, ways to end, and where it stands."""

from enum import StrEnum
from typing import Annotated

from domain.personal import Owned, Sealed


class Side(StrEnum):
    """One of the two whom a match brings together."""

    PERSON = "PERSON"
    PEER = "PEER"


BOTH_SIDES = (Side.PERSON, Side.PEER)


class PlaceType(StrEnum):
    """What kind of place; never which."""

    PERSONS_HOME = "PERSONS_HOME"
    PEERS_HOME = "PEERS_HOME"
    COMMUNITY_VENUE = "COMMUNITY_VENUE"
    PUBLIC_PLACE = "PUBLIC_PLACE"
    HEALTH_SETTING = "HEALTH_SETTING"
    OUTDOORS = "OUTDOORS"
    REMOTE = "REMOTE"


class ChanceEncounter(StrEnum):
    """What the two do when they meet by chance (domain reference, 4.5)."""

    PERSON_LEADS = "PERSON_LEADS"
    NOD_ONLY = "NOD_ONLY"
    OK_TO_CHAT = "OK_TO_CHAT"
    INTRODUCE_AS = "INTRODUCE_AS"


class EndKind(StrEnum):
    """How a match ended, as it may stand in the clear."""

    PLANNED = "PLANNED"
    EARLY_PERSON = "EARLY_PERSON"
    EARLY_PEER = "EARLY_PEER"
    SERVICE = "SERVICE"
    LOST = "LOST"
    DIED = "DIED"


class ReviewDecision(StrEnum):
    """What a review came to."""

    CONTINUE = "CONTINUE"
    CHANGE = "CHANGE"
    EXTEND = "EXTEND"
    END = "END"


class PauseReason(StrEnum):
    """Why a match rests. Stored sealed; in the clear only whether it is for safety."""

    ILL_PERSON = "ILL_PERSON"
    ILL_PEER = "ILL_PEER"
    HOLIDAY = "HOLIDAY"
    PEER_AWAY = "PEER_AWAY"
    SAFETY = "SAFETY"
    OTHER = "OTHER"


class PostponedBy(StrEnum):
    """Who wished for a later last day."""

    PERSON = "PERSON"
    PEER = "PEER"
    BOTH = "BOTH"
    SERVICE = "SERVICE"


class CoverDecision(StrEnum):
    """What becomes of a match while, or because, the peer supporter is away."""

    KEEP_IN_TOUCH = "KEEP_IN_TOUCH"
    ANOTHER_PEER = "ANOTHER_PEER"
    PAUSE = "PAUSE"
    END = "END"


class Context(StrEnum):
    """What may explain for a while that the two are in touch otherwise than agreed."""

    FLARE_UP = "FLARE_UP"
    BEREAVEMENT = "BEREAVEMENT"
    HOSPITAL_DISCHARGE = "HOSPITAL_DISCHARGE"
    AGREED_CRISIS_PLAN = "AGREED_CRISIS_PLAN"
    ENDING_PERIOD = "ENDING_PERIOD"
    PROGRESSIVE_CONDITION = "PROGRESSIVE_CONDITION"
    RURAL_TRAVEL = "RURAL_TRAVEL"
    OTHER = "OTHER"


class Overlap(StrEnum):
    """Where the lives of the two meet outside the match."""

    FAMILY = "FAMILY"
    FORMER_PARTNER = "FORMER_PARTNER"
    CHAIN_OF_CARE = "CHAIN_OF_CARE"
    WORKPLACE = "WORKPLACE"
    CLINIC = "CLINIC"
    FAITH = "FAITH"
    CLUB = "CLUB"
    SCHOOL = "SCHOOL"
    ONLINE = "ONLINE"
    OTHER = "OTHER"


CONFLICTS = frozenset({Overlap.FAMILY, Overlap.FORMER_PARTNER, Overlap.CHAIN_OF_CARE})
"""Two whom these connect are not matched (domain reference, 2.3)."""


class Stage(StrEnum):
    """Where a match stands."""

    UNKNOWN = "UNKNOWN"
    PROPOSED = "PROPOSED"
    ACCEPTED = "ACCEPTED"
    INTRODUCED = "INTRODUCED"
    AGREED = "AGREED"
    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    ENDING = "ENDING"
    ENDED = "ENDED"
    DECLINED = "DECLINED"


RUNNING_STAGES = frozenset({Stage.ACTIVE, Stage.ENDING})
"""Support is being given; sessions can be planned."""

SUPPORT_STAGES = RUNNING_STAGES | {Stage.PAUSED}
"""Support has begun and is not over, resting or not: the match counts."""

OPEN_STAGES = SUPPORT_STAGES | {Stage.PROPOSED, Stage.ACCEPTED, Stage.INTRODUCED, Stage.AGREED}

SAFETY = "SAFETY"
"""Why a service ended a match. Stored sealed; in the clear the service ended it."""

SharedCode = Annotated[str | Sealed | None, Owned("coded", ("person", "peer"))]
SharedItems = Annotated[tuple[str, ...] | Sealed, Owned("words", ("person", "peer"))]
SharedCodes = Annotated[tuple[str, ...] | Sealed, Owned("coded", ("person", "peer"))]
