"""Formats of a printed sheet: one function each."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator

from drill import typeset
from drill.drawing.figure_output import figure_rows, svg_of
from drill.session.library.printing import Heading, PrintedSheet, SheetPart, sheet_parts
from drill.typeset import Tier

# Cells of a page of A4 in ten points of a monospaced font, with its margins.
_WIDTH, _ROWS = 84, 16
# The level of a heading of an exercise or a formula.
_SMALL_HEADING = 3
# The paper is the reader's choice: margins and lengths are such that A4 and Letter have room.
_STYLE = """\
@page {margin: 18mm 17mm; @bottom-center {content: counter(page); font: 9pt serif;}}
:root {color-scheme: light;}
body {font: 10.5pt/1.4 Charter, 'Bitstream Charter', 'Source Serif 4', Cambria, Georgia, serif;
  max-width: 50em; margin: 2em auto; padding: 0 1em; color: #000; background: #fff;
  overflow-wrap: break-word;}
math {font-family: 'STIX Two Math', 'Cambria Math', 'Latin Modern Math', 'TeX Gyre Termes Math', 'STIX Math',
  'XITS Math', 'Libertinus Math', 'DejaVu Math TeX Gyre', 'Noto Sans Math', math;}
section {break-inside: avoid;}
.display {display: block; margin: .7em 0; overflow-x: auto; break-inside: avoid;}
pre, code {font-family: 'DejaVu Sans Mono', ui-monospace, Menlo, Consolas, monospace; font-size: .88em;
  overflow-wrap: anywhere;}
pre {line-height: 1.3; margin: .6em 0 .6em 2em; break-inside: avoid; white-space: pre-wrap;}
li > pre {margin: .2em 0;}
p, ul, ol {margin: .4em 0; orphans: 2; widows: 2;}
li {break-inside: avoid;}
blockquote {margin: .4em 0 .4em .3em; padding-left: .8em; border-left: 2px solid #aaa;}
table {border-collapse: collapse; margin: .6em 0; max-width: 100%;}
th, td {padding: .2em 1em .2em 0; text-align: left; vertical-align: top;}
tr {break-inside: avoid;} th {border-bottom: 1px solid;} thead {display: table-header-group;}
svg {max-width: 100%; height: auto; break-inside: avoid;}
h1, h2, h3, h4 {line-height: 1.2; break-after: avoid; break-inside: avoid;}
h1 {break-before: page; font-size: 1.7em;} h1:first-of-type {break-before: avoid; margin-top: 0;}
h2 {font-size: 1.35em;} h3, h4 {font-size: 1.1em; margin: 1.3em 0 .4em;}
h4 {font-style: italic; font-weight: normal;}
a {color: inherit;}
@media print {body {margin: 0; padding: 0; max-width: none;}}"""
# Nothing is loaded and nothing runs, whatever a text contains.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def format_sheet_as_text(sheet: PrintedSheet, *, solutions: bool, tier: Tier) -> str:
    """Return a sheet as plain text, with a form feed before each page."""
    return (
        "\n\n".join(_list_sheet_texts(sheet_parts(sheet, solutions=solutions), tier)).removeprefix("\f")
        + "\n"
    )


def format_sheet_as_html(sheet: PrintedSheet, *, solutions: bool) -> str:
    """Return a sheet as one HTML file without scripts: formulas as MathML, figures as SVG."""
    head = "\n".join((
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width">',
        f"<title>{html.escape(sheet.title)}</title>",
        f"<style>\n{_STYLE}\n</style>",
    ))  # fmt: skip
    body = "\n".join(_list_html_elements(sheet_parts(sheet, solutions=solutions)))
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


def _list_html_elements(parts: Iterable[SheetPart]) -> Iterator[str]:
    """Yield the parts of a page; the part below a small heading is kept on one page with it."""
    is_open = False
    for part in parts:
        match part:
            case Heading(level, text):
                if is_open:
                    yield "</section>"
                is_open = level >= _SMALL_HEADING
                if is_open:
                    yield "<section>"
                yield f"<h{level}>{typeset.line_html(text)}</h{level}>"
            case str():
                yield typeset.prose_html(part)
            case _:
                yield svg_of(part)
    if is_open:
        yield "</section>"


def _typeset_sheet_prose(markdown: str, tier: Tier) -> str:
    return "\n".join(typeset.set_prose(markdown, width=_WIDTH, tier=tier).lines)
