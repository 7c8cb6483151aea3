"""Requests that cannot be acted on yet: enquiries, missing information, the same one twice."""

import msgspec
import pytest

from domain.channels import Channel
from domain.decider import Event
from domain.people import OfferId, PersonId, ReferralId, SameReferralId
from domain.person import PersonHasDied
from domain.referral import (
    PERSONS_REFERRALS,
    REFERRAL,
    AgreedHow,
    AlreadyAcceptedForThis,
    AskedOf,
    CloseEnquiry,
    EnquiryClosed,
    EnquiryReceived,
    HeardFrom,
    InformationAwaited,
    InformationReceived,
    InformationRequested,
    LinkReferral,
    NotAnEnquiry,
    NotTheSame,
    PersonAgreedToReferral,
    ReceiveReferral,
    RecordAgreement,
    RecordInformation,
    ReferralIsOver,
    ReferralLinked,
    ReferralReceived,
    ReferralWithdrawn,
    RequestInformation,
    Source,
    Stage,
    Triage,
    UnknownReferral,
)
from tests.domain.cast import (
    CALLUM,
    MACHAIR,
    MORAG,
    MORAG_ACCEPTED,
    MORAG_DIED,
    MORAG_IN_REMIT,
    MORAG_MET,
    MORAG_READY,
    MORAG_REFERRED,
    MORAG_REGISTERED,
    MORAG_WAITS,
    MORAGS_REFERRAL,
    PHONING,
    WALKING,
    on,
)
from tests.domain.decisions import NOW, SERVICE_ID, folded, fresh_id, given
from tests.domain.test_referral import (
    ACCEPT,
    AGREE,
    FIND_IN_REMIT,
    MORAG_AGREED,
    MORAG_ENQUIRED,
    MORAG_WITHDREW,
    stage,
)

SECOND = ReferralId("second")
NEW_REFERRAL = ReferralId(fresh_id("referral"))
ASK_SURGERY = RequestInformation(referral=MORAGS_REFERRAL, what="A phone number.")
IT_CAME = RecordInformation(referral=MORAGS_REFERRAL, said="01445 000000")
SURGERY_ASKED = InformationRequested(
    referral=MORAGS_REFERRAL,
    person=MORAG,
    asked=AskedOf.REFERRER,
    what="A phone number.",
    at=on(2, 4),
)
SURGERY_ANSWERED = InformationReceived(
    referral=MORAGS_REFERRAL, person=MORAG, said="01445 000000", at=on(2, 9)
)
LOOKED_AGAIN = msgspec.structs.replace(MORAG_IN_REMIT, at=on(2, 9, 15))
CLOSE = CloseEnquiry(referral=MORAGS_REFERRAL, reason="NOT_REACHED")
CLOSED = EnquiryClosed(referral=MORAGS_REFERRAL, person=MORAG, reason="NOT_REACHED", at=on(3, 4))


# --- Enquiries ---


def test_an_enquiry_that_comes_to_nothing_is_closed_once() -> None:
    given(MORAG_ENQUIRED).when(CLOSE).then(msgspec.structs.replace(CLOSED, at=NOW))
    given(MORAG_ENQUIRED, CLOSED).when(CLOSE).then_nothing()

    assert stage(MORAG_ENQUIRED, CLOSED) is Stage.ENQUIRY_CLOSED


def test_a_referral_is_not_closed_as_an_enquiry() -> None:
    given(MORAG_REFERRED).when(CLOSE).then_refused(NotAnEnquiry)
    given(MORAG_ENQUIRED, MORAG_AGREED).when(CLOSE).then_refused(NotAnEnquiry)
    given(MORAG_ENQUIRED, MORAG_WITHDREW).when(CLOSE).then_refused(ReferralIsOver)


def test_whoever_agrees_after_the_enquiry_was_closed_is_referred_afresh() -> None:
    given(MORAG_ENQUIRED, CLOSED).when(AGREE).then_refused(ReferralIsOver, contains="new referral")


def test_an_agreement_that_was_given_before_the_closing_opens_it_again() -> None:
    in_time = RecordAgreement(
        referral=MORAGS_REFERRAL, agreed_how=AgreedHow.PHONE, at=MORAG_AGREED.at
    )

    given(MORAG_ENQUIRED, CLOSED).when(in_time).then(MORAG_AGREED)
    assert stage(MORAG_ENQUIRED, CLOSED, MORAG_AGREED) is Stage.RECEIVED


# --- What a request may say ---


def test_somebody_who_was_sent_but_asks_themself_says_where_they_heard_of_it() -> None:
    """Signposted (domain reference, 1.2)."""
    asks = ReceiveReferral(
        service=SERVICE_ID,
        source=Source.SELF,
        person=MORAG,
        heard_from=HeardFrom.GP,
        preferred_channel=Channel.LETTER,
    )

    given(MORAG_REGISTERED).when(asks).then(
        ReferralReceived(
            referral=NEW_REFERRAL,
            person=MORAG,
            source=Source.SELF,
            agreed_how=AgreedHow.SELF_REFERRAL,
            heard_from=HeardFrom.GP,
            preferred_channel=Channel.LETTER,
            at=NOW,
        )
    )


def test_nothing_is_asked_for_somebody_whose_death_is_recorded() -> None:
    asks = ReceiveReferral(service=SERVICE_ID, source=Source.GP, person=MORAG)

    given(MORAG_REGISTERED, MORAG_DIED).when(asks).then_refused(PersonHasDied)


# --- Missing information ---


def test_what_is_missing_is_asked_for_and_comes() -> None:
    given(MORAG_REFERRED).when(ASK_SURGERY).then(msgspec.structs.replace(SURGERY_ASKED, at=NOW))
    given(MORAG_REFERRED, SURGERY_ASKED).when(IT_CAME).then(
        msgspec.structs.replace(SURGERY_ANSWERED, at=NOW)
    )
    given().when(ASK_SURGERY).then_refused(UnknownReferral)
    given().when(IT_CAME).then_refused(UnknownReferral)


@pytest.mark.parametrize(
    "before", [(MORAG_REFERRED,), (MORAG_REFERRED, MORAG_IN_REMIT)], ids=["received", "triaged"]
)
def test_a_referral_awaits_what_was_asked_for_and_is_then_looked_at_anew(
    before: tuple[Event, ...],
) -> None:
    assert stage(*before, SURGERY_ASKED) is Stage.AWAITING_INFO
    assert stage(*before, SURGERY_ASKED, SURGERY_ANSWERED) is Stage.RECEIVED
    assert stage(*before, SURGERY_ASKED, SURGERY_ANSWERED, LOOKED_AGAIN) is Stage.TRIAGED


def test_a_first_look_without_what_was_asked_for_is_a_way_on() -> None:
    still_missing = msgspec.structs.replace(LOOKED_AGAIN, outcome=Triage.NEED_INFORMATION)

    assert stage(MORAG_REFERRED, SURGERY_ASKED, LOOKED_AGAIN) is Stage.TRIAGED
    assert stage(MORAG_REFERRED, SURGERY_ASKED, still_missing) is Stage.AWAITING_INFO


def test_what_is_asked_later_holds_nobody_up() -> None:
    late = msgspec.structs.replace(SURGERY_ASKED, at=on(2, 20))
    answered = msgspec.structs.replace(SURGERY_ANSWERED, at=on(2, 21))

    assert stage(*MORAG_WAITS, late) is Stage.WAITING
    assert stage(*MORAG_WAITS, late, answered) is Stage.WAITING
    assert stage(*MORAG_WAITS[:-1], late, answered) is Stage.READY


def test_an_enquiry_stays_one_while_information_is_awaited() -> None:
    assert stage(MORAG_ENQUIRED, SURGERY_ASKED) is Stage.ENQUIRY
    assert stage(MORAG_ENQUIRED, SURGERY_ASKED, MORAG_AGREED, ) is Stage.RECEIVED  # fmt: skip


def test_nobody_is_accepted_while_information_is_awaited() -> None:
    before = (MORAG_REFERRED, MORAG_IN_REMIT, SURGERY_ASKED, MORAG_MET, MORAG_READY)

    given(*MACHAIR, MORAG_REGISTERED, *before).when(ACCEPT).then_refused(
        InformationAwaited, contains="first look"
    )
    given(*MACHAIR, MORAG_REGISTERED, *before, LOOKED_AGAIN).when(ACCEPT).then(
        msgspec.structs.replace(MORAG_ACCEPTED, at=NOW)
    )


def test_a_first_look_that_needs_more_is_recorded_as_such() -> None:
    needs_more = msgspec.structs.replace(FIND_IN_REMIT, outcome=Triage.NEED_INFORMATION)

    given(MORAG_REFERRED).when(needs_more).then(
        msgspec.structs.replace(MORAG_IN_REMIT, outcome=Triage.NEED_INFORMATION, at=NOW)
    )


# --- The same request twice ---

SECOND_REFERRED = msgspec.structs.replace(MORAG_REFERRED, referral=SECOND, at=on(3, 2))
LINK = LinkReferral(referral=SECOND, same_as=SameReferralId(MORAGS_REFERRAL))
LINKED = ReferralLinked(
    referral=SECOND, person=MORAG, same_as=SameReferralId(MORAGS_REFERRAL), at=NOW
)


def test_two_requests_that_are_one_go_on_as_one() -> None:
    both = (MORAG_REFERRED, SECOND_REFERRED)

    given(*both).when(LINK).then(LINKED)
    given(*both, LINKED).when(LINK).then_nothing()
    assert stage(SECOND_REFERRED, LINKED) is Stage.LINKED


def test_linking_brings_the_agreement_that_the_open_one_lacked() -> None:
    given(MORAG_ENQUIRED, SECOND_REFERRED).when(LINK).then(
        LINKED,
        PersonAgreedToReferral(
            referral=MORAGS_REFERRAL, person=MORAG, agreed_how=AgreedHow.SPOKEN, at=NOW
        ),
    )


def test_only_open_requests_of_one_person_are_linked() -> None:
    callums = msgspec.structs.replace(SECOND_REFERRED, person=CALLUM)
    with_itself = msgspec.structs.replace(LINK, same_as=SameReferralId(SECOND))
    accepted = msgspec.structs.replace(MORAG_ACCEPTED, referral=SECOND)
    over = msgspec.structs.replace(MORAG_WITHDREW, referral=SECOND, at=on(3, 3))

    given(MORAG_REFERRED, callums).when(LINK).then_refused(NotTheSame, field="same_as")
    given(MORAG_REFERRED, SECOND_REFERRED).when(with_itself).then_refused(NotTheSame)
    given(MORAG_REFERRED, MORAG_WITHDREW, SECOND_REFERRED).when(LINK).then_refused(NotTheSame)
    given(MORAG_REFERRED, SECOND_REFERRED, accepted).when(LINK).then_refused(NotTheSame)
    given(MORAG_REFERRED, SECOND_REFERRED, over).when(LINK).then_refused(ReferralIsOver)
    given(MORAG_REFERRED).when(LINK).then_refused(UnknownReferral)


def asks_for(offer: OfferId, how: AgreedHow | None = AgreedHow.SPOKEN) -> ReceiveReferral:
    return ReceiveReferral(
        service=SERVICE_ID, source=Source.GP, agreed_how=how, person=MORAG, offer=offer
    )


def arrived(offer: OfferId, person: PersonId = MORAG) -> ReferralReceived:
    return ReferralReceived(
        referral=NEW_REFERRAL,
        person=person,
        source=Source.GP,
        agreed_how=AgreedHow.SPOKEN,
        offer=offer,
        at=NOW,
    )


NEW_LINKED = msgspec.structs.replace(LINKED, referral=NEW_REFERRAL)


def test_another_request_for_the_same_offer_is_recorded_and_linked() -> None:
    given(*MORAG_WAITS).when(asks_for(WALKING)).then(arrived(WALKING), NEW_LINKED)


def test_what_the_person_asked_for_counts_as_long_as_nobody_was_accepted() -> None:
    wanted = msgspec.structs.replace(MORAG_REFERRED, offer=WALKING)

    given(MORAG_REGISTERED, wanted).when(asks_for(WALKING)).then(arrived(WALKING), NEW_LINKED)


def test_an_enquiry_is_agreed_to_by_a_second_request_that_shows_it() -> None:
    enquired = msgspec.structs.replace(MORAG_ENQUIRED, offer=WALKING)

    given(MORAG_REGISTERED, enquired).when(asks_for(WALKING)).then(
        arrived(WALKING),
        NEW_LINKED,
        PersonAgreedToReferral(
            referral=MORAGS_REFERRAL, person=MORAG, agreed_how=AgreedHow.SPOKEN, at=NOW
        ),
    )
    given(MORAG_REGISTERED, enquired).when(asks_for(WALKING, None)).then(
        EnquiryReceived(
            referral=NEW_REFERRAL, person=MORAG, source=Source.GP, offer=WALKING, at=NOW
        ),
        NEW_LINKED,
    )


def test_a_request_for_another_offer_or_after_the_end_is_one_of_its_own() -> None:
    withdrawn = ReferralWithdrawn(referral=MORAGS_REFERRAL, person=MORAG, at=on(3, 1))

    given(*MORAG_WAITS).when(asks_for(PHONING)).then(arrived(PHONING))
    given(*MORAG_WAITS, withdrawn).when(asks_for(WALKING)).then(arrived(WALKING))


def test_nobody_is_accepted_twice_for_the_same_offer() -> None:
    again = [
        msgspec.structs.replace(event, referral=SECOND)
        for event in MORAG_WAITS[1:-1]
        if "referral" in event.__struct_fields__
    ]
    command = msgspec.structs.replace(ACCEPT, referral=SECOND)
    another = msgspec.structs.replace(command, offer=PHONING)

    given(*MACHAIR, *MORAG_WAITS, *again).when(command).then_refused(
        AlreadyAcceptedForThis, contains="Link", field="offer"
    )
    given(*MACHAIR, *MORAG_WAITS, *again).when(another).then(
        msgspec.structs.replace(MORAG_ACCEPTED, referral=SECOND, offer=PHONING, at=NOW)
    )
    given(*MACHAIR, *MORAG_WAITS, MORAG_WITHDREW, *again).when(command).then(
        msgspec.structs.replace(MORAG_ACCEPTED, referral=SECOND, at=NOW)
    )


def test_all_referrals_of_a_person_add_up_side_by_side() -> None:
    found = folded(PERSONS_REFERRALS, *MORAG_WAITS, SECOND_REFERRED, LINKED)

    assert list(found.each) == [MORAGS_REFERRAL, SECOND]
    assert found.each[MORAGS_REFERRAL] == folded(REFERRAL, *MORAG_WAITS)
    assert found.each[SECOND] == folded(REFERRAL, SECOND_REFERRED, LINKED)
