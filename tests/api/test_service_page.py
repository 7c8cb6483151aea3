"""The service on its page: a manager opens one by forms alone, and sees what is still refused."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.store import open_store
from application.principal import OPERATOR, Principal, Proof, peer_supporter, staff_member
from domain.access import GrantRole, Role
from domain.people import PeerId, StaffId
from domain.service import Duty, NameStaff, OpenService
from domain.service.help import SOCIAL_WORK
from infrastructure.settings import Settings
from projections.service_opening import Settled
from tests.api.small_service import (
    FRASER,
    ISLA,
    SERVICE,
    WALKING,
    Clock,
    Names,
    SmallService,
    small_service,
)
from tests.api.somebody import Somebody

POLICIES = ("CONFIDENTIALITY", "BOUNDARIES", "SAFEGUARDING", "SUPERVISION")


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Somebody]:
    """A service of which nothing but its name is settled."""
    store = open_store(
        Settings(data=str(tmp_path / "data"), keys=str(tmp_path / "keys")),
        create=True,
        clock=Clock(),
    )
    service = SmallService(store, Clock(), Names())
    service.do(OpenService(service=SERVICE, name="Machair Peer Support", area="Dundee"))
    yield Somebody(service)
    store.close()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[SmallService]:
    """A service with its staff and one offer."""
    with small_service(tmp_path) as service:
        yield service


@pytest.fixture
def asking(service: SmallService) -> Somebody:
    return Somebody(service)


def opening(asking: Somebody, principal: Principal = OPERATOR) -> dict[str, Any]:
    answer: dict[str, Any] = asking.get(principal, "/api/v1/service_opening").json()
    return answer


def done(asking: Somebody) -> set[str]:
    return {each["what"] for each in opening(asking)["steps"] if each["done"]}


def saved(asking: Somebody, path: str, **said: Any) -> Any:
    """A form filled in, with what stood in it unless a test says otherwise."""
    form = asking.get(OPERATOR, path)
    assert form.status_code == 200, form.text
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form.text))
    answer = asking.post(OPERATOR, path, {**hidden, **said})
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].startswith("/service?saved=")
    return answer


def named_for(asking: Somebody, duty: str) -> str:
    staff = opening(asking)["staff"]
    return str(next(each["staff"] for each in staff if duty in each["duties"]))


def following(asking: Somebody) -> str:
    """Where the one button of the page leads."""
    page = asking.get(OPERATOR, "/service").text
    (href,) = re.findall(r'<a class="ds_button" href="([^"]+)">Next', page)
    return str(href).replace("&amp;", "&")


def test_a_manager_opens_a_service_by_the_forms_that_its_page_leads_to(new: Somebody) -> None:
    assert done(new) == set()
    assert len(opening(new)["not_yet"]) == 4
    for name, *duties in (
        ("Catriona Example", "SAFEGUARDING_LEAD"),
        ("Hamish Example", "SAFEGUARDING_DEPUTY"),
        ("Fraser Example", "MANAGER"),
        ("Isla Example", "COORDINATOR", "SUPERVISOR"),
    ):
        assert following(new) == "/staff/new"
        saved(new, following(new), name=name, duties=duties)
    assert following(new) == "/offers/new"
    walking = {"name": "Walking together", "model": "BEFRIENDING", "delivery": ["FACE_TO_FACE"]}
    saved(new, following(new), **walking)
    (offer,) = opening(new)["offers"]
    isla = named_for(new, "COORDINATOR")
    assert following(new) == f"/offers/{offer['offer']}/role-assessment"
    saved(new, following(new), regulated="no", assessor=isla)
    assert following(new) == f"/offers/{offer['offer']}/opening"
    saved(new, following(new))
    assert opening(new)["not_yet"] == []
    while Settled.POLICIES not in done(new):
        policy = re.fullmatch(r"/policies/new\?policy=(\w+)", following(new))
        assert policy
        saved(
            new,
            following(new),
            policy=policy[1],
            version="1",
            approved_by=named_for(new, "MANAGER"),
        )
    for each in opening(new)["numbers"]:
        kept = {"line": each["line"], "number": each["number"], "who": each["who"]}
        saved(new, f"/help-numbers/new?line={each['line']}", **kept)
    council = {"line": SOCIAL_WORK, "number": "01382 000 000", "who": "Dundee social work."}
    saved(new, "/help-numbers/new", **council)
    assert following(new) == "/staffed-hours/new"
    saved(new, following(new), days=["0", "1", "4"], opens="9am", closes="5pm")
    saved(new, following(new), name="Una Example", duties=["REVIEWER", "CHAIR"])

    assert done(new) == set(Settled)
    assert opening(new)["hours"] == {"days": [0, 1, 4], "opens": "09:00:00", "closes": "17:00:00"}
    page = new.get(OPERATOR, "/service").text
    assert "9 of 9 done." in page
    assert "Next:" not in page
    assert "Monday, Tuesday, Friday: 9am to 5pm" in page
    assert "Not yet allowed" not in page


def test_what_is_described_anew_begins_with_what_stands(asking: Somebody) -> None:
    """Duties are said as a whole: a form that began empty would take them away."""
    form = asking.get(OPERATOR, f"/staff/new?staff={ISLA}").text

    assert 'value="Isla Example"' in form
    assert re.findall(r'name="duties" value="(\w+)" checked', form) == ["COORDINATOR", "SUPERVISOR"]
    duties = ["COORDINATOR", "SUPERVISOR", "REVIEWER"]
    saved(asking, f"/staff/new?staff={ISLA}", name="Isla Example", duties=duties)
    (isla,) = [each for each in opening(asking)["staff"] if each["staff"] == ISLA]
    assert isla["duties"] == duties
    offer = asking.get(OPERATOR, f"/offers/new?offer={WALKING}").text
    assert 'value="Walking together"' in offer
    assert re.findall(r'name="delivery" value="(\w+)" checked', offer) == ["FACE_TO_FACE"]


def test_a_form_sent_twice_names_somebody_once(asking: Somebody) -> None:
    form = asking.get(OPERATOR, "/staff/new").text
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
    said = {**hidden, "name": "Una Example", "duties": ["CHAIR"]}
    before = len(opening(asking)["staff"])
    twice = [asking.post(OPERATOR, "/staff/new", said).status_code for _each in range(2)]

    assert twice == [303, 303]
    assert len(opening(asking)["staff"]) == before + 1


def test_what_the_service_does_not_have_is_found_nowhere(asking: Somebody) -> None:
    for path in ("/offers/never/opening", "/staff/never/cover", "/offers/never/role-assessment"):
        assert asking.get(OPERATOR, path).status_code == 404


def test_a_refused_form_says_why_beside_its_field_and_nothing_is_saved(asking: Somebody) -> None:
    before = opening(asking)["position"]
    late = {"days": ["0"], "opens": "5pm", "closes": "9am", "key": "k"}
    refused = asking.post(OPERATOR, "/staffed-hours/new", late)

    assert refused.status_code in {400, 409, 422}
    assert "Close after you open." in refused.text
    assert 'href="#closes"' in refused.text
    assert opening(asking)["position"] == before


def test_it_is_for_managers_and_coordinators_and_each_is_shown_what_they_may_do(
    service: SmallService, asking: Somebody
) -> None:
    service.do(NameStaff(service=SERVICE, staff=StaffId("una"), name="Una Example", duties=()))
    service.do(GrantRole(service=SERVICE, role=Role.EVALUATOR, staff=StaffId("una")))
    manager = asking.get(staff_member(FRASER).shown(Proof.JUST_NOW), "/service")
    coordinator = asking.get(staff_member(ISLA), "/service")

    assert "/staff/new" in manager.text
    assert "/staff/new" not in coordinator.text
    assert "/help-numbers/new" in coordinator.text
    for nobody in (
        staff_member(StaffId("una")),
        peer_supporter(PeerId("nobody")),
    ):
        assert asking.get(nobody, "/service").status_code == 403


def test_it_is_shown_as_it_was_known_then(service: SmallService, asking: Somebody) -> None:
    service.on(2, 1)
    service.do(
        NameStaff(service=SERVICE, staff=StaffId("una"), name="Una Example", duties=(Duty.CHAIR,))
    )
    then = asking.get(OPERATOR, f"/api/v1/service_opening?known_at={date(2026, 1, 20)}").json()

    assert "una" in {each["staff"] for each in opening(asking)["staff"]}
    assert "una" not in {each["staff"] for each in then["staff"]}
