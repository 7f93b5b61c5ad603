"""Lines on standard error that say how far a command is, while it takes long."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from drill.cli import output

# So long a command may be silent; where nobody watches, a line each ten seconds will do.
_SILENCE_S = 2.0
_SILENCE_OF_A_PIPE_S = 10.0


def narrate_slowly() -> Callable[[str], None]:
    """Return a function that says what it is given only now and then; nothing in the first two seconds."""
    due = time.monotonic() + _SILENCE_S

    def take(sentence: str) -> None:
        nonlocal due
        if time.monotonic() >= due:
            due = time.monotonic() + (_SILENCE_S if sys.stderr.isatty() else _SILENCE_OF_A_PIPE_S)
            output.narrate(f"drill: {sentence}")

    return take


def report_progress(sentence: str) -> Callable[[int, int], None]:
    """Return a function that is told how much is done, and of how much, and says so now and then.

    ``sentence`` has the places ``{done}`` and ``{total}``.
    """
    narrate = narrate_slowly()
    return lambda done, total: narrate(sentence.format(done=done, total=total))
