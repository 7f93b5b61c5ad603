"""A bar on a terminal, or a line now and then elsewhere: how far a long command is.

It is written to standard error, in ASCII and without colour, and painted every second, so that a command that
waits for one long thing is seen to be alive.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress
from typing import Self

from drill.cli import output

# So long a command may be silent; where nobody watches, a line each ten seconds will do.
_SILENCE_S, _SILENCE_OF_A_PIPE_S = 1.0, 10.0
# Nothing is said of what is done sooner.
_SOON_S = 1.5
_MOST_CELLS, _LEAST_CELLS = 30, 5


class ProgressBar:
    """A context in which it is said every second how much is done; told by `show`."""

    def __init__(self) -> None:
        self._is_terminal = sys.stderr.isatty()
        self._doing, self._done, self._total = "", 0, 0
        self._is_painted = False
        self._is_over = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._paint_repeatedly, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._is_over.set()
        with self._lock:
            if self._is_painted:
                sys.stderr.write("\r\x1b[K")
                sys.stderr.flush()

    def show(self, doing: str, done: int, total: int) -> None:
        """Take down what is being done, and how much of how much; a ``total`` of 0 is not known."""
        with self._lock:
            self._doing, self._done, self._total = doing, done, total

    def _paint_repeatedly(self) -> None:
        pause_s = _SOON_S
        while not self._is_over.wait(pause_s):
            pause_s = _SILENCE_S
            with self._lock:
                if not self._is_over.is_set() and self._doing:
                    self._paint_line()
                    pause_s = _SILENCE_S if self._is_terminal else _SILENCE_OF_A_PIPE_S

    def _paint_line(self) -> None:
        text = f"{self._done:,} of {self._total:,}" if self._total else ""
        with suppress(OSError, ValueError):  # nobody reads it any more
            if not self._is_terminal:
                output.narrate_line(f"drill: {self._doing} {text}".rstrip())
                return
            columns = measure_columns()
            share = self._done / max(1, self._total)
            line = draw_bar(self._doing, text, share, columns) if text else self._doing[: columns - 1]
            sys.stderr.write(f"\r\x1b[K{line}")
            sys.stderr.flush()
            self._is_painted = True


def draw_bar(doing: str, text: str, share: float, columns: int) -> str:
    """Return one line of at most ``columns`` - 1 cells: what is done, a bar where there is room, how much."""
    room = columns - 1 - len(doing) - len(text) - 4
    if room < _LEAST_CELLS:
        return f"{doing} {text}"[: columns - 1] if room + 4 >= 1 else text[: columns - 1]
    cells = min(_MOST_CELLS, room)
    filled = min(cells, int(share * cells))
    return f"{doing} [{'#' * filled}{'.' * (cells - filled)}] {text}"


def measure_columns() -> int:
    """Return the columns of the terminal on standard error; ``COLUMNS`` wins."""
    if os.environ.get("COLUMNS", "").isdigit():
        return max(20, int(os.environ["COLUMNS"]))
    with suppress(OSError, ValueError):
        return max(20, os.get_terminal_size(sys.stderr.fileno()).columns or 80)
    return 80
