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
from msgspec.structs import replace

from application.commands import DECIDER_OF
from domain import catalogue, folds, people
from domain.boundaries import BOUNDARIES
from domain.boundary_flags import flags_of_boundaries
from domain.contact import CONTACTS
from domain.contact_flags import flags_of_contacts
from domain.corrections import CorrectEntry, MarkEnteredInError
from domain.decider import Command, Event, Recorded, Refusal
from domain.definitions import DEFAULTS
from domain.disclosure import ProposeDisclosure, ReportDisclosure
from domain.erasure.redacting import RedactField
from domain.flags import Flag
from domain.folds import ALWAYS, CodedFold, Fold, as_of, fold, of_subject
from domain.further_support import FURTHER_SUPPORT
from domain.further_support_flags import flags_of_further_support
from domain.goal_flags import flags_of_goals
from domain.goals import GOALS
from domain.indicators import FACTS, Standing
from domain.indicators.asking import NEEDS_KEYS
from domain.indicators.language import NOT_JUDGED
from domain.lone_working_flags import flags_of_outing
from domain.match import PEERS_MATCHES, PERSONS_MATCHES
from domain.match_flags import flags_of_match
from domain.partnership import MakeOnwardReferral
from domain.peer import PEER
from domain.peer_flags import cover_decided, flags_of_peer
from domain.people import ActorId, ServiceId, Subject, identifier_from
from domain.person import PERSON
from domain.proposal_sharing import ShareProposal
from domain.rectification import RecordRectification
from domain.referral import REFERRAL
from domain.referral_flags import flags_of_referral
from domain.service import SERVICE as SERVICE_FOLD
from domain.session import LONE_WORKING, SESSIONS
from domain.session_flags import oddities_of_sessions, tasks_of_sessions
from infrastructure.codec import sealed_fields
from projections.caseload import rows_of
from projections.dependency_indicators import Row as Indicator
from projections.dependency_indicators import rows_of as indicators_of
from tests.deployments import ISLA, SERVICE
from tests.domain.decisions import in_order
from tests.domain.decisions import without_keys as event_without_keys
from tests.events import events_of, requests_of
from tests.histories import NOBODY_CAN_OPEN_THIS, TODAY, by_subject, simulated, without_keys

CAMPAIGN = bool(os.environ.get("ALONGSIDE_CAMPAIGN"))
SEEDS = range(1, 41) if CAMPAIGN else (1, 3)
REQUESTS = 20_000 if CAMPAIGN else 400

FOLDS: dict[str, Fold[Any]] = {
    f"{module.__name__}.{name}": found
    for module in [sys.modules[name] for name in sorted(sys.modules) if name.startswith("domain.")]
    for name, found in vars(module).items()
    if isinstance(found, Fold) and not isinstance(found, CodedFold) and found is not FACTS
}
"""Every fold but that of the indicators, which reads codes where it can, and is tested below."""
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
    recorded = {type(each.event) for seed in SEEDS for each in simulated(seed)}
    possible = {(kind.__name__, field.field) for kind in recorded for field in sealed_fields(kind)}

    assert len(sealed) > len(possible) / 2, sorted(possible - sealed)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", sorted(FOLDS))
def test_a_fold_adds_up_to_the_same_without_any_key(name: str, seed: int) -> None:
    with_keys, keyless = histories(seed)
    for subject in with_keys:
        read = of_subject(as_of(with_keys[subject]), subject)
        blind = of_subject(as_of(keyless[subject]), subject)
        assert fold(FOLDS[name], read) == fold(FOLDS[name], blind)


@pytest.mark.parametrize("name", sorted(FOLDS))
def test_a_fold_needs_no_key_for_anything_that_it_hears(name: str) -> None:
    """Also for what is too rare to happen in a small simulated service."""
    kinds = sorted(FOLDS[name].hears, key=lambda kind: kind.__name__)

    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.one_of([events_of(kind) for kind in kinds]), max_size=8))
    def same(events: list[Event]) -> None:
        blind = [event_without_keys(event) for event in events]
        assert fold(FOLDS[name], as_of(in_order(events))) == fold(
            FOLDS[name], as_of(in_order(blind))
        )

    same()


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
    """Every flag of every referral and match of a person, and of all that happens in it."""
    happened = of_subject(as_of(events), subject)
    person = fold(PERSON, happened)
    found = [*flags_of_referral(fold(REFERRAL, happened), person)]
    sessions = fold(SESSIONS, happened)
    for match in fold(PERSONS_MATCHES, happened).values():
        found += flags_of_match(match, person, sessions)
        found += flags_of_boundaries(fold(BOUNDARIES, happened), match)
        found += flags_of_goals(fold(GOALS, happened).values(), match)
        found += flags_of_further_support(fold(FURTHER_SUPPORT, happened))
        for contacts in fold(CONTACTS, happened).values():
            found += flags_of_contacts(contacts, match, person)
        for outing in fold(LONE_WORKING, happened).values():
            found += flags_of_outing(outing)
        found += tasks_of_sessions(sessions, match, person)
        found += oddities_of_sessions(sessions, match, person)
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_flags_of_peer_supporters_are_the_same_without_any_key(seed: int) -> None:
    with_keys, keyless = histories(seed)
    raised: set[str] = set()
    for subject in (each for each in with_keys if each.startswith("peer:")):
        read = flags_about(with_keys, subject)
        raised |= {flag.code for flag in read}
        assert read == flags_about(keyless, subject)
    assert len(raised) > 5


def flags_about(histories: dict[Subject, list[Recorded]], subject: Subject) -> tuple[Flag, ...]:
    """Every flag of a peer supporter."""
    happened = of_subject(as_of(histories[subject]), subject)
    of_service = people.subject("service", SERVICE)
    service = fold(SERVICE_FOLD, of_subject(as_of(histories[of_service]), of_service))
    matches = fold(PEERS_MATCHES, happened)
    return flags_of_peer(fold(PEER, happened), service, matches, cover_decided(happened))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_caseload_and_its_clocks_are_the_same_without_any_key(seed: int) -> None:
    """Rows, and the moment until which they hold, at many moments of every person's history.

    The level is left out: it is what the indicators give, some of which need ratings that are
    sealed.
    """
    with_keys, keyless = histories(seed)
    chance, seen = Random(seed), 0
    for subject in (each for each in with_keys if each.startswith("person:")):
        for _moment in range(6):
            at = TODAY - timedelta(hours=chance.randrange(24 * 365))
            rows, service, until = rows_of(subject, with_keys[subject], DEFAULTS, at, at)
            blind = rows_of(subject, keyless[subject], DEFAULTS, at, at)
            seen += len(rows)
            assert [replace(row, level=None) for row in rows] == [
                replace(row, level=None) for row in blind[0]
            ]
            assert (service, until) == blind[1:]
    assert seen > 20


def test_an_indicator_that_needs_a_key_says_so_and_all_others_are_the_same() -> None:
    """What cannot be opened is never "nothing to say"."""
    seen = unsaid = 0
    for seed in SEEDS:
        with_keys, keyless = histories(seed)
        chance = Random(seed)
        for subject in (each for each in with_keys if each.startswith("person:")):
            for _moment in range(10):
                at = TODAY - timedelta(hours=chance.randrange(24 * 365))
                rows, _service = indicators_of(subject, with_keys[subject], DEFAULTS, at, at)
                blind, _service = indicators_of(subject, keyless[subject], DEFAULTS, at, at)
                assert [row.code for row in rows] == [row.code for row in blind]
                for row, other in zip(rows, blind, strict=True):
                    seen += 1
                    if row.code in NEEDS_KEYS:
                        unsaid += other.standing == Standing.NOT_RECORDED
                        assert other.standing in NOT_JUDGED
                    else:
                        assert _by_itself(row) == _by_itself(other)
    assert seen > 200
    assert unsaid > 0


def _by_itself(row: Indicator) -> Indicator:
    """An indicator without what all the others of its match say, some of which need keys."""
    return replace(row, level=None, level_since=None, escalated_on=None, quiet_until=None)


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


NEED_KEYS = {
    CorrectEntry,
    MakeOnwardReferral,
    MarkEnteredInError,
    ProposeDisclosure,
    RecordRectification,
    RedactField,
    ReportDisclosure,
    ShareProposal,
}
"""A correction rewrites what an entry said, words included, and a redaction takes one out; whether
something may be told rests on what somebody let be told, which is sealed, and what cannot be read
opens nothing."""
COMMANDS = sorted(
    (kind for kind in DECIDER_OF if kind not in NEED_KEYS), key=lambda kind: kind.__name__
)
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
