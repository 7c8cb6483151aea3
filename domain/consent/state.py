"""Every consent and refusal of somebody as it stands, by when each thing took effect.

Their course is activity and folds without a key. Which items they cover is sealed: `COVERAGE` is
for a reader that holds the keyring, and what it cannot open opens nothing.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec

from domain.consent.events import (
    AuthorityEnded,
    AuthorityRecorded,
    DisclosureConsentDeclined,
    DisclosureConsentGiven,
    DisclosureConsentNarrowed,
    DisclosureConsentOffered,
    DisclosureConsentReadBack,
    DisclosureConsentRefused,
    DisclosureConsentWithdrawn,
    OneOffConsentUsed,
)
from domain.consent.language import Audience, Purpose, Standing, ToldBy, Use
from domain.decider import Recorded
from domain.folds import CodedFold, Fold
from domain.people import AuthorityId, ConsentId, ListenerId, MatchId, PeerId, PersonId, StaffId
from domain.periods import end_of, local_day, start_of
from domain.personal import Sealed, known
from domain.service import Duty


class Narrowing(msgspec.Struct, frozen=True):
    """How a consent was made smaller, from when it was communicated."""

    at: datetime
    valid_until: date | None = None
    ask_first: bool = False
    not_later_items: bool = False


class Consent(msgspec.Struct, frozen=True):
    """One consent, or one refusal, as far as its course goes: for whom, what for, and when.

    Of a refusal ``audience``, ``purpose`` and ``channel`` may be left out, which is any, and it has
    no end. ``offered_at`` and ``declined_at`` are of what was offered first. ``recorded_at`` is
    when it was written down, ``withdrawal_recorded_at`` when that it was taken back was, and
    ``used_at`` the first use of one that is for once. ``to_read_back_since`` is when something was
    last written down for them without being read back, ``read_back_at`` when it was.
    """

    peer: PeerId | None = None
    person: PersonId | None = None
    offered_at: datetime | None = None
    ask_on: date | None = None
    declined_at: datetime | None = None
    given_at: datetime | None = None
    recorded_at: datetime | None = None
    evidence_at: datetime | None = None
    is_refusal: bool = False
    audience: Audience | None = None
    audience_staff: StaffId | None = None
    audience_role: Duty | None = None
    audience_match: MatchId | None = None
    audience_named: ListenerId | None = None
    purpose: Purpose | None = None
    channel: ToldBy | None = None
    valid_from: datetime | None = None
    valid_until: date | None = None
    use: Use = Use.STANDING
    include_future: bool = False
    ask_first: bool = False
    narrowings: tuple[Narrowing, ...] = ()
    withdrawn_at: datetime | None = None
    withdrawal_recorded_at: datetime | None = None
    used_at: datetime | None = None
    to_read_back_since: datetime | None = None
    read_back_at: datetime | None = None

    def narrowed_by(self, moment: datetime) -> tuple[Narrowing, ...]:
        """What had made it smaller by a moment."""
        return tuple(each for each in self.narrowings if each.at <= moment)

    def begins_at(self) -> datetime | None:
        """From when it is in force: given, and begun."""
        if self.given_at is None:
            return None
        return max(self.given_at, self.valid_from or self.given_at)

    def last_day_at(self, moment: datetime) -> date | None:
        """Its last day as it stood at a moment; none of a refusal."""
        days = [self.valid_until, *(each.valid_until for each in self.narrowed_by(moment))]
        return min((day for day in days if day is not None), default=None)

    def has_begun_at(self, moment: datetime) -> bool:
        """Whether it had been given and had begun."""
        begins = self.begins_at()
        return begins is not None and begins <= moment

    def is_withdrawn_at(self, moment: datetime) -> bool:
        """Whether it had been taken back, from the moment at which that was communicated."""
        return self.withdrawn_at is not None and self.withdrawn_at <= moment

    def has_run_out_at(self, moment: datetime) -> bool:
        """Whether its last day was over. Nothing is recorded for it: silence is its end."""
        last = self.last_day_at(moment)
        return last is not None and moment > end_of(last)

    def is_spent_at(self, moment: datetime) -> bool:
        """Whether it was for once, and had been used."""
        return self.use is Use.ONE_OFF and self.used_at is not None and self.used_at <= moment

    def in_force_at(self, moment: datetime) -> bool:
        """Whether it had begun, and had neither run out nor been taken back nor been spent."""
        return (
            self.has_begun_at(moment)
            and not self.is_withdrawn_at(moment)
            and not self.has_run_out_at(moment)
            and not self.is_spent_at(moment)
        )

    def asks_first_at(self, moment: datetime) -> bool:
        """Whether they want to be asked each time."""
        return self.ask_first or any(each.ask_first for each in self.narrowed_by(moment))

    def covers_later_items_at(self, moment: datetime) -> bool:
        """Whether a kind covers what they stated after they gave it."""
        ended = any(each.not_later_items for each in self.narrowed_by(moment))
        return self.include_future and not ended

    def was_recorded_late(self) -> bool:
        """Whether it was written down on a later day than it was given."""
        if self.given_at is None or self.recorded_at is None:
            return False
        return local_day(self.recorded_at) > local_day(self.given_at)

    def standing_at(self, moment: datetime) -> Standing:
        """Where it stands."""
        if self.given_at is None or self.given_at > moment:
            return Standing.DECLINED if self.declined_at is not None else Standing.OFFERED
        if self.is_withdrawn_at(moment):
            return Standing.WITHDRAWN
        if self.is_refusal:
            return Standing.REFUSED
        if self.is_spent_at(moment):
            return Standing.SPENT
        if self.has_run_out_at(moment):
            return Standing.EXPIRED
        return Standing.IN_FORCE if self.has_begun_at(moment) else Standing.GIVEN

    def is_open_offer(self) -> bool:
        """Whether it was offered and nobody has answered yet."""
        return self.offered_at is not None and self.given_at is None and self.declined_at is None


Consents = dict[ConsentId, Consent]
SCOPE = (
    "audience",
    "audience_staff",
    "audience_role",
    "audience_match",
    "audience_named",
    "purpose",
    "channel",
)


def _evolve(consents: Consents, recorded: Recorded) -> Consents:
    """Each adds what it says, so that what stands beside another at one instant counts too."""
    event: Any = recorded.event
    before = consents.get(event.consent) or Consent(peer=event.peer, person=event.person)
    match event:
        case DisclosureConsentOffered(at=at, ask_on=ask_on):
            now = msgspec.structs.replace(
                before, offered_at=before.offered_at or at, ask_on=before.ask_on or ask_on
            )
        case DisclosureConsentGiven() | DisclosureConsentRefused():
            if before.given_at is not None:
                return consents
            now = _said(before, recorded)
        case DisclosureConsentDeclined(at=at):
            now = msgspec.structs.replace(before, declined_at=before.declined_at or at)
        case DisclosureConsentNarrowed() as narrowed:
            smaller = Narrowing(
                narrowed.at, narrowed.valid_until, narrowed.ask_first, narrowed.not_later_items
            )
            now = msgspec.structs.replace(
                _to_read_back(before, narrowed), narrowings=(*before.narrowings, smaller)
            )
        case DisclosureConsentWithdrawn(at=at):
            if before.withdrawn_at is not None and before.withdrawn_at <= at:
                return consents
            now = msgspec.structs.replace(
                _to_read_back(before, event),
                withdrawn_at=at,
                withdrawal_recorded_at=recorded.recorded_at,
            )
        case OneOffConsentUsed(used_at=used_at):
            first = min(used_at, before.used_at or used_at)
            now = msgspec.structs.replace(before, used_at=first)
        case DisclosureConsentReadBack(at=at):
            now = msgspec.structs.replace(before, read_back_at=at)
        case _:
            return consents
    return consents | {event.consent: now}


def _said(before: Consent, recorded: Recorded) -> Consent:
    said: Any = recorded.event
    refuses = isinstance(said, DisclosureConsentRefused)
    more: dict[str, Any] = {} if refuses else _of_grant(said)
    now = msgspec.structs.replace(
        before,
        peer=said.peer,
        person=said.person,
        given_at=said.at,
        recorded_at=recorded.recorded_at,
        is_refusal=refuses,
        **{field: getattr(said, field) for field in SCOPE},
        **more,
    )
    return _to_read_back(now, said)


def _of_grant(said: DisclosureConsentGiven) -> dict[str, Any]:
    fields = (
        "valid_from",
        "valid_until",
        "use",
        "include_future",
        "ask_first",
        "evidence_at",
    )
    return {field: getattr(said, field) for field in fields}


def _to_read_back(consent: Consent, said: Any) -> Consent:
    if said.on_behalf is None or said.read_back:
        return consent
    return msgspec.structs.replace(consent, to_read_back_since=said.at)


_NO_CONSENTS: Consents = {}
CONSENTS = Fold(
    hears=frozenset(
        {
            DisclosureConsentOffered,
            DisclosureConsentGiven,
            DisclosureConsentRefused,
            DisclosureConsentDeclined,
            DisclosureConsentNarrowed,
            DisclosureConsentWithdrawn,
            OneOffConsentUsed,
            DisclosureConsentReadBack,
        }
    ),
    initial=_NO_CONSENTS,
    evolve=_evolve,
)
"""Every consent of a peer supporter or person, over their subject; or one, over its own."""


class Coverage(msgspec.Struct, frozen=True):
    """Which items one consent is about, as far as the reader can open it.

    ``items`` are none where they cannot be opened. ``without`` are the items that were taken out,
    each with the moment; nothing in place of them where that cannot be opened.
    """

    items: frozenset[str] | None = None
    every_item: bool = False
    without: tuple[tuple[datetime, frozenset[str] | None], ...] = ()


Coverages = dict[ConsentId, Coverage]


def _evolve_coverage(found: Coverages, recorded: Recorded) -> Coverages:
    match recorded.event:
        case DisclosureConsentGiven(consent=consent, items=items):
            before = found.get(consent, Coverage())
            return found | {consent: msgspec.structs.replace(before, items=_opened(items))}
        case DisclosureConsentRefused(consent=consent, items=items, every_item=every):
            return found | {consent: Coverage(_opened(items), every)}
        case DisclosureConsentNarrowed(consent=consent, without=without, at=at):
            before = found.get(consent, Coverage())
            taken_out = (*before.without, (at, _opened(without)))
            return found | {consent: msgspec.structs.replace(before, without=taken_out)}
        case _:
            return found


def _opened(items: tuple[str, ...] | Sealed) -> frozenset[str] | None:
    said = known(items)
    return None if said is None else frozenset(said)


_NO_COVERAGE: Coverages = {}
COVERAGE = CodedFold(
    hears=frozenset({DisclosureConsentGiven, DisclosureConsentRefused, DisclosureConsentNarrowed}),
    initial=_NO_COVERAGE,
    evolve=_evolve_coverage,
)
"""What each consent covers, as far as the reader can open it."""


class Opened(msgspec.Struct, frozen=True):
    """All that one peer supporter or person let be told or refused, as far as it opens."""

    consents: Mapping[ConsentId, Consent] = msgspec.field(default_factory=dict)
    coverage: Mapping[ConsentId, Coverage] = msgspec.field(default_factory=dict)


class Authority(msgspec.Struct, frozen=True):
    """On what somebody may decide for another, and from when to when."""

    peer: PeerId | None
    person: PersonId | None
    valid_from: date
    valid_until: date | None = None
    ended_at: datetime | None = None

    def in_force_at(self, moment: datetime) -> bool:
        """Whether it had begun and had not ended."""
        if moment < start_of(self.valid_from):
            return False
        if self.valid_until is not None and moment > end_of(self.valid_until):
            return False
        return self.ended_at is None or moment < self.ended_at


Authorities = dict[AuthorityId, Authority]


def _evolve_authorities(found: Authorities, recorded: Recorded) -> Authorities:
    match recorded.event:
        case AuthorityRecorded() as seen:
            authority = Authority(seen.peer, seen.person, seen.valid_from, seen.valid_until)
            return {seen.authority: authority} | found
        case AuthorityEnded(authority=identifier, at=at) if identifier in found:
            before = found[identifier]
            first = min(at, before.ended_at or at)
            return found | {identifier: msgspec.structs.replace(before, ended_at=first)}
        case _:
            return found


_NO_AUTHORITIES: Authorities = {}
AUTHORITIES = Fold(
    hears=frozenset({AuthorityRecorded, AuthorityEnded}),
    initial=_NO_AUTHORITIES,
    evolve=_evolve_authorities,
)
"""Who may decide for somebody, over their subject."""
