"""The output of the command line: data on standard output, narration on standard error, all of it cleaned."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import textwrap
import threading
import time
import traceback
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Self, TextIO

from drill.errors import DrillError, FileError, SourceError, StoreError, UsageError
from drill.files import find, keep_traceback, refuse_endless
from drill.text import clean_text


def add_json_option(parser: argparse.ArgumentParser) -> None:
    """Add the option that prints one JSON object instead of a text."""
    parser.add_argument("--json", action="store_true", help="one JSON object")


def emit_text(text: str = "") -> None:
    """Write a line (or several) of data."""
    _write_escaped(sys.stdout, clean_text(text) + "\n")


def emit_wrapped(text: str, width: int) -> None:
    """Write sentences; on a terminal they break between words, in lines of ``width`` cells.

    Into a pipe each stays on one line, because programs search it and screen readers read it in one breath.
    A no-break space keeps its words together.
    """
    emit_text(_break_output_lines(text, width, sys.stdout).replace("\u00a0", " "))


def _break_output_lines(text: str, width: int, stream: TextIO) -> str:
    """Yield lines broken between words on a terminal; continuation lines are indented one step further."""
    if not stream.isatty():
        return text
    return "\n".join(_wrap_indented_line(line, width) for line in text.split("\n"))


def _wrap_indented_line(line: str, width: int) -> str:
    indent = " " * (len(line) - len(line.lstrip(" ")))
    further = f"{indent}  " if indent else ""
    return textwrap.fill(line, width, subsequent_indent=further, break_on_hyphens=False)


def emit_raw(line: str) -> None:
    """Write a line of parts that were cleaned before they were coloured."""
    _write_escaped(sys.stdout, line + "\n")


def emit_json(value: object) -> None:
    """Write one object as one line; flushed, since a program may be waiting for it."""
    _write_escaped(sys.stdout, json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def emit_either(value: object, text: str, *, as_json: bool) -> None:
    """Write an object for programs, or the same content as text for people."""
    if as_json:
        emit_json(value)
    else:
        emit_text(text)


def narrate_line(text: str) -> None:
    """Write a line for the person, apart from the data; on a terminal it breaks between words."""
    _write_escaped(sys.stderr, _break_output_lines(clean_text(text), terminal_width(), sys.stderr) + "\n")
    sys.stderr.flush()


def narrate_notices(notices: Iterable[str]) -> None:
    """Write the session's notices, each on a line of its own."""
    for notice in notices:
        narrate_line(f"drill: {notice}")


def clear_screen() -> None:
    """Clear the screen, if there is one."""
    if sys.stdout.isatty():
        sys.stdout.write("\x1b[H\x1b[2J")


def _write_escaped(stream: TextIO, text: str) -> None:
    """Write in the encoding of the stream: characters outside it are escaped, never an error."""
    try:
        stream.write(text)
    except UnicodeEncodeError:
        encoding = stream.encoding or "ascii"
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))


def hush_broken_pipe() -> None:
    """Redirect standard output to the null device, so that a closed pipe is not an error at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def terminal_width(default: int = 80) -> int:
    """Return the columns of the terminal, or ``default`` without one; ``COLUMNS`` wins."""
    import shutil

    return max(40, shutil.get_terminal_size((default, 24)).columns)


def write_prompt(text: str, width: int = 0) -> None:
    """Write a question without a line end, and flush it; on a terminal of ``width`` cells it breaks between
    words.
    """
    gap = text[len(text.rstrip()) :]
    _write_escaped(
        sys.stdout,
        clean_text(_break_output_lines(text.rstrip(), width - len(gap), sys.stdout) + gap if width else text),
    )
    sys.stdout.flush()


# Input lines, from standard input or from a file.

# Max bytes of a line or a text that are read: a million of the widest characters.
MOST_BYTES = 4_000_000
# Max bytes of a long line that are passed over, in pieces, to find the next one.
MOST_SKIPPED_BYTES = 64_000_000
_PIECE_BYTES = 1 << 16


def lines_from(source: str) -> Iterator[str]:
    """Yield the lines of a file, of ``-`` those of standard input; bytes that are not UTF-8 are replaced.

    A line that is too long is cut. Raises FileError if the source cannot be read, or is a pipe or a
    device, and UsageError if no end of a line comes.
    """
    if source == "-":
        yield from _decode_input_lines(sys.stdin.buffer)
        return
    try:
        refuse_endless(Path(source))
        with Path(source).open("rb") as file:
            yield from _decode_input_lines(file)
    except OSError as error:
        raise FileError(source, "read", error) from error


def text_from_input() -> str:
    """Return all of standard input. Raises UsageError if it is too long."""
    text = sys.stdin.buffer.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        raise UsageError(f"standard input is too long: at most {MOST_BYTES:,} bytes are read")
    return text.decode("utf-8", "replace")


def _decode_input_lines(stream: BinaryIO) -> Iterator[str]:
    while line := stream.readline(MOST_BYTES + 1):
        yield line.decode("utf-8", "replace")
        if len(line) > MOST_BYTES and not line.endswith(b"\n"):
            _skip_rest_of_line(stream)


def _skip_rest_of_line(stream: BinaryIO) -> None:
    skipped = 0
    while chunk := stream.readline(_PIECE_BYTES):
        skipped += len(chunk)
        if chunk.endswith(b"\n"):
            return
        if skipped > MOST_SKIPPED_BYTES:
            raise UsageError(
                f"a line goes on after {MOST_SKIPPED_BYTES:,} bytes, so nothing more is read",
                "end every row with a new line",
            )


# Errors for people: one message, an exit code, and a traceback only on request.

# Exit codes: those of grep and diff, one for an answer without a verdict, and 128 and the signal's number.
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
        kind = "usage: " if isinstance(error, UsageError) and not isinstance(error, SourceError) else ""
        narrate_line(f"drill: {kind}{error}")
        return exit_code(error)
    except KeyboardInterrupt:
        with suppress(ValueError):  # only the main thread may set a handler
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second one would interrupt the way out
        _show_trace(debug)
        return INTERRUPTED
    except BrokenPipeError:
        hush_broken_pipe()
        return DONE
    except OSError as error:
        _show_trace(debug)
        narrate_line(f"drill: {error.strerror or error}: {error.filename or ''}".rstrip(": "))
        return SURROUNDINGS
    except Exception as error:  # noqa: BLE001  the front door: a person gets a sentence and a report
        _show_trace(debug)
        narrate_line(f"drill: this is a fault of the program ({type(error).__name__}: {error}).")
        narrate_line(f"Everything marked is kept. {_save_error_report(error)}")
        return SURROUNDINGS


def _show_trace(debug: bool) -> None:
    if debug:
        traceback.print_exc()


def _worker_faults() -> dict[Path, int]:
    """Return the reports of failures in worker processes, each with its time."""
    try:
        return {path: path.stat().st_mtime_ns for path in find(os.environ).log.glob("worker-*.txt")}
    except (OSError, DrillError):
        return {}


def _show_worker_faults(before: Mapping[Path, int]) -> None:
    """Print the failures in the workers of this command, because they have no terminal of their own."""
    for path, written in _worker_faults().items():
        if before.get(path) != written:
            with suppress(OSError):
                narrate_line(path.read_text(encoding="utf-8"))


def _save_error_report(error: BaseException) -> str:
    """Write the traceback to the log folder; return its place."""
    with suppress(DrillError):
        if (path := keep_traceback(find(os.environ).log, error)) is not None:
            return f"The details are in {path}."
    return "No report could be written; --debug shows the details."


# A line on a terminal that is painted anew, or one now and then elsewhere: the progress of a long command.
#
# It is written to standard error, in ASCII and without colour, and painted every second, so that a command
# does not look hung during one long step.

# Max time without output, in seconds; a pipe gets a longer one, because nobody watches it.
_SILENCE_S, _SILENCE_OF_A_PIPE_S = 1.0, 10.0
# Delay before the first report, in seconds, so that short work is silent.
_SOON_S = 1.5


class ProgressLine:
    """A context that reports the progress every second; `show` sets it."""

    def __init__(self) -> None:
        self._is_terminal = sys.stderr.isatty()
        self._doing = ""
        self._done = 0
        self._total = 0
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
        """Record the work and its progress; a ``total`` of 0 means that it is unknown."""
        with self._lock:
            self._doing = doing
            self._done = done
            self._total = total

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
                narrate_line(f"drill: {self._doing} {text}".rstrip())
                return
            line = f"{self._doing} {text}".rstrip()
            sys.stderr.write(f"\r\x1b[K{line[: terminal_width() - 1]}")
            sys.stderr.flush()
            self._is_painted = True


# Progress lines on standard error for a command that takes long.

# Max time without output, in seconds; a pipe gets a longer one, because nobody watches it.
_LINE_AFTER_S = 2.0
_LINE_OF_A_PIPE_AFTER_S = 10.0


@contextmanager
def narrate_slowly(before: str = "") -> Generator[Callable[[str], None]]:
    """Return a function that takes progress messages and prints them at intervals, however long a step takes.

    The first two seconds are silent. ``before`` is printed while there is no message: before the first one,
    and after an empty sentence; without a terminal, after ten seconds.
    """
    lines: list[str] = []
    ended = threading.Event()
    begun = time.monotonic()

    def take(sentence: str) -> None:
        lines[:] = [sentence] if sentence else []

    def speak() -> None:
        is_watched = sys.stderr.isatty()
        silence_s = _LINE_AFTER_S if is_watched else _LINE_OF_A_PIPE_AFTER_S
        pause_s = _LINE_AFTER_S
        spoken_at = begun
        while not ended.wait(pause_s):
            now = time.monotonic()
            pause_s = _LINE_AFTER_S
            if lines or (before and now - spoken_at >= silence_s):
                message = lines[0] if lines else f"{before}, {now - begun:.0f} s"
                narrate_line(f"drill: {message} …")
                pause_s = silence_s
                spoken_at = now

    speaker = threading.Thread(target=speak, name="drill-progress", daemon=True)
    speaker.start()
    try:
        yield take
    finally:
        ended.set()
        speaker.join()


@contextmanager
def report_progress(sentence: str, before: str = "") -> Generator[Callable[[int, int], None]]:
    """Return a function that takes the progress and the total, which are reported as in `narrate_slowly`.

    ``sentence`` has the places ``{done}`` and ``{total}``.
    """
    with narrate_slowly(before) as narrate:

        def take(done: int, total: int) -> None:
            narrate("" if 0 < total <= done else sentence.format(done=done, total=total))

        yield take
