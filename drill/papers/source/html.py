"""arXiv's and LaTeXML's HTML as a manuscript in LaTeX's words, from the source that each formula carries."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

from drill.papers.source.intake import Source
from drill.papers.source.manuscript import Builder, Manuscript, Place

_HEADINGS: Final = {
    "h2": "section", "h3": "subsection", "h4": "subsubsection", "h5": "paragraph", "h6": "paragraph",
}  # fmt: skip
_PARAGRAPHS: Final = frozenset(
    ("p", "div", "li", "section", "td", "figcaption", "br", "tr", "table", "ul", "ol")
)
_UNREAD: Final = frozenset(("script", "style", "head", "nav", "footer", "pre", "svg", "button"))
_HIDDEN: Final = frozenset(
    ("katex-html", "MathJax", "MathJax_Preview", "MathJax_SVG", "MathJax_CHTML", "eqno")
)
"""What shows a formula beside its source, or its number outside of it."""
_SCRIPT: Final = "math/tex"
_STYLE: Final = re.compile(r"\\(?:displaystyle|textstyle)(?![a-zA-Z])\s*")
_COMMENT: Final = re.compile(r"(?<!\\)%[ \t]*(?:\n|$)")
_NUMBER: Final = re.compile(r"\(?([\dA-Z][\w.]*)\)?")


def flatten_html(source: Source) -> Manuscript:
    """The page's text; formulas stand in it as ``$…$`` and as equations with their label and number."""
    reader = _Reader(source.main)
    reader.feed(_without_comments(source.text))
    reader.close()
    return reader.builder.manuscript(source.notes)


def _without_comments(text: str) -> str:
    """Comments blanked, lines kept; one that is never closed ends the page, and so does a tag."""
    pieces: list[str] = []
    at = 0
    while (begin := text.find("<!--", at)) >= 0:
        end = text.find("-->", begin)
        pieces += (text[at:begin], "\n" * text.count("\n", begin, end if end >= 0 else len(text)))
        at = end + len("-->") if end >= 0 else len(text)
    whole = "".join((*pieces, text[at:]))
    return whole[: whole.rfind(">") + 1]


class _Reader(HTMLParser):
    def __init__(self, file: str) -> None:
        super().__init__(convert_charrefs=True)
        self.builder = Builder()
        self._file = file
        self._unread = 0
        self._hidden = 0
        self._in_math = 0
        self._annotation = False
        self._math = ""
        self._is_display = False
        self._row: list[str] | None = None
        self._label = ""
        self._body_label = ""
        self._number = ""
        self._in_number = False
        self._in_reference = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        classes = given.get("class", "").split()
        if tag == "math":
            self._start_math(given)
        elif tag == "annotation" and "tex" in given.get("encoding", "").lower():
            self._annotation = True
        elif self._hidden and tag == "span":
            self._hidden += 1
        elif tag == "span" and _HIDDEN & set(classes):
            self._hidden = 1
        elif tag == "script" and given.get("type", "").startswith(_SCRIPT):
            self._start_math({"display": "block" if "mode=display" in given["type"] else ""})
            self._annotation = True
        elif tag in _UNREAD:
            self._unread += tag != "head"
        elif tag == "tbody":
            self._body_label = given.get("id", "")
        elif "ltx_eqn_row" in classes or ("ltx_equation" in classes and tag != "tbody" and self._row is None):
            self._start_row(given)
        elif "ltx_tag_equation" in classes or "ltx_eqn_eqno" in classes:
            self._in_number = True
        elif tag == "h1" or "ltx_title_document" in classes:
            self._write("\\title{")
        elif tag in _HEADINGS:
            self._write(f"\n\n\\{_HEADINGS[tag]}{{")
        elif tag in _PARAGRAPHS:
            self._write("\n\n" if tag != "br" else "\n")
        elif tag == "a" and given.get("href", "").startswith("#") and "ltx_ref" in classes:
            self._write(f"\\ref{{{given['href'][1:]}}}")
            self._in_reference = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("math", "script") and self._in_math:
            self._annotation = False
            self._end_math()
        elif self._hidden and tag == "span":
            self._hidden -= 1
        elif tag == "annotation":
            self._annotation = False
        elif tag in _UNREAD and tag != "head":
            self._unread = max(0, self._unread - 1)
        elif tag == "tr" and self._row is not None:
            self._end_row()
        elif tag in ("span", "td"):
            self._in_number = False
        elif tag == "a":
            self._in_reference = False
        elif tag == "h1" or tag in _HEADINGS:
            self._write("}\n\n")
        elif tag in ("table", "div", "p"):
            if tag == "table":
                self._end_row()
            self._write("\n\n")

    def handle_data(self, data: str) -> None:
        if self._annotation:
            self._math = data
        elif self._in_number:
            found = _NUMBER.search(data)
            self._number = found[1] if found else self._number
        elif not (self._in_math or self._unread or self._hidden or self._in_reference) and self._row is None:
            self._write(data)

    def _start_math(self, given: dict[str, str]) -> None:
        self._in_math += 1
        self._math = given.get("alttext", "")
        self._is_display = given.get("display") == "block"

    def _end_math(self) -> None:
        self._in_math -= 1
        latex = _COMMENT.sub("", _STYLE.sub("", self._math)).strip()
        if not latex or self._unread:
            return
        if self._row is not None:
            self._row.append(latex)
        elif self._is_display:
            self._write(f"\n\\begin{{equation*}}{latex}\\end{{equation*}}\n")
        else:
            self._write(f"${latex}$")

    def _start_row(self, given: dict[str, str]) -> None:
        """A table of one equation carries the id itself, its row has none."""
        inherited = self._label if self._row == [] else ""
        self._end_row()
        self._row = []
        self._label = given.get("id", "") or self._body_label or inherited
        self._number = ""

    def _end_row(self) -> None:
        row, self._row = self._row, None
        if row:
            label = f"\\label{{{self._label}}}" if self._label else ""
            number = f"\\tag{{{self._number}}}" if self._number else ""
            self._write(f"\n\\begin{{equation*}}{' '.join(row)}{number}{label}\\end{{equation*}}\n")

    def _write(self, text: str) -> None:
        if not self._unread:
            self.builder.write(text, Place(self._file, self.getpos()[0]))
