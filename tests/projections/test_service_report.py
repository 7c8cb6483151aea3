"""The report's lines, words, pictures and print."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from domain.decider import Position
from domain.instruments import Instrument
from domain.match import EndKind
from domain.outcomes import Point
from domain.people import ServiceReportId
from domain.referral import Source
from projections.outcome_change import Ended
from projections.service_report import ServiceReport, as_csv
from projections.service_report.counting import Arranged, Figures
from projections.service_report.lines import PLACES, Line, from_csv, lines_of, table_of
from projections.service_report.pictures import as_svg, pictures_of
from projections.service_report.printed import as_pdf
from projections.service_report.words import label_of, value_of
from projections.waits import WaitKind


def figures() -> Figures:
    return Figures(
        sources=Counter({Source.SELF: 20, Source.GP: 3, Source.NURSE: 12}),
        accepted=25,
        started=20,
        supported=41,
        new=18,
        waits={kind: [*range(1, 16)] for kind in WaitKind},
        waiting=6,
        matches_began=20,
        matches_ended=Counter({EndKind.PLANNED: 23, EndKind.LOST: 8}),
        matches_running=27,
        sessions=Counter({Arranged.HELD: 300, Arranged.CANCELLED: 40, Arranged.NOT_ATTENDED: 30}),
        minutes=18_030,
        peers_before=20,
        peers_stayed=14,
        peers_joined=6,
        peers_active=20,
        supervised=15,
        trained=20,
        shared=2,
        stayed=[(3.0, True), (8.0, True), *[(20.0, False)] * 10],
    )


def told() -> dict[tuple[str, str], Line]:
    return {(each.measure, each.part): each for each in lines_of(figures())}


def test_a_small_count_and_one_more_are_closed_and_the_rest_is_told() -> None:
    found = told()

    assert found["referrals_by_source", "GP"].closed
    assert found["referrals_by_source", "NURSE"].closed
    assert 20 == found["referrals_by_source", "SELF"].value
    assert 35 == found["referrals_received", ""].value
    assert found["breaks_of_confidentiality", ""].closed
    assert 0 == found["decisions_not_to_break", ""].value


def test_shares_medians_and_hours_are_those_of_the_counts() -> None:
    found = told()

    assert round(23 / 31, 3) == found["ended_as_planned_share", ""].value
    assert round(30 / 370, 3) == found["not_attended_share", ""].value
    assert 8 == found["median_days", WaitKind.ACCEPTANCE.value].value
    assert 300 == found["hours_given", ""].value  # 18,030 minutes are half an hour more
    assert 0.75 == found["supervision_share", ""].value


def test_how_long_people_stay_counts_those_who_are_still_there_as_far_as_they_were_seen() -> None:
    found = told()

    assert round(11 / 12, 2) == found["still_there_after_months", "6"].value
    assert round(11 / 12 * 10 / 11, 2) == found["still_there_after_months", "12"].value
    assert found["still_there_after_months", "24"].closed  # nobody was seen for so long


def of_matches(*unwanted: bool | None) -> dict[tuple[str, str], float | None]:
    found = figures()
    answered = frozenset({(Instrument.RELATIONSHIP, Point.END)})
    scores = {Instrument.RELATIONSHIP: 4.5}
    found.ended = [Ended(answered, (), at_end=scores, unwanted=each) for each in unwanted]
    return {(each.measure, each.part): each.value for each in lines_of(found)}


def test_what_nobody_wanted_is_counted_beside_how_many_said_so_and_closed_where_small() -> None:
    told = of_matches(*[True] * 6, *[False] * 14, *[None] * 10)
    few = of_matches(*[True] * 2, *[False] * 18)

    assert 20 == told["said_whether_unwanted", ""]
    assert (6, 0.3) == (told["told_of_unwanted", ""], told["unwanted_share", ""])
    assert (None, None) == (few["told_of_unwanted", ""], few["unwanted_share", ""])
    assert 0 == of_matches(*[False] * 20)["told_of_unwanted", ""]


def test_how_the_two_get_on_stands_as_a_mean_at_the_end_and_not_as_a_change() -> None:
    told = of_matches(*[None] * 12)

    assert (12, 4.5) == (
        told["answered_at_end", "RELATIONSHIP"],
        told["mean_at_end", "RELATIONSHIP"],
    )
    assert ("mean_change", "RELATIONSHIP") not in told


def test_how_peer_supporters_are_is_a_count_and_from_ten_on_a_mean() -> None:
    found = figures()
    found.peers_changed = {
        Instrument.SWEMWBS: [1.0] * 6 + [-1.0] * 4,
        Instrument.WEMWBS: [1.0] * 9,
        Instrument.UCLA3: [1.0] * 3,
    }
    lines = lines_of(found)
    told = {(each.measure, each.part): each.value for each in lines}

    assert (10, 0.2) == (
        told["said_twice_how_they_are", "SWEMWBS"],
        told["mean_change_since_first", "SWEMWBS"],
    )
    assert (9, None) == (
        told["said_twice_how_they_are", "WEMWBS"],
        told["mean_change_since_first", "WEMWBS"],
    )
    assert told["said_twice_how_they_are", "UCLA3"] is None
    assert all(label_of(each) and value_of(each) for each in lines)


def test_fewer_than_ten_have_no_median_and_no_share() -> None:
    few = figures()
    few.waits = {kind: [*range(1, 10)] for kind in WaitKind}
    few.matches_ended = Counter({EndKind.PLANNED: 9})
    found = {(each.measure, each.part): each for each in lines_of(few)}

    assert 9 == found["came_to_an_end", WaitKind.ACCEPTANCE.value].value
    assert found["median_days", WaitKind.ACCEPTANCE.value].closed
    assert found["ended_as_planned_share", ""].closed
    assert found["ended_how", "PLANNED"].closed


def test_every_count_has_its_place_and_every_line_its_words() -> None:
    assert PLACES.keys() <= table_of(figures()).counts.keys()
    for line in lines_of(figures()):
        assert label_of(line)
        assert value_of(line)


def test_the_table_comes_back_as_it_was_written() -> None:
    lines = lines_of(figures())

    assert lines == from_csv(as_csv(lines))


def test_each_picture_says_in_words_what_it_shows() -> None:
    pictures = {each.name: each for each in pictures_of(lines_of(figures()))}

    assert {"funnel", "waits", "coverage"} == set(pictures)
    assert "Referrals received: 35; Accepted: 25; Support has started: 20." == (
        pictures["funnel"].description
    )
    svg = as_svg(pictures["coverage"])
    assert 'role="img"' in svg
    assert "75%" in svg


def test_the_same_report_is_printed_to_the_same_bytes() -> None:
    lines = lines_of(figures())
    report = ServiceReport(
        position=Position(7),
        since=date(2026, 1, 1),
        until=date(2026, 3, 31),
        known_at=None,
        service_report=ServiceReportId("r1"),
        issued_at=datetime(2026, 4, 5, tzinfo=UTC),
        content="0" * 64,
        closed=sum(each.closed for each in lines),
        lines=lines,
    )

    printed = as_pdf(report, "Càirdean Peer Support")
    assert printed == as_pdf(report, "Càirdean Peer Support")
    assert printed.startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("value", "measure", "words"),
    [
        (0.361, "stayed_share", "36%"),
        (1234.0, "hours_given", "1,234"),
        (6.5, "median_days", "6.5"),
        (None, "median_days", "closed"),
    ],
)
def test_numbers_are_written_as_people_read_them(
    value: float | None, measure: str, words: str
) -> None:
    assert words == value_of(Line("any", measure, "", value, closed=value is None))
