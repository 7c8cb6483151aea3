"""Invented histories to measure with: one person, one peer supporter, one match, and no real name.

Events are the product's own, sealed by its own codec under real keys. Many lives are interleaved
by time, as in a service, so a subject's events lie scattered over the log.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import islice
from typing import Any, NamedTuple

from domain.channels import Channel
from domain.decider import Event
from domain.match import (
    ConfidentialityExplained,
    IntroductionHeld,
    MatchActivated,
    MatchAgreementAccepted,
    MatchAgreementWritten,
    MatchProposalAccepted,
    MatchProposed,
    PlaceType,
    Side,
)
from domain.peer import PeerActivated, PeerInterestExpressed
from domain.people import (
    LOCAL_OPERATOR,
    MatchId,
    OfferId,
    PeerId,
    PersonId,
    ReferralId,
    ServiceId,
    SessionId,
    StaffId,
    identifier_from,
)
from domain.person import PersonRegistered
from domain.referral import AgreedHow, ReferralAccepted, ReferralReceived, Source
from domain.session import SessionHeld, SessionPlanned
from infrastructure.codec import EPOCH, MICROSECOND, Envelope, encode
from infrastructure.keyring import Keyring
from infrastructure.recorders import CommandRow, EventRecorder, Row

SERVICE = ServiceId("benchmark-service")
COORDINATOR = StaffId("benchmark-coordinator")
OFFER = OfferId("benchmark-offer")
NOTE = "Walked by the canal, in rain."
WORRY = "Sleeps badly since moving."

BEFORE_SESSIONS = 9
"""Events of a match until its first session."""
BESIDE_THE_MATCH = 5
"""Events of a life that its match does not carry."""
LIVES_AT_A_TIME = 500
"""Lives whose events are interleaved; a long log is many such stretches."""


class Life(NamedTuple):
    """The identifiers of one invented life."""

    person: PersonId
    peer: PeerId
    match: MatchId
    referral: ReferralId


def life(number: int) -> Life:
    """The life of a number, always the same."""

    def identifier(noun: str) -> str:
        return identifier_from(f"benchmark/{noun}/{number}".encode())

    return Life(
        PersonId(identifier("person")),
        PeerId(identifier("peer")),
        MatchId(identifier("match")),
        ReferralId(identifier("referral")),
    )


def events_of(number: int, history: int, now: datetime) -> Iterator[Event]:
    """A life whose match has so many events, in the order in which they happened."""
    person, peer, match, referral = life(number)
    both: dict[str, Any] = {"person": person, "peer": peer}
    day = now - timedelta(days=420) + timedelta(hours=number % 1440)
    name = f"Synthetic Person {number}"
    yield PersonRegistered(at=day, person=person, service=SERVICE, name=name)
    yield ReferralReceived(
        at=day, referral=referral, person=person, source=Source.GP, agreed_how=AgreedHow.SPOKEN
    )
    yield PeerInterestExpressed(at=day, peer=peer, service=SERVICE, name=f"Synthetic Peer {number}")
    yield PeerActivated(at=day + timedelta(days=5), peer=peer, offers=(OFFER,))
    yield ReferralAccepted(
        at=day + timedelta(days=9), referral=referral, person=person, offer=OFFER
    )
    day += timedelta(days=20)
    yield MatchProposed(
        at=day,
        match=match,
        referral=referral,
        offer=OFFER,
        coordinator=COORDINATOR,
        reasons="Both garden, both like to walk, and they live near each other.",
        knows_person_at=day - timedelta(days=10),
        knows_peer_at=day - timedelta(days=12),
        regulated=False,
        **both,
    )
    for side in Side:
        yield MatchProposalAccepted(at=day + timedelta(days=1), match=match, by=side, **both)
    yield ConfidentialityExplained(
        at=day + timedelta(days=3), match=match, to=Side.PERSON, version="1", **both
    )
    yield IntroductionHeld(at=day + timedelta(days=4), match=match, mode=Channel.WALK, **both)
    yield MatchAgreementWritten(
        at=day + timedelta(days=5),
        match=match,
        version=1,
        sessions_a_month=4.0,
        minutes=60,
        channels=(Channel.WALK, Channel.PHONE),
        review_on=date(now.year, 12, 31),
        goals="Out of the house twice a week.",
        **both,
    )
    for side in Side:
        yield MatchAgreementAccepted(
            at=day + timedelta(days=5), match=match, version=1, by=side, **both
        )
    yield MatchActivated(at=day + timedelta(days=6), match=match, referral=referral, **both)
    yield from islice(_sessions(number, match, person, peer, day), history - BEFORE_SESSIONS)


def rows(
    keyring: Keyring, lives: int, history: int, now: datetime, most: int | None = None
) -> Iterator[tuple[Row, CommandRow]]:
    """Encode lives as they would be stored, each event by a command of its own."""
    recorded_at = (now - timedelta(hours=1) - EPOCH) // MICROSECOND
    position = 0
    for start in range(0, lives, LIVES_AT_A_TIME):
        numbers = range(start, min(start + LIVES_AT_A_TIME, lives))
        stretch = [event for number in numbers for event in events_of(number, history, now)]
        stretch.sort(key=_at)
        for event in stretch:
            if position == most:
                return
            position += 1
            command_id = identifier_from(f"benchmark/command/{position}".encode())
            envelope = Envelope(LOCAL_OPERATOR, SERVICE, command_id)
            name, tags, data = encode(event, envelope, keyring)
            yield (
                Row(position, name, recorded_at + position, tags, data),
                CommandRow(command_id, sha256(data).digest(), position, position),
            )


def fill(
    recorder: EventRecorder,
    keyring: Keyring,
    lives: int,
    history: int,
    most: int | None = None,
) -> None:
    """Fill an empty log, in one transaction, with so many lives, or events at most."""
    now = datetime.now(UTC)
    commands: list[list[CommandRow]] = []

    def pages() -> Iterator[list[Row]]:
        stored = rows(keyring, lives, history, now, most)
        while page := list(islice(stored, 5_000)):
            commands.append([command for _row, command in page])
            yield [row for row, _command in page]

    recorder.load(pages(), iter(commands))


def lives_for(events: int, history: int) -> int:
    """How many lives make so many events, or a few more."""
    return -(-events // (history + BESIDE_THE_MATCH))


def stored_bytes(row: tuple[object, ...]) -> int:
    """The bytes of a row's texts and data."""
    return sum(len(value) for value in row if isinstance(value, str | bytes))


def _sessions(
    number: int, match: MatchId, person: PersonId, peer: PeerId, start: datetime
) -> Iterator[Event]:
    both: dict[str, Any] = {"person": person, "peer": peer}
    for count in range(100_000):
        session = SessionId(identifier_from(f"benchmark/session/{number}/{count}".encode()))
        at = start + timedelta(days=7 + 7 * count % 380, minutes=count)
        yield SessionHeld(
            at=at,
            match=match,
            session=session,
            unplanned=True,
            minutes=60,
            worried=True,
            mode=Channel.WALK,
            place_type=PlaceType.OUTDOORS,
            note=NOTE,
            worry_words=WORRY,
            **both,
        )
        session = SessionId(identifier_from(f"benchmark/planned/{number}/{count}".encode()))
        yield SessionPlanned(
            at=at,
            match=match,
            session=session,
            planned_for=start + timedelta(days=500 + count),
            minutes=60,
            mode=Channel.WALK,
            **both,
        )


def _at(event: Event) -> datetime:
    return event.at
