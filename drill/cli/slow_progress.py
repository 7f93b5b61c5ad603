"""Lines on standard error that say how far a command is, while it takes long."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from drill.cli import output

# So long a command may be silent; where nobody watches, a line each ten seconds will do.
_SILENCE_S = 2.0
_SILENCE_OF_A_PIPE_S = 10.0


@contextmanager
def report_progress(sentence: str, before: str = "") -> Iterator[Callable[[int, int], None]]:
    """Give a function that is told how much is done, and of how much; say so now and then.

    ``sentence`` has the places ``{done}`` and ``{total}``. Nothing is said in the first two seconds; then it
    is, even while what is done takes long. ``before`` is said on a terminal while nothing was told yet.
    """
    told: list[str] = []
    ended = threading.Event()
    begun = time.monotonic()

    def take(done: int, total: int) -> None:
        told[:] = [sentence.format(done=done, total=total)]

    def speak() -> None:
        is_watched = sys.stderr.isatty()
        pause_s = _SILENCE_S
        while not ended.wait(pause_s):
            if told:
                output.narrate(f"drill: {told[0]} …")
                pause_s = _SILENCE_S if is_watched else _SILENCE_OF_A_PIPE_S
            elif before and is_watched:
                output.narrate(f"drill: {before}, {time.monotonic() - begun:.0f} s …")

    speaker = threading.Thread(target=speak, name="drill-progress", daemon=True)
    speaker.start()
    try:
        yield take
    finally:
        ended.set()
        speaker.join()
