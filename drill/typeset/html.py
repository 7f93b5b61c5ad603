"""Markdown with formulas as HTML: paragraphs, lists and tables for a browser to break, formulas as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from drill.typeset.block import SpanStyle, Tier
from drill.typeset.gridtable import split_cells
from drill.typeset.inline import Display, Manner, Reader, Run
from drill.typeset.markdown import Part, Setter, split_clean_lines

# Cells in which no formula of a sentence needs to be broken: the browser does it.
_UNBROKEN = 100_000
_TAGS: dict[SpanStyle, str] = {"bold": "strong", "italic": "em", "code": "code"}
_BETWEEN_ITEMS = re.compile(r"\n</ul>\n<ul>|\n</ol>\n<ol start=\"\d+\">")
_Link = tuple[Run, int, int, str]


def prose_html(markdown: str, *, width: int, tier: Tier) -> str:
    """Return HTML in which only this module's tags are markup; displays are set to ``width`` cells.

    Links lead to the web or to a mail address; any other address is shown beside its words.
    """
    setter = _HtmlSetter(Manner(tier, "linear", {}))
    parts = [part.lines[0] for part in setter.all_parts(split_clean_lines(markdown), width)]
    return _join_html_parts(parts)


def _join_html_parts(parts: list[str]) -> str:
    return _BETWEEN_ITEMS.sub("", "\n".join(parts))


class _HtmlSetter(Setter):
    """Makes one line of HTML of each block."""

    def _unset(self, lines: list[str]) -> Part:
        return _make_preformatted(super()._unset(lines).lines)

    def _rule(self, width: int) -> Part:
        return Part(("<hr>",))

    def _code(self, rows: list[str], width: int, indent: int = 0) -> Part:
        return _make_preformatted(super()._code(rows, _UNBROKEN).lines)

    def _item(
        self, item: re.Match[str], body: list[str], width: int, close: bool, depth: int
    ) -> Iterator[Part]:
        inner = _join_html_parts([part.lines[0] for part in self.parts(body, width, depth + 1)])
        if inner.startswith("<p>") and inner.count("<p>") == 1:
            inner = inner.removeprefix("<p>").replace("</p>", "", 1)
        number = item["mark"].rstrip(".)")
        opened, closed = (f'<ol start="{int(number)}">', "</ol>") if number.isdigit() else ("<ul>", "</ul>")
        yield Part((f"{opened}\n<li>{inner}</li>\n{closed}",))

    def _quote(self, body: list[str], width: int, depth: int) -> Iterator[Part]:
        inner = _join_html_parts([part.lines[0] for part in self.parts(body, width, depth + 1)])
        yield Part((f"<blockquote>\n{inner}\n</blockquote>",))

    def _table(self, rows: list[str], width: int) -> Iterator[Part]:
        columns = len(split_cells(rows[1]))
        lines = [self._row(row, columns, "td", width) for row in rows[2:]]
        head = f"<thead>\n{self._row(rows[0], columns, 'th', width)}\n</thead>"
        body = "\n".join(["<tbody>", *lines, "</tbody>"])
        yield Part((f"<table>\n{head}\n{body}\n</table>",))

    def _row(self, row: str, columns: int, tag: str, width: int) -> str:
        texts = [*split_cells(row), *[""] * columns][:columns]
        cells = ("".join(self._pieces(text, width)) for text in texts)
        return f"<tr>{''.join(f'<{tag}>{cell}</{tag}>' for cell in cells)}</tr>"

    def _paragraph(self, text: str, width: int) -> Iterator[Part]:
        for piece in self._pieces(text, width):
            yield Part((piece if piece.startswith("<pre") else f"<p>{piece}</p>",))

    def _pieces(self, text: str, width: int) -> Iterator[str]:
        """Yield the sentences and displays of a paragraph."""
        reader = _LinkReader(self._manner, _UNBROKEN, width)
        reader.read(text, None)
        for piece in reader.finished():
            if isinstance(piece, Display):
                yield _make_preformatted(piece.block.lines).lines[0]
            else:
                yield _run_html(piece, [link for link in reader.links if link[0] is piece])


class _LinkReader(Reader):
    """Remembers where the links are."""

    def __init__(self, manner: Manner, width: int, display_width: int) -> None:
        super().__init__(manner, width, display_width)
        self.links: list[_Link] = []

    def _link(self, label: str, address: str, style: SpanStyle | None, depth: int) -> None:
        run = self._run()
        start = len(run.text)
        self.read(label, style, depth)
        if address.startswith(("https:", "http:", "mailto:")) and run is self._run():
            self.links = [link for link in self.links if link[0] is not run or link[1] < start]
            self.links.append((run, start, len(run.text), address))
        else:
            self._words(f" ({address})", style)


def _run_html(run: Run, links: list[_Link]) -> str:
    """Return a sentence with its links and styles; tags are closed in the order of their opening."""
    pieces: list[str] = []
    offset = 0
    for _, start, end, address in links:
        pieces += _style_run(run, offset, start)
        pieces += [f'<a href="{escape(address)}">', *_style_run(run, start, end), "</a>"]
        offset = end
    pieces += _style_run(run, offset, len(run.text))
    return "".join(pieces).strip()


def _style_run(run: Run, start: int, end: int) -> Iterator[str]:
    while start < end:
        style, stop = run.styles[start], start + 1
        while stop < end and run.styles[stop] == style:
            stop += 1
        text = escape(run.text[start:stop]).replace("\n", "<br>\n")
        tag = _TAGS.get(style) if style else None
        yield f"<{tag}>{text}</{tag}>" if tag else text
        start = stop


def _make_preformatted(lines: tuple[str, ...]) -> Part:
    return Part((f"<pre>{escape(chr(10).join(lines))}</pre>",))
