"""Evidence from the terminal: written, checked offline, refused."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.api.terminal import Terminal, request, sent, terminal

__all__ = ["terminal"]  # the fixture


@pytest.fixture
def known(terminal: Terminal) -> str:
    """Somebody who was referred, beside somebody else."""
    people = request("1", "p1"), request("2", "p2")
    assert terminal("import", "referrals", sent(Path("two.json"), *people)).status == 0
    return str(terminal("caseload", "--json").json["rows"][0]["person"])


def test_a_bundle_is_written_and_checked_without_the_store(terminal: Terminal, known: str) -> None:
    made = terminal("bundle", f"person:{known}", "--out", "evidence", "--json").json
    Path("alongside-data").rename("gone")
    checked = terminal("verify-bundle", "evidence", "--key", made["key"])

    assert (made["dir"], made["position"]) == ("evidence", 5)
    assert checked.status == 0
    assert "Whether what was recorded is true" in checked.out
    assert terminal("verify-bundle", "evidence", "--key", made["key"], "--json").json["ok"]
    (Path("evidence") / "schema.json").write_text("{}")
    assert "schema.json" in terminal("verify-bundle", "evidence", "--key", made["key"]).error
    assert "NAME+ID+KEY" in terminal("verify-bundle", "evidence", "--key", "mine").error


def test_only_what_is_chosen_can_be_read(terminal: Terminal, known: str) -> None:
    with closing(sqlite3.connect(Path("alongside-data") / "log.db")) as log:
        (position,) = log.execute(
            "SELECT position FROM events WHERE tags LIKE ? AND name = 'PersonRegistered'",
            (f"%person:{known}%",),
        ).fetchone()
    about = ("bundle", f"person:{known}", "--out")

    said = terminal(*about, "closed")
    opened = terminal(*about, "open", "--disclose", f"{position}:name")
    assert (said.status, opened.status) == (0, 0)
    assert "Morag" not in (Path("closed") / "disclosed.json").read_text()
    assert "Morag" in (Path("open") / "disclosed.json").read_text()
    assert "seals no colour" in terminal(*about, "x", "--disclose", f"{position}:colour").error
    assert terminal(*about, "x", "--disclose", "name").status == 2
    assert not Path("x").exists()


def test_evidence_of_what_nobody_recorded_is_refused(terminal: Terminal, known: str) -> None:
    assert "nothing is recorded about break:x" in terminal("bundle", "x", "--out", "out").error
    assert "there already" in terminal("bundle", f"person:{known}", "--out", ".").error
    assert "no event" in terminal("bundle", f"person:{known}", "--out", "out", "--also", 99).error
    assert not Path("out").exists()
