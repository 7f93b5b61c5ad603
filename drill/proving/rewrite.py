"""Other spellings of a tree, such as learners type: the checker must accept them all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from drill.banks.draws import SplitMix64
from drill.maths.exact import evaluate_exactly
from drill.maths.maths_tree import (
    Binary,
    Call,
    Neg,
    Node,
    Num,
    Relation,
    Sequence,
    Sym,
    change_parts,
    find_symbols,
    list_parts,
    replace_parts,
)
from drill.maths.print import to_plain


def list_tree_spellings(
    tree: Node, text: str, generator: SplitMix64, matrices: frozenset[str] = frozenset()
) -> Iterator[str]:
    """Yield texts of the same value: blanks, product signs, order of sums and products, other fractions.

    Products with one of ``matrices`` keep their order.
    """
    yield f"  {text} "
    yield re.sub(r"\s*([+\-*/^=,])\s*", r" \1 ", text).strip()
    yield to_plain(_write_product_signs(tree))
    yield to_plain(_exchange_operands(tree, generator, matrices))
    if matrices:
        yield to_plain(_by_exponents(tree))
    if (fraction := _other_fraction(tree)) is not None:
        yield to_plain(fraction)


def _write_product_signs(node: Node) -> Node:
    """Return the tree with a sign in every product."""
    node = change_parts(node, _write_product_signs)
    return replace(node, implicit=False) if isinstance(node, Binary) and node.op == "*" else node


def _by_exponents(node: Node) -> Node:
    """Return transposes and inverses as ``A^T`` and ``A^-1``."""
    parts = tuple(_by_exponents(part) for part in list_parts(node))
    match node:
        case Call("T"):
            return Binary("^", parts[0], Sym("T"))
        case Call("inv"):
            return Binary("^", parts[0], Neg(Num("1")))
        case _:
            return replace_parts(node, parts) if parts else node


def _exchange_operands(node: Node, generator: SplitMix64, matrices: frozenset[str]) -> Node:
    """Return terms and factors exchanged; matrices keep their order in products."""
    parts = tuple(_exchange_operands(part, generator, matrices) for part in list_parts(node))
    if not isinstance(node, Binary) or _holds_lists(node) or generator.below(3) == 0:
        return replace_parts(node, parts) if parts else node
    left, right = parts
    match node.op:
        case "+":
            return Binary("+", right, left)
        case "*" if not isinstance(right, Neg) and not matrices & find_symbols(node):
            return Binary("*", right, left, implicit=False)
        case "-":
            return Binary("+", Neg(right), left)
        case _:
            return Binary(node.op, left, right, node.implicit)


def _holds_lists(node: Node) -> bool:
    return isinstance(node, Sequence) or any(_holds_lists(part) for part in list_parts(node))


def _other_fraction(tree: Node) -> Node | None:
    """Return a fraction expanded, 3/4 as 6/8; none of an array or a statement."""
    if isinstance(tree, (Sequence, Relation)):
        return None
    value = evaluate_exactly(tree, {})
    if value is None or value.denominator == 1 or isinstance(tree, Num):
        return None
    fraction = Binary("/", Num(str(2 * abs(value.numerator))), Num(str(2 * value.denominator)))
    return Neg(fraction) if value < 0 else fraction
