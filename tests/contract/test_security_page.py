"""The page about threats names tests that exist, and says so where there is none."""

import re

import pytest

from tests.conftest import PROJECT

PAGE = (PROJECT / "docs" / "security.md").read_text()
ROWS = re.findall(r"^\| (\d+) \|(.*)\|$", PAGE, re.MULTILINE)
LINES = re.findall(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| ([^|]+) \| ([^|]*) \|$", PAGE, re.MULTILINE)
STANDARD = """
1.1: 1 2
1.2: 1 2 3 4 5 6 7 8 9
1.3: 1 2 3 4 5 6 7 8 9 10 11
1.4: 1 2 3
1.5: 1 2
2.1: 1 2 3
2.2: 1 2 3
2.3: 1 2 3 4
2.4: 1
3.2: 1 2
3.3: 1 2 3 4
3.4: 1 2 3 4 5 6
3.5: 1 2 3 4 5
3.7: 1 2
4.1: 1 2 3
4.2: 1
4.3: 1 2
4.4: 1 2 3 4
5.1: 1
5.2: 1 2 3
5.3: 1 2
5.4: 1 2 3
6.1: 1 2 3
6.2: 1 2 3 4 5 6 7 8 9 10 11 12
6.3: 1 2 3 4
6.4: 1 2 3 4
6.5: 1 2 3 4 5
6.6: 1 2 3
6.8: 1 2 3 4
7.1: 1 2 3
7.2: 1 2 3 4
7.3: 1 2
7.4: 1 2 3 4 5
7.5: 1 2 3
7.6: 1 2
8.1: 1 2
8.2: 1 2 3
8.3: 1 2
8.4: 1
9.1: 1 2 3
9.2: 1 2 3 4
10.1: 1 2
10.2: 1 2
10.3: 1 2 3 4
10.4: 1 2 3 4 5 6 7 8 9 10 11
10.5: 1 2 3 4 5
10.6: 1 2
10.7: 1 2 3
11.1: 1 2
11.2: 1 2 3
11.3: 1 2 3 4
11.4: 1 2 3 4
11.5: 1
11.6: 1
12.1: 1 2 3
12.2: 1 2
12.3: 1 2 3 4
13.1: 1
13.2: 1 2 3 4 5
13.3: 1 2
13.4: 1 2 3 4 5
14.1: 1 2
14.2: 1 2 3 4 6 7
14.3: 1 2 3
15.1: 1 2 3
15.2: 1 2 3
15.3: 1 2 3 4 5 6 7
16.1: 1
16.2: 1 2 3 4 5
16.3: 1 2 3 4
16.4: 1 2 3
16.5: 1 2 3
17.1: 1
17.2: 1 2 3 4
17.3: 1 2
"""
"""The lines of OWASP ASVS 5.0, by section: levels 1 and 2, and 7.5.3, 8.3.2, 11.3.4, 14.2.6, 14.2.7
of level 3 (part 3.1 of the reference)."""
ANSWERS = {"Holds", "By design", "Runs outside", "None here", "Not yet"}
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


def test_every_line_of_the_standard_is_answered_in_its_order() -> None:
    asked = [
        f"{section}.{number}"
        for section, _colon, numbers in (line.partition(":") for line in STANDARD.split("\n"))
        for number in numbers.split()
    ]

    assert len(asked) == 253 + 5
    assert asked == [number for number, _answer, _how, _test in LINES]


def test_a_line_that_holds_names_its_test_and_any_other_its_reason() -> None:
    for number, answer, how, test in LINES:
        assert answer in ANSWERS, number
        assert how.endswith("."), number
        assert ("test_" in test) or answer != "Holds", number
