"""The words of a match: sides, ways to meet, ways to end, and where it stands."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated

from domain.definitions import DEFAULTS
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


class Stage(StrEnum):
    """Where a match stands."""

    UNKNOWN = "UNKNOWN"
    PROPOSED = "PROPOSED"
    ACCEPTED = "ACCEPTED"
    INTRODUCED = "INTRODUCED"
    AGREED = "AGREED"
    ACTIVE = "ACTIVE"
    ENDING = "ENDING"
    ENDED = "ENDED"
    DECLINED = "DECLINED"


RUNNING_STAGES = frozenset({Stage.ACTIVE, Stage.ENDING})
"""Support is being given; sessions can be planned."""

OPEN_STAGES = RUNNING_STAGES | {Stage.PROPOSED, Stage.ACCEPTED, Stage.INTRODUCED, Stage.AGREED}

KNOWING_HOLDS = timedelta(days=DEFAULTS.getting_to_know_valid_days)
"""How long a getting-to-know conversation counts: six months (domain reference, 2.3)."""

FIRST_REVIEW_AFTER = timedelta(weeks=6)
"""When the first review is due unless the agreement says otherwise (domain reference, 3.3)."""

SAFETY = "SAFETY"
"""Why a service ended a match. Stored sealed; in the clear the service ended it."""

SharedCode = Annotated[str | Sealed | None, Owned("coded", ("person", "peer"))]
SharedCodes = Annotated[tuple[str, ...] | Sealed, Owned("coded", ("person", "peer"))]
