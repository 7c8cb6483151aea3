"""What each side is told of the other before they answer a proposal."""

from datetime import date, datetime

import msgspec
import pytest

from domain.consent import (
    Audience,
    DisclosureConsentGiven,
    DisclosureConsentWithdrawn,
    GivenHow,
    OneOffConsentUsed,
    Purpose,
    ToldBy,
    Use,
)
from domain.decider import Event
from domain.dimensions import NotAnItem
from domain.match import MATCH, MatchDeclinedAfterIntroduction, MatchIsOver, Side, UnknownMatch
from domain.people import ConsentId, MatchId
from domain.periods import NotYetHappened
from domain.preferences import MOST_ITEMS, TooManyItems
from domain.proposal_sharing import (
    PROPOSALS_SHARED,
    MatchProposalShared,
    PeerHasNotConsented,
    PersonHasNotAgreedToThis,
    ShareProposal,
    flags_of_sharing,
)
from tests.domain.cast import DAVIE, ISLA, MORAG, on
from tests.domain.decisions import NOW, folded, given, without_keys
from tests.domain.test_match import PROPOSED, THEIRS

CONSENT, OTHER = ConsentId("davies-consent"), ConsentId("davies-other-consent")


def consent(
    identifier: ConsentId = CONSENT,
    purpose: Purpose = Purpose.SHARE_WITH_PERSON_BEFORE_MATCH,
    channel: ToldBy = ToldBy.PHONE,
) -> DisclosureConsentGiven:
    return DisclosureConsentGiven(
        consent=identifier,
        peer=DAVIE,
        person=None,
        items=("IMPACT:WORK",),
        audience=Audience.PROSPECTIVE_PERSON,
        purpose=purpose,
        channel=channel,
        valid_from=on(4, 1),
        valid_until=date(2026, 12, 31),
        use=Use.STANDING,
        how=GivenHow.SPOKEN,
        at=on(4, 1),
    )


WITHDRAWN = DisclosureConsentWithdrawn(consent=CONSENT, peer=DAVIE, at=on(5, 2))


def tell(to: Side = Side.PERSON, *items: str, **more: object) -> ShareProposal:
    said = {"match": THEIRS, "to": to, "channel": ToldBy.PHONE, "coordinator": ISLA, **more}
    return msgspec.convert({**said, "items": items}, ShareProposal)


def told(to: Side = Side.PERSON, *items: str, at: datetime = NOW, **more: object) -> Event:
    shared = MatchProposalShared(
        match=THEIRS,
        person=MORAG,
        peer=DAVIE,
        to=to,
        channel=ToldBy.PHONE,
        coordinator=ISLA,
        items=items,
        told=len(items),
        at=at,
    )
    return msgspec.structs.replace(shared, **more)


@pytest.mark.parametrize("to", Side)
def test_each_side_is_told_of_a_proposal_when_and_by_which_way(to: Side) -> None:
    given(PROPOSED).when(tell(to)).then(told(to))


def test_what_a_peer_supporter_lives_with_is_told_under_their_consent() -> None:
    here = given(PROPOSED, consent())

    here.when(tell(Side.PERSON, "impact:work", consents=(CONSENT,))).then(
        told(Side.PERSON, "IMPACT:WORK", consents=(CONSENT,))
    )


@pytest.mark.parametrize(
    ("before", "named"),
    [
        ((), ()),
        ((), (CONSENT,)),
        ((consent(),), ()),
        ((consent(),), (CONSENT, OTHER)),
        ((consent(purpose=Purpose.MATCHING),), (CONSENT,)),
        ((consent(channel=ToldBy.EMAIL),), (CONSENT,)),
        ((consent(), WITHDRAWN), (CONSENT,)),
        ((msgspec.structs.replace(consent(), items=("AGE",)),), (CONSENT,)),
        ((msgspec.structs.replace(consent(), audience=Audience.FUNDER),), (CONSENT,)),
        ((msgspec.structs.replace(consent(), ask_first=True),), (CONSENT,)),
        ((without_keys(consent()),), (CONSENT,)),
    ],
)
def test_it_is_not_told_without_one_that_is_for_just_that_and_in_force(
    before: tuple[Event, ...], named: tuple[ConsentId, ...]
) -> None:
    asked = tell(Side.PERSON, "IMPACT:WORK", consents=named)

    given(PROPOSED, *before).when(asked).then_refused(
        PeerHasNotConsented, "Ask them first", field="consents"
    )


def test_what_they_let_be_told_once_is_used_up_by_telling_it() -> None:
    once = msgspec.structs.replace(consent(), use=Use.ONE_OFF)
    asked = tell(Side.PERSON, "IMPACT:WORK", consents=(CONSENT,))
    used = OneOffConsentUsed(consent=CONSENT, peer=DAVIE, used_at=NOW, at=NOW)

    given(PROPOSED, once).when(asked).then(
        told(Side.PERSON, "IMPACT:WORK", consents=(CONSENT,)), used
    )
    given(PROPOSED, once, used).when(asked).then_refused(PeerHasNotConsented)


def test_what_was_told_without_a_consent_is_recorded_and_found() -> None:
    asked = tell(Side.PERSON, "IMPACT:WORK", consents=(CONSENT,), at=on(5, 3))
    recorded = told(Side.PERSON, "IMPACT:WORK", at=on(5, 3))

    given(PROPOSED, consent(), WITHDRAWN).when(asked).then(recorded)
    shared = folded(PROPOSALS_SHARED, recorded)[THEIRS]
    (flag,) = flags_of_sharing(shared, folded(MATCH, PROPOSED))
    assert ("TOLD_WITHOUT_CONSENT", on(5, 3), None) == (flag.code, flag.since, flag.until)


def test_what_was_told_is_judged_by_the_consent_that_was_in_force_then() -> None:
    asked = tell(Side.PERSON, "IMPACT:WORK", consents=(CONSENT,), at=on(5, 1))
    recorded = told(Side.PERSON, "IMPACT:WORK", consents=(CONSENT,), at=on(5, 1))

    given(PROPOSED, consent(), WITHDRAWN).when(asked).then(recorded)
    shared = folded(PROPOSALS_SHARED, recorded)[THEIRS]
    assert () == tuple(flags_of_sharing(shared, folded(MATCH, PROPOSED)))


def test_what_the_person_said_is_told_where_they_agreed() -> None:
    refused, agreed = tell(Side.PEER, "IMPACT:WORK"), tell(Side.PEER, "IMPACT:WORK", agreed=True)

    given(PROPOSED).when(refused).then_refused(
        PersonHasNotAgreedToThis, "Ask the person first", field="agreed"
    )
    given(PROPOSED).when(agreed).then(told(Side.PEER, "IMPACT:WORK", agreed=True))


def test_what_was_told_of_a_person_who_had_not_agreed_is_recorded_and_found() -> None:
    recorded = told(Side.PEER, "IMPACT:WORK", at=on(5, 1))

    given(PROPOSED).when(tell(Side.PEER, "IMPACT:WORK", at=on(5, 1))).then(recorded)
    (flag,) = flags_of_sharing(folded(PROPOSALS_SHARED, recorded)[THEIRS], folded(MATCH, PROPOSED))
    assert "TOLD_WITHOUT_AGREEMENT" == flag.code


def test_nobody_is_told_of_a_match_that_is_over_and_that_they_were_is_recorded() -> None:
    over = MatchDeclinedAfterIntroduction(match=THEIRS, person=MORAG, peer=DAVIE, at=on(5, 4))

    given(PROPOSED, over).when(tell()).then_refused(MatchIsOver)
    given(PROPOSED, over).when(tell(at=on(5, 3))).then(told(at=on(5, 3)))


def test_a_telling_is_of_a_match_in_items_and_in_the_past() -> None:
    here = given(PROPOSED)
    many = [f"INTERESTS:WORD_{number}" for number in range(MOST_ITEMS + 1)]

    given().when(tell()).then_refused(UnknownMatch)
    here.when(tell(Side.PEER, "her whole life")).then_refused(NotAnItem, field="items")
    here.when(tell(Side.PEER, *many, agreed=True)).then_refused(TooManyItems, field="items")
    here.when(tell(at=on(5, 6))).then_refused(NotYetHappened, field="at")


def test_what_was_told_is_filed_under_both_and_the_consent() -> None:
    shared = told(Side.PERSON, "IMPACT:WORK", consents=(CONSENT,))

    assert set(shared.subjects) == {
        f"match:{THEIRS}",
        f"person:{MORAG}",
        f"peer:{DAVIE}",
        f"consent:{CONSENT}",
    }
    assert folded(PROPOSALS_SHARED, shared).keys() == {MatchId(THEIRS)}
