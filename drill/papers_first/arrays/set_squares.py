"""Matrices that a paper sets to a diagonal or to numbers times the identity, and spreads of normal laws."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from drill.papers_first.formula.tree import Call, Node, Number, Product, Statement, Symbol
from drill.papers_first.paper import Paper, once
from drill.papers_first.plausible.normal_spreads import is_spread
from drill.papers_first.plausible.said_equations import said_equations

_EQUAL: Final = frozenset(("=", ":="))
_FACTORS: Final = frozenset(("", "\\cdot"))
_STEPS: Final = frozenset(("+", "-"))


def is_set_square(paper: Paper, node: Node) -> bool:
    """Whether a matrix is as high as wide by what it is set to, or by the law that it spreads."""
    if not isinstance(node, Symbol):
        return False
    if any(name == node for name, _ in paper.memberships):
        return False  # which says more
    return _unshifted(node) in set_squares(paper) or (node.font == "\\mathbf" and is_spread(paper, node))


@once
def set_squares(paper: Paper) -> frozenset[Symbol]:
    """Names, each at a step for all of them: ``D_t`` of ``D_t = \\operatorname{diag}(a_t)``."""
    shown = (reading.statement for reading in paper.readings if reading.statement is not None)
    said = said_equations(paragraph.text for paragraph in paper.document.paragraphs)
    return frozenset(_unshifted(name) for one in (*shown, *said) for name in _set(one))


def _set(statement: Statement) -> Iterator[Symbol]:
    match statement:
        case Statement((Symbol() as name, right, *_), (relation, *_)) if relation in _EQUAL:
            if (name.font == "\\mathbf" or name.base.lstrip("\\")[0].isupper()) and _is_square(right):
                yield name
        case _:
            return


def _is_square(node: Node) -> bool:
    match node:
        case Symbol("I", "\\mathbf") | Call(Symbol(base="diag" | "Diag"), _):
            return True
        case Product((*scales, Symbol("I", "\\mathbf")), signs) if set(signs) <= _FACTORS:
            return all(isinstance(one, Number) or _is_number(one) for one in scales)
        case _:
            return False


def _is_number(node: Node) -> bool:
    return isinstance(node, Symbol) and not node.font and not node.base.isupper()


def _unshifted(name: Symbol) -> Symbol:
    """``D_t`` for ``D_{t - 1}``."""
    is_shifted = len(name.sub) > 1 and name.sub[1] in _STEPS
    return replace(name, sub=name.sub[:1]) if is_shifted else name
