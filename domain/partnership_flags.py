"""What is late or open with partners, towards referrers, and about what was suggested (2.12)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from domain.definitions import DEFAULTS, Definitions
from domain.flags import INSTANT, Flag, days_after, first_of, kept
from domain.partnership import Feedback, FeedbackLevel, News, Partner, Suggestion, news_of
from domain.people import ReferralId
from domain.periods import end_of, start_of, working_days_after
from domain.person import Person
from domain.referral import Referral


def flags_of_partner(partner: Partner, definitions: Definitions = DEFAULTS) -> tuple[Flag, ...]:
    """What is due about the agreement with a partner."""
    return kept(_of_partner(partner, definitions))


def _of_partner(partner: Partner, definitions: Definitions) -> Iterator[Flag]:
    if partner.registered_at is None:
        return
    agreed = partner.agreement
    if agreed is None:
        yield Flag(
            "AGREEMENT_NOT_SIGNED",
            "Nothing is agreed yet with this partner about sharing. Agree it before anything is "
            "shared.",
            partner.registered_at,
        )
        return
    if agreed.ended_at is not None:
        return
    over_at = end_of(agreed.valid_until) + INSTANT
    notice = timedelta(days=definitions.agreement_reviewed_notice_days)
    yield Flag(
        "AGREEMENT_TO_REVIEW",
        "The day has come to look at the agreement with this partner again. Do it together.",
        start_of(agreed.review_on),
        over_at,
    )
    yield Flag(
        "AGREEMENT_ENDS_SOON",
        "The agreement with this partner runs out soon. Sign a new one, or let it end.",
        start_of(agreed.valid_until - notice),
        over_at,
    )
    yield Flag(
        "AGREEMENT_RUN_OUT",
        "The agreement with this partner has run out. Nothing is shared until there is a new one.",
        over_at,
    )


def flags_of_feedback(
    identifier: ReferralId,
    referral: Referral,
    feedback: Feedback,
    person: Person,
    definitions: Definitions = DEFAULTS,
) -> tuple[Flag, ...]:
    """What a referrer has not been told yet that the person lets them hear."""
    return kept(_of_feedback(identifier, referral, feedback, person, definitions))


def _of_feedback(
    identifier: ReferralId,
    referral: Referral,
    feedback: Feedback,
    person: Person,
    definitions: Definitions,
) -> Iterator[Flag]:
    if feedback.referrer_of(identifier) is None:
        return
    may_hear = tuple(_spells(identifier, feedback))
    days = definitions.feedback_within_working_days
    for news, at in news_of(referral):
        if news is News.RECEIVED:
            continue  # said by ACKNOWLEDGEMENT_LATE
        told_at = feedback.told_at(identifier, news)
        for since, until in may_hear:
            yield Flag(
                "FEEDBACK_LATE",
                "Whoever referred this person may hear what became of it, and has not been told. "
                "Tell them, at the level that the person chose.",
                working_days_after(max(at, since), days) + INSTANT,
                first_of(told_at, until, person.died_at),
            )


def _spells(
    identifier: ReferralId, feedback: Feedback
) -> Iterator[tuple[datetime, datetime | None]]:
    """From when until when the referrer may hear anything; another level is no new beginning."""
    begun: datetime | None = None
    for turn in feedback.turns_of(identifier):
        hears = feedback.level_of(identifier, turn) is not FeedbackLevel.NOTHING
        if hears and begun is None:
            begun = turn
        elif not hears and begun is not None:
            yield begun, turn
            begun = None
    if begun is not None:
        yield begun, None


def flags_of_suggestion(
    suggestion: Suggestion, person: Person, definitions: Definitions = DEFAULTS
) -> tuple[Flag, ...]:
    """That nobody asked yet whether what was suggested was of use."""
    return kept(
        [
            Flag(
                "SUGGESTION_TO_ASK",
                "Nobody has asked yet whether what was suggested to this person was of use. "
                "Ask when you next speak.",
                days_after(suggestion.at, definitions.signpost_asked_after_days),
                first_of(suggestion.answered_at, person.died_at),
            )
        ]
    )
