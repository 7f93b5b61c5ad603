"""Errors for people: one message, an exit code, and never a traceback unless asked for."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from drill.cli import output
from drill.errors import DrillError, FileError, SourceError, StoreError, UsageError
from drill.files import keep_traceback
from drill.locations import find

# Exit codes: those that grep and diff have, one for what is not judged, and 128 and the signal's number.
DONE, FOUND, BAD_INPUT, SURROUNDINGS, NOT_JUDGED, INTERRUPTED = 0, 1, 2, 3, 4, 130
# 128 and the signal's number.
TERMINATED, HUNG_UP = 143, 129


def exit_code(error: DrillError) -> int:
    """Return the program's exit code for an error."""
    is_outside = isinstance(error, StoreError) or (isinstance(error, FileError) and not error.is_misnamed)
    return SURROUNDINGS if is_outside else BAD_INPUT


def run_guarded(run: Callable[[], int], *, debug: bool) -> int:
    """Run a command and return its exit code; any exception becomes one message."""
    before = _worker_faults() if debug else {}
    try:
        return _run_for_exit_code(run, debug=debug)
    finally:
        if debug:
            _show_worker_faults(before)


def _run_for_exit_code(run: Callable[[], int], *, debug: bool) -> int:
    try:
        code = run()
        sys.stdout.flush()
        return code
    except DrillError as error:
        _show_trace(debug)
        _narrate_error(error)
        return exit_code(error)
    except KeyboardInterrupt:
        with suppress(ValueError):  # of another thread than the main one
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second one would interrupt the way out
        _show_trace(debug)
        return INTERRUPTED
    except BrokenPipeError:
        output.hush_broken_pipe()
        return DONE
    except OSError as error:
        _show_trace(debug)
        output.narrate_line(f"drill: {error.strerror or error}: {error.filename or ''}".rstrip(": "))
        return SURROUNDINGS
    except Exception as error:  # noqa: BLE001  the front door: a person gets a sentence and a report
        _show_trace(debug)
        output.narrate_line(f"drill: this is a fault of the program ({type(error).__name__}: {error}).")
        output.narrate_line(f"Everything marked is kept. {_save_error_report(error)}")
        return SURROUNDINGS


def _narrate_error(error: DrillError) -> None:
    kind = "usage: " if isinstance(error, UsageError) and not isinstance(error, SourceError) else ""
    output.narrate_line(f"drill: {kind}{error}")


def _show_trace(debug: bool) -> None:
    if debug:
        traceback.print_exc()


def _worker_faults() -> dict[Path, int]:
    """Return the reports of what failed in worker processes, and when each was written."""
    try:
        return {path: path.stat().st_mtime_ns for path in find(os.environ).log.glob("worker-*.txt")}
    except (OSError, DrillError):
        return {}


def _show_worker_faults(before: Mapping[Path, int]) -> None:
    """Print what failed in the workers of this command: they have no terminal of their own."""
    for path, written in _worker_faults().items():
        if before.get(path) != written:
            with suppress(OSError):
                output.narrate_line(path.read_text(encoding="utf-8"))


def _save_error_report(error: BaseException) -> str:
    """Write the traceback to the log folder; say where."""
    with suppress(DrillError):
        if (path := keep_traceback(find(os.environ).log, error)) is not None:
            return f"The details are in {path}."
    return "No report could be written; --debug shows the details."
