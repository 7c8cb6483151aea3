"""Whoever comes first works for all who wait, and nobody waits for ever."""

import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

import pytest

from infrastructure import turns
from infrastructure.turns import Turns

PATIENCE = 20


class Work:
    """Notes what is done by whom; the first of it waits until it may go on."""

    def __init__(self) -> None:
        self.batches: list[tuple[str, list[int]]] = []
        self.go_on = threading.Event()

    def __call__(self, batch: list[int]) -> None:
        self.batches.append((threading.current_thread().name, batch))
        assert self.go_on.wait(PATIENCE)


def wait_until(it_is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not it_is_so():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def behind_each_other(
    many: Turns[int], work: Work, numbers: range, done: list[int]
) -> list[threading.Thread]:
    """Threads that wait for their turns in this order, the first of them at work."""

    def take(number: int) -> None:
        many.take(number)
        done.append(number)

    threads = []
    for number in numbers:
        threads.append(threading.Thread(target=take, args=(number,), name=f"caller {number}"))
        threads[-1].start()
        wait_until(lambda: len(work.batches) == 1 and len(many) == number)  # noqa: B023 - at once
    return threads


def test_a_lone_caller_hands_nothing_over() -> None:
    work = Work()
    work.go_on.set()

    Turns(work).take(7)

    assert work.batches == [(threading.current_thread().name, [7])]


def test_those_who_wait_are_worked_for_together_in_the_order_in_which_they_came(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(turns, "MOST_IN_A_BATCH", 4)
    work, done = Work(), list[int]()
    threads = behind_each_other(Turns(work), work, range(8), done)
    work.go_on.set()
    for thread in threads:
        thread.join(PATIENCE)

    assert [batch for _leader, batch in work.batches] == [[0], [1, 2, 3, 4], [5, 6, 7]]
    assert [leader for leader, _batch in work.batches] == ["caller 0", "caller 1", "caller 5"]
    assert sorted(done) == list(range(8))


def test_whoever_is_interrupted_while_waiting_leaves_nobody_asleep() -> None:
    """The main thread is the second of four, and is interrupted before its turn is over."""

    class Interrupted(BaseException):
        pass

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise Interrupted

    work, done = Work(), list[int]()
    many = Turns(work)
    first = behind_each_other(many, work, range(1), done)
    before = signal.signal(signal.SIGUSR1, interrupt)
    main = threading.main_thread().ident
    assert main == threading.get_ident()

    def behind_the_main_thread() -> None:
        wait_until(lambda: len(many) == 1)
        later = [threading.Thread(target=many.take, args=(number,)) for number in (2, 3)]
        for thread in later:
            thread.start()
        wait_until(lambda: len(many) == 3)
        signal.pthread_kill(main, signal.SIGUSR1)
        time.sleep(0.05)
        work.go_on.set()
        for thread in later:
            thread.join(PATIENCE)
            done.append(0 if thread.is_alive() else 2)

    others = threading.Thread(target=behind_the_main_thread)
    try:
        others.start()
        with pytest.raises(Interrupted):
            many.take(1)
    finally:
        others.join(2 * PATIENCE)
        signal.signal(signal.SIGUSR1, before)
        first[0].join(PATIENCE)

    assert [sorted(batch) for _leader, batch in work.batches] == [[0], [1, 2, 3]]
    assert done == [0, 2, 2]


def test_a_fault_is_raised_where_it_happened_and_nobody_waits_for_ever() -> None:
    failed, done = list[str](), list[int]()
    held = threading.Event()

    def broken(batch: list[int]) -> None:
        assert held.wait(PATIENCE)
        raise ZeroDivisionError(batch)

    many = Turns(broken)

    def take(number: int) -> None:
        try:
            many.take(number)
            done.append(number)
        except ZeroDivisionError:
            failed.append(threading.current_thread().name)

    threads = []
    for number in range(4):
        threads.append(threading.Thread(target=take, args=(number,), name=f"caller {number}"))
        threads[-1].start()
        wait_until(lambda: many._led and len(many) == number)  # noqa: B023 - at once
    held.set()
    for thread in threads:
        thread.join(PATIENCE)

    assert sorted(failed) == ["caller 0", "caller 1"]
    assert sorted(done) == [2, 3]
