"""A safeguarding concern: raised by anybody, thought through, reported or seen to, by two."""

from datetime import timedelta
from inspect import signature
from itertools import product

import pytest

from domain.confidentiality.events import ConfidentialityRecordAddedTo
from domain.decider import Command, Unknown
from domain.people import LOCAL_OPERATOR, NOBODY_NAMED, ActorId, BreakId, LinkedBreakId
from domain.periods import local_day
from domain.safeguarding import (
    AnswerNoFurtherAction,
    CloseConcern,
    ConsiderConcernDuties,
    KeepConcernWithin,
    NoteConcern,
    PassConcernOn,
    PlaceConcern,
    ProposeNoFurtherAction,
    RaiseConcern,
    RecordConcernAnswer,
    RecordConcernHelp,
    ReopenConcern,
    ReviewConcernPlan,
)
from domain.safeguarding.events import ConcernRaised
from domain.safeguarding.language import (
    Answer,
    DutyOfService,
    HelpCalled,
    PassedOnTo,
    Standing,
    adult_at_risk,
)
from domain.safeguarding.refusals import (
    AboutThemself,
    ConcernNotFound,
    ConcernStillOpen,
    NotConsideredYet,
    NothingToAgree,
    NothingToldOfConcern,
    NotInSomebodysName,
    NotTheSecondPerson,
    ReviewDayPassed,
    SecondPersonNeeded,
)
from tests.domain.decisions import NOW, SERVICE_ID, in_order
from tests.domain.worries import (
    ABOUT_CATRIONA,
    ABOUT_DAVIE,
    ABOUT_MORAG,
    CONCERN,
    DAVIES,
    DEPUTY,
    ISLAS,
    LEAD,
    MANAGER,
    OF_DAVIE,
    TAKE_ON,
    THINK,
    raised,
)

TODAY = local_day(NOW)
REPORT = PassConcernOn(concern=CONCERN, recipient=PassedOnTo.COUNCIL_ASP, agreed=True)
PLAN = KeepConcernWithin(concern=CONCERN, words="Isla rings daily.", review_on=TODAY)
NOTHING_MORE = ProposeNoFurtherAction(
    concern=CONCERN, words="She fell; the nurse saw it.", second=DEPUTY
)
AGREE = AnswerNoFurtherAction(concern=CONCERN, agrees=True)
CLOSE = CloseConcern(concern=CONCERN, outcome="The council sees to it.", feedback="It is seen to.")
AFTER: tuple[Command, ...] = (
    PlaceConcern(concern=CONCERN, of_service=True),
    RecordConcernHelp(concern=CONCERN, called=HelpCalled.EMERGENCY_999),
    TAKE_ON,
    THINK,
    REPORT,
    PLAN,
    NOTHING_MORE,
    AGREE,
    RecordConcernAnswer(concern=CONCERN, words="They made inquiries."),
    ReviewConcernPlan(concern=CONCERN, words="It holds."),
    ConsiderConcernDuties(concern=CONCERN, duties=tuple(DutyOfService), words="None needed."),
    NoteConcern(concern=CONCERN, words="She rang."),
    CLOSE,
    ReopenConcern(concern=CONCERN, words="She rang again."),
)
"""Everything that can be asked of a concern that was raised."""


def test_anybody_may_tell_of_a_worry_with_nothing_but_that_there_is_one() -> None:
    worry = raised(first=RaiseConcern())

    assert Standing.RAISED is worry.concern.standing_at(worry.now)
    assert Answer.UNCLEAR is worry.concern.in_danger


def test_whoever_tells_of_a_worry_is_kept_unless_they_wish_otherwise() -> None:
    named = raised().concern.raised
    unnamed = raised(first=RaiseConcern(words="I saw it.", anonymous=True), by=NOBODY_NAMED)

    assert named is not None
    assert named.by == DAVIES
    assert unnamed.concern.raised is not None
    assert unnamed.concern.raised.by is None


def test_an_anonymous_worry_names_nobody_even_where_the_door_forgot_to() -> None:
    unnamed = raised(first=RaiseConcern(words="I saw it.", anonymous=True), by=ISLAS)

    assert isinstance(unnamed.said[0], ConcernRaised)
    assert unnamed.said[0].raised_by is None


def test_a_worry_from_a_moment_that_is_still_to_come_is_told_now() -> None:
    worry = raised(first=RaiseConcern(at=NOW + timedelta(days=3)))

    assert worry.concern.raised is not None
    assert worry.concern.raised.at == NOW


def test_nothing_is_filed_under_those_whom_it_is_about() -> None:
    first = RaiseConcern(
        about_person=ABOUT_MORAG, about_peer=ABOUT_DAVIE, about_staff=ABOUT_CATRIONA
    )
    worry = raised(first=first)
    worry.does(PlaceConcern(concern=CONCERN, about_peer=ABOUT_DAVIE), by=DEPUTY)

    tags = {tag.partition(":")[0] for each in worry.said for tag in each.subjects}
    assert tags == {"concern", "service"}


def test_a_concern_goes_the_way_of_the_reference() -> None:
    worry = raised()
    for command, standing in (
        (TAKE_ON, Standing.WITH_LEAD),
        (THINK, Standing.ASSESSED),
        (REPORT, Standing.REPORTED),
        (RecordConcernAnswer(concern=CONCERN, words="They look into it."), Standing.REPORTED),
        (CLOSE, Standing.CLOSED),
        (ReopenConcern(concern=CONCERN, words="She rang again."), Standing.WITH_LEAD),
        (THINK, Standing.ASSESSED),
        (PLAN, Standing.INTERNAL),
        (ReviewConcernPlan(concern=CONCERN, words="It holds."), Standing.INTERNAL),
        (CLOSE, Standing.CLOSED),
    ):
        worry.does(command)
        assert worry.concern.standing_at(worry.now) is standing, command


def test_taking_on_or_thinking_again_takes_nothing_back() -> None:
    worry = raised(TAKE_ON, THINK, REPORT, TAKE_ON, THINK)

    assert worry.concern.standing_at(worry.now) is Standing.REPORTED


def test_a_report_that_was_made_is_taken_however_far_the_record_is() -> None:
    worry = raised(REPORT)

    assert worry.concern.standing_at(worry.now) is Standing.REPORTED


def test_help_may_be_called_at_any_time_and_moves_nothing() -> None:
    worry = raised(RecordConcernHelp(concern=CONCERN, called=HelpCalled.POLICE))

    assert worry.concern.standing_at(worry.now) is Standing.RAISED
    assert len(worry.concern.helped) == 1


@pytest.mark.parametrize("command", [PLAN, NOTHING_MORE])
@pytest.mark.parametrize("before", [(), (TAKE_ON,)])
def test_nothing_is_decided_before_the_points_are_thought_through(
    command: Command, before: tuple[Command, ...]
) -> None:
    assert type(raised(*before).refused(command)) is NotConsideredYet


# --- two people ---


def test_nothing_more_is_done_only_when_a_second_person_agrees() -> None:
    worry = raised(TAKE_ON, THINK, NOTHING_MORE)
    assert worry.concern.standing_at(worry.now) is Standing.AWAITING_SECOND

    worry.does(AGREE, by=DEPUTY)
    assert worry.concern.standing_at(worry.now) is Standing.NO_FURTHER_ACTION


def test_a_second_person_who_does_not_agree_gives_it_back() -> None:
    no = AnswerNoFurtherAction(concern=CONCERN, agrees=False, words="Ask the nurse first.")
    worry = raised(TAKE_ON, THINK, NOTHING_MORE).does(no, by=DEPUTY)

    assert worry.concern.standing_at(worry.now) is Standing.ASSESSED
    assert worry.concern.settled_at() is None


def test_a_no_says_what_is_still_to_be_done() -> None:
    worry = raised(TAKE_ON, THINK, NOTHING_MORE)
    no = AnswerNoFurtherAction(concern=CONCERN, agrees=False)

    assert type(worry.refused(no, DEPUTY)) is NothingToldOfConcern


@pytest.mark.parametrize(
    "second", [None, LEAD, ActorId("isla"), ActorId("nobody")], ids=["none", "self", "other", "new"]
)
def test_the_second_person_is_somebody_else_who_may(second: ActorId | None) -> None:
    proposed = ProposeNoFurtherAction(concern=CONCERN, words="She fell.", second=second)

    assert type(raised(TAKE_ON, THINK).refused(proposed)) is SecondPersonNeeded


def test_the_second_person_is_nobody_whom_it_is_about() -> None:
    first = RaiseConcern(words="She shouts at them.", about_staff=ABOUT_CATRIONA)
    worry = raised(first=first).does(TAKE_ON, THINK, by=DEPUTY)
    proposed = ProposeNoFurtherAction(concern=CONCERN, words="Talked.", second=LEAD)

    assert type(worry.refused(proposed, DEPUTY)) is SecondPersonNeeded


@pytest.mark.parametrize("by", [LEAD, MANAGER])
def test_only_whoever_was_asked_agrees(by: ActorId) -> None:
    assert type(raised(TAKE_ON, THINK, NOTHING_MORE).refused(AGREE, by)) is NotTheSecondPerson


def test_nobody_agrees_in_the_name_of_another() -> None:
    worry = raised(TAKE_ON, THINK, NOTHING_MORE)
    in_hamishs_name = AnswerNoFurtherAction(concern=CONCERN, agrees=True, answered_by=DEPUTY)

    assert type(worry.refused(in_hamishs_name)) is NotInSomebodysName


def test_whoever_holds_the_machine_writes_down_two_names_and_never_one_twice() -> None:
    proposed = ProposeNoFurtherAction(
        concern=CONCERN, words="She fell.", second=DEPUTY, decided_by=LEAD
    )
    worry = raised(TAKE_ON, THINK).does(proposed, by=LOCAL_OPERATOR)
    for answered_by in (None, LEAD, MANAGER):
        again = AnswerNoFurtherAction(concern=CONCERN, agrees=True, answered_by=answered_by)
        assert type(worry.refused(again, LOCAL_OPERATOR)) is NotTheSecondPerson

    worry.does(
        AnswerNoFurtherAction(concern=CONCERN, agrees=True, answered_by=DEPUTY), by=LOCAL_OPERATOR
    )
    assert worry.concern.standing_at(worry.now) is Standing.NO_FURTHER_ACTION


def test_there_is_nothing_to_agree_where_nothing_was_proposed() -> None:
    assert type(raised(TAKE_ON, THINK).refused(AGREE, DEPUTY)) is NothingToAgree


# --- closing ---


@pytest.mark.parametrize(
    "before", [(), (TAKE_ON,), (TAKE_ON, THINK), (TAKE_ON, THINK, NOTHING_MORE)]
)
def test_nothing_is_closed_before_it_is_reported_or_decided(before: tuple[Command, ...]) -> None:
    assert type(raised(*before).refused(CLOSE)) is ConcernStillOpen


def test_what_is_open_is_not_opened_again() -> None:
    again = ReopenConcern(concern=CONCERN, words="She rang.")

    assert type(raised(TAKE_ON).refused(again)) is ConcernStillOpen


def test_closing_twice_changes_nothing() -> None:
    worry = raised(TAKE_ON, THINK, REPORT, CLOSE)
    before = len(worry.said)

    assert len(worry.does(CLOSE).said) == before


def test_a_plan_is_looked_at_on_a_day_that_is_to_come() -> None:
    past = KeepConcernWithin(
        concern=CONCERN, words="Isla rings.", review_on=TODAY - timedelta(days=1)
    )

    assert type(raised(TAKE_ON, THINK).refused(past)) is ReviewDayPassed


@pytest.mark.parametrize(
    "command",
    [
        KeepConcernWithin(concern=CONCERN, words=" ", review_on=TODAY),
        ProposeNoFurtherAction(concern=CONCERN, words="", second=DEPUTY),
        RecordConcernAnswer(concern=CONCERN, words=""),
        ReviewConcernPlan(concern=CONCERN, words=""),
        NoteConcern(concern=CONCERN),
        CloseConcern(concern=CONCERN, outcome=""),
        ConsiderConcernDuties(concern=CONCERN, duties=(), words="All."),
    ],
    ids=lambda command: type(command).__name__,
)
def test_what_is_said_of_a_concern_has_words(command: Command) -> None:
    assert type(raised(TAKE_ON, THINK).refused(command)) is NothingToldOfConcern


# --- whom it is about ---


@pytest.mark.parametrize("command", AFTER, ids=lambda command: type(command).__name__)
@pytest.mark.parametrize("about", ["peer", "staff"])
def test_whoever_it_is_about_is_answered_as_if_there_were_none(
    command: Command, about: str
) -> None:
    first = OF_DAVIE if about == "peer" else RaiseConcern(about_staff=ABOUT_CATRIONA)
    them = DAVIES if about == "peer" else LEAD
    there = raised(first=first, by=ISLAS).refused(command, them)
    nowhere = raised(first=first, by=ISLAS)
    nowhere.events = in_order(
        [each.event for each in nowhere.events if each.event not in nowhere.said]
    )
    none = nowhere.refused(command, them)

    assert isinstance(none, Unknown)
    assert (type(there), str(there), there.field) == (type(none), str(none), none.field)
    assert type(there) is ConcernNotFound


@pytest.mark.parametrize("command", AFTER[2:], ids=lambda command: type(command).__name__)
def test_nobody_is_written_down_to_see_to_what_is_about_them(command: Command) -> None:
    fields = {"lead", "considered_by", "passed_on_by", "decided_by", "reviewed_by", "closed_by"}
    named = fields.intersection(command.__struct_fields__)
    worry = raised(first=RaiseConcern(about_staff=ABOUT_CATRIONA), by=ISLAS)
    worry.does(TAKE_ON, THINK, by=DEPUTY)
    if isinstance(command, CloseConcern | ReviewConcernPlan):
        worry.does(REPORT, by=DEPUTY)
    for each in named:
        in_her_name = type(command)(
            **{
                field: getattr(command, field)
                for field in command.__struct_fields__
                if getattr(command, field) is not None
            }
            | {each: LEAD}
        )
        assert type(worry.refused(in_her_name, LOCAL_OPERATOR)) is AboutThemself


def test_a_concern_about_somebody_of_the_service_is_restricted_as_soon_as_that_is_known() -> None:
    assert not raised().concern.restricted
    assert raised(first=OF_DAVIE).concern.restricted
    assert raised(first=RaiseConcern(of_service=True)).concern.restricted
    assert raised(PlaceConcern(concern=CONCERN, about_peer=ABOUT_DAVIE)).concern.restricted


# --- what belongs to it ---


def test_a_report_without_agreement_has_its_break_by_either_of_two_ways() -> None:
    without = PassConcernOn(concern=CONCERN, recipient=PassedOnTo.POLICE)
    with_it = PassConcernOn(
        concern=CONCERN, recipient=PassedOnTo.POLICE, linked_break=LinkedBreakId("b1")
    )
    lone = raised(TAKE_ON, THINK, without)
    (report,) = lone.concern.reports
    assert lone.concern.link_of(report) is None

    linked = raised(TAKE_ON, THINK, with_it)
    assert linked.concern.link_of(linked.concern.reports[0]) == linked.concern.reports[0].at

    named = ConfidentialityRecordAddedTo(
        break_id=BreakId("b2"), service=SERVICE_ID, concern=CONCERN, at=lone.now
    )
    lone.events = in_order([*(each.event for each in lone.events), named])
    assert lone.concern.link_of(lone.concern.reports[0]) == lone.now


# --- the three points ---


@pytest.mark.parametrize("answers", list(product(Answer, repeat=4)))
def test_an_adult_at_risk_meets_all_three_points_and_is_sixteen(
    answers: tuple[Answer, ...],
) -> None:
    """Source: Adult Support and Protection (Scotland) Act 2007, section 3(1)."""
    expected = Answer.UNCLEAR
    if all(each is Answer.YES for each in answers):
        expected = Answer.YES
    if any(each is Answer.NO for each in answers):
        expected = Answer.NO

    assert adult_at_risk(answers[0], answers[1:]) is expected


def test_capacity_and_the_protected_adult_are_no_part_of_the_test() -> None:
    """They are recorded beside the points, and nothing that judges the points is given them."""
    assert {"sixteen_or_over", "points"} == set(signature(adult_at_risk).parameters)
    assert {"capacity", "protected_adult"} < set(THINK.__struct_fields__)
