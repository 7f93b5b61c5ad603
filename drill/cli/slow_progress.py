"""Lines on standard error that say how far a command is, while it takes long."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

from drill.cli import output

# So long a command may be silent; where nobody watches, a line each ten seconds will do.
_SILENCE_S = 2.0
_SILENCE_OF_A_PIPE_S = 10.0


@contextmanager
def narrate_slowly(before: str = "") -> Generator[Callable[[str], None]]:
    """Give a function that is told how far a command is; say it now and then, however long a step takes.

    Nothing is said in the first two seconds. ``before`` is said while nothing is told: before the first time,
    and after an empty sentence; where nobody watches, after ten seconds.
    """
    told: list[str] = []
    ended = threading.Event()
    begun = time.monotonic()

    def take(sentence: str) -> None:
        told[:] = [sentence] if sentence else []

    def speak() -> None:
        is_watched = sys.stderr.isatty()
        silence_s = _SILENCE_S if is_watched else _SILENCE_OF_A_PIPE_S
        pause_s, said = _SILENCE_S, begun
        while not ended.wait(pause_s):
            now = time.monotonic()
            if told or (before and now - said >= silence_s):
                output.narrate_line(f"drill: {told[0] if told else f'{before}, {now - begun:.0f} s'} …")
                pause_s, said = silence_s, now
            else:
                pause_s = _SILENCE_S

    speaker = threading.Thread(target=speak, name="drill-progress", daemon=True)
    speaker.start()
    try:
        yield take
    finally:
        ended.set()
        speaker.join()


@contextmanager
def report_progress(sentence: str, before: str = "") -> Generator[Callable[[int, int], None]]:
    """Give a function that is told how much is done, and of how much, as `narrate_slowly` says it.

    ``sentence`` has the places ``{done}`` and ``{total}``.
    """
    with narrate_slowly(before) as narrate:

        def take(done: int, total: int) -> None:
            narrate("" if 0 < total <= done else sentence.format(done=done, total=total))

        yield take
