"""What a referrer hears: as much as the person chose, in time, and nothing of anybody else."""

from datetime import date, datetime, timedelta

import msgspec
import pytest

from domain.channels import Channel
from domain.decider import Event
from domain.flags import standing
from domain.partnership import (
    FEEDBACK,
    AnswerReferrerQuestion,
    Feedback,
    FeedbackAboveConsent,
    FeedbackContent,
    FeedbackLevel,
    GiveReferrerFeedbackConsent,
    LinkReferrer,
    News,
    NoReferrerKnown,
    NothingOfPeerSupporters,
    NothingToTell,
    NotSeenByPerson,
    ReferrerFeedbackConsentGiven,
    ReferrerFeedbackConsentWithdrawn,
    ReferrerFeedbackSent,
    ReferrerLinked,
    ReferrerQuestionAnswered,
    SelfReferralTellsNobody,
    SendReferrerFeedback,
    UnknownReferrer,
    WithdrawReferrerFeedbackConsent,
    news_of,
)
from domain.partnership.feedback import hash_of
from domain.partnership_flags import flags_of_feedback
from domain.people import ReferrerId
from domain.periods import end_of
from domain.person import PERSON, PersonHasDied
from domain.referral import REFERRAL, Source, UnknownReferral
from tests.domain.cast import (
    MORAG,
    MORAG_ACCEPTED,
    MORAG_DIED,
    MORAG_IN_REMIT,
    MORAG_MET,
    MORAG_READY,
    MORAG_REFERRED,
    MORAG_REGISTERED,
    MORAG_SUPPORTED,
    MORAGS_REFERRAL,
    on,
)
from tests.domain.decisions import NOW, folded, given
from tests.domain.test_partners import DR_EXAMPLE, NAMED, REGISTERED
from tests.domain.test_referral import MORAG_AGREED, MORAG_DECLINED, MORAG_ENQUIRED, MORAG_WITHDREW

AN_INSTANT = timedelta(microseconds=1)
replace = msgspec.structs.replace
LINKED = ReferrerLinked(
    referral=MORAGS_REFERRAL, person=MORAG, referrer=DR_EXAMPLE, at=MORAG_REFERRED.at
)
HERE = (MORAG_REGISTERED, MORAG_REFERRED, LINKED)
IN_SERVICE = (*HERE, MORAG_IN_REMIT, MORAG_MET, MORAG_READY, MORAG_ACCEPTED, MORAG_SUPPORTED)


def chose(level: FeedbackLevel, at: datetime = NOW) -> ReferrerFeedbackConsentGiven:
    return ReferrerFeedbackConsentGiven(person=MORAG, referrer=DR_EXAMPLE, level=level, at=at)


TOOK_BACK = ReferrerFeedbackConsentWithdrawn(person=MORAG, referrer=DR_EXAMPLE, at=NOW)
SEND = SendReferrerFeedback(referral=MORAGS_REFERRAL, news=News.RECEIVED, channel=Channel.LETTER)
SUMMARY = replace(
    SEND,
    contents=(FeedbackContent.STATUS, FeedbackContent.SUMMARY),
    summary="She would like to walk again.",
    seen_by_person=True,
)
SCORES = replace(SEND, contents=(FeedbackContent.OUTCOME_SCORES,), seen_by_person=True)
ASKED = AnswerReferrerQuestion(
    referral=MORAGS_REFERRAL, question="Did it arrive?", answer="It did."
)


def sent(ask: SendReferrerFeedback, level: FeedbackLevel) -> ReferrerFeedbackSent:
    return ReferrerFeedbackSent(
        referral=MORAGS_REFERRAL,
        person=MORAG,
        referrer=DR_EXAMPLE,
        news=ask.news,
        level=level,
        channel=ask.channel,
        contents=ask.contents,
        summary=ask.summary,
        content_hash=hash_of(ask.news, ask.contents, ask.summary),
        seen_by_person=ask.seen_by_person,
        at=NOW,
    )


def feedback_of(*events: Event) -> Feedback:
    found: Feedback = folded(FEEDBACK, *events)
    return found


def late(moment: datetime, *events: Event) -> bool:
    flags = flags_of_feedback(
        MORAGS_REFERRAL, folded(REFERRAL, *events), feedback_of(*events), folded(PERSON, *events)
    )
    return "FEEDBACK_LATE" in {each.code for each in standing(flags, moment)}


def test_it_is_recorded_who_referred_somebody() -> None:
    link = LinkReferrer(referral=MORAGS_REFERRAL, referrer=DR_EXAMPLE)
    before = (MORAG_REGISTERED, MORAG_REFERRED)

    given(*before, REGISTERED, NAMED).when(link).then(replace(LINKED, at=NOW))
    given(*before).when(link).then_refused(UnknownReferrer, field="referrer")
    given(NAMED).when(link).then_refused(UnknownReferral)
    given(*before, NAMED, LINKED).when(link).then_nothing()


def test_whoever_asked_for_themself_was_referred_by_nobody_and_nobody_hears_of_it() -> None:
    herself = replace(MORAG_REFERRED, source=Source.SELF)
    here = given(MORAG_REGISTERED, herself, LINKED, NAMED, chose(FeedbackLevel.OUTCOMES))

    here.when(LinkReferrer(referral=MORAGS_REFERRAL, referrer=DR_EXAMPLE)).then_refused(
        SelfReferralTellsNobody
    )
    here.when(SEND).then_refused(SelfReferralTellsNobody)
    here.when(ASKED).then_refused(SelfReferralTellsNobody)
    known = feedback_of(MORAG_REGISTERED, herself, LINKED, chose(FeedbackLevel.OUTCOMES))
    assert FeedbackLevel.NOTHING is known.level_of(MORAGS_REFERRAL, NOW)


def test_without_a_choice_a_referrer_hears_where_it_stands_once_the_person_agreed() -> None:
    before = MORAG_REFERRED.at - AN_INSTANT
    asked = (MORAG_REGISTERED, MORAG_ENQUIRED, LINKED)

    assert FeedbackLevel.STATUS is feedback_of(*HERE).level_of(MORAGS_REFERRAL, NOW)
    assert FeedbackLevel.NOTHING is feedback_of(*HERE).level_of(MORAGS_REFERRAL, before)
    assert FeedbackLevel.NOTHING is feedback_of(*asked).level_of(MORAGS_REFERRAL, NOW)
    agreed = feedback_of(*asked, MORAG_AGREED)
    assert FeedbackLevel.STATUS is agreed.level_of(MORAGS_REFERRAL, NOW)


def test_the_person_chooses_for_each_referrer_and_changes_their_mind() -> None:
    choose = GiveReferrerFeedbackConsent(
        person=MORAG, referrer=DR_EXAMPLE, level=FeedbackLevel.SUMMARY
    )
    nothing = replace(choose, level=FeedbackLevel.NOTHING)
    withdraw = WithdrawReferrerFeedbackConsent(person=MORAG, referrer=DR_EXAMPLE)

    given(*HERE).when(choose).then(chose(FeedbackLevel.SUMMARY))
    given(*HERE, chose(FeedbackLevel.SUMMARY, on(5, 4))).when(choose).then_nothing()
    given(*HERE).when(nothing).then(TOOK_BACK)
    given(*HERE).when(replace(withdraw, at=on(5, 1))).then(replace(TOOK_BACK, at=on(5, 1)))
    given(*HERE, TOOK_BACK).when(withdraw).then_nothing()
    given(*HERE, MORAG_DIED).when(choose).then_refused(PersonHasDied)
    another = replace(chose(FeedbackLevel.OUTCOMES), referrer=ReferrerId("another"))
    assert FeedbackLevel.STATUS is feedback_of(*HERE, another).level_of(MORAGS_REFERRAL, NOW)


def test_the_level_is_the_one_that_held_at_the_moment() -> None:
    known = feedback_of(*HERE, chose(FeedbackLevel.OUTCOMES, on(4, 28)), TOOK_BACK)

    assert FeedbackLevel.OUTCOMES is known.level_of(MORAGS_REFERRAL, on(4, 28))
    assert FeedbackLevel.OUTCOMES is known.level_of(MORAGS_REFERRAL, NOW - AN_INSTANT)
    assert FeedbackLevel.NOTHING is known.level_of(MORAGS_REFERRAL, NOW)


ALL_LEVELS = tuple(FeedbackLevel)
NEEDED = {SEND: 1, SUMMARY: 2, SCORES: 3}


@pytest.mark.parametrize("level", ALL_LEVELS)
@pytest.mark.parametrize("ask", NEEDED, ids=["status", "summary", "scores"])
def test_a_referrer_is_never_told_more_than_the_person_chose(
    ask: SendReferrerFeedback, level: FeedbackLevel
) -> None:
    choice = TOOK_BACK if level is FeedbackLevel.NOTHING else chose(level)
    here = given(*HERE, replace(choice, at=on(5, 4))).when(ask)

    if ALL_LEVELS.index(level) >= NEEDED[ask]:
        here.then(sent(ask, level))
    else:
        here.then_refused(FeedbackAboveConsent, field="contents")


def test_nothing_of_a_peer_supporter_is_told_at_any_level() -> None:
    theirs = replace(SEND, contents=(FeedbackContent.PEER_SUPPORTERS_EXPERIENCE,))

    given(*HERE, chose(FeedbackLevel.OUTCOMES)).when(theirs).then_refused(
        NothingOfPeerSupporters, field="contents"
    )


def test_a_summary_is_seen_by_the_person_first() -> None:
    here = given(*HERE, chose(FeedbackLevel.SUMMARY))

    here.when(replace(SUMMARY, seen_by_person=False)).then_refused(
        NotSeenByPerson, field="seen_by_person"
    )
    here.when(replace(SUMMARY, summary=" ")).then_refused(NothingToTell, field="summary")
    here.when(replace(SEND, summary="Words.")).then_refused(NothingToTell, field="summary")


def test_what_is_told_has_happened_and_to_somebody_who_is_known_to_have_asked() -> None:
    here = given(*HERE)

    here.when(replace(SEND, news=News.ENDED)).then_refused(NothingToTell, field="news")
    here.when(replace(SEND, contents=())).then_refused(NothingToTell, field="contents")
    given(MORAG_REGISTERED, MORAG_REFERRED).when(SEND).then_refused(NoReferrerKnown)
    given(*HERE, MORAG_DIED).when(SEND).then_refused(PersonHasDied)
    given().when(SEND).then_refused(UnknownReferral)


def test_a_referrers_question_is_answered_within_what_the_person_chose() -> None:
    here = given(*HERE)

    here.when(ASKED).then(
        ReferrerQuestionAnswered(
            referral=MORAGS_REFERRAL,
            person=MORAG,
            referrer=DR_EXAMPLE,
            question="Did it arrive?",
            answer="It did.",
            at=NOW,
        )
    )
    more = replace(ASKED, contents=(FeedbackContent.SUMMARY,), seen_by_person=True)
    here.when(more).then_refused(FeedbackAboveConsent)
    here.when(replace(ASKED, answer="")).then_refused(NothingToTell)
    given(*HERE, chose(FeedbackLevel.SUMMARY)).when(
        replace(more, seen_by_person=False)
    ).then_refused(NotSeenByPerson)


def test_a_no_a_change_of_mind_and_a_death_say_no_more_than_they_should() -> None:
    for ending in (MORAG_DECLINED, MORAG_WITHDREW):
        told = [news for news, _at in news_of(folded(REFERRAL, *HERE, ending))]
        assert [News.RECEIVED, News.NOT_PROCEEDING] == told
    died = [news for news, _at in news_of(folded(REFERRAL, *HERE, MORAG_DIED))]
    assert [News.RECEIVED] == died
    begun = [news for news, _at in news_of(folded(REFERRAL, *IN_SERVICE))]
    assert [News.RECEIVED, News.ACCEPTED, News.STARTED] == begun


DUE = {
    # accepted on a Thursday before Easter: Good Friday does not count in Scotland's banks' days
    on(4, 2): date(2026, 4, 10),
    # over the change to summer time, Friday to Friday
    on(3, 27): date(2026, 4, 6),
    # over Christmas and New Year with their Scottish days
    on(12, 23, year=2026): date(2027, 1, 5),
}


@pytest.mark.parametrize(("accepted", "last"), DUE.items())
def test_news_is_told_within_five_working_days(accepted: datetime, last: date) -> None:
    early = (replace(MORAG_REFERRED, at=on(3, 2)), replace(LINKED, at=on(3, 2)))
    here = (MORAG_REGISTERED, *early, replace(MORAG_ACCEPTED, at=accepted))

    assert not late(end_of(last), *here)
    assert late(end_of(last) + AN_INSTANT, *here)
    told = replace(sent(SEND, FeedbackLevel.STATUS), news=News.ACCEPTED, at=end_of(last))
    assert not late(end_of(last) + AN_INSTANT, *here, told)


def test_nobody_is_late_in_telling_what_may_not_be_told() -> None:
    here = (*HERE, MORAG_IN_REMIT, MORAG_MET, MORAG_READY, replace(MORAG_ACCEPTED, at=on(4, 20)))
    long_after = on(7, 1)

    assert late(long_after, *here)
    assert not late(long_after, *here, replace(TOOK_BACK, at=on(4, 21)))
    assert not late(long_after, *here, MORAG_DIED)
    assert not late(long_after, *here[:1], *here[1:2], *here[3:])


def test_another_level_does_not_begin_the_days_anew_and_a_new_yes_does() -> None:
    here = (*HERE, MORAG_IN_REMIT, MORAG_MET, MORAG_READY, replace(MORAG_ACCEPTED, at=on(4, 20)))
    first, moment = end_of(date(2026, 4, 27)) + AN_INSTANT, on(4, 28, 12)

    assert late(first, *here, chose(FeedbackLevel.OUTCOMES, on(4, 24)))
    again = (replace(TOOK_BACK, at=on(4, 21)), chose(FeedbackLevel.STATUS, on(4, 24)))
    assert not late(moment, *here, *again)
    assert late(end_of(date(2026, 5, 1)) + AN_INSTANT, *here, *again)
