"""Who sees and does what: a list, a page, a search and a command agree for each role."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from api.app import create_app
from application.permissions import NotPermitted
from application.principal import OPERATOR, Principal, Proof, peer_supporter, staff_member
from domain.access import GrantRole, Role, WithdrawRole
from domain.confidentiality.commands import RecordEmergencyBreak
from domain.decider import Command
from domain.match import AssignMatchCoordinator
from domain.peer import AssignSupervisor
from domain.people import PeerId, PersonId, StaffId, subject
from domain.person import RecordSafeContact
from domain.service import Duty, NameStaff, RecordStaffLeft
from domain.session import RecordSession
from projections.caseload import caseload
from tests.api.small_service import FRASER, ISLA, SERVICE, SmallService, fill, small_service

Client = TestClient[Any]
RHONA, SHONA, CATRIONA, AUDITOR = (
    StaffId("rhona-staff"),
    StaffId("shona"),
    StaffId("catriona"),
    StaffId("auditor"),
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallService]:
    """Isla looks after everybody; Rhona coordinates too, Shona supervises Davie."""
    with small_service(Path(tmp_path_factory.mktemp("service"))) as opened:
        fill(opened)
        for staff, duties in (
            (RHONA, (Duty.COORDINATOR,)),
            (SHONA, (Duty.SUPERVISOR,)),
            (CATRIONA, (Duty.SAFEGUARDING_LEAD,)),
            (AUDITOR, ()),
        ):
            opened.do(NameStaff(service=SERVICE, staff=staff, name="Somebody", duties=duties))
        opened.do(AssignSupervisor(peer=opened.peers["Davie"], supervisor=SHONA))
        opened.do(GrantRole(service=SERVICE, role=Role.PEER_SUPPORTER, peer=opened.peers["Davie"]))
        yield opened


class Acting:
    """The same application, for whomever the test says."""

    def __init__(self, service: SmallService) -> None:
        self.principal: Principal = OPERATOR
        app = create_app(service.desk, identify=lambda _request: self.principal)
        self.client = TestClient(app, base_url="http://127.0.0.1")

    def get(self, principal: Principal, path: str) -> Any:
        self.principal = principal
        return self.client.get(path, follow_redirects=False)

    def people(self, principal: Principal, view: str = "caseload") -> set[str]:
        answer = self.get(principal, f"/api/v1/{view}")
        assert answer.status_code == 200, answer.text
        return {row["person"] for row in answer.json()["rows"] if row["person"]}


@pytest.fixture
def acting(service: SmallService) -> Acting:
    return Acting(service)


def do(service: SmallService, principal: Principal, command: Command) -> None:
    service.desk.for_principal(principal).perform(command)


def safe_contact(service: SmallService, name: str) -> RecordSafeContact:
    return RecordSafeContact(person=service.people[name], may_text=True)


def test_a_coordinator_sees_and_does_what_is_theirs_and_what_is_nobodys(
    service: SmallService, acting: Acting
) -> None:
    ann = service.people["Ann"]
    isla, rhona = staff_member(ISLA), staff_member(RHONA)

    assert set(service.people.values()) == acting.people(isla)
    assert {ann} == acting.people(rhona)
    do(service, isla, safe_contact(service, "Morag"))
    do(service, rhona, safe_contact(service, "Ann"))
    with pytest.raises(NotPermitted):
        do(service, rhona, safe_contact(service, "Morag"))


def test_a_manager_sees_and_does_everything(service: SmallService, acting: Acting) -> None:
    fraser = staff_member(FRASER)

    assert set(service.people.values()) == acting.people(fraser)
    do(service, fraser, safe_contact(service, "Morag"))


@pytest.mark.parametrize("view", ["caseload", "waiting_list", "match_board", "worklist"])
@pytest.mark.parametrize("past", ["", "?true_at=2026-05-01", "?known_at=2026-05-01"])
def test_the_past_shows_nobody_who_is_not_theirs_today(
    service: SmallService, acting: Acting, view: str, past: str
) -> None:
    ann = service.people["Ann"]

    assert acting.people(staff_member(RHONA), f"{view}{past}") <= {ann}
    assert acting.people(staff_member(ISLA), f"{view}{past}")


def test_a_search_by_name_finds_nobody_who_is_not_theirs(
    service: SmallService, acting: Acting
) -> None:
    assert acting.people(staff_member(RHONA), "caseload?name=Morag") == set()
    assert {service.people["Morag"]} == acting.people(staff_member(ISLA), "caseload?name=Morag")


def test_details_pages_and_tables_agree_with_the_list(
    service: SmallService, acting: Acting
) -> None:
    morag, rhona = service.people["Morag"], staff_member(RHONA)
    paths = (
        f"/api/v1/person_history/{morag}",
        f"/people/{morag}",
        f"/people/{morag}?known_at=2026-05-01",
        f"/people/{morag}/safe-contact",
        f"/api/v1/referrals/{service.referrals['Morag']}/suggestions",
    )

    for path in paths:
        refused = acting.get(rhona, path)
        assert refused.status_code == 403, path
        assert "Testperson" not in refused.text
        assert acting.get(staff_member(ISLA), path).status_code == 200, path
    for path in ("/caseload", "/caseload.csv"):
        shown = acting.get(rhona.shown(Proof.JUST_NOW), path)
        assert "Morag" not in shown.text
        assert "Ann Testperson" in shown.text
        isla = staff_member(ISLA).shown(Proof.JUST_NOW)
        assert "Morag Testperson" in acting.get(isla, path).text


def test_a_supervisor_sees_whom_their_peer_supporters_support(
    service: SmallService, acting: Acting
) -> None:
    shona = staff_member(SHONA)

    assert {service.people["Morag"]} == acting.people(shona)
    answer = acting.get(shona, "/api/v1/peer_roster")
    assert [service.peers["Davie"]] == [row["peer"] for row in answer.json()["rows"]]
    assert acting.get(shona, f"/api/v1/own_indicators/{service.peers['Davie']}").status_code == 200
    assert acting.get(shona, f"/api/v1/own_indicators/{service.peers['Rhona']}").status_code == 403


def test_a_peer_supporters_own_load_is_for_them_and_their_supervisor_alone(
    service: SmallService, acting: Acting
) -> None:
    path = f"/api/v1/own_indicators/{service.peers['Davie']}"

    for staff in (ISLA, FRASER, CATRIONA):
        assert acting.get(staff_member(staff), path).status_code == 403
    assert acting.get(peer_supporter(service.peers["Davie"]), path).status_code == 200
    assert acting.get(peer_supporter(service.peers["Rhona"]), path).status_code == 403


def test_a_peer_supporter_records_their_own_sessions_and_nobody_elses(
    service: SmallService,
) -> None:
    davie = peer_supporter(service.peers["Davie"])
    own, other = (service.matches[name] for name in ("Morag", "Euan"))

    do(service, davie, RecordSession(match=own, minutes=45, worried=False))
    with pytest.raises(NotPermitted):
        do(service, davie, RecordSession(match=other, minutes=45, worried=False))
    with pytest.raises(NotPermitted):
        do(service, davie, AssignMatchCoordinator(match=own, coordinator=ISLA, deputy=FRASER))


def test_a_safeguarding_lead_sees_the_case_that_they_were_let_into(
    service: SmallService, acting: Acting
) -> None:
    catriona, morag = staff_member(CATRIONA), service.people["Morag"]
    case = {"service": SERVICE, "role": Role.SAFEGUARDING_LEAD, "staff": CATRIONA, "person": morag}

    assert acting.people(catriona) == set()
    service.do(GrantRole(**case))  # type: ignore[arg-type]
    assert {morag} == acting.people(catriona)
    assert acting.get(catriona, f"/people/{morag}").status_code == 200
    service.do(WithdrawRole(**case))  # type: ignore[arg-type]
    assert acting.people(catriona) == set()


@pytest.mark.parametrize("staff", [AUDITOR, StaffId("stranger")])
def test_whoever_has_no_role_sees_nothing(
    service: SmallService, acting: Acting, staff: StaffId
) -> None:
    for path in ("/api/v1/caseload", "/caseload", f"/people/{service.people['Morag']}"):
        assert acting.get(staff_member(staff), path).status_code == 403


def test_whoever_has_left_sees_nothing_from_then_on(service: SmallService, acting: Acting) -> None:
    going = StaffId("going")
    both = NameStaff(service=SERVICE, staff=going, name="G", duties=(Duty.COORDINATOR,))
    service.do(both)
    assert acting.people(staff_member(going))

    service.do(RecordStaffLeft(service=SERVICE, staff=going))

    assert acting.get(staff_member(going), "/api/v1/caseload").status_code == 403
    with pytest.raises(NotPermitted):
        do(service, staff_member(going), safe_contact(service, "Ann"))


def test_what_was_done_in_danger_is_recorded_by_whoever_says_it(
    service: SmallService, acting: Acting
) -> None:
    nobody = staff_member(StaffId("nobody-named"))

    do(service, nobody, RecordEmergencyBreak(about="A boy at the door"))

    assert acting.get(nobody, "/api/v1/break_register").status_code == 403


def test_a_name_like_an_identifier_opens_nothing() -> None:
    """Roles are held by one of staff or one of the peers; the same letters are not the same."""
    same = "davie"

    assert subject("staff", same) == staff_member(StaffId(same)).holder
    assert staff_member(StaffId(same)).holder != peer_supporter(PeerId(same)).holder


def test_what_is_refused_is_not_recorded(service: SmallService) -> None:
    before = service.store.ledger.head().position

    with pytest.raises(NotPermitted):
        do(service, staff_member(RHONA), safe_contact(service, "Morag"))

    assert before == service.store.ledger.head().position
    assert caseload(service.desk.views, SERVICE).rows
    assert PersonId("nobody") not in service.people.values()
