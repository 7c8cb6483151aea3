"""A receipt of a decision, for the one whom it is about.

No log can show that something was never recorded. Whoever holds a receipt can show that this was,
and that it was not changed since. It is given only once they were told, and in a way that they said
is safe (domain reference, 3.7 and 4.2).
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain.channels import Channel
from domain.confidentiality.folding import BREAK
from domain.confidentiality.recording import about, must_be_known
from domain.confidentiality.refusals import UnknownBreak
from domain.confidentiality.state import Break, Step
from domain.decider import Command, Decider, Event, Malformed, Position, Read, Refusal
from domain.people import BreakId, PeerId, PersonId, ServiceId, subject
from domain.person import PERSON, Person, may_be_reached
from domain.personal import BreaksCode

# --- Events ---


class DecisionReceiptGiven(Event, frozen=True, kw_only=True):
    """The one whom a decision is about was given the proof that it is recorded at ``entry``."""

    break_id: BreakId
    service: ServiceId
    entry: Position
    person: PersonId | None = None
    peer: PeerId | None = None
    channel: BreaksCode = None


# --- Commands ---


class GiveDecisionReceipt(Command, frozen=True, kw_only=True):
    """Give the one whom a decision is about the proof that it is recorded.

    In person, or sent by letter, e-mail or message where they said yes to that.
    """

    break_id: BreakId
    channel: Channel


# --- State ---


class ReceiptAsked(msgspec.Struct, frozen=True):
    """A record, the person whom it is about, and the moment of asking."""

    now: datetime
    record: Break
    person: Person | None = None


# --- Refusals ---


class NobodyToGiveItTo(Refusal):
    """The decision is about nobody whom the service knows, or about somebody who has died."""


class NothingDecidedYet(Refusal):
    """There is no decision that a receipt could be of."""


class NotToldYet(Refusal):
    """They have not been told; a receipt would tell them."""


class NotAWayToHandOver(Malformed):
    """Nothing can be handed over in this way."""


class NotASafeWay(Refusal):
    """The person has not said yes to being sent something in this way."""


# --- The decision ---

SENT = frozenset({Channel.EMAIL, Channel.LETTER, Channel.MESSAGES})
IN_PERSON = frozenset({Channel.FACE_TO_FACE, Channel.WALK})


def gather(command: GiveDecisionReceipt, read: Read) -> ReceiptAsked:
    """Look at the record, and at how the person may be reached."""
    record: Break = read(BREAK, subject("break", command.break_id))
    person = read(PERSON, subject("person", record.person)) if record.person else None
    return ReceiptAsked(read.now, record, person)


def decide(command: GiveDecisionReceipt, state: ReceiptAsked) -> Sequence[Event]:
    """Decide whether a receipt may be given now, in this way."""
    record, now = state.record, state.now
    must_be_known(record)
    decision = decision_of(record)
    if decision is None:
        raise NothingDecidedYet("Nothing was decided or passed on yet.")
    died = state.person is not None and state.person.died_at is not None
    if died or not (record.person or record.peer):
        raise NobodyToGiveItTo("There is nobody here whom a receipt could be given to.")
    if record.told is None or record.told.at > now:
        raise NotToldYet("They have not been told. Tell them first, and record that.")
    if command.channel not in SENT | IN_PERSON:
        raise NotAWayToHandOver("Give it in person, or send it.", field="channel")
    sent = state.person is not None and command.channel in SENT
    if sent and not may_be_reached(state.person or Person(), now, command.channel):
        raise NotASafeWay(
            "They have not said that they may be sent something in this way. "
            "Give it in person, or ask them.",
            field="channel",
        )
    return [
        DecisionReceiptGiven(
            at=now, entry=decision.position, channel=command.channel, **about(record)
        )
    ]


def decision_of(record: Break) -> Step | None:
    """The entry that a receipt is of: the decision, or else the first time something was told."""
    return record.decided or min(record.passed_on, key=lambda each: each.at, default=None)


decider = Decider(
    noun="break",
    commands=(GiveDecisionReceipt,),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownBreak,
        NothingDecidedYet,
        NobodyToGiveItTo,
        NotToldYet,
        NotAWayToHandOver,
        NotASafeWay,
    ),
)
