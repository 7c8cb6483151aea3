"""What somebody lets be told of themself: which items, to whom, what for, how, and until when.

A peer supporter's own experience is theirs alone, towards the coordinator and every screen too
(domain reference, 4.1). Nothing may be told or used without a consent that fits in all six
dimensions: items, audience, purpose, channel, validity and use. Only the subject gives one; a
withdrawal counts from the moment at which it was communicated and is never refused.

Items are sealed. What a consent is for, and when it is in force, is clear, so that its course folds
without a key; whether it covers an item is for a reader who holds one (`CONSENTED_ITEMS`).
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

import msgspec

from domain.decider import (
    Command,
    Decider,
    Event,
    Malformed,
    Read,
    Recorded,
    Refusal,
    Unknown,
    event_of,
)
from domain.dimensions import LABEL, LONGEST_LABEL, Dimension, label_of
from domain.folds import CodedFold, Fold
from domain.match import SharedCodes
from domain.peer import PEER, Peer, UnknownPeer, must_be_known_peer
from domain.people import ConsentId, MatchId, PeerId, PersonId, StaffId, subject
from domain.periods import LOCAL, NotYetHappened, TooLongAgo, end_of, happened, local_day
from domain.person import PERSON, Person, UnknownPerson, must_be_known
from domain.personal import SharedWords, known
from domain.service import Duty

# --- Language ---


class Audience(StrEnum):
    """To whom. A named member of staff or match is nearer than a role, a role than a class."""

    STAFF_MEMBER = "STAFF_MEMBER"
    ROLE = "ROLE"
    MATCHED_PERSON = "MATCHED_PERSON"
    PROSPECTIVE_PERSON = "PROSPECTIVE_PERSON"
    GROUP_MEMBERS = "GROUP_MEMBERS"
    REFERRER = "REFERRER"
    OTHER_PEERS = "OTHER_PEERS"
    PROFESSIONALS = "PROFESSIONALS"
    FUNDER = "FUNDER"
    PUBLIC = "PUBLIC"


class Purpose(StrEnum):
    """What for. There is no "general"."""

    MATCHING = "MATCHING"
    SHARE_WITH_PERSON_BEFORE_MATCH = "SHARE_WITH_PERSON_BEFORE_MATCH"
    SUPPORTING_IN_MATCH = "SUPPORTING_IN_MATCH"
    SUPERVISION = "SUPERVISION"
    OWN_WELLBEING_ADJUSTMENTS = "OWN_WELLBEING_ADJUSTMENTS"
    TRAINING_OTHERS = "TRAINING_OTHERS"
    STORY_PUBLICITY = "STORY_PUBLICITY"
    EVALUATION = "EVALUATION"
    EMERGENCY_CARE = "EMERGENCY_CARE"


class ToldBy(StrEnum):
    """By which way it reaches them."""

    SPOKEN = "SPOKEN"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    LETTER = "LETTER"
    SCREEN = "SCREEN"
    VIDEO = "VIDEO"
    PRINT = "PRINT"
    WEB = "WEB"
    SOCIAL_MEDIA = "SOCIAL_MEDIA"


class Use(StrEnum):
    """Once, or as often as it serves the purpose."""

    ONE_OFF = "ONE_OFF"
    STANDING = "STANDING"


class GivenHow(StrEnum):
    """How a consent was given."""

    SCREEN = "SCREEN"
    PAPER = "PAPER"
    SPOKEN = "SPOKEN"
    PHONE = "PHONE"


OTHER_KINDS = frozenset(
    {
        "DIAGNOSIS_DATE",
        "TREATMENT",
        "MENTAL_HEALTH",
        "HOSPITAL",
        "SUBSTANCE",
        "BENEFITS_WORK",
        "FAMILY",
        "SEXUALITY",
        "STORY",
        "PHOTO",
        "NAME_FULL",
        "FIRST_NAME",
        "PHONE",
    }
)
"""Kinds of item that no dimension of matching has (domain reference, 4.1)."""

KINDS = frozenset(each.value for each in Dimension) | OTHER_KINDS

CLASSES = frozenset(
    {Audience.OTHER_PEERS, Audience.PROFESSIONALS, Audience.FUNDER, Audience.PUBLIC}
)
"""Audiences that nobody can name one by one."""

CANNOT_BE_RECALLED = frozenset({ToldBy.WEB, ToldBy.SOCIAL_MEDIA})
PUBLISHED_AT_MOST = timedelta(days=366)
"""What is public runs for twelve months at most (domain reference, 4.1)."""

LONGEST = timedelta(days=3 * 366)
"""Beyond this an end is none. Twelve months are usual; nobody fixes a number, so this is ours."""

# --- Events ---


class DisclosureConsentGiven(Event, frozen=True, kw_only=True):
    """Somebody let items of their own be told to an audience, for a purpose, until a day.

    Exactly one of ``peer`` and ``person`` is whose consent it is. ``items`` are kinds
    (``CONDITION``, all of them that they had stated by then) or single ones (``CONDITION:STROKE``);
    ``include_future`` opens a kind for what they state later. It is in force from ``valid_from``
    to the end of ``valid_until``. ``on_behalf`` is who wrote it down for them, ``read_back`` that
    it was read back to them then. ``conditions`` are theirs, in their own words; ``ask_first``
    stands in the clear because it decides.
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


class DisclosureConsentWithdrawn(Event, frozen=True, kw_only=True):
    """Somebody took a consent back. ``at`` is when they communicated it, to whomever."""

    consent: ConsentId
    peer: PeerId | None = None
    person: PersonId | None = None
    on_behalf: StaffId | None = None


# --- Commands ---


class GiveDisclosureConsent(Command, frozen=True, kw_only=True):
    """Record what somebody lets be told of themself, on their own word.

    ``own_word`` says that it comes from themself and not from somebody who speaks for them.
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
    at: datetime | None = None


class WithdrawDisclosureConsent(Command, frozen=True, kw_only=True):
    """Record that somebody took a consent back, from when they said so."""

    consent: ConsentId
    on_behalf: StaffId | None = None
    at: datetime | None = None


ConsentCommand = GiveDisclosureConsent | WithdrawDisclosureConsent

# --- State ---


class Consent(msgspec.Struct, frozen=True):
    """One consent as far as its course goes: for whom, what for, and when it is in force."""

    peer: PeerId | None
    person: PersonId | None
    given_at: datetime
    audience: Audience
    audience_staff: StaffId | None
    audience_role: Duty | None
    audience_match: MatchId | None
    purpose: Purpose
    channel: ToldBy
    valid_from: datetime
    valid_until: date
    use: Use
    include_future: bool
    ask_first: bool
    withdrawn_at: datetime | None = None

    def in_force_at(self, moment: datetime) -> bool:
        """Whether it had been given, had begun, and had neither run out nor been taken back."""
        if moment < max(self.given_at, self.valid_from) or moment > end_of(self.valid_until):
            return False
        return self.withdrawn_at is None or moment < self.withdrawn_at


def _evolve(consents: dict[ConsentId, Consent], recorded: Recorded) -> dict[ConsentId, Consent]:
    match recorded.event:
        case DisclosureConsentGiven() as given if given.consent not in consents:
            clear = {
                field: getattr(given, field)
                for field in Consent.__struct_fields__
                if field in given.__struct_fields__
            }
            return consents | {given.consent: Consent(given_at=given.at, **clear)}
        case DisclosureConsentWithdrawn(consent=identifier, at=at) if identifier in consents:
            consent = consents[identifier]
            first = min(at, consent.withdrawn_at or at)
            return consents | {identifier: msgspec.structs.replace(consent, withdrawn_at=first)}
        case _:
            return consents


_NO_CONSENTS: dict[ConsentId, Consent] = {}
CONSENTS = Fold(
    hears=frozenset({DisclosureConsentGiven, DisclosureConsentWithdrawn}),
    initial=_NO_CONSENTS,
    evolve=_evolve,
)
"""Every consent of a peer supporter or person, over their subject; or one, over its own."""


def _evolve_items(
    items: dict[ConsentId, frozenset[str]], recorded: Recorded
) -> dict[ConsentId, frozenset[str]]:
    match recorded.event:
        case DisclosureConsentGiven(consent=consent, items=said):
            return items | {consent: frozenset(known(said) or ())}
        case _:
            return items


_NO_ITEMS: dict[ConsentId, frozenset[str]] = {}
CONSENTED_ITEMS = CodedFold(
    hears=frozenset({DisclosureConsentGiven}), initial=_NO_ITEMS, evolve=_evolve_items
)
"""What each consent covers, as far as the reader can open it."""


class Opened(msgspec.Struct, frozen=True):
    """All that one peer supporter or person consented to, items as far as the reader opens them."""

    consents: Mapping[ConsentId, Consent] = msgspec.field(default_factory=dict)
    items: Mapping[ConsentId, frozenset[str]] = msgspec.field(default_factory=dict)


class Listener(NamedTuple):
    """Who would come to know, in which duties, and within which match where there is one."""

    staff: StaffId | None = None
    duties: tuple[Duty, ...] = ()
    match: MatchId | None = None


def may_be_used(
    item: str,
    stated_at: datetime | None,
    opened: Opened,
    listener: Listener,
    moment: datetime,
    *,
    purpose: Purpose = Purpose.MATCHING,
    channel: ToldBy = ToldBy.SCREEN,
) -> ConsentId | None:
    """The consent under which an item may be used at a moment, or nothing: default deny.

    All six dimensions have to fit. ``stated_at`` is when the item was first stated: a consent for a
    kind covers what had been stated when it was given. A one-off consent, or one that says "ask me
    first", opens nothing by itself, because an engine would look again and again and asks nobody.
    Where several fit, the first that was given is named (ties by its identifier).
    """
    fitting = [
        (consent.given_at, identifier)
        for identifier, consent in opened.consents.items()
        if consent.purpose is purpose
        and consent.channel is channel
        and consent.use is Use.STANDING
        and not consent.ask_first
        and consent.in_force_at(moment)
        and _reaches(consent, listener)
        and _covers(consent, opened.items.get(identifier, frozenset()), item, stated_at)
    ]
    return min(fitting)[1] if fitting else None


def _reaches(consent: Consent, listener: Listener) -> bool:
    match consent.audience:
        case Audience.STAFF_MEMBER:
            return listener.staff is not None and consent.audience_staff == listener.staff
        case Audience.ROLE:
            return listener.staff is not None and consent.audience_role in listener.duties
        case Audience.MATCHED_PERSON:
            return listener.match is not None and consent.audience_match in {None, listener.match}
        case _:
            return False


def _covers(consent: Consent, items: frozenset[str], item: str, stated_at: datetime | None) -> bool:
    if item in items:
        return True
    if item.partition(":")[0] not in items:
        return False
    return consent.include_future or (stated_at is not None and stated_at <= consent.given_at)


class ConsentAsked(msgspec.Struct, frozen=True):
    """Whoever consents, and the consent that is meant, at the moment of asking."""

    now: datetime
    new_consent: ConsentId
    person: Person = Person()
    peer: Peer = Peer()
    consent: Consent | None = None


# --- Refusals ---


class UnknownConsent(Unknown):
    """No consent was recorded under this identifier."""


class WhoseConsent(Malformed):
    """A consent is somebody's: of one peer supporter or of one person."""


class NotTheirOwnWord(Refusal):
    """Somebody else spoke: nobody consents for another, and no coordinator for a peer supporter."""


class NotReadBack(Refusal):
    """A consent was written down for somebody and not read back to them."""


class BundledConsent(Refusal):
    """A consent opens too much to too many at once to be a choice."""


class ConsentWithoutEnd(Refusal):
    """A consent has no end, or one so far off that it is none."""


class ConsentBackdated(Refusal):
    """A consent is to hold from before it was given."""


class ConsentOver(Malformed):
    """A consent would end before it begins."""


class NotAnItemOfTheirs(Malformed):
    """What is to be told is none of the kinds of item that there are."""


class AudienceNotNamed(Malformed):
    """It is not said to which member of staff, or to whom in which role."""


# --- Decider ---


def gather(command: ConsentCommand, read: Read) -> ConsentAsked:
    """Look at whoever consents, or at the consent."""
    asked = ConsentAsked(read.now, ConsentId(read.fresh("consent")))
    replace = msgspec.structs.replace
    if isinstance(command, WithdrawDisclosureConsent):
        consents = read(CONSENTS, subject("consent", command.consent))
        return replace(asked, consent=consents.get(command.consent))
    if command.peer is not None:
        asked = replace(asked, peer=read(PEER, subject("peer", command.peer)))
    if command.person is not None:
        asked = replace(asked, person=read(PERSON, subject("person", command.person)))
    return asked


def decide(command: ConsentCommand, state: ConsentAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    match command:
        case GiveDisclosureConsent():
            return [_given(command, state)]
        case WithdrawDisclosureConsent():
            consent = state.consent
            if consent is None:
                raise UnknownConsent("No consent is known under this identifier. Check it.")
            at = max(happened(command.at, state.now), consent.given_at)
            if consent.withdrawn_at is not None and consent.withdrawn_at <= at:
                return []
            ids = {"peer": consent.peer, "person": consent.person}
            return [event_of(DisclosureConsentWithdrawn, command, **ids, at=at)]


def _given(command: GiveDisclosureConsent, state: ConsentAsked) -> Event:
    if (command.peer is None) == (command.person is None):
        raise WhoseConsent(
            "Say whose consent this is: of one peer supporter or of one person.", field="peer"
        )
    if command.peer is not None:
        must_be_known_peer(state.peer)
    else:
        must_be_known(state.person)
    if not command.own_word:
        raise NotTheirOwnWord(
            "Only they themselves can let this be told. Ask them, and record what they say.",
            field="own_word",
        )
    if command.on_behalf is not None and not command.read_back:
        raise NotReadBack(
            "You wrote this down for somebody. Read it back to them first, and say so.",
            field="read_back",
        )
    items = tuple(sorted({_item(each) for each in command.items}))
    _check_audience(command)
    at = happened(command.at, state.now)
    valid_from = _from(command, at)
    _check_bundle(command, items)
    _check_end(command, valid_from)
    return event_of(
        DisclosureConsentGiven,
        command,
        consent=state.new_consent,
        items=items,
        valid_from=valid_from,
        at=at,
    )


def _item(text: str) -> str:
    kind, colon, label = text.partition(":")
    kind, label = label_of(kind), label_of(label)
    written = not colon or (LABEL.fullmatch(label) is not None and len(label) <= LONGEST_LABEL)
    if kind not in KINDS or not written:
        raise NotAnItemOfTheirs(
            "Say which items, one by one. Their kinds are "
            f"{', '.join(sorted(KINDS))}; a single one is written KIND:LABEL.",
            field="items",
        )
    return f"{kind}:{label}" if colon else kind


def _check_audience(command: GiveDisclosureConsent) -> None:
    if command.audience is Audience.STAFF_MEMBER and command.audience_staff is None:
        raise AudienceNotNamed("Say to which member of staff.", field="audience_staff")
    if command.audience is Audience.ROLE and command.audience_role is None:
        raise AudienceNotNamed("Say to whom, in which role.", field="audience_role")


def _from(command: GiveDisclosureConsent, at: datetime) -> datetime:
    """From when it holds: no earlier than it was given."""
    said = command.valid_from
    if said is None:
        return at
    if said.tzinfo is None:
        said = said.replace(tzinfo=LOCAL)
    said = said.astimezone(UTC)
    if said < at:
        raise ConsentBackdated(
            "A consent holds from when it was given at the earliest. Choose a later day.",
            field="valid_from",
        )
    return said


def _check_bundle(command: GiveDisclosureConsent, items: Sequence[str]) -> None:
    if not items:
        raise NotAnItemOfTheirs("Say which items may be told.", field="items")
    whole = [each for each in items if ":" not in each]
    if len(whole) == len(KINDS):
        raise BundledConsent(
            "This opens everything at once. Choose what may be told, item by item.", field="items"
        )
    if command.audience in CLASSES and (whole or command.include_future):
        raise BundledConsent(
            "This many people may be told single items only. Name each of them.", field="items"
        )
    irrevocable = command.channel in CANNOT_BE_RECALLED or command.audience is Audience.PUBLIC
    if irrevocable and len(items) > 1:
        raise BundledConsent(
            "What is public cannot be called back. Record one consent for each item.",
            field="items",
        )


def _check_end(command: GiveDisclosureConsent, valid_from: datetime) -> None:
    until = command.valid_until
    if until is None:
        raise ConsentWithoutEnd(
            "Say until when: twelve months are usual, and it can be given again.",
            field="valid_until",
        )
    first = local_day(valid_from)
    if until < first:
        raise ConsentOver("This would end before it begins. Check the day.", field="valid_until")
    public = command.purpose is Purpose.STORY_PUBLICITY or command.audience is Audience.PUBLIC
    longest = PUBLISHED_AT_MOST if public or command.channel in CANNOT_BE_RECALLED else LONGEST
    if until - first > longest:
        months = 12 if longest is PUBLISHED_AT_MOST else 36
        raise ConsentWithoutEnd(
            f"This end is too far off. Choose a day within {months} months.", field="valid_until"
        )


decider = Decider(
    noun="consent",
    commands=(GiveDisclosureConsent, WithdrawDisclosureConsent),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownConsent,
        UnknownPeer,
        UnknownPerson,
        WhoseConsent,
        NotTheirOwnWord,
        NotReadBack,
        BundledConsent,
        ConsentWithoutEnd,
        ConsentBackdated,
        ConsentOver,
        NotAnItemOfTheirs,
        AudienceNotNamed,
        NotYetHappened,
        TooLongAgo,
    ),
)
