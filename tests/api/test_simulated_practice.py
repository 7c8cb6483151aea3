"""A simulated service at the terminal: what a coordinator does is found in it again."""

import pytest

from application.why_not import AFTER, BEFORE, DID_NOT_FIT, PROPOSED, RULE_IN_THE_WAY
from tests.api.terminal import Terminal, terminal

__all__ = ["terminal"]  # the fixture

WHERE = ("--data", "data", "--keys", "keys")


@pytest.fixture
def simulated(terminal: Terminal) -> Terminal:
    made = terminal("simulate", "--people", "40", "--years", "1.2", "--seed", "4", *WHERE)
    assert made.status == 0, made.err
    return terminal


def test_why_not_somebody_is_answered_from_a_simulated_history(simulated: Terminal) -> None:
    matches = simulated("show", "match_board", "--json", *WHERE).json["rows"]
    roster = simulated("show", "peer_roster", "--json", *WHERE).json["rows"]
    answers = set()
    for match in matches:
        (proposed,) = [
            simulated("why-not", match["match"], match["peer"], "--json", *WHERE).json["answer"]
        ]
        assert PROPOSED == proposed
        for peer in roster:
            told = simulated("why-not", match["match"], peer["peer"], "--json", *WHERE).json
            answers.add(told["answer"])
            assert "defaults-1" == told["definitions"]

    assert len(matches) > 2
    assert answers & {AFTER, BEFORE, DID_NOT_FIT, RULE_IN_THE_WAY}


def test_its_people_answer_its_peer_supporters_grow_and_its_offers_are_open(
    simulated: Terminal,
) -> None:
    equality = simulated("equality", "--json", *WHERE).json["rows"]
    needs = simulated("competencies", "--json", *WHERE).json["rows"]
    offers = simulated("offers", "--json", *WHERE).json["models"]
    consistency = simulated("consistency", "--json", *WHERE).json["rows"]

    assert any(count["people"] for row in equality for count in row["counts"])
    reach = simulated("reach", *WHERE).out
    assert "COPD, or the lungs" in reach
    assert "Where they lived when they came." in reach
    assert any(row["able"] + row["growing"] for row in needs)
    assert 2 == offers["BEFRIENDING"]
    assert any(row["active"] for row in consistency)
