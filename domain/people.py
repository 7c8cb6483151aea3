"""Who and what an event concerns: identifiers, and the subjects they become in the log."""

import hashlib
from typing import NewType

ServiceId = NewType("ServiceId", str)
PersonId = NewType("PersonId", str)
ReferralId = NewType("ReferralId", str)
PeerId = NewType("PeerId", str)
MatchId = NewType("MatchId", str)
SessionId = NewType("SessionId", str)
ConsentId = NewType("ConsentId", str)
OfferId = NewType("OfferId", str)
StaffId = NewType("StaffId", str)
ActorId = NewType("ActorId", str)

Subject = NewType("Subject", str)
"""A tag of the log: a noun and an identifier, as in ``person:k3v9…``."""

NOUN_OF_ID: dict[object, str] = {
    ServiceId: "service",
    PersonId: "person",
    ReferralId: "referral",
    PeerId: "peer",
    MatchId: "match",
    ConsentId: "consent",
}
"""The identifiers that make an event findable. Sessions are found by their match."""

NOUN_OF_OWNER: dict[object, str] = {**NOUN_OF_ID, StaffId: "staff"}
"""The identifiers whose holders can own a sealed value."""

LOCAL_OPERATOR = ActorId("local-operator")
"""Who acts where nobody signs in: whoever holds the machine."""

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LETTERS_IN_AN_ID = 20


def subject(noun: str, identifier: str) -> Subject:
    """The tag under which the log keeps what concerns this identifier."""
    return Subject(f"{noun}:{identifier}")


def identifier_from(seed: bytes) -> str:
    """Twenty letters (100 bits) without time or meaning, the same for the same seed."""
    number = int.from_bytes(hashlib.sha256(seed).digest()[:13], "big") >> 4
    letters = []
    for _ in range(LETTERS_IN_AN_ID):
        number, letter = divmod(number, 32)
        letters.append(ALPHABET[letter])
    return "".join(letters)
