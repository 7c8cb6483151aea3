"""What simulated peer supporters let be told of themselves, beside matching, and what is told.

The domain reference (8.1) gives one rate, that of disclosures that nothing allowed. The others are
ours, so that every answer somebody can give comes up.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from application.simulation import hours
from application.simulation.chances import chance, one_of
from application.simulation.lives import Life, Part, Step, Supporter, entry_of
from application.simulation.world import World
from domain.consent import (
    Audience,
    DeclineDisclosureConsent,
    DisclosureConsentOffered,
    GiveDisclosureConsent,
    GivenHow,
    NarrowDisclosureConsent,
    OfferDisclosureConsent,
    Purpose,
    RefuseDisclosureConsent,
    ToldBy,
    Use,
    WithdrawDisclosureConsent,
)
from domain.disclosure import (
    AssessDisclosure,
    ProposeDisclosure,
    RecordSubjectTold,
    ReportDisclosure,
)
from domain.people import ConsentId, PeerId, StaffId
from domain.periods import local_day
from domain.service import Duty
from domain.story import AcceptStoryRequest, DeclineStoryRequest, RequestStory, StoryRequested

OFFERED_FOR_SUPERVISION = 0.5
ANSWERS: Mapping[str, float] = {"given": 70, "declined": 22, "refused": 8}
NARROWED, TAKEN_BACK, ASKS_FIRST = 0.12, 0.12, 0.1
TELLINGS = (0, 1, 1, 2)
ASKED_FOR_A_STORY, TELLS_IT = 0.12, 0.45
WITHOUT_CONSENT = 0.0002
"""Of sessions: 0.2 in 1,000 (domain reference, 8.1)."""

ITEMS = ("TREATMENT", "HOSPITAL", "BENEFITS_WORK", "FAMILY")
A_YEAR = timedelta(days=365)


def of_peer(world: World, supporter: Supporter) -> Life:
    """A peer supporter is asked what their supervisor may know, and answers as they like."""
    dice = world.dice(f"consents-{supporter.peer}")
    if not chance(dice, OFFERED_FOR_SUPERVISION):
        return
    by, at = supporter.coordinator, hours.office(dice, world.now, dice.uniform(10, 90))
    offer = OfferDisclosureConsent(peer=supporter.peer, explained_by=by, form_version="1", at=at)
    entry = entry_of((yield Step(at, offer, by)))
    if entry is None or not isinstance(entry.event, DisclosureConsentOffered):
        return
    consent = entry.event.consent
    at = hours.evening(dice, at, dice.uniform(1, 14))
    answer = one_of(dice, ANSWERS)
    if answer == "declined":
        yield Step(at, DeclineDisclosureConsent(consent=consent, at=at), supporter.peer)
        return
    items = tuple(dice.sample(ITEMS, 2))
    scope: dict[str, Any] = {
        "peer": supporter.peer,
        "consent": consent,
        "items": items,
        "audience": Audience.ROLE,
        "audience_role": Duty.SUPERVISOR,
        "purpose": Purpose.SUPERVISION,
        "channel": ToldBy.SPOKEN,
        "how": GivenHow.SCREEN,
        "at": at,
    }
    if answer == "refused":
        yield Step(at, RefuseDisclosureConsent(**scope), supporter.peer)
        return
    given = GiveDisclosureConsent(
        own_word=True,
        valid_until=local_day(at + A_YEAR),
        ask_first=chance(dice, ASKS_FIRST),
        form_version="1",
        explained_by=by,
        **scope,
    )
    yield Step(at, given, supporter.peer)
    yield from _told(dice, supporter, items, at)
    yield from _changed(dice, supporter.peer, consent, items, at)


def _told(dice: Random, supporter: Supporter, items: tuple[str, ...], at: datetime) -> Part[None]:
    """The coordinator tells the supervisor something, or is refused."""
    for _time in range(dice.choice(TELLINGS)):
        at = hours.office(dice, at, dice.uniform(5, 60))
        tell = ProposeDisclosure(
            peer=supporter.peer,
            items=items[:1],
            audience=Audience.ROLE,
            to_staff=supporter.supervisor,
            recipient="Whoever holds their supervision.",
            purpose=Purpose.SUPERVISION,
            channel=ToldBy.SPOKEN,
            told_by=supporter.coordinator,
        )
        yield Step(at, tell, supporter.coordinator)


def _changed(
    dice: Random, peer: PeerId, consent: ConsentId, items: tuple[str, ...], at: datetime
) -> Part[None]:
    """Some make it smaller, some take it back."""
    if chance(dice, NARROWED):
        at = hours.evening(dice, at, dice.uniform(100, 200))
        yield Step(at, NarrowDisclosureConsent(consent=consent, without=items[1:], at=at), peer)
    if chance(dice, TAKEN_BACK):
        at = hours.evening(dice, at, dice.uniform(100, 200))
        yield Step(at, WithdrawDisclosureConsent(consent=consent, at=at), peer)


def story_of(world: World, supporter: Supporter) -> Life:
    """Somebody asks for their story. Most would rather not; some tell it once."""
    dice = world.dice(f"story-{supporter.peer}")
    if not chance(dice, ASKED_FOR_A_STORY):
        return
    by, at = supporter.coordinator, hours.office(dice, world.now, dice.uniform(120, 400))
    ask = RequestStory(
        peer=supporter.peer,
        purpose=Purpose.TRAINING_OTHERS,
        channel=ToldBy.SPOKEN,
        for_whom="A day on which professionals are taught.",
        asked_by=by,
        at=at,
    )
    entry = entry_of((yield Step(at, ask, by)))
    if entry is None or not isinstance(entry.event, StoryRequested):
        return
    request, at = entry.event.story_request, hours.evening(dice, at, dice.uniform(1, 9))
    if not chance(dice, TELLS_IT):
        yield Step(at, DeclineStoryRequest(story_request=request, at=at), supporter.peer)
        return
    yield Step(at, AcceptStoryRequest(story_request=request, at=at), supporter.peer)
    scope: dict[str, Any] = {
        "peer": supporter.peer,
        "items": ("STORY:A_YEAR_ON",),
        "audience": Audience.PROFESSIONALS,
        "purpose": Purpose.TRAINING_OTHERS,
        "channel": ToldBy.SPOKEN,
    }
    given = GiveDisclosureConsent(
        own_word=True,
        valid_until=local_day(at + A_YEAR / 4),
        use=Use.ONE_OFF,
        occasion="That day.",
        how=GivenHow.SCREEN,
        at=at,
        **scope,
    )
    yield Step(at, given, supporter.peer)
    at = hours.office(dice, at, dice.uniform(10, 30))
    tell = ProposeDisclosure(recipient="Those who were taught that day.", **scope)
    yield Step(at, tell, by)


def let_slip(world: World, supporter: Supporter, session: object, ended_at: datetime) -> Life:
    """Once in a long while something is told that nothing allowed; it is recorded and followed."""
    dice = world.dice(f"slip-{session}")
    by: StaffId = supporter.coordinator
    at = ended_at + timedelta(minutes=dice.randrange(5, 300))
    found_at = hours.office(dice, at, dice.uniform(0.5, 4))
    report = ReportDisclosure(
        peer=supporter.peer,
        items=(dice.choice(ITEMS),),
        audience=Audience.OTHER_PEERS,
        recipient="Another peer supporter, over tea.",
        purpose=Purpose.SUPPORTING_IN_MATCH,
        channel=ToldBy.SPOKEN,
        what_happened="Said in passing.",
        at=at,
    )
    answer = yield Step(found_at, report, by)
    entry = entry_of(answer)
    if entry is None:
        return
    disclosure = getattr(entry.event, "disclosure", None)
    if disclosure is None:
        return
    at = hours.office(dice, found_at, dice.uniform(0.2, 2))
    told = RecordSubjectTold(disclosure=disclosure, how=ToldBy.PHONE, told_by=by, at=at)
    yield Step(at, told, by)
    assessed = AssessDisclosure(
        disclosure=disclosure,
        assessor=by,
        is_data_breach=chance(dice, 0.5),
        reasons="Weighed with the manager.",
        at=at + timedelta(minutes=20),
    )
    yield Step(at + timedelta(minutes=20), assessed, by)
