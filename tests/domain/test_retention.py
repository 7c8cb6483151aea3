"""How long a record is kept: enquiries go by themselves, everything else is only proposed."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from domain.decider import Event
from domain.definitions import DEFAULTS
from domain.erasure import (
    ERASURE,
    ErasureDecided,
    ErasureGround,
    LegalHoldLifted,
    LegalHoldPlaced,
    LegalHoldStands,
)
from domain.match import PERSONS_MATCHES
from domain.peer import PEER, PeerLeft
from domain.people import ErasureId, HoldId
from domain.periods import LOCAL
from domain.person import UnknownPerson
from domain.referral import PERSONS_REFERRALS, EnquiryReceived, PersonAgreedToReferral, Source
from domain.referral.language import AgreedHow
from domain.retention import (
    Keeping,
    Kind,
    LetEnquiryGo,
    StillNeeded,
    flags_of_keeping,
    keeping_of_peer,
    keeping_of_person,
    last_of,
)
from tests.domain.cast import (
    DAVIE,
    MORAG,
    MORAG_REFERRED,
    MORAG_REGISTERED,
    MORAGS_REFERRAL,
    on,
)
from tests.domain.decisions import NOW, SERVICE_ID, folded, given, in_order
from tests.domain.test_match import PROPOSED
from tests.domain.test_referral import MORAG_WITHDREW

MORAGS = ErasureId("person.morag")
WHOSE: dict[str, Any] = {"service": SERVICE_ID, "erasure": MORAGS, "person": MORAG}
HELD = LegalHoldPlaced(at=on(3, 1), hold=HoldId("court"), **WHOSE)
LET_GO = LetEnquiryGo(person=MORAG)


def enquired(days_ago: int) -> EnquiryReceived:
    return EnquiryReceived(
        at=NOW - timedelta(days=days_ago),
        referral=MORAGS_REFERRAL,
        person=MORAG,
        source=Source.FAMILY,
    )


def agreed(days_ago: int) -> PersonAgreedToReferral:
    return PersonAgreedToReferral(
        at=NOW - timedelta(days=days_ago),
        referral=MORAGS_REFERRAL,
        person=MORAG,
        agreed_how=AgreedHow.SPOKEN,
    )


def kept(*events: Event, **numbers: int) -> Keeping | None:
    return keeping_of_person(
        folded(PERSONS_REFERRALS, *events).each,
        folded(PERSONS_MATCHES, *events),
        last_of(in_order(events)),
        msgspec.structs.replace(DEFAULTS, **numbers),
    )


def local(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=LOCAL)


def test_an_enquiry_goes_by_itself_thirty_days_after_it_arrived() -> None:
    keeping = kept(MORAG_REGISTERED, enquired(40))

    assert keeping is not None
    assert keeping.by_itself
    assert keeping.kind is Kind.ENQUIRY
    assert timedelta(days=30) <= keeping.until - enquired(40).at <= timedelta(days=31)
    given(MORAG_REGISTERED, enquired(40)).when(LET_GO).then(
        ErasureDecided(at=NOW, ground=ErasureGround.NO_LONGER_NEEDED, **WHOSE)
    )


def test_how_long_it_is_kept_is_for_the_service_to_say() -> None:
    shorter = kept(MORAG_REGISTERED, enquired(40), enquiry_kept_days=7)

    assert shorter is not None
    assert shorter.until < enquired(40).at + timedelta(days=9)


@pytest.mark.parametrize(
    "events",
    [
        [MORAG_REGISTERED, enquired(20)],  # it may still become something
        [MORAG_REGISTERED, enquired(40), agreed(35)],  # the person said yes
        [MORAG_REGISTERED, MORAG_REFERRED],
        [MORAG_REGISTERED],
    ],
)
def test_nothing_else_goes_by_itself(events: list[Event]) -> None:
    given(*events).when(LET_GO).then_refused(StillNeeded)


def test_an_enquiry_that_is_held_does_not_go() -> None:
    given(MORAG_REGISTERED, enquired(40), HELD).when(LET_GO).then_refused(LegalHoldStands)


def test_nobody_unknown_is_let_go() -> None:
    given().when(LET_GO).then_refused(UnknownPerson)


def test_letting_go_twice_changes_nothing() -> None:
    gone = ErasureDecided(at=NOW, ground=ErasureGround.NO_LONGER_NEEDED, **WHOSE)

    given(MORAG_REGISTERED, enquired(40), gone).when(LET_GO).then_nothing()


def test_a_referral_that_came_to_nothing_is_kept_for_twelve_months() -> None:
    keeping = kept(MORAG_REGISTERED, MORAG_REFERRED, MORAG_WITHDREW)

    assert keeping is not None
    assert not keeping.by_itself
    assert keeping.kind is Kind.NOT_PROCEEDED
    day = MORAG_WITHDREW.at
    assert keeping.until.astimezone(LOCAL) == local(day.year + 1, day.month, day.day)


@pytest.mark.parametrize(
    "events", [[MORAG_REGISTERED, MORAG_REFERRED], [MORAG_REGISTERED, MORAG_REFERRED, PROPOSED]]
)
def test_what_is_open_is_kept(events: list[Event]) -> None:
    assert kept(*events) is None


def test_a_peer_supporter_who_was_never_selected_is_kept_for_a_year_only() -> None:
    left = PeerLeft(at=on(3, 1), peer=DAVIE)
    applicant = keeping_of_peer(folded(PEER, left))

    assert applicant is not None
    assert applicant.kind is Kind.APPLICANT
    assert applicant.until.astimezone(LOCAL) == local(2027, 3, 1)
    assert keeping_of_peer(folded(PEER)) is None


def test_what_was_kept_for_long_enough_is_proposed_to_somebody_until_it_is_held() -> None:
    closed = Keeping(Kind.SUPPORTED, on(1, 1), until=on(4, 1))
    lifted = LegalHoldLifted(at=on(5, 1), hold=HoldId("court"), **WHOSE)
    gone = ErasureDecided(at=on(5, 2), ground=ErasureGround.NO_LONGER_NEEDED, **WHOSE)

    def proposed(*events: Event) -> list[datetime]:
        return [flag.since for flag in flags_of_keeping(closed, folded(ERASURE, *events))]

    assert proposed() == [on(4, 1)]
    assert proposed(HELD) == []
    assert proposed(HELD, lifted) == [on(5, 1)]
    assert proposed(gone) == []
    assert [*flags_of_keeping(None, folded(ERASURE))] == []


def test_what_goes_by_itself_is_proposed_to_nobody() -> None:
    enquiry = Keeping(Kind.ENQUIRY, on(1, 1), until=on(2, 1))

    assert [*flags_of_keeping(enquiry, folded(ERASURE))] == []
