"""Rights on pages: a request and its clock, a copy, an erasure with its certificate, complaints."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from litestar.testing import TestClient

from api.app import create_app
from application.principal import Principal, Proof, peer_supporter, staff_member
from domain.access import GrantRole, Role
from domain.complaint import ComplaintAcknowledged, ComplaintAnswered, ComplaintMade, MakeComplaint
from domain.erasure import ErasureCarriedOut
from domain.people import ActorId, PeerId
from domain.rights import RequestAnswered, RequestReceived, Right
from tests.api.small_service import FRASER, ISLA, SERVICE, SmallService, fill, small_service

HERE = "http://127.0.0.1"
Client = TestClient[Any]
STRANGER = Principal(ActorId("nobody"))
WORDS = "Nobody phoned me back for three weeks."


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallService]:
    with small_service(tmp_path_factory.mktemp("rights")) as made:
        fill(made)
        made.do(GrantRole(service=SERVICE, role=Role.PEER_SUPPORTER, peer=made.peers["Davie"]))
        yield made


def browser_of(service: SmallService, principal: Principal) -> Client:
    client = TestClient(
        create_app(service.desk, identify=lambda _request: principal), base_url=HERE
    )
    client.follow_redirects = False
    return client


def said(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def last(service: SmallService) -> Any:
    entry = service.store.ledger.entry(service.store.ledger.head().position)
    assert entry is not None
    return service.desk.opener.open(entry).event


def asked(service: SmallService, right: Right, person: str = "Morag") -> str:
    """A request of somebody, recorded on its page; where it stands."""
    fraser = browser_of(service, staff_member(FRASER))
    path = f"/rights-requests/new?person={service.people[person]}"
    saved = fraser.post(
        path,
        data={
            "right": right.value,
            "how": "SPOKEN",
            "own_words": WORDS,
            "person": service.people[person],
        },
    )
    event = last(service)

    assert 303 == saved.status_code, said(saved.text)
    assert isinstance(event, RequestReceived)
    return f"/rights/{event.rights_request}"


@pytest.mark.parametrize("right", Right)
def test_every_right_has_its_page_with_its_clock_and_stands_on_the_worklist(
    service: SmallService, right: Right
) -> None:
    path = asked(service, right)
    fraser = browser_of(service, staff_member(FRASER))
    page = said(fraser.get(path).text)

    assert "Answer due 5 June" in page
    assert WORDS in page
    assert "Somebody asked for" in fraser.get("/api/v1/worklist?limit=500").text
    assert path in fraser.get("/rights").text


def test_a_request_is_answered_and_what_was_not_done_needs_reasons(service: SmallService) -> None:
    path = asked(service, Right.RESTRICTION)
    fraser = browser_of(service, staff_member(FRASER))
    form = path.replace("/rights/", "/rights-requests/") + "/answer"
    without = fraser.post(form, data={"outcome": "REFUSED"})
    saved = fraser.post(form, data={"outcome": "DONE"})

    assert "Say what was not done, and why" in said(without.text)
    assert path in saved.headers["location"]
    assert isinstance(last(service), RequestAnswered)
    assert "This was over on 5 May" in said(fraser.get(path).text)


def test_the_copy_of_a_record_asks_for_a_code_and_holds_nobody_else(
    service: SmallService,
) -> None:
    path = asked(service, Right.ACCESS)
    before = browser_of(service, staff_member(FRASER))
    found = re.search(r'href="(/rights/copies/[^"]+)"', before.get(path).text)
    assert found is not None
    fraser = browser_of(service, staff_member(FRASER).shown(Proof.JUST_NOW))
    copy = fraser.get(found[1]).text

    assert "/me/prove" in before.get(found[1]).headers["location"]
    assert "Morag Testperson" in copy
    for name in ("Davie", "Euan", "Callum", "Isla"):
        assert name not in copy
    assert 403 == browser_of(service, staff_member(ISLA)).get(found[1]).status_code


def test_an_erasure_asks_for_a_code_and_ends_in_its_certificate(service: SmallService) -> None:
    path = asked(service, Right.ERASURE, "Ann")
    before = browser_of(service, staff_member(FRASER))
    form = re.search(r'href="(/people/\w+/erasure)"', before.get(path).text)
    assert form is not None
    fraser = browser_of(service, staff_member(FRASER).shown(Proof.JUST_NOW))
    saved = fraser.post(form[1], data={"ground": "OBJECTED"})
    certificate = fraser.get(saved.headers["location"])

    assert "/me/prove" in before.get(form[1]).headers["location"]
    assert isinstance(last(service), ErasureCarriedOut)
    assert "CERTIFICATE OF ERASURE" in certificate.text
    assert "Ann" not in certificate.text


def test_a_peer_supporter_asks_about_their_own_record_and_nobody_elses(
    service: SmallService,
) -> None:
    davie = browser_of(service, peer_supporter(PeerId(service.peers["Davie"])))
    empty = davie.post("/my-rights", data={})
    davie.post("/my-rights", data={"right": "ACCESS", "words": "All of it, please."})

    assert "Choose what you ask for." in said(empty.text)
    assert service.peers["Davie"] == last(service).peer
    assert "by 5 June" in said(davie.get("/my-rights").text)
    before = service.store.ledger.head().position
    other = {"right": "ERASURE", "how": "SPOKEN", "peer": service.peers["Rhona"]}
    davie.post("/rights-requests/new", data=other)
    assert before == service.store.ledger.head().position


@pytest.mark.parametrize("path", ["/privacy", "/complain", "/accessibility", "/safe-online"])
def test_whoever_has_no_account_reads_what_is_for_everybody(
    service: SmallService, path: str
) -> None:
    assert 200 == browser_of(service, STRANGER).get(path).status_code


def test_a_complaint_needs_no_account_and_no_name_and_is_answered_in_time(
    service: SmallService,
) -> None:
    stranger = browser_of(service, STRANGER)
    empty = stranger.post("/complain", data={"words": " "})
    sent = stranger.post("/complain", data={"words": WORDS, "contact": "By letter."})
    made = last(service)
    fraser = browser_of(service, staff_member(FRASER))
    page = fraser.get("/complaints").text

    assert "Write it in your own words." in said(empty.text)
    assert "We have it" in said(stranger.get(sent.headers["location"]).text)
    assert isinstance(made, ComplaintMade)
    assert (WORDS, "By letter.") == (made.words, made.contact)
    assert WORDS in said(page)
    assert "answer due 5 June" in said(page)
    assert "Somebody complained." in fraser.get("/api/v1/worklist?limit=500").text

    place = f"/complaints/{made.complaint}"
    fraser.post(f"{place}/acknowledgement", data={})
    assert isinstance(last(service), ComplaintAcknowledged)
    fraser.post(f"{place}/answer", data={"outcome": "DONE", "found": "We phoned, and were sorry."})
    assert isinstance(last(service), ComplaintAnswered)
    assert "No complaint is open." in said(fraser.get("/complaints").text)


@pytest.mark.parametrize("name", ["isla", "davie", "stranger"])
def test_nobody_but_a_manager_reads_complaints(service: SmallService, name: str) -> None:
    service.do(MakeComplaint(service=SERVICE, words=WORDS))
    who = {
        "isla": staff_member(ISLA),
        "davie": peer_supporter(PeerId(service.peers["Davie"])),
        "stranger": STRANGER,
    }[name]

    answer = browser_of(service, who).get("/complaints")
    assert 403 == answer.status_code
    assert WORDS not in answer.text
