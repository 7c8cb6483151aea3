"""Who knows what about a peer supporter is theirs: on their phone, by telephone, and on paper."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from api.app import create_app
from application.principal import peer_supporter, staff_member
from domain.access import GrantRole, Role
from domain.consent import (
    Audience,
    DisclosureConsentDeclined,
    DisclosureConsentGiven,
    DisclosureConsentOffered,
    DisclosureConsentRefused,
    DisclosureConsentWithdrawn,
    GiveDisclosureConsent,
    OfferDisclosureConsent,
    Purpose,
    ToldBy,
)
from domain.disclosure import ReportDisclosure
from domain.people import ConsentId, PeerId
from domain.story import RequestStory, StoryRequestAccepted, StoryRequestDeclined
from tests.api.small_service import FRASER, ISLA, SERVICE, SmallService, fill, small_service

HERE = "http://127.0.0.1"
Client = TestClient[Any]
PLANTED = "ZYXTKAYAK"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[SmallService]:
    """A spring in which Davie and Rhona sign in themselves."""
    with small_service(tmp_path) as made:
        fill(made)
        for peer in made.peers.values():
            made.do(GrantRole(service=SERVICE, role=Role.PEER_SUPPORTER, peer=peer))
        yield made


def browser_of(service: SmallService, principal: Any) -> Client:
    client = TestClient(
        create_app(service.desk, identify=lambda _request: principal), base_url=HERE
    )
    client.follow_redirects = False
    return client


@pytest.fixture
def davie(service: SmallService) -> Client:
    return browser_of(service, peer_supporter(PeerId(service.peers["Davie"])))


@pytest.fixture
def isla(service: SmallService) -> Client:
    return browser_of(service, staff_member(ISLA))


def said(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def last(service: SmallService) -> Any:
    """What was recorded last, opened."""
    entry = service.store.ledger.entry(service.store.ledger.head().position)
    assert entry is not None
    return service.desk.opener.open(entry).event


def choice(**more: str) -> dict[str, str]:
    """What is chosen for one thing, told to Isla."""
    usual = {
        "kind": "INTERESTS",
        "label": PLANTED,
        "who": "staff:isla",
        "purpose": "MATCHING",
        "channel": "SCREEN",
        "until-day": "12",
        "until-month": "3",
        "until-year": "2027",
        "use": "STANDING",
        "answer": "yes",
    }
    return usual | more


def shares(service: SmallService, **more: Any) -> ConsentId:
    """Davie lets Isla, or somebody else, see one thing."""
    given = service.do(
        GiveDisclosureConsent(
            **{
                "own_word": True,
                "peer": service.peers["Davie"],
                "items": (f"INTERESTS:{PLANTED}",),
                "audience": Audience.STAFF_MEMBER,
                "audience_staff": ISLA,
                "purpose": Purpose.MATCHING,
                "channel": ToldBy.SCREEN,
                "valid_until": date(2026, 12, 31),
                **more,
            }
        )
    )
    return given.events[0].event.consent  # type: ignore[attr-defined, no-any-return]


def test_sharing_nothing_is_said_in_words(davie: Client) -> None:
    assert "You share nothing." in said(davie.get("/sharing").text)


def test_they_share_one_thing_and_stop_it_with_one_press(
    service: SmallService, davie: Client
) -> None:
    shared = davie.post("/choices/new", data=choice())
    given = last(service)
    page = davie.get(shared.headers["location"]).text

    assert isinstance(given, DisclosureConsentGiven)
    assert (f"INTERESTS:{PLANTED}",) == given.items
    assert given.on_behalf is None
    assert "What I like: zyxtkayak" in said(page)
    assert "Isla Example, to suggest matches, on a screen, until 12 March 2027" in said(page)

    stopped = davie.post(f"/sharing/{given.consent}/stop", data={})

    assert isinstance(last(service), DisclosureConsentWithdrawn)
    assert "Screens no longer show it." in said(davie.get(stopped.headers["location"]).text)
    assert "You share nothing." in said(davie.get("/sharing").text)


def test_taking_back_names_everybody_who_had_been_told(
    service: SmallService, davie: Client
) -> None:
    consent = shares(service)
    service.do(
        ReportDisclosure(
            peer=service.peers["Davie"],
            items=(f"INTERESTS:{PLANTED}",),
            audience=Audience.STAFF_MEMBER,
            to_staff=ISLA,
            purpose=Purpose.MATCHING,
            channel=ToldBy.SCREEN,
        )
    )
    page = davie.get(davie.post(f"/sharing/{consent}/stop", data={}).headers["location"])

    assert "Who had been told" in said(page.text)
    assert "Isla Example" in said(page.text)
    assert PLANTED.lower() in said(page.text)


def test_nobody_sees_or_stops_what_another_shares(service: SmallService) -> None:
    consent = shares(service)
    rhona = browser_of(service, peer_supporter(PeerId(service.peers["Rhona"])))

    assert 403 == rhona.post(f"/sharing/{consent}/stop", data={}).status_code
    assert 403 == rhona.get(f"/choices/{consent}").status_code
    assert PLANTED.lower() not in rhona.get("/sharing").text.lower()


def test_a_choice_is_recorded_by_telephone_once_it_was_read_back(
    service: SmallService, isla: Client
) -> None:
    whose = f"peer:{service.peers['Davie']}"
    before = service.store.ledger.head().position
    refused = isla.post("/choices/new", data=choice(whose=whose))

    assert 409 == refused.status_code
    assert "Read it back to them first" in said(refused.text)
    assert before == service.store.ledger.head().position

    answer = choice(whose=whose) | {"read-back": "yes"}
    recorded = isla.post("/choices/new", data=answer)
    given = last(service)

    assert 303 == recorded.status_code
    assert isinstance(given, DisclosureConsentGiven)
    assert given.on_behalf == ISLA
    assert given.read_back
    assert "PHONE" == given.how
    assert "Recorded" in said(isla.get(recorded.headers["location"]).text)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [("no", DisclosureConsentDeclined), ("later", DisclosureConsentOffered)],
)
def test_no_and_not_now_open_nothing_and_ask_for_no_reason(
    service: SmallService, isla: Client, answer: str, kind: type
) -> None:
    said_so = choice(whose=f"peer:{service.peers['Davie']}", answer=answer)
    isla.post(
        "/choices/new",
        data=said_so | {"ask-on-day": "30", "ask-on-month": "6", "ask-on-year": "2026"},
    )

    assert isinstance(last(service), kind)
    assert "reason" not in kind.__struct_fields__  # type: ignore[attr-defined]
    if answer == "later":
        assert date(2026, 6, 30) == last(service).ask_on


def test_what_is_missing_is_said_beside_its_question(service: SmallService, isla: Client) -> None:
    before = service.store.ledger.head().position
    answer = isla.post("/choices/new", data={})

    for each in (
        "whose choice",
        "what it is about",
        "who may know it",
        "what for",
        "how it is told",
    ):
        assert each in said(answer.text)
    assert 400 == answer.status_code
    assert before == service.store.ledger.head().position


def test_a_coordinator_is_not_shown_what_a_choice_is_about_unless_it_lets_them(
    service: SmallService, isla: Client
) -> None:
    hidden = shares(service, audience_staff=FRASER)
    peer = service.peers["Davie"]
    pages = [isla.get(f"/choices?peer={peer}").text, isla.get(f"/choices/{hidden}").text]

    assert not any(PLANTED.lower() in each.lower() for each in pages)
    assert [] == [each for each in map(said, pages) if "Something of their own" not in each]

    shares(service)

    assert PLANTED.lower() in isla.get(f"/choices?peer={peer}").text


def test_what_was_refused_reads_the_same_as_nothing(
    service: SmallService, isla: Client, davie: Client
) -> None:
    peer = service.peers["Davie"]
    empty = said(isla.get(f"/choices?peer={peer}").text)
    davie.post("/choices/refuse", data={"kind": "FAITH", "label": PLANTED})

    assert isinstance(last(service), DisclosureConsentRefused)
    assert "Nothing shared." in empty
    assert re.sub(r"entry [\d,]+", "", empty) == re.sub(
        r"entry [\d,]+", "", said(isla.get(f"/choices?peer={peer}").text)
    )
    assert "My faith: zyxtkayak" in said(davie.get("/sharing").text)


def test_a_printed_form_names_nobody_and_its_code_leads_back(
    service: SmallService, isla: Client
) -> None:
    whose = f"peer:{service.peers['Davie']}"
    printed = isla.post("/choices/new", data=choice(whose=whose, answer="print"))
    sheet = isla.get(printed.headers["location"]).text
    code = re.search(r"Form <strong>(\S+)</strong>", sheet)

    assert code is not None
    for name in ("Davie", "Isla", "Example", PLANTED):
        assert name.lower() not in sheet.lower()
    found = isla.post("/choices", data={"code": code[1].lower()})
    place = found.headers["location"]
    answered = isla.post(place, data={"answer": "yes", "how": "PAPER", "read-back": "yes"})

    given = last(service)
    assert 303 == answered.status_code
    assert isinstance(given, DisclosureConsentGiven)
    assert (f"INTERESTS:{PLANTED}",) == given.items
    assert "PAPER" == given.how
    assert "No form has this code" in said(isla.post("/choices", data={"code": code[1]}).text)


def test_ask_me_first_is_asked_and_answered_by_them(service: SmallService, davie: Client) -> None:
    asks_first = shares(service, ask_first=True)
    service.do(
        OfferDisclosureConsent(
            peer=service.peers["Davie"],
            explained_by=ISLA,
            form_version="1",
            items=(f"INTERESTS:{PLANTED}",),
            audience=Audience.STAFF_MEMBER,
            audience_staff=ISLA,
            purpose=Purpose.MATCHING,
            channel=ToldBy.SCREEN,
            under=asks_first,
        )
    )
    page = davie.get("/sharing").text
    found = re.search(r'href="(/choices/\w+)">Answer', page)
    assert found is not None
    assert PLANTED.lower() in davie.get(found[1]).text.lower()
    davie.post(found[1], data={"answer": "yes"})

    assert isinstance(last(service), DisclosureConsentGiven)
    assert "ONE_OFF" == last(service).use


@pytest.mark.parametrize(
    ("answer", "kind"), [("yes", StoryRequestAccepted), ("no", StoryRequestDeclined)]
)
def test_a_story_is_asked_for_and_answered_without_a_reason(
    service: SmallService, davie: Client, answer: str, kind: type
) -> None:
    service.do(
        RequestStory(
            peer=service.peers["Davie"],
            asked_by=ISLA,
            purpose=Purpose.TRAINING_OTHERS,
            for_whom="The annual meeting",
        )
    )
    page = davie.get("/sharing").text
    found = re.search(r'action="(/story-requests/\w+/answer)"', page)
    assert found is not None
    assert "The annual meeting" in said(page)
    davie.post(found[1], data={"answer": answer})

    assert isinstance(last(service), kind)
    assert "The annual meeting" not in said(davie.get("/sharing").text)


def test_they_see_who_saw_their_record(service: SmallService, davie: Client, isla: Client) -> None:
    isla.get(f"/peers/{service.peers['Davie']}")
    page = said(davie.get("/seen").text)

    assert "Isla Example" in page
    assert "the list of peer supporters" in page


def test_every_decision_in_a_match_has_a_sheet(service: SmallService, isla: Client) -> None:
    for name in ("Morag", "Euan"):
        for side in ("person", "peer"):
            sheet = isla.get(f"/matches/{service.matches[name]}/print/{side}").text
            code = re.search(r"Form <strong>(\S+)</strong>", sheet)

            assert code is not None, sheet
            assert name not in sheet
            assert "Testperson" not in sheet
            found = isla.post("/choices", data={"code": code[1]})
            assert 200 == isla.get(found.headers["location"]).status_code


def test_a_coordinator_takes_a_choice_back_for_them_and_learns_whom_to_ask_to_stop(
    service: SmallService, isla: Client
) -> None:
    consent = shares(service, audience_staff=FRASER)
    service.do(
        ReportDisclosure(
            peer=service.peers["Davie"],
            items=(f"INTERESTS:{PLANTED}",),
            audience=Audience.STAFF_MEMBER,
            to_staff=FRASER,
            purpose=Purpose.MATCHING,
            channel=ToldBy.SCREEN,
        )
    )
    form = isla.get(f"/consents/{consent}/withdrawal")
    saved = isla.post(f"/consents/{consent}/withdrawal", data={"read_back": "yes"})
    page = isla.get(saved.headers["location"]).text
    again = isla.post(f"/api/v1/consents/{consent}/withdrawal", json={})

    assert 200 == form.status_code
    assert "Who had been told, and is asked to stop" in said(page)
    assert "Fraser Example" in said(page)
    assert PLANTED.lower() not in page.lower()
    assert again.status_code in range(200, 300), again.text
