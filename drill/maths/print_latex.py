"""Trees to LaTeX: ``\\frac``, ``\\sqrt``, products side by side, Greek letters, matrices.

A fraction in an exponent stays on its line: ``x^{2/3}``. Numbers side by side, and
numbers beside fractions, are parted by ``\\cdot``.
"""

from __future__ import annotations

from collections.abc import Mapping

from drill.maths import tree
from drill.maths.chains import chain
from drill.maths.print_calls import ATOM, CALL, POWER, PRODUCT, SUM, Printed, power_of_call, print_call
from drill.maths.print_names import as_base, symbol_latex
from drill.maths.tree import Binary, Call, Node

# Binds less than any operator: a statement within a value stands in brackets.
_STATEMENT = -1
_CONSTANTS = {"pi": "\\pi", "e": "e", "i": "i", "inf": "\\infty", "dne": "\\text{does not exist}"}
_RELATIONS = {"=": "=", "!=": "\\ne", "<": "<", ">": ">", "<=": "\\le", ">=": "\\ge"}
_BRACKETS = {"list": ("(", ")"), "tuple": ("(", ")"), "set": ("\\{", "\\}")}
_SETS = ("\\left\\{", "\\varnothing")
_NO_NAMES: Mapping[str, str] = {}


def to_latex(
    node: Node, names: Mapping[str, str] = _NO_NAMES, *, family: bool = False, vectors: bool = True
) -> str:
    """Give the LaTeX of a tree; ``names`` maps typed names to LaTeX where they differ.

    ``family``: the tree is a distribution, so that ``binomial(n, p)`` is no binomial coefficient.
    ``vectors``: a list is a vector and is set as one, ``(1, 2)``, in a product as a column; else it keeps its
    square brackets, as ``[0, 1]`` must where it is an interval. What is set so reads back to the same tree.
    """
    printer = LatexPrinter(names, vectors=vectors)
    if family and isinstance(node, Call):
        return print_call(printer, node, family=True)[0]
    return printer.anything(node)


class LatexPrinter:
    """Printing with one set of names."""

    def __init__(self, names: Mapping[str, str], *, vectors: bool = True) -> None:
        self.names = names
        self._vectors = vectors
        self.closed = False
        """Whether more follows at once, so that ``\\sin x`` needs brackets."""
        self._in_exponent = False

    def anything(self, node: Node) -> str:
        """Print a node where nothing stands beside it."""
        outer, self.closed = self.closed, False
        text, _ = self.printed(node)
        self.closed = outer
        return text

    def at_least(self, node: Node, level: int) -> str:
        """Print a node in brackets if it binds more loosely than ``level``."""
        if level > SUM and is_sum(node):
            return bracketed(self.anything(node))
        text, own = self.printed(node)
        return text if own >= level else bracketed(text)

    def base(self, node: Node) -> str:
        """Print a node before a power, a factorial or a transpose."""
        if isinstance(node, tree.Sym):
            return as_base(self.anything(node))
        return self.at_least(node, ATOM)

    def listed(self, nodes: tuple[Node, ...]) -> str:
        """Print nodes in brackets, parted by commas."""
        return bracketed(", ".join(self.anything(node) for node in nodes))

    def column(self, node: Node) -> str:
        """Print a vector as a column; whatever else as it is."""
        if isinstance(node, tree.Sequence) and not any(
            isinstance(item, tree.Sequence) for item in node.items
        ):
            return matrix([[self.anything(item)] for item in node.items])
        return self.anything(node)

    def printed(self, node: Node) -> Printed:
        """Print a node and how strongly its outermost operator binds."""
        match node:
            case tree.Num(text):
                return number(text)
            case tree.Sym(name):
                return symbol_latex(name, self.names), ATOM
            case tree.Const(name):
                return _CONSTANTS[name], ATOM
            case tree.Neg(arg):
                return f"-{self.at_least(arg, PRODUCT)}", SUM
            case Binary():
                return self._binary(node)
            case Call():
                return print_call(self, node)
            case tree.Sequence():
                return self._sequence(node), ATOM
            case tree.Interval(low, high, open_low, open_high):
                ends = "(" if open_low else "[", ")" if open_high else "]"
                return f"\\left{ends[0]}{self.anything(low)}, {self.anything(high)}\\right{ends[1]}", ATOM
            case tree.Index(base, indices):
                return f"{self.base(base)}_{{{', '.join(map(self.anything, indices))}}}", ATOM
            case tree.Relation() | tree.Logic() | tree.Not() | tree.Union():
                return self._statement(node), _STATEMENT

    def _binary(self, node: Binary) -> Printed:
        match node.op:
            case "+" | "-":
                return self._sum(node), SUM
            case "/":
                return self._fraction(node)
            case "^":
                return self._power(node)
            case _:
                return self._product(node), PRODUCT

    def _sum(self, node: Binary) -> str:
        first, links = chain(node)
        middle = [f" {op} {self._before(term, PRODUCT)}" for op, term in links[:-1]]
        op, last = links[-1]
        return f"{self._before(first, SUM)}{''.join(middle)} {op} {self.at_least(last, PRODUCT)}"

    def _before(self, node: Node, level: int) -> str:
        """A left side before ``+`` or ``-``: what follows is no part of an open argument."""
        outer, self.closed = self.closed, False
        text = self.at_least(node, level)
        self.closed = outer
        return text

    def _fraction(self, node: Binary) -> Printed:
        if self._in_exponent:
            outer, self.closed = self.closed, True
            above = self.at_least(node.left, PRODUCT)
            self.closed = outer
            return f"{above}/{self.at_least(node.right, POWER)}", PRODUCT
        return f"\\frac{{{self.anything(node.left)}}}{{{self.anything(node.right)}}}", CALL

    def _power(self, node: Binary) -> Printed:
        if isinstance(node.left, Call):
            raised = power_of_call(self, node.left, node.right)
            if raised is not None:
                return raised
        base = self.base(node.left)
        outer, self._in_exponent = self._in_exponent, True
        exponent = self.anything(node.right)
        self._in_exponent = outer
        return f"{base}^{{{exponent}}}", POWER

    def _product(self, node: Binary) -> str:
        outer, self.closed = self.closed, True
        left = self._factor(node.left, PRODUCT)
        self.closed = outer
        right = self._factor(node.right, CALL)
        return f"{left} \\cdot {right}" if needs_sign(node.left, right) else f"{left} {right}"

    def _factor(self, node: Node, level: int) -> str:
        if self._vectors and isinstance(node, tree.Sequence) and node.kind in ("list", "tuple"):
            return self.column(node)
        return self.at_least(node, level)

    def _sequence(self, node: tree.Sequence) -> str:
        items = node.items
        if node.kind == "commas":
            return ", ".join(self.anything(item) for item in items)
        if not items:
            return "\\varnothing"
        rows = [item.items for item in items if isinstance(item, tree.Sequence) and item.kind == "list"]
        if node.kind == "list" and len(rows) == len(items):
            return matrix([[self.anything(entry) for entry in row] for row in rows])
        opening, closing = _BRACKETS[node.kind] if self._vectors or node.kind != "list" else ("[", "]")
        return f"\\left{opening}{', '.join(self.anything(item) for item in items)}\\right{closing}"

    def _statement(self, node: tree.Relation | tree.Logic | tree.Not | tree.Union) -> str:
        relations = tree.comparisons(node)
        if relations:
            links = [f" {_RELATIONS[link.op]} {self._before(link.right, SUM)}" for link in relations]
            return self._before(relations[0].left, SUM) + "".join(links)
        match node:
            case tree.Logic(op, left, right):
                right_side = self._joined(right, "")
                return f"{self._joined(left, op)} \\text{{ {op} }} {right_side}"
            case tree.Not(arg):
                return f"\\text{{not }} {self._joined(arg, 'not')}"
            case tree.Union(left, right) | tree.Relation(_, left, right):
                first = self.anything(left) if isinstance(left, tree.Union) else self._side(left)
                return f"{first} \\cup {self._side(right)}"

    def _joined(self, node: Node, op: str) -> str:
        """A part of a statement: in brackets if another word joins it, or the same one on the right."""
        text = self.anything(node)
        return (
            bracketed(text)
            if isinstance(node, tree.Logic) and node.op != op and not tree.comparisons(node)
            else text
        )

    def _side(self, node: Node) -> str:
        """A side of a union; there a list is an interval."""
        outer, self._vectors = self._vectors, False
        text = self._before(node, SUM)
        self._vectors = outer
        return text


def is_sum(node: Node) -> bool:
    """Tell whether a node is a sum, a difference or a negative."""
    return isinstance(node, tree.Neg) or (isinstance(node, Binary) and node.op in ("+", "-"))


def bracketed(latex: str) -> str:
    """Put LaTeX in brackets that grow with what they hold."""
    return f"\\left({latex}\\right)"


def matrix(rows: list[list[str]]) -> str:
    """Print rows of entries between round brackets."""
    return "\\begin{pmatrix}" + " \\\\ ".join(" & ".join(row) for row in rows) + "\\end{pmatrix}"


def number(text: str) -> Printed:
    """Print a number as written; ``1e-3`` as a power of ten."""
    digits, _, exponent = text.lower().partition("e")
    digits = f"0{digits}" if digits.startswith(".") else digits.removesuffix(".")
    return (f"{digits} \\cdot 10^{{{int(exponent)}}}", PRODUCT) if exponent else (digits, ATOM)


def needs_sign(left: Node, right: str) -> bool:
    """Tell whether two factors cannot stand side by side without ``\\cdot``."""
    if right[0].isdigit() or right.startswith(_SETS):
        return True
    while isinstance(left, Binary) and left.op == "*":
        left = left.right
    is_fraction = isinstance(left, Binary) and left.op == "/"
    return right.startswith("\\frac") and (is_fraction or isinstance(left, tree.Num))
