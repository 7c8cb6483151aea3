"""Groups and courses through the JSON interface: from the plan to what is seen of them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from api.main import application
from api.store import open_store
from application.opening import open_service, profile_from, staff_called
from application.perform import perform
from domain.people import LOCAL_OPERATOR, ServiceId
from infrastructure.settings import Settings
from tests.deployments import Clock

MACHAIR = ServiceId("machair")
ISLA, SHONA = staff_called("Isla", MACHAIR), staff_called("Shona", MACHAIR)
BEGINNING = datetime(2026, 5, 4, 9, tzinfo=UTC)
PROFILE = """
name = "Machair Peer Support"
[[staff]]
name = "Isla"
duties = ["COORDINATOR", "SAFEGUARDING_LEAD"]
[[staff]]
name = "Shona"
duties = ["SUPERVISOR", "SAFEGUARDING_DEPUTY"]
[[staff]]
name = "Fraser"
duties = ["MANAGER"]
[[offers]]
name = "Friday café"
model = "PEER_LED"
delivery = ["GROUP"]
role = { regulated = false, assessed_by = "Fraser" }
"""


class Machair:
    """A running service with one offer for groups, and somebody who talks to it."""

    def __init__(self, client: TestClient[Any], clock: Clock, offer: str) -> None:
        self.client, self.clock, self.offer = client, clock, offer

    def done(self, path: str, **body: Any) -> dict[str, str]:
        answer = self.client.post(f"/api/v1{path}", json=body or None)
        assert answer.status_code == 201, answer.text
        ids: dict[str, str] = answer.json()["ids"]
        return ids

    def rows(self, view: str, **query: str) -> list[dict[str, Any]]:
        answer = self.client.get(f"/api/v1/{view}", params=query)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["rows"]
        return found


@pytest.fixture
def machair(tmp_path: Path) -> Iterator[Machair]:
    clock = Clock(BEGINNING)
    store = open_store(Settings(data=str(tmp_path / "data")), create=True, clock=clock)
    open_service(
        profile_from(PROFILE),
        MACHAIR,
        lambda command, key: perform(
            command, store.ledger, by=LOCAL_OPERATOR, service=MACHAIR, command_id=key
        ),
    )
    offer = next(
        each.event.offer  # type: ignore[attr-defined]
        for page in store.ledger.read()
        for each in page
        if type(each.event).__name__ == "OfferOpened"
    )
    app = application(store, MACHAIR)
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        yield Machair(client, clock, offer)
    store.close()


def test_a_group_goes_from_the_plan_to_its_first_meeting(machair: Machair) -> None:
    person = machair.done(
        "/referrals", source="GP", agreed_how="SPOKEN", name="Morag Example", urgent=False
    )["person"]
    planned = {"offer": machair.offer, "coordinator": ISLA, "governance": "PEER_LED"}
    group = machair.done("/groups", name="Friday café", **planned)["group"]

    early = machair.client.post(f"/api/v1/groups/{group}/opening")
    assert early.status_code == 409
    assert early.json()["type"].endswith("TooFewLeaders")

    machair.done(f"/groups/{group}/leaders", leads_as="FACILITATOR", staff=ISLA)
    machair.done(f"/groups/{group}/leaders", leads_as="ON_CALL", staff=SHONA)
    machair.done(f"/groups/{group}/venue", accessible=True)
    machair.done(f"/groups/{group}/ground-rules", rules="We listen, and keep it here.")
    machair.done(f"/groups/{group}/opening")
    machair.done(f"/groups/{group}/members", person=person, ground_rules=True)
    machair.done(f"/groups/{group}/meetings", present=[person], headcount=4, minutes=90)

    (row,) = machair.rows("groups")
    assert (row["name"], row["state"], row["people"]) == ("Friday café", "OPEN", 1)
    assert row["meetings"] == 1
    assert [flag["code"] for flag in row["flags"]] == ["MEETING_WORRY_UNANSWERED"]
    history = machair.client.get(f"/api/v1/person_history/{person}").json()["entries"]
    assert history[-1]["sentence"] == "Was at a meeting of a group (90 minutes)."


def test_a_group_is_shown_as_it_was_known_and_as_it_was(machair: Machair) -> None:
    planned = {"offer": machair.offer, "coordinator": ISLA, "governance": "PEER_LED"}
    group = machair.done("/groups", name="Friday café", **planned)["group"]
    machair.clock.now = BEGINNING + timedelta(days=2)
    machair.done(f"/groups/{group}/closing", at=(BEGINNING + timedelta(days=1)).isoformat())

    assert [row["state"] for row in machair.rows("groups")] == ["CLOSED"]
    assert [row["state"] for row in machair.rows("groups", known_at="2026-05-05")] == ["PLANNED"]
    assert [row["state"] for row in machair.rows("groups", true_at="2026-05-04")] == ["PLANNED"]
    assert machair.rows("groups", known_at="2026-05-01") == []


def test_a_course_is_designed_booked_and_shown(machair: Machair) -> None:
    person = machair.done(
        "/referrals", source="GP", agreed_how="SPOKEN", name="Morag Example", urgent=False
    )["person"]
    course = machair.done(
        "/programmes",
        offer=machair.offer,
        coordinator=ISLA,
        name="Living well",
        sessions=2,
        enough=1,
        places=1,
    )["programme"]
    dates = [(BEGINNING + timedelta(weeks=week)).isoformat() for week in (1, 2)]
    machair.done(f"/programmes/{course}/dates", dates=dates)
    machair.done(f"/programmes/{course}/booking")
    machair.done(f"/programmes/{course}/enrolments", person=person)

    (row,) = machair.rows("programmes")
    assert (row["name"], row["state"], row["people"], row["places"]) == (
        "Living well",
        "ENROLLING",
        1,
        1,
    )
    assert row["next_at"].startswith("2026-05-11")

    machair.clock.now = BEGINNING + timedelta(weeks=1, hours=1)
    (later,) = machair.rows("programmes")
    assert later["next_at"].startswith("2026-05-18")
    assert [flag["code"] for flag in later["flags"]] == ["COURSE_NOT_STARTED"]


def test_something_between_people_in_a_group_is_raised_and_settled(machair: Machair) -> None:
    planned = {"offer": machair.offer, "coordinator": ISLA, "governance": "PEER_LED"}
    group = machair.done("/groups", name="Friday café", **planned)["group"]
    concern = machair.done("/concerns-between-peers", words="Two fell out.", group=group)["concern"]

    assert [flag["code"] for flag in machair.rows("groups")[0]["flags"]] == [
        "CONCERN_BETWEEN_PEERS"
    ]
    machair.done(f"/concerns-between-peers/{concern}/resolution", how="They talked.")
    assert machair.rows("groups")[0]["flags"] == []
