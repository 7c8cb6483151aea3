"""Wherever the level of a match is told, it is the same, whatever has happened, at any moment.

Random histories are recorded through the JSON interface; then the caseload, the match board, the
page with its export, the page of each match with its data, the indicators, the lists of the
terminal and the alerts of the worklist are asked about today and about random moments of the
past, by both clocks.
"""

import csv
import io
import os
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from litestar.testing import TestClient

from api.main import application
from domain.indicators import LEVELS, Severity
from domain.match import SUPPORT_STAGES
from domain.people import MatchId
from tests.api.small_service import FRASER, SERVICE, SmallService, small_service
from tests.api.terminal import Terminal, terminal

__all__ = ["terminal"]  # the fixture

CAMPAIGN = bool(os.environ.get("ALONGSIDE_CAMPAIGN"))
SEEDS = range(1, 41) if CAMPAIGN else (1, 2)
THINGS = 120 if CAMPAIGN else 45
MOMENTS = 12 if CAMPAIGN else 4
HERE = "http://127.0.0.1"
START = datetime(2026, 1, 6, 10, tzinfo=UTC)
SUPPORTED = {each.value for each in SUPPORT_STAGES}
Client = TestClient[Any]


def something(chance: Random, now: datetime) -> tuple[str, dict[str, object]]:
    """Something that may happen in a match, and when, perhaps recorded late."""
    at = (now - timedelta(hours=chance.choice([0, 1, 5, 30, 100]))).isoformat()
    indicator = chance.choice(["D1", "D2", "D7", "D8", "D14", "D15", "P1", "B1", "B2"])
    happened: list[tuple[int, str, dict[str, object]]] = [
        (
            14,
            "sessions",
            {
                "at": at,
                "minutes": chance.choice([20, 60, 60, 150]),
                "worried": False,
                "mode": chance.choice(["WALK", "PHONE", "VIDEO"]),
                "tasks_for": chance.randrange(4),
                "tasks_with": chance.randrange(3),
            },
        ),
        (
            16,
            "contacts",
            {
                "at": at,
                "channel": chance.choice(["PHONE", "MESSAGES", "EMAIL"]),
                "by": chance.choice(["PERSON", "PEER"]),
                "minutes": chance.choice([2, 10, 45]),
            },
        ),
        (
            2,
            "boundary-events",
            {
                "at": at,
                "kind": chance.choice(["LATENESS", "SMALL_GIFT", "MONEY", "SECRECY"]),
                "initiated_by": "PERSON",
                "reported_by": "PEER",
            },
        ),
        (
            2,
            "indicator-acknowledgements",
            {
                "indicator": indicator,
                "acknowledged_by": "isla",
                "view": "EXPECTED",
                "reason": "As agreed.",
                "quiet_until": (now + timedelta(days=chance.choice([5, 30]))).date().isoformat(),
            },
        ),
        (1, "indicator-contests", {"indicator": indicator, "by": "PERSON"}),
        (
            1,
            "contexts",
            {
                "kind": "FLARE_UP",
                "declared_by": "isla",
                "until": (now + timedelta(days=14)).date().isoformat(),
            },
        ),
    ]
    weights = [weight for weight, _path, _body in happened]
    (_weight, path, body) = chance.choices(happened, weights)[0]
    return path, body


def lived(service: SmallService, client: Client, chance: Random) -> Counter[str]:
    """Let some months pass in two matches; what was refused changes nothing."""
    recorded: Counter[str] = Counter()
    last = 0
    for number in range(THINGS):
        service.clock.now += timedelta(hours=chance.choice([3, 20, 40, 90]))
        if number == THINGS // 2:
            values = {"indicators.contacts.notice": 1.2, "indicators.contacts.review": 1.4}
            body: dict[str, object] = {"adopted_by": FRASER, "values": values}
            assert client.post("/api/v1/definitions", json=body).status_code == 201
        if last and not chance.randrange(12):
            path, body = f"/entries/{last}/error-mark", {}
        else:
            path, body = something(chance, service.clock.now)
            path = f"/matches/{chance.choice([*service.matches.values()])}/{path}"
        answer = client.post(f"/api/v1{path}", json=body)
        assert answer.status_code in {201, 409, 422}, answer.text
        if answer.status_code == 201 and answer.json()["position"]:
            recorded[path.rsplit("/", 1)[-1]] += 1
            last = answer.json()["position"]
    return recorded


@pytest.fixture(params=SEEDS)
def machair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SmallService]:
    with small_service(tmp_path) as service:
        service.active_peer("Davie Example")
        service.active_peer("Rhona Example")
        service.accepted("Morag Testperson", "Somebody to walk with.")
        service.accepted("Callum Testperson", "To talk.")
        service.active("Morag", "Davie")
        service.active("Callum", "Rhona")
        service.clock.now = START
        with TestClient(application(service.store, SERVICE), base_url=HERE) as client:
            recorded = lived(service, client, Random(request.param))
        assert recorded["sessions"] > 5
        assert recorded["contacts"] > 5
        yield service


def rows(client: Client, view: str, **asked: object) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/{view}", params={"limit": 500, **asked})  # type: ignore[dict-item]
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["rows"]
    return found


def levels_in(found: list[dict[str, Any]]) -> dict[MatchId, int | None]:
    """The level of every match in which support is given, as a list has it."""
    return {
        row["match"]: None if row["level"] in {None, ""} else int(row["level"])
        for row in found
        if row["match"] and row.get("state", "ACTIVE") in SUPPORTED
    }


def alerts_by_indicators(found: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """What the rows of indicators ask somebody to see to today, or the manager."""
    today = {
        (row["match"], row["code"])
        for row in found
        if row["level"] == Severity.ACT
        and row["severity"] >= Severity.REVIEW
        and row["quiet_until"] is None
    }
    return today | {
        (row["match"], "INDICATORS_ESCALATED") for row in found if row["escalated_on"] is not None
    }


def alerts_in(worklist: list[dict[str, Any]]) -> set[tuple[str, str]]:
    codes = {"INDICATORS_ESCALATED", "B2"} | {f"{kind}{n}" for kind in "DBP" for n in range(16)}
    return {(row["match"], row["code"]) for row in worklist if row["code"] in codes}


def moments(chance: Random, now: datetime) -> list[dict[str, str]]:
    """Today, and random days and moments of the past by either clock, or by both."""
    found: list[dict[str, str]] = [{}]
    for _ in range(MOMENTS):
        back = timedelta(minutes=chance.randrange(60 * 24 * 90))
        moment = (now - back).isoformat().replace("+00:00", "Z")
        asked = chance.choice([("known_at",), ("true_at",), ("known_at", "true_at")])
        found.append(dict.fromkeys(asked, moment))
    return found


def assert_pages_agree(
    client: Client,
    found: list[dict[str, Any]],
    levels: dict[MatchId, int | None],
    asked: dict[str, str],
) -> None:
    """The page of each match, and its data, say what the lists say, and nothing else."""
    for match, level in levels.items():
        data = client.get(f"/api/v1/match_page/{match}", params=asked).json()
        of_it = [row for row in found if row["match"] == match]
        assert level == data["level"]
        assert sorted(of_it, key=by_code) == sorted(data["indicators"], key=by_code)
        shown = client.get(f"/matches/{match}", params=asked).text
        (heading,) = re.findall(r'<h2 id="worth">(.*?)</h2>', shown)
        raised = [row for row in of_it if row["severity"]]
        assert heading == (
            LEVELS[Severity(level)].capitalize() if level else "What is worth a look"
        )
        assert shown.count('<article class="indicator"') == len(raised)


def by_code(row: dict[str, Any]) -> str:
    return str(row["code"])


def test_every_place_tells_the_same_level_and_the_same_alerts(
    machair: SmallService, terminal: Terminal
) -> None:
    now, told = machair.clock.now, set()
    chance = Random(now.toordinal())
    asked_at = moments(chance, now)
    answers: list[tuple[dict[str, str], list[dict[str, Any]], list[dict[str, Any]]]] = []
    with TestClient(application(machair.store, SERVICE), base_url=HERE) as client:
        for asked in asked_at:
            case, found = (
                rows(client, "caseload", **asked),
                rows(client, "dependency_indicators", **asked),
            )
            levels = levels_in(case)
            told |= {*levels.values()}
            assert levels == levels_in(rows(client, "match_board", **asked))
            assert levels == {row["match"]: row["level"] for row in found}
            assert alerts_by_indicators(found) == alerts_in(rows(client, "worklist", **asked))
            assert_pages_agree(client, found, levels, asked)
            answers.append((asked, case, found))
        page, live = client.get("/caseload").text, [*levels_in(rows(client, "caseload")).values()]
        for severity, words in LEVELS.items():
            if severity:
                assert page.count(f"{words.capitalize()}.") == live.count(severity)
        exported = [*csv.DictReader(io.StringIO(client.get("/caseload.csv").text.lstrip("\ufeff")))]
        assert [each["person"] for each in rows(client, "caseload")] == [
            each["person"] for each in exported
        ]
        assert {
            row["match"]: "" if row["level"] is None else LEVELS[Severity(row["level"])]
            for row in rows(client, "caseload")
        } == {each["match"]: each["indicators"] for each in exported}
    machair.store.close()
    assert any(told)
    where = ("--data", "data", "--keys", "keys")
    for asked, case, found in answers:
        if not asked:
            continue
        when = [part for name, at in asked.items() for part in (f"--{name.replace('_', '-')}", at)]
        text = terminal("caseload", "--format", "csv", *when, *where).out
        listed = [*csv.DictReader(io.StringIO(text))]
        assert levels_in(listed) == levels_in(case)
        assert [each["person"] for each in listed] == [each["person"] for each in case]
        machine = terminal("caseload", "--format", "json", *when, *where).json
        assert machine["rows"] == case
        shown = terminal("show", "dependency_indicators", "--json", *when, *where).json
        assert {(r["match"], r["code"]): r["level"] for r in shown["rows"]} == {
            (r["match"], r["code"]): r["level"] for r in found
        }
        for match, level in levels_in(case).items():
            one = terminal("match", match, "--json", *when, *where).json
            assert level == one["level"]
            raised = [each["sentence"] for each in one["indicators"] if each["severity"]]
            printed = terminal("match", match, *when, *where).out
            assert all(sentence in printed for sentence in raised)
        same = terminal("indicators", "--all", "--json", *when, *where).json
        assert {(r["match"], r["code"], r["standing"]) for r in same["rows"]} == {
            (r["match"], r["code"], r["standing"]) for r in found
        }


def test_an_acknowledgement_quiets_the_list_and_stops_no_clock(machair: SmallService) -> None:
    """However it is acknowledged after the time has run out, the manager's item stays."""
    with TestClient(application(machair.store, SERVICE), base_url=HERE) as client:
        for match in machair.matches.values():
            body = {"kind": "MONEY", "initiated_by": "PERSON", "reported_by": "PEER"}
            path = f"/api/v1/matches/{match}/boundary-events"
            assert client.post(path, json=body).status_code == 201
        machair.clock.now += timedelta(days=5)
        before = alerts_in(rows(client, "worklist"))
        for match in machair.matches.values():
            said = {
                "indicator": "B2",
                "acknowledged_by": "isla",
                "view": "USEFUL",
                "reason": "Talked with both.",
            }
            path = f"/api/v1/matches/{match}/indicator-acknowledgements"
            assert client.post(path, json=said).status_code == 201
        after = alerts_in(rows(client, "worklist"))
        escalated = [
            row for row in rows(client, "worklist") if row["code"] == "INDICATORS_ESCALATED"
        ]

    wanted = {(match, "INDICATORS_ESCALATED") for match in machair.matches.values()}
    assert wanted <= before
    assert wanted <= after
    assert {FRASER} == {row["responsible"] for row in escalated}
    assert {2} == {row["rank"] for row in escalated}
    assert date(2026, 1, 1) < machair.clock.now.date()
