"""Who asks: the one value in which a request says for whom it speaks.

Whoever signs somebody in makes a `Principal` and hands it to the desk; everything below asks that
value and nothing else. What is recorded as ``by`` is its actor. Until somebody signs in, whoever
reaches the machine is the `OPERATOR`, with full rights, and is recorded as such.
"""

from enum import StrEnum

import msgspec

from domain.people import LOCAL_OPERATOR, ActorId, PeerId, StaffId, Subject, subject


class Proof(StrEnum):
    """How somebody who asks has shown that it is them."""

    JUST_NOW = "JUST_NOW"
    BEFORE = "BEFORE"
    OF_PROGRAM = "OF_PROGRAM"


class Principal(msgspec.Struct, frozen=True):
    """Somebody who asks.

    ``holder`` is whose roles count, as the log names them (``staff:…``, ``peer:…``,
    ``referrer:…``). ``operates`` says that no role is asked for: the machine itself, or whoever
    holds it. ``proof`` is how they have shown that it is them.
    """

    actor: ActorId
    holder: Subject | None = None
    operates: bool = False
    proof: Proof = Proof.BEFORE

    def shown(self, proof: Proof) -> "Principal":
        """The same one, who has shown in this way that it is them."""
        return msgspec.structs.replace(self, proof=proof)


OPERATOR = Principal(LOCAL_OPERATOR, operates=True)
OUTSIDER = "outsider"
"""What the log of reads calls somebody who was let in by a link."""


def acting_as(holder: Subject) -> Principal:
    """Somebody whom the log names; their actor is their identifier."""
    return Principal(ActorId(holder.partition(":")[2]), holder)


def staff_member(staff: StaffId) -> Principal:
    """Somebody who is named in the service."""
    return acting_as(subject("staff", staff))


def peer_supporter(peer: PeerId) -> Principal:
    """A peer supporter who signed in themself."""
    return acting_as(subject("peer", peer))


def outsider(actor: ActorId) -> Principal:
    """Somebody outside, let in to one record by a link; they hold no role."""
    return Principal(actor, subject(OUTSIDER, actor))


def principal_of(by: Principal | ActorId) -> Principal:
    """The one who asks; a bare actor is the program acting in their name, as an import does."""
    return by if isinstance(by, Principal) else Principal(by, operates=True)
