"""The service's report: equal to an independent count, closed where it must be, and for ever."""

import csv
import hashlib
import io
import shutil
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from api.cli import main
from tests.api.terminal import Terminal, terminal

__all__ = ["terminal"]  # the fixture

SINCE, UNTIL = "2021-11-03", "2026-10-31"


@pytest.fixture(scope="module")
def five_years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five simulated years of a service, made once."""
    data = tmp_path_factory.mktemp("five") / "alongside-data"
    size = ("--people", "150", "--years", "5", "--seed", "7", "--until", "2026-11-02")
    assert main(["simulate", "--data", str(data), *size, "--json"]) == 0
    return data


@pytest.fixture
def service(terminal: Terminal, five_years: Path) -> Terminal:
    """A terminal where that service lies."""
    for name in ("alongside-data", "alongside-data.keys"):
        shutil.copytree(five_years.with_name(name), Path(name))
    return terminal


Numbers = dict[tuple[str, str], tuple[str, bool]]


def numbers_in(text: str) -> Numbers:
    rows = csv.DictReader(io.StringIO(text))
    return {
        (each["measure"], each["part"]): (each["value"], each["closed"] == "yes") for each in rows
    }


def report(service: Terminal, since: str, until: str) -> Numbers:
    days = ("--since", since, "--until", until)
    assert service("report", *days, "--format", "csv", "--out", "numbers.csv").status == 0
    return numbers_in(Path("numbers.csv").read_text())


def day_of(moment: str) -> date:
    return datetime.fromisoformat(moment).astimezone(ZoneInfo("Europe/London")).date()


def counted_from_the_extract(folder: Path, since: date, until: date) -> dict[tuple[str, str], int]:
    """A few lines that know nothing of the product but its tables."""

    def rows(name: str) -> list[dict[str, str]]:
        file = folder / f"{name}.csv"
        return list(csv.DictReader(io.StringIO(file.read_text()))) if file.exists() else []

    def on_time(row: dict[str, str]) -> bool:
        return since <= day_of(row["at"]) <= until

    held: dict[str, dict[str, str]] = {}
    for row in sorted(rows("SessionHeld"), key=lambda each: each["at"]):
        held.setdefault(row["session"], row)
    first: dict[str, str] = {}
    for row in held.values():
        first.setdefault(row["person"], row["at"])
    in_time = [row for row in held.values() if on_time(row)]
    over = {row["match"]: (row["how"], on_time(row)) for row in rows("MatchEnded")}
    died = {row[who]: row for who in ("person", "peer") for row in rows(f"{who.title()}Died")}
    for row in rows("MatchActivated"):
        for who in ("person", "peer"):
            if row[who] in died:
                over.setdefault(row["match"], ("DIED", on_time(died[row[who]])))
    ended = Counter(how for how, in_these_days in over.values() if in_these_days)
    return {
        ("became", "HELD"): len(in_time),
        ("people_supported", ""): len({row["person"] for row in in_time}),
        ("people_new", ""): sum(since <= day_of(at) <= until for at in first.values()),
        ("hours_given", ""): round(sum(int(row["minutes"] or 0) for row in in_time) / 60),
        ("began", ""): sum(map(on_time, rows("MatchActivated"))),
        ("ended", ""): sum(ended.values()),
        **{("ended_how", how): number for how, number in ended.items()},
    }


@pytest.mark.parametrize(("since", "until"), [(SINCE, UNTIL), ("2025-01-01", "2025-03-31")])
def test_every_number_is_that_which_a_few_lines_count_from_an_extract(
    service: Terminal, since: str, until: str
) -> None:
    assert service("export", "csv", "--dates", "exact", "--out", "extract").status == 0
    told = report(service, since, until)
    counted = counted_from_the_extract(
        Path("extract"), date.fromisoformat(since), date.fromisoformat(until)
    )
    shown = {
        each: value for each, (value, closed) in told.items() if not closed and each in counted
    }

    assert {each: str(number) for each, number in counted.items() if each in shown} == shown
    assert len(shown) >= 3
    for each, number in counted.items():
        if 0 < number < 5:
            assert told[each] == ("", True)


def test_a_report_that_was_issued_is_the_same_to_the_byte_whatever_happens_later(
    service: Terminal,
) -> None:
    days = ("--since", "2025-01-01", "--until", "2025-12-31")
    issued = service("report", *days, "--issue", "--json").json
    given = {}
    for again in ("one", "two"):
        for form in ("csv", "pdf"):
            name = ("--id", issued["service_report"], "--format", form, "--out", f"{again}.{form}")
            assert service("report", *name).status == 0
            given[again, form] = Path(f"{again}.{form}").read_bytes()
        service("report", "--since", "2024-01-01", "--until", "2025-12-31", "--issue", "--json")

    assert given["one", "csv"] == given["two", "csv"]
    assert given["one", "pdf"] == given["two", "pdf"]
    assert given["one", "pdf"].startswith(b"%PDF-")
    assert hashlib.sha256(given["one", "csv"]).hexdigest() == issued["content"]
    assert [issued["service_report"]] == [
        each["service_report"]
        for each in service("report", "--json").json["reports"]
        if each["since"] == "2025-01-01"
    ]


def test_what_one_report_closed_does_not_follow_from_a_longer_one(service: Terminal) -> None:
    first = service("report", "--since", "2025-01-01", "--until", "2025-06-30", "--issue", "--json")
    longer = service("report", "--since", "2025-01-01", "--until", "2025-12-31", "--json")

    def shown(of: Any) -> dict[tuple[str, str], float]:
        return {
            (each["measure"], each["part"]): each["value"]
            for each in of.json["lines"]
            if not each["closed"] and each["section"] in {"reach", "matches", "sessions"}
            and not each["measure"].endswith(("share", "last_day"))
        }  # fmt: skip

    one, other = shown(first), shown(longer)
    for each in one.keys() & other.keys():
        assert not 0 < other[each] - one[each] < 5, each


def test_a_report_is_about_days_that_are_over(service: Terminal) -> None:
    assert "is over" in service("report", "--since", "2026-01-01", "--until", "2999-01-01").error
    assert "before the first" in (
        service("report", "--since", "2026-02-01", "--until", "2026-01-01").error
    )
    assert "like 2026-03-31" in service("report", "--since", "x", "--until", "2026-01-01").error
    assert "No report was issued" in service("report", "--id", "nothing").error
