"""Opening the record of somebody with whom one has nothing to do: for one person, for a time.

Whoever opens says why and is let in at once; that it happened is told to those who look into it,
and stays on their list until somebody else has judged it. It ends by itself. It opens what is read
of one person and nothing that is done for them.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from domain.access import COORDINATING, RELATED, Requests
from domain.adoption import definitions_of
from domain.decider import Command, Decider, Event, Malformed, Position, Read, Recorded, Refusal
from domain.decider import Unknown as UnknownThing
from domain.definitions import DEFAULTS, Definitions
from domain.folds import Fold
from domain.people import (
    LOCAL_OPERATOR,
    ActorId,
    OpeningId,
    PersonId,
    ServiceId,
    StaffId,
    subject,
)
from domain.person import PERSON, UnknownPerson, must_be_known
from domain.personal import PersonsCode, PersonsWords
from domain.service import SERVICE, UnknownStaff

FEWEST_LETTERS = 10
"""A reason shorter than this says nothing to whoever looks into it."""


class OpeningReason(StrEnum):
    """Why a record was opened."""

    RISK_TO_SOMEBODY = "RISK_TO_SOMEBODY"
    COLLEAGUE_AWAY = "COLLEAGUE_AWAY"
    PERSON_ASKED = "PERSON_ASKED"
    COMPLAINT = "COMPLAINT"
    OTHER = "OTHER"


class OpeningVerdict(StrEnum):
    """What whoever looked into it found."""

    NEEDED = "NEEDED"
    NEEDED_WITH_LEARNING = "NEEDED_WITH_LEARNING"
    NOT_NEEDED = "NOT_NEEDED"


# --- Events ---


class RecordOpened(Event, frozen=True, kw_only=True):
    """A member of staff who had nothing to do with a person was let see their record, ``until``."""

    opening: OpeningId
    service: ServiceId
    person: PersonId
    staff: StaffId
    until: datetime
    reason: PersonsCode = None
    words: PersonsWords = None


class OpeningReviewed(Event, frozen=True, kw_only=True):
    """Somebody else looked into why a record had been opened, and judged it."""

    opening: OpeningId
    service: ServiceId
    person: PersonId
    reviewer: ActorId
    verdict: OpeningVerdict
    words: PersonsWords = None


# --- Commands ---


class OpenRecord(Command, frozen=True, kw_only=True):
    """Open the record of one person with whom one has nothing to do, for a stated reason.

    ``staff`` is who opens it: whoever asks, if nobody is named. It ends by itself.
    """

    person: PersonId
    reason: OpeningReason
    words: str
    staff: StaffId | None = None


class ReviewOpening(Command, frozen=True, kw_only=True):
    """Judge why a record was opened. ``words`` are needed unless it was simply needed."""

    opening: OpeningId
    verdict: OpeningVerdict
    words: str | None = None
    reviewer: ActorId | None = None


OpeningCommand = OpenRecord | ReviewOpening

# --- State ---


class Opening(msgspec.Struct, frozen=True):
    """One record that was opened, and what was found of it."""

    person: PersonId | None = None
    service: ServiceId | None = None
    staff: StaffId | None = None
    at: datetime | None = None
    until: datetime | None = None
    position: Position = Position(0)
    reviewed_at: datetime | None = None
    reviewer: ActorId | None = None
    verdict: OpeningVerdict | None = None

    def is_open(self, moment: datetime) -> bool:
        """Whether it lets somebody see the record at a moment."""
        return self.at is not None and self.until is not None and self.at <= moment < self.until


Openings = dict[OpeningId, Opening]


def _evolve(openings: Openings, recorded: Recorded) -> Openings:
    match recorded.event:
        case RecordOpened() as opened:
            new = Opening(
                opened.person,
                opened.service,
                opened.staff,
                opened.at,
                opened.until,
                recorded.position,
            )
            return {**openings, opened.opening: new}
        case OpeningReviewed(opening=opening, at=at, reviewer=reviewer, verdict=verdict):
            before = openings.get(opening, Opening())
            reviewed = msgspec.structs.replace(
                before, reviewed_at=at, reviewer=reviewer, verdict=verdict
            )
            return {**openings, opening: reviewed}
        case _:
            return openings


NO_OPENINGS: Openings = {}
OPENINGS = Fold(
    hears=frozenset({RecordOpened, OpeningReviewed}), initial=NO_OPENINGS, evolve=_evolve
)
"""The openings of a person's record, over the subject of the person or of one opening."""


class OpeningAsked(msgspec.Struct, frozen=True):
    """Who asks when, what is known of the person and the openings, and a new identifier."""

    now: datetime
    by: ActorId
    openings: Openings
    named: frozenset[StaffId] = frozenset()
    requests: Requests = Requests()
    definitions: Definitions = DEFAULTS
    service: ServiceId | None = None
    fresh: str = ""


# --- Refusals ---


class NotAReason(Malformed):
    """What is said of why says nothing to whoever looks into it."""


class AlreadyTheirs(Refusal):
    """They have to do with the person, so there is nothing to open."""


class NotForAnother(Malformed):
    """A record is opened, and an opening judged, by whoever asks."""


class UnknownOpening(UnknownThing):
    """No record was opened under this identifier."""


class OwnOpening(Refusal):
    """Nobody judges what they opened themself."""


# --- Decider ---


def gather(command: OpeningCommand, read: Read) -> OpeningAsked:
    """Look at the opening; or at the person, who has to do with them, and who is named here."""
    if isinstance(command, ReviewOpening):
        openings = read(OPENINGS, subject("opening", command.opening))
        return OpeningAsked(read.now, read.by, openings)
    person = subject("person", command.person)
    known = read(PERSON, person)
    must_be_known(known)
    service = known.service or read.service
    return OpeningAsked(
        now=read.now,
        by=read.by,
        openings=read(OPENINGS, person),
        named=frozenset(read(SERVICE, subject("service", service)).staff),
        requests=read(RELATED, person),
        definitions=definitions_of(read),
        service=service,
        fresh=read.fresh("opening"),
    )


def decide(command: OpeningCommand, state: OpeningAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    if isinstance(command, ReviewOpening):
        return _reviewed(command, state)
    return _opened(command, state)


def _opened(command: OpenRecord, state: OpeningAsked) -> Sequence[Event]:
    staff = command.staff or StaffId(state.by)
    _must_be_by(state, staff, "staff")
    if staff not in state.named or state.service is None:
        raise UnknownStaff("Only somebody named in the service opens a record.", field="staff")
    _must_say_why(command.words)
    related = state.requests.related_at(state.now)
    holder = subject("staff", staff)
    if any(each.holder == holder and each.relation in COORDINATING for each in related):
        raise AlreadyTheirs("You look after this person, so nothing has to be opened.")
    if any(each.staff == staff and each.is_open(state.now) for each in state.openings.values()):
        return []
    until = state.now + timedelta(minutes=state.definitions.opening_minutes)
    return [
        RecordOpened(
            at=state.now,
            opening=OpeningId(state.fresh),
            service=state.service,
            person=command.person,
            staff=staff,
            until=until,
            reason=command.reason,
            words=command.words.strip(),
        )
    ]


def _reviewed(command: ReviewOpening, state: OpeningAsked) -> Sequence[Event]:
    opening = state.openings.get(command.opening)
    if opening is None or opening.person is None or opening.service is None:
        raise UnknownOpening("No record was opened under this identifier. Check it.")
    reviewer = command.reviewer or state.by
    _must_be_by(state, reviewer, "reviewer")
    if str(reviewer) == opening.staff:
        raise OwnOpening("Nobody judges what they opened themself. Ask somebody else to.")
    if command.verdict is not OpeningVerdict.NEEDED:
        _must_say_why(command.words)
    if (opening.verdict, opening.reviewer) == (command.verdict, reviewer):
        return []
    return [
        OpeningReviewed(
            at=state.now,
            opening=command.opening,
            service=opening.service,
            person=opening.person,
            reviewer=reviewer,
            verdict=command.verdict,
            words=(command.words or "").strip() or None,
        )
    ]


def _must_be_by(state: OpeningAsked, named: str, field: str) -> None:
    """Raise where somebody speaks for another; whoever holds the machine may."""
    if state.by not in {LOCAL_OPERATOR, named}:
        raise NotForAnother("Nobody does this for somebody else. Leave the field out.", field=field)


def _must_say_why(words: str | None) -> None:
    if len((words or "").strip()) < FEWEST_LETTERS:
        raise NotAReason(
            "Say why in a sentence, so that whoever looks into it understands.", field="words"
        )


decider = Decider(
    noun="opening",
    commands=(OpenRecord, ReviewOpening),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownPerson,
        UnknownStaff,
        UnknownOpening,
        NotAReason,
        NotForAnother,
        AlreadyTheirs,
        OwnOpening,
    ),
)
