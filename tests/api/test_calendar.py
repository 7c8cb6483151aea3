"""The calendar that somebody carries: when they have something, and nothing about anybody."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx import Cookies
from icalendar import Calendar
from litestar.testing import TestClient

from api.app import create_app
from api.entrance import Entrance
from api.main import way_in_of
from application.identity import TokenWrong
from domain.access import GrantRole, Role
from domain.channels import Channel
from domain.peer.supervision import BookSupervision
from domain.people import MatchId, SessionId
from domain.session import CalledOffBy, CancelSession, PlanSession, SessionPlanned
from domain.staffing import ArrangeOnCallCover
from tests.api.small_service import ISLA, SERVICE, SmallService, fill, small_service
from tests.api.test_signing_in import HERE, Door

SAID = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "CLASS"}
SOON = datetime(2026, 6, 1, 13, 0, tzinfo=UTC)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[SmallService]:
    """Davie supports Morag, and Isla coordinates and holds his supervision."""
    with small_service(tmp_path) as service:
        fill(service)
        davie = service.peers["Davie"]
        service.do(GrantRole(service=SERVICE, role=Role.PEER_SUPPORTER, peer=davie))
        yield service


@pytest.fixture
def door(service: SmallService) -> Iterator[Door]:
    with way_in_of(service.store) as way_in:
        app = create_app(service.desk, entrance=Entrance(way_in))
        with TestClient(app, base_url=HERE) as client:
            client.follow_redirects = False
            yield Door(service, way_in, client)


def enter(door: Door, holder: str) -> None:
    """Somebody takes their account, and has just shown that it is them."""
    door.take(door.invite(holder=holder))


def address(door: Door) -> str:
    """An address as the page shows it once."""
    page = door.client.post("/me/calendar").text
    (found,) = re.findall(rf"<code>({HERE}/calendar/[^<]+\.ics)</code>", page)
    return str(found)


def read(door: Door, where: str) -> Any:
    """What a calendar is answered, which brings no cookie."""
    kept, door.client.cookies = door.client.cookies, Cookies()
    answer = door.client.get(where)
    door.client.cookies = kept
    return answer


def times(door: Door, where: str) -> list[tuple[datetime, datetime]]:
    answer = read(door, where)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/calendar")
    found: Any = Calendar.from_ical(answer.text)
    return [(each.decoded("dtstart"), each.decoded("dtend")) for each in found.walk("VEVENT")]


def plan(service: SmallService, when: datetime, minutes: int | None = 45) -> SessionId:
    match = MatchId(service.matches["Morag"])
    planned = service.do(
        PlanSession(match=match, planned_for=when, minutes=minutes, mode=Channel.PHONE)
    )
    (event,) = [each.event for each in planned.events if isinstance(each.event, SessionPlanned)]
    return event.session


def test_a_peer_supporter_sees_when_they_have_a_session_and_it_goes_when_it_is_called_off(
    service: SmallService, door: Door
) -> None:
    enter(door, f"peer:{service.peers['Davie']}")
    where = address(door)
    before = times(door, where)
    session = plan(service, SOON)
    plan(service, SOON + timedelta(days=7), None)

    now = times(door, where)
    assert (SOON, SOON + timedelta(minutes=45)) in now
    assert (SOON + timedelta(days=7), SOON + timedelta(days=7, minutes=60)) in now
    assert len(now) == len(before) + 2
    match = MatchId(service.matches["Morag"])
    service.do(CancelSession(match=match, session=session, by=CalledOffBy.PERSON))
    assert len(times(door, where)) == len(before) + 1


def test_whoever_holds_supervision_sees_when_it_is_and_when_they_are_on_call(
    service: SmallService, door: Door
) -> None:
    davie = service.peers["Davie"]
    service.do(BookSupervision(peer=davie, supervisor=ISLA, planned_for=SOON))
    night = SOON + timedelta(days=1)
    cover = {"starts_at": night, "ends_at": night + timedelta(hours=12)}
    service.do(ArrangeOnCallCover(service=SERVICE, staff=ISLA, number="01382 000 000", **cover))
    enter(door, "staff:isla")
    mine = times(door, address(door))

    assert (SOON, SOON + timedelta(hours=1)) in mine
    assert (night, night + timedelta(hours=12)) in mine


def test_an_entry_says_when_and_nothing_else(service: SmallService, door: Door) -> None:
    """Whatever stands in the service: a calendar is read by others, and shown on locked screens."""
    enter(door, f"peer:{service.peers['Davie']}")
    plan(service, SOON)
    answer = read(door, address(door)).text
    found: Any = Calendar.from_ical(answer)
    entries = found.walk("VEVENT")
    known = [*service.people, *service.peers, *service.matches]
    known += [*service.people.values(), *service.peers.values(), *service.matches.values()]

    assert entries
    for each in entries:
        assert set(each) == SAID
        assert (each["SUMMARY"], each["CLASS"]) == ("Appointment", "PRIVATE")
    assert [each for each in (*known, "Machair", "Walking", "01382") if str(each) in answer] == []


def test_an_address_that_was_taken_back_is_nobodys(service: SmallService, door: Door) -> None:
    enter(door, f"peer:{service.peers['Davie']}")
    one, other = address(door), address(door)
    page = door.client.get("/me/calendar").text
    held = re.findall(r'name="address" value="([^"]+)"', page)

    assert len(held) == 2
    assert one.rpartition("/")[2] not in page, "an address is shown once"
    for each in held[:1]:
        door.client.post("/me/calendar/withdrawal", data={"address": each})
    gone = [read(door, each).status_code for each in (one, other)]
    assert sorted(gone) == [200, 404]
    door.client.post("/me/calendar/withdrawal", data={"address": held[1]})
    for each in (one, other):
        nobodys = read(door, each)
        assert nobodys.status_code == 404
        assert "www-authenticate" not in nobodys.headers


def test_an_address_opens_the_calendar_alone_and_no_other_token_opens_it(
    service: SmallService, door: Door
) -> None:
    enter(door, "staff:isla")
    secret = address(door).rpartition("/")[2].removesuffix(".ics")
    account = door.way_in.accounts.named("isla@example.org").account
    program = door.way_in.tokens.make(account, "notebook", ("read",), timedelta(days=1))
    door.client.cookies.clear()
    bearer = {"authorization": f"Bearer {secret}"}

    assert door.client.get("/api/v1/caseload", headers=bearer).status_code == 401
    assert door.client.get("/me", headers=bearer).status_code == 303
    assert door.client.get(f"/calendar/{program}.ics").status_code == 404
    assert door.client.post(f"/calendar/{secret}.ics").status_code in {404, 405}
    assert door.client.get("/calendar/.ics").status_code == 404
    with pytest.raises(TokenWrong):
        door.way_in.tokens.make(account, "both", ("calendar", "read"), timedelta(days=1))


def test_an_address_ends_with_the_year_and_with_another_password(
    service: SmallService, door: Door
) -> None:
    enter(door, f"peer:{service.peers['Davie']}")
    where = address(door)
    service.clock.now += timedelta(days=367)
    assert read(door, where).status_code == 404
    service.clock.now -= timedelta(days=367)
    assert read(door, where).status_code == 200
    given = {"current": "marsh lantern cobble tide", "password": "violet anvil postcard moss"}
    assert door.client.post("/me/password", data=given).status_code == 303
    assert read(door, where).status_code == 404


def test_before_the_first_account_there_is_no_calendar(door: Door) -> None:
    assert door.client.get("/calendar/anything.ics").status_code == 404
    assert "Make the first account" in door.client.get("/me/calendar").text


def test_an_address_is_made_by_whoever_has_just_shown_that_it_is_them(
    service: SmallService, door: Door
) -> None:
    enter(door, "staff:isla")
    service.clock.now += timedelta(minutes=20)
    later = door.client.post("/me/calendar")

    assert later.status_code == 303
    assert later.headers["location"] == "/me/prove?next=/me/calendar"
