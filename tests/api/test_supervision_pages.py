"""The pages of those who hold supervision and those who have it; a plan that is one's own alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from application.permissions import NotPermitted
from application.principal import OPERATOR, peer_supporter, staff_member
from domain.access import GrantRole, Role
from domain.hard_sessions import NoteHardSession
from domain.peer import AssignSupervisor, RecordSupervision
from domain.peer.supervision import Theme
from domain.people import StaffId
from domain.service import Duty, NameStaff
from domain.wellbeing_plan import ShareWellbeingPlan, WriteWellbeingPlan
from tests.api.small_service import ISLA, SERVICE, SmallService, small_service
from tests.api.somebody import Somebody

SHONA, RORY = StaffId("shona-supervises"), StaffId("rory-coordinates")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[SmallService]:
    """Davie supports people, and Shona, who does nothing else, holds his supervision."""
    with small_service(tmp_path) as service:
        davie = service.active_peer("Davie Example")
        service.do(
            NameStaff(service=SERVICE, staff=SHONA, name="Shona Staff", duties=(Duty.SUPERVISOR,))
        )
        service.do(AssignSupervisor(peer=davie, supervisor=SHONA))
        service.do(GrantRole(service=SERVICE, role=Role.PEER_SUPPORTER, peer=davie))
        yield service


@pytest.fixture
def asking(service: SmallService) -> Somebody:
    return Somebody(service)


def test_a_supervisor_begins_with_whom_they_hold_supervision_for(
    service: SmallService, asking: Somebody
) -> None:
    davie, shona = service.peers["Davie"], staff_member(SHONA)
    for number in range(2):
        service.on(2, 2 + number * 14)
        service.do(
            RecordSupervision(
                peer=davie,
                supervisor=SHONA,
                in_group=True,
                themes=(Theme.JOY,),
                actions="Ask for a lighter month.",
            )
        )
    home = asking.get(shona, "/")
    shown = asking.get(shona, "/supervision").text

    assert "/supervision" == home.headers["location"]
    assert "You hold the supervision of 1 peer supporter." in shown
    assert "in a group, which does not count this time" in shown
    assert "What gives them joy" in shown
    assert "lighter month" not in shown


def test_a_peer_supporter_sees_their_own_and_a_coordinator_none(
    service: SmallService, asking: Somebody
) -> None:
    davie = peer_supporter(service.peers["Davie"])

    assert "My supervision" in asking.get(davie, "/supervision").text
    service.do(
        NameStaff(service=SERVICE, staff=RORY, name="Rory Staff", duties=(Duty.COORDINATOR,))
    )
    assert 403 == asking.get(staff_member(RORY), "/supervision").status_code


def test_a_talk_that_is_to_be_offered_stands_on_the_supervisors_page(
    service: SmallService, asking: Somebody
) -> None:
    service.accepted("Morag", "To walk with somebody.")
    match = service.active("Morag", "Davie")
    service.do(NoteHardSession(match=match))
    shown = asking.get(staff_member(SHONA), "/supervision").text

    assert "Offer the peer supporter a talk, within 24 hours." in shown
    assert "Morag" not in shown


def test_a_plan_is_seen_by_its_owner_and_whom_they_chose_and_by_nobody_else(
    service: SmallService, asking: Somebody
) -> None:
    davie = service.peers["Davie"]
    himself = peer_supporter(davie)
    for command in (
        WriteWellbeingPlan(peer=davie, early_signs="I stop answering the phone."),
        ShareWellbeingPlan(peer=davie, staff=SHONA),
    ):
        service.desk.for_principal(himself).perform(command)
        with pytest.raises(NotPermitted):
            service.desk.for_principal(staff_member(ISLA)).perform(command)
    path = f"/api/v1/wellbeing_plan/{davie}"

    assert "stop answering" in asking.get(himself, "/my-wellbeing").text
    assert "stop answering" in asking.get(himself, path).text
    assert "stop answering" in asking.get(staff_member(SHONA), path).text
    for other in (staff_member(ISLA), staff_member(StaffId("fraser")), OPERATOR):
        answer = asking.get(other, path)
        assert 403 == answer.status_code
        assert "stop answering" not in answer.text
