"""Squares and transpositions of what functions give, spelt behind the arguments: ``\\sigma(x)^2``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from drill.papers_first.formula.calls import holds_arguments
from drill.papers_first.formula.nesting import top_level
from drill.papers_first.formula.occurrences import Occurrence, occurrences, whole_name
from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.tree import Symbol
from drill.papers_first.formula.usage import Usage
from drill.papers_first.formula.vocabulary import SIGNS, TRANSPOSES

_RAISED: Final = ("^", "{", "}")
_APPLIED_TWICE: Final = frozenset(("f", "h", "\\phi", "\\varphi", "\\psi", "\\pi", "\\tau", "\\theta"))
"""Maps, which a square above may apply twice."""
_DISTANCES: Final = frozenset("dDW")
"""Their squares have names of their own."""


def with_squares_behind(tokens: list[str], usage: Usage) -> list[str]:
    """Canonical tokens with squares behind the arguments of what the paper calls without a square, too."""
    if "^" not in tokens:
        return tokens
    moved = list(tokens)
    for name in reversed(list(occurrences(tokens))):
        end = _end_of_arguments(moved, name.end)
        is_meant = bool(end) and (_is_square(name, tokens, usage) or _is_transposed(name, tokens, usage))
        if is_meant and moved[end : end + 1] not in (["^"], ["_"], ["'"]):
            arguments = moved[name.end : end]
            begin = name.end - len(name.above) - len(_RAISED)
            moved[begin:end] = [*arguments, *moved[begin : name.end]]
    return moved


def _is_square(name: Occurrence, tokens: Sequence[str], usage: Usage) -> bool:
    symbol = name.symbol
    inner = list(tokens[name.end + 1 : _end_of_arguments(tokens, name.end) - 1])
    is_pair = "," in top_level(inner)
    is_value = len(symbol.base.lstrip("\\")) > 1 or symbol.base.islower()
    is_settled = is_pair or _is_integrated(tokens, inner)
    is_map = symbol.base in _APPLIED_TWICE and not is_settled
    is_map = is_map or symbol.font == "\\operatorname" or symbol.base[-1].isupper()
    called = Symbol(symbol.base, symbol.font) in usage.functions or symbol in usage.functions
    is_numbered = name.above in usage.numbered.get((symbol, bool(name.sub)), ())
    called = called or (is_pair and not is_numbered and symbol.base not in _DISTANCES)
    is_even = name.above == ("2",) or (is_pair and name.above == ("4",))
    top = top_level(inner)
    is_share = bool(top) and top[0][0].isdigit() and bool(SIGNS & set(top))
    is_meant = not is_share and name.is_called and is_even and is_value and not is_map and called
    return is_meant and not _may_multiply(name, inner, usage)


def _may_multiply(name: Occurrence, inner: list[str], usage: Usage) -> bool:
    """``\\sigma_{i-1}^2 (\\sigma_i^2 - b)``: whether an indexed number may multiply brackets, whose letter
    is called without an index elsewhere: they hold a sum, or are no arguments without the square.
    """
    if not name.sub:
        return False
    if SIGNS & set(top_level(inner)[1:]):
        return True
    try:
        return not holds_arguments(replace(name.symbol, sub=name.sub), "(", inner, usage)
    except RefusedError:
        return False


def _is_transposed(name: Occurrence, tokens: Sequence[str], usage: Usage) -> bool:
    """``\\mathbf{f}^\\top(\\mathbf{x})``: nobody puts one name in brackets to multiply by it."""
    inner = tokens[name.end + 1 : _end_of_arguments(tokens, name.end) - 1]
    bare = Symbol(name.symbol.base, name.symbol.font)
    is_vector = bare.font == "\\mathbf" and bare.base.islower()
    is_called = (is_vector or bare in usage.functions) and bare not in usage.timed
    return name.above in TRANSPOSES and is_called and whole_name(inner) is not None


def _is_integrated(tokens: Sequence[str], argument: Sequence[str]) -> bool:
    """``\\int f^2(y) \\, dy``: nobody integrates what is applied twice over its argument."""
    signs = ["d", *argument], ["\\mathrm", "{", "d", "}", *argument]
    return "\\int" in tokens and any(
        list(tokens[at : at + len(sign)]) == sign for sign in signs for at in range(len(tokens))
    )


def _end_of_arguments(tokens: Sequence[str], begin: int) -> int:
    """Where the round brackets that begin there end; 0 without any."""
    depth = 0
    for at in range(begin, len(tokens)):
        depth += (tokens[at] == "(") - (tokens[at] == ")")
        if depth == 0:
            return at + 1 if tokens[at] == ")" else 0
    return 0
