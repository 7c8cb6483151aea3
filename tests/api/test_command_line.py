"""The command line: what it answers, how it ends, and what it says when something is wrong."""

import base64
import http.client
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.api.terminal import Ran, Terminal, request, sent, terminal

__all__ = ["terminal"]  # the fixture

ALONGSIDE = Path(sys.executable).with_name("alongside")
STORE = "alongside-data"
NOBODY = 65534
PATIENCE = 20


@pytest.fixture
def stocked(terminal: Terminal) -> Terminal:
    """A terminal beside a store with one referral."""
    assert terminal("import", "referrals", sent(Path("one.json"), request("1", "p1"))).status == 0
    return terminal


# --- Wrong usage ---


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "unknown",
        "caseload --format xml",
        "import",
        "import peers-of-the-realm file",
        "import referrals",
        "simulate",
        "simulate --people 0 --years 1 --seed 1",
        "simulate --people 10 --years -1 --seed 1",
        "simulate --people ten --years 1 --seed 1",
        "serve --port 70000",
        "serve --port eighty",
        "projections",
        "projections drop",
        "caseload --data here --database-url postgresql://there",
        "backup",
        "restore",
        "migrate",
        "history",
        "match",
        "verify --unknown-flag",
        "caseload --known-at nonsense",
        "caseload --true-at 2026-13-01",
        "caseload --true-at 2026-02-30",
        "history somebody --known-at yesterday",
        "simulate --people 1 --years 1 --seed 1 --until 2026-02-30",
    ],
)
def test_wrong_usage_ends_with_2_and_says_where_help_is(terminal: Terminal, typed: str) -> None:
    ran = terminal(*typed.split())

    assert ran.status == 2
    assert ran.out == ""
    (*_usage, line) = ran.err.splitlines()
    assert line.startswith("error: ")
    assert line.endswith("--help)")
    assert not Path(STORE).exists()


def test_help_and_version_end_with_0(terminal: Terminal) -> None:
    for flag in ("--help", "--version"):
        ran = terminal(flag)
        assert ran.status == 0
        assert "alongside" in ran.out


# --- What cannot be done ---


@pytest.mark.parametrize(
    "typed",
    [
        "caseload",
        "caseload --json",
        "history somebody",
        "projections status",
        "projections rebuild caseload",
        "verify",
        "verify --json",
        "backup copy",
        "migrate --to postgresql://localhost/other",
        "serve",
    ],
)
def test_where_there_is_no_store_none_is_made(terminal: Terminal, typed: str) -> None:
    assert "there is no store in alongside-data" in terminal(*typed.split()).error
    assert list(terminal.directory.iterdir()) == []


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("caseload --service elsewhere", "no service elsewhere"),
        ("projections rebuild nothing", "no view nothing"),
        ("projections status nothing", "no view nothing"),
        ("simulate --people 1 --years 1 --seed 1", "holds entries already"),
        ("demo --no-serve", "holds entries already"),
        ("demo --host 0.0.0.0 --no-serve", "holds entries already"),
        ("demo --host 0.0.0.0", "can be reached by others"),
        ("serve --host 0.0.0.0", "can be reached by others"),
        ("serve --host ::", "can be reached by others"),
        ("serve --host 192.0.2.7", "can be reached by others"),
        ("serve --host example.org", "can be reached by others"),
        ("init --profile missing.toml", "no file missing.toml"),
        ("init --profile one.json", ""),
        ("caseload --key-file missing", "key file missing is missing"),
        ("caseload --key-file one.json", "key"),
        ("caseload --key-file alongside.toml", "is missing"),
        ("caseload --data one.json", ""),
        ("import referrals one.json --data one.json", ""),
        ("import referrals one.json --data one.json/below", ""),
        ("caseload --database-url postgresql://127.0.0.1:1/nothing", "database"),
        ("caseload --database-url mysql://127.0.0.1/nothing", "database"),
        ("migrate --to postgresql://127.0.0.1:1/nothing", "database"),
        ("migrate --to nonsense", "database"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line_with_what_to_do(
    stocked: Terminal, typed: str, says: str
) -> None:
    before = stocked("verify", "--json").json

    assert says in stocked(*typed.split()).error

    assert stocked("verify", "--json").json == before


def test_the_key_file_of_another_store_is_refused(stocked: Terminal) -> None:
    sent(Path("two.json"), request("2", "p2"))
    stocked("import", "referrals", "two.json", "--data", "other")

    ran = stocked("caseload", "--key-file", "other.keys/key-encryption-key")

    assert "another key-encryption key" in ran.error


def test_a_store_without_its_keyring_makes_no_new_one(stocked: Terminal) -> None:
    Path("alongside-data.keys").rename("elsewhere")

    for typed in ("caseload", "import referrals one.json", "init", "verify"):
        assert "no keyring in alongside-data.keys" in stocked(*typed.split()).error
    assert not Path("alongside-data.keys").exists()

    assert stocked("caseload", "--keys", "elsewhere").status == 0


def test_a_store_without_its_key_file_makes_no_new_one(stocked: Terminal) -> None:
    Path("alongside-data.keys/key-encryption-key").rename("elsewhere")

    assert "is missing" in stocked("caseload").error
    assert "is missing" in stocked("import", "referrals", "one.json").error

    assert stocked("caseload", "--key-file", "elsewhere").status == 0


def test_a_log_that_is_no_database_is_named_as_broken(stocked: Terminal) -> None:
    for file in Path(STORE).glob("log.db*"):
        file.write_text("Dear diary, this is not a database. " * 1_000)

    assert "database" in stocked("caseload").error


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("data = ", "alongside.toml cannot be read"),
        ("colour = 'blue'", "does not exist: colour"),
        ("data = 7", "alongside.toml"),
    ],
)
def test_settings_that_cannot_be_read_are_named(
    terminal: Terminal, written: str, says: str
) -> None:
    Path("alongside.toml").write_text(written)

    assert says in terminal("caseload").error


def test_flags_come_before_the_environment_and_that_before_the_file(
    stocked: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("alongside.toml").write_text("data = 'from-the-file'")
    assert "from-the-file" in stocked("caseload").error
    monkeypatch.setenv("ALONGSIDE_DATA", "from-the-environment")
    assert "from-the-environment" in stocked("caseload").error
    assert stocked("caseload", "--data", STORE).status == 0


def test_a_store_that_belongs_to_somebody_else_is_refused_in_words(stocked: Terminal) -> None:
    with _as_somebody_without_rights():
        for typed in ("caseload", "verify", "import referrals one.json", "backup copy"):
            stocked(*typed.split()).error  # noqa: B018 - it looks at the line


def test_several_services_ask_which_is_meant(stocked: Terminal) -> None:
    assert stocked("init", "--service", "second").status == 0

    assert "choose with --service" in stocked("caseload").error
    assert stocked("caseload", "--service", "second", "--json").json["rows"] == []
    assert len(stocked("caseload", "--service", "service", "--json").json["rows"]) == 1


# --- Opening a service ---


def test_a_service_opens_from_the_small_charity_profile_and_says_what_is_refused(
    terminal: Terminal,
) -> None:
    opened = terminal("init", "--json").json

    assert any("safeguarding lead" in sentence for sentence in opened["refused"])
    profile = Path(opened["profile"])
    text = profile.read_text()
    for name in ("Isla", "Shona", "Fraser", "Catriona", "Hamish"):
        text = text.replace('name = ""', f'name = "{name} Example"', 1)
    profile.write_text(text.replace('assessed_by = ""', 'assessed_by = "Isla Example"'))

    again = terminal("init", "--profile", profile, "--json").json
    events = terminal("verify", "--json").json["events"]

    assert again["refused"] == []
    assert terminal("init", "--profile", profile).status == 0
    assert terminal("verify", "--json").json["events"] == events


# --- Real input ---

OUTCOME = {"source", "record", "outcome", "became", "reason", "id"}


def test_a_request_is_accepted_once_and_then_a_duplicate(terminal: Terminal) -> None:
    file = sent(Path("one.json"), request("1", "p1"))

    first = terminal("import", "referrals", file, "--json")
    second = terminal("import", "referrals", file, "--json")

    assert (first.status, second.status) == (0, 0)
    assert first.json.keys() >= OUTCOME
    assert first.json["source"] == "one.json"
    assert first.json["record"] == 1
    assert (first.json["outcome"], first.json["became"]) == ("accepted", "enquiry")
    assert first.json["reason"] is None
    assert second.json["outcome"] == "duplicate"
    assert second.json["id"] == first.json["id"]
    assert len(terminal("caseload", "--json").json["rows"]) == 1


def test_another_request_for_the_same_person_is_linked_to_them(terminal: Terminal) -> None:
    file = sent(Path("two.json"), request("1", "p1"), request("2", "p1"), request("3", "p3"))

    first, second, third = terminal("import", "referrals", file, "--json").lines

    assert [each["outcome"] for each in (first, second, third)] == ["accepted"] * 3
    assert second["person"] == first["person"] != third["person"]
    assert first["id"] != second["id"]
    later = sent(Path("later.json"), request("4", "p3"))
    assert terminal("import", "referrals", later, "--json").json["person"] == third["person"]


def test_good_records_go_in_though_others_fail_and_nothing_is_there_by_halves(
    terminal: Terminal,
) -> None:
    Path("broken.json").write_text('{"resourceType": "ServiceRequest",')
    Path("empty.json").write_text("")
    mixed = sent(
        Path("mixed.json"),
        request("1", "p1"),
        request("2", "p2", status="revoked"),
        request("3", "p3"),
    )

    ran = terminal(
        "import", "referrals", "broken.json", mixed, "missing.json", "empty.json", "--json"
    )

    assert ran.status == 1
    assert [(each["source"], each["record"], each["outcome"]) for each in ran.lines] == [
        ("broken.json", 1, "refused"),
        ("mixed.json", 1, "accepted"),
        ("mixed.json", 2, "refused"),
        ("mixed.json", 3, "accepted"),
        ("missing.json", 1, "refused"),
        ("empty.json", 1, "refused"),
    ]
    for each in ran.lines:
        assert (each["outcome"] == "refused") == (each["reason"] is not None)
        assert (each["outcome"] == "refused") == (each["id"] is None)
    found = terminal("verify", "--json").json
    assert found["ok"]
    assert found["events"] == 1 + 2 * 2  # the default service, and two events for each person


def test_a_refused_file_leaves_a_store_without_a_single_referral(terminal: Terminal) -> None:
    Path("broken.json").write_text("{")

    ran = terminal("import", "referrals", "broken.json")

    assert ran.status == 1
    assert ran.out.startswith("broken.json, record 1: refused\n    ")
    assert terminal("caseload", "--json").json["rows"] == []


def test_a_table_is_read_by_its_name_or_when_told(terminal: Terminal) -> None:
    table = "agreed,name,phone\nyes,Morag Testperson,01632 960001\n,Callum Testperson,\n"
    Path("sheet.csv").write_text(table)
    Path("sheet.txt").write_text(table.replace("Morag", "Euan"))

    by_name = terminal("import", "referrals", "sheet.csv", "--json")
    told = terminal("import", "referrals", "sheet.txt", "--format", "csv", "--json")

    for ran in (by_name, told):
        assert ran.status == 1
        assert [each["outcome"] for each in ran.lines] == ["accepted", "refused"]
        assert ran.lines[0]["became"] == "referral"


# --- What is seen ---


def test_the_caseload_says_what_it_reflects_and_echoes_the_moments(stocked: Terminal) -> None:
    now = stocked("caseload", "--json").json
    today = datetime.now(ZoneInfo("Europe/London")).date()
    yesterday = today - timedelta(days=1)

    assert (now["position"], now["known_at"], now["true_at"]) == (3, None, None)
    (row,) = now["rows"]
    assert row.keys() >= {"person", "match", "coordinator", "state", "level"}
    assert (row["state"], row["match"], row["level"]) == ("ENQUIRY", None, None)

    known = stocked("caseload", "--json", "--known-at", today, "--true-at", yesterday).json
    assert (known["position"], known["known_at"], known["true_at"]) == (
        3,
        str(today),
        str(yesterday),
    )
    assert known["rows"] == []
    before = stocked("caseload", "--json", "--known-at", yesterday).json
    assert (before["position"], before["rows"]) == (0, [])
    assert len(stocked("caseload", "--json", "--true-at", today).json["rows"]) == 1
    assert stocked("caseload", "--json", "--coordinator", "nobody").json["rows"] == []


def test_the_caseload_is_a_table_for_people_and_csv_for_sheets(stocked: Terminal) -> None:
    (row,) = stocked("caseload", "--json").json["rows"]

    table = stocked("caseload").out
    header, line = stocked("caseload", "--format", "csv").out.splitlines()

    assert "Morag" in table
    assert "Reflects entry 3." in table
    assert header.split(",")[:3] == ["person", "match", "coordinator"]
    assert line.startswith(row["person"] + ",")


def test_a_date_means_the_end_of_that_local_day(terminal: Terminal) -> None:
    terminal("simulate", "--people", 15, "--years", 0.3, "--seed", 4, "--until", "2026-08-20")
    recorded = _column("SELECT recorded_at FROM events ORDER BY position")
    days = [date(2026, 7, 1) + timedelta(days=each) for each in range(12)]

    for day in days:
        midnight = datetime.combine(
            day + timedelta(days=1), datetime.min.time(), ZoneInfo("Europe/London")
        )
        known = sum(at < midnight.timestamp() * 1_000_000 for at in recorded)
        found = terminal("caseload", "--json", "--known-at", day).json
        assert found["position"] == known
        minute_to = f"{day}T23:59:59.999999"
        assert terminal("caseload", "--json", "--known-at", minute_to).json["rows"] == found["rows"]


def test_a_persons_history_is_told_in_sentences(stocked: Terminal) -> None:
    (row,) = stocked("caseload", "--json").json["rows"]

    told = stocked("history", row["person"], "--json").json

    assert [each["position"] for each in told["entries"]] == [2, 3]
    assert len(stocked("history", row["person"]).out.splitlines()) == 2
    assert "Nobody is registered under this identifier" in stocked("history", "nobody").error


def test_every_view_tells_its_position_lag_and_digest(stocked: Terminal) -> None:
    status = stocked("projections", "status", "--json").json

    assert {"caseload", "person_history"} <= {each["projection"] for each in status}
    for each in status:
        assert (each["position"], each["lag"]) == (3, 0)
        assert len(bytes.fromhex(each["digest"])) == 32
    rebuilt = stocked("projections", "rebuild", "--json").lines
    assert all(each["same"] for each in rebuilt)
    assert stocked("projections", "status", "--json").json == status
    (one,) = stocked("projections", "status", "caseload", "--json").json
    assert one["projection"] == "caseload"


# --- Simulation ---


def test_a_simulation_ends_with_its_sizes(terminal: Terminal) -> None:
    sizes = {"events", "people", "matches", "sessions", "seconds"}
    chosen = ("--people", 4, "--years", 0.2, "--seed", 2, "--json")

    simulated = terminal("simulate", *chosen).lines[-1]
    demonstrated = terminal("demo", "--no-serve", *chosen, "--data", "demonstration").lines[-1]

    assert simulated.keys() >= sizes
    assert demonstrated.keys() >= sizes
    assert simulated["people"] == demonstrated["people"] == 4
    found = terminal("verify", "--json").json
    assert found["ok"]
    assert found["events"] == simulated["events"]


def test_many_services_are_simulated_into_one_log(terminal: Terminal) -> None:
    chosen = ("--services", 2, "--years", 0.3, "--seed", 2, "--until", "2026-08-20")

    simulated = terminal("simulate", *chosen, "--json").lines[-1]

    assert simulated["services"] == 2
    found = terminal("verify", "--json").json
    assert found["ok"]
    assert found["events"] == simulated["events"]
    assert "choose with --service" in terminal("caseload").error
    assert "holds entries already" in terminal("simulate", *chosen).error


def test_a_simulation_is_of_people_or_of_services(terminal: Terminal) -> None:
    chosen = ("--years", 1, "--seed", 1)

    for size in ((), ("--people", 3, "--services", 2), ("--services", 0), ("--services", 1001)):
        assert terminal("simulate", *size, *chosen).status == 2


# --- Evidence ---


def test_an_unaltered_store_verifies(stocked: Terminal) -> None:
    found = stocked("verify", "--json")

    assert found.status == 0
    assert found.json["ok"]
    assert (found.json["events"], found.json["first_bad_position"]) == (3, None)
    assert found.json["problems"] == []
    assert len(base64.b64decode(found.json["root"])) == 32
    assert stocked("verify").status == 0


@pytest.mark.parametrize(
    "done",
    [
        "UPDATE events SET data = CAST(data || ' ' AS BLOB) WHERE position = 2",
        "UPDATE events SET recorded_at = recorded_at + 1 WHERE position = 2",
        "UPDATE events SET tags = tags || ' match:other' WHERE position = 2",
        "DELETE FROM events WHERE position = 2",
    ],
)
def test_what_was_changed_is_found_and_its_position_named(stocked: Terminal, done: str) -> None:
    with sqlite3.connect(Path(STORE) / "log.db") as log:
        log.execute(done)

    found = stocked("verify", "--json")

    assert found.status == 1
    assert not found.json["ok"]
    assert found.json["first_bad_position"] == 2
    assert found.json["problems"]
    spoken = stocked("verify")
    assert spoken.status == 1
    assert "2" in spoken.out


def test_a_log_with_an_entry_missing_shows_nothing_but_says_so(stocked: Terminal) -> None:
    with sqlite3.connect(Path(STORE) / "log.db") as log:
        log.execute("DELETE FROM events WHERE position = 2")

    assert "missing from the log (run alongside verify)" in stocked("caseload").error


def test_a_changed_key_is_found(stocked: Terminal) -> None:
    with sqlite3.connect("alongside-data.keys/keyring.db") as keys:
        keys.execute(
            "UPDATE keys SET wrapped = CAST(wrapped || 'x' AS BLOB) WHERE owner LIKE 'person:%'"
        )

    found = stocked("verify", "--json")

    assert found.status == 1
    assert not found.json["ok"]
    assert "key" in found.json["problems"][0]


def test_a_log_that_cannot_be_read_any_more_is_still_verified_in_words(stocked: Terminal) -> None:
    log = Path(STORE) / "log.db"
    with sqlite3.connect(log) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'events'"
        ).fetchone()
    content = bytearray(log.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = bytes(4096)
    log.write_bytes(content)

    found = stocked("verify", "--json")

    assert found.status == 1
    assert found.json["ok"] is False
    assert found.json["first_bad_position"] == 1
    assert found.json["problems"]


# --- As a process ---


def test_a_user_sees_an_exit_code_and_no_traceback(tmp_path: Path) -> None:
    refused = _alongside(tmp_path, "caseload")
    assert refused.status == 1
    assert refused.error
    assert refused.out == ""
    assert _alongside(tmp_path, "caseload", "--nonsense").status == 2
    assert _alongside(tmp_path, "init").status == 0


def test_the_server_answers_on_this_machine_until_it_is_stopped(tmp_path: Path) -> None:
    assert _alongside(tmp_path, "init").status == 0
    with subprocess.Popen(
        [ALONGSIDE, "serve", "--port", "0"], cwd=tmp_path, stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            address = server.stdout.readline().split()[1].split("/")[2]
            with closing(http.client.HTTPConnection(address, timeout=PATIENCE)) as connection:
                connection.request("GET", "/health/live")
                assert connection.getresponse().status == 200
            server.send_signal(signal.SIGINT)
            assert server.wait(PATIENCE) == 0
        finally:
            server.kill()
    assert _alongside(tmp_path, "verify").status == 0


def test_a_reader_who_goes_away_is_no_error_worth_a_traceback(tmp_path: Path) -> None:
    sent(tmp_path / "one.json", *[request(str(each), str(each)) for each in range(200)])
    arguments = [str(ALONGSIDE), "import", "referrals", "one.json", "--json"]
    pipe = subprocess.PIPE
    with subprocess.Popen(arguments, cwd=tmp_path, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()

    assert said == ""
    assert process.returncode == 1
    assert _alongside(tmp_path, "verify").status == 0


def _alongside(directory: Path, *arguments: str) -> Ran:
    ran = subprocess.run(
        [ALONGSIDE, *arguments], cwd=directory, capture_output=True, text=True, check=False
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def _column(query: str) -> list[int]:
    with sqlite3.connect(Path(STORE) / "log.db") as log:
        return [value for (value,) in log.execute(query)]


@contextmanager
def _as_somebody_without_rights() -> Iterator[None]:
    """As a user who may not read the store: another one, or oneself after giving up the right."""
    store, keys = Path(STORE), Path(f"{STORE}.keys")
    if os.geteuid() != 0:
        store.chmod(0o000)
        keys.chmod(0o000)
        yield
        keys.chmod(0o700)
        store.chmod(0o700)
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
