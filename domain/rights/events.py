"""What is stored of a request by which somebody uses a right over their record.

Seven rights of data protection law, and a complaint about how it is kept to. The kind is clear,
because the clock goes by it; what was asked and answered in words is sealed for whoever asked.
"""

from enum import StrEnum
from typing import Annotated

from domain.decider import Event
from domain.people import PeerId, PersonId, RightsRequestId, ServiceId, StaffId
from domain.personal import Owned, Text


class Right(StrEnum):
    """What somebody asks for (UK GDPR, articles 15 to 21; complaints, section 164A DPA 2018)."""

    ACCESS = "ACCESS"
    RECTIFICATION = "RECTIFICATION"
    ERASURE = "ERASURE"
    RESTRICTION = "RESTRICTION"
    PORTABILITY = "PORTABILITY"
    OBJECTION = "OBJECTION"
    COMPLAINT = "COMPLAINT"


class Unclear(StrEnum):
    """What has to be known before a request can be answered."""

    IDENTITY = "IDENTITY"
    SCOPE = "SCOPE"


class WhyLonger(StrEnum):
    """Why an answer may take two months more (article 12(3))."""

    COMPLEX = "COMPLEX"
    NUMEROUS = "NUMEROUS"


class Outcome(StrEnum):
    """How a request was answered."""

    DONE = "DONE"
    IN_PART = "IN_PART"
    REFUSED = "REFUSED"


class HeardHow(StrEnum):
    """How somebody asked. Any way is good; nobody needs a form."""

    SPOKEN = "SPOKEN"
    WRITTEN = "WRITTEN"
    ON_BEHALF = "ON_BEHALF"


OwnersWords = Annotated[Text | None, Owned("words", ("person", "peer", "staff"))]


class RequestReceived(Event, frozen=True, kw_only=True):
    """Somebody asked for something about their record; the clock runs from that day."""

    rights_request: RightsRequestId
    service: ServiceId
    right: Right
    how: HeardHow
    person: PersonId | None = None
    peer: PeerId | None = None
    staff: StaffId | None = None
    own_words: OwnersWords = None


class RequestAcknowledged(Event, frozen=True, kw_only=True):
    """Whoever asked was told that the request arrived, and what happens next."""

    rights_request: RightsRequestId
    service: ServiceId
    person: PersonId | None = None
    peer: PeerId | None = None
    staff: StaffId | None = None


class ClarificationRequested(Event, frozen=True, kw_only=True):
    """Whoever asked was asked who they are, or what they mean; the clock stands still."""

    rights_request: RightsRequestId
    service: ServiceId
    unclear: Unclear
    person: PersonId | None = None
    peer: PeerId | None = None
    staff: StaffId | None = None


class ClarificationReceived(Event, frozen=True, kw_only=True):
    """It is clear now who asked, and for what; the clock runs again."""

    rights_request: RightsRequestId
    service: ServiceId
    person: PersonId | None = None
    peer: PeerId | None = None
    staff: StaffId | None = None


class RequestExtended(Event, frozen=True, kw_only=True):
    """Whoever asked was told that the answer takes up to two months more, and why."""

    rights_request: RightsRequestId
    service: ServiceId
    why: WhyLonger
    person: PersonId | None = None
    peer: PeerId | None = None
    staff: StaffId | None = None


class RequestAnswered(Event, frozen=True, kw_only=True):
    """Whoever asked was given an answer, with the reasons where something was not done."""

    rights_request: RightsRequestId
    service: ServiceId
    right: Right
    outcome: Outcome
    person: PersonId | None = None
    peer: PeerId | None = None
    staff: StaffId | None = None
    reasons: OwnersWords = None


class RequestWithdrawn(Event, frozen=True, kw_only=True):
    """Whoever asked took the request back."""

    rights_request: RightsRequestId
    service: ServiceId
    person: PersonId | None = None
    peer: PeerId | None = None
    staff: StaffId | None = None
