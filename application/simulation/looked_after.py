"""How those who give their time are looked after: calls, supervision, thanks, questionnaires.

It follows the clocks of the domain reference, 6.1, kept about as well as supervision is (8.1).
Where 8.1 gives no rate it is ours, and small. All of it has chances and command ids of its own, so
that no other life changes by it.
"""

from application.simulation import hours
from application.simulation.chances import chance
from application.simulation.lives import Life, Step, Supporter
from application.simulation.measures import IN_USE, answers_drawn
from application.simulation.sessions import Pair
from application.simulation.world import World
from domain.hard_sessions import RecordCheckCall
from domain.outcomes import Mode
from domain.peer_measures import RecordPeerMeasure
from domain.people import StaffId
from domain.professional_training import RecordProfessionalTraining, Taught
from domain.recognition import Recognition, RecordRecognition
from domain.staff_supervision import RecordStaffSupervision
from domain.supervision_cover import CoverSupervision, EndSupervisionCover
from domain.training import Course, IdentifyTrainingNeed

CALLED_IN_TIME = 0.8
STAFF_SUPERVISED_EVERY = (24.0, 44.0)
"""Days from one supervision of a coordinator to the next, at least and at most."""

SUPERVISOR_AWAY_EVERY = (200.0, 340.0)
SUPERVISOR_AWAY_FOR = (10.0, 24.0)
THANKED_A_YEAR, TAUGHT_A_YEAR, NEEDS_A_COURSE = 0.7, 0.12, 0.15
MEASURED, MEASURED_EVERY = 0.4, (150.0, 220.0)
A_YEAR = 365.25


def called_when_new(world: World, pair: Pair) -> Life:
    """After the first and the third session of a match somebody asks how it is, mostly."""
    dice = world.dice(f"check-calls-{pair.match}")
    for number in (1, 3):
        while pair.sessions <= number and not pair.over:
            yield Step(hours.later(world.now, 3))
        if pair.over:
            return
        if not chance(dice, CALLED_IN_TIME):
            continue
        by = pair.case.coordinator
        called = RecordCheckCall(match=pair.match, staff=by, minutes=dice.randrange(5, 25))
        at = hours.office(dice, world.now, dice.uniform(0, 2))
        yield Step(at, called, by, f"check-call-{pair.match}-{number}")


def staff_supervised(world: World, staff: StaffId) -> Life:
    """A coordinator has supervision, about as often as is promised."""
    dice = world.dice(f"staff-supervision-{staff}")
    number = 0
    while True:
        number += 1
        yield Step(hours.office(dice, world.now, dice.uniform(*STAFF_SUPERVISED_EVERY)))
        if staff not in world.staff.coordinators:
            return
        by = world.staff.supervisor
        held = RecordStaffSupervision(
            service=world.service, staff=staff, supervisor=by, minutes=dice.randrange(30, 75, 5)
        )
        yield Step(world.now, held, by, f"staff-supervision-{staff}-{number}")


def supervisor_away(world: World) -> Life:
    """Whoever holds supervision is away now and then: all of it is with the manager meanwhile."""
    dice, manager = world.dice("supervisor-away"), world.staff.manager
    number = 0
    while True:
        number += 1
        yield Step(hours.office(dice, world.now, dice.uniform(*SUPERVISOR_AWAY_EVERY)))
        away = CoverSupervision(service=world.service, staff=world.staff.supervisor)
        yield Step(world.now, away, manager, f"supervision-covered-{number}")
        back = EndSupervisionCover(service=world.service, staff=world.staff.supervisor)
        at = hours.office(dice, world.now, dice.uniform(*SUPERVISOR_AWAY_FOR))
        yield Step(at, back, manager, f"supervision-back-{number}")


def year_by_year(world: World, supporter: Supporter) -> Life:
    """In most years somebody thanks them; in some they teach, or say what they want to learn."""
    dice = world.dice(f"years-{supporter.peer}")
    year = 0
    while True:
        year += 1
        yield Step(hours.office(dice, world.now, dice.uniform(0.3, 0.7) * A_YEAR))
        if supporter.left:
            return
        of, by = f"{supporter.peer}-{year}", supporter.coordinator
        if chance(dice, THANKED_A_YEAR):
            thanked = RecordRecognition(
                peer=supporter.peer, way=dice.choice(tuple(Recognition)), given_by=by
            )
            yield Step(world.now, thanked, by, f"thanked-{of}")
        if chance(dice, TAUGHT_A_YEAR):
            taught = RecordProfessionalTraining(
                peer=supporter.peer,
                audience=dice.choice(tuple(Taught)),
                taught=dice.randrange(4, 30),
                minutes=dice.choice((60, 90, 120)),
            )
            yield Step(world.now, taught, by, f"taught-{of}")
        if chance(dice, NEEDS_A_COURSE):
            needs = IdentifyTrainingNeed(
                peer=supporter.peer, course=dice.choice((Course.BOUND, Course.ASPCP))
            )
            yield Step(world.now, needs, by, f"needs-{of}")
        yield Step(hours.later(world.now, 0.5 * A_YEAR))


def asked_how_they_are(world: World, supporter: Supporter) -> Life:
    """Some answer the questionnaires too, when they begin and about twice a year."""
    dice = world.dice(f"peer-measures-{supporter.peer}")
    if not chance(dice, MEASURED):
        return
    own = {each: dice.gauss(0.3, 1) for each in IN_USE}
    number = 0
    while True:
        number += 1
        days = dice.uniform(2, 20) if number == 1 else dice.uniform(*MEASURED_EVERY)
        yield Step(hours.evening(dice, world.now, days))
        if supporter.left:
            return
        if supporter.away:
            continue
        for instrument in IN_USE[:2]:
            said = RecordPeerMeasure(
                peer=supporter.peer,
                instrument=instrument,
                items=answers_drawn(dice, instrument, own[instrument], dice.gauss(0, 0.4)),
                mode=Mode.ONLINE,
            )
            name = f"peer-measure-{supporter.peer}-{instrument}-{number}"
            yield Step(world.now, said, supporter.peer, name)
