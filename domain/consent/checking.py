"""May something be disclosed? The one answer, for every screen, search, export and message.

Default deny (domain reference, 4.1). A disclosure fits a consent when all six dimensions do: item,
audience, purpose, channel, validity and use. What counts is when things took effect, not when they
were recorded. An explicit refusal outranks every consent that is not strictly more specific than
it; where neither is more specific than the other, the refusal wins.

How specific: a single item before its kind, a kind before everything; a named person, match or
group before a role, a role before a class, a class before anybody; a named purpose or channel
before any. Whether a consent is for once, and how long it runs, does not make it more specific:
every consent ends and no refusal does, so nothing could ever be refused.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

import msgspec

from domain.consent.language import KINDS, Audience, Purpose, ToldBy, Use
from domain.consent.state import Consent, Coverage, Opened
from domain.people import ConsentId, ListenerId, MatchId, StaffId
from domain.service import Duty

RULE_VERSION = "may-disclose-1"
NO_COVERAGE = Coverage()


class Verdict(StrEnum):
    """What the check says."""

    ALLOWED = "ALLOWED"
    PENDING = "PENDING"
    DENIED = "DENIED"


class Why(StrEnum):
    """Why something may not be disclosed."""

    REFUSED = "REFUSED"
    SPENT = "SPENT"
    WITHDRAWN = "WITHDRAWN"
    EXPIRED = "EXPIRED"
    WRONG_CHANNEL = "WRONG_CHANNEL"
    WRONG_PURPOSE = "WRONG_PURPOSE"
    WRONG_AUDIENCE = "WRONG_AUDIENCE"
    NOT_ITEM = "NOT_ITEM"
    NO_CONSENT = "NO_CONSENT"


class Listener(NamedTuple):
    """Who would come to know: a member of staff with their duties then, or somebody else.

    ``match`` is the running match within which a person hears it. Of others ``audience`` says
    which class they belong to, and ``named`` which one of them it is.
    """

    staff: StaffId | None = None
    duties: tuple[Duty, ...] = ()
    match: MatchId | None = None
    audience: Audience | None = None
    named: ListenerId | None = None


class Answer(msgspec.Struct, frozen=True):
    """What the check says, and under which consent, or why not.

    ``scope`` is the consent as it stood. Of a denial ``consent`` names what came nearest: the
    refusal that stands in the way, or the consent that is spent, taken back, over or for something
    else.
    """

    verdict: Verdict
    consent: ConsentId | None = None
    why: Why | None = None
    scope: Consent | None = None

    @property
    def opens_again_and_again(self) -> bool:
        """Whether a screen or an engine may use it, which looks any number of times."""
        standing = self.scope is not None and self.scope.use is Use.STANDING
        return self.verdict is Verdict.ALLOWED and standing


def may_disclose(  # noqa: PLR0917 - the dimensions, in their order
    opened: Opened,
    item: str,
    to: Listener,
    purpose: Purpose,
    channel: ToldBy,
    moment: datetime,
    *,
    stated_at: datetime | None = None,
) -> Answer:
    """Whether an item of somebody may be disclosed to a listener at a moment.

    ``opened`` is all that this one person or peer supporter let be told or refused. ``stated_at``
    is when they first stated the item: a consent for a kind covers what they had stated by the time
    they gave it. Where several consents fit, a standing one is named before one that is for once,
    then the first that was given, then by identifier.
    """
    if item.partition(":")[0] not in KINDS:
        return Answer(Verdict.DENIED, why=Why.NOT_ITEM)
    asked = _Asked(item, to, purpose, channel, moment, stated_at)
    grants = sorted(_of(opened, refusals=False), key=_order)
    refusals = sorted(_of(opened, refusals=True), key=_order)
    barring = [each for each in refusals if asked.is_refused_by(*each[1:])]
    fitting = [each for each in grants if asked.misses(*each[1:]) == ()]
    free = [each for each in fitting if all(asked.outranks(each, no) for no in barring)]
    for waits in (False, True):
        for identifier, consent, _coverage in free:
            if consent.in_force_at(moment) and consent.asks_first_at(moment) is waits:
                verdict = Verdict.PENDING if waits else Verdict.ALLOWED
                return Answer(verdict, identifier, scope=consent)
    if barring:
        identifier, refusal, _coverage = barring[0]
        return Answer(Verdict.DENIED, identifier, Why.REFUSED, refusal)
    return _nearest(asked, grants, fitting)


Of = tuple[ConsentId, Consent, Coverage]


def _of(opened: Opened, *, refusals: bool) -> Iterator[Of]:
    for identifier, consent in opened.consents.items():
        if consent.given_at is not None and consent.is_refusal is refusals:
            yield identifier, consent, opened.coverage.get(identifier, NO_COVERAGE)


def _order(each: Of) -> tuple[bool, datetime | None, ConsentId]:
    identifier, consent, _coverage = each
    return consent.use is Use.ONE_OFF, consent.given_at, identifier


class _Asked(NamedTuple):
    """One disclosure that is asked about."""

    item: str
    to: Listener
    purpose: Purpose
    channel: ToldBy
    moment: datetime
    stated_at: datetime | None

    def misses(self, consent: Consent, coverage: Coverage) -> tuple[Why, ...]:
        """In which of the four dimensions of what is said to whom a consent does not fit."""
        fits = {
            Why.WRONG_CHANNEL: consent.channel is self.channel,
            Why.WRONG_PURPOSE: consent.purpose is self.purpose,
            Why.WRONG_AUDIENCE: reaches(consent, self.to),
            Why.NOT_ITEM: self._is_covered(consent, coverage),
        }
        return tuple(why for why, fit in fits.items() if not fit)

    def is_refused_by(self, refusal: Consent, coverage: Coverage) -> bool:
        """Whether a refusal that stands speaks of this. One that cannot be read does."""
        kind = self.item.partition(":")[0]
        said = coverage.items
        about = coverage.every_item or said is None or bool({self.item, kind} & said)
        if not about and self.item == kind:  # the whole kind, with one of it refused
            about = any(each.partition(":")[0] == kind for each in said or ())
        return (
            about
            and refusal.in_force_at(self.moment)
            and refusal.channel in {None, self.channel}
            and refusal.purpose in {None, self.purpose}
            and reaches(refusal, self.to)
        )

    def outranks(self, grant: Of, refusal: Of) -> bool:
        """Whether a consent that fits is strictly more specific than a refusal."""
        yes, no = self._rank(*grant[1:]), self._rank(*refusal[1:])
        return yes != no and all(mine >= theirs for mine, theirs in zip(yes, no, strict=True))

    def _rank(self, consent: Consent, coverage: Coverage) -> tuple[int, int, int, int]:
        """How specific it is about the item, the audience, the purpose and the channel."""
        return (
            self._rank_of_item(coverage),
            rank_of_audience(consent),
            int(consent.purpose is not None),
            int(consent.channel is not None),
        )

    def _rank_of_item(self, coverage: Coverage) -> int:
        said = coverage.items
        if said is None:  # it cannot be read, so nothing is narrower
            return 3
        kind, _colon, label = self.item.partition(":")
        if label and self.item in said:
            return 2
        if not label and any(each.startswith(f"{kind}:") for each in said):
            return 2
        return int(kind in said)

    def _is_covered(self, consent: Consent, coverage: Coverage) -> bool:
        if coverage.items is None or consent.given_at is None:
            return False
        kind, _colon, label = self.item.partition(":")
        for at, items in coverage.without:
            if at > self.moment:
                continue
            if items is None or items & {self.item, kind}:
                return False
            if not label and any(each.startswith(f"{kind}:") for each in items):
                return False
        if self.item in coverage.items:
            return True
        if kind not in coverage.items:
            return False
        stated_by_then = self.stated_at is not None and self.stated_at <= consent.given_at
        return stated_by_then or consent.covers_later_items_at(self.moment)


def reaches(consent: Consent, to: Listener) -> bool:
    """Whether a listener is among those whom a consent or a refusal speaks of."""
    match consent.audience:
        case None:
            return True
        case Audience.STAFF_MEMBER:
            return to.staff is not None and consent.audience_staff == to.staff
        case Audience.ROLE:
            return to.staff is not None and consent.audience_role in to.duties
        case Audience.MATCHED_PERSON:
            return to.match is not None and consent.audience_match in {None, to.match}
        case other:
            return other is to.audience and consent.audience_named in {None, to.named}


def rank_of_audience(consent: Consent) -> int:
    """Somebody named is 3, a role 2, a class 1, anybody 0."""
    match consent.audience:
        case None:
            return 0
        case Audience.STAFF_MEMBER:
            return 3
        case Audience.ROLE:
            return 2
        case Audience.MATCHED_PERSON:
            return 3 if consent.audience_match is not None else 1
        case _:
            return 3 if consent.audience_named is not None else 1


def _nearest(asked: _Asked, grants: list[Of], fitting: list[Of]) -> Answer:
    """Which no it is, where nothing was refused: the consent that came nearest says."""
    past = {
        Why.SPENT: Consent.is_spent_at,
        Why.WITHDRAWN: Consent.is_withdrawn_at,
        Why.EXPIRED: Consent.has_run_out_at,
    }
    for why, is_so in past.items():
        for identifier, consent, _coverage in fitting:
            if consent.has_begun_at(asked.moment) and is_so(consent, asked.moment):
                return Answer(Verdict.DENIED, identifier, why, consent)
    for why in (Why.WRONG_CHANNEL, Why.WRONG_PURPOSE, Why.WRONG_AUDIENCE, Why.NOT_ITEM):
        for identifier, consent, coverage in grants:
            if consent.in_force_at(asked.moment) and asked.misses(consent, coverage) == (why,):
                return Answer(Verdict.DENIED, identifier, why, consent)
    return Answer(Verdict.DENIED, why=Why.NO_CONSENT)
