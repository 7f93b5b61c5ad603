"""Long sums and products as flat chains, so that recursion stays shallow; numbers within bounds."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache
from typing import Any

from drill.errors import TooLargeError
from drill.maths.maths_tree import Binary, BinaryOp, Node, Num


def split_chain(node: Binary) -> tuple[Node, list[tuple[BinaryOp, Node]]]:
    """Split ``a + b - c …`` or ``a * b / c …`` into the first operand and the operators with right sides."""
    family = ("+", "-") if node.op in ("+", "-") else ("*", "/")
    links: list[tuple[BinaryOp, Node]] = []
    left: Node = node
    while isinstance(left, Binary) and left.op in family:
        links.append((left.op, left.right))
        left = left.left
    links.reverse()
    return left, links


def compute_binomial(top: int, bottom: int) -> int:
    """Return the binomial coefficient of integers; the upper one may be negative."""
    if bottom < 0:
        return 0
    return math.comb(top, bottom) if top >= 0 else (-1) ** bottom * math.comb(bottom - top - 1, bottom)


def bounded_value(number: Num) -> Fraction:
    """Return the exact value of a number as written. Raises TooLargeError for ``1e999999`` and the like."""
    return _parse_bounded_number(number.text)


@lru_cache(maxsize=1024)
def _parse_bounded_number(text: str) -> Fraction:
    digits, _, exponent = text.lower().partition("e")
    # Numbers of more than 1,000 digits make fractions slow.
    if len(digits) > 1000 or (exponent and abs(int(exponent)) > 1000):
        raise TooLargeError("a number has too many digits")
    return Fraction(text)


def compare_reals(op: str, left: Any, right: Any, *, equal: bool) -> bool:
    """Return whether ``left op right`` holds of real numbers, given whether they count as ``equal``."""
    if equal or op in ("=", "!="):
        return equal == (op in ("=", "<=", ">="))
    return bool(left < right if op in ("<", "<=") else left > right)
