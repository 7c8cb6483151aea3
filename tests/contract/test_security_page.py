"""The page about threats names tests that exist, and says so where there is none."""

import re

import pytest

from tests.conftest import PROJECT

PAGE = (PROJECT / "docs" / "security.md").read_text()
ROWS = re.findall(r"^\| (\d+) \|(.*)\|$", PAGE, re.MULTILINE)
THREATS = 15
"""How many threats the reference names (part 5)."""


def test_every_threat_has_its_row() -> None:
    assert [int(number) for number, _ in ROWS] == [*range(1, THREATS + 1)]


@pytest.mark.parametrize(("number", "row"), ROWS)
def test_a_threat_has_a_test_or_says_what_is_not_covered(number: str, row: str) -> None:
    _threat, _letters, stands, tests, not_covered = (each.strip() for each in row.split("|"))

    assert number
    assert ("test_" in tests) == (stands != "—")
    assert "test_" in tests or "issue" in not_covered


def test_every_test_that_is_named_exists() -> None:
    there = {
        name
        for file in (PROJECT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", file.read_text(), re.MULTILINE)
    }
    named = set(re.findall(r"`(test_\w+)`", PAGE))

    assert named
    assert named - there == set()
