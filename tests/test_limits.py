"""Computations are interrupted by a timer: blocks stand inside each other; a caller's timer is not used."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import mpmath
import pytest

from drill.limits import Timer, can_interrupt, interrupt_after

TIMER: Timer = "ITIMER_VIRTUAL"
ENDLESS_S = 1000.0


class Interrupted(BaseException):
    """What a block of these tests is interrupted by."""


@pytest.fixture(autouse=True)
def untouched() -> Iterator[None]:
    """Each test leaves the timer and its handler as they were."""
    yield
    assert signal.getsignal(signal.SIGVTALRM) is signal.SIG_DFL
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def compute() -> None:
    """Compute until somebody interrupts it."""
    while True:
        pass


def find_interrupt(seconds: float, name: str, work: Callable[[], object] = compute) -> str:
    """Return the name of the block that ended some work within a block of this name; empty if none did."""
    try:
        with interrupt_after(seconds, Interrupted(name), TIMER):
            work()
    except Interrupted as error:
        return str(error)
    return ""


def left_s() -> float:
    return signal.getitimer(signal.ITIMER_VIRTUAL)[0]


@pytest.mark.parametrize("shortest", range(3))
def test_of_three_blocks_the_one_with_the_least_time_ends_with_its_own_error(shortest: int) -> None:
    work: Callable[[], object] = compute
    names: list[str] = []
    for level in range(3):
        seconds = 0.02 if level == shortest else ENDLESS_S

        def block(level: int = level, seconds: float = seconds, inside: Callable[[], object] = work) -> None:
            with interrupt_after(seconds, Interrupted(str(level)), TIMER):
                inside()

        work = block
    try:
        work()
    except Interrupted as error:
        names.append(str(error))
    assert names == [str(shortest)]


def test_what_is_left_of_each_outer_block_goes_on_after_the_inner_ones() -> None:
    ended: list[str] = []
    left: list[float] = []

    def middle() -> None:
        ended.append(find_interrupt(0.02, "inner"))
        left.append(left_s())
        compute()

    def outer() -> None:
        ended.append(find_interrupt(0.05, "middle", middle))
        left.append(left_s())
        compute()

    ended.append(find_interrupt(0.09, "outer", outer))
    assert ended == ["inner", "middle", "outer"]
    assert 0 < left[0] < 0.05
    assert 0 < left[1] < 0.09


def test_a_block_that_is_done_in_time_takes_its_time_from_the_outer_one() -> None:
    with interrupt_after(ENDLESS_S, Interrupted(), TIMER):
        with interrupt_after(ENDLESS_S / 2, Interrupted(), TIMER):
            end = time.thread_time() + 0.05
            while time.thread_time() < end:
                pass
        # The kernel rounds what is left up to its own ticks.
        assert ENDLESS_S / 2 < signal.getitimer(signal.ITIMER_VIRTUAL)[0] < ENDLESS_S + 1


def test_an_interrupt_that_a_handler_swallows_comes_again() -> None:
    def swallow() -> None:
        with suppress(BaseException):  # as some libraries do
            compute()
        compute()

    assert find_interrupt(0.01, "again", swallow) == "again"


def test_the_precision_of_mpmath_is_restored() -> None:
    before = mpmath.mp.prec

    def compute_precisely() -> None:
        mpmath.mp.prec = 4000
        compute()

    assert find_interrupt(0.01, "late", compute_precisely) == "late"
    assert mpmath.mp.prec == before


def test_timers_of_a_caller_and_their_handlers_are_not_used() -> None:
    assert can_interrupt(TIMER)
    before = signal.signal(signal.SIGVTALRM, lambda number, frame: None)
    try:
        assert not can_interrupt(TIMER)
    finally:
        signal.signal(signal.SIGVTALRM, before)
    signal.setitimer(signal.ITIMER_VIRTUAL, ENDLESS_S)
    try:
        assert not can_interrupt(TIMER)
        assert can_interrupt("ITIMER_PROF")
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def test_no_thread_beside_the_main_one_is_interrupted() -> None:
    found: list[bool] = []
    thread = threading.Thread(target=lambda: found.append(can_interrupt(TIMER)))
    thread.start()
    thread.join()
    assert found == [False]
