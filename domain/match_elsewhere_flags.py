"""What a match that ran before it was recorded here leaves open, each a task until it is done."""

from collections.abc import Iterator
from datetime import datetime

from domain.flags import Flag, first_of
from domain.match import Match, MatchGap, Side
from domain.match.elsewhere import OF_THE_PEER, SENTENCES
from domain.person import Person
from domain.referral import Referral


def flags_of_brought_in(match: Match, person: Person, referral: Referral) -> Iterator[Flag]:
    """The gaps of a running match that was brought in, but for those about the peer supporter."""
    if match.brought_in is None:
        return
    for gap in match.brought_in.gaps:
        if gap not in OF_THE_PEER:
            settled_at = _settled_at(gap, match, person, referral)
            yield Flag(
                f"GAP_{gap}",
                SENTENCES[gap],
                match.brought_in.at,
                first_of(settled_at, match.over_at, person.died_at),
            )


def _settled_at(gap: MatchGap, match: Match, person: Person, referral: Referral) -> datetime | None:
    """When what was open was done here."""
    reviews = {
        side: first_of(*(each.at for each in match.reviews if side in each.heard)) for side in Side
    }
    met_at = first_of(*(at for _staff, at in referral.got_to_know))
    match gap:
        case MatchGap.NOBODY_TO_CONTACT:
            return person.safe_contact_at
        case MatchGap.PERSON_NOT_MET | MatchGap.NO_NAME:
            return first_of(met_at, reviews[Side.PERSON])
        case MatchGap.PEER_NOT_MET:
            return first_of(match.agreed_at, reviews[Side.PEER])
        case MatchGap.AGREEMENT_NOT_SEEN:
            return match.agreed_at
        case MatchGap.CONFIDENTIALITY_NOT_RECORDED:
            return match.explained_at.get(Side.PERSON)
        case _:
            return first_of(match.agreed_at, reviews[Side.PERSON])
