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


# --- Of a decision about confidentiality ---


@pytest.fixture
def decision(terminal: Terminal, known: str) -> str:
    """An emergency that was recorded, with what was known then."""
    recorded = terminal(
        *("do", "record-emergency-break", f"person={known}", "grounds=SUICIDE_RISK"),
        *("ground_words=Said goodbye, with tablets in front of her.", "items=what she said"),
        *("recipient=Ambulance control", "recipient_kind=AMBULANCE", "decided_by=isla"),
        *("decider_role=COORDINATOR", "--json"),
    )
    assert recorded.status == 0, recorded
    break_id = str(recorded.json["ids"]["break"])
    noted = ("do", "note-break-fact", f"break_id={break_id}", "words=She rang.", "entries=1")
    assert terminal(*noted, "source=FIRST_HAND").status == 0
    return break_id


def test_the_evidence_of_a_break_holds_what_its_facts_name(
    terminal: Terminal, decision: str
) -> None:
    made = terminal("bundle", decision, "--out", "evidence", "--json").json
    names = (Path("evidence") / "README.md").read_text()

    assert made["events"][0] == 1
    assert "ConfidentialityDecisionRecorded" in names
    assert "ConfidentialityFactNoted" in names
    assert "ServiceOpened" in names
    assert not any(
        b"tablets" in file.read_bytes() for file in Path("evidence").rglob("*") if file.is_file()
    )
    assert terminal("verify-bundle", "evidence", "--key", made["key"]).status == 0


def test_a_bundle_takes_the_entries_of_the_evidence_pack_and_says_which_is_which(
    terminal: Terminal, decision: str, known: str
) -> None:
    shown = terminal("show", "evidence_pack", "--filter", f"break={decision}", "--json").json
    cut = ("--pack", "--known-at", shown["cut"])
    made = terminal("bundle", decision, "--out", "evidence", *cut, "--json").json
    without = terminal("bundle", decision, "--out", "without", "--json").json
    checked = terminal("verify-bundle", "evidence", "--key", made["key"])

    assert checked.status == 0
    assert shown["digest"] in checked.out
    assert {*made["events"]} > {*without["events"]}
    assert not (Path("without") / "pack.json").exists()
    other = terminal("bundle", f"person:{known}", "--out", "other", "--pack")
    assert "an evidence pack is of a break" in other.error


def test_a_receipt_is_given_once_they_were_told_and_that_is_recorded(
    terminal: Terminal, decision: str, known: str
) -> None:
    asked = ("receipt", decision, "--by", "EMAIL", "--out", "theirs")
    assert "have not been told" in terminal(*asked).error
    assert terminal("do", "record-told-of-sharing", f"break_id={decision}").status == 0
    assert "may be sent something" in terminal(*asked).error
    said = ("do", "record-safe-contact", f"person={known}", "may_email=true")
    assert terminal(*said).status == 0
    before = terminal("verify", "--json").json["events"]
    assert not Path("theirs").exists()

    given = terminal(*asked, "--json").json

    assert given["position"] == before + 1
    assert sorted(each.name for each in Path("theirs").iterdir()) == [
        "receipt.leaf",
        "receipt.tlog-proof",
        "receipt.txt",
    ]
    checked = terminal("verify-bundle", "theirs", "--key", given["key"])
    assert f"holds event {given['entry']}" in checked.out
    words = (Path("theirs") / "receipt.txt").read_text().lower()
    assert not any(each in words for each in ("emergency", "ambulance", "confiden", "morag"))
    assert "there already" in terminal(*asked).error
    assert terminal("verify", "--json").json["events"] == given["position"]


def test_a_receipt_with_a_changed_byte_is_refused(terminal: Terminal, decision: str) -> None:
    assert terminal("do", "record-told-of-sharing", f"break_id={decision}").status == 0
    given = terminal("receipt", decision, "--by", "WALK", "--out", "theirs", "--json").json
    for name in ("receipt.leaf", "receipt.tlog-proof"):
        file = Path("theirs") / name
        right = file.read_bytes()
        for at in range(0, len(right), 7):
            file.write_bytes(right[:at] + bytes([right[at] ^ 1]) + right[at + 1 :])
            assert terminal("verify-bundle", "theirs", "--key", given["key"]).status == 1
        file.write_bytes(right)
    assert terminal("verify-bundle", "theirs", "--key", given["key"]).status == 0
