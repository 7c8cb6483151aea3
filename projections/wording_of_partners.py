"""What was shared with others, in sentences: partners, referrers, and services elsewhere."""

from domain import listings, messages, partnership
from domain.decider import Event
from domain.partnership import FeedbackLevel, News
from projections.phrases import quoted, spoken

LEVELS = {
    FeedbackLevel.NOTHING: "nothing",
    FeedbackLevel.STATUS: "where it stands",
    FeedbackLevel.SUMMARY: "where it stands, and a summary that they have seen first",
    FeedbackLevel.OUTCOMES: "where it stands, a summary, and how they answered questionnaires",
}
NEWS = {
    News.RECEIVED: "the request arrived",
    News.ACCEPTED: "it was accepted",
    News.NOT_PROCEEDING: "it does not go on",
    News.STARTED: "support started",
    News.ENDED: "support ended",
}


def of_partners(event: Event) -> str | None:
    """What an entry about working with others says; nothing if it is about something else."""
    match event:
        case partnership.PartnerRegistered(name=name):
            return f"{name} became a partner."
        case partnership.SharingAgreementSigned(valid_until=day):
            return f"Sharing was agreed in writing, until {day:%-d %B %Y}."
        case partnership.SharingAgreementReviewed():
            return "Both looked at the agreement again; it goes on."
        case partnership.SharingAgreementEnded():
            return "The agreement came to its end."
        case partnership.ReferrerNamed():
            return "Somebody was named who refers for the partner."
        case partnership.ReferrerLeft():
            return "Somebody no longer refers for the partner."
        case partnership.ReferrerLinked():
            return "It was recorded who referred them."
        case partnership.ReferrerFeedbackConsentGiven(level=level):
            return f"Chose what a referrer hears: {LEVELS[level]}."
        case partnership.ReferrerFeedbackConsentWithdrawn():
            return "Chose that a referrer hears nothing more."
        case partnership.ReferrerFeedbackSent(news=news, channel=channel, summary=words):
            return f"A referrer was told that {NEWS[news]} ({spoken(channel)}){quoted(words)}"
        case partnership.ReferrerQuestionAnswered(answer=words):
            return f"A referrer asked, and was answered{quoted(words)}"
        case partnership.ServiceSuggested(suggested=words):
            return f"Was told about another service{quoted(words)}"
        case partnership.OnwardReferralMade():
            return "Was sent on to a partner, as they had agreed."
        case partnership.SuggestionAnswered(taken_up=taken_up):
            what = "made use of it" if taken_up else "did not make use of it"
            return f"Said of what had been suggested that they {what}."
        case listings.ServiceListed(name=name):
            return f"{name} was put into the directory."
        case listings.ServiceUnlisted():
            return "A service was taken out of the directory."
        case messages.MessageBegun():
            return "A message was handed to the mail server."
        case messages.MessageSent():
            return "A message was sent."
        case messages.MessageNotSent():
            return "A message did not leave."
        case messages.MessageSettled():
            return "What a message was to say was said in another way."
        case _:
            return None
