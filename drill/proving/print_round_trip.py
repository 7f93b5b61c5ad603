"""Check that a formula shown on one line reads back as the same expression.

A formula that ``maths`` reads from its LaTeX must be read from its one-line form as the same tree, by the
reader of typed answers. A formula that only one of them reads (``(1, 2; 3, 4)`` for a matrix) is no case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from drill.errors import ParseError, TooLargeError
from drill.latex import nodes as latex
from drill.latex import parse_latex_formula as read_nodes
from drill.maths.maths_tree import Binary, Call, Neg, Node, Num, find_symbols, list_parts, walk_tree
from drill.maths.names import Names
from drill.maths.plain import parse
from drill.notation import read_latex
from drill.typeset import Tier, typeset_on_one_line

TIERS: tuple[Tier, ...] = ("unicode", "ascii")

_FORMULA = re.compile(r"(?<!\\)\$\$(?P<display>.+?)\$\$|(?<!\\)\$(?P<inline>(?:\\.|[^$\\])+?)\$", re.DOTALL)
# Letters that stand for functions, and differential quotients: ``maths`` takes both for products.
_NO_PRODUCT = re.compile(
    r"(?<![A-Za-z\\])[fghpqFGHLPQEVZ](?:'|_\w|_\{[^{}]*\})*\s*(?:\\left|\\[bB]ig+l?)?[(\[]"
    r"|\\[dt]?frac\s*\{*\s*(?:d|\\partial)(?![a-z]{2})"
)
# What no typed answer has: assignments (its reader takes ``<-`` for less than minus), parts with a brace
# below, the vector of ones.
_UNTYPED = re.compile(
    r"\\(?:gets|leftarrow|underbrace|overbrace)(?![A-Za-z])|\\(?:mathbf|boldsymbol|mathbb)\s*\{?\s*1"
)
# Single letters, and the Greek ones that read as operators or functions, where no bracket follows.
_LETTER = re.compile(
    r"(?<![A-Za-z\\])(?<!\\mathcal )(?<!\\mathcal\{)[A-Za-z](?![A-Za-z])"
    r"|(?<=\\)(?:Delta|Phi|phi|sigma|Gamma|zeta)(?![A-Za-z])(?!\s*(?:\\left|\\[bB]ig+l?)?\s*[(\[])"
)


def find_latex_formulas(text: str) -> Iterator[str]:
    """Return the LaTeX of the formulas in a text."""
    for match in _FORMULA.finditer(text):
        yield match["display"] or match["inline"]


@lru_cache(maxsize=1024)  # most formulas of an exercise are the same in every variant
def find_misread_lines(source: str) -> tuple[str, ...]:
    """Return the one-line forms of a formula that read back as another expression."""
    if (
        _NO_PRODUCT.search(source)
        or _UNTYPED.search(source)
        or _read_latex_meaning(source, _find_formula_declarations(source)) is None
    ):
        return ()
    printed = {
        block.one_line: block.lines[0] for block in (typeset_on_one_line(source, tier=tier) for tier in TIERS)
    }
    return tuple(first for line, first in printed.items() if compare_line_with_latex(source, line) == "other")


def compare_line_with_latex(source: str, line: str) -> Literal["same", "other", "one reader"] | None:
    """Compare how a one-line form reads with the meaning of its LaTeX; None if neither can be read."""
    if _NO_PRODUCT.search(source) or _UNTYPED.search(source):
        return None
    names = _find_formula_declarations(source)
    meant, read = _read_latex_meaning(source, names), _read_printed_line(line, names)
    if meant is None or read is None:
        return None if meant is read else "one reader"
    return "same" if _flatten_products(read) == _flatten_products(meant) else "other"


@lru_cache(maxsize=8)  # the same for every tier
def _find_formula_declarations(source: str) -> Names:
    """Return the declared names that a formula uses, so that ``T`` or γ before a bracket is no function."""
    letters = frozenset[str](_LETTER.findall(source))
    tree = _read_latex_meaning(source, Names(letters, undeclared="allow"))
    if tree is None:
        return Names(letters, undeclared="allow")
    turned = [part for part in walk_tree(tree) if isinstance(part, Call) and part.name in ("T", "inv")]
    matrices = frozenset[str]().union(*(find_symbols(part) for part in turned))
    return Names(letters | find_symbols(tree), matrices, undeclared="allow")


@lru_cache(maxsize=8)
def _read_latex_meaning(source: str, names: Names) -> Node | None:
    """Return the tree of the LaTeX without invisible braces; None if it cannot be read."""
    try:
        return read_latex(_without_braces(source), names, {}, "statement")
    except (ParseError, TooLargeError):
        return None


def _without_braces(source: str) -> str:
    """Return the text with blanks for braces that no command and no script needs."""
    characters = list(source)

    def visit(row: latex.Row, is_free: bool) -> None:
        for node in row:
            is_braced = source.startswith("{", node.at) and isinstance(node, latex.Group | latex.Fence)
            if is_braced and is_free:
                characters[node.at] = characters[len(source[: node.end].rstrip()) - 1] = " "
            is_row = is_braced or source.startswith(("\\left", "\\begin"), node.at)
            for part in latex.rows_in(node):
                visit(part, is_row and not isinstance(node, latex.Scripts))

    visit(read_nodes(source, places=True).nodes, True)
    return "".join(characters)


def _read_printed_line(line: str, names: Names) -> Node | None:
    try:
        return parse(line, names, "statement")
    except ParseError:
        return None


def _flatten_products(node: Node) -> object:
    """Return a tree in a normal form in which ``a·(b/c)`` equals ``(a·b)/c``, and ``(-a)/b`` equals
    ``-(a/b)``.
    """
    if isinstance(node, Call) and node.name == "root" and node.args[1] == Num("2"):
        return _flatten_products(Call("sqrt", node.args[:1]))
    if isinstance(node, Neg) or (isinstance(node, Binary) and node.op in "*/"):
        sign, above, below = _split_fraction_factors(node)
        return sign, tuple(above), tuple(below)
    parts = list_parts(node)
    # A node without its parts is told by its fields that are none.
    return (*_read_node_operation(node), *map(_flatten_products, parts)) if parts else node


def _read_node_operation(node: Node) -> tuple[object, ...]:
    fields = ("op", "name", "kind", "open_low", "open_high")
    return type(node), *(getattr(node, field, None) for field in fields)


def _split_fraction_factors(node: Node) -> tuple[int, list[object], list[object]]:
    """Return sign, numerator and denominator of a chain of products and quotients."""
    match node:
        case Neg(inner):
            sign, above, below = _split_fraction_factors(inner)
            return -sign, above, below
        case Binary("*" | "/" as op, left, right):
            sign, above, below = _split_fraction_factors(left)
            other_sign, over, under = _split_fraction_factors(right)
            over, under = (over, under) if op == "*" else (under, over)
            return sign * other_sign, above + over, below + under
        case _:
            return 1, [_flatten_products(node)], []
