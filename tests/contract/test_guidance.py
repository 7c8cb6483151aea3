"""The page that holds the guidance against the product: whatever it names is there."""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from application.commands import DECIDERS
from domain.catalogue import EVENTS
from domain.indicators import IndicatorCode

PROJECT = Path(__file__).parent.parent.parent
PAGE = PROJECT / "docs" / "guidance.md"
LONGEST_RUN = 7
"""How many words in a row may be the guidance's own."""

SECTIONS = 17
NAMED = re.compile(r"`([^`]+)`")
A_FLAG = re.compile(r'\bFlag\(\s*"([A-Z_]+)"')
A_TEST = re.compile(r"^(?:async )?def (test_\w+)", re.MULTILINE)


class Sentence(NamedTuple):
    """One line of the page, by column."""

    number: str
    asked: str
    events: str
    rules: str
    views: str
    tests: str
    not_yet: str


def sentences(page: str) -> list[Sentence]:
    lines = [line for line in page.splitlines() if re.match(r"\| \d", line)]
    return [Sentence(*(cell.strip() for cell in line.split("|")[1:-1])) for line in lines]


def named(cell: str) -> list[str]:
    return NAMED.findall(cell)


@cache
def source(folder: str) -> str:
    return "\n".join(each.read_text() for each in sorted((PROJECT / folder).rglob("*.py")))


@cache
def rules() -> frozenset[str]:
    """Commands, refusals, flags and indicators."""
    said = {kind.__name__ for each in DECIDERS for kind in (*each.commands, *each.refusals)}
    return frozenset({*said, *A_FLAG.findall(source("domain")), *IndicatorCode.__members__})


@cache
def views() -> frozenset[str]:
    folders = (PROJECT / "projections", PROJECT / "application")
    return frozenset(each.stem for folder in folders for each in folder.glob("*"))


@cache
def shown() -> frozenset[str]:
    return frozenset(A_TEST.findall(source("tests")))


def unknown(page: str) -> list[str]:
    """Whatever the page names that is not there, with its number."""
    return [
        f"{each.number}: {name}"
        for each in sentences(page)
        for cell, known in (
            (each.events, frozenset(EVENTS)),
            (each.rules, rules()),
            (each.views, views()),
            (each.tests, shown()),
        )
        for name in named(cell)
        if name not in known
    ]


def out_of_order(page: str) -> list[str]:
    """The numbers that are not the next one: sections from 1, and sentences from 1 in each."""
    wrong, last = [], (0, 0)
    for each in sentences(page):
        section, number = (int(part) for part in each.number.split("."))
        if (section, number) not in {(last[0], last[1] + 1), (last[0] + 1, 1)}:
            wrong.append(each.number)
        last = (section, number)
    return wrong


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", re.sub("['\N{RIGHT SINGLE QUOTATION MARK}]", "", text.lower()))


def copied(page: str, guidance: str) -> set[str]:
    """Runs of words that stand in both."""

    def runs(text: str) -> set[str]:
        said, length = words(text), LONGEST_RUN + 1
        return {" ".join(said[at : at + length]) for at in range(len(said) - length + 1)}

    return runs(page) & runs(guidance)


def test_whatever_the_page_names_is_in_the_code() -> None:
    assert [] == unknown(PAGE.read_text())


def test_every_sentence_is_numbered_in_order_and_without_gaps() -> None:
    page = PAGE.read_text()
    headings = re.findall(r"^## (\d+)\. ", page, re.MULTILINE)

    assert [] == out_of_order(page)
    assert [str(number) for number in range(1, SECTIONS + 1)] == headings
    assert set(headings) == {each.number.partition(".")[0] for each in sentences(page)}


def test_every_sentence_is_answered_by_events_and_shown_by_a_test() -> None:
    unanswered = [
        each.number
        for each in sentences(PAGE.read_text())
        if not (each.asked and named(each.events) and named(each.tests))
    ]

    assert [] == unanswered


def test_no_line_has_a_cell_too_many_or_a_name_where_none_belongs() -> None:
    for each in sentences(PAGE.read_text()):
        assert not named(each.asked + each.not_yet), each.number


@pytest.mark.parametrize("column", ["events", "rules", "views", "tests"])
def test_what_is_not_there_would_be_noticed(column: str) -> None:
    page = PAGE.read_text()
    line = next(each for each in sentences(page) if named(getattr(each, column)))
    name = named(getattr(line, column))[0]
    spoilt = page.replace(f"`{name}`", "`NotThereAtAll`")

    assert f"{line.number}: NotThereAtAll" in unknown(spoilt)


def test_a_gap_in_the_numbers_would_be_noticed() -> None:
    page = PAGE.read_text()

    assert ["6.3"] == out_of_order(re.sub(r"(?m)^\| 6\.2 .*\n", "", page))
    assert "7.1" not in out_of_order(page)


# The guidance lies beside the project: in a plain clone there is nothing to compare with.
GUIDANCE = PROJECT.parent / "shared" / "guidance.txt"
if GUIDANCE.is_file():

    def test_nothing_is_copied_out_of_the_guidance() -> None:
        assert set() == copied(PAGE.read_text(), GUIDANCE.read_text())

    def test_copying_would_be_noticed() -> None:
        guidance = GUIDANCE.read_text()
        some = " ".join(words(guidance)[400 : 400 + LONGEST_RUN + 1])

        assert copied(f"It says: {some}.", guidance)
        assert not copied(" ".join(some.split()[:LONGEST_RUN]), guidance)
