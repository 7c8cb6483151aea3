"""Being in touch: tries are recorded as they were, and nobody counts as lost too soon."""

from collections.abc import Sequence
from datetime import datetime

from domain.channels import Channel
from domain.decider import Command, Decider, Event, Read, event_of
from domain.definitions import Definitions
from domain.people import PersonId, ReferralId, StaffId
from domain.periods import NotYetHappened, TooLongAgo, happened, local_day
from domain.referral.asked import Asked, look_at, person_of
from domain.referral.events_reaching import ContactAttempted, ContactLost, WaitContactMade
from domain.referral.language import Stage, TryOutcome
from domain.referral.refusals import NotTriedEnough, ReferralIsOver, UnknownReferral
from domain.referral.tries import Sought, sought

# --- Commands ---


class RecordContactAttempt(Command, frozen=True, kw_only=True):
    """Record that somebody tried to be in touch with the person, and what came of it."""

    referral: ReferralId
    channel: Channel
    outcome: TryOutcome
    staff: StaffId | None = None
    note: str | None = None
    at: datetime | None = None


class RecordWaitContact(Command, frozen=True, kw_only=True):
    """Record that somebody kept in touch with a person who waits."""

    referral: ReferralId
    mode: Channel = Channel.PHONE
    at: datetime | None = None


class DeclareContactLost(Command, frozen=True, kw_only=True):
    """Close the referral of somebody who was tried often enough and not reached."""

    referral: ReferralId


ReachingCommand = RecordContactAttempt | RecordWaitContact | DeclareContactLost


# --- Decider ---


def gather(command: ReachingCommand, read: Read) -> Asked:
    """Look at the referral and the person; to count them as lost, at what the service goes by."""
    lost = isinstance(command, DeclareContactLost)
    return look_at(command.referral, read, with_definitions=lost)


def decide(command: ReachingCommand, state: Asked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    person = person_of(state.referral)
    match command:
        case RecordContactAttempt():
            at = happened(command.at, state.now)
            return [event_of(ContactAttempted, command, person=person, at=at)]
        case RecordWaitContact():
            at = happened(command.at, state.now)
            return [event_of(WaitContactMade, command, person=person, at=at)]
        case DeclareContactLost():
            return _lost(command, state, person)


def _lost(command: DeclareContactLost, state: Asked, person: PersonId) -> Sequence[Event]:
    if state.referral.ended is Stage.LOST:
        return []
    if state.referral.ended is not None:
        raise ReferralIsOver("This referral is over already.")
    tried = sought(state.referral, state.person)
    lost_from = tried.lost_from(state.definitions)
    if lost_from is None or state.now < lost_from:
        raise NotTriedEnough(_too_little(tried, state.now, state.definitions))
    return [
        event_of(
            ContactLost,
            command,
            person=person,
            tries=len(tried.tries),
            channels=tried.channels,
            first_tried_on=local_day(tried.tries[0].at),
            at=state.now,
        )
    ]


def _too_little(tried: Sought, now: datetime, definitions: Definitions) -> str:
    least = _counted(definitions.lost_after_tries, "time")
    ways = _counted(definitions.lost_after_channels, "way")
    over = _counted(definitions.lost_after_days, "day")
    needed = f"Try at least {least}, in {ways}, over {over}, as they said they may be reached."
    if not tried.tries:
        return f"Nothing was tried since this person was last in touch. {needed}"
    days = (local_day(now) - local_day(tried.tries[0].at)).days
    times, ways = _counted(len(tried.tries), "time"), _counted(tried.channels, "way")
    so_far = f"So far this person was tried {times} in {ways} over {_counted(days, 'day')}."
    return f"{so_far} {needed}"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


decider = Decider(
    noun="referral",
    commands=(RecordContactAttempt, RecordWaitContact, DeclareContactLost),
    gather=gather,
    decide=decide,
    refusals=(UnknownReferral, ReferralIsOver, NotTriedEnough, NotYetHappened, TooLongAgo),
)
