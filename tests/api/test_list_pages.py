"""The pages of lists and the worklist: what they show; nobody's name stands in an address."""

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from litestar.testing import TestClient

from api.app import create_app
from api.pages import lists
from api.pages.listings import LISTINGS
from application.principal import peer_supporter, staff_member
from domain.people import PeerId, StaffId
from projections.lists import LISTS
from tests.api.small_service import ISLA, SmallService, fill, small_service

HERE = "http://127.0.0.1"
Client = TestClient[Any]
every_list = pytest.mark.parametrize("listing", LISTINGS, ids=lambda each: each.view)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallService]:
    """A service after a few months."""
    with small_service(tmp_path_factory.mktemp("lists")) as made:
        fill(made)
        yield made


@pytest.fixture
def client(service: SmallService) -> Iterator[Client]:
    """A browser of whoever holds the machine."""
    with TestClient(create_app(service.desk), base_url=HERE) as client:
        client.follow_redirects = False
        yield client


def said(page: str) -> str:
    """What a page says, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@every_list
def test_every_list_has_a_page_and_a_file(client: Client, listing: Any) -> None:
    page, file = client.get(listing.path), client.get(f"{listing.path}.csv")

    assert page.status_code == 200, page.text
    heading, *_lines = csv.reader(io.StringIO(file.text.removeprefix("\ufeff")))
    assert heading == [each.heading for each in listing.columns]


@every_list
def test_every_filter_and_every_order_is_one_that_the_view_knows(
    client: Client, listing: Any
) -> None:
    fields = set(LISTS[listing.view].row.__struct_fields__)
    assert {each.name for each in listing.filters} <= fields
    for code in listing.orders:
        assert client.get(listing.path, params={"sort": code}).status_code == 200


def test_the_file_holds_what_the_page_shows(client: Client) -> None:
    _heading, *lines = csv.reader(io.StringIO(client.get("/board.csv").text))
    page = said(client.get("/board").text)

    assert len(lines) == 2
    for line in lines:
        assert line[0] in page
        assert line[3].split(",")[0] in page


def test_a_filter_narrows_the_list_and_what_nobody_offers_is_left_out(client: Client) -> None:
    assert "1 match " in said(client.get("/board", params={"state": "ACTIVE"}).text)
    assert "2 matches" in said(client.get("/board", params={"state": "ANYTHING"}).text)


def test_a_name_is_searched_by_post_and_stands_in_no_address(client: Client) -> None:
    answer = client.post("/waiting", data={"name": "callum"})

    assert answer.status_code == 200
    assert "Callum Testperson" in answer.text
    assert "Euan" not in answer.text
    assert not re.search(r'href="[^"]*callum', answer.text, re.IGNORECASE)


def test_where_nobody_matches_the_page_says_how_to_see_everybody(client: Client) -> None:
    answer = client.post("/waiting", data={"name": "nobody at all"})
    assert "Nobody matches. Clear filters" in said(answer.text)


def test_a_list_of_another_day_says_so_and_offers_nothing_to_record(client: Client) -> None:
    parts = {"day-day": "3", "day-month": "3", "day-year": "2026"}
    asked = client.get("/waiting", params=parts)
    assert asked.headers["location"] == "/waiting?known_at=2026-03-03"
    page = client.get(asked.headers["location"]).text
    assert "Nothing can be recorded here." in page
    assert "Take a referral" not in page


def test_a_day_that_cannot_be_is_said_beside_its_field(client: Client) -> None:
    answer = client.get("/waiting", params={"known_at": "yesterday"})
    assert answer.status_code == 400
    assert "Give a day that exists" in answer.text


def test_long_lists_come_in_pages_with_the_filters_kept(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "A_PAGE", 1)
    first = client.get("/waiting", params={"sort": "name"}).text
    assert "Page 1 of 2" in first
    (following,) = re.findall(r'href="([^"]+)" rel="next"', unescape(first))
    assert following == "/waiting?sort=name&page=2"
    second = client.get(following).text
    assert "Euan Testperson" in second
    assert "Callum Testperson" not in second


def test_a_list_shows_whom_somebody_may_see_and_nobody_else(service: SmallService) -> None:
    other = create_app(service.desk, identify=lambda _request: staff_member(StaffId("hamish")))
    with TestClient(other, base_url=HERE) as client:
        assert client.get("/waiting").status_code == 403
    nobodys = peer_supporter(PeerId(service.peers["Davie"]))
    app = create_app(service.desk, identify=lambda _request: nobodys)
    with TestClient(app, base_url=HERE) as client:
        assert {client.get(each.path).status_code for each in LISTINGS} == {403}


# --- The worklist ---


def test_the_worklist_has_safety_first(client: Client) -> None:
    page = client.get("/worklist").text
    titles = re.findall(r'<h2 id="(\w+)">', page)

    assert titles == [each for each in ("safety", "act_today", "overdue", "due") if each in titles]
    assert titles[0] == "safety"
    assert "Nobody has said whether anything in this session was a worry." in page


def test_the_worklist_is_ones_own_until_everybodys_is_asked_for(service: SmallService) -> None:
    app = create_app(service.desk, identify=lambda _request: staff_member(ISLA))
    with TestClient(app, base_url=HERE) as client:
        own, every = (said(client.get(f"/worklist{more}").text) for more in ("", "?who=all"))
    assert "Everybody's" in own
    assert "Only what is yours" in every


def test_the_worklist_of_a_day_before_anything_happened_is_empty(client: Client) -> None:
    page = said(client.get("/worklist", params={"known_at": "2026-01-01"}).text)
    assert "Nothing needs you today." in page
    assert "Take a referral" not in page
