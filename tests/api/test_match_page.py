"""The page of a match: what it says to whom, today and on another day."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from api.app import create_app
from api.pages.links import link_to
from application.principal import OPERATOR, Principal, staff_member
from domain.catalogue import EVENTS
from domain.indicators import AcknowledgeIndicator, ContestIndicator, IndicatorCode, IndicatorView
from domain.match import Side
from domain.peer import AssignSupervisor
from domain.people import StaffId
from domain.service import Duty, NameStaff
from infrastructure.codec import decode
from projections.match_page import FOR_SUPERVISORS
from projections.person_history import STANDS, entry_of
from tests.api.small_service import ISLA, SERVICE, SmallService, busy, fill, small_service
from tests.stored_events import samples

SHONA, RHONA = StaffId("shona"), StaffId("rhona-staff")
OTHERS = "Other explanations"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallService]:
    """Morag and Davie are in touch more and more; Shona supervises Davie, Rhona neither."""
    with small_service(Path(tmp_path_factory.mktemp("service"))) as opened:
        fill(opened)
        for staff, duty in ((SHONA, Duty.SUPERVISOR), (RHONA, Duty.COORDINATOR)):
            opened.do(NameStaff(service=SERVICE, staff=staff, name="Somebody", duties=(duty,)))
        opened.do(AssignSupervisor(peer=opened.peers["Davie"], supervisor=SHONA))
        busy(opened)
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


@pytest.fixture(scope="module")
def acting(service: SmallService) -> Acting:
    return Acting(service)


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def shown(acting: Acting, service: SmallService, query: str = "") -> str:
    answer = acting.get(OPERATOR, f"/matches/{service.matches['Morag']}{query}")
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def test_what_is_raised_is_a_sentence_with_what_stands_behind_it(
    acting: Acting, service: SmallService
) -> None:
    page = text_of(shown(acting, service))

    assert re.search(r"Contacts: 2\d in the last 28 days; you agreed about 4\. Since ", page)
    assert "Review together" in page
    assert OTHERS in page
    assert "What would change this: A new agreement, or 6 or fewer in 28 days." in page
    assert re.search(r"Facts behind it \(2\d\)", page)
    assert "The person got in touch (phone), 20 minutes: “About the hills.”" in page
    assert "D1" not in page


def test_agreement_sessions_goals_and_reviews_stand_on_it(
    acting: Acting, service: SmallService
) -> None:
    page = text_of(shown(acting, service))

    assert "4 sessions in four weeks, 60 minutes each, on a walk, by phone, 9am to 8pm" in page
    assert "Morag leads" in page
    assert "“Walk to the harbour again.”" in page
    assert "3 of 10 on 1 April" in page
    assert "1 April: they go on; asked separately: Morag." in page
    assert "Next review" in page
    assert "Somebody got to know" not in page


def test_the_picture_says_in_words_what_it_shows(acting: Acting, service: SmallService) -> None:
    page = shown(acting, service)
    (title,) = re.findall(r'<title id="picture-title">(.*?)</title>', page)
    (told,) = re.findall(r'<desc id="picture-description">(.*?)</desc>', page)

    assert title.startswith("Contacts a week, ")
    assert re.match(r"Between 0 and 9 a week; 1 agreed\. Above since \d+ \w+\.", told)
    assert "Nothing recorded for " in told
    assert 12 == page.count('class="picture__number"')
    assert "Show numbers" in page


def test_too_few_sessions_are_no_picture(acting: Acting, service: SmallService) -> None:
    page = shown(acting, service, "?known_at=2026-02-10")

    assert "<svg role" not in page
    assert "Too few sessions for a picture: 1 so far." in page


def test_what_the_peer_supporter_says_of_themself_is_nowhere(
    acting: Acting, service: SmallService
) -> None:
    match = service.matches["Morag"]
    own = acting.get(OPERATOR, f"/api/v1/own_indicators/{service.peers['Davie']}").json()["rows"]
    data = acting.get(OPERATOR, f"/api/v1/match_page/{match}")
    page = text_of(shown(acting, service))

    assert {"D12", "D13"} == {row["code"] for row in own}
    assert {"D12", "D13"}.isdisjoint(row["code"] for row in data.json()["indicators"])
    for row in own:
        assert row["sentence"] not in page
        assert row["sentence"] not in data.text
    assert "wellbeing" not in data.text
    assert "mood" not in data.text


def test_it_stands_in_the_past_as_it_was_known(acting: Acting, service: SmallService) -> None:
    page = shown(acting, service, "?known_at=2026-02-10")

    assert "Nothing can be recorded here." in page
    assert "Walk to the harbour" not in page
    assert "Record a session" not in page
    assert "Say what you think" not in page
    assert text_of(shown(acting, service, "?true_at=2026-04-02")).count("Walk to the harbour")


def test_a_day_in_parts_gets_an_address_and_one_that_cannot_be_is_asked_again(
    acting: Acting, service: SmallService
) -> None:
    path = f"/matches/{service.matches['Morag']}"
    found = acting.get(OPERATOR, f"{path}?day-day=3&day-month=3&day-year=2026&clock=true_at")
    wrong = acting.get(OPERATOR, f"{path}?known_at=yesterday")

    assert f"{path}?true_at=2026-03-03" == found.headers["location"]
    assert wrong.status_code == 400
    assert "Give a day that exists" in text_of(wrong.text)


def test_a_match_that_nobody_proposed_is_not_found(acting: Acting, service: SmallService) -> None:
    assert acting.get(OPERATOR, "/matches/nobody").status_code == 404
    assert acting.get(OPERATOR, "/api/v1/match_page/nobody").json()["type"] == "UnknownMatch"
    before = shown(acting, service, "?known_at=2026-01-04")
    assert "Nothing about this match had been recorded then." in before


def test_a_supervisor_sees_the_match_and_nobodys_own_words(
    acting: Acting, service: SmallService
) -> None:
    path = f"/matches/{service.matches['Morag']}"
    page = acting.get(staff_member(SHONA), path)
    told = text_of(page.text)

    assert page.status_code == 200
    assert "Contacts: 2" in told
    assert OTHERS in told
    assert "A session was held, 60 minutes." in told
    assert "4 sessions in four weeks" in told
    for words in (
        "harbour",
        "considered",
        "About the hills",
        "shore",
        "no longer held",
        "Correct this",
    ):
        assert words not in told
    assert "Record a session" not in told


def test_a_supervisor_is_shown_no_kind_of_entry_that_is_the_persons_own(
    acting: Acting, service: SmallService
) -> None:
    path = f"/api/v1/match_page/{service.matches['Morag']}"
    told = acting.get(staff_member(SHONA), path).json()
    every = acting.get(OPERATOR, path).json()
    names = {each["name"] for each in told["entries"]}

    assert {"GoalSet", "GoalRated"} <= {each["name"] for each in every["entries"]} - names
    assert {"SessionHeld", "ContactMade", "MatchReviewHeld"} <= names
    assert {"MatchCandidatesConsidered", "SignpostGiven", "OutcomeCompleted"}.isdisjoint(
        kind.__name__ for kind in FOR_SUPERVISORS
    )
    assert not told["goals"]
    assert every["goals"]


SAMPLES = {each: sample for each, sample in samples().items() if sample.name in EVENTS}


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_whatever_a_supervisor_is_shown_is_a_sentence_without_what_is_sealed(name: str) -> None:
    stored = decode(SAMPLES[name].row)
    if type(stored.event) not in FOR_SUPERVISORS:
        return
    sentence = entry_of(stored, STANDS, None).sentence

    assert sentence.rstrip().endswith(".")
    assert "no longer held" not in sentence
    assert "None" not in sentence
    assert "Sealed" not in sentence


def test_whoever_does_not_look_after_them_does_not_see_it(
    acting: Acting, service: SmallService
) -> None:
    for path in ("/matches", "/api/v1/match_page"):
        answer = acting.get(staff_member(RHONA), f"{path}/{service.matches['Morag']}")
        assert answer.status_code == 403
        assert "Testperson" not in answer.text


def test_the_caseload_and_the_person_lead_to_it(acting: Acting, service: SmallService) -> None:
    href = f'href="/matches/{service.matches["Morag"]}'

    assert href in acting.get(OPERATOR, "/caseload").text
    assert f"{href}?true_at=2026-05-01" in acting.get(OPERATOR, "/caseload?true_at=2026-05-01").text
    assert href in acting.get(OPERATOR, f"/people/{service.people['Morag']}").text


def test_what_somebody_makes_of_it_is_said_from_the_page(
    acting: Acting, service: SmallService
) -> None:
    match = service.matches["Morag"]
    address = f"{link_to(AcknowledgeIndicator, match=match)}?indicator=D1"
    assert address in unescape(shown(acting, service))
    form = acting.get(OPERATOR, address).text
    assert '<option value="D1" selected>' in form

    service.do(
        ContestIndicator(match=match, indicator=IndicatorCode.CONTACT_INTENSITY, by=Side.PERSON)
    )
    said = AcknowledgeIndicator(
        match=match,
        indicator=IndicatorCode.CONTACT_INTENSITY,
        acknowledged_by=ISLA,
        view=IndicatorView.EXPECTED,
        reason="Her clinic changed.",
        quiet_until=(service.clock.now + timedelta(days=10)).date(),
    )
    service.do(said)
    page = text_of(shown(acting, service))

    assert "Quiet on the list until 15 May." in page
    assert "One of the two sees it differently." in page
    assert "Contacts: 2" in page
