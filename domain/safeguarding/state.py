"""What has happened to one safeguarding concern, and where it stands at a moment."""

from datetime import date, datetime

import msgspec

from domain.confidentiality.events import ConfidentialityRecordAddedTo
from domain.decider import Event, Position, Recorded
from domain.flags import first_of
from domain.folds import Fold
from domain.people import (
    ActorId,
    ConcernedPeerId,
    ConcernedPersonId,
    ConcernedStaffId,
    ConcernId,
    ServiceId,
    SessionId,
)
from domain.safeguarding.events import (
    ConcernAcknowledged,
    ConcernAnswerReceived,
    ConcernClosed,
    ConcernConsidered,
    ConcernDecisionAnswered,
    ConcernDecisionRecorded,
    ConcernDutiesConsidered,
    ConcernHelpCalled,
    ConcernNoted,
    ConcernPassedOn,
    ConcernPlaced,
    ConcernPlanReviewed,
    ConcernRaised,
    ConcernReopened,
)
from domain.safeguarding.language import Answer, ConcernCourse, DutyOfService, Standing


class Step(msgspec.Struct, frozen=True):
    """Something that happened to a concern: when, where it stands in the log, and who did it."""

    at: datetime
    position: Position
    by: ActorId | None = None


class Report(msgspec.Struct, frozen=True):
    """A report to somebody outside, with the record of the break that it names, if any."""

    at: datetime
    position: Position
    agreed: bool
    linked_break: str | None = None
    by: ActorId | None = None


class Decision(msgspec.Struct, frozen=True):
    """What was decided within the service, and what the second person said of it."""

    at: datetime
    position: Position
    course: ConcernCourse
    by: ActorId | None = None
    second: ActorId | None = None
    review_on: date | None = None
    answered: Step | None = None
    agrees: bool = False

    @property
    def settled_at(self) -> datetime | None:
        """When it held: at once for a plan, else when the second person agreed."""
        if self.course is ConcernCourse.WITHIN_SERVICE:
            return self.at
        return self.answered.at if self.answered is not None and self.agrees else None


class Linked(msgspec.Struct, frozen=True):
    """A record about confidentiality that belongs to it, and since when that is known."""

    at: datetime
    record: str


class SafeguardingConcern(msgspec.Struct, frozen=True):
    """One concern. Where it stands at a moment follows (`standing_at`)."""

    concern: ConcernId | None = None
    service: ServiceId | None = None
    raised: Step | None = None
    in_danger: Answer = Answer.UNCLEAR
    of_service: bool = False
    people: frozenset[ConcernedPersonId] = frozenset()
    peers: frozenset[ConcernedPeerId] = frozenset()
    staff: frozenset[ConcernedStaffId] = frozenset()
    session: SessionId | None = None
    helped: tuple[Step, ...] = ()
    taken_on: tuple[Step, ...] = ()
    considered: tuple[Step, ...] = ()
    reports: tuple[Report, ...] = ()
    decisions: tuple[Decision, ...] = ()
    answers: tuple[Step, ...] = ()
    plan_reviews: tuple[tuple[Step, date | None], ...] = ()
    duties: dict[DutyOfService, Step] = msgspec.field(default_factory=dict)
    links: tuple[Linked, ...] = ()
    closed: tuple[Step, ...] = ()
    told: bool = False
    reopened: tuple[Step, ...] = ()

    @property
    def known(self) -> bool:
        """Whether anybody raised it."""
        return self.raised is not None

    @property
    def restricted(self) -> bool:
        """Whether it is about somebody who supports or works here."""
        return self.of_service or bool(self.peers) or bool(self.staff)

    def is_about(self, actor: str | None) -> bool:
        """Whether somebody is one of those whom it is about."""
        return actor is not None and actor in {*self.people, *self.peers, *self.staff}

    def asked_second(self, actor: str | None) -> bool:
        """Whether somebody was asked to agree that nothing more is done."""
        return actor is not None and any(each.second == actor for each in self.decisions)

    @property
    def begun_at(self) -> datetime | None:
        """Since when it is to be seen to: when it was raised, or looked at again."""
        begun = self.reopened[-1] if self.reopened else self.raised
        return None if begun is None else begun.at

    @property
    def taken_on_at(self) -> datetime | None:
        """When somebody first saw to it."""
        seen_to = (*self.taken_on, *self.considered)
        done = [*(each.at for each in self.reports), *(each.at for each in self.decisions)]
        return first_of(*(each.at for each in seen_to), *done)

    def settled_at(self, since: datetime | None = None) -> datetime | None:
        """When it was first reported or decided, from a moment on."""
        moments = [
            *(each.at for each in self.reports),
            *(at for each in self.decisions if (at := each.settled_at) is not None),
        ]
        return first_of(*(at for at in moments if since is None or at >= since))

    def link_of(self, report: Report) -> datetime | None:
        """Since when a report without agreement has a record about confidentiality."""
        if report.linked_break is not None:
            return report.at
        return first_of(*(max(each.at, report.at) for each in self.links))

    def standing_at(self, moment: datetime) -> Standing | None:
        """Where it stands by what had happened at a moment; nothing before it was raised."""
        if self.raised is None or self.raised.at > moment:
            return None
        standing = Standing.RAISED
        for at, _position, next_, takes_back in sorted(self._turns()):
            if at > moment:
                break
            if takes_back or next_ not in _BEHIND or standing in _BEHIND[next_]:
                standing = next_
        return standing

    def _turns(self) -> list[tuple[datetime, Position, Standing, bool]]:
        """Every turn: when, in which order, where to, and whether it goes back there."""
        found = [(each.at, each.position, Standing.WITH_LEAD, False) for each in self.taken_on]
        found += [(each.at, each.position, Standing.ASSESSED, False) for each in self.considered]
        found += [(each.at, each.position, Standing.REPORTED, True) for each in self.reports]
        for each in self.decisions:
            if each.course is ConcernCourse.WITHIN_SERVICE:
                found.append((each.at, each.position, Standing.INTERNAL, True))
                continue
            found.append((each.at, each.position, Standing.AWAITING_SECOND, True))
            if each.answered is not None:
                then = Standing.NO_FURTHER_ACTION if each.agrees else Standing.ASSESSED
                found.append((each.answered.at, each.answered.position, then, True))
        found += [(each.at, each.position, Standing.CLOSED, True) for each in self.closed]
        found += [(each.at, each.position, Standing.WITH_LEAD, True) for each in self.reopened]
        return found


_BEHIND = {
    Standing.WITH_LEAD: frozenset({Standing.RAISED}),
    Standing.ASSESSED: frozenset({Standing.RAISED, Standing.WITH_LEAD}),
}
"""Whence taking a concern on, or thinking it through, leads on; it never takes anything back."""


def _evolve(concern: SafeguardingConcern, recorded: Recorded) -> SafeguardingConcern:
    replace = msgspec.structs.replace
    match recorded.event:
        case ConcernRaised() as raised if concern.raised is None:
            return _about(
                replace(
                    concern,
                    concern=raised.concern,
                    service=raised.service,
                    raised=_step(recorded, raised.raised_by),
                    in_danger=raised.in_danger,
                    session=raised.session,
                ),
                raised,
            )
        case ConcernPlaced() as placed:
            return _about(concern, placed)
        case ConcernHelpCalled(called_by=by):
            return replace(concern, helped=(*concern.helped, _step(recorded, by)))
        case ConcernAcknowledged(lead=by):
            return replace(concern, taken_on=(*concern.taken_on, _step(recorded, by)))
        case ConcernConsidered(considered_by=by):
            return replace(concern, considered=(*concern.considered, _step(recorded, by)))
        case ConcernPassedOn(agreed=agreed, linked_break=linked, passed_on_by=by, at=at):
            report = Report(at, recorded.position, agreed, linked, by)
            return replace(concern, reports=(*concern.reports, report))
        case ConcernDecisionRecorded() as made:
            decision = Decision(
                made.at,
                recorded.position,
                made.course,
                made.decided_by,
                made.second,
                made.review_on,
            )
            return replace(concern, decisions=(*concern.decisions, decision))
        case ConcernDecisionAnswered() as said if concern.decisions:
            *before, last = concern.decisions
            answer = _step(recorded, said.answered_by)
            last = replace(last, answered=last.answered or answer, agrees=said.agrees)
            return replace(concern, decisions=(*before, last))
        case ConcernAnswerReceived():
            return replace(concern, answers=(*concern.answers, _step(recorded)))
        case ConcernPlanReviewed(reviewed_by=by, review_on=on):
            review = (_step(recorded, by), on)
            return replace(concern, plan_reviews=(*concern.plan_reviews, review))
        case ConcernDutiesConsidered(duties=duties, considered_by=by):
            thought_of = dict.fromkeys(duties, _step(recorded, by)) | concern.duties
            return replace(concern, duties=thought_of)
        case ConcernNoted(linked_break=linked, at=at) if linked is not None:
            return replace(concern, links=(*concern.links, Linked(at, linked)))
        case ConfidentialityRecordAddedTo(break_id=linked, at=at):
            return replace(concern, links=(*concern.links, Linked(at, linked)))
        case ConcernClosed(closed_by=by, told=told):
            closed = (*concern.closed, _step(recorded, by))
            return replace(concern, closed=closed, told=concern.told or told)
        case ConcernReopened(reopened_by=by):
            return replace(concern, reopened=(*concern.reopened, _step(recorded, by)))
        case _:
            return concern


def _about(
    concern: SafeguardingConcern, event: ConcernRaised | ConcernPlaced
) -> SafeguardingConcern:
    return msgspec.structs.replace(
        concern,
        of_service=concern.of_service or event.of_service,
        people=concern.people | ({event.about_person} if event.about_person else set()),
        peers=concern.peers | ({event.about_peer} if event.about_peer else set()),
        staff=concern.staff | ({event.about_staff} if event.about_staff else set()),
    )


def _step(recorded: Recorded, by: ActorId | None = None) -> Step:
    return Step(recorded.event.at, recorded.position, by)


RECORDED: frozenset[type[Event]] = frozenset(
    {
        ConcernRaised,
        ConcernPlaced,
        ConcernHelpCalled,
        ConcernAcknowledged,
        ConcernConsidered,
        ConcernPassedOn,
        ConcernDecisionRecorded,
        ConcernDecisionAnswered,
        ConcernAnswerReceived,
        ConcernPlanReviewed,
        ConcernDutiesConsidered,
        ConcernNoted,
        ConcernClosed,
        ConcernReopened,
    }
)
"""Everything that is recorded of a concern itself."""

SAFEGUARDING = Fold(
    hears=RECORDED | {ConfidentialityRecordAddedTo}, initial=SafeguardingConcern(), evolve=_evolve
)
"""One concern, over its own subject; a record about confidentiality that names it is heard too."""


def _evolve_each(
    concerns: dict[ConcernId, SafeguardingConcern], recorded: Recorded
) -> dict[ConcernId, SafeguardingConcern]:
    which: ConcernId | None = getattr(recorded.event, "concern", None)
    if which is None:
        return concerns
    return concerns | {which: _evolve(concerns.get(which, SafeguardingConcern()), recorded)}


_NONE: dict[ConcernId, SafeguardingConcern] = {}
SAFEGUARDING_CONCERNS = Fold(
    hears=RECORDED | {ConfidentialityRecordAddedTo}, initial=_NONE, evolve=_evolve_each
)
"""Every concern of a service, over the subject of the service."""
