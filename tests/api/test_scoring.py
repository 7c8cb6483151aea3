"""``alongside score``: one questionnaire, without a store."""

from typing import Any

import pytest

from tests.api.terminal import Terminal, terminal

__all__ = ["terminal"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("SWEMWBS 3 3 3 3 3 3 3", {"raw": 21, "score": 19.25, "unscorable": None, "flags": []}),
        ("SWEMWBS 3 3 3 - 3 3 3", {"raw": None, "score": None, "unscorable": "MISSING_ITEM"}),
        ("PHQ-9 1 1 2 0 3 1 0 2 1", {"score": 11, "band": "MODERATE", "flags": ["RISK_ITEM"]}),
        ("SEMCD-6 5 6 7 - - 8", {"score": 6.5, "unscorable": None}),
        ("SEMCD-6 5/6 5 5 5 5 5", {"score": 5.0, "flags": ["LOWER_OF_TWO"]}),
        ("GAS 2 -1", {"instrument": "GAS", "score": 56.2}),
        ("GAS 1 0 -1 --weights 2,1,3", {"score": 47.8}),
        ("GAS -1 -1 -1", {"score": 36.31}),
        ("ONS4 7 8 9 2", {"raw": None, "score": None, "unscorable": "NO_COMPOSITE"}),
    ],
)
def test_a_questionnaire_is_scored_for_machines(
    terminal: Terminal, typed: str, said: dict[str, Any]
) -> None:
    ran = terminal("score", *typed.split(), "--json")

    assert 0 == ran.status
    assert said == {name: ran.json[name] for name in said}


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("SWEMWBS 3 3 3 0 3 3 3", "items: Item 4 of SWEMWBS is a whole number from 1 to 5"),
        ("SWEMWBS 3 3 3 6 3 3 3", "items: Item 4 of SWEMWBS"),
        ("SWEMWBS 3 3", "2 answers were given"),
        ("PAM 1", "instrument: PAM is not scored here"),
        ("HOROSCOPE 1", "instrument: No instrument of this name"),
        ("GAS 1 1 --weights 2", "weights: Give one weight"),
        ("GAS 1 1 --weights two,one", "weights: Write weights as 2,1,3"),
    ],
)
def test_what_cannot_be_is_one_line_with_the_rule(
    terminal: Terminal, typed: str, error: str
) -> None:
    assert error in terminal("score", *typed.split()).error


def test_people_read_it_in_words_with_whose_it_is(terminal: Terminal) -> None:
    well_being = terminal("score", "SWEMWBS", *("3" * 7)).out
    mood = terminal("score", "PHQ9", *("0" * 8), "1").out
    parts = terminal("score", "ONS4", "7", "8", "-", "2").out
    loneliness = terminal("score", "DJG6", "yes", "-", "no", "no", "more-or-less", "yes").out

    assert "SWEMWBS: 19.25 (low); added up 21" in well_being
    assert "© NHS Health Scotland" in well_being
    assert "Somebody has to speak with this person today." in mood
    assert "worthwhile: 8 (high)\n  happy: left out\n  anxious: 2 (low)" in parts
    assert "emotional: left out" in loneliness
    assert "It says nothing about one person." in loneliness
