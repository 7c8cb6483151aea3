"""Anything that can be asked is asked from the terminal by its name."""

import io

import pytest

from application.commands import DECIDER_OF
from tests.api.terminal import Terminal, terminal

__all__ = ["terminal"]  # the fixture


@pytest.fixture
def opened(terminal: Terminal) -> Terminal:
    """A terminal beside a service that was opened."""
    assert terminal("init").status == 0
    return terminal


def test_every_command_is_listed_with_what_it_is_for(terminal: Terminal) -> None:
    listed = terminal("do").out.splitlines()

    assert len(listed) == len(DECIDER_OF)
    (line,) = (each for each in listed if each.startswith("receive-referral "))
    assert line.endswith(".")


def test_the_fields_of_a_command_are_told(terminal: Terminal) -> None:
    told = terminal("do", "record-session", "--fields").out

    assert "minutes" in told
    assert "PERSONS_HOME|PEERS_HOME" in told
    assert "UnknownMatch, " in told


def test_a_referral_on_the_telephone_is_taken_from_the_terminal(opened: Terminal) -> None:
    taken = opened(
        "do",
        "receive-referral",
        "source=SELF",
        "name=Morag Testperson",
        "urgent=false",
        "reasons=NEWLY_DIAGNOSED",
        "reasons=MH_NEEDS",
        "--json",
    ).json

    assert taken["ids"].keys() >= {"person", "referral"}
    (row,) = opened("caseload", "--json").json["rows"]
    assert row["person"] == taken["ids"]["person"]


def test_the_same_key_is_answered_the_same(opened: Terminal) -> None:
    typed = ("do", "ReceiveReferral", "source=SELF", "name=Morag", "--key", "once", "--json")
    first, again = opened(*typed).json, opened(*typed).json

    assert first["repeated"] is False
    assert again == {**first, "repeated": True}


def test_words_are_read_from_standard_input(
    opened: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = opened("do", "receive-referral", "source=SELF", "name=Morag", "--json").json["ids"][
        "person"
    ]
    monkeypatch.setattr("sys.stdin", io.StringIO("not before noon\n"))

    assert opened("do", "record-safe-contact", f"person={person}", "times=-").status == 0


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (("do", "hand-out-sweets"), "Nothing is called hand-out-sweets"),
        (("do", "record-death", "person"), "FIELD=VALUE"),
        (("do", "record-death", "persn=x"), "no such field"),
        (("do", "record-death"), "missing required field person"),
        (("do", "record-death", "person=x", "on=someday"), "Invalid"),
        (("do", "record-death", "person=nobody"), "Nobody is registered"),
    ],
)
def test_what_does_not_fit_is_said_in_a_line(
    opened: Terminal, typed: tuple[str, ...], says: str
) -> None:
    assert says in opened(*typed).error


def test_what_is_refused_is_not_recorded(opened: Terminal) -> None:
    before = opened("caseload", "--json").json["position"]

    assert opened("do", "record-death", "person=nobody").status == 1
    assert opened("caseload", "--json").json["position"] == before
