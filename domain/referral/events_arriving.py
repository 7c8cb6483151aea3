"""What is stored of a request's arrival: it came, the person agreed, somebody took a first look."""

from datetime import date

from domain.channels import Channel
from domain.decider import Event
from domain.gaps import Gap
from domain.people import OfferId, PersonId, ReferralId, SameReferralId, StaffId
from domain.personal import PersonsCodes, PersonsWords
from domain.referral.language import AgreedHow, AskedOf, HeardFrom, Source, Triage


class ReferralReceived(Event, frozen=True, kw_only=True):
    """A request arrived, with the person's agreement.

    ``asked_on`` is the day on which the sender wrote it, ``gaps`` are codes of what was left out or
    left unclear; they become tasks. ``reasons`` are `WhyItMayHelp` codes, and no rule about who
    may be helped. ``heard_from`` says who suggested it to somebody who asks for themself, ``offer``
    for which kind of support the request is, where it says so.
    """

    referral: ReferralId
    person: PersonId
    source: Source
    agreed_how: AgreedHow
    urgent: bool = False
    asked_on: date | None = None
    referrer_name: PersonsWords = None
    referrer_organisation: PersonsWords = None
    own_words: PersonsWords = None
    conditions_own_words: PersonsWords = None
    reasons: PersonsCodes = ()
    access_needs: PersonsCodes = ()
    request_fingerprints: PersonsCodes = ()
    gaps: tuple[Gap, ...] = ()
    heard_from: HeardFrom | None = None
    preferred_channel: Channel | None = None
    offer: OfferId | None = None


class EnquiryReceived(Event, frozen=True, kw_only=True):
    """A request arrived without the person's agreement. It becomes a referral when they agree."""

    referral: ReferralId
    person: PersonId
    source: Source
    urgent: bool = False
    asked_on: date | None = None
    referrer_name: PersonsWords = None
    referrer_organisation: PersonsWords = None
    own_words: PersonsWords = None
    conditions_own_words: PersonsWords = None
    reasons: PersonsCodes = ()
    access_needs: PersonsCodes = ()
    request_fingerprints: PersonsCodes = ()
    gaps: tuple[Gap, ...] = ()
    heard_from: HeardFrom | None = None
    preferred_channel: Channel | None = None
    offer: OfferId | None = None


class PersonAgreedToReferral(Event, frozen=True, kw_only=True):
    """The person was asked and agreed: the enquiry is a referral."""

    referral: ReferralId
    person: PersonId
    agreed_how: AgreedHow


class ReferralAcknowledged(Event, frozen=True, kw_only=True):
    """Whoever asked was told that the request arrived. Due in two working days."""

    referral: ReferralId
    person: PersonId


class ReferralTriaged(Event, frozen=True, kw_only=True):
    """Somebody took a first look.

    ``signposted`` says that the person was told where else help is to be had, ``signposted_to``
    where; without it an urgent need is a task for today.
    """

    referral: ReferralId
    person: PersonId
    outcome: Triage
    coordinator: StaffId | None = None
    signposted: bool = False
    signposted_to: PersonsCodes = ()
    note: PersonsWords = None


class InformationRequested(Event, frozen=True, kw_only=True):
    """Somebody was asked for what is missing, or asked again."""

    referral: ReferralId
    person: PersonId
    asked: AskedOf
    what: PersonsWords = None


class InformationReceived(Event, frozen=True, kw_only=True):
    """What was missing came. The request is looked at anew."""

    referral: ReferralId
    person: PersonId
    said: PersonsWords = None


class ReferralLinked(Event, frozen=True, kw_only=True):
    """The request is the same as another that is open, and goes on under that one."""

    referral: ReferralId
    person: PersonId
    same_as: SameReferralId
