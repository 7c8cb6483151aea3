"""Who has to do with a person: from what happened, at any moment, without a gap in between."""

from datetime import datetime, timedelta
from typing import Any

from domain.access import COORDINATING, NOBODY, RELATED, Relation
from domain.decider import Event
from domain.match import (
    EndKind,
    MatchCoordinatorAssigned,
    MatchEnded,
    MatchProposalAccepted,
    MatchProposed,
    Side,
)
from domain.people import MatchId, StaffId
from domain.referral import PersonHandedOver, ReferralReopened, ReferralWithdrawn
from tests.domain.cast import (
    DAVIE,
    FRASER,
    ISLA,
    MORAG,
    MORAG_ACCEPTED,
    MORAG_IN_REMIT,
    MORAG_MET,
    MORAG_REFERRED,
    MORAG_REGISTERED,
    MORAG_SUPPORTED,
    MORAG_WAITS,
    MORAGS_REFERRAL,
    WALKING,
    on,
)
from tests.domain.decisions import NOW, folded

RHONA = StaffId("rhona")
MATCH = MatchId("morag-and-davie")
IDS: dict[str, Any] = {"match": MATCH, "person": MORAG, "peer": DAVIE}
PROPOSED = MatchProposed(
    **IDS,
    referral=MORAGS_REFERRAL,
    offer=WALKING,
    coordinator=ISLA,
    reasons="Both walk.",
    knows_person_at=MORAG_MET.at,
    knows_peer_at=MORAG_MET.at,
    regulated=True,
    at=on(3, 1),
)
ACCEPTED = (
    MatchProposalAccepted(**IDS, by=Side.PERSON, at=on(3, 2)),
    MatchProposalAccepted(**IDS, by=Side.PEER, at=on(3, 4)),
)
ENDED = MatchEnded(**IDS, referral=MORAGS_REFERRAL, how=EndKind.PLANNED, at=on(5, 1))


def who(moment: datetime, *events: Event) -> set[tuple[str, Relation]]:
    related = folded(RELATED, *events).related_at(moment)
    return {(each.holder, each.relation) for each in related}


def test_whom_nobody_knows_yet_is_every_coordinators() -> None:
    arrived = (MORAG_REGISTERED, MORAG_REFERRED, MORAG_IN_REMIT)

    assert {(NOBODY, Relation.UNASSIGNED)} == who(NOW, *arrived)
    assert who(on(2, 1), *arrived) == set()


def test_the_one_who_met_them_looks_after_them_from_then_on() -> None:
    events = (MORAG_REGISTERED, MORAG_REFERRED, MORAG_MET, MORAG_ACCEPTED)

    assert {(NOBODY, Relation.UNASSIGNED)} == who(on(2, 9), *events)
    assert {("staff:isla", Relation.RESPONSIBLE)} == who(on(2, 10), *events)
    assert {("staff:isla", Relation.RESPONSIBLE)} == who(NOW, *events)


def test_a_handover_passes_them_on() -> None:
    over = PersonHandedOver(
        referral=MORAGS_REFERRAL,
        person=MORAG,
        from_staff=ISLA,
        to_staff=FRASER,
        note="Likes boats.",
        at=on(3, 1),
    )

    assert {("staff:isla", Relation.RESPONSIBLE)} == who(on(2, 28), *MORAG_WAITS, over)
    assert {("staff:fraser", Relation.RESPONSIBLE)} == who(on(3, 1), *MORAG_WAITS, over)


def test_a_match_has_its_coordinator_a_deputy_and_once_both_said_yes_its_peer_supporter() -> None:
    assigned = MatchCoordinatorAssigned(
        **IDS, coordinator=FRASER, deputy=RHONA, before=ISLA, at=on(4, 1)
    )
    events = (*MORAG_WAITS, PROPOSED, *ACCEPTED, MORAG_SUPPORTED, assigned)

    assert ("peer:davie", Relation.PEER_SUPPORTER) not in who(on(3, 3), *events)
    assert {
        ("staff:isla", Relation.RESPONSIBLE),
        ("peer:davie", Relation.PEER_SUPPORTER),
    } == who(on(3, 25), *events)
    assert {
        ("staff:fraser", Relation.RESPONSIBLE),
        ("staff:rhona", Relation.DEPUTY),
        ("peer:davie", Relation.PEER_SUPPORTER),
    } == who(NOW, *events)


def test_who_looked_after_them_last_stays_answerable_until_somebody_else_does() -> None:
    events = (*MORAG_WAITS, PROPOSED, *ACCEPTED, MORAG_SUPPORTED, ENDED)

    assert {("staff:isla", Relation.LAST_RESPONSIBLE)} == who(NOW, *events)


def test_a_withdrawn_referral_stays_with_whoever_had_it() -> None:
    withdrawn = ReferralWithdrawn(referral=MORAGS_REFERRAL, person=MORAG, at=on(4, 1))
    again = ReferralReopened(referral=MORAGS_REFERRAL, person=MORAG, at=on(4, 10))

    assert {("staff:isla", Relation.LAST_RESPONSIBLE)} == who(on(4, 2), *MORAG_WAITS, withdrawn)
    assert {("staff:isla", Relation.LAST_RESPONSIBLE)} == who(NOW, *MORAG_WAITS, withdrawn, again)


def test_from_the_first_request_on_somebody_can_always_act() -> None:
    events = (*MORAG_WAITS, PROPOSED, *ACCEPTED, MORAG_SUPPORTED, ENDED)
    moment = MORAG_REFERRED.at
    while moment < NOW:
        assert any(each in COORDINATING for _holder, each in who(moment, *events)), moment
        moment += timedelta(hours=7)
