"""Set a value in a formula next to its neighbours: braces, parentheses, ``\\cdot``, a coefficient 1.

A value is an atom in braces. Its neighbours, past blanks and spacing commands, decide on parentheses and on
``\\cdot``; another value next to it counts as a factor.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from drill.errors import TooLargeError
from drill.latex import nodes as latex
from drill.latex import parse_latex_formula
from drill.latex.nodes import SPACES
from drill.latex.tokens import tokenize_latex

# Read the LaTeX next to a value: what kind of neighbour is on its left and right.
#
# Blanks and spacing commands are looked past, ``\quad`` separates its neighbours.

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

# A placeholder for a value that is set later.
_PLACE = "\\drillplace"
_WIDE = frozenset(("quad", "qquad"))
# Functions that with something below take a body as a sum does.
_BODIES = frozenset(("lim", "max", "min", "sup", "inf"))
_TIMES = frozenset("·×∗÷")
_CLOSING = frozenset(")]}⟩⌋⌉")
_FACING = frozenset(("langle", "lvert", "lVert"))
_LIKE_LETTERS = frozenset(("partial", "nabla", "infty", "top"))
_DIGITS = re.compile(r"[\d.]+")
_NUMBER_IN_BRACES = re.compile(r"\{\d+(?:\.\d+)?\}")
# Nodes whose rows cannot be the argument of a command before them.
_ROWS_OF = (latex.Group, latex.Fence, latex.Table, latex.Lines)
_SPACING = frozenset(f"\\{name}" for name in SPACES.keys() - _WIDE) | {"~"}


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
            if _DIGITS.fullmatch(latex.plain_text([node])):
                return "number"
            return "letter"
        case latex.Binomial() | latex.Boxed() | latex.Stacked() | latex.Brace() | latex.Classed():
            return "letter"
        case _:
            return "open"


def _left_symbol(symbol: latex.Symbol) -> Left:
    text = symbol.text
    kind = symbol.kind
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
            if _is_letter_symbol(node) or text in ("(", "[", "{") or node.name in _FACING:
                return "atom"
            return "end"
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
    if isinstance(node, latex.Scripts) and node.base != latex.Group([]):
        return node.base
    return node


def _is_letter_symbol(symbol: latex.Symbol) -> bool:
    return symbol.text.isalpha() or symbol.name in _LIKE_LETTERS


@lru_cache(maxsize=4096)
def only_spacing(text: str) -> bool:
    """Return whether LaTeX consists of nothing but blanks and spacing commands."""
    return all(token.isspace() or token in _SPACING for token in tokenize_latex(text))


# A bare call is a function without brackets round its argument, such as sin x.
ValueKind = Literal[
    "number", "fraction", "symbol", "call", "bare-call", "power", "product", "sum", "array", "other"
]


@dataclass(frozen=True, slots=True)
class Value:
    """A value ready to be set.

    ``latex`` is the formula alone; ``column`` the same as a column where it is a vector, else empty;
    ``sentence`` is its form outside a formula, ``None`` if it is not a number. ``negative``: it begins with a
    minus; ``unit``: it is 1 or −1; ``decimal``: whether a requested decimal is rounded or the exact value,
    empty for any other value.
    """

    latex: str
    kind: ValueKind
    column: str = ""
    sentence: str | None = None
    negative: bool = False
    unit: bool = False
    decimal: Literal["", "exact", "rounded"] = ""

    @property
    def opposite(self) -> Value:
        """Return the value with the other sign; only for one that begins with a minus."""
        return replace(self, latex=self.latex.removeprefix("-").lstrip(), negative=False)

    @property
    def first(self) -> Edge:
        """The kind of neighbour that the formula begins with."""
        return first_edge(self.latex)

    @property
    def last(self) -> Edge:
        """The kind of the formula's last part, which decides how a following factor is joined."""
        if self.kind in ("number", "fraction"):
            return self.kind
        return "number" if self.latex[-1:].isdigit() else "letter"


# A script or a slash before its operand.
_SCRIPT = re.compile(r"\s*\^\s*(?P<brace>\{?)\s*\Z")
_SLASH = re.compile(r"\s*/\s*(?P<brace>)\Z")
# Signs after which numbers are computed.
_EQUALS = re.compile(r"\s*(?:=|\\(?:approx|le|ge)(?![A-Za-z]))")
# A sign of a sum that waits for its term.
_SIGN = re.compile(r"(?P<sign>[+-])(?P<blank>\s*)\Z")
_TURNED = str.maketrans("+-", "-+")
# Beginnings of terms, and LaTeX with letters that are not a formula's.
_TERM = re.compile(r"[=<>,;:&|({\[+-]|\\(?:\\|approx|leq?|geq?|to|quad|qquad|sim|propto)(?![A-Za-z])")
_NO_LETTER = re.compile(r"\\(?:left|right|cdot|times|[dt]?frac|sqrt|ln|log|exp)(?![A-Za-z])")
_LETTER = re.compile(r"[A-Za-z]")
# The rest of a coefficient 1 that is left out: the dot before a letter, and spacing commands.
_TIMES_LETTER = re.compile(r"\s*\\cdot(?![A-Za-z])\s*(?=[A-Za-z]|\\(?![dt]?frac|left)[A-Za-z])")
_FORMULA_SETTING_SPACING = re.compile(r"\s*(?:\\[,;:! ]\s*)+")


class FormulaSetting:
    """One formula of literal LaTeX and values, set from left to right."""

    def __init__(self, items: Sequence[str | Value]) -> None:
        self._items = items
        self._out: list[str] = []
        self._ends_with: Edge | None = None  # the edge of a value that is last
        self._dropped = False  # whether a coefficient 1 was left out last
        self._skips_brace = False  # whether the script that an exponent 1 stood in is still to be closed

    def latex(self) -> str:
        """Return the whole formula."""
        for index, item in enumerate(self._items):
            if isinstance(item, str):
                self._add_literal(item)
            else:
                self._add_value(item, self._following(index))
        return "".join(self._out)

    def _add_literal(self, text: str) -> None:
        if self._skips_brace:
            text = text.removeprefix("}")
        if self._dropped:
            behind = _TIMES_LETTER.match(text) or _FORMULA_SETTING_SPACING.match(text)
            text = text[behind.end() :] if behind else text
            text = text.lstrip() if self._ends_in_blank() else text
        self._dropped = self._skips_brace = False
        self._out.append(text)
        if not only_spacing(text):
            self._ends_with = None

    def _following(self, index: int) -> str | Value:
        """Return what follows an item, LaTeX or a value, past mere spacing."""
        later_items = self._items[index + 1 :]
        if not later_items:
            return ""
        if isinstance(later_items[0], str) and only_spacing(later_items[0]) and len(later_items) > 1:
            return later_items[1]
        return later_items[0]

    def _add_value(self, value: Value, following: str | Value) -> None:
        left = self._left()
        right = _right_of(following)
        if right == "times" and isinstance(following, str) and _TIMES_LETTER.match(following):
            right = "atom" if value.unit else right
        if value.unit and not value.negative and self._leaves_out(left, right, following):
            return
        if value.negative and right != "postfix" and self._joins_sign(value, right):
            value = value.opposite
            left = self._left()
        if left in ("script", "argument"):
            self._put(value.latex, value.last)
            if left == "script":
                self._ends_with = None  # its base decides
            return
        if value.unit and _unit_goes(value, left, right):
            self._out.append("-" if value.negative else "")
            self._ends_with = None
            self._dropped = True
            return
        latex = value.latex
        last = value.last
        bracketed = _needs_parentheses(value, left, right)
        if bracketed:
            latex, last = rf"\left({latex}\right)", "bracket"
        elif value.kind == "array":
            latex, last = _set_array(value, left, right), "bracket"
        elif _dot_before(left, value.first):
            self._out.append(r"\cdot " if self._ends_in_blank() else r" \cdot ")
        self._put(latex, last)
        is_dotted = right == "digit" or (right == "fraction" and last in ("number", "fraction"))
        if not isinstance(following, Value) and is_dotted:
            self._out.append(r" \cdot")

    def _leaves_out(self, left: Left, right: Right, following: str | Value) -> bool:
        """Leave out ``^1`` and ``/1``, also in braces, unless this is a computation with numbers only."""
        written = "".join(self._out)
        match = _SCRIPT.search(written) or _SLASH.search(written)
        if match is None or isinstance(following, Value) or right == "postfix":
            return False
        is_braced = match["brace"] == "{"
        behind = following.removeprefix("}") if is_braced else following
        if (is_braced and not following.startswith("}")) or _EQUALS.match(behind):
            return False
        if is_braced and right_of(behind) == "postfix":
            return False
        base = (
            "bracket"
            if written[: match.start()].endswith("|")
            else find_left_neighbour(written[: match.start()])
        )
        is_worked_out = any(isinstance(item, str) and _EQUALS.search(item) for item in self._items)
        is_number = base == "number" and left == "slash" and right == "end" and not is_worked_out
        if base not in ("letter", "bracket") and not is_number:
            return False
        self._out = [written[: match.start()]]
        self._ends_with = None
        self._skips_brace = is_braced
        return True

    def _joins_sign(self, value: Value, right: Right) -> bool:
        """Reverse the sign before a negative value, in a term with letters; return whether it was
        reversed."""
        written = "".join(self._out)
        sign = _SIGN.search(written)
        if sign is None or value.kind in ("sum", "array") or self._ends_with is not None:
            return False
        before = _TERM.split(written[: sign.start()])[-1]
        if not (_LETTER.search(_NO_LETTER.sub("", before)) or right == "atom"):
            return False
        if before.strip():
            turned = sign["sign"].translate(_TURNED)
        elif sign["sign"] == "-":
            turned = ""
        else:
            return False
        self._out = [written[: sign.start()] + turned + (sign["blank"] if turned else "")]
        return True

    def _put(self, latex: str, last: Edge) -> None:
        self._out.append("{" + latex + "}")
        self._ends_with = last

    def _ends_in_blank(self) -> bool:
        written = "".join(self._out)
        return not written or written[-1].isspace()

    def _left(self) -> Left:
        written = "".join(self._out)
        if self._ends_with is not None:
            if (left := find_left_neighbour(written)) == "argument":
                return left
            if self._ends_with in ("other", "minus"):
                return "letter"
            return self._ends_with
        return find_left_neighbour(written)


def _unit_goes(value: Value, left: Left, right: Right) -> bool:
    """Return whether a coefficient 1 or −1 is left out here."""
    if right not in ("atom", "fraction") or left in ("times", "slash", "function"):
        return False
    return not (value.negative and left in _BINDING_LEFT)


_FACTOR_LEFT: frozenset[Left] = frozenset(
    {"number", "letter", "fraction", "bracket", "function", "large", "times"}
)
_BINDING_LEFT: frozenset[Left] = _FACTOR_LEFT | frozenset[Left](("operator", "minus", "slash"))
_FACTOR_RIGHT: frozenset[Right] = frozenset({"times", "digit", "fraction", "atom", "factor"})


def _needs_parentheses(value: Value, left: Left, right: Right) -> bool:
    if value.kind == "array":
        return False
    if right == "postfix" and (value.negative or value.kind not in ("number", "symbol", "call")):
        return True
    if value.negative and left in _BINDING_LEFT:
        return True
    if value.kind == "bare-call":
        return right in _FACTOR_RIGHT and right != "times"
    if value.kind == "sum":
        return left in _FACTOR_LEFT or left in ("minus", "slash") or right in _FACTOR_RIGHT
    return left == "slash" and value.kind in ("product", "fraction")


def _set_array(value: Value, left: Left, right: Right) -> str:
    """Return the LaTeX of an array; in a product a vector is set as a column."""
    in_product = left in _FACTOR_LEFT or right in _FACTOR_RIGHT
    return value.column if value.column and in_product else value.latex


def _dot_before(left: Left, first: Edge) -> bool:
    r"""Return whether a ``\cdot`` belongs between a neighbour and a value that begins so."""
    if first == "number":
        return left in ("number", "letter", "fraction", "bracket")
    return first == "fraction" and left in ("number", "fraction")


_RIGHT_OF_EDGES: dict[Edge, Right] = {
    "letter": "atom", "function": "atom", "bracket": "atom", "fraction": "fraction",
}  # fmt: skip


def _right_of(following: str | Value) -> Right:
    if isinstance(following, Value):
        if following.kind == "array":
            return "atom"
        return _RIGHT_OF_EDGES.get(following.first, "factor")
    return right_of(following)
