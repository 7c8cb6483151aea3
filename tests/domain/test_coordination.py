"""Nothing is left in nobody's hands when somebody stops coordinating."""

import msgspec
import pytest

from domain.decider import Command, Event
from domain.match import EndKind, MatchEnded, MatchProposed
from domain.passing_on import HoldsOpenItems
from domain.people import MatchId, StaffId
from domain.referral import PersonHandedOver, ReferralWithdrawn
from domain.service import Duty, NameStaff, RecordStaffLeft, StaffLeft, StaffNamed
from tests.domain.cast import (
    DAVIE,
    FRASER,
    ISLA,
    MACHAIR,
    MORAG,
    MORAG_ACCEPTED,
    MORAG_MET,
    MORAG_SUPPORTED,
    MORAG_WAITS,
    MORAGS_REFERRAL,
    WALKING,
    on,
)
from tests.domain.decisions import NOW, SERVICE_ID, given

LEAVE = RecordStaffLeft(service=SERVICE_ID, staff=ISLA)
STOP = NameStaff(service=SERVICE_ID, staff=ISLA, name="Isla", duties=(Duty.SUPERVISOR,))
LEFT = StaffLeft(service=SERVICE_ID, staff=ISLA, at=NOW)
STOPPED = StaffNamed(service=SERVICE_ID, staff=ISLA, name="Isla", duties=(Duty.SUPERVISOR,), at=NOW)
MATCH = MatchId("morag-and-davie")
PROPOSED = MatchProposed(
    match=MATCH,
    referral=MORAGS_REFERRAL,
    person=MORAG,
    peer=DAVIE,
    offer=WALKING,
    coordinator=ISLA,
    reasons="Both walk.",
    knows_person_at=MORAG_MET.at,
    knows_peer_at=MORAG_MET.at,
    regulated=True,
    at=on(3, 1),
)
ENDED = MatchEnded(
    match=MATCH,
    referral=MORAGS_REFERRAL,
    person=MORAG,
    peer=DAVIE,
    how=EndKind.PLANNED,
    at=on(5, 1),
)
IN_THE_NAME_OF_FRASER = msgspec.structs.replace(PROPOSED, coordinator=FRASER)
ACCEPTED_BY_FRASER = msgspec.structs.replace(MORAG_ACCEPTED, coordinator=FRASER)
RECEIVED = (*MORAG_WAITS[:-1], ACCEPTED_BY_FRASER, MORAG_SUPPORTED)

BOTH_WAYS = pytest.mark.parametrize(("command", "event"), [(LEAVE, LEFT), (STOP, STOPPED)])


@BOTH_WAYS
def test_a_coordinator_without_anything_open_may_stop(command: Command, event: Event) -> None:
    given(*MACHAIR, *RECEIVED).when(command).then(event)


@BOTH_WAYS
def test_a_coordinator_does_not_stop_while_a_match_is_open_in_their_name(
    command: Command, event: Event
) -> None:
    given(*MACHAIR, *RECEIVED, PROPOSED).when(command).then_refused(
        HoldsOpenItems, contains="1 match and 0 referrals. Hand these over"
    )
    given(*MACHAIR, *RECEIVED, PROPOSED, ENDED).when(command).then(event)
    given(*MACHAIR, *RECEIVED, IN_THE_NAME_OF_FRASER).when(command).then(event)


@BOTH_WAYS
def test_a_coordinator_does_not_stop_while_somebody_waits_in_their_name(
    command: Command, event: Event
) -> None:
    withdrawn = ReferralWithdrawn(referral=MORAGS_REFERRAL, person=MORAG, at=on(4, 1))

    given(*MACHAIR, *MORAG_WAITS).when(command).then_refused(
        HoldsOpenItems, contains="0 matches and 1 referral."
    )
    given(*MACHAIR, *MORAG_WAITS, withdrawn).when(command).then(event)
    given(*MACHAIR, *MORAG_WAITS, MORAG_SUPPORTED).when(command).then(event)


@BOTH_WAYS
def test_a_coordinator_may_stop_once_whoever_waits_has_been_handed_over(
    command: Command, event: Event
) -> None:
    handed_over = PersonHandedOver(
        referral=MORAGS_REFERRAL,
        person=MORAG,
        from_staff=ISLA,
        to_staff=FRASER,
        note="Likes boats.",
        at=on(4, 1),
    )
    back = msgspec.structs.replace(handed_over, from_staff=FRASER, to_staff=ISLA, at=on(4, 2))

    given(*MACHAIR, *MORAG_WAITS, handed_over).when(command).then(event)
    given(*MACHAIR, *MORAG_WAITS, handed_over, back).when(command).then_refused(HoldsOpenItems)


def test_a_coordinator_may_be_given_another_duty_beside_their_own() -> None:
    also = msgspec.structs.replace(STOP, duties=(Duty.COORDINATOR, Duty.SUPERVISOR))

    given(*MACHAIR, *MORAG_WAITS, PROPOSED).when(also).then(
        msgspec.structs.replace(STOPPED, duties=(Duty.COORDINATOR, Duty.SUPERVISOR))
    )


def test_who_does_not_coordinate_may_stop_whatever_is_open() -> None:
    shona = StaffId("shona")

    given(*MACHAIR, *MORAG_WAITS, PROPOSED).when(
        RecordStaffLeft(service=SERVICE_ID, staff=shona)
    ).then(StaffLeft(service=SERVICE_ID, staff=shona, at=NOW))
