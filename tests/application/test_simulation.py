"""A simulated service keeps every rule, repeats itself on demand, and leaves a caseload alive."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
import pytest

from application.simulation import LogInUse, NotASize, Simulated, simulate
from domain.decider import EnteredInError, Event, Recorded
from domain.folds import as_of, fold, of_subject
from domain.match import (
    MATCH,
    Match,
    MatchActivated,
    MatchProposalAccepted,
    MatchProposalDeclined,
    MatchProposed,
)
from domain.match import Stage as MatchStage
from domain.peer import PeerActivated, PeerInterestExpressed, PvgResultShared, SupervisionHeld
from domain.people import LOCAL_OPERATOR, ServiceId, Subject
from domain.periods import LOCAL
from domain.person import PersonDied, PersonRegistered
from domain.personal import Class, Sealed
from domain.referral import (
    REFERRAL,
    EnquiryReceived,
    Referral,
    ReferralReceived,
    Source,
)
from domain.referral import Stage as ReferralStage
from domain.session import (
    SESSIONS,
    Session,
    SessionCancelled,
    SessionHeld,
    SessionNotAttended,
    SessionPlanned,
)
from domain.session import Stage as SessionStage
from infrastructure.codec import opened
from infrastructure.event_log import EventLog
from infrastructure.keyring import KeyEncryptionKey, Keyring
from infrastructure.recorders.sqlite import SqliteRecorder

SERVICE = ServiceId("simulated-service")
UNTIL = datetime(2026, 3, 31, 15, 20, tzinfo=UTC)
PEOPLE, YEARS, SEED = 150, 2.0, 7
WORDS: tuple[Class, ...] = ("words",)

RULES_THAT_TURN_SOMEBODY_AWAY = {
    "AskThemFirst",
    "ConfidentialityNotExplained",
    "ConsentNotInForce",
    "CoursesNotCurrent",
    "DisclosureDenied",
    "NoReturnConversation",
    "NotAgreed",
    "NotReady",
    "NothingRaised",
    "NotTriedEnough",
    "PeerAtCapacity",
    "PeerNotActive",
    "PeerNotMet",
    "PersonHasDied",
    "PersonNotMet",
    "PvgNotValid",
    "ReferencesMissing",
    "RefresherMissing",
    "ReferralIsOver",
    "SupervisionNotHeld",
}
"""What a coordinator may run into. Any other refusal means that the simulator asks nonsense."""


@dataclass
class History:
    """A simulated log, read back."""

    simulated: Simulated
    entries: list[Recorded]
    words: list[Event]
    heard: list[tuple[int, int]]
    clock_restored: bool

    @cached_property
    def by_subject(self) -> dict[Subject, list[Recorded]]:
        found: dict[Subject, list[Recorded]] = defaultdict(list)
        for entry in self.entries:
            for tag in entry.tags:
                found[tag].append(entry)
        return found

    def first_versions(self, *kinds: type[Event]) -> list[Recorded]:
        return [
            each for each in self.entries if isinstance(each.event, kinds) and not each.corrects
        ]

    def states(self, noun: str, a_fold: Any) -> list[Any]:
        return [
            fold(a_fold, of_subject(as_of(entries), tag))
            for tag, entries in self.by_subject.items()
            if tag.startswith(f"{noun}:")
        ]

    @cached_property
    def matches(self) -> list[Match]:
        return self.states("match", MATCH)

    @cached_property
    def sessions(self) -> list[Session]:
        return [each for of in self.states("match", SESSIONS) for each in of.values()]

    @cached_property
    def referrals(self) -> list[Referral]:
        """Each referral, with the death of its person where there was one."""
        found = []
        for tag, entries in self.by_subject.items():
            if tag.startswith("referral:"):
                person = next(each for each in entries[0].tags if each.startswith("person:"))
                deaths = [
                    each for each in self.by_subject[person] if isinstance(each.event, PersonDied)
                ]
                found.append(fold(REFERRAL, as_of([*entries, *deaths])))
        return found


@contextmanager
def an_empty_log(folder: Path) -> Iterator[tuple[EventLog, Keyring]]:
    keyring = Keyring(f"sqlite:///{folder}/keyring.db", KeyEncryptionKey.at(folder / "key"))
    recorder = SqliteRecorder(folder / "log.db")
    try:
        yield EventLog(recorder, keyring), keyring
    finally:
        recorder.close()
        keyring.close()


def history_of(
    folder: Path, *, people: int, years: float, seed: int, until: datetime = UNTIL
) -> History:
    folder.mkdir()
    heard: list[tuple[int, int]] = []
    with an_empty_log(folder) as (log, keyring):
        real_clock = log.clock
        simulated = simulate(
            log,
            log,
            service=SERVICE,
            people=people,
            years=years,
            seed=seed,
            until=until,
            progress=lambda done, of: heard.append((done, of)),
        )
        entries = [each for page in log.read() for each in page]
        words = [
            opened(each, keyring, WORDS).event
            for each in entries
            if isinstance(each.event, PersonRegistered | PeerInterestExpressed)
        ]
        return History(simulated, entries, words, heard, log.clock is real_clock)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    """A service of ordinary size over two years."""
    folder = tmp_path_factory.mktemp("simulated") / "store"
    return history_of(folder, people=PEOPLE, years=YEARS, seed=SEED)


def told(entry: Recorded) -> tuple[object, ...]:
    """An entry without the boxes of its sealed values, which never repeat."""
    clear = {
        field: value
        for field, value in msgspec.structs.asdict(entry.event).items()
        if not isinstance(value, Sealed)
    }
    return (entry.recorded_at, entry.by, entry.command_id, entry.corrects, entry.tags, clear)


def test_the_same_seed_tells_the_same_history(tmp_path: Path) -> None:
    first, second = (
        history_of(tmp_path / name, people=15, years=0.75, seed=3) for name in ("one", "two")
    )

    assert [told(each) for each in first.entries] == [told(each) for each in second.entries]
    assert first.words == second.words
    assert first.simulated.refusals == second.simulated.refusals


def test_another_seed_tells_another_history(tmp_path: Path) -> None:
    first, second = (
        history_of(tmp_path / str(seed), people=6, years=0.5, seed=seed) for seed in (3, 4)
    )

    arrivals = [
        [each.event.at for each in history.entries if isinstance(each.event, ReferralReceived)]
        for history in (first, second)
    ]

    assert all(arrivals)
    assert not set(arrivals[0]) & set(arrivals[1])
    assert not {each.command_id for each in first.entries} & {
        each.command_id for each in second.entries
    }


def test_it_says_what_it_recorded(history: History) -> None:
    simulated = history.simulated
    sessions = {getattr(each.event, "session", None) for each in history.entries} - {None}

    assert len(history.entries) == simulated.events
    assert len(history.first_versions(PersonRegistered)) == simulated.people == PEOPLE
    assert len(history.first_versions(MatchProposed)) == simulated.matches
    assert len(sessions) == simulated.sessions
    assert simulated.seconds > 0


def test_nothing_is_recorded_after_the_end_or_before_it_happened(history: History) -> None:
    opened_at = UNTIL - timedelta(days=YEARS * 366)

    assert all(opened_at < each.recorded_at <= UNTIL for each in history.entries)
    assert all(each.event.at <= each.recorded_at for each in history.entries)
    recorded = [each.recorded_at for each in history.entries]
    assert recorded == sorted(recorded)


def test_it_reaches_the_last_days(history: History) -> None:
    assert history.entries[-1].recorded_at > UNTIL - timedelta(days=2)


def test_the_clock_tells_its_own_time_again_afterwards(history: History) -> None:
    assert history.clock_restored


def test_no_wait_is_negative(history: History) -> None:
    for each in history.referrals:
        steps = [each.arrived_at, each.agreed_at, each.accepted_at, each.support_started_at]
        reached = [step for step in steps if step is not None]
        assert reached == sorted(reached)
    for match in history.matches:
        marks = [match.proposed_at, match.introduced_at, match.activated_at, match.ended_at]
        reached = [step for step in marks if step is not None]
        assert reached == sorted(reached)


def test_sessions_are_planned_for_the_day_in_summer_and_winter(history: History) -> None:
    planned = [
        each.event.planned_for.astimezone(LOCAL)
        for each in history.first_versions(SessionPlanned)
        if isinstance(each.event, SessionPlanned)
    ]

    assert {each.month for each in planned} == set(range(1, 13))
    assert all(9 <= each.hour <= 20 for each in planned)
    assert all(each.minute % 15 == 0 for each in planned)


def test_nobody_writes_anything_at_night(history: History) -> None:
    hours = Counter(each.recorded_at.astimezone(LOCAL).hour for each in history.entries)

    assert not [hour for hour in hours if not 8 <= hour <= 23]
    assert sum(hours[hour] for hour in range(9, 22)) > 0.97 * len(history.entries)


def test_session_records_come_late_about_as_often_as_they_do(history: History) -> None:
    records = history.first_versions(SessionHeld)
    late = sum(each.recorded_at - each.event.at > timedelta(days=3) for each in records)

    assert 0.10 < late / len(records) < 0.30


def test_other_entries_come_late_now_and_then(history: History) -> None:
    records = history.first_versions(SupervisionHeld)
    late = sum(each.recorded_at - each.event.at > timedelta(hours=20) for each in records)

    assert 0.01 < late / len(records) < 0.15


def test_some_records_are_corrected_and_some_taken_out(history: History) -> None:
    corrections = Counter(type(each.event) for each in history.entries if each.corrects)

    assert corrections[SessionHeld] > 0.01 * len(history.first_versions(SessionHeld))
    assert corrections[EnteredInError] > 0
    assert len(corrections) > len({SessionHeld, EnteredInError})


def test_a_session_told_as_held_is_put_right_when_nobody_had_come(history: History) -> None:
    taken_out = {
        each.corrects for each in history.entries if isinstance(each.event, EnteredInError)
    }
    first_told_as_held = {
        each.event.session
        for each in history.entries
        if each.position in taken_out and isinstance(each.event, SessionHeld)
    }
    missed = {
        each.event.session for each in history.entries if isinstance(each.event, SessionNotAttended)
    }

    assert first_told_as_held & missed


def test_a_referral_stands_in_every_stage_at_the_end(history: History) -> None:
    stages = {each.stage_at(UNTIL) for each in history.referrals}

    assert stages == set(ReferralStage) - {ReferralStage.UNKNOWN}


def test_a_match_stands_in_every_stage_at_the_end(history: History) -> None:
    stages = {each.stage_at(UNTIL) for each in history.matches}

    assert stages == set(MatchStage) - {MatchStage.UNKNOWN}


def test_sessions_lie_ahead_and_some_past_ones_were_never_recorded(history: History) -> None:
    planned = [
        each.planned_for
        for each in history.sessions
        if each.stage is SessionStage.PLANNED and each.planned_for is not None
    ]

    assert any(each > UNTIL for each in planned)
    assert any(each < UNTIL - timedelta(days=60) for each in planned)


def test_some_worries_are_left_without_an_answer(history: History) -> None:
    held = [each for each in history.sessions if each.stage is SessionStage.HELD]
    unanswered = sum(each.worried is None for each in held)

    assert 0 < unanswered < 0.1 * len(held)
    assert any(each.worried for each in held)


def test_people_come_from_where_they_come_from(history: History) -> None:
    sources = Counter(
        each.event.source
        for each in history.first_versions(ReferralReceived, EnquiryReceived)
        if isinstance(each.event, ReferralReceived | EnquiryReceived)
    )
    total = sources.total()

    assert 0.20 < sources[Source.SELF] / total < 0.42
    assert 0.08 < sources[Source.GP] / total < 0.24
    assert 0.08 < sources[Source.LINK_WORKER] / total < 0.24
    assert len(sources) > 7


def test_some_requests_come_without_the_persons_agreement(history: History) -> None:
    enquiries = len(history.first_versions(EnquiryReceived))

    assert 0.10 < enquiries / PEOPLE < 0.30


def test_most_referrals_are_accepted(history: History) -> None:
    settled = [
        each
        for each in history.referrals
        if each.agreed_at is not None and each.agreed_at < UNTIL - timedelta(days=90)
    ]
    accepted = sum(each.accepted_at is not None for each in settled)

    assert 0.58 < accepted / len(settled) < 0.86


def test_both_say_yes_to_most_proposals(history: History) -> None:
    answered = [
        each for each in history.matches if each.both_accepted_at is not None or each.declined_at
    ]
    both = sum(each.both_accepted_at is not None for each in answered)

    assert 0.80 < both / len(answered) < 0.96
    assert history.first_versions(MatchProposalDeclined)
    assert len(history.first_versions(MatchProposalAccepted)) > both


def test_sessions_are_missed_and_called_off_as_often_as_they_are(history: History) -> None:
    planned = sum(
        each.planned_for is not None and each.planned_for < UNTIL for each in history.sessions
    )
    missed = len(history.first_versions(SessionNotAttended))
    called_off = len(history.first_versions(SessionCancelled))

    assert 0.05 < missed / planned < 0.14
    assert 0.13 < called_off / planned < 0.27


def test_one_in_four_who_ask_comes_to_support_somebody(history: History) -> None:
    asked = [
        each
        for each in history.first_versions(PeerInterestExpressed)
        if each.recorded_at < UNTIL - timedelta(days=150)
    ]
    active = {each.tags for each in history.first_versions(PeerActivated)}
    came = sum(each.tags[:1] in {tags[:1] for tags in active} for each in asked)

    assert 0.14 < came / len(asked) < 0.34


def test_the_rules_turn_somebody_away_and_only_rules_that_should(history: History) -> None:
    refusals = history.simulated.refusals

    assert set(refusals) <= RULES_THAT_TURN_SOMEBODY_AWAY
    assert {"PeerNotMet", "SupervisionNotHeld", "NotAgreed"} <= set(refusals)


def test_staff_and_peer_supporters_write_in_their_own_names(history: History) -> None:
    writers = {each.by for each in history.entries}
    peers = {
        Subject(tag).partition(":")[2]
        for each in history.first_versions(PeerActivated)
        for tag in each.tags
        if tag.startswith("peer:")
    }

    assert LOCAL_OPERATOR not in writers
    assert len(writers & peers) > 5
    assert len(writers - peers) > 2


def test_nobody_in_it_could_be_real(history: History) -> None:
    assert len(history.words) > PEOPLE
    for event in history.words:
        assert isinstance(event, PersonRegistered | PeerInterestExpressed)
        assert "Test" in str(event.name)
        assert str(event.phone).startswith("0131 496 0")
        assert event.email is None or str(event.email).endswith("@example.org")


def test_it_tells_how_far_it_has_come(history: History) -> None:
    days = [done for done, _of in history.heard]
    total = {of for _done, of in history.heard}

    assert len(days) > 90
    assert days == sorted(days)
    assert total == {days[-1]}


def test_two_matches_of_one_person_never_run_together(history: History) -> None:
    activated = history.first_versions(MatchActivated)
    of_person: dict[str, list[Match]] = defaultdict(list)
    for match in history.matches:
        if match.activated_at is not None:
            of_person[str(match.person)].append(match)

    assert len(activated) > 40
    assert any(len(matches) > 1 for matches in of_person.values())
    for matches in of_person.values():
        for match in matches:
            running = [each.stage_at(match.activated_at or UNTIL) for each in matches]
            assert running.count(MatchStage.ACTIVE) == 1


def test_in_a_long_history_memberships_are_renewed(tmp_path: Path) -> None:
    renewed = 0
    for seed in (2, 3, 4):
        history = history_of(tmp_path / f"long-{seed}", people=25, years=7, seed=seed)
        results = Counter(each.tags for each in history.first_versions(PvgResultShared))
        renewed += sum(times > 1 for times in results.values())
        assert set(history.simulated.refusals) <= RULES_THAT_TURN_SOMEBODY_AWAY

    assert renewed > 0


def test_a_history_needs_somebody_and_some_time(tmp_path: Path) -> None:
    with an_empty_log(tmp_path) as (log, _keyring):
        for people, years in (
            (0, 1.0),
            (1, 0.0),
            (1, -1.0),
            (1, float("nan")),
            (1, 101.0),
            (1, 1e-4),
        ):
            with pytest.raises(NotASize):
                simulate(log, log, service=SERVICE, people=people, years=years, seed=1, until=UNTIL)

        assert log.head().position == 0


def test_a_log_in_use_cannot_be_given_a_past(tmp_path: Path) -> None:
    with an_empty_log(tmp_path) as (log, _keyring):
        simulate(log, log, service=SERVICE, people=2, years=0.2, seed=1, until=UNTIL)
        before = log.head()

        with pytest.raises(LogInUse):
            simulate(log, log, service=SERVICE, people=2, years=0.2, seed=2, until=UNTIL)

        assert log.head() == before
