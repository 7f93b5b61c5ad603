"""Markdown as a manuscript in LaTeX's words: headings, displays and inline formulas; code is blanked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from drill.papers.source.blanking import spaces
from drill.papers.source.escapes import without_escapes
from drill.papers.source.inline_dollars import with_single_dollars
from drill.papers.source.intake import Source
from drill.papers.source.manuscript import Builder, Edit, Manuscript
from drill.papers.source.pandoc import with_references
from drill.papers.source.sphinx import with_dollars, without_options
from drill.papers.source.torn_rows import with_rows_joined
from drill.papers.source.underlined import with_hashes

_MARKS: Final = re.compile(
    r"\A---\n(?P<front>.*?)\n(?:---|\.\.\.)[ \t]*$"
    r"|^(?P<fence>`{3,}|~{3,})[ \t]*(?P<language>[^\n]*)\n(?P<code>.*?)(?:^(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?P<comment><!--)"
    r"|^(?P<hashes>\#{1,6})[ \t]+(?P<heading>[^\n]*)$"
    r"|(?P<display>\$\$.*?\$\$)(?:[ \t]*\((?:(?P<label>[A-Za-z][\w:./-]+)\)[ \t]*$"
    r"|(?P<number>\d{1,3}(?:\.\d{1,3})?[a-z]?)\)(?=[ \t]*(?:$|\$\$))))?"
    r"|\\\\(?P<bracket>[\[\]()])"
    r"|(?P<ticks>`+)",
    re.MULTILINE | re.DOTALL,
)
_LABEL: Final = re.compile(r"\(\\#(eq:[\w:./-]+)\)")
_REFERENCE: Final = re.compile(r"\\@ref\((eq:[\w:./-]+)\)")
_QUOTE: Final = re.compile(r"^ {0,3}(?:> ?)+")
_ITEM: Final = re.compile(r"[ \t]*(?:[-*+]|\d+[.)])[ \t]")
_HEADING_END: Final = re.compile(r"\{[^{}\n]*\}$")
_LONGEST_CODE: Final = 2_000
_TITLE: Final = re.compile(
    r"^title:[ \t]*"
    r"(?:[|>][+-]?[ \t]*\n(?P<block>(?:[ \t]+\S[^\n]*(?:\n|\Z))+)|[\"']?(?P<line>.*?)[\"']?[ \t]*$)",
    re.MULTILINE,
)
"""On its line, or as a block of YAML on the lines below."""
_SECTIONS: Final = ("section", "section", "subsection", "subsubsection", "paragraph", "subparagraph")


def flatten_markdown(source: Source) -> Manuscript:
    """The main file's text, in LaTeX's words, lines kept."""
    builder = Builder()
    texts: list[str] = []
    for name in (source.main, *source.others):
        text = with_hashes(source.files.read(name) or "", is_markdown=not name.lower().endswith(".rst"))
        text = _without_quotes(with_single_dollars(with_dollars(text)))
        text = without_escapes(with_references(_with_labels(with_rows_joined(text)))) + "\n\n"
        texts.append(text)
        builder.lines(text, name, 1)
    text = "".join(texts)
    return builder.manuscript(source.notes).edited(_titled(text, list(_edits(text))))


def _with_labels(text: str) -> str:
    """R Markdown's labels of equations, ``(\\#eq:one)``, and what refers to them, as LaTeX's."""
    text = _LABEL.sub(lambda mark: f"\\label{{{mark[1]}}}", text)
    return _REFERENCE.sub(lambda mark: f"\\eqref{{{mark[1]}}}", text)


def _without_quotes(text: str) -> str:
    """The marks of quotes and whole blocks of code by indentation blanked, lines kept."""
    lines = [_QUOTE.sub(lambda mark: " " * len(mark.group()), line) for line in text.split("\n")]
    in_list = after_blank = False
    in_code = False
    for index, line in enumerate(lines):
        if not line.strip():
            after_blank = True
            continue
        is_indented = line.startswith(("    ", "\t"))
        if _ITEM.match(line):
            in_list = True
        elif not line[0].isspace() and after_blank:
            in_list = False
        in_code = is_indented and not in_list and (after_blank or in_code)
        if in_code:
            lines[index] = spaces(line)
        after_blank = False
    return "\n".join(lines)


def _titled(text: str, edits: list[Edit]) -> list[Edit]:
    """The edits; the only heading of the first level is the title if only front matter is before it."""
    headings = [at for at, edit in enumerate(edits) if text.startswith("#", edit.start)]
    tops = [at for at in headings if not text.startswith("##", edits[at].start)]
    if len(tops) != 1 or tops != headings[:1]:
        return edits
    at, top = tops[0], edits[tops[0]]
    before = edits[0].end if text.startswith("---") else 0
    is_titled = edits[0].text.startswith("\\title{")
    if not is_titled and not text[before : top.start].strip():
        edits[at] = top._replace(text=top.text.replace("\\section", "\\title", 1))
    return edits


def _edits(text: str) -> Iterator[Edit]:
    at = 0
    last_comment = text.rfind("-->")
    while (match := _MARKS.search(text, at)) is not None:
        edit = _edit(text, match, last_comment)
        at = match.end() if edit is None else max(edit.end, at + 1)
        if edit is not None:
            yield edit


def _edit(text: str, match: re.Match[str], last_comment: int) -> Edit | None:
    """What stands instead of a mark and all that belongs to it; None where it stays as it is."""
    if match["front"] is not None:
        title = _TITLE.search(match["front"])
        return Edit(*match.span(), (f"\\title{{{_words(title)}}}" if title else "") + _lines(match))
    if match["fence"]:
        is_display = match["language"].strip().strip("{}").lower() in ("math", "latex-math")
        return Edit(*match.span(), _fenced(match["code"]) if is_display else spaces(match.group()))
    if match["label"]:
        return Edit(*match.span(), f"{match['display'][:-2]}\\label{{{match['label']}}}$$")
    if match["number"]:
        is_numbered = "\\tag" in match["display"] or "\\label" in match["display"]
        tag = "" if is_numbered else f"\\tag{{{match['number']}}}"
        return Edit(*match.span(), f"{match['display'][:-2]}{tag}$$")
    if match["comment"]:
        return _blanked(text, match, "-->", len(text)) if last_comment > match.start() else None
    if match["ticks"]:
        return _blanked(text, match, match["ticks"], match.end() + _LONGEST_CODE)
    if match["hashes"]:
        heading = _HEADING_END.sub("", match["heading"].strip().rstrip("#").rstrip())
        return Edit(*match.span(), f"\\{_SECTIONS[len(match['hashes']) - 1]}{{{heading}}}")
    return Edit(*match.span(), f"\\{match['bracket']}") if match["bracket"] else None


def _words(title: re.Match[str]) -> str:
    """A title on one line, without the backslashes that break its lines."""
    lines = (title["block"] or title["line"]).split("\n")
    return " ".join(" ".join(line.rstrip().removesuffix("\\") for line in lines).split())


def _fenced(code: str) -> str:
    """A fenced display, with the label among its options."""
    body, label = without_options(code)
    return f"$$\\label{{{label}}}\n{body}$$" if label else f"$$\n{body}$$"


def _blanked(text: str, match: re.Match[str], closing: str, last: int) -> Edit | None:
    """Blanks up to ``closing``; code in ticks ends in its own paragraph."""
    end = text.find(closing, match.end(), last)
    if end < 0 or (match["ticks"] and "\n\n" in text[match.end() : end]):
        return None
    end += len(closing)
    return Edit(match.start(), end, spaces(text[match.start() : end]))


def _lines(match: re.Match[str]) -> str:
    return "\n" * match.group().count("\n")
