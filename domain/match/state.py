"""What has happened to a match, and where it stands at a moment."""

from datetime import date, datetime, timedelta

import msgspec

from domain.definitions import DEFAULTS, Definitions
from domain.match.elsewhere import BroughtIn
from domain.match.language import SUPPORT_STAGES, EndKind, Side, Stage
from domain.match.parts import (
    Agreement,
    Assignment,
    Extension,
    Postponement,
    Rest,
    Review,
)
from domain.people import OfferId, PeerId, PersonId, ReferralId, StaffId
from domain.periods import local_day


class Match(msgspec.Struct, frozen=True):
    """What has happened to one match. Where it stands at a moment follows (`stage_at`).

    ``agreed`` holds each version of the terms that both accepted, and when the second of them did.
    """

    person: PersonId | None = None
    peer: PeerId | None = None
    referral: ReferralId | None = None
    offer: OfferId | None = None
    proposed_by: StaffId | None = None
    regulated: bool = False
    proposed_at: datetime | None = None
    yes_at: dict[Side, datetime] = msgspec.field(default_factory=dict)
    declined_at: datetime | None = None
    explained_at: dict[Side, datetime] = msgspec.field(default_factory=dict)
    introduced_at: datetime | None = None
    not_for_us_at: datetime | None = None
    written: dict[int, Agreement] = msgspec.field(default_factory=dict)
    signed_at: dict[tuple[int, Side], datetime] = msgspec.field(default_factory=dict)
    agreed: dict[int, datetime] = msgspec.field(default_factory=dict)
    activated_at: datetime | None = None
    ending_started_at: datetime | None = None
    planned_last: date | None = None
    ended_at: datetime | None = None
    ended_how: EndKind | None = None
    assignments: tuple[Assignment, ...] = ()
    reviews: tuple[Review, ...] = ()
    extensions: tuple[Extension, ...] = ()
    rests: tuple[Rest, ...] = ()
    covers: tuple[datetime, ...] = ()
    conflict_at: datetime | None = None
    postponements: tuple[Postponement, ...] = ()
    aftercare: tuple[datetime, ...] = ()
    brought_in: BroughtIn | None = None

    @property
    def coordinator(self) -> StaffId | None:
        """Who is responsible, by all that is known."""
        return self.assignments[-1].coordinator if self.assignments else self.proposed_by

    @property
    def both_accepted_at(self) -> datetime | None:
        """When the second side said yes."""
        return max(self.yes_at.values()) if len(self.yes_at) == len(Side) else None

    @property
    def agreed_at(self) -> datetime | None:
        """When both had first accepted the same terms."""
        return min(self.agreed.values(), default=None)

    @property
    def over_at(self) -> datetime | None:
        """When it was over, in whichever way came first."""
        if self.declined_at is None and self.not_for_us_at is None:
            return self.ended_at
        ways = (self.declined_at, self.not_for_us_at, self.ended_at)
        return min([at for at in ways if at is not None])

    def agreement_at(self, moment: datetime) -> Agreement | None:
        """The terms in force: the latest version that both had accepted by then."""
        accepted = [version for version, at in self.agreed.items() if at <= moment]
        return self.written[max(accepted)] if accepted else None

    def stage_at(self, moment: datetime) -> Stage:
        """Where the match stands at a moment, by the table of 3.3."""
        if self.proposed_at is None or self.proposed_at > moment:
            return Stage.UNKNOWN
        over_at = self.over_at
        if over_at is not None and over_at <= moment:
            return Stage.ENDED if over_at == self.ended_at else Stage.DECLINED
        if self.activated_at is not None and self.activated_at <= moment:
            if self.rests and self.rest_at(moment) is not None:
                return Stage.PAUSED
            ending_at = self.ending_started_at
            return Stage.ACTIVE if ending_at is None or ending_at > moment else Stage.ENDING
        return self._before_support(moment)

    def _before_support(self, moment: datetime) -> Stage:
        """Where a proposed match stands that has neither begun nor ended."""

        def by_then(at: datetime | None) -> bool:
            return at is not None and at <= moment

        if not by_then(self.both_accepted_at):
            return Stage.PROPOSED
        if not by_then(self.introduced_at):
            return Stage.ACCEPTED
        return Stage.AGREED if by_then(self.agreed_at) else Stage.INTRODUCED

    def rest_at(self, moment: datetime) -> Rest | None:
        """The pause that was going on at a moment, if there was one."""
        return next((rest for rest in self.rests if rest.open_at(moment)), None)

    def coordinator_at(self, moment: datetime) -> StaffId | None:
        """Who was responsible at a moment: from the proposal on always exactly one."""
        named = [each.coordinator for each in self.assignments if each.at <= moment]
        return named[-1] if named else self.proposed_by

    def deputy_at(self, moment: datetime) -> StaffId | None:
        """Who deputised for the one responsible at a moment."""
        named = [each.deputy for each in self.assignments if each.at <= moment]
        return named[-1] if named else None

    def planned_end_at(self, moment: datetime) -> date | None:
        """The planned end as it stood at a moment: what was agreed or extended last."""
        said: list[tuple[datetime, date | None]] = [
            (at, self.written[version].planned_end) for version, at in self.agreed.items()
        ]
        if self.brought_in is not None and self.brought_in.planned_end is not None:
            said.append((self.brought_in.at, self.brought_in.planned_end))
        said += [(each.at, each.new_end) for each in self.extensions]
        by_then = [each for each in said if each[0] <= moment]
        return max(by_then, key=_when)[1] if by_then else None

    def planned_days_at(self, moment: datetime) -> int | None:
        """How many days the match was first planned to last, if there was a plan by then.

        Counted from the start of support to the first planned end that both accepted,
        or that was brought in with the match.
        """
        agreed = sorted((at, version) for version, at in self.agreed.items() if at <= moment)
        ends = [end for _at, each in agreed if (end := self.written[each].planned_end) is not None]
        if self.brought_in is not None and self.brought_in.planned_end is not None:
            ends.insert(0, self.brought_in.planned_end)
        if self.activated_at is None or self.activated_at > moment or not ends:
            return None
        return max((ends[0] - local_day(self.activated_at)).days, 1)

    def review_due_on(self, moment: datetime, definitions: Definitions = DEFAULTS) -> date | None:
        """The day by which, as it stood at a moment, the next review is due.

        That is what the last review or newer terms said; where nobody has said anything, what the
        definitions did when support began. None before that and once the match is over.
        """
        if self.stage_at(moment) not in SUPPORT_STAGES or self.activated_at is None:
            return None
        weeks = definitions.at(self.activated_at).first_review_within_weeks
        said = [(self.activated_at, local_day(self.activated_at + timedelta(weeks=weeks)))]
        said += [(at, self.written[version].review_on) for version, at in self.agreed.items()]
        said += [(each.at, each.next_review_on) for each in self.reviews]
        by_then = [each for each in said if each[0] <= moment]
        said_otherwise = by_then[1:]
        return max(said_otherwise or by_then, key=_when)[1]


def _when(said: tuple[datetime, object]) -> datetime:
    return said[0]
