"""What is recorded of disclosure consents: offered, given, refused, narrowed, taken back, used."""

from datetime import date, datetime

from domain.consent.language import Audience, AuthorityKind, GivenHow, Purpose, ToldBy, Use
from domain.decider import Event
from domain.match import SharedCodes
from domain.people import (
    AuthorityId,
    ConsentId,
    DisclosureId,
    ListenerId,
    MatchId,
    PeerId,
    PersonId,
    StaffId,
)
from domain.personal import SharedWords
from domain.service import Duty


class DisclosureConsentOffered(Event, frozen=True, kw_only=True):
    """Somebody was asked whether they would let something be told, and it was explained to them.

    Also how an answer to "ask me first" is asked for: then ``under`` is the consent that says so,
    and what is offered is for one occasion. An offer opens nothing. ``ask_on`` is the day on which
    they want to be asked again: they said "not now".
    """

    consent: ConsentId
    peer: PeerId | None = None
    person: PersonId | None = None
    explained_by: StaffId
    form_version: str
    items: SharedCodes = ()
    audience: Audience | None = None
    audience_staff: StaffId | None = None
    audience_role: Duty | None = None
    audience_match: MatchId | None = None
    audience_named: ListenerId | None = None
    audience_words: SharedWords = None
    purpose: Purpose | None = None
    channel: ToldBy | None = None
    use: Use = Use.STANDING
    occasion: SharedWords = None
    under: ConsentId | None = None
    ask_on: date | None = None


class DisclosureConsentGiven(Event, frozen=True, kw_only=True):
    """Somebody let items of their own be told to an audience, for a purpose, until a day.

    Exactly one of ``peer`` and ``person`` is whose consent it is. ``items`` are kinds
    (``CONDITION``, all of them that they had stated by then) or single ones (``CONDITION:STROKE``);
    ``include_future`` opens a kind for what they state later. It is in force from ``valid_from``
    to the end of ``valid_until``. ``on_behalf`` is who wrote it down for them, ``read_back`` that
    it was read back to them then. ``conditions`` are theirs, in their own words; ``ask_first``
    stands in the clear because it decides. ``audience_named`` is one of a class: a group, a
    referrer, a prospective person. ``warned`` says that they knew that it cannot be called back.
    ``evidence_at`` is of when there is evidence, such as a signature, and ``evidence`` where it
    lies. ``authority`` is the recorded authority on which somebody else decided for them.
    """

    consent: ConsentId
    peer: PeerId | None = None
    person: PersonId | None = None
    items: SharedCodes
    audience: Audience
    audience_staff: StaffId | None = None
    audience_role: Duty | None = None
    audience_match: MatchId | None = None
    audience_words: SharedWords = None
    purpose: Purpose
    channel: ToldBy
    valid_from: datetime
    valid_until: date
    use: Use
    occasion: SharedWords = None
    include_future: bool = False
    how: GivenHow
    form_version: str | None = None
    explained_by: StaffId | None = None
    on_behalf: StaffId | None = None
    read_back: bool = False
    ask_first: bool = False
    conditions: SharedWords = None
    audience_named: ListenerId | None = None
    warned: bool = False
    evidence_at: datetime | None = None
    evidence: SharedWords = None
    authority: AuthorityId | None = None


class DisclosureConsentRefused(Event, frozen=True, kw_only=True):
    """Somebody said that something is not to be told. What is left out is meant without limit.

    No ``items`` are all of them, no ``audience`` is anybody, no ``purpose`` or ``channel`` any. It
    stands until they take it back, over every consent that is not strictly narrower.
    """

    consent: ConsentId
    peer: PeerId | None = None
    person: PersonId | None = None
    items: SharedCodes = ()
    audience: Audience | None = None
    audience_staff: StaffId | None = None
    audience_role: Duty | None = None
    audience_match: MatchId | None = None
    audience_named: ListenerId | None = None
    audience_words: SharedWords = None
    purpose: Purpose | None = None
    channel: ToldBy | None = None
    every_item: bool = False
    how: GivenHow
    on_behalf: StaffId | None = None
    read_back: bool = False
    authority: AuthorityId | None = None


class DisclosureConsentDeclined(Event, frozen=True, kw_only=True):
    """Somebody said no to what they were offered. No reason is asked, and nothing follows."""

    consent: ConsentId
    peer: PeerId | None = None
    person: PersonId | None = None
    on_behalf: StaffId | None = None


class DisclosureConsentNarrowed(Event, frozen=True, kw_only=True):
    """Somebody made a consent smaller. ``at`` is when they communicated it, to whomever.

    ``without`` are items that it no longer covers, ``valid_until`` an earlier last day. The others
    say, where they are true, that they are to be asked first from then on, and that nothing which
    they state later is covered.
    """

    consent: ConsentId
    peer: PeerId | None = None
    person: PersonId | None = None
    without: SharedCodes = ()
    valid_until: date | None = None
    ask_first: bool = False
    not_later_items: bool = False
    on_behalf: StaffId | None = None
    read_back: bool = False


class DisclosureConsentWithdrawn(Event, frozen=True, kw_only=True):
    """Somebody took a consent, or a refusal, back. ``at`` is when they communicated it."""

    consent: ConsentId
    peer: PeerId | None = None
    person: PersonId | None = None
    on_behalf: StaffId | None = None
    read_back: bool = False


class OneOffConsentUsed(Event, frozen=True, kw_only=True):
    """What was let be told once was told, on ``used_at``: the consent is spent from then on."""

    consent: ConsentId
    peer: PeerId | None = None
    person: PersonId | None = None
    disclosure: DisclosureId | None = None
    used_at: datetime


class DisclosureConsentReadBack(Event, frozen=True, kw_only=True):
    """What had been written down for somebody about a consent was read back to them."""

    consent: ConsentId
    peer: PeerId | None = None
    person: PersonId | None = None
    by_staff: StaffId | None = None


class AuthorityRecorded(Event, frozen=True, kw_only=True):
    """The paper was seen on which somebody may decide for another about what is told of them."""

    authority: AuthorityId
    peer: PeerId | None = None
    person: PersonId | None = None
    kind: AuthorityKind
    holder: SharedWords = None
    valid_from: date
    valid_until: date | None = None
    seen_by: StaffId


class AuthorityEnded(Event, frozen=True, kw_only=True):
    """Nobody decides for somebody on this authority any longer. ``at`` is when it ended."""

    authority: AuthorityId
    peer: PeerId | None = None
    person: PersonId | None = None
