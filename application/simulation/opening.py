"""How a simulated service opens: staff, offers in all four models, and their role assessments."""

from application.simulation import hours, words
from application.simulation.lives import Life, Step
from application.simulation.world import World
from domain.people import StaffId
from domain.service import (
    AdoptPolicy,
    AssessRegulatedRole,
    AssignStaffSupervisor,
    DefineOffer,
    Delivery,
    Duty,
    Model,
    NameCover,
    NameStaff,
    OpenOffer,
    OpenService,
)
from domain.training import Policy


def opening(world: World) -> Life:
    """The manager sets the service up in one morning."""
    dice = world.dice("opening")
    service, manager = world.service, world.staff.manager
    opened = OpenService(service=service, name=world.name, area="Exampleshire")
    yield Step(world.now, opened, manager)
    for staff, called, duties in _staff(world):
        named = NameStaff(service=service, staff=staff, name=called, duties=duties)
        yield Step(world.now, named, manager)
    for policy in (Policy.CONFIDENTIALITY, Policy.BOUNDARIES, Policy.SAFEGUARDING):
        adopted = AdoptPolicy(service=service, policy=policy, version="1", approved_by=manager)
        yield Step(world.now, adopted, manager)
    for coordinator in world.staff.coordinators:
        supervised = AssignStaffSupervisor(
            service=service, staff=coordinator, supervisor=world.staff.supervisor
        )
        yield Step(world.now, supervised, manager)
    for staff in (*world.staff.coordinators, world.staff.supervisor):
        yield Step(world.now, NameCover(service=service, staff=staff, cover=manager), manager)
    for each in world.offers:
        defined = DefineOffer(
            service=service,
            offer=each.offer,
            name=each.name,
            model=each.model,
            delivery=each.delivery,
            weeks=each.weeks,
            sessions_a_month=each.sessions_a_month,
            goals_required=each.model is Model.MENTORING,
        )
        assessed = AssessRegulatedRole(
            service=service, offer=each.offer, regulated=each.regulated, assessor=manager
        )
        for command in (defined, assessed, OpenOffer(service=service, offer=each.offer)):
            yield Step(hours.office(dice, world.now), command, manager)
    for offer, called, model in (
        (world.cafe_offer, "Friday café", Model.PEER_LED),
        (world.course_offer, "Living well", Model.FACILITATED),
    ):
        for step in (
            DefineOffer(
                service=service, offer=offer, name=called, model=model, delivery=(Delivery.GROUP,)
            ),
            AssessRegulatedRole(service=service, offer=offer, regulated=False, assessor=manager),
            OpenOffer(service=service, offer=offer),
        ):
            yield Step(hours.office(dice, world.now), step, manager)


def _staff(world: World) -> list[tuple[StaffId, str, tuple[Duty, ...]]]:
    coordinators = [
        (staff, words.coordinator_name(number), (Duty.COORDINATOR,))
        for number, staff in enumerate(world.staff.coordinators)
    ]
    lead, deputy = (StaffId(world.identifier(key)) for key in ("lead", "deputy"))
    return [
        (world.staff.manager, "Fraser Example", (Duty.MANAGER,)),
        *coordinators,
        (world.staff.supervisor, "Shona Example", (Duty.SUPERVISOR,)),
        (lead, "Catriona Example", (Duty.SAFEGUARDING_LEAD,)),
        (deputy, "Hamish Example", (Duty.SAFEGUARDING_DEPUTY,)),
    ]
