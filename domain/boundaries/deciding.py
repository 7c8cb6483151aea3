"""The rules of boundaries: everything is taken, and it follows who has to look into it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from domain.boundaries.commands import (
    BoundaryCommand,
    LookIntoReport,
    RecordOtherSideAsked,
    ReportBoundaryEvent,
    ReportChanceEncounter,
)
from domain.boundaries.events import (
    BoundaryEventReported,
    ChanceEncounterOtherSideAsked,
    ChanceEncounterReported,
    ReportLookedInto,
)
from domain.boundaries.language import SERIOUS, BoundaryKind, FeltSafe
from domain.boundaries.state import BOUNDARIES, Boundaries
from domain.decider import Command, Decider, Event, Read, Unknown, event_of
from domain.match import MATCH, Match, Side, UnknownMatch
from domain.people import ReportId, subject
from domain.periods import DayAndTime, NotYetHappened, TooLongAgo, happened, happened_or_on


class BoundaryAsked(msgspec.Struct, frozen=True):
    """A match and what was reported of it, at the moment of asking."""

    match: Match
    boundaries: Boundaries
    new_report: ReportId
    now: datetime


class UnknownReport(Unknown):
    """Nothing was reported of this match under this identifier."""


def gather(command: BoundaryCommand, read: Read) -> BoundaryAsked:
    """Look at the match and what was reported of it."""
    of = subject("match", command.match)
    new_report = ReportId(read.fresh("report"))
    return BoundaryAsked(read(MATCH, of), read(BOUNDARIES, of), new_report, read.now)


def decide(command: BoundaryCommand, state: BoundaryAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    match, now = state.match, state.now
    if match.proposed_at is None:
        raise UnknownMatch("Nothing was proposed under this identifier. Check the address.")
    ids = {"person": match.person, "peer": match.peer}
    match command:
        case ReportBoundaryEvent():
            at = happened(command.at, now)
            return [reported(command, ids, state.new_report, command.kind, at=at)]
        case ReportChanceEncounter():
            return [_met(command, ids, state)]
        case RecordOtherSideAsked():
            return _asked(command, ids, state)
        case LookIntoReport():
            since = _to_look_into(command.report, state.boundaries)
            if state.boundaries.looked_into_after(command.report, since) and not command.words:
                return []
            return [event_of(ReportLookedInto, command, **ids, at=happened(command.at, now))]


def reported(
    command: Command,
    ids: Mapping[str, object],
    report: ReportId,
    kind: BoundaryKind,
    **more: object,
) -> BoundaryEventReported:
    """The event that reports a kind of boundary event, whichever command told of it."""
    serious = kind in SERIOUS or bool(getattr(command, "serious", False))
    more = {"kind": kind, "serious": serious, "report": report, **more}
    return event_of(BoundaryEventReported, command, **ids, **more)


def _met(
    command: ReportChanceEncounter, ids: Mapping[str, object], state: BoundaryAsked
) -> ChanceEncounterReported:
    answers = {Side.PERSON: command.felt_safe_person, Side.PEER: command.felt_safe_peer}
    in_doubt = any(answer not in {None, FeltSafe.YES} for answer in answers.values())
    return event_of(
        ChanceEncounterReported,
        command,
        **ids,
        report=state.new_report,
        look_into=in_doubt or bool(command.disclosed) or bool(command.follow_up_wanted),
        answered=tuple(side for side, answer in answers.items() if answer is not None),
        day_only=command.on is not None,
        at=happened_or_on(command.at, command.on, state.now),
    )


def _asked(
    command: RecordOtherSideAsked, ids: Mapping[str, object], state: BoundaryAsked
) -> Sequence[Event]:
    if command.report not in state.boundaries.encounters:
        raise UnknownReport(_NOT_REPORTED, field="report")
    in_doubt = command.felt_safe is not FeltSafe.YES
    before = state.boundaries.answered_at(command.report, command.side)
    settled = state.boundaries.look_into_from(command.report) is not None or not in_doubt
    if before is not None and settled and not command.words:
        return []
    answer = {f"felt_safe_{command.side.value.lower()}": command.felt_safe}
    at = happened(command.at, state.now)
    return [
        event_of(ChanceEncounterOtherSideAsked, command, **ids, **answer, look_into=in_doubt, at=at)
    ]


def _to_look_into(report: ReportId, boundaries: Boundaries) -> datetime:
    """From when a report has something to be looked into."""
    if report in boundaries.events:
        return boundaries.events[report].at
    if report in boundaries.encounters:
        return boundaries.look_into_from(report) or boundaries.encounters[report].at
    raise UnknownReport(_NOT_REPORTED, field="report")


_NOT_REPORTED = "Nothing was reported of this match under this identifier. Report it first."

decider = Decider(
    noun="boundary",
    commands=(ReportBoundaryEvent, ReportChanceEncounter, RecordOtherSideAsked, LookIntoReport),
    gather=gather,
    decide=decide,
    refusals=(UnknownMatch, UnknownReport, DayAndTime, NotYetHappened, TooLongAgo),
)
