r"""Read the LaTeX next to a value: what kind of neighbour is on its left and right.

Blanks and spacing commands are looked past, ``\quad`` separates its neighbours.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal

from drill.errors import TooLargeError
from drill.latex import nodes as latex
from drill.latex import parse_latex_formula
from drill.latex.symbols import SPACES
from drill.latex.tokens import tokenize_latex

Edge = Literal["number", "fraction", "letter", "function", "bracket", "minus", "other"]

Left = Literal[
    "open",  # nothing, an opening bracket, a relation, a comma: nothing that binds
    "script",  # ^ or _
    "argument",  # a macro that waits for its argument
    "operator",  # + or ±
    "minus",
    "slash",
    "times",  # \cdot, \times
    "function",  # \log
    "large",  # \sum_{i=1}^n, \int, \lim_{x \to 0}: what follows is its body, not a factor beside it
    "number",
    "letter",
    "fraction",
    "bracket",
]
Right = Literal[
    "end",  # nothing that binds
    "postfix",  # ^, !, a prime
    "times",  # \cdot, \times, /
    "digit",
    "fraction",
    "atom",  # a letter, function, bracket or root: a coefficient 1 goes before it
    "factor",  # binds as a factor, but a coefficient 1 stays before it
]

# What stands for the value that is to come.
_PLACE: Final = "\\drillplace"
_WIDE: Final = frozenset(("quad", "qquad"))
# Functions that with something below take a body as a sum does.
_BODIES: Final = frozenset(("lim", "max", "min", "sup", "inf"))
_TIMES: Final = frozenset("·×∗÷")
_CLOSING: Final = frozenset(")]}⟩⌋⌉")
_FACING: Final = frozenset(("langle", "lvert", "lVert"))
_LIKE_LETTERS: Final = frozenset(("partial", "nabla", "infty", "top"))
_DIGITS: Final = re.compile(r"[\d.]+")
_NUMBER_IN_BRACES: Final = re.compile(r"\{\d+(?:\.\d+)?\}")
# Nodes whose rows are no argument that is still to come.
_ROWS_OF: Final = (latex.Group, latex.Fence, latex.Table, latex.Lines)
_SPACING: Final = frozenset(f"\\{name}" for name in SPACES.keys() - _WIDE) | {"~"}


def find_left_neighbour(written: str) -> Left:
    """Return what kind of neighbour LaTeX ends with, even in the middle of an open group."""
    # which number a group holds makes no difference, and the same formula comes with many of them
    return _left_of(_NUMBER_IN_BRACES.sub("{1}", written))


@lru_cache(maxsize=4096)
def _left_of(written: str) -> Left:
    try:
        nodes = parse_latex_formula(f"{written}{_PLACE} ", places=True).nodes
    except TooLargeError:
        return "open"
    holder, row, index = _place_in(None, nodes) or (None, nodes, len(nodes))
    if len(row) == 1 and holder is not None and not isinstance(holder, _ROWS_OF):
        return "script" if isinstance(holder, latex.Scripts) else "argument"
    for node in reversed(row[:index]):
        if not isinstance(node, latex.Space):
            return _classify_left_neighbour(node)
        if node.name in _WIDE:
            break
    return "open"


def _place_in(holder: latex.Node | None, row: latex.Row) -> tuple[latex.Node | None, latex.Row, int] | None:
    """Return where the value is inserted: the node that holds its row, the row, and the index in it."""
    for index, node in enumerate(row):
        if isinstance(node, latex.Unknown) and node.source == _PLACE:
            return holder, row, index
        for inner in latex.rows_in(node):
            if (result := _place_in(node, inner)) is not None:
                return result
    return None


def _classify_left_neighbour(node: latex.Node) -> Left:
    """Return what kind of neighbour a node is for what follows it."""
    match node:
        case latex.Symbol():
            return _left_symbol(node)
        case latex.Operator():
            return "function"
        case latex.Scripts(base=latex.Operator(name=name)) if name in _BODIES:
            return "large"
        case latex.Scripts(base=base):
            kind = _classify_left_neighbour(base)
            return kind if kind in ("function", "large") else "letter"
        case latex.Fraction():
            return "fraction"
        case latex.Fence(right=right):
            return "bracket" if right in _CLOSING else "open"
        case latex.Table(style="matrix"):
            return "bracket"
        case latex.Words(font="mathrm") | latex.Group() | latex.Font() | latex.Accent() | latex.Root():
            return "number" if _DIGITS.fullmatch(latex.plain_text([node])) else "letter"
        case latex.Binomial() | latex.Boxed() | latex.Stacked() | latex.Brace() | latex.Classed():
            return "letter"
        case _:
            return "open"


def _left_symbol(symbol: latex.Symbol) -> Left:
    text, kind = symbol.text, symbol.kind
    simple: dict[str, Left] = {"−": "minus", "+": "operator", "±": "operator", "∓": "operator", "/": "slash"}
    if text in simple:
        return simple[text]
    if text in _TIMES:
        return "times"
    if kind in ("big", "int"):
        return "large"
    if kind == "close":
        return "letter" if text == "!" else "open" if text == "." else "bracket"
    if text[-1].isdigit():
        return "number"
    return "letter" if kind == "ord" and _is_letter_symbol(symbol) else "open"


@lru_cache(maxsize=4096)
def right_of(following: str) -> Right:
    """Return what kind of neighbour LaTeX begins with."""
    node = _find_first_node(following)
    match node:
        case latex.Symbol(text=text, kind=kind):
            if text in ("!", "′"):
                return "postfix"
            if (text in _TIMES and text != "∗") or text == "/":
                return "times"
            if kind in ("big", "int"):
                return "factor"
            if text[0].isdigit():
                return "digit"
            return (
                "atom"
                if _is_letter_symbol(node) or text in ("(", "[", "{") or node.name in _FACING
                else "end"
            )
        case latex.Scripts():
            return "postfix" if following.lstrip()[:1] != "_" else "end"
        case latex.Fraction():
            return "fraction"
        case latex.Font(name="mathrm") | latex.Words(font="mathrm") | latex.Group() | latex.Table():
            return "factor"
        case latex.Operator() | latex.Root() | latex.Accent() | latex.Font() | latex.Fence():
            return "atom"
        case _:
            return "end"


@lru_cache(maxsize=4096)
def first_edge(written: str) -> Edge:
    """Return what kind of neighbour a value's LaTeX begins with."""
    node = _find_first_node(written)
    if isinstance(node, latex.Symbol) and node.text == "−":
        return "minus"
    if isinstance(node, latex.Operator):
        return "function"
    if isinstance(node, latex.Fence) or (isinstance(node, latex.Symbol) and node.text in ("(", "[")):
        return "bracket"
    edges: dict[Right, Edge] = {"digit": "number", "fraction": "fraction", "atom": "letter"}
    return edges.get(right_of(written), "other")


def _find_first_node(written: str) -> latex.Node | None:
    """Return the node that LaTeX begins with, without its scripts if it has a base; spacing is skipped."""
    try:
        nodes = parse_latex_formula(written).nodes
    except TooLargeError:
        return None
    while nodes and isinstance(lines := nodes[0], latex.Lines):
        nodes = lines.rows[0][0]
    node = next((node for node in nodes if not isinstance(node, latex.Space) or node.name in _WIDE), None)
    return node.base if isinstance(node, latex.Scripts) and node.base != latex.Group([]) else node


def _is_letter_symbol(symbol: latex.Symbol) -> bool:
    return symbol.text.isalpha() or symbol.name in _LIKE_LETTERS


@lru_cache(maxsize=4096)
def only_spacing(text: str) -> bool:
    """Return whether LaTeX consists of nothing but blanks and spacing commands."""
    return all(token.isspace() or token in _SPACING for token in tokenize_latex(text))
