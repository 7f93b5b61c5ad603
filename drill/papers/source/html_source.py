"""Convert HTML of arXiv and LaTeXML to a manuscript in LaTeX, from the source in each formula."""

from __future__ import annotations

import re
from typing import Final

from drill.html_parts import read_characters, read_html_parts
from drill.papers.source.document import Builder, Manuscript, Place
from drill.papers.source.intake import Source

_OPENING: Final = {
    "h1": "\\title{", "h2": "\n\n\\section{", "h3": "\n\n\\subsection{", "h4": "\n\n\\subsubsection{",
    **dict.fromkeys(("h5", "h6"), "\n\n\\paragraph{"), "br": "\n",
    **dict.fromkeys(("p", "div", "li", "section", "td", "figcaption", "tr", "table", "ul", "ol"), "\n\n"),
}  # fmt: skip
_CLOSING: Final = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "}\n\n"),
    **dict.fromkeys(("table", "div", "p"), "\n\n"),
}
_UNREAD: Final = frozenset(("title", "script", "style", "nav", "footer", "pre", "svg", "button"))
_STYLE: Final = re.compile(r"\\(?:displaystyle|textstyle)(?![a-zA-Z])\s*")
_COMMENT: Final = re.compile(r"(?<!\\)%[ \t]*(?:\n|$)")
_NUMBER: Final = re.compile(r"\(?([\dA-Z][\w.]*)\)?")


def flatten_html(source: Source) -> Manuscript:
    """Return the page's text; formulas are ``$…$`` and equations with their label and number."""
    reader = _Reader(source.main)
    html = source.text[: source.text.rfind(">") + 1]  # a tag that is never closed ends the page
    remark = html.find("<!--", html.rfind("-->") + 1)  # and so does a comment
    reader.read(html if remark < 0 else html[:remark])
    return reader.builder.manuscript(source.notes)


class _Reader:
    def __init__(self, file: str) -> None:
        self.builder = Builder()
        self._file = file
        self._line = 1
        self._unread = 0
        self._in_math = False
        self._row: list[str] | None = None
        self._label = ""
        self._body_label = ""
        self._number = ""
        self._in_number = False
        self._in_reference = False

    def read(self, html: str) -> None:
        """Write a page into the manuscript."""
        counted_to = 0
        for part in read_html_parts(html):
            self._line += html.count("\n", counted_to, part.begin)
            counted_to = part.begin
            if not part.name:
                self._write_text(read_characters(part.text))
                continue
            if not part.is_end:
                self._begin(part.name, part.attributes)
            if part.is_end or part.text.endswith("/"):
                self._end(part.name)

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        classes = attributes.get("class", "").split()
        if tag == "math":
            self._in_math = True
            self._write_formula(attributes)
        elif tag in _UNREAD:
            self._unread += 1
        elif tag == "tbody":
            self._body_label = attributes.get("id", "")
        elif "ltx_eqn_row" in classes or ("ltx_equation" in classes and self._row is None):
            self._start_row(attributes)
        elif "ltx_tag_equation" in classes or "ltx_eqn_eqno" in classes:
            self._in_number = True
        elif tag == "a" and attributes.get("href", "").startswith("#") and "ltx_ref" in classes:
            self._write(f"\\ref{{{attributes['href'][1:]}}}")
            self._in_reference = True
        else:
            self._write(_OPENING.get(tag, ""))

    def _end(self, tag: str) -> None:
        if tag == "math":
            self._in_math = False
        elif tag in _UNREAD:
            self._unread = max(0, self._unread - 1)
        elif tag == "tr" and self._row is not None:
            self._end_row()
        elif tag in ("span", "td"):
            self._in_number = False
        elif tag == "a":
            self._in_reference = False
        elif tag in _CLOSING:
            if tag == "table":
                self._end_row()
            self._write(_CLOSING[tag])

    def _write_text(self, data: str) -> None:
        if self._in_number:
            match = _NUMBER.search(data)
            self._number = match[1] if match else self._number
        elif not (self._in_math or self._in_reference) and self._row is None:
            self._write(data)

    def _write_formula(self, attributes: dict[str, str]) -> None:
        latex = _COMMENT.sub("", _STYLE.sub("", attributes.get("alttext", ""))).strip()
        if not latex or self._unread:
            return
        if self._row is not None:
            self._row.append(latex)
        elif attributes.get("display") == "block":
            self._write(f"\n\\begin{{equation*}}{latex}\\end{{equation*}}\n")
        else:
            self._write(f"${latex}$")

    def _start_row(self, attributes: dict[str, str]) -> None:
        """Begin a row of equations; a table of one equation has the id itself, its row has none."""
        inherited = self._label if self._row == [] else ""
        self._end_row()
        self._row = []
        self._label = attributes.get("id", "") or self._body_label or inherited
        self._number = ""

    def _end_row(self) -> None:
        row, self._row = self._row, None
        if row:
            label = f"\\label{{{self._label}}}" if self._label else ""
            number = f"\\tag{{{self._number}}}" if self._number else ""
            self._write(f"\n\\begin{{equation*}}{' '.join(row)}{number}{label}\\end{{equation*}}\n")

    def _write(self, text: str) -> None:
        if not self._unread:
            self.builder.write(text, Place(self._file, self._line))
