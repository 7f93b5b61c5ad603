"""Windows of the program: which of them is open, so that no two have the same exercise at hand.

A window holds a file locked as long as it is open; whatever ends its process lets go of it. Of a window on
another machine nothing is known: it counts as closed.
"""

from __future__ import annotations

import os
import secrets
import time
from contextlib import suppress
from pathlib import Path
from weakref import finalize

from drill.files import hold_file

_NAME_BYTES = 8
# A window in which nothing happened for so long holds nothing up.
IDLE_WINDOW_S = 1800.0
# The time of the last key is written down at most so often.
_NOTED_EVERY_S = 60.0


class Window:
    """A window of the program; its name is that of the file it holds, empty where it can write none."""

    def __init__(self, data: Path) -> None:
        self.name = ""
        self._noted = time.monotonic()
        self._file = _locate_windows(data) / secrets.token_hex(_NAME_BYTES)
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.touch()
            if (held := hold_file(self._file)) is not None:
                self._let_go = finalize(self, _let_go, held, self._file)
                self.name = self._file.name

    def note_use(self) -> None:
        """Write down that a key came, as the time of the window's file; once a minute is enough."""
        now = time.monotonic()
        if self.name and now - self._noted >= _NOTED_EVERY_S:
            self._noted = now
            with suppress(OSError):
                os.utime(self._file)

    def close(self) -> None:
        """Let go of the file, and remove it."""
        if self.name:
            self._let_go()


def is_live(data: Path, window: str) -> bool:
    """Return whether a window of this machine is open; the file of one that crashed is removed."""
    if not window or not window.isalnum():
        return False
    file = _locate_windows(data) / window
    with suppress(OSError):
        if (held := hold_file(file)) is None:
            return True
        _let_go(held, file)
    return False


def is_window_recently_used(data: Path, window: str) -> bool:
    """Return whether a window of this machine is open and had a key within half an hour."""
    if not is_live(data, window):
        return False
    try:
        used = (_locate_windows(data) / window).stat().st_mtime
    except OSError:
        return False
    return time.time() - used < IDLE_WINDOW_S


def _let_go(held: int, file: Path) -> None:
    os.close(held)
    with suppress(OSError):
        file.unlink()


def _locate_windows(data: Path) -> Path:
    return data / "windows"
