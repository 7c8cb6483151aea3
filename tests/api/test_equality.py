"""Equality monitoring at both doors: what is told of it, and what never is."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from api.app import create_app
from application.matching_workbench import Workbench
from domain.equality import NOT_SAID, RecordEqualityAnswers
from domain.people import subject
from domain.preferences import PREFERENCES
from domain.referral import AgreedHow, ReceiveReferral, Source, WhyItMayHelp
from tests.api.small_service import SERVICE, SmallService, small_service
from tests.api.terminal import Terminal, terminal

__all__ = ["terminal"]
NAMES = [f"Person{number} Testperson" for number in range(14)]


@pytest.fixture
def machair(tmp_path: Path) -> Iterator[SmallService]:
    """Fourteen people wait; twelve were asked in February, and one more in May."""
    with small_service(tmp_path) as service:
        service.active_peer("Davie Example")
        for name in NAMES:
            service.accepted(name, "Somebody to walk with.")
        service.on(2, 2)
        for number, name in enumerate(NAMES[:12]):
            religion = "ROMAN_CATHOLIC" if number < 5 else "NONE" if number < 11 else NOT_SAID
            _answer(service, name, f"RELIGION:{religion}", "SEX:FEMALE")
        service.on(5, 5)
        _answer(service, NAMES[12], "RELIGION:NONE")
        yield service


def _answer(service: SmallService, name: str, *answers: str) -> None:
    person = service.people[name.split(maxsplit=1)[0]]
    service.do(RecordEqualityAnswers(person=person, answers=answers))


@pytest.fixture
def client(machair: SmallService) -> Iterator[TestClient[Any]]:
    with TestClient(create_app(machair.desk), base_url="http://127.0.0.1") as client:
        yield client


def counts_of(client: TestClient[Any], question: str) -> tuple[int | None, dict[str, int | None]]:
    rows = client.get("/api/v1/equality").json()["rows"]
    (row,) = (each for each in rows if each["question"] == question)
    return row["people"], {each["answer"]: each["people"] for each in row["counts"]}


def test_people_are_counted_by_what_they_answered_by_the_end_of_the_last_quarter(
    client: TestClient[Any],
) -> None:
    people, counts = counts_of(client, "RELIGION")

    assert 14 == people
    assert "2026-03-31" == client.get("/api/v1/equality").json()["by"]
    assert (6, 0) == (counts["NONE"], counts["MUSLIM"])


def test_who_would_rather_not_say_and_who_was_not_asked_are_counted_apart_and_closed_when_few(
    client: TestClient[Any],
) -> None:
    _people, counts = counts_of(client, "RELIGION")

    assert {NOT_SAID, "NOT_ASKED", "ROMAN_CATHOLIC"} == {
        answer for answer, number in counts.items() if number is None
    }


def test_no_list_no_history_and_no_suggestion_tells_what_somebody_answered(
    machair: SmallService, client: TestClient[Any]
) -> None:
    person = machair.people["Person0"]
    told = client.get(f"/api/v1/person_history/{person}").text
    lists = "".join(
        client.get(f"/api/v1/{name}").text for name in ("caseload", "waiting_list", "worklist")
    )
    referral = machair.referrals["Person0"]
    suggested = client.get(f"/api/v1/referrals/{referral}/suggestions").text

    assert "Answered questions about equality, as far as they wanted to." in told
    for text in (told, lists, suggested):
        assert "CATHOLIC" not in text.upper()
        assert "FEMALE" not in text.upper()


def test_a_page_that_corrects_an_entry_does_not_show_the_answers(
    machair: SmallService, client: TestClient[Any]
) -> None:
    history = client.get(f"/api/v1/person_history/{machair.people['Person0']}").json()["entries"]
    (entry,) = (each for each in history if each["name"] == "EqualityQuestionsAnswered")
    page = client.get(f"/entries/{entry['position']}/correction")

    assert 200 == page.status_code
    assert "CATHOLIC" not in page.text.upper()


def test_an_answer_is_not_used_for_matching(machair: SmallService) -> None:
    look = machair.desk.look()
    workbench = Workbench(look)

    assert {} == look(PREFERENCES, subject("person", machair.people["Person0"])).items
    assert {} == workbench.seeker(machair.referrals["Person0"]).features.items


def test_why_support_may_help_is_told_of_those_whom_a_service_reaches_and_small_counts_are_not(
    machair: SmallService, client: TestClient[Any]
) -> None:
    machair.on(5, 6)
    for number in range(20):
        machair.do(
            ReceiveReferral(
                service=SERVICE,
                source=Source.GP,
                agreed_how=AgreedHow.SPOKEN if number < 19 else None,
                name=f"Referred{number} Testperson",
                reasons=(
                    WhyItMayHelp.NEWLY_DIAGNOSED,
                    *((WhyItMayHelp.MH_NEEDS,) if number < 3 else ()),
                ),
            )
        )
    machair.on(7, 2)
    answer = client.get("/api/v1/reach").json()
    groups = {row["group"]: row["people"] for row in answer["rows"]}

    assert (33, 19) == (answer["people"], answer["said"])
    assert 7 == len(groups)
    assert (19, None, 0) == (
        groups["NEWLY_DIAGNOSED"],
        groups["MH_NEEDS"],
        groups["CONTINUE_REHAB"],
    )


def test_how_often_each_group_is_signalled_is_told_in_counts_of_the_quarter(
    client: TestClient[Any],
) -> None:
    answer = client.get("/api/v1/signals").json()

    assert ("2026-03-31", 0, None) == (answer["by"], answer["judged"], answer["share"])
    assert 8 == len(answer["rates"])


def test_the_terminal_tells_the_same(machair: SmallService, terminal: Terminal) -> None:
    machair.store.close()
    where = ("--data", "data", "--keys", "keys")
    told = terminal("equality", *where)
    machine = terminal("equality", "--json", *where).json
    signals = terminal("signals", *where)

    assert 0 == told.status
    assert "religion: 14 people" in told.out
    assert 14 == machine["rows"][0]["people"]
    assert "nobody has judged any" in signals.out
    assert datetime.now(UTC).year >= int(machine["by"][:4])
