"""Ends of ranges as whole numbers: ``2 N - 1`` where N is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from drill.papers_first.formula.given import is_given
from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Signed,
    Sum,
    symbols,
)


def ends_of(big: Big) -> tuple[Node, ...]:
    """The symbols and sizes that the end of a range is made of.

    Raises:
        RefusedError: it is no arithmetic of at most two of them.
    """
    try:
        statement = parse_tokens(list(big.upper))
    except RefusedError:
        raise RefusedError(f"the range of {big.name} is not said in numbers") from None
    sizes = [part for part in walk(statement) if isinstance(part, Norm) and part.bars == "|" and not part.sub]
    inside = {symbol for size in sizes for symbol in symbols(size)}
    found = (*dict.fromkeys(map(_as_size, sizes)), *(one for one in symbols(statement) if one not in inside))
    if not 0 < len(found) <= 2 or statement.relations:
        raise RefusedError(f"the range of {big.name} is not said in numbers")
    return found


def _as_size(norm: Norm) -> Norm:
    """Bars at the end of a range: they say how many, whatever letter is in them."""
    return norm if is_given(norm) else replace(norm, is_size=True)


def whole_value(tokens: tuple[str, ...], ends: Mapping[Node, int]) -> int | None:
    """A whole number as it is written, ``2 N - 1``; None where it is none for these ``ends``."""
    try:
        statement = parse_tokens(list(tokens))
    except RefusedError:
        return None
    return None if statement.relations else _whole(statement.sides[0], ends)


def _whole(node: Node, ends: Mapping[Node, int]) -> int | None:
    if node in ends:
        return ends[node]
    match node:
        case Number(text) if text.isdigit():
            return int(text)
        case Norm() if _as_size(node) != node:
            return _whole(_as_size(node), ends)
        case Bracket("(", ")", (part,), (), ()):
            return _whole(part, ends)
        case Signed("-", body):
            found = _whole(body, ends)
            return None if found is None else -found
        case Sum(terms, signs) if set(signs) <= {"+", "-"}:
            values = [_whole(term, ends) for term in terms]
            if None in values:
                return None
            first, *rest = [value for value in values if value is not None]
            return first + sum(
                value if sign == "+" else -value for sign, value in zip(signs, rest, strict=True)
            )
        case Product(factors, signs) if set(signs) <= {"", "\\cdot", "\\times"}:
            result = 1
            for factor in factors:
                value = _whole(factor, ends)
                if value is None:
                    return None
                result *= value
            return result
        case Power(base, Number(text)) if text.isdigit() and len(text) == 1:
            value = _whole(base, ends)
            return None if value is None else value ** int(text)
        case _:
            return None
