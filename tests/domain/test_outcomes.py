"""Questionnaires: licensed, invited, answered once, scored at once, and seen to by a human."""

from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from domain.decider import Event
from domain.flags import Flag, standing
from domain.instruments import (
    DEFINITIONS,
    Change,
    ImpossibleAnswer,
    Instrument,
    NotAWeight,
    ScoreFlag,
    Terms,
    Unscorable,
    WrongNumberOfAnswers,
)
from domain.match import MatchProposed
from domain.outcome_flags import Windows, flags_of_outcome
from domain.outcomes import (
    OUTCOMES,
    SCORES,
    AdoptInstrument,
    AlreadyAnswered,
    DeclineOutcome,
    InstrumentAdopted,
    InstrumentNotInUse,
    InstrumentStopped,
    InviteOutcome,
    LicenceNotShown,
    LookResult,
    Mode,
    NobodyToAnswerToday,
    NothingToLookAt,
    NothingToTellYet,
    NotInvited,
    NotTheirMatch,
    Outcome,
    OutcomeCompleted,
    OutcomeDeclined,
    OutcomeInvited,
    OutcomeLookedAt,
    OutcomeStarted,
    PairFlag,
    Point,
    RecordOutcome,
    RecordOutcomeLook,
    StartOutcome,
    StopInstrument,
    Window,
    pairs_of,
    window_of,
)
from domain.people import MatchId, PersonId, QuestionnaireId, StaffId
from domain.periods import LOCAL, NotYetHappened
from domain.person import Person, PersonHasDied, UnknownPerson
from domain.personal import Sealed
from domain.service import MayNotApprove, UnknownService, UnknownStaff
from domain.training import NotAnExpiryDay, NotNamed
from tests.domain.cast import (
    CALLUM,
    CATRIONA,
    DAVIE,
    FRASER,
    FRASER_MANAGES,
    ISLA,
    MACHAIR,
    MORAG,
    MORAG_DIED,
    MORAG_REGISTERED,
    MORAGS_REFERRAL,
    WALKING,
    on,
)
from tests.domain.decisions import (
    NOW,
    SERVICE_ID,
    Past,
    decided,
    folded,
    fresh_id,
    given,
    in_order,
)

SWEMWBS, PHQ9 = Instrument.SWEMWBS, Instrument.PHQ9
NEW = QuestionnaireId(fresh_id("questionnaire"))
FIRST, SECOND = QuestionnaireId("first"), QuestionnaireId("second")
MATCH = MatchId("morag-and-davie")
SEVEN = ("3",) * 7
LICENSED, ASKED = on(1, 10), on(3, 2)
PROPOSED = MatchProposed(
    match=MATCH,
    person=MORAG,
    peer=DAVIE,
    referral=MORAGS_REFERRAL,
    offer=WALKING,
    coordinator=ISLA,
    reasons="Both like the hills.",
    knows_person_at=on(2, 10),
    knows_peer_at=on(2, 12),
    regulated=True,
    at=on(2, 20),
)


def adopted(
    instrument: Instrument = SWEMWBS,
    *,
    version: str = "2008",
    valid_until: date | None = None,
    at: datetime = LICENSED,
) -> InstrumentAdopted:
    return InstrumentAdopted(
        service=SERVICE_ID,
        instrument=instrument,
        version=version,
        terms=DEFINITIONS[instrument].terms,
        holder="Its authors",
        evidence="Folder of licences, sheet 3",
        approved_by=FRASER,
        valid_until=valid_until,
        same_day_by=CATRIONA if instrument is PHQ9 else None,
        at=at,
    )


HERE = (*MACHAIR, FRASER_MANAGES, MORAG_REGISTERED)
IN_USE = (*HERE, adopted(), adopted(PHQ9))


def adopt(instrument: Instrument = SWEMWBS, **more: object) -> AdoptInstrument:
    told: dict[str, object] = {
        "service": SERVICE_ID,
        "instrument": instrument,
        "version": "2008",
        "terms": DEFINITIONS[instrument].terms,
        "holder": "Its authors",
        "evidence": "Folder of licences, sheet 3",
        "approved_by": FRASER,
        "same_day_by": CATRIONA if instrument is PHQ9 else None,
    }
    return AdoptInstrument(**told | more)  # type: ignore[arg-type]


def invite(**more: object) -> InviteOutcome:
    told: dict[str, object] = {
        "person": MORAG,
        "instrument": SWEMWBS,
        "point": Point.BASELINE,
        "mode": Mode.PAPER,
        "asked_by": ISLA,
    }
    return InviteOutcome(**told | more)  # type: ignore[arg-type]


def invited(
    outcome: QuestionnaireId = FIRST,
    *,
    instrument: Instrument = SWEMWBS,
    point: Point = Point.BASELINE,
    at: datetime = ASKED,
    match: MatchId | None = None,
) -> OutcomeInvited:
    return OutcomeInvited(
        questionnaire=outcome,
        person=MORAG,
        instrument=instrument,
        version="2008",
        point=point,
        mode=Mode.PAPER,
        asked_by=ISLA,
        match=match,
        at=at,
    )


def record(outcome: QuestionnaireId | None = FIRST, **more: object) -> RecordOutcome:
    told: dict[str, object] = {
        "person": MORAG,
        "questionnaire": outcome,
        "items": SEVEN,
        "mode": Mode.PAPER,
    }
    return RecordOutcome(**told | more)  # type: ignore[arg-type]


def completed(outcome: QuestionnaireId = FIRST, **more: object) -> OutcomeCompleted:
    told: dict[str, object] = {
        "questionnaire": outcome,
        "person": MORAG,
        "instrument": SWEMWBS,
        "version": "2008",
        "point": Point.BASELINE,
        "mode": Mode.PAPER,
        "scorer": "SWEMWBS-1",
        "look_today": False,
        "items": SEVEN,
        "raw": 21,
        "score": 19.25,
        "band": "LOW",
        "at": NOW,
    }
    return OutcomeCompleted(**told | more)  # type: ignore[arg-type]


NOT_WELL = completed(
    instrument=PHQ9,
    scorer="PHQ9-1",
    items=("0",) * 8 + ("1",),
    raw=1,
    score=1,
    band="MINIMAL",
    flags=(ScoreFlag.RISK_ITEM,),
    look_today=True,
    look_by=CATRIONA,
)


# --- Into use ---


def test_an_instrument_is_taken_into_use_with_the_evidence_of_its_licence() -> None:
    given(*HERE).when(adopt()).then(adopted(at=NOW))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"holder": " "}, "holder"),
        ({"evidence": ""}, "evidence"),
        ({"terms": Terms.FREE}, "terms"),
    ],
)
def test_without_evidence_it_is_not(changes: dict[str, Any], field: str) -> None:
    given(*HERE).when(adopt(**changes)).then_refused(LicenceNotShown, field=field)


def test_one_that_asks_about_danger_needs_somebody_who_answers_on_the_same_day() -> None:
    nobody, stranger = adopt(PHQ9, same_day_by=None), adopt(PHQ9, same_day_by=StaffId("nobody"))

    given(*HERE).when(nobody).then_refused(NobodyToAnswerToday, field="same_day_by")
    given(*HERE).when(stranger).then_refused(UnknownStaff, field="same_day_by")
    given(*HERE).when(adopt(PHQ9)).then(adopted(PHQ9, at=NOW))


def test_a_manager_takes_it_into_use_in_a_version_while_the_licence_holds() -> None:
    given(*HERE).when(adopt(approved_by=ISLA)).then_refused(MayNotApprove, field="approved_by")
    given(*HERE).when(adopt(version="")).then_refused(NotNamed, field="version")
    given(*HERE).when(adopt(valid_until=date(2026, 5, 4))).then_refused(
        NotAnExpiryDay, field="valid_until"
    )
    given().when(adopt()).then_refused(UnknownService)


def test_it_can_be_stopped() -> None:
    stop = StopInstrument(service=SERVICE_ID, instrument=SWEMWBS, approved_by=FRASER)
    stopped = InstrumentStopped(service=SERVICE_ID, instrument=SWEMWBS, approved_by=FRASER, at=NOW)

    given(*HERE).when(stop).then_nothing()
    given(*IN_USE).when(stop).then(stopped)
    given(*IN_USE, msgspec.structs.replace(stopped, at=on(2, 1))).when(invite()).then_refused(
        InstrumentNotInUse, field="instrument"
    )


# --- Invited ---


def test_nobody_is_invited_before_there_is_a_licence_or_after_it_ran_out() -> None:
    until = date(2026, 5, 4)
    ran_out = (*HERE, adopted(valid_until=until))

    given(*HERE).when(invite()).then_refused(InstrumentNotInUse, field="instrument")
    given(*ran_out).when(invite()).then_refused(InstrumentNotInUse)
    given(*ran_out).when(invite(at=on(5, 4, 22))).then(invited(NEW, at=on(5, 4, 22)))
    given(*ran_out).when(invite(at=on(5, 4, 23))).then_refused(InstrumentNotInUse)


def test_a_person_is_invited_once_for_the_same() -> None:
    other_point = invite(point=Point.MID)

    given(*IN_USE).when(invite()).then(invited(NEW, at=NOW))
    given(*IN_USE, invited()).when(invite()).then_nothing()
    given(*IN_USE, invited()).when(other_point).then(invited(NEW, point=Point.MID, at=NOW))


@pytest.mark.parametrize("instrument", [Instrument.RELATIONSHIP, Instrument.UNWANTED])
def test_what_is_asked_about_a_match_is_asked_about_one_that_has_begun(
    instrument: Instrument,
) -> None:
    here = (*IN_USE, adopted(instrument))
    at_once = invite(instrument=instrument, point=Point.BASELINE, match=MATCH)
    later = invite(instrument=instrument, point=Point.END, match=MATCH)
    of_none = invite(instrument=instrument, point=Point.END, match=None)

    given(*here, PROPOSED).when(at_once).then_refused(NothingToTellYet, field="point")
    given(*here).when(of_none).then_refused(NothingToTellYet, field="match")
    asked = invited(NEW, instrument=instrument, point=Point.END, match=MATCH, at=NOW)
    given(*here, PROPOSED).when(later).then(asked)


def test_the_dead_and_the_unknown_are_not_invited() -> None:
    given(*IN_USE, MORAG_DIED).when(invite()).then_refused(PersonHasDied)
    given(*MACHAIR, adopted()).when(invite()).then_refused(UnknownPerson)
    given(*IN_USE).when(invite(at=on(5, 6))).then_refused(NotYetHappened)


def test_nobody_has_to_answer_and_no_reason_is_needed() -> None:
    no = DeclineOutcome(person=MORAG, questionnaire=FIRST)
    declined = OutcomeDeclined(questionnaire=FIRST, person=MORAG, at=NOW)

    given(*IN_USE, invited()).when(no).then(declined)
    given(*IN_USE, invited(), declined).when(no).then_nothing()
    given(*IN_USE, invited(), declined).when(record()).then(completed())
    given(*IN_USE, completed()).when(no).then_refused(AlreadyAnswered)
    given(*IN_USE).when(no).then_refused(NotInvited, field="questionnaire")


def test_it_may_be_begun_and_left() -> None:
    begin = StartOutcome(person=MORAG, questionnaire=FIRST)
    begun = OutcomeStarted(questionnaire=FIRST, person=MORAG, at=NOW)

    given(*IN_USE, invited()).when(begin).then(begun)
    given(*IN_USE, invited(), begun).when(begin).then_nothing()


# --- Answered ---


def test_what_is_answered_is_scored_at_once_by_a_rule_with_a_version() -> None:
    given(*IN_USE, invited()).when(record()).then(completed())


def test_what_was_answered_unasked_is_recorded_with_what_it_is() -> None:
    unasked = record(None, instrument=SWEMWBS, point=Point.BASELINE)

    given(*IN_USE).when(unasked).then(completed(NEW))
    given(*IN_USE).when(record(None, point=Point.END)).then_refused(NotInvited, field="instrument")
    given(*IN_USE).when(record(None, instrument=SWEMWBS)).then_refused(NotInvited, field="point")


def test_an_item_that_is_missing_leaves_no_score_and_a_reason() -> None:
    given(*IN_USE, invited()).when(record(items=("-", *SEVEN[1:]))).then(
        completed(
            items=("-", *SEVEN[1:]),
            raw=None,
            score=None,
            band=None,
            unscorable=Unscorable.MISSING_ITEM,
        )
    )


@pytest.mark.parametrize("wrong", ["0", "6", "x", "3.5"])
def test_an_impossible_answer_is_refused_and_nothing_is_kept(wrong: str) -> None:
    asked = given(*IN_USE, invited()).when(record(items=(wrong, *SEVEN[1:])))

    asked.then_refused(ImpossibleAnswer, "Item 1 of SWEMWBS", field="items")


def test_there_are_as_many_answers_as_items_and_no_weights() -> None:
    here = given(*IN_USE, invited())

    here.when(record(items=SEVEN[1:])).then_refused(WrongNumberOfAnswers, field="items")
    here.when(record(weights=(1.0,))).then_refused(NotAWeight, field="weights")


def test_answers_are_not_edited() -> None:
    given(*IN_USE, invited(), completed()).when(record()).then_refused(
        AlreadyAnswered, "entered in error", field="questionnaire"
    )


def test_an_instrument_without_a_licence_is_not_recorded_either() -> None:
    given(*HERE, invited()).when(record()).then_refused(InstrumentNotInUse)


def test_a_match_is_one_of_the_person() -> None:
    elsewhere = record(None, instrument=SWEMWBS, point=Point.END, match=MATCH)

    given(*IN_USE).when(elsewhere).then_refused(NotTheirMatch, field="match")
    assert PersonId("callum") == CALLUM


def test_parts_and_rings_are_kept_beside_a_score() -> None:
    here = (*HERE, adopted(Instrument.SEMCD6), adopted(Instrument.ONS4))
    managing = record(
        None,
        instrument=Instrument.SEMCD6,
        point=Point.END,
        items=("5/6", "5", "5", "5", "5", "-"),
    )
    well_being = record(
        None, instrument=Instrument.ONS4, point=Point.END, items=("7", "8", "-", "2")
    )

    given(*here).when(managing).then(
        completed(
            NEW,
            instrument=Instrument.SEMCD6,
            scorer="SEMCD6-1",
            point=Point.END,
            items=("5/6", "5", "5", "5", "5", "-"),
            raw=25,
            score=5.0,
            band=None,
            flags=(ScoreFlag.LOWER_OF_TWO,),
        )
    )
    given(*here).when(well_being).then(
        completed(
            NEW,
            instrument=Instrument.ONS4,
            scorer="ONS4-1",
            point=Point.END,
            items=("7", "8", "-", "2"),
            raw=None,
            score=None,
            band=None,
            unscorable=Unscorable.NO_COMPOSITE,
            parts=("satisfied:7", "worthwhile:8", "happy:-", "anxious:2"),
        )
    )


# --- An answer about danger ---


@pytest.mark.parametrize(
    ("item", "flag", "raw", "score"),
    [("1", ScoreFlag.RISK_ITEM, 1, 1), ("-", ScoreFlag.RISK_ITEM_MISSING, 0, 0)],
)
def test_an_answer_about_danger_or_none_asks_for_a_human_today(
    item: str, flag: ScoreFlag, raw: int, score: int
) -> None:
    told = record(None, instrument=PHQ9, point=Point.BASELINE, items=("0",) * 8 + (item,))
    flags = (flag,) if item == "1" else (ScoreFlag.PRORATED, flag)

    given(*IN_USE).when(told).then(
        msgspec.structs.replace(
            NOT_WELL, questionnaire=NEW, items=told.items, raw=raw, score=score, flags=flags
        )
    )


def test_without_one_nobody_is_called() -> None:
    told = record(None, instrument=PHQ9, point=Point.BASELINE, items=("3",) * 8 + ("0",))

    (event,) = decided(Past(in_order(IN_USE)), told)
    assert isinstance(event, OutcomeCompleted)
    assert (event.look_today, event.look_by) == (False, None)


def test_somebody_of_the_staff_sees_to_it() -> None:
    look = RecordOutcomeLook(
        person=MORAG, questionnaire=FIRST, looked_by=CATRIONA, result=LookResult.SPOKE
    )
    stranger = msgspec.structs.replace(look, looked_by=StaffId("nobody"))

    given(*IN_USE, NOT_WELL).when(look).then(
        OutcomeLookedAt(
            questionnaire=FIRST, person=MORAG, looked_by=CATRIONA, result=LookResult.SPOKE, at=NOW
        )
    )
    given(*IN_USE, NOT_WELL).when(stranger).then_refused(UnknownStaff, field="looked_by")
    given(*IN_USE, completed()).when(look).then_refused(NothingToLookAt, field="questionnaire")


def looked(at: datetime, result: LookResult = LookResult.SPOKE) -> OutcomeLookedAt:
    return OutcomeLookedAt(
        questionnaire=FIRST, person=MORAG, looked_by=CATRIONA, result=result, at=at
    )


def flags(*events: Event) -> tuple[Flag, ...]:
    outcome: Outcome = folded(OUTCOMES, *events)[FIRST]
    return flags_of_outcome(outcome, Person(), {})


def codes(found: tuple[Flag, ...], moment: datetime) -> set[str]:
    return {flag.code for flag in standing(found, moment)}


@pytest.mark.parametrize(
    ("answered", "midnight"),
    [
        (datetime(2026, 3, 28, 22, tzinfo=LOCAL), datetime(2026, 3, 29, tzinfo=LOCAL)),
        (datetime(2026, 3, 29, 0, 30, tzinfo=LOCAL), datetime(2026, 3, 30, tzinfo=LOCAL)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=LOCAL), datetime(2026, 10, 26, tzinfo=LOCAL)),
        (datetime(2026, 12, 25, 23, 59, tzinfo=LOCAL), datetime(2026, 12, 26, tzinfo=LOCAL)),
        (datetime(2026, 8, 1, 9, tzinfo=LOCAL), datetime(2026, 8, 2, tzinfo=LOCAL)),
    ],
)
def test_it_is_late_when_the_local_day_is_over_whatever_day_it_is(
    answered: datetime, midnight: datetime
) -> None:
    """Across both changes of the clock, at weekends and on bank holidays alike."""
    found = flags(msgspec.structs.replace(NOT_WELL, at=answered))
    moment = timedelta(microseconds=1)

    assert codes(found, answered - moment) == set()
    assert codes(found, answered) == {"OUTCOME_LOOK_TODAY"}
    assert codes(found, midnight - moment) == {"OUTCOME_LOOK_TODAY"}
    assert codes(found, midnight) == {"OUTCOME_LOOK_TODAY", "OUTCOME_LOOK_LATE"}


def test_only_that_somebody_spoke_or_passed_it_on_settles_it() -> None:
    early, late = on(5, 5, 12), on(5, 7)
    tried = flags(NOT_WELL, looked(early, LookResult.NOT_REACHED))
    for settled in (LookResult.SPOKE, LookResult.PASSED_ON):
        assert codes(flags(NOT_WELL, looked(early, settled)), early) == set()
        assert codes(flags(NOT_WELL, looked(early, settled)), late) == set()

    assert codes(tried, early) == {"OUTCOME_LOOK_TODAY"}
    assert "OUTCOME_LOOK_LATE" in codes(tried, late)
    assert all("999" in flag.sentence for flag in tried)


def test_none_of_it_needs_a_key() -> None:
    closed = msgspec.structs.replace(
        NOT_WELL, items=Sealed(b"x"), score=Sealed(b"x"), flags=Sealed(b"x"), raw=Sealed(b"x")
    )

    assert codes(flags(closed), NOW) == {"OUTCOME_LOOK_TODAY"}
    assert folded(SCORES, closed)[FIRST].score is None


# --- Windows and comparisons ---

MET, OVER = on(3, 10), on(9, 1)


@pytest.mark.parametrize(
    ("point", "window"),
    [
        (Point.BASELINE, Window(date(2026, 2, 10), date(2026, 3, 17))),
        (Point.MID, None),
        (Point.END, Window(date(2026, 8, 4), date(2026, 9, 29))),
        (Point.FOLLOWUP_3, Window(date(2026, 11, 3), date(2026, 12, 29))),
        (Point.FOLLOWUP_6, Window(date(2027, 2, 1), date(2027, 3, 29))),
    ],
)
def test_each_point_has_its_window(point: Point, window: Window | None) -> None:
    assert window == window_of(point, MET, OVER)


@pytest.mark.parametrize("point", Point)
def test_nothing_is_out_of_a_window_that_is_not_known(point: Point) -> None:
    assert window_of(point, None, None) is None


def test_a_window_holds_its_first_and_its_last_local_day() -> None:
    window = Window(date(2026, 3, 1), date(2026, 3, 29))
    moment = timedelta(microseconds=1)

    assert not window.holds(datetime(2026, 3, 1, tzinfo=LOCAL) - moment)
    assert window.holds(datetime(2026, 3, 1, tzinfo=LOCAL))
    assert window.holds(datetime(2026, 3, 30, tzinfo=LOCAL) - moment)
    assert not window.holds(datetime(2026, 3, 30, tzinfo=LOCAL))


def test_a_reminder_is_due_before_the_window_closes_until_it_does() -> None:
    windows: Windows = {(None, Point.BASELINE): Window(date(2026, 2, 10), date(2026, 3, 17))}
    outcome: Outcome = folded(OUTCOMES, invited())[FIRST]
    found = flags_of_outcome(outcome, Person(), windows)
    answered: Outcome = folded(OUTCOMES, invited(), completed(at=on(3, 12)))[FIRST]

    assert codes(found, on(3, 9)) == set()
    assert codes(found, datetime(2026, 3, 10, tzinfo=LOCAL)) == {"OUTCOME_TO_REMIND"}
    assert codes(found, on(3, 17, 23)) == {"OUTCOME_TO_REMIND"}
    assert codes(found, on(3, 18)) == set()
    assert codes(flags_of_outcome(answered, Person(), windows), on(3, 13)) == set()
    died = Person(died_at=on(3, 9))
    assert codes(flags_of_outcome(outcome, died, windows), on(3, 11)) == set()


BEFORE = completed(score=19.25, match=MATCH, at=on(3, 9))
AFTER = completed(SECOND, point=Point.END, score=22.35, match=MATCH, at=on(9, 1))
WINDOWS: dict[tuple[MatchId | None, Point], Window] = {
    (MATCH, Point.BASELINE): Window(date(2026, 2, 10), date(2026, 3, 17)),
    (MATCH, Point.END): Window(date(2026, 8, 4), date(2026, 9, 29)),
}


def compared(*events: OutcomeCompleted) -> list[tuple[Change, tuple[PairFlag, ...]]]:
    found = pairs_of(folded(OUTCOMES, *events), folded(SCORES, *events), WINDOWS)
    return [(pair.change, pair.flags) for pair in found]


def changed(event: OutcomeCompleted, **changes: object) -> OutcomeCompleted:
    return msgspec.structs.replace(event, **changes)


def test_a_baseline_is_compared_with_what_came_later() -> None:
    assert compared(BEFORE, AFTER) == [(Change.IMPROVED, ())]
    assert compared(BEFORE, changed(AFTER, score=22.0)) == [(Change.UNCHANGED, ())]


@pytest.mark.parametrize(
    ("differs", "flag"),
    [
        ({"version": "2020"}, PairFlag.OTHER_VERSION),
        ({"mode": Mode.PHONE}, PairFlag.OTHER_MODE),
        ({"scorer": "SWEMWBS-2"}, PairFlag.OTHER_SCORER),
        ({"at": on(9, 30)}, PairFlag.OUT_OF_WINDOW),
        ({"beside": True}, PairFlag.SOMEBODY_BESIDE),
    ],
)
def test_what_differs_is_said_beside_the_comparison(
    differs: dict[str, object], flag: PairFlag
) -> None:
    assert compared(BEFORE, changed(AFTER, **differs)) == [(Change.IMPROVED, (flag,))]


def test_two_instruments_and_two_matches_are_never_compared() -> None:
    assert compared(BEFORE, changed(AFTER, instrument=Instrument.WEMWBS)) == []
    assert compared(BEFORE, changed(AFTER, match=None)) == []
    assert compared(BEFORE, changed(AFTER, score=None)) == []
    assert compared(AFTER) == []


def test_the_first_baseline_stands() -> None:
    again = changed(BEFORE, questionnaire=QuestionnaireId("again"), score=30.0, at=on(3, 12))

    assert compared(BEFORE, again, AFTER) == [(Change.IMPROVED, ())]
