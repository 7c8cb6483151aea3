"""Who could see somebody through a group, from the views and the log of either database."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.access import GrantRole, Role
from domain.gatherings import Attendance
from domain.group import Governance, PlanGroup
from domain.group_meetings import RecordGroupJoined, RecordGroupLeft
from domain.people import GroupId, OfferId, PersonId, StaffId, Subject, subject
from domain.person import RecordDeath
from domain.referral import AgreedHow, ReceiveReferral, Source
from domain.service import (
    AssessRegulatedRole,
    DefineOffer,
    Delivery,
    Duty,
    Model,
    NameStaff,
    OpenOffer,
    OpenService,
)
from projections.could_see import Basis, Between, could_see
from tests.deployments import BEGINNING, DATABASES, SERVICE, Deployment, deployed

CAFE, ISLA, EILIDH = OfferId("cafe"), StaffId("isla"), StaffId("eilidh")
END = BEGINNING + timedelta(days=9)


@pytest.fixture(params=DATABASES)
def deployment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Deployment]:
    with deployed(request.param, tmp_path) as opened:
        opened.do(OpenService(service=SERVICE, name="Machair Peer Support"))
        for staff, duties in ((ISLA, (Duty.COORDINATOR, Duty.MANAGER)), (EILIDH, ())):
            named = NameStaff(service=SERVICE, staff=staff, name=staff.title(), duties=duties)
            opened.do(named)
        opened.do(
            DefineOffer(
                service=SERVICE,
                offer=CAFE,
                name="A café of our own",
                model=Model.PEER_LED,
                delivery=(Delivery.GROUP,),
            )
        )
        opened.do(AssessRegulatedRole(service=SERVICE, offer=CAFE, regulated=False, assessor=ISLA))
        opened.do(OpenOffer(service=SERVICE, offer=CAFE))
        yield opened


def led_group(deployment: Deployment, attendance: Attendance) -> GroupId:
    planned = PlanGroup(
        offer=CAFE,
        coordinator=ISLA,
        governance=Governance.PEER_LED,
        name="Friday café",
        attendance=attendance,
    )
    group: GroupId = deployment.do(planned).events[-1].event.group  # type: ignore[attr-defined]
    granted = GrantRole(service=SERVICE, role=Role.GROUP_LEADER, staff=EILIDH, group=group)
    deployment.do(granted)
    return group


def referred(deployment: Deployment) -> PersonId:
    received = ReceiveReferral(
        service=SERVICE,
        source=Source.GP,
        agreed_how=AgreedHow.SPOKEN,
        name="Morag Testperson",
        own_words="Company on a Friday.",
    )
    person: PersonId = deployment.do(received).events[-1].event.person  # type: ignore[attr-defined]
    return person


def days_of_eilidh(
    deployment: Deployment, about: Subject, since: int = 0, until: int = 9
) -> list[tuple[int, int]]:
    """From which day to which the leader could see somebody, among the days that are asked."""
    deployment.clock.now = END
    views = deployment.views()
    first, last = BEGINNING + timedelta(days=since), BEGINNING + timedelta(days=until)
    found = could_see(views, SERVICE, about, Between(first, last), views.catch_up())
    spells = [each for each in found if each.who == f"staff:{EILIDH}"]
    assert {each.basis for each in spells} <= {Basis.GROUP}
    return [
        ((each.since - BEGINNING).days, (each.until - BEGINNING).days)
        for each in spells
        if each.since is not None and each.until is not None
    ]


def test_a_leader_could_see_who_belonged_while_they_belonged(deployment: Deployment) -> None:
    group, person = led_group(deployment, Attendance.REGISTER), referred(deployment)
    about = subject("person", person)
    deployment.clock.go_on(days=2)
    deployment.do(RecordGroupJoined(group=group, person=person))
    deployment.clock.go_on(days=3)
    deployment.do(RecordGroupLeft(group=group, person=person))

    assert [(2, 5)] == days_of_eilidh(deployment, about)
    assert [(3, 4)] == days_of_eilidh(deployment, about, 3, 4)
    assert [] == days_of_eilidh(deployment, about, 5, 9)
    assert [] == days_of_eilidh(deployment, about, 0, 1)


def test_nobody_was_named_where_all_are_counted_and_whoever_died_is_named_no_more(
    deployment: Deployment,
) -> None:
    counts, names = (
        led_group(deployment, each) for each in (Attendance.HEADCOUNT, Attendance.REGISTER)
    )
    counted, named = referred(deployment), referred(deployment)
    deployment.do(RecordGroupJoined(group=counts, person=counted))
    deployment.do(RecordGroupJoined(group=names, person=named))
    deployment.clock.go_on(days=4)
    deployment.do(RecordDeath(person=named))

    assert [] == days_of_eilidh(deployment, subject("person", counted))
    assert [(0, 4)] == days_of_eilidh(deployment, subject("person", named))
