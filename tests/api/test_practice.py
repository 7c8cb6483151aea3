"""How a service works: competencies, consistency and offers, at both doors, as of any day."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from api.app import create_app
from domain.competencies import AssessCompetency, Level, Voice
from domain.peer import RecordInterest
from domain.training import Competency
from tests.api.small_service import ISLA, SERVICE, SmallService, small_service
from tests.api.terminal import Terminal, terminal

__all__ = ["terminal"]
BOUNDARIES = Competency.C6


@pytest.fixture
def machair(tmp_path: Path) -> Iterator[SmallService]:
    """Davie supports people; on 6 January he and then Isla say how he keeps boundaries."""
    with small_service(tmp_path) as service:
        davie = service.active_peer("Davie Example")
        service.active_peer("Rhona Example")
        service.on(1, 6)
        for voice, assessor in ((Voice.SELF, None), (Voice.COORDINATOR, ISLA)):
            service.do(
                AssessCompetency(
                    peer=davie,
                    competency=BOUNDARIES,
                    voice=voice,
                    level=Level.ABLE,
                    assessor=assessor,
                    evidence="How he talked about ending well.",
                )
            )
        service.on(1, 20)
        yield service


@pytest.fixture
def client(machair: SmallService) -> Iterator[TestClient[Any]]:
    with TestClient(create_app(machair.desk), base_url="http://127.0.0.1") as client:
        yield client


def boundaries(answer: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any]
    (row,) = (row for row in answer["rows"] if row["competency"] == BOUNDARIES)
    return row


def test_a_peer_supporters_own_view_comes_first(
    machair: SmallService, client: TestClient[Any]
) -> None:
    answer = client.get(f"/api/v1/competencies/{machair.peers['Davie']}").json()
    row = boundaries(answer)

    assert 10 == len(answer["rows"])
    assert ["SELF", "COORDINATOR"] == [view["voice"] for view in row["views"]]
    assert (True, True) == (row["worked_towards"], row["able"])


def test_what_was_said_later_is_not_seen_on_a_day_before(
    machair: SmallService, client: TestClient[Any]
) -> None:
    for asked in ("known_at", "true_at"):
        address = f"/api/v1/competencies/{machair.peers['Davie']}?{asked}=2026-01-05"
        assert [] == boundaries(client.get(address).json())["views"]


def test_what_a_service_could_teach_next_counts_people_and_names_nobody(
    machair: SmallService, client: TestClient[Any]
) -> None:
    answer = client.get("/api/v1/training_needs")

    assert (2, 1, 0, 1) == tuple(
        boundaries(answer.json())[field]
        for field in ("work_towards_it", "able", "growing", "not_asked")
    )
    assert machair.peers["Davie"] not in answer.text


def test_a_competency_is_in_no_list_and_in_nobodys_way(
    machair: SmallService, client: TestClient[Any]
) -> None:
    machair.do(
        AssessCompetency(
            peer=machair.peers["Rhona"],
            competency=BOUNDARIES,
            voice=Voice.SELF,
            level=Level.NOT_YET,
        )
    )
    roster = client.get("/api/v1/peer_roster").text
    machair.accepted("Morag Testperson", "Somebody to walk with.")

    assert "NOT_YET" not in roster
    assert machair.proposed("Morag", "Rhona")


def test_nobody_under_an_identifier_has_competencies(client: TestClient[Any]) -> None:
    answer = client.get("/api/v1/competencies/nobody")

    assert (404, "UnknownPeer") == (answer.status_code, answer.json()["type"])


def test_what_is_open_is_in_the_directory_and_nobodys_data(
    machair: SmallService, client: TestClient[Any]
) -> None:
    answer = client.get("/api/v1/offers").json()

    assert ["Walking together"] == [row["name"] for row in answer["rows"]]
    assert {"BEFRIENDING": 1, "MENTORING": 0, "FACILITATED": 0, "PEER_LED": 0} == answer["models"]


@pytest.mark.parametrize(
    ("command", "view", "says"),
    [
        (
            "competencies",
            "training_needs",
            "keeps boundaries: 2 work towards it, 1 able, 0 growing",
        ),
        (
            "consistency",
            "consistency",
            "walking: 100% within (2 within, 0 by exception, 0 outside)",
        ),
        ("offers", "offers", "Walking together (walking): befriending or buddying"),
    ],
)
def test_the_terminal_says_the_same_in_words_and_for_machines(
    machair: SmallService, terminal: Terminal, command: str, view: str, says: str
) -> None:
    with TestClient(create_app(machair.desk), base_url="http://127.0.0.1") as client:
        answer = client.get(f"/api/v1/{view}?known_at=2026-01-20").json()
    machair.store.close()
    asked = (command, "--known-at", "2026-01-20", "--data", "data", "--keys", "keys")

    assert says in terminal(*asked).out
    assert answer["rows"] == terminal(*asked, "--json").json["rows"]


def test_the_terminal_shows_one_peer_supporters_own_view_first(
    machair: SmallService, terminal: Terminal
) -> None:
    davie = machair.peers["Davie"]
    machair.store.close()
    told = terminal("competencies", davie, "--data", "data", "--keys", "keys").out

    assert "* keeps boundaries: self: able, coordinator: able" in told
    assert "  knows the care system: nobody has said" in told


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("person_history/{person}", "known_at, true_at"),
        ("own_indicators/{peer}", None),
        ("competencies/{peer}", "known_at, true_at"),
        ("training_needs", "known_at, true_at"),
        ("consistency", "known_at, true_at"),
        ("offers", "known_at, true_at"),
        ("definitions", "at"),
        ("equality", None),
        ("signals", None),
        ("reach", None),
        ("waits", None),
        ("referrals/{referral}/suggestions", "coordinator"),
        ("waiting_list/suggestions", "coordinator"),
        ("matches/any/why-not/{peer}", "coordinator"),
    ],
)
def test_what_a_view_is_asked_and_does_not_know_is_refused_by_its_name(
    machair: SmallService, client: TestClient[Any], address: str, known: str | None
) -> None:
    referral = machair.accepted("Morag Testperson", "Somebody to walk with.")
    where = address.format(
        person=machair.people["Morag"], peer=machair.peers["Davie"], referral=referral
    )
    answer = client.get(f"/api/v1/{where}?colour=red")
    choose = f"Choose from: {known}." if known else "Leave it out."

    assert (422, "UnknownField", "colour") == (
        answer.status_code,
        answer.json()["type"],
        answer.json()["field"],
    )
    assert f"There is nothing called colour here. {choose}" == answer.json()["detail"]


def test_the_history_of_nobody_and_of_somebody_before_they_were_known(
    machair: SmallService, client: TestClient[Any]
) -> None:
    machair.accepted("Morag Testperson", "Somebody to walk with.")
    nobody = client.get("/api/v1/person_history/nobody")
    before = client.get(f"/api/v1/person_history/{machair.people['Morag']}?known_at=2026-01-05")

    assert (404, "UnknownPerson") == (nobody.status_code, nobody.json()["type"])
    assert "Nobody is registered under this identifier." in nobody.json()["detail"]
    assert (200, []) == (before.status_code, before.json()["entries"])


def test_the_own_indicators_of_nobody_and_of_somebody_who_supports_nobody_yet(
    client: TestClient[Any], machair: SmallService
) -> None:
    asked = machair.do(RecordInterest(service=SERVICE, name="Euan Example"))
    nobody = client.get("/api/v1/own_indicators/nobody")
    euan = client.get(f"/api/v1/own_indicators/{asked.events[-1].event.peer}")  # type: ignore[attr-defined]

    assert (404, "UnknownPeer") == (nobody.status_code, nobody.json()["type"])
    assert (200, []) == (euan.status_code, euan.json()["rows"])


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
def test_staff_and_offers_have_a_name(client: TestClient[Any], name: str) -> None:
    staff = {"staff": "ailsa", "name": name, "duties": ["COORDINATOR"]}
    offer = {"offer": "phoning", "name": name, "model": "BEFRIENDING", "delivery": ["PHONE"]}
    for path, body in (("staff", staff), ("offers", offer)):
        answer = client.post(f"/api/v1/{path}", json=body)
        assert (422, "NotNamed", "name") == (
            answer.status_code,
            answer.json()["type"],
            answer.json()["field"],
        )


@pytest.mark.parametrize(
    ("field", "number"), [("weeks", 521), ("sessions_a_month", 113), ("capacity", 10_001)]
)
def test_an_offer_says_what_can_be(client: TestClient[Any], field: str, number: int) -> None:
    offer = {"offer": "phoning", "name": "Calls", "model": "BEFRIENDING", "delivery": ["PHONE"]}
    answer = client.post("/api/v1/offers", json={**offer, field: number})

    assert (422, "NotALength", field) == (
        answer.status_code,
        answer.json()["type"],
        answer.json()["field"],
    )


def test_the_report_for_referrers_and_funders_holds_numbers_and_nobody(
    machair: SmallService, terminal: Terminal
) -> None:
    davie = machair.peers["Davie"]
    machair.store.close()
    where = ("--known-at", "2026-01-20", "--data", "data", "--keys", "keys")
    told = terminal("consistency", "--format", "csv", *where).out

    assert "walking,2,2,0,0,1.00" in told
    assert davie not in told
