"""Breaking the glass, through the whole application: let in, told, listed, judged, over."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from litestar.testing import TestClient

from api.app import create_app
from application.permissions import NotPermitted
from application.principal import OPERATOR, Principal, Proof, staff_member
from domain.access import AnswerGiven
from domain.people import StaffId
from domain.person import RecordSafeContact
from domain.service import Duty, NameStaff
from infrastructure.codec import decode
from tests.api.small_service import (
    FRASER,
    ISLA,
    SERVICE,
    Names,
    SmallService,
    fill,
    small_service,
)

HERE = "http://127.0.0.1"
RHONA, CATRIONA = StaffId("rhona-staff"), StaffId("catriona")
WHY = {"reason": "RISK_TO_SOMEBODY", "words": "A neighbour rang, and Isla is away today."}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Names]:
    """Isla looks after Morag; Rhona coordinates too and has nothing to do with her."""
    folder = tmp_path_factory.mktemp("filled")
    with small_service(folder) as opened:
        fill(opened)
        opened.do(NameStaff(service=SERVICE, staff=RHONA, name="Rona", duties=(Duty.COORDINATOR,)))
    return folder, opened.known


@pytest.fixture
def service(filled: tuple[Path, Names], tmp_path: Path) -> Iterator[SmallService]:
    folder, known = filled
    copied = copytree(folder, tmp_path / "copied")
    with small_service(copied, known) as opened:
        yield opened


class Acting:
    """The application, for whomever the test says, who has just shown a code."""

    def __init__(self, service: SmallService) -> None:
        self.service = service
        self.principal: Principal = OPERATOR
        app = create_app(service.desk, identify=lambda _request: self.principal)
        self.client = TestClient(app, base_url=HERE)
        self.client.follow_redirects = False

    def as_(self, staff: StaffId, proof: Proof = Proof.JUST_NOW) -> Any:
        self.principal = staff_member(staff).shown(proof)
        return self.client

    @property
    def morag(self) -> str:
        return self.service.people["Morag"]

    def open(self, staff: StaffId = RHONA) -> str:
        answer = self.as_(staff).post(f"/api/v1/people/{self.morag}/opening", json=WHY)
        assert answer.status_code == 201, answer.text
        opening: str = answer.json()["ids"]["opening"]
        return opening

    def rows(self, staff: StaffId = CATRIONA) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.as_(staff).get("/api/v1/openings").json()["rows"]
        return rows


@pytest.fixture
def acting(service: SmallService) -> Acting:
    return Acting(service)


def test_the_record_opens_for_one_person_for_an_hour_and_closes_by_itself(acting: Acting) -> None:
    history = f"/api/v1/person_history/{acting.morag}"
    assert acting.as_(RHONA).get(history).status_code == 403

    acting.open()

    assert acting.as_(RHONA).get(history).status_code == 200
    listed = {row["person"] for row in acting.client.get("/api/v1/caseload").json()["rows"]}
    people = acting.service.people
    assert {people["Ann"], acting.morag} == listed
    other = f"/api/v1/person_history/{people['Callum']}"
    assert acting.client.get(other).status_code == 403
    acting.service.clock.now += timedelta(minutes=60)
    assert acting.client.get(history).status_code == 403


def test_it_lets_somebody_read_and_not_do(acting: Acting) -> None:
    acting.open()
    rhona = acting.service.desk.for_principal(staff_member(RHONA))

    with pytest.raises(NotPermitted):
        rhona.perform(RecordSafeContact(person=acting.service.people["Morag"], may_text=True))


def test_without_a_code_that_was_just_shown_nothing_opens(acting: Acting) -> None:
    path = f"/api/v1/people/{acting.morag}/opening"
    for proof in (Proof.BEFORE, Proof.OF_PROGRAM):
        refused = acting.as_(RHONA, proof).post(path, json=WHY)
        assert (403, "NotProved") == (refused.status_code, refused.json()["type"])
    assert acting.rows() == []


@pytest.mark.parametrize("staff", [FRASER, StaffId("nobody-named")])
def test_whoever_has_no_such_role_opens_nothing(acting: Acting, staff: StaffId) -> None:
    refused = acting.as_(staff).post(f"/api/v1/people/{acting.morag}/opening", json=WHY)

    assert (403, "NotPermitted") == (refused.status_code, refused.json()["type"])


def test_it_stands_on_the_list_at_once_and_is_red_until_somebody_else_has_judged_it(
    acting: Acting,
) -> None:
    opening = acting.open()

    for staff in (FRASER, CATRIONA):
        (row,) = acting.rows(staff)
        assert (opening, "OPEN", "rhona-staff", False) == (
            row["opening"],
            row["state"],
            row["staff"],
            row["review_late"],
        )
    todo = acting.as_(FRASER).get("/api/v1/worklist").json()["rows"]
    assert (1, "OPENING_TO_REVIEW") in {(each["rank"], each["code"]) for each in todo}
    acting.service.clock.now += timedelta(days=3)
    (row,) = acting.rows()
    assert ("ENDED", True) == (row["state"], row["review_late"])
    assert ["OPENING_REVIEW_LATE"] == [each["code"] for each in row["flags"]]

    path, verdict = f"/api/v1/openings/{opening}/review", {"verdict": "NEEDED"}
    assert acting.as_(RHONA).post(path, json=verdict).status_code == 403
    assert acting.as_(CATRIONA, Proof.BEFORE).post(path, json=verdict).status_code == 201

    (row,) = acting.rows()
    assert ("REVIEWED", "catriona", "NEEDED", False) == (
        row["state"],
        row["reviewer"],
        row["verdict"],
        row["review_late"],
    )


def test_who_opened_it_does_not_judge_it(acting: Acting) -> None:
    opening = acting.open(CATRIONA)
    answer = acting.as_(CATRIONA).post(
        f"/api/v1/openings/{opening}/review", json={"verdict": "NEEDED"}
    )

    assert (409, "OwnOpening") == (answer.status_code, answer.json()["type"])


def test_what_was_read_by_it_names_it_and_the_register_shows_the_basis(acting: Acting) -> None:
    opening = acting.open()
    (row,) = acting.rows()
    acting.as_(RHONA).get(f"/api/v1/person_history/{acting.morag}")
    log = acting.service.store.reads
    event = decode(next(log.recorder.columns(log.position() - 1))[0]).event
    assert isinstance(event, AnswerGiven)
    assert (row["entry"], ("COORDINATOR", "OPENING")) == (event.opening, event.basis)

    found = acting.as_(FRASER).get(f"/api/v1/access_register?person={acting.morag}").json()

    could = [each for each in found["could_see"] if each["basis"] == "OPENING"]
    assert [("staff:rhona-staff", row["entry"])] == [
        (each["who"], each["opening"]) for each in could
    ]
    assert opening == row["opening"]
    latest = found["did_see"][0]
    assert ("staff:rhona-staff", row["entry"]) == (latest["who"], latest["opening"])


def test_the_persons_own_history_says_that_it_was_opened_and_why(acting: Acting) -> None:
    acting.open()
    found = acting.as_(ISLA).get(f"/api/v1/person_history/{acting.morag}").json()
    sentences = [each["sentence"] for each in found["entries"]]

    assert any(
        "opened by somebody who had nothing to do" in each and WHY["words"] in each
        for each in sentences
    )


def test_the_page_that_is_not_theirs_leads_to_opening_it_and_opening_leads_to_the_page(
    acting: Acting,
) -> None:
    page = f"/people/{acting.morag}"
    refused = acting.as_(RHONA).get(page)
    assert refused.status_code == 403
    assert f'href="{page}/opening"' in refused.text
    sent = acting.as_(RHONA, Proof.BEFORE).get(f"{page}/opening")
    assert f"/me/prove?next={page}/opening" == sent.headers["location"]
    form = acting.as_(RHONA).get(f"{page}/opening")
    assert form.status_code == 200
    assert "Morag" not in form.text

    saved = acting.client.post(f"{page}/opening", data=WHY)

    assert saved.headers["location"].startswith(page)
    assert "Morag Testperson" in acting.client.get(page).text


def test_what_was_written_stays_where_the_code_is_too_old(acting: Acting) -> None:
    page = f"/people/{acting.morag}/opening"
    back = acting.as_(RHONA, Proof.BEFORE).post(page, data=WHY)

    assert back.status_code == 403
    assert WHY["words"] in back.text
    assert "/me/prove" in back.text
    assert acting.rows() == []


def test_whoever_may_never_open_is_shown_no_way_to(acting: Acting) -> None:
    answer = acting.as_(StaffId("nobody-named")).get(f"/people/{acting.morag}")

    assert answer.status_code == 403
    assert "/opening" not in answer.text


def test_the_page_of_openings_is_red_where_nobody_has_judged_one_in_time(acting: Acting) -> None:
    opening = acting.open()
    page = acting.as_(CATRIONA).get("/registers/openings").text
    assert "Rona" in page
    assert "open now" in page
    assert "ds_tag--red" not in page
    assert f"/openings/{opening}/review" in page
    acting.service.clock.now += timedelta(days=20)
    assert "ds_tag--red" in acting.client.get("/registers/openings").text
    answer = acting.client.post(
        f"/openings/{opening}/review", data={"key": "k", "verdict": "NEEDED"}
    )
    assert answer.status_code == 303, answer.text
    page = acting.client.get("/registers/openings").text

    assert "Needed? Yes" in page
    assert "ds_tag--red" not in page
    assert acting.as_(RHONA).get("/registers/openings").status_code == 403
