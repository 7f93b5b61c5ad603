"""The other reading of ``x^(1/3)``: the real root, as in calculus, in place of the principal power.

A principal power with an odd root is not real where its base is negative; whoever types it for the cube root
means the real one. An answer counts as right in either reading. Powers of plain numbers have one reading.
"""

from __future__ import annotations

from drill.checking.equality import rational
from drill.errors import CheckError
from drill.maths.tree import Binary, Call, Neg, Node, Num, children, rebuild, symbols


def with_real_roots(node: Node) -> Node:
    """Return the tree with ``x^(p/q)`` for odd ``q`` as the real root to the power ``p``; else the tree
    itself."""
    parts = children(node)
    changed = tuple(with_real_roots(part) for part in parts)
    node = node if changed == parts else rebuild(node, changed)
    if not (isinstance(node, Binary) and node.op == "^" and symbols(node.left)):
        return node
    try:
        exponent = None if symbols(node.right) else rational(node.right)
    except CheckError:
        return node
    if exponent is None or exponent.denominator == 1 or exponent.denominator % 2 == 0:
        return node
    root = Call("root", (node.left, Num(str(exponent.denominator))))
    power = Num(str(abs(exponent.numerator)))
    return Binary("^", root, Neg(power) if exponent < 0 else power)
