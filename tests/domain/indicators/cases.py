"""What the cases of every indicator are made of: days, full windows, and how to ask.

Windows are filled to their edges: the first fact stands at the midnight at which the window begins,
the last at its very end, and one more just before it, which must not count.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from itertools import count

from msgspec.structs import replace

from domain.decider import Event, Recorded
from domain.definitions import DEFAULTS
from domain.folds import as_of, fold
from domain.indicators import FACTS, LIMITS, IndicatorCode, Own, Standing, own_indicators
from domain.indicators.language import PEERS_OWN
from domain.indicators.rules import judged_by
from domain.indicators.seen import Seen
from domain.match import PEERS_MATCHES, PERSONS_MATCHES
from domain.people import MatchId, SessionId
from domain.periods import end_of, start_of
from tests.domain.indicators.scene import (
    EARLY,
    PROPOSED,
    THEIRS,
    active,
    agreed,
    held,
    local,
    rang,
    sessions_on,
)

NOTHING, NOTICE, REVIEW = Standing.NOTHING, Standing.NOTICE, Standing.REVIEW
ACT, TOO_EARLY = Standing.ACT, Standing.NOT_ENOUGH_DATA

SPRING, AUTUMN, LEAP = date(2027, 3, 28), date(2026, 10, 25), date(2028, 2, 29)
TODAYS = {
    "an-ordinary-day": date(2026, 9, 20),
    "the-clocks-went-forward-in-the-window": SPRING + timedelta(days=3),
    "the-clocks-went-back-in-the-window": AUTUMN + timedelta(days=3),
    "the-window-holds-29-february": LEAP + timedelta(days=3),
    "the-clocks-go-forward-today": SPRING,
    "the-clocks-go-back-today": AUTUMN,
    "today-is-29-february": LEAP,
    "28-days-begin-as-the-clocks-go-forward": SPRING + timedelta(days=27),
    "28-days-begin-as-the-clocks-go-back": AUTUMN + timedelta(days=27),
    "28-days-begin-on-29-february": LEAP + timedelta(days=27),
}
"""Days to look from: how the window behind each lies to a change of clocks or a leap day."""

HERE = [*active(), *EARLY]
"""The usual match, whose four first sessions are long ago."""

Make = Callable[[datetime], Event]
_number = count(1)


def back(today: date, days: int) -> date:
    """The day so many days ago."""
    return today - timedelta(days=days)


def begun(today: date, days_ago: int, *terms: Event) -> list[Event]:
    """A match that began so many days ago, with four sessions in its first days."""
    first = back(today, days_ago)
    started = replace(active()[-1], at=local(first, 10))
    early = sessions_on([first + timedelta(days=each) for each in (1, 2, 3, 4)])
    return [*PROPOSED, *(terms or agreed(1, first)), started, *early]


def session(at: datetime, **more: object) -> Event:
    """A session of an hour that ended at a moment, unlike any other."""
    named = SessionId(f"session-{next(_number)}")
    return replace(held(date(2026, 1, 1), **more), at=at, session=named)  # type: ignore[arg-type]


def call(at: datetime, **more: object) -> Event:
    """A call of ten minutes that began at a moment."""
    return replace(rang(date(2026, 1, 1), **more), at=at)  # type: ignore[arg-type]


def filled(
    today: date, number: int, days: int = 28, make: Make = session, *, beside: bool = True
) -> list[Event]:
    """So many facts in the window that ends today, from its first moment to its last.

    With one more just before it, unless the window before is filled too.
    """
    first = back(today, days - 1)
    at = [start_of(first)] if number else []
    between = range(max(number - 2, 0))
    at += [
        local(first + timedelta(days=1 + each % (days - 2)), 7 + each // days) for each in between
    ]
    at += [end_of(today)] if number > 1 else []
    outside = [make(end_of(back(first, 1)))] if beside else []
    return [*outside, *(make(each) for each in at)]


def two_windows(today: date, now: int, before: int) -> list[Event]:
    """So many sessions in the window that ends today, and in the one before it."""
    return [*filled(today, now, beside=False), *filled(back(today, 28), before)]


def at_noon(first: date, offsets: Sequence[int], make: Make = session) -> list[Event]:
    """A fact at noon, so many days after a day."""
    return [make(local(first + timedelta(days=each), 12)) for each in offsets]


def another(number: int, events: Sequence[Event]) -> list[Event]:
    """The same in another match of the same peer supporter."""
    return [replace(each, match=MatchId(f"m{number}")) for each in events]


def stands(code: IndicatorCode, entries: Sequence[Recorded], at: datetime) -> Standing:
    """How an indicator stands at a moment, by what the log holds."""
    happened = as_of(entries)
    facts = fold(FACTS, happened)
    if code in PEERS_OWN:
        own = Own(fold(PEERS_MATCHES, happened), facts, fold(LIMITS, happened))
        return own_indicators(own, DEFAULTS, at)[code].standing
    match = fold(PERSONS_MATCHES, happened)[THEIRS]
    return judged_by(code, Seen(THEIRS, match, facts, DEFAULTS, at)).standing
