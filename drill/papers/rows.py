"""A display's content as rows, and rows as whole statements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

_INNER: Final = (
    "aligned",
    "split",
    "gathered",
    "alignedat",
    "multlined",
    "align",
    "align*",
    "gather",
    "gather*",
)
_MARKS: Final = re.compile(
    r"\\begin\s*\{[^{}]*\}|\\end\s*\{[^{}]*\}|\\\\|\\(?:cr|tabularnewline)(?![a-zA-Z])|\\.|[{}]", re.DOTALL
)
_AMPERSAND: Final = re.compile(r"(?<!\\)&")
_ROW_END: Final = re.compile(r"\s*\*?\s*(?:\[[^\[\]]*\])?")
_LABEL: Final = re.compile(r"\\label\s*\{([^{}]*)\}")
_TAG: Final = re.compile(r"\\tag\*?\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
_UNNUMBERED: Final = re.compile(r"\\(?:nonumber|notag)(?![a-zA-Z])")
_NOT_SET: Final = re.compile(
    r"\\(?:label|tag\*?|vspace\*?|hspace\*?|raisetag|intertext|shortintertext|hskip|vskip)\s*\{(?:[^{}]|\{[^{}]*\})*\}"
    r"|\\(?:nonumber|notag|displaystyle|textstyle|scriptstyle|scriptscriptstyle|noindent|allowdisplaybreaks|"
    r"displaybreak|hfill|centering|small|footnotesize|normalsize|large|hline|nolinebreak|allowbreak|break)(?![a-zA-Z])"
    r"|\\(?:vskip|hskip|kern|mkern)\s*-?[\d.]+\s*(?:pt|em|ex|mu|cm|mm|in)"
    r"|~"
)
_END_MARKS: Final = re.compile(r"(?:\s|[.,;:]|\\[,;:!> ]|\\(?:quad|qquad|enspace|thinspace)(?![a-zA-Z]))+$")
_START_MARKS: Final = re.compile(r"^(?:\s|\\[,;:!> ]|\\(?:quad|qquad|enspace|thinspace)(?![a-zA-Z]))+")
_WRAPPED: Final = re.compile(
    r"\s*\\begin\{(?P<name>aligned|split|gathered|alignedat|multlined|align|gather)(?P<star>\*?)\}"
    r"(?:\[[a-z]\])?(?P<columns>\{\d+\})?(?P<inside>.*)\\end\{(?P=name)(?P=star)\}\s*(?P<after>[.,;]?)\s*",
    re.DOTALL,
)
RELATION: Final = (
    r"=|<|>|:=|\\(?:leq?|geq?|leqslant|geqslant|approx|propto|equiv|sim|simeq|cong|triangleq|coloneqq|vcentcolon|"
    r"lesssim|gtrsim|ll|gg|neq?|leftarrow|gets|rightarrow|to|iff|implies|impliedby|Rightarrow|Leftrightarrow|"
    r"Longrightarrow|Longleftrightarrow|in|subset|subseteq|preceq|succeq|stackrel|overset|underset|doteq|mapsto)(?![a-zA-Z])"
)
_CARRIES_ON: Final = re.compile(
    r"(?:\{\s*\}|\\(?:left|right)?\.|\\(?:q?quad|hspace\{[^{}]*\}|phantom\{[^{}]*\}|,|;|:|!)|\s)*"
    rf"(?:{RELATION}|[+\-*/]|\\(?:times|cdot|odot|pm|mp|div|circ|otimes|oplus|wedge|vee|land|lor|cup|cap|mid|right|bigr|Bigr)(?![a-zA-Z])|[)\]|])"
)


_LEFT_OPEN: Final = re.compile(rf"(?:{RELATION}|[+\-*/(\[,]|\\(?:times|cdot|odot|pm)(?![a-zA-Z]))\s*$")


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as it stands in the source, and where it begins in the display's content."""

    text: str
    at: int
    label: str
    tag: str
    is_numbered: bool


def split_rows(content: str) -> list[RawRow]:
    """Split at ``\\\\`` outside of braces and inner environments; rows without a formula are left out."""
    rows: list[RawRow] = []
    for text, at in _pieces(content):
        row = _raw(text, at)
        if tidy_row(text):
            rows.append(row)
        elif rows and (row.label or row.tag):
            last = rows.pop()
            rows.append(
                RawRow(last.text, last.at, last.label or row.label, last.tag or row.tag, last.is_numbered)
            )
    return rows


def _raw(text: str, at: int) -> RawRow:
    labels = _LABEL.findall(text)
    tag = _TAG.search(text)
    start = _START_MARKS.match(text)
    at += start.end() if start else 0
    return RawRow(
        text,
        at,
        labels[0].strip() if labels else "",
        tag[1].strip() if tag else "",
        not _UNNUMBERED.search(text),
    )


def _pieces(content: str) -> Iterator[tuple[str, int]]:
    begin = depth = inside = 0
    at = 0
    while (match := _MARKS.search(content, at)) is not None:
        mark = match.group()
        at = match.end()
        if mark.startswith("\\begin"):
            inside += 1
        elif mark.startswith("\\end"):
            inside -= 1
        elif mark in "{}":
            depth += 1 if mark == "{" else -1
        elif mark.startswith(("\\\\", "\\cr", "\\tab")) and depth <= 0 and inside <= 0:
            yield content[begin : match.start()], begin
            end = _ROW_END.match(content, at)
            begin = at = end.end() if end else at
    yield content[begin:], begin


def lines_of(row: str) -> list[str]:
    """A row that is one ``aligned``, ``split`` or the like, as its lines; any other row as itself."""
    match = _WRAPPED.fullmatch(row)
    if match is None or f"\\end{{{match['name']}{match['star']}}}" in match["inside"]:
        return [row]
    return [line for inner, _ in _pieces(match["inside"]) if tidy_row(inner) for line in lines_of(inner)]


def tidy_row(row: str) -> str:
    """A row without labels, numbers, alignment, sizes and the sentence's punctuation."""
    text = _START_MARKS.sub("", _without_alignment(_NOT_SET.sub(" ", row)))
    text = _END_MARKS.sub("", re.sub(r"\s+", " ", text))
    return text.strip()


def _without_alignment(row: str) -> str:
    """Drop ``&`` but where it parts the cells of a matrix or of cases."""
    if "&" not in row:
        return row
    pieces: list[str] = []
    begin = inside = 0
    for match in _MARKS.finditer(row):
        mark = match.group()
        if not mark.startswith(("\\begin", "\\end")):
            continue
        if inside == 0:
            pieces.append(_AMPERSAND.sub(" ", row[begin : match.start()]))
        else:
            pieces.append(row[begin : match.start()])
        pieces.append(mark)
        begin = match.end()
        inside += 1 if mark.startswith("\\begin") else -1
    rest = row[begin:]
    return "".join((*pieces, _AMPERSAND.sub(" ", rest) if inside <= 0 else rest))


def whole_statements(rows: Iterable[str]) -> list[str]:
    """Rows as statements: a row that carries on, or follows one left open, belongs to the one above."""
    statements: list[str] = []
    for row in rows:
        if statements and (carries_on(row) or _LEFT_OPEN.search(statements[-1])):
            statements[-1] += f" {row}"
        else:
            statements.append(row)
    return statements


def carries_on(row: str) -> bool:
    """Whether a row continues the one above it: it begins with a relation or an operator."""
    return _CARRIES_ON.match(row.replace("&", " ")) is not None


def is_inner(name: str) -> bool:
    """Whether an environment stands inside of displays."""
    return name in _INNER
