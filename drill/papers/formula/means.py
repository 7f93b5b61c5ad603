"""Which signs take a mean, or another value of what is random, of what follows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from drill.papers.formula.raw import RefusedError
from drill.papers.formula.tree import Applied, Bracket, Call, Node, Power, Symbol, Transpose, symbols
from drill.papers.formula.vocabulary import SIGNS

_LAWS: Final = frozenset(("p", "q", "\\pi", "P", "Q"))
_INDICES: Final = frozenset("ijklmnt")

_DRAWING: Final = frozenset(("\\sim", "|", "\\mid"))
_TAKEN: Final = (Symbol("V", "\\mathbb"), Symbol("H", "\\mathbb"), Symbol("\\Re"), Symbol("\\Im"))
"""Variance, entropy, and the parts of complex numbers."""


def has_law(symbol: Symbol) -> bool:
    """``E_{x \\sim p}``, ``\\mathbf{E}_{q(z)}``, ``E_{z|x}``: what the mean is taken over stands below."""
    below = symbol.sub
    is_law = bool(below) and below[0] in _LAWS and "(" in below and below[-1] == ")"
    return symbol.base == "E" and not symbol.mark and (is_law or bool(_DRAWING & set(below)))


def may_average(symbol: Symbol, rest: Sequence[str]) -> bool:
    """``E_q \\log p(y)``, ``E_x f(x, y)``: whether below an E is a law, or what a call behind it holds."""
    if not symbol.sub or symbol.base != "E" or symbol.font or symbol.sub[0] in _INDICES:
        return False
    begin = next((at for at, token in enumerate(rest) if token in ("(", "[")), len(rest))
    end = next((at for at, token in enumerate(rest) if token in (")", "]")), len(rest))
    is_held = symbol.sub[0] in rest[begin:end] and not SIGNS & set(rest[:begin])
    is_law = symbol.sub[0] in _LAWS and symbol.sub[1:2] in ((), ("_",))
    return is_law or (is_held and {",", symbol.sub[0]} >= set(symbol.sub[:2]))


def check_means(factors: Sequence[Node], signs: Sequence[str]) -> None:
    """Refuse ``\\mathbb{E}(X - m)(Y - m)``, whose mean is rather that of the product, and
    ``\\mathbb{V}\\mathbb{E}(X)``, where nothing is multiplied.
    """
    for index, (one, sign) in enumerate(zip(factors, signs, strict=False)):
        if one in _TAKEN and not sign:
            raise RefusedError("what a sign is taken of is not in brackets")
        end = next((at for at in range(index, len(signs)) if signs[at]), len(signs))
        if _goes_on(one, factors[index + 1 : end + 1]):
            raise RefusedError("how far E reaches is not clear")


def _goes_on(mean: Node, beside: Sequence[Node]) -> bool:
    """Whether a mean may be that of the factors beside it, too: the round brackets behind its sign, which
    hold more than a name, may as well belong to the first of them.
    """
    match _unraised(mean):
        case Symbol("E", "\\mathbb") if beside and isinstance(_unraised(beside[0]), Bracket):
            return True
        case Symbol("E") if beside:
            return isinstance(beside[0], Applied) and _is_mean(beside[0].head)
        case Call(Symbol("E"), Bracket("(", _, (part,), (), ())) if not isinstance(part, Symbol | Call):
            known = set(symbols(part))
            return any(_is_round(factor) or known & set(symbols(factor)) for factor in beside)
        case _:
            return False


def _is_mean(head: Node) -> bool:
    return isinstance(head, Symbol) and head.base == "E"


def _unraised(node: Node) -> Node:
    return node.base if isinstance(node, Power | Transpose) else node


def _is_round(factor: Node) -> bool:
    bracket = _unraised(factor)
    return isinstance(bracket, Bracket) and bracket.opening == "("
