"""What went beyond the agreement, and meetings by chance: always recorded, never a blame."""

from datetime import date, datetime, timedelta
from random import Random

import msgspec
import pytest
from hypothesis import given as whatever
from hypothesis import settings
from hypothesis import strategies as st

from domain.boundaries import (
    BOUNDARIES,
    SERIOUS,
    Boundaries,
    BoundaryEventReported,
    BoundaryKind,
    ChanceEncounterOtherSideAsked,
    ChanceEncounterReported,
    FeltSafe,
    LookIntoReport,
    MetWhere,
    RecordOtherSideAsked,
    ReportBoundaryEvent,
    ReportChanceEncounter,
    Reporter,
    ReportLookedInto,
    UnknownReport,
)
from domain.boundary_flags import flags_of_boundaries
from domain.decider import EPOCH, MICROSECOND, Command, Event, Recorded
from domain.flags import Flag, standing
from domain.match import MATCH, Side, UnknownMatch
from domain.people import ReportId
from domain.periods import DayAndTime, NotYetHappened, TooLongAgo, start_of
from tests.domain.cast import DAVIE, ISLA, MORAG, MORAG_DIED, MORAG_REGISTERED, on
from tests.domain.decisions import (
    NOW,
    entry,
    folded,
    fresh_id,
    given,
    in_order,
    lived,
    without_keys,
)
from tests.domain.test_match import ENDED, PROPOSED, RUNNING, THEIRS, WRITTEN

NEW = ReportId(fresh_id("report"))
FIRST = ReportId("first-report")
ACTIVE = (MORAG_REGISTERED, *RUNNING)
AN_INSTANT = timedelta(microseconds=1)

LATE = BoundaryEventReported(
    report=FIRST,
    match=THEIRS,
    person=MORAG,
    peer=DAVIE,
    serious=False,
    kind=BoundaryKind.LATENESS,
    at=on(5, 4),
)
LENT = msgspec.structs.replace(LATE, kind=BoundaryKind.MONEY, serious=True)
MET = ChanceEncounterReported(
    report=FIRST, match=THEIRS, person=MORAG, peer=DAVIE, reported_by=Side.PEER, at=on(5, 4)
)
BOTH_SAFE = msgspec.structs.replace(
    MET,
    answered=(Side.PERSON, Side.PEER),
    felt_safe_person=FeltSafe.YES,
    felt_safe_peer=FeltSafe.YES,
)
MORAG_FELT_SAFE = ChanceEncounterOtherSideAsked(
    report=FIRST,
    match=THEIRS,
    person=MORAG,
    peer=DAVIE,
    side=Side.PERSON,
    felt_safe_person=FeltSafe.YES,
    at=on(5, 5, 8),
)
LOOKED = ReportLookedInto(report=FIRST, match=THEIRS, person=MORAG, peer=DAVIE, at=on(5, 5, 8))

REPORT = ReportBoundaryEvent(match=THEIRS, kind=BoundaryKind.LATENESS, at=on(5, 4))
MEET = ReportChanceEncounter(match=THEIRS, reported_by=Side.PEER, at=on(5, 4))
ASK = RecordOtherSideAsked(
    match=THEIRS, report=FIRST, side=Side.PERSON, felt_safe=FeltSafe.YES, at=on(5, 5, 8)
)
LOOK = LookIntoReport(match=THEIRS, report=FIRST, at=on(5, 5, 8))


def boundaries_of(*events: Event | Recorded) -> Boundaries:
    found: Boundaries = folded(BOUNDARIES, *events)
    return found


def flags(*events: Event | Recorded, **more: object) -> tuple[Flag, ...]:
    match = folded(MATCH, *events)
    return flags_of_boundaries(boundaries_of(*events), match, **more)  # type: ignore[arg-type]


def codes(*events: Event | Recorded, moment: datetime = NOW) -> set[str]:
    return {flag.code for flag in standing(flags(*events), moment)}


def the(code: str, *events: Event | Recorded, **more: object) -> Flag:
    (flag,) = (flag for flag in flags(*events, **more) if flag.code == code)
    return flag


# --- Boundary events ---


@pytest.mark.parametrize("events", [(PROPOSED,), ACTIVE, (*ACTIVE, ENDED), (*ACTIVE, MORAG_DIED)])
def test_a_boundary_event_is_always_recorded(events: tuple[Event, ...]) -> None:
    given(*events).when(REPORT).then(msgspec.structs.replace(LATE, report=NEW))


@pytest.mark.parametrize("kind", list(BoundaryKind))
def test_what_is_serious_is_so_whatever_is_said(kind: BoundaryKind) -> None:
    for said in (True, False):
        command = msgspec.structs.replace(REPORT, kind=kind, serious=said)
        given(*ACTIVE).when(command).then(
            msgspec.structs.replace(LATE, report=NEW, kind=kind, serious=said or kind in SERIOUS)
        )


def test_money_gifts_of_value_romance_secrecy_nights_and_medication_are_serious() -> None:
    assert {
        BoundaryKind.MONEY,
        BoundaryKind.GIFT_OF_VALUE,
        BoundaryKind.ROMANTIC_OR_SEXUAL,
        BoundaryKind.SECRECY,
        BoundaryKind.OVERNIGHT,
        BoundaryKind.MEDICATION_ADVICE,
    } == SERIOUS


def test_who_did_it_and_who_tells_of_it_may_be_said() -> None:
    more = {
        "initiated_by": Side.PERSON,
        "reported_by": Reporter.SOMEBODY_ELSE,
        "detail": "She waited at the wrong stop.",
    }

    given(*ACTIVE).when(msgspec.structs.replace(REPORT, **more)).then(
        msgspec.structs.replace(LATE, report=NEW, **more)
    )


def test_a_serious_event_is_for_the_same_day() -> None:
    flag = the("BOUNDARY_EVENT_TODAY", *ACTIVE, LENT)
    late = the("BOUNDARY_EVENT_LATE", *ACTIVE, *learnt(LENT, on(5, 4, 20)))

    assert (flag.since, flag.until) == (LENT.at, None)
    assert late.since == start_of(date(2026, 5, 5))
    assert "today" in flag.sentence


def test_the_day_of_a_serious_event_is_the_day_on_which_it_was_learnt_of() -> None:
    told_later = the("BOUNDARY_EVENT_LATE", *learnt(LENT, on(5, 20)))

    assert told_later.since == start_of(date(2026, 5, 21))


def learnt(event: Event, recorded_at: datetime) -> list[Recorded]:
    before = in_order(ACTIVE)
    last = entry(len(before) + 1, event)
    return [*before, msgspec.structs.replace(last, micros=(recorded_at - EPOCH) // MICROSECOND)]


def test_a_small_event_is_for_a_talk() -> None:
    assert codes(*ACTIVE, LATE) == {"BOUNDARY_EVENT_TO_TALK_ABOUT"}


@pytest.mark.parametrize("event", [LATE, LENT])
def test_looking_into_it_settles_it(event: Event) -> None:
    given(*ACTIVE, event).when(LOOK).then(LOOKED)
    given(*ACTIVE, event, LOOKED).when(LOOK).then_nothing()
    assert codes(*ACTIVE, event, LOOKED) == set()


def test_words_about_looking_into_it_are_never_dropped() -> None:
    in_words = msgspec.structs.replace(LOOK, staff=ISLA, words="Talked with both.")

    given(*ACTIVE, LENT, LOOKED).when(in_words).then(
        msgspec.structs.replace(LOOKED, staff=ISLA, words="Talked with both.")
    )


def test_what_was_never_reported_is_not_looked_into() -> None:
    for command in (LOOK, ASK):
        given(*ACTIVE).when(command).then_refused(UnknownReport, field="report")
    given(*ACTIVE, LATE).when(ASK).then_refused(UnknownReport, field="report")


# --- Meetings by chance ---


@pytest.mark.parametrize("side", list(Side))
def test_either_side_tells_of_a_meeting_by_chance_in_one_word(side: Side) -> None:
    given(*ACTIVE).when(ReportChanceEncounter(match=THEIRS, reported_by=side)).then(
        msgspec.structs.replace(MET, report=NEW, reported_by=side, at=NOW)
    )


def test_more_may_be_told_of_a_meeting_by_chance() -> None:
    more = {
        "place": MetWhere.SHOP_OR_CAFE,
        "others_present": True,
        "how": "We nodded.",
        "felt_safe_peer": FeltSafe.YES,
        "disclosed": False,
        "follow_up_wanted": False,
    }

    given(*ACTIVE).when(msgspec.structs.replace(MEET, **more)).then(
        msgspec.structs.replace(MET, report=NEW, answered=(Side.PEER,), **more)
    )


def test_where_only_the_day_of_a_meeting_is_known_it_stands_at_its_start() -> None:
    that_day = msgspec.structs.replace(MEET, at=None, on=date(2026, 5, 4))

    given(*ACTIVE).when(that_day).then(
        msgspec.structs.replace(MET, report=NEW, day_only=True, at=start_of(date(2026, 5, 4)))
    )
    given(*ACTIVE).when(msgspec.structs.replace(that_day, at=on(5, 4))).then_refused(
        DayAndTime, field="on"
    )


@pytest.mark.parametrize(
    ("told", "look_into"),
    [
        ({"felt_safe_person": FeltSafe.NO}, True),
        ({"felt_safe_peer": FeltSafe.UNSURE}, True),
        ({"disclosed": True}, True),
        ({"follow_up_wanted": True}, True),
        ({"felt_safe_person": FeltSafe.YES, "felt_safe_peer": FeltSafe.YES}, False),
        ({"disclosed": False, "follow_up_wanted": False}, False),
        ({"sought": True}, False),
    ],
)
def test_a_meeting_is_looked_into_where_somebody_felt_unsafe_or_something_came_out(
    told: dict[str, object], *, look_into: bool
) -> None:
    answered = tuple(side for side in Side if f"felt_safe_{side.value.lower()}" in told)

    given(*ACTIVE).when(msgspec.structs.replace(MEET, **told)).then(
        msgspec.structs.replace(MET, report=NEW, look_into=look_into, answered=answered, **told)
    )


def test_both_sides_are_asked_until_both_have_answered() -> None:
    said = msgspec.structs.replace(MET, answered=(Side.PEER,), felt_safe_peer=FeltSafe.YES)

    assert codes(*ACTIVE, MET) == {"PERSON_TO_ASK_AFTER_ENCOUNTER", "PEER_TO_ASK_AFTER_ENCOUNTER"}
    assert codes(*ACTIVE, said) == {"PERSON_TO_ASK_AFTER_ENCOUNTER"}
    assert codes(*ACTIVE, said, MORAG_FELT_SAFE) == set()
    assert codes(*ACTIVE, BOTH_SAFE) == set()


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("felt", list(FeltSafe))
def test_what_the_other_side_answers_is_theirs(side: Side, felt: FeltSafe) -> None:
    asked = msgspec.structs.replace(ASK, side=side, felt_safe=felt)
    answered = msgspec.structs.replace(
        MORAG_FELT_SAFE,
        side=side,
        look_into=felt is not FeltSafe.YES,
        felt_safe_person=felt if side is Side.PERSON else None,
        felt_safe_peer=felt if side is Side.PEER else None,
    )

    given(*ACTIVE, MET).when(asked).then(answered)


def test_a_side_who_felt_safe_is_asked_once() -> None:
    given(*ACTIVE, MET, MORAG_FELT_SAFE).when(ASK).then_nothing()


def test_a_doubt_that_comes_later_is_never_dropped() -> None:
    doubts = msgspec.structs.replace(ASK, felt_safe=FeltSafe.NO)
    doubted = msgspec.structs.replace(MORAG_FELT_SAFE, look_into=True, felt_safe_person=FeltSafe.NO)

    given(*ACTIVE, MET, MORAG_FELT_SAFE).when(doubts).then(doubted)
    given(*ACTIVE, MET, MORAG_FELT_SAFE, doubted).when(doubts).then_nothing()


def test_what_is_to_be_looked_into_has_two_working_days() -> None:
    """The first of May 2026 is a Friday, and the Monday after it a bank holiday."""
    unsafe = msgspec.structs.replace(BOTH_SAFE, look_into=True, at=on(5, 1))
    flag = the("ENCOUNTER_TO_LOOK_INTO", *ACTIVE, unsafe)
    late = the("ENCOUNTER_LOOKED_INTO_LATE", *ACTIVE, unsafe)

    assert flag.since == on(5, 1)
    assert "by 6 May" in flag.sentence
    assert late.since == start_of(date(2026, 5, 7))
    assert codes(*ACTIVE, unsafe, msgspec.structs.replace(LOOKED, at=on(5, 2))) == set()


def test_a_doubt_after_it_was_looked_into_is_looked_into_again() -> None:
    looked = msgspec.structs.replace(LOOKED, at=on(5, 4, 12))
    doubted = msgspec.structs.replace(MORAG_FELT_SAFE, look_into=True)
    again = msgspec.structs.replace(LOOK, at=on(5, 5, 9))

    assert "ENCOUNTER_TO_LOOK_INTO" in codes(*ACTIVE, MET, looked, doubted)
    given(*ACTIVE, MET, looked, doubted).when(again).then(
        msgspec.structs.replace(LOOKED, at=on(5, 5, 9))
    )


def test_a_meeting_that_nobody_minded_is_listed_at_the_next_supervision() -> None:
    def listed(*supervisions: datetime) -> Flag:
        return the("ENCOUNTER_FOR_SUPERVISION", *ACTIVE, BOTH_SAFE, supervisions=supervisions)

    assert listed(on(5, 1)).until is None
    assert listed(on(5, 1), on(5, 20), on(6, 20)).until == on(5, 20)
    unsafe = msgspec.structs.replace(BOTH_SAFE, look_into=True)
    assert "ENCOUNTER_FOR_SUPERVISION" not in {
        flag.code for flag in flags(*ACTIVE, unsafe, supervisions=())
    }
    assert "ENCOUNTER_FOR_SUPERVISION" not in {flag.code for flag in flags(*ACTIVE, BOTH_SAFE)}


def test_a_meeting_by_chance_is_no_boundary_event_unless_it_was_sought() -> None:
    sought = msgspec.structs.replace(MET, report=ReportId("sought"), sought=True, at=on(5, 2))
    small = msgspec.structs.replace(LATE, report=ReportId("small"))

    assert boundaries_of(MET).counted() == ()
    assert boundaries_of(MET, small, sought).counted() == (on(5, 2), on(5, 4))


# --- Too many meetings: the rule is looked at again ---


def met_on(*moments: datetime) -> list[ChanceEncounterReported]:
    return [
        msgspec.structs.replace(BOTH_SAFE, report=ReportId(f"met-{place}"), at=at)
        for place, at in enumerate(moments)
    ]


def revisits(*events: Event) -> list[tuple[datetime, datetime | None]]:
    return [
        (flag.since, flag.until)
        for flag in flags(*ACTIVE, *events)
        if flag.code == "ENCOUNTER_RULE_TO_REVISIT"
    ]


def test_three_meetings_in_three_months_suggest_to_look_at_the_rule_again() -> None:
    first = on(5, 1)
    within = first + timedelta(days=91) - AN_INSTANT

    assert revisits(*met_on(first, on(5, 2))) == []
    assert revisits(*met_on(first, on(5, 2), within)) == [(within, first + timedelta(days=91))]
    assert revisits(*met_on(first, on(5, 2), first + timedelta(days=91))) == []


def test_a_fourth_meeting_makes_it_longer_and_not_double() -> None:
    four = met_on(on(5, 1), on(5, 2), on(5, 3), on(5, 20))

    assert revisits(*four) == [(on(5, 3), on(5, 2) + timedelta(days=91))]


def test_new_terms_settle_it_and_the_count_begins_anew() -> None:
    anew = msgspec.structs.replace(WRITTEN, version=2, at=on(5, 10))

    assert revisits(*met_on(on(5, 1), on(5, 2), on(5, 3)), anew) == [(on(5, 3), on(5, 10))]
    assert revisits(*met_on(on(5, 1), on(5, 2), on(5, 11)), anew) == []


# --- What cannot be ---


def test_nothing_is_reported_of_a_match_that_was_never_proposed() -> None:
    for command in (REPORT, MEET, ASK, LOOK):
        given().when(command).then_refused(UnknownMatch)


def test_what_lies_ahead_or_beyond_memory_is_sent_back() -> None:
    for command in (REPORT, MEET, ASK, LOOK):
        ahead = msgspec.structs.replace(command, at=on(5, 6))
        given(*ACTIVE, MET).when(ahead).then_refused(NotYetHappened, field="at")
        long_ago = msgspec.structs.replace(command, at=on(5, 1, year=1826))
        given(*ACTIVE, MET).when(long_ago).then_refused(TooLongAgo, field="at")


# --- Whatever is asked ---

ASKED: tuple[Command, ...] = (
    REPORT,
    msgspec.structs.replace(REPORT, kind=BoundaryKind.SECRECY, at=None),
    MEET,
    msgspec.structs.replace(MEET, felt_safe_peer=FeltSafe.NO, at=None),
    ASK,
    msgspec.structs.replace(ASK, side=Side.PEER, felt_safe=FeltSafe.UNSURE, at=None),
    LOOK,
    msgspec.structs.replace(LOOK, report=NEW, at=None),
)


@settings(max_examples=60, deadline=None)
@whatever(
    requests=st.lists(st.sampled_from(ASKED), max_size=10),
    order=st.randoms(use_true_random=False),
)
def test_any_requests_in_any_order_of_recording_come_to_the_same(
    requests: list[Command], order: Random
) -> None:
    events = [
        msgspec.structs.replace(event, at=event.at + timedelta(microseconds=place))
        for place, event in enumerate(lived(requests, *ACTIVE, MET))
    ]
    shuffled = order.sample(events, len(events))

    def clear(*told: Event) -> Boundaries:
        """Without when it was recorded, which is the one thing that the order changes."""
        found = boundaries_of(*told)
        unclocked = {
            report: msgspec.structs.replace(event, recorded_at=None)
            for report, event in found.events.items()
        }
        return msgspec.structs.replace(found, events=unclocked)

    assert clear(*shuffled) == clear(*events)
    assert clear(*shuffled) == clear(*map(without_keys, shuffled))
    for flag in flags(*shuffled):
        assert flag.sentence.endswith(".")
        assert flag.until is None or flag.since < flag.until
