"""A time limit for a block of work, on systems with interval timers.

Computing is counted first, since on a busy machine an honest exercise waits for other programs; waiting has a
limit of its own, so that everything ends.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType


class OutOfTime(BaseException):
    """The limit has passed, and which; raised from a signal, past every error handler in between."""


@contextmanager
def limit_block_time(computing_s: float, waiting_s: float) -> Generator[None]:
    """Raise OutOfTime in the block after so much computing of this process, or so long on the clock.

    Without interval timers, or beside the main thread, there is no limit.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def arm(computing_s: float, waiting_s: float) -> None:
        signal.setitimer(signal.ITIMER_PROF, computing_s)
        signal.setitimer(signal.ITIMER_REAL, waiting_s)

    def stop(signum: int, frame: FrameType | None) -> None:
        arm(0, 0)
        raise OutOfTime(f"{computing_s:g} s of computing" if signum == signal.SIGPROF else f"{waiting_s:g} s")

    before = {number: signal.signal(number, stop) for number in (signal.SIGPROF, signal.SIGALRM)}
    arm(computing_s, waiting_s)
    try:
        yield
    finally:
        arm(0, 0)
        for number, handler in before.items():
            signal.signal(number, handler)
