"""NETWORK: whether all support comes from one match (D4). Variety of peers protects."""

from domain.indicators.judging import ratio
from domain.indicators.language import Found, IndicatorCode, Standing
from domain.indicators.seen import Seen
from domain.indicators.words import not_recorded
from domain.periods import length


def single_source(seen: Seen) -> Found:
    """D4: support from this peer, divided by all recorded peer and group support of the person.

    Sessions and contacts of every match of theirs count, and meetings of groups and courses at
    which they were. It counts only beside what the person said about whom else they can turn to;
    that is sealed, and where it is not recorded or no longer held, nothing is said.
    """
    numbers, days = seen.numbers, seen.numbers.long_window_days
    noted = seen.by_then(seen.everything.networks)
    if not noted or noted[-1].number is None:
        return not_recorded("Whom else {person} can turn to is not recorded.")
    people = noted[-1].number
    first = seen.today - days
    from_here = from_all = 0
    inputs = [noted[-1].position]
    for identifier, facts in seen.everything.matches.items():
        for each in seen.since(first + 1, facts.exchanges):
            if each.minutes:
                from_all += each.minutes
                if identifier == seen.identifier:
                    from_here += each.minutes
                    inputs.append(each.position)
    for met in seen.by_then(seen.everything.gatherings):
        if first < met.ordinal <= seen.today and met.number:
            from_all += met.number
    if not from_all:
        return not_recorded(f"No support with its length is recorded in {length(days)}.")
    share = ratio(from_here, from_all)
    low = share >= numbers.single_source_share.notice
    standing = Standing.NOTHING
    if low and people <= numbers.single_source_network.notice:
        standing = Standing.NOTICE
        if (
            share >= numbers.single_source_share.review
            and people <= numbers.single_source_network.review
            and seen.active_days > numbers.single_source_days
        ):
            standing = Standing.REVIEW
    much = "All" if share == 1 else "Nearly all" if low else "Not all"
    if people == 0:
        others = "{person} says there is nobody else."
    elif people <= numbers.single_source_network.notice:
        others = "{person} says there is hardly anybody else."
    else:
        others = "{person} says there are others to turn to."
    return Found(
        standing,
        f"{much} recorded support in {length(days)} came from this match. {others}",
        share,
        tuple(inputs),
        "Support from a group or another peer, or more people to turn to.",
    )


RULES = {IndicatorCode.SINGLE_SOURCE: single_source}
