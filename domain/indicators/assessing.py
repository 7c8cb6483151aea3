"""A match assessed: its level, every indicator with all that it was judged by, and who looked.

Clocks count from the day on which a level was raised, which follows from the facts; nothing that
anybody says stops them. Nothing here pauses, ends or refuses anything: a person decides.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

import msgspec

from domain.definitions import Definitions
from domain.indicators.facts import AllFacts
from domain.indicators.language import (
    DOMAINS,
    FORMULA,
    Found,
    Indicator,
    IndicatorCode,
    Severity,
)
from domain.indicators.levels import combine, severities
from domain.indicators.parts import Seeing
from domain.indicators.rules import EXPLANATIONS, judged, judged_by
from domain.indicators.seen import Seen
from domain.indicators.words import said
from domain.match import Match
from domain.people import MatchId
from domain.periods import local_day, start_of, working_days_after

LOOK_BACK_DAYS = 1_000
"""How far back it is looked for the day on which something was raised."""

COUNTED_DOWN = frozenset({IndicatorCode.CONTACT_FADING, IndicatorCode.FLAT_GOALS})
"""Where a lower value is worse."""


class Assessment(msgspec.Struct, frozen=True):
    """What a match asks for at a moment.

    ``level`` is 0 to 3, or none where it is too early to say; ``since`` the local day from which
    it has been at least so high. ``escalated_on`` is the day from which the service manager is
    told that nobody looked in time. What is ``listed`` is raised and not kept quiet.
    """

    match: MatchId
    level: int | None
    indicators: tuple[Indicator, ...]
    since: date | None = None
    escalated_on: date | None = None

    @property
    def raised(self) -> tuple[Indicator, ...]:
        """The indicators that say something."""
        return tuple(each for each in self.indicators if each.severity)

    @property
    def listed(self) -> tuple[Indicator, ...]:
        """Those that stand on somebody's list."""
        return tuple(each for each in self.raised if each.quiet_until is None)


def level_of(
    identifier: MatchId,
    match: Match,
    everything: AllFacts,
    definitions: Definitions,
    moment: datetime,
) -> int | None:
    """The level of a match, 0 to 3; none where nothing can be judged, or no support is given."""
    return combine(judged(Seen(identifier, match, everything, definitions, moment)))


def assess(
    identifier: MatchId,
    match: Match,
    everything: AllFacts,
    definitions: Definitions,
    moment: datetime,
) -> Assessment:
    """Everything that a match asks for at a moment."""
    seen = Seen(identifier, match, everything, definitions, moment)
    found = judged(seen)
    level = combine(found)
    indicators = tuple(_indicator(code, each, seen, found) for code, each in found.items())
    if not level:
        return Assessment(identifier, level, indicators)
    return Assessment(
        identifier,
        level,
        indicators,
        _since(seen, _at_least(level, found)),
        _escalated_on(seen, level, found),
    )


def _indicator(
    code: IndicatorCode, found: Found, seen: Seen, all_found: dict[IndicatorCode, Found]
) -> Indicator:
    """One indicator with everything beside its formula."""
    raised = bool(found.severity)
    since = _since(seen, lambda then: _is_raised(code, then)) if raised else None
    sentence = found.sentence if since is None else f"{found.sentence} Since {_day(since, seen)}."
    last = _last_view(seen, code)
    quiet = raised and last is not None and _keeps_quiet(last, seen, all_found)
    return Indicator(
        code=code,
        domain=DOMAINS[code],
        standing=found.standing,
        value=found.value,
        inputs=found.inputs,
        sentence=sentence,
        change=found.change if raised else "",
        explanations=EXPLANATIONS[code] if raised else (),
        formula=FORMULA,
        definitions=seen.definitions.version,
        since=since,
        quiet_until=last.quiet_until if quiet and last is not None else None,
        seen_at=last.position if raised and last is not None else None,
        contested=any(
            each.contested and (since is None or local_day(each.at) >= since)
            for each in seen.heard
            if each.code is code
        )
        and raised,
    )


def _is_raised(code: IndicatorCode, then: Seen) -> bool:
    return then.supported and bool(judged_by(code, then).severity)


def _since(seen: Seen, held: Callable[[Seen], bool]) -> date:
    """The first of the local days, without a break until today, at whose end something held."""
    day = seen.today
    first = max(seen.first_day, seen.today - LOOK_BACK_DAYS)
    while day > first and held(seen.at_the_end_of(day - 1)):
        day -= 1
    return date.fromordinal(day)


def _last_view(seen: Seen, code: IndicatorCode) -> Seeing | None:
    """The last view of the service on an indicator."""
    views = [each for each in seen.heard if each.by is None and each.code is code]
    return views[-1] if views else None


def _keeps_quiet(view: Seeing, seen: Seen, found: dict[IndicatorCode, Found]) -> bool:
    """Whether a view still keeps an indicator off the list."""
    if view.quiet_until is None or view.quiet_until.toordinal() < seen.today:
        return False
    longest = local_day(view.at).toordinal() + seen.numbers.quiet_at_most_days
    return seen.today <= longest and not _raised_again(view, seen, found)


def _raised_again(view: Seeing, seen: Seen, found: dict[IndicatorCode, Found]) -> bool:
    """Whether more is raised than was when somebody looked: level, domain, or a worse value."""
    then = judged(seen.then(view.at))
    before, now = then.get(view.code), found[view.code]
    if before is None or now.severity > before.severity:
        return True
    if (combine(found) or 0) > (combine(then) or 0):
        return True
    if severities(found).keys() - severities(then).keys():
        return True
    return _is_worse(view.code, before.value, now.value, seen.numbers.worse_by)


def _is_worse(code: IndicatorCode, before: float | None, now: float | None, by: float) -> bool:
    if before is None or now is None or before == now:
        return False
    change = before - now if code in COUNTED_DOWN else now - before
    return change > 0 and change >= by * abs(before)


def _escalated_on(seen: Seen, level: int, found: Mapping[IndicatorCode, Found]) -> date | None:
    """The first day on which a level stood that nobody had looked at in time."""
    days = []
    for severity, within in (
        (Severity.REVIEW, seen.numbers.review_unseen_working_days),
        (Severity.ACT, seen.numbers.act_unseen_working_days),
    ):
        if level >= severity:
            raised = _since(seen, _at_least(severity, found))
            last = local_day(working_days_after(start_of(raised), within))
            days += [_first_unseen(seen, severity, last + timedelta(days=1))]
    return min((day for day in days if day is not None), default=None)


def _at_least(level: int, found: Mapping[IndicatorCode, Found]) -> Callable[[Seen], bool]:
    """Whether the level was at least so high.

    What is raised now is asked first: more indicators never make a level lower, so where these
    are enough, the others need not be judged.
    """
    raised = [code for code, each in found.items() if each.severity]

    def held(then: Seen) -> bool:
        if not then.supported:
            return False
        enough = combine({code: judged_by(code, then) for code in raised}) or 0
        return enough >= level or (combine(judged(then)) or 0) >= level

    return held


def _first_unseen(seen: Seen, severity: Severity, day: date) -> date | None:
    """The first day, from one on until today, on which what is raised had not been looked at."""
    while day.toordinal() <= seen.today:
        today = day.toordinal() == seen.today
        then = seen if today else seen.at_the_end_of(day.toordinal())
        if not _looked_at(then, severity):
            return day
        day += timedelta(days=1)
    return None


def _looked_at(seen: Seen, severity: Severity) -> bool:
    """Whether somebody's view covers all that raises the level, at a moment."""
    found = judged(seen)
    raised = [code for code, each in found.items() if each.severity]
    weighty = [code for code in raised if found[code].severity >= severity]
    weighty = weighty or [code for code in raised if found[code].severity >= Severity.REVIEW]
    for code in weighty or raised:
        view = _last_view(seen, code)
        if view is None:
            return False
        longest = local_day(view.at).toordinal() + seen.numbers.quiet_at_most_days
        until = longest if view.quiet_until is None else view.quiet_until.toordinal()
        if seen.today > min(until, longest) or _raised_again(view, seen, found):
            return False
    return True


def _day(day: date, seen: Seen) -> str:
    return said(day, seen.today)
