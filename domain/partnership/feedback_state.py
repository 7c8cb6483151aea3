"""Who referred somebody, how much each may hear, and what was told: folded over the person.

The person chooses a level for each referrer. Until they do, whoever referred them with their
agreement hears that the request arrived and where it stands, and anybody else hears nothing
(domain reference, 2.12). Of somebody who asked for themself nobody hears anything.
"""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from domain.decider import Recorded
from domain.folds import Fold
from domain.partnership.feedback_events import (
    ReferrerFeedbackConsentGiven,
    ReferrerFeedbackConsentWithdrawn,
    ReferrerFeedbackSent,
    ReferrerLinked,
)
from domain.partnership.language import FeedbackLevel, News
from domain.people import ReferralId, ReferrerId
from domain.referral import (
    EnquiryReceived,
    PersonAgreedToReferral,
    Referral,
    ReferralReceived,
    Source,
    Stage,
)

NOT_PROCEEDING = frozenset({Stage.DECLINED, Stage.WITHDRAWN, Stage.LOST})


class Chosen(msgspec.Struct, frozen=True):
    """A level, and from when on it holds."""

    at: datetime
    level: FeedbackLevel


class Told(msgspec.Struct, frozen=True):
    """What a referrer was told of a referral, and when."""

    at: datetime
    news: News
    level: FeedbackLevel


class Request(msgspec.Struct, frozen=True):
    """One request of a person as far as telling its sender goes."""

    source: Source | None = None
    referrer: ReferrerId | None = None
    agreed_at: datetime | None = None
    told: tuple[Told, ...] = ()


class Feedback(msgspec.Struct, frozen=True):
    """All requests of a person, and what they chose for each referrer."""

    requests: dict[ReferralId, Request] = msgspec.field(default_factory=dict)
    chosen: dict[ReferrerId, tuple[Chosen, ...]] = msgspec.field(default_factory=dict)

    def referrer_of(self, referral: ReferralId) -> ReferrerId | None:
        """Who sent a request; nobody where the person asked for themself."""
        request = self.requests.get(referral, Request())
        return None if request.source is Source.SELF else request.referrer

    def level_of(self, referral: ReferralId, moment: datetime) -> FeedbackLevel:
        """How much the sender of a request may hear at a moment."""
        referrer = self.referrer_of(referral)
        if referrer is None:
            return FeedbackLevel.NOTHING
        chosen = [each for each in self.chosen.get(referrer, ()) if each.at <= moment]
        if chosen:
            return chosen[-1].level
        agreed_at = self.requests[referral].agreed_at
        agreed = agreed_at is not None and agreed_at <= moment
        return FeedbackLevel.STATUS if agreed else FeedbackLevel.NOTHING

    def turns_of(self, referral: ReferralId) -> tuple[datetime, ...]:
        """When the level of a request changed or will change."""
        referrer = self.referrer_of(referral)
        if referrer is None:
            return ()
        agreed_at = self.requests[referral].agreed_at
        turns = [each.at for each in self.chosen.get(referrer, ())]
        return tuple(sorted([*turns, *([agreed_at] if agreed_at else [])]))

    def told_at(self, referral: ReferralId, news: News) -> datetime | None:
        """When the sender of a request was first told some news of it."""
        told = self.requests.get(referral, Request()).told
        return min((each.at for each in told if each.news is news), default=None)


def _evolve(feedback: Feedback, recorded: Recorded) -> Feedback:
    replace = msgspec.structs.replace
    match recorded.event:
        case ReferralReceived() | EnquiryReceived():
            arrived = recorded.event
            agreed = arrived.at if isinstance(arrived, ReferralReceived) else None
            return _with(feedback, arrived.referral, source=arrived.source, agreed_at=agreed)
        case PersonAgreedToReferral(referral=referral, at=at):
            known = feedback.requests.get(referral, Request())
            return _with(feedback, referral, agreed_at=known.agreed_at or at)
        case ReferrerLinked(referral=referral, referrer=referrer):
            return _with(feedback, referral, referrer=referrer)
        case ReferrerFeedbackConsentGiven(referrer=referrer, level=level, at=at):
            return replace(feedback, chosen=_chosen(feedback, referrer, at, level))
        case ReferrerFeedbackConsentWithdrawn(referrer=referrer, at=at):
            nothing = _chosen(feedback, referrer, at, FeedbackLevel.NOTHING)
            return replace(feedback, chosen=nothing)
        case ReferrerFeedbackSent(referral=referral, news=news, level=level, at=at):
            told = (*feedback.requests.get(referral, Request()).told, Told(at, news, level))
            return _with(feedback, referral, told=told)
        case _:
            return feedback


def _with(feedback: Feedback, referral: ReferralId, **said: object) -> Feedback:
    request = feedback.requests.get(referral, Request())
    requests = feedback.requests | {referral: msgspec.structs.replace(request, **said)}
    return msgspec.structs.replace(feedback, requests=requests)


def _chosen(
    feedback: Feedback, referrer: ReferrerId, at: datetime, level: FeedbackLevel
) -> dict[ReferrerId, tuple[Chosen, ...]]:
    before = feedback.chosen.get(referrer, ())
    return feedback.chosen | {referrer: (*before, Chosen(at, level))}


FEEDBACK = Fold(
    hears=frozenset(
        {
            ReferralReceived,
            EnquiryReceived,
            PersonAgreedToReferral,
            ReferrerLinked,
            ReferrerFeedbackConsentGiven,
            ReferrerFeedbackConsentWithdrawn,
            ReferrerFeedbackSent,
        }
    ),
    initial=Feedback(),
    evolve=_evolve,
)
"""What may be told to whom of a person's requests, and was, over the subject of the person."""


def news_of(referral: Referral) -> Iterator[tuple[News, datetime]]:
    """What there is to tell of a referral, with when it happened.

    A no, a change of mind and somebody who could not be reached read the same from outside. Of a
    death nothing is told by the service's own accord.
    """
    if referral.arrived_at is None or referral.agreed_at is None:
        return
    yield News.RECEIVED, max(referral.arrived_at, referral.agreed_at)
    if referral.accepted_at is not None:
        yield News.ACCEPTED, referral.accepted_at
    if referral.support_started_at is not None:
        yield News.STARTED, referral.support_started_at
    if referral.ended_at is not None:
        if referral.ended in NOT_PROCEEDING:
            yield News.NOT_PROCEEDING, referral.ended_at
        elif referral.ended is Stage.CLOSED:
            yield News.ENDED, referral.ended_at
