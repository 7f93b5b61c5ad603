"""Manuscripts in LaTeX made of sources in HTML and in Markdown."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from drill.html_parts import read_characters, read_html_parts
from drill.papers.source.document import Builder, Edit, Manuscript, Place
from drill.papers.source.intake import Source
from drill.papers.source.latex_scanner import make_spaces_for

# Convert HTML of arXiv and LaTeXML to a manuscript in LaTeX, from the source in each formula.

_OPENING = {
    "h1": "\\title{", "h2": "\n\n\\section{", "h3": "\n\n\\subsection{", "h4": "\n\n\\subsubsection{",
    **dict.fromkeys(("h5", "h6"), "\n\n\\paragraph{"), "br": "\n",
    **dict.fromkeys(("p", "div", "li", "section", "td", "figcaption", "tr", "table", "ul", "ol"), "\n\n"),
}  # fmt: skip
_CLOSING = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "}\n\n"),
    **dict.fromkeys(("table", "div", "p"), "\n\n"),
}
_UNREAD = frozenset(("title", "script", "style", "nav", "footer", "pre", "svg", "button"))
_STYLE = re.compile(r"\\(?:displaystyle|textstyle)(?![a-zA-Z])\s*")
_COMMENT = re.compile(r"(?<!\\)%[ \t]*(?:\n|$)")
_NUMBER = re.compile(r"\(?([\dA-Z][\w.]*)\)?")


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
        row = self._row
        self._row = None
        if row:
            label = f"\\label{{{self._label}}}" if self._label else ""
            number = f"\\tag{{{self._number}}}" if self._number else ""
            self._write(f"\n\\begin{{equation*}}{' '.join(row)}{number}{label}\\end{{equation*}}\n")

    def _write(self, text: str) -> None:
        if not self._unread:
            self.builder.write(text, Place(self._file, self._line))


# Convert Markdown to a manuscript in LaTeX: headings, displays and inline formulas; code is blanked.

# Before a command's name: how some writers of Markdown keep a backslash.
_DOUBLED = re.compile(r"(?<!\\)\\\\(?=[a-zA-Z]{3})")
_RULE = re.compile(r"([=-])\1{2,}[ \t]*")
_NO_HEADING = re.compile(r"[ \t]|[-*+>#|$`]|\d+[.)][ \t]|\\")


def with_hashes(text: str) -> str:
    """Return the text with ``# heading`` for each underlined heading; lines are kept.

    Levels are in the order of their first use.
    """
    lines = text.split("\n")
    levels: dict[str, int] = {}
    for index in range(_end_of_front(lines), len(lines) - 1):
        sign = _find_underline(lines, index)
        if sign:
            level = levels.setdefault(sign, len(levels) + 1)
            lines[index : index + 2] = [f"{'#' * level} {lines[index].strip()}", ""]
    return "\n".join(lines)


def _end_of_front(lines: list[str]) -> int:
    """Return where the text begins after front matter, whose last line underlines no heading."""
    if lines[0].rstrip() != "---":
        return 0
    return next(
        (number + 1 for number, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), 0
    )


def _find_underline(lines: list[str], index: int) -> str:
    """Return the sign below a heading; empty for any other line."""
    heading = lines[index].rstrip()
    below = _RULE.fullmatch(lines[index + 1])
    if below is None or not heading or len(lines[index + 1].rstrip()) < len(heading):
        return ""
    above = lines[index - 1].strip() if index else ""
    is_apart = not above or _RULE.fullmatch(above)
    return below[1] if is_apart and not _NO_HEADING.match(heading) else ""


_PANDOC_LABEL = re.compile(r"\$\$[ \t]*\{#(eq:[\w:./-]{1,99})[^{}\n]{0,99}\}")
_CITED = re.compile(r"\[[^\[\]$`\n]{0,200}(?<!\w)@(\w[\w:./-]*)[^\[\]$`\n]{0,200}\](?![(\[])")
_LABEL = re.compile(r"\(\\#(eq:[\w:./-]+)\)")
_REFERENCE = re.compile(r"\\@ref\((eq:[\w:./-]+)\)|(?<![\w@\[])@(eq:\w[\w:-]*)")


def convert_references_to_latex(text: str) -> str:
    """Return ``text`` with labels, references and citations as commands, lines kept.

    They may be R Markdown's or Pandoc's.
    """
    text = _LABEL.sub(r"\\label{\1}", _PANDOC_LABEL.sub(r"\\label{\1}$$", text))
    return _CITED.sub(r"\\cite{\1}", _REFERENCE.sub(r"\\eqref{\1\2}", text))


_PARAGRAPH = re.compile(r".+(?:\n.+)*")
# Inline formulas as GitHub has them.
_TICKED = re.compile(r"\$`([^`\n]+)`\$")


def _write_displays(body: str) -> str:
    """Return the lines between fences, and the one before them, with each paragraph as a display."""
    text = "\n" + "\n".join(map(str.strip, body.split("\n")))
    return _PARAGRAPH.sub(lambda formula: f"$${formula.group()}$$", text)


_MARKS = re.compile(
    r"\A---\n(?P<front>.*?)\n(?:---|\.\.\.)[ \t]*$"
    r"|^(?P<fence>`{3,}|~{3,})[ \t]*(?P<language>[^\n]*)\n(?P<code>.*?)(?:^(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?P<comment><!--)"
    r"|^(?P<hashes>\#{1,6})[ \t]+(?P<heading>[^\n]*)$"
    r"|(?P<display>\$\$.*?\$\$)"
    r"|\\\\(?P<bracket>[\[\]()])"
    r"|(?P<ticks>`+)",
    re.MULTILINE | re.DOTALL,
)
_QUOTE = re.compile(r"^ {0,3}(?:> ?)+", re.MULTILINE)
_INDENTED = re.compile(r"(?:(?<=\n\n)|\A)(?:(?: {4}|\t)[^\n]*(?:\n|\Z))+")
_ITEM = re.compile(r"[ \t]+\S|[-*+>|]|\d+[.)]|\[\^|:")
_DISPLAY = re.compile(r"\$\$(.*?)\$\$", re.DOTALL)
# ``\[ … \]`` on lines of their own, after a copy that lost the backslashes as escapes.
_BARE_DISPLAY = re.compile(
    r"^(?P<before>[ \t>]*)\[(?P<body>[ \t]*\n(?:[^\n$]*\S[^\n$]*\n){1,40}?[ \t>]*|[ \t]+[^\n$]*[ \t])\]"
    r"(?P<after>[ \t]*[.,;]?[ \t]*)$",
    re.MULTILINE,
)
_MATHEMATICS = re.compile(r"\\[a-zA-Z]{2}|[=^<>]")
# A word beside a display on its line: no mark of a list, no number, no label of it.
_AROUND = re.compile(r"(?<![\w\\{#:.])[^\W\d_]{1,}(?![\w}])")
_RELATION = frozenset("=<>")
_HEADING_END = re.compile(r"\{[^{}\n]*\}$")
# Max characters of a listing that may be an algorithm.
_LONGEST_CODE = 2_000
_TITLE = re.compile(r"^title:[ \t]*[\"']?([^|>\n]+?)[\"']?[ \t]*$", re.MULTILINE)
_SECTIONS = ("section", "section", "subsection", "subsubsection", "paragraph", "subparagraph")


def flatten_markdown(source: Source) -> Manuscript:
    """Return the main file's text, in LaTeX's words, lines kept."""
    builder = Builder()
    texts: list[str] = []
    for name in (source.main, *source.others):
        text = _read_chat_answer(with_hashes(source.files.read(name) or ""))
        text = convert_references_to_latex(_TICKED.sub(r"$\1$", text))
        text = _BARE_DISPLAY.sub(_write_bare_display, _INDENTED.sub(_without_code, text))
        text = _with_inline(text)
        text = _QUOTE.sub(lambda mark: " " * len(mark.group()), text)
        text = _DOUBLED.sub(r"\\", text) + "\n\n"
        texts.append(text)
        builder.lines(text, name, 1)
    text = "".join(texts)
    return builder.manuscript(source.notes).edited(
        _promote_only_heading(text, list(_list_markdown_edits(text)))
    )


# A chat's reply to a request for a paper's formulas: fences, and lists or tables of letters.

_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})[ \t]*(?P<label>[^`]*)")
_OF_LATEX = frozenset(("latex", "tex", "katex", "equation"))
_OF_TEXT = frozenset(("", "text", "plaintext", "markdown", "md"))
_DISPLAYED = re.compile(r"\$\$|\\\[|\\begin\s*\{(?:equation|align|gather|multline)")
_COMMAND = re.compile(r"\\[a-zA-Z]{2}")
_RELATED = re.compile(r"[=<>]|\\(?:in|leq?|geq?|approx|propto|sim|to)(?![a-zA-Z])")
# The first line of the page for formulas, which an answer repeats.
_FIRST_LINE = re.compile(r"^[^\w\n]*drill formulas:[^\n]*$", re.MULTILINE)
_LETTER = r"[*_]*(?P<letter>\$[^$\n]{1,80}\$|\\\([^\n]{1,80}?\\\))[*_]*"
_LETTER_LINE = re.compile(
    rf"^ {{0,3}}(?P<bullet>[-*+•][ \t]+)?{_LETTER}[ \t]*"
    r"(?:[*_]*:[*_]*(?:[ \t]*is\b)?|[—–]|(?(bullet)(?:is|are|denotes)\b|(?!)))"
    r"[ \t]*(?P<means>\S[^\n]*?)[;,.]?[ \t]*$",
    re.MULTILINE,
)
_LETTER_ROW = re.compile(
    rf"^[ \t]*\|[ \t]*{_LETTER}[ \t]*\|[ \t]*(?P<means>[^|\n]*[^|\s])[ \t]*\|[ \t]*$", re.MULTILINE
)


def _read_chat_answer(text: str) -> str:
    """Return the text with its fences of formulas as displays, and letters of lists and tables in sentences.

    Lines are kept. A fence around displays is taken away, one of LaTeX alone is a display.
    """
    if first := _FIRST_LINE.search(text):
        text = make_spaces_for(text[: first.end()]) + text[first.end() :]
    pieces = [*_split_at_fences(text)]
    if first or not _DISPLAYED.search("".join(piece for piece, _, is_code in pieces if not is_code)):
        # elsewhere fences show source code
        text = "".join(
            _open_chat_fence(piece, label) if is_code else piece for piece, label, is_code in pieces
        )
    for pattern in (_LETTER_LINE, _LETTER_ROW):
        text = pattern.sub(lambda row: f"\\par Here {row['letter']} denotes {row['means']}.", text)
    return text


def _split_at_fences(text: str) -> Iterator[tuple[str, str, bool]]:
    """Yield the pieces of a text: outside of fences, and from a fence to the one that closes it, with its
    label; a fence that nothing closes is text.
    """
    lines = text.splitlines(keepends=True)
    begin = 0
    opened: re.Match[str] | None = None
    first = 0
    for number, line in enumerate(lines):
        fence = _FENCE.fullmatch(line.rstrip("\n"))
        if fence is None:
            continue
        if opened is None:
            opened, first = fence, number
        elif fence["fence"] == opened["fence"] and not fence["label"]:
            yield "".join(lines[begin:first]), "", False
            yield "".join(lines[first : number + 1]), opened["label"].strip().lower(), True
            begin = number + 1
            opened = None
    yield "".join(lines[begin:]), "", False


def _open_chat_fence(fenced: str, label: str) -> str:
    """Return a fence's formulas as displays, its lines kept; source code stays."""
    body = fenced.partition("\n")[2]
    closing = body.rstrip("\n").rpartition("\n")[2]
    body = body.rstrip("\n").removesuffix(closing)
    if label not in _OF_LATEX | _OF_TEXT:
        return fenced
    if _DISPLAYED.search(body):
        return f"\n{body}\n"
    if _COMMAND.search(body) and (label in _OF_LATEX or _RELATED.search(body)):
        return _write_displays(body) + "\n"
    return fenced


def _without_code(match: re.Match[str]) -> str:
    """Return an indented block as blanks, unless it belongs to an item of a list."""
    before = match.string[: match.start()].rstrip()
    last_line = before[before.rfind("\n") + 1 :]
    if _ITEM.match(last_line):
        return match.group()
    return make_spaces_for(match.group())


def _write_bare_display(match: re.Match[str]) -> str:
    """Return a formula between bare brackets between dollars; a link or a list stays."""
    is_formula = _MATHEMATICS.search(match["body"]) is not None and "](" not in match["body"]
    if is_formula:
        return f"{match['before']}$${match['body']}$${match['after']}"
    return match.group()


def _with_inline(text: str) -> str:
    """Return text with each ``$$x$$`` in the midst of a line as an inline formula, as in kramdown.

    A statement there is a display for those who write ``$x$`` otherwise.
    """
    has_dollars = "$" in _DISPLAY.sub("", text)
    words = [word.start() for word in _AROUND.finditer(text)]

    def has_word(begin: int, end: int) -> bool:
        place = bisect_left(words, begin)
        return place < len(words) and words[place] < end

    def change(match: re.Match[str]) -> str:
        body = match[1]
        line_start = text.rfind("\n", 0, match.start()) + 1
        line_end = text.find("\n", match.end())
        line_end = len(text) if line_end < 0 else line_end
        is_beside_words = has_word(line_start, match.start()) or has_word(match.end(), line_end)
        is_alone = "\n" in body or not is_beside_words
        is_display = is_alone or (has_dollars and not _RELATION.isdisjoint(body))
        return match.group() if is_display else f"${body.strip()}$"

    return _DISPLAY.sub(change, text)


def _promote_only_heading(text: str, edits: list[Edit]) -> list[Edit]:
    """Return the edits; the only heading of the first level is the title if only front matter precedes it."""
    headings = [index for index, edit in enumerate(edits) if text.startswith("#", edit.start)]
    tops = [heading for heading in headings if not text.startswith("##", edits[heading].start)]
    if len(tops) != 1 or tops != headings[:1]:
        return edits
    top_index = tops[0]
    top = edits[tops[0]]
    before = edits[0].end if text.startswith("---") else 0
    is_titled = edits[0].text.startswith("\\title{")
    if not is_titled and not text[before : top.start].strip():
        edits[top_index] = top._replace(text=top.text.replace("\\section", "\\title", 1))
    return edits


def _list_markdown_edits(text: str) -> Iterator[Edit]:
    position = 0
    last_comment = text.rfind("-->")
    while (match := _MARKS.search(text, position)) is not None:
        edit = _make_markdown_edit(text, match, last_comment)
        position = match.end() if edit is None else max(edit.end, position + 1)
        if edit is not None:
            yield edit


def _make_markdown_edit(text: str, match: re.Match[str], last_comment: int) -> Edit | None:
    """Return the replacement of a mark and all that belongs to it; None if it stays as it is."""
    if match["front"] is not None:
        title = _TITLE.search(match["front"])
        written = f"\\title{{{title[1]}}}" if title else ""
        return Edit(*match.span(), written + "\n" * match.group().count("\n"))
    if match["fence"]:
        is_display = match["language"].strip().strip("{}").lower() in ("math", "latex-math")
        shown = _write_displays(match["code"]) if is_display else make_spaces_for(match.group())
        return Edit(*match.span(), shown)
    if match["comment"]:
        if last_comment > match.start():
            return _make_blanking_edit(text, match, "-->", len(text))
        return None
    if match["ticks"]:
        return _make_blanking_edit(text, match, match["ticks"], match.end() + _LONGEST_CODE)
    if match["hashes"]:
        heading = _HEADING_END.sub("", match["heading"].strip().rstrip("#").rstrip())
        return Edit(*match.span(), f"\\{_SECTIONS[len(match['hashes']) - 1]}{{{heading}}}")
    if not match["bracket"]:
        return None
    return Edit(*match.span(), f"\\{match['bracket']}")


def _make_blanking_edit(text: str, match: re.Match[str], closing: str, last: int) -> Edit | None:
    """Return an edit that blanks up to ``closing``; code in ticks ends within its paragraph."""
    end = text.find(closing, match.end(), last)
    if end < 0 or (match["ticks"] and "\n\n" in text[match.end() : end]):
        return None
    end += len(closing)
    return Edit(match.start(), end, make_spaces_for(text[match.start() : end]))
