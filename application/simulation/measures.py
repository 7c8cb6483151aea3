"""What simulated people answer about how they are: at the beginning, at the end, and afterwards.

Shares and means are those of the domain reference, 8.1; what each answers is drawn around them. All
of it has chances and identifiers of its own, so that no other life changes by it.
"""

from random import Random
from typing import NamedTuple

from application.simulation import chances, hours
from application.simulation.chances import chance
from application.simulation.lives import Life, Part, Step
from application.simulation.sessions import Pair
from application.simulation.world import World
from domain.instruments import DEFINITIONS, METRIC, Instrument, Terms
from domain.outcomes import (
    AdoptInstrument,
    DeclineOutcome,
    InviteOutcome,
    Mode,
    OutcomeInvited,
    Point,
    RecordOutcome,
    StartOutcome,
)
from domain.people import QuestionnaireId
from domain.service import Model

IN_USE = (Instrument.SWEMWBS, Instrument.UCLA3, Instrument.SEMCD6)
HOLDERS = {Terms.FREE: "its authors", Terms.REGISTRATION: "the universities that made it"}


class Sheet(NamedTuple):
    """One questionnaire at one point."""

    instrument: Instrument
    point: Point


def instruments(world: World) -> Life:
    """The manager takes three instruments into use a few days later, with their evidence."""
    yield Step(hours.office(world.dice("instruments"), world.now, 3))
    for instrument in IN_USE:
        terms = DEFINITIONS[instrument].terms
        taken = AdoptInstrument(
            service=world.service,
            instrument=instrument,
            version="1",
            terms=terms,
            holder=HOLDERS[terms],
            evidence="The folder of licences, made up.",
            approved_by=world.staff.manager,
        )
        yield Step(world.now, taken, world.staff.manager, f"instrument-{instrument}")


def measured(world: World, pair: Pair) -> Life:
    """A person is asked around the first session, at the end, and three months later."""
    dice = world.dice(f"outcomes-{pair.match}")
    own = {each: dice.gauss(0, 1) for each in IN_USE}
    drift = {each: dice.gauss(0, 1) for each in IN_USE}
    yield Step(hours.office(dice, world.now, dice.uniform(0.5, 6)))
    if pair.over:
        return
    for instrument in IN_USE:
        answers = answers_drawn(dice, instrument, own[instrument])
        yield from _asked(world, dice, pair, Sheet(instrument, Point.BASELINE), answers)
    yield from _until_over(world, dice, pair)
    for point, share in (
        (Point.END, chances.ANSWERS_AT_THE_END),
        (Point.FOLLOWUP_3, chances.ANSWERS_AFTERWARDS),
    ):
        days = dice.uniform(2, 16) if point is Point.END else dice.uniform(80, 95)
        yield Step(hours.office(dice, world.now, days))
        if pair.case.dead:
            return
        if not chance(dice, share):
            continue
        for instrument in IN_USE:
            mean, spread = _change_of(instrument, pair)
            after = mean + spread * drift[instrument]
            answers = answers_drawn(dice, instrument, own[instrument], after)
            yield from _asked(world, dice, pair, Sheet(instrument, point), answers)


def _until_over(world: World, dice: Random, pair: Pair) -> Part[None]:
    while not pair.over:
        yield Step(hours.office(dice, world.now, dice.uniform(5, 12)))


def _asked(
    world: World, dice: Random, pair: Pair, sheet: Sheet, answers: tuple[str, ...]
) -> Part[None]:
    """Somebody asks; most answer at once, some never do, a few say no."""
    instrument, point = sheet
    name = f"{pair.match}-{instrument}-{point}"
    by, at = pair.case.coordinator, world.now
    invite = InviteOutcome(
        person=pair.case.person,
        instrument=instrument,
        point=point,
        mode=Mode.PAPER,
        match=pair.match,
        asked_by=by,
    )
    answer = yield Step(at, invite, by, f"invited-{name}")
    sheet_id = _invited_in(answer)
    if sheet_id is None:
        return
    person = pair.case.person
    if point is Point.BASELINE and not chance(dice, chances.ANSWERS_AT_THE_BEGINNING):
        if chance(dice, chances.SAYS_NO_TO_IT):
            no = DeclineOutcome(person=person, questionnaire=sheet_id)
            yield Step(at, no, by, f"declined-{name}")
        return
    if chance(dice, chances.SAYS_NO_TO_IT / 4):
        begun = StartOutcome(person=person, questionnaire=sheet_id)
        yield Step(at, begun, by, f"started-{name}")
    said = RecordOutcome(person=person, questionnaire=sheet_id, items=answers, mode=Mode.PAPER)
    yield Step(at, said, by, f"answered-{name}")


def _invited_in(answer: object) -> QuestionnaireId | None:
    for recorded in getattr(answer, "events", ()):
        if isinstance(recorded.event, OutcomeInvited):
            return recorded.event.questionnaire
    return None


def _change_of(instrument: Instrument, pair: Pair) -> tuple[float, float]:
    """The mean change and its spread, in the scores of the instrument."""
    mentored = pair.case.offer.model is Model.MENTORING
    match instrument:
        case Instrument.SWEMWBS:
            return chances.WELL_BEING_CHANGE[mentored], chances.WELL_BEING_CHANGE_SPREAD
        case Instrument.UCLA3:
            return chances.LONELINESS_CHANGE, 1.2
        case _:
            return chances.MANAGING_CHANGE, 1.6


def answers_drawn(
    dice: Random, instrument: Instrument, own: float, change: float = 0.0
) -> tuple[str, ...]:
    """Answers that come as near as they can to a score drawn for somebody."""
    if instrument is Instrument.SWEMWBS:
        mean, spread = chances.WELL_BEING
        wanted = mean + spread * own + change
        return _spread(dice, instrument, min(METRIC, key=lambda raw: abs(METRIC[raw] - wanted)))
    if instrument is Instrument.UCLA3:
        return _spread(dice, instrument, round(chances.LONELINESS + 1.7 * own + change))
    mean, spread = chances.MANAGING
    return _spread(dice, instrument, round(6 * (mean + spread * own + change)))


def _spread(dice: Random, instrument: Instrument, total: int) -> tuple[str, ...]:
    """A sum over the items of an instrument, as evenly as it goes, in some order."""
    items = DEFINITIONS[instrument].items
    least, most = items[0]
    total = max(least * len(items), min(total, most * len(items)))
    each, left = divmod(total, len(items))
    answers = [str(each + (place < left)) for place in range(len(items))]
    dice.shuffle(answers)
    return tuple(answers)
