"""Let the garbage collector search rarely, and not while many objects are made that stay or have no circles.

A search for garbage grows with what there is. It took a fifth of a rebuild of the store's states, and would
stop the app for up to a fifth of a second while banks are loaded.
"""

from __future__ import annotations

import atexit
import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def pause_garbage_collection(*, for_good: bool = False) -> Generator[None, None, None]:
    """Pause the collector in the block; ``for_good``: and exempt what exists at its end for ever."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if for_good:
            gc.freeze()
        if was_enabled:
            gc.enable()


def search_rarely() -> None:
    """Let the collector search after 20,000 new objects, not 700, and not once more as the program ends.

    Commands on large logs save a fifth by each: what is left at the end goes with the process.
    """
    gc.set_threshold(20_000, 20, 20)
    atexit.register(gc.freeze)
