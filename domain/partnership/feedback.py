"""Telling a referrer what became of somebody: who they are, how much they hear, what was sent.

Never above the level that the person chose for them, nothing to anybody of somebody who asked for
themself, and nothing of a peer supporter at any level (domain reference, 2.12).
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain.channels import Channel
from domain.decider import Command, Decider, Event, Malformed, Read, Refusal, event_of
from domain.partnership.feedback_events import (
    ReferrerFeedbackConsentGiven,
    ReferrerFeedbackConsentWithdrawn,
    ReferrerFeedbackSent,
    ReferrerLinked,
    ReferrerQuestionAnswered,
)
from domain.partnership.feedback_state import FEEDBACK, Feedback, news_of
from domain.partnership.language import (
    REACH_OF,
    FeedbackContent,
    FeedbackLevel,
    News,
    Reach,
    reach_of,
)
from domain.partnership.partners import REFERRERS, Referrers, UnknownReferrer
from domain.people import PersonId, ReferralId, ReferrerId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.person import PERSON, Person, PersonHasDied, UnknownPerson, must_be_alive, must_be_known
from domain.referral import REFERRAL, Referral, Source, UnknownReferral
from domain.rights import RIGHTS, PersonsRecordRestricted, Standing, must_be_free_to_use

# --- Commands ---


class LinkReferrer(Command, frozen=True, kw_only=True):
    """Say who referred a person: one of those who refer for a partner."""

    referral: ReferralId
    referrer: ReferrerId


class GiveReferrerFeedbackConsent(Command, frozen=True, kw_only=True):
    """Record how much the person lets one referrer hear."""

    person: PersonId
    referrer: ReferrerId
    level: FeedbackLevel


class WithdrawReferrerFeedbackConsent(Command, frozen=True, kw_only=True):
    """Record that the person wishes one referrer to hear nothing more; ``at`` is when they said."""

    person: PersonId
    referrer: ReferrerId
    at: datetime | None = None


class SendReferrerFeedback(Command, frozen=True, kw_only=True):
    """Tell a referrer what became of a referral, and keep what exactly was told."""

    referral: ReferralId
    news: News
    channel: Channel
    contents: tuple[FeedbackContent, ...] = (FeedbackContent.STATUS,)
    summary: str | None = None
    seen_by_person: bool = False


class AnswerReferrerQuestion(Command, frozen=True, kw_only=True):
    """Answer what a referrer asks about a referral of theirs."""

    referral: ReferralId
    question: str
    answer: str
    contents: tuple[FeedbackContent, ...] = (FeedbackContent.STATUS,)
    seen_by_person: bool = False


Telling = SendReferrerFeedback | AnswerReferrerQuestion
FeedbackCommand = (
    LinkReferrer
    | GiveReferrerFeedbackConsent
    | WithdrawReferrerFeedbackConsent
    | SendReferrerFeedback
    | AnswerReferrerQuestion
)

# --- State ---


class FeedbackAsked(msgspec.Struct, frozen=True):
    """A person, one request of theirs, what may be told of it, and the moment of asking."""

    now: datetime
    person: Person
    feedback: Feedback
    referral: Referral = Referral()
    referrers: Referrers = msgspec.field(default_factory=dict)
    rights: Standing = Standing()


# --- Refusals ---


class SelfReferralTellsNobody(Refusal):
    """Somebody asked for themself: nobody referred them, and nobody is told."""


class NoReferrerKnown(Refusal):
    """It is not known who referred the person."""


class FeedbackAboveConsent(Refusal):
    """A referrer would hear more than the person chose."""


class NothingOfPeerSupporters(Refusal):
    """A referrer would hear something of a peer supporter's own."""


class NotSeenByPerson(Refusal):
    """Words about a person would be sent that they have not seen."""


class NothingToTell(Malformed):
    """A message to a referrer says nothing, or something that has not happened."""


# --- Decider ---


def gather(command: FeedbackCommand, read: Read) -> FeedbackAsked:
    """Look at the person, the request and what they let be told of it."""
    referral = Referral()
    if isinstance(command, GiveReferrerFeedbackConsent | WithdrawReferrerFeedbackConsent):
        of = subject("person", command.person)
    else:
        referral = read(REFERRAL, subject("referral", command.referral))
        if referral.person is None:
            raise UnknownReferral("Nothing arrived under this identifier. Check the address.")
        of = subject("person", referral.person)
    person: Person = read(PERSON, of)
    asked = FeedbackAsked(read.now, person, read(FEEDBACK, of), referral)
    replace = msgspec.structs.replace
    if isinstance(command, LinkReferrer):
        service = subject("service", person.service or read.service)
        return replace(asked, referrers=read(REFERRERS, service))
    if isinstance(command, Telling):
        return replace(asked, rights=read(RIGHTS, of))
    return asked


def decide(command: FeedbackCommand, state: FeedbackAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    feedback, person = state.feedback, state.referral.person
    match command:
        case LinkReferrer(referral=referral, referrer=referrer):
            _not_by_themself(state.referral)
            if referrer not in state.referrers:
                raise UnknownReferrer(
                    "Nobody of this name refers for a partner. Name them first.", field="referrer"
                )
            if feedback.referrer_of(referral) == referrer:
                return []
            return [event_of(ReferrerLinked, command, person=person, at=state.now)]
        case GiveReferrerFeedbackConsent(referrer=referrer, level=level):
            must_be_known(state.person)
            must_be_alive(state.person)
            if level is FeedbackLevel.NOTHING:
                return _withdrawn(command, feedback, state.now)
            chosen = feedback.chosen.get(referrer, ())
            if chosen and chosen[-1].level is level:
                return []
            return [event_of(ReferrerFeedbackConsentGiven, command, at=state.now)]
        case WithdrawReferrerFeedbackConsent():
            must_be_known(state.person)
            return _withdrawn(command, feedback, happened(command.at, state.now))
        case SendReferrerFeedback():
            return _sent(command, state)
        case AnswerReferrerQuestion():
            referrer = _may_hear(command, state)
            if not (command.question.strip() and command.answer.strip()):
                raise NothingToTell("Say what was asked and what was answered.", field="answer")
            more = {"person": person, "referrer": referrer, "at": state.now}
            return [event_of(ReferrerQuestionAnswered, command, **more)]


def _withdrawn(
    command: GiveReferrerFeedbackConsent | WithdrawReferrerFeedbackConsent,
    feedback: Feedback,
    at: datetime,
) -> Sequence[Event]:
    chosen = feedback.chosen.get(command.referrer, ())
    if chosen and chosen[-1].level is FeedbackLevel.NOTHING:
        return []
    return [event_of(ReferrerFeedbackConsentWithdrawn, command, at=at)]


def _sent(command: SendReferrerFeedback, state: FeedbackAsked) -> Sequence[Event]:
    referrer = _may_hear(command, state)
    if command.news not in {news for news, _at in news_of(state.referral)}:
        raise NothingToTell("This has not happened with this referral. Check it.", field="news")
    summary = (command.summary or "").strip() or None
    if (FeedbackContent.SUMMARY in command.contents) != (summary is not None):
        raise NothingToTell(
            "Write the summary where one is sent, and say that one is sent where it is written.",
            field="summary",
        )
    return [
        event_of(
            ReferrerFeedbackSent,
            command,
            person=state.referral.person,
            referrer=referrer,
            level=state.feedback.level_of(command.referral, state.now),
            summary=summary,
            content_hash=hash_of(command.news, command.contents, summary),
            at=state.now,
        )
    ]


def _may_hear(command: Telling, state: FeedbackAsked) -> ReferrerId:
    """Who hears it. Raises unless all that would be told is within what the person chose."""
    _not_by_themself(state.referral)
    must_be_alive(state.person)
    must_be_free_to_use(state.rights, Standing(), state.now)
    referrer = state.feedback.referrer_of(command.referral)
    if referrer is None:
        raise NoReferrerKnown("It is not recorded who referred this person. Say who did, first.")
    if not command.contents:
        raise NothingToTell("Say what the message holds.", field="contents")
    if FeedbackContent.PEER_SUPPORTERS_EXPERIENCE in command.contents:
        raise NothingOfPeerSupporters(
            "Nothing of a peer supporter's own is told to a referrer, at any level. Leave it out.",
            field="contents",
        )
    level = reach_of(state.feedback.level_of(command.referral, state.now))
    if max(REACH_OF[each] for each in command.contents) > level:
        raise FeedbackAboveConsent(
            "The person chose that whoever referred them hears less than this. "
            "Ask the person, or send less.",
            field="contents",
        )
    told = isinstance(command, AnswerReferrerQuestion) or FeedbackContent.SUMMARY in (
        command.contents
    )
    wordy = max(REACH_OF[each] for each in command.contents) >= Reach.SUMMARY
    if told and wordy and not command.seen_by_person:
        raise NotSeenByPerson(
            "Show the person first what is to be said about them.", field="seen_by_person"
        )
    return referrer


def _not_by_themself(referral: Referral) -> None:
    if referral.source is Source.SELF:
        raise SelfReferralTellsNobody(
            "This person asked for themself. Nobody else is told what became of it."
        )


def hash_of(news: News, contents: Sequence[FeedbackContent], summary: str | None) -> str:
    """SHA-256 of what was told, as hexadecimal: the same for the same message."""
    said = json.dumps([news, sorted(contents), summary], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


decider = Decider(
    noun="referral",
    commands=(
        LinkReferrer,
        GiveReferrerFeedbackConsent,
        WithdrawReferrerFeedbackConsent,
        SendReferrerFeedback,
        AnswerReferrerQuestion,
    ),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownReferral,
        UnknownPerson,
        UnknownReferrer,
        SelfReferralTellsNobody,
        NoReferrerKnown,
        FeedbackAboveConsent,
        NothingOfPeerSupporters,
        NotSeenByPerson,
        NothingToTell,
        PersonHasDied,
        PersonsRecordRestricted,
        NotYetHappened,
        TooLongAgo,
    ),
)
