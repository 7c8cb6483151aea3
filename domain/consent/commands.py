"""What can be asked about consents. Every one is somebody's own word, whoever writes it down."""

from datetime import date, datetime

from domain.consent.language import Audience, AuthorityKind, GivenHow, Purpose, ToldBy, Use
from domain.decider import Command
from domain.people import (
    AuthorityId,
    ConsentId,
    ListenerId,
    MatchId,
    PeerId,
    PersonId,
    StaffId,
)
from domain.service import Duty


class OfferDisclosureConsent(Command, frozen=True, kw_only=True):
    """Record that a consent was explained to somebody and they were asked whether they give it.

    With ``under``, a consent of theirs that says "ask me first", it asks them about one occasion.
    ``ask_on`` is the day on which they want to be asked again: they said "not now".
    """

    explained_by: StaffId
    form_version: str
    peer: PeerId | None = None
    person: PersonId | None = None
    items: tuple[str, ...] = ()
    audience: Audience | None = None
    audience_staff: StaffId | None = None
    audience_role: Duty | None = None
    audience_match: MatchId | None = None
    audience_named: ListenerId | None = None
    audience_words: str | None = None
    purpose: Purpose | None = None
    channel: ToldBy | None = None
    occasion: str | None = None
    under: ConsentId | None = None
    condition_of_role: bool = False
    ask_on: date | None = None
    at: datetime | None = None


class GiveDisclosureConsent(Command, frozen=True, kw_only=True):
    """Record what somebody lets be told of themself, on their own word.

    ``own_word`` says that it comes from themself and not from somebody who speaks for them; only
    an ``authority`` on record stands in for it. ``consent`` names the offer that this answers.
    ``condition_of_role`` says that it was asked of them so that they may take part. ``warned`` says
    that they know that what is public cannot be called back.
    """

    own_word: bool
    items: tuple[str, ...]
    audience: Audience
    purpose: Purpose
    channel: ToldBy
    peer: PeerId | None = None
    person: PersonId | None = None
    audience_staff: StaffId | None = None
    audience_role: Duty | None = None
    audience_match: MatchId | None = None
    audience_words: str | None = None
    valid_from: datetime | None = None
    valid_until: date | None = None
    use: Use = Use.STANDING
    occasion: str | None = None
    include_future: bool = False
    how: GivenHow = GivenHow.SPOKEN
    form_version: str | None = None
    explained_by: StaffId | None = None
    on_behalf: StaffId | None = None
    read_back: bool = False
    ask_first: bool = False
    conditions: str | None = None
    consent: ConsentId | None = None
    audience_named: ListenerId | None = None
    warned: bool = False
    evidence_at: datetime | None = None
    evidence: str | None = None
    authority: AuthorityId | None = None
    condition_of_role: bool = False
    at: datetime | None = None


class RefuseDisclosureConsent(Command, frozen=True, kw_only=True):
    """Record what somebody does not want to be told. Whatever is left out is meant without limit.

    It outranks every consent that is not strictly narrower, until they take it back. ``consent``
    names the offer that this answers.
    """

    peer: PeerId | None = None
    person: PersonId | None = None
    items: tuple[str, ...] = ()
    audience: Audience | None = None
    audience_staff: StaffId | None = None
    audience_role: Duty | None = None
    audience_match: MatchId | None = None
    audience_named: ListenerId | None = None
    audience_words: str | None = None
    purpose: Purpose | None = None
    channel: ToldBy | None = None
    how: GivenHow = GivenHow.SPOKEN
    on_behalf: StaffId | None = None
    read_back: bool = False
    authority: AuthorityId | None = None
    consent: ConsentId | None = None
    at: datetime | None = None


class DeclineDisclosureConsent(Command, frozen=True, kw_only=True):
    """Record a no to what was offered. No reason is asked, and nothing follows from it."""

    consent: ConsentId
    on_behalf: StaffId | None = None
    at: datetime | None = None


class NarrowDisclosureConsent(Command, frozen=True, kw_only=True):
    """Record that somebody made a consent of theirs smaller. To widen one, they give another."""

    consent: ConsentId
    without: tuple[str, ...] = ()
    valid_until: date | None = None
    ask_first: bool = False
    not_later_items: bool = False
    on_behalf: StaffId | None = None
    read_back: bool = False
    at: datetime | None = None


class WithdrawDisclosureConsent(Command, frozen=True, kw_only=True):
    """Record that somebody took a consent, or a refusal, back, from when they said so."""

    consent: ConsentId
    on_behalf: StaffId | None = None
    read_back: bool = False
    at: datetime | None = None


class RecordConsentReadBack(Command, frozen=True, kw_only=True):
    """Record that what was written down for somebody was read back to them."""

    consent: ConsentId
    by_staff: StaffId | None = None
    at: datetime | None = None


class RecordAuthority(Command, frozen=True, kw_only=True):
    """Record that the paper was seen on which somebody may decide for another."""

    kind: AuthorityKind
    seen_by: StaffId
    valid_from: date
    holder: str
    peer: PeerId | None = None
    person: PersonId | None = None
    valid_until: date | None = None
    at: datetime | None = None


class EndAuthority(Command, frozen=True, kw_only=True):
    """Record that nobody decides for somebody on an authority any longer."""

    authority: AuthorityId
    at: datetime | None = None


ConsentCommand = (
    OfferDisclosureConsent
    | GiveDisclosureConsent
    | RefuseDisclosureConsent
    | DeclineDisclosureConsent
    | NarrowDisclosureConsent
    | WithdrawDisclosureConsent
    | RecordConsentReadBack
    | RecordAuthority
    | EndAuthority
)
