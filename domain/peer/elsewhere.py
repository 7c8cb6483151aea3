"""What a list from elsewhere says of somebody who gives support, and what it leaves open.

Another service knew them; this one has yet to. So they come in as an applicant, and what was held,
taken or seen elsewhere counts for nothing here: each is a gap, and every gap is a task.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

import msgspec

from domain.decider import Event
from domain.people import PeerId
from domain.personal import Owned, PeersWords, Sealed

PeersItems = Annotated[tuple[str, ...] | Sealed, Owned("words", ("peer",))]


class PeerGap(StrEnum):
    """What a list leaves open about somebody who gives support. None of them holds details."""

    NOBODY_TO_CONTACT = "NOBODY_TO_CONTACT"
    SEVERAL_CONTACTS = "SEVERAL_CONTACTS"
    TEXT_SHORTENED = "TEXT_SHORTENED"
    CONDITIONS_NOT_THEIR_WORD = "CONDITIONS_NOT_THEIR_WORD"
    NOT_INTERVIEWED = "NOT_INTERVIEWED"
    REFERENCES_NOT_SEEN = "REFERENCES_NOT_SEEN"
    PVG_NOT_SEEN = "PVG_NOT_SEEN"
    COURSES_NOT_SEEN = "COURSES_NOT_SEEN"


ALWAYS_OPEN = (
    PeerGap.NOT_INTERVIEWED,
    PeerGap.REFERENCES_NOT_SEEN,
    PeerGap.PVG_NOT_SEEN,
    PeerGap.COURSES_NOT_SEEN,
)
"""What this service has not seen of anybody who is only on a list."""

SENTENCES: dict[PeerGap, str] = {
    PeerGap.NOBODY_TO_CONTACT: (
        "The list gives no phone number, e-mail or address. Ask whoever sent it how to reach them."
    ),
    PeerGap.SEVERAL_CONTACTS: (
        "The list gives several phone numbers or e-mail addresses. Ask them which to use."
    ),
    PeerGap.TEXT_SHORTENED: "A long text was shortened. The whole text is with the sender.",
    PeerGap.CONDITIONS_NOT_THEIR_WORD: (
        "The list names conditions, which nobody may use. Ask them what, if anything, they would "
        "like to say of themself, and to whom."
    ),
    PeerGap.NOT_INTERVIEWED: "Nobody here has interviewed them. Meet them, and record it.",
    PeerGap.REFERENCES_NOT_SEEN: "Nobody here has seen their references. Ask for them.",
    PeerGap.PVG_NOT_SEEN: (
        "Nobody here has seen the result of their PVG check. Have it shared with this service, and "
        "record it."
    ),
    PeerGap.COURSES_NOT_SEEN: (
        "Nobody here has seen what they have learnt. Ask for certificates, or train them."
    ),
}


class PeerBroughtIn(Event, frozen=True, kw_only=True):
    """Somebody who gives support elsewhere was taken over from a list, as an applicant.

    ``listed_conditions`` are the words of the list. They are nobody's to use: what matching knows
    of a peer supporter is what they say and consent to themself (domain reference, 4.1).
    ``pvg_listed_until`` is what the list says of a PVG membership. It is no result seen here.
    """

    peer: PeerId
    gaps: tuple[PeerGap, ...] = ()
    address: PeersWords = None
    listed_conditions: PeersItems = ()
    supports_since: date | None = None
    pvg_listed_until: date | None = None


class Elsewhere(msgspec.Struct, frozen=True):
    """What somebody's stages and tasks need to know of the list that they came from."""

    at: datetime
    gaps: tuple[PeerGap, ...]
    pvg_listed_until: date | None = None
