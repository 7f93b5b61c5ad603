"""Whether a value is one: keys and mistakes that divide by zero are refused."""

from __future__ import annotations

from drill.errors import TooLargeError, UndefinedError
from drill.maths.exact import rational
from drill.maths.tree import (
    Binary,
    Const,
    Interval,
    Logic,
    Neg,
    Node,
    Not,
    Relation,
    Sequence,
    Union,
    children,
    symbols,
    walk,
)


def ensure_defined(node: Node) -> None:
    """Raise UndefinedError or TooLargeError for a value that divides by zero, or that no number is.

    Infinity and "does not exist" are values; of what holds symbols only divisions by zero are seen.
    """
    if isinstance(node, (Sequence, Interval, Union, Relation, Logic, Not)):
        for part in children(node):
            ensure_defined(part)
    elif symbols(node):
        if any(isinstance(part, Binary) and part.op == "/" and _is_zero(part.right) for part in walk(node)):
            raise UndefinedError("division by zero")
    elif node not in _LIMITS:
        _evaluate(node)


_LIMITS = (Const("inf"), Neg(Const("inf")), Const("dne"))


def _is_zero(node: Node) -> bool:
    return not symbols(node) and rational(node, {}) == 0


def _evaluate(node: Node) -> None:
    from drill.maths.numeric import compile_numeric
    from drill.maths.precise import evaluate_mp

    try:
        compile_numeric(node)({})
    except TooLargeError:
        evaluate_mp(node, {}, 20)  # beyond doubles, perhaps not beyond reason
