"""Lists through the interface and the terminal: filters, order, search by name, pages, the past."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from litestar.testing import TestClient

from api.main import application
from projections.lists import LISTS
from tests.api.small_service import ISLA, SERVICE, TODAY, SmallService, fill, small_service
from tests.api.terminal import Terminal, terminal

__all__ = ["terminal"]  # the fixture

HERE = "http://127.0.0.1"
Client = TestClient[Any]
A_SCREEN = 25
"""Lines that fit on one screen."""


@pytest.fixture(scope="module")
def spring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallService]:
    with small_service(tmp_path_factory.mktemp("spring")) as service:
        fill(service)
        service.referred("Zoë MacLeòid", "To talk.", agreed=False)
        yield service


@pytest.fixture(scope="module")
def client(spring: SmallService) -> Iterator[Client]:
    with TestClient(application(spring.store, SERVICE), base_url=HERE) as client:
        yield client


def rows(client: Client, view: str, /, **asked: Any) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/{view}", params=asked)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["rows"]
    return found


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_answered_with_its_position_and_both_moments(
    client: Client, spring: SmallService, name: str
) -> None:
    asked = {"known_at": "2026-04-30", "true_at": "2026-04-01"}

    now, then = client.get(f"/api/v1/{name}"), client.get(f"/api/v1/{name}", params=asked)

    assert now.status_code == then.status_code == 200
    assert now.json()["position"] == spring.store.ledger.head().position
    assert then.json()["position"] < now.json()["position"]
    assert {key: then.json()[key] for key in asked} == asked


@pytest.mark.parametrize("name", LISTS)
def test_every_field_of_every_list_can_be_filtered_on_and_sorted_by(
    client: Client, name: str
) -> None:
    fields = LISTS[name].row.__struct_fields__
    for field in fields:
        assert client.get(f"/api/v1/{name}", params={"sort": f"-{field}"}).status_code == 200
        if field != "name":
            empty = {field: "none"}
            assert all(not each[field] for each in rows(client, name, **empty)), (
                f"{field} is not empty"
            )


@pytest.mark.parametrize("name", LISTS)
def test_a_field_that_is_not_there_is_named_in_the_refusal(client: Client, name: str) -> None:
    for asked, field in (({"colour": "red"}, "colour"), ({"sort": "-colour"}, "sort")):
        answer = client.get(f"/api/v1/{name}", params=asked)
        assert (answer.status_code, answer.json()["type"]) == (422, "UnknownField")
        assert answer.json()["field"] == field
        assert "colour" in answer.json()["detail"]


def test_a_value_that_cannot_be_is_named_in_the_refusal(client: Client) -> None:
    for asked in ({"days": "many"}, {"revisit_on": "soon"}, {"paused": "perhaps"}):
        answer = client.get("/api/v1/waiting_list", params=asked)
        assert (answer.status_code, answer.json()["type"]) == (422, "NotAFilter")
        assert answer.json()["field"] == next(iter(asked))


def test_a_filter_takes_one_value_or_several(client: Client, spring: SmallService) -> None:
    everybody = rows(client, "caseload")
    some = rows(client, "caseload", state="ACTIVE,PROPOSED")

    assert {row["state"] for row in some} == {"ACTIVE", "PROPOSED"}
    assert some == [row for row in everybody if row["state"] in {"ACTIVE", "PROPOSED"}]
    flagged = rows(client, "caseload", flags="ENQUIRY_UNANSWERED")
    assert flagged == [
        row for row in everybody if "ENQUIRY_UNANSWERED" in {flag["code"] for flag in row["flags"]}
    ]
    (match,) = rows(client, "match_board", since="2026-01-05")
    assert match["match"] == spring.matches["Morag"]


def test_the_largest_comes_first_with_a_minus_and_what_is_missing_last(client: Client) -> None:
    up = [row["last_session_at"] for row in rows(client, "caseload", sort="last_session_at")]
    down = [row["last_session_at"] for row in rows(client, "caseload", sort="-last_session_at")]

    there = [each for each in up if each is not None]
    assert there == sorted(there)
    assert up[len(there) :] == down[len(there) :] == [None] * (len(up) - len(there))


@pytest.mark.parametrize("words", ["zoe", "ZOË", "macleoid zoe", "leòid"])
def test_a_name_is_found_without_regard_to_case_or_accents(
    client: Client, spring: SmallService, words: str
) -> None:
    (row,) = rows(client, "caseload", name=words)

    assert row["person"] == spring.people["Zoë"]


def test_a_name_that_nobody_has_finds_nobody(client: Client) -> None:
    assert rows(client, "caseload", name="Nessie") == []


def test_who_is_matched_is_found_by_either_name(client: Client, spring: SmallService) -> None:
    for words in ("Morag", "Davie"):
        (row,) = rows(client, "match_board", name=words)
        assert row["match"] == spring.matches["Morag"]


def test_names_put_a_list_in_order_without_regard_to_accents(
    client: Client, spring: SmallService
) -> None:
    first_names = {each: name for name, each in spring.people.items()}
    order = [first_names[row["person"]] for row in rows(client, "caseload", sort="name")]

    assert order == sorted(order)
    assert order[-1] == "Zoë"


def test_a_list_comes_in_pages_that_add_up(client: Client) -> None:
    whole, found, cursor = rows(client, "caseload", sort="-since"), [], None
    while True:
        asked = {"sort": "-since", "limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = client.get("/api/v1/caseload", params=asked).json()
        found += page["rows"]
        cursor = page["next"]
        if cursor is None:
            break
    assert found == whole


def test_the_longest_wait_comes_first(client: Client, spring: SmallService) -> None:
    found = rows(client, "waiting_list")

    assert [row["days"] for row in found] == [43, 43]
    by_person = {row["person"]: row for row in found}
    callum, euan = (by_person[spring.people[name]] for name in ("Callum", "Euan"))
    assert callum["last_contact_at"] == "2026-04-20T10:00:00Z"
    assert callum["next_contact_due_at"] == "2026-05-18T23:00:00Z"
    assert callum["proposed"] is None
    assert euan["proposed"] == spring.matches["Euan"]


def test_the_board_says_what_comes_next_and_by_when(client: Client, spring: SmallService) -> None:
    board = {row["match"]: row for row in rows(client, "match_board")}
    euans, morags = (board[spring.matches[name]] for name in ("Euan", "Morag"))

    assert (euans["state"], euans["next_step"]) == ("PROPOSED", "Both answer the proposal.")
    late = [flag for flag in euans["flags"] if flag["code"] == "PROPOSAL_UNANSWERED"]
    assert (euans["next_step_due_at"] <= TODAY.isoformat()) == bool(late)
    assert morags["review_due_on"] == "2026-02-16"
    assert morags["ending_on"] == "2026-07-12"
    assert morags["next_session_at"] == (TODAY + timedelta(days=4)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert [row["column"] for row in board.values()] == [1, 5]


def test_the_worklist_of_a_small_service_is_one_screen_with_safety_first(client: Client) -> None:
    found = rows(client, "worklist")

    assert 0 < len(found) <= A_SCREEN
    assert [row["rank"] for row in found] == sorted(row["rank"] for row in found)
    assert all(row["sentence"] and row["due_at"] for row in found)
    assert found[0]["code"] == "WORRY_UNANSWERED"
    assert found[0]["to_do"]
    assert found[0]["person"] is not None


def test_the_worklist_of_one_coordinator_is_theirs_and_what_falls_to_nobody(
    client: Client,
) -> None:
    found = rows(client, "worklist", coordinator=ISLA)

    assert {row["responsible"] for row in found} == {ISLA, None}
    assert {row["responsible"] for row in rows(client, "worklist", coordinator="no-one")} == {None}
    assert {row["responsible"] for row in rows(client, "worklist", responsible=ISLA)} == {ISLA}


# --- from the terminal ---


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("shown")
    with small_service(folder) as service:
        fill(service)
    return ["--data", str(folder / "data"), "--keys", str(folder / "keys")]


@pytest.mark.parametrize("name", LISTS)
def test_every_list_can_be_shown(terminal: Terminal, where: list[str], name: str) -> None:
    assert "Reflects entry" in terminal("show", name, *where).out

    found = terminal("show", name, "--json", "--known-at", "2026-04-30", *where).json
    assert {"position", "known_at", "true_at", "rows"} == set(found)
    assert (found["known_at"], found["true_at"]) == ("2026-04-30", None)

    shown = terminal("show", name, "--format", "csv", "--known-at", "2026-04-30", *where).out
    heads, *lines = csv.reader(io.StringIO(shown))
    assert heads == list(LISTS[name].row.__struct_fields__)
    assert len(lines) == len(found["rows"])


def test_a_list_is_filtered_sorted_and_searched_from_the_terminal(
    terminal: Terminal, where: list[str]
) -> None:
    def persons(*asked: str) -> list[str]:
        found = terminal(*asked, "--json", *where).json
        return [row["person"] for row in found["rows"]]

    assert persons("show", "caseload", "--filter", "state=ACTIVE") == persons(
        "caseload", "--state", "ACTIVE"
    )
    assert persons("caseload", "--name", "morag") == persons("show", "caseload", "--name", "MORAG")
    assert persons("caseload", "--sort=-since") == persons("caseload", "--sort", "since")[::-1]
    assert "Morag" in terminal("show", "match_board", *where).out


def test_what_is_not_there_is_named_on_the_terminal(terminal: Terminal, where: list[str]) -> None:
    assert "colour" in terminal("show", "caseload", "--filter", "colour=red", *where).error
    assert "colour" in terminal("show", "caseload", "--sort", "colour", *where).error
    assert "FIELD=VALUE" in terminal("show", "caseload", "--filter", "red", *where).error
    assert "worklist" in terminal("show", "everything", *where).error
