"""What is read about people is noted before it is given, or it is not given."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from api.app import create_app
from api.pages.links import link_to
from application.ledger import OutOfReach
from application.principal import OPERATOR, Principal, peer_supporter, staff_member
from domain.access import AnswerGiven, AnswerRefused, GrantRole, Role, read_by
from domain.decider import EPOCH
from domain.folds import ALWAYS
from domain.people import StaffId, Subject, subject
from domain.service import Duty, NameStaff
from domain.session import RecordSession
from tests.api.small_service import FRASER, ISLA, SERVICE, SmallService, fill, small_service

HERE = "http://127.0.0.1"
RHONA = StaffId("rhona-staff")
NAMES = ("Morag", "Callum", "Euan", "Davie Example", "Rhona Example", "Testperson")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallService]:
    with small_service(Path(tmp_path_factory.mktemp("service"))) as opened:
        fill(opened)
        opened.do(NameStaff(service=SERVICE, staff=RHONA, name="Rona", duties=(Duty.COORDINATOR,)))
        opened.do(GrantRole(service=SERVICE, role=Role.PEER_SUPPORTER, peer=opened.peers["Davie"]))
        yield opened


class Reading:
    """The application for whomever the test says, and what was noted meanwhile."""

    def __init__(self, service: SmallService) -> None:
        self.service, self.principal = service, OPERATOR
        self.log = service.store.reads
        app = create_app(service.desk, identify=lambda _request: self.principal)
        self.client = TestClient(app, base_url=HERE)

    def get(self, path: str, principal: Principal = OPERATOR) -> Any:
        self.principal = principal
        return self.client.get(path, follow_redirects=False)

    def post(self, path: str, body: Any, principal: Principal = OPERATOR) -> Any:
        self.principal = principal
        return self.client.post(path, json=body)

    def last(self) -> tuple[Any, frozenset[Subject]]:
        """The latest entry: what it says, and its subjects."""
        rows = next(self.log.recorder.columns(self.log.position() - 1))
        from infrastructure.codec import decode

        recorded = decode(rows[0])
        return recorded.event, frozenset(recorded.tags)


@pytest.fixture
def reading(service: SmallService) -> Reading:
    return Reading(service)


def paths_of(service: SmallService) -> list[str]:
    morag, match = service.people["Morag"], service.matches["Morag"]
    referral = service.referrals["Callum"]
    return [
        "/api/v1/caseload",
        "/api/v1/caseload?known_at=2026-05-01",
        "/api/v1/waiting_list",
        "/api/v1/match_board",
        "/api/v1/worklist",
        "/api/v1/dependency_indicators",
        "/api/v1/peer_roster",
        f"/api/v1/person_history/{morag}",
        f"/api/v1/own_indicators/{service.peers['Davie']}",
        f"/api/v1/competencies/{service.peers['Davie']}",
        f"/api/v1/referrals/{referral}/suggestions",
        "/api/v1/waiting_list/suggestions",
        f"/api/v1/access_register?person={morag}",
        "/caseload",
        "/caseload.csv",
        f"/people/{morag}",
        f"/people/{morag}/safe-contact",
        link_to(RecordSession, match=match),
        "/referrals/new",
    ]


def test_every_answer_about_people_is_noted_once_with_all_whom_it_names(
    service: SmallService, reading: Reading
) -> None:
    everybody = {
        **{subject("person", each): name for name, each in service.people.items()},
        **{subject("peer", each): name for name, each in service.peers.items()},
    }
    for path in paths_of(service):
        before = reading.log.position()
        answer = reading.get(path)
        named = {
            about
            for about, name in everybody.items()
            if about.partition(":")[2] in answer.text or f"{name} " in answer.text
        }

        assert answer.status_code == 200, (path, answer.text)
        assert before + 1 == reading.log.position(), path
        event, tags = reading.last()
        assert isinstance(event, AnswerGiven)
        assert ("OPERATOR",) == event.basis
        assert read_by("local-operator") in tags
        assert named <= tags, path


def test_the_register_says_who_could_and_who_did_see_somebody(
    service: SmallService, reading: Reading
) -> None:
    morag = service.people["Morag"]
    reading.get(f"/api/v1/person_history/{morag}", staff_member(ISLA))
    reading.get(f"/api/v1/person_history/{morag}", staff_member(RHONA))

    found = reading.get(f"/api/v1/access_register?person={morag}", staff_member(FRASER)).json()

    latest, before, *_ = found["did_see"]
    assert ("staff:rhona-staff", False, "NotPermitted") == (
        latest["who"],
        latest["given"],
        latest["refusal"],
    )
    assert ("staff:isla", "person_history", ["COORDINATOR"]) == (
        before["who"],
        before["view"],
        before["basis"],
    )
    could = {(each["who"], each["basis"], each["relation"]) for each in found["could_see"]}
    assert ("staff:isla", "RELATION", "RESPONSIBLE") in could
    assert (f"peer:{service.peers['Davie']}", "RELATION", "PEER_SUPPORTER") in could
    assert ("staff:fraser", "ROLE", None) in could
    assert ("local-operator", "OPERATOR", None) in could
    assert "staff:rhona-staff" not in {each["who"] for each in found["could_see"]}


def test_the_reading_of_the_register_is_read_in_the_register(
    service: SmallService, reading: Reading
) -> None:
    path = f"/api/v1/access_register?person={service.people['Callum']}"
    reading.get(path, staff_member(FRASER))

    found = reading.get(path, staff_member(FRASER)).json()

    assert ("access_register", "staff:fraser") == (
        found["did_see"][0]["view"],
        found["did_see"][0]["who"],
    )


def test_only_what_lies_between_two_moments_is_told(
    service: SmallService, reading: Reading
) -> None:
    morag = service.people["Morag"]
    reading.get(f"/people/{morag}")
    path = f"/api/v1/access_register?person={morag}&since=2026-01-01&until=2026-01-10"

    found = reading.get(path).json()

    assert found["did_see"] == []
    assert {("staff:isla", "RELATION")} <= {
        (each["who"], each["basis"]) for each in found["could_see"]
    }
    backwards = f"/api/v1/access_register?person={morag}&since=2026-02-01&until=2026-01-10"
    assert "NotAStretchOfTime" == reading.get(backwards).json()["type"]


def test_a_peer_supporter_sees_who_saw_them_and_nobody_else(
    service: SmallService, reading: Reading
) -> None:
    davie = service.peers["Davie"]
    reading.get("/api/v1/peer_roster", staff_member(ISLA))

    own = reading.get(f"/api/v1/access_register?peer={davie}", peer_supporter(davie))
    other = reading.get(
        f"/api/v1/access_register?person={service.people['Morag']}", peer_supporter(davie)
    )

    assert "peer_roster" in {each["view"] for each in own.json()["did_see"]}
    assert other.status_code == 403


def test_a_refusal_is_noted(service: SmallService, reading: Reading) -> None:
    morag = service.people["Morag"]
    refused = reading.post(
        f"/api/v1/people/{morag}/safe-contact", {"may_text": True}, staff_member(RHONA)
    )
    event, tags = reading.last()

    assert refused.status_code == 403
    assert isinstance(event, AnswerRefused)
    assert ("RecordSafeContact", "NotPermitted") == (event.view, event.rule)
    assert read_by("staff:rhona-staff") in tags


class Broken:
    """A recorder that keeps nothing any more, and knows nothing."""

    def __getattr__(self, asked: str) -> Any:
        raise OutOfReach(f"the disk is full, so there is no {asked}")


def test_with_the_log_of_reads_failing_nothing_about_anybody_is_given(
    service: SmallService, reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in paths_of(service):
        monkeypatch.setattr(reading.log, "_opened", Broken())
        answer = reading.get(path)
        monkeypatch.undo()

        assert answer.status_code == 503, path
        assert answer.json()["type"] in {"NotRecorded", "OutOfReach"}
        told = answer.text + json.dumps(dict(answer.headers))
        assert not [name for name in NAMES if name in told]
        assert not [each for each in service.people.values() if each in told]


def test_with_the_log_of_reads_failing_help_is_given_and_work_recorded(
    service: SmallService, reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading.log, "_opened", Broken())
    morag = service.people["Morag"]

    assert reading.get("/help-now").status_code == 200
    done = reading.post(f"/api/v1/people/{morag}/safe-contact", {"may_text": True})
    assert done.status_code == 201


def test_what_is_noted_is_found_by_reader_too(service: SmallService, reading: Reading) -> None:
    reading.get("/api/v1/caseload", staff_member(ISLA))

    found = reading.log.entries(read_by("staff:isla"), EPOCH, ALWAYS)

    assert found
    assert {ISLA} == {msgspec.structs.asdict(each)["by"] for each in found}
