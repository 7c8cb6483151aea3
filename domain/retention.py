"""How long a record is kept, and what happens then (domain reference, 4.6).

An enquiry to which the person never said yes lets itself go, 30 days after it arrived. Everything
else is proposed to a human, who decides: how long a record is needed is for the service to justify,
so the numbers are definitions. A legal hold stops both.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from domain.adoption import definitions_of
from domain.decider import Command, Decider, Event, Read, Recorded, Refusal
from domain.definitions import DEFAULTS, Definitions
from domain.erasure import (
    ERASURE,
    Erasure,
    ErasureDecided,
    ErasureGround,
    LegalHoldStands,
    erasure_of,
)
from domain.flags import Flag, days_after
from domain.match import PERSONS_MATCHES, Match
from domain.peer import Peer
from domain.people import MatchId, PersonId, ReferralId, ServiceId, subject
from domain.periods import local_day, start_of
from domain.person import PERSON, UnknownPerson, must_be_known
from domain.referral import PERSONS_REFERRALS, Referral
from domain.rights import HEARD as ABOUT_RIGHTS
from domain.training import months_after


class Kind(StrEnum):
    """What sort of record it is; each is kept for a time of its own."""

    ENQUIRY = "ENQUIRY"
    NOT_PROCEEDED = "NOT_PROCEEDED"
    SUPPORTED = "SUPPORTED"
    PEER_SUPPORTER = "PEER_SUPPORTER"
    APPLICANT = "APPLICANT"


IN_WORDS = {
    Kind.ENQUIRY: "An enquiry to which the person never said yes",
    Kind.NOT_PROCEEDED: "The record of a referral that came to nothing",
    Kind.SUPPORTED: "The record of somebody who was supported",
    Kind.PEER_SUPPORTER: "The record of a peer supporter who left",
    Kind.APPLICANT: "The record of somebody who did not become a peer supporter",
}


class Keeping(msgspec.Struct, frozen=True):
    """Since when a record is closed, and until when it is kept.

    ``by_itself`` says that it goes without anybody deciding.
    """

    kind: Kind
    closed_at: datetime
    until: datetime

    @property
    def by_itself(self) -> bool:
        """Whether it goes without anybody deciding: an enquiry alone."""
        return self.kind is Kind.ENQUIRY


def keeping_of_person(
    referrals: Mapping[ReferralId, Referral],
    matches: Mapping[MatchId, Match],
    last_at: datetime | None,
    definitions: Definitions = DEFAULTS,
) -> Keeping | None:
    """How long a person's record is kept; nothing while anything of theirs is open.

    ``last_at`` is when something was last recorded to have happened to them.
    """
    arrived = [each.arrived_at for each in referrals.values() if each.arrived_at is not None]
    if not arrived or any(_is_open(each) for each in matches.values()):
        return None
    proposed = any(each.proposed_at is not None for each in matches.values())
    if not proposed and all(_is_enquiry(each) for each in referrals.values()):
        closed = max(arrived)
        until = days_after(closed, definitions.enquiry_kept_days)
        return Keeping(Kind.ENQUIRY, closed, until)
    ended = [each.ended_at for each in referrals.values() if not _is_enquiry(each)]
    supported = any(each.support_started_at is not None for each in referrals.values())
    supported = supported or any(each.activated_at is not None for each in matches.values())
    over = [each.over_at for each in matches.values()]
    if any(each is None for each in ended) and not _all_supported_are_over(referrals, over):
        return None
    known = [each for each in (*ended, *over, last_at) if each is not None]
    closed = max(known)
    kind, months = Kind.NOT_PROCEEDED, definitions.not_proceeded_kept_months
    if supported:
        kind, months = Kind.SUPPORTED, definitions.record_kept_months
    return Keeping(kind, closed, start_of(months_after(local_day(closed), months)))


def keeping_of_peer(peer: Peer, definitions: Definitions = DEFAULTS) -> Keeping | None:
    """How long a peer supporter's record is kept; nothing while they are with the service."""
    closed = peer.left_at or peer.not_selected_at
    if closed is None:
        return None
    kind, months = Kind.APPLICANT, definitions.applicant_kept_months
    if peer.selected_at is not None:
        kind, months = Kind.PEER_SUPPORTER, definitions.peer_kept_months
    return Keeping(kind, closed, start_of(months_after(local_day(closed), months)))


def flags_of_keeping(keeping: Keeping | None, erasure: Erasure) -> Iterator[Flag]:
    """That a record has been kept for long enough, until it is erased; not while it is held."""
    if keeping is None or keeping.by_itself or erasure.is_decided:
        return
    if any(each.lifted_at is None for each in erasure.holds.values()):
        return
    lifted = [each.lifted_at for each in erasure.holds.values() if each.lifted_at is not None]
    yield Flag(
        "KEPT_LONG_ENOUGH",
        f"{IN_WORDS[keeping.kind]} has been kept for as long as the service says it needs it. "
        "Look at it, and erase it or place a hold with the reason.",
        max(keeping.until, *lifted) if lifted else keeping.until,
    )


def last_of(happened: Sequence[Recorded]) -> datetime | None:
    """When something last happened to somebody, what was done about their record apart."""
    apart = ERASURE.hears | ABOUT_RIGHTS
    return max((each.event.at for each in happened if type(each.event) not in apart), default=None)


def _is_open(match: Match) -> bool:
    return match.proposed_at is not None and match.over_at is None


def _is_enquiry(referral: Referral) -> bool:
    return referral.agreed_at is None


def _all_supported_are_over(
    referrals: Mapping[ReferralId, Referral], over: Sequence[datetime | None]
) -> bool:
    """Whether every referral that has not ended led to support, and all of that is over."""
    still = [each for each in referrals.values() if not _is_enquiry(each) and each.ended_at is None]
    return bool(over) and all(each.support_started_at is not None for each in still)


# --- Command ---


class LetEnquiryGo(Command, frozen=True, kw_only=True):
    """Erase an enquiry to which the person never said yes, once its time is over."""

    person: PersonId


class EnquiryAsked(msgspec.Struct, frozen=True):
    """Somebody's record, what is known of their key, and the moment of asking."""

    now: datetime
    service: ServiceId
    keeping: Keeping | None
    erasure: Erasure


class StillNeeded(Refusal):
    """It is not an enquiry whose time is over."""


def gather(command: LetEnquiryGo, read: Read) -> EnquiryAsked:
    """Look at the person and all that was asked for them."""
    of = subject("person", command.person)
    person = read(PERSON, of)
    must_be_known(person)
    keeping = keeping_of_person(
        read(PERSONS_REFERRALS, of).each, read(PERSONS_MATCHES, of), None, definitions_of(read)
    )
    erasure = read(ERASURE, subject("erasure", erasure_of(of)))
    return EnquiryAsked(read.now, person.service or read.service, keeping, erasure)


def decide(command: LetEnquiryGo, state: EnquiryAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    if state.erasure.is_decided:
        return []
    keeping = state.keeping
    if keeping is None or not keeping.by_itself or state.now < keeping.until:
        raise StillNeeded("This is not an enquiry whose time is over. Erase the person if need be.")
    if state.erasure.held_at(state.now):
        raise LegalHoldStands("A legal hold is on this record. Ask who placed it.")
    return [
        ErasureDecided(
            at=state.now,
            service=state.service,
            erasure=erasure_of(subject("person", command.person)),
            person=command.person,
            ground=ErasureGround.NO_LONGER_NEEDED,
        )
    ]


decider = Decider(
    noun="retention",
    commands=(LetEnquiryGo,),
    gather=gather,
    decide=decide,
    refusals=(UnknownPerson, StillNeeded, LegalHoldStands),
)
