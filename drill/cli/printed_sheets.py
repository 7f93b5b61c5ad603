"""Formats of a printed sheet: one function each."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator

from drill import typeset
from drill.drawing.figure_svg import svg_of
from drill.drawing.terminal_figure import figure_rows
from drill.session.library.printing import Heading, PrintedSheet, SheetPart, sheet_parts
from drill.typeset import Tier

# Cells: a page of A4 in ten points of a monospaced font, with its margins.
_WIDTH, _ROWS = 84, 16
_STYLE = """\
body {font: 10pt/1.3 system-ui, sans-serif; margin: 2em auto; max-width: 50em; padding: 0 1em;}
pre {font: 10pt/1.25 'DejaVu Sans Mono', ui-monospace, Menlo, monospace; margin: .4em 0; break-inside: avoid;
  white-space: pre-wrap;}
p, ul, ol {margin: .4em 0;}
blockquote {margin: .4em 0 .4em .3em; padding-left: .8em; border-left: 2px solid #aaa;}
table {border-collapse: collapse;}
th, td {padding: .15em .8em .15em 0; text-align: left; vertical-align: top;}
tr {break-inside: avoid;} th {border-bottom: 1px solid;}
svg {max-width: 100%; height: auto; break-inside: avoid;}
h1 {break-before: page;} h1:first-of-type {break-before: avoid;} h2, h3, h4 {break-after: avoid;}"""


def print_sheet_text(sheet: PrintedSheet, *, solutions: bool, tier: Tier) -> str:
    """Return a sheet as plain text, with a form feed before each page."""
    return (
        "\n\n".join(_list_sheet_texts(sheet_parts(sheet, solutions=solutions), tier)).removeprefix("\f")
        + "\n"
    )


def as_html(sheet: PrintedSheet, *, solutions: bool, tier: Tier) -> str:
    """Return a sheet as one HTML file without scripts: formulas typeset as text, figures as SVG."""
    head = f'<meta charset="utf-8">\n<title>{html.escape(sheet.title)}</title>\n<style>\n{_STYLE}\n</style>'
    body = "\n".join(_list_html_elements(sheet_parts(sheet, solutions=solutions), tier))
    return f'<!doctype html>\n<html lang="en">\n<head>\n{head}\n</head>\n<body>\n{body}\n</body>\n</html>\n'


def _list_sheet_texts(parts: Iterable[SheetPart], tier: Tier) -> Iterator[str]:
    for part in parts:
        match part:
            case Heading(level, text):
                heading = _typeset_sheet_prose(text, tier)
                yield f"\f{heading}\n{'=' * len(heading)}" if level == 1 else heading
            case str():
                yield _typeset_sheet_prose(part, tier)
            case _:
                rows = figure_rows(part, _WIDTH - 12, _ROWS, tier)
                caption = [] if part.is_needed else [f"Figure: {part.says}"]
                yield "\n".join([*caption, *(row.text for row in rows)])


def _list_html_elements(parts: Iterable[SheetPart], tier: Tier) -> Iterator[str]:
    for part in parts:
        match part:
            case Heading(level, text):
                yield f"<h{level}>{html.escape(_typeset_sheet_prose(text, tier))}</h{level}>"
            case str():
                yield typeset.prose_html(part, width=_WIDTH, tier=tier)
            case _:
                yield svg_of(part)


def _typeset_sheet_prose(markdown: str, tier: Tier) -> str:
    return "\n".join(typeset.set_prose(markdown, width=_WIDTH, tier=tier).lines)
