"""The pages as people use them: by address and by form, over a real store."""

import csv
import io
import re
import shutil
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api.app import create_app
from api.pages import words
from api.pages.caseload import harmless
from api.pages.dates import NotUnderstood, moment_words, read_time, time_words
from api.pages.fields import NOT_ASKED, fields_of
from api.pages.links import PATHS, link_to
from api.pages.words import states
from application.ledger import OutOfReach
from domain.catalogue import EVENTS
from domain.correctable import NEVER_IN_ERROR
from domain.corrections import CorrectEntry, MarkEnteredInError
from domain.decider import identifying_fields
from domain.match import OPEN_STAGES
from domain.people import ReferralId
from domain.periods import LOCAL, end_of, start_of
from domain.referral import OPEN_STAGES as REFERRAL_OPEN_STAGES
from domain.referral import (
    AcceptReferral,
    ConsiderReadiness,
    RecordGettingToKnow,
    TriageReferral,
    WithdrawReferral,
)
from domain.service import RemoveHelpNumber, SetHelpNumber
from domain.session import RecordSession
from tests.api.small_service import SERVICE, Names, SmallService, fill, small_service

HERE = "http://127.0.0.1"
Client = TestClient[Litestar]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Names]:
    """A service after a few months, made once and copied for every test."""
    folder = tmp_path_factory.mktemp("spring")
    with small_service(folder) as service:
        fill(service)
        return folder, service.known


@pytest.fixture
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SmallService]:
    """A service that has just been opened; after a few months where a test asks for ``spring``."""
    if "spring" not in request.fixturenames:
        with small_service(tmp_path) as opened:
            yield opened
        return
    folder, known = request.getfixturevalue("made")
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    with small_service(tmp_path, deepcopy(known)) as opened:
        yield opened


@pytest.fixture
def spring(service: SmallService) -> SmallService:
    return service


@pytest.fixture
def client(service: SmallService) -> Iterator[Client]:
    with TestClient(create_app(service.desk), base_url=HERE) as asking:
        asking.follow_redirects = False
        yield asking


def text_of(page: str) -> str:
    """What a page says, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def key_of(page: str) -> str:
    """The key of a page's form."""
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def send(client: Client, address: str, **answers: str | list[str]) -> Any:
    """Open a form, fill it in, send it."""
    asked = client.get(address)
    assert asked.status_code == 200, text_of(asked.text)
    given = {name.replace("__", "-"): value for name, value in answers.items()}
    return client.post(address, data={"key": key_of(asked.text), **given})


def landed(client: Client, answer: Any) -> str:
    """The page on which a saved form lands."""
    assert answer.status_code == 303, text_of(answer.text)
    page = client.get(answer.headers["location"])
    assert page.status_code == 200
    return str(page.text)


# --- A journey by forms alone ---


def test_a_referral_goes_its_whole_way_by_forms(client: Client, service: SmallService) -> None:
    service.active_peer("Davie Example")
    saved = send(
        client,
        "/referrals/new",
        source="SELF",
        name="Morag Testperson",
        own_words="Somebody to talk to.",
        access_needs="Large print\nPhone only",
    )
    page = landed(client, saved)
    assert "Saved" in text_of(page)
    assert "“Somebody to talk to.”" in text_of(page)
    person = saved.headers["location"].partition("?")[0]
    referral = ReferralId(re.findall(r"/referrals/(\w+)/triage", page)[0])

    send(client, link_to(TriageReferral, referral=referral), outcome="IN_REMIT")
    assert "Next step: Record getting to know them" in text_of(client.get(person).text)
    send(
        client,
        link_to(RecordGettingToKnow, referral=referral),
        coordinator="isla",
        mode="PHONE",
        wishes="Somebody who walks.",
    )
    send(
        client,
        link_to(ConsiderReadiness, referral=referral),
        view="READY",
        person_view="I would like to start.",
    )
    page = landed(client, send(client, link_to(AcceptReferral, referral=referral), offer="walking"))
    assert "Next step: Find a peer supporter" in text_of(page)
    page = landed(
        client,
        send(
            client,
            f"/referrals/{referral}/matches",
            peer=service.peers["Davie"],
            coordinator="isla",
            reasons="Both walk.",
        ),
    )
    match = re.findall(r"/matches/(\w+)/answers", page)[0]
    for side in ("PERSON", "PEER"):
        send(client, f"/matches/{match}/acceptance", by=side)
    send(client, f"/matches/{match}/introduction", mode="WALK")
    send(client, f"/matches/{match}/confidentiality", version="2", to="PERSON")
    send(
        client,
        f"/matches/{match}/agreement",
        sessions_a_month="4",
        minutes="60",
        channels=["WALK", "PHONE"],
        chance_encounter="PERSON_LEADS",
        accepted_by=["PERSON", "PEER"],
    )
    page = landed(client, send(client, f"/matches/{match}/activation"))
    assert "Next step: Record a session" in text_of(page)
    page = landed(
        client, send(client, f"/matches/{match}/sessions", minutes="50", worried="no", mode="WALK")
    )
    assert "A session was held (walk), 50 minutes" in text_of(page)
    page = landed(client, send(client, f"/referrals/{referral}/withdrawal", reason="UNWELL"))
    assert "No longer wanted this, and the referral was withdrawn." in text_of(page)


def test_a_withdrawn_referral_leaves_the_caseload(client: Client, spring: SmallService) -> None:
    assert "Callum Testperson" in client.get("/caseload").text
    send(client, link_to(WithdrawReferral, referral=spring.referrals["Callum"]))

    assert "Callum Testperson" not in client.get("/caseload").text


def test_a_form_sent_twice_is_saved_once(client: Client, spring: SmallService) -> None:
    address = link_to(WithdrawReferral, referral=spring.referrals["Callum"])
    answers = {"key": key_of(client.get(address).text), "reason": "OTHER"}
    first, second = client.post(address, data=answers), client.post(address, data=answers)

    assert (303, 303) == (first.status_code, second.status_code)
    assert first.headers["location"] == second.headers["location"]


def test_a_saved_form_that_is_changed_and_sent_again_is_asked_about(
    client: Client, spring: SmallService
) -> None:
    address = f"/referrals/{spring.referrals['Callum']}/wait-contacts"
    answers = {"key": key_of(client.get(address).text), "mode": "PHONE"}
    client.post(address, data=answers)
    asked = client.post(address, data=answers | {"mode": "VIDEO"})

    assert asked.status_code == 409
    assert "This form was saved already, with other answers." in text_of(asked.text)
    again = client.post(address, data={"key": key_of(asked.text), "mode": "VIDEO"})
    assert again.status_code == 303


def test_what_was_recorded_before_says_so(client: Client, spring: SmallService) -> None:
    address = link_to(WithdrawReferral, referral=spring.referrals["Callum"])
    send(client, address)
    page = landed(client, send(client, address))

    assert "This was recorded already. Nothing was added." in text_of(page)


def test_another_referral_is_linked_to_a_known_person(client: Client, spring: SmallService) -> None:
    person = spring.people["Callum"]
    send(client, link_to(WithdrawReferral, referral=spring.referrals["Callum"]))
    address = f"/referrals/new?person={person}"
    assert address in client.get(f"/people/{person}").text
    asked = client.get(address).text
    assert 'name="name"' not in asked
    answers = {"key": key_of(asked), "person": person, "source": "SELF"}
    saved = client.post(address, data=answers)

    assert saved.headers["location"].startswith(f"/people/{person}?")


# --- Refusals ---


def test_a_rule_that_says_no_stands_above_the_form(client: Client, spring: SmallService) -> None:
    answer = send(
        client, link_to(AcceptReferral, referral=spring.referrals["Ann"]), offer="walking"
    )

    assert answer.status_code == 409
    assert "<title>Error: Accept the referral" in answer.text
    assert "This is an enquiry. Ask the person first" in text_of(answer.text)


def test_a_refusal_links_to_its_field_and_keeps_the_answers(
    client: Client, spring: SmallService
) -> None:
    answer = send(
        client,
        link_to(ConsiderReadiness, referral=spring.referrals["Callum"]),
        view="NOT_YET",
        person_view="Ask me in <summer>.",
    )

    assert answer.status_code == 422
    assert '<a href="#revisit_on">Choose a day to ask again' in answer.text
    assert 'id="revisit_on-error"' in answer.text
    assert "Ask me in &lt;summer&gt;.</textarea>" in answer.text
    assert re.search(r'value="NOT_YET"[^>]* checked', answer.text)


def test_an_answer_that_is_needed_is_asked_for(client: Client, spring: SmallService) -> None:
    answer = send(client, link_to(TriageReferral, referral=spring.referrals["Callum"]))

    assert answer.status_code == 400
    assert '<a href="#outcome">Choose an answer: What did the first look find?' in answer.text


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"at__day": "31", "at__month": "2", "at__year": "2026"}, "at"),
        ({"at__time": "2:30pm"}, "at"),
        ({"at__day": "1", "at__month": "2", "at__year": "2026", "at__time": "25:00"}, "at"),
        ({"minutes": "an hour"}, "minutes"),
        ({"minutes": "0"}, "minutes"),
        ({"minutes": "9" * 400}, "minutes"),
        ({"worried": "perhaps"}, None),
        ({"mode": "PIGEON"}, "mode"),
        ({"session": "not-one"}, "session"),
        ({"functions": "FLYING"}, "functions"),
        ({"at__day": "1", "at__month": "6", "at__year": "2026"}, "at"),
    ],
)
def test_what_cannot_be_is_sent_back_with_its_field(
    client: Client, spring: SmallService, answers: dict[str, str], field: str | None
) -> None:
    before = spring.store.ledger.head().position
    address = link_to(RecordSession, match=spring.matches["Morag"])
    answer = send(client, address, **{"worried": "no", **answers})

    if field is None:  # no answer of ours is no answer
        assert answer.status_code == 303
        return
    assert answer.status_code in {400, 422}
    assert f'<a href="#{field}">' in answer.text
    assert spring.store.ledger.head().position == before


def test_a_refused_form_can_be_sent_again_changed(client: Client, spring: SmallService) -> None:
    address = link_to(ConsiderReadiness, referral=spring.referrals["Callum"])
    refused = send(client, address, view="NOT_YET", person_view="Not now.")
    answers = {"key": key_of(refused.text), "view": "READY", "person_view": "Now."}

    assert client.post(address, data=answers).status_code == 303


@pytest.mark.parametrize("body", [b"\xff=1", b"&".join(b"a=1" for _ in range(600))])
def test_what_is_no_form_is_sent_back_in_words(
    client: Client, spring: SmallService, body: bytes
) -> None:
    address = link_to(WithdrawReferral, referral=spring.referrals["Callum"])
    answer = client.post(
        address, content=body, headers={"content-type": "application/x-www-form-urlencoded"}
    )

    assert answer.status_code == 400
    assert "Go back and send the form again." in text_of(answer.text)


# --- Days without times, and times ---


def test_a_day_alone_counts_from_its_start_and_what_closes_from_its_end(
    client: Client, spring: SmallService
) -> None:
    day = {"at__day": "3", "at__month": "5", "at__year": "2026"}
    referral = spring.referrals["Callum"]
    send(client, f"/referrals/{referral}/wait-contacts", mode="PHONE", **day)
    send(client, link_to(WithdrawReferral, referral=referral), **day)
    page = client.get(f"/people/{spring.people['Callum']}").text

    contact, withdrawal = spring.store.ledger.history(f"referral:{referral}")[-2:]  # type: ignore[arg-type]
    assert start_of(date(2026, 5, 3)) == contact.event.at
    assert end_of(date(2026, 5, 3)) == withdrawal.event.at
    assert '<time datetime="2026-05-03">3 May</time>' in page


def test_a_session_of_which_only_the_day_is_known_shows_no_time(
    client: Client, spring: SmallService
) -> None:
    answer = send(
        client,
        link_to(RecordSession, match=spring.matches["Morag"]),
        at__day="28",
        at__month="4",
        at__year="2026",
        minutes="45",
    )
    page = text_of(landed(client, answer))

    assert "Happened 28 April. Recorded 5 May by whoever used this computer." in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2:30pm", "2:30pm"),
        ("14.30", "2:30pm"),
        ("9AM", "9am"),
        ("1430", "2:30pm"),
        ("12am", "12am"),
        ("0:05", "12:05am"),
        ("12:00", "12pm"),
    ],
)
def test_times_are_typed_as_people_type_them(typed: str, said: str) -> None:
    assert said == time_words(read_time(typed))


@pytest.mark.parametrize("typed", ["", "9", "14pm", "25:00", "12:61", "half two", "0am"])
def test_what_is_no_time_is_not_guessed(typed: str) -> None:
    with pytest.raises(NotUnderstood):
        read_time(typed)


def test_times_are_shown_by_the_clocks_of_the_day() -> None:
    summer = datetime(2026, 5, 4, 13, 30, tzinfo=UTC)
    winter = datetime(2025, 12, 4, 13, 30, tzinfo=UTC)

    assert "4 May, 2:30pm" == moment_words(summer, date(2026, 5, 5))
    assert "4 December 2025, 1:30pm" == moment_words(winter, date(2026, 5, 5))
    assert LOCAL.key == "Europe/London"


# --- The caseload ---


def test_the_first_page_of_whoever_looks_after_people_is_the_worklist(client: Client) -> None:
    answer = client.get("/")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/worklist"


def test_the_caseload_says_who_with_whom_where_and_what(
    client: Client, spring: SmallService
) -> None:
    page = text_of(client.get("/caseload").text)

    assert "4 people, 2 matches" in page
    assert "Morag Testperson Davie Example and Morag Testperson: the match Active since" in page
    assert "Session 9 May, 2:30pm" in page
    assert "Callum Testperson nobody Waiting for a match" in page
    assert "Waiting 6 weeks, since 23 March." in page
    assert "Ann Testperson nobody Not asked yet since 27 April No signals yet" in page
    assert f"Reflects entry {spring.store.ledger.head().position:,}" in page


def test_an_empty_service_says_what_to_do(client: Client) -> None:
    page = client.get("/caseload").text

    assert "Nobody is waiting. Take a referral" in text_of(page)
    assert '<a href="/referrals/new">Take a referral</a>' in page


def test_filters_that_nobody_matches_can_be_cleared(client: Client, spring: SmallService) -> None:
    page = client.get("/caseload?state=READY&known_at=2026-05-01").text

    assert "Nobody matches these filters. Clear filters" in text_of(page)
    assert '<a href="/caseload?known_at=2026-05-01">Clear filters</a>' in page


@pytest.mark.parametrize(
    ("query", "people"),
    [
        ("state=WAITING", ["Callum"]),
        ("coordinator=isla", ["Morag", "Callum", "Euan"]),
        ("coordinator=nobody-known", []),
        ("sort=name", ["Ann", "Callum", "Euan", "Morag"]),
        ("sort=state", ["Ann", "Callum", "Euan", "Morag"]),
        ("sort=next", ["Morag", "Callum", "Euan", "Ann"]),
        ("sort=worth", ["Morag", "Euan", "Callum", "Ann"]),
        ("state=%00&sort=sideways", ["Morag", "Callum", "Euan", "Ann"]),
    ],
)
def test_the_caseload_is_filtered_and_sorted(
    client: Client, spring: SmallService, query: str, people: list[str]
) -> None:
    page = client.get(f"/caseload?{query}").text

    assert people == re.findall(r">(\w+) Testperson</a>", page)


def test_a_day_given_in_parts_gets_an_address_of_its_own(
    client: Client, spring: SmallService
) -> None:
    answer = client.get(
        "/caseload?day-day=3&day-month=3&day-year=2026&clock=true_at&state=ACTIVE&sort="
    )

    assert answer.status_code == 303
    assert answer.headers["location"] == "/caseload?true_at=2026-03-03&state=ACTIVE"


def test_today_is_no_past_day(client: Client, spring: SmallService) -> None:
    answer = client.get("/caseload?day-day=5&day-month=5&day-year=2026&clock=known_at")

    assert answer.headers["location"] == "/caseload"
    assert "Nothing can be recorded here" not in client.get("/caseload?known_at=2026-05-05").text


def test_the_past_is_unmistakable(client: Client, spring: SmallService) -> None:
    page = client.get("/caseload?known_at=2026-03-03").text

    assert "<title>3 March 2026: Caseload" in page
    assert "3 March 2026, as known at the end of that day. Nothing can be recorded here." in page
    assert "Caseload on 3 March 2026" in text_of(page)
    assert '<a class="as-of__back" href="/caseload">Return to today</a>' in page
    assert ["Morag"] == re.findall(r">(\w+) Testperson</a>", page)


def test_what_was_known_then_and_what_is_known_now_differ(
    client: Client, spring: SmallService
) -> None:
    match = spring.matches["Morag"]
    late = datetime(2026, 3, 2, 10, tzinfo=UTC)
    spring.do(RecordSession(match=match, at=late, minutes=60, worried=True))
    person = f"/people/{spring.people['Morag']}"

    assert "Sessions held 1, the last on 19 January" in text_of(
        client.get(f"{person}?known_at=2026-03-03").text
    )
    assert "Sessions held 2, the last on 2 March" in text_of(
        client.get(f"{person}?true_at=2026-03-03").text
    )


@pytest.mark.parametrize(
    "query",
    [
        "day-day=31&day-month=2&day-year=2026",
        "day-day=1&day-month=1&day-year=26",
        "day-day=&day-month=3&day-year=2026",
        "day-day=x&day-month=y&day-year=z",
        "day-day=1&day-month=1&day-year=99999999999999999999",
        "day-day=6&day-month=5&day-year=2026",
        "known_at=yesterday",
        "known_at=2026-13-01",
        "true_at=9999-12-31",
        "true_at=2026-03-03T25:00",
    ],
)
@pytest.mark.parametrize("place", ["/caseload", "person"])
def test_a_day_that_cannot_be_is_asked_for_again(
    client: Client, spring: SmallService, query: str, place: str
) -> None:
    path = f"/people/{spring.people['Morag']}" if place == "person" else place
    answer = client.get(f"{path}?{query}")

    assert answer.status_code == 400
    assert "<title>Error: " in answer.text
    assert '<a href="#day">' in answer.text
    assert 'id="day-error"' in answer.text


def test_a_day_before_everybody_shows_nobody(client: Client, spring: SmallService) -> None:
    assert "Nobody was known then." in client.get("/caseload?known_at=1999-12-31").text


def test_the_csv_holds_the_same_lines(client: Client, spring: SmallService) -> None:
    answer = client.get("/caseload.csv?state=ACTIVE&known_at=2026-05-01")
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert answer.headers["content-type"].startswith("text/csv")
    name = re.search(r'filename="([^"]+)"', answer.headers["content-disposition"])
    assert name is not None
    assert re.fullmatch(r"caseload-known-at-2026-05-01-entry-\d+\.csv", name[1])
    assert [("Morag Testperson", "Davie Example", "Active")] == [
        (line["name"], line["with"], line["state"]) for line in lines
    ]
    assert lines[0]["person"] == spring.people["Morag"]
    assert lines[0]["since"] == "2026-01-05T10:00+00:00"


@pytest.mark.parametrize("name", ["=1+1", "+44", "-2", "@x", "\t=1", "\r=1", " =1", "\uff1d1"])
def test_no_cell_of_the_csv_is_a_formula(client: Client, service: SmallService, name: str) -> None:
    service.referred(f"{name} Testperson", "Company.")
    line = next(csv.reader(io.StringIO(client.get("/caseload.csv").text.split("\r\n", 1)[1])))

    assert line[1].startswith("'")
    assert harmless("Morag") == "Morag"


# --- The person ---


def test_both_clocks_stand_where_they_are_a_day_apart(client: Client, spring: SmallService) -> None:
    page = text_of(client.get(f"/people/{spring.people['Morag']}").text)

    assert "Happened 3 April, 4pm. Recorded 27 April by whoever used this computer." in page
    assert "Happened 27 April, 11am" not in page


def test_both_versions_of_a_corrected_entry_are_shown(client: Client, spring: SmallService) -> None:
    page = text_of(client.get(f"/people/{spring.people['Morag']}").text)

    assert "Corrected since A session was held (walk), 60 minutes" in page
    assert "A session was held (walk), 90 minutes" in page
    assert "Corrects what was recorded on 19 January." in page
    assert "Entered in error A session was held (phone), 30 minutes" in page


def test_a_number_that_came_with_a_referral_is_not_called_safe(
    client: Client, spring: SmallService
) -> None:
    saved = send(client, "/referrals/new", source="SELF", name="Jim Testperson", phone="01 234")
    page = text_of(landed(client, saved))

    assert "Nobody has asked yet what is safe." in page
    assert "Phone, as sent 01 234" in page
    assert "Phone 0131 496 0000" in text_of(client.get(f"/people/{spring.people['Morag']}").text)


def test_nothing_can_be_pressed_in_the_past(client: Client, spring: SmallService) -> None:
    page = client.get(f"/people/{spring.people['Morag']}?known_at=2026-03-03").text

    assert "<title>3 March 2026: Person" in page
    assert "Correct this" not in page
    assert re.findall(r'<form[^>]*method="post"', page) == []
    assert re.findall(r'href="/(?:matches/\w{20}/|referrals/\w{20}|entries)[^"]*"', page) == []
    to_the_match = f'href="/matches/{spring.matches["Morag"]}?known_at=2026-03-03"'
    assert [to_the_match] == re.findall(r'href="/matches[^"]*"', page)


def test_a_person_whom_nobody_knew_yet_is_said_so(client: Client, spring: SmallService) -> None:
    page = client.get(f"/people/{spring.people['Ann']}?known_at=2026-02-01").text

    assert "Nothing about this person had been recorded then." in page


def test_a_title_and_an_address_hold_no_name(client: Client, spring: SmallService) -> None:
    for address in (f"/people/{spring.people['Morag']}", "/caseload"):
        page = client.get(address).text
        addresses = " ".join(re.findall(r'(?:href|action)="([^"]*)"', page))
        title = re.search(r"<title>(.*)</title>", page)
        assert title is not None
        assert "Morag" not in title[1] + addresses


@pytest.mark.parametrize(
    "address",
    [
        "/people/nobody",
        "/referrals/none/withdrawal",
        "/matches/none/sessions",
        "/entries/999999/correction",
        "/entries/none/correction",
        "/entries/1/correction",
        "/referrals/new?person=nobody",
        "/nowhere",
        "/people/%F0%9F%90%88",
    ],
)
def test_an_address_about_nothing_says_so_in_words(
    client: Client, spring: SmallService, address: str
) -> None:
    answer = client.get(address)

    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "We found nothing here" in text_of(answer.text)
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_machines_still_get_problem_details(client: Client) -> None:
    answer = client.get("/api/v1/no/where")

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_what_is_broken_says_so_in_words(
    client: Client, service: SmallService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(service.desk.views), "current", None)
    answer = client.get("/caseload")

    assert answer.status_code == 500
    assert "Something is broken" in text_of(answer.text)
    assert "Traceback" not in answer.text


# --- Corrections ---


def held_in(service: SmallService, number: int) -> int:
    """The position of one of the sessions that were recorded with Morag."""
    history = service.store.ledger.history(f"match:{service.matches['Morag']}")  # type: ignore[arg-type]
    held = [each for each in history if type(each.event).__name__ == "SessionHeld"]
    return held[number].position


def filled_in(page: str) -> dict[str, list[str]]:
    """What a page's first form would send as it stands."""
    form = page.partition("<form method=")[2].partition("</form>")[0]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        kind, name = re.search(r'type="(\w+)"', tag), re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        assert kind is not None
        assert name is not None
        if kind[1] not in {"radio", "checkbox"} or " checked" in tag:
            found.setdefault(name[1], []).append(unescape(value[1]) if value else "")
    for name_of, words_in in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)<', form):
        found[name_of] = [unescape(words_in)]
    for name_of, options in re.findall(
        r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name_of] = [chosen[1] if chosen else ""]
    return found


def test_an_entry_is_corrected_in_what_was_changed_and_nothing_else(
    client: Client, spring: SmallService
) -> None:
    entry = held_in(spring, 3)
    address = link_to(CorrectEntry, entry=entry)
    page = client.get(address).text
    assert "We walked by the shore." in page
    before = spring.store.ledger.entry(entry)  # type: ignore[arg-type]
    answers = filled_in(page) | {"minutes": ["80"]}
    page = landed(client, client.post(address, data=answers))
    after = spring.store.ledger.entry(spring.store.ledger.head().position)

    assert "A session was held, 80 minutes: “We walked by the shore.”" in text_of(page)
    assert before is not None
    assert after is not None
    old, new = msgspec.structs.asdict(before.event), msgspec.structs.asdict(after.event)
    sealed = {"note", "peer_wellbeing", "mood", "functions", "worry_words"}
    assert {"minutes"} == {name for name in old if old[name] != new[name]} - sealed


def test_a_correction_that_changes_nothing_is_sent_back(
    client: Client, spring: SmallService
) -> None:
    address = link_to(CorrectEntry, entry=held_in(spring, 3))
    answer = client.post(address, data=filled_in(client.get(address).text))

    assert answer.status_code == 422
    assert "Say what should be different." in text_of(answer.text)


def test_a_correction_that_cannot_be_stands_beside_its_field(
    client: Client, spring: SmallService
) -> None:
    address = link_to(CorrectEntry, entry=held_in(spring, 3))
    answers = filled_in(client.get(address).text) | {"minutes": ["many"], "note": ["Kept."]}
    answer = client.post(address, data=answers)

    assert answer.status_code == 400
    assert '<a href="#minutes">' in answer.text
    assert "Kept.</textarea>" in answer.text


def test_an_entry_is_marked_as_entered_in_error_and_that_is_taken_back(
    client: Client, spring: SmallService
) -> None:
    entry = held_in(spring, 3)
    address = link_to(CorrectEntry, entry=entry)
    person = f"/people/{spring.people['Morag']}"
    mark = client.post(link_to(MarkEnteredInError, entry=entry), data={"key": "one-key"})
    assert "Sessions held 1" in text_of(landed(client, mark))
    asked = client.get(address).text
    assert "This entry was marked as entered in error" in text_of(asked)
    client.post(address, data={"key": key_of(asked), "it-happened": "yes"})

    assert "Sessions held 2" in text_of(client.get(person).text)


def test_the_entry_of_a_corrected_session_is_corrected_in_its_latest_version(
    client: Client, spring: SmallService
) -> None:
    page = client.get(link_to(CorrectEntry, entry=held_in(spring, 0))).text

    assert filled_in(page)["minutes"] == ["90"]


# --- Escaping, strangers, words ---


def test_what_people_say_is_never_markup(client: Client, service: SmallService) -> None:
    evil = "<script>alert(1)</script>"
    service.referred(f"{evil}\"'><b> Testperson", f"{evil}{{{{ 7*7 }}}}")
    person = next(iter(service.people.values()))
    for address in ("/caseload", f"/people/{person}", f"/people/{person}/safe-contact"):
        page = client.get(address).text
        assert evil not in page
        assert "&lt;script&gt;" in page
    assert "{{ 7*7 }}" in client.get(f"/people/{person}").text


def test_another_name_for_this_machine_is_refused(client: Client, spring: SmallService) -> None:
    answer = client.get("/caseload", headers={"host": "evil.example"})

    assert answer.status_code == 403
    assert "Morag" not in answer.text


@pytest.mark.parametrize(
    "headers", [{"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}]
)
def test_a_form_from_another_site_is_refused(
    client: Client, spring: SmallService, headers: dict[str, str]
) -> None:
    before = spring.store.ledger.head().position
    address = link_to(WithdrawReferral, referral=spring.referrals["Callum"])
    answer = client.post(address, data={"key": "a"}, headers=headers)

    assert answer.status_code == 403
    assert before == spring.store.ledger.head().position


def test_help_now_gives_the_numbers(client: Client) -> None:
    page = text_of(client.get("/help-now").text)

    for number in ("999", "111", "116 123", "0800 83 85 87", "101"):
        assert f"Call {number}" in page
    assert 'href="/help-now"' in client.get("/caseload").text


def test_help_now_gives_the_numbers_that_the_service_keeps(
    client: Client, spring: SmallService
) -> None:
    spring.do(
        SetHelpNumber(
            service=SERVICE,
            line="SOCIAL_WORK",
            number="0141 496 0000",
            who="Social work, in working hours.",
            checked_on=date(2026, 3, 1),
        )
    )
    spring.do(RemoveHelpNumber(service=SERVICE, line="CHILDLINE"))
    page = client.get("/help-now").text

    assert 'href="tel:01414960000"' in page
    assert "Checked on 1 March 2026." in text_of(page)
    assert "Childline" not in page


def test_help_now_gives_the_usual_numbers_when_the_log_is_out_of_reach(
    client: Client, spring: SmallService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(*_asked: object) -> None:
        raise OutOfReach

    monkeypatch.setattr(type(spring.store.ledger), "history", nothing)

    assert "Call 999" in text_of(client.get("/help-now").text)


def test_every_form_has_words_for_every_question() -> None:
    for command in words.FORMS:
        if command is CorrectEntry:
            continue
        path_fields = frozenset(re.findall(r"{(\w+)}", PATHS[command]))
        shown = fields_of(command, path_fields, lambda _kind, _field: (), lambda text: text)
        assert all(field.label for field in shown if field.kind != "carried")
        assert set(words.FIRST.get(command, ())) <= {field.name for field in shown}


def test_a_word_that_two_modules_would_say_differently_is_refused_at_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(words.matches.QUESTIONS, "asked_by", "Who wished it?")

    with pytest.raises(ValueError, match=r"a second time: .'asked_by'"):
        words.laid_together("QUESTIONS")
    assert "How did it end?" == words.question("EndMatch", "how")
    assert "Who asked?" == words.question("RequestStory", "asked_by")


def test_every_entry_about_a_person_can_be_corrected_in_words() -> None:
    for kind in EVENTS.values():
        if "person" in kind.__struct_fields__ and kind not in NEVER_IN_ERROR:
            left_out = frozenset(field for field, _noun in identifying_fields(kind))
            shown = fields_of(kind, left_out, lambda _kind, _field: (), lambda text: text)
            assert "at" in {field.name for field in shown}


def test_every_state_has_words() -> None:
    for stage in (*OPEN_STAGES, *REFERRAL_OPEN_STAGES):
        assert states.STATES[stage]


def test_the_peer_supporters_own_ratings_are_nobody_elses() -> None:
    assert {"mood", "peer_wellbeing"} <= NOT_ASKED
    assert "mood" in RecordSession.__struct_fields__


def test_every_use_case_of_a_referral_has_a_page(client: Client, spring: SmallService) -> None:
    asked = 0
    for command, path in PATHS.items():
        if command in words.FORMS and "{referral}" in path:
            page = client.get(path.format(referral=spring.referrals["Callum"]))
            assert page.status_code == 200, command
            assert words.FORMS[command].button in page.text
            asked += 1
        if (
            command in words.FORMS
            and path.startswith("/matches/{match}")
            and "session}" not in path
        ):
            page = client.get(path.format(match=spring.matches["Morag"]))
            assert page.status_code == 200, command
            asked += 1

    assert asked > 20
