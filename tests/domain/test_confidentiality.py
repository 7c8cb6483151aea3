"""A decision about confidentiality: its way through 3.7, and who can judge it."""

import hashlib
import os
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given as whatever
from hypothesis import settings
from hypothesis import strategies as st

from application.commands import DECIDER_OF
from domain.channels import Channel
from domain.confidentiality import DECIDERS
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
    IssueReviewLink,
    PassOnReview,
    PutOffTelling,
    RecordBreakActionDone,
    RecordBreakLessons,
    RecordRegulatorTold,
    RecordToldOfAssessment,
    RecordToldOfSharing,
    ReturnBreakRecord,
    RuleOutTelling,
    UseReviewLink,
    WithdrawReviewLink,
)
from domain.confidentiality.independence import doers, eligible, look_around
from domain.confidentiality.language import (
    DeciderRole,
    Ground,
    NotToldBecause,
    RecipientKind,
    ReviewAnswer,
    RiskToThem,
    Section,
    SourceOfFact,
    Stage,
    Trigger,
    Verdict,
    YesNo,
)
from domain.confidentiality.refusals import (
    AlreadyDecided,
    AssessmentMissing,
    AssessmentNotCarriedThrough,
    ConflictIsDeclared,
    DeciderChoosesReviewer,
    GroundIsVague,
    KnownThenIsFrozen,
    LessonsMissing,
    LinkDoesNotOpen,
    LinkTooLong,
    LookAgainTooLate,
    MayNotInvite,
    MayNotReview,
    MayNotRuleOut,
    NeitherToldNorReason,
    NobodyConcerned,
    NobodyOwnsIt,
    NotADigest,
    NotAssessedYet,
    NothingShared,
    NotIndependent,
    NotReviewed,
    NotYourReview,
    ReasoningMissing,
    RecipientUnnamed,
    RecordHasGaps,
    RecordIsClosed,
    ReviewedAlready,
    RiskIsNotCarriedThrough,
    SharedIsVague,
    ToldAlready,
    TooEarlyToReview,
    UnknownAction,
    UnknownBreak,
    UnknownLink,
    VerdictDoesNotFollow,
    WordsMissing,
)
from domain.confidentiality.sections import is_vague_ground
from domain.confidentiality.state import Break
from domain.decider import Command, Refusal
from domain.people import ActionId, ActorId, LinkId, StaffId
from domain.service import Duty, StaffSupervisorAssigned
from tests.domain.cast import CATRIONA, DAVIE, FRASER, ISLA, MORAG, SHONA, named, on
from tests.domain.confidences import (
    ACCOUNT,
    AILSA,
    BREAK,
    COMPLETED,
    DECIDED_AT,
    EMERGENCY,
    KNOWN,
    NAIRN,
    ROSS,
    SHARED_AT,
    WRITTEN_AT,
    Night,
    proposed_by,
    reviewed,
)
from tests.domain.decisions import SERVICE_ID, Past

CAMPAIGN = bool(os.environ.get("ALONGSIDE_CAMPAIGN"))
LATER = datetime(2026, 5, 4, 12, tzinfo=UTC)
TOLD_AT = datetime(2026, 5, 5, 10, tzinfo=UTC)
REVIEWED_AT = datetime(2026, 5, 8, 10, tzinfo=UTC)
AFTER = datetime(2026, 5, 20, 10, tzinfo=UTC)
DIGEST = hashlib.sha256(b"a secret").hexdigest()
CONSIDERED = ConsiderBreak(person=MORAG, trigger=Trigger.TOLD_BY_THEM, raised_by=ActorId("davie"))
NOT_TO = DecideNotToBreak(
    person=MORAG,
    decided_by=ActorId(ISLA),
    decider_role=DeciderRole.COORDINATOR,
    reasons="She spoke of dark days, of no plan.",
    safety_plan="She rings her sister; we ring on Friday.",
    first_aware_at=DECIDED_AT,
)
DECIDED = DecideToBreak(
    person=MORAG,
    decided_by=ActorId(ISLA),
    decider_role=DeciderRole.COORDINATOR,
    grounds=(Ground.ADULT_PROTECTION,),
    ground_words="A neighbour takes her pension.",
    first_aware_at=DECIDED_AT,
)
SHARED = RecordBreakDisclosure(
    break_id=BREAK,
    items=("first name", "what the neighbour does"),
    kept_back=("her condition",),
    recipient_kind=RecipientKind.COUNCIL_ADULTS,
    organisation="The council's adult protection team",
    checked_how="By the number on its page.",
    channel=Channel.PHONE,
    reference="AP 12",
    shared_by=ActorId(ISLA),
)
TOLD = RecordToldOfSharing(break_id=BREAK, told_by=ActorId(ISLA), channel=Channel.PHONE)
PUT_OFF = PutOffTelling(
    break_id=BREAK,
    because=NotToldBecause.UNSAFE,
    words="He reads her letters.",
    look_again_on=date(2026, 5, 9),
)
NEVER = RuleOutTelling(
    break_id=BREAK, decided_by=FRASER, because=NotToldBecause.PROHIBITED, words="The court says so."
)
LESSONS = RecordBreakLessons(break_id=BREAK, lessons=("Give the address once.",))
CLOSE = CloseBreak(break_id=BREAK, closed_by=CATRIONA)
NOT_UPHELD: dict[str, Any] = {
    "verdict": Verdict.NOT_UPHELD,
    "ground_met": ReviewAnswer.NO,
    "reasoning": ("Dark thoughts alone are no ground.",),
}


def night_of_emergency() -> Night:
    night = Night(proposed_by(ISLA))
    night.ask(EMERGENCY, WRITTEN_AT)
    return night


def completed() -> Night:
    night = night_of_emergency()
    night.ask(KNOWN, LATER)
    night.ask(COMPLETED, LATER)
    night.ask(CompleteBreakRecord(break_id=BREAK), LATER)
    return night


def told() -> Night:
    night = completed()
    night.ask(TOLD, TOLD_AT)
    return night


def judged(**changes: Any) -> Night:
    night = told()
    night.ask(reviewed(**changes), REVIEWED_AT)
    return night


# --- The ways through 3.7 ---


def test_an_emergency_goes_its_whole_way_to_the_closing() -> None:
    night = night_of_emergency()
    assert night.stage() is Stage.EMERGENCY_RECORDED
    night.ask(KNOWN, LATER)
    night.ask(COMPLETED, LATER)
    assert night.stage() is Stage.EMERGENCY_RECORDED
    night.ask(CompleteBreakRecord(break_id=BREAK), LATER)
    assert night.stage() is Stage.DISCLOSED
    night.ask(TOLD, TOLD_AT)
    assert night.stage() is Stage.INFORMED
    night.ask(reviewed(), REVIEWED_AT)
    assert night.stage() is Stage.REVIEWED
    night.ask(LESSONS, AFTER)
    assert night.stage() is Stage.LESSONS
    night.ask(CLOSE, AFTER)

    assert night.stage() is Stage.CLOSED
    assert night.stage(SHARED_AT) is Stage.EMERGENCY_RECORDED
    assert night.stage(TOLD_AT) is Stage.INFORMED


def test_what_is_considered_is_decided_shared_told_and_judged() -> None:
    night = Night(proposed_by(SHONA))
    night.ask(CONSIDERED, DECIDED_AT)
    assert night.stage() is Stage.CONSIDERED
    night.ask(msgspec.structs.replace(KNOWN, words="He told me himself."), DECIDED_AT)
    night.ask(msgspec.structs.replace(DECIDED, break_id=BREAK, person=None), DECIDED_AT)
    assert night.stage() is Stage.DECIDED
    night.ask(SHARED, SHARED_AT)
    assert night.stage() is Stage.DISCLOSED
    night.ask(COMPLETED, LATER)
    night.ask(TOLD, TOLD_AT)
    night.ask(reviewed(), REVIEWED_AT)

    assert night.stage() is Stage.REVIEWED


def test_a_decision_not_to_share_is_reviewed_too() -> None:
    night = Night(proposed_by(SHONA))
    night.ask(NOT_TO, DECIDED_AT)
    assert night.stage() is Stage.NOT_BROKEN
    night.ask(KNOWN, DECIDED_AT)
    with pytest.raises(RecordHasGaps, match="consulted, risk"):
        night.ask(reviewed(), REVIEWED_AT)
    night.ask(COMPLETED, LATER)
    night.ask(reviewed(), REVIEWED_AT)

    assert night.stage() is Stage.REVIEWED


def test_what_is_shared_against_a_decision_is_a_fact_and_to_be_judged() -> None:
    night = Night()
    night.ask(NOT_TO, DECIDED_AT)
    night.ask(SHARED, SHARED_AT)

    assert night.stage() is Stage.DISCLOSED


def test_what_was_passed_on_later_takes_a_review_back() -> None:
    night = judged()
    night.ask(msgspec.structs.replace(SHARED, at=SHARED_AT), AFTER)

    assert night.record.review_at(AFTER) is None
    assert night.stage() is Stage.INFORMED


def test_a_decision_stands_once_in_a_record() -> None:
    night = Night()
    night.ask(NOT_TO, DECIDED_AT)
    with pytest.raises(AlreadyDecided):
        night.ask(msgspec.structs.replace(DECIDED, break_id=BREAK), SHARED_AT)


def test_whom_it_is_about_has_to_be_said_unless_there_is_danger() -> None:
    for command in (CONSIDERED, NOT_TO, DECIDED):
        with pytest.raises(NobodyConcerned):
            Night().ask(msgspec.structs.replace(command, person=None), DECIDED_AT)
    assert Night().ask(msgspec.structs.replace(CONSIDERED, person=None, about="A boy"), DECIDED_AT)


def test_it_can_be_about_a_peer_supporter() -> None:
    night = Night()
    night.ask(msgspec.structs.replace(EMERGENCY, person=None, peer=str(DAVIE)), WRITTEN_AT)

    assert night.record.peer == DAVIE
    assert night.record.person is None


@pytest.mark.parametrize(
    "command",
    [
        SHARED,
        KNOWN,
        COMPLETED,
        CompleteBreakRecord(break_id=BREAK),
        TOLD,
        PUT_OFF,
        NEVER,
        reviewed(),
        LESSONS,
        CLOSE,
        UseReviewLink(break_id=BREAK, code="x"),
    ],
    ids=lambda command: type(command).__name__,
)
def test_a_record_that_nobody_began_is_unknown(command: Command) -> None:
    with pytest.raises(UnknownBreak):
        Night().ask(command, LATER)


# --- Emergency first ---


def test_an_emergency_with_nothing_said_is_recorded() -> None:
    night = Night()
    night.ask(RecordEmergencyBreak(), WRITTEN_AT)

    assert night.stage() is Stage.EMERGENCY_RECORDED
    assert night.record.shared_at == WRITTEN_AT
    assert Section.DECIDER in night.record.gaps


ANY = st.text(max_size=30)


@whatever(
    person=st.none() | ANY,
    peer=st.none() | ANY,
    decided_by=st.none() | ANY,
    shared_by=st.none() | ANY,
    words=st.none() | ANY,
    items=st.lists(ANY, max_size=3),
    at=st.none() | st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)),  # noqa: DTZ001
    by=st.sampled_from((ISLA, FRASER, AILSA, "nobody-known", DAVIE)),
    grounds=st.lists(st.sampled_from(Ground), max_size=3),
)
@settings(deadline=None)
def test_an_emergency_record_is_never_refused(  # noqa: PLR0917
    person: str | None,
    peer: str | None,
    decided_by: str | None,
    shared_by: str | None,
    words: str | None,
    items: list[str],
    at: datetime | None,
    by: str,
    grounds: list[Ground],
) -> None:
    night = Night()
    command = RecordEmergencyBreak(
        person=person,
        peer=peer,
        decided_by=decided_by,
        shared_by=shared_by,
        about=words,
        ground_words=words,
        organisation=words,
        items=tuple(items),
        grounds=tuple(grounds),
        shared_at=at,
        decided_at=at,
    )

    assert night.ask(command, WRITTEN_AT, by)
    assert night.stage(WRITTEN_AT) is Stage.EMERGENCY_RECORDED


def test_words_do_where_an_identifier_is_not_known() -> None:
    events: list[Any] = Night().ask(
        RecordEmergencyBreak(person="the boy next door", decided_by="Davie's wife"), WRITTEN_AT
    )

    assert events[0].about == "the boy next door"
    assert events[0].decider_words == "Davie's wife"
    assert events[0].person is events[0].decided_by is None


def test_what_is_vague_is_taken_in_an_emergency_and_refused_at_completion() -> None:
    for changes, refusal in (
        ({"ground_words": "I was concerned"}, GroundIsVague),
        ({"grounds": (Ground.OTHER,)}, GroundIsVague),
        ({"items": ("Everything.",)}, SharedIsVague),
        ({"recipient_kind": RecipientKind.GP}, RecipientUnnamed),
    ):
        night = Night()
        night.ask(msgspec.structs.replace(EMERGENCY, **changes), WRITTEN_AT)
        with pytest.raises(refusal):
            night.ask(CompleteBreakRecord(break_id=BREAK), LATER)


def test_what_was_vague_can_be_said_better() -> None:
    night = Night()
    night.ask(msgspec.structs.replace(EMERGENCY, ground_words="Worried about him"), WRITTEN_AT)
    better = AddToBreakRecord(
        break_id=BREAK, grounds=(Ground.SUICIDE_RISK,), ground_words="He wrote a farewell letter."
    )
    night.ask(better, LATER)

    assert night.ask(CompleteBreakRecord(break_id=BREAK), LATER)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"ground_words": "Very concerned for her welfare", "grounds": ()}, GroundIsVague),
        ({"items": ("all of it",)}, SharedIsVague),
        ({"recipient": "Somebody kind"}, RecipientUnnamed),
    ],
)
def test_nothing_vague_is_added(changes: dict[str, Any], refusal: type[Refusal]) -> None:
    night = night_of_emergency()
    with pytest.raises(refusal):
        night.ask(AddToBreakRecord(break_id=BREAK, **changes), LATER)


def test_being_concerned_is_no_ground_and_what_was_seen_is() -> None:
    assert is_vague_ground("Concerned.")
    assert is_vague_ground("We were very worried about his safety")
    assert not is_vague_ground("Worried: he had a rope.")
    assert not is_vague_ground("")


def test_a_decision_that_is_planned_needs_a_ground_in_words() -> None:
    for changes, refusal in (
        ({"grounds": ()}, GroundIsVague),
        ({"ground_words": "concerned"}, GroundIsVague),
        ({"ground_words": " "}, WordsMissing),
    ):
        with pytest.raises(refusal):
            Night().ask(msgspec.structs.replace(DECIDED, **changes), DECIDED_AT)
    for field in ("reasons", "safety_plan"):
        with pytest.raises(WordsMissing):
            Night().ask(msgspec.structs.replace(NOT_TO, **{field: ""}), DECIDED_AT)


# --- What was known then ---


def test_what_is_sent_for_review_freezes_what_was_known() -> None:
    night = completed()
    with pytest.raises(KnownThenIsFrozen):
        night.ask(KNOWN, TOLD_AT)
    with pytest.raises(KnownThenIsFrozen):
        night.ask(COMPLETED, TOLD_AT)
    left = NoteBreakFact(
        break_id=BREAK,
        words="She had left hospital the day before.",
        source=SourceOfFact.HEARSAY,
        learned_at=LATER,
    )
    night.ask(left, TOLD_AT)
    then = [night.record.known_then(each) for each in night.record.facts]

    assert then == [True, False]


def test_a_fact_learned_after_the_decision_is_never_known_then() -> None:
    night = night_of_emergency()
    night.ask(msgspec.structs.replace(KNOWN, learned_at=SHARED_AT), LATER)

    assert Section.KNOWN in night.record.gaps


def test_a_record_is_not_sent_before_anything_was_decided_or_shared() -> None:
    night = Night()
    night.ask(CONSIDERED, DECIDED_AT)
    with pytest.raises(NothingShared):
        night.ask(CompleteBreakRecord(break_id=BREAK), LATER)


def test_an_answer_to_nothing_is_none() -> None:
    night = night_of_emergency()
    with pytest.raises(WordsMissing):
        night.ask(AddToBreakRecord(break_id=BREAK), LATER)


# --- Telling ---


def test_telling_is_put_off_for_a_week_at_most_and_then_looked_at_again() -> None:
    night = completed()
    for day in (date(2026, 5, 4), date(2026, 5, 12)):
        with pytest.raises(LookAgainTooLate):
            night.ask(msgspec.structs.replace(PUT_OFF, look_again_on=day), LATER)
    night.ask(msgspec.structs.replace(PUT_OFF, look_again_on=date(2026, 5, 11)), LATER)
    assert night.stage() is Stage.INFORM_DEFERRED
    night.ask(TOLD, AFTER)
    assert night.stage() is Stage.INFORMED
    with pytest.raises(ToldAlready):
        night.ask(PUT_OFF, AFTER)


def test_a_manager_who_did_not_decide_rules_telling_out() -> None:
    night = completed()
    with pytest.raises(MayNotRuleOut, match="first"):
        night.ask(NEVER, LATER)
    night.ask(PUT_OFF, LATER)
    for who in (ISLA, SHONA):
        with pytest.raises(MayNotRuleOut, match="manager"):
            night.ask(msgspec.structs.replace(NEVER, decided_by=who), LATER)
    night.ask(NEVER, LATER)

    assert night.stage() is Stage.WITHHELD


def test_a_manager_does_not_rule_out_telling_of_their_own_decision() -> None:
    night = Night()
    night.ask(msgspec.structs.replace(EMERGENCY, decided_by=str(FRASER)), WRITTEN_AT)
    night.ask(PUT_OFF, LATER)
    with pytest.raises(MayNotRuleOut, match="another manager"):
        night.ask(NEVER, LATER)


def test_nobody_is_told_of_nothing() -> None:
    night = Night()
    night.ask(NOT_TO, DECIDED_AT)
    with pytest.raises(NothingShared):
        night.ask(PUT_OFF, LATER)


# --- Who judges ---


@pytest.mark.parametrize(
    ("reviewer", "why"),
    [
        (DAVIE, "no reviewer"),
        (ISLA, "look after"),
        (SHONA, "in the line"),
        (FRASER, "no reviewer"),
    ],
)
def test_whoever_had_a_part_in_it_does_not_judge_it(reviewer: str, why: str) -> None:
    night = told()
    for staff in (ISLA, SHONA):
        night.events += Night(named(staff, Duty.COORDINATOR, Duty.REVIEWER)).events[-1:]
    with pytest.raises((NotIndependent, MayNotReview), match=why):
        night.ask(reviewed(reviewer), REVIEWED_AT)


def supervises(supervisor: StaffId, staff: StaffId) -> StaffSupervisorAssigned:
    return StaffSupervisorAssigned(
        service=SERVICE_ID, staff=staff, supervisor=supervisor, at=on(1, 7)
    )


def with_decider(decider: str, *service: Any, shared_by: str | None = None) -> Night:
    """A complete record of somebody's decision, in a service with more in it."""
    night = Night(*service, proposed_by(ISLA))
    night.ask(
        msgspec.structs.replace(EMERGENCY, decided_by=decider, shared_by=shared_by), WRITTEN_AT
    )
    night.ask(KNOWN, LATER)
    night.ask(COMPLETED, LATER)
    night.ask(CompleteBreakRecord(break_id=BREAK), LATER)
    night.ask(TOLD, TOLD_AT)
    return night


@pytest.mark.parametrize(
    ("service", "decider", "shared_by", "why"),
    [
        ((), AILSA, None, "made this decision"),
        ((), CATRIONA, AILSA, "passed this on"),
        ((named(AILSA, Duty.REVIEWER, Duty.MANAGER),), SHONA, None, "in the line"),
        (
            (named(AILSA, Duty.REVIEWER, Duty.SUPERVISOR),),
            FRASER,
            None,
            "in the line",
        ),
        (
            (
                StaffSupervisorAssigned(
                    service=SERVICE_ID, staff=AILSA, supervisor=CATRIONA, at=on(1, 7)
                ),
            ),
            CATRIONA,
            None,
            "in the line",
        ),
        (
            (
                supervises(SHONA, CATRIONA),
                supervises(AILSA, SHONA),
            ),
            CATRIONA,
            None,
            "in the line",
        ),
        ((proposed_by(AILSA),), CATRIONA, None, "look after"),
    ],
)
def test_neither_does_anybody_in_their_line_or_who_looks_after_the_person(
    service: tuple[Any, ...], decider: str, shared_by: str | None, why: str
) -> None:
    night = with_decider(decider, *service, shared_by=shared_by)
    with pytest.raises(NotIndependent, match=why):
        night.ask(reviewed(AILSA), REVIEWED_AT)
    night.ask(reviewed(ROSS), REVIEWED_AT)


def test_whoever_wrote_in_the_record_does_not_judge_it() -> None:
    night = night_of_emergency()
    night.ask(KNOWN, LATER)
    night.ask(COMPLETED, LATER, AILSA)
    night.ask(CompleteBreakRecord(break_id=BREAK), LATER)
    night.ask(TOLD, TOLD_AT)
    with pytest.raises(NotIndependent, match="wrote"):
        night.ask(reviewed(AILSA), REVIEWED_AT, AILSA)


def test_a_reviewer_who_is_linked_passes_it_on() -> None:
    night = told()
    passed_on = PassOnReview(break_id=BREAK, reviewer=ActorId(AILSA))
    with pytest.raises(NotYourReview):
        night.ask(passed_on, REVIEWED_AT, ROSS)
    night.ask(passed_on, REVIEWED_AT, AILSA)
    with pytest.raises(ConflictIsDeclared):
        night.ask(reviewed(AILSA), REVIEWED_AT, AILSA)
    night.ask(reviewed(ROSS), REVIEWED_AT, ROSS)

    assert night.stage() is Stage.REVIEWED


def test_nobody_signs_a_review_for_somebody_else() -> None:
    with pytest.raises(NotYourReview):
        told().ask(reviewed(AILSA), REVIEWED_AT, ROSS)


def test_who_can_judge_is_everybody_named_and_independent() -> None:
    night = told()
    read = Past(tuple(night.events), REVIEWED_AT)

    assert (AILSA, NAIRN, ROSS) == eligible(night.record, look_around(night.record, read))


# --- From outside ---


def invited(night: Night, **changes: Any) -> LinkId:
    command = IssueReviewLink(
        break_id=BREAK, issued_by=NAIRN, to="A trustee of a neighbour", code_digest=DIGEST
    )
    (issued,) = night.ask(msgspec.structs.replace(command, **changes), REVIEWED_AT)
    link: LinkId = issued.link  # type: ignore[attr-defined]
    return link


def test_somebody_outside_judges_one_record_by_a_link_that_runs_out() -> None:
    night = told()
    which = invited(night)
    outsider = night.record.links[which].outsider
    night.ask(UseReviewLink(break_id=BREAK, code="a secret"), REVIEWED_AT)
    with pytest.raises(LinkDoesNotOpen):
        night.ask(UseReviewLink(break_id=BREAK, code="another"), REVIEWED_AT)
    late = REVIEWED_AT + timedelta(days=7)
    with pytest.raises(LinkDoesNotOpen):
        night.ask(UseReviewLink(break_id=BREAK, code="a secret"), late)
    with pytest.raises(MayNotReview):
        night.ask(reviewed(outsider, link=which), late)
    with pytest.raises(MayNotReview):
        night.ask(reviewed("somebody-else", link=which), REVIEWED_AT)
    night.ask(reviewed(outsider, link=which), REVIEWED_AT)

    (review,) = night.record.reviews
    assert review.outside
    assert len(night.record.links[which].used) == 1


def test_nobody_signs_for_whoever_was_asked_from_outside() -> None:
    night = told()
    which = invited(night)
    outsider = night.record.links[which].outsider
    with pytest.raises(NotYourReview):
        night.ask(reviewed(outsider, link=which), REVIEWED_AT, AILSA)
    night.ask(reviewed(outsider, link=which), REVIEWED_AT, outsider)

    assert night.stage() is Stage.REVIEWED


def test_a_link_opens_nothing_to_somebody_who_said_that_something_links_them_to_it() -> None:
    night = told()
    which = invited(night)
    outsider = night.record.links[which].outsider
    night.ask(PassOnReview(break_id=BREAK, reviewer=outsider), REVIEWED_AT, outsider)
    with pytest.raises(LinkDoesNotOpen):
        night.ask(UseReviewLink(break_id=BREAK, code="a secret"), REVIEWED_AT, outsider)
    with pytest.raises(ConflictIsDeclared):
        night.ask(reviewed(outsider, link=which), REVIEWED_AT, outsider)


def test_the_decider_takes_no_link_back_and_rules_no_telling_out_in_anothers_name() -> None:
    night = with_decider(FRASER)
    which = invited(night)
    with pytest.raises(DeciderChoosesReviewer):
        night.ask(WithdrawReviewLink(break_id=BREAK, link=which), REVIEWED_AT, FRASER)
    night.ask(WithdrawReviewLink(break_id=BREAK, link=which), REVIEWED_AT, NAIRN)

    untold = completed()
    untold.ask(PUT_OFF, LATER)
    with pytest.raises(MayNotRuleOut):
        untold.ask(NEVER, REVIEWED_AT, DAVIE)
    untold.ask(NEVER, REVIEWED_AT)


def test_a_link_that_was_taken_back_opens_nothing() -> None:
    night = told()
    which = invited(night)
    with pytest.raises(UnknownLink):
        night.ask(WithdrawReviewLink(break_id=BREAK, link=LinkId("other")), REVIEWED_AT)
    night.ask(WithdrawReviewLink(break_id=BREAK, link=which), REVIEWED_AT)
    with pytest.raises(LinkDoesNotOpen):
        night.ask(UseReviewLink(break_id=BREAK, code="a secret"), REVIEWED_AT)


def test_the_decider_does_not_choose_who_judges() -> None:
    night = with_decider(FRASER)
    with pytest.raises(DeciderChoosesReviewer):
        invited(night, issued_by=FRASER)
    with pytest.raises(DeciderChoosesReviewer):
        night.ask(
            IssueReviewLink(break_id=BREAK, issued_by=NAIRN, to="A", code_digest=DIGEST),
            REVIEWED_AT,
            FRASER,
        )
    with pytest.raises(MayNotInvite):
        invited(night, issued_by=ISLA)


def test_a_link_holds_a_digest_and_runs_out_in_time() -> None:
    for changes, refusal in (
        ({"code_digest": "a secret"}, NotADigest),
        ({"expires_at": REVIEWED_AT + timedelta(days=8)}, LinkTooLong),
        ({"expires_at": REVIEWED_AT}, LinkTooLong),
        ({"to": ""}, WordsMissing),
    ):
        with pytest.raises(refusal):
            invited(told(), **changes)


# --- The verdict ---


def test_nothing_is_judged_before_it_is_complete_and_telling_is_settled() -> None:
    for night in (night_of_emergency(), completed()):
        with pytest.raises(TooEarlyToReview):
            night.ask(reviewed(), REVIEWED_AT)


@pytest.mark.parametrize("field", sorted(set(ACCOUNT) - {"capacity_words", "not_sought_because"}))
def test_every_part_of_a_defensible_record_is_needed_for_a_verdict(field: str) -> None:
    night = night_of_emergency()
    night.ask(KNOWN, LATER)
    said = {name: value for name, value in ACCOUNT.items() if name != field}
    night.ask(AddToBreakRecord(break_id=BREAK, **said), LATER)
    night.ask(CompleteBreakRecord(break_id=BREAK), LATER)
    night.ask(TOLD, TOLD_AT)
    with pytest.raises(RecordHasGaps):
        night.ask(reviewed(), REVIEWED_AT)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"timely": ReviewAnswer.NO}, ReasoningMissing),
        ({"timely": ReviewAnswer.NO, "reasoning": ("An hour late.",)}, VerdictDoesNotFollow),
        ({"verdict": Verdict.NOT_UPHELD}, VerdictDoesNotFollow),
        ({"verdict": Verdict.UPHELD_WITH_LEARNING}, ReasoningMissing),
    ],
)
def test_a_verdict_follows_from_the_five_answers(
    changes: dict[str, Any], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        judged(**changes)


def test_a_record_is_judged_once_unless_it_is_given_back() -> None:
    night = judged()
    with pytest.raises(ReviewedAlready):
        night.ask(reviewed(ROSS), REVIEWED_AT)
    back = ReturnBreakRecord(break_id=BREAK, reviewer=ActorId(AILSA), words="Who was asked first?")
    night.ask(back, REVIEWED_AT)
    assert night.stage() is Stage.DISCLOSED
    with pytest.raises(TooEarlyToReview):
        night.ask(reviewed(ROSS), AFTER)
    night.ask(COMPLETED, AFTER)
    night.ask(CompleteBreakRecord(break_id=BREAK), AFTER)
    assert night.stage() is Stage.INFORMED
    night.ask(reviewed(ROSS), AFTER)

    assert night.stage() is Stage.REVIEWED


def test_a_record_that_was_not_sent_is_not_given_back() -> None:
    back = ReturnBreakRecord(break_id=BREAK, reviewer=ActorId(AILSA), words="More.")
    with pytest.raises(NotReviewed):
        night_of_emergency().ask(back, REVIEWED_AT)
    with pytest.raises(WordsMissing):
        told().ask(msgspec.structs.replace(back, words=" "), REVIEWED_AT)


# --- What follows ---


def test_what_was_not_upheld_is_assessed_before_it_is_closed() -> None:
    night = judged(**NOT_UPHELD)
    night.ask(LESSONS, AFTER)
    with pytest.raises(AssessmentMissing):
        night.ask(CLOSE, AFTER)
    assessed = AssessDataProtection(
        break_id=BREAK, assessed_by=FRASER, to_report=YesNo.YES, reasons="Her address was given."
    )
    night.ask(msgspec.structs.replace(assessed, reported_at=AFTER), AFTER)
    night.ask(CLOSE, AFTER)

    assert night.stage() is Stage.CLOSED


def test_whom_an_assessment_finds_is_to_be_told_is_told_before_it_is_closed() -> None:
    night = judged(**NOT_UPHELD)
    night.ask(LESSONS, AFTER)
    with pytest.raises(NotAssessedYet):
        night.ask(RecordRegulatorTold(break_id=BREAK), AFTER)
    assessed = AssessDataProtection(
        break_id=BREAK,
        assessed_by=FRASER,
        risk=RiskToThem.HIGH,
        to_report=YesNo.YES,
        to_tell=YesNo.YES,
        reasons="Her address was given.",
    )
    for changes in ({"to_report": YesNo.NO}, {"to_tell": YesNo.NO}):
        with pytest.raises(RiskIsNotCarriedThrough):
            night.ask(msgspec.structs.replace(assessed, **changes), AFTER)
    night.ask(assessed, AFTER)
    for told in (
        RecordRegulatorTold(break_id=BREAK, told_by=FRASER, reference="IC-1"),
        RecordToldOfAssessment(break_id=BREAK, told_by=FRASER, apologised=True),
    ):
        with pytest.raises(AssessmentNotCarriedThrough):
            night.ask(CLOSE, AFTER)
        assert night.ask(told, AFTER)
        assert not night.ask(told, AFTER)
    night.ask(CLOSE, AFTER)

    assert night.stage() is Stage.CLOSED


def test_nothing_is_learned_or_closed_before_a_review() -> None:
    for command in (LESSONS, CLOSE):
        with pytest.raises(NotReviewed):
            told().ask(command, AFTER)


def test_a_record_is_not_closed_before_the_lessons() -> None:
    with pytest.raises(LessonsMissing):
        judged().ask(CLOSE, AFTER)
    with pytest.raises(WordsMissing):
        judged().ask(msgspec.structs.replace(LESSONS, lessons=()), AFTER)


def test_a_record_is_not_closed_while_telling_is_only_put_off() -> None:
    night = completed()
    night.ask(PUT_OFF, LATER)
    night.ask(reviewed(), REVIEWED_AT)
    night.ask(LESSONS, AFTER)
    with pytest.raises(NeitherToldNorReason):
        night.ask(CLOSE, AFTER)
    night.ask(NEVER, AFTER)

    assert night.ask(CLOSE, AFTER)


def test_an_action_has_an_owner_and_a_day() -> None:
    night = judged()
    action = AgreeBreakAction(
        break_id=BREAK, words="A card with numbers", owner=ISLA, due_on=date(2026, 6, 1)
    )
    with pytest.raises(NobodyOwnsIt):
        night.ask(msgspec.structs.replace(action, owner=StaffId("nobody")), AFTER)
    with pytest.raises(LookAgainTooLate):
        night.ask(msgspec.structs.replace(action, due_on=date(2026, 5, 19)), AFTER)
    (agreed,) = night.ask(action, AFTER)
    which: ActionId = agreed.action  # type: ignore[attr-defined]
    with pytest.raises(UnknownAction):
        night.ask(RecordBreakActionDone(break_id=BREAK, action=ActionId("other")), AFTER)
    night.ask(RecordBreakActionDone(break_id=BREAK, action=which), AFTER)

    assert night.record.actions[which].done_at == AFTER
    assert night.ask(RecordBreakActionDone(break_id=BREAK, action=which), AFTER) == []


def test_a_closed_record_takes_only_what_was_learned_later() -> None:
    night = judged()
    night.ask(LESSONS, AFTER)
    night.ask(CLOSE, AFTER)
    for command in (COMPLETED, LESSONS):
        with pytest.raises((RecordIsClosed, KnownThenIsFrozen)):
            night.ask(command, AFTER)
    later = msgspec.structs.replace(KNOWN, learned_at=AFTER)

    assert night.ask(later, AFTER)
    assert night.ask(CLOSE, AFTER) == []


# --- Whatever is asked, in whatever order ---

REQUESTS: tuple[Command, ...] = (
    CONSIDERED,
    EMERGENCY,
    NOT_TO,
    DECIDED,
    msgspec.structs.replace(DECIDED, break_id=BREAK),
    msgspec.structs.replace(NOT_TO, break_id=BREAK),
    msgspec.structs.replace(DECIDED, break_id=BREAK, at=DECIDED_AT),
    msgspec.structs.replace(NOT_TO, break_id=BREAK, at=DECIDED_AT),
    SHARED,
    msgspec.structs.replace(SHARED, at=SHARED_AT),
    KNOWN,
    COMPLETED,
    CompleteBreakRecord(break_id=BREAK),
    TOLD,
    msgspec.structs.replace(TOLD, at=TOLD_AT),
    msgspec.structs.replace(PUT_OFF, look_again_on=date(2026, 5, 25)),
    NEVER,
    reviewed(),
    reviewed(ISLA),
    reviewed(ROSS, **NOT_UPHELD),
    ReturnBreakRecord(break_id=BREAK, reviewer=ActorId(ROSS), words="More."),
    PassOnReview(break_id=BREAK, reviewer=ActorId(AILSA)),
    LESSONS,
    AssessDataProtection(
        break_id=BREAK, assessed_by=FRASER, to_report=YesNo.NO, reasons="Nothing left the room."
    ),
    CLOSE,
)
"""Most of what can be asked, some of it said to have happened long before it is recorded."""


def forbidden(record: Break, at: datetime) -> str | None:
    """What a record says that 3.7 forbids, if it does."""
    stage, review = record.stage_at(at), record.review_at(at)
    if stage in {Stage.REVIEWED, Stage.LESSONS, Stage.CLOSED}:
        if review is None or review.reviewer in doers(record) | record.recorders:
            return "judged by whoever had a part in it"
        if record.gaps:
            return "judged with gaps"
        settled = record.told or record.ruled_out or record.put_off
        if record.was_shared and not settled:
            return "judged before telling was settled"
        if record.acted_first and not record.completed:
            return "judged before it was complete"
    if stage is Stage.CLOSED:
        if record.was_shared and record.told is None and record.ruled_out is None:
            return "closed, and nobody told"
        if review is not None and review.assess and record.assessed is None:
            return "closed, and not assessed"
        if record.lessons is None:
            return "closed without lessons"
    if stage is Stage.NOT_BROKEN and record.was_shared:
        return "not broken, and shared"
    return None


def judged_untold() -> Night:
    night = completed()
    night.ask(PUT_OFF, LATER)
    night.ask(reviewed(), REVIEWED_AT)
    night.ask(LESSONS, REVIEWED_AT)
    return night


BEGINNINGS = (lambda: Night(proposed_by(SHONA)), completed, judged_untold, told, judged)


def lived_through(chance: Random, steps: int) -> set[Stage]:
    """Where a record stood while so much was asked at random, from one of several beginnings."""
    night = chance.choice(BEGINNINGS)()
    now, seen = AFTER - timedelta(days=2), set()
    for _step in range(steps):
        now += timedelta(hours=chance.choice((0, 1, 5)))
        with suppress(Refusal):
            night.ask(chance.choice(REQUESTS), now, chance.choice(("local-operator", NAIRN)))
            assert forbidden(night.record, now) is None
            seen.add(night.stage(now))
    return seen


def test_no_requests_in_any_order_reach_what_the_table_forbids() -> None:
    seen: set[Stage] = set()
    for seed in range(4_000 if CAMPAIGN else 200):
        seen |= lived_through(Random(seed), 60)

    assert set(Stage) - {Stage.UNKNOWN} == seen


def test_every_request_has_its_decider() -> None:
    for decider in DECIDERS:
        for command in decider.commands:
            assert DECIDER_OF[command] is decider
