"""The log decides on what stands, once, whoever else writes; nobody is harmed by another."""

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from application.ledger import Asked, CommandIdReused, Decided, Reading, Receipt, StoreIsBusy
from application.perform import digest_of
from domain.channels import Channel
from domain.corrections import CorrectEntry, MarkEnteredInError, NoSuchEntry
from domain.decider import Position, Refusal
from domain.folds import as_of, fold, of_subject
from domain.peer import (
    PEER,
    PeerConversationHeld,
    PeerInterestExpressed,
    RecordApplication,
    RecordInterest,
    RecordPeerConversation,
)
from domain.people import PeerId, ReferralId, StaffId, Subject, subject
from domain.referral import (
    REFERRAL,
    AgreedHow,
    DeclineReferral,
    ReceiveReferral,
    ReferralIsOver,
    ReferralReceived,
    Source,
    Triage,
    TriageReferral,
    WithdrawReferral,
)
from domain.service import SERVICE as SERVICE_STATE
from domain.service import Duty, NameStaff, OpenService
from infrastructure import histories, turns
from infrastructure.codec import opened
from infrastructure.event_log import EventLog
from infrastructure.recorders import StoreBusy
from tests.deployments import BEGINNING, DATABASES, ISLA, SERVICE, Deployment, deployed

COORDINATOR = StaffId("isla")
REFERRED = ReceiveReferral(
    service=SERVICE,
    source=Source.GP,
    agreed_how=AgreedHow.SPOKEN,
    name="Morag Example",
    own_words="Somebody to walk with.",
)


@pytest.fixture(params=DATABASES)
def machair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Deployment]:
    with deployed(request.param, tmp_path) as deployment:
        deployment.do(OpenService(service=SERVICE, name="Machair Peer Support"))
        deployment.do(
            NameStaff(service=SERVICE, staff=COORDINATOR, name="Isla", duties=(Duty.COORDINATOR,))
        )
        yield deployment


@pytest.fixture
def referral(machair: Deployment) -> ReferralId:
    return referral_in(machair.do(REFERRED))


@pytest.fixture
def peer(machair: Deployment) -> PeerId:
    receipt = machair.do(RecordInterest(service=SERVICE, name="Davie Example"))
    return next(
        each.event.peer for each in receipt.events if isinstance(each.event, PeerInterestExpressed)
    )


def referral_in(receipt: Receipt) -> ReferralId:
    return next(
        each.event.referral for each in receipt.events if isinstance(each.event, ReferralReceived)
    )


def talked(peer: PeerId, minutes: int = 10) -> RecordPeerConversation:
    return RecordPeerConversation(peer=peer, coordinator=COORDINATOR, minutes=minutes + 1)


def declining(referral: ReferralId) -> DeclineReferral:
    """Refused as soon as the referral is over."""
    return DeclineReferral(referral=referral, reason="TOO_FAR", offered_instead=("OTHER_SERVICE",))


def names(events: Sequence[Any]) -> list[str]:
    return [type(each.event).__name__ for each in events]


def everything(ledger: EventLog) -> list[Any]:
    return [recorded for page in ledger.read() for recorded in page]


# --- one after another ---


def test_what_follows_is_recorded_and_told(machair: Deployment) -> None:
    receipt = machair.do(REFERRED)

    assert names(receipt.events) == ["PersonRegistered", "ReferralReceived"]
    assert [each.position for each in receipt.events] == [3, 4]
    assert [each.ordinal for each in receipt.events] == [0, 1]
    assert receipt.position == machair.ledger.head().position == 4
    assert not receipt.repeated
    assert everything(machair.ledger)[2:] == list(receipt.events)


def test_a_refusal_records_nothing(machair: Deployment) -> None:
    before = machair.ledger.head()
    with pytest.raises(Refusal):
        machair.do(TriageReferral(referral=ReferralId("nobody"), outcome=Triage.IN_REMIT))

    assert machair.ledger.head() == before


def test_a_command_that_changes_nothing_is_answered_with_where_the_log_stands(
    machair: Deployment, peer: PeerId
) -> None:
    machair.do(RecordApplication(peer=peer))
    head = machair.ledger.head().position
    nothing = Asked(
        command_id="nothing",
        digest=bytes(32),
        by=ISLA,
        service=SERVICE,
        decide=lambda _read: Decided([]),
    )

    assert machair.ledger.transact(nothing) == Receipt(head)


def test_the_envelope_says_who_where_and_why(machair: Deployment, referral: ReferralId) -> None:
    command = WithdrawReferral(referral=referral)
    receipt = machair.do(command, key="why-1", because_of=Position(4))
    (withdrawn,) = receipt.events

    assert withdrawn.by == ISLA
    assert withdrawn.service == SERVICE
    assert withdrawn.command_id == "why-1"
    assert withdrawn.because_of == 4
    assert withdrawn.corrects is None
    assert withdrawn == everything(machair.ledger)[-1]


# --- the same command again ---


def test_a_command_that_comes_twice_is_done_once(machair: Deployment) -> None:
    first = machair.do(REFERRED, key="referral-1")
    again = machair.do(REFERRED, key="referral-1")
    elsewhere = machair.do(REFERRED, key="referral-1", ledger=machair.another_ledger())

    for repeated in (again, elsewhere):
        assert repeated.repeated
        assert repeated.position == first.position
        assert repeated.events == first.events
    assert machair.ledger.head().position == first.position


def test_a_repeated_command_is_answered_though_it_would_be_refused_now(
    machair: Deployment, referral: ReferralId
) -> None:
    first = machair.do(declining(referral), key="decline-1")
    machair.do(MarkEnteredInError(entry=first.position))
    machair.do(WithdrawReferral(referral=referral))
    with pytest.raises(ReferralIsOver):
        machair.do(declining(referral))

    assert machair.do(declining(referral), key="decline-1").events == first.events


def test_the_same_key_for_something_else_is_refused(machair: Deployment) -> None:
    machair.do(REFERRED, key="key-1")
    head = machair.ledger.head()
    other = RecordInterest(service=SERVICE, name="Davie Example")

    for ledger in (machair.ledger, machair.another_ledger()):
        with pytest.raises(CommandIdReused):
            machair.do(other, key="key-1", ledger=ledger)
    assert machair.ledger.head() == head


def test_commands_that_differ_in_anything_have_different_digests() -> None:
    one = RecordApplication(peer=PeerId("davie"))
    others = [RecordApplication(peer=PeerId("euan")), talked(PeerId("davie"), 10), REFERRED]

    assert len({digest_of(each) for each in (one, *others)}) == 4
    assert digest_of(one) == digest_of(RecordApplication(peer=PeerId("davie")))


def test_a_refused_command_may_be_tried_again_under_its_key(
    machair: Deployment, referral: ReferralId
) -> None:
    """Only what was done is remembered, so a request is not refused for ever."""
    command = TriageReferral(referral=referral, outcome=Triage.IN_REMIT)
    registration = machair.ledger.history(subject("referral", referral))[0].position
    machair.do(MarkEnteredInError(entry=registration))
    with pytest.raises(Refusal):
        machair.do(command, key="triage-1")
    machair.do(CorrectEntry(entry=registration, changes={}))

    assert names(machair.do(command, key="triage-1").events) == ["ReferralTriaged"]


# --- several writers ---


def test_what_another_process_wrote_is_seen_before_a_decision(
    machair: Deployment, referral: ReferralId
) -> None:
    """This process remembers the referral as open; the other has closed it."""
    here, there = machair.ledger, machair.another_ledger()
    machair.do(TriageReferral(referral=referral, outcome=Triage.IN_REMIT), ledger=here)
    machair.do(WithdrawReferral(referral=referral), ledger=there)
    head = here.head()

    with pytest.raises(ReferralIsOver):
        machair.do(declining(referral), ledger=here)
    assert here.head() == head


def test_what_another_process_made_possible_is_not_refused(
    machair: Deployment, referral: ReferralId
) -> None:
    """This process knows of no such peer supporter; the other has just met one."""
    here, there = machair.ledger, machair.another_ledger()
    unborn = PeerId("peer-of-later")
    with pytest.raises(Refusal):
        machair.do(talked(unborn), ledger=here)
    receipt = machair.do(RecordInterest(service=SERVICE, name="Euan Example"), ledger=there)
    euan = next(iter(receipt.events)).event.peer  # type: ignore[attr-defined]
    state = fold(REFERRAL, as_of(here.history(subject("referral", referral))))

    assert names(machair.do(talked(euan), ledger=here).events) == ["PeerConversationHeld"]
    assert state.arrived_at is not None


def test_what_is_remembered_is_what_is_stored(machair: Deployment, peer: PeerId) -> None:
    """Two processes write in turn at random, late and corrected; each decides on everything."""
    chance = Random(20261123)
    ledgers = [machair.ledger, machair.another_ledger()]
    about = subject("peer", peer)
    for step in range(60):
        ledger = chance.choice(ledgers)
        machair.clock.go_on(minutes=1)
        match chance.randrange(4):
            case 0:
                late = machair.clock.now - timedelta(days=chance.randrange(30))
                machair.do(
                    RecordPeerConversation(peer=peer, coordinator=COORDINATOR, at=late),
                    ledger=ledger,
                )
            case 1:
                entry = chance.choice(machair.ledger.history(about)[1:] or [None])
                if entry is not None and entry.corrects is None:
                    machair.do(MarkEnteredInError(entry=entry.position), ledger=ledger)
            case 2:
                entry = chance.choice(machair.ledger.history(about))
                if isinstance(entry.event, PeerConversationHeld):
                    machair.do(
                        CorrectEntry(entry=entry.position, changes={"minutes": 500 + step}),
                        ledger=ledger,
                    )
            case _:
                machair.do(talked(peer, step), ledger=ledger)
        for each in ledgers:
            assert seen_by(machair, each, about) == stored_state(machair, about)


def stored_state(machair: Deployment, about: Subject) -> Any:
    return fold(PEER, of_subject(as_of(machair.ledger.history(about)), about))


def seen_by(machair: Deployment, ledger: EventLog, about: Subject) -> Any:
    """What a decision of this process is made on: one that loses to another reads again."""
    seen: list[Any] = []

    def look(read: Reading) -> Decided:
        seen.append(read(PEER, about))
        return Decided([])

    machair.clock.go_on(minutes=1)
    ledger.transact(Asked(f"look-{machair.clock.now}", bytes(32), ISLA, SERVICE, look))
    return seen[-1]


def test_a_process_far_behind_forgets_rather_than_extends(
    machair: Deployment, peer: PeerId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(histories, "GAP_WORTH_READING", 3)
    here, there = machair.ledger, machair.another_ledger()
    machair.do(talked(peer), ledger=here)
    for minutes in range(8):
        machair.do(talked(peer, minutes), ledger=there)

    assert machair.do(talked(peer), ledger=here).position == there.head().position
    assert seen_by(machair, here, subject("peer", peer)) == stored_state(
        machair, subject("peer", peer)
    )


def test_no_more_histories_are_remembered_than_fit(
    machair: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(histories, "MOST_REMEMBERED", 5)
    referrals = [referral_in(machair.do(REFERRED)) for _ in range(8)]
    for each in referrals:
        machair.do(TriageReferral(referral=each, outcome=Triage.IN_REMIT))

    assert len(machair.ledger._histories) <= 5
    for each in referrals:
        machair.do(WithdrawReferral(referral=each))


# --- corrections ---


def test_a_correction_carries_the_position_and_the_subjects_of_what_it_corrects(
    machair: Deployment, referral: ReferralId
) -> None:
    about = subject("referral", referral)
    (first,) = machair.ledger.history(about)
    receipt = machair.do(CorrectEntry(entry=first.position, changes={"urgent": True}))
    (corrected,) = receipt.events

    assert corrected.corrects == first.position
    assert set(first.tags) <= set(corrected.tags)
    assert corrected.position == receipt.position
    assert machair.ledger.history(about) == [first, corrected]


def test_every_version_builds_on_the_one_before(machair: Deployment, referral: ReferralId) -> None:
    """Corrected, corrected by way of the correction, marked, and taken back."""
    (first,) = machair.ledger.history(subject("referral", referral))
    second = machair.do(CorrectEntry(entry=first.position, changes={"urgent": True}))
    third = machair.do(CorrectEntry(entry=second.position, changes={"own_words": "A walk."}))
    mark = machair.do(MarkEnteredInError(entry=third.position))
    again = machair.do(MarkEnteredInError(entry=first.position))
    back = machair.do(CorrectEntry(entry=mark.position, changes={}))
    (restored,) = machair.ledger.history(subject("referral", referral))[-1:]

    assert names(mark.events) == ["EnteredInError"]
    assert again.events == ()
    assert {each.corrects for each in (*second.events, *third.events, *back.events)} == {
        first.position
    }
    assert restored.event.urgent is True  # type: ignore[attr-defined]
    with_words = opened(restored, machair.keyring, kinds=["words"]).event
    assert with_words.own_words == "A walk."  # type: ignore[attr-defined]


def test_a_mark_takes_the_entry_out_of_what_decisions_see(
    machair: Deployment, referral: ReferralId
) -> None:
    (first,) = machair.ledger.history(subject("referral", referral))
    machair.do(MarkEnteredInError(entry=first.position))
    with pytest.raises(Refusal):
        machair.do(WithdrawReferral(referral=referral))
    machair.do(CorrectEntry(entry=first.position, changes={}))

    assert names(machair.do(WithdrawReferral(referral=referral)).events) == ["ReferralWithdrawn"]


@pytest.mark.parametrize("position", [0, -1, 10_000, 2**63, 2**80])
def test_what_the_log_does_not_hold_cannot_be_corrected(machair: Deployment, position: int) -> None:
    for command in (
        MarkEnteredInError(entry=Position(position)),
        CorrectEntry(entry=Position(position), changes={}),
    ):
        with pytest.raises(NoSuchEntry):
            machair.do(command)
    assert machair.ledger.entry(Position(position)) is None


def test_two_who_correct_the_same_entry_build_on_each_other(
    machair: Deployment, referral: ReferralId
) -> None:
    (first,) = machair.ledger.history(subject("referral", referral))
    here, there = machair.ledger, machair.another_ledger()
    seen_by(machair, here, subject("referral", referral))
    machair.do(CorrectEntry(entry=first.position, changes={"urgent": True}), ledger=there)
    receipt = machair.do(
        CorrectEntry(entry=first.position, changes={"access_needs": ["STEP_FREE"]}), ledger=here
    )

    assert receipt.events[0].event.urgent is True  # type: ignore[attr-defined]


# --- arriving together ---


def together(tasks: Sequence[Callable[[], object]]) -> list[object]:
    """What each task gives, or raises, when all are begun at once."""
    answers: list[object] = [None] * len(tasks)
    start = threading.Barrier(len(tasks))

    def run(number: int) -> None:
        start.wait()
        try:
            answers[number] = tasks[number]()
        except Exception as error:  # noqa: BLE001 - it is the answer
            answers[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(tasks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


class Gate:
    """Holds the first append back until others have arrived, so that they are a batch."""

    def __init__(self, machair: Deployment, waiting: int) -> None:
        self.sizes: list[int] = []
        ledger, recorder = machair.ledger, machair.recorder
        append = recorder.append_batch

        def held(submissions: Any, **more: Any) -> Any:
            submissions = list(submissions)
            self.sizes.append(len(submissions))
            if len(self.sizes) == 1:
                for _ in range(2000):
                    if len(ledger._turns) >= waiting:
                        break
                    threading.Event().wait(0.005)
            return append(submissions, **more)

        recorder.append_batch = held  # type: ignore[method-assign]


def test_commands_that_arrive_together_are_committed_together(
    machair: Deployment, peer: PeerId
) -> None:
    head = machair.ledger.head().position
    gate = Gate(machair, waiting=7)
    answers = together([lambda n=n: machair.do(talked(peer, n)) for n in range(8)])  # type: ignore[misc]

    assert all(isinstance(answer, Receipt) for answer in answers)
    assert gate.sizes == [1, 7]
    positions = sorted(answer.position for answer in answers if isinstance(answer, Receipt))
    assert positions == list(range(head + 1, head + 9))
    for answer in answers:
        assert isinstance(answer, Receipt)
        assert list(answer.events) == [machair.ledger.entry(answer.position)]


def test_in_a_batch_one_refusal_and_one_fault_harm_nobody_else(
    machair: Deployment, peer: PeerId, referral: ReferralId
) -> None:
    def broken(_read: Reading) -> Decided:
        raise ZeroDivisionError("a rule with a fault in it")

    def half_broken(_read: Reading) -> Decided:
        """Its second event cannot be stored."""
        held = PeerConversationHeld(
            peer=peer, coordinator=COORDINATOR, mode=Channel.PHONE, at=BEGINNING
        )
        return Decided([held, object()])  # type: ignore[list-item]

    gate = Gate(machair, waiting=6)
    tasks: list[Callable[[], object]] = [
        lambda: machair.do(talked(peer, 1)),
        lambda: machair.do(talked(peer, 2)),
        lambda: machair.do(TriageReferral(referral=ReferralId("x"), outcome=Triage.IN_REMIT)),
        lambda: machair.ledger.transact(Asked("b-1", bytes(32), ISLA, SERVICE, broken)),
        lambda: machair.ledger.transact(Asked("b-2", bytes(32), ISLA, SERVICE, half_broken)),
        lambda: machair.do(WithdrawReferral(referral=referral)),
        lambda: machair.do(talked(peer, 3)),
    ]
    head = machair.ledger.head().position
    answers = together(tasks)

    assert [type(answer).__name__ for answer in answers] == [
        "Receipt",
        "Receipt",
        "UnknownReferral",
        "ZeroDivisionError",
        type(answers[4]).__name__,
        "Receipt",
        "Receipt",
    ]
    assert isinstance(answers[4], Exception)
    assert not isinstance(answers[4], Refusal)
    assert machair.ledger.head().position == head + 4
    assert len(gate.sizes) >= 2
    assert seen_by(machair, machair.ledger, subject("peer", peer)) == stored_state(
        machair, subject("peer", peer)
    )


def test_in_a_batch_the_later_decision_sees_the_earlier(
    machair: Deployment, referral: ReferralId
) -> None:
    """Ten people decline the same referral at once: one entry, and nine find it declined."""
    answers = together([lambda: machair.do(declining(referral)) for _ in range(10)])

    assert sorted(len(each.events) for each in answers if isinstance(each, Receipt)) == [
        *[0] * 9,
        1,
    ]
    held = names(machair.ledger.history(subject("referral", referral)))
    assert held.count("ReferralDeclined") == 1


def test_the_same_command_from_many_at_once_is_done_once(machair: Deployment) -> None:
    answers = together([lambda: machair.do(REFERRED, key="referral-1") for _ in range(8)])
    receipts = [answer for answer in answers if isinstance(answer, Receipt)]

    assert len(receipts) == 8
    assert len({receipt.events for receipt in receipts}) == 1
    assert sum(not receipt.repeated for receipt in receipts) == 1
    assert names(everything(machair.ledger)).count("ReferralReceived") == 1


def test_more_callers_than_fit_into_a_batch_are_all_answered(
    machair: Deployment, peer: PeerId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "MOST_IN_A_BATCH", 3)
    answers = together([lambda n=n: machair.do(talked(peer, n)) for n in range(20)])  # type: ignore[misc]

    assert all(isinstance(answer, Receipt) for answer in answers)
    assert len({answer.position for answer in answers if isinstance(answer, Receipt)}) == 20


def test_two_processes_and_many_callers_leave_no_gap_and_lose_nothing(
    machair: Deployment, peer: PeerId
) -> None:
    ledgers = [machair.ledger, machair.another_ledger()]
    head = machair.ledger.head().position
    answers = together(
        [
            lambda n=n: [machair.do(talked(peer, n), ledger=ledgers[n % 2]) for _ in range(5)]  # type: ignore[misc]
            for n in range(8)
        ]
    )

    positions = sorted(receipt.position for some in answers for receipt in some)  # type: ignore[attr-defined]
    assert positions == list(range(head + 1, head + 41))
    for ledger in ledgers:
        assert seen_by(machair, ledger, subject("peer", peer)) == stored_state(
            machair, subject("peer", peer)
        )


def test_a_busy_store_is_said_to_be_busy_and_works_again_afterwards(
    machair: Deployment, peer: PeerId
) -> None:
    append = machair.recorder.append_batch

    def busy(*_some: Any, **_more: Any) -> Any:
        raise StoreBusy

    machair.recorder.append_batch = busy  # type: ignore[method-assign]
    with pytest.raises(StoreIsBusy, match="Try again"):
        machair.do(talked(peer))
    machair.recorder.append_batch = append  # type: ignore[method-assign]

    assert names(machair.do(talked(peer)).events) == ["PeerConversationHeld"]
    assert seen_by(machair, machair.ledger, subject("peer", peer)) == stored_state(
        machair, subject("peer", peer)
    )


def test_a_failing_store_fails_those_who_asked_and_nobody_waits_for_ever(
    machair: Deployment, peer: PeerId
) -> None:
    append = machair.recorder.append_batch

    def failing(*_some: Any, **_more: Any) -> Any:
        raise OSError("the disk is gone")

    machair.recorder.append_batch = failing  # type: ignore[method-assign]
    answers = together([lambda n=n: machair.do(talked(peer, n)) for n in range(6)])  # type: ignore[misc]
    machair.recorder.append_batch = append  # type: ignore[method-assign]

    assert [type(answer) for answer in answers] == [OSError] * 6
    assert machair.do(talked(peer))
    assert seen_by(machair, machair.ledger, subject("peer", peer)) == stored_state(
        machair, subject("peer", peer)
    )


# --- clocks ---


def test_the_time_of_recording_is_the_clock_s(machair: Deployment, peer: PeerId) -> None:
    machair.clock.go_on(hours=3)
    (talk,) = machair.do(talked(peer)).events

    assert talk.recorded_at == machair.clock.now == talk.event.at
    assert machair.ledger.position_at(machair.clock.now) == talk.position
    assert machair.ledger.position_at(machair.clock.now - timedelta(microseconds=1)) < talk.position


def test_when_the_clock_goes_back_the_time_of_recording_does_not(
    machair: Deployment, peer: PeerId
) -> None:
    machair.clock.go_on(hours=3)
    (before,) = machair.do(talked(peer)).events
    machair.clock.go_on(hours=-2)
    (after,) = machair.do(talked(peer)).events
    (elsewhere,) = machair.do(talked(peer), ledger=machair.another_ledger()).events
    machair.clock.go_on(hours=5)
    (later,) = machair.do(talked(peer)).events
    stamps = [each.recorded_at for each in everything(machair.ledger)]

    assert before.recorded_at == after.recorded_at == elsewhere.recorded_at
    assert after.event.at <= after.recorded_at
    assert later.recorded_at == machair.clock.now
    assert stamps == sorted(stamps)


def test_a_process_with_a_slow_clock_stamps_no_earlier_than_the_others(
    machair: Deployment, peer: PeerId
) -> None:
    slow = machair.another_ledger()
    slow.clock = lambda: BEGINNING - timedelta(hours=1)
    machair.clock.go_on(hours=1)
    (first,) = machair.do(talked(peer)).events
    (second,) = machair.do(talked(peer), ledger=slow).events

    assert second.recorded_at == first.recorded_at


# --- identifiers ---


def test_a_command_decided_again_gives_the_same_identifiers(machair: Deployment) -> None:
    """A new person must not become two when the first try lost to another writer."""
    looks: list[tuple[str, str, str]] = []
    here, there = machair.ledger, machair.another_ledger()
    about = subject("service", SERVICE)

    def decide(read: Reading) -> Decided:
        read(SERVICE_STATE, about)
        looks.append((read.fresh("person"), read.fresh("person"), read.fresh("match")))
        if len(looks) == 1:
            machair.do(
                NameStaff(service=SERVICE, staff=StaffId("fraser"), name="Fraser", duties=()),
                ledger=there,
            )
        held = PeerConversationHeld(
            peer=PeerId(looks[-1][0]), coordinator=COORDINATOR, mode=Channel.PHONE, at=read.now
        )
        return Decided([held])

    receipt = here.transact(Asked("fresh-1", bytes(32), ISLA, SERVICE, decide))

    assert len(looks) == 2
    assert len(set(looks)) == 1
    assert len(set(looks[0])) == 3
    assert receipt.events[0].tags == (f"peer:{looks[0][0]}",)


def test_different_commands_give_different_identifiers(machair: Deployment) -> None:
    assert referral_in(machair.do(REFERRED)) != referral_in(machair.do(REFERRED))


# --- reading ---


def test_the_log_is_read_in_pages_and_up_to_a_position(machair: Deployment, peer: PeerId) -> None:
    for minutes in range(30):
        machair.do(talked(peer, minutes))
    head = machair.ledger.head()
    positions = [each.position for each in everything(machair.ledger)]
    some = [
        each.position for page in machair.ledger.read(Position(3), Position(9)) for each in page
    ]

    assert positions == list(range(1, head.position + 1))
    assert some == list(range(4, 10))
    assert machair.ledger.root_at(head.position) == head.root
    assert machair.ledger.root_at(Position(head.position + 1)) == b""


def test_subjects_are_found_by_their_noun_and_by_when_they_were_known(
    machair: Deployment, referral: ReferralId
) -> None:
    before = machair.ledger.head().position
    receipt = machair.do(REFERRED)
    touched = set(machair.ledger.touched("referral", before, receipt.position))

    assert len(machair.ledger.subjects("referral")) == 2
    assert machair.ledger.subjects("referral", before) == [subject("referral", referral)]
    assert touched == {subject("referral", referral_in(receipt))}
    assert machair.ledger.subjects("programme") == []
