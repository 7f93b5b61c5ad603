"""Inner products of two vectors among running indices: which two factors one is of."""

from __future__ import annotations

from drill.papers_first.formula.rewrite import replaced
from drill.papers_first.formula.tree import Bracket, Node, Product, Symbol, Transpose


def with_inner_products(side: Node) -> Node:
    """A side whose inner products among more factors, ``t x^\\top w``, are one factor each."""

    def change(part: Node) -> Node | None:
        match part:
            case Product(factors, signs) if len(factors) > 2:
                return _grouped(tuple(replaced(factor, change) for factor in factors), signs)
            case _:
                return None

    return replaced(side, change)


def _grouped(factors: tuple[Node, ...], signs: tuple[str, ...]) -> Product:
    """A product where each first pair of vectors that meet is a factor of its own."""
    found: list[Node] = [factors[0]]
    joints: list[str] = []
    for sign, factor in zip(signs, factors[1:], strict=True):
        pair = Product((found[-1], factor), (sign,))
        if inner_factors(pair) is not None and not (joints and joints[-1] in ("/", "\\div")):
            found[-1] = pair
        else:
            found.append(factor)
            joints.append(sign)
    return Product(tuple(found), tuple(joints))


def inner_factors(node: Node) -> tuple[Node, Node] | None:
    """The two vectors of an inner product: ``x_i^\\top x_j``, ``\\langle x_i, x_j \\rangle``."""
    match node:
        case Product((Transpose(first, _), second), ("" | "\\cdot",)):
            return first, second
        case Bracket("\\langle", "\\rangle", (first, second), (",",), ()):
            return first, second
        case Product((Symbol(font="\\mathbf") as first, Symbol(font="\\mathbf") as second), ("\\cdot",)):
            return first, second
        case _:
            return None
