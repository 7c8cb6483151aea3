"""A peer supporter's own pages: what they may know, and a session in three answers."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from api.app import create_app
from api.pages.links import link_to
from application.principal import peer_supporter, staff_member
from domain.access import GrantRole, Role
from domain.match import RecordConfidentialityExplained
from domain.people import PeerId
from domain.referral import TriageReferral
from domain.session import (
    DebriefRequested,
    SessionCancelled,
    SessionHeld,
    SessionNotAttended,
)
from tests.api.small_service import ISLA, SERVICE, SmallService, fill, small_service

HERE = "http://127.0.0.1"
Client = TestClient[Any]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[SmallService]:
    """A spring in which Davie signs in himself."""
    with small_service(tmp_path) as made:
        fill(made)
        davie = made.peers["Davie"]
        made.do(GrantRole(service=SERVICE, role=Role.PEER_SUPPORTER, peer=davie))
        yield made


def browser_of(service: SmallService, principal: Any) -> Client:
    """A browser of somebody who has signed in."""
    client = TestClient(
        create_app(service.desk, identify=lambda _request: principal), base_url=HERE
    )
    client.follow_redirects = False
    return client


@pytest.fixture
def davie(service: SmallService) -> Client:
    return browser_of(service, peer_supporter(PeerId(service.peers["Davie"])))


def session_of(service: SmallService) -> str:
    """Where a session of Morag and Davie is recorded."""
    return f"/matches/{service.matches['Morag']}/session"


def said(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def last(service: SmallService) -> Any:
    """What was recorded last."""
    entry = service.store.ledger.entry(service.store.ledger.head().position)
    assert entry is not None
    return entry.event


def test_their_home_shows_whom_they_support_by_first_name(davie: Client) -> None:
    assert davie.get("/").headers["location"] == "/my-matches"
    page = said(davie.get("/my-matches").text)

    assert "Morag" in page
    assert "Testperson" not in page
    assert "Next: 9 May, 2:30pm" in page


def test_what_the_service_sees_of_a_match_is_not_theirs_to_read(davie: Client) -> None:
    for path in ("/worklist", "/caseload", "/board", "/peers"):
        assert davie.get(path).status_code == 403


def test_somebody_whom_they_have_not_met_has_no_name_yet(service: SmallService) -> None:
    rhona = service.peers["Rhona"]
    service.do(GrantRole(service=SERVICE, role=Role.PEER_SUPPORTER, peer=rhona))
    page = said(browser_of(service, peer_supporter(rhona)).get("/my-matches").text)

    assert "Somebody new" in page
    assert "Euan" not in page


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ({"happened": "yes", "minutes": "45", "worried": "no"}, SessionHeld),
        ({"happened": "person"}, SessionCancelled),
        ({"happened": "peer"}, SessionCancelled),
        ({"happened": "absent"}, SessionNotAttended),
        ({"happened": "yes", "minutes": "45", "worried": "unsure"}, DebriefRequested),
    ],
)
def test_three_answers_become_what_happened(
    service: SmallService, davie: Client, answers: dict[str, str], kind: type
) -> None:
    answer = davie.post(session_of(service), data={"when": "today", "key": "one", **answers})

    assert answer.status_code == 303, said(answer.text)
    assert isinstance(last(service), kind)
    assert davie.get(answer.headers["location"]).status_code == 200


def test_a_session_that_is_sent_twice_is_recorded_once(
    service: SmallService, davie: Client
) -> None:
    given = {"when": "yesterday", "happened": "yes", "minutes": "45", "worried": "no", "key": "k"}
    davie.post(session_of(service), data=given)
    position = service.store.ledger.head().position
    answer = davie.post(session_of(service), data=given)

    assert answer.status_code == 303
    assert service.store.ledger.head().position == position


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"happened": "yes", "worried": "no"}, "Say how many minutes, in figures."),
        ({"happened": "yes", "minutes": "45"}, "Choose an answer: Did anything worry you?"),
        ({"happened": "moved"}, "No session was planned for that day, so none was moved."),
        ({}, "Choose an answer: Did it happen?"),
        ({"when": "other", "day-day": "30", "day-month": "2", "day-year": "2026"}, "Give a day"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_written(
    service: SmallService, davie: Client, answers: dict[str, str], sentence: str
) -> None:
    before = service.store.ledger.head().position
    answer = davie.post(session_of(service), data={"when": "today", **answers})

    assert answer.status_code == 400
    assert sentence in said(answer.text)
    assert service.store.ledger.head().position == before


def test_a_session_that_lies_ahead_is_refused_beside_its_day(
    service: SmallService, davie: Client
) -> None:
    day = {"when": "other", "day-day": "5", "day-month": "6", "day-year": "2026"}
    given = {**day, "happened": "yes", "minutes": "45", "worried": "no"}
    assert davie.post(session_of(service), data=given).status_code in {400, 409, 422}


def test_a_match_of_somebody_else_is_not_theirs(service: SmallService, davie: Client) -> None:
    elsewhere = f"/matches/{service.matches['Euan']}/session"
    assert davie.get(elsewhere).status_code == 403
    given = {"when": "today", "happened": "yes", "minutes": "45", "worried": "no"}
    assert davie.post(elsewhere, data=given).status_code == 403


def test_a_form_that_is_not_for_them_is_not_shown(service: SmallService, davie: Client) -> None:
    triage = link_to(TriageReferral, referral=service.referrals["Morag"])
    assert davie.get(triage).status_code == 403


def test_they_pause_themself_and_nobody_else(service: SmallService, davie: Client) -> None:
    own, other = (f"/peers/{service.peers[name]}/pause" for name in ("Davie", "Rhona"))

    assert davie.get(other).status_code == 403
    answer = davie.post(own, data={"asked_by": "SELF"})
    assert answer.status_code == 303, said(answer.text)
    assert answer.headers["location"].startswith("/my-matches?saved=")


# --- For those who back them ---


def test_the_page_of_a_peer_supporter_keeps_how_they_are_from_a_coordinator(
    service: SmallService,
) -> None:
    page = f"/peers/{service.peers['Davie']}"
    coordinator = browser_of(service, staff_member(ISLA)).get(page)
    operator = TestClient(create_app(service.desk), base_url=HERE).get(page)

    assert "Davie Example" in coordinator.text
    assert "How they are" in coordinator.text  # Isla holds his supervision too
    assert "How they are" not in operator.text


# --- From a proposal to an introduction ---


def test_both_answers_are_recorded_on_one_page_and_the_way_goes_on(service: SmallService) -> None:
    client = browser_of(service, staff_member(ISLA))
    match = service.matches["Euan"]
    path = f"/matches/{match}/answers"
    assert client.post(path, data={}).status_code == 400
    answer = client.post(path, data={"PERSON": "yes", "PEER": "yes", "key": "k"})

    assert answer.headers["location"].startswith(f"/matches/{match}/introduction?then=on&saved=")


def test_the_workbench_says_why_somebody_cannot_be_proposed(service: SmallService) -> None:
    client = browser_of(service, staff_member(ISLA))
    page = said(client.get(f"/matching/{service.referrals['Callum']}").text)

    assert "Callum: find a peer supporter" in page
    assert "Not possible now" in page
    assert "The peer supporter is matched with one person already." in page


def test_every_step_of_a_match_that_is_offered_is_one_that_may_be_asked(
    service: SmallService,
) -> None:
    assert service.desk.may_ask(RecordConfidentialityExplained)
    person = browser_of(service, staff_member(ISLA)).get(f"/people/{service.people['Euan']}").text
    assert f"/matches/{service.matches['Euan']}/answers" in person
