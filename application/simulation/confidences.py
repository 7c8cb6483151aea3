"""Confidentiality breaks after sessions, and decisions not to break, with all that follows.

Rates are those of the domain reference, 8.1. Every service has besides one break that is reviewed
and one decision not to break, so that there is something to show; their commands carry a mark, and
whoever compares rates leaves them out.

All of it has chances and command ids of its own, so that no other life changes by it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from application.ledger import Receipt
from application.simulation import chances, hours, words
from application.simulation.chances import chance
from application.simulation.lives import Answer, Life, Part, Step
from application.simulation.world import SHOWN, World
from domain.channels import Channel
from domain.confidentiality.commands import (
    AddToBreakRecord,
    CompleteBreakRecord,
    ConsiderBreak,
    DecideNotToBreak,
    DecideToBreak,
    NoteBreakFact,
    RecordBreakDisclosure,
    RecordEmergencyBreak,
)
from domain.confidentiality.commands_after import (
    AgreeBreakAction,
    AssessDataProtection,
    CloseBreak,
    PutOffTelling,
    RecordBreakActionDone,
    RecordBreakLessons,
    RecordRegulatorTold,
    RecordToldOfAssessment,
    RecordToldOfSharing,
    ReviewBreak,
)
from domain.confidentiality.language import (
    AtRisk,
    Capacity,
    ConsentAnswer,
    DeciderRole,
    Ground,
    Imminence,
    Likelihood,
    NotSoughtBecause,
    NotToldBecause,
    RecipientKind,
    ReviewAnswer,
    RiskToThem,
    Severity,
    SourceOfFact,
    Trigger,
    Verdict,
    YesNo,
)
from domain.decider import Command
from domain.people import ActionId, ActorId, BreakId, MatchId, PeerId, PersonId, StaffId
from domain.periods import local_day
from domain.service import Duty, NameStaff

TOLD_TO: Mapping[Ground, tuple[RecipientKind, str]] = {
    Ground.SUICIDE_RISK: (RecipientKind.NHS24, "NHS 24"),
    Ground.ADULT_PROTECTION: (RecipientKind.COUNCIL_ADULTS, "Exampleshire adult protection"),
    Ground.CHILD_PROTECTION: (RecipientKind.COUNCIL_CHILDREN, "Exampleshire children's services"),
    Ground.VITAL_INTEREST_MEDICAL: (RecipientKind.AMBULANCE, "Ambulance control"),
    Ground.SERIOUS_HARM_OTHERS: (RecipientKind.POLICE, "Police Scotland"),
    Ground.COURT_ORDER: (RecipientKind.COURT, "Exampleshire Sheriff Court"),
}
SHOWN_AT = (0.35, 0.5)
"""When in the history of a service the two come that are to be shown."""


class Happening:
    """One decision in the making: where it arose, who takes it, and how it is marked."""

    def __init__(
        self,
        world: World,
        of: str,
        *,
        by: StaffId | PeerId,
        person: PersonId | None = None,
        match: MatchId | None = None,
        shown: bool = False,
    ) -> None:
        """Take chances of its own, by what it arose from.

        Not those that said that it comes about at all: the first of them was small, and whatever
        is chosen by it would always be the same.
        """
        self.world, self.by, self.person, self.match = world, by, person, match
        self.of = f"{SHOWN}{of}" if shown else of
        self.dice: Random = world.dice(f"confidence-of-{of}")
        self.shown = shown
        self._asked = 0

    def step(self, at: datetime, command: Command, by: StaffId | PeerId | None = None) -> Step:
        """Something that is asked about it, under a command id of its own."""
        self._asked += 1
        return Step(at, command, by or self.by, key=f"{self.of}-{self._asked}")

    @property
    def about(self) -> str | None:
        """Whom it is about, where that is nobody who is known."""
        return None if self.person is not None else "Somebody who phoned and gave no name."

    @property
    def lead(self) -> StaffId:
        """The safeguarding lead of the service."""
        return StaffId(self.world.identifier("lead"))

    @property
    def reviewer(self) -> StaffId:
        """The trustee who reviews."""
        return StaffId(self.world.identifier("reviewer"))


def trustees(world: World) -> Life:
    """Two trustees are named: one reviews, one chairs. Neither has another duty."""
    for key, name, duty in (
        ("reviewer", "Ailsa Example", Duty.REVIEWER),
        ("chair", "Nairn Example", Duty.CHAIR),
    ):
        staff = StaffId(world.identifier(key))
        named = NameStaff(service=world.service, staff=staff, name=name, duties=(duty,))
        yield Step(world.now, named, world.staff.manager, key=f"names-{key}")


def shown(world: World) -> Life:
    """One break and one decision not to break, whatever else happens in a service."""
    length = world.until - world.opens
    dice = world.dice("confidences-shown")
    for of, share in zip(("break", "no-break"), SHOWN_AT, strict=True):
        yield Step(hours.office(dice, world.opens + share * length))
        coordinator = world.staff.coordinators[0]
        person = world.accepted[0].person if world.accepted else None
        happening = Happening(world, of, by=coordinator, person=person, shown=True)
        if of == "break":
            world.begin(_broken(happening, world.now))
        else:
            world.begin(_not_broken(happening, world.now))


def perhaps_broken(
    world: World,
    of: str,
    *,
    match: MatchId,
    person: PersonId,
    peer: PeerId,
    coordinator: StaffId,
    at: datetime,
) -> None:
    """After some sessions confidence is broken, after some it is thought about and kept."""
    dice = world.dice(f"confidence-{of}")
    drawn = dice.random()
    if drawn < chances.BREAKS:
        acted_first = chance(dice, chances.ACTED_FIRST)
        by: StaffId | PeerId = peer if acted_first else coordinator
        happening = Happening(world, of, by=by, person=person, match=match)
        if acted_first:
            world.begin(_acted_first(happening, at, coordinator))
        else:
            world.begin(_broken(happening, at))
    elif drawn < chances.BREAKS + chances.DECIDED_NOT_TO:
        happening = Happening(world, of, by=coordinator, person=person, match=match)
        world.begin(_not_broken(happening, at))


def _acted_first(happening: Happening, at: datetime, coordinator: StaffId) -> Life:
    """A peer supporter sees danger, tells somebody, and writes it down afterwards."""
    dice = happening.dice
    ground = chances.one_of(dice, chances.GROUNDS)
    kind, organisation = TOLD_TO[ground]
    decided_at = at - timedelta(minutes=dice.randrange(5, 20))
    shared_at = decided_at + timedelta(minutes=dice.randrange(1, 10))
    record = RecordEmergencyBreak(
        person=happening.person,
        decided_by=happening.by,
        decider_role=DeciderRole.PEER_SUPPORTER,
        decided_at=decided_at,
        shared_at=shared_at,
        grounds=(ground,),
        ground_words=dice.choice(words.GROUNDS[ground]),
        items=words.some(dice, words.TOLD_OUTSIDE, 3),
        kept_back=("that we support them",),
        recipient_kind=kind,
        organisation=organisation,
        channel=Channel.PHONE,
    )
    written_at = shared_at + timedelta(hours=min(chances.like(dice, (2.0, 16.0)), 40))
    answer = yield happening.step(written_at, record)
    which = break_of(answer)
    if which is None:
        return
    happening.by = coordinator
    yield happening.step(hours.office(dice, happening.world.now), _known(happening, which, at))
    yield from _completed(happening, which, decided_at, consulted=None)
    yield from _told_judged_closed(happening, which)


def _broken(happening: Happening, at: datetime) -> Life:
    """A coordinator thinks about it, asks the person first where that is safe, and decides."""
    dice, world = happening.dice, happening.world
    ground = chances.one_of(dice, chances.GROUNDS)
    kind, organisation = TOLD_TO[ground]
    considered = ConsiderBreak(
        person=happening.person,
        about=happening.about,
        match=happening.match,
        trigger=dice.choice((Trigger.TOLD_BY_THEM, Trigger.SEEN, Trigger.TOLD_BY_OTHERS)),
        raised_by=ActorId(happening.by),
        first_aware_at=at,
    )
    answer = yield happening.step(hours.office(dice, at), considered)
    which = break_of(answer)
    if which is None:
        return
    yield happening.step(world.now, _known(happening, which, world.now))
    aware_at = world.now
    decided = DecideToBreak(
        break_id=which,
        decided_by=ActorId(happening.by),
        decider_role=DeciderRole.COORDINATOR,
        grounds=(ground,),
        ground_words=dice.choice(words.GROUNDS[ground]),
    )
    yield happening.step(aware_at + timedelta(minutes=dice.randrange(10, 180)), decided)
    decided_at = world.now
    passed_on = RecordBreakDisclosure(
        break_id=which,
        items=words.some(dice, words.TOLD_OUTSIDE, 3),
        kept_back=("what their peer supporter lives with",),
        recipient_kind=kind,
        organisation=organisation,
        checked_how="We rang the published number.",
        channel=Channel.PHONE,
        reference=f"No. {dice.randrange(1000, 9999)}",
        shared_by=ActorId(happening.by),
    )
    yield happening.step(world.now + timedelta(minutes=dice.randrange(5, 60)), passed_on)
    yield from _completed(happening, which, decided_at, consulted=ActorId(happening.lead))
    yield from _told_judged_closed(happening, which)


def _not_broken(happening: Happening, at: datetime) -> Life:
    """It is thought about, and nothing is shared: there is a plan instead. It is reviewed too."""
    dice, world = happening.dice, happening.world
    decided = DecideNotToBreak(
        person=happening.person,
        about=happening.about,
        match=happening.match,
        decided_by=ActorId(happening.by),
        decider_role=DeciderRole.COORDINATOR,
        reasons="They spoke of dark days and of no plan, and asked us to tell nobody.",
        safety_plan="They ring their sister; we ring on Friday; the numbers are by the phone.",
        first_aware_at=at,
    )
    answer = yield happening.step(hours.office(dice, at), decided)
    which = break_of(answer)
    if which is None:
        return
    yield happening.step(world.now, _known(happening, which, at))
    weighed = AddToBreakRecord(
        break_id=which,
        consulted=(ActorId(happening.lead),),
        likelihood=Likelihood.LOW,
        severity=Severity.SERIOUS,
        imminence=Imminence.LATER,
        at_risk=(AtRisk.THEMSELF,),
    )
    yield happening.step(hours.office(dice, world.now, dice.uniform(0, 2)), weighed)
    yield from _judged(happening, which, Verdict.UPHELD)


def _completed(
    happening: Happening, which: BreakId, decided_at: datetime, *, consulted: ActorId | None
) -> Part[None]:
    """The parts of the record are answered, mostly in time, and it is sent for review."""
    dice, world = happening.dice, happening.world
    sought = chance(dice, chances.CONSENT_SOUGHT)
    agreed = chance(dice, chances.CONSENT_GIVEN)
    answer = ConsentAnswer.AGREED if agreed else ConsentAnswer.REFUSED
    added = AddToBreakRecord(
        break_id=which,
        first_aware_at=decided_at - timedelta(minutes=5),
        consulted=() if consulted is None else (consulted,),
        consulted_words="Nobody: there was no time." if consulted is None else None,
        likelihood=dice.choice((Likelihood.MEDIUM, Likelihood.HIGH)),
        severity=dice.choice((Severity.SERIOUS, Severity.LIFE)),
        imminence=dice.choice((Imminence.NOW, Imminence.HOURS, Imminence.DAYS)),
        at_risk=(AtRisk.THEMSELF,),
        capacity=dice.choice((Capacity.PRESUMED, Capacity.IN_DOUBT)),
        capacity_words="They followed what was said.",
        consent_answer=answer if sought else ConsentAnswer.NOT_SOUGHT,
        consent_sought_at=decided_at - timedelta(minutes=2) if sought else None,
        not_sought_because=None if sought else NotSoughtBecause.UNSAFE_DELAY,
        alternatives="A call to somebody they named was not answered.",
        proportionality="What might have happened outweighed what was told.",
        checked_how="We rang the published number.",
        reference=f"No. {dice.randrange(1000, 9999)}",
        told_before=YesNo.YES if sought else YesNo.NO,
        support="Somebody rang them the next day.",
        support_for_decider="Somebody sat down with whoever decided.",
        limits_explained=YesNo.YES,
    )
    yield happening.step(hours.office(dice, world.now, dice.uniform(0.1, 2.2)), added)
    yield happening.step(world.now, CompleteBreakRecord(break_id=which))


def _told_judged_closed(happening: Happening, which: BreakId) -> Part[None]:
    dice, world = happening.dice, happening.world
    told = RecordToldOfSharing(break_id=which, told_by=ActorId(happening.by), channel=Channel.PHONE)
    if chance(dice, chances.TOLD_IN_TIME):
        yield happening.step(hours.office(dice, world.now), told)
    else:
        put_off = PutOffTelling(
            break_id=which,
            because=dice.choice((NotToldBecause.NOT_CONTACTABLE, NotToldBecause.UNSAFE)),
            words="Nobody answers, and a letter would not be safe.",
            look_again_on=local_day(world.now) + timedelta(days=6),
        )
        yield happening.step(world.now, put_off)
        yield happening.step(hours.office(dice, world.now, dice.uniform(3, 6)), told)
    verdict = Verdict.UPHELD if happening.shown else chances.one_of(dice, chances.VERDICTS)
    yield from _judged(happening, which, verdict)


def _judged(happening: Happening, which: BreakId, verdict: Verdict) -> Part[None]:
    """A trustee reviews it, lessons are recorded, and the record is closed."""
    dice, world = happening.dice, happening.world
    upheld = verdict is Verdict.UPHELD
    review = ReviewBreak(
        break_id=which,
        reviewer=ActorId(happening.reviewer),
        ground_met=ReviewAnswer.NO if verdict is Verdict.NOT_UPHELD else ReviewAnswer.YES,
        timely=ReviewAnswer.YES,
        right_recipient=ReviewAnswer.YES,
        minimum_necessary=ReviewAnswer.YES if upheld else ReviewAnswer.NO,
        told_properly=ReviewAnswer.YES,
        verdict=verdict,
        reasoning=() if upheld else ("More was told than was needed.", "There was no plan."),
        learning=None if upheld else "Say no more than the one who helps has to know.",
    )
    yield happening.step(
        hours.office(dice, world.now, dice.uniform(0.5, 5)), review, happening.reviewer
    )
    if verdict is Verdict.NOT_UPHELD:
        assessed = AssessDataProtection(
            break_id=which,
            assessed_by=world.staff.manager,
            risk=RiskToThem.SOME,
            to_report=YesNo.YES,
            to_tell=YesNo.YES,
            reasons="What was told went further than it had to.",
        )
        yield happening.step(hours.office(dice, world.now, 1), assessed, world.staff.manager)
        regulator = RecordRegulatorTold(break_id=which, told_by=world.staff.manager)
        yield happening.step(hours.office(dice, world.now, 0.5), regulator, world.staff.manager)
        told = RecordToldOfAssessment(
            break_id=which, told_by=world.staff.manager, channel=Channel.PHONE, apologised=True
        )
        yield happening.step(hours.office(dice, world.now, 1), told, world.staff.manager)
    learned = RecordBreakLessons(
        break_id=which,
        lessons=("Nothing new.",) if upheld else ("Write down beforehand what is told.",),
    )
    yield happening.step(
        hours.office(dice, world.now, dice.uniform(2, 14)), learned, happening.lead
    )
    if not upheld:
        yield from _done_better(happening, which)
    closed = CloseBreak(break_id=which, closed_by=happening.lead)
    yield happening.step(hours.office(dice, world.now, dice.uniform(1, 20)), closed, happening.lead)


def _done_better(happening: Happening, which: BreakId) -> Part[None]:
    dice, world = happening.dice, happening.world
    action = AgreeBreakAction(
        break_id=which,
        words="A card that says what to tell, and what not.",
        owner=happening.lead,
        due_on=local_day(world.now) + timedelta(days=28),
    )
    answer = yield happening.step(world.now, action, happening.lead)
    agreed: ActionId | None = None
    if isinstance(answer, Receipt) and answer.events:
        agreed = getattr(answer.events[-1].event, "action", None)
    if agreed is not None:
        done = RecordBreakActionDone(break_id=which, action=agreed)
        yield happening.step(hours.office(dice, world.now, dice.uniform(5, 26)), done)


def _known(happening: Happening, which: BreakId, at: datetime) -> NoteBreakFact:
    return NoteBreakFact(
        break_id=which,
        words=happening.dice.choice(words.KNOWN_THEN),
        source=happening.dice.choice((SourceOfFact.FIRST_HAND, SourceOfFact.HEARSAY)),
        learned_at=at - timedelta(minutes=25),
    )


def break_of(answer: Answer) -> BreakId | None:
    """The record that a command began, if it began one."""
    if not isinstance(answer, Receipt) or not answer.events:
        return None
    which: BreakId | None = getattr(answer.events[0].event, "break_id", None)
    return which
