"""BOUNDARY: times, ways and places beside the agreement, and what was reported (D7, D8, B1, B2)."""

from datetime import time

from domain.indicators.judging import ratio, reaches
from domain.indicators.language import Found, IndicatorCode, Standing
from domain.indicators.parts import Exchange, Noted, entries
from domain.indicators.seen import Seen
from domain.indicators.words import counted, not_recorded, too_early
from domain.match import Agreement, PlaceType, Side
from domain.periods import LOCAL, length

NIGHT_FROM, NIGHT_TO = time(23), time(6)
NOTHING_SERIOUS = Found(Standing.NOTHING, "No serious boundary event was reported.", 0)
NO_HOURS = not_recorded("No hours are agreed.")


def out_of_hours(seen: Seen) -> Found:
    """D7: contacts that began outside the agreed hours, divided by all whose time is known.

    Several in the night ask for a review whatever was agreed.
    """
    numbers, days = seen.numbers, seen.numbers.window_days
    timed = [each for each in seen.within(days) if each.began is not None]
    night = [each for each in timed if not _between(_clock(each), NIGHT_TO, NIGHT_FROM)]
    if len(night) >= numbers.night_contacts:
        return Found(
            Standing.REVIEW,
            f"{len(night)} contacts in the last {days} days began between 11pm and 6am. "
            f"{_who(night)}",
            len(night),
            entries(night),
            f"Fewer than {numbers.night_contacts} in {days} days.",
        )
    agreement = seen.agreement
    if agreement is None or agreement.hours_from is None or agreement.hours_to is None:
        return NO_HOURS
    if len(timed) < numbers.out_of_hours_needed:
        return too_early(
            f"Too early to say: {counted(len(timed), 'contact')} with a time in the last "
            f"{days} days, {numbers.out_of_hours_needed} needed."
        )
    hours = agreement.hours_from, agreement.hours_to
    outside = [each for each in timed if not _between(_clock(each), *hours)]
    share = ratio(len(outside), len(timed))
    who = f" {_who(outside)}" if outside else ""
    return Found(
        reaches(share, numbers.out_of_hours),
        f"{len(outside)} of {counted(len(timed), 'contact')} were outside agreed hours.{who}",
        share,
        entries(outside),
        "Other hours that both agree to, or contacts within those agreed.",
    )


def unagreed_ways(seen: Seen) -> Found:
    """D8: contacts by a way, or at a kind of place, that was not agreed."""
    agreement, days = seen.agreement, seen.numbers.window_days
    if agreement is None:
        return not_recorded("No agreement that both accepted is recorded.")
    beside = [each for each in seen.within(days) if _is_unagreed(each, agreement)]
    standing = reaches(len(beside), seen.numbers.unagreed_ways)
    at_home = [each for each in beside if each.place is PlaceType.PEERS_HOME]
    if at_home:
        standing = Standing.REVIEW
    home = " One was at {peer}'s home." if len(at_home) == 1 else ""
    home = f" {len(at_home)} were at {{peer}}'s home." if at_home[1:] else home
    return Found(
        standing,
        f"{counted(len(beside), 'contact')} in the last {days} days "
        f"{'was' if len(beside) == 1 else 'were'} by a way or at a place that was not agreed."
        f"{home}",
        len(beside),
        entries(beside),
        "A new agreement, or only ways and places that are agreed.",
    )


def boundary_minor(seen: Seen) -> Found:
    """B1: small things reported, which count together."""
    days = seen.numbers.long_window_days
    reported = [each for each in _reported(seen) if not each.serious]
    return Found(
        reaches(len(reported), seen.numbers.boundary_events),
        f"{counted(len(reported), 'small thing')} about boundaries "
        f"{'was' if len(reported) == 1 else 'were'} reported in {length(days)}.",
        len(reported),
        entries(reported),
        f"{length(days).capitalize()} without another.",
    )


def boundary_serious(seen: Seen) -> Found:
    """B2: a serious boundary event. It is acted on the same day, whatever else is known."""
    days = seen.numbers.long_window_days
    reported = [each for each in _reported(seen) if each.serious]
    if not reported:
        return NOTHING_SERIOUS
    return Found(
        Standing.ACT,
        f"{counted(len(reported), 'serious boundary event')} "
        f"{'was' if len(reported) == 1 else 'were'} reported in {length(days)}.",
        len(reported),
        entries(reported),
        "Somebody talks with both today, and decides whether the match rests.",
    )


def _reported(seen: Seen) -> list[Noted]:
    if not seen.facts.boundaries:
        return []
    first = seen.today - seen.numbers.long_window_days
    return [
        each for each in seen.by_then(seen.facts.boundaries) if first < each.ordinal <= seen.today
    ]


def _is_unagreed(each: Exchange, agreement: Agreement) -> bool:
    by_another_way = each.channel is not None and each.channel not in agreement.channels
    places = agreement.place_types
    elsewhere = each.place is not None and bool(places) and each.place not in places
    at_peers_home = each.place is PlaceType.PEERS_HOME and each.place not in places
    return by_another_way or elsewhere or at_peers_home


def _clock(each: Exchange) -> time:
    """The local time of day at which it began."""
    return each.began.astimezone(LOCAL).time() if each.began else time()


def _between(clock: time, start: time, end: time) -> bool:
    """Whether a time of day lies in hours that may run past midnight."""
    if start <= end:
        return start <= clock < end
    return clock >= start or clock < end


def _who(some: list[Exchange]) -> str:
    """Who began them; nobody is named where that is not recorded."""
    by_person = sum(each.by is Side.PERSON for each in some)
    by_peer = sum(each.by is Side.PEER for each in some)
    return f"{{person}} started {by_person}, {{peer}} {by_peer}."


RULES = {
    IndicatorCode.OUT_OF_HOURS: out_of_hours,
    IndicatorCode.UNAGREED_WAYS: unagreed_ways,
    IndicatorCode.BOUNDARY_MINOR: boundary_minor,
    IndicatorCode.BOUNDARY_SERIOUS: boundary_serious,
}
