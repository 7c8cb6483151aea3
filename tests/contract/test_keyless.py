"""Lifecycles, guards, flags and clocks need no key: what is sealed decides nothing.

Otherwise a person's erasure would change what stands in a caseload, and a reader without the
keyring would see another state than one who holds it.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from application.commands import DECIDER_OF
from domain import catalogue, folds, people
from domain.corrections import CorrectEntry, MarkEnteredInError
from domain.decider import Command, Recorded, Refusal
from domain.definitions import DEFAULTS
from domain.flags import Flag
from domain.folds import ALWAYS, CodedFold, Fold, as_of, fold, of_subject
from domain.match import PERSONS_MATCHES
from domain.match_flags import flags_of_match
from domain.people import ActorId, ServiceId, Subject, identifier_from
from domain.person import PERSON
from domain.referral import REFERRAL
from domain.referral_flags import flags_of_referral
from domain.session import SESSIONS
from domain.session_flags import flags_of_session
from infrastructure.codec import sealed_fields
from projections.caseload import rows_of
from tests.deployments import ISLA, SERVICE
from tests.events import requests_of
from tests.histories import NOBODY_CAN_OPEN_THIS, TODAY, by_subject, simulated, without_keys

CAMPAIGN = bool(os.environ.get("ALONGSIDE_CAMPAIGN"))
SEEDS = range(1, 41) if CAMPAIGN else (1, 2)
REQUESTS = 20_000 if CAMPAIGN else 400

FOLDS: dict[str, Fold[Any]] = {
    f"{module.__name__}.{name}": found
    for module in [sys.modules[name] for name in sorted(sys.modules) if name.startswith("domain.")]
    for name, found in vars(module).items()
    if isinstance(found, Fold) and not isinstance(found, CodedFold)
}
IDS = {
    hint: hint.__name__.removesuffix("Id").lower()
    for hint in vars(people).values()
    if hasattr(hint, "__supertype__") and hint.__name__.endswith("Id")
}


@cache
def histories(seed: int) -> tuple[dict[Subject, list[Recorded]], dict[Subject, list[Recorded]]]:
    """The same history twice: read with every key, and with none."""
    history = simulated(seed)
    return by_subject(history), by_subject([without_keys(each) for each in history])


def test_there_is_something_sealed_to_be_without() -> None:
    """The histories hold sealed values of most kinds, or the other tests would show nothing."""
    sealed = {
        (type(each.event).__name__, field.field)
        for seed in SEEDS
        for each in map(without_keys, simulated(seed))
        for field in sealed_fields(type(each.event))
        if getattr(each.event, field.field) == NOBODY_CAN_OPEN_THIS
    }
    possible = {
        (kind.__name__, field.field)
        for kind in catalogue.EVENTS.values()
        for field in sealed_fields(kind)
    }

    assert len(sealed) > len(possible) / 2, sorted(possible - sealed)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", sorted(FOLDS))
def test_a_fold_adds_up_to_the_same_without_any_key(name: str, seed: int) -> None:
    with_keys, keyless = histories(seed)
    heard = 0
    for subject in with_keys:
        read = of_subject(as_of(with_keys[subject]), subject)
        blind = of_subject(as_of(keyless[subject]), subject)
        heard += sum(type(each.event) in FOLDS[name].hears for each in read)
        assert fold(FOLDS[name], read) == fold(FOLDS[name], blind)
    assert heard > 0


@pytest.mark.parametrize("seed", SEEDS)
def test_flags_are_the_same_without_any_key(seed: int) -> None:
    with_keys, keyless = histories(seed)
    raised: set[str] = set()
    for subject in (each for each in with_keys if each.startswith("person:")):
        read, blind = flags_of(with_keys[subject], subject), flags_of(keyless[subject], subject)
        raised |= {flag.code for flag in read}
        assert read == blind
    assert len(raised) > 5


def flags_of(events: Sequence[Recorded], subject: Subject) -> list[Flag]:
    """Every flag of every referral, match and session of a person."""
    happened = of_subject(as_of(events), subject)
    person = fold(PERSON, happened)
    found = [*flags_of_referral(fold(REFERRAL, happened), person)]
    sessions = fold(SESSIONS, happened)
    for match in fold(PERSONS_MATCHES, happened).values():
        found += flags_of_match(match, person, sessions)
        for session in sessions.values():
            found += flags_of_session(session, match, person)
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_a_caseload_and_its_clocks_are_the_same_without_any_key(seed: int) -> None:
    """Rows, and the moment until which they hold, at many moments of every person's history."""
    with_keys, keyless = histories(seed)
    chance, seen = Random(seed), 0
    for subject in (each for each in with_keys if each.startswith("person:")):
        for _moment in range(6):
            at = TODAY - timedelta(hours=chance.randrange(24 * 365))
            rows = rows_of(subject, with_keys[subject], DEFAULTS, at, at)
            seen += len(rows[0])
            assert rows == rows_of(subject, keyless[subject], DEFAULTS, at, at)
    assert seen > 20


@dataclass(frozen=True)
class Past:
    """What `gather` looks at, from a history."""

    histories: dict[Subject, list[Recorded]]
    now: datetime
    by: ActorId = ISLA
    service: ServiceId = SERVICE

    def __call__(self, fold: Any, of: Subject) -> Any:
        assert not isinstance(fold, CodedFold), "a decision asks for what is sealed"
        events = self.histories.get(of, [])
        return folds.fold(fold, of_subject(as_of(events, true=ALWAYS), of))

    def fresh(self, noun: str) -> str:
        return identifier_from(noun.encode())


def answer(past: Past, command: Command) -> object:
    """What follows, or the no: its name and its sentence."""
    decider = DECIDER_OF[type(command)]
    try:
        return list(decider.decide(command, decider.gather(command, past)))
    except Refusal as refusal:
        return type(refusal).__name__, str(refusal), refusal.field


@cache
def identifiers(seed: int) -> dict[object, list[str]]:
    """Who and what a history speaks of, by the type of the identifier."""
    found: dict[object, set[str]] = {hint: set() for hint in IDS}
    for recorded in simulated(seed):
        for field in recorded.event.__struct_fields__:
            for hint, noun in IDS.items():
                value = getattr(recorded.event, field)
                if field == noun and isinstance(value, str):
                    found[hint].add(value)
    return {hint: sorted(values) for hint, values in found.items() if values}


COMMANDS = sorted(
    (kind for kind in DECIDER_OF if kind not in {CorrectEntry, MarkEnteredInError}),
    key=lambda kind: kind.__name__,
)
"""A correction rewrites what an entry said, words included, so it alone needs keys."""
WHEN = st.datetimes(
    (TODAY - timedelta(days=300)).replace(tzinfo=None),
    TODAY.replace(tzinfo=None),
    timezones=st.just(UTC),
)
REQUEST = st.sampled_from(COMMANDS).flatmap(
    lambda kind: requests_of(kind, identifiers(SEEDS[0]), WHEN)
)


def test_a_decision_is_the_same_without_any_key() -> None:
    with_keys, keyless = histories(SEEDS[0])
    answers: set[str] = set()

    @settings(max_examples=REQUESTS, deadline=None)
    @given(REQUEST, WHEN)
    def same(command: Command, now: datetime) -> None:
        read, blind = answer(Past(with_keys, now), command), answer(Past(keyless, now), command)
        answers.add(read[0] if isinstance(read, tuple) else "granted")
        assert read == blind

    same()

    assert "granted" in answers
    assert len(answers) > 15, "most rules were never asked"


def test_a_fold_that_looks_into_a_sealed_value_would_be_noticed() -> None:
    """The comparison itself, on a fold that reads how urgent somebody's own words sound."""
    with_keys, keyless = histories(SEEDS[0])
    by_words: Fold[int] = Fold(
        hears=frozenset(catalogue.EVENTS.values()),
        initial=0,
        evolve=lambda state, recorded: (
            state + isinstance(getattr(recorded.event, "own_words", None), str)
        ),
    )

    assert any(
        fold(by_words, as_of(with_keys[subject])) != fold(by_words, as_of(keyless[subject]))
        for subject in with_keys
    )
