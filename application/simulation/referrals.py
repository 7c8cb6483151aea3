"""The lives of people who are referred: from the request to the day on which a match is sought."""

from datetime import datetime, timedelta
from random import Random

from application.simulation import chances, hours, preferences, words
from application.simulation.asked import asked_for_equality, where_they_live
from application.simulation.chances import chance
from application.simulation.lives import Case, Life, Part, Step, entry_of, written
from application.simulation.loose_ends import ask_for_more, asked_twice
from application.simulation.matches import get_to_know
from application.simulation.partnerships import pointed_on, sent_by, sent_on, told_of
from application.simulation.waiting import death, waiting, withdraw
from application.simulation.world import Pause, World
from domain.corrections import CorrectEntry
from domain.partnership import News
from domain.people import PersonId
from domain.periods import local_day
from domain.person import RecordSafeContact
from domain.referral import (
    REASON_RISK,
    REVISIT_AFTER,
    AcceptReferral,
    AcknowledgeReferral,
    AgreedHow,
    CloseEnquiry,
    ConsiderReadiness,
    DeclineReferral,
    EnquiryReceived,
    NotReady,
    Readiness,
    ReceiveReferral,
    RecordAgreement,
    ReferralReceived,
    Source,
    Triage,
    TriageReferral,
    WithdrawReferral,
)

AGREED = (AgreedHow.SPOKEN, AgreedHow.WRITTEN, AgreedHow.STATED_BY_SENDER)


def referred(world: World, number: int, at: datetime, source: Source) -> Life:
    """Somebody is referred, and what comes of it."""
    dice = world.dice(f"person-{number}")
    yield Step(at)
    dies = number % chances.ONE_DEATH_IN == chances.ONE_DEATH_IN // 2
    person = yield from _referral(world, dice, number, source, dies=dies)
    if person is not None and chance(dice, chances.COMES_BACK):
        yield Step(hours.office(dice, world.now, dice.uniform(40, 200)))
        yield from _referral(world, dice, number, Source.SELF, person)


def _referral(
    world: World,
    dice: Random,
    number: int,
    source: Source,
    person: PersonId | None = None,
    *,
    dies: bool = False,
) -> Part[PersonId | None]:
    """One referral; the person is returned where support has come to an end."""
    agreed = source is Source.SELF or dies or not chance(dice, chances.NOT_ASKED_YET)
    command = _request(world, dice, number, source, person, agreed=agreed)
    coordinator = dice.choice(world.staff.coordinators)
    at = min(written(dice, world.now), world.until)
    entry = entry_of((yield Step(at, command, coordinator)))
    if entry is None or not isinstance(entry.event, ReferralReceived | EnquiryReceived):
        return None
    event = entry.event
    offer = chances.one_of(dice, {each: each.chosen for each in world.offers})
    case = Case(event.person, event.referral, coordinator, event.at, offer)
    world.cases.append(case)
    world.begin(_acknowledged(world, case))
    if chance(dice, chances.CORRECTED / 2):
        correction = CorrectEntry(entry=entry.position, changes={"urgent": not event.urgent})
        yield Step(hours.office(dice, world.now), correction, coordinator)
    if number % chances.ONE_ASKED_TWICE_IN == 1 and person is None:
        world.begin(asked_twice(world, case))
    if not agreed and not (yield from _asked(world, dice, case)):
        return None
    world.begin(sent_by(world, case, source))
    if not (yield from _until_accepted(world, dice, case, dies=dies)):
        return None
    if dies:
        world.begin(death(world, case))
    return (yield from waiting(world, dice, case))


def _request(
    world: World,
    dice: Random,
    number: int,
    source: Source,
    person: PersonId | None,
    *,
    agreed: bool,
) -> ReceiveReferral:
    name = words.person_name(dice, number)
    sent = source not in {Source.SELF, Source.FAMILY}
    gaps = (dice.choice(words.GAPS),) if sent and chance(dice, 0.2) else ()
    return ReceiveReferral(
        service=world.service,
        source=source,
        agreed_how=dice.choice(AGREED) if agreed and source is not Source.SELF else None,
        person=person,
        name=name,
        birth_date=words.birth_date(dice, local_day(world.now)) if chance(dice, 0.8) else None,
        phone=words.phone(dice),
        email=words.email(name) if chance(dice, 0.5) else None,
        urgent=chance(dice, 0.04),
        referrer_name="Referrer Testperson" if sent else None,
        referrer_organisation=dice.choice(words.ORGANISATIONS) if sent else None,
        own_words=dice.choice(words.OWN_WORDS),
        conditions_own_words=dice.choice(words.CONDITIONS_IN_WORDS),
        reasons=words.some(dice, words.REASONS, 2),
        access_needs=words.some(dice, words.ACCESS_NEEDS, 1) if chance(dice, 0.3) else (),
        gaps=gaps,
        at=world.now,
    )


def _acknowledged(world: World, case: Case) -> Life:
    """Whoever asked is told, within two working days or a little later."""
    dice = world.dice(f"acknowledged-{case.referral}")
    days = dice.uniform(0, 1.5) if chance(dice, 0.9) else dice.uniform(3, 8)
    at = hours.office(dice, case.arrived_at, days)
    command = AcknowledgeReferral(referral=case.referral, at=max(at, case.arrived_at))
    yield Step(max(at, world.now), command, case.coordinator)


def _asked(world: World, dice: Random, case: Case) -> Part[bool]:
    """Whether the person of an enquiry agrees when somebody asks them."""
    if world.stays(Pause.ENQUIRY):
        yield world.rest()
    at = hours.office(dice, world.now, dice.uniform(1, 14))
    if chance(dice, chances.WILLING_WHEN_ASKED):
        agreed = RecordAgreement(referral=case.referral, agreed_how=AgreedHow.PHONE, at=at)
        yield Step(written(dice, at), agreed, case.coordinator)
        return True
    if chance(dice, 0.6):
        no = WithdrawReferral(referral=case.referral, at=at)
        yield Step(written(dice, at), no, case.coordinator)
        return False
    closed = CloseEnquiry(referral=case.referral, reason="NOT_REACHED")
    yield Step(hours.office(dice, case.arrived_at, 30), closed, case.coordinator)
    return False


def _until_accepted(world: World, dice: Random, case: Case, *, dies: bool) -> Part[bool]:
    """First look, conversation, readiness, and an answer."""
    outcome = chances.ACCEPTED if dies else chances.one_of(dice, chances.OUTCOMES)
    if world.stays(Pause.RECEIVED):
        yield world.rest()
    contact = chances.like(dice, chances.FIRST_CONTACT_DAYS)
    contact_at = hours.office(dice, world.now, max(contact - 1.9, 0.1))
    turned_away = outcome == chances.DECLINED and chance(dice, 0.55)
    yield from _first_look(world, dice, case, contact * 0.6, turned_away=turned_away)
    if turned_away:
        yield from _decline(world, dice, case, "OUT_OF_REMIT")
        return False
    if world.stays(Pause.TRIAGED):
        yield world.rest()
    if outcome == chances.WITHDREW and chance(dice, 0.4):
        yield from withdraw(world, dice, case)
        return False
    yield Step(contact_at)
    yield from get_to_know(world, dice, case, 0)
    world.begin(preferences.of_person(world, case))
    world.begin(where_they_live(world, case))
    if chance(dice, 0.6):
        yield Step(world.now, _safe_contact(dice, case), case.coordinator)
    if world.stays(Pause.EXPLORING):
        yield world.rest()
    if outcome == chances.WITHDREW:
        yield from withdraw(world, dice, case)
        return False
    if outcome == chances.DECLINED:
        reason = REASON_RISK if chance(dice, 0.3) else "NOT_FOR_US"
        yield from _decline(world, dice, case, reason)
        return False
    not_yet = outcome == chances.NOT_YET or world.stays(Pause.NOT_YET)
    if not (yield from _ready(world, dice, case, not_yet=not_yet)):
        return False
    if world.stays(Pause.READY):
        yield world.rest()
    accepted_at = hours.office(dice, world.now, dice.uniform(0.5, 8))
    yield Step(accepted_at, _acceptance(case), case.coordinator)
    case.accepted_at = accepted_at
    world.begin(asked_for_equality(world, case))
    world.begin(told_of(world, case, News.ACCEPTED))
    world.begin(pointed_on(world, case))
    world.begin(sent_on(world, case))
    world.accepted.append(case)
    return True


def _acceptance(case: Case) -> AcceptReferral:
    return AcceptReferral(
        referral=case.referral, offer=case.offer.offer, coordinator=case.coordinator
    )


def _first_look(
    world: World, dice: Random, case: Case, most_days: float, *, turned_away: bool
) -> Part[None]:
    def look(outcome: Triage, at: datetime) -> Step:
        command = TriageReferral(
            referral=case.referral, outcome=outcome, coordinator=case.coordinator, at=at
        )
        return Step(written(dice, at), command, case.coordinator)

    at = hours.office(dice, world.now, min(dice.uniform(0.2, 3), most_days))
    if turned_away:
        yield look(dice.choice((Triage.OUT_OF_REMIT, Triage.URGENT_ELSEWHERE)), at)
        return
    stays = world.stays(Pause.AWAITING_INFO)
    if stays or chance(dice, 0.05):
        yield look(Triage.NEED_INFORMATION, at)
        yield from ask_for_more(world, dice, case, stays=stays)
        at = hours.office(dice, world.now, dice.uniform(0.1, 3))
    yield look(Triage.IN_REMIT, at)


def _ready(world: World, dice: Random, case: Case, *, not_yet: bool) -> Part[bool]:
    """Whether peer support can help now, as person and worker see it; asked again if not yet."""
    if not not_yet and chance(dice, 0.02):
        too_soon = yield Step(hours.office(dice, world.now), _acceptance(case), case.coordinator)
        if not isinstance(too_soon, NotReady):
            return False
    while not_yet:
        at = hours.office(dice, world.now, dice.uniform(0.1, 6))
        revisit_on = local_day(at + REVISIT_AFTER)
        if world.until - at < timedelta(days=90):
            revisit_on = max(revisit_on, local_day(world.until) + timedelta(days=7))
        considered = ConsiderReadiness(
            referral=case.referral,
            view=Readiness.NOT_YET,
            person_view=words.PERSON_VIEWS[-1],
            revisit_on=revisit_on,
            offered_instead=("TASTER_GROUP",),
            at=at,
        )
        yield Step(written(dice, at), considered, case.coordinator)
        yield Step(hours.later(world.now, (revisit_on - local_day(world.now)).days + 1))
        if chance(dice, 0.35):
            yield from withdraw(world, dice, case)
            return False
        not_yet = chance(dice, 0.35)
    at = hours.office(dice, world.now, dice.uniform(0.1, 6))
    ready = ConsiderReadiness(
        referral=case.referral,
        view=Readiness.TASTER if chance(dice, 0.15) else Readiness.READY,
        person_view=dice.choice(words.PERSON_VIEWS[:-1]),
        at=at,
    )
    yield Step(written(dice, at), ready, case.coordinator)
    return True


def _safe_contact(dice: Random, case: Case) -> RecordSafeContact:
    return RecordSafeContact(
        person=case.person,
        phone=words.phone(dice),
        may_leave_message=chance(dice, 0.7),
        may_write=chance(dice, 0.8),
        may_email=chance(dice, 0.5),
        times="afternoons",
    )


def _decline(world: World, dice: Random, case: Case, reason: str) -> Part[None]:
    at = hours.office(dice, world.now, dice.uniform(0, 3))
    declined = DeclineReferral(
        referral=case.referral,
        reason=reason,
        offered_instead=("OTHER_SERVICE",),
        told_person_on=local_day(at),
        signed_off_by=world.staff.manager if reason == REASON_RISK else None,
    )
    answer = yield Step(at, declined, case.coordinator)
    if entry_of(answer) is not None:
        world.begin(told_of(world, case, News.NOT_PROCEEDING))
