"""A café on Fridays in the small service: Morag comes, Euan has joined and stays anonymous."""

from domain.access import GrantRole, Role
from domain.gatherings import LeadsAs
from domain.group import (
    Governance,
    NameGroupLeader,
    OpenGroup,
    PlanGroup,
    RecordGroupGroundRules,
    RecordGroupVenue,
)
from domain.group_meetings import InviteToGroup, RecordGroupJoined, RecordGroupMeeting
from domain.people import GroupId, OfferId, StaffId
from domain.service import (
    AssessRegulatedRole,
    DefineOffer,
    Delivery,
    Model,
    NameStaff,
    OpenOffer,
)
from tests.api.small_service import FRASER, ISLA, SERVICE, SmallService

CAFE = OfferId("friday-cafe")
EILIDH = StaffId("eilidh-leads")


def planned_cafe(service: SmallService, name: str = "Friday café") -> GroupId:
    """A group that nobody leads yet; its offer is opened with the first."""
    if CAFE not in service.offers():
        offered = {"service": SERVICE, "offer": CAFE}
        service.do(
            DefineOffer(
                **offered,  # type: ignore[arg-type]  # mypy takes the two for any field
                name="A café of our own",
                model=Model.PEER_LED,
                delivery=(Delivery.GROUP,),
            )
        )
        service.do(
            AssessRegulatedRole(service=SERVICE, offer=CAFE, regulated=False, assessor=FRASER)
        )
        service.do(OpenOffer(service=SERVICE, offer=CAFE))
    receipt = service.do(
        PlanGroup(
            offer=CAFE,
            coordinator=ISLA,
            governance=Governance.PEER_LED,
            name=name,
            place="Harbour hall",
            times="Fridays, 2pm",
        )
    )
    group: GroupId = receipt.events[-1].event.group  # type: ignore[attr-defined]
    return group


def open_cafe(service: SmallService, name: str = "Friday café") -> GroupId:
    """A group that meets, led by Isla with Fraser on call."""
    group = planned_cafe(service, name)
    service.do(NameGroupLeader(group=group, leads_as=LeadsAs.FACILITATOR, staff=ISLA))
    service.do(NameGroupLeader(group=group, leads_as=LeadsAs.ON_CALL, staff=FRASER))
    service.do(RecordGroupVenue(group=group, accessible=True, note="Ramp, hearing loop."))
    service.do(RecordGroupGroundRules(group=group, rules="We listen, and keep it here."))
    service.do(OpenGroup(group=group))
    return group


def lively_cafe(service: SmallService) -> GroupId:
    """The same with people: Morag came once, Euan stays anonymous, Callum was invited."""
    group, people = open_cafe(service), service.people
    service.do(RecordGroupJoined(group=group, person=people["Morag"], ground_rules=True))
    service.do(RecordGroupJoined(group=group, person=people["Euan"], anonymous=True))
    service.do(InviteToGroup(group=group, person=people["Callum"]))
    service.do(
        RecordGroupMeeting(
            group=group, minutes=90, headcount=4, present=(people["Morag"],), worried=False
        )
    )
    return group


def leader_of(service: SmallService, group: GroupId, staff: StaffId = EILIDH) -> StaffId:
    """Somebody of the staff who leads a group and does nothing else."""
    service.do(NameStaff(service=SERVICE, staff=staff, name="Eilidh Leads", duties=()))
    service.do(GrantRole(service=SERVICE, role=Role.GROUP_LEADER, staff=staff, group=group))
    return staff
