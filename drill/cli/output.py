"""The output of the command line: data on standard output, narration on standard error, all of it cleaned."""

from __future__ import annotations

import json
import os
import sys
import textwrap
from collections.abc import Iterable
from typing import TextIO

from drill.text import clean_text


def emit_text(text: str = "") -> None:
    """Write a line (or several) of data."""
    _write_escaped(sys.stdout, clean_text(text) + "\n")


def emit_wrapped(text: str, width: int) -> None:
    """Write sentences; on a terminal they break between words, in lines of ``width`` cells.

    Into a pipe each stays on one line: a program looks for it, a screen reader says it in one breath.
    A no-break space keeps its words together.
    """
    emit_text(_break_output_lines(text, width, sys.stdout).replace("\u00a0", " "))


def _break_output_lines(text: str, width: int, stream: TextIO) -> str:
    """Yield lines broken between words on a terminal, with their indentation, and a step further."""
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
    """Write an object for programs, or the text that says the same to people."""
    if as_json:
        emit_json(value)
    else:
        emit_text(text)


def emit_lines(values: Iterable[object]) -> None:
    """Write objects as JSON Lines."""
    for value in values:
        _write_escaped(sys.stdout, json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def narrate_line(text: str) -> None:
    """Write a line for the person, apart from the data; on a terminal it breaks between words."""
    _write_escaped(sys.stderr, _break_output_lines(clean_text(text), terminal_width(), sys.stderr) + "\n")
    sys.stderr.flush()


def narrate_notices(notices: Iterable[str]) -> None:
    """Write what the session has to say, each on a line of its own."""
    for notice in notices:
        narrate_line(f"drill: {notice}")


def clear_screen() -> None:
    """Clear the screen, if there is one."""
    if sys.stdout.isatty():
        sys.stdout.write("\x1b[H\x1b[2J")


def flush_output() -> None:
    """Flush the output, so that it can be read now."""
    sys.stdout.flush()


def _write_escaped(stream: TextIO, text: str) -> None:
    """Write in whatever encoding the stream has: what it cannot show is escaped, never an error."""
    try:
        stream.write(text)
    except UnicodeEncodeError:
        encoding = stream.encoding or "ascii"
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))


def hush_broken_pipe() -> None:
    """Redirect standard output to the null device, so that a closed pipe is no error at exit."""
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
