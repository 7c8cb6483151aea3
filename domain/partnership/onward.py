"""On from here: telling somebody about another service, and sending them there with consent.

An onward referral tells a partner something of the person's own, so it is a disclosure: the one
check says whether it may be made, and what was told is recorded as of any other (4.1). Whether what
was suggested was of use is asked later, and never chased by anybody but us (2.5, 2.12).
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain import disclosure
from domain.consent import Audience, Purpose, ToldBy
from domain.decider import Command, Decider, Event, Malformed, Read, Recorded, Unknown, event_of
from domain.disclosure import DisclosureChecked
from domain.disclosure.deciding import DisclosureAsked
from domain.folds import Fold
from domain.partnership.language import SharingScope
from domain.partnership.partners import PARTNER, NoAgreement, Partner, UnknownPartner
from domain.people import (
    ConsentId,
    DisclosureId,
    ListenerId,
    PartnerId,
    PersonId,
    ReferralId,
    SignpostId,
    subject,
)
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.person import PERSON, Person, PersonHasDied, UnknownPerson, must_be_alive, must_be_known
from domain.personal import PersonsCode, PersonsWords

# --- Events ---


class ServiceSuggested(Event, frozen=True, kw_only=True):
    """The person was told about another service, which they may ask themself, or not.

    ``listing`` says which one of the directory it is, where it is one of it.
    """

    signpost: SignpostId
    person: PersonId
    listing: PersonsCode = None
    suggested: PersonsWords = None
    reason: PersonsCode = None


class OnwardReferralMade(Event, frozen=True, kw_only=True):
    """The person was sent on to a partner, with their consent.

    ``consents`` are those under which it was told what was told, and ``disclosure`` the record of
    it.
    """

    signpost: SignpostId
    person: PersonId
    partner: PartnerId
    disclosure: DisclosureId
    consents: tuple[ConsentId, ...]
    referral: ReferralId | None = None


class SuggestionAnswered(Event, frozen=True, kw_only=True):
    """The person said whether they made use of what had been suggested, or where they were sent."""

    signpost: SignpostId
    person: PersonId
    taken_up: bool


# --- Commands ---


class SuggestService(Command, frozen=True, kw_only=True):
    """Record that the person was told about another service, and why."""

    person: PersonId
    suggested: str
    listing: str | None = None
    reason: str | None = None
    at: datetime | None = None


class MakeOnwardReferral(Command, frozen=True, kw_only=True):
    """Send the person on to a partner, telling it what they let it be told and nothing else."""

    person: PersonId
    partner: PartnerId
    items: tuple[str, ...]
    channel: ToldBy
    referral: ReferralId | None = None


class AnswerSuggestion(Command, frozen=True, kw_only=True):
    """Record whether the person made use of what had been suggested to them."""

    person: PersonId
    signpost: SignpostId
    taken_up: bool
    at: datetime | None = None


OnwardCommand = SuggestService | MakeOnwardReferral | AnswerSuggestion

# --- State ---


class Suggestion(msgspec.Struct, frozen=True):
    """What was suggested when, to a partner or not, and whether it was of use."""

    at: datetime
    partner: PartnerId | None = None
    taken_up: bool | None = None
    answered_at: datetime | None = None


Suggestions = dict[SignpostId, Suggestion]


def _evolve(known: Suggestions, recorded: Recorded) -> Suggestions:
    match recorded.event:
        case ServiceSuggested(signpost=signpost, at=at):
            return known | {signpost: Suggestion(at)}
        case OnwardReferralMade(signpost=signpost, partner=partner, at=at):
            return known | {signpost: Suggestion(at, partner)}
        case SuggestionAnswered(signpost=signpost, taken_up=taken_up, at=at) if signpost in known:
            answered = msgspec.structs.replace(known[signpost], taken_up=taken_up, answered_at=at)
            return known | {signpost: answered}
        case _:
            return known


_NOTHING: Suggestions = {}
SUGGESTIONS = Fold(
    hears=frozenset({ServiceSuggested, OnwardReferralMade, SuggestionAnswered}),
    initial=_NOTHING,
    evolve=_evolve,
)
"""Where somebody was pointed or sent, over the subject of the person."""


class OnwardAsked(msgspec.Struct, frozen=True):
    """A person, what was suggested to them, and for an onward referral check and partner."""

    now: datetime
    person: Person
    suggestions: Suggestions
    new_signpost: SignpostId
    partner: Partner = Partner()
    disclosure: DisclosureAsked | None = None


# --- Refusals ---


class NothingSuggested(Malformed):
    """It is not said what was suggested."""


class UnknownSuggestion(Unknown):
    """Nothing was suggested to the person under this identifier."""


# --- Decider ---


def _proposed(command: MakeOnwardReferral) -> disclosure.ProposeDisclosure:
    return disclosure.ProposeDisclosure(
        person=command.person,
        items=command.items,
        audience=Audience.PARTNER,
        to_named=ListenerId(command.partner),
        recipient=command.partner,
        purpose=Purpose.ONWARD_REFERRAL,
        channel=command.channel,
    )


def gather(command: OnwardCommand, read: Read) -> OnwardAsked:
    """Look at the person, and for an onward referral at the partner and all that may be told."""
    of = subject("person", command.person)
    new = SignpostId(read.fresh("signpost"))
    asked = OnwardAsked(read.now, read(PERSON, of), read(SUGGESTIONS, of), new)
    if not isinstance(command, MakeOnwardReferral):
        return asked
    return msgspec.structs.replace(
        asked,
        partner=read(PARTNER, subject("partner", command.partner)),
        disclosure=disclosure.deciding.gather(_proposed(command), read),
    )


def decide(command: OnwardCommand, state: OnwardAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    must_be_known(state.person)
    match command:
        case SuggestService():
            if not command.suggested.strip():
                raise NothingSuggested("Say what was suggested.", field="suggested")
            at = happened(command.at, state.now)
            return [event_of(ServiceSuggested, command, signpost=state.new_signpost, at=at)]
        case MakeOnwardReferral():
            return _made(command, state)
        case AnswerSuggestion(signpost=signpost, taken_up=taken_up):
            known = state.suggestions.get(signpost)
            if known is None:
                raise UnknownSuggestion(
                    "Nothing was suggested to them under this identifier. Check it.",
                    field="signpost",
                )
            if known.taken_up is taken_up:
                return []
            at = happened(command.at, state.now)
            return [event_of(SuggestionAnswered, command, at=at)]


def _made(command: MakeOnwardReferral, state: OnwardAsked) -> Sequence[Event]:
    must_be_alive(state.person)
    if state.partner.service is None:
        raise UnknownPartner("No partner is known under this identifier.", field="partner")
    if not state.partner.may_share(SharingScope.ONWARD_REFERRALS, state.now):
        raise NoAgreement(
            "No agreement with this partner covers onward referrals now. Sign one first, "
            "or tell the person about the service and let them ask.",
            field="partner",
        )
    if state.disclosure is None:  # it is gathered for every onward referral
        raise UnknownPerson("Nobody is registered under this identifier.")
    told = disclosure.deciding.decide(_proposed(command), state.disclosure)
    (checked,) = [each for each in told if isinstance(each, DisclosureChecked)]
    made = event_of(
        OnwardReferralMade,
        command,
        signpost=state.new_signpost,
        disclosure=checked.disclosure,
        consents=checked.under,
        at=state.now,
    )
    return [*told, made]


decider = Decider(
    noun="person",
    commands=(SuggestService, MakeOnwardReferral, AnswerSuggestion),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownPerson,
        PersonHasDied,
        NothingSuggested,
        UnknownSuggestion,
        UnknownPartner,
        NoAgreement,
        *(
            each
            for each in disclosure.deciding.decider.refusals
            if each not in {UnknownPerson, NotYetHappened, TooLongAgo}
        ),
        NotYetHappened,
        TooLongAgo,
    ),
)
