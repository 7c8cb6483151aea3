"""What follows when somebody lets something be told, refuses it, narrows it or takes it back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from domain.consent.commands import (
    ConsentCommand,
    DeclineDisclosureConsent,
    EndAuthority,
    GiveDisclosureConsent,
    NarrowDisclosureConsent,
    OfferDisclosureConsent,
    RecordAuthority,
    RecordConsentReadBack,
    RefuseDisclosureConsent,
    WithdrawDisclosureConsent,
)
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
)
from domain.consent.giving import begins, check_audience, check_bundle, check_end, items_in
from domain.consent.language import Use
from domain.consent.refusals import (
    AudienceNotNamed,
    BundledConsent,
    ConditionOfVolunteering,
    ConsentBackdated,
    ConsentNotInForce,
    ConsentOver,
    ConsentWithoutEnd,
    NoAuthority,
    NotAnItemOfTheirs,
    NotNarrower,
    NotReadBack,
    NotTheirOwnWord,
    NotWarned,
    OfferNotOpen,
    UnknownAuthority,
    UnknownConsent,
    WhoseConsent,
)
from domain.consent.state import AUTHORITIES, CONSENTS, Authorities, Consent
from domain.decider import Decider, Event, Read, event_of
from domain.peer import PEER, Peer, UnknownPeer, must_be_known_peer
from domain.people import AuthorityId, ConsentId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.person import PERSON, Person, UnknownPerson, must_be_known

OfOne = (
    DeclineDisclosureConsent
    | NarrowDisclosureConsent
    | WithdrawDisclosureConsent
    | RecordConsentReadBack
)
Theirs = OfferDisclosureConsent | GiveDisclosureConsent | RefuseDisclosureConsent | RecordAuthority


class ConsentAsked(msgspec.Struct, frozen=True):
    """Whoever consents, and the consent that is meant, at the moment of asking."""

    now: datetime
    new_consent: ConsentId
    person: Person = Person()
    peer: Peer = Peer()
    consent: Consent | None = None
    authorities: Authorities = msgspec.field(default_factory=dict)


def gather(command: ConsentCommand, read: Read) -> ConsentAsked:
    """Look at whoever consents, or at the consent."""
    asked = ConsentAsked(read.now, ConsentId(read.fresh("consent")))
    replace = msgspec.structs.replace
    named = command.under if isinstance(command, OfferDisclosureConsent) else None
    named = getattr(command, "consent", None) or named
    if named is not None:
        consents = read(CONSENTS, subject("consent", named))
        asked = replace(asked, consent=consents.get(named))
    if isinstance(command, OfOne):
        return asked
    if isinstance(command, EndAuthority):
        of = subject("authority", command.authority)
        return replace(asked, authorities=read(AUTHORITIES, of))
    if command.peer is not None:
        asked = replace(asked, peer=read(PEER, subject("peer", command.peer)))
    if command.person is not None:
        asked = replace(asked, person=read(PERSON, subject("person", command.person)))
    if (command.peer is None) == (command.person is None):
        return asked
    noun, identifier = ("peer", command.peer) if command.peer else ("person", command.person)
    return replace(asked, authorities=read(AUTHORITIES, subject(noun, identifier or "")))


def decide(command: ConsentCommand, state: ConsentAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    if isinstance(command, OfOne):
        if state.consent is None:
            raise UnknownConsent("No consent is known under this identifier. Check it.")
        return _of_one(command, state.consent, state.now)
    if isinstance(command, EndAuthority):
        return _ended(command, state)
    _check_whose(command, state)
    at = happened(command.at, state.now)
    match command:
        case OfferDisclosureConsent():
            return [_offered(command, state, at)]
        case GiveDisclosureConsent():
            return [_given(command, state, at)]
        case RefuseDisclosureConsent():
            return [_refused(command, state, at)]
        case RecordAuthority():
            authority = AuthorityId(state.new_consent)
            return [event_of(AuthorityRecorded, command, authority=authority, at=at)]


def _ended(command: EndAuthority, state: ConsentAsked) -> Sequence[Event]:
    authority = state.authorities.get(command.authority)
    if authority is None:
        raise UnknownAuthority("No authority is known under this identifier. Check it.")
    at = happened(command.at, state.now)
    if authority.ended_at is not None and authority.ended_at <= at:
        return []
    whose = {"peer": authority.peer, "person": authority.person}
    return [event_of(AuthorityEnded, command, **whose, at=at)]


def _check_whose(command: Theirs, state: ConsentAsked) -> None:
    if (command.peer is None) == (command.person is None):
        raise WhoseConsent(
            "Say whose consent this is: of one peer supporter or of one person.", field="peer"
        )
    if command.peer is not None:
        must_be_known_peer(state.peer)
    else:
        must_be_known(state.person)


def _offered(command: OfferDisclosureConsent, state: ConsentAsked, at: datetime) -> Event:
    _check_free(command)
    check_audience(command)
    one_off = command.under is not None
    if one_off and (state.consent is None or not _is_theirs(command, state.consent)):
        raise UnknownConsent("No consent of theirs is known under this identifier. Check it.")
    return event_of(
        DisclosureConsentOffered,
        command,
        consent=state.new_consent,
        items=items_in(command.items),
        use=Use.ONE_OFF if one_off else Use.STANDING,
        at=at,
    )


def _given(command: GiveDisclosureConsent, state: ConsentAsked, at: datetime) -> Event:
    _check_free(command)
    _check_word(command, state, at)
    if command.on_behalf is not None and not command.read_back:
        raise NotReadBack(
            "You wrote this down for somebody. Read it back to them first, and say so.",
            field="read_back",
        )
    items = items_in(command.items)
    check_audience(command)
    valid_from = begins(command, at)
    check_bundle(command, items)
    check_end(command, valid_from)
    if command.evidence_at is not None:
        happened(command.evidence_at, state.now, "evidence_at")
    return event_of(
        DisclosureConsentGiven,
        command,
        consent=_answered(command, state),
        items=items,
        valid_from=valid_from,
        at=at,
    )


def _refused(command: RefuseDisclosureConsent, state: ConsentAsked, at: datetime) -> Event:
    check_audience(command)
    items = items_in(command.items)
    return event_of(
        DisclosureConsentRefused,
        command,
        consent=_answered(command, state),
        items=items,
        every_item=not items,
        at=at,
    )


def _check_free(command: OfferDisclosureConsent | GiveDisclosureConsent) -> None:
    if command.condition_of_role:
        raise ConditionOfVolunteering(
            "Nobody has to let anything be told so that they may take part. Ask again, freely.",
            field="condition_of_role",
        )


def _check_word(command: GiveDisclosureConsent, state: ConsentAsked, at: datetime) -> None:
    """Their own word, or that of somebody whose authority was in force then."""
    if command.authority is not None:
        authority = state.authorities.get(command.authority)
        if authority is None or not authority.in_force_at(at):
            raise NoAuthority(
                "Nobody could decide for them on this authority then. Record the authority first.",
                field="authority",
            )
        return
    if not command.own_word:
        raise NotTheirOwnWord(
            "Only they themselves can let this be told. Ask them, and record what they say.",
            field="own_word",
        )


def _answered(
    command: GiveDisclosureConsent | RefuseDisclosureConsent, state: ConsentAsked
) -> ConsentId:
    """The offer that is answered, or a new consent: what is wider than before is never the old."""
    if command.consent is None:
        return state.new_consent
    offer = state.consent
    if offer is None or not offer.is_open_offer() or not _is_theirs(command, offer):
        raise OfferNotOpen(
            "This offer is not open. Record what they say without naming an offer.",
            field="consent",
        )
    return command.consent


def _is_theirs(command: Theirs, consent: Consent) -> bool:
    return (command.peer, command.person) == (consent.peer, consent.person)


def _of_one(command: OfOne, consent: Consent, now: datetime) -> Sequence[Event]:
    whose: dict[str, Any] = {"peer": consent.peer, "person": consent.person}
    at = happened(command.at, now)
    match command:
        case DeclineDisclosureConsent():
            if consent.declined_at is not None:
                return []
            if not consent.is_open_offer():
                raise OfferNotOpen("This was answered before. Take the consent back instead.")
            return [event_of(DisclosureConsentDeclined, command, **whose, at=at)]
        case NarrowDisclosureConsent():
            return [_narrowed(command, consent, at)]
        case WithdrawDisclosureConsent():
            if consent.given_at is None:
                raise ConsentNotInForce("This was offered and not given. Record their no instead.")
            at = max(at, consent.given_at)
            if consent.withdrawn_at is not None and consent.withdrawn_at <= at:
                return []
            return [event_of(DisclosureConsentWithdrawn, command, **whose, at=at)]
        case RecordConsentReadBack():
            return [event_of(DisclosureConsentReadBack, command, **whose, at=at)]


def _narrowed(command: NarrowDisclosureConsent, consent: Consent, at: datetime) -> Event:
    given_at = consent.given_at
    over = consent.is_withdrawn_at(at) or consent.has_run_out_at(at) or consent.is_spent_at(at)
    if given_at is None or consent.is_refusal or over:
        raise ConsentNotInForce("Only a consent that is in force can be made smaller. Check it.")
    at = max(at, given_at)
    without = items_in(command.without, "without")
    until = command.valid_until
    last = consent.last_day_at(at)
    if until is not None and last is not None and until >= last:
        raise NotNarrower(
            "This would make it longer, not smaller. For more than before they give another.",
            field="valid_until",
        )
    if not (without or until or command.ask_first or command.not_later_items):
        raise NotNarrower("Say what becomes smaller: items, the last day, or being asked first.")
    whose: dict[str, Any] = {"peer": consent.peer, "person": consent.person}
    return event_of(DisclosureConsentNarrowed, command, **whose, without=without, at=at)


decider = Decider(
    noun="consent",
    commands=(
        OfferDisclosureConsent,
        GiveDisclosureConsent,
        RefuseDisclosureConsent,
        DeclineDisclosureConsent,
        NarrowDisclosureConsent,
        WithdrawDisclosureConsent,
        RecordConsentReadBack,
        RecordAuthority,
        EndAuthority,
    ),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownConsent,
        UnknownAuthority,
        UnknownPeer,
        UnknownPerson,
        WhoseConsent,
        NotTheirOwnWord,
        NoAuthority,
        ConditionOfVolunteering,
        NotReadBack,
        BundledConsent,
        NotWarned,
        ConsentWithoutEnd,
        ConsentBackdated,
        ConsentOver,
        ConsentNotInForce,
        NotNarrower,
        OfferNotOpen,
        NotAnItemOfTheirs,
        AudienceNotNamed,
        NotYetHappened,
        TooLongAgo,
    ),
)
