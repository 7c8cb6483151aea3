"""Who could see and who did see somebody, through the JSON interface: in one request."""

from datetime import datetime, timedelta
from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter

from api.desk import Desk
from domain.people import Subject, subject
from projections.access_register import AccessRegister, access_register, subject_of
from projections.could_see import Between
from projections.moments import moment_of
from projections.reading_signals import ReadingSignals, reading_signals

USUAL = timedelta(days=90)
"""How far back is looked where nobody says."""

Since = Annotated[
    str | None,
    QueryParameter(name="since", description="From this day or moment; else 90 days back."),
]
Until = Annotated[
    str | None, QueryParameter(name="until", description="To this day or moment; else now.")
]


@get("/access_register", sync_to_thread=True, view="access_register")
def get_access_register(
    desk: NamedDependency[Desk],
    *,
    person: FromQuery[str | None] = None,
    peer: FromQuery[str | None] = None,
    since: Since = None,
    until: Until = None,
) -> AccessRegister:
    """Who could see, and who did see, one person or peer supporter, and on what basis."""
    return answer_of(desk, subject_of(person, peer), since, until)


def answer_of(desk: Desk, about: Subject, since: str | None, until: str | None) -> AccessRegister:
    """The answer, for those whose business it is. Everybody may ask who saw themself."""
    holder = desk.principal.holder or ""
    if about == holder:
        desk.note(about)
    elif holder.startswith("peer:"):  # who saw those whom they support is not for them
        desk.refuse("access_register", about)
    else:
        desk.must_reach("access_register", about)
    asked = between(desk.views.clock(), since, until)
    found = access_register(desk.views, desk.register, desk.service, about, asked)
    desk.note(*(Subject(each.who) for each in found.could_see))
    desk.note(*(Subject(each.who) for each in found.did_see))
    return found


def between(now: datetime, since: str | None, until: str | None) -> Between:
    """The stretch of time that is asked about."""
    end = moment_of(until, "until") if until else now
    return Between(moment_of(since, "since") if since else end - USUAL, end)


@get("/reading_signals", sync_to_thread=True, view="reading_signals")
def get_reading_signals(
    desk: NamedDependency[Desk], *, since: Since = None, until: Until = None
) -> ReadingSignals:
    """What in the log of reads is worth asking about: signals to weigh, never findings."""
    return signals_answer(desk, since, until)


def signals_answer(desk: Desk, since: str | None, until: str | None) -> ReadingSignals:
    """The answer; it is about all whom it names, and those who read."""
    desk.scope("reading_signals")
    asked = between(desk.views.clock(), since, until)
    definitions = desk.views.definitions_known_at(desk.ledger.head().position)
    in_force = definitions.of(desk.service, desk.views.clock())
    found = reading_signals(
        desk.views,
        desk.register,
        desk.service,
        asked,
        definitions=in_force,
        directory=desk.names_to_compare(),
    )
    desk.note(*(Subject(each.reader) for each in found.rows))
    desk.note(*(subject("person", each.person) for each in found.rows if each.person))
    return found


HANDLERS = [get_access_register, get_reading_signals]
