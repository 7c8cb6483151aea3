"""The report in words: what each number is called, for page, print and terminal."""

from collections.abc import Iterable
from itertools import groupby

import msgspec

from domain.funding import Target
from domain.instruments import DEFINITIONS, Instrument
from projections.service_report.lines import Line
from projections.waits import WAITS, WaitKind

SECTIONS = {
    "reach": "Whom the service reached",
    "waits": "Waiting",
    "matches": "Matches",
    "sessions": "Sessions",
    "peers": "Peer supporters",
    "coverage": "Supervision and training",
    "safety": "Safety",
    "outcomes": "What changed",
    "targets": "What funders asked for",
}
MEASURES = {
    "people_supported": "People supported",
    "people_new": "of them new",
    "referrals_received": "Referrals received",
    "referrals_by_source": "Sent by",
    "referrals_accepted": "of these referrals accepted",
    "support_started": "of these people whose support has started",
    "came_to_an_end": "{part}: how many",
    "median_days": "{part}: half waited at most, days",
    "nine_tenths_days": "{part}: nine in ten waited at most, days",
    "waiting_for_first_session": "Waiting for a first session on the last day",
    "began": "Matches that began",
    "running_on_last_day": "Matches running on the last day",
    "ended": "Matches that ended",
    "ended_how": "Ended",
    "ended_as_planned_share": "Ended as planned, share",
    "arranged": "Sessions arranged",
    "became": "Sessions",
    "not_attended_share": "Not attended, share",
    "hours_given": "Hours given",
    "with_the_service_before": "With the service before the first day",
    "stayed": "of them still there on the last day",
    "stayed_share": "Stayed, share",
    "joined": "Joined and still there",
    "active_on_last_day": "Active on the last day",
    "still_there_after_months": "Still there after {part} months, share",
    "said_twice_how_they_are": "{part}: said twice how they are",
    "mean_change_since_first": "{part}: mean change since their first answer",
    "supervision_in_time": "Supervision not overdue",
    "supervision_share": "Supervision not overdue, share",
    "training_current": "Training current",
    "training_share": "Training current, share",
    "concerns_raised": "Safeguarding concerns raised",
    "concerns_passed_on": "Safeguarding concerns passed on outside the service",
    "breaks_of_confidentiality": "Confidentiality broken",
    "decisions_not_to_break": "Decided not to break confidentiality",
    "said_whether_unwanted": "Matches that ended, and somebody said what was unwanted",
    "told_of_unwanted": "of them told of something that nobody wanted",
    "unwanted_share": "Told of something that nobody wanted, share",
    "matches_ended": "{part}: matches that ended",
    "answered_at_beginning": "{part}: answered at the beginning",
    "answered_at_end": "{part}: answered at the end",
    "answered_both": "{part}: answered both times",
    "mean_at_end": "{part}: mean at the end",
    "mean_change": "{part}: mean change",
    "mean_change_low": "{part}: mean change, low end (95 %)",
    "mean_change_high": "{part}: mean change, high end (95 %)",
    "share_improved": "{part}: reliably better, share",
    "share_unchanged": "{part}: no reliable change, share",
    "share_worse": "{part}: reliably worse, share",
    "share_not_judged": "{part}: no published bound for a reliable change, share",
}
TARGETS = {
    Target.PEOPLE_SUPPORTED: "people supported",
    Target.PEOPLE_NEW: "new people",
    Target.MATCHES_BEGUN: "matches begun",
    Target.SESSIONS_HELD: "sessions held",
    Target.HOURS_GIVEN: "hours given",
    Target.PEERS_ACTIVE: "active peer supporters",
}
MEASURES |= {
    f"{what}_{target.value.lower()}": f"{{part}}: {told} {words}{when}"
    for target, words in TARGETS.items()
    for what, told, when in (
        ("asked", "asked for", ", over all of the funding"),
        ("reached", "reached", ", on the days of this report"),
    )
}
PARTS = {
    "SELF": "themselves",
    "GP": "a GP",
    "NURSE": "a nurse",
    "AHP": "an allied health professional",
    "LINK_WORKER": "a link worker",
    "HOSPITAL": "a hospital",
    "SOCIAL_WORK": "social work",
    "THIRD_SECTOR": "another organisation",
    "FAMILY": "family",
    "OTHER": "somebody else",
    "PLANNED": "as planned",
    "EARLY_PERSON": "early, by the person",
    "EARLY_PEER": "early, by the peer supporter",
    "SERVICE": "by the service",
    "LOST": "out of touch",
    "DIED": "by a death",
    "HELD": "held",
    "CANCELLED": "cancelled",
    "NOT_ATTENDED": "not attended",
}
CLOSED = "closed"
NOTHING = "nothing to tell"
BESIDE = (
    "Scores are those of people who answered twice. People often come at their worst and improve "
    "anyway; those who are lost may have fared otherwise; nobody was compared with. Nothing here "
    "says what support did."
)


class Said(msgspec.Struct, frozen=True):
    """One section: its heading and its lines, each a label and a value."""

    title: str
    rows: list[tuple[str, str]]


def in_sections(lines: Iterable[Line]) -> list[Said]:
    """The report as people read it.

    A source or an ending that nobody came by is left out, and so is what would be told of a change
    that is closed.
    """
    told = [
        each
        for each in lines
        if not (each.value == 0 and each.measure in LEFT_OUT)
        and not (each.closed and each.measure.startswith(OF_A_CHANGE))
    ]
    return [
        Said(SECTIONS[section], [(label_of(each), value_of(each)) for each in some])
        for section, some in groupby(told, key=lambda each: each.section)
    ]


LEFT_OUT = frozenset({"referrals_by_source", "ended_how"})
OF_A_CHANGE = ("mean_change_low", "mean_change_high", "share_")


def label_of(line: Line) -> str:
    """What a number is called."""
    words = MEASURES[line.measure]
    if "{part}" in words:
        return words.format(part=_part(line.part))
    return f"{words} {_part(line.part)}" if line.part else words


def value_of(line: Line) -> str:
    """A number as it is read; that it is closed is said, too."""
    if line.value is None:
        return CLOSED if line.closed else NOTHING
    if line.measure.endswith("_share") or line.measure.startswith(("share_", "still_there")):
        return f"{line.value:.0%}"
    return f"{line.value:,.0f}" if line.value == int(line.value) else f"{line.value:,g}"


def how_many_closed(closed: int) -> str:
    """How much is not told, and why."""
    if not closed:
        return "No number had to be closed."
    numbers = "1 number is" if closed == 1 else f"{closed} numbers are"
    return (
        f"{numbers} closed: fewer than five, a share or mean of too few, or needed to work out one "
        "that is."
    )


def _part(part: str) -> str:
    if part in WaitKind.__members__:
        return WAITS[WaitKind(part)]
    if part in Instrument.__members__:
        return DEFINITIONS[Instrument(part)].name
    return PARTS.get(part, part)
