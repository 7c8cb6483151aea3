"""May an item be told now? The question of a screen, put to the one function that answers it."""

from collections.abc import Iterable

import msgspec

from application.looking import Looking
from domain.consent import (
    CONSENTS,
    COVERAGE,
    RULE_VERSION,
    Audience,
    Opened,
    Purpose,
    ToldBy,
    may_disclose,
)
from domain.disclosure import SPOKEN_FOR, DisclosureOutcome, listener_at, stated_at
from domain.people import ConsentId, ListenerId, MatchId, StaffId, Subject
from domain.preferences import PREFERENCES


class MayBeTold(msgspec.Struct, frozen=True):
    """The answer, as a code and as a sentence, and the consent on which it rests."""

    position: int
    verdict: str
    outcome: str
    sentence: str
    consent: ConsentId | None
    rule_version: str


def may_be_told(
    look: Looking,
    of: Subject,
    item: str,
    purpose: Purpose,
    channel: ToldBy,
    *,
    audience: Audience | None = None,
    staff: StaffId | None = None,
    match: MatchId | None = None,
    named: ListenerId | None = None,
) -> MayBeTold:
    """Whether an item of a subject may be told to somebody now, and under which consent."""
    to = listener_at(look, of, look.now, audience=audience, staff=staff, match=match, named=named)
    answer = may_disclose(
        Opened(look(CONSENTS, of), look(COVERAGE, of)),
        item,
        to,
        purpose,
        channel,
        look.now,
        stated_at=stated_at(item, look(PREFERENCES, of)),
    )
    outcome = DisclosureOutcome(answer.why or answer.verdict)
    return MayBeTold(
        look.position, answer.verdict, outcome, SPOKEN_FOR[outcome], answer.consent, RULE_VERSION
    )


def may_be_seen(
    look: Looking,
    of: Subject,
    items: Iterable[str],
    staff: StaffId | None,
    purpose: str | None,
) -> tuple[str, ...]:
    """Which of some items a screen may show to a member of staff, for the purpose of a consent.

    Nobody signed in, and nobody to whom a standing consent reaches, is shown one.
    """
    if staff is None or purpose is None:
        return ()
    to = listener_at(look, of, look.now, staff=staff)
    opened = Opened(look(CONSENTS, of), look(COVERAGE, of))
    stated = look(PREFERENCES, of)
    return tuple(
        item
        for item in items
        if may_disclose(
            opened,
            item,
            to,
            Purpose(purpose),
            ToldBy.SCREEN,
            look.now,
            stated_at=stated_at(item, stated),
        ).opens_again_and_again
    )
