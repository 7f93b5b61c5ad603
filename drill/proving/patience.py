"""A limit on how much computing a block of work may take, where the system has interval timers.

Computing is counted, not waiting: on a busy machine nothing runs out that would not run out on an idle one.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType


class OutOfTime(BaseException):
    """The limit has passed; raised from a signal, past every handler of errors in between."""


@contextmanager
def time_limit(seconds: float) -> Generator[None]:
    """Raise OutOfTime in the block after so many seconds of this process's computing.

    Without interval timers, or beside the main thread, there is no limit.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(signum: int, frame: FrameType | None) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
