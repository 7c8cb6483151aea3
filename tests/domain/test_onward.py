"""On from here: what is suggested, whom somebody is sent to with consent, and whether it helped."""

from datetime import date, timedelta

import msgspec
import pytest

from domain.consent import Audience, DisclosureConsentGiven, GivenHow, Purpose, ToldBy, Use
from domain.decider import Event
from domain.disclosure import DisclosureChecked, DisclosureDenied, DisclosureMade, DisclosureOutcome
from domain.flags import standing
from domain.partnership import (
    SUGGESTIONS,
    AnswerSuggestion,
    MakeOnwardReferral,
    NoAgreement,
    NothingSuggested,
    OnwardReferralMade,
    ServiceSuggested,
    SharingScope,
    SuggestionAnswered,
    SuggestService,
    UnknownPartner,
    UnknownSuggestion,
)
from domain.partnership_flags import flags_of_suggestion
from domain.people import ConsentId, DisclosureId, ListenerId, PartnerId, SignpostId
from domain.periods import start_of
from domain.person import PERSON, PersonHasDied, UnknownPerson
from tests.domain.cast import MORAG, MORAG_DIED, MORAG_REGISTERED, on
from tests.domain.decisions import NOW, folded, fresh_id, given
from tests.domain.test_partners import PRACTICE, REGISTERED, SIGNED

AN_INSTANT = timedelta(microseconds=1)
replace = msgspec.structs.replace
NEW = SignpostId(fresh_id("signpost"))
LETS = ConsentId("lets-the-practice-know")
GIVEN = DisclosureConsentGiven(
    consent=LETS,
    person=MORAG,
    items=("MENTAL_HEALTH",),
    audience=Audience.PARTNER,
    audience_named=ListenerId(PRACTICE),
    purpose=Purpose.ONWARD_REFERRAL,
    channel=ToldBy.LETTER,
    use=Use.STANDING,
    valid_from=on(4, 20),
    valid_until=date(2027, 4, 19),
    include_future=True,
    how=GivenHow.SPOKEN,
    at=on(4, 20),
)
HERE = (MORAG_REGISTERED, REGISTERED, SIGNED)
SEND = MakeOnwardReferral(
    person=MORAG, partner=PRACTICE, items=("MENTAL_HEALTH",), channel=ToldBy.LETTER
)
SUGGEST = SuggestService(person=MORAG, suggested="The welfare rights line.", listing="listing-1")
SUGGESTED = ServiceSuggested(
    signpost=NEW,
    person=MORAG,
    suggested="The welfare rights line.",
    listing="listing-1",
    at=NOW,
)
TAKEN_UP = SuggestionAnswered(signpost=NEW, person=MORAG, taken_up=True, at=NOW)


def test_somebody_is_sent_on_under_their_consent_and_what_was_told_is_recorded() -> None:
    disclosure = DisclosureId(fresh_id("disclosure"))

    given(*HERE, GIVEN).when(SEND).then(
        DisclosureMade(
            disclosure=disclosure,
            person=MORAG,
            items=("MENTAL_HEALTH",),
            audience=Audience.PARTNER,
            to_named=ListenerId(PRACTICE),
            recipient=PRACTICE,
            purpose=Purpose.ONWARD_REFERRAL,
            channel=ToldBy.LETTER,
            at=NOW,
        ),
        DisclosureChecked(
            disclosure=disclosure,
            person=MORAG,
            judged_at=NOW,
            outcomes=(DisclosureOutcome.ALLOWED,),
            under=(LETS,),
            said_before=False,
            rule_version="may-disclose-1",
            at=NOW,
        ),
        OnwardReferralMade(
            signpost=NEW,
            person=MORAG,
            partner=PRACTICE,
            disclosure=disclosure,
            consents=(LETS,),
            at=NOW,
        ),
    )


@pytest.mark.parametrize(
    "instead",
    [
        {"audience_named": ListenerId("another-partner")},
        {"audience": Audience.REFERRER},
        {"purpose": Purpose.EVALUATION},
        {"channel": ToldBy.EMAIL},
        {"items": ("FAMILY",)},
        {"valid_until": date(2026, 5, 4)},
    ],
    ids=["partner", "audience", "purpose", "channel", "item", "over"],
)
def test_nobody_is_sent_on_without_a_consent_that_fits(instead: dict[str, object]) -> None:
    given(*HERE, replace(GIVEN, **instead)).when(SEND).then_refused(DisclosureDenied)
    given(*HERE).when(SEND).then_refused(DisclosureDenied)


def test_nobody_is_sent_to_a_partner_with_whom_that_is_not_agreed() -> None:
    narrower = replace(SIGNED, scope=(SharingScope.REFERRALS_IN,))

    given(MORAG_REGISTERED, GIVEN).when(SEND).then_refused(UnknownPartner, field="partner")
    given(MORAG_REGISTERED, REGISTERED, GIVEN).when(SEND).then_refused(NoAgreement)
    given(MORAG_REGISTERED, REGISTERED, narrower, GIVEN).when(SEND).then_refused(NoAgreement)
    given(*HERE, GIVEN).when(replace(SEND, partner=PartnerId("other"))).then_refused(UnknownPartner)
    given(*HERE, GIVEN, MORAG_DIED).when(SEND).then_refused(PersonHasDied)
    given(REGISTERED, SIGNED).when(SEND).then_refused(UnknownPerson)


def test_another_service_is_suggested_without_anybody_being_told() -> None:
    given(MORAG_REGISTERED).when(SUGGEST).then(SUGGESTED)
    given(MORAG_REGISTERED).when(replace(SUGGEST, suggested=" ")).then_refused(
        NothingSuggested, field="suggested"
    )
    given().when(SUGGEST).then_refused(UnknownPerson)


def test_it_is_asked_whether_it_was_of_use() -> None:
    answer = AnswerSuggestion(person=MORAG, signpost=NEW, taken_up=True)
    here = (MORAG_REGISTERED, replace(SUGGESTED, at=on(5, 1)))

    given(*here).when(answer).then(TAKEN_UP)
    given(*here, TAKEN_UP).when(answer).then_nothing()
    given(*here, TAKEN_UP).when(replace(answer, taken_up=False)).then(
        replace(TAKEN_UP, taken_up=False)
    )
    given(MORAG_REGISTERED).when(answer).then_refused(UnknownSuggestion, field="signpost")


def to_ask(*events: Event) -> list[bool]:
    """Whether it is asked after just before 28 days are over, and just after."""
    due = start_of(date(2026, 4, 18))
    found = folded(SUGGESTIONS, *events)[NEW]
    flags = flags_of_suggestion(found, folded(PERSON, *events))
    return [bool(standing(flags, moment)) for moment in (due - AN_INSTANT, due)]


def test_nobody_asked_after_four_weeks_is_a_task_across_the_change_of_the_clock() -> None:
    here = (MORAG_REGISTERED, replace(SUGGESTED, at=on(3, 20)))

    assert [False, True] == to_ask(*here)
    assert [False, False] == to_ask(*here, replace(TAKEN_UP, at=on(4, 1)))
    assert [False, False] == to_ask(*here, replace(MORAG_DIED, at=on(4, 1)))
