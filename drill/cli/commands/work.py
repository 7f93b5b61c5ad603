"""``drill work``: mark a derivation line by line, of an assistant or a learner; no exercise is needed."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from drill.cli import output
from drill.cli.commands.show import default_tier
from drill.cli.output import MOST_BYTES, text_from_input
from drill.errors import FileError, UsageError
from drill.files import refuse_endless
from drill.session.drilling.working_feedback import (
    describe_line,
    describe_marks,
    list_marked_fields,
    mark_text,
    signs_of,
)
from drill.worker import Workers

if TYPE_CHECKING:
    from drill.checking import MarkedLine, MarkedText

_EXAMPLE = "for example: drill work answer.md, or drill work < answer.md"
# Columns of a line's number.
_NUMBER_WIDTH = 4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: the file."""
    parser.add_argument(
        "file", nargs="?", metavar="FILE", help="Markdown, LaTeX or plain lines; without it standard input"
    )
    parser.add_argument(
        "-l", "--letters", action="append", default=[], metavar="LINE",
        help="declare letters, as a line at the head of the file does: 'K: number', 'A, B: n, n', 'x > 0'",
    )  # fmt: skip
    output.add_json_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print every line with its sign; exit code 1 if one does not follow, 4 if none was judged."""
    text = _read_derivation_text(arguments.file)
    with closing(Workers(1)) as workers:
        marked = mark_text(text, workers, declared=arguments.letters)
    if arguments.json:
        output.emit_json(list_marked_fields(marked))
    else:
        _report_marked_lines(marked)
    if marked.breaks:
        return output.FOUND
    return output.DONE if marked.judged else output.NOT_JUDGED


def _read_derivation_text(source: str | None) -> str:
    """Return the text of a file, or of standard input.

    Raises:
        UsageError: there is no text, or it is too long, or it is not valid text.
        FileError: the file cannot be read.
    """
    if source is None and sys.stdin.isatty():
        raise UsageError("a file is missing", _EXAMPLE)
    if source is None or source == "-":
        text = text_from_input()
        name = "standard input"
    else:
        name = source
        try:
            refuse_endless(Path(source))
            with Path(source).open("rb") as file:
                raw = file.read(MOST_BYTES + 1)
        except OSError as error:
            raise FileError(source, "read", error) from error
        text = raw.decode("utf-8", "replace")
    if "\0" in text or text.count("\ufffd") > len(text) // 10:
        raise UsageError(f"{name} is not a text", _EXAMPLE)
    if not text.strip():
        raise UsageError(f"{name} is empty", _EXAMPLE)
    return text


def _report_marked_lines(marked: MarkedText) -> None:

    width = output.terminal_width()
    margin = " " * (_NUMBER_WIDTH + 5)
    for number, text in marked.declared:
        output.emit_text(f"{margin}{text}  (line {number})")
    for number, text in marked.not_declared:
        output.emit_text(f"{margin}Line {number} is not read as a declaration: {text}")
    lines = [line for line in marked.lines if line.kind != "text"]
    shown = 0
    for line, sign in zip(lines, signs_of(lines, is_ascii=default_tier() == "ascii"), strict=True):
        number = str(line.line) if line.line != shown else ""
        shown = line.line
        indent = "  " if line.is_joined else ""
        output.emit_text(f"{number:>{_NUMBER_WIDTH}} {sign:>2}  {indent}{line.text}")
        _report_line_reason(line, margin, width)
    output.emit_wrapped(describe_marks(marked), width)
    if marked.offers:
        output.emit_text("To decide more lines, write at the head of the file:")
        for offer in marked.offers:
            output.emit_text(f"    {offer}")


def _report_line_reason(line: MarkedLine, margin: str, width: int) -> None:

    if reason := describe_line(line):
        output.emit_wrapped(f"{margin}{reason}", width)
