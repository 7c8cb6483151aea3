"""The privacy papers say what the code does: the same numbers, commands and rights."""

import re
from pathlib import Path

import pytest

from api.cli.parser import parser
from domain.definitions import DEFAULTS, numbers_of
from domain.retention import Kind
from domain.rights import ACKNOWLEDGED_WITHIN, Right

FOLDER = Path(__file__).parents[2] / "docs" / "privacy"
BASES = (FOLDER / "lawful-bases.md").read_text()
LINE = re.compile(r"^\| .* \| (\d+) (?:days|months).* \| `(\w+)` \|", re.MULTILINE)


def test_the_register_says_for_how_long_the_software_keeps_each_record() -> None:
    said = {name: float(number) for number, name in LINE.findall(BASES)}

    assert len(said) == len(Kind) + 1  # and the paper of a PVG result
    assert {name: numbers_of(DEFAULTS)[name] for name in said} == said


def test_people_are_told_of_every_right_and_of_the_clock() -> None:
    page = (FOLDER / "notice-for-people.md").read_text()
    words = {
        Right.ACCESS: "see everything",
        Right.RECTIFICATION: "put right",
        Right.ERASURE: "be forgotten",
        Right.RESTRICTION: "do nothing else with it",
        Right.OBJECTION: "stop using it",
        Right.PORTABILITY: "take your data along",
        Right.COMPLAINT: f"within {ACKNOWLEDGED_WITHIN.days} days",
    }

    assert set(words) == set(Right)
    assert [each for each in words.values() if each not in page] == []
    assert "one calendar month" in page


@pytest.mark.parametrize("page", sorted(FOLDER.glob("*.md")), ids=lambda page: page.stem)
def test_every_command_that_is_named_can_be_typed(page: Path) -> None:
    for typed in re.findall(r"`alongside ([a-z -]+)", page.read_text()):
        first = typed.split()[0]
        assert first in _commands(), typed


def _commands() -> set[str]:
    (commands,) = [each for each in parser()._actions if each.dest == "command"]
    return set(commands.choices or ())


def test_every_page_is_listed_in_the_first() -> None:
    first = (FOLDER / "README.md").read_text()

    assert [
        page.name
        for page in FOLDER.glob("*.md")
        if page.name != "README.md" and f"`{page.name}`" not in first
    ] == []
