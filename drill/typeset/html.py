"""Markdown with formulas as HTML: paragraphs, lists and tables for a browser to break, formulas as MathML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Final

from drill.typeset.block import Block, SpanStyle
from drill.typeset.boxes import Alignment
from drill.typeset.formula_html import formula_lines
from drill.typeset.gridtable import find_column_side, split_cells
from drill.typeset.inline import Display, Manner, Reader, Run
from drill.typeset.markdown import LONE_CODE, NARROWEST, Part, Setter, split_clean_lines

# Cells in which no code of a sentence needs to be broken: the browser does it.
_UNBROKEN: Final = 100_000
# Cells by which lists, quotations and displays are narrower than what is around them.
_INDENT: Final = 6
# Cells between the columns of a table.
_GAP: Final = 2
# Columns of a table that has room on a page; a wider one is shown as it is written.
_MOST_COLUMNS: Final = 12
_MANNER: Final = Manner("unicode", "linear", {})
_ALIGNED: Final = {"l": "", "c": ' style="text-align:center"', "r": ' style="text-align:right"'}
_TAGS: Final[dict[SpanStyle, str]] = {"bold": "strong", "italic": "em", "code": "code"}
_BETWEEN_ITEMS = re.compile(r"\n</ul>\n<ul>|\n</ol>\n<ol start=\"\d+\">")
# Keeps what it touches on one line.
_JOINER: Final = "\u2060"
_TOUCHING: Final = re.compile(r"[\w'’\-–—=+]")
# What a formula is in its run, before it is written.
_PLACE: Final = "\ufffc"
_DISPLAY: Final = '<span class="display">'
# Formulas in a table's row, whose sources say nothing of their width.
_FORMULA: Final = re.compile(r"\$[^$]*\$")
_Link = tuple[Run, int, int, str]


def prose_html(markdown: str, *, width: int) -> str:
    """Return HTML in which only this module's tags are markup, for a page of ``width`` cells.

    Displays have the class ``display``, tables whose words are too long for their columns ``narrow``.
    Links lead to the web; any other address is shown beside its words. No formula is
    wider than ``width``; words and code have to be broken by the browser.
    """
    setter = _HtmlSetter()
    parts = [part.lines[0] for part in setter.all_parts(split_clean_lines(markdown), width)]
    return _join_html_parts(parts)


def line_html(markdown: str, *, width: int) -> str:
    """Return Markdown that is one line, such as a heading, as HTML within an element."""
    return " ".join(_write_inline(" ".join(split_clean_lines(markdown)), width))


def _join_html_parts(parts: list[str]) -> str:
    return _BETWEEN_ITEMS.sub("", "\n".join(parts))


def _write_inline(text: str, width: int) -> Iterator[str]:
    """Yield the sentences and displays of a paragraph."""
    reader = _HtmlReader(width)
    reader.read(text, None)
    for piece in reader.finished():
        yield piece.block.lines[0] if isinstance(piece, Display) else reader.write_run(piece)


class _HtmlSetter(Setter):
    """Makes one line of HTML of each block."""

    def __init__(self) -> None:
        super().__init__(_MANNER)

    def _unset(self, lines: list[str]) -> Part:
        return _make_preformatted(super()._unset(lines).lines)

    def _rule(self, width: int) -> Part:
        return Part(("<hr>",))

    def _code_lines(self, rows: list[str], width: int, indent: int = 0) -> Part:
        return _make_preformatted(super()._code_lines(rows, _UNBROKEN).lines)

    def _item(
        self, item: re.Match[str], body: list[str], width: int, close: bool, depth: int
    ) -> Iterator[Part]:
        inner = self._write_inner(body, width, depth)
        if inner.startswith("<p>") and inner.count("<p>") == 1:
            inner = inner.removeprefix("<p>").replace("</p>", "", 1)
        number = item["mark"].rstrip(".)")
        opened, closed = (f'<ol start="{int(number)}">', "</ol>") if number.isdigit() else ("<ul>", "</ul>")
        yield Part((f"{opened}\n<li>{inner}</li>\n{closed}",))

    def _quote(self, body: list[str], width: int, depth: int) -> Iterator[Part]:
        yield Part((f"<blockquote>\n{self._write_inner(body, width, depth)}\n</blockquote>",))

    def _write_inner(self, body: list[str], width: int, depth: int) -> str:
        parts = self.parts(body, max(width - _INDENT, NARROWEST), depth + 1)
        return _join_html_parts([part.lines[0] for part in parts])

    def _table(self, rows: list[str], width: int) -> Iterator[Part]:
        sides: list[Alignment] = [find_column_side(cell) for cell in split_cells(rows[1])]
        if len(sides) > _MOST_COLUMNS:
            yield _make_preformatted(tuple(rows))
            return
        room = max(width // len(sides) - _GAP, NARROWEST)
        lines = [_write_row(row, sides, "td", room) for row in rows[2:]]
        head = f"<thead>\n{_write_row(rows[0], sides, 'th', room)}\n</thead>"
        body = "\n".join(["<tbody>", *lines, "</tbody>"])
        written = (rows[0], *rows[2:])
        is_narrow = any(len(word) > room for row in written for word in _FORMULA.sub("", row).split())
        opened = '<table class="narrow">' if is_narrow else "<table>"
        yield Part((f"{opened}\n{head}\n{body}\n</table>",))

    def _paragraph(self, text: str, width: int) -> Iterator[Part]:
        if (code := LONE_CODE.fullmatch(text.strip())) is not None:
            yield self._code_lines([code[1]], width)
            return
        for piece in _write_inline(text, width):
            yield Part((piece if piece.startswith(_DISPLAY) else f"<p>{piece}</p>",))


def _write_row(row: str, sides: list[Alignment], tag: str, room: int) -> str:
    """Return a row of a table, each of whose columns has room for so many cells."""
    texts = [*split_cells(row), *[""] * len(sides)]
    cells = [
        f"<{tag}{_ALIGNED[side]}>{''.join(_write_inline(text, room))}</{tag}>"
        for text, side in zip(texts, sides, strict=False)
    ]
    return f"<tr>{''.join(cells)}</tr>"


class _HtmlReader(Reader):
    """Remembers where formulas and links are; a formula is one character of its run."""

    def __init__(self, width: int) -> None:
        super().__init__(_MANNER, width, max(width - _INDENT, NARROWEST))
        self._links: list[_Link] = []
        self._formulas: dict[tuple[int, int], str] = {}

    def write_run(self, run: Run) -> str:
        """Return a sentence with its links and styles; tags are closed in the order of their opening."""
        pieces: list[str] = []
        offset = 0
        for _, start, end, address in (link for link in self._links if link[0] is run):
            pieces += self._style_run(run, offset, start)
            pieces += [f'<a href="{escape(address)}">', *self._style_run(run, start, end), "</a>"]
            offset = end
        pieces += self._style_run(run, offset, len(run.text))
        return "".join(pieces).strip()

    def _link(self, label: str, address: str, style: SpanStyle | None, depth: int) -> None:
        run = self._run()
        start = len(run.text)
        self.read(label, style, depth)
        if address.startswith(("https://", "http://")) and run is self._run():
            self._links = [link for link in self._links if link[0] is not run or link[1] < start]
            self._links.append((run, start, len(run.text), address))
        else:
            self._words(f" ({address})", style)

    def _set_display(self, latex: str) -> None:
        lines = formula_lines(latex, width=self._display_width, display=True)
        self._pieces.append(Display(Block(("".join(f"{_DISPLAY}{line}</span>" for line in lines),))))

    def _formula(self, latex: str, text: str, offset: int, style: SpanStyle | None) -> int:
        run = self._run()
        lines = formula_lines(latex, width=self._width, display=False)
        self._formulas[id(run), len(run.text)] = "<br>".join(lines)
        run.add(_PLACE, style)
        return offset

    def _style_run(self, run: Run, start: int, end: int) -> Iterator[str]:
        while start < end:
            style, stop = run.styles[start], start + 1
            while stop < end and run.styles[stop] == style:
                stop += 1
            text = "".join(self._write_character(run, place) for place in range(start, stop))
            tag = _TAGS.get(style) if style else None
            yield f"<{tag}>{text}</{tag}>" if tag else text
            start = stop

    def _write_character(self, run: Run, place: int) -> str:
        """Return a character; a formula keeps to the letters that it touches."""
        formula = self._formulas.get((id(run), place))
        if formula is None:
            character = run.text[place]
            return "<br>\n" if character == "\n" else escape(character)
        before, after = run.text[:place][-1:], run.text[place + 1 : place + 2]
        left, right = (_JOINER if _TOUCHING.match(near) else "" for near in (before, after))
        return f"{left}{formula}{right}"


def _make_preformatted(lines: tuple[str, ...]) -> Part:
    return Part((f"<pre>{escape(chr(10).join(lines))}</pre>",))
