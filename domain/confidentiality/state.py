"""What has happened to one record about confidentiality, and where it stands at a moment."""

from datetime import date, datetime

import msgspec

from domain.confidentiality.language import (
    NEEDED_WHERE_NOT,
    NEEDED_WHERE_SHARED,
    DeciderRole,
    Section,
    Stage,
)
from domain.decider import Position
from domain.people import (
    ActionId,
    ActorId,
    BreakId,
    ConcernId,
    LinkId,
    MatchId,
    PeerId,
    PersonId,
    ServiceId,
    StaffId,
)


class Step(msgspec.Struct, frozen=True):
    """Something that happened to a record: when, when it was recorded, where, and by whom."""

    at: datetime
    recorded_at: datetime
    position: Position
    by: ActorId | None = None


class Look(msgspec.Struct, frozen=True):
    """Why and until when the one whom it is about is not told."""

    at: datetime
    look_again_on: date
    position: Position


class Reviewed(msgspec.Struct, frozen=True):
    """A review: by whom, and whether what happened to their data is to be assessed."""

    at: datetime
    position: Position
    reviewer: ActorId
    outside: bool = False
    assess: bool = False


class Action(msgspec.Struct, frozen=True):
    """Something that somebody is to do."""

    owner: StaffId
    due_on: date
    agreed_at: datetime
    done_at: datetime | None = None


class Link(msgspec.Struct, frozen=True):
    """A way in for somebody outside, until it runs out."""

    outsider: ActorId
    issued_at: datetime
    expires_at: datetime
    digest: bytes
    withdrawn_at: datetime | None = None
    used: tuple[datetime, ...] = ()

    def opens_at(self, moment: datetime) -> bool:
        """Whether it lets somebody in at a moment."""
        withdrawn = self.withdrawn_at is not None and self.withdrawn_at <= moment
        return self.issued_at <= moment < self.expires_at and not withdrawn


class Fact(msgspec.Struct, frozen=True):
    """Something that was learned: when, and where it stands in the log."""

    learned_at: datetime
    position: Position


NOTHING: frozenset[Section] = frozenset()
NOBODY: frozenset[ActorId] = frozenset()


class Break(msgspec.Struct, frozen=True):
    """What has happened to one record. Where it stands at a moment follows (`stage_at`).

    A review counts for what had been recorded when it was made: what is passed on, or given back,
    in a later entry takes the record back to where it is to be reviewed.
    """

    break_id: BreakId | None = None
    service: ServiceId | None = None
    person: PersonId | None = None
    peer: PeerId | None = None
    match: MatchId | None = None
    considered: Step | None = None
    decided: Step | None = None
    share: bool | None = None
    acted_first: bool = False
    decider_role: DeciderRole | None = None
    first_aware_at: datetime | None = None
    passed_on: tuple[Step, ...] = ()
    recorders: frozenset[ActorId] = NOBODY
    answered: frozenset[Section] = NOTHING
    vague: frozenset[Section] = NOTHING
    facts: tuple[Fact, ...] = ()
    completed: tuple[Step, ...] = ()
    told: Step | None = None
    put_off: tuple[Look, ...] = ()
    ruled_out: Step | None = None
    conflicts: frozenset[ActorId] = NOBODY
    links: dict[LinkId, Link] = msgspec.field(default_factory=dict)
    reviews: tuple[Reviewed, ...] = ()
    returned: tuple[Step, ...] = ()
    lessons: Step | None = None
    actions: dict[ActionId, Action] = msgspec.field(default_factory=dict)
    assessed: Step | None = None
    to_report: bool = False
    to_tell: bool = False
    regulator_told: Step | None = None
    assessment_told: Step | None = None
    closed: Step | None = None
    concerns: frozenset[ConcernId] = frozenset()

    @property
    def belongs_with_another(self) -> bool:
        """Whether another record belongs with it: others who see this one are told no more."""
        return bool(self.concerns)

    @property
    def known(self) -> bool:
        """Whether anything began it."""
        return self.began_at is not None

    @property
    def began_at(self) -> datetime | None:
        """When the first of it happened."""
        steps = (self.considered, self.decided, *self.passed_on)
        return min((each.at for each in steps if each is not None), default=None)

    @property
    def decided_at(self) -> datetime | None:
        """When somebody decided; where nobody said so, when something was first passed on."""
        if self.decided is not None and (self.share or not self.passed_on):
            return self.decided.at
        return self.shared_at or (self.decided.at if self.decided else None)

    @property
    def shared_at(self) -> datetime | None:
        """When something was first passed on."""
        return min((each.at for each in self.passed_on), default=None)

    @property
    def was_shared(self) -> bool:
        """Whether anything was passed on, whatever had been decided."""
        return bool(self.passed_on)

    @property
    def frozen_from(self) -> Position | None:
        """The entry from which on what was known then no longer grows."""
        sent = [each.position for each in self.completed]
        sent += [each.position for each in self.reviews]
        return min(sent, default=None)

    def known_then(self, fact: Fact) -> bool:
        """Whether a fact was known at the decision, and said to be so before review."""
        frozen_from, decided_at = self.frozen_from, self.decided_at
        in_time = frozen_from is None or fact.position < frozen_from
        return in_time and (decided_at is None or fact.learned_at <= decided_at)

    @property
    def said(self) -> frozenset[Section]:
        """What is answered; what was known is, as soon as there is one fact."""
        known = any(self.known_then(each) for each in self.facts)
        return self.answered | {Section.KNOWN} if known else self.answered

    @property
    def gaps(self) -> tuple[Section, ...]:
        """What a review still needs, in the order of 4.4."""
        needed = NEEDED_WHERE_SHARED if self.was_shared or self.share else NEEDED_WHERE_NOT
        return tuple(each for each in Section if each in needed - self.said)

    @property
    def sharers(self) -> frozenset[ActorId]:
        """Who passed something on."""
        return frozenset(each.by for each in self.passed_on if each.by is not None)

    def review_at(self, moment: datetime) -> Reviewed | None:
        """The review that counts at a moment."""
        made = [each for each in self.reviews if each.at <= moment]
        undone = max(
            (each.position for each in (*self.passed_on, *self.returned) if each.at <= moment),
            default=0,
        )
        counting = [each for each in made if each.position > undone]
        return max(counting, key=lambda each: each.position, default=None)

    def is_complete_at(self, moment: datetime) -> bool:
        """Whether it was sent for review and has not been given back since."""
        given_back = [each.position for each in self.returned if each.at <= moment]
        sent = [each.position for each in self.completed if each.at <= moment]
        if given_back:
            return max(sent, default=0) > max(given_back)
        return bool(sent) or not self.acted_first

    def stage_at(self, moment: datetime) -> Stage:
        """Where the record stands at a moment, by the table of 3.7."""

        def by_then(step: Step | None) -> bool:
            return step is not None and step.at <= moment

        shared = any(by_then(each) for each in self.passed_on)
        if not (by_then(self.considered) or by_then(self.decided) or shared):
            return Stage.UNKNOWN
        review = self.review_at(moment)
        if review is not None:
            lessons = by_then(self.lessons) and self._follows(self.lessons, review)
            if not lessons:
                return Stage.REVIEWED
            closed = by_then(self.closed) and self._follows(self.closed, review)
            return Stage.CLOSED if closed else Stage.LESSONS
        if not shared:
            if not by_then(self.decided):
                return Stage.CONSIDERED
            return Stage.DECIDED if self.share else Stage.NOT_BROKEN
        if not self.is_complete_at(moment):
            given_back = any(by_then(each) for each in self.returned)
            return Stage.DISCLOSED if given_back else Stage.EMERGENCY_RECORDED
        if by_then(self.told):
            return Stage.INFORMED
        if by_then(self.ruled_out):
            return Stage.WITHHELD
        if any(each.at <= moment for each in self.put_off):
            return Stage.INFORM_DEFERRED
        return Stage.DISCLOSED

    @staticmethod
    def _follows(step: Step | None, review: Reviewed) -> bool:
        return step is not None and step.position > review.position
