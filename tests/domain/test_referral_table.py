"""The table of 3.1, held against whatever is asked in whatever order."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

import msgspec
from hypothesis import given as whatever
from hypothesis import settings
from hypothesis import strategies as st

from domain.channels import Channel
from domain.decider import Command, Event, Refusal
from domain.people import ReferralId, SameReferralId, subject
from domain.person import PersonDied, RecordDeath, RecordSafeContact
from domain.referral import (
    OPEN_STAGES,
    PERSONS_REFERRALS,
    REFERRAL,
    CloseEnquiry,
    ContactLost,
    DeclareContactLost,
    EnquiryClosed,
    HandOverPerson,
    InformationReceived,
    InformationRequested,
    LinkReferral,
    OfferTaster,
    PauseWait,
    PersonAgreedToReferral,
    Readiness,
    ReadinessConsidered,
    RecordContactAttempt,
    RecordInformation,
    RecordPersonTold,
    RecordTasterTaken,
    Referral,
    ReferralAccepted,
    ReferralDeclined,
    ReferralLinked,
    ReferralReopened,
    ReferralTriaged,
    ReferralWithdrawn,
    ReopenReferral,
    RequestInformation,
    ResumeWait,
    Stage,
    SupportEnded,
    SupportStarted,
    Triage,
    TryOutcome,
)
from domain.referral.events_knowing import GettingToKnowHeld
from tests.domain.cast import (
    ISLA,
    MACHAIR,
    MORAG,
    MORAG_REFERRED,
    MORAG_REGISTERED,
    MORAG_SUPPORTED,
    MORAGS_REFERRAL,
    SHONA,
)
from tests.domain.decisions import (
    NOW,
    Past,
    decided,
    folded,
    in_order,
    lived,
    requests_among,
    without_keys,
)
from tests.domain.test_referral import (
    ACCEPT,
    ACKNOWLEDGE,
    AGREE,
    DECLINE,
    END,
    FIND_IN_REMIT,
    FIND_READY,
    KEEP_IN_TOUCH,
    MEET,
    MORAG_ENQUIRED,
    NOT_NOW,
    WITHDRAW,
)

SECOND = ReferralId("second")
SECOND_REFERRED = msgspec.structs.replace(MORAG_REFERRED, referral=SECOND)


def tries(channel: Channel) -> RecordContactAttempt:
    return RecordContactAttempt(
        referral=MORAGS_REFERRAL, channel=channel, outcome=TryOutcome.NO_ANSWER
    )


ASKED: tuple[Command, ...] = (
    AGREE,
    ACKNOWLEDGE,
    FIND_IN_REMIT,
    *(msgspec.structs.replace(FIND_IN_REMIT, outcome=each) for each in Triage),
    RequestInformation(referral=MORAGS_REFERRAL),
    RecordInformation(referral=MORAGS_REFERRAL),
    MEET,
    msgspec.structs.replace(MEET, may_email=False),
    HandOverPerson(referral=MORAGS_REFERRAL, from_staff=ISLA, to_staff=SHONA, note="A note."),
    FIND_READY,
    NOT_NOW,
    msgspec.structs.replace(FIND_READY, view=Readiness.TASTER),
    msgspec.structs.replace(FIND_READY, view=Readiness.NOT_WANTED),
    OfferTaster(referral=MORAGS_REFERRAL),
    RecordTasterTaken(referral=MORAGS_REFERRAL),
    ACCEPT,
    KEEP_IN_TOUCH,
    tries(Channel.PHONE),
    tries(Channel.LETTER),
    RecordSafeContact(person=MORAG, may_write=False),
    PauseWait(referral=MORAGS_REFERRAL, asked_by_person=True),
    ResumeWait(referral=MORAGS_REFERRAL, asked_by_person=True),
    DeclareContactLost(referral=MORAGS_REFERRAL),
    END,
    ReopenReferral(referral=MORAGS_REFERRAL),
    DECLINE,
    RecordPersonTold(referral=MORAGS_REFERRAL),
    WITHDRAW,
    CloseEnquiry(referral=MORAGS_REFERRAL),
    LinkReferral(referral=MORAGS_REFERRAL, same_as=SameReferralId(SECOND)),
    RecordDeath(person=MORAG),
)
S = Stage
EARLY = frozenset({S.RECEIVED, S.AWAITING_INFO, S.TRIAGED, S.EXPLORING, S.READY, S.NOT_YET})
KNOWN = frozenset({S.EXPLORING, S.READY, S.NOT_YET})
ALLOWED: dict[type[Event], set[tuple[Stage, Stage]]] = {
    # What was noted while it was an enquiry counts as soon as the person agrees.
    PersonAgreedToReferral: {(S.ENQUIRY, each) for each in EARLY},
    # A first look may be taken again; getting to know that came before it counts with it.
    ReferralTriaged: {
        (before, after)
        for before in EARLY
        for after in (S.TRIAGED, S.EXPLORING, S.READY, S.NOT_YET)
        if not (before in KNOWN and after in KNOWN)
    },
    InformationRequested: {(S.RECEIVED, S.AWAITING_INFO), (S.TRIAGED, S.AWAITING_INFO)},
    InformationReceived: {(S.AWAITING_INFO, S.RECEIVED)},
    GettingToKnowHeld: {(S.TRIAGED, each) for each in KNOWN},
    # Considered anew, it goes through EXPLORING in the same moment.
    ReadinessConsidered: {(before, after) for before in KNOWN for after in KNOWN},
    ReferralAccepted: {(S.READY, S.WAITING)},
    SupportStarted: {(S.WAITING, S.IN_SERVICE)},
    SupportEnded: {(S.IN_SERVICE, S.CLOSED)},
    ReferralReopened: {(S.CLOSED, S.EXPLORING)},
    ReferralDeclined: {(each, S.DECLINED) for each in OPEN_STAGES},
    ReferralWithdrawn: {(each, S.WITHDRAWN) for each in OPEN_STAGES},
    ContactLost: {(each, S.LOST) for each in OPEN_STAGES},
    EnquiryClosed: {(S.ENQUIRY, S.ENQUIRY_CLOSED)},
    ReferralLinked: {(each, S.LINKED) for each in OPEN_STAGES - {S.WAITING, S.IN_SERVICE}},
    PersonDied: {(each, S.CLOSED_DECEASED) for each in OPEN_STAGES},
}
"""What each kind of event may change, by the table of 3.1. Nothing else changes a stage."""

ON_THE_WAY = (AGREE, FIND_IN_REMIT, MEET, FIND_READY, ACCEPT)
ARRIVED = (*MACHAIR, MORAG_REGISTERED, SECOND_REFERRED)
Request = tuple[Sequence[Command | None], int]
SEEK: Sequence[Command] = (tries(Channel.PHONE), tries(Channel.LETTER), tries(Channel.PHONE))
REQUESTS: st.SearchStrategy[list[Request]] = st.lists(
    st.tuples(
        st.sampled_from([*((each,) for each in (*ASKED, None)), ON_THE_WAY, SEEK]),
        st.integers(0, 20),
    ),
    max_size=25,
)
"""What is asked one after the other, or all at once, and how many days it is after the last."""


def steps_of(arrival: Event, requests: Sequence[Request]) -> set[tuple[Stage, Stage]]:
    """From which stage to which it went; a step that the table lacks is a failure."""
    events: list[Event] = [*ARRIVED, arrival]
    now, steps = NOW, set()
    for some, days in requests:
        now += timedelta(days=days)
        for command in some:
            now += timedelta(minutes=1)
            before = read(events).stage_at(now)
            for event in answered(events, command, before, now):
                events.append(event)
                after = read(events).stage_at(now)
                if after is not before:
                    assert (before, after) in ALLOWED.get(type(event), set()), event
                    steps.add((before, after))
                before = after
    return steps


@settings(max_examples=400, deadline=None)
@whatever(arrival=st.sampled_from((MORAG_ENQUIRED, MORAG_REFERRED)), requests=REQUESTS)
def test_nothing_that_is_asked_takes_a_step_that_the_table_does_not_have(
    arrival: Event, requests: list[Request]
) -> None:
    """One after the other, days apart; where nothing is asked, a match starts if one could."""
    steps_of(arrival, requests)


LINK, DEATH, LOST, CLOSE = (
    ASKED[-2],
    ASKED[-1],
    DeclareContactLost(referral=MORAGS_REFERRAL),
    CloseEnquiry(referral=MORAGS_REFERRAL),
)
WAYS: Sequence[Sequence[Request]] = (
    [
        ((*ON_THE_WAY, None, END), 0),
        ((ReopenReferral(referral=MORAGS_REFERRAL), FIND_READY, ACCEPT), 200),
    ],
    [
        ((AGREE, RequestInformation(referral=MORAGS_REFERRAL)), 0),
        ((RecordInformation(referral=MORAGS_REFERRAL),), 9),
    ],
    [((AGREE, FIND_IN_REMIT, MEET, NOT_NOW, FIND_READY), 0)],
    [(SEEK, 0), ((LOST,), 21)],
    [((CLOSE,), 0)],
    [((LINK,), 0)],
    [((DEATH,), 0)],
    [((DECLINE,), 0)],
    [((WITHDRAW,), 0)],
)
"""Between them, these lead into every stage."""


def test_every_stage_of_the_table_can_be_reached() -> None:
    reached = {after for way in WAYS for _before, after in steps_of(MORAG_ENQUIRED, way)}

    assert reached == set(Stage) - {Stage.UNKNOWN, Stage.ENQUIRY}


def answered(
    events: Sequence[Event], command: Command | None, stage: Stage, now: datetime
) -> list[Event]:
    """What follows; nothing where it is refused. Without a command a match starts if one could."""
    if command is None:
        started = [msgspec.structs.replace(MORAG_SUPPORTED, at=now)]
        return [*started] if stage is Stage.WAITING else []
    try:
        return decided(Past(in_order(events), now), command)
    except Refusal:
        return []


def read(events: Sequence[Event]) -> Referral:
    """The referral as whoever reads it by itself finds it."""
    found: Referral = Past(in_order(events))(REFERRAL, subject("referral", MORAGS_REFERRAL))
    return found


@settings(max_examples=100, deadline=None)
@whatever(requests=requests_among(ASKED), order=st.randoms(use_true_random=False))
def test_what_was_accepted_adds_up_the_same_in_any_order_of_recording(
    requests: list[Command], order: Random
) -> None:
    lived_through = lived((*ON_THE_WAY[:2], *requests), *ARRIVED, MORAG_ENQUIRED)
    events = [event for event in lived_through if type(event) in REFERRAL.hears]
    mine = [
        event for event in events if getattr(event, "referral", MORAGS_REFERRAL) == MORAGS_REFERRAL
    ]
    shuffled, all_shuffled = order.sample(mine, len(mine)), order.sample(events, len(events))
    referral = folded(REFERRAL, *shuffled)

    assert referral.stage_at(NOW) in set(Stage) - {Stage.UNKNOWN}
    assert referral == folded(REFERRAL, *map(without_keys, shuffled))
    if len({event.at for event in events}) == len(events):
        assert referral == folded(REFERRAL, *mine)
        assert referral == folded(PERSONS_REFERRALS, *all_shuffled).each[MORAGS_REFERRAL]


@settings(max_examples=150, deadline=None)
@whatever(requests=requests_among(ASKED), order=st.randoms(use_true_random=False))
def test_late_reports_lead_to_no_stage_without_what_the_table_asks_for_it(
    requests: list[Command], order: Random
) -> None:
    events = lived((*ON_THE_WAY, *requests), *ARRIVED, MORAG_ENQUIRED)
    heard = [each for each in events if type(each) in REFERRAL.hears]
    mine = [each for each in heard if getattr(each, "referral", MORAGS_REFERRAL) != SECOND]
    stage = folded(REFERRAL, *order.sample(mine, len(mine))).stage_at(NOW)
    kinds = {type(each) for each in mine}

    assert {needed for needed in NEEDED.get(stage, set()) if needed not in kinds} == set()


NEEDED: dict[Stage, set[type[Event]]] = {
    S.RECEIVED: {PersonAgreedToReferral},
    S.AWAITING_INFO: {PersonAgreedToReferral, InformationRequested},
    S.TRIAGED: {PersonAgreedToReferral, ReferralTriaged},
    S.EXPLORING: {PersonAgreedToReferral, ReferralTriaged, GettingToKnowHeld},
    S.NOT_YET: {ReferralTriaged, GettingToKnowHeld, ReadinessConsidered},
    S.READY: {ReferralTriaged, GettingToKnowHeld, ReadinessConsidered},
    S.WAITING: {ReferralTriaged, GettingToKnowHeld, ReadinessConsidered, ReferralAccepted},
    S.IN_SERVICE: {ReferralAccepted, SupportStarted},
    S.CLOSED: {SupportStarted, SupportEnded},
    S.DECLINED: {ReferralDeclined},
    S.WITHDRAWN: {ReferralWithdrawn},
    S.LOST: {ContactLost},
    S.ENQUIRY_CLOSED: {EnquiryClosed},
    S.LINKED: {ReferralLinked},
    S.CLOSED_DECEASED: {PersonDied},
}
"""What has to have happened for a referral to stand in a stage."""
