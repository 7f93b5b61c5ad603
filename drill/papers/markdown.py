"""Markdown as a manuscript in LaTeX's words: headings, displays and inline formulas; code is blanked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from drill.papers.blanking import spaces
from drill.papers.intake import Source
from drill.papers.manuscript import Builder, Edit, Manuscript

_MARKS: Final = re.compile(
    r"\A---\n(?P<front>.*?)\n(?:---|\.\.\.)[ \t]*$"
    r"|^(?P<fence>`{3,}|~{3,})[ \t]*(?P<language>[^\n]*)\n(?P<code>.*?)(?:^(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?P<comment><!--.*?-->)"
    r"|^(?P<hashes>\#{1,6})[ \t]+(?P<heading>[^\n]*?)[ \t]*(?:\{[^{}\n]*\})?[ \t]*\#*[ \t]*$"
    r"|(?P<display>\$\$.*?\$\$)"
    r"|\\\\(?P<bracket>[\[\]()])"
    r"|(?P<ticks>`+)(?!`)(?P<inline>.+?)(?<!`)(?P=ticks)(?!`)",
    re.MULTILINE | re.DOTALL,
)
_QUOTE: Final = re.compile(r"^ {0,3}(?:> ?)+")
_ITEM: Final = re.compile(r"[ \t]*(?:[-*+]|\d+[.)])[ \t]")
_TITLE: Final = re.compile(r"^title:[ \t]*[\"']?(.*?)[\"']?[ \t]*$", re.MULTILINE)
_SECTIONS: Final = ("section", "section", "subsection", "subsubsection", "paragraph", "subparagraph")


def flatten_markdown(source: Source) -> Manuscript:
    """The main file's text, in LaTeX's words, lines kept."""
    builder = Builder()
    text = _without_quotes(source.text)
    builder.lines(text, source.main, 1)
    return builder.manuscript(source.notes).edited(_edits(text))


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


def _edits(text: str) -> Iterator[Edit]:
    for match in _MARKS.finditer(text):
        if match["front"] is not None:
            title = _TITLE.search(match["front"])
            yield Edit(*match.span(), (f"\\title{{{title[1]}}}" if title else "") + _lines(match))
        elif match["fence"]:
            is_display = match["language"].strip().strip("{}").lower() in ("math", "latex-math")
            yield Edit(*match.span(), f"$$\n{match['code']}$$" if is_display else spaces(match.group()))
        elif match["comment"]:
            yield Edit(*match.span(), spaces(match.group()))
        elif match["hashes"]:
            yield Edit(*match.span(), f"\\{_SECTIONS[len(match['hashes']) - 1]}{{{match['heading']}}}")
        elif match["bracket"]:
            yield Edit(*match.span(), f"\\{match['bracket']}")
        elif match["inline"] is not None and "\n\n" not in match["inline"]:
            yield Edit(*match.span(), _inline(match["inline"]))


def _inline(code: str) -> str:
    """GitLab writes inline formulas as ``$`…`$``; other code says nothing to an importer."""
    return spaces(code)


def _lines(match: re.Match[str]) -> str:
    return "\n" * match.group().count("\n")
