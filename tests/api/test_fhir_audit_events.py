"""The log of reads in FHIR R4: valid by a model that others keep, and by the rules of BALP."""

from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.auditevent import AuditEvent
from fhir.resources.R4B.bundle import Bundle
from litestar.testing import TestClient

from api.app import create_app
from api.fhir.audit_events import BALP, DICOM, resource
from api.fhir.audit_handlers import stretch
from application.principal import OPERATOR, Principal, peer_supporter, staff_member
from application.register import Noted
from domain.access import AnswerGiven, GrantRole, Role
from domain.decider import Position
from domain.people import StaffId, Subject
from tests.api.small_service import FRASER, ISLA, SERVICE, TODAY, SmallService, fill, small_service

AUDIT = "/fhir/r4/AuditEvent"


class Machair:
    """A service into which somebody looked, and whoever asks who did."""

    def __init__(self, service: SmallService) -> None:
        self.service = service
        self.principal: Principal = OPERATOR
        app = create_app(service.desk, identify=lambda _request: self.principal)
        self.client = TestClient(app, base_url="http://127.0.0.1")

    @property
    def morag(self) -> str:
        return self.service.people["Morag"]

    def looked(self, *views: str) -> None:
        """Isla looks at Morag."""
        self.principal = staff_member(ISLA)
        for view in views:
            path = f"/api/v1/{view}" if view == "caseload" else f"/api/v1/{view}/{self.morag}"
            assert 200 == self.client.get(path).status_code
        self.principal = OPERATOR

    def get(self, path: str = AUDIT, status: int = 200, **asked: Any) -> Any:
        asked = {"patient": f"Patient/{self.morag}", **asked} if path == AUDIT else asked
        answer = self.client.get(path, params=asked)
        assert status == answer.status_code, answer.text
        return answer.json()

    def found(self, **asked: Any) -> list[dict[str, Any]]:
        bundle = self.get(**asked)
        Bundle.model_validate(bundle)
        return [each["resource"] for each in bundle.get("entry", [])]


@pytest.fixture
def machair(tmp_path: Path) -> Iterator[Machair]:
    with small_service(tmp_path) as service:
        fill(service)
        yield Machair(service)


def agent(event: dict[str, Any], system: str, code: str) -> dict[str, Any]:
    """The one agent of a type: every slice of the profiles is told by its type."""
    wanted = {"system": system, "code": code}
    (found,) = [
        each
        for each in event["agent"]
        if wanted
        in [{"system": one["system"], "code": one["code"]} for one in each["type"]["coding"]]
    ]
    return dict(found)


def entity(event: dict[str, Any], code: str) -> dict[str, Any]:
    (found,) = [each for each in event["entity"] if each["type"]["code"] == code]
    return dict(found)


def keeps_the_profile(event: dict[str, Any]) -> None:
    """What BALP asks of every successful read and query with a patient."""
    several = f"{BALP}.PatientQuery" in event["meta"]["profile"]
    assert several or f"{BALP}.PatientRead" in event["meta"]["profile"]
    assert "rest" == event["type"]["code"]
    assert ("search-type" if several else "read") in {each["code"] for each in event["subtype"]}
    assert ("E" if several else "R") == event["action"]
    assert "0" == event["outcome"]
    assert datetime.fromisoformat(event["recorded"]).tzinfo is not None
    client, server = ("110153", "110152") if several else ("110152", "110153")
    for code in (client, server):
        found = agent(event, DICOM, code)
        assert found["who"]
        assert found["network"]
        assert "media" not in found
    user = agent(event, "http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP")
    assert user["who"]
    assert user["requestor"] is True
    assert "network" not in user
    assert [True] == [each["requestor"] for each in event["agent"] if each["requestor"]]
    patient = entity(event, "1")
    assert "1" == patient["role"]["code"]
    assert patient["what"]["reference"].startswith("Patient/")
    thing = entity(event, "2")
    if several:
        assert "24" == thing["role"]["code"]
        assert thing["query"]
        assert not {"what", "lifecycle", "detail"} & set(thing)
    else:
        assert thing["role"]["code"] in {"4", "3", "20"}
        assert thing["what"]


def test_an_answer_about_one_person_is_a_read_of_theirs(machair: Machair) -> None:
    machair.looked("person_history")
    (event,) = machair.found()
    user = agent(event, "http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP")

    keeps_the_profile(event)
    assert f"Practitioner/{ISLA}" == user["who"]["reference"]
    assert "COORDINATOR" in {each["coding"][0]["code"] for each in user["role"]}
    assert "person_history" == entity(event, "2")["what"]["identifier"]["value"]
    assert f"Patient/{machair.morag}" == entity(event, "1")["what"]["reference"]


def test_an_answer_about_several_is_a_query_for_each_of_them(machair: Machair) -> None:
    machair.looked("caseload")
    (event,) = machair.found()
    (other,) = machair.found(patient=machair.service.people["Callum"])

    keeps_the_profile(event)
    keeps_the_profile(other)
    assert event["id"] != other["id"]
    assert b"caseload" == b64decode(entity(event, "2")["query"])


def test_what_was_refused_is_told_and_claims_no_profile(machair: Machair) -> None:
    rhona = machair.service.peers["Rhona"]
    machair.service.do(GrantRole(service=SERVICE, role=Role.PEER_SUPPORTER, peer=rhona))
    machair.principal = peer_supporter(rhona)
    machair.client.get(f"/api/v1/own_indicators/{machair.service.peers['Davie']}")
    machair.principal = OPERATOR
    (event,) = [
        each
        for each in machair.found(patient=machair.service.peers["Davie"])
        if each["outcome"] == "4"
    ]

    AuditEvent.model_validate(event)
    assert "NotPermitted" == event["outcomeDesc"]
    assert "profile" not in event["meta"]


def test_breaking_the_glass_is_the_purpose(machair: Machair) -> None:
    given = AnswerGiven(service=SERVICE, view="person_history", opening=Position(7), at=TODAY)
    about = Subject(f"person:{machair.morag}")
    machair.service.store.reads.record(Noted(given, staff_member(StaffId("isla")), [about]))
    (event,) = machair.found()

    keeps_the_profile(event)
    assert "BTG" == event["purposeOfEvent"][0]["coding"][0]["code"]


def test_one_entry_is_read_by_its_name_and_an_unknown_one_is_not_found(machair: Machair) -> None:
    machair.looked("person_history")
    (event, *_more) = machair.found()
    again = machair.get(f"{AUDIT}/{event['id']}")
    AuditEvent.model_validate(again)

    assert event == again
    for name in ("nobody", f"1.staff.{ISLA}", f"99999.person.{machair.morag}", "1.person."):
        assert "OperationOutcome" == machair.get(f"{AUDIT}/{name}", status=404)["resourceType"]
    other = machair.service.people["Callum"]
    assert (
        404 == machair.client.get(f"{AUDIT}/{event['id'].split('.')[0]}.person.{other}").status_code
    )


def test_asking_is_itself_noted(machair: Machair) -> None:
    machair.looked("person_history")
    machair.found()
    things = [entity(each, "2") for each in machair.found()]

    assert "fhir_audit_event" in {each["what"]["identifier"]["value"] for each in things}
    before = machair.service.store.reads.position()
    peer = machair.service.peers["Davie"]
    assert 200 == machair.client.get("/fhir/r4/Consent", params={"patient": peer}).status_code

    assert before < machair.service.store.reads.position()


def test_the_latest_come_first_and_a_link_leads_to_those_before(machair: Machair) -> None:
    machair.looked(*["person_history"] * 5)
    first = machair.get(_count=3)
    (link,) = first["link"]
    second = machair.client.get(link["url"]).json()
    places = [
        int(each["resource"]["id"].split(".")[0]) for each in (*first["entry"], *second["entry"])
    ]

    assert "next" == link["relation"]
    assert sorted(set(places), reverse=True)[:5] == sorted(places, reverse=True)[:5]
    assert {1, 2, 3, 4, 5} <= set(places)


@pytest.mark.parametrize(
    "asked",
    [
        {"colour": "red"},
        {"patient": "Patient/../x"},
        {"date": "xx2026-05-05"},
        {"date": "gesometime"},
        {"_count": "0"},
    ],
)
def test_what_cannot_be_asked_is_refused(machair: Machair, asked: dict[str, str]) -> None:
    answer = machair.client.get(AUDIT, params={"patient": machair.morag, **asked})

    assert answer.status_code in {400, 422}


def test_an_unknown_word_is_refused_of_consents_too(machair: Machair) -> None:
    answer = machair.client.get("/fhir/r4/Consent", params={"patient": "x", "colour": "red"})

    assert 422 == answer.status_code
    assert "colour" in answer.json()["detail"]


def test_only_those_whose_business_it_is_may_ask(machair: Machair) -> None:
    machair.looked("person_history")
    machair.principal = staff_member(ISLA)
    machair.get(status=403)
    machair.principal = staff_member(FRASER)
    assert machair.found()
    machair.principal = peer_supporter(machair.service.peers["Davie"])
    machair.get(status=403)


def test_a_day_stands_for_all_of_it_and_a_moment_for_itself() -> None:
    now = datetime(2026, 6, 1, tzinfo=UTC)
    day = datetime(2026, 5, 4, 23, tzinfo=UTC), datetime(2026, 5, 5, 22, 59, 59, 999999, UTC)

    assert day == stretch(["2026-05-05"], now)
    assert (day[0], now) == stretch(["ge2026-05-05"], now)
    assert (day[1] + timedelta(microseconds=1), now) == stretch(["gt2026-05-05"], now)
    assert day[0] - timedelta(microseconds=1) == stretch(["lt2026-05-05"], now)[1]
    moment = datetime(2026, 5, 5, 9, 30, tzinfo=UTC)
    assert moment == stretch([f"le{moment.isoformat()}"], now)[1]


def test_every_entry_is_valid_whatever_was_looked_at(machair: Machair) -> None:
    machair.looked("caseload", "person_history")
    about = Subject(f"person:{machair.morag}")
    reads = machair.service.store.reads
    for recorded in reads.entries(about, TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        AuditEvent.model_validate(resource(recorded, about, "http://127.0.0.1/fhir/r4"))
