"""Confidentiality breaks through the JSON interface and on the terminal."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from api.app import create_app
from api.main import application
from api.store import open_store
from application.opening import open_service, profile_from, staff_called
from application.perform import perform
from application.principal import OPERATOR, Principal, staff_member
from domain.access import GrantRole, Role
from domain.confidentiality.commands import RecordEmergencyBreak
from domain.people import LOCAL_OPERATOR, ServiceId, StaffId, subject
from domain.service import NameStaff
from infrastructure.settings import Settings
from tests.api.small_service import FRASER, SERVICE, TODAY, SmallService, fill, small_service
from tests.api.terminal import Terminal
from tests.api.terminal import terminal as terminal  # noqa: PLC0414 - a fixture
from tests.deployments import Clock
from tests.domain.confidences import ACCOUNT, EMERGENCY, reviewed

MACHAIR = ServiceId("machair")
AILSA = staff_called("Ailsa", MACHAIR)
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
[[staff]]
name = "Ailsa"
duties = ["REVIEWER"]
[[offers]]
name = "Friday café"
model = "PEER_LED"
delivery = ["GROUP"]
role = { regulated = false, assessed_by = "Fraser" }
"""
TELLING = {"told_by": "isla", "channel": "PHONE"}


class Machair:
    """A running service, and somebody who talks to it."""

    def __init__(self, client: TestClient[Any], clock: Clock) -> None:
        self.client, self.clock = client, clock

    def done(self, path: str, body: Any, **headers: str) -> dict[str, Any]:
        answer = self.client.post(
            f"/api/v1{path}",
            content=msgspec.json.encode(body),
            headers={"Content-Type": "application/json", **headers},
        )
        assert answer.status_code in {200, 201}, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def shown(self, path: str, **query: str) -> dict[str, Any]:
        answer = self.client.get(f"/api/v1{path}", params=query)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def ready_for_review(self) -> str:
        """An emergency that is complete, and of which the person was told."""
        which: str = self.done("/breaks/emergency", EMERGENCY)["ids"]["break"]
        known = {
            "words": "She said goodbye.",
            "source": "FIRST_HAND",
            "learned_at": "2026-05-02T01:05:00Z",
        }
        self.done(f"/breaks/{which}/facts", known)
        self.done(f"/breaks/{which}/sections", ACCOUNT)
        self.done(f"/breaks/{which}/completion", {})
        self.done(f"/breaks/{which}/telling", TELLING)
        return which


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
    app = application(store, MACHAIR)
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        yield Machair(client, clock)
    store.close()


def review_of(which: str, **changes: Any) -> dict[str, Any]:
    said = {"break_id": which, "reviewer": AILSA} | changes
    plain: dict[str, Any] = msgspec.to_builtins(msgspec.structs.replace(reviewed(), **said))
    return plain


def test_an_empty_emergency_is_saved_from_the_first_key(machair: Machair) -> None:
    done = machair.done("/breaks/emergency", {})
    (row,) = machair.shown("/break_register")["rows"]

    assert done["ids"]["break"] == row["break"]
    assert row["state"] == "EMERGENCY_RECORDED"
    assert row["verdict"] is None


def test_an_emergency_is_saved_whatever_is_written_in_its_form(machair: Machair) -> None:
    page = machair.client.get("/breaks/emergency/new")
    assert page.status_code == 200
    assert "Save emergency record" in page.text
    assert "Call 999 first" in page.text
    answer = machair.client.post(
        "/breaks/emergency/new",
        content="about=The+boy+next+door&decided_at-day=99&decided_at-time=late&items=first+name",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        follow_redirects=False,
    )

    assert answer.status_code == 303
    (row,) = machair.shown("/break_register")["rows"]
    assert row["state"] == "EMERGENCY_RECORDED"


def test_ten_reviews_in_one_request_are_decided_each_on_its_own(machair: Machair) -> None:
    several = [machair.ready_for_review() for _each in range(9)]
    unfinished: str = machair.done("/breaks/emergency", {})["ids"]["break"]
    reviews = [review_of(each) for each in [*several, unfinished]]
    key = {"Idempotency-Key": "a-sitting"}
    answers: list[dict[str, Any]] = machair.done("/reviews", reviews, **key)  # type: ignore[assignment]
    again: list[dict[str, Any]] = machair.done("/reviews", reviews, **key)  # type: ignore[assignment]

    assert [each["break"] for each in answers] == [*several, unfinished]
    assert [each["problem"] for each in answers[:9]] == [None] * 9
    assert answers[9]["problem"]["type"] == "TooEarlyToReview"
    assert all(each["repeated"] for each in again[:9])
    rows = machair.shown("/break_register", state="REVIEWED")["rows"]
    assert {each["break"] for each in rows} == set(several)
    assert machair.shown("/review_queue")["rows"] == []


def test_more_reviews_than_a_sitting_are_refused(machair: Machair) -> None:
    answer = machair.client.post("/api/v1/reviews", json=[review_of("a")] * 51)

    assert answer.status_code == 422
    assert answer.json()["type"] == "TooManyReviews"


def test_the_evidence_of_a_break_is_one_request(machair: Machair) -> None:
    which = machair.ready_for_review()
    pack = machair.shown(f"/evidence_pack/{which}")
    before = machair.client.get(f"/api/v1/evidence_pack/{which}", params={"known_at": "2026-05-01"})

    assert pack["break"] == which
    assert len(pack["answers"]) == 11
    assert len(pack["digest"]) == 64
    assert before.status_code == 404
    assert before.json()["type"] == "NoSuchBreak"


def test_figures_are_asked_for_by_days(machair: Machair) -> None:
    machair.ready_for_review()

    assert machair.shown("/break_figures")["breaks"] == 1
    assert machair.shown("/break_figures", first_day="2026-05-03")["breaks"] == 0


def test_what_is_open_about_a_break_stands_in_the_worklist(machair: Machair) -> None:
    machair.done("/breaks/emergency", {})
    machair.clock.now = BEGINNING + timedelta(days=30)
    codes = {each["code"] for each in machair.shown("/worklist")["rows"]}

    assert {"BREAK_COMPLETION_LATE", "BREAK_REVIEW_LATE", "TELLING_LATE"} <= codes


def test_nothing_about_a_break_is_corrected_or_taken_out(machair: Machair) -> None:
    done = machair.done("/breaks/emergency", EMERGENCY)
    answer = machair.client.post(f"/api/v1/entries/{done['entries'][0]}/error-mark", json=None)

    assert answer.status_code == 409
    assert answer.json()["type"] == "StandsAsItWas"


def test_the_terminal_shows_the_register_the_evidence_and_takes_reviews(
    terminal: Terminal, tmp_path: Path
) -> None:
    profile = tmp_path / "service.toml"
    profile.write_text(PROFILE)
    assert terminal("init", "--profile", profile, "--data", "there").status == 0
    made = terminal("do", "record-emergency-break", "--data", "there", "--json")
    which = made.json["ids"]["break"]
    shown = terminal("breaks", "--data", "there", "--json").json

    assert set(shown) >= {"position", "known_at", "true_at", "rows"}
    (row,) = shown["rows"]
    assert (row["break"], row["state"], row["verdict"]) == (which, "EMERGENCY_RECORDED", None)
    assert "decided_at" in row
    assert (
        terminal("breaks", "--data", "there", "--known-at", "2026-01-01", "--json").json["rows"]
        == []
    )
    assert "Reflects entry" in terminal("breaks", "--data", "there").out
    told = terminal("show", "evidence_pack", "--filter", f"break={which}", "--data", "there")
    assert "11. How long did each step take?" in told.out
    assert "Break, not decided yet" not in told.out
    assert "Who saw" not in told.out
    assert "Known then: who had seen what" in told.out
    assert "which" in terminal("show", "evidence_pack", "--data", "there").error
    reviews = tmp_path / "reviews.json"
    reviews.write_bytes(msgspec.json.encode([review_of(which)]))
    refused = terminal("review", reviews, "--data", "there")
    assert refused.status == 1
    assert "refused: This is no reviewer" in refused.out
    reviews.write_text("no reviews")
    assert "holds no list of reviews" in terminal("review", reviews, "--data", "there").error


def test_every_emergency_field_may_be_left_out() -> None:
    assert all(not each.required for each in msgspec.structs.fields(RecordEmergencyBreak))


# --- Who is named, and what is noted ---


def a_break_about_morag(service: SmallService) -> str:
    """The emergency of the night, about somebody who has a name."""
    person, davie = service.people["Morag"], service.peers["Davie"]
    emergency = msgspec.structs.replace(EMERGENCY, person=str(person), decided_by=str(davie))
    service.clock.now = TODAY
    receipt = service.do(emergency)
    return next(each[6:] for each in receipt.events[-1].tags if each.startswith("break:"))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallService]:
    with small_service(tmp_path_factory.mktemp("filled")) as opened:
        fill(opened)
        for staff in ("auditor", "reviewer"):
            opened.do(NameStaff(service=SERVICE, staff=StaffId(staff), name="Lorna", duties=()))
        until = datetime(2026, 12, 31, tzinfo=UTC)
        auditor = StaffId("auditor")
        opened.do(GrantRole(service=SERVICE, role=Role.AUDITOR, staff=auditor, until=until))
        yield opened


def test_whoever_acted_is_named_and_the_person_only_to_those_who_may_see_them(
    filled: SmallService,
) -> None:
    which = a_break_about_morag(filled)
    asking: Principal = OPERATOR
    app = create_app(filled.desk, identify=lambda _request: asking)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        asking = staff_member(FRASER)
        manager = client.get(f"/api/v1/evidence_pack/{which}").json()
        asking = staff_member(StaffId("auditor"))
        auditor = client.get(f"/api/v1/evidence_pack/{which}").json()

    assert "Morag Testperson" == manager["told"]["about"]
    assert "the person" == auditor["told"]["about"]
    assert "Morag Testperson" not in json.dumps(auditor)
    for pack in (manager, auditor):
        decided = pack["answers"][0]["then"][0]["told"]["parts"]
        assert {"label": "Decided by", "words": "Davie Example"} in decided


def test_asking_for_evidence_is_noted_and_stands_in_the_next_answer(
    filled: SmallService,
) -> None:
    which = a_break_about_morag(filled)
    person = subject("person", filled.people["Morag"])
    with TestClient(create_app(filled.desk), base_url="http://127.0.0.1") as client:
        assert client.get(f"/api/v1/evidence_pack/{which}").status_code == 200
        filled.clock.now = TODAY + timedelta(hours=1)
        later = client.get(f"/api/v1/evidence_pack/{which}").json()["later"]["seen"]
    reads = filled.store.reads.entries(person, TODAY, TODAY + timedelta(hours=2))

    assert "evidence_pack" in {each["view"] for each in later["looks"]}
    assert [*{getattr(each.event, "view", "") for each in reads}].count("evidence_pack") == 1
