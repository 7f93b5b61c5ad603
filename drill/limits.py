"""Limits on what a process may use that works on untrusted text: a worker.

Where a limit does not exist (Windows; memory on macOS) the parent's deadline still holds.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import time
from collections.abc import Generator
from contextlib import contextmanager

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None

# SymPy and NumPy take a fifth of it; what asks for more is stuck.
MEMORY_BYTES = 512 * 1024 * 1024
# Python's own modules need a dozen.
OPEN_FILES = 64
# The parent's deadline comes first; this ends a worker whose parent cannot.
CPU_GRACE_S = 2
# SymPy loads in a second, on a slow and busy machine in ten; no request's own seconds pay for it.
LOAD_S = 20


def confine_process() -> None:
    """Bound memory and descriptors, forbid core dumps and files written, for the rest of this process."""
    for name, amount in (("RLIMIT_AS", MEMORY_BYTES), ("RLIMIT_CORE", 0), ("RLIMIT_FSIZE", 0)):
        _lower_resource_limit(name, amount)
    _lower_resource_limit("RLIMIT_NOFILE", OPEN_FILES)


def _lower_resource_limit(name: str, amount: int) -> None:
    number = getattr(resource, name, None)
    if resource is None or number is None:
        return
    with contextlib.suppress(ValueError, OSError):  # a stricter limit is in force already, or there is none
        _, hard = resource.getrlimit(number)
        allowed = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        resource.setrlimit(number, (allowed, hard))


def allow_cpu(seconds: float) -> None:
    """Let this request burn ``seconds`` more of CPU; the kernel counts from the start of the process."""
    _lower_resource_limit("RLIMIT_CPU", int(time.process_time() + seconds + CPU_GRACE_S) + 1)


def allow_sympy_loading() -> None:
    """Let this request burn what SymPy takes to be loaded, beyond what it may burn itself."""
    if resource is None:
        return
    allowed, _ = resource.getrlimit(resource.RLIMIT_CPU)
    if allowed != resource.RLIM_INFINITY:
        _lower_resource_limit("RLIMIT_CPU", allowed + LOAD_S)


# Let the garbage collector search rarely, and not while many objects are made that stay or have no circles.
#
# A search for garbage grows with what there is. It took a fifth of a rebuild of the store's states, and would
# stop the app for up to a fifth of a second while banks are loaded.


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
