"""Partners: who they are, what was agreed with them about sharing, and who refers for them.

An organisation is not a person, and its name stands in the clear. Whoever refers for it is one:
their name and address are sealed under the key of the partner (domain reference, 2.12).
"""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from domain.access import ACCESS, Access, Held, RoleWithdrawn
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
from domain.folds import Fold
from domain.mail_addresses import NotAnAddress, must_be_an_address
from domain.partnership.language import PartnerKind, SharingScope
from domain.people import PartnerId, ReferrerId, ServiceId, subject
from domain.periods import NotYetHappened, TooLongAgo, end_of, happened, local_day
from domain.personal import PartnersWords
from domain.places import BOARDS, PARTNERSHIPS

# --- Events ---


class PartnerRegistered(Event, frozen=True, kw_only=True):
    """An organisation became a partner of the service.

    ``name`` is the organisation's; ``board`` and ``area`` are codes of a health board and of a
    health and social care partnership.
    """

    service: ServiceId
    partner: PartnerId
    name: str
    kind: PartnerKind
    board: str | None = None
    area: str | None = None


class SharingAgreementSigned(Event, frozen=True, kw_only=True):
    """What may be shared with a partner was agreed in writing, and until when.

    ``review_on`` is the day on which both look at it again.
    """

    service: ServiceId
    partner: PartnerId
    scope: tuple[SharingScope, ...]
    valid_from: date
    valid_until: date
    review_on: date


class SharingAgreementReviewed(Event, frozen=True, kw_only=True):
    """Both looked at the agreement again; it goes on as it is. ``review_on`` is the next day."""

    service: ServiceId
    partner: PartnerId
    review_on: date


class SharingAgreementEnded(Event, frozen=True, kw_only=True):
    """The agreement with a partner came to its end before its day."""

    service: ServiceId
    partner: PartnerId


class ReferrerNamed(Event, frozen=True, kw_only=True):
    """Somebody refers people for a partner. Named again, they are reached at the new address."""

    service: ServiceId
    partner: PartnerId
    referrer: ReferrerId
    name: PartnersWords = None
    email: PartnersWords = None


class ReferrerLeft(Event, frozen=True, kw_only=True):
    """Somebody no longer refers for a partner: nothing is sent to them from then on."""

    service: ServiceId
    partner: PartnerId
    referrer: ReferrerId


# --- Commands ---


class RegisterPartner(Command, frozen=True, kw_only=True):
    """Make an organisation a partner of the service."""

    service: ServiceId
    name: str
    kind: PartnerKind
    board: str | None = None
    area: str | None = None


class SignSharingAgreement(Command, frozen=True, kw_only=True):
    """Record what was agreed in writing about sharing with a partner."""

    partner: PartnerId
    scope: tuple[SharingScope, ...]
    valid_from: date
    valid_until: date
    review_on: date


class ReviewSharingAgreement(Command, frozen=True, kw_only=True):
    """Record that both looked at the agreement again, and when they do so next."""

    partner: PartnerId
    review_on: date
    at: datetime | None = None


class EndSharingAgreement(Command, frozen=True, kw_only=True):
    """Record that the agreement with a partner is over."""

    partner: PartnerId
    at: datetime | None = None


class NameReferrer(Command, frozen=True, kw_only=True):
    """Name somebody who refers for a partner, and where a message reaches them."""

    partner: PartnerId
    referrer: ReferrerId
    name: str
    email: str | None = None


class RecordReferrerLeft(Command, frozen=True, kw_only=True):
    """Record that somebody no longer refers for a partner. Whatever they could see ends with it."""

    partner: PartnerId
    referrer: ReferrerId
    at: datetime | None = None


PartnerCommand = (
    RegisterPartner
    | SignSharingAgreement
    | ReviewSharingAgreement
    | EndSharingAgreement
    | NameReferrer
    | RecordReferrerLeft
)

# --- State ---


class Agreement(msgspec.Struct, frozen=True):
    """What was agreed with a partner, from when until when, and when it is looked at again."""

    scope: tuple[SharingScope, ...]
    valid_from: date
    valid_until: date
    review_on: date
    ended_at: datetime | None = None

    def holds_at(self, moment: datetime) -> bool:
        """Whether it is in force at a moment."""
        if self.ended_at is not None and self.ended_at <= moment:
            return False
        return self.valid_from <= local_day(moment) <= self.valid_until


class Partner(msgspec.Struct, frozen=True):
    """A partner as it stands: what was agreed last, and who refers for it, with until when."""

    service: ServiceId | None = None
    registered_at: datetime | None = None
    agreement: Agreement | None = None
    referrers: dict[ReferrerId, datetime | None] = msgspec.field(default_factory=dict)

    def may_share(self, scope: SharingScope, moment: datetime) -> bool:
        """Whether an agreement in force at a moment covers something."""
        agreed = self.agreement
        return agreed is not None and agreed.holds_at(moment) and scope in agreed.scope


def _evolve(partner: Partner, recorded: Recorded) -> Partner:
    replace = msgspec.structs.replace
    match recorded.event:
        case PartnerRegistered(service=service, at=at):
            return replace(partner, service=service, registered_at=at)
        case SharingAgreementSigned() as signed:
            agreed = Agreement(
                signed.scope, signed.valid_from, signed.valid_until, signed.review_on
            )
            return replace(partner, agreement=agreed)
        case SharingAgreementReviewed(review_on=review_on) if partner.agreement is not None:
            return replace(partner, agreement=replace(partner.agreement, review_on=review_on))
        case SharingAgreementEnded(at=at) if partner.agreement is not None:
            return replace(partner, agreement=replace(partner.agreement, ended_at=at))
        case ReferrerNamed(referrer=referrer):
            return replace(partner, referrers=partner.referrers | {referrer: None})
        case ReferrerLeft(referrer=referrer, at=at):
            return replace(partner, referrers=partner.referrers | {referrer: at})
        case _:
            return partner


PARTNER = Fold(
    hears=frozenset(
        {
            PartnerRegistered,
            SharingAgreementSigned,
            SharingAgreementReviewed,
            SharingAgreementEnded,
            ReferrerNamed,
            ReferrerLeft,
        }
    ),
    initial=Partner(),
    evolve=_evolve,
)
"""One partner, over its subject."""

Referrers = dict[ReferrerId, PartnerId]


def _refer(known: Referrers, recorded: Recorded) -> Referrers:
    match recorded.event:
        case ReferrerNamed(referrer=referrer, partner=partner):
            return known | {referrer: partner}
        case ReferrerLeft(referrer=referrer):
            return {each: partner for each, partner in known.items() if each != referrer}
        case _:
            return known


_NO_REFERRERS: Referrers = {}
REFERRERS = Fold(
    hears=frozenset({ReferrerNamed, ReferrerLeft}), initial=_NO_REFERRERS, evolve=_refer
)
"""Who refers for which partner now, over the subject of the service."""


class PartnerAsked(msgspec.Struct, frozen=True):
    """A partner, who refers for whom, who holds which role, and the moment of asking."""

    partner: Partner
    referrers: Referrers
    access: Access
    new_partner: PartnerId
    now: datetime


# --- Refusals ---


class UnknownPartner(Unknown):
    """No partner is registered under this identifier."""


class PartnerWithoutName(Malformed):
    """An organisation is registered without a name."""


class NotABoard(Malformed):
    """There is no health board, or no partnership, of this code."""


class NothingShared(Malformed):
    """An agreement says of nothing that it may be shared."""


class AgreementOutOfOrder(Malformed):
    """An agreement ends before it begins, or is looked at again outside its time."""


class NoAgreement(Refusal):
    """There is no agreement with this partner that is in force."""


class RefersForAnother(Refusal):
    """Somebody is named who refers for another partner already."""


class UnknownReferrer(Unknown):
    """Nobody of this identifier refers for a partner of the service."""


# --- Decider ---


def gather(command: PartnerCommand, read: Read) -> PartnerAsked:
    """Look at the partner, and at who refers for whom where somebody is to be named."""
    new = PartnerId(read.fresh("partner"))
    if isinstance(command, RegisterPartner):
        return PartnerAsked(Partner(), {}, Access(), new, read.now)
    partner: Partner = read(PARTNER, subject("partner", command.partner))
    service = subject("service", partner.service or read.service)
    referrers: Referrers = {}
    access = Access()
    if isinstance(command, NameReferrer | RecordReferrerLeft):
        referrers = read(REFERRERS, service)
    if isinstance(command, RecordReferrerLeft):
        access = read(ACCESS, service)
    return PartnerAsked(partner, referrers, access, new, read.now)


def decide(command: PartnerCommand, state: PartnerAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    if isinstance(command, RegisterPartner):
        return _registered(command, state)
    partner = state.partner
    if partner.service is None:
        raise UnknownPartner("No partner is known under this identifier. Check the address.")
    more = {"service": partner.service}
    match command:
        case SignSharingAgreement():
            _check_agreement(command)
            signed = event_of(SharingAgreementSigned, command, **more, at=state.now)
            same = partner.agreement == Agreement(
                signed.scope, signed.valid_from, signed.valid_until, signed.review_on
            )
            return [] if same else [signed]
        case ReviewSharingAgreement(review_on=review_on):
            agreed = _in_force(partner, state.now)
            if not local_day(state.now) < review_on <= agreed.valid_until:
                raise AgreementOutOfOrder(
                    "Look at the agreement again on a later day, before it runs out.",
                    field="review_on",
                )
            at = happened(command.at, state.now)
            if agreed.review_on == review_on:
                return []
            return [event_of(SharingAgreementReviewed, command, **more, at=at)]
        case EndSharingAgreement():
            _in_force(partner, state.now)
            at = happened(command.at, state.now)
            return [event_of(SharingAgreementEnded, command, **more, at=at)]
        case NameReferrer():
            return _named(command, state)
        case RecordReferrerLeft():
            return _left(command, state)


def _registered(command: RegisterPartner, state: PartnerAsked) -> Sequence[Event]:
    if not command.name.strip():
        raise PartnerWithoutName("Say what the organisation is called.", field="name")
    if command.board is not None and command.board not in BOARDS:
        raise NotABoard("There is no health board of this code. Check it.", field="board")
    if command.area is not None and command.area not in PARTNERSHIPS:
        raise NotABoard(
            "There is no health and social care partnership of this code. Check it.", field="area"
        )
    return [event_of(PartnerRegistered, command, partner=state.new_partner, at=state.now)]


def _check_agreement(command: SignSharingAgreement) -> None:
    if not command.scope:
        raise NothingShared("Say what may be shared.", field="scope")
    if command.valid_until < command.valid_from:
        raise AgreementOutOfOrder("It ends before it begins. Check both days.", field="valid_until")
    if not command.valid_from < command.review_on <= command.valid_until:
        raise AgreementOutOfOrder(
            "Look at it again after it begins and before it runs out.", field="review_on"
        )


def _in_force(partner: Partner, now: datetime) -> Agreement:
    agreed = partner.agreement
    if agreed is None or agreed.ended_at is not None or now > end_of(agreed.valid_until):
        raise NoAgreement("No agreement with this partner is in force. Sign a new one.")
    return agreed


def _named(command: NameReferrer, state: PartnerAsked) -> Sequence[Event]:
    elsewhere = state.referrers.get(command.referrer)
    if elsewhere is not None and elsewhere != command.partner:
        raise RefersForAnother(
            "They refer for another partner. Record that they left it first.", field="referrer"
        )
    if command.email is not None:
        must_be_an_address(command.email, "email")
    service = state.partner.service
    return [event_of(ReferrerNamed, command, service=service, at=state.now)]


def _left(command: RecordReferrerLeft, state: PartnerAsked) -> Sequence[Event]:
    """They left, and what they were let see ends now, also where the leaving was told before."""
    partner, referrer = state.partner, command.referrer
    if referrer not in partner.referrers:
        raise UnknownReferrer("Nobody of this name refers for this partner. Check it.")
    left: list[Event] = []
    if partner.referrers[referrer] is None:
        at = happened(command.at, state.now)
        left.append(event_of(ReferrerLeft, command, service=partner.service, at=at))
    if state.referrers.get(referrer, command.partner) != command.partner:
        return left
    # The role ends at the moment of recording: it was held until then, whenever they had left.
    held = state.access.of(subject("referrer", referrer), state.now)
    return [*left, *(_withdrawn(each, command, state) for each in held)]


def _withdrawn(held: Held, command: RecordReferrerLeft, state: PartnerAsked) -> RoleWithdrawn:
    assert state.partner.service is not None  # noqa: S101 - a partner is one of a service
    return RoleWithdrawn(
        service=state.partner.service,
        role=held.role,
        referrer=command.referrer,
        at=state.now,
    )


decider = Decider(
    noun="partner",
    commands=(
        RegisterPartner,
        SignSharingAgreement,
        ReviewSharingAgreement,
        EndSharingAgreement,
        NameReferrer,
        RecordReferrerLeft,
    ),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownPartner,
        PartnerWithoutName,
        NotABoard,
        NothingShared,
        AgreementOutOfOrder,
        NoAgreement,
        RefersForAnother,
        UnknownReferrer,
        NotAnAddress,
        NotYetHappened,
        TooLongAgo,
    ),
)
