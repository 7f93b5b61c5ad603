"""Text from outside as Markdown that shows it as it is: nothing becomes markup except its ``$…$``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from drill.text import clean_text, one_line

# A formula as the typesetter reads one: no blank inside of its dollars, no digit after them.
_FORMULA: Final = re.compile(r"(\$(?![\s$])(?:\\.|[^$\\\n])+?(?<!\s)\$(?!\d))")
_SPECIAL: Final = re.compile(r"[\\`*_\[\]<>$~|]|&(?=#?\w+;)|(?<!\S)#")
_TAG: Final = re.compile(r"<(?=[A-Za-z/!?])")
_LINK: Final = re.compile(r"(?<!\\)\[")
# Escapes that only other readers of Markdown know; elsewhere ``\[`` begins a display.
_ESCAPED: Final = re.compile(r"\\([\[\]<>~&+=:.)])")
_DOLLARS: Final = re.compile(r"\$\$+")
_LINE_START: Final = re.compile(r"[#+=-]|:(?=-)|\d{1,9}(?=[.)])")


def escape_markdown_line(text: str) -> str:
    """Return one line of text; ``$…$`` in it stay formulas."""
    pieces = _FORMULA.split(one_line(text))
    line = "".join(
        _write_tagless_formula(segment) if index % 2 else _escape_markdown_signs(segment)
        for index, segment in enumerate(pieces)
    )
    return _LINE_START.sub(_escape_line_beginning, line, count=1) if _LINE_START.match(line) else line


def without_html(markdown: str) -> str:
    """Return Markdown on one line, in which no HTML and no link begins."""
    pieces = _FORMULA.split(one_line(markdown))
    return "".join(
        _write_tagless_formula(segment) if index % 2 else _LINK.sub(r"\[", segment).replace("<", "&lt;")
        for index, segment in enumerate(pieces)
    )


def adapt_markdown_for_terminal(markdown: str) -> str:
    """Return Markdown of this module for `drill.typeset.set_prose`: fewer escapes, and no HTML."""
    pieces = _FORMULA.split(markdown)
    return "".join(
        segment if index % 2 else _ESCAPED.sub(r"\1", segment).replace("&lt;", "<")
        for index, segment in enumerate(pieces)
    )


def escape_markdown_paragraphs(text: str, indent: str = "") -> str:
    """Return several lines of text with line ends and empty lines kept, all but the first indented."""
    lines = [escape_markdown_line(line) for line in clean_text(text).strip().split("\n")]
    breaks = [
        line + ("  " if line and following else "")
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
    ]
    return "\n".join(indent + line if line and index else line for index, line in enumerate(breaks))


def write_display_markdown(latex: str) -> str:
    """Return a formula on lines of its own."""
    return f"$$\n{_keep_latex_in_dollars(latex)}\n$$"


def write_inline_markdown(latex: str) -> str:
    """Return a formula within a line."""
    return f"${_keep_latex_in_dollars(latex)}$"


def write_markdown_table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table of Markdown cells."""
    names = [*head]
    lines = [names, ["---"] * len(names), *(list(map(_replace_bars_in_cell, row)) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _escape_markdown_signs(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)


def _write_tagless_formula(formula: str) -> str:
    """Return a formula in which readers without mathematics see no tag."""
    return _TAG.sub("< ", formula)


def _escape_line_beginning(match: re.Match[str]) -> str:
    """Return text with anything escaped that would begin a heading, list, underline or table rule."""
    return f"{match[0]}\\" if match[0].isdigit() else f"\\{match[0]}"


def _keep_latex_in_dollars(latex: str) -> str:
    """Return LaTeX on one line that does not end its own dollars."""
    return _write_tagless_formula(_DOLLARS.sub("$", one_line(latex)).strip("$ "))


def _replace_bars_in_cell(markdown: str) -> str:
    """Return a table's cell: bars inside of formulas become words, since a table would split there."""
    pieces = _FORMULA.split(markdown)
    return "".join(_without_bars(segment) if index % 2 else segment for index, segment in enumerate(pieces))


def _without_bars(formula: str) -> str:
    return formula.replace(r"\|", r"\Vert{}").replace("|", r"\vert{}")
