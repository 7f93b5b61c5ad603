"""Limits of a worker, which works on untrusted text, and of single computations, by a timer.

Where a limit does not exist (Windows; memory on macOS) the parent's deadline still holds.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import signal
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType
from typing import Literal

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


# Interrupt a computation that counts no steps of its own, such as one of SymPy's.

# An interval timer by its name in ``signal``, with the signal that it sends.
Timer = Literal["ITIMER_PROF", "ITIMER_VIRTUAL"]
_SIGNALS: dict[Timer, str] = {"ITIMER_PROF": "SIGPROF", "ITIMER_VIRTUAL": "SIGVTALRM"}
# Seconds after which an interrupt comes again that was swallowed, as in a destructor.
_AGAIN_S = 0.05
# The timers that blocks of `interrupt_after` have in use.
_in_use: set[Timer] = set()


def can_interrupt(timer: Timer) -> bool:
    """Return whether a timer may be used here: in the main thread, where there is one that no caller uses."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        return False
    is_unset = signal.getsignal(getattr(signal, _SIGNALS[timer])) is signal.SIG_DFL
    return timer in _in_use or (is_unset and not any(signal.getitimer(getattr(signal, timer))))


@contextmanager
def interrupt_after(seconds: float, error: BaseException, timer: Timer) -> Generator[None]:
    """Raise an error in the block after some seconds of computing in this process, where `can_interrupt`.

    Inside another block on the same timer the smaller rest counts, with the error of its block, and what is
    left of the outer one goes on afterwards. An interrupted computation may leave mpmath with the precision
    that it had itself, so the one from before the block is restored.
    """
    import mpmath  # whoever computes has loaded it

    number, signal_number = getattr(signal, timer), getattr(signal, _SIGNALS[timer])
    outer_s = signal.getitimer(number)[0] if timer in _in_use else 0.0
    with mpmath.workprec(mpmath.mp.prec):
        if outer_s and outer_s <= seconds:
            yield
            return

        fired, is_over = 0, False

        def stop(signum: int, frame: FrameType | None) -> None:
            nonlocal fired
            fired += 1
            if not is_over:
                raise error

        before = signal.signal(signal_number, stop)
        _in_use.add(timer)
        signal.setitimer(number, seconds, _AGAIN_S)
        try:
            try:
                yield
            finally:
                is_over = True
        finally:
            is_over = True
            rest_s, _ = signal.setitimer(number, 0)
            signal.signal(signal_number, before)
            if outer_s:
                spent_s = seconds + fired * _AGAIN_S - rest_s
                signal.setitimer(number, max(outer_s - spent_s, 1e-6), _AGAIN_S)
            else:
                _in_use.remove(timer)


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
