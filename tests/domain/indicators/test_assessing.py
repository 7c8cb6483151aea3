"""What a match asks for: too early, explained, since when, quiet, and who looked in time."""

from datetime import date, datetime, timedelta

import pytest
from msgspec.structs import replace

from domain.decider import Event
from domain.definitions import DEFAULTS, Definitions, with_numbers
from domain.indicators import (
    IndicatorAcknowledged,
    IndicatorCode,
    IndicatorContested,
    IndicatorView,
    Standing,
)
from domain.indicators.language import FORMULA
from domain.indicators.rules import EXPLANATIONS, RULES
from domain.match import Side
from domain.periods import end_of, next_day, start_of
from tests.domain.cast import ISLA
from tests.domain.indicators.scene import (
    EARLY,
    IDS,
    START,
    active,
    agreed,
    assessed,
    boundary,
    days_back,
    declared,
    extended,
    held,
    indicator,
    local,
    paused,
    postponed,
    rang,
    seen,
    sessions_on,
    standing,
)

TODAY = date(2026, 5, 20)  # a Wednesday
NOW = local(TODAY, 18)
INTENSITY = IndicatorCode.CONTACT_INTENSITY
HERE = (*active(), *EARLY)
SEVEN = sessions_on(days_back(TODAY, *range(7)))
TWICE = (postponed(date(2026, 4, 2), TODAY), postponed(date(2026, 4, 16), TODAY))
"""A review in one domain: the level is 2 from 16 April on."""


# --- Too early ---


@pytest.mark.parametrize(
    "code", sorted(set(RULES) - {IndicatorCode.BOUNDARY_MINOR, IndicatorCode.BOUNDARY_SERIOUS})
)
def test_before_six_weeks_it_is_too_early_to_say(code: IndicatorCode) -> None:
    day = START + timedelta(days=42)

    assert standing(code, *HERE, at=end_of(day - timedelta(days=1))) is Standing.NOT_ENOUGH_DATA
    if code is not IndicatorCode.CONTACT_TREND and code is not IndicatorCode.FLAT_GOALS:
        sentence = indicator(code, *HERE, at=start_of(day)).sentence
        assert "weeks needed" not in sentence


@pytest.mark.parametrize(
    "code", sorted(set(RULES) - {IndicatorCode.BOUNDARY_MINOR, IndicatorCode.BOUNDARY_SERIOUS})
)
def test_with_fewer_than_four_sessions_it_is_too_early_to_say(code: IndicatorCode) -> None:
    three = (*active(), *EARLY[:3])

    assert standing(code, *three, at=NOW) is Standing.NOT_ENOUGH_DATA
    assert indicator(code, *three, at=NOW).sentence == (
        "Too early to say: 3 sessions so far, 4 needed."
    )


def test_calls_are_not_sessions_that_would_be_enough() -> None:
    calls = [rang(day) for day in days_back(TODAY, *range(10))]

    assert standing(INTENSITY, *active(), *EARLY[:3], *calls, at=NOW) is Standing.NOT_ENOUGH_DATA


def test_what_is_too_early_has_no_level() -> None:
    assert assessed(*active(), *EARLY[:3], at=NOW).level is None
    assert assessed(*active(), *EARLY[:3], boundary(TODAY, serious=True), at=NOW).level == 3


def test_where_no_support_is_given_there_is_nothing() -> None:
    assert assessed(*active()[:-1], at=NOW).indicators == ()
    assert assessed(*active()[:-1], at=NOW).level is None


# --- Explained ---


@pytest.mark.parametrize(
    "code", [INTENSITY, IndicatorCode.ENDINGS_POSTPONED, IndicatorCode.CONTACT_FADING]
)
def test_what_a_declared_context_explains_is_not_judged(code: IndicatorCode) -> None:
    raised = {
        INTENSITY: (*HERE, *SEVEN),
        IndicatorCode.ENDINGS_POSTPONED: (*HERE, *TWICE),
        IndicatorCode.CONTACT_FADING: HERE,
    }[code]
    context = declared(TODAY - timedelta(days=1), TODAY + timedelta(days=10))
    last = end_of(TODAY + timedelta(days=10))

    assert seen(*raised, at=NOW).today
    assert standing(code, *raised, at=NOW) in {Standing.NOTICE, Standing.REVIEW}
    assert standing(code, *raised, context, at=NOW) is Standing.EXPLAINED
    assert standing(code, *raised, context, at=NOW - timedelta(days=2)) is not Standing.EXPLAINED
    assert standing(code, *raised, context, at=last) is Standing.EXPLAINED
    assert standing(code, *raised, context, at=last + timedelta(microseconds=1)) in {
        Standing.NOTICE,
        Standing.REVIEW,
    }


def test_a_context_says_until_when_and_nothing_of_why() -> None:
    context = declared(TODAY, date(2026, 6, 30))

    assert indicator(INTENSITY, *HERE, *SEVEN, context, at=NOW).sentence == (
        "Not judged until 30 June: something is known that explains it."
    )


def test_no_context_explains_boundaries_or_that_nobody_looks() -> None:
    context = declared(TODAY, date(2026, 6, 30))
    late = (*active(*agreed(review_on=TODAY - timedelta(days=20))), *EARLY)

    assert standing(IndicatorCode.REVIEW_MISSED, *late, context, at=NOW) is Standing.NOTICE
    for serious, code, expected in (
        (True, IndicatorCode.BOUNDARY_SERIOUS, Standing.ACT),
        (False, IndicatorCode.BOUNDARY_MINOR, Standing.NOTICE),
    ):
        events = (*HERE, context, boundary(TODAY, serious=serious))
        assert standing(code, *events, at=NOW) is expected


def test_what_is_well_stays_well_in_a_context() -> None:
    context = declared(TODAY, date(2026, 6, 30))

    assert standing(IndicatorCode.EXTENSIONS, *HERE, context, at=NOW) is Standing.NOTHING


def test_while_a_match_rests_it_is_not_judged() -> None:
    rest = paused(TODAY - timedelta(days=3))

    assert (
        standing(IndicatorCode.ENDINGS_POSTPONED, *HERE, *TWICE, rest, at=NOW) is Standing.EXPLAINED
    )


# --- Since when, with what, and what else it may be ---


def test_it_says_since_when() -> None:
    seventh = (TODAY - timedelta(days=0), SEVEN)[0]
    said = indicator(INTENSITY, *HERE, *SEVEN, at=NOW + timedelta(days=3))

    assert said.since == seventh
    assert said.sentence.endswith("you agreed about 4. Since 20 May.")


def test_since_is_the_beginning_of_the_last_stretch() -> None:
    """Raised in March, not in April, and again in May."""
    march = sessions_on(days_back(date(2026, 3, 20), *range(7)))
    said = indicator(INTENSITY, *HERE, *march, *SEVEN, at=NOW)

    assert said.since == TODAY


def test_what_is_well_has_neither_day_nor_explanations() -> None:
    said = indicator(INTENSITY, *HERE, at=NOW)

    assert (said.since, said.explanations, said.change) == (None, (), "")


@pytest.mark.parametrize("code", list(RULES))
def test_every_indicator_of_a_match_has_other_explanations(code: IndicatorCode) -> None:
    assert all(each.endswith(".") for each in EXPLANATIONS[code])
    assert EXPLANATIONS[code]


def test_it_names_the_entries_behind_it_and_the_versions_of_what_judged_it() -> None:
    said = indicator(INTENSITY, *HERE, *SEVEN, at=NOW)
    first = len(HERE) + 1

    assert sorted(said.inputs) == list(range(first, first + 7))
    assert (said.formula, said.definitions) == (FORMULA, "defaults-1")


def test_no_sentence_says_anything_about_a_person() -> None:
    labels = ("dependent", "dependency", "unsuitable", "failed", "risk", "score", "level")
    everything = [
        text
        for each in assessed(*HERE, *SEVEN, *TWICE, boundary(TODAY), at=NOW).indicators
        for text in (each.sentence, each.change, *each.explanations)
    ]

    assert not [text for text in everything for label in labels if label in text.lower()]
    assert not [text for text in everything if "morag" in text.lower() or "davie" in text.lower()]


def test_a_level_lasts_where_one_thing_takes_over_from_another() -> None:
    """Three small things in March are over in June; an ending was put off twice in April."""
    things = [boundary(date(2026, 3, day)) for day in (3, 4, 5)]
    later = local(date(2026, 6, 1))
    whole = assessed(*STEADY, *things, *TWICE, at=later)

    assert standing(IndicatorCode.BOUNDARY_MINOR, *STEADY, *things, at=later) is Standing.NOTHING
    assert whole.level == 2
    assert whole.since == date(2026, 3, 5)


def test_a_past_day_is_judged_by_the_definitions_of_that_day() -> None:
    """A threshold that is lowered today raises nothing behind today's back."""
    six = sessions_on(days_back(TODAY - timedelta(days=5), *range(6)))
    stricter = replace(
        with_numbers({"indicators.contacts.notice": 1}, "adopted-1"),
        held_from=start_of(TODAY),
        before=DEFAULTS,
    )

    assert assessed(*HERE, *six, at=NOW).level == 0
    now = assessed(*HERE, *six, at=NOW, definitions=stricter)
    (raised,) = [each for each in now.raised if each.code is INTENSITY]
    assert (raised.since, now.since) == (TODAY, TODAY)


# --- Quiet ---


def looked(
    code: IndicatorCode = IndicatorCode.ENDINGS_POSTPONED,
    at: datetime | None = None,
    quiet_until: date | None = None,
) -> IndicatorAcknowledged:
    return IndicatorAcknowledged(
        **IDS,
        indicator=code,
        acknowledged_by=ISLA,
        view=IndicatorView.EXPECTED,
        quiet_until=quiet_until,
        at=at or NOW,
    )


def is_listed(
    *events: Event, at: datetime, code: IndicatorCode = IndicatorCode.ENDINGS_POSTPONED
) -> bool:
    return code in {each.code for each in assessed(*events, at=at).listed}


def test_what_is_raised_stands_on_the_list() -> None:
    assert is_listed(*HERE, *TWICE, at=NOW)


def test_a_view_without_a_day_keeps_nothing_off_the_list() -> None:
    assert is_listed(*HERE, *TWICE, looked(), at=NOW)


def test_quiet_is_the_list_and_neither_the_record_nor_the_level() -> None:
    events = (*HERE, *TWICE, looked(quiet_until=TODAY + timedelta(days=20)))
    whole = assessed(*events, at=NOW)

    assert not is_listed(*events, at=NOW)
    assert whole.level == assessed(*HERE, *TWICE, at=NOW).level == 2
    assert IndicatorCode.ENDINGS_POSTPONED in {each.code for each in whole.raised}


def test_it_comes_back_when_quiet_ends_and_it_is_still_so() -> None:
    day = TODAY + timedelta(days=20)
    events = (*HERE, *TWICE, looked(quiet_until=day), *weekly_until(date(2026, 8, 1)))

    assert not is_listed(*events, at=end_of(day))
    assert is_listed(*events, at=start_of(day + timedelta(days=1)))


def test_nothing_is_quiet_for_more_than_56_days() -> None:
    """A correction could ask for more than a request may."""
    events = (*HERE, *TWICE, *weekly_until(date(2026, 9, 1)))
    quiet = looked(quiet_until=TODAY + timedelta(days=300))
    last = TODAY + timedelta(days=56)

    assert not is_listed(*events, quiet, at=end_of(last))
    assert is_listed(*events, quiet, at=start_of(last + timedelta(days=1)))


def weekly_until(day: date) -> list:  # type: ignore[type-arg]
    """Sessions as agreed, so that contact does not fade."""
    return sessions_on(days_back(day, *range(0, 196, 7)), name="weekly")


def test_it_comes_back_when_the_level_rises() -> None:
    quiet = looked(quiet_until=TODAY + timedelta(days=20))
    serious = boundary(TODAY + timedelta(days=2), serious=True)
    events = (*HERE, *TWICE, *weekly_until(TODAY + timedelta(days=14)), quiet)

    assert not is_listed(*events, at=NOW + timedelta(days=2))
    assert is_listed(*events, serious, at=NOW + timedelta(days=2))


def test_it_comes_back_when_another_domain_joins() -> None:
    """The level stays: a review in one domain, and now a notice in another."""
    quiet = looked(quiet_until=TODAY + timedelta(days=20))
    small = boundary(TODAY + timedelta(days=2))
    events = (*HERE, *TWICE, *weekly_until(TODAY + timedelta(days=14)), quiet)
    after = NOW + timedelta(days=2)

    assert assessed(*events, small, at=after).level == assessed(*events, at=after).level == 2
    assert is_listed(*events, small, at=after)


@pytest.mark.parametrize(("more", "listed"), [(1, False), (2, True)])
def test_it_comes_back_when_the_value_is_a_quarter_worse(more: int, listed: bool) -> None:
    """Eight contacts, then nine (an eighth more) or ten (a quarter more)."""
    eight = sessions_on(days_back(TODAY, *range(8)))
    quiet = looked(INTENSITY, quiet_until=TODAY + timedelta(days=20))
    later = [rang(TODAY + timedelta(days=1), 9 + each) for each in range(more)]
    at = NOW + timedelta(days=1)

    assert not is_listed(*HERE, *eight, quiet, at=at, code=INTENSITY)
    assert is_listed(*HERE, *eight, quiet, *later, at=at, code=INTENSITY) is listed


def test_it_comes_back_when_a_notice_becomes_a_review() -> None:
    once = (*HERE, TWICE[0], extended(date(2026, 4, 1), TODAY), extended(date(2026, 4, 2), TODAY))
    quiet = looked(quiet_until=TODAY + timedelta(days=20), at=local(date(2026, 5, 18)))
    again = postponed(date(2026, 5, 19), TODAY)
    events = (*once, *weekly_until(TODAY), quiet)

    assert not is_listed(*events, at=NOW)
    assert is_listed(*events, again, at=NOW)


def test_it_comes_back_as_a_review_though_the_value_is_hardly_worse() -> None:
    """A review 40 days late is a notice; three days later it asks for more, at the same level."""
    due = TODAY - timedelta(days=40)
    terms = agreed(review_on=due, planned_end=date(2027, 1, 12))
    late = (*active(*terms), *EARLY, *weekly_until(TODAY + timedelta(days=14)))
    quiet = looked(IndicatorCode.REVIEW_MISSED, quiet_until=TODAY + timedelta(days=20))
    two, three = NOW + timedelta(days=2), NOW + timedelta(days=3)
    code = IndicatorCode.REVIEW_MISSED

    assert not is_listed(*late, quiet, at=two, code=code)
    assert is_listed(*late, quiet, at=three, code=code)
    assert assessed(*late, at=two).level == assessed(*late, at=three).level


def test_the_last_view_counts() -> None:
    first = looked(quiet_until=TODAY + timedelta(days=20))
    second = looked(at=NOW + timedelta(hours=1))

    assert is_listed(*HERE, *TWICE, first, second, at=NOW + timedelta(hours=2))


def test_a_side_may_see_it_differently() -> None:
    differs = IndicatorContested(
        **IDS, indicator=IndicatorCode.ENDINGS_POSTPONED, by=Side.PERSON, at=NOW
    )
    events = (*HERE, *TWICE)

    assert not indicator(IndicatorCode.ENDINGS_POSTPONED, *events, at=NOW).contested
    assert indicator(IndicatorCode.ENDINGS_POSTPONED, *events, differs, at=NOW).contested
    assert is_listed(*events, differs, at=NOW)


# --- Clocks that nothing stops ---

RAISED = date(2026, 4, 16)  # a Thursday; ten working days later is Thursday 30 April
DUE = date(2026, 4, 30)
STEADY = (*HERE, *weekly_until(date(2026, 7, 31)))


def escalated(*events: Event, at: datetime) -> date | None:
    return assessed(*events, at=at).escalated_on


def test_a_review_that_nobody_looks_at_goes_to_the_manager_after_ten_working_days() -> None:
    events = (*STEADY, *TWICE)

    assert assessed(*events, at=end_of(DUE)).since == RAISED
    assert escalated(*events, at=end_of(DUE)) is None
    assert escalated(*events, at=next_day(end_of(DUE))) == DUE + timedelta(days=1)


def test_what_asks_to_act_goes_to_the_manager_after_one_working_day() -> None:
    """On a Friday: the next working day is Monday, so on Tuesday."""
    friday = date(2026, 5, 15)
    events = (*STEADY, boundary(friday, serious=True))

    assert escalated(*events, at=end_of(date(2026, 5, 18))) is None
    assert escalated(*events, at=start_of(date(2026, 5, 19))) == date(2026, 5, 19)


def test_a_look_in_time_keeps_it_from_the_manager_as_long_as_it_holds() -> None:
    quiet = looked(at=local(date(2026, 4, 20)), quiet_until=date(2026, 5, 11))
    events = (*STEADY, *TWICE, quiet)

    assert escalated(*events, at=end_of(date(2026, 5, 11))) is None
    assert escalated(*events, at=start_of(date(2026, 5, 12))) == date(2026, 5, 12)


def test_a_look_that_comes_too_late_takes_nothing_back() -> None:
    late = looked(at=local(date(2026, 5, 4)), quiet_until=date(2026, 6, 1))
    events = (*STEADY, *TWICE, late)

    assert escalated(*events, at=local(date(2026, 5, 5))) == DUE + timedelta(days=1)


def test_the_clock_counts_from_the_facts_and_not_from_their_recording() -> None:
    """Entered weeks later, a postponed ending has been waiting since it happened."""
    events = (*STEADY, TWICE[0], looked(at=local(date(2026, 4, 20))), TWICE[1])

    assert assessed(*events, at=NOW).since == RAISED


def test_a_conversation_is_not_escalated() -> None:
    assert escalated(*STEADY, TWICE[0], at=local(date(2026, 7, 1))) is None


def test_when_it_is_over_so_is_its_clock() -> None:
    thing = boundary(date(2026, 4, 1), serious=True)
    over = date(2026, 4, 1) + timedelta(days=84)

    assert escalated(*STEADY, thing, at=end_of(over - timedelta(days=1))) is not None
    assert escalated(*STEADY, thing, at=start_of(over)) is None


def test_all_that_makes_the_level_has_to_be_looked_at() -> None:
    twice_extended = (extended(date(2026, 4, 14), TODAY), extended(date(2026, 4, 15), TODAY))
    at = local(date(2026, 4, 20))
    one = looked(IndicatorCode.ENDINGS_POSTPONED, at=at)
    other = looked(IndicatorCode.EXTENSIONS, at=at)
    events = (*STEADY, *TWICE, *twice_extended)
    day = local(date(2026, 5, 5))

    assert escalated(*events, one, at=day) is not None
    assert escalated(*events, one, other, at=day) is None


# --- Changes by time alone come at local midnights ---


@pytest.mark.parametrize("turn", [date(2026, 3, 29), date(2026, 10, 25), date(2028, 2, 29)])
def test_within_a_local_day_nothing_changes_by_time_alone(turn: date) -> None:
    days = [turn - timedelta(days=each) for each in range(27, 29)]
    events = (*STEADY, *TWICE, *sessions_on(days, hour=0), *sessions_on(days, hour=23))
    for day in (turn - timedelta(days=1), turn, turn + timedelta(days=1)):
        first = assessed(*events, at=start_of(day))
        assert first == assessed(*events, at=local(day, 12))
        assert first == assessed(*events, at=end_of(day))


def test_definitions_are_a_value_like_any_other() -> None:
    wide = Definitions(indicators=replace(DEFAULTS.indicators, window_days=56))

    assert assessed(*HERE, *SEVEN, held(TODAY - timedelta(days=40)), at=NOW, definitions=wide)
