"""Who and what an event concerns: identifiers, and the subjects they become in the log."""

import hashlib
import re
from typing import NewType

ServiceId = NewType("ServiceId", str)
PersonId = NewType("PersonId", str)
ReferralId = NewType("ReferralId", str)
SameReferralId = NewType("SameReferralId", str)
PeerId = NewType("PeerId", str)
MatchId = NewType("MatchId", str)
SessionId = NewType("SessionId", str)
GoalId = NewType("GoalId", str)
ReportId = NewType("ReportId", str)
SignpostId = NewType("SignpostId", str)
ConsentId = NewType("ConsentId", str)
AuthorityId = NewType("AuthorityId", str)
ListenerId = NewType("ListenerId", str)
DisclosureId = NewType("DisclosureId", str)
StoryRequestId = NewType("StoryRequestId", str)
QuestionnaireId = NewType("QuestionnaireId", str)
OfferId = NewType("OfferId", str)
StaffId = NewType("StaffId", str)
GroupId = NewType("GroupId", str)
MeetingId = NewType("MeetingId", str)
ProgrammeId = NewType("ProgrammeId", str)
ConcernId = NewType("ConcernId", str)
ConcernedPersonId = NewType("ConcernedPersonId", str)
ConcernedPeerId = NewType("ConcernedPeerId", str)
ConcernedStaffId = NewType("ConcernedStaffId", str)
BreakId = NewType("BreakId", str)
LinkedBreakId = NewType("LinkedBreakId", str)
ActionId = NewType("ActionId", str)
LinkId = NewType("LinkId", str)
ReferrerId = NewType("ReferrerId", str)
ErasureId = NewType("ErasureId", str)
TombstoneId = NewType("TombstoneId", str)
HoldId = NewType("HoldId", str)
RedactionId = NewType("RedactionId", str)
RightsRequestId = NewType("RightsRequestId", str)
OpeningId = NewType("OpeningId", str)
ComplaintId = NewType("ComplaintId", str)
StudyId = NewType("StudyId", str)
ServiceReportId = NewType("ServiceReportId", str)
FundingId = NewType("FundingId", str)
PartnerId = NewType("PartnerId", str)
MessageId = NewType("MessageId", str)
DirectoryEntryId = NewType("DirectoryEntryId", str)
ActorId = NewType("ActorId", str)

Subject = NewType("Subject", str)
"""A tag of the log: a noun and an identifier, as in ``person:k3v9…``."""

NOUN_OF_ID: dict[object, str] = {
    ServiceId: "service",
    PersonId: "person",
    ReferralId: "referral",
    PeerId: "peer",
    MatchId: "match",
    GroupId: "group",
    ProgrammeId: "programme",
    ConcernId: "concern",
    ConsentId: "consent",
    AuthorityId: "authority",
    DisclosureId: "disclosure",
    StoryRequestId: "story_request",
    BreakId: "break",
    ErasureId: "erasure",
    TombstoneId: "tombstone",
    HoldId: "hold",
    RedactionId: "redaction",
    RightsRequestId: "rights_request",
    OpeningId: "opening",
    ComplaintId: "complaint",
    StudyId: "study",
    ServiceReportId: "service_report",
    FundingId: "funding",
    PartnerId: "partner",
    MessageId: "message",
    DirectoryEntryId: "listing",
}
"""The identifiers that make an event findable.

Sessions, goals, questionnaires, reports of boundaries and signposts are found by their match or
their person,
meetings by their group, and the referral with which another request was linked (`SameReferralId`)
by its person: the entry is about the other request. Somebody who would hear something
(`ListenerId`: one of a class, such as a group) is not who that entry is about. Nor is an entry
found by those whom a safeguarding concern is about (`ConcernedPersonId` and its kin): none of what
is listed, counted, told or handed out by their subject can then show that there is one. Nor by the
record about confidentiality that belongs to it (`LinkedBreakId`).
"""

NOUN_OF_OWNER: dict[object, str] = {
    **NOUN_OF_ID,
    StaffId: "staff",
    ConcernedPersonId: "person",
    ConcernedPeerId: "peer",
    ConcernedStaffId: "staff",
}
"""The identifiers whose holders can own a sealed value."""

IDENTIFIER = re.compile(r"[A-Za-z0-9_.-]{1,80}")
"""What an identifier may be made of: it becomes a tag, a part of an address and a file name."""

LOCAL_OPERATOR = ActorId("local-operator")
"""Who acts where nobody signs in: whoever holds the machine."""

NOBODY_NAMED = ActorId("nobody-named")
"""Who told of something without saying who they are; whoever was signed in is not kept."""

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LETTERS_IN_AN_ID = 20
DRAWN_FOR_AN_ID = 13
"""Bytes of which an identifier is made."""
_PAIRS = [second + first for first in ALPHABET for second in ALPHABET]
_SHIFTS = range(0, 5 * LETTERS_IN_AN_ID, 10)


def subject(noun: str, identifier: str) -> Subject:
    """The tag under which the log keeps what concerns this identifier."""
    return Subject(f"{noun}:{identifier}")


def identifier_from(seed: bytes) -> str:
    """Twenty letters (100 bits) without time or meaning, the same for the same seed."""
    return identifier_of(hashlib.sha256(seed).digest()[:DRAWN_FOR_AN_ID])


def identifier_of(drawn: bytes) -> str:
    """The twenty letters that thirteen random bytes come to."""
    number = int.from_bytes(drawn, "big") >> 4
    return "".join([_PAIRS[number >> shift & 1023] for shift in _SHIFTS])
