"""Squares of what functions give, ``\\sigma^2(x)``, spelt as they are meant: ``\\sigma(x)^2``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from drill.papers.formula.occurrences import Occurrence, occurrences
from drill.papers.formula.tree import Symbol
from drill.papers.formula.usage import Usage

_SQUARE: Final = ["^", "{", "2", "}"]
_APPLIED_TWICE: Final = frozenset(("f", "h", "\\phi", "\\varphi", "\\psi", "\\pi", "\\tau", "\\theta"))
"""Maps, which a square above may apply twice."""


def with_squares_behind(tokens: list[str], usage: Usage) -> list[str]:
    """Canonical tokens with squares behind the arguments of what the paper calls without a square, too."""
    if "^" not in tokens or not usage.functions:
        return tokens
    moved = list(tokens)
    for name in reversed(list(occurrences(tokens))):
        end = _end_of_arguments(moved, name.end)
        if end and _is_square(name, usage) and moved[end : end + 1] not in (["^"], ["_"], ["'"]):
            arguments = moved[name.end : end]
            moved[name.end - len(_SQUARE) : end] = [*arguments, *_SQUARE]
    return moved


def _is_square(name: Occurrence, usage: Usage) -> bool:
    symbol = name.symbol
    is_value = len(symbol.base.lstrip("\\")) > 1 or symbol.base.islower()
    is_map = symbol.base in _APPLIED_TWICE or symbol.font == "\\operatorname" or symbol.base[-1].isupper()
    called = Symbol(symbol.base, symbol.font) in usage.functions or symbol in usage.functions
    return name.is_called and name.above == ("2",) and is_value and not is_map and called


def _end_of_arguments(tokens: Sequence[str], begin: int) -> int:
    """Where the round brackets that begin there end; 0 without any."""
    depth = 0
    for at in range(begin, len(tokens)):
        depth += (tokens[at] == "(") - (tokens[at] == ")")
        if depth == 0:
            return at + 1 if tokens[at] == ")" else 0
    return 0
