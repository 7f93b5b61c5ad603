"""``\\begin{…}``: matrices, cases and arrays become tables, displays become aligned lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from drill.typeset.nodes import Classed, Group, Lines, Node, Row, Symbol, Table
from drill.typeset.symbols import words

if TYPE_CHECKING:
    from drill.typeset.parser import Parser

_MATRICES = {
    "matrix": ("", ""), "pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "Bmatrix": ("{", "}"),
    "vmatrix": ("|", "|"), "Vmatrix": ("‖", "‖"), "smallmatrix": ("", ""), "psmallmatrix": ("(", ")"),
    "bsmallmatrix": ("[", "]"), "vsmallmatrix": ("|", "|"),
}  # fmt: skip
_CASES = {
    "cases": ("{", ""),
    "dcases": ("{", ""),
    "rcases": ("", "}"),
    "drcases": ("", "}"),
    "numcases": ("{", ""),
}
_ARRAYS = frozenset(("array", "tabular", "subarray", "darray"))
_ALIGNED = words(
    "align aligned split eqnarray alignat alignedat flalign xalignat IEEEeqnarray equation displaymath math"
    " subequations dmath empheq"
)
_DISPLAYS: dict[str, Literal["align", "gather", "multline"]] = {
    **dict.fromkeys(_ALIGNED, "align"),
    **dict.fromkeys(("gather", "gathered"), "gather"),
    **dict.fromkeys(("multline", "multlined"), "multline"),
}
_WITH_ARGUMENT = frozenset(("alignat", "alignedat", "xalignat", "IEEEeqnarray", "empheq"))
_WITH_OPTION = frozenset(("aligned", "gathered", "alignedat", "multlined", "empheq"))
_NO_COLUMN = re.compile(r"[@!p<>]\{[^{}]*\}")


def begin(parser: Parser, name: str) -> Node:
    """Read an environment whose ``\\begin`` has been read."""
    del name
    environment = parser.argument_text()
    base = environment.strip().rstrip("*")
    if base in _MATRICES:
        columns = "".join(parser.bracket_tokens() or ()) if environment.endswith("*") else ""
        left, right = _MATRICES[base]
        rows, rules = parser.environment_rows()
        return Table("matrix", rows, left, right, columns, rules=rules)
    if base in _CASES:
        left, right = _CASES[base]
        return Table("cases", parser.environment_rows()[0], left, right)
    if base in _ARRAYS:
        return _array(parser, base)
    if base in _WITH_OPTION:
        parser.bracket_tokens()
    if base in _WITH_ARGUMENT:
        parser.argument_tokens()
    if base in _DISPLAYS:
        rows = parser.environment_rows()[0]
        if len(rows) == 1 and len(rows[0]) == 1:
            return Group(rows[0][0])
        return Lines(_DISPLAYS[base], [_continued(row) for row in rows])
    opening = parser.unknown(f"\\begin{{{environment}}}")
    rows = parser.environment_rows()[0]
    return Group([opening, Lines("align", rows)])


def _continued(row: list[Row]) -> list[Row]:
    """An operator that begins a cell after ``&`` has its left operand before it: it is no sign."""
    cells: list[Row] = []
    for index, cell in enumerate(row):
        first = cell[0] if cell else None
        if index % 2 and type(first) is Symbol and first.kind == "bin":
            cells.append([Classed("rel", [first]), *cell[1:]])
        else:
            cells.append(cell)
    return cells


def substack(parser: Parser) -> Node:
    """The lines of ``\\substack{…}``."""
    stack = parser.stack
    lines = parser.argument_tokens()
    stack.extend(
        reversed(["\\begin", "{", "subarray", "}", "{", "c", "}", *lines, "\\end", "{", "subarray", "}"])
    )
    parser.take()
    return begin(parser, "begin")


def _array(parser: Parser, base: str) -> Node:
    parser.bracket_tokens()
    written = _NO_COLUMN.sub("", parser.argument_text())
    columns, bars = "", set[int]()
    for letter in written:
        if letter in "lcr":
            columns += letter
        elif letter == "|":
            bars.add(len(columns))
    rows, rules = parser.environment_rows()
    if base == "subarray":
        return Table("stack", rows, columns=columns)
    return Table("array", rows, columns=columns, bars=frozenset(bars), rules=rules)
