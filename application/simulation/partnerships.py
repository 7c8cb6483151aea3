"""Those who refer people to a simulated service, what they hear, and where people are sent on.

The domain reference gives no rate for any of it (8.1): the shares are ours, small, and there so
that every level, answer and clock of 2.12 comes up. All of it has chances and command ids of its
own, so that no other life changes by it.
"""

from collections.abc import Mapping
from datetime import timedelta

from application.simulation import hours
from application.simulation.chances import chance, one_of
from application.simulation.lives import Case, Life, Step, entry_of
from application.simulation.world import World
from domain.channels import Channel
from domain.consent import Audience, GiveDisclosureConsent, GivenHow, Purpose, ToldBy
from domain.partnership import (
    AnswerSuggestion,
    FeedbackContent,
    FeedbackLevel,
    GiveReferrerFeedbackConsent,
    LinkReferrer,
    MakeOnwardReferral,
    NameReferrer,
    News,
    PartnerKind,
    PartnerRegistered,
    RegisterPartner,
    ReviewSharingAgreement,
    SendReferrerFeedback,
    SharingScope,
    SignSharingAgreement,
    SuggestService,
)
from domain.people import ListenerId, ReferrerId, SignpostId
from domain.periods import local_day
from domain.referral import Source

PARTNERS: Mapping[PartnerKind, str] = {
    PartnerKind.GENERAL_PRACTICE: "Invented Medical Practice",
    PartnerKind.COMMUNITY_HEALTH: "Exampleshire Link Workers",
    PartnerKind.HOSPITAL: "Made-up General Hospital",
    PartnerKind.THIRD_SECTOR: "Example Carers Centre",
}
KIND_OF: Mapping[Source, PartnerKind] = {
    Source.GP: PartnerKind.GENERAL_PRACTICE,
    Source.LINK_WORKER: PartnerKind.COMMUNITY_HEALTH,
    Source.NURSE: PartnerKind.HOSPITAL,
    Source.THIRD_SECTOR: PartnerKind.THIRD_SECTOR,
}
"""Which partner somebody refers for who is one of these; nobody agreed anything with the others."""

AGREED_FOR = timedelta(days=2 * 365)
A_YEAR = timedelta(days=365)
REVIEWED_IN_TIME, SIGNED_AGAIN_IN_TIME = 0.9, 0.85
LINKED, CHOOSES = 0.9, 0.5
LEVELS: Mapping[FeedbackLevel, float] = {
    FeedbackLevel.NOTHING: 20,
    FeedbackLevel.STATUS: 50,
    FeedbackLevel.SUMMARY: 25,
    FeedbackLevel.OUTCOMES: 5,
}
TOLD = 0.85
SUGGESTED, SUGGESTION_ANSWERED, TAKEN_UP = 0.15, 0.6, 0.45
SENT_ON = 0.04
SUGGESTIONS = ("The welfare rights line.", "A walking group nearby.", "The carers' café.")


def partnerships(world: World) -> Life:
    """The manager agrees with four organisations in the first weeks."""
    dice = world.dice("partnerships")
    manager = world.staff.manager
    for kind, name in PARTNERS.items():
        registered = RegisterPartner(service=world.service, name=name, kind=kind)
        at = hours.office(dice, world.now, dice.uniform(2, 9))
        entry = entry_of((yield Step(at, registered, manager, f"partner-{kind}")))
        if entry is None or not isinstance(entry.event, PartnerRegistered):
            return
        world.partners[kind] = entry.event.partner
        named = NameReferrer(
            partner=entry.event.partner,
            referrer=referrer_of(world, kind),
            name="Referrer Testperson",
            email="referrer.testperson@example.org",
        )
        yield Step(world.now, named, manager, f"referrer-{kind}")
        world.begin(_agreed(world, kind))


def _agreed(world: World, kind: PartnerKind) -> Life:
    """An agreement is signed, looked at after a year, and signed again, sometimes too late."""
    dice, manager = world.dice(f"agreed-{kind}"), world.staff.manager
    yield Step(hours.office(dice, world.now, dice.uniform(3, 20)))
    while True:
        today = local_day(world.now)
        last = today + AGREED_FOR
        signed = SignSharingAgreement(
            partner=world.partners[kind],
            scope=tuple(SharingScope),
            valid_from=today,
            valid_until=last,
            review_on=today + A_YEAR,
        )
        yield Step(world.now, signed, manager, f"signed-{kind}-{today}")
        late = dice.uniform(-14, -1) if chance(dice, REVIEWED_IN_TIME) else dice.uniform(5, 40)
        reviewed = ReviewSharingAgreement(
            partner=world.partners[kind], review_on=last - timedelta(days=14)
        )
        at = hours.office(dice, world.now + A_YEAR, late)
        yield Step(at, reviewed, manager, f"reviewed-{kind}-{today}")
        late = dice.uniform(-40, -3) if chance(dice, SIGNED_AGAIN_IN_TIME) else dice.uniform(4, 30)
        yield Step(hours.office(dice, hours.local(last, hours.OPENS), late))


def referrer_of(world: World, kind: PartnerKind) -> ReferrerId:
    """Who refers for a partner: one name is enough to see what they hear."""
    return ReferrerId(world.identifier(f"referrer-{kind}"))


def sent_by(world: World, case: Case, source: Source) -> Life:
    """It is written down who referred the person, who then says how much that one may hear."""
    kind = KIND_OF.get(source)
    dice = world.dice(f"sent-by-{case.referral}")
    if kind is None or kind not in world.partners or not chance(dice, LINKED):
        return
    yield Step(hours.office(dice, world.now, dice.uniform(0.1, 1)))
    referrer = referrer_of(world, kind)
    link = LinkReferrer(referral=case.referral, referrer=referrer)
    yield Step(world.now, link, case.coordinator, f"linked-{case.referral}")
    case.hears = FeedbackLevel.STATUS
    if chance(dice, CHOOSES) and not case.dead:
        case.hears = one_of(dice, LEVELS)
        chosen = GiveReferrerFeedbackConsent(
            person=case.person, referrer=referrer, level=case.hears
        )
        yield Step(world.now, chosen, case.coordinator, f"level-{case.referral}")
    world.begin(told_of(world, case, News.RECEIVED))


def told_of(world: World, case: Case, news: News) -> Life:
    """Whoever referred the person hears of it, mostly, and never more than the person chose."""
    if case.hears in {None, FeedbackLevel.NOTHING} or news in case.news:
        return
    case.news.add(news)
    name = f"news-{case.referral}-{news}"
    dice = world.dice(name)
    if not chance(dice, TOLD):
        return
    yield Step(hours.office(dice, world.now, dice.uniform(0.2, 4)))
    if case.dead:
        return
    summed_up = news is News.ENDED and case.hears is not FeedbackLevel.STATUS
    told = SendReferrerFeedback(
        referral=case.referral,
        news=news,
        channel=dice.choice((Channel.LETTER, Channel.EMAIL)),
        contents=(FeedbackContent.STATUS, FeedbackContent.SUMMARY)
        if summed_up
        else (FeedbackContent.STATUS,),
        summary="They go to the café by themself now." if summed_up else None,
        seen_by_person=summed_up,
    )
    yield Step(world.now, told, case.coordinator, name)


def pointed_on(world: World, case: Case) -> Life:
    """Some are told of another service, and asked later whether it was of use."""
    dice = world.dice(f"suggested-{case.referral}")
    if not chance(dice, SUGGESTED):
        return
    yield Step(hours.office(dice, world.now, dice.uniform(5, 120)))
    if case.dead:
        return
    suggest = SuggestService(
        person=case.person, suggested=dice.choice(SUGGESTIONS), reason="INFORMATION"
    )
    answer = yield Step(world.now, suggest, case.coordinator, f"suggested-{case.referral}")
    entry = entry_of(answer)
    which: SignpostId | None = getattr(entry.event, "signpost", None) if entry else None
    if which is not None and chance(dice, SUGGESTION_ANSWERED):
        yield from _asked_whether_it_was_of_use(world, case, which)


def sent_on(world: World, case: Case) -> Life:
    """A few are sent on to a partner: they let it be told one thing, and it is told that."""
    dice = world.dice(f"sent-on-{case.referral}")
    if not chance(dice, SENT_ON) or PartnerKind.THIRD_SECTOR not in world.partners:
        return
    yield Step(hours.office(dice, world.now, dice.uniform(20, 150)))
    if case.dead:
        return
    partner, by, items = (
        world.partners[PartnerKind.THIRD_SECTOR],
        case.coordinator,
        ("BENEFITS_WORK",),
    )
    let = GiveDisclosureConsent(
        own_word=True,
        person=case.person,
        items=items,
        audience=Audience.PARTNER,
        audience_named=ListenerId(partner),
        purpose=Purpose.ONWARD_REFERRAL,
        channel=ToldBy.LETTER,
        valid_until=local_day(world.now + A_YEAR),
        how=GivenHow.SPOKEN,
        on_behalf=by,
        read_back=True,
    )
    yield Step(world.now, let, by, f"lets-{case.referral}")
    send = MakeOnwardReferral(
        person=case.person,
        partner=partner,
        items=items,
        channel=ToldBy.LETTER,
        referral=case.referral,
    )
    at = world.now + timedelta(minutes=dice.randrange(5, 60))
    entry = entry_of((yield Step(at, send, by, f"sent-on-{case.referral}")))
    which: SignpostId | None = getattr(entry.event, "signpost", None) if entry else None
    if which is not None and chance(dice, SUGGESTION_ANSWERED):
        yield from _asked_whether_it_was_of_use(world, case, which)


def _asked_whether_it_was_of_use(world: World, case: Case, which: SignpostId) -> Life:
    dice = world.dice(f"of-use-{which}")
    answered = AnswerSuggestion(person=case.person, signpost=which, taken_up=chance(dice, TAKEN_UP))
    at = hours.office(dice, world.now, dice.uniform(25, 45))
    yield Step(at, answered, case.coordinator, f"of-use-{which}")
