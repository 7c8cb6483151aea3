"""What has to be done about reports of boundaries (domain reference, 2.9 and 4.5; B1 and B2).

Serious events are for the same day, others for a talk. After a meeting by chance both sides are
asked whether they felt safe; what is to be looked into has two working days, the rest is listed
at the peer supporter's next supervision.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from domain.boundaries import Boundaries, BoundaryEvent, Encounter
from domain.definitions import DEFAULTS, Definitions
from domain.flags import INSTANT, Flag, days_after, first_of, kept
from domain.match import Match, Side
from domain.people import ReportId
from domain.periods import local_day, working_days_after

_WHO = {Side.PERSON: "the person", Side.PEER: "the peer supporter"}


def flags_of_boundaries(
    boundaries: Boundaries,
    match: Match,
    definitions: Definitions = DEFAULTS,
    supervisions: Sequence[datetime] | None = None,
) -> tuple[Flag, ...]:
    """What has to be done about what was reported of one match.

    ``supervisions`` are when the peer supporter's supervision was held; where they are not known
    (None), nothing is listed for the next one.
    """
    if not (boundaries.events or boundaries.encounters):
        return ()
    return kept(_of_match(boundaries, match, definitions, supervisions))


def _of_match(
    boundaries: Boundaries,
    match: Match,
    definitions: Definitions,
    supervisions: Sequence[datetime] | None,
) -> Iterator[Flag]:
    for report, event in boundaries.events.items():
        yield from _of_event(event, boundaries.looked_into_after(report, event.at))
    for report, encounter in boundaries.encounters.items():
        yield from _of_encounter(report, encounter, boundaries, definitions)
        if supervisions is not None and boundaries.look_into_from(report) is None:
            yield Flag(
                "ENCOUNTER_FOR_SUPERVISION",
                "The two met by chance. Talk about it at the peer supporter's next supervision.",
                encounter.at,
                first_of(
                    *(held for held in supervisions if held >= encounter.at),
                    boundaries.looked_into_after(report, encounter.at),
                ),
            )
    met = sorted(each.at for each in boundaries.encounters.values())
    agreed = sorted(terms.written_at for terms in match.written.values())
    for since, until in _too_often(met, agreed, definitions):
        yield Flag(
            "ENCOUNTER_RULE_TO_REVISIT",
            f"The two have met by chance {definitions.encounters_before_rule_is_revisited} times "
            "or more in three months. Look again with both at what they do then, and at whether "
            "this match suits them.",
            since,
            until,
        )


def _of_event(event: BoundaryEvent, looked_into_at: datetime | None) -> Iterator[Flag]:
    if not event.serious:
        yield Flag(
            "BOUNDARY_EVENT_TO_TALK_ABOUT",
            "Something went beyond what the two had agreed. Talk about it with both.",
            event.at,
            looked_into_at,
        )
        return
    yield Flag(
        "BOUNDARY_EVENT_TODAY",
        "Something serious went beyond what the two had agreed. Look into it today; think about "
        "a pause, and about telling the safeguarding lead.",
        event.at,
        looked_into_at,
    )
    yield Flag(
        "BOUNDARY_EVENT_LATE",
        "Something serious was reported, and nobody looked into it that day. Tell the service "
        "manager.",
        days_after(max(event.at, event.recorded_at or event.at), 0),
        looked_into_at,
    )


def _of_encounter(
    report: ReportId, encounter: Encounter, boundaries: Boundaries, definitions: Definitions
) -> Iterator[Flag]:
    for side in Side:
        yield Flag(
            f"{side.value}_TO_ASK_AFTER_ENCOUNTER",
            f"The two met by chance. Ask {_WHO[side]} whether they felt safe.",
            encounter.at,
            boundaries.answered_at(report, side),
        )
    since = boundaries.look_into_from(report)
    if since is None:
        return
    due = working_days_after(since, definitions.encounter_looked_into_within_working_days)
    looked_into_at = boundaries.looked_into_after(report, since)
    yield Flag(
        "ENCOUNTER_TO_LOOK_INTO",
        f"The two met by chance, and somebody wants to talk about it. Do so by "
        f"{local_day(due):%-d %B}.",
        since,
        looked_into_at,
    )
    yield Flag(
        "ENCOUNTER_LOOKED_INTO_LATE",
        "The two met by chance, somebody wants to talk about it, and nobody has in "
        f"{definitions.encounter_looked_into_within_working_days} working days. Do so now.",
        due + INSTANT,
        looked_into_at,
    )


def _too_often(
    met: Sequence[datetime], agreed: Sequence[datetime], definitions: Definitions
) -> Iterable[tuple[datetime, datetime]]:
    """From when until when there had been too many since the terms were last written."""
    most = definitions.encounters_before_rule_is_revisited
    window = timedelta(days=definitions.encounters_counted_days)
    spans: list[tuple[datetime, datetime]] = []
    for latest in met:
        written = max((at for at in agreed if at <= latest), default=None)
        counted = [
            at
            for at in met
            if latest - window < at <= latest and (written is None or written <= at)
        ]
        if len(counted) < most:
            continue
        gone = counted[len(counted) - most] + window
        until = first_of(gone, *(at for at in agreed if at > latest)) or gone
        if spans and latest <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(until, spans[-1][1]))
        else:
            spans.append((latest, until))
    return spans
