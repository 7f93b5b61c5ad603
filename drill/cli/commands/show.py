"""``drill show``: typesets LaTeX, or typed maths, in two dimensions."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TextIO

from drill.cli import output
from drill.errors import ParseError, UsageError
from drill.text import clean

HELP = "typeset a formula in the terminal"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A formula, how it is to look, or a file of formulas."""
    parser.add_argument("formula", nargs="?", help="LaTeX; - reads it from standard input")
    parser.add_argument("--width", type=int, default=0, help="columns (default: the terminal's)")
    parser.add_argument("--tier", choices=["full", "safe", "ascii"], help="how much of Unicode may be used")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--one-line", action="store_true", help="on one line")
    form.add_argument("--spoken", action="store_true", help="in words")
    parser.add_argument("--plain-maths", action="store_true", help="the formula is typed maths, not LaTeX")
    parser.add_argument("--jsonl", metavar="FILE", help="formulas as JSON Lines; - is standard input")


def run(arguments: argparse.Namespace) -> int:
    """Typeset one formula, or a stream of them."""
    width = arguments.width or output.terminal_width()
    if width < 1:
        raise UsageError("--width counts columns, from 1")
    tier = arguments.tier or default_tier()
    if arguments.jsonl:
        return _run_jsonl(arguments.jsonl, width, tier)
    formula = sys.stdin.read() if arguments.formula == "-" else arguments.formula
    if formula is None:
        raise UsageError("a formula is missing", r"for example: drill show '\frac{1}{2}'")
    latex = _latex_of(formula) if arguments.plain_maths else formula
    text, left_over = _shown(latex, {}, width, tier, one_line=arguments.one_line, words=arguments.spoken)
    output.emit(text)
    if left_over:
        output.narrate("not known: " + " ".join(left_over))
    return 0


def default_tier() -> str:
    """The glyphs of the settings, which heed the locale."""
    import os

    from drill.locations import find
    from drill.settings import load

    return load(find(os.environ).config, os.environ).settings.glyphs


def _latex_of(typed: str) -> str:
    from drill.maths.names import Names
    from drill.maths.plain import parse
    from drill.maths.print import to_latex

    try:
        return to_latex(parse(typed, Names(undeclared="allow"), "value"))
    except ParseError as error:
        place = f"column {error.at}: " if error.at else ""
        raise ParseError(f"{place}{error.message}", error.at, code=error.code, hint=error.hint) from error


def _shown(
    latex: str, macros: Mapping[str, str], width: int, tier: str, *, one_line: bool, words: bool
) -> tuple[str, tuple[str, ...]]:
    from drill import typeset

    if words:
        return typeset.spoken(latex, macros=macros), ()
    if one_line:
        block = typeset.linear(latex, tier=tier, macros=macros)  # pyright: ignore[reportArgumentType]
    else:
        block = typeset.typeset(latex, width=width, tier=tier, macros=macros)  # pyright: ignore[reportArgumentType]
    return "\n".join(block.lines), block.left_over


def _run_jsonl(source: str, width: int, tier: str) -> int:
    from drill import typeset

    faulty = False
    for number, line in enumerate(_lines(source), 1):
        if not line.strip():
            continue
        try:
            row = _row(line)
        except ValueError as error:
            faulty = True
            output.narrate(f"{source}:{number}:1: {error}")
            output.emit_json({"id": None, "error": str(error)})
            continue
        begun = time.perf_counter()
        block = typeset.typeset(row["latex"], width=width, tier=tier, macros=row["macros"])  # pyright: ignore
        output.emit_json(
            {
                "id": row["id"],
                "text": "\n".join(block.lines),
                "width": block.width,
                "height": block.height,
                "left_over": list(block.left_over),
                "ms": round((time.perf_counter() - begun) * 1000, 3),
            }
        )
    return 2 if faulty else 0


def _lines(source: str) -> Iterator[str]:
    if source == "-":
        yield from _utf8(sys.stdin)
        return
    with Path(source).open(encoding="utf-8", errors="replace") as file:
        yield from file


def _utf8(stream: TextIO) -> Iterator[str]:
    buffer = getattr(stream, "buffer", None)
    if buffer is None:
        yield from stream
        return
    for line in buffer:
        yield line.decode("utf-8", "replace")


def _row(line: str) -> dict[str, object]:
    row = json.loads(line)
    if not isinstance(row, dict) or not isinstance(row.get("latex"), str):
        raise ValueError('an object with "latex" is due')
    macros = row.get("macros") or {}
    if not isinstance(macros, dict) or not all(isinstance(body, str) for body in macros.values()):
        raise ValueError('"macros" maps names to LaTeX')
    return {"id": row.get("id"), "latex": clean(row["latex"]), "macros": macros}
