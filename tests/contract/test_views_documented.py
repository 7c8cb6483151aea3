"""The page on views says what the code does: every view, every field, every usual order."""

import re
from pathlib import Path

import pytest

from projections.catalogue import VIEWS
from projections.lists import LISTS
from projections.match_board import LISTING as MATCH_BOARD
from projections.waiting_list import LISTING as WAITING_LIST
from projections.worklist.items import ORDER

PAGE = Path(__file__).parents[2] / "docs" / "views.md"
SECTIONS = dict(
    re.findall(r"^## `(\w+)`\n(.*?)(?=^## |\Z)", PAGE.read_text(), re.MULTILINE | re.DOTALL)
)


def test_every_list_has_its_section_and_no_other_has() -> None:
    assert set(LISTS) == set(SECTIONS)


@pytest.mark.parametrize("name", LISTS)
def test_the_fields_of_a_list_are_those_of_its_rows(name: str) -> None:
    (line,) = re.findall(r"^Fields: (.*)\.$", SECTIONS[name], re.MULTILINE)

    assert [*LISTS[name].row.__struct_fields__] == re.findall(r"`(\w+)`", line)


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("waiting_list", WAITING_LIST.order),
        ("match_board", MATCH_BOARD.order),
        ("worklist", ORDER),
    ],
)
def test_the_usual_order_is_the_one_that_is_used(name: str, order: str) -> None:
    (said,) = re.findall(r"^Usual order: `(.*)`\.$", SECTIONS[name], re.MULTILINE)

    assert order.startswith(said)


@pytest.mark.parametrize("name", [view.name for view in VIEWS])
def test_every_view_that_is_kept_stands_on_the_page(name: str) -> None:
    assert f"`{name}`" in PAGE.read_text()
