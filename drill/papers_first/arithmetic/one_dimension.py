"""Formulas of vectors and matrices in one dimension, where each of them is one number.

There a transpose changes nothing, an inverse is one over the number and a norm is its absolute value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from drill.papers_first.formula.given import is_given
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.rewrite import bracketed, closed, replaced, walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Applied,
    Bracket,
    Call,
    Fraction,
    Function,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Signed,
    Symbol,
    Transpose,
)
from drill.papers_first.wording import listed

_IDENTITIES: Final = (Symbol("I"), Symbol("I", "\\mathbf"))
_NORMS: Final = frozenset(((), ("1",), ("2",), ("F",), ("\\infty",)))
"""Norms that are the absolute value of one number."""
_TRACES: Final = frozenset(("tr", "Tr", "trace"))
_OF_ARRAYS: Final = frozenset(
    ("det", "rank", "diag", "Diag", "blkdiag", "vec", "Vec", "softmax", "Softmax", "dim", "span", "eig")
)
"""Calls whose value is not one number beside the number that they are taken of."""
_INVERSE: Final = Signed("-", Number("1"))


@dataclass(frozen=True, slots=True)
class OneDimensional:
    """A formula in one dimension, and the sentence that says what becomes of its signs."""

    node: Node
    says: str


def in_one_dimension(node: Node, *, has_identity: bool = False) -> OneDimensional:
    """``node`` where every vector and matrix is one number; ``has_identity`` says that its I is the identity.

    Raises:
        RefusedError: something in it is not told by that, or nothing is changed by it.
    """
    _check(node)
    said: dict[str, None] = {}
    identities = _identities(node) if has_identity else frozenset[Symbol]()

    def change(part: Node) -> Node | None:
        new, clause = _changed(part, identities)
        if new is None:
            return None
        said[clause] = None
        return replaced(new, change)

    found = replaced(node, change)
    if not said and not _has_product_of_arrays(node):
        raise RefusedError("it is the same in one dimension")
    clauses = list(said)
    beside = f": {listed(clauses)}" if clauses else ""
    return OneDimensional(
        found, f"Take the case of one dimension, where every vector and matrix is a number{beside}"
    )


def _identities(node: Node) -> frozenset[Symbol]:
    """Its I, or the one with a size below, ``I_m``, where no other stands there."""
    found = {part for part in walk(node) if isinstance(part, Symbol) and replace(part, sub=()) in _IDENTITIES}
    plain = found.intersection(_IDENTITIES)
    return frozenset(plain or (found if len(found) == 1 else ()))


def _changed(part: Node, identities: frozenset[Symbol]) -> tuple[Node | None, str]:
    """A part in one dimension and what to say of it; None where it is the same there."""
    match part:
        case Transpose(base):
            whole = base if isinstance(base, Symbol | Bracket) else bracketed(base)
            return whole, "a transpose changes nothing"
        case Symbol() if part in identities:
            return Number("1"), f"${to_latex(part)}$ is 1"
        case Norm("\\|", body, sub) if sub in _NORMS and not is_given(Norm("|", body)):
            return Norm("|", body), "a norm is an absolute value"
        case Power(Symbol() as base, exponent) if exponent == _INVERSE and _is_array(base):
            return Fraction(Number("1"), base), "an inverse is one over the number"
        case Bracket("\\langle", "\\rangle", (first, second), ((",") | "|" | "\\mid",), ()):
            return bracketed(Product((closed(first), closed(second)), ("\\cdot",))), (
                "an inner product is a product"
            )
        case Call(Symbol(word), Bracket(_, _, (body,), (), ())) | Applied(Symbol(word), body) if (
            word in _TRACES
        ):
            return bracketed(body), "a trace is the number itself"
        case _:
            return None, ""


def _check(node: Node) -> None:
    for part in walk(node):
        match part:
            case Call(Symbol(word)) | Applied(Symbol(word)) if word in _OF_ARRAYS:
                raise RefusedError(f"{word} is not told in one dimension")
            case Bracket(opening, _, _, separators) if "\\|" in separators or (
                opening == "[" and ";" in separators
            ):
                raise RefusedError("arrays one after the other have several entries")
            case Function("\\det"):
                raise RefusedError("a determinant is not told in one dimension")
            case Norm("|", body) if any(_is_matrix(inner) for inner in walk(body)):
                raise RefusedError("bars may be a determinant")
            case Norm("\\|", _, sub) if sub not in _NORMS:
                raise RefusedError("a norm of its own kind")
            case _:
                continue


def _is_matrix(part: Node) -> bool:
    if isinstance(part, Transpose):
        return True
    return isinstance(part, Symbol) and _is_array(part) and part.base[-1].isupper()


def _is_array(symbol: Symbol) -> bool:
    """Whether a letter looks like one of a vector or matrix."""
    if symbol.font == "\\mathcal":
        return False
    return symbol.font == "\\mathbf" or "\\vec" in symbol.accents or symbol.base.isupper()


def _has_product_of_arrays(node: Node) -> bool:
    return any(
        sum(isinstance(factor, Symbol) and _is_array(factor) for factor in part.factors) > 1
        for part in walk(node)
        if isinstance(part, Product)
    )


def arrays_in(node: Node) -> Iterator[Symbol]:
    """Symbols that are one number in one dimension only."""
    for part in walk(node):
        match part:
            case Symbol() if _is_array(part):
                yield part
            case Transpose(Symbol() as base) | Norm("\\|", Symbol() as base):
                yield base
            case _:
                continue
