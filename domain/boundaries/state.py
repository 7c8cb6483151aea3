"""What was reported of boundaries, and how far it has been looked into."""

from datetime import datetime

import msgspec

from domain.boundaries.events import (
    BoundaryEventReported,
    ChanceEncounterOtherSideAsked,
    ChanceEncounterReported,
    ReportLookedInto,
)
from domain.decider import Recorded
from domain.folds import Fold
from domain.match import Side
from domain.people import MatchId, ReportId, SessionId


class BoundaryEvent(msgspec.Struct, frozen=True):
    """A report that something went beyond the agreement.

    ``recorded_at`` is unknown (None) where the report has been corrected since.
    """

    match: MatchId
    at: datetime
    serious: bool
    initiated_by: Side | None
    session: SessionId | None
    recorded_at: datetime | None


class Encounter(msgspec.Struct, frozen=True):
    """A meeting by chance. ``answered_at`` is when each side said whether they felt safe."""

    match: MatchId
    at: datetime
    reported_by: Side
    sought: bool
    answered_at: dict[Side, datetime]
    look_into_at: datetime | None


class Boundaries(msgspec.Struct, frozen=True):
    """What was reported of the boundaries of a match, or of all matches of a person or peer.

    What follows a report may be filed before it; so what was looked into is kept by itself.
    """

    events: dict[ReportId, BoundaryEvent] = msgspec.field(default_factory=dict)
    encounters: dict[ReportId, Encounter] = msgspec.field(default_factory=dict)
    asked_at: dict[tuple[ReportId, Side], datetime] = msgspec.field(default_factory=dict)
    doubted_at: dict[ReportId, datetime] = msgspec.field(default_factory=dict)
    looked_into_at: dict[ReportId, tuple[datetime, ...]] = msgspec.field(default_factory=dict)

    def answered_at(self, report: ReportId, side: Side) -> datetime | None:
        """When a side said whether they felt safe in a meeting by chance."""
        encounter = self.encounters.get(report)
        answers = (
            encounter.answered_at.get(side) if encounter else None,
            self.asked_at.get((report, side)),
        )
        return min((at for at in answers if at is not None), default=None)

    def look_into_from(self, report: ReportId) -> datetime | None:
        """From when a meeting by chance is one to be looked into."""
        encounter = self.encounters.get(report)
        reasons = (encounter.look_into_at if encounter else None, self.doubted_at.get(report))
        return min((at for at in reasons if at is not None), default=None)

    def looked_into_after(self, report: ReportId, moment: datetime) -> datetime | None:
        """When a report was first looked into, at a moment or later."""
        looked = self.looked_into_at.get(report, ())
        return min((at for at in looked if at >= moment), default=None)

    def counted(self) -> tuple[datetime, ...]:
        """When boundary events were; a meeting by chance counts only if it was sought (4.5)."""
        sought = [each.at for each in self.encounters.values() if each.sought]
        return tuple(sorted([*(each.at for each in self.events.values()), *sought]))


def _evolve(boundaries: Boundaries, recorded: Recorded) -> Boundaries:
    replace = msgspec.structs.replace
    match recorded.event:
        case BoundaryEventReported() as told:
            reported = BoundaryEvent(
                match=told.match,
                at=told.at,
                serious=told.serious,
                initiated_by=told.initiated_by,
                session=told.session,
                recorded_at=recorded.recorded_at if recorded.corrects is None else None,
            )
            return replace(boundaries, events={told.report: reported} | boundaries.events)
        case ChanceEncounterReported() as told:
            encounter = Encounter(
                match=told.match,
                at=told.at,
                reported_by=told.reported_by,
                sought=told.sought,
                answered_at=dict.fromkeys(told.answered, told.at),
                look_into_at=told.at if told.look_into else None,
            )
            return replace(boundaries, encounters={told.report: encounter} | boundaries.encounters)
        case ChanceEncounterOtherSideAsked(report=report, side=side, look_into=look_into, at=at):
            asked_at = {(report, side): at} | boundaries.asked_at
            doubted_at = boundaries.doubted_at
            if look_into:
                doubted_at = {report: at} | doubted_at
            return replace(boundaries, asked_at=asked_at, doubted_at=doubted_at)
        case ReportLookedInto(report=report, at=at):
            looked = (*boundaries.looked_into_at.get(report, ()), at)
            looked_into_at = boundaries.looked_into_at | {report: looked}
            return replace(boundaries, looked_into_at=looked_into_at)
        case _:
            return boundaries


BOUNDARIES = Fold(
    hears=frozenset(
        {
            BoundaryEventReported,
            ChanceEncounterReported,
            ChanceEncounterOtherSideAsked,
            ReportLookedInto,
        }
    ),
    initial=Boundaries(),
    evolve=_evolve,
)
"""What was reported of boundaries, over the subject of a match, a person or a peer supporter."""
