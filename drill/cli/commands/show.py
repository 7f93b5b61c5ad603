"""``drill show``: typeset LaTeX, or typed maths, in two dimensions."""

from __future__ import annotations

import argparse
import os
import time
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from drill import typeset
from drill.cli import output, plain_words
from drill.cli.output import lines_from, text_from_input
from drill.codec import is_mapping, parse_json, pick_fields
from drill.errors import ParseError, UsageError
from drill.files import find
from drill.maths.names import Names
from drill.maths.plain import parse
from drill.maths.print import print_tree_latex
from drill.settings import load_settings
from drill.text import clean_text
from drill.typeset import Block, Tier, cell_width

if TYPE_CHECKING:
    from drill.latex import MacroBody

# Max characters of a line that is read.
LINE_LIMIT = 1_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: a formula, its form, or a file of formulas."""
    parser.add_argument("formula", nargs="?", help="LaTeX; - reads it from standard input")
    parser.add_argument("--width", type=int, default=0, help="columns (default: the terminal's)")
    parser.add_argument(
        "--tier", choices=["full", "common", "safe", "ascii"], help="ascii; the others are alike: Unicode"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--one-line", action="store_true", help="on one line")
    form.add_argument("--spoken", action="store_true", help="in words")
    parser.add_argument("--plain-maths", action="store_true", help="the formula is typed maths, not LaTeX")
    parser.add_argument("--jsonl", metavar="FILE", help="formulas as JSON Lines; - is standard input")


def run(arguments: argparse.Namespace) -> int:
    """Typeset one formula, or a stream of them. Raises UsageError if no formula is given."""
    width = arguments.width or output.terminal_width()
    if width < 1:
        raise UsageError("--width must be at least 1 column")
    named: Tier = "ascii" if arguments.tier == "ascii" else "unicode"
    tier = named if arguments.tier else default_tier()
    if arguments.jsonl:
        return _run_jsonl(arguments.jsonl, width, tier)
    formula = text_from_input() if arguments.formula == "-" else arguments.formula
    if formula is None:
        raise UsageError("a formula is missing", r"for example: drill show '\frac{1}{2}'")
    latex = _latex_of(formula) if arguments.plain_maths else formula
    _print_typeset_maths(latex, width, tier, one_line=arguments.one_line, words=arguments.spoken)
    return 0


def default_tier() -> Tier:
    """Return the glyphs of the settings, which respect the locale."""
    return load_settings(find(os.environ).config, os.environ).settings.glyphs


def _latex_of(typed: str) -> str:

    try:
        return print_tree_latex(parse(typed, Names(undeclared="allow"), "value"))
    except ParseError as error:
        column = f"column {error.at}: " if error.at else ""
        raise ParseError(f"{column}{error.message}", error.at, code=error.code, hint=error.hint) from error


def _print_typeset_maths(latex: str, width: int, tier: Tier, *, one_line: bool, words: bool) -> None:

    if words:
        output.emit_text(typeset.speak_formula(latex))
        return
    block = (
        typeset.typeset_on_one_line(latex, tier=tier)
        if one_line
        else typeset.typeset_formula(latex, width=width, tier=tier)
    )
    plain_words.emit_parts(_list_block_row_parts(block, row) for row in range(block.height))
    if block.left_over:
        output.narrate_line("not known: " + " ".join(block.left_over))


def _list_block_row_parts(block: Block, row: int) -> list[plain_words.Part]:
    """Return one line in pieces, those in bold letters marked: otherwise **x** and x would look alike."""
    styles = {
        cell: span.style for span in block.spans if span.row == row for cell in range(span.start, span.end)
    }
    parts: list[plain_words.Part] = []
    cell = 0
    for character in block.lines[row]:
        parts.append((character, styles.get(cell, "")))
        cell += cell_width(character)
    return [
        ("".join(character for character, _ in run), style)
        for style, run in groupby(parts, key=lambda part: part[1])
    ]


def _run_jsonl(source: str, width: int, tier: Tier) -> int:

    faulty = False
    for number, line in enumerate(lines_from(source), 1):
        if not line.strip():
            continue
        try:
            if len(line) > LINE_LIMIT:
                raise ValueError(f"the line is too long: at most {LINE_LIMIT:,} characters are read")
            row = _read_latex_row(line)
        except ValueError as error:
            faulty = True
            output.narrate_line(f"{source}:{number}:1: {error}")
            output.emit_json({"id": None, "error": str(error)})
            continue
        begun = time.perf_counter()
        block = typeset.typeset_formula(row.latex, width=width, tier=tier, macros=row.macros)
        output.emit_json(
            {
                "id": row.id,
                "text": "\n".join(block.lines),
                **pick_fields(block, "width height left_over"),
                "ms": round((time.perf_counter() - begun) * 1000, 3),
            }
        )
    return 2 if faulty else 0


@dataclass(frozen=True, slots=True)
class _PrintedRow:
    """One formula of a stream."""

    id: object
    latex: str
    macros: dict[str, MacroBody]


def _read_latex_row(line: str) -> _PrintedRow:
    row = parse_json(line)
    if not is_mapping(row) or not isinstance(row.get("latex"), str):
        raise ValueError('an object with "latex" is expected')
    macros: object = row.get("macros") or {}
    if not is_mapping(macros):
        raise ValueError('"macros" maps names to LaTeX')
    return _PrintedRow(
        row.get("id"),
        clean_text(row["latex"]),
        {name: _read_macro_body(body) for name, body in macros.items()},
    )


def _read_macro_body(body: object) -> MacroBody:
    """Return a macro's body; one with an optional argument is ``[arguments, body, default]``."""
    match body:
        case str():
            return body
        case [int(count), str(written)] if 0 <= count < 10:
            return count, written
        case [int(count), str(written), str(default)] if 0 <= count < 10:
            return count, written, default
        case _:
            raise ValueError('"macros" maps names to LaTeX, or to [arguments, LaTeX, default of the first]')
