"""Questionnaires at both doors: recorded by a licence, shown to few, seen to on the same day."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from api.app import create_app
from application.principal import staff_member
from domain.instruments import Instrument, Terms
from domain.match import EndKind, EndMatch
from domain.outcomes import AdoptInstrument, InviteOutcome, Mode, OutcomeInvited, Point
from domain.people import QuestionnaireId, StaffId
from domain.session import RecordSession
from projections.outcome_change import ended_of
from tests.api.small_service import FRASER, SERVICE, SmallService, small_service
from tests.api.terminal import Terminal, terminal

__all__ = ["terminal"]


@pytest.fixture
def machair(tmp_path: Path) -> Iterator[SmallService]:
    """Morag is supported; the short well-being scale and PHQ-9 are in use."""
    with small_service(tmp_path) as service:
        service.active_peer("Davie Example")
        service.accepted("Morag Testperson", "Somebody to walk with.")
        match = service.active("Morag", "Davie")
        for instrument, terms in (
            (Instrument.SWEMWBS, Terms.REGISTRATION),
            (Instrument.PHQ9, Terms.FREE),
            (Instrument.DJG6, Terms.RESEARCH),
            (Instrument.RELATIONSHIP, Terms.FREE),
            (Instrument.UNWANTED, Terms.FREE),
        ):
            service.do(
                AdoptInstrument(
                    service=SERVICE,
                    instrument=instrument,
                    version="1",
                    terms=terms,
                    holder="Its authors",
                    evidence="Folder of licences",
                    approved_by=FRASER,
                    same_day_by=StaffId("catriona"),
                )
            )
        service.on(1, 19)
        service.do(RecordSession(match=match, minutes=60, worried=False))
        service.on(1, 20)
        yield service


@pytest.fixture
def client(machair: SmallService) -> Iterator[TestClient[Any]]:
    with TestClient(create_app(machair.desk), base_url="http://127.0.0.1") as client:
        yield client


def invited(machair: SmallService, instrument: Instrument, point: Point) -> QuestionnaireId:
    person, match = machair.people["Morag"], machair.matches["Morag"]
    asked = InviteOutcome(
        person=person, instrument=instrument, point=point, mode=Mode.PAPER, match=match
    )
    event = machair.do(asked).events[-1].event
    assert isinstance(event, OutcomeInvited)
    return event.questionnaire


def answer(
    client: TestClient[Any], machair: SmallService, outcome: QuestionnaireId, *items: str
) -> Any:
    path = f"/api/v1/people/{machair.people['Morag']}/questionnaires"
    return client.post(path, json={"questionnaire": outcome, "items": items, "mode": "PAPER"})


def shown(client: TestClient[Any], machair: SmallService) -> Any:
    return client.get(f"/api/v1/outcomes/{machair.people['Morag']}").json()


def test_two_answers_are_compared_with_the_line_of_whoever_holds_the_rights(
    machair: SmallService, client: TestClient[Any]
) -> None:
    answer(client, machair, invited(machair, Instrument.SWEMWBS, Point.BASELINE), *"3333333")
    machair.on(5, 4)
    answer(client, machair, invited(machair, Instrument.SWEMWBS, Point.MID), *"4444444")
    told = shown(client, machair)
    (pair,) = told["pairs"]

    assert [19.25, 25.03] == [row["score"] for row in told["rows"]]
    assert (True, None) == tuple(row["in_window"] for row in told["rows"])
    assert all("© NHS Health Scotland" in row["copyright"] for row in told["rows"])
    assert (19.25, 25.03, "IMPROVED", []) == (
        pair["before"],
        pair["after"],
        pair["change"],
        pair["flags"],
    )


def test_an_impossible_answer_is_refused_by_name_and_nothing_is_kept(
    machair: SmallService, client: TestClient[Any]
) -> None:
    outcome = invited(machair, Instrument.SWEMWBS, Point.BASELINE)
    refused = answer(client, machair, outcome, *"0333333")

    assert 422 == refused.status_code
    assert refused.json()["type"].endswith("ImpossibleAnswer")
    assert ["INVITED"] == [row["stage"] for row in shown(client, machair)["rows"]]


def test_an_answer_about_danger_stands_first_in_the_worklist_until_somebody_spoke(
    machair: SmallService, client: TestClient[Any]
) -> None:
    outcome = invited(machair, Instrument.PHQ9, Point.BASELINE)
    answer(client, machair, outcome, *"000000001")
    (item,) = _to_look_at(client)
    path = f"/api/v1/people/{machair.people['Morag']}/questionnaires/{outcome}/look"
    client.post(path, json={"looked_by": "catriona", "result": "NOT_REACHED"})
    machair.on(1, 21)
    (late,) = _to_look_at(client)
    client.post(path, json={"looked_by": "catriona", "result": "SPOKE"})

    assert (1, "OUTCOME_LOOK_TODAY", "catriona") == (
        item["rank"],
        item["code"],
        item["responsible"],
    )
    assert "999" in item["to_do"]
    assert "OUTCOME_LOOK_LATE" == late["code"]
    assert [] == _to_look_at(client)
    assert [False] == [row["to_see_to"] for row in shown(client, machair)["rows"]]


def _to_look_at(client: TestClient[Any]) -> list[Any]:
    rows = client.get("/api/v1/worklist").json()["rows"]
    return [row for row in rows if row["code"].startswith("OUTCOME_LOOK")]


def test_what_nobody_wanted_is_seen_to_today_and_counted_with_the_match_once_it_is_over(
    machair: SmallService, client: TestClient[Any]
) -> None:
    morag, match = machair.people["Morag"], machair.matches["Morag"]
    asked = invited(machair, Instrument.UNWANTED, Point.MID)
    assert 201 == answer(client, machair, asked, *"00100").status_code
    assert ["OUTCOME_LOOK_TODAY"] == [each["code"] for each in _to_look_at(client)]
    assert [] == ended_of(machair.desk.look(), morag)

    machair.on(2, 2)
    machair.do(EndMatch(match=match, how=EndKind.EARLY_PERSON))
    at_end = invited(machair, Instrument.RELATIONSHIP, Point.END)
    assert 201 == answer(client, machair, at_end, *"5432").status_code
    (over,) = ended_of(machair.desk.look(), morag)

    assert (True, {Instrument.RELATIONSHIP: 3.5}) == (over.unwanted, over.at_end)


@pytest.mark.parametrize(("items", "unwanted"), [("-----", None), ("0-0-0", False)])
def test_whoever_left_everything_out_said_nothing_of_what_nobody_wanted(
    machair: SmallService, client: TestClient[Any], items: str, unwanted: bool | None
) -> None:
    answer(client, machair, invited(machair, Instrument.UNWANTED, Point.MID), *items)
    machair.on(2, 2)
    machair.do(EndMatch(match=machair.matches["Morag"], how=EndKind.EARLY_PERSON))
    (over,) = ended_of(machair.desk.look(), machair.people["Morag"])

    assert unwanted is over.unwanted


def test_what_is_said_of_a_match_is_asked_once_there_is_something_to_say(
    machair: SmallService, client: TestClient[Any]
) -> None:
    path = f"/api/v1/people/{machair.people['Morag']}/questionnaire-invitations"
    asked = {"instrument": "RELATIONSHIP", "mode": "PAPER", "point": "BASELINE"}
    refused = client.post(path, json=asked | {"match": machair.matches["Morag"]})
    of_none = client.post(path, json=asked | {"point": "MID"})

    assert (422, 422) == (refused.status_code, of_none.status_code)
    assert refused.json()["type"].endswith("NothingToTellYet")
    assert [] == shown(client, machair)["rows"]


def test_what_was_made_for_groups_says_nothing_about_one_person(
    machair: SmallService, client: TestClient[Any]
) -> None:
    outcome = invited(machair, Instrument.DJG6, Point.BASELINE)
    answer(client, machair, outcome, "yes", "yes", "no", "no", "no", "yes")
    (row,) = shown(client, machair)["rows"]

    assert ("COMPLETED", None, None, None, []) == (
        row["stage"],
        row["raw"],
        row["score"],
        row["band"],
        row["parts"],
    )
    assert ["GROUPS_ONLY"] == row["flags"]


def test_no_history_list_or_page_that_corrects_an_entry_tells_what_was_answered(
    machair: SmallService, client: TestClient[Any]
) -> None:
    outcome = invited(machair, Instrument.PHQ9, Point.BASELINE)
    answer(client, machair, outcome, *"333333331")
    history = client.get(f"/api/v1/person_history/{machair.people['Morag']}").json()["entries"]
    (entry,) = (each for each in history if each["name"] == "OutcomeCompleted")
    page = client.get(f"/entries/{entry['position']}/correction").text
    caseload = client.get("/api/v1/caseload").text

    assert "Answered a questionnaire (PHQ-9)." == entry["sentence"]
    for told in (page, caseload, str(entry)):
        assert "SEVERE" not in told.upper()
        assert "RISK_ITEM" not in told


def test_a_time_that_is_over_is_missed_and_no_entry_says_so(
    machair: SmallService, client: TestClient[Any]
) -> None:
    invited(machair, Instrument.SWEMWBS, Point.BASELINE)
    machair.clock.now = datetime(2026, 1, 26, 23, 59, tzinfo=UTC)
    before = [row["stage"] for row in shown(client, machair)["rows"]]
    machair.clock.now = datetime(2026, 1, 27, 0, tzinfo=UTC)
    after = [row["stage"] for row in shown(client, machair)["rows"]]

    assert (["INVITED"], ["MISSED"]) == (before, after)


def test_the_change_of_a_service_is_told_in_counts(client: TestClient[Any]) -> None:
    assert [] == client.get("/api/v1/outcome_change").json()["rows"]


def test_the_terminal_tells_the_same(machair: SmallService, terminal: Terminal) -> None:
    person = machair.people["Morag"]
    invited(machair, Instrument.SWEMWBS, Point.BASELINE)
    machair.store.close()
    where = ("--data", "data", "--keys", "keys")
    told = terminal("outcomes", person, *where)
    everybody = terminal("outcomes", *where)

    assert "baseline: SWEMWBS: missed" in told.out
    assert "Nobody has answered a questionnaire." in everybody.out


def test_what_a_peer_supporter_answered_is_for_them_and_their_supervisor_alone(
    machair: SmallService, client: TestClient[Any]
) -> None:
    davie = machair.peers["Davie"]
    said = {"instrument": "SWEMWBS", "items": ["3"] * 7, "mode": "PAPER"}
    assert 201 == client.post(f"/api/v1/peers/{davie}/measures", json=said).status_code
    told = client.get(f"/api/v1/supervision/{davie}").json()["measures"]
    history = client.get("/api/v1/peer_roster").text

    assert [("SWEMWBS", 19.25)] == [(each["instrument"], each["score"]) for each in told]
    assert "19.25" not in history
    app = create_app(machair.desk, identify=lambda _request: staff_member(FRASER))
    with TestClient(app, base_url="http://127.0.0.1") as manager:
        assert 403 == manager.get(f"/api/v1/supervision/{davie}").status_code
        refused = manager.post(f"/api/v1/peers/{davie}/measures", json=said)
        assert 403 == refused.status_code
