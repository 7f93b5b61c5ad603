"""Split a display's content into rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from drill.papers.source.latex_scanner import BLANK

_MARKS = re.compile(
    r"\\begin\s*\{[^{}]*\}|\\end\s*\{[^{}]*\}|\\\\|\\(?:cr|tabularnewline)(?![a-zA-Z])|\\.|[{}]", re.DOTALL
)
_ROW_END = re.compile(
    r"\s*\*?\s*(?:\[\s*[-+.\d]*\s*(?:(?:pt|em|ex|mu|mm|cm|in|bp|pc|sp)\b|\\[a-zA-Z]*(?:skip(?:amount)?|sep|jot)\b)"
    r"[^\[\]^]*\])?"
)
_LABEL = re.compile(r"\\label\s*\{([^{}]*)\}")
_TAG = re.compile(r"\\tag\*?\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
# The end of a proof in a number's place.
_PROVED = re.compile(r"[\s${}]*\\(?:square|blacksquare|Box|qed|qedsymbol|qedhere)[\s${}]*")
_UNNUMBERED = re.compile(r"\\(?:nonumber|notag)(?![a-zA-Z])")
# Commands that print nothing, and ties except those behind numbers, because a unit of measure may follow.
_NOT_SET = re.compile(
    r"\\(?:label|tag\*?|vspace\*?|hspace\*?|raisetag|intertext|shortintertext|hskip|vskip)\s*\{(?:[^{}]|\{[^{}]*\})*\}"
    r"|\\(?:addtocounter|setcounter)\s*\{[^{}]*\}\s*\{[^{}]*\}"
    r"|\\[a-zA-Z]*(?:skip|sep|jot|spacing)\s*=\s*-?[\d.]+\s*(?:pt|em|ex|mu|cm|mm|in)(?![a-zA-Z])"
    r"|\\(?:refstepcounter|stepcounter|tagaddtext)\s*\{[^{}]*\}"
    r"|\\(?:IEEEyesnumber|IEEEnonumber|IEEEyessubnumber|IEEEeqnarraynumspace|qedhere|qed|xspace)(?![a-zA-Z])\*?"
    r"|\\(?:shoveleft|shoveright|nonumber|notag|displaystyle|textstyle|scriptstyle|scriptscriptstyle|noindent|indent|allowdisplaybreaks|"
    r"displaybreak|hfill|centering|small|footnotesize|normalsize|large|hline|nolinebreak|allowbreak|break)(?![a-zA-Z])"
    r"|\\(?:vskip|hskip|kern|mkern)\s*-?[\d.]+\s*(?:pt|em|ex|mu|cm|mm|in)"
    r"|(?<!\d)~|~(?![a-zA-Z])"
)
# Signs that end a row outside its formula: gaps, a sentence's marks, a question's too, a proof's end.
_END_MARK = re.compile(
    r"(?:\\[,;:!> ]|\\(?:q?quad|enspace|thinspace)|(?<!\\)(?<!\\right)(?<!\\right )(?<!\\left)[.,;:]"
    r"|(?<=[\w)\]}|'])\?|(?<![=^_+\-({,]\s)(?<![=^_+\-({,])\\(?:black)?square|\s)\Z"
)
# Max characters of a mark such as (3a).
_LONGEST_MARK = 12
_START_MARKS = re.compile(rf"^{BLANK}+")
WRAPPED = re.compile(
    r"\s*\\begin\{(?P<name>aligned|split|gathered|alignedat|multlined|align|gather)(?P<star>\*?)\}"
    r"(?:\[[a-z]\])?(?P<columns>\{\d+\})?(?P<inside>.*)\\end\{(?P=name)(?P=star)\}\s*(?P<after>[.,;]?)\s*",
    re.DOTALL,
)
# An array of one row, whose cells are only set apart.
_ONE_ROW = re.compile(
    r"\s*\\begin\{array\}\s*\{[^{}]*\}(?P<inside>(?:(?!\\begin|\\\\).)*?)\\end\{array\}(?P<after>\s*[.,;]?\s*)",
    re.DOTALL,
)
RELATION = (
    r"=|<|>|:=|\\(?:leq?|geq?|leqslant|geqslant|approx|propto|equiv|sim|simeq|cong|triangleq|coloneqq|vcentcolon|"
    r"lesssim|gtrsim|ll|gg|neq?|leftarrow|gets|rightarrow|to|iff|implies|impliedby|Rightarrow|Leftrightarrow|"
    r"Longrightarrow|Longleftrightarrow|in|subset|subseteq|preceq|succeq|stackrel|overset|underset|doteq|mapsto)(?![a-zA-Z])"
)
CARRIES_ON = re.compile(
    rf"(?:{BLANK}|\\(?:left|right)?\.)*"
    rf"(?:{RELATION}|\\(?:text|mathrm|textrm|mbox|operatorname)\s*\{{\s*(?:s\.\s*t\b|subject\s+to\b)|[+\-*/]|\\(?:times|cdot|odot|pm|mp|div|circ|otimes|oplus|wedge|vee|land|lor|cup|cap|mid|right|bigr|Bigr|rbrace)(?![a-zA-Z])|[)\]|]|\\}})"
)


GAP = re.compile(rf"{BLANK}*")
# A relation together with signs above or below it: ``\overset{(a)}{\geq}``.
_BARE_RELATION = re.compile(
    rf"{BLANK}*(?:{RELATION})(?:{BLANK}|\{{(?:[^{{}}]|\{{[^{{}}]*\}})*\}}\s*\{{[^{{}}]*\}})*"
)
RELATION_FIRST = re.compile(rf"{BLANK}*(?:{RELATION})")
_ONLY_DOTS = re.compile(r"(?:[\s{}&.,;:]*\\(?:[cdlv]|dd)?dots[bcimo]?(?![a-zA-Z]))+[\s{}&.,;:]*")
HAS_RELATION = re.compile(RELATION)
_BRACE = re.compile(r"(?<!\\)([{}])")
_CELL_MARKS = re.compile(r"\\(?:begin|end)\s*\{[^{}]*\}|\\.|[{}&]", re.DOTALL)
_BRACKETS = re.compile(r"(?<!\\)[()\[\]]")
_BRACES = re.compile(r"(?<!\\)\\(?:[{}]|[lr]brace(?![a-zA-Z])|right\s*\.)")
_SCRIPT = r"(?:\s*[_^]\s*(?:\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}|\\?\w))"
# Functions, operators and expectations, with their scripts, before their arguments.
_TAKEN_OF = (
    r"\\(?:log|ln|exp|sin|cos|tan|tanh|det|sum|prod|int|max|min|sup|inf|argmax|argmin|lim)(?![a-zA-Z])"
    rf"(?:\\limits)?{_SCRIPT}*"
    rf"|\\(?:mathbb|operatorname|mathrm|mathbf)\s*\{{\s*E\s*\}}{_SCRIPT}+"
)
# A sign above or below a name does not count: ``x^*``, ``[x]_+``.
_LEFT_OPEN = re.compile(
    rf"(?<![_^])(?:{RELATION}|[+\-*/(\[,]|\\(?:times|cdot|odot|pm)(?![a-zA-Z])|{_TAKEN_OF}){BLANK}*$"
)
_INDENT = re.compile(r"\s*\\q?quad(?![a-zA-Z])")
# Remarks on the rows above, or on their domain.
_REMARK = re.compile(rf"{BLANK}*[(\[]?\s*\\(?:text|mbox|textrm|mathrm|operatorname|forall)(?![a-zA-Z])")
# Environments that break one formula over rows wherever there is room.
ONE_FORMULA = ("multline", "multlined")
# A gap of about an em or more, which separates two things.
_WIDE_GAP = re.compile(
    r"\\(?:hspace\*?\s*\{\s*|hskip\s*)(?:(?:[1-9]|0?\.[89])[\d.]*\s*(?:em|cm|in|pc)|[1-9]\d[\d.]*\s*(?:pt|mm))\s*\}?"
    r"|\\hfil+(?![a-zA-Z])"
)
_QUADS = r"(?:\\q?quad(?![a-zA-Z])\s*)+"
_JOINS = (
    r"(?:[+=<>]|\\(?:leq?|geq?|approx|propto|equiv|sim|coloneqq|neq?|times|cdot|odot|pm|otimes|oplus)"
    r"(?![a-zA-Z]))"
)
# An operator with a gap beside it; a minus with one on its left alone may be the sign of the next statement.
_GAP_AT_OPERATOR = re.compile(
    rf"(?<![,;.&\\])\s*{_QUADS}(?P<operator>{_JOINS}|-(?=\s*{_QUADS}))(?:\s*{_QUADS})?"
    rf"|(?P<before>{_JOINS}|(?<![{{(])-)\s*{_QUADS}"
)


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as written in the source, and where it begins in the display's content."""

    text: str
    at: int
    label: str
    tag: str
    is_numbered: bool


def with_gaps(latex: str) -> str:
    r"""Return ``latex`` with wide gaps as ``\quad``, however typed: they separate two statements.

    Beside an operator a gap separates nothing, and is left out.
    """
    gaps = _WIDE_GAP.sub(r" \\quad ", latex)
    return _GAP_AT_OPERATOR.sub(lambda match: f" {match['operator'] or match['before']} ", gaps)


def split_rows(content: str) -> list[RawRow]:
    """Split at ``\\\\`` outside of braces and inner environments; rows without a formula are left out.

    A label in a row without a number is that of the display's first row with one.
    """
    rows: list[RawRow] = []
    for text, start in row_pieces(content):
        if tidy_row(text):
            rows.append(_make_raw_row(text, start))
    numbered = next((index for index, row in enumerate(rows) if row.is_numbered and not row.label), None)
    lost = next(
        (index for index, row in enumerate(rows) if row.label and not row.is_numbered and not row.tag), None
    )
    if numbered is not None and lost is not None:
        rows[numbered] = replace(rows[numbered], label=rows[lost].label)
        rows[lost] = replace(rows[lost], label="")
    return rows


def _make_raw_row(text: str, index: int) -> RawRow:
    labels = _LABEL.findall(text)
    tag = _TAG.search(text)
    is_end = tag is not None and _PROVED.fullmatch(tag[1]) is not None
    start = _START_MARKS.match(text)
    index += start.end() if start else 0
    tag_number = tag[1].strip() if tag and not is_end else ""
    is_numbered = not _UNNUMBERED.search(text) and not is_end
    return RawRow(text, index, labels[0].strip() if labels else "", tag_number, is_numbered)


def row_pieces(content: str) -> Iterator[tuple[str, int]]:
    """Yield the content between the ends of rows, and its start."""
    begin = depth = inside = 0
    position = 0
    while (match := _MARKS.search(content, position)) is not None:
        mark = match.group()
        position = match.end()
        if mark.startswith("\\begin"):
            inside += 1
        elif mark.startswith("\\end"):
            inside -= 1
        elif mark in "{}":
            depth += 1 if mark == "{" else -1
        elif mark.startswith(("\\\\", "\\cr", "\\tab")) and depth <= 0 and inside <= 0:
            yield content[begin : match.start()], begin
            end = _ROW_END.match(content, position)
            begin = position = end.end() if end else position
    yield content[begin:], begin


def split_wrapped_row(row: str) -> list[str]:
    """Return the lines of a row that is one ``aligned``, ``split`` or the like; else the row itself."""
    row_of_array = _ONE_ROW.fullmatch(row)
    if row_of_array is not None and "&" in row_of_array["inside"]:
        return [" ".join(cells_of(row_of_array["inside"])) + row_of_array["after"]]
    match = WRAPPED.fullmatch(_NOT_SET.sub(" ", row))
    if match is None or f"\\end{{{match['name']}{match['star']}}}" in match["inside"]:
        return [row]
    inside = [inner for inner, _ in row_pieces(match["inside"]) if tidy_row(inner)]
    return [line for inner in inside for line in split_wrapped_row(inner)]


def tidy_row(row: str, above: str = "") -> str:
    """Return a row without labels, numbers, alignment, sizes and the sentence's punctuation.

    A comma stays where a bracket is open in the row, or in those ``above`` that it carries on.
    """
    text = _START_MARKS.sub("", _without_alignment(_NOT_SET.sub(" ", row)))
    text = re.sub(r"\s+", " ", text)
    ended = _without_end(text)
    comma = (
        ","
        if has_unclosed_brackets(f"{above} {ended}") and text[len(ended) :].lstrip().startswith(",")
        else ""
    )
    return ended.strip() + comma


def _without_end(text: str) -> str:
    """``text`` without the marks at its end, one after the other."""
    end = len(text)
    while (match := _END_MARK.search(text, max(0, end - _LONGEST_MARK), end)) is not None:
        end = match.start()
    return text[:end]


def _without_alignment(row: str) -> str:
    """Return the row without ``&``, except between cells of a matrix or of cases."""
    if "&" not in row:
        return row
    cells = cells_of(row)
    text = cells[0]
    for number, (cell, following) in enumerate(pairwise(cells), 1):
        text += (" \\quad " if is_apart(number, cell, following) else " ") + following
    return text


def is_apart(number: int, cell: str, following: str) -> bool:
    """Return whether the cell after a row's ``number``-th alignment mark is another formula, or a remark."""
    if CARRIES_ON.match(following):
        return False
    is_column = number % 2 == 0 and bool(cell.strip()) and not _BARE_RELATION.fullmatch(cell)
    return is_column or (is_statement(cell) and is_statement(following))


def is_statement(cell: str) -> bool:
    """Return whether a cell is a statement by itself: it has both sides of a relation."""
    outside = outside_of_groups(cell)
    match = HAS_RELATION.search(outside)
    return (
        match is not None
        and bool(outside[: match.start()].strip() and outside[match.end() :].strip())
        and not (is_left_open(cell) or carries_on(cell))
    )


def outside_of_groups(text: str) -> str:
    """``text`` without the content of braces."""
    depth = 0
    outer_parts: list[str] = []
    for part in _BRACE.split(text):
        if part in ("{", "}"):
            depth += 1 if part == "{" else -1
        elif depth == 0:
            outer_parts.append(part)
    return "".join(outer_parts)


def cells_of(row: str) -> list[str]:
    """Return a row's cells, separated at the ``&`` outside of braces and inner environments."""
    cells: list[str] = []
    begin = depth = 0
    for match in _CELL_MARKS.finditer(row):
        mark = match.group()
        if mark == "&" and depth <= 0:
            cells.append(row[begin : match.start()])
            begin = match.end()
        elif mark == "{" or mark.startswith("\\begin"):
            depth += 1
        elif mark == "}" or mark.startswith("\\end"):
            depth -= 1
    return [*cells, row[begin:]]


def is_dots(row: str) -> bool:
    """Return whether a row consists of dots, which replace rows that are left out."""
    return _ONLY_DOTS.fullmatch(row) is not None


def carries_on(row: str) -> bool:
    """Return whether a row continues the one above it: it begins with a relation or an operator.

    A row that has something of its own before its first alignment mark begins anew, as in ``-x &= y``.
    """
    row = _NOT_SET.sub(" ", row)
    cells = cells_of(row)
    if len(cells) > 1 and not GAP.fullmatch(cells[0]) and not RELATION_FIRST.match(cells[0]):
        return False
    return CARRIES_ON.match(" ".join(cells)) is not None


def is_left_open(row: str) -> bool:
    """Return whether a row is continued by the next: it ends in an operator, an open bracket or a cut
    side."""
    return _LEFT_OPEN.search(row) is not None or has_unclosed_brackets(row) or _is_cut(row)


def _is_cut(row: str) -> bool:
    """Return whether a chain's last side only begins like the one before, as ``a = b c = b``: ``d``
    follows."""
    sides = [""]
    depth = 0
    for part in re.split(rf"(?<!\\)([{{}}])|({RELATION})", row):
        if part in ("{", "}"):
            depth += 1 if part == "{" else -1
        if part and not depth and re.fullmatch(RELATION, part):
            sides.append("")
        else:
            sides[-1] += part or ""
    *_, before, last = ("", *map(str.strip, sides))
    return len(sides) > 2 and bool(last) and before != last and before.startswith(last)


def is_further(row: str, above: Iterable[str]) -> bool:
    """Return whether a row that begins with its alignment mark continues to the right of the relations
    ``above``: it is indented, or has no relation.
    """
    first, *cells = cells_of(_NOT_SET.sub(" ", row))
    text = " ".join(cells)
    if not cells or not GAP.fullmatch(first) or _REMARK.match(text) or is_dots(text):
        return False
    is_aligned = any(RELATION_FIRST.match(cell) for index in above for cell in cells_of(index)[1:2])
    return is_aligned and (
        _INDENT.match(text) is not None or not HAS_RELATION.search(outside_of_groups(text))
    )


def has_unclosed_brackets(row: str) -> bool:
    """Return whether more brackets or braces of sets are opened than closed."""
    if "\\begin" in row:
        return False
    marks = _BRACKETS.findall(row)
    closed = sum(mark in (")", "]") for mark in marks)
    braces = _BRACES.findall(row)
    opened = sum(brace in ("\\{", "\\lbrace") for brace in braces)
    return len(marks) > 2 * closed or 2 * opened > len(braces)


_ENCLOSED = re.compile(r"\([^()\[\]]*\)|\[[^()\[\]]*\]|\\\{(?:(?!\\[{}])[^()\[\]])*\\\}")


def whole_statements(rows: Iterable[str], environment: str = "") -> list[str]:
    """Return rows as statements: a row that continues another belongs to the one above.

    So does one in a ``multline`` that is incomplete by itself.
    """
    statements: list[str] = []
    is_one = environment.rstrip("*") in ONE_FORMULA
    for row in rows:
        goes_on = carries_on(row) or (is_one and not _has_outer_relation(row))
        if statements and (goes_on or is_left_open(statements[-1])):
            statements[-1] = f"{statements[-1]} {row}"
        else:
            statements.append(row)
    return statements


def _has_outer_relation(line: str) -> bool:
    """Return whether a relation occurs outside of all brackets."""
    count = 1
    while count:
        line, count = _ENCLOSED.subn(" ", line)
    return HAS_RELATION.search(outside_of_groups(line)) is not None
