"""Something between the people of a group or a course that somebody should look at.

Resolving problems between peers is one of the functions of co-ordination (domain reference, 2.7
and 3.5). It is always recorded; what was said belongs to the concern's own record.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain.decider import Command, Decider, Event, Malformed, Read, Recorded, Unknown, event_of
from domain.folds import Fold
from domain.group import GROUP, Group, UnknownGroup, must_be_known_group
from domain.people import ConcernId, GroupId, ProgrammeId, ServiceId, StaffId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.personal import ConcernsWords
from domain.programme import PROGRAMME, Programme, UnknownProgramme, must_be_known_programme

# --- Events ---


class ConcernBetweenPeersRaised(Event, frozen=True, kw_only=True):
    """Somebody told of something between people who meet in a group or a course."""

    concern: ConcernId
    service: ServiceId
    group: GroupId | None = None
    programme: ProgrammeId | None = None
    words: ConcernsWords = None


class ConcernBetweenPeersResolved(Event, frozen=True, kw_only=True):
    """What was between them was settled, and how."""

    concern: ConcernId
    service: ServiceId
    group: GroupId | None = None
    programme: ProgrammeId | None = None
    resolved_by: StaffId | None = None
    how: ConcernsWords = None


# --- Commands ---


class RaiseConcernBetweenPeers(Command, frozen=True, kw_only=True):
    """Tell of something between people who meet in a group or a course."""

    words: str
    group: GroupId | None = None
    programme: ProgrammeId | None = None
    at: datetime | None = None


class ResolveConcernBetweenPeers(Command, frozen=True, kw_only=True):
    """Record how it was settled."""

    concern: ConcernId
    how: str
    resolved_by: StaffId | None = None
    at: datetime | None = None


ConcernCommand = RaiseConcernBetweenPeers | ResolveConcernBetweenPeers


# --- State ---


class Concern(msgspec.Struct, frozen=True):
    """One concern: where it arose, since when, and until when."""

    service: ServiceId | None = None
    group: GroupId | None = None
    programme: ProgrammeId | None = None
    raised_at: datetime | None = None
    resolved_at: datetime | None = None


def _evolve(concern: Concern, recorded: Recorded) -> Concern:
    match recorded.event:
        case ConcernBetweenPeersRaised() as raised if concern.raised_at is None:
            return msgspec.structs.replace(
                concern,
                service=raised.service,
                group=raised.group,
                programme=raised.programme,
                raised_at=raised.at,
            )
        case ConcernBetweenPeersResolved(at=at):
            return msgspec.structs.replace(concern, resolved_at=concern.resolved_at or at)
        case _:
            return concern


def _evolve_each(
    concerns: dict[ConcernId, Concern], recorded: Recorded
) -> dict[ConcernId, Concern]:
    match recorded.event:
        case ConcernBetweenPeersRaised(concern=which) | ConcernBetweenPeersResolved(concern=which):
            return concerns | {which: _evolve(concerns.get(which, Concern()), recorded)}
        case _:
            return concerns


_HEARD: frozenset[type[Event]] = frozenset({ConcernBetweenPeersRaised, ConcernBetweenPeersResolved})
CONCERN = Fold(hears=_HEARD, initial=Concern(), evolve=_evolve)
"""One concern, over its own subject."""

_NONE: dict[ConcernId, Concern] = {}
CONCERNS = Fold(hears=_HEARD, initial=_NONE, evolve=_evolve_each)
"""Every concern of a group or a course, over the subject of that."""


class ConcernAsked(msgspec.Struct, frozen=True):
    """A concern, or where one arose, at the moment of asking."""

    now: datetime
    concern: Concern
    service: ServiceId
    new_concern: ConcernId
    group: Group = Group()
    programme: Programme = Programme()


# --- Refusals ---


class UnknownConcern(Unknown):
    """Nobody told of anything under this identifier."""


class NothingSaid(Malformed):
    """There are no words."""


class NowhereInParticular(Malformed):
    """Neither a group nor a course was named."""


# --- Decider ---


def gather(command: ConcernCommand, read: Read) -> ConcernAsked:
    """Look at the concern, or at where it arose."""
    concern, group, programme = Concern(), Group(), Programme()
    if isinstance(command, ResolveConcernBetweenPeers):
        concern = read(CONCERN, subject("concern", command.concern))
    else:
        if command.group is not None:
            group = read(GROUP, subject("group", command.group))
        if command.programme is not None:
            programme = read(PROGRAMME, subject("programme", command.programme))
    new_concern = ConcernId(read.fresh("concern"))
    return ConcernAsked(read.now, concern, read.service, new_concern, group, programme)


def decide(command: ConcernCommand, state: ConcernAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    at = happened(command.at, state.now)
    match command:
        case RaiseConcernBetweenPeers():
            if not command.words.strip():
                raise NothingSaid("Say in a sentence what happened.", field="words")
            if command.group is None and command.programme is None:
                raise NowhereInParticular("Say in which group or course.", field="group")
            if command.group is not None:
                must_be_known_group(state.group)
            if command.programme is not None:
                must_be_known_programme(state.programme)
            ids = {"concern": state.new_concern, "service": state.service}
            return [event_of(ConcernBetweenPeersRaised, command, **ids, at=at)]
        case ResolveConcernBetweenPeers():
            concern = state.concern
            if concern.raised_at is None:
                raise UnknownConcern("Nobody told of anything under this identifier.")
            if not command.how.strip():
                raise NothingSaid("Say in a sentence how it was settled.", field="how")
            if concern.resolved_at is not None:
                return []
            where = {"group": concern.group, "programme": concern.programme}
            return [
                event_of(
                    ConcernBetweenPeersResolved, command, **where, service=concern.service, at=at
                )
            ]


decider = Decider(
    noun="concern",
    commands=(RaiseConcernBetweenPeers, ResolveConcernBetweenPeers),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownConcern,
        UnknownGroup,
        UnknownProgramme,
        NothingSaid,
        NowhereInParticular,
        NotYetHappened,
        TooLongAgo,
    ),
)
