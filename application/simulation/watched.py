"""When a simulated service is staffed, who is on call, who leaves it, and who complains of it.

Nobody gives rates for these (domain reference, 8.1): part-time staff stay some years, and a
complaint comes now and then. All of it has chances and command ids of its own.
"""

from datetime import timedelta

from application.simulation import hours, words
from application.simulation.chances import chance
from application.simulation.lives import Life, Step, entry_of
from application.simulation.looked_after import staff_supervised
from application.simulation.world import World
from domain.complaint import AcknowledgeComplaint, AnswerComplaint, ComplaintMade, MakeComplaint
from domain.coordination import HandOverCoordination
from domain.people import ComplaintId, StaffId
from domain.periods import local_day
from domain.rights import HeardHow, Outcome
from domain.service import AssignStaffSupervisor, Duty, NameCover, NameStaff, RecordStaffLeft
from domain.staffing import ArrangeOnCallCover, SetStaffedHours

WEEKDAYS = (0, 1, 2, 3, 4)
NUMBER = "0131 496 0999"
COMPLAINTS_EVERY = 260.0
"""Days from one complaint to the next, on average."""

COORDINATORS_STAY, FIRST_GOES_AFTER = 1100.0, 400.0
HANDS_OVER, GOES_UNWRITTEN = 0.6, 0.6
LEAVES_A_WAY_TO_ANSWER, ANSWERED_IN_TIME = 0.7, 0.85
COMPLAINTS = ("Nobody rang back for a week.", "The room had steps.", "I was not asked.")


def staffed(world: World) -> Life:
    """The manager says when somebody is at work, and each month who is on call for the evenings."""
    dice, manager = world.dice("staffed"), world.staff.manager
    said = SetStaffedHours(
        service=world.service, days=WEEKDAYS, opens=hours.OPENS, closes=hours.CLOSES
    )
    yield Step(hours.office(dice, world.now, 1), said, manager, "staffed")
    number = 0
    while True:
        starts_at = hours.local(local_day(world.now) + timedelta(days=1), hours.OPENS)
        on_call = world.staff.coordinators[number % len(world.staff.coordinators)]
        arranged = ArrangeOnCallCover(
            service=world.service,
            staff=on_call,
            number=NUMBER,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(days=28),
        )
        yield Step(world.now, arranged, manager, f"on-call-{number}")
        number += 1
        yield Step(hours.office(dice, starts_at + timedelta(days=26)))


def coordinators_go(world: World) -> Life:
    """A coordinator leaves after some years: another is named, takes over, and is supported.

    Most hand over before they go; of others it is sometimes written down only days later.
    """
    dice, manager = world.dice("coordinators-go"), world.staff.manager
    number = 0
    while True:
        number += 1
        stay = max(dice.expovariate(1 / COORDINATORS_STAY), FIRST_GOES_AFTER)
        yield Step(hours.office(dice, world.now, stay / len(world.staff.coordinators)))
        leaving = dice.choice(world.staff.coordinators)
        new = StaffId(world.identifier(f"coordinator-after-{number}"))
        named = NameStaff(
            service=world.service,
            staff=new,
            name=words.coordinator_name(len(world.staff.coordinators) + number),
            duties=(Duty.COORDINATOR,),
        )
        supervised = AssignStaffSupervisor(
            service=world.service, staff=new, supervisor=world.staff.supervisor
        )
        covered = NameCover(service=world.service, staff=new, cover=manager)
        for what, command in (("named", named), ("led", supervised), ("covered", covered)):
            yield Step(world.now, command, manager, f"coordinator-{what}-{number}")
        hands_over = chance(dice, HANDS_OVER)
        if hands_over:
            over = HandOverCoordination(
                service=world.service,
                staff=leaving,
                to_staff=new,
                note="All is in the records; ring me about the two who wait longest.",
            )
            yield Step(hours.office(dice, world.now, 3), over, manager, f"handed-over-{number}")
        yield Step(hours.office(dice, world.now, dice.uniform(2, 9)))
        unwritten = not hands_over and chance(dice, GOES_UNWRITTEN)
        late = timedelta(days=dice.randrange(1, 12)) if unwritten else None
        gone = RecordStaffLeft(
            service=world.service,
            staff=leaving,
            successor=new,
            at=world.now - late if late else None,
        )
        yield Step(world.now, gone, manager, f"coordinator-gone-{number}")
        world.takes_over(new, leaving)
        world.begin(staff_supervised(world, new))


def complained_of(world: World) -> Life:
    """Somebody complains now and then, is told that it arrived, and answered."""
    dice, manager = world.dice("complaints"), world.staff.manager
    number = 0
    while True:
        number += 1
        yield Step(hours.office(dice, world.now, dice.expovariate(1 / COMPLAINTS_EVERY)))
        answerable = chance(dice, LEAVES_A_WAY_TO_ANSWER)
        made = MakeComplaint(
            service=world.service,
            words=dice.choice(COMPLAINTS),
            how=dice.choice((HeardHow.WRITTEN, HeardHow.SPOKEN)),
            contact="By letter, please." if answerable else None,
        )
        answer = yield Step(world.now, made, manager, f"complaint-{number}")
        entry = entry_of(answer)
        if entry is None or not isinstance(entry.event, ComplaintMade):
            continue
        world.begin(_answered(world, entry.event.complaint, answerable=answerable))


def _answered(world: World, which: ComplaintId, *, answerable: bool) -> Life:
    dice, manager = world.dice(f"complaint-{which}"), world.staff.manager
    if answerable:
        told = AcknowledgeComplaint(complaint=which)
        at = hours.office(dice, world.now, dice.uniform(0.2, 6))
        yield Step(at, told, manager, f"complaint-told-{which}")
    days = dice.uniform(5, 24) if chance(dice, ANSWERED_IN_TIME) else dice.uniform(32, 50)
    answered = AnswerComplaint(
        complaint=which,
        outcome=dice.choice((Outcome.DONE, Outcome.IN_PART)),
        found="It was looked into with those who were there.",
    )
    at = hours.office(dice, world.now, days)
    yield Step(at, answered, manager, f"complaint-answered-{which}")
