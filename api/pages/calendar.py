"""The calendar that somebody carries: an address of their own, which they can take back.

Whoever has the address reads when its owner meets, and nothing else: every entry is called the
same, and holds no name, no place and no words.
"""

import hashlib
from datetime import timedelta
from typing import Any

from icalendar import Calendar, Event
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, RawBody
from litestar.response import Redirect

from api.desk import Desk
from api.entrance import CALENDAR, to_prove
from api.pages.dates import full_day_words
from api.pages.forms import given_in
from api.pages.frame import ME, Asking, AtDesk, page
from api.pages.way_in import AtEntrance, one, proved, who_of
from application.identity import FOR_A_CALENDAR
from domain.people import PeerId, Subject
from domain.periods import local_day
from projections.appointments import Appointment, appointments_of
from projections.listing import Asked
from projections.lists import LISTS, At

MY_CALENDAR = f"{ME}/calendar"
TITLE = "Appointment"
LASTS = timedelta(days=366)
OFTEN = timedelta(hours=1)
"""How often a calendar is asked to look again."""


@get(f"{CALENDAR}{{secret:str}}", sync_to_thread=True, view="calendar")
def calendar(desk: NamedDependency[Desk], secret: FromPath[str]) -> Response[bytes]:
    """When the owner of this address meets, as other programs read it."""
    del secret  # whose it is was found at the entrance
    if desk.principal.holder is None:
        raise NotFoundException("Nothing is here. Make an account first.")
    holder = Subject(desk.principal.holder)
    found = appointments_of(desk.look(), holder, _supervised(desk, holder))
    return Response(
        written(found, str(desk.service)),
        media_type="text/calendar; charset=utf-8",
        headers={"cache-control": "no-store", "content-disposition": "inline"},
    )


def written(appointments: list[Appointment], service: str) -> bytes:
    """Appointments in the form of RFC 5545."""
    whole = Calendar()
    whole.add("prodid", "-//Alongside//EN")
    whole.add("version", "2.0")
    whole.add("refresh-interval", OFTEN, parameters={"value": "DURATION"})
    whole.add("x-wr-calname", "Appointments")
    for each in appointments:
        event = Event()
        event.add("uid", hashlib.sha256(f"{service} {each.of}".encode()).hexdigest()[:40])
        event.add("dtstamp", each.starts_at)
        event.add("dtstart", each.starts_at)
        event.add("dtend", each.ends_at)
        event.add("summary", TITLE)
        event.add("class", "PRIVATE")
        whole.add_component(event)
    return bytes(whole.to_ical())


def _supervised(desk: Desk, holder: Subject) -> list[PeerId]:
    """For whom the one who asks holds supervision, of those whom they may see."""
    noun, _colon, staff = holder.partition(":")
    if noun != "staff" or not desk.sees("peer_roster"):
        return []
    at = At(desk.views, desk.opener, desk.service, desk.scope("peer_roster"))
    asked = Asked(where={"supervisor": staff})
    return [each.peer for each in LISTS["peer_roster"].read(at, asked).rows]


# --- One's own ---


@get(MY_CALENDAR, sync_to_thread=True, view="sign_in")
def my_calendar(request: Asking, entrance: AtEntrance, desk: AtDesk) -> Response[Any]:
    """The addresses that somebody has given to calendars, and a way to make one."""
    return _shown(request, entrance, desk)


@post(MY_CALENDAR, sync_to_thread=True, view="sign_in", status_code=200)
def make_address(request: Asking, entrance: AtEntrance, desk: AtDesk) -> Response[Any]:
    """Make an address; it is shown once."""
    session = proved(request, desk)
    if session is None:
        return Redirect(to_prove(MY_CALENDAR), status_code=303)
    secret = entrance.way_in.tokens.make(session.account, "Calendar", (FOR_A_CALENDAR,), LASTS)
    base = entrance.public_url or str(request.base_url)
    return _shown(request, entrance, desk, f"{base.rstrip('/')}{CALENDAR}{secret}.ics")


@post(f"{MY_CALENDAR}/withdrawal", sync_to_thread=True, view="sign_in")
def withdraw_address(request: Asking, entrance: AtEntrance, body: RawBody) -> Response[Any]:
    """Take an address back: from then on it is nobody's."""
    account = who_of(request).account
    if account is not None:
        entrance.way_in.tokens.end(account.account, one(given_in(body), "address"))
    return Redirect(MY_CALENDAR, status_code=303)


def _shown(
    request: Asking, entrance: AtEntrance, desk: AtDesk, address: str | None = None
) -> Response[Any]:
    account = who_of(request).account
    mine = () if account is None else entrance.way_in.tokens.of(account.account)
    return page(
        "me_calendar.html",
        breadcrumbs=[{"label": "You", "href": ME}],
        account=account,
        address=address,
        addresses=[
            {"id": each.token, "until": full_day_words(local_day(each.until))}
            for each in mine
            if each.scopes == (FOR_A_CALENDAR,) and each.until > desk.views.clock()
        ],
    )


def handlers() -> list[HTTPRouteHandler]:
    """The page on which an address is made and taken back, where there are accounts."""
    return [my_calendar, make_address, withdraw_address]
