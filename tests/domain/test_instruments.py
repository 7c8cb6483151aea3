"""Scoring, instrument by instrument: the vectors of the domain reference, 7.2, and every row."""

from itertools import pairwise, product

import pytest
from hypothesis import given as whatever
from hypothesis import strategies as st

from domain.instruments import (
    DEFINITIONS,
    METRIC,
    NOT_SCORED_HERE,
    SCORERS,
    Answers,
    Change,
    ImpossibleAnswer,
    Instrument,
    NotAWeight,
    Scored,
    ScoreFlag,
    UnknownInstrument,
    Unscorable,
    WrongNumberOfAnswers,
    bands_of_parts,
    change_index,
    changed,
    checked,
    checked_weights,
    instrument_called,
    is_case,
    needs_a_human,
    reliable_from,
    scored,
    two_ringed,
)

ROWS = """
 7→ 7.00   8→ 9.51   9→11.25  10→12.40  11→13.33  12→14.08  13→14.75  14→15.32
15→15.84  16→16.36  17→16.88  18→17.43  19→17.98  20→18.59  21→19.25  22→19.98
23→20.73  24→21.54  25→22.35  26→23.21  27→24.11  28→25.03  29→26.02  30→27.03
31→28.13  32→29.31  33→30.70  34→32.55  35→35.00
"""
"""As published: raw, then metric."""
PUBLISHED = {
    int(raw): float(metric)
    for raw, metric in (each.split("→") for each in ROWS.replace("→ ", "→").split())
}


def of(instrument: Instrument, written: str) -> Scored:
    """What answers come to, as somebody types them."""
    return scored(instrument, checked(instrument, written.split()))


def seven_adding_up_to(total: int) -> Answers:
    each, left = divmod(total, 7)
    return tuple(each + (place < left) for place in range(7))


# --- SWEMWBS ---


@pytest.mark.parametrize(("raw", "metric"), PUBLISHED.items())
def test_every_row_of_the_conversion_is_as_published(raw: int, metric: float) -> None:
    found = scored(Instrument.SWEMWBS, seven_adding_up_to(raw))

    assert (raw, metric) == (found.raw, found.score)


def test_the_conversion_has_every_sum_once_and_grows() -> None:
    assert [*range(7, 36)] == [*METRIC]
    assert PUBLISHED == METRIC
    assert all(before < after for before, after in pairwise(METRIC.values()))


@pytest.mark.parametrize(
    ("written", "score"), [("3 3 3 3 3 3 3", 19.25), ("1 " * 7, 7.0), ("5 " * 7, 35.0)]
)
def test_the_short_scale_gives_the_metric_score(written: str, score: float) -> None:
    assert score == of(Instrument.SWEMWBS, written).score


def test_the_short_scale_needs_all_seven() -> None:
    found = of(Instrument.SWEMWBS, "3 3 3 - 3 3 3")

    assert (None, None, Unscorable.MISSING_ITEM) == (found.raw, found.score, found.unscorable)


@pytest.mark.parametrize(
    ("score", "band"),
    [("2 3 3 3 3 3 4", "LOW"), ("3 3 3 3 3 3 4", "MIDDLE"), ("4 4 4 4 5 5 5", "HIGH")],
)
def test_the_lowest_and_highest_sixth_of_people_have_names(score: str, band: str) -> None:
    assert band == of(Instrument.SWEMWBS, score).band


# --- the others ---


def test_the_long_scale_takes_the_persons_mean_for_up_to_three() -> None:
    whole = of(Instrument.WEMWBS, "4 " * 14)
    three = of(Instrument.WEMWBS, "3 " * 5 + "4 " * 6 + "- " * 3)
    four = of(Instrument.WEMWBS, "4 " * 10 + "- " * 4)

    assert (56, 56.0, ()) == (whole.raw, whole.score, whole.flags)
    assert (39, 49.64, (ScoreFlag.IMPUTED,)) == (three.raw, three.score, three.flags)
    assert (None, Unscorable.TOO_MANY_MISSING) == (four.score, four.unscorable)


@pytest.mark.parametrize(
    ("written", "raw", "score", "band", "flags"),
    [
        ("1 1 2 0 3 1 0 2 1", 11, 11, "MODERATE", (ScoreFlag.RISK_ITEM,)),
        ("3 " * 9, 27, 27, "SEVERE", (ScoreFlag.RISK_ITEM,)),
        ("0 " * 9, 0, 0, "MINIMAL", ()),
        (
            "- - 2 2 2 2 2 2 2",
            14,
            18,
            "MODERATELY_SEVERE",
            (ScoreFlag.PRORATED, ScoreFlag.RISK_ITEM),
        ),
        ("1 1 1 1 1 1 1 1 -", 8, 9, "MILD", (ScoreFlag.PRORATED, ScoreFlag.RISK_ITEM_MISSING)),
    ],
)
def test_nine_items_about_mood(
    written: str, raw: int, score: int, band: str, flags: tuple[ScoreFlag, ...]
) -> None:
    found = of(Instrument.PHQ9, written)

    assert (raw, score, band, flags) == (found.raw, found.score, found.band, found.flags)


def test_an_answer_about_self_harm_needs_a_human_also_where_nothing_can_be_scored() -> None:
    found = of(Instrument.PHQ9, "- - - 2 2 2 2 2 1")

    assert (None, Unscorable.TOO_MANY_MISSING) == (found.score, found.unscorable)
    assert (ScoreFlag.RISK_ITEM,) == found.flags


@pytest.mark.parametrize("answer", [None, 0, 1, 2, 3])
def test_any_answer_but_not_at_all_needs_a_human(answer: int | None) -> None:
    answers = (*([0] * 8), answer)

    assert (answer not in {None, 0}) == needs_a_human(Instrument.PHQ9, answers)


@pytest.mark.parametrize(
    "instrument", [each for each in Instrument if each not in {"PHQ9", "UNWANTED"}]
)
def test_no_other_instrument_has_such_an_item(instrument: Instrument) -> None:
    most = tuple(most for _least, most in DEFINITIONS[instrument].items)

    assert not needs_a_human(instrument, most)


@pytest.mark.parametrize(
    ("written", "score", "band"),
    [
        ("2 " * 7, 14, "MODERATE"),
        ("3 " * 7, 21, "SEVERE"),
        ("1 1 1 1 0 0 0", 4, "MINIMAL"),
        ("2 2 2 2 2 - -", 14, "MODERATE"),
        ("2 2 2 2 - - -", None, None),
    ],
)
def test_seven_items_about_worry(written: str, score: int | None, band: str | None) -> None:
    found = of(Instrument.GAD7, written)

    assert (score, band) == (found.score, found.band)


@pytest.mark.parametrize(
    ("written", "score", "band"),
    [
        ("1 1 1", 3, "NOT_LONELY"),
        ("3 3 3", 9, "LONELY"),
        ("2 2 2", 6, "LONELY"),
        ("2 2 1", 5, "NOT_LONELY"),
    ],
)
def test_three_items_about_company(written: str, score: int, band: str) -> None:
    found = of(Instrument.UCLA3, written)

    assert (score, band) == (found.score, found.band)


def test_three_items_about_company_need_all_three() -> None:
    assert of(Instrument.UCLA3, "1 - 1").unscorable is Unscorable.MISSING_ITEM
    assert of(Instrument.UCLA3, "often some-of-the-time hardly-ever").score == 6


@pytest.mark.parametrize(
    ("written", "band"),
    [
        ("often/always", "OFTEN_OR_ALWAYS"),
        ("1", "OFTEN_OR_ALWAYS"),
        ("Some of the time".replace(" ", "-"), "SOME_OF_THE_TIME"),
        ("3", "OCCASIONALLY"),
        ("hardly_ever", "HARDLY_EVER"),
        ("never", "NEVER"),
        ("-", None),
    ],
)
def test_one_question_has_five_answers(written: str, band: str | None) -> None:
    assert band == of(Instrument.LONELINESS, written).band


def test_six_items_count_emotional_and_social_answers_the_other_way_round() -> None:
    found = of(Instrument.DJG6, "yes more-or-less no no more-or-less yes")

    assert {"emotional": 2, "social": 2} == found.parts
    assert (4, "MODERATE") == (found.score, found.band)
    assert (ScoreFlag.GROUPS_ONLY,) == found.flags


@pytest.mark.parametrize(
    ("written", "score", "band"),
    [
        ("no no no yes yes yes", 0, "NOT_LONELY"),
        ("yes no no yes yes yes", 1, "NOT_LONELY"),
        ("yes yes no yes yes yes", 2, "MODERATE"),
        ("yes yes yes no no yes", 5, "SEVERE"),
        ("yes yes yes no no no", 6, "SEVERE"),
    ],
)
def test_six_items_have_the_bands_of_the_manual(written: str, score: int, band: str) -> None:
    found = of(Instrument.DJG6, written)

    assert (score, band) == (found.score, found.band)


def test_one_missing_item_of_six_leaves_the_total_and_takes_its_subscale() -> None:
    one = of(Instrument.DJG6, "- more-or-less no no more-or-less yes")
    two = of(Instrument.DJG6, "- more-or-less no no - yes")

    assert (3, {"emotional": None, "social": 2}) == (one.score, one.parts)
    assert ScoreFlag.SUBSCALE_UNSCORABLE in one.flags
    assert (None, Unscorable.TOO_MANY_MISSING) == (two.score, two.unscorable)


def test_four_questions_are_never_added_up() -> None:
    found = of(Instrument.ONS4, "7 8 - 2")

    assert (None, None, Unscorable.NO_COMPOSITE) == (found.raw, found.score, found.unscorable)
    assert {"satisfied": 7, "worthwhile": 8, "happy": None, "anxious": 2} == found.parts
    assert {"satisfied": "HIGH", "worthwhile": "HIGH", "happy": None, "anxious": "LOW"} == (
        bands_of_parts(found.parts)
    )


@pytest.mark.parametrize(
    ("answer", "usual", "anxious"),
    [
        (0, "LOW", "VERY_LOW"),
        (1, "LOW", "VERY_LOW"),
        (2, "LOW", "LOW"),
        (3, "LOW", "LOW"),
        (4, "LOW", "MEDIUM"),
        (5, "MEDIUM", "MEDIUM"),
        (6, "MEDIUM", "HIGH"),
        (7, "HIGH", "HIGH"),
        (8, "HIGH", "HIGH"),
        (9, "VERY_HIGH", "HIGH"),
        (10, "VERY_HIGH", "HIGH"),
    ],
)
def test_the_anxious_question_has_bands_of_its_own(answer: int, usual: str, anxious: str) -> None:
    assert {"happy": usual, "anxious": anxious} == bands_of_parts(
        {"happy": answer, "anxious": answer}
    )


@pytest.mark.parametrize(
    ("written", "score"),
    [("5 6 7 - - 8", 6.5), ("5 6 7 - - -", None), ("10 " * 6, 10.0), ("5/6 5 5 5 5 5", 5.0)],
)
def test_six_items_about_managing_are_a_mean(written: str, score: float | None) -> None:
    assert score == of(Instrument.SEMCD6, written).score


def test_of_two_numbers_ringed_the_lower_counts_where_they_follow_one_another() -> None:
    assert (5, None, 9) == checked(Instrument.SEMCD6, ["6/5", "4/8", "9", "1", "1", "1"])[:3]
    assert two_ringed(Instrument.SEMCD6, ["5/6", "1"])
    assert not two_ringed(Instrument.SEMCD6, ["5", "1"])
    with pytest.raises(ImpossibleAnswer):
        checked(Instrument.UCLA3, ["1/2", "1", "1"])


def test_goals_of_ones_own_are_rated_each_and_averaged() -> None:
    found = of(Instrument.GBO, "4 7 -")

    assert (5.5, {"goal_1": 4, "goal_2": 7, "goal_3": None}) == (found.score, found.parts)
    assert of(Instrument.GBO, "4").score == 4.0
    assert of(Instrument.GBO, "- -").unscorable is Unscorable.MISSING_ITEM


@pytest.mark.parametrize(
    ("answers", "weights", "score"),
    [
        ((1,), None, 60.0),
        ((1, 1, 1), None, 63.69),
        ((-1, -1, -1), None, 36.31),
        ((1, 0, -1), (2, 1, 3), 47.80),
        ((2, -1), None, 56.20),
        ((2, None, -1), None, 56.20),
        ((0, 0), None, 50.0),
    ],
)
def test_goal_attainment_is_a_t_score(
    answers: Answers, weights: tuple[int, ...] | None, score: float
) -> None:
    assert score == scored(Instrument.GAS, answers, weights).score


def test_goals_have_one_weight_each() -> None:
    assert (2, 1) == checked_weights(Instrument.GAS, (2, 1), 2)
    assert checked_weights(Instrument.PHQ9, None, 9) is None
    for instrument, weights in (
        (Instrument.GAS, (2,)),
        (Instrument.GAS, (2, 0)),
        (Instrument.GAS, (2, float("nan"))),
        (Instrument.GBO, (1, 1)),
    ):
        with pytest.raises(NotAWeight) as refused:
            checked_weights(instrument, weights, 2)
        assert refused.value.field == "weights"


def test_health_today_is_given_item_by_item() -> None:
    found = of(Instrument.EQ5D5L, "1 2 1 3 - 80")

    assert found.unscorable is Unscorable.NO_COMPOSITE
    assert (80, None) == (found.parts["health_today"], found.parts["anxiety"])


# --- What cannot be ---


@pytest.mark.parametrize(
    ("instrument", "place"),
    [(each, place) for each in Instrument for place in range(len(DEFINITIONS[each].items))],
)
def test_an_answer_beyond_the_bounds_of_its_item_is_refused(
    instrument: Instrument, place: int
) -> None:
    bounds = DEFINITIONS[instrument].items
    least, most = bounds[place]
    for wrong in (least - 1, most + 1, "1.5", "x", "", "٣", "3 3"):
        written = [str(low) for low, _high in bounds]
        written[place] = str(wrong)
        with pytest.raises(ImpossibleAnswer, match=f"Item {place + 1} of") as refused:
            checked(instrument, written)
        assert refused.value.field == "items"
        assert f"from {least} to {most}" in str(refused.value)


@pytest.mark.parametrize("instrument", Instrument)
def test_there_are_as_many_answers_as_items(instrument: Instrument) -> None:
    definition = DEFINITIONS[instrument]
    fewest = definition.fewest or len(definition.items)
    for number in (0, fewest - 1, len(definition.items) + 1):
        with pytest.raises(WrongNumberOfAnswers) as refused:
            checked(instrument, ["-"] * number)
        assert refused.value.field == "items"


@pytest.mark.parametrize(
    ("name", "instrument"),
    [
        ("SWEMWBS", Instrument.SWEMWBS),
        ("phq-9", Instrument.PHQ9),
        ("GAD-7", Instrument.GAD7),
        ("DJG-6", Instrument.DJG6),
        ("De Jong Gierveld 6", Instrument.DJG6),
        ("ucla_3", Instrument.UCLA3),
        ("EQ-5D-5L", Instrument.EQ5D5L),
    ],
)
def test_an_instrument_is_found_however_its_name_is_written(
    name: str, instrument: Instrument
) -> None:
    assert instrument is instrument_called(name)


@pytest.mark.parametrize("name", ["PAM", "heiQ", "LTCQ", "LTCQ-8"])
def test_what_may_not_be_scored_here_is_refused_with_the_reason(name: str) -> None:
    with pytest.raises(UnknownInstrument, match="licence") as refused:
        instrument_called(name)

    assert refused.value.field == "instrument"
    assert not NOT_SCORED_HERE.keys() & {*Instrument}


def test_an_unknown_name_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(UnknownInstrument, match="SWEMWBS"):
        instrument_called("horoscope")


# --- Change ---


@pytest.mark.parametrize(
    ("instrument", "before", "after", "change"),
    [
        (Instrument.PHQ9, 15, 9, Change.IMPROVED),
        (Instrument.PHQ9, 15, 10, Change.UNCHANGED),
        (Instrument.PHQ9, 9, 15, Change.WORSE),
        (Instrument.GAD7, 12, 8, Change.IMPROVED),
        (Instrument.GAD7, 12, 7, Change.IMPROVED),
        (Instrument.GAD7, 12, 9, Change.UNCHANGED),
        (Instrument.SWEMWBS, 20.0, 22.9, Change.IMPROVED),
        (Instrument.SWEMWBS, 20.0, 22.8, Change.UNCHANGED),
        (Instrument.SWEMWBS, 22.9, 20.0, Change.WORSE),
        (Instrument.SEMCD6, 5.0, 6.9, Change.IMPROVED),
        (Instrument.SEMCD6, 5.0, 6.8, Change.UNCHANGED),
        (Instrument.UCLA3, 9, 3, Change.NOT_JUDGED),
        (Instrument.DJG6, 6, 0, Change.NOT_JUDGED),
    ],
)
def test_a_change_is_reliable_when_it_is_beyond_what_the_instrument_errs(
    instrument: Instrument, before: float, after: float, change: Change
) -> None:
    assert change is changed(instrument, before, after)


def test_the_index_is_the_difference_over_the_error_of_a_difference() -> None:
    assert change_index(Instrument.SWEMWBS, 20.0, 22.9) == pytest.approx(1.9909, abs=1e-4)
    assert change_index(Instrument.PHQ9, 15, 9) is None
    assert reliable_from(Instrument.SWEMWBS) == pytest.approx(2.855, abs=1e-3)
    assert reliable_from(Instrument.SEMCD6) == pytest.approx(1.857, abs=1e-3)
    assert reliable_from(Instrument.ONS4) is None


@pytest.mark.parametrize(
    ("instrument", "score", "case"),
    [
        (Instrument.PHQ9, 10, True),
        (Instrument.PHQ9, 9, False),
        (Instrument.GAD7, 8, True),
        (Instrument.GAD7, 7, False),
        (Instrument.SWEMWBS, 7.0, None),
    ],
)
def test_a_case_begins_where_services_say(
    instrument: Instrument, score: float, *, case: bool | None
) -> None:
    assert case is is_case(instrument, score)


# --- About the match ---


@pytest.mark.parametrize(
    ("written", "score"),
    [("5 5 5 5", 5.0), ("1 1 1 1", 1.0), ("4 5 - 3", 4.0), ("4 5 - -", None), ("- - - -", None)],
)
def test_how_the_two_get_on_is_a_mean_of_four_of_which_one_may_be_missing(
    written: str, score: float | None
) -> None:
    found = of(Instrument.RELATIONSHIP, written)

    assert score == found.score
    assert (Unscorable.TOO_MANY_MISSING if score is None else None) == found.unscorable


def test_how_the_two_get_on_is_judged_of_no_single_match() -> None:
    found = of(Instrument.RELATIONSHIP, "1 2 3 4")

    assert {"heard": 1, "at_ease": 2, "a_say": 3, "again": 4} == found.parts
    assert (ScoreFlag.GROUPS_ONLY,) == found.flags
    assert Change.NOT_JUDGED is changed(Instrument.RELATIONSHIP, 1.0, 5.0)


@pytest.mark.parametrize(
    ("written", "flags"),
    [
        ("0 0 0 0 0", ()),
        ("no no no no no", ()),
        ("0 0 0 0 1", (ScoreFlag.RISK_ITEM,)),
        ("3 0 0 0 0", (ScoreFlag.RISK_ITEM,)),
        ("0 0 - 0 0", (ScoreFlag.RISK_ITEM_MISSING,)),
        ("0 a-little - 0 0", (ScoreFlag.RISK_ITEM, ScoreFlag.RISK_ITEM_MISSING)),
    ],
)
def test_anything_that_nobody_wanted_needs_a_human_and_is_never_added_up(
    written: str, flags: tuple[ScoreFlag, ...]
) -> None:
    found = of(Instrument.UNWANTED, written)

    assert flags == found.flags
    assert (None, Unscorable.NO_COMPOSITE) == (found.score, found.unscorable)


# --- All of them ---


def test_every_instrument_has_a_scorer_with_its_source() -> None:
    assert {*SCORERS} == {*Instrument} == {*DEFINITIONS}
    for instrument, scorer in SCORERS.items():
        assert "Source:" in (scorer.__doc__ or ""), instrument
        assert DEFINITIONS[instrument].source


def test_a_scale_that_is_under_copyright_says_whose_it_is() -> None:
    for instrument in (Instrument.WEMWBS, Instrument.SWEMWBS):
        line = DEFINITIONS[instrument].copyright or ""
        assert "NHS Health Scotland, University of Warwick and University of Edinburgh" in line


@whatever(st.sampled_from(Instrument), st.data())
def test_whatever_can_be_answered_gives_a_score_within_bounds_or_a_reason(
    instrument: Instrument, data: st.DataObject
) -> None:
    bounds = DEFINITIONS[instrument].items
    answers = tuple(data.draw(st.none() | st.integers(*each)) for each in bounds)
    found = scored(instrument, answers)

    assert (found.score is None) == (found.unscorable is not None)
    assert found.scorer == f"{instrument}-1"
    if found.score is not None and instrument not in {
        Instrument.SEMCD6,
        Instrument.GBO,
        Instrument.GAS,
        Instrument.DJG6,
        Instrument.RELATIONSHIP,
    }:
        least, most = (sum(each[end] for each in bounds) for end in (0, 1))
        assert least <= found.score <= most


def test_a_total_that_is_prorated_stays_within_its_bounds_for_all_answers() -> None:
    for answers in product((0, 3, None), repeat=7):
        score = scored(Instrument.GAD7, answers).score
        assert score is None or 0 <= score <= 21
