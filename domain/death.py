"""A person's death closes everything of theirs at once (domain reference, 3.1).

One entry does it. It is filed under the person and under each of their referrals and matches, so
whoever looks at one of these alone sees it closed too; and if the death was recorded by mistake,
one mark opens all of it again, which separate closing entries would not.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain.decider import Decider, Event, Read, event_of
from domain.match import PERSONS_MATCHES
from domain.people import MatchId, ReferralId, subject
from domain.periods import NotYetHappened, TooLongAgo, end_of, happened, start_of
from domain.person import PERSON, Person, PersonDied, RecordDeath, UnknownPerson, must_be_known
from domain.referral import PERSONS_REFERRALS


class DeathAsked(msgspec.Struct, frozen=True):
    """A person with everything that is filed under them, at the moment of asking."""

    person: Person
    referrals: tuple[ReferralId, ...]
    matches: tuple[MatchId, ...]
    now: datetime


def gather(command: RecordDeath, read: Read) -> DeathAsked:
    """Look at the person, and at which referrals and matches they ever had.

    Those that are over count as well: an entry that ended one may turn out to be a mistake.
    """
    about = subject("person", command.person)
    return DeathAsked(
        person=read(PERSON, about),
        referrals=tuple(read(PERSONS_REFERRALS, about).each),
        matches=tuple(read(PERSONS_MATCHES, about)),
        now=read.now,
    )


def decide(command: RecordDeath, state: DeathAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    must_be_known(state.person)
    if state.person.died_at is not None:
        return []
    return [
        event_of(
            PersonDied,
            command,
            referrals=state.referrals,
            matches=state.matches,
            at=_died_at(command, state.now),
        )
    ]


def _died_at(command: RecordDeath, now: datetime) -> datetime:
    """The moment; where only a day is known, its end, as of all that closes something."""
    if command.at is None and command.on is not None:
        happened(start_of(command.on), now, "on")
        return min(end_of(command.on), now)
    return happened(command.at, now)


decider = Decider(
    noun="person",
    commands=(RecordDeath,),
    gather=gather,
    decide=decide,
    refusals=(UnknownPerson, NotYetHappened, TooLongAgo),
)
