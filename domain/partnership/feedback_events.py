"""What is stored of telling a referrer: who sent the request, what may be told, what was told."""

from domain.channels import Channel
from domain.decider import Event
from domain.partnership.language import FeedbackContent, FeedbackLevel, News
from domain.people import PersonId, ReferralId, ReferrerId
from domain.personal import PersonsWords


class ReferrerLinked(Event, frozen=True, kw_only=True):
    """It is known who referred the person."""

    referral: ReferralId
    person: PersonId
    referrer: ReferrerId


class ReferrerFeedbackConsentGiven(Event, frozen=True, kw_only=True):
    """The person chose how much one referrer hears."""

    person: PersonId
    referrer: ReferrerId
    level: FeedbackLevel


class ReferrerFeedbackConsentWithdrawn(Event, frozen=True, kw_only=True):
    """The person wishes that one referrer hears nothing more."""

    person: PersonId
    referrer: ReferrerId


class ReferrerFeedbackSent(Event, frozen=True, kw_only=True):
    """A referrer was told what became of a referral.

    ``contents`` says what the message held and ``content_hash`` (SHA-256, hexadecimal) which words
    exactly; ``seen_by_person`` that the person had seen them first.
    """

    referral: ReferralId
    person: PersonId
    referrer: ReferrerId
    news: News
    level: FeedbackLevel
    channel: Channel
    contents: tuple[FeedbackContent, ...] = (FeedbackContent.STATUS,)
    summary: PersonsWords = None
    content_hash: PersonsWords = None
    seen_by_person: bool = False


class ReferrerQuestionAnswered(Event, frozen=True, kw_only=True):
    """A referrer asked something about a referral of theirs, and was answered."""

    referral: ReferralId
    person: PersonId
    referrer: ReferrerId
    contents: tuple[FeedbackContent, ...] = (FeedbackContent.STATUS,)
    question: PersonsWords = None
    answer: PersonsWords = None
    seen_by_person: bool = False
