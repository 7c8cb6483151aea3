"""INTENSITY and FADING: how much the two are in touch, beside what they agreed (D1, D2, D15, P1).

That a person rings, or rings more for a while, is normal; only a pattern is worth a conversation.
"""

from math import ceil, floor

from domain.indicators.judging import above, below, median, ratio, theil_sen
from domain.indicators.language import Found, IndicatorCode, Standing
from domain.indicators.parts import entries
from domain.indicators.seen import Seen
from domain.indicators.words import counted, not_recorded, number, too_early
from domain.periods import length

NO_AGREEMENT = "No agreement that both accepted is recorded, so contacts cannot be compared."
A_WEEK = 7


def contact_intensity(seen: Seen) -> Found:
    """D1: sessions and contacts in a window, divided by what was agreed for it.

    A review asks for two such windows, one after the other.
    """
    days, threshold = seen.numbers.window_days, seen.numbers.contacts
    agreed = seen.agreed(days)
    if agreed is None:
        return not_recorded(NO_AGREEMENT)
    contacts = seen.counted(days)
    value = ratio(len(contacts), agreed)
    standing = above(value, threshold)
    if standing is Standing.REVIEW:
        before = ratio(len(seen.counted(days, before=days)), agreed)
        if before <= threshold.review:
            standing = Standing.NOTICE
    most = floor(threshold.notice * agreed)
    return Found(
        standing,
        f"Contacts: {len(contacts)} in the last {days} days; you agreed about {number(agreed)}.",
        value,
        entries(contacts),
        f"A new agreement, or {most} or fewer in {days} days.",
    )


def contact_trend(seen: Seen) -> Found:
    """D2: the slope of weekly contacts over some weeks (Theil-Sen), divided by their mean."""
    weeks = seen.numbers.trend_weeks
    if seen.active_days < weeks * A_WEEK:
        return too_early(f"Too early to say: contacts are compared over {weeks} weeks.")
    contacts = seen.counted(weeks * A_WEEK)
    counts = [0] * weeks
    for each in contacts:
        counts[weeks - 1 - (seen.today - each.day) // A_WEEK] += 1
    mean = ratio(len(contacts), weeks)
    slope = theil_sen(tuple(counts)) if weeks > 1 else 0
    value = ratio(slope, mean)
    last = counts[-1]
    return Found(
        above(value, seen.numbers.contact_trend),
        f"Contacts have grown over the last {weeks} weeks: {counts[0]} in the first of them, "
        f"{last} in the last."
        if value > 0
        else f"Contacts have not grown over the last {weeks} weeks.",
        value,
        entries(contacts),
        "A few weeks without further growth.",
    )


def session_length(seen: Seen) -> Found:
    """D15: the median length of the last sessions, divided by the agreed length."""
    last = seen.numbers.last_sessions
    if seen.agreement is None or seen.agreement.minutes <= 0:
        return not_recorded(NO_AGREEMENT)
    timed = [each for each in seen.sessions if each.minutes is not None][-last:]
    if len(timed) < last:
        return not_recorded("How long the last sessions lasted is not recorded.")
    usual = median([float(each.minutes or 0) for each in timed])
    agreed = seen.agreement.minutes
    most = floor(seen.numbers.session_length.notice * agreed)
    return Found(
        above(ratio(usual, agreed), seen.numbers.session_length),
        f"The last {len(timed)} sessions lasted about {number(usual)} minutes; "
        f"{agreed} were agreed.",
        ratio(usual, agreed),
        entries(timed),
        f"A new agreement, or sessions of {most} minutes or less.",
    )


def contact_fading(seen: Seen) -> Found:
    """P1: sessions in a window, divided by what was agreed. Rest is not fading.

    A review asks for two such windows, one after the other.
    """
    days, threshold = seen.numbers.window_days, seen.numbers.contact_fading
    agreed = seen.agreed(days)
    if agreed is None:
        return not_recorded(NO_AGREEMENT)
    if seen.rested_days(days):
        return too_early(f"The match rested within the last {length(days)}.")
    sessions = [each for each in seen.within(days) if each.session is not None]
    value = ratio(len(sessions), agreed)
    standing = below(value, threshold)
    if standing is Standing.REVIEW:
        earlier = [each for each in seen.within(days, before=days) if each.session is not None]
        rested = seen.rested_days(2 * days)
        two = seen.active_days >= 2 * days and not rested
        if not (two and ratio(len(earlier), agreed) < threshold.review):
            standing = Standing.NOTICE
    least = ceil(threshold.notice * agreed)
    fading = " Contact may be fading." if standing is not Standing.NOTHING else ""
    return Found(
        standing,
        f"{counted(len(sessions), 'session')} in the last {days} days; about {number(agreed)} "
        f"agreed.{fading}",
        value,
        entries(sessions),
        f"A new agreement, or {least} or more in {days} days.",
    )


RULES = {
    IndicatorCode.CONTACT_INTENSITY: contact_intensity,
    IndicatorCode.CONTACT_TREND: contact_trend,
    IndicatorCode.SESSION_LENGTH: session_length,
    IndicatorCode.CONTACT_FADING: contact_fading,
}
