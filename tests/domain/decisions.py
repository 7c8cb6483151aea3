"""How a rule is told: given what happened, when somebody asks, then this follows."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, get_type_hints

import msgspec
import pytest
from hypothesis import strategies as st

from application.commands import DECIDER_OF
from domain import folds
from domain.decider import Command, Decider, Event, Position, Recorded, Refusal
from domain.folds import Fold, as_of, of_subject
from domain.people import ActorId, ServiceId, Subject, identifier_from
from domain.personal import Owned, Sealed

NOW = datetime(2026, 5, 5, 9, tzinfo=UTC)
SERVICE_ID = ServiceId("service-of-tests")
ACTOR = ActorId("isla")


def fresh_id(noun: str) -> str:
    """The identifier that a decision gives to something new."""
    return identifier_from(noun.encode())


def in_order(events: Sequence[Event | Recorded]) -> tuple[Recorded, ...]:
    """Events as the log holds them, recorded in this order."""
    return tuple(
        event if isinstance(event, Recorded) else entry(position, event)
        for position, event in enumerate(events, start=1)
    )


def entry(position: int, event: Event, corrects: int | None = None) -> Recorded:
    """One event as the log holds it."""
    return Recorded(
        position=Position(position),
        recorded_at=max(event.at, NOW),
        by=ACTOR,
        service=SERVICE_ID,
        command_id=f"command-{position}",
        ordinal=0,
        because_of=None,
        corrects=None if corrects is None else Position(corrects),
        tags=event.subjects,
        event=event,
    )


@dataclass(frozen=True)
class Past:
    """What `gather` is given: a short history, a moment, an actor and a service."""

    events: tuple[Recorded, ...]
    now: datetime = NOW
    by: ActorId = ACTOR
    service: ServiceId = SERVICE_ID

    def __call__(self, fold: Any, of: Subject) -> Any:
        filed = [recorded for recorded in self.events if of in recorded.tags]
        return folds.fold(fold, of_subject(as_of(filed), of))

    def fresh(self, noun: str) -> str:
        return fresh_id(noun)


def decider_of(command: Command) -> Decider[Any, Any]:
    """The rules that answer a command, as the door finds them."""
    return DECIDER_OF[type(command)]


def decided(past: Past, command: Command) -> list[Event]:
    """What follows. A refusal that its decider does not list is a failure of the test."""
    decider = decider_of(command)
    try:
        return list(decider.decide(command, decider.gather(command, past)))
    except Refusal as refusal:
        _must_be_proper(refusal, decider)
        raise


def _must_be_proper(refusal: Refusal, decider: Decider[Any, Any]) -> None:
    assert type(refusal) in decider.refusals, f"{type(refusal).__name__} is not listed"
    assert str(refusal).endswith("."), "a refusal is a sentence"


@dataclass(frozen=True)
class Asked:
    """A request, and the history before it."""

    past: Past
    command: Command

    def then(self, *expected: Event) -> None:
        assert list(expected) == decided(self.past, self.command)

    def then_nothing(self) -> None:
        self.then()

    def then_refused(
        self, kind: type[Refusal], contains: str = "", field: str | None = None
    ) -> None:
        with pytest.raises(kind) as refused:
            decided(self.past, self.command)

        assert kind is refused.type
        assert contains in str(refused.value)
        assert field in {None, refused.value.field}


@dataclass(frozen=True)
class Given:
    """A history."""

    events: tuple[Recorded, ...]

    def when(self, command: Command, now: datetime = NOW) -> Asked:
        return Asked(Past(self.events, now), command)


def given(*events: Event | Recorded) -> Given:
    """Begin with what happened, in the order in which it was recorded."""
    return Given(in_order(events))


def folded(a_fold: Fold[Any], *events: Event | Recorded) -> Any:
    """What events add up to, whatever they concern."""
    return folds.fold(a_fold, as_of(in_order(events)))


def without_keys(event: Event) -> Event:
    """The event as a reader without any key sees it."""
    hidden = {
        field: Sealed(b"nobody can open this")
        for field, hint in get_type_hints(type(event), include_extras=True).items()
        if any(isinstance(each, Owned) for each in getattr(hint, "__metadata__", ()))
    }
    return msgspec.structs.replace(event, **hidden)


def lived(commands: Iterable[Command], *before: Event) -> list[Event]:
    """What follows when these are asked one after the other, a minute apart, refused or not."""
    events, now = list(before), NOW
    for command in commands:
        now += timedelta(minutes=1)
        with suppress(Refusal):
            events += decided(Past(in_order(events), now), command)
    return events


def requests_among(commands: Sequence[Command]) -> st.SearchStrategy[list[Command]]:
    """Up to a dozen of these; what can be reported later is reported up to 60 days later."""

    def reported_late(command: Command, days: int) -> Command:
        if days and "at" in command.__struct_fields__:
            return msgspec.structs.replace(command, at=NOW - timedelta(days=days))
        return command

    a_request = st.builds(reported_late, st.sampled_from(commands), st.integers(0, 60))
    return st.lists(a_request, max_size=12)
